// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// Vectors, matrices and batches that broadcast.
func.func @valid(%v: tensor<4xf32>, %x: tensor<?x3x4xf32>, %y: tensor<2x1x4x5xf32>) {
  %0 = "pd.matmul"(%v, %v) : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  %1 = "pd.matmul"(%x, %v) : (tensor<?x3x4xf32>, tensor<4xf32>) -> tensor<?x3xf32>
  %2 = "pd.matmul"(%x, %y) : (tensor<?x3x4xf32>, tensor<2x1x4x5xf32>) -> tensor<2x?x3x5xf32>
  %3 = "pd.matmul"(%x, %x) {transpose_x = true}
    : (tensor<?x3x4xf32>, tensor<?x3x4xf32>) -> tensor<?x4x4xf32>
  return
}

// -----

// Inner sizes agree.
func.func @wrong_inner(%x: tensor<2x3xf32>, %y: tensor<4x5xf32>) {
  // expected-error@+1 {{'pd.matmul' op the inner sizes of tensor<2x3xf32> and tensor<4x5xf32> differ: 3 and 4}}
  %0 = "pd.matmul"(%x, %y) : (tensor<2x3xf32>, tensor<4x5xf32>) -> tensor<2x5xf32>
  return
}

// -----

// After the transposition.
func.func @wrong_transposed_inner(%x: tensor<2x3xf32>, %y: tensor<3x5xf32>) {
  // expected-error@+1 {{differ: 3 and 5}}
  %0 = "pd.matmul"(%x, %y) {transpose_y = true}
    : (tensor<2x3xf32>, tensor<3x5xf32>) -> tensor<2x3xf32>
  return
}

// -----

// Batches broadcast.
func.func @wrong_batches(%x: tensor<2x3x4xf32>, %y: tensor<3x4x5xf32>) {
  // expected-error@+1 {{shapes [2] and [3] do not broadcast}}
  %0 = "pd.matmul"(%x, %y) : (tensor<2x3x4xf32>, tensor<3x4x5xf32>) -> tensor<2x3x5xf32>
  return
}

// -----

// One dtype.
func.func @wrong_dtypes(%x: tensor<2x3xf32>, %y: tensor<3x5xf64>) {
  // expected-error@+1 {{operands must have one dtype, got float32 and float64}}
  %0 = "pd.matmul"(%x, %y) : (tensor<2x3xf32>, tensor<3x5xf64>) -> tensor<2x5xf32>
  return
}

// -----

// A scalar is no matrix.
func.func @scalar(%x: tensor<2x3xf32>, %y: tensor<f32>) {
  // expected-error@+1 {{operands must have rank 1 or more, got tensor<2x3xf32> and tensor<f32>}}
  %0 = "pd.matmul"(%x, %y) : (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
  return
}

// -----

// The result is rows by columns.
func.func @wrong_result(%x: tensor<2x3xf32>, %y: tensor<3x5xf32>) {
  // expected-error@+1 {{result type tensor<5x2xf32> does not match inferred type tensor<2x5xf32>}}
  %0 = "pd.matmul"(%x, %y) : (tensor<2x3xf32>, tensor<3x5xf32>) -> tensor<5x2xf32>
  return
}
