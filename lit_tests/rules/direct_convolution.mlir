// RUN: paddle-mlir-opt %s -p pd-choose-convolution | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution,pd-choose-convolution' | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution{vector_bits=256 vector_registers=16}' \
// RUN:   | filecheck %s --check-prefix=AVX2
// RUN: paddle-mlir-opt %s -p pd-choose-convolution --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// The image is read as it comes; the transpose is left to others, and to be removed.
// CHECK-LABEL: func.func @stem_of_image_conv_matches(
func.func @stem_of_image_conv_matches(%x: tensor<2x3x17x19xf32>) -> (tensor<2x9x10x16xf32>, tensor<2x17x19x16xf32>) {
  // CHECK: "pd.stem_conv2d"(%arg0, [[W:%[^)]+]]) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>}
  // CHECK: "pd.stem_conv2d"(%arg0, [[W]]) {{{.*}}paddings = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
  // CHECK-NOT: pd.conv2d
  // CHECK: return
  %w = "pd.parameter"() {key = "w3x3x3x16", dtype = f32, shape = array<i64: 3, 3, 3, 16>} : () -> tensor<3x3x3x16xf32>
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<2x3x17x19xf32>) -> tensor<2x17x19x3xf32>
  %0 = "pd.conv2d"(%t, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 1, 1>, strides = array<i64: 2, 2>} : (tensor<2x17x19x3xf32>, tensor<3x3x3x16xf32>) -> tensor<2x9x10x16xf32>
  %1 = "pd.conv2d"(%t, %w) {data_format = "NHWC", filter_format = "HWIO", padding_algorithm = "SAME"} : (tensor<2x17x19x3xf32>, tensor<3x3x3x16xf32>) -> tensor<2x17x19x16xf32>
  return %0, %1 : tensor<2x9x10x16xf32>, tensor<2x17x19x16xf32>
}

// Images of any number and size.
// CHECK-LABEL: func.func @stem_of_images(
func.func @stem_of_images(%x: tensor<?x1x?x8xf32>) -> tensor<?x?x8x16xf32> {
  // CHECK: "pd.stem_conv2d"(%arg0, {{.+}} -> tensor<?x?x8x16xf32>
  %w = "pd.parameter"() {key = "w3x3x1x16", dtype = f32, shape = array<i64: 3, 3, 1, 16>} : () -> tensor<3x3x1x16xf32>
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x1x?x8xf32>) -> tensor<?x?x8x1xf32>
  %y = "pd.conv2d"(%t, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 1, 1>} : (tensor<?x?x8x1xf32>, tensor<3x3x1x16xf32>) -> tensor<?x?x8x16xf32>
  return %y : tensor<?x?x8x16xf32>
}

// Not of many channels, groups or gaps, nor of wide windows, dynamic sizes and other floats.
// CHECK-LABEL: func.func @stem_of_image_conv_refused(
func.func @stem_of_image_conv_refused(%x: tensor<1x5x24x24xf32>, %y: tensor<1x4x24x24xf32>, %d: tensor<1x4x?x24xf32>, %h: tensor<1x4x24x24xf16>) -> (tensor<1x22x22x16xf32>, tensor<1x22x22x16xf32>, tensor<1x20x20x16xf32>, tensor<1x24x13x16xf32>, tensor<1x?x12x16xf32>, tensor<1x22x22x16xf16>) {
  // CHECK-NOT: pd.stem_conv2d
  // CHECK: return
  // WHY-DAG: stem-of-image-conv: there are more than 4 channels
  // WHY-DAG: stem-of-image-conv: the channels are in groups
  // WHY-DAG: stem-of-image-conv: the windows have gaps
  // WHY-DAG: stem-of-image-conv: windows are wider than 11
  // WHY-DAG: stem-of-image-conv: the padding depends on a dynamic size
  // WHY-DAG: stem-of-image-conv: the dtype is not float32
  %w5 = "pd.parameter"() {key = "w3x3x5x16", dtype = f32, shape = array<i64: 3, 3, 5, 16>} : () -> tensor<3x3x5x16xf32>
  %w4 = "pd.parameter"() {key = "w3x3x4x16", dtype = f32, shape = array<i64: 3, 3, 4, 16>} : () -> tensor<3x3x4x16xf32>
  %w2 = "pd.parameter"() {key = "w3x3x2x16", dtype = f32, shape = array<i64: 3, 3, 2, 16>} : () -> tensor<3x3x2x16xf32>
  %wide = "pd.parameter"() {key = "w1x12x4x16", dtype = f32, shape = array<i64: 1, 12, 4, 16>} : () -> tensor<1x12x4x16xf32>
  %half = "pd.parameter"() {key = "h3x3x4x16", dtype = f16, shape = array<i64: 3, 3, 4, 16>} : () -> tensor<3x3x4x16xf16>
  %tx = "pd.transpose"(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x5x24x24xf32>) -> tensor<1x24x24x5xf32>
  %ty = "pd.transpose"(%y) {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x4x24x24xf32>) -> tensor<1x24x24x4xf32>
  %td = "pd.transpose"(%d) {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x4x?x24xf32>) -> tensor<1x?x24x4xf32>
  %th = "pd.transpose"(%h) {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x4x24x24xf16>) -> tensor<1x24x24x4xf16>
  %0 = "pd.conv2d"(%tx, %w5) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x24x24x5xf32>, tensor<3x3x5x16xf32>) -> tensor<1x22x22x16xf32>
  %1 = "pd.conv2d"(%ty, %w2) {data_format = "NHWC", filter_format = "HWIO", groups = 2} : (tensor<1x24x24x4xf32>, tensor<3x3x2x16xf32>) -> tensor<1x22x22x16xf32>
  %2 = "pd.conv2d"(%ty, %w4) {data_format = "NHWC", filter_format = "HWIO", dilations = array<i64: 2, 2>} : (tensor<1x24x24x4xf32>, tensor<3x3x4x16xf32>) -> tensor<1x20x20x16xf32>
  %3 = "pd.conv2d"(%ty, %wide) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x24x24x4xf32>, tensor<1x12x4x16xf32>) -> tensor<1x24x13x16xf32>
  %4 = "pd.conv2d"(%td, %w4) {data_format = "NHWC", filter_format = "HWIO", padding_algorithm = "SAME", strides = array<i64: 2, 2>} : (tensor<1x?x24x4xf32>, tensor<3x3x4x16xf32>) -> tensor<1x?x12x16xf32>
  %5 = "pd.conv2d"(%th, %half) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x24x24x4xf16>, tensor<3x3x4x16xf16>) -> tensor<1x22x22x16xf16>
  return %0, %1, %2, %3, %4, %5 : tensor<1x22x22x16xf32>, tensor<1x22x22x16xf32>, tensor<1x20x20x16xf32>, tensor<1x24x13x16xf32>, tensor<1x?x12x16xf32>, tensor<1x22x22x16xf16>
}

// A map that was never in NCHW is no image.
// CHECK-LABEL: func.func @stem_of_map_refused(
func.func @stem_of_map_refused(%x: tensor<1x24x24x4xf32>) -> tensor<1x22x22x16xf32> {
  // CHECK-NOT: pd.stem_conv2d
  // CHECK: return
  %w = "pd.parameter"() {key = "w3x3x4x16", dtype = f32, shape = array<i64: 3, 3, 4, 16>} : () -> tensor<3x3x4x16xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x24x24x4xf32>, tensor<3x3x4x16xf32>) -> tensor<1x22x22x16xf32>
  return %y : tensor<1x22x22x16xf32>
}

// A filter for each channel; the kernel pads, by four numbers too.
// CHECK-LABEL: func.func @kernel_of_depthwise_conv_matches(
func.func @kernel_of_depthwise_conv_matches(%x: tensor<2x9x13x58xf32>) -> tensor<2x5x6x58xf32> {
  // CHECK: [[W:%.+]] = "pd.reshape"({{.+}} -> tensor<5x3x58xf32>
  // CHECK: [[Y:%.+]] = "pd.depthwise_conv2d"(%arg0, [[W]]) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 3, 1, 0, 1>, strides = array<i64: 2, 2>}
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "w5x3x1x58", dtype = f32, shape = array<i64: 5, 3, 1, 58>} : () -> tensor<5x3x1x58xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", groups = 58, strides = array<i64: 2, 2>, paddings = array<i64: 3, 1, 0, 1>} : (tensor<2x9x13x58xf32>, tensor<5x3x1x58xf32>) -> tensor<2x5x6x58xf32>
  return %y : tensor<2x5x6x58xf32>
}

// Maps of any number and size.
// CHECK-LABEL: func.func @kernel_of_depthwise_conv_of_maps(
func.func @kernel_of_depthwise_conv_of_maps(%x: tensor<?x8x?x16xf32>) -> tensor<?x6x?x16xf32> {
  // CHECK: "pd.depthwise_conv2d"(%arg0, {{.+}} -> tensor<?x6x?x16xf32>
  %w = "pd.parameter"() {key = "w3x3x1x16", dtype = f32, shape = array<i64: 3, 3, 1, 16>} : () -> tensor<3x3x1x16xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", groups = 16} : (tensor<?x8x?x16xf32>, tensor<3x3x1x16xf32>) -> tensor<?x6x?x16xf32>
  return %y : tensor<?x6x?x16xf32>
}

// Windows with gaps; with SAME they have none, as in Paddle.
// CHECK-LABEL: func.func @kernels_of_gaps(
func.func @kernels_of_gaps(%x: tensor<1x?x12x16xf32>) -> (tensor<1x?x8x16xf32>, tensor<1x?x12x16xf32>, tensor<1x?x6x16xf32>) {
  // CHECK: "pd.depthwise_conv2d"({{.+}} {dilations = array<i64: 2, 2>
  // CHECK: "pd.depthwise_conv2d"({{.+}} {operandSegmentSizes{{.+}} paddings = array<i64: 1, 1, 1, 1>
  // CHECK: "pd.grouped_conv2d"({{.+}} {dilations = array<i64: 3, 3>, groups = 4
  // CHECK: return
  %w = "pd.parameter"() {key = "w3x3x1x16", dtype = f32, shape = array<i64: 3, 3, 1, 16>} : () -> tensor<3x3x1x16xf32>
  %v = "pd.parameter"() {key = "w3x3x4x16", dtype = f32, shape = array<i64: 3, 3, 4, 16>} : () -> tensor<3x3x4x16xf32>
  %0 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", groups = 16, dilations = array<i64: 2, 2>} : (tensor<1x?x12x16xf32>, tensor<3x3x1x16xf32>) -> tensor<1x?x8x16xf32>
  %1 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", groups = 16, dilations = array<i64: 2, 2>, padding_algorithm = "SAME"} : (tensor<1x?x12x16xf32>, tensor<3x3x1x16xf32>) -> tensor<1x?x12x16xf32>
  %2 = "pd.conv2d"(%x, %v) {data_format = "NHWC", filter_format = "HWIO", groups = 4, dilations = array<i64: 3, 3>} : (tensor<1x?x12x16xf32>, tensor<3x3x4x16xf32>) -> tensor<1x?x6x16xf32>
  return %0, %1, %2 : tensor<1x?x8x16xf32>, tensor<1x?x12x16xf32>, tensor<1x?x6x16xf32>
}

// Not two filters for each channel, wide windows, dynamic sizes and other floats.
// CHECK-LABEL: func.func @kernel_of_depthwise_conv_refused(
func.func @kernel_of_depthwise_conv_refused(%x: tensor<1x12x12x16xf32>, %d: tensor<1x?x12x16xf32>, %h: tensor<1x12x12x16xf16>) -> (tensor<1x10x10x32xf32>, tensor<1x12x1x16xf32>, tensor<1x?x6x16xf32>, tensor<1x10x10x16xf16>) {
  // CHECK-NOT: pd.depthwise_conv2d
  // CHECK: return
  // WHY-DAG: kernel-of-depthwise-conv: a channel has several filters
  // WHY-DAG: kernel-of-depthwise-conv: windows are wider than 11
  // WHY-DAG: kernel-of-depthwise-conv: the padding depends on a dynamic size
  // WHY-DAG: kernel-of-depthwise-conv: the dtype is not float32
  %two = "pd.parameter"() {key = "w3x3x1x32", dtype = f32, shape = array<i64: 3, 3, 1, 32>} : () -> tensor<3x3x1x32xf32>
  %w = "pd.parameter"() {key = "w3x3x1x16", dtype = f32, shape = array<i64: 3, 3, 1, 16>} : () -> tensor<3x3x1x16xf32>
  %wide = "pd.parameter"() {key = "w1x12x1x16", dtype = f32, shape = array<i64: 1, 12, 1, 16>} : () -> tensor<1x12x1x16xf32>
  %half = "pd.parameter"() {key = "h3x3x1x16", dtype = f16, shape = array<i64: 3, 3, 1, 16>} : () -> tensor<3x3x1x16xf16>
  %0 = "pd.conv2d"(%x, %two) {data_format = "NHWC", filter_format = "HWIO", groups = 16} : (tensor<1x12x12x16xf32>, tensor<3x3x1x32xf32>) -> tensor<1x10x10x32xf32>
  %2 = "pd.conv2d"(%x, %wide) {data_format = "NHWC", filter_format = "HWIO", groups = 16} : (tensor<1x12x12x16xf32>, tensor<1x12x1x16xf32>) -> tensor<1x12x1x16xf32>
  %3 = "pd.conv2d"(%d, %w) {data_format = "NHWC", filter_format = "HWIO", groups = 16, padding_algorithm = "SAME", strides = array<i64: 2, 2>} : (tensor<1x?x12x16xf32>, tensor<3x3x1x16xf32>) -> tensor<1x?x6x16xf32>
  %4 = "pd.conv2d"(%h, %half) {data_format = "NHWC", filter_format = "HWIO", groups = 16} : (tensor<1x12x12x16xf16>, tensor<3x3x1x16xf16>) -> tensor<1x10x10x16xf16>
  return %0, %2, %3, %4 : tensor<1x10x10x32xf32>, tensor<1x12x1x16xf32>, tensor<1x?x6x16xf32>, tensor<1x10x10x16xf16>
}

// Groups that are vectors are panels; of narrow ones, and of channels with several filters, a panel
// has as many as fill its vectors, but for long rows of the window. AVX2 has vectors of 8.
// CHECK-LABEL: func.func @kernel_of_grouped_conv_matches(
// AVX2-LABEL: func.func @kernel_of_grouped_conv_matches(
func.func @kernel_of_grouped_conv_matches(%x: tensor<1x?x9x64xf32>) -> (tensor<1x?x5x64xf32>, tensor<1x?x9x64xf32>, tensor<1x?x9x64xf32>, tensor<1x?x7x128xf32>, tensor<1x?x9x192xf32>, tensor<1x?x9x40xf32>, tensor<1x?x1x64xf32>) {
  // CHECK: [[R:%.+]] = "pd.reshape"({{.+}} -> tensor<3x3x32x2x32xf32>
  // CHECK: [[W:%.+]] = "pd.transpose"([[R]]) {perm = array<i64: 3, 0, 1, 2, 4>}
  // CHECK: "pd.grouped_conv2d"(%arg0, [[W]]) {groups = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>} : (tensor<1x?x9x64xf32>, tensor<2x3x3x32x32xf32>) -> tensor<1x?x5x64xf32>
  // CHECK: "pd.grouped_conv2d"({{.+}}groups = 8 {{.+}} tensor<4x3x3x8x16xf32>)
  // CHECK: "pd.grouped_conv2d"({{.+}}groups = 16 {{.+}} tensor<4x1x1x4x16xf32>)
  // CHECK: "pd.grouped_conv2d"({{.+}}groups = 64 {{.+}} tensor<8x3x3x1x16xf32>)
  // CHECK: "pd.grouped_conv2d"({{.+}}groups = 64 {{.+}} tensor<4x1x1x1x48xf32>)
  // CHECK: "pd.grouped_conv2d"({{.+}}groups = 2 {{.+}} tensor<2x1x1x32x20xf32>)
  // CHECK: "pd.grouped_conv2d"({{.+}}groups = 8 {{.+}} tensor<8x1x9x8x8xf32>)
  // CHECK-NOT: pd.conv2d
  // CHECK: return
  // AVX2: "pd.grouped_conv2d"({{.+}}groups = 2 {{.+}} tensor<2x3x3x32x32xf32>)
  // AVX2: "pd.grouped_conv2d"({{.+}}groups = 8 {{.+}} tensor<8x3x3x8x8xf32>)
  // AVX2: "pd.grouped_conv2d"({{.+}}groups = 16 {{.+}} tensor<8x1x1x4x8xf32>)
  %w32 = "pd.parameter"() {key = "w3x3x32x64", dtype = f32, shape = array<i64: 3, 3, 32, 64>} : () -> tensor<3x3x32x64xf32>
  %w8 = "pd.parameter"() {key = "w3x3x8x64", dtype = f32, shape = array<i64: 3, 3, 8, 64>} : () -> tensor<3x3x8x64xf32>
  %w4 = "pd.parameter"() {key = "w1x1x4x64", dtype = f32, shape = array<i64: 1, 1, 4, 64>} : () -> tensor<1x1x4x64xf32>
  %two = "pd.parameter"() {key = "w3x3x1x128", dtype = f32, shape = array<i64: 3, 3, 1, 128>} : () -> tensor<3x3x1x128xf32>
  %three = "pd.parameter"() {key = "w1x1x1x192", dtype = f32, shape = array<i64: 1, 1, 1, 192>} : () -> tensor<1x1x1x192xf32>
  %w20 = "pd.parameter"() {key = "w1x1x32x40", dtype = f32, shape = array<i64: 1, 1, 32, 40>} : () -> tensor<1x1x32x40xf32>
  %0 = "pd.conv2d"(%x, %w32) {data_format = "NHWC", filter_format = "HWIO", groups = 2, paddings = array<i64: 1, 1>, strides = array<i64: 2, 2>} : (tensor<1x?x9x64xf32>, tensor<3x3x32x64xf32>) -> tensor<1x?x5x64xf32>
  %1 = "pd.conv2d"(%x, %w8) {data_format = "NHWC", filter_format = "HWIO", groups = 8, paddings = array<i64: 1, 1>} : (tensor<1x?x9x64xf32>, tensor<3x3x8x64xf32>) -> tensor<1x?x9x64xf32>
  %2 = "pd.conv2d"(%x, %w4) {data_format = "NHWC", filter_format = "HWIO", groups = 16} : (tensor<1x?x9x64xf32>, tensor<1x1x4x64xf32>) -> tensor<1x?x9x64xf32>
  %3 = "pd.conv2d"(%x, %two) {data_format = "NHWC", filter_format = "HWIO", groups = 64} : (tensor<1x?x9x64xf32>, tensor<3x3x1x128xf32>) -> tensor<1x?x7x128xf32>
  %4 = "pd.conv2d"(%x, %three) {data_format = "NHWC", filter_format = "HWIO", groups = 64} : (tensor<1x?x9x64xf32>, tensor<1x1x1x192xf32>) -> tensor<1x?x9x192xf32>
  %5 = "pd.conv2d"(%x, %w20) {data_format = "NHWC", filter_format = "HWIO", groups = 2} : (tensor<1x?x9x64xf32>, tensor<1x1x32x40xf32>) -> tensor<1x?x9x40xf32>
  %long = "pd.parameter"() {key = "w1x9x8x64", dtype = f32, shape = array<i64: 1, 9, 8, 64>} : () -> tensor<1x9x8x64xf32>
  %6 = "pd.conv2d"(%x, %long) {data_format = "NHWC", filter_format = "HWIO", groups = 8} : (tensor<1x?x9x64xf32>, tensor<1x9x8x64xf32>) -> tensor<1x?x1x64xf32>
  return %0, %1, %2, %3, %4, %5, %6 : tensor<1x?x5x64xf32>, tensor<1x?x9x64xf32>, tensor<1x?x9x64xf32>, tensor<1x?x7x128xf32>, tensor<1x?x9x192xf32>, tensor<1x?x9x40xf32>, tensor<1x?x1x64xf32>
}

// Not of wide windows, a padding that the size tells, and other floats.
// CHECK-LABEL: func.func @kernel_of_grouped_conv_refused(
func.func @kernel_of_grouped_conv_refused(%x: tensor<1x?x24x16xf32>, %h: tensor<1x?x24x16xf16>) -> (tensor<1x?x13x16xf32>, tensor<1x?x12x16xf32>, tensor<1x?x22x16xf16>) {
  // CHECK-NOT: pd.grouped_conv2d
  // CHECK: return
  // WHY-DAG: kernel-of-grouped-conv: windows are wider than 11
  // WHY-DAG: kernel-of-grouped-conv: the padding depends on a dynamic size
  // WHY-DAG: kernel-of-grouped-conv: the dtype is not float32
  %w = "pd.parameter"() {key = "w3x3x4x16", dtype = f32, shape = array<i64: 3, 3, 4, 16>} : () -> tensor<3x3x4x16xf32>
  %wide = "pd.parameter"() {key = "w1x12x4x16", dtype = f32, shape = array<i64: 1, 12, 4, 16>} : () -> tensor<1x12x4x16xf32>
  %half = "pd.parameter"() {key = "h3x3x4x16", dtype = f16, shape = array<i64: 3, 3, 4, 16>} : () -> tensor<3x3x4x16xf16>
  %1 = "pd.conv2d"(%x, %wide) {data_format = "NHWC", filter_format = "HWIO", groups = 4} : (tensor<1x?x24x16xf32>, tensor<1x12x4x16xf32>) -> tensor<1x?x13x16xf32>
  %2 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", groups = 4, padding_algorithm = "SAME", strides = array<i64: 2, 2>} : (tensor<1x?x24x16xf32>, tensor<3x3x4x16xf32>) -> tensor<1x?x12x16xf32>
  %3 = "pd.conv2d"(%h, %half) {data_format = "NHWC", filter_format = "HWIO", groups = 4} : (tensor<1x?x24x16xf16>, tensor<3x3x4x16xf16>) -> tensor<1x?x22x16xf16>
  return %1, %2, %3 : tensor<1x?x13x16xf32>, tensor<1x?x12x16xf32>, tensor<1x?x22x16xf16>
}

// Maps whose size only the call tells, or whose weights a cache holds.
// CHECK-LABEL: func.func @kernel_of_conv_matches(
func.func @kernel_of_conv_matches(%x: tensor<?x?x?x16xf32>, %z: tensor<1x?x12x16xf32>, %y: tensor<1x13x13x16xf32>) -> (tensor<?x?x?x24xf32>, tensor<1x?x6x8xf32>, tensor<1x13x13x48xf32>) {
  // CHECK: "pd.direct_conv2d"(%arg0, %{{.+}}) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 2, 2, 3, 1>, strides = array<i64: 1, 1>} {{.+}} -> tensor<?x?x?x24xf32>
  // CHECK: "pd.direct_conv2d"(%arg1, %{{.+}}) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>} {{.+}} -> tensor<1x?x6x8xf32>
  // CHECK: "pd.direct_conv2d"(%arg2, %{{.+}}) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 2, 2, 2, 2>, strides = array<i64: 1, 1>} {{.+}} -> tensor<1x13x13x48xf32>
  // CHECK-NOT: pd.conv2d
  // CHECK: return
  %w = "pd.parameter"() {key = "w5x5x16x24", dtype = f32, shape = array<i64: 5, 5, 16, 24>} : () -> tensor<5x5x16x24xf32>
  %v = "pd.parameter"() {key = "w1x1x16x8", dtype = f32, shape = array<i64: 1, 1, 16, 8>} : () -> tensor<1x1x16x8xf32>
  %u = "pd.parameter"() {key = "w5x5x16x48", dtype = f32, shape = array<i64: 5, 5, 16, 48>} : () -> tensor<5x5x16x48xf32>
  %0 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 2, 2, 3, 1>} : (tensor<?x?x?x16xf32>, tensor<5x5x16x24xf32>) -> tensor<?x?x?x24xf32>
  %1 = "pd.conv2d"(%z, %v) {data_format = "NHWC", filter_format = "HWIO", strides = array<i64: 2, 2>} : (tensor<1x?x12x16xf32>, tensor<1x1x16x8xf32>) -> tensor<1x?x6x8xf32>
  %2 = "pd.conv2d"(%y, %u) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 2, 2>} : (tensor<1x13x13x16xf32>, tensor<5x5x16x48xf32>) -> tensor<1x13x13x48xf32>
  return %0, %1, %2 : tensor<?x?x?x24xf32>, tensor<1x?x6x8xf32>, tensor<1x13x13x48xf32>
}

// Not of gaps, wide windows, a padding that the size tells, and other floats.
// CHECK-LABEL: func.func @kernel_of_conv_refused(
func.func @kernel_of_conv_refused(%x: tensor<1x?x24x16xf32>, %h: tensor<1x?x24x16xf16>) -> (tensor<1x?x20x8xf32>, tensor<1x?x13x8xf32>, tensor<1x?x12x8xf32>, tensor<1x?x22x8xf16>) {
  // CHECK-NOT: pd.direct_conv2d
  // CHECK: return
  // WHY-DAG: kernel-of-conv: the windows have gaps
  // WHY-DAG: kernel-of-conv: windows are wider than 11
  // WHY-DAG: kernel-of-conv: the padding depends on a dynamic size
  // WHY-DAG: kernel-of-conv: the dtype is not float32
  %w = "pd.parameter"() {key = "w3x3x16x8", dtype = f32, shape = array<i64: 3, 3, 16, 8>} : () -> tensor<3x3x16x8xf32>
  %wide = "pd.parameter"() {key = "w1x12x16x8", dtype = f32, shape = array<i64: 1, 12, 16, 8>} : () -> tensor<1x12x16x8xf32>
  %half = "pd.parameter"() {key = "h3x3x16x8", dtype = f16, shape = array<i64: 3, 3, 16, 8>} : () -> tensor<3x3x16x8xf16>
  %0 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", dilations = array<i64: 2, 2>} : (tensor<1x?x24x16xf32>, tensor<3x3x16x8xf32>) -> tensor<1x?x20x8xf32>
  %1 = "pd.conv2d"(%x, %wide) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x?x24x16xf32>, tensor<1x12x16x8xf32>) -> tensor<1x?x13x8xf32>
  %2 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", padding_algorithm = "SAME", strides = array<i64: 2, 2>} : (tensor<1x?x24x16xf32>, tensor<3x3x16x8xf32>) -> tensor<1x?x12x8xf32>
  %3 = "pd.conv2d"(%h, %half) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x?x24x16xf16>, tensor<3x3x16x8xf16>) -> tensor<1x?x22x8xf16>
  return %0, %1, %2, %3 : tensor<1x?x20x8xf32>, tensor<1x?x13x8xf32>, tensor<1x?x12x8xf32>, tensor<1x?x22x8xf16>
}
