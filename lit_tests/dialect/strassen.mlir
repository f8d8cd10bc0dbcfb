// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// Quarters are of even sizes.
func.func @odd(%x: tensor<7x6xf32>, %w: tensor<2x7x3x16xf32>) {
  // expected-error@+1 {{'pd.strassen_matmul' op needs x [M, K] with even sizes and y [panels, 7, K / 2, columns], all sizes known, got tensor<7x6xf32> and tensor<2x7x3x16xf32>}}
  %0 = "pd.strassen_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 4, workgroup = array<i64: 1, 1>}
    : (tensor<7x6xf32>, tensor<2x7x3x16xf32>) -> tensor<7x64xf32>
  return
}

// -----

// All sizes are known.
func.func @dynamic(%x: tensor<?x6xf32>, %w: tensor<2x7x3x16xf32>) {
  // expected-error@+1 {{'pd.strassen_matmul' op needs x [M, K] with even sizes and y [panels, 7, K / 2, columns], all sizes known, got tensor<?0x6xf32> and tensor<2x7x3x16xf32>}}
  %0 = "pd.strassen_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 4, workgroup = array<i64: 1, 1>}
    : (tensor<?x6xf32>, tensor<2x7x3x16xf32>) -> tensor<?x64xf32>
  return
}

// -----

// There are seven products.
func.func @products(%x: tensor<8x6xf32>, %w: tensor<2x8x3x16xf32>) {
  // expected-error@+1 {{'pd.strassen_matmul' op needs x [M, K] with even sizes and y [panels, 7, K / 2, columns], all sizes known, got tensor<8x6xf32> and tensor<2x8x3x16xf32>}}
  %0 = "pd.strassen_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 4, workgroup = array<i64: 1, 1>}
    : (tensor<8x6xf32>, tensor<2x8x3x16xf32>) -> tensor<8x64xf32>
  return
}

// -----

func.func @dtypes(%x: tensor<8x6xf32>, %w: tensor<2x7x3x16xf64>) {
  // expected-error@+1 {{'pd.strassen_matmul' op operands must be floats of one dtype, got float32 and float64}}
  %0 = "pd.strassen_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 4, workgroup = array<i64: 1, 1>}
    : (tensor<8x6xf32>, tensor<2x7x3x16xf64>) -> tensor<8x64xf32>
  return
}

// -----

func.func @tile(%x: tensor<8x6xf32>, %w: tensor<2x7x3x16xf32>) {
  // expected-error@+1 {{'pd.strassen_matmul' op tile must be 1 to 16, workgroup two positive numbers, got 17 and [1, 1]}}
  %0 = "pd.strassen_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 17, workgroup = array<i64: 1, 1>}
    : (tensor<8x6xf32>, tensor<2x7x3x16xf32>) -> tensor<8x64xf32>
  return
}
