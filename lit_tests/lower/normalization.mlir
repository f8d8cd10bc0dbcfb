// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// CHECK-DAG: [[ALL:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-DAG: [[SECOND:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d1)>
// CHECK-DAG: [[FIRST:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d0)>
// CHECK-DAG: [[LAST:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d2)>
// CHECK-DAG: [[INNER:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d1, d2)>

// One generic op; half floats are computed in f32.
// CHECK-LABEL: func.func @batch_norm(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x4xf16>, [[MEAN:%[a-z0-9]+]]: tensor<3xf32>, [[VARIANCE:%[a-z0-9]+]]: tensor<3xf32>, [[SCALE:%[a-z0-9]+]]: tensor<3xf32>, [[BIAS:%[a-z0-9]+]]: tensor<3xf32>
func.func @batch_norm(%x: tensor<?x3x4xf16>, %mean: tensor<3xf32>, %variance: tensor<3xf32>,
                      %scale: tensor<3xf32>, %bias: tensor<3xf32>) -> tensor<?x3x4xf16> {
  // CHECK: linalg.generic {indexing_maps = {{\[}}[[ALL]], [[SECOND]], [[SECOND]], [[SECOND]], [[SECOND]], [[ALL]]]
  // CHECK-SAME: ins([[X]], [[MEAN]], [[VARIANCE]], [[SCALE]], [[BIAS]] :
  // CHECK-NEXT: ^bb0([[E:%.+]]: f16, [[M:%.+]]: f32, [[V:%.+]]: f32, [[S:%.+]]: f32, [[B:%.+]]: f32, %{{.+}}: f16)
  // CHECK: [[SHIFTED:%.+]] = arith.addf [[V]],
  // CHECK: [[INVERSE:%.+]] = math.rsqrt [[SHIFTED]]
  // CHECK: [[FACTOR:%.+]] = arith.mulf [[INVERSE]], [[S]]
  // CHECK: [[WIDE:%.+]] = arith.extf [[E]] : f16 to f32
  // CHECK: [[CENTRED:%.+]] = arith.subf [[WIDE]], [[M]]
  // CHECK: [[SCALED:%.+]] = arith.mulf [[CENTRED]], [[FACTOR]]
  // CHECK: [[Y:%.+]] = arith.addf [[SCALED]], [[B]]
  // CHECK: arith.truncf [[Y]] : f32 to f16
  %0 = "pd.batch_norm"(%x, %mean, %variance, %scale, %bias)
    {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>}
    : (tensor<?x3x4xf16>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
    -> tensor<?x3x4xf16>
  return %0 : tensor<?x3x4xf16>
}

// Channels last, without scale and bias.
// CHECK-LABEL: func.func @batch_norm_channels_last(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x4x3xf32>, [[MEAN:%[a-z0-9]+]]: tensor<3xf32>, [[VARIANCE:%[a-z0-9]+]]: tensor<3xf32>
func.func @batch_norm_channels_last(%x: tensor<2x4x3xf32>, %mean: tensor<3xf32>,
                                    %variance: tensor<3xf32>) -> tensor<2x4x3xf32> {
  // CHECK: linalg.generic {indexing_maps = {{\[}}[[ALL]], [[LAST]], [[LAST]], [[ALL]]]
  // CHECK-SAME: ins([[X]], [[MEAN]], [[VARIANCE]] :
  // CHECK: math.rsqrt
  // CHECK: arith.subf
  // CHECK: arith.mulf
  // CHECK-NEXT: linalg.yield
  %0 = "pd.batch_norm"(%x, %mean, %variance)
    {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>, data_format = "NLC"}
    : (tensor<2x4x3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<2x4x3xf32>
  return %0 : tensor<2x4x3xf32>
}

// The mean is subtracted before squares are summed; a flat scale gets the normalised shape.
// CHECK-LABEL: func.func @layer_norm(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x4xf32>, [[SCALE:%[a-z0-9]+]]: tensor<12xf32>
func.func @layer_norm(%x: tensor<?x3x4xf32>, %scale: tensor<12xf32>) -> tensor<?x3x4xf32> {
  // CHECK: [[SUM:%.+]] = linalg.generic {indexing_maps = {{\[}}[[ALL]], [[FIRST]]], iterator_types = ["parallel", "reduction", "reduction"]} ins([[X]] :
  // CHECK: arith.constant 1.200000e+01
  // CHECK: [[MEAN:%.+]] = linalg.generic {{.+}} ins([[SUM]] :
  // CHECK: [[CENTRED:%.+]] = linalg.generic {{.+}} ins([[X]], [[MEAN]] :
  // CHECK: arith.subf
  // CHECK: [[SQUARES:%.+]] = linalg.generic {{.+}} ins([[CENTRED]] :
  // CHECK: [[TOTAL:%.+]] = linalg.generic {{.+}} ins([[SQUARES]] :
  // CHECK: [[VARIANCE:%.+]] = linalg.generic {{.+}} ins([[TOTAL]] :
  // CHECK: [[FACTORS:%.+]] = tensor.expand_shape [[SCALE]] {{.+}} into tensor<3x4xf32>
  // CHECK: linalg.generic {indexing_maps = {{\[}}[[ALL]], [[FIRST]], [[INNER]], [[ALL]]]
  // CHECK-SAME: ins([[CENTRED]], [[VARIANCE]], [[FACTORS]] :
  // CHECK: math.rsqrt
  %0 = "pd.layer_norm"(%x, %scale) {operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<?x3x4xf32>, tensor<12xf32>) -> tensor<?x3x4xf32>
  return %0 : tensor<?x3x4xf32>
}

// A dynamic number of normalised elements is read at run time.
// CHECK-LABEL: func.func @layer_norm_dynamic_length(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x?xf32>
func.func @layer_norm_dynamic_length(%x: tensor<2x3x?xf32>) -> tensor<2x3x?xf32> {
  // CHECK: [[LENGTH:%.+]] = tensor.dim [[X]], %c2
  // CHECK: [[WIDE:%.+]] = arith.index_cast [[LENGTH]] : index to i64
  // CHECK: [[COUNT:%.+]] = arith.sitofp [[WIDE]] : i64 to f32
  // CHECK: arith.divf %{{.+}}, [[COUNT]]
  %0 = "pd.layer_norm"(%x) {operandSegmentSizes = array<i32: 1, 0, 0>, begin_norm_axis = 2 : i64}
    : (tensor<2x3x?xf32>) -> tensor<2x3x?xf32>
  return %0 : tensor<2x3x?xf32>
}
