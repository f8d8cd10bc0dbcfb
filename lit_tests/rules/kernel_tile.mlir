// RUN: paddle-mlir-opt %s -p pd-tile-kernels | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-tile-kernels,pd-tile-kernels' | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-tile-kernels{vector_bits=256 vector_registers=16}' \
// RUN:   | filecheck %s --check-prefix=AVX2
// RUN: paddle-mlir-opt %s -p 'pd-tile-kernels{vector_bits=128 vector_registers=32}' \
// RUN:   | filecheck %s --check-prefix=NEON

// Four vectors of features and four positions are sixteen sums; of sixteen registers twelve hold
// sums. What follows the convolution stays.
// CHECK-LABEL: func.func @tile_of_kernel_matches(
func.func @tile_of_kernel_matches(%x: tensor<1x3x224x224xf32>, %b: tensor<64xf32>) -> tensor<1x112x112x64xf32> {
  // CHECK: "pd.stem_conv2d"(%arg0, %{{.+}}, %arg1) {activation = "relu", {{.*}}paddings = array<i64: 3, 3, 3, 3>, strides = array<i64: 2, 2>, tile = array<i64: 4, 64>}
  // AVX2: "pd.stem_conv2d"({{.+}}tile = array<i64: 4, 24>}
  // NEON: "pd.stem_conv2d"({{.+}}tile = array<i64: 4, 16>}
  %w = "pd.parameter"() {key = "w64", dtype = f32, shape = array<i64: 7, 7, 3, 64>} : () -> tensor<7x7x3x64xf32>
  %y = "pd.stem_conv2d"(%x, %w, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 0>, strides = array<i64: 2, 2>, paddings = array<i64: 3, 3, 3, 3>, activation = "relu"} : (tensor<1x3x224x224xf32>, tensor<7x7x3x64xf32>, tensor<64xf32>) -> tensor<1x112x112x64xf32>
  return %y : tensor<1x112x112x64xf32>
}

// Of few features more positions are computed at a time; of a row of five all, of a row of any
// length as many as keep the multipliers busy.
// CHECK-LABEL: func.func @tile_of_few_features(
// AVX2-LABEL: func.func @tile_of_few_features(
func.func @tile_of_few_features(%x: tensor<1x1x5x8xf32>, %y: tensor<1x?x?x8xf32>) -> (tensor<1x1x5x24xf32>, tensor<1x?x?x24xf32>, tensor<1x?x?x8xf32>) {
  // CHECK: "pd.direct_conv2d"({{.+}}tile = array<i64: 5, 32>}
  // CHECK: "pd.direct_conv2d"({{.+}}tile = array<i64: 4, 32>}
  // CHECK: "pd.direct_conv2d"({{.+}}tile = array<i64: 8, 16>}
  // AVX2: "pd.direct_conv2d"({{.+}}tile = array<i64: 4, 24>}
  // AVX2: "pd.direct_conv2d"({{.+}}tile = array<i64: 4, 24>}
  // AVX2: "pd.direct_conv2d"({{.+}}tile = array<i64: 8, 8>}
  %w = "pd.parameter"() {key = "w24", dtype = f32, shape = array<i64: 1, 1, 8, 24>} : () -> tensor<1x1x8x24xf32>
  %v = "pd.parameter"() {key = "w8", dtype = f32, shape = array<i64: 1, 1, 8, 8>} : () -> tensor<1x1x8x8xf32>
  %0 = "pd.direct_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x1x5x8xf32>, tensor<1x1x8x24xf32>) -> tensor<1x1x5x24xf32>
  %1 = "pd.direct_conv2d"(%y, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x?x?x8xf32>, tensor<1x1x8x24xf32>) -> tensor<1x?x?x24xf32>
  %2 = "pd.direct_conv2d"(%y, %v) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x?x?x8xf32>, tensor<1x1x8x8xf32>) -> tensor<1x?x?x8xf32>
  return %0, %1, %2 : tensor<1x1x5x24xf32>, tensor<1x?x?x24xf32>, tensor<1x?x?x8xf32>
}

// Of groups as for the features of a panel.
// CHECK-LABEL: func.func @tile_of_panels(
// AVX2-LABEL: func.func @tile_of_panels(
func.func @tile_of_panels(%x: tensor<1x1x14x64xf32>) -> tensor<1x1x14x64xf32> {
  // CHECK: "pd.grouped_conv2d"({{.+}}tile = array<i64: 14, 16>}
  // AVX2: "pd.grouped_conv2d"({{.+}}tile = array<i64: 5, 16>}
  %w = "pd.parameter"() {key = "w16", dtype = f32, shape = array<i64: 4, 1, 1, 4, 16>} : () -> tensor<4x1x1x4x16xf32>
  %0 = "pd.grouped_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, groups = 16, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x1x14x64xf32>, tensor<4x1x1x4x16xf32>) -> tensor<1x1x14x64xf32>
  return %0 : tensor<1x1x14x64xf32>
}

// Of single channels one vector, which for AVX-512 is the default.
// CHECK-LABEL: func.func @tile_of_kernel_refused(
// AVX2-LABEL: func.func @tile_of_kernel_refused(
func.func @tile_of_kernel_refused(%x: tensor<1x8x8x32xf32>) -> tensor<1x6x6x32xf32> {
  // CHECK: "pd.depthwise_conv2d"({{.+}}strides = array<i64: 1, 1>} :
  // AVX2: "pd.depthwise_conv2d"({{.+}}tile = array<i64: 7, 8>}
  %w = "pd.parameter"() {key = "c32", dtype = f32, shape = array<i64: 3, 3, 32>} : () -> tensor<3x3x32xf32>
  %0 = "pd.depthwise_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x32xf32>, tensor<3x3x32xf32>) -> tensor<1x6x6x32xf32>
  return %0 : tensor<1x6x6x32xf32>
}
