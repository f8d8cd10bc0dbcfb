// RUN: paddle-mlir-opt %s -p pd-choose-convolution | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution,pd-choose-convolution' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-choose-convolution --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// A window of one element, also over maps of dynamic size.
// CHECK-LABEL: func.func @matmul_of_pointwise_conv_matches(
func.func @matmul_of_pointwise_conv_matches(%x: tensor<?x?x8x3xf32>) -> tensor<?x?x8x4xf32> {
  // CHECK: [[W:%.+]] = "pd.reshape"(%{{.+}}) {{.*}}shape = array<i64: 3, 4>
  // CHECK-NOT: pd.conv2d
  // CHECK: [[Y:%.+]] = "pd.matmul"(%arg0, [[W]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "w1x1x3x4", dtype = f32, shape = array<i64: 1, 1, 3, 4>} : () -> tensor<1x1x3x4xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<?x?x8x3xf32>, tensor<1x1x3x4xf32>) -> tensor<?x?x8x4xf32>
  return %y : tensor<?x?x8x4xf32>
}

// Every second element only.
// CHECK-LABEL: func.func @matmul_of_pointwise_conv_refused(
func.func @matmul_of_pointwise_conv_refused(%x: tensor<2x32x32x3xf32>) -> tensor<2x16x16x4xf32> {
  // CHECK: "pd.conv2d"
  // CHECK-NOT: pd.matmul
  // WHY: matmul-of-pointwise-conv: the windows leave out elements
  %w = "pd.parameter"() {key = "w1x1x3x4", dtype = f32, shape = array<i64: 1, 1, 3, 4>} : () -> tensor<1x1x3x4xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", strides = array<i64: 2, 2>} : (tensor<2x32x32x3xf32>, tensor<1x1x3x4xf32>) -> tensor<2x16x16x4xf32>
  return %y : tensor<2x16x16x4xf32>
}

// Over a small map the windows are copied side by side.
// CHECK-LABEL: func.func @matmul_of_patches_matches(
func.func @matmul_of_patches_matches(%x: tensor<?x8x8x3xf32>) -> tensor<?x4x4x6xf32> {
  // CHECK: [[P:%.+]] = "pd.patches"(%arg0) {paddings = array<i64: 1, 1>, strides = array<i64: 2, 2>, window = array<i64: 3, 3>}
  // CHECK-NEXT: [[W:%.+]] = "pd.reshape"({{.+}} -> tensor<27x6xf32>
  // CHECK-NEXT: [[Y:%.+]] = "pd.matmul"([[P]], [[W]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "w3x3x3x6", dtype = f32, shape = array<i64: 3, 3, 3, 6>} : () -> tensor<3x3x3x6xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 1, 1>, strides = array<i64: 2, 2>} : (tensor<?x8x8x3xf32>, tensor<3x3x3x6xf32>) -> tensor<?x4x4x6xf32>
  return %y : tensor<?x4x4x6xf32>
}

// A large map whose rows IREE's tiles do not divide, and one whose windows leave out elements.
// CHECK-LABEL: func.func @matmul_of_patches_of_large_map(
func.func @matmul_of_patches_of_large_map(%x: tensor<1x13x13x3xf32>, %z: tensor<1x24x24x8xf32>) -> (tensor<1x11x11x6xf32>, tensor<1x12x12x6xf32>) {
  // CHECK: "pd.patches"(%arg0) {window = array<i64: 3, 3>} {{.+}} -> tensor<1x11x11x27xf32>
  // CHECK: "pd.patches"(%arg1) {strides = array<i64: 2, 2>, window = array<i64: 1, 1>} {{.+}} -> tensor<1x12x12x8xf32>
  // CHECK-NOT: pd.conv2d
  // CHECK: return
  %w = "pd.parameter"() {key = "w3x3x3x6", dtype = f32, shape = array<i64: 3, 3, 3, 6>} : () -> tensor<3x3x3x6xf32>
  %0 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x13x13x3xf32>, tensor<3x3x3x6xf32>) -> tensor<1x11x11x6xf32>
  %v = "pd.parameter"() {key = "w1x1x8x6", dtype = f32, shape = array<i64: 1, 1, 8, 6>} : () -> tensor<1x1x8x6xf32>
  %1 = "pd.conv2d"(%z, %v) {data_format = "NHWC", filter_format = "HWIO", strides = array<i64: 2, 2>} : (tensor<1x24x24x8xf32>, tensor<1x1x8x6xf32>) -> tensor<1x12x12x6xf32>
  return %0, %1 : tensor<1x11x11x6xf32>, tensor<1x12x12x6xf32>
}

// A large one would be copied nine times.
// CHECK-LABEL: func.func @matmul_of_patches_refused(
func.func @matmul_of_patches_refused(%x: tensor<1x18x18x3xf32>) -> tensor<1x16x16x6xf32> {
  // CHECK: "pd.conv2d"
  // CHECK-NOT: pd.patches
  // WHY: matmul-of-patches: the map has more than 100 positions
  %w = "pd.parameter"() {key = "w3x3x3x6", dtype = f32, shape = array<i64: 3, 3, 3, 6>} : () -> tensor<3x3x3x6xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x18x18x3xf32>, tensor<3x3x3x6xf32>) -> tensor<1x16x16x6xf32>
  return %y : tensor<1x16x16x6xf32>
}

// Each element makes a tile of its own.
// CHECK-LABEL: func.func @matmul_of_tiled_conv_transpose_matches(
func.func @matmul_of_tiled_conv_transpose_matches(%x: tensor<2x3x8x8xf32>) -> tensor<2x4x16x16xf32> {
  // CHECK: [[X:%.+]] = "pd.transpose"(%arg0) {perm = array<i64: 0, 2, 3, 1>}
  // CHECK: [[P:%.+]] = "pd.matmul"([[X]], %{{.+}} -> tensor<2x8x8x16xf32>
  // CHECK-NEXT: [[T:%.+]] = "pd.reshape"([[P]]) {{.+}} -> tensor<2x8x8x2x2x4xf32>
  // CHECK-NEXT: "pd.transpose"([[T]]) {perm = array<i64: 0, 1, 3, 2, 4, 5>}
  %w = "pd.parameter"() {key = "w3x4x2x2", dtype = f32, shape = array<i64: 3, 4, 2, 2>} : () -> tensor<3x4x2x2xf32>
  %y = "pd.conv2d_transpose"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0>, strides = array<i64: 2, 2>} : (tensor<2x3x8x8xf32>, tensor<3x4x2x2xf32>) -> tensor<2x4x16x16xf32>
  return %y : tensor<2x4x16x16xf32>
}

// Overlapping windows add up.
// CHECK-LABEL: func.func @matmul_of_tiled_conv_transpose_refused(
func.func @matmul_of_tiled_conv_transpose_refused(%x: tensor<2x3x8x8xf32>) -> tensor<2x4x17x17xf32> {
  // CHECK: "pd.conv2d_transpose"
  // CHECK-NOT: pd.matmul
  // WHY: matmul-of-tiled-conv-transpose: the windows overlap or leave gaps
  %w = "pd.parameter"() {key = "w3x4x3x3", dtype = f32, shape = array<i64: 3, 4, 3, 3>} : () -> tensor<3x4x3x3xf32>
  %y = "pd.conv2d_transpose"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0>, strides = array<i64: 2, 2>} : (tensor<2x3x8x8xf32>, tensor<3x4x3x3xf32>) -> tensor<2x4x17x17xf32>
  return %y : tensor<2x4x17x17xf32>
}
