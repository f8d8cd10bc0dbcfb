// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// Only the number of images may be dynamic.
func.func @size(%x: tensor<1x?x8x16xf32>) {
  // expected-error@+1 {{'pd.winograd_input' op operand 'x' must be floats [N, H, W, C], all but N known, got tensor<1x?0x8x16xf32>}}
  %0 = "pd.winograd_input"(%x) {tile = 4, paddings = array<i64: 1, 1, 1, 1>} : (tensor<1x?x8x16xf32>) -> tensor<36x4x16xf32>
  return
}

// -----

// There are transforms for two sizes of tiles.
func.func @tile(%x: tensor<1x8x8x16xf32>) {
  // expected-error@+1 {{'pd.winograd_input' op tile must be one of [2, 4], got 3}}
  %0 = "pd.winograd_input"(%x) {tile = 3, paddings = array<i64: 1, 1, 1, 1>} : (tensor<1x8x8x16xf32>) -> tensor<25x9x16xf32>
  return
}

// -----

// Each side has a padding.
func.func @paddings(%x: tensor<1x8x8x16xf32>) {
  // expected-error@+1 {{'pd.winograd_input' op paddings must be four numbers of 0 or more, got [1, 1]}}
  %0 = "pd.winograd_input"(%x) {tile = 4, paddings = array<i64: 1, 1>} : (tensor<1x8x8x16xf32>) -> tensor<36x4x16xf32>
  return
}

// -----

// A tile has to fit into the result.
func.func @small(%x: tensor<1x5x9x16xf32>) {
  // expected-error@+1 {{'pd.winograd_input' op the result must be 4 or more each way, got 3x7}}
  %0 = "pd.winograd_input"(%x) {tile = 4, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x5x9x16xf32>) -> tensor<36x2x16xf32>
  return
}

// -----

// The result's type is that of the last tiles too.
func.func @tiles(%x: tensor<2x9x8x16xf32>) {
  // expected-error@+1 {{'pd.winograd_input' op result type tensor<36x8x16xf32> does not match inferred type tensor<36x12x16xf32>}}
  %0 = "pd.winograd_input"(%x) {tile = 4, paddings = array<i64: 1, 1, 1, 1>} : (tensor<2x9x8x16xf32>) -> tensor<36x8x16xf32>
  return
}

// -----

func.func @result_size(%x: tensor<16x4x16xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op size must be [H, W], 2 or more, got [8, 1]}}
  %0 = "pd.winograd_output"(%x) {operandSegmentSizes = array<i32: 1, 0, 0>, tile = 2, size = array<i64: 8, 1>} : (tensor<16x4x16xf32>) -> tensor<1x8x1x16xf32>
  return
}

// -----

// As many planes as products of a tile.
func.func @planes(%x: tensor<16x4x16xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op operand 'x' must be [36, N * tiles, F], got tensor<16x4x16xf32>}}
  %0 = "pd.winograd_output"(%x) {operandSegmentSizes = array<i32: 1, 0, 0>, tile = 4, size = array<i64: 8, 8>} : (tensor<16x4x16xf32>) -> tensor<1x8x8x16xf32>
  return
}

// -----

// Images are whole.
func.func @images(%x: tensor<36x6x16xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op 4 tiles of an image must divide 6}}
  %0 = "pd.winograd_output"(%x) {operandSegmentSizes = array<i32: 1, 0, 0>, tile = 4, size = array<i64: 8, 8>} : (tensor<36x6x16xf32>) -> tensor<1x8x8x16xf32>
  return
}

// -----

// A bias has one number for each channel.
func.func @bias(%x: tensor<36x4x16xf32>, %b: tensor<8xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op operand 'bias' must be one number for each channel, got tensor<8xf32>}}
  %0 = "pd.winograd_output"(%x, %b) {operandSegmentSizes = array<i32: 1, 1, 0>, tile = 4, size = array<i64: 8, 8>} : (tensor<36x4x16xf32>, tensor<8xf32>) -> tensor<1x8x8x16xf32>
  return
}

// -----

// A residual is not broadcast.
func.func @residual(%x: tensor<36x4x16xf32>, %r: tensor<1x8x1x16xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op operand 'residual' must be tensor<1x8x8x16xf32>, got tensor<1x8x1x16xf32>}}
  %0 = "pd.winograd_output"(%x, %r) {operandSegmentSizes = array<i32: 1, 0, 1>, tile = 4, size = array<i64: 8, 8>} : (tensor<36x4x16xf32>, tensor<1x8x1x16xf32>) -> tensor<1x8x8x16xf32>
  return
}

// -----

// Kernels have some activations only.
func.func @activation(%x: tensor<36x4x16xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op activation must be one of hardsigmoid, hardswish, leaky_relu, relu, relu6, sigmoid, silu, swish, got gelu}}
  %0 = "pd.winograd_output"(%x) {operandSegmentSizes = array<i32: 1, 0, 0>, tile = 4, size = array<i64: 8, 8>, activation = "gelu"} : (tensor<36x4x16xf32>) -> tensor<1x8x8x16xf32>
  return
}

// -----

// All attributes of the activation are given.
func.func @activation_values(%x: tensor<36x4x16xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op hardsigmoid has 2 attributes, got [0.5]}}
  %0 = "pd.winograd_output"(%x) {operandSegmentSizes = array<i32: 1, 0, 0>, tile = 4, size = array<i64: 8, 8>, activation = "hardsigmoid", activation_values = array<f64: 0.5>} : (tensor<36x4x16xf32>) -> tensor<1x8x8x16xf32>
  return
}
