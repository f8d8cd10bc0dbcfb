// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// CHECK-DAG: [[ALL4:#map[0-9]*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK-DAG: [[SAMPLE_AND_GROUP:#map[0-9]*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1)>
// CHECK-DAG: [[CHANNEL:#map[0-9]*]] = affine_map<(d0, d1, d2, d3) -> (d1, d2)>
// CHECK-DAG: [[ALL3:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-DAG: [[SAMPLE_AND_CHANNEL:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d0, d1)>
// CHECK-DAG: [[SECOND:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d1)>
// CHECK-DAG: [[FIRST:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d0)>

// Channels are divided into groups and within; scale and bias go by both.
// CHECK-LABEL: func.func @group_norm(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x6x5xf32>, [[SCALE:%[a-z0-9]+]]: tensor<6xf32>, [[BIAS:%[a-z0-9]+]]: tensor<6xf32>
func.func @group_norm(%x: tensor<?x6x5xf32>, %scale: tensor<6xf32>, %bias: tensor<6xf32>)
    -> tensor<?x6x5xf32> {
  // CHECK: [[GROUPS:%.+]] = tensor.expand_shape [[X]] {{\[\[}}0], [1, 2], [3]] {{.+}} into tensor<?x2x3x5xf32>
  // CHECK: [[SUM:%.+]] = linalg.generic {indexing_maps = {{\[}}[[ALL4]], [[SAMPLE_AND_GROUP]]], iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins([[GROUPS]] :
  // CHECK: [[MEAN:%.+]] = linalg.generic {{.+}} ins([[SUM]] :
  // CHECK: [[CENTRED:%.+]] = linalg.generic {{.+}} ins([[GROUPS]], [[MEAN]] :
  // CHECK: [[SQUARES:%.+]] = linalg.generic {{.+}} ins([[CENTRED]] :
  // CHECK: [[TOTAL:%.+]] = linalg.generic {{.+}} ins([[SQUARES]] :
  // CHECK: [[VARIANCE:%.+]] = linalg.generic {{.+}} ins([[TOTAL]] :
  // CHECK: [[SCALES:%.+]] = tensor.expand_shape [[SCALE]] {{.+}} into tensor<2x3xf32>
  // CHECK: [[BIASES:%.+]] = tensor.expand_shape [[BIAS]] {{.+}} into tensor<2x3xf32>
  // CHECK: [[Y:%.+]] = linalg.generic {indexing_maps = {{\[}}[[ALL4]], [[SAMPLE_AND_GROUP]], [[CHANNEL]], [[CHANNEL]], [[ALL4]]]
  // CHECK-SAME: ins([[CENTRED]], [[VARIANCE]], [[SCALES]], [[BIASES]] :
  // CHECK: math.rsqrt
  // CHECK: tensor.collapse_shape [[Y]] {{\[\[}}0], [1, 2], [3]]
  %0 = "pd.group_norm"(%x, %scale, %bias)
    {groups = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1>}
    : (tensor<?x6x5xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<?x6x5xf32>
  return %0 : tensor<?x6x5xf32>
}

// Channels last: the groups are the last axis but one.
// CHECK-LABEL: func.func @group_norm_channels_last(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x5x6xf32>
func.func @group_norm_channels_last(%x: tensor<2x5x6xf32>) -> tensor<2x5x6xf32> {
  // CHECK: tensor.expand_shape [[X]] {{\[\[}}0], [1], [2, 3]] {{.+}} into tensor<2x5x2x3xf32>
  // CHECK: arith.constant 1.500000e+01
  // CHECK: tensor.collapse_shape {{.+}} {{\[\[}}0], [1], [2, 3]]
  %0 = "pd.group_norm"(%x)
    {groups = 2 : i64, data_format = "NLC", operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x5x6xf32>) -> tensor<2x5x6xf32>
  return %0 : tensor<2x5x6xf32>
}

// Each channel of a sample for itself.
// CHECK-LABEL: func.func @instance_norm(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4xf32>, [[SCALE:%[a-z0-9]+]]: tensor<3xf32>
func.func @instance_norm(%x: tensor<2x3x4xf32>, %scale: tensor<3xf32>) -> tensor<2x3x4xf32> {
  // CHECK: linalg.generic {indexing_maps = {{\[}}[[ALL3]], [[SAMPLE_AND_CHANNEL]]], iterator_types = ["parallel", "parallel", "reduction"]} ins([[X]] :
  // CHECK: linalg.generic {indexing_maps = {{\[}}[[ALL3]], [[SAMPLE_AND_CHANNEL]], [[SECOND]], [[ALL3]]]
  // CHECK: math.rsqrt
  %0 = "pd.instance_norm"(%x, %scale) {operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<2x3x4xf32>, tensor<3xf32>) -> tensor<2x3x4xf32>
  return %0 : tensor<2x3x4xf32>
}

// No mean is taken off; half floats are computed in f32; a flat scale gets the normalised shape.
// CHECK-LABEL: func.func @rms_norm(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4xf16>, [[SCALE:%[a-z0-9]+]]: tensor<12xf16>
func.func @rms_norm(%x: tensor<2x3x4xf16>, %scale: tensor<12xf16>) -> tensor<2x3x4xf16> {
  // CHECK: [[WIDE:%.+]] = linalg.generic {{.+}} ins([[X]] :
  // CHECK: arith.extf
  // CHECK-NOT: arith.subf
  // CHECK: [[SQUARES:%.+]] = linalg.generic {{.+}} ins([[WIDE]] :
  // CHECK: linalg.generic {indexing_maps = {{\[}}[[ALL3]], [[FIRST]]], {{.+}} ins([[SQUARES]] :
  // CHECK: tensor.expand_shape [[SCALE]] {{.+}} into tensor<3x4xf16>
  // CHECK: math.rsqrt
  // CHECK: arith.truncf
  %0 = "pd.rms_norm"(%x, %scale) {begin_norm_axis = 1 : i64}
    : (tensor<2x3x4xf16>, tensor<12xf16>) -> tensor<2x3x4xf16>
  return %0 : tensor<2x3x4xf16>
}
