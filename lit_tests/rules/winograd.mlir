// RUN: paddle-mlir-opt %s -p pd-choose-convolution | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution,pd-choose-convolution' | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution{winograd=false}' \
// RUN:   | filecheck %s --check-prefix=OFF
// RUN: paddle-mlir-opt %s -p pd-choose-convolution --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// Tiles of 4x4 have 6x6 products for each channel; the filter is transformed on both sides.
// CHECK-LABEL: func.func @winograd_of_conv_matches(
// OFF-NOT: pd.winograd
func.func @winograd_of_conv_matches(%x: tensor<2x18x21x16xf32>) -> tensor<2x18x21x24xf32> {
  // CHECK-DAG: [[W:%.+]] = "pd.parameter"
  // CHECK-DAG: [[G:%.+]] = "pd.constant"() {{.+}} -> tensor<6x3xf32>
  // CHECK: [[L:%.+]] = "pd.matmul"([[G]], %{{.+}}) : (tensor<6x3xf32>, tensor<3x1152xf32>) -> tensor<6x1152xf32>
  // CHECK: "pd.matmul"([[G]], %{{.+}}) : (tensor<6x3xf32>, tensor<3x2304xf32>) -> tensor<6x2304xf32>
  // CHECK: [[V:%.+]] = "pd.reshape"(%{{.+}} -> tensor<36x16x24xf32>
  // CHECK: [[U:%.+]] = "pd.winograd_input"(%arg0) {paddings = array<i64: 1, 1, 1, 1>, tile = 4 : i64} {{.+}} -> tensor<36x60x16xf32>
  // CHECK: [[M:%.+]] = "pd.matmul"([[U]], [[V]])
  // CHECK: [[Y:%.+]] = "pd.winograd_output"([[M]], %arg0) {{{.*}}paddings = array<i64: 1, 1, 1, 1>, tile = 4 : i64}
  // CHECK-NEXT: return [[Y]]
  // OFF: "pd.conv2d"
  %w = "pd.parameter"() {key = "w3x3x16x24", dtype = f32, shape = array<i64: 3, 3, 16, 24>} : () -> tensor<3x3x16x24xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 1, 1>} : (tensor<2x18x21x16xf32>, tensor<3x3x16x24xf32>) -> tensor<2x18x21x24xf32>
  return %y : tensor<2x18x21x24xf32>
}

// A small map gets small tiles, which are less in vain at its sides.
// CHECK-LABEL: func.func @winograd_of_small_map(
func.func @winograd_of_small_map(%x: tensor<1x7x7x64xf32>) -> tensor<1x7x7x96xf32> {
  // CHECK: "pd.winograd_input"(%arg0) {paddings = array<i64: 1, 1, 1, 1>, tile = 2 : i64} {{.+}} -> tensor<16x16x64xf32>
  %w = "pd.parameter"() {key = "w3x3x64x96", dtype = f32, shape = array<i64: 3, 3, 64, 96>} : () -> tensor<3x3x64x96xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 1, 1>} : (tensor<1x7x7x64xf32>, tensor<3x3x64x96xf32>) -> tensor<1x7x7x96xf32>
  return %y : tensor<1x7x7x96xf32>
}

// Maps of a size that only the call tells.
// CHECK-LABEL: func.func @winograd_of_open_map(
func.func @winograd_of_open_map(%x: tensor<?x?x?x16xf32>, %z: tensor<1x7x?x16xf32>) -> (tensor<?x?x?x24xf32>, tensor<1x7x?x24xf32>) {
  // CHECK: [[U:%.+]] = "pd.winograd_input"(%arg0) {paddings = array<i64: 1, 1, 1, 1>, tile = 4 : i64} {{.+}} -> tensor<36x?x16xf32>
  // CHECK: "pd.winograd_output"({{.+}}, %arg0) {{.+}} -> tensor<?x?x?x24xf32>
  // CHECK: "pd.winograd_input"(%arg1)
  %w = "pd.parameter"() {key = "w3x3x16x24", dtype = f32, shape = array<i64: 3, 3, 16, 24>} : () -> tensor<3x3x16x24xf32>
  %0 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 1, 1>} : (tensor<?x?x?x16xf32>, tensor<3x3x16x24xf32>) -> tensor<?x?x?x24xf32>
  %1 = "pd.conv2d"(%z, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 1, 1>} : (tensor<1x7x?x16xf32>, tensor<3x3x16x24xf32>) -> tensor<1x7x?x24xf32>
  return %0, %1 : tensor<?x?x?x24xf32>, tensor<1x7x?x24xf32>
}

// Any number of images.
// CHECK-LABEL: func.func @winograd_of_images(
func.func @winograd_of_images(%x: tensor<?x20x20x16xf32>) -> tensor<?x20x20x24xf32> {
  // CHECK: "pd.winograd_input"(%arg0) {{.+}} -> tensor<36x?x16xf32>
  // CHECK: "pd.winograd_output"({{.+}} {{.+}} -> tensor<?x20x20x24xf32>
  %w = "pd.parameter"() {key = "w3x3x16x24", dtype = f32, shape = array<i64: 3, 3, 16, 24>} : () -> tensor<3x3x16x24xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 1, 1>} : (tensor<?x20x20x16xf32>, tensor<3x3x16x24xf32>) -> tensor<?x20x20x24xf32>
  return %y : tensor<?x20x20x24xf32>
}

// Four paddings, and those of an algorithm.
// CHECK-LABEL: func.func @winograd_of_padded_conv(
func.func @winograd_of_padded_conv(%x: tensor<1x33x32x16xf32>) -> (tensor<1x34x35x24xf32>, tensor<1x33x32x24xf32>, tensor<1x31x30x24xf32>) {
  // CHECK: "pd.winograd_input"(%arg0) {paddings = array<i64: 0, 3, 1, 4>, tile = 4 : i64}
  // CHECK: "pd.winograd_input"(%arg0) {paddings = array<i64: 1, 1, 1, 1>, tile = 4 : i64}
  // CHECK: "pd.winograd_input"(%arg0) {paddings = array<i64: 0, 0, 0, 0>, tile = 4 : i64}
  %w = "pd.parameter"() {key = "w3x3x16x24", dtype = f32, shape = array<i64: 3, 3, 16, 24>} : () -> tensor<3x3x16x24xf32>
  %0 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 0, 3, 1, 4>} : (tensor<1x33x32x16xf32>, tensor<3x3x16x24xf32>) -> tensor<1x34x35x24xf32>
  %1 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", padding_algorithm = "SAME"} : (tensor<1x33x32x16xf32>, tensor<3x3x16x24xf32>) -> tensor<1x33x32x24xf32>
  %2 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", padding_algorithm = "VALID", paddings = array<i64: 1, 1>} : (tensor<1x33x32x16xf32>, tensor<3x3x16x24xf32>) -> tensor<1x31x30x24xf32>
  return %0, %1, %2 : tensor<1x34x35x24xf32>, tensor<1x33x32x24xf32>, tensor<1x31x30x24xf32>
}

// The filter has to be known, and the windows whole, next to each other and of one group.
// CHECK-LABEL: func.func @winograd_of_conv_refused(
func.func @winograd_of_conv_refused(%x: tensor<1x12x12x32xf32>, %f: tensor<3x3x32x16xf32>) -> (tensor<1x10x10x16xf32>, tensor<1x5x5x16xf32>, tensor<1x8x8x16xf32>, tensor<1x10x10x16xf32>) {
  // CHECK-NOT: pd.winograd
  // CHECK: return
  // WHY-DAG: winograd-of-conv: the filter is not constant
  // WHY-DAG: winograd-of-conv: the windows leave out elements
  // WHY-DAG: winograd-of-conv: the windows have gaps
  // WHY-DAG: winograd-of-conv: the channels are in groups
  %w = "pd.parameter"() {key = "w3x3x32x16", dtype = f32, shape = array<i64: 3, 3, 32, 16>} : () -> tensor<3x3x32x16xf32>
  %g = "pd.parameter"() {key = "w3x3x16x16", dtype = f32, shape = array<i64: 3, 3, 16, 16>} : () -> tensor<3x3x16x16xf32>
  %0 = "pd.conv2d"(%x, %f) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x12x12x32xf32>, tensor<3x3x32x16xf32>) -> tensor<1x10x10x16xf32>
  %1 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", strides = array<i64: 2, 2>} : (tensor<1x12x12x32xf32>, tensor<3x3x32x16xf32>) -> tensor<1x5x5x16xf32>
  %2 = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", dilations = array<i64: 2, 2>} : (tensor<1x12x12x32xf32>, tensor<3x3x32x16xf32>) -> tensor<1x8x8x16xf32>
  %3 = "pd.conv2d"(%x, %g) {data_format = "NHWC", filter_format = "HWIO", groups = 2} : (tensor<1x12x12x32xf32>, tensor<3x3x16x16xf32>) -> tensor<1x10x10x16xf32>
  return %0, %1, %2, %3 : tensor<1x10x10x16xf32>, tensor<1x5x5x16xf32>, tensor<1x8x8x16xf32>, tensor<1x10x10x16xf32>
}

// Few or odd channels, and other windows, are computed directly.
// CHECK-LABEL: func.func @winograd_of_channels_refused(
func.func @winograd_of_channels_refused(%x: tensor<1x12x12x8xf32>, %z: tensor<1x12x12x18xf32>) -> (tensor<1x10x10x32xf32>, tensor<1x10x10x32xf32>, tensor<1x8x8x32xf32>) {
  // CHECK-NOT: pd.winograd
  // CHECK: return
  // WHY-DAG: winograd-of-conv: Winograd F({{[24]}},3): {{[0-9.]+}} us, direct kernel: {{[0-9.]+}} us
  // WHY-DAG: winograd-of-conv: vectors of 4 do not divide the channels
  %v = "pd.parameter"() {key = "w3x3x8x32", dtype = f32, shape = array<i64: 3, 3, 8, 32>} : () -> tensor<3x3x8x32xf32>
  %w = "pd.parameter"() {key = "w3x3x18x32", dtype = f32, shape = array<i64: 3, 3, 18, 32>} : () -> tensor<3x3x18x32xf32>
  %u = "pd.parameter"() {key = "w5x5x18x32", dtype = f32, shape = array<i64: 5, 5, 18, 32>} : () -> tensor<5x5x18x32xf32>
  %0 = "pd.conv2d"(%x, %v) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x12x12x8xf32>, tensor<3x3x8x32xf32>) -> tensor<1x10x10x32xf32>
  %1 = "pd.conv2d"(%z, %w) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x12x12x18xf32>, tensor<3x3x18x32xf32>) -> tensor<1x10x10x32xf32>
  %2 = "pd.conv2d"(%z, %u) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x12x12x18xf32>, tensor<5x5x18x32xf32>) -> tensor<1x8x8x32xf32>
  return %0, %1, %2 : tensor<1x10x10x32xf32>, tensor<1x10x10x32xf32>, tensor<1x8x8x32xf32>
}

// Kernels are of floats; a map of one row is no tile.
// CHECK-LABEL: func.func @winograd_of_map_refused(
func.func @winograd_of_map_refused(%z: tensor<1x12x12x16xf16>, %s: tensor<1x3x12x16xf32>) -> (tensor<1x10x10x16xf16>, tensor<1x1x10x16xf32>) {
  // CHECK-NOT: pd.winograd
  // CHECK: return
  // WHY-DAG: winograd-of-conv: the dtype is not float32
  // WHY-DAG: winograd-of-conv: the map is smaller than a tile
  %w = "pd.parameter"() {key = "w3x3x16x16", dtype = f32, shape = array<i64: 3, 3, 16, 16>} : () -> tensor<3x3x16x16xf32>
  %h = "pd.parameter"() {key = "h3x3x16x16", dtype = f16, shape = array<i64: 3, 3, 16, 16>} : () -> tensor<3x3x16x16xf16>
  %0 = "pd.conv2d"(%z, %h) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x12x12x16xf16>, tensor<3x3x16x16xf16>) -> tensor<1x10x10x16xf16>
  %1 = "pd.conv2d"(%s, %w) {data_format = "NHWC", filter_format = "HWIO"} : (tensor<1x3x12x16xf32>, tensor<3x3x16x16xf32>) -> tensor<1x1x10x16xf32>
  return %0, %1 : tensor<1x10x10x16xf16>, tensor<1x1x10x16xf32>
}
