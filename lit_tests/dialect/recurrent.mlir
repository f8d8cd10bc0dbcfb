// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// A weight has four rows a hidden unit.
func.func @lstm(%x: tensor<2x1x3xf32>, %h: tensor<1x4xf32>, %w: tensor<12x3xf32>, %r: tensor<16x4xf32>) {
  // expected-error@+1 {{'pd.lstm' op operand 'w_ih' must be [16, 3], got tensor<12x3xf32>}}
  %0, %1, %2 = "pd.lstm"(%x, %h, %h, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 0, 0, 0>} : (tensor<2x1x3xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<12x3xf32>, tensor<16x4xf32>) -> (tensor<2x1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>)
  return
}

// -----

// Input is a sequence.
func.func @gru(%x: tensor<2x3xf32>, %h: tensor<1x4xf32>, %w: tensor<12x3xf32>, %r: tensor<12x4xf32>) {
  // expected-error@+1 {{'pd.gru' op operand 'x' must be a float tensor [time, batch, features]}}
  %0, %1 = "pd.gru"(%x, %h, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>} : (tensor<2x3xf32>, tensor<1x4xf32>, tensor<12x3xf32>, tensor<12x4xf32>) -> (tensor<2x1x4xf32>, tensor<1x4xf32>)
  return
}

// -----

// There are two activations.
func.func @simple_rnn(%x: tensor<2x1x3xf32>, %h: tensor<1x4xf32>, %w: tensor<4x3xf32>, %r: tensor<4x4xf32>) {
  // expected-error@+1 {{'pd.simple_rnn' op activation must be tanh or relu, got 'gelu'}}
  %0, %1 = "pd.simple_rnn"(%x, %h, %w, %r) {activation = "gelu", operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>} : (tensor<2x1x3xf32>, tensor<1x4xf32>, tensor<4x3xf32>, tensor<4x4xf32>) -> (tensor<2x1x4xf32>, tensor<1x4xf32>)
  return
}
