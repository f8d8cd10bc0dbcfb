// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// CHECK-DAG: [[SOURCE:#map[0-9]*]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d2, d4)>
// CHECK-DAG: [[ALL:#map[0-9]*]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d2, d3, d4, d5)>

// Whole factors repeat elements: a broadcast into new axes, which are then merged.
// CHECK-LABEL: func.func @nearest_whole_factors(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x2x5x6xf32>
func.func @nearest_whole_factors(%x: tensor<1x2x5x6xf32>) -> tensor<1x2x10x18xf32> {
  // CHECK: tensor.empty() : tensor<1x2x5x2x6x3xf32>
  // CHECK: [[REPEATED:%.+]] = linalg.generic {indexing_maps = {{\[}}[[SOURCE]], [[ALL]]]
  // CHECK-SAME: ins([[X]] :
  // CHECK: tensor.collapse_shape [[REPEATED]] {{\[\[}}0], [1], [2, 3], [4, 5]]
  %0 = "pd.nearest_interp"(%x) {scale = array<f64: 2.0, 3.0>}
    : (tensor<1x2x5x6xf32>) -> tensor<1x2x10x18xf32>
  return %0 : tensor<1x2x10x18xf32>
}

// In NHWC of a dynamic size too.
// CHECK-LABEL: func.func @nearest_whole_factors_of_channels_last(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x?x6x2xf32>
func.func @nearest_whole_factors_of_channels_last(%x: tensor<?x?x6x2xf32>) -> tensor<?x?x18x2xf32> {
  // CHECK: tensor.empty(%{{.+}}, %{{.+}}) : tensor<?x?x2x6x3x2xf32>
  // CHECK: [[REPEATED:%.+]] = linalg.generic
  // CHECK-SAME: ins([[X]] :
  // CHECK: tensor.collapse_shape [[REPEATED]] {{\[\[}}0], [1, 2], [3, 4], [5]]
  %0 = "pd.nearest_interp"(%x) {scale = array<f64: 2.0, 3.0>, data_format = "NHWC"}
    : (tensor<?x?x6x2xf32>) -> tensor<?x?x18x2xf32>
  return %0 : tensor<?x?x18x2xf32>
}

// Not where Paddle's step is rounded down: 41 times it is less than 1.
// CHECK-LABEL: func.func @nearest_of_a_small_step(
func.func @nearest_of_a_small_step(%x: tensor<1x2x3x4xf32>) -> tensor<1x2x123x4xf32> {
  // CHECK-NOT: tensor.collapse_shape
  // CHECK: tensor.extract
  %0 = "pd.nearest_interp"(%x) {scale = array<f64: 41.0, 1.0>}
    : (tensor<1x2x3x4xf32>) -> tensor<1x2x123x4xf32>
  return %0 : tensor<1x2x123x4xf32>
}

// With a dynamic size elsewhere they are looked up: no axes are made that IREE could not merge again.
// CHECK-LABEL: func.func @nearest_whole_factors_of_a_dynamic_size(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x2x?x6xf32>
func.func @nearest_whole_factors_of_a_dynamic_size(%x: tensor<1x2x?x6xf32>) -> tensor<1x2x?x18xf32> {
  // CHECK-NOT: tensor.collapse_shape
  // CHECK: tensor.extract [[X]]
  // CHECK-NOT: tensor.collapse_shape
  // CHECK: return
  %0 = "pd.nearest_interp"(%x) {scale = array<f64: 2.0, 3.0>}
    : (tensor<1x2x?x6xf32>) -> tensor<1x2x?x18xf32>
  return %0 : tensor<1x2x?x18xf32>
}

// Other factors look an element up; integers too.
// CHECK-LABEL: func.func @nearest_sizes(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x5x6x2xi64>
func.func @nearest_sizes(%x: tensor<1x5x6x2xi64>) -> tensor<1x7x12x2xi64> {
  // CHECK: [[RATIO:%.+]] = arith.divf
  // CHECK: linalg.generic
  // CHECK: [[CHANNEL:%.+]] = linalg.index 3
  // CHECK: arith.mulf %{{.+}}, [[RATIO]]
  // CHECK: arith.fptosi
  // CHECK: [[ROW:%.+]] = arith.minsi
  // CHECK: [[COLUMN:%.+]] = arith.minsi
  // CHECK: tensor.extract [[X]][%{{.+}}, [[ROW]], [[COLUMN]], [[CHANNEL]]]
  %0 = "pd.nearest_interp"(%x) {out_h = 7 : i64, out_w = 12 : i64, data_format = "NHWC"}
    : (tensor<1x5x6x2xi64>) -> tensor<1x7x12x2xi64>
  return %0 : tensor<1x7x12x2xi64>
}

// With align_corners places are rounded half up.
// CHECK-LABEL: func.func @nearest_align_corners(
func.func @nearest_align_corners(%x: tensor<1x2x5x6xf32>) -> tensor<1x2x7x12xf32> {
  // CHECK: [[WHOLE:%.+]] = math.floor
  // CHECK: [[REST:%.+]] = arith.subf %{{.+}}, [[WHOLE]]
  // CHECK: arith.cmpf oge, [[REST]],
  // CHECK: arith.select %{{.+}}, %{{.+}}, [[WHOLE]]
  // CHECK: tensor.extract
  %0 = "pd.nearest_interp"(%x) {out_h = 7 : i64, out_w = 12 : i64, align_corners = true}
    : (tensor<1x2x5x6xf32>) -> tensor<1x2x7x12xf32>
  return %0 : tensor<1x2x7x12xf32>
}

// Four elements are read and mixed; a scale gives the step as its inverse.
// CHECK-LABEL: func.func @bilinear_scale(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x2x5x6xf32>
func.func @bilinear_scale(%x: tensor<1x2x5x6xf32>) -> tensor<1x2x10x12xf32> {
  // CHECK: [[STEP:%.+]] = arith.constant 5.000000e-01 : f32
  // CHECK: linalg.generic
  // CHECK: arith.mulf %{{.+}}, [[STEP]]
  // CHECK: tensor.extract [[X]]
  // CHECK: tensor.extract [[X]]
  // CHECK: tensor.extract [[X]]
  // CHECK: tensor.extract [[X]]
  // CHECK: linalg.yield
  %0 = "pd.bilinear_interp"(%x) {scale = array<f64: 2.0>}
    : (tensor<1x2x5x6xf32>) -> tensor<1x2x10x12xf32>
  return %0 : tensor<1x2x10x12xf32>
}

// Half-pixel places are not below 0. A size that is data gives the step at run time; for an output
// of one element it is 0.
// CHECK-LABEL: func.func @bilinear_half_pixel(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x2x5x6xf32>, [[SIZE:%[a-z0-9]+]]: tensor<2xi32>
func.func @bilinear_half_pixel(%x: tensor<1x2x5x6xf32>, %size: tensor<2xi32>)
    -> tensor<1x2x?x?xf32> {
  // CHECK: [[ELEMENT:%.+]] = tensor.extract [[SIZE]][%c0{{.*}}]
  // CHECK: [[HEIGHT:%.+]] = arith.index_cast [[ELEMENT]] : i32 to index
  // CHECK: [[QUOTIENT:%.+]] = arith.divf
  // CHECK: [[SEVERAL:%.+]] = arith.cmpi sgt, [[HEIGHT]], %c1
  // CHECK: arith.select [[SEVERAL]], [[QUOTIENT]], %{{.+}} : f32
  // CHECK: tensor.extract [[SIZE]][%c1{{.*}}]
  // CHECK: tensor.empty([[HEIGHT]], %{{.+}}) : tensor<1x2x?x?xf32>
  // CHECK: linalg.generic
  // CHECK: [[HALF:%.+]] = arith.constant 5.000000e-01 : f32
  // CHECK: [[BACK:%.+]] = arith.constant -5.000000e-01 : f32
  // CHECK: [[MIDDLE:%.+]] = arith.addf %{{.+}}, [[HALF]]
  // CHECK: math.fma [[MIDDLE]], %{{.+}}, [[BACK]]
  // CHECK: arith.maximumf
  %0 = "pd.bilinear_interp"(%x, %size) {align_mode = 0 : i64}
    : (tensor<1x2x5x6xf32>, tensor<2xi32>) -> tensor<1x2x?x?xf32>
  return %0 : tensor<1x2x?x?xf32>
}

// With align_corners the step is (in - 1) / (out - 1).
// CHECK-LABEL: func.func @bilinear_align_corners(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x2x?x6xf32>
func.func @bilinear_align_corners(%x: tensor<1x2x?x6xf32>) -> tensor<1x2x7x11xf32> {
  // CHECK: [[HEIGHT:%.+]] = tensor.dim [[X]], %c2
  // CHECK: [[BEFORE:%.+]] = arith.subi [[HEIGHT]], %c1
  // CHECK: [[AFTER:%.+]] = arith.subi %c7, %c1
  // CHECK: arith.divf
  // CHECK: linalg.generic
  %0 = "pd.bilinear_interp"(%x) {out_h = 7 : i64, out_w = 11 : i64, align_corners = true}
    : (tensor<1x2x?x6xf32>) -> tensor<1x2x7x11xf32>
  return %0 : tensor<1x2x7x11xf32>
}

// Over three dimensions eight elements are read; the data may be of a narrow dtype.
// CHECK-LABEL: func.func @trilinear(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x3x4x5x2xf16>
func.func @trilinear(%x: tensor<1x3x4x5x2xf16>) -> tensor<1x5x3x7x2xf16> {
  // CHECK-COUNT-8: tensor.extract [[X]]
  // CHECK-NOT: tensor.extract
  // CHECK: arith.truncf
  // CHECK: linalg.yield
  %0 = "pd.bilinear_interp"(%x) {out_d = 5 : i64, out_h = 3 : i64, out_w = 7 : i64,
                                 data_format = "NDHWC"}
    : (tensor<1x3x4x5x2xf16>) -> tensor<1x5x3x7x2xf16>
  return %0 : tensor<1x5x3x7x2xf16>
}

// Cubic means read four elements in each dimension, the map's edge beyond it.
// CHECK-LABEL: func.func @bicubic(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x2x6xf32>
func.func @bicubic(%x: tensor<1x2x6xf32>) -> tensor<1x2x9xf32> {
  // CHECK: [[WHOLE:%.+]] = math.floor
  // CHECK: [[PAST:%.+]] = arith.subf %{{.+}}, [[WHOLE]]
  // CHECK: arith.subf %{{.+}}, [[PAST]]
  // CHECK: [[UPPER:%.+]] = arith.minsi
  // CHECK: arith.maxsi [[UPPER]], %c0
  // CHECK-COUNT-4: tensor.extract [[X]]
  // CHECK: linalg.yield
  %0 = "pd.bicubic_interp"(%x) {out_w = 9 : i64, data_format = "NCW"}
    : (tensor<1x2x6xf32>) -> tensor<1x2x9xf32>
  return %0 : tensor<1x2x9xf32>
}
