// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// The type of the operand, whatever the attributes.
func.func @valid(%x: tensor<2x?xf16>, %s: tensor<f32>, %n: tensor<4xi64>) {
  %0 = "pd.gelu"(%x) {approximate = true} : (tensor<2x?xf16>) -> tensor<2x?xf16>
  %1 = "pd.softmax"(%x) {axis = -2 : i64} : (tensor<2x?xf16>) -> tensor<2x?xf16>
  %2 = "pd.softmax"(%s) : (tensor<f32>) -> tensor<f32>
  %3 = "pd.relu"(%n) : (tensor<4xi64>) -> tensor<4xi64>
  return
}

// -----

// Only relu is known of integers.
func.func @integers(%x: tensor<4xi64>) {
  // expected-error@+1 {{'pd.sigmoid' op operand 'x' must be a float tensor, got tensor<4xi64>}}
  %0 = "pd.sigmoid"(%x) : (tensor<4xi64>) -> tensor<4xi64>
  return
}

// -----

// An axis lies within the rank.
func.func @axis(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'pd.softmax' op axis 2 is out of range for rank 2}}
  %0 = "pd.softmax"(%x) {axis = 2 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

// A scalar has the axes 0 and -1 at most.
func.func @axis_of_a_scalar(%x: tensor<f32>) {
  // expected-error@+1 {{'pd.log_softmax' op axis 1 is out of range for rank 0}}
  %0 = "pd.log_softmax"(%x) {axis = 1 : i64} : (tensor<f32>) -> tensor<f32>
  return
}

// -----

// The dtype stays.
func.func @result(%x: tensor<2xf16>) {
  // expected-error@+1 {{'pd.tanh' op result type tensor<2xf32> does not match inferred type tensor<2xf16>}}
  %0 = "pd.tanh"(%x) : (tensor<2xf16>) -> tensor<2xf32>
  return
}

// -----

// Names of attributes are Paddle's of today, not those of ProgramDesc.
func.func @older_name(%x: tensor<2xf32>) {
  // expected-error@+1 {{'pd.leaky_relu' op has no attribute 'alpha' (its attributes: negative_slope)}}
  %0 = "pd.leaky_relu"(%x) {alpha = 0.1 : f64} : (tensor<2xf32>) -> tensor<2xf32>
  return
}
