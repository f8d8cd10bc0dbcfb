// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// Elements are bfloat16; only the number of rows may be dynamic.
func.func @element(%x: tensor<?x6xf32>, %w: tensor<3x3x32xbf16>) {
  // expected-error@+1 {{'pd.bfloat16_matmul' op needs bfloat16 x [M, K] and y [panels, K / 2, 2 * columns], or both with the same B in front, all sizes but M known, got tensor<?0x6xf32> and tensor<3x3x32xbf16>}}
  %0 = "pd.bfloat16_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 0>, tile = 4, workgroup = array<i64: 8, 3>}
    : (tensor<?x6xf32>, tensor<3x3x32xbf16>) -> tensor<?x48xf32>
  return
}

// -----

// Each pair of x's elements has its weights.
func.func @inner(%x: tensor<5x7xbf16>, %w: tensor<3x3x32xbf16>) {
  // expected-error@+1 {{'pd.bfloat16_matmul' op x must have 2 elements for each of y's 3 pairs of rows, and y two weights for each column, got 7 elements and 32 weights}}
  %0 = "pd.bfloat16_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 0>, tile = 4, workgroup = array<i64: 8, 3>}
    : (tensor<5x7xbf16>, tensor<3x3x32xbf16>) -> tensor<5x48xf32>
  return
}

// -----

// Tiles have rows, no more than registers hold.
func.func @tile(%x: tensor<5x6xbf16>, %w: tensor<3x3x32xbf16>) {
  // expected-error@+1 {{'pd.bfloat16_matmul' op tile must be 1 to 24, workgroup two positive numbers, got 25 and [8, 3]}}
  %0 = "pd.bfloat16_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 0>, tile = 25, workgroup = array<i64: 8, 3>}
    : (tensor<5x6xbf16>, tensor<3x3x32xbf16>) -> tensor<5x48xf32>
  return
}

// -----

// The bias is added to sums in float32.
func.func @bias(%x: tensor<5x6xbf16>, %w: tensor<3x3x32xbf16>, %b: tensor<48xbf16>) {
  // expected-error@+1 {{'pd.bfloat16_matmul' op operand 'bias' must be one number for each channel, got tensor<48xbf16>}}
  %0 = "pd.bfloat16_matmul"(%x, %w, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, tile = 4, workgroup = array<i64: 8, 3>}
    : (tensor<5x6xbf16>, tensor<3x3x32xbf16>, tensor<48xbf16>) -> tensor<5x48xf32>
  return
}

// -----

// Sums are stored as they are, or narrowed.
func.func @result(%x: tensor<5x6xbf16>, %w: tensor<3x3x32xbf16>) {
  // expected-error@+1 {{'pd.bfloat16_matmul' op dtype must be one of float32, bfloat16, got float16}}
  %0 = "pd.bfloat16_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 0>, tile = 4, workgroup = array<i64: 8, 3>, dtype = f16}
    : (tensor<5x6xbf16>, tensor<3x3x32xbf16>) -> tensor<5x48xf16>
  return
}

// -----

// Vectors of four sums are the shortest.
func.func @columns(%x: tensor<5x6xbf16>, %w: tensor<3x3x12xbf16>) {
  // expected-error@+1 {{'pd.bfloat16_matmul' op a panel's columns must be a multiple of 4, got 6}}
  %0 = "pd.bfloat16_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 0>, tile = 4, workgroup = array<i64: 8, 3>}
    : (tensor<5x6xbf16>, tensor<3x3x12xbf16>) -> tensor<5x18xf32>
  return
}

// -----

// A factor and a shift are of columns too.
func.func @shift(%x: tensor<5x6xbf16>, %w: tensor<3x3x32xbf16>, %s: tensor<1xf32>) {
  // expected-error@+1 {{'pd.bfloat16_matmul' op operand 'shift' must be one number for each channel, got tensor<1xf32>}}
  %0 = "pd.bfloat16_matmul"(%x, %w, %s) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 1>, tile = 4, workgroup = array<i64: 8, 3>}
    : (tensor<5x6xbf16>, tensor<3x3x32xbf16>, tensor<1xf32>) -> tensor<5x48xf32>
  return
}
