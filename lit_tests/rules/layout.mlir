// RUN: paddle-mlir-opt %s -p pd-channels-last | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-channels-last,pd-channels-last' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-channels-last --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// The map is turned before and behind the convolution, the filter once and for all.
// CHECK-LABEL: func.func @conv_channels_last_matches(
func.func @conv_channels_last_matches(%x: tensor<2x3x8x8xf32>) -> tensor<2x4x8x8xf32> {
  // CHECK: [[W:%.+]] = "pd.transpose"(%{{.+}}) {perm = array<i64: 2, 3, 1, 0>}
  // CHECK: [[X:%.+]] = "pd.transpose"(%arg0) {perm = array<i64: 0, 2, 3, 1>}
  // CHECK: [[Y:%.+]] = "pd.conv2d"([[X]], [[W]]) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 1, 1>}
  // CHECK: "pd.transpose"([[Y]]) {perm = array<i64: 0, 3, 1, 2>}
  %w = "pd.parameter"() {key = "w4x3x3x3", dtype = f32, shape = array<i64: 4, 3, 3, 3>} : () -> tensor<4x3x3x3xf32>
  %y = "pd.conv2d"(%x, %w) {paddings = array<i64: 1, 1>} : (tensor<2x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<2x4x8x8xf32>
  return %y : tensor<2x4x8x8xf32>
}

// A filter that is computed would be turned in every run.
// CHECK-LABEL: func.func @conv_channels_last_refused(
func.func @conv_channels_last_refused(%x: tensor<2x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<2x4x6x6xf32> {
  // CHECK-NOT: pd.transpose
  // CHECK: "pd.conv2d"(%arg0, %arg1) :
  // WHY: conv-channels-last: the filter is not constant
  %y = "pd.conv2d"(%x, %w) : (tensor<2x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<2x4x6x6xf32>
  return %y : tensor<2x4x6x6xf32>
}

// The filter keeps its layout.
// CHECK-LABEL: func.func @conv_transpose_channels_last_matches(
func.func @conv_transpose_channels_last_matches(%x: tensor<2x3x8x8xf32>) -> tensor<2x4x17x17xf32> {
  // CHECK: [[X:%.+]] = "pd.transpose"(%arg0) {perm = array<i64: 0, 2, 3, 1>}
  // CHECK: [[Y:%.+]] = "pd.conv2d_transpose"([[X]], %{{.+}}) {data_format = "NHWC", {{.*}}strides = array<i64: 2, 2>}
  // CHECK: "pd.transpose"([[Y]]) {perm = array<i64: 0, 3, 1, 2>}
  %w = "pd.parameter"() {key = "w3x4x3x3", dtype = f32, shape = array<i64: 3, 4, 3, 3>} : () -> tensor<3x4x3x3xf32>
  %y = "pd.conv2d_transpose"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0>, strides = array<i64: 2, 2>} : (tensor<2x3x8x8xf32>, tensor<3x4x3x3xf32>) -> tensor<2x4x17x17xf32>
  return %y : tensor<2x4x17x17xf32>
}

// Only constant filters are taken apart later.
// CHECK-LABEL: func.func @conv_transpose_channels_last_refused(
func.func @conv_transpose_channels_last_refused(%x: tensor<2x3x8x8xf32>, %w: tensor<3x4x3x3xf32>) -> tensor<2x4x10x10xf32> {
  // CHECK-NOT: pd.transpose
  // CHECK: "pd.conv2d_transpose"(%arg0, %arg1)
  // WHY: conv-transpose-channels-last: the filter is not constant
  %y = "pd.conv2d_transpose"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0>} : (tensor<2x3x8x8xf32>, tensor<3x4x3x3xf32>) -> tensor<2x4x10x10xf32>
  return %y : tensor<2x4x10x10xf32>
}

// A model that came in NHWC: only the filter is turned.
// CHECK-LABEL: func.func @filter_channels_last_matches(
func.func @filter_channels_last_matches(%x: tensor<2x8x8x3xf32>) -> tensor<2x6x6x4xf32> {
  // CHECK: [[W:%.+]] = "pd.transpose"(%{{.+}}) {perm = array<i64: 2, 3, 1, 0>}
  // CHECK-NEXT: [[Y:%.+]] = "pd.conv2d"(%arg0, [[W]]) {data_format = "NHWC", filter_format = "HWIO"}
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "w4x3x3x3", dtype = f32, shape = array<i64: 4, 3, 3, 3>} : () -> tensor<4x3x3x3xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC"} : (tensor<2x8x8x3xf32>, tensor<4x3x3x3xf32>) -> tensor<2x6x6x4xf32>
  return %y : tensor<2x6x6x4xf32>
}

// As above.
// CHECK-LABEL: func.func @filter_channels_last_refused(
func.func @filter_channels_last_refused(%x: tensor<2x8x8x3xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<2x6x6x4xf32> {
  // CHECK: "pd.conv2d"(%arg0, %arg1) {data_format = "NHWC"}
  // WHY: filter-channels-last: the filter is not constant
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC"} : (tensor<2x8x8x3xf32>, tensor<4x3x3x3xf32>) -> tensor<2x6x6x4xf32>
  return %y : tensor<2x6x6x4xf32>
}

// Pooling works in either layout.
// CHECK-LABEL: func.func @window_op_channels_last_matches(
func.func @window_op_channels_last_matches(%x: tensor<2x8x8x3xf32>) -> tensor<2x3x4x4xf32> {
  // CHECK: [[Y:%.+]] = "pd.pool2d"(%arg0) {data_format = "NHWC", kernel_size
  // CHECK-NEXT: [[T:%.+]] = "pd.transpose"([[Y]]) {perm = array<i64: 0, 3, 1, 2>}
  // CHECK-NEXT: return [[T]]
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x8x8x3xf32>) -> tensor<2x3x8x8xf32>
  %y = "pd.pool2d"(%t) {kernel_size = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<2x3x8x8xf32>) -> tensor<2x3x4x4xf32>
  return %y : tensor<2x3x4x4xf32>
}

// A map that was never in NHWC stays.
// CHECK-LABEL: func.func @window_op_channels_last_refused(
func.func @window_op_channels_last_refused(%x: tensor<2x3x8x8xf32>) -> tensor<2x3x4x4xf32> {
  // CHECK: [[Y:%.+]] = "pd.pool2d"(%arg0) {kernel_size
  // CHECK-NEXT: return [[Y]]
  %y = "pd.pool2d"(%x) {kernel_size = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<2x3x8x8xf32>) -> tensor<2x3x4x4xf32>
  return %y : tensor<2x3x4x4xf32>
}

// Element by element, in any order.
// CHECK-LABEL: func.func @unary_channels_last_matches(
func.func @unary_channels_last_matches(%x: tensor<2x8x8x3xf32>) -> tensor<2x3x8x8xf32> {
  // CHECK: [[Y:%.+]] = "pd.relu"(%arg0)
  // CHECK-NEXT: [[T:%.+]] = "pd.transpose"([[Y]]) {perm = array<i64: 0, 3, 1, 2>}
  // CHECK-NEXT: return [[T]]
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x8x8x3xf32>) -> tensor<2x3x8x8xf32>
  %y = "pd.relu"(%t) : (tensor<2x3x8x8xf32>) -> tensor<2x3x8x8xf32>
  return %y : tensor<2x3x8x8xf32>
}

// Another transpose, of attention heads for instance, stays where it is.
// CHECK-LABEL: func.func @unary_channels_last_refused(
func.func @unary_channels_last_refused(%x: tensor<2x8x8x3xf32>) -> tensor<2x8x8x3xf32> {
  // CHECK: [[T:%.+]] = "pd.transpose"(%arg0)
  // CHECK-NEXT: [[Y:%.+]] = "pd.relu"([[T]])
  // CHECK-NEXT: return [[Y]]
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 2, 1, 3>} : (tensor<2x8x8x3xf32>) -> tensor<2x8x8x3xf32>
  %y = "pd.relu"(%t) : (tensor<2x8x8x3xf32>) -> tensor<2x8x8x3xf32>
  return %y : tensor<2x8x8x3xf32>
}

// A constant of the channels is turned with the map.
// CHECK-LABEL: func.func @binary_channels_last_matches(
func.func @binary_channels_last_matches(%x: tensor<2x8x8x3xf32>) -> tensor<2x3x8x8xf32> {
  // CHECK: [[B:%.+]] = "pd.unsqueeze"(%{{.+}} -> tensor<1x3x1x1xf32>
  // CHECK-NEXT: [[C:%.+]] = "pd.transpose"([[B]]) {perm = array<i64: 0, 2, 3, 1>} {{.+}} -> tensor<1x1x1x3xf32>
  // CHECK-NEXT: [[Y:%.+]] = "pd.add"(%arg0, [[C]])
  // CHECK-NEXT: [[T:%.+]] = "pd.transpose"([[Y]]) {perm = array<i64: 0, 3, 1, 2>}
  // CHECK-NEXT: return [[T]]
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x8x8x3xf32>) -> tensor<2x3x8x8xf32>
  %b = "pd.parameter"() {key = "b", dtype = f32, shape = array<i64: 3, 1, 1>} : () -> tensor<3x1x1xf32>
  %y = "pd.add"(%t, %b) : (tensor<2x3x8x8xf32>, tensor<3x1x1xf32>) -> tensor<2x3x8x8xf32>
  return %y : tensor<2x3x8x8xf32>
}

// Broadcasting adds an axis.
// CHECK-LABEL: func.func @binary_channels_last_refused(
func.func @binary_channels_last_refused(%x: tensor<2x8x8x3xf32>, %z: tensor<5x1x1x1x1xf32>) -> tensor<5x2x3x8x8xf32> {
  // CHECK: [[T:%.+]] = "pd.transpose"(%arg0)
  // CHECK-NEXT: "pd.add"([[T]], %arg1)
  // WHY: binary-channels-last: the result has more axes
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x8x8x3xf32>) -> tensor<2x3x8x8xf32>
  %y = "pd.add"(%t, %z) : (tensor<2x3x8x8xf32>, tensor<5x1x1x1x1xf32>) -> tensor<5x2x3x8x8xf32>
  return %y : tensor<5x2x3x8x8xf32>
}

// An operand in NCHW is turned too: one transpose for another.
// CHECK-LABEL: func.func @concat_channels_last_matches(
func.func @concat_channels_last_matches(%x: tensor<2x8x8x3xf32>, %z: tensor<2x5x8x8xf32>) -> tensor<2x8x8x8xf32> {
  // CHECK: [[Z:%.+]] = "pd.transpose"(%arg1) {perm = array<i64: 0, 2, 3, 1>}
  // CHECK: [[Y:%.+]] = "pd.concat"(%{{.+}}) {axis = 3 : i64}
  // CHECK-NEXT: [[T:%.+]] = "pd.transpose"([[Y]]) {perm = array<i64: 0, 3, 1, 2>}
  // CHECK-NEXT: return [[T]]
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x8x8x3xf32>) -> tensor<2x3x8x8xf32>
  %c = "tensor.cast"(%t) : (tensor<2x3x8x8xf32>) -> tensor<2x?x8x8xf32>
  %d = "tensor.cast"(%z) : (tensor<2x5x8x8xf32>) -> tensor<2x?x8x8xf32>
  %y = "pd.concat"(%c, %d) {axis = 1 : i64} : (tensor<2x?x8x8xf32>, tensor<2x?x8x8xf32>) -> tensor<2x8x8x8xf32>
  return %y : tensor<2x8x8x8xf32>
}

// No operand was in NHWC.
// CHECK-LABEL: func.func @concat_channels_last_refused(
func.func @concat_channels_last_refused(%x: tensor<2x3x8x8xf32>) -> tensor<2x6x8x8xf32> {
  // CHECK: [[Y:%.+]] = "pd.concat"(%arg0, %arg0) {axis = 1 : i64}
  // CHECK-NEXT: return [[Y]]
  %y = "pd.concat"(%x, %x) {axis = 1 : i64} : (tensor<2x3x8x8xf32>, tensor<2x3x8x8xf32>) -> tensor<2x6x8x8xf32>
  return %y : tensor<2x6x8x8xf32>
}

// The axis is another one.
// CHECK-LABEL: func.func @split_channels_last_matches(
func.func @split_channels_last_matches(%x: tensor<2x8x8x3xf32>) -> tensor<2x1x8x8xf32> {
  // CHECK: [[Y:%.+]] = "pd.split"(%arg0) {axis = 3 : i64, index = 1 : i64
  // CHECK-NEXT: [[T:%.+]] = "pd.transpose"([[Y]]) {perm = array<i64: 0, 3, 1, 2>}
  // CHECK-NEXT: return [[T]]
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x8x8x3xf32>) -> tensor<2x3x8x8xf32>
  %y = "pd.split"(%t) {axis = 1 : i64, index = 1 : i64, num = 3 : i64} : (tensor<2x3x8x8xf32>) -> tensor<2x1x8x8xf32>
  return %y : tensor<2x1x8x8xf32>
}

// Not a map that was in NHWC.
// CHECK-LABEL: func.func @split_channels_last_refused(
func.func @split_channels_last_refused(%x: tensor<2x3x8x8xf32>) -> tensor<2x1x8x8xf32> {
  // CHECK: [[Y:%.+]] = "pd.split"(%arg0) {axis = 1 : i64
  // CHECK-NEXT: return [[Y]]
  %y = "pd.split"(%x) {axis = 1 : i64, index = 1 : i64, num = 3 : i64} : (tensor<2x3x8x8xf32>) -> tensor<2x1x8x8xf32>
  return %y : tensor<2x1x8x8xf32>
}

// The axes are others.
// CHECK-LABEL: func.func @slice_channels_last_matches(
func.func @slice_channels_last_matches(%x: tensor<2x8x8x3xf32>) -> tensor<2x2x8x4xf32> {
  // CHECK: [[Y:%.+]] = "pd.slice"(%arg0) {axes = array<i64: 3, 2>
  // CHECK-NEXT: [[T:%.+]] = "pd.transpose"([[Y]]) {perm = array<i64: 0, 3, 1, 2>}
  // CHECK-NEXT: return [[T]]
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x8x8x3xf32>) -> tensor<2x3x8x8xf32>
  %y = "pd.slice"(%t) {axes = array<i64: 1, 3>, starts = array<i64: 1, 0>, ends = array<i64: 3, 4>, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<2x3x8x8xf32>) -> tensor<2x2x8x4xf32>
  return %y : tensor<2x2x8x4xf32>
}

// Without an axis the map has another rank.
// CHECK-LABEL: func.func @slice_channels_last_refused(
func.func @slice_channels_last_refused(%x: tensor<2x8x8x3xf32>) -> tensor<2x8x8xf32> {
  // CHECK: [[T:%.+]] = "pd.transpose"(%arg0)
  // CHECK-NEXT: "pd.slice"([[T]])
  // WHY: slice-channels-last: the slice drops an axis
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x8x8x3xf32>) -> tensor<2x3x8x8xf32>
  %y = "pd.slice"(%t) {axes = array<i64: 1>, starts = array<i64: 1>, ends = array<i64: 2>, decrease_axis = array<i64: 1>, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<2x3x8x8xf32>) -> tensor<2x8x8xf32>
  return %y : tensor<2x8x8xf32>
}

// The axes are others.
// CHECK-LABEL: func.func @pad_channels_last_matches(
func.func @pad_channels_last_matches(%x: tensor<2x8x8x3xf32>) -> tensor<2x3x10x8xf32> {
  // CHECK: [[Y:%.+]] = "pd.pad"(%arg0) {axes = array<i64: 1>, {{.*}}pad_value = 1.0
  // CHECK-NEXT: [[T:%.+]] = "pd.transpose"([[Y]]) {perm = array<i64: 0, 3, 1, 2>}
  // CHECK-NEXT: return [[T]]
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x8x8x3xf32>) -> tensor<2x3x8x8xf32>
  %y = "pd.pad"(%t) {axes = array<i64: 2>, paddings = array<i64: 1, 1>, pad_value = 1.0 : f64}
    : (tensor<2x3x8x8xf32>) -> tensor<2x3x10x8xf32>
  return %y : tensor<2x3x10x8xf32>
}

// Not a map that was in NHWC.
// CHECK-LABEL: func.func @pad_channels_last_refused(
func.func @pad_channels_last_refused(%x: tensor<2x3x8x8xf32>) -> tensor<2x3x10x8xf32> {
  // CHECK: [[Y:%.+]] = "pd.pad"(%arg0) {axes = array<i64: 2>
  // CHECK-NEXT: return [[Y]]
  %y = "pd.pad"(%x) {axes = array<i64: 2>, paddings = array<i64: 1, 1>}
    : (tensor<2x3x8x8xf32>) -> tensor<2x3x10x8xf32>
  return %y : tensor<2x3x10x8xf32>
}

// Over the channels, which come last.
// CHECK-LABEL: func.func @softmax_channels_last_matches(
func.func @softmax_channels_last_matches(%x: tensor<2x8x8x3xf32>) -> tensor<2x3x8x8xf32> {
  // CHECK: [[Y:%.+]] = "pd.softmax"(%arg0) {axis = 3 : i64}
  // CHECK-NEXT: [[T:%.+]] = "pd.transpose"([[Y]]) {perm = array<i64: 0, 3, 1, 2>}
  // CHECK-NEXT: return [[T]]
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x8x8x3xf32>) -> tensor<2x3x8x8xf32>
  %y = "pd.softmax"(%t) {axis = 1 : i64} : (tensor<2x3x8x8xf32>) -> tensor<2x3x8x8xf32>
  return %y : tensor<2x3x8x8xf32>
}

// Not a map that was in NHWC.
// CHECK-LABEL: func.func @softmax_channels_last_refused(
func.func @softmax_channels_last_refused(%x: tensor<2x3x8x8xf32>) -> tensor<2x3x8x8xf32> {
  // CHECK: [[Y:%.+]] = "pd.softmax"(%arg0) {axis = 1 : i64}
  // CHECK-NEXT: return [[Y]]
  %y = "pd.softmax"(%x) {axis = 1 : i64} : (tensor<2x3x8x8xf32>) -> tensor<2x3x8x8xf32>
  return %y : tensor<2x3x8x8xf32>
}

// Volumes are turned as maps are; their filter stays.
// CHECK-LABEL: func.func @volume_conv_channels_last_matches(
func.func @volume_conv_channels_last_matches(%x: tensor<2x3x5x8x8xf32>) -> tensor<2x4x5x8x8xf32> {
  // CHECK: [[X:%.+]] = "pd.transpose"(%arg0) {perm = array<i64: 0, 2, 3, 4, 1>}
  // CHECK: [[Y:%.+]] = "pd.conv3d"([[X]], %{{.+}}) {data_format = "NDHWC", paddings = array<i64: 1, 1, 1>}
  // CHECK: "pd.transpose"([[Y]]) {perm = array<i64: 0, 4, 1, 2, 3>}
  %w = "pd.parameter"() {key = "w4x3x3x3x3", dtype = f32, shape = array<i64: 4, 3, 3, 3, 3>} : () -> tensor<4x3x3x3x3xf32>
  %y = "pd.conv3d"(%x, %w) {paddings = array<i64: 1, 1, 1>} : (tensor<2x3x5x8x8xf32>, tensor<4x3x3x3x3xf32>) -> tensor<2x4x5x8x8xf32>
  return %y : tensor<2x4x5x8x8xf32>
}

// As of maps.
// CHECK-LABEL: func.func @volume_conv_channels_last_refused(
func.func @volume_conv_channels_last_refused(%x: tensor<2x3x5x8x8xf32>, %w: tensor<4x3x3x3x3xf32>) -> tensor<2x4x3x6x6xf32> {
  // CHECK: "pd.conv3d"(%arg0, %arg1) :
  // WHY: volume-conv-channels-last: the filter is not constant
  %y = "pd.conv3d"(%x, %w) : (tensor<2x3x5x8x8xf32>, tensor<4x3x3x3x3xf32>) -> tensor<2x4x3x6x6xf32>
  return %y : tensor<2x4x3x6x6xf32>
}

// The transpose of a volume sinks through everything that is around convolutions.
// CHECK-LABEL: func.func @volume_sinks(
func.func @volume_sinks(%x: tensor<2x5x8x8x3xf32>, %z: tensor<2x3x5x8x8xf32>) -> tensor<2x6x2x3x2xf32> {
  // CHECK: "pd.relu"(%arg0)
  // CHECK: "pd.add"(%{{.+}} -> tensor<2x5x8x8x3xf32>
  // CHECK: "pd.pool3d"({{.+}}) {data_format = "NDHWC", {{.+}} -> tensor<2x2x4x4x3xf32>
  // CHECK: "pd.pad"({{.+}}) {axes = array<i64: 2>, {{.+}} -> tensor<2x2x5x4x3xf32>
  // CHECK: "pd.concat"({{.+}}) {axis = 4 : i64} {{.+}} -> tensor<2x2x5x4x6xf32>
  // CHECK: "pd.slice"({{.+}}) {axes = array<i64: 2, 3>, {{.+}} -> tensor<2x2x3x2x6xf32>
  // CHECK: [[S:%.+]] = "pd.softmax"({{.+}}) {axis = 4 : i64}
  // CHECK-NEXT: [[T:%.+]] = "pd.transpose"([[S]]) {perm = array<i64: 0, 4, 1, 2, 3>}
  // CHECK-NEXT: return [[T]]
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 4, 1, 2, 3>} : (tensor<2x5x8x8x3xf32>) -> tensor<2x3x5x8x8xf32>
  %r = "pd.relu"(%t) : (tensor<2x3x5x8x8xf32>) -> tensor<2x3x5x8x8xf32>
  %a = "pd.add"(%r, %z) : (tensor<2x3x5x8x8xf32>, tensor<2x3x5x8x8xf32>) -> tensor<2x3x5x8x8xf32>
  %p = "pd.pool3d"(%a) {kernel_size = array<i64: 2, 2, 2>, strides = array<i64: 2, 2, 2>} : (tensor<2x3x5x8x8xf32>) -> tensor<2x3x2x4x4xf32>
  %d = "pd.pad"(%p) {operandSegmentSizes = array<i32: 1, 0>, axes = array<i64: 3>, paddings = array<i64: 1, 0>} : (tensor<2x3x2x4x4xf32>) -> tensor<2x3x2x5x4xf32>
  %c = "pd.concat"(%d, %d) {axis = 1 : i64} : (tensor<2x3x2x5x4xf32>, tensor<2x3x2x5x4xf32>) -> tensor<2x6x2x5x4xf32>
  %s = "pd.slice"(%c) {operandSegmentSizes = array<i32: 1, 0, 0>, axes = array<i64: 3, 4>, starts = array<i64: 1, 2>, ends = array<i64: 4, 4>} : (tensor<2x6x2x5x4xf32>) -> tensor<2x6x2x3x2xf32>
  %y = "pd.softmax"(%s) {axis = 1 : i64} : (tensor<2x6x2x3x2xf32>) -> tensor<2x6x2x3x2xf32>
  return %y : tensor<2x6x2x3x2xf32>
}
