// RUN: paddle-mlir-opt %s -p pd-choose-convolution | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution,pd-choose-convolution' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-choose-convolution --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// Each of four phases reads four of the 16 taps: one convolution each.
// CHECK-LABEL: func.func @convs_of_conv_transpose_matches(
func.func @convs_of_conv_transpose_matches(%x: tensor<1x4x4x512xf32>) -> tensor<1x8x8x256xf32> {
  // CHECK: "pd.patches"(%arg0) {paddings = array<i64: 1, 0, 1, 0>, {{.*}}window = array<i64: 2, 2>}
  // CHECK: "pd.patches"(%arg0) {paddings = array<i64: 1, 0, 0, 1>, {{.*}}window = array<i64: 2, 2>}
  // CHECK: "pd.patches"(%arg0) {paddings = array<i64: 0, 1, 1, 0>, {{.*}}window = array<i64: 2, 2>}
  // CHECK: "pd.patches"(%arg0) {paddings = array<i64: 0, 1, 0, 1>, {{.*}}window = array<i64: 2, 2>}
  // CHECK: [[Y:%.+]] = "pd.concat"({{.+}}) {axis = 3 : i64} {{.+}} -> tensor<1x4x4x1024xf32>
  // CHECK-NEXT: [[S:%.+]] = "pd.reshape"([[Y]]) {{.+}} -> tensor<1x4x4x2x2x256xf32>
  // CHECK-NEXT: "pd.transpose"([[S]]) {perm = array<i64: 0, 1, 3, 2, 4, 5>}
  // CHECK-NOT: pd.conv2d_transpose
  // CHECK: return
  %w = "pd.parameter"() {key = "w512x256x4x4", dtype = f32, shape = array<i64: 512, 256, 4, 4>} : () -> tensor<512x256x4x4xf32>
  %y = "pd.conv2d_transpose"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0>, strides = array<i64: 2, 2>, paddings = array<i64: 1, 1>, data_format = "NHWC"} : (tensor<1x4x4x512xf32>, tensor<512x256x4x4xf32>) -> tensor<1x8x8x256xf32>
  return %y : tensor<1x8x8x256xf32>
}

// Eight phases of one feature are one convolution of eight.
// CHECK-LABEL: func.func @convs_of_conv_transpose_of_few_features(
func.func @convs_of_conv_transpose_of_few_features(%x: tensor<1x1x99x64xf32>) -> tensor<1x1x800x1xf32> {
  // CHECK: -> tensor<1x1x100x8xf32>
  // CHECK-NOT: pd.concat
  // CHECK: return
  %w = "pd.parameter"() {key = "w64x1x1x16", dtype = f32, shape = array<i64: 64, 1, 1, 16>} : () -> tensor<64x1x1x16xf32>
  %y = "pd.conv2d_transpose"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0>, strides = array<i64: 1, 8>, data_format = "NHWC"} : (tensor<1x1x99x64xf32>, tensor<64x1x1x16xf32>) -> tensor<1x1x800x1xf32>
  return %y : tensor<1x1x800x1xf32>
}

// With windows that lie side by side each element makes a tile of its own, in maps of any size.
// CHECK-LABEL: func.func @convs_of_conv_transpose_of_tiles(
func.func @convs_of_conv_transpose_of_tiles(%x: tensor<?x?x?x3xf32>) -> tensor<?x?x?x4xf32> {
  // CHECK: [[P:%.+]] = "pd.matmul"({{.+}} -> tensor<?x?x?x24xf32>
  // CHECK-NEXT: [[S:%.+]] = "pd.reshape"([[P]]) {{.+}} -> tensor<?x?x?x2x3x4xf32>
  // CHECK-NEXT: [[T:%.+]] = "pd.transpose"([[S]]) {perm = array<i64: 0, 1, 3, 2, 4, 5>}
  // CHECK-NEXT: [[H:%.+]] = "pd.flatten"([[T]]) {{.+}} -> tensor<?x?x?x3x4xf32>
  // CHECK-NEXT: "pd.flatten"([[H]]) {{.+}} -> tensor<?x?x?x4xf32>
  %w = "pd.parameter"() {key = "w3x4x2x3", dtype = f32, shape = array<i64: 3, 4, 2, 3>} : () -> tensor<3x4x2x3xf32>
  %y = "pd.conv2d_transpose"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0>, strides = array<i64: 2, 3>, data_format = "NHWC"} : (tensor<?x?x?x3xf32>, tensor<3x4x2x3xf32>) -> tensor<?x?x?x4xf32>
  return %y : tensor<?x?x?x4xf32>
}

// One element makes one window: a product.
// CHECK-LABEL: func.func @convs_of_conv_transpose_of_one_element(
func.func @convs_of_conv_transpose_of_one_element(%x: tensor<?x1x1x10xf32>) -> tensor<?x4x4x6xf32> {
  // CHECK: "pd.matmul"(%arg0, {{.+}} -> tensor<?x1x1x96xf32>
  // CHECK-NOT: pd.slice
  // CHECK: return
  %w = "pd.parameter"() {key = "w10x6x4x4", dtype = f32, shape = array<i64: 10, 6, 4, 4>} : () -> tensor<10x6x4x4xf32>
  %y = "pd.conv2d_transpose"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0>, data_format = "NHWC"} : (tensor<?x1x1x10xf32>, tensor<10x6x4x4xf32>) -> tensor<?x4x4x6xf32>
  return %y : tensor<?x4x4x6xf32>
}

// Without steps it is the convolution with the turned filter.
// CHECK-LABEL: func.func @convs_of_conv_transpose_without_steps(
func.func @convs_of_conv_transpose_without_steps(%x: tensor<1x28x28x32xf32>) -> tensor<1x28x28x32xf32> {
  // CHECK: "pd.flip"
  // CHECK: "pd.winograd_input"(%arg0) {paddings = array<i64: 1, 1, 1, 1>
  // CHECK: [[Y:%.+]] = "pd.winograd_output"
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "w32x32x3x3", dtype = f32, shape = array<i64: 32, 32, 3, 3>} : () -> tensor<32x32x3x3xf32>
  %y = "pd.conv2d_transpose"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0>, paddings = array<i64: 1, 1>, data_format = "NHWC"} : (tensor<1x28x28x32xf32>, tensor<32x32x3x3xf32>) -> tensor<1x28x28x32xf32>
  return %y : tensor<1x28x28x32xf32>
}

// Single channels stay single: the enlarging of segmentation networks.
// CHECK-LABEL: func.func @convs_of_conv_transpose_of_single_channels(
func.func @convs_of_conv_transpose_of_single_channels(%x: tensor<1x?x?x21xf32>) -> tensor<1x?x?x21xf32> {
  // CHECK-COUNT-4: "pd.depthwise_conv2d"(%arg0
  // CHECK: "pd.concat"
  %w = "pd.parameter"() {key = "w21x1x4x4", dtype = f32, shape = array<i64: 21, 1, 4, 4>} : () -> tensor<21x1x4x4xf32>
  %y = "pd.conv2d_transpose"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0>, strides = array<i64: 2, 2>, paddings = array<i64: 1, 1>, groups = 21, data_format = "NHWC"} : (tensor<1x?x?x21xf32>, tensor<21x1x4x4xf32>) -> tensor<1x?x?x21xf32>
  return %y : tensor<1x?x?x21xf32>
}

// Taps that lie apart; a filter that is an input; paddings that only run time tells; groups with
// phases that no tap is of, and with too many.
// CHECK-LABEL: func.func @convs_of_conv_transpose_refused(
func.func @convs_of_conv_transpose_refused(%x: tensor<1x8x8x4xf32>, %v: tensor<4x4x3x3xf32>, %z: tensor<1x?x8x4xf32>) -> (tensor<1x19x19x4xf32>, tensor<1x17x17x4xf32>, tensor<1x?x16x4xf32>, tensor<1x31x31x4xf32>, tensor<1x64x64x4xf32>) {
  // CHECK-COUNT-5: "pd.conv2d_transpose"
  // WHY-DAG: convs-of-conv-transpose: the windows have gaps
  // WHY-DAG: convs-of-conv-transpose: the filter is not constant
  // WHY-DAG: convs-of-conv-transpose: the padding is of dynamic size or as wide as the map
  // WHY-DAG: convs-of-conv-transpose: the channels are in groups, and the windows leave gaps
  // WHY-DAG: convs-of-conv-transpose: the channels are in groups, and there are more than 16 phases
  %w = "pd.parameter"() {key = "w4x4x3x3", dtype = f32, shape = array<i64: 4, 4, 3, 3>} : () -> tensor<4x4x3x3xf32>
  %u = "pd.parameter"() {key = "w4x1x3x3", dtype = f32, shape = array<i64: 4, 1, 3, 3>} : () -> tensor<4x1x3x3xf32>
  %t = "pd.parameter"() {key = "w4x1x8x8", dtype = f32, shape = array<i64: 4, 1, 8, 8>} : () -> tensor<4x1x8x8xf32>
  %0 = "pd.conv2d_transpose"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0>, strides = array<i64: 2, 2>, dilations = array<i64: 2, 2>, data_format = "NHWC"} : (tensor<1x8x8x4xf32>, tensor<4x4x3x3xf32>) -> tensor<1x19x19x4xf32>
  %1 = "pd.conv2d_transpose"(%x, %v) {operandSegmentSizes = array<i32: 1, 1, 0>, strides = array<i64: 2, 2>, data_format = "NHWC"} : (tensor<1x8x8x4xf32>, tensor<4x4x3x3xf32>) -> tensor<1x17x17x4xf32>
  %2 = "pd.conv2d_transpose"(%z, %w) {operandSegmentSizes = array<i32: 1, 1, 0>, strides = array<i64: 2, 2>, padding_algorithm = "SAME", data_format = "NHWC"} : (tensor<1x?x8x4xf32>, tensor<4x4x3x3xf32>) -> tensor<1x?x16x4xf32>
  %3 = "pd.conv2d_transpose"(%x, %u) {operandSegmentSizes = array<i32: 1, 1, 0>, strides = array<i64: 4, 4>, groups = 4, data_format = "NHWC"} : (tensor<1x8x8x4xf32>, tensor<4x1x3x3xf32>) -> tensor<1x31x31x4xf32>
  %4 = "pd.conv2d_transpose"(%x, %t) {operandSegmentSizes = array<i32: 1, 1, 0>, strides = array<i64: 8, 8>, groups = 4, data_format = "NHWC"} : (tensor<1x8x8x4xf32>, tensor<4x1x8x8xf32>) -> tensor<1x64x64x4xf32>
  return %0, %1, %2, %3, %4 : tensor<1x19x19x4xf32>, tensor<1x17x17x4xf32>, tensor<1x?x16x4xf32>, tensor<1x31x31x4xf32>, tensor<1x64x64x4xf32>
}
