// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// A weight has four rows a hidden unit.
func.func @lstm(%x: tensor<2x1x3xf32>, %h: tensor<1x4xf32>, %w: tensor<12x3xf32>, %r: tensor<16x4xf32>) {
  // expected-error@+1 {{'pd.lstm' op operand 'w_ih' must be [16, 3], got tensor<12x3xf32>}}
  %0, %1, %2 = "pd.lstm"(%x, %h, %h, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 0, 0, 0, 0>} : (tensor<2x1x3xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<12x3xf32>, tensor<16x4xf32>) -> (tensor<2x1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>)
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

// Activations have names.
func.func @simple_rnn(%x: tensor<2x1x3xf32>, %h: tensor<1x4xf32>, %w: tensor<4x3xf32>, %r: tensor<4x4xf32>) {
  // expected-error@+1 {{'pd.simple_rnn' op activation must be one of sigmoid, tanh, relu, identity, got 'gelu'}}
  %0, %1 = "pd.simple_rnn"(%x, %h, %w, %r) {activation = "gelu", operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>} : (tensor<2x1x3xf32>, tensor<1x4xf32>, tensor<4x3xf32>, tensor<4x4xf32>) -> (tensor<2x1x4xf32>, tensor<1x4xf32>)
  return
}

// -----

// Without weights of the input that has all gates.
func.func @gates(%x: tensor<2x1x3xf32>, %h: tensor<1x4xf32>, %r: tensor<12x4xf32>) {
  // expected-error@+1 {{'pd.gru' op without 'w_ih' operand 'x' must have 12 features, got tensor<2x1x3xf32>}}
  %0, %1 = "pd.gru"(%x, %h, %r) {operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 0>} : (tensor<2x1x3xf32>, tensor<1x4xf32>, tensor<12x4xf32>) -> (tensor<2x1x4xf32>, tensor<1x4xf32>)
  return
}

// -----

// Three of the gates look at the cell's state.
func.func @peepholes(%x: tensor<2x1x16xf32>, %h: tensor<1x4xf32>, %r: tensor<16x4xf32>, %p: tensor<16xf32>) {
  // expected-error@+1 {{'pd.lstm' op operand 'peepholes' must be [12], got tensor<16xf32>}}
  %0, %1, %2 = "pd.lstm"(%x, %h, %h, %r, %p) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 0, 0, 0, 1>} : (tensor<2x1x16xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<16x4xf32>, tensor<16xf32>) -> (tensor<2x1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>)
  return
}

// -----

// A layer in one kernel reads weights in blocks.
func.func @blocks(%x: tensor<2x1x4xf32>, %h: tensor<1x4xf32>, %r: tensor<4x4xf32>) {
  // expected-error@+1 {{'pd.simple_rnn' op operand 'w_hh' must be [blocks, hidden, 1, 32] of a layer in one kernel, got tensor<4x4xf32>}}
  %0, %1 = "pd.simple_rnn"(%x, %h, %r) {in_one_kernel = true, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 0>} : (tensor<2x1x4xf32>, tensor<1x4xf32>, tensor<4x4xf32>) -> (tensor<2x1x4xf32>, tensor<1x4xf32>)
  return
}
