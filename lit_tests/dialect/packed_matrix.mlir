// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// The panels' inner size is x's last one.
func.func @inner(%x: tensor<8x6xf32>, %w: tensor<3x5x16xf32>) {
  // expected-error@+1 {{'pd.packed_matmul' op the inner sizes must be equal, got 6 and 5}}
  %0 = "pd.packed_matmul"(%x, %w) {tile = array<i64: 4, 1>, workgroup = array<i64: 8, 3>}
    : (tensor<8x6xf32>, tensor<3x5x16xf32>) -> tensor<8x48xf32>
  return
}

// -----

// Tiles are two numbers.
func.func @tile(%x: tensor<8x6xf32>, %w: tensor<3x6x16xf32>) {
  // expected-error@+1 {{'pd.packed_matmul' op tile must be two positive numbers, got [4]}}
  %0 = "pd.packed_matmul"(%x, %w) {tile = array<i64: 4>, workgroup = array<i64: 8, 3>}
    : (tensor<8x6xf32>, tensor<3x6x16xf32>) -> tensor<8x48xf32>
  return
}

// -----

// A batch is that of both.
func.func @batch(%x: tensor<2x8x6xf32>, %w: tensor<3x3x6x16xf32>) {
  // expected-error@+1 {{'pd.packed_matmul' op needs floats x [..., K] and y [panels, K, columns], or x [B, M, K] and y with the same B in front, got tensor<2x8x6xf32> and tensor<3x3x6x16xf32>}}
  %0 = "pd.packed_matmul"(%x, %w) {tile = array<i64: 4, 1>, workgroup = array<i64: 8, 3>}
    : (tensor<2x8x6xf32>, tensor<3x3x6x16xf32>) -> tensor<2x8x48xf32>
  return
}

// -----

// Only the number of rows may be dynamic.
func.func @ragged_size(%x: tensor<?x?xf32>, %w: tensor<3x6x16xf32>) {
  // expected-error@+1 {{'pd.ragged_matmul' op needs floats x [M, K] and y [panels, K, columns], or both with the same B in front, all sizes but M known, got tensor<?0x?1xf32> and tensor<3x6x16xf32>}}
  %0 = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 4, workgroup = array<i64: 8, 3>}
    : (tensor<?x?xf32>, tensor<3x6x16xf32>) -> tensor<?x48xf32>
  return
}

// -----

// The panels' inner size is x's last one.
func.func @ragged_inner(%x: tensor<5x6xf32>, %w: tensor<3x7x16xf32>) {
  // expected-error@+1 {{'pd.ragged_matmul' op the inner sizes must be equal, got 6 and 7}}
  %0 = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 4, workgroup = array<i64: 8, 3>}
    : (tensor<5x6xf32>, tensor<3x7x16xf32>) -> tensor<5x48xf32>
  return
}

// -----

// Tiles have rows.
func.func @ragged_tile(%x: tensor<5x6xf32>, %w: tensor<3x6x16xf32>) {
  // expected-error@+1 {{'pd.ragged_matmul' op tile must be 1 to 16, workgroup two positive numbers, got 0 and [8, 3]}}
  %0 = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 0, workgroup = array<i64: 8, 3>}
    : (tensor<5x6xf32>, tensor<3x6x16xf32>) -> tensor<5x48xf32>
  return
}

// -----

// A residual has the result's rows.
func.func @ragged_residual(%x: tensor<5x6xf32>, %w: tensor<3x6x16xf32>, %r: tensor<1x48xf32>) {
  // expected-error@+1 {{'pd.ragged_matmul' op operand 'residual' must be tensor<5x48xf32>, got tensor<1x48xf32>}}
  %0 = "pd.ragged_matmul"(%x, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 0, 1>, tile = 4, workgroup = array<i64: 8, 3>}
    : (tensor<5x6xf32>, tensor<3x6x16xf32>, tensor<1x48xf32>) -> tensor<5x48xf32>
  return
}
