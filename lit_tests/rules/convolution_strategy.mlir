// RUN: paddle-mlir-opt %s -p pd-choose-convolution | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution,pd-choose-convolution' | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution{l2_bytes=16384 l3_bytes=65536}' \
// RUN:   | filecheck %s --check-prefix=SMALL
// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution{vector_bits=256 vector_registers=16}' \
// RUN:   | filecheck %s --check-prefix=AVX2
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

// A map that is padded.
// CHECK-LABEL: func.func @matmul_of_pointwise_conv_refused(
func.func @matmul_of_pointwise_conv_refused(%x: tensor<2x14x14x3xf32>) -> tensor<2x16x16x4xf32> {
  // CHECK: "pd.conv2d"
  // CHECK-NOT: pd.matmul
  // WHY: matmul-of-pointwise-conv: the map is padded
  %w = "pd.parameter"() {key = "w1x1x3x4", dtype = f32, shape = array<i64: 1, 1, 3, 4>} : () -> tensor<1x1x3x4xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 1, 1>} : (tensor<2x14x14x3xf32>, tensor<1x1x3x4xf32>) -> tensor<2x16x16x4xf32>
  return %y : tensor<2x16x16x4xf32>
}

// No tile of IREE's divides rows of 13, and the kernels know no gaps: windows are copied side by side.
// CHECK-LABEL: func.func @matmul_of_patches_matches(
func.func @matmul_of_patches_matches(%x: tensor<?x27x27x16xf32>) -> tensor<?x13x13x32xf32> {
  // CHECK: [[P:%.+]] = "pd.patches"(%arg0) {dilations = array<i64: 2, 2>, paddings = array<i64: 1, 1>, strides = array<i64: 2, 2>, window = array<i64: 3, 3>}
  // CHECK-NEXT: [[W:%.+]] = "pd.reshape"({{.+}} -> tensor<144x32xf32>
  // CHECK-NEXT: [[Y:%.+]] = "pd.matmul"([[P]], [[W]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "w3x3x16x32", dtype = f32, shape = array<i64: 3, 3, 16, 32>} : () -> tensor<3x3x16x32xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 1, 1>, strides = array<i64: 2, 2>, dilations = array<i64: 2, 2>} : (tensor<?x27x27x16xf32>, tensor<3x3x16x32xf32>) -> tensor<?x13x13x32xf32>
  return %y : tensor<?x13x13x32xf32>
}

// All weights are read again for every few positions of a row, unless caches are too small for that.
// CHECK-LABEL: func.func @matmul_of_patches_of_many_weights(
// SMALL-LABEL: func.func @matmul_of_patches_of_many_weights(
func.func @matmul_of_patches_of_many_weights(%x: tensor<1x15x15x48xf32>) -> tensor<1x8x8x64xf32> {
  // CHECK-NOT: pd.patches
  // CHECK: return
  // SMALL: "pd.patches"(%arg0) {paddings = array<i64: 2, 2>, strides = array<i64: 2, 2>, window = array<i64: 5, 5>} {{.+}} -> tensor<1x8x8x1200xf32>
  %w = "pd.parameter"() {key = "w5x5x48x64", dtype = f32, shape = array<i64: 5, 5, 48, 64>} : () -> tensor<5x5x48x64xf32>
  %0 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x15x15x48xf32>, tensor<5x5x48x64xf32>) -> tensor<1x8x8x64xf32>
  return %0 : tensor<1x8x8x64xf32>
}

// With 16 registers IREE's convolution spills its sums, and patches are cheaper.
// CHECK-LABEL: func.func @matmul_of_patches_for_few_registers(
// AVX2-LABEL: func.func @matmul_of_patches_for_few_registers(
func.func @matmul_of_patches_for_few_registers(%x: tensor<1x16x16x64xf32>) -> tensor<1x16x16x64xf32> {
  // CHECK: "pd.conv2d"(%arg0
  // AVX2: "pd.patches"(%arg0
  %w = "pd.parameter"() {key = "w3x3x64x64", dtype = f32, shape = array<i64: 3, 3, 64, 64>} : () -> tensor<3x3x64x64xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 2, 2>, dilations = array<i64: 2, 2>} : (tensor<1x16x16x64xf32>, tensor<3x3x64x64xf32>) -> tensor<1x16x16x64xf32>
  return %y : tensor<1x16x16x64xf32>
}

// The copies would take longer than the product gains; sizes that only run time tells are not copied.
// CHECK-LABEL: func.func @matmul_of_patches_refused(
func.func @matmul_of_patches_refused(%x: tensor<1x20x20x16xf32>, %z: tensor<1x?x20x16xf32>) -> (tensor<1x16x16x32xf32>, tensor<1x?x16x32xf32>) {
  // CHECK-NOT: pd.patches
  // CHECK: return
  // WHY-DAG: matmul-of-patches: matmul of patches: {{[0-9.]+}} us, {{.+}}: {{[0-9.]+}} us
  // WHY-DAG: matmul-of-patches: the map's size is dynamic
  %w = "pd.parameter"() {key = "w5x5x16x32", dtype = f32, shape = array<i64: 5, 5, 16, 32>} : () -> tensor<5x5x16x32xf32>
  %0 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x20x20x16xf32>, tensor<5x5x16x32xf32>) -> tensor<1x16x16x32xf32>
  %1 = "pd.conv2d"(%z, %w) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x?x20x16xf32>, tensor<5x5x16x32xf32>) -> tensor<1x?x16x32xf32>
  return %0, %1 : tensor<1x16x16x32xf32>, tensor<1x?x16x32xf32>
}

// Each element of a volume makes a tile of its own.
// CHECK-LABEL: func.func @matmul_of_tiled_conv3d_transpose_matches(
func.func @matmul_of_tiled_conv3d_transpose_matches(%x: tensor<?x3x4x5x6xf32>) -> tensor<?x4x8x5x18xf32> {
  // CHECK: [[X:%.+]] = "pd.transpose"(%arg0) {perm = array<i64: 0, 2, 3, 4, 1>}
  // CHECK: [[P:%.+]] = "pd.matmul"([[X]], %{{.+}} -> tensor<?x4x5x6x24xf32>
  // CHECK-NEXT: [[T:%.+]] = "pd.reshape"([[P]]) {{.+}} -> tensor<?x4x5x6x2x1x3x4xf32>
  // CHECK-NEXT: "pd.transpose"([[T]]) {perm = array<i64: 0, 1, 4, 2, 5, 3, 6, 7>}
  // CHECK: "pd.transpose"(%{{.+}}) {perm = array<i64: 0, 4, 1, 2, 3>}
  %w = "pd.parameter"() {key = "w3x4x2x1x3", dtype = f32, shape = array<i64: 3, 4, 2, 1, 3>} : () -> tensor<3x4x2x1x3xf32>
  %y = "pd.conv3d_transpose"(%x, %w) {strides = array<i64: 2, 1, 3>} : (tensor<?x3x4x5x6xf32>, tensor<3x4x2x1x3xf32>) -> tensor<?x4x8x5x18xf32>
  return %y : tensor<?x4x8x5x18xf32>
}

// Overlapping windows add up.
// CHECK-LABEL: func.func @matmul_of_tiled_conv3d_transpose_refused(
func.func @matmul_of_tiled_conv3d_transpose_refused(%x: tensor<2x3x4x8x8xf32>) -> tensor<2x4x9x17x17xf32> {
  // CHECK: "pd.conv3d_transpose"
  // CHECK-NOT: pd.matmul
  // WHY: matmul-of-tiled-conv3d-transpose: the windows overlap or leave gaps
  %w = "pd.parameter"() {key = "w3x4x3x3x3", dtype = f32, shape = array<i64: 3, 4, 3, 3, 3>} : () -> tensor<3x4x3x3x3xf32>
  %y = "pd.conv3d_transpose"(%x, %w) {strides = array<i64: 2, 2, 2>} : (tensor<2x3x4x8x8xf32>, tensor<3x4x3x3x3xf32>) -> tensor<2x4x9x17x17xf32>
  return %y : tensor<2x4x9x17x17xf32>
}
