// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// Scale and bias may be absent; statistics of another float width are fine.
func.func @valid(%x: tensor<?x3x4xf16>, %c: tensor<3xf32>, %flat: tensor<12xf16>) {
  %0 = "pd.batch_norm"(%x, %c, %c, %c, %c) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>}
    : (tensor<?x3x4xf16>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
    -> tensor<?x3x4xf16>
  %1 = "pd.batch_norm"(%x, %c, %c) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<?x3x4xf16>, tensor<3xf32>, tensor<3xf32>) -> tensor<?x3x4xf16>
  %2 = "pd.layer_norm"(%x, %flat) {operandSegmentSizes = array<i32: 1, 0, 1>}
    : (tensor<?x3x4xf16>, tensor<12xf16>) -> tensor<?x3x4xf16>
  return
}

// -----

// One number a channel.
func.func @wrong_channels(%x: tensor<2x3x4xf32>, %c: tensor<3xf32>, %d: tensor<4xf32>) {
  // expected-error@+1 {{'pd.batch_norm' op operand 'variance' must have 3 elements, got tensor<4xf32>}}
  %0 = "pd.batch_norm"(%x, %c, %d) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

// In NLC the channels are last.
func.func @wrong_last_channels(%x: tensor<2x3x4xf32>, %c: tensor<3xf32>) {
  // expected-error@+1 {{operand 'mean' must have 4 elements, got tensor<3xf32>}}
  %0 = "pd.batch_norm"(%x, %c, %c)
    {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>, data_format = "NLC"}
    : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

// A layout names batch and channels.
func.func @wrong_layout(%x: tensor<2x3x4xf32>, %c: tensor<3xf32>) {
  // expected-error@+1 {{data_format must be like NCHW or NHWC, got 'AnyLayout'}}
  %0 = "pd.batch_norm"(%x, %c, %c)
    {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>, data_format = "AnyLayout"}
    : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

// Channels need a rank of 2.
func.func @wrong_rank(%x: tensor<3xf32>) {
  // expected-error@+1 {{operand 'x' must be a float tensor of rank 2 or more, got tensor<3xf32>}}
  %0 = "pd.batch_norm"(%x, %x, %x) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

// Statistics are floats, one in a row for each channel.
func.func @wrong_statistics(%x: tensor<2x3x4xf32>, %c: tensor<3xf32>, %d: tensor<1x3xf32>) {
  // expected-error@+1 {{operand 'mean' must be a float tensor of rank 1, got tensor<1x3xf32>}}
  %0 = "pd.batch_norm"(%x, %d, %c) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<2x3x4xf32>, tensor<1x3xf32>, tensor<3xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

// The groups of operands must be told apart.
func.func @no_segments(%x: tensor<2x3x4xf32>, %c: tensor<3xf32>) {
  // expected-error@+1 {{'operandSegmentSizes'}}
  %0 = "pd.batch_norm"(%x, %c, %c)
    : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

// As many scales as normalised elements.
func.func @wrong_length(%x: tensor<2x3x4xf32>, %s: tensor<4xf32>) {
  // expected-error@+1 {{'pd.layer_norm' op operand 'scale' must have 12 elements, got tensor<4xf32>}}
  %0 = "pd.layer_norm"(%x, %s) {operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<2x3x4xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

// The first normalised axis exists.
func.func @wrong_axis(%x: tensor<2x3x4xf32>) {
  // expected-error@+1 {{axis 3 is out of range for rank 3}}
  %0 = "pd.layer_norm"(%x) {operandSegmentSizes = array<i32: 1, 0, 0>, begin_norm_axis = 3 : i64}
    : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

// The result is like the operand.
func.func @wrong_result(%x: tensor<2x3x4xf32>) {
  // expected-error@+1 {{result type tensor<2x3x4xf16> does not match inferred type tensor<2x3x4xf32>}}
  %0 = "pd.layer_norm"(%x) {operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3x4xf32>) -> tensor<2x3x4xf16>
  return
}
