// RUN: paddle-mlir-opt %s -p pd-flatten-volumes | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-flatten-volumes,pd-flatten-volumes' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-flatten-volumes --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// A window of frames is one of places; height and width are one axis.
// CHECK-LABEL: func.func @conv_along_depth_matches(
func.func @conv_along_depth_matches(%x: tensor<2x7x4x5x6xf32>) -> tensor<2x4x4x5x8xf32> {
  // CHECK: [[W:%.+]] = "pd.reshape"({{.+}} -> tensor<3x1x6x8xf32>
  // CHECK: [[P:%.+]] = "pd.flatten"(%arg0) {start_axis = 2 : i64, stop_axis = 3 : i64} : (tensor<2x7x4x5x6xf32>) -> tensor<2x7x20x6xf32>
  // CHECK: [[Y:%.+]] = "pd.conv2d"([[P]], [[W]]) {data_format = "NHWC", dilations = array<i64: 2, 1>, filter_format = "HWIO", paddings = array<i64: 2, 2, 0, 0>, strides = array<i64: 2, 1>}
  // CHECK-NEXT: "pd.reshape"([[Y]]) {shape = array<i64: 2, 4, 4, 5, 8>}
  %w = "pd.parameter"() {key = "w8x6x3x1x1", dtype = f32, shape = array<i64: 8, 6, 3, 1, 1>} : () -> tensor<8x6x3x1x1xf32>
  %y = "pd.conv3d"(%x, %w) {data_format = "NDHWC", strides = array<i64: 2, 1, 1>, dilations = array<i64: 2, 1, 1>, paddings = array<i64: 2, 0, 0>} : (tensor<2x7x4x5x6xf32>, tensor<8x6x3x1x1xf32>) -> tensor<2x4x4x5x8xf32>
  return %y : tensor<2x4x4x5x8xf32>
}

// Every second row and column would have to be taken out first: conv-of-frames does.
// CHECK-LABEL: func.func @conv_along_depth_refused(
func.func @conv_along_depth_refused(%x: tensor<2x7x4x5x6xf32>) -> tensor<2x5x2x3x8xf32> {
  // CHECK: "pd.conv2d"(%{{.+}} -> tensor<10x2x3x8xf32>
  // WHY: conv-along-depth: the windows leave out elements of maps
  %w = "pd.parameter"() {key = "w8x6x3x1x1", dtype = f32, shape = array<i64: 8, 6, 3, 1, 1>} : () -> tensor<8x6x3x1x1xf32>
  %y = "pd.conv3d"(%x, %w) {data_format = "NDHWC", strides = array<i64: 1, 2, 2>} : (tensor<2x7x4x5x6xf32>, tensor<8x6x3x1x1xf32>) -> tensor<2x5x2x3x8xf32>
  return %y : tensor<2x5x2x3x8xf32>
}

// Maps that are padded grow.
// CHECK-LABEL: func.func @conv_along_depth_of_padded_maps(
func.func @conv_along_depth_of_padded_maps(%x: tensor<2x7x4x5x6xf32>) -> tensor<2x5x6x5x8xf32> {
  // CHECK: "pd.conv2d"(%{{.+}} -> tensor<10x6x5x8xf32>
  // WHY: conv-along-depth: the maps are padded
  %w = "pd.parameter"() {key = "w8x6x3x1x1", dtype = f32, shape = array<i64: 8, 6, 3, 1, 1>} : () -> tensor<8x6x3x1x1xf32>
  %y = "pd.conv3d"(%x, %w) {data_format = "NDHWC", paddings = array<i64: 0, 1, 0>} : (tensor<2x7x4x5x6xf32>, tensor<8x6x3x1x1xf32>) -> tensor<2x5x6x5x8xf32>
  return %y : tensor<2x5x6x5x8xf32>
}

// The frames of a window stand side by side; each padding goes where it belongs.
// CHECK-LABEL: func.func @conv_of_frames_matches(
func.func @conv_of_frames_matches(%x: tensor<2x6x7x8x4xf32>) -> tensor<2x3x7x5x8xf32> {
  // CHECK: [[P:%.+]] = "pd.flatten"(%arg0) {start_axis = 2 : i64, stop_axis = 3 : i64}
  // CHECK-NEXT: [[S:%.+]] = "pd.patches"([[P]]) {paddings = array<i64: 1, 0, 0, 0>, strides = array<i64: 2, 1>, window = array<i64: 3, 1>} : (tensor<2x6x56x4xf32>) -> tensor<2x3x56x12xf32>
  // CHECK-NEXT: [[F:%.+]] = "pd.reshape"([[S]]) {{.+}} -> tensor<6x7x8x12xf32>
  // CHECK: [[W:%.+]] = "pd.reshape"({{.+}} -> tensor<3x3x12x8xf32>
  // CHECK-NEXT: [[Y:%.+]] = "pd.conv2d"([[F]], [[W]]) {data_format = "NHWC", dilations = array<i64: 1, 2>, filter_format = "HWIO", paddings = array<i64: 1, 1, 0, 1>}
  // CHECK-NEXT: "pd.reshape"([[Y]]) {shape = array<i64: 2, 3, 7, 5, 8>}
  %w = "pd.parameter"() {key = "w8x4x3x3x3", dtype = f32, shape = array<i64: 8, 4, 3, 3, 3>} : () -> tensor<8x4x3x3x3xf32>
  %y = "pd.conv3d"(%x, %w) {data_format = "NDHWC", strides = array<i64: 2, 1, 1>, dilations = array<i64: 1, 1, 2>, paddings = array<i64: 1, 0, 1, 1, 0, 1>} : (tensor<2x6x7x8x4xf32>, tensor<8x4x3x3x3xf32>) -> tensor<2x3x7x5x8xf32>
  return %y : tensor<2x3x7x5x8xf32>
}

// Sizes that only run time tells: the batch, and with SAME the depth's padding.
// CHECK-LABEL: func.func @conv_of_frames_of_any_batch(
func.func @conv_of_frames_of_any_batch(%x: tensor<?x6x7x8x4xf32>) -> tensor<?x3x7x8x8xf32> {
  // CHECK: "pd.patches"({{.+}}) {padding_algorithm = "SAME", strides = array<i64: 2, 1>, window = array<i64: 3, 1>}
  // CHECK-NEXT: "pd.reshape"({{.+}}) {shape = array<i64: -1, 7, 8, 12>}
  // CHECK: "pd.conv2d"({{.+}}) {data_format = "NHWC", filter_format = "HWIO", padding_algorithm = "SAME"}
  // CHECK-NEXT: "pd.reshape"({{.+}}) {shape = array<i64: -1, 3, 7, 8, 8>}
  %w = "pd.parameter"() {key = "w8x4x3x3x3", dtype = f32, shape = array<i64: 8, 4, 3, 3, 3>} : () -> tensor<8x4x3x3x3xf32>
  %y = "pd.conv3d"(%x, %w) {data_format = "NDHWC", strides = array<i64: 2, 1, 1>, padding_algorithm = "SAME"} : (tensor<?x6x7x8x4xf32>, tensor<8x4x3x3x3xf32>) -> tensor<?x3x7x8x8xf32>
  return %y : tensor<?x3x7x8x8xf32>
}

// Windows of one frame, also in groups: the volume as it lies.
// CHECK-LABEL: func.func @conv_of_single_frames(
func.func @conv_of_single_frames(%x: tensor<2x6x7x8x4xf32>) -> tensor<2x6x7x8x8xf32> {
  // CHECK: [[F:%.+]] = "pd.flatten"(%arg0) {start_axis = 0 : i64, stop_axis = 1 : i64} : (tensor<2x6x7x8x4xf32>) -> tensor<12x7x8x4xf32>
  // CHECK: "pd.conv2d"([[F]], %{{.+}}) {data_format = "NHWC", filter_format = "HWIO", groups = 2 : i64, paddings = array<i64: 1, 1, 1, 1>}
  %w = "pd.parameter"() {key = "w8x2x1x3x3", dtype = f32, shape = array<i64: 8, 2, 1, 3, 3>} : () -> tensor<8x2x1x3x3xf32>
  %y = "pd.conv3d"(%x, %w) {data_format = "NDHWC", groups = 2 : i64, paddings = array<i64: 0, 1, 1>} : (tensor<2x6x7x8x4xf32>, tensor<8x2x1x3x3xf32>) -> tensor<2x6x7x8x8xf32>
  return %y : tensor<2x6x7x8x8xf32>
}

// A filter that is computed would be turned in every run.
// CHECK-LABEL: func.func @conv_of_frames_refused(
func.func @conv_of_frames_refused(%x: tensor<2x6x7x8x4xf32>, %w: tensor<8x4x3x3x3xf32>) -> tensor<2x4x5x6x8xf32> {
  // CHECK: "pd.conv3d"(%arg0, %arg1)
  // WHY: conv-of-frames: the filter is not constant
  %y = "pd.conv3d"(%x, %w) {data_format = "NDHWC"} : (tensor<2x6x7x8x4xf32>, tensor<8x4x3x3x3xf32>) -> tensor<2x4x5x6x8xf32>
  return %y : tensor<2x4x5x6x8xf32>
}

// No reshape tells two dynamic sizes from each other.
// CHECK-LABEL: func.func @conv_of_frames_of_any_size(
func.func @conv_of_frames_of_any_size(%x: tensor<2x6x?x?x4xf32>) -> tensor<2x4x?x?x8xf32> {
  // CHECK: "pd.conv3d"(
  // WHY: conv-of-frames: {{.+}} cannot be told from {{.+}} by numbers
  %w = "pd.parameter"() {key = "w8x4x3x3x3", dtype = f32, shape = array<i64: 8, 4, 3, 3, 3>} : () -> tensor<8x4x3x3x3xf32>
  %y = "pd.conv3d"(%x, %w) {data_format = "NDHWC"} : (tensor<2x6x?x?x4xf32>, tensor<8x4x3x3x3xf32>) -> tensor<2x4x?x?x8xf32>
  return %y : tensor<2x4x?x?x8xf32>
}

// A filter for each channel: one kernel, which pads.
// CHECK-LABEL: func.func @kernel_of_depthwise_volume_conv_matches(
func.func @kernel_of_depthwise_volume_conv_matches(%x: tensor<?x5x7x8x4xf32>) -> tensor<?x3x7x8x4xf32> {
  // CHECK: [[W:%.+]] = "pd.reshape"({{.+}} -> tensor<2x3x3x4xf32>
  // CHECK-NEXT: [[Y:%.+]] = "pd.depthwise_conv3d"(%arg0, [[W]]) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 0, 1, 1, 1, 1, 1>, strides = array<i64: 2, 1, 1>}
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "w4x1x2x3x3", dtype = f32, shape = array<i64: 4, 1, 2, 3, 3>} : () -> tensor<4x1x2x3x3xf32>
  %y = "pd.conv3d"(%x, %w) {data_format = "NDHWC", groups = 4 : i64, strides = array<i64: 2, 1, 1>, padding_algorithm = "SAME"} : (tensor<?x5x7x8x4xf32>, tensor<4x1x2x3x3xf32>) -> tensor<?x3x7x8x4xf32>
  return %y : tensor<?x3x7x8x4xf32>
}

// Not two filters for each channel, gaps, dynamic paddings and wide windows.
// CHECK-LABEL: func.func @kernel_of_depthwise_volume_conv_refused(
func.func @kernel_of_depthwise_volume_conv_refused(%x: tensor<1x5x7x12x4xf32>, %d: tensor<1x?x7x8x4xf32>, %h: tensor<1x5x7x8x4xf16>) -> (tensor<1x4x5x10x8xf32>, tensor<1x3x3x8x4xf32>, tensor<1x?x7x8x4xf32>, tensor<1x4x7x1x4xf32>, tensor<1x4x5x6x4xf16>) {
  // CHECK-NOT: pd.depthwise_conv3d
  // CHECK: return
  // WHY-DAG: kernel-of-depthwise-volume-conv: a channel has several filters
  // WHY-DAG: kernel-of-depthwise-volume-conv: the windows have gaps
  // WHY-DAG: kernel-of-depthwise-volume-conv: the padding depends on a dynamic size
  // WHY-DAG: kernel-of-depthwise-volume-conv: windows are wider than 11
  // WHY-DAG: kernel-of-depthwise-volume-conv: the dtype is not float32
  %two = "pd.parameter"() {key = "w8x1x2x3x3", dtype = f32, shape = array<i64: 8, 1, 2, 3, 3>} : () -> tensor<8x1x2x3x3xf32>
  %w = "pd.parameter"() {key = "w4x1x2x3x3", dtype = f32, shape = array<i64: 4, 1, 2, 3, 3>} : () -> tensor<4x1x2x3x3xf32>
  %wide = "pd.parameter"() {key = "w4x1x2x1x12", dtype = f32, shape = array<i64: 4, 1, 2, 1, 12>} : () -> tensor<4x1x2x1x12xf32>
  %half = "pd.parameter"() {key = "h4x1x2x3x3", dtype = f16, shape = array<i64: 4, 1, 2, 3, 3>} : () -> tensor<4x1x2x3x3xf16>
  %0 = "pd.conv3d"(%x, %two) {data_format = "NDHWC", groups = 4 : i64} : (tensor<1x5x7x12x4xf32>, tensor<8x1x2x3x3xf32>) -> tensor<1x4x5x10x8xf32>
  %1 = "pd.conv3d"(%x, %w) {data_format = "NDHWC", groups = 4 : i64, dilations = array<i64: 2, 2, 2>} : (tensor<1x5x7x12x4xf32>, tensor<4x1x2x3x3xf32>) -> tensor<1x3x3x8x4xf32>
  %2 = "pd.conv3d"(%d, %w) {data_format = "NDHWC", groups = 4 : i64, padding_algorithm = "SAME", strides = array<i64: 2, 1, 1>} : (tensor<1x?x7x8x4xf32>, tensor<4x1x2x3x3xf32>) -> tensor<1x?x7x8x4xf32>
  %3 = "pd.conv3d"(%x, %wide) {data_format = "NDHWC", groups = 4 : i64} : (tensor<1x5x7x12x4xf32>, tensor<4x1x2x1x12xf32>) -> tensor<1x4x7x1x4xf32>
  %4 = "pd.conv3d"(%h, %half) {data_format = "NDHWC", groups = 4 : i64} : (tensor<1x5x7x8x4xf16>, tensor<4x1x2x3x3xf16>) -> tensor<1x4x5x6x4xf16>
  return %0, %1, %2, %3, %4 : tensor<1x4x5x10x8xf32>, tensor<1x3x3x8x4xf32>, tensor<1x?x7x8x4xf32>, tensor<1x4x7x1x4xf32>, tensor<1x4x5x6x4xf16>
}

// One convolution of groups for each frame of the window, of every second frame.
// CHECK-LABEL: func.func @grouped_conv_of_frames_matches(
func.func @grouped_conv_of_frames_matches(%x: tensor<2x5x7x8x4xf32>) -> tensor<2x3x7x8x4xf32> {
  // CHECK: [[X:%.+]] = "pd.pad"(%arg0) {axes = array<i64: 1>, {{.+}} -> tensor<2x6x7x8x4xf32>
  // CHECK: "pd.strided_slice"([[X]]) {{.+}} -> tensor<2x3x7x8x4xf32>
  // CHECK: [[A:%.+]] = "pd.conv2d"({{.+}}) {data_format = "NHWC", filter_format = "HWIO", groups = 2 : i64, padding_algorithm = "SAME"}
  // CHECK: "pd.strided_slice"([[X]]) {{.+}} -> tensor<2x3x7x8x4xf32>
  // CHECK: [[B:%.+]] = "pd.conv2d"({{.+}} -> tensor<6x7x8x4xf32>
  // CHECK-NEXT: [[Y:%.+]] = "pd.add"([[B]], [[A]])
  // CHECK-NEXT: "pd.reshape"([[Y]]) {shape = array<i64: 2, 3, 7, 8, 4>}
  %w = "pd.parameter"() {key = "w4x2x2x3x3", dtype = f32, shape = array<i64: 4, 2, 2, 3, 3>} : () -> tensor<4x2x2x3x3xf32>
  %y = "pd.conv3d"(%x, %w) {data_format = "NDHWC", groups = 2 : i64, strides = array<i64: 2, 1, 1>, padding_algorithm = "SAME"} : (tensor<2x5x7x8x4xf32>, tensor<4x2x2x3x3xf32>) -> tensor<2x3x7x8x4xf32>
  return %y : tensor<2x3x7x8x4xf32>
}

// The slices would have to follow the depth.
// CHECK-LABEL: func.func @grouped_conv_of_frames_refused(
func.func @grouped_conv_of_frames_refused(%x: tensor<2x?x7x8x4xf32>) -> tensor<2x?x5x6x4xf32> {
  // CHECK: "pd.conv3d"(
  // WHY: grouped-conv-of-frames: the depth is dynamic
  %w = "pd.parameter"() {key = "w4x2x2x3x3", dtype = f32, shape = array<i64: 4, 2, 2, 3, 3>} : () -> tensor<4x2x2x3x3xf32>
  %y = "pd.conv3d"(%x, %w) {data_format = "NDHWC", groups = 2 : i64} : (tensor<2x?x7x8x4xf32>, tensor<4x2x2x3x3xf32>) -> tensor<2x?x5x6x4xf32>
  return %y : tensor<2x?x5x6x4xf32>
}

// Over each frame, then along the depth.
// CHECK-LABEL: func.func @pool_of_frames_matches(
func.func @pool_of_frames_matches(%x: tensor<2x6x7x8x4xf32>) -> tensor<2x3x3x4x4xf32> {
  // CHECK: [[F:%.+]] = "pd.flatten"(%arg0) {start_axis = 0 : i64, stop_axis = 1 : i64}
  // CHECK-NEXT: [[Y:%.+]] = "pd.pool2d"([[F]]) {data_format = "NHWC", kernel_size = array<i64: 2, 2>, {{.*}}paddings = array<i64: 0, 0, 1, 0>, strides = array<i64: 2, 2>} : (tensor<12x7x8x4xf32>) -> tensor<12x3x4x4xf32>
  // CHECK-NEXT: [[V:%.+]] = "pd.reshape"([[Y]]) {shape = array<i64: 2, 6, 3, 4, 4>}
  // CHECK-NEXT: [[P:%.+]] = "pd.flatten"([[V]]) {start_axis = 2 : i64, stop_axis = 3 : i64}
  // CHECK-NEXT: [[D:%.+]] = "pd.pool2d"([[P]]) {data_format = "NHWC", kernel_size = array<i64: 3, 1>, {{.*}}paddings = array<i64: 1, 1, 0, 0>, strides = array<i64: 2, 1>} : (tensor<2x6x12x4xf32>) -> tensor<2x3x12x4xf32>
  // CHECK-NEXT: "pd.reshape"([[D]]) {shape = array<i64: 2, 3, 3, 4, 4>}
  %y = "pd.pool3d"(%x) {data_format = "NDHWC", kernel_size = array<i64: 3, 2, 2>, strides = array<i64: 2, 2, 2>, paddings = array<i64: 1, 1, 0, 0, 1, 0>} : (tensor<2x6x7x8x4xf32>) -> tensor<2x3x3x4x4xf32>
  return %y : tensor<2x3x3x4x4xf32>
}

// Windows of one frame need one pooling; a mean counts what it would have counted.
// CHECK-LABEL: func.func @pool_of_single_frames(
func.func @pool_of_single_frames(%x: tensor<2x6x7x8x4xf32>) -> tensor<2x6x4x5x4xf32> {
  // CHECK: [[F:%.+]] = "pd.flatten"(%arg0) {start_axis = 0 : i64, stop_axis = 1 : i64}
  // CHECK-NEXT: [[Y:%.+]] = "pd.pool2d"([[F]]) {ceil_mode = true, data_format = "NHWC", exclusive = false, kernel_size = array<i64: 3, 3>, paddings = array<i64: 1, 1, 1, 1>, pooling_type = "avg", strides = array<i64: 2, 2>}
  // CHECK-NEXT: [[V:%.+]] = "pd.reshape"([[Y]]) {shape = array<i64: 2, 6, 4, 5, 4>}
  // CHECK-NEXT: return [[V]]
  %y = "pd.pool3d"(%x) {data_format = "NDHWC", kernel_size = array<i64: 1, 3, 3>, strides = array<i64: 1, 2, 2>, paddings = array<i64: 0, 1, 1>, pooling_type = "avg", ceil_mode = true, exclusive = false} : (tensor<2x6x7x8x4xf32>) -> tensor<2x6x4x5x4xf32>
  return %y : tensor<2x6x4x5x4xf32>
}

// Means whose padding counts in no direction, or in each.
// CHECK-LABEL: func.func @mean_of_frames(
func.func @mean_of_frames(%x: tensor<2x6x7x8x4xf32>) -> (tensor<2x4x4x5x4xf32>, tensor<2x4x4x5x4xf32>) {
  // CHECK-COUNT-4: "pd.pool2d"
  %y = "pd.pool3d"(%x) {data_format = "NDHWC", kernel_size = array<i64: 3, 3, 3>, strides = array<i64: 2, 2, 2>, paddings = array<i64: 1, 1, 1>, pooling_type = "avg", ceil_mode = true, exclusive = false} : (tensor<2x6x7x8x4xf32>) -> tensor<2x4x4x5x4xf32>
  %z = "pd.pool3d"(%x) {data_format = "NDHWC", kernel_size = array<i64: 3, 3, 3>, strides = array<i64: 2, 2, 2>, paddings = array<i64: 1, 1, 1>, pooling_type = "avg", ceil_mode = true} : (tensor<2x6x7x8x4xf32>) -> tensor<2x4x4x5x4xf32>
  return %y, %z : tensor<2x4x4x5x4xf32>, tensor<2x4x4x5x4xf32>
}

// Windows between 0, 1/3, 2/3 and 1 of the depth, and halves of the rest.
// CHECK-LABEL: func.func @adaptive_pool_of_frames(
func.func @adaptive_pool_of_frames(%x: tensor<2x7x6x5x4xf32>) -> tensor<2x3x2x2x4xf32> {
  // CHECK: "pd.pool2d"(%{{.+}}) {adaptive = true, data_format = "NHWC", kernel_size = array<i64: 2, 2>, {{.+}} -> tensor<14x2x2x4xf32>
  // CHECK: "pd.pool2d"(%{{.+}}) {adaptive = true, data_format = "NHWC", kernel_size = array<i64: 3, -1>, {{.+}} -> tensor<2x3x4x4xf32>
  %y = "pd.pool3d"(%x) {data_format = "NDHWC", kernel_size = array<i64: 3, 2, 2>, adaptive = true, pooling_type = "avg"} : (tensor<2x7x6x5x4xf32>) -> tensor<2x3x2x2x4xf32>
  return %y : tensor<2x3x2x2x4xf32>
}

// A mean of all is one reduction.
// CHECK-LABEL: func.func @pool_of_frames_refused(
func.func @pool_of_frames_refused(%x: tensor<2x6x7x8x4xf32>) -> tensor<2x1x1x1x4xf32> {
  // CHECK: "pd.pool3d"(%arg0)
  // WHY: pool-of-frames: the window is the whole volume
  %y = "pd.pool3d"(%x) {data_format = "NDHWC", kernel_size = array<i64: 1, 1, 1>, adaptive = true, pooling_type = "avg"} : (tensor<2x6x7x8x4xf32>) -> tensor<2x1x1x1x4xf32>
  return %y : tensor<2x1x1x1x4xf32>
}

// The sum's root comes last.
// CHECK-LABEL: func.func @norm_of_windows(
func.func @norm_of_windows(%x: tensor<2x6x7x8x4xf32>) -> tensor<2x3x3x4x4xf32> {
  // CHECK: "pd.pool3d"(%arg0)
  // WHY: pool-of-frames: norms are not parted
  %y = "pd.pool3d"(%x) {data_format = "NDHWC", kernel_size = array<i64: 2, 2, 2>, strides = array<i64: 2, 2, 2>, pooling_type = "lp"} : (tensor<2x6x7x8x4xf32>) -> tensor<2x3x3x4x4xf32>
  return %y : tensor<2x3x3x4x4xf32>
}

// Narrow numbers between the two means would lose bits.
// CHECK-LABEL: func.func @narrow_mean(
func.func @narrow_mean(%x: tensor<2x6x7x8x4xf16>) -> tensor<2x3x3x4x4xf16> {
  // CHECK: "pd.pool3d"(%arg0)
  // WHY: pool-of-frames: means would be rounded twice
  %y = "pd.pool3d"(%x) {data_format = "NDHWC", kernel_size = array<i64: 2, 2, 2>, strides = array<i64: 2, 2, 2>, pooling_type = "avg"} : (tensor<2x6x7x8x4xf16>) -> tensor<2x3x3x4x4xf16>
  return %y : tensor<2x3x3x4x4xf16>
}

// What is computed of each element is computed of frames.
// CHECK-LABEL: func.func @unary_of_frames_matches(
func.func @unary_of_frames_matches(%x: tensor<6x7x8x4xf32>) -> tensor<2x3x7x8x4xf32> {
  // CHECK: [[Y:%.+]] = "pd.relu"(%arg0)
  // CHECK-NEXT: [[V:%.+]] = "pd.reshape"([[Y]])
  // CHECK-NEXT: return [[V]]
  %v = "pd.reshape"(%x) {operandSegmentSizes = array<i32: 1, 0>, shape = array<i64: 2, 3, 7, 8, 4>} : (tensor<6x7x8x4xf32>) -> tensor<2x3x7x8x4xf32>
  %y = "pd.relu"(%v) : (tensor<2x3x7x8x4xf32>) -> tensor<2x3x7x8x4xf32>
  return %y : tensor<2x3x7x8x4xf32>
}

// A reshape that makes no volume of frames stays where it is.
// CHECK-LABEL: func.func @unary_of_frames_refused(
func.func @unary_of_frames_refused(%x: tensor<6x7x8x4xf32>) -> tensor<3x2x7x4x8xf32> {
  // CHECK: [[V:%.+]] = "pd.reshape"(%arg0)
  // CHECK-NEXT: "pd.relu"([[V]])
  %v = "pd.reshape"(%x) {operandSegmentSizes = array<i32: 1, 0>, shape = array<i64: 3, 2, 7, 4, 8>} : (tensor<6x7x8x4xf32>) -> tensor<3x2x7x4x8xf32>
  %y = "pd.relu"(%v) : (tensor<3x2x7x4x8xf32>) -> tensor<3x2x7x4x8xf32>
  return %y : tensor<3x2x7x4x8xf32>
}

// A bias, and a volume that comes from planes.
// CHECK-LABEL: func.func @binary_of_frames_matches(
func.func @binary_of_frames_matches(%x: tensor<6x7x8x4xf32>, %z: tensor<2x3x56x4xf32>, %b: tensor<1x1x1x1x4xf32>, %c: tensor<4xf32>) -> tensor<2x3x7x8x4xf32> {
  // CHECK-DAG: [[B:%.+]] = "pd.flatten"(%arg2) {start_axis = 0 : i64, stop_axis = 1 : i64} {{.+}} -> tensor<1x1x1x4xf32>
  // CHECK-DAG: [[X:%.+]] = "pd.add"(%arg0, [[B]])
  // CHECK-DAG: [[V:%.+]] = "pd.reshape"(%arg1)
  // CHECK-DAG: [[Z:%.+]] = "pd.flatten"([[V]]) {start_axis = 0 : i64, stop_axis = 1 : i64}
  // CHECK-DAG: [[S:%.+]] = "pd.add"([[X]], [[Z]])
  // CHECK: [[P:%.+]] = "pd.multiply"(%arg3, [[S]]) : (tensor<4xf32>, tensor<6x7x8x4xf32>)
  // CHECK-NEXT: [[R:%.+]] = "pd.reshape"([[P]])
  // CHECK-NEXT: return [[R]]
  %v = "pd.reshape"(%x) {operandSegmentSizes = array<i32: 1, 0>, shape = array<i64: 2, 3, 7, 8, 4>} : (tensor<6x7x8x4xf32>) -> tensor<2x3x7x8x4xf32>
  %w = "pd.reshape"(%z) {operandSegmentSizes = array<i32: 1, 0>, shape = array<i64: 2, 3, 7, 8, 4>} : (tensor<2x3x56x4xf32>) -> tensor<2x3x7x8x4xf32>
  %s = "pd.add"(%v, %b) : (tensor<2x3x7x8x4xf32>, tensor<1x1x1x1x4xf32>) -> tensor<2x3x7x8x4xf32>
  %t = "pd.add"(%s, %w) : (tensor<2x3x7x8x4xf32>, tensor<2x3x7x8x4xf32>) -> tensor<2x3x7x8x4xf32>
  %y = "pd.multiply"(%c, %t) : (tensor<4xf32>, tensor<2x3x7x8x4xf32>) -> tensor<2x3x7x8x4xf32>
  return %y : tensor<2x3x7x8x4xf32>
}

// Of planes: what varies along the depth stays; height and width are one axis.
// CHECK-LABEL: func.func @binary_of_planes(
func.func @binary_of_planes(%x: tensor<2x3x56x4xf32>, %z: tensor<3x1x1x4xf32>) -> tensor<2x3x7x8x4xf32> {
  // CHECK: [[Z:%.+]] = "pd.flatten"(%arg1) {stop_axis = 2 : i64} {{.+}} -> tensor<3x1x4xf32>
  // CHECK: "pd.add"(%arg0, [[Z]])
  %v = "pd.reshape"(%x) {operandSegmentSizes = array<i32: 1, 0>, shape = array<i64: 2, 3, 7, 8, 4>} : (tensor<2x3x56x4xf32>) -> tensor<2x3x7x8x4xf32>
  %y = "pd.add"(%v, %z) : (tensor<2x3x7x8x4xf32>, tensor<3x1x1x4xf32>) -> tensor<2x3x7x8x4xf32>
  return %y : tensor<2x3x7x8x4xf32>
}

// A gate for each sample would have to be repeated for each of its frames.
// CHECK-LABEL: func.func @binary_of_frames_refused(
func.func @binary_of_frames_refused(%x: tensor<6x7x8x4xf32>, %g: tensor<2x1x1x1x4xf32>) -> tensor<2x3x7x8x4xf32> {
  // CHECK: [[V:%.+]] = "pd.reshape"(%arg0)
  // CHECK-NEXT: "pd.multiply"([[V]], %arg1)
  // WHY: binary-of-frames: the other operand varies along joined axes
  %v = "pd.reshape"(%x) {operandSegmentSizes = array<i32: 1, 0>, shape = array<i64: 2, 3, 7, 8, 4>} : (tensor<6x7x8x4xf32>) -> tensor<2x3x7x8x4xf32>
  %y = "pd.multiply"(%v, %g) : (tensor<2x3x7x8x4xf32>, tensor<2x1x1x1x4xf32>) -> tensor<2x3x7x8x4xf32>
  return %y : tensor<2x3x7x8x4xf32>
}

// One window is all that the padded depth has room for.
// CHECK-LABEL: func.func @conv_of_one_window(
func.func @conv_of_one_window(%x: tensor<1x2x5x5x4xf32>) -> tensor<1x1x3x3x8xf32> {
  // CHECK: "pd.patches"({{.+}} -> tensor<1x1x25x12xf32>
  %w = "pd.parameter"() {key = "w8x4x3x3x3", dtype = f32, shape = array<i64: 8, 4, 3, 3, 3>} : () -> tensor<8x4x3x3x3xf32>
  %y = "pd.conv3d"(%x, %w) {data_format = "NDHWC", strides = array<i64: 2, 2, 2>, paddings = array<i64: 1, 1, 1>} : (tensor<1x2x5x5x4xf32>, tensor<8x4x3x3x3xf32>) -> tensor<1x1x3x3x8xf32>
  return %y : tensor<1x1x3x3x8xf32>
}
