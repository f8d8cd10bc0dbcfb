// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// Only the number of channels has to be known.
func.func @size(%x: tensor<1x?x8x?xf32>) {
  // expected-error@+1 {{'pd.winograd_input' op the number of channels must be a multiple of 4, got tensor<1x?0x8x?1xf32>}}
  %0 = "pd.winograd_input"(%x) {tile = 4, paddings = array<i64: 1, 1, 1, 1>} : (tensor<1x?x8x?xf32>) -> tensor<36x?x?xf32>
  return
}

// -----

func.func @map(%x: tensor<8x8x16xf32>) {
  // expected-error@+1 {{'pd.winograd_input' op operand 'x' must be float32 or bfloat16 [N, H, W, C], got tensor<8x8x16xf32>}}
  %0 = "pd.winograd_input"(%x) {tile = 4, paddings = array<i64: 1, 1, 1, 1>} : (tensor<8x8x16xf32>) -> tensor<36x4x16xf32>
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

// A window has to fit into the map.
func.func @small(%x: tensor<1x2x9x16xf32>) {
  // expected-error@+1 {{'pd.winograd_input' op no window fits tensor<1x2x9x16xf32> with paddings [0, 0, 0, 0]}}
  %0 = "pd.winograd_input"(%x) {tile = 4, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x2x9x16xf32>) -> tensor<36x2x16xf32>
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

// The size is that of the map.
func.func @result_size(%x: tensor<16x4x16xf32>, %s: tensor<1x8x1x16xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op no window fits tensor<1x8x1x16xf32> with paddings [1, 1, 1, 0]}}
  %0 = "pd.winograd_output"(%x, %s) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 2, paddings = array<i64: 1, 1, 1, 0>} : (tensor<16x4x16xf32>, tensor<1x8x1x16xf32>) -> tensor<1x8x1x16xf32>
  return
}

// -----

// As many planes as products of a tile.
func.func @planes(%x: tensor<16x4x16xf32>, %s: tensor<1x8x8x16xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op operand 'x' must be float32 [36, N * tiles, F], got tensor<16x4x16xf32>}}
  %0 = "pd.winograd_output"(%x, %s) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 4, paddings = array<i64: 1, 1, 1, 1>} : (tensor<16x4x16xf32>, tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  return
}

// -----

// The tiles are those of the map.
func.func @tiles_of_map(%x: tensor<36x6x16xf32>, %s: tensor<1x8x8x16xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op operand 'x' must hold the 4 tiles of tensor<1x8x8x16xf32>, got tensor<36x6x16xf32>}}
  %0 = "pd.winograd_output"(%x, %s) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 4, paddings = array<i64: 1, 1, 1, 1>} : (tensor<36x6x16xf32>, tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  return
}

// -----

// A bias has one number for each channel.
func.func @bias(%x: tensor<36x4x16xf32>, %s: tensor<1x8x8x16xf32>, %b: tensor<8xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op operand 'bias' must be one number for each channel, got tensor<8xf32>}}
  %0 = "pd.winograd_output"(%x, %s, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 0>, tile = 4, paddings = array<i64: 1, 1, 1, 1>} : (tensor<36x4x16xf32>, tensor<1x8x8x16xf32>, tensor<8xf32>) -> tensor<1x8x8x16xf32>
  return
}

// -----

// A residual is not broadcast.
func.func @residual(%x: tensor<36x4x16xf32>, %s: tensor<1x8x8x16xf32>, %r: tensor<1x8x1x16xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op operand 'residual' must be tensor<1x8x8x16xf32>, got tensor<1x8x1x16xf32>}}
  %0 = "pd.winograd_output"(%x, %s, %r) {operandSegmentSizes = array<i32: 1, 1, 0, 1>, tile = 4, paddings = array<i64: 1, 1, 1, 1>} : (tensor<36x4x16xf32>, tensor<1x8x8x16xf32>, tensor<1x8x1x16xf32>) -> tensor<1x8x8x16xf32>
  return
}

// -----

// Kernels have some activations only.
func.func @activation(%x: tensor<36x4x16xf32>, %s: tensor<1x8x8x16xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op activation must be one of gelu, hardsigmoid, hardswish, leaky_relu, relu, relu6, sigmoid, silu, swish, got tanh}}
  %0 = "pd.winograd_output"(%x, %s) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 4, paddings = array<i64: 1, 1, 1, 1>, activation = "tanh"} : (tensor<36x4x16xf32>, tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  return
}

// -----

// All attributes of the activation are given.
func.func @activation_values(%x: tensor<36x4x16xf32>, %s: tensor<1x8x8x16xf32>) {
  // expected-error@+1 {{'pd.winograd_output' op hardsigmoid has 2 attributes, got [0.5]}}
  %0 = "pd.winograd_output"(%x, %s) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 4, paddings = array<i64: 1, 1, 1, 1>, activation = "hardsigmoid", activation_values = array<f64: 0.5>} : (tensor<36x4x16xf32>, tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  return
}
