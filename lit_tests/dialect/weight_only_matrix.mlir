// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// Rows of any number, in any number of dimensions; scales of all rows, or of groups.
func.func @valid(%x: tensor<?x2x6xf16>, %row: tensor<6xf32>, %w: tensor<6x4xi8>, %one: tensor<1x4xf16>, %three: tensor<3x4xf32>) {
  %0 = "pd.weight_only_matmul"(%x, %w, %one)
    : (tensor<?x2x6xf16>, tensor<6x4xi8>, tensor<1x4xf16>) -> tensor<?x2x4xf16>
  %1 = "pd.weight_only_matmul"(%row, %w, %three)
    : (tensor<6xf32>, tensor<6x4xi8>, tensor<3x4xf32>) -> tensor<4xf32>
  return
}

// -----

// Floats whose sums float32 holds.
func.func @factor(%x: tensor<2x6xf64>, %w: tensor<6x4xi8>, %s: tensor<1x4xf64>) {
  // expected-error@+1 {{'pd.weight_only_matmul' op operand 'x' must be [..., K] of one of float16, bfloat16, float32, got tensor<2x6xf64>}}
  %0 = "pd.weight_only_matmul"(%x, %w, %s) : (tensor<2x6xf64>, tensor<6x4xi8>, tensor<1x4xf64>) -> tensor<2x4xf64>
  return
}

// -----

// Weights are a matrix of bytes.
func.func @weight(%x: tensor<2x6xf32>, %w: tensor<6x4xi32>, %s: tensor<1x4xf32>) {
  // expected-error@+1 {{'pd.weight_only_matmul' op operand 'weight' must be int8 [K, N] of known sizes, got tensor<6x4xi32>}}
  %0 = "pd.weight_only_matmul"(%x, %w, %s) : (tensor<2x6xf32>, tensor<6x4xi32>, tensor<1x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

// A weight for each element of a row.
func.func @inner(%x: tensor<2x5xf32>, %w: tensor<6x4xi8>, %s: tensor<1x4xf32>) {
  // expected-error@+1 {{'pd.weight_only_matmul' op the inner sizes of tensor<2x5xf32> and tensor<6x4xi8> differ: 5 and 6}}
  %0 = "pd.weight_only_matmul"(%x, %w, %s) : (tensor<2x5xf32>, tensor<6x4xi8>, tensor<1x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

// Scales are floats.
func.func @scale(%x: tensor<2x6xf32>, %w: tensor<6x4xi8>, %s: tensor<4xf32>) {
  // expected-error@+1 {{'pd.weight_only_matmul' op operand 'scale' must be floats [G, N] of known sizes, got tensor<4xf32>}}
  %0 = "pd.weight_only_matmul"(%x, %w, %s) : (tensor<2x6xf32>, tensor<6x4xi8>, tensor<4xf32>) -> tensor<2x4xf32>
  return
}

// -----

// Groups have equally many rows.
func.func @groups(%x: tensor<2x6xf32>, %w: tensor<6x4xi8>, %s: tensor<4x4xf32>) {
  // expected-error@+1 {{'pd.weight_only_matmul' op operand 'scale' must have 4 columns, and rows that divide 6, got tensor<4x4xf32>}}
  %0 = "pd.weight_only_matmul"(%x, %w, %s) : (tensor<2x6xf32>, tensor<6x4xi8>, tensor<4x4xf32>) -> tensor<2x4xf32>
  return
}
