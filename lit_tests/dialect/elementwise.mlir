// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// Broadcasting, with dynamic sizes, scalars, and choices of dtype.
func.func @valid(%x: tensor<2x?xf32>, %y: tensor<3xf32>, %s: tensor<f32>, %c: tensor<2x1xi1>,
                 %n: tensor<4xi32>) {
  %0 = "pd.add"(%x, %y) : (tensor<2x?xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %1 = "pd.multiply"(%s, %s) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %2 = "pd.where"(%c, %x, %s) : (tensor<2x1xi1>, tensor<2x?xf32>, tensor<f32>) -> tensor<2x?xf32>
  %3 = "pd.less_than"(%x, %s) : (tensor<2x?xf32>, tensor<f32>) -> tensor<2x?xi1>
  %4 = "pd.exp"(%n) : (tensor<4xi32>) -> tensor<4xf32>
  %5 = "pd.ceil"(%n) : (tensor<4xi32>) -> tensor<4xi32>
  %6 = "pd.cast"(%n) {dtype = i1} : (tensor<4xi32>) -> tensor<4xi1>
  %7 = "pd.clip"(%x, %s) {max = 3.0 : f64, operandSegmentSizes = array<i32: 1, 0, 1>}
    : (tensor<2x?xf32>, tensor<f32>) -> tensor<2x?xf32>
  %8 = "pd.scale"(%x, %s) {bias = 1.0 : f64} : (tensor<2x?xf32>, tensor<f32>) -> tensor<2x?xf32>
  return
}

// -----

// Sizes meet when they are equal or one of them is 1.
func.func @no_broadcast(%x: tensor<2x3xf32>, %y: tensor<2xf32>) {
  // expected-error@+1 {{'pd.add' op shapes [2, 3] and [2] do not broadcast}}
  %0 = "pd.add"(%x, %y) : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  return
}

// -----

// There is no promotion of dtypes: Paddle inserts casts.
func.func @two_dtypes(%x: tensor<2xf32>, %y: tensor<2xi32>) {
  // expected-error@+1 {{'pd.multiply' op operands must have one dtype, got float32 and int32}}
  %0 = "pd.multiply"(%x, %y) : (tensor<2xf32>, tensor<2xi32>) -> tensor<2xf32>
  return
}

// -----

// Comparisons give bool.
func.func @comparison(%x: tensor<2xf32>) {
  // expected-error@+1 {{'pd.equal' op result type tensor<2xf32> does not match inferred type tensor<2xi1>}}
  %0 = "pd.equal"(%x, %x) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// A condition is bool.
func.func @condition(%x: tensor<2xf32>) {
  // expected-error@+1 {{'pd.where' op operand 'condition' must be bool, got tensor<2xf32>}}
  %0 = "pd.where"(%x, %x, %x) : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// Truth has no exponential.
func.func @function_of_bool(%x: tensor<2xi1>) {
  // expected-error@+1 {{'pd.exp' op operand 'x' must be a tensor of numbers, got tensor<2xi1>}}
  %0 = "pd.exp"(%x) : (tensor<2xi1>) -> tensor<2xf32>
  return
}

// -----

// One number scales all.
func.func @many_scales(%x: tensor<2xf32>) {
  // expected-error@+1 {{'pd.scale' op operand 'scale_tensor' must have one element, got tensor<2xf32>}}
  %0 = "pd.scale"(%x, %x) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// A bound is one number of the tensor's dtype.
func.func @bound_of_another_dtype(%x: tensor<2xf32>, %low: tensor<i32>) {
  // expected-error@+1 {{'pd.clip' op operand 'min_tensor' must be one float32 element, got tensor<i32>}}
  %0 = "pd.clip"(%x, %low) {operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<2xf32>, tensor<i32>) -> tensor<2xf32>
  return
}

// -----

// A cast says to what.
func.func @cast_to_nothing(%x: tensor<2xf32>) {
  // expected-error@+1 {{'pd.cast' op requires attribute 'dtype' of kind f32}}
  %0 = "pd.cast"(%x) : (tensor<2xf32>) -> tensor<2xi32>
  return
}

// -----

// Paddle has no such integers.
func.func @foreign_dtype(%x: tensor<2xi4>) {
  // expected-error@+1 {{'pd.abs' op element type i4 is not one of i1, i16}}
  %0 = "pd.abs"(%x) : (tensor<2xi4>) -> tensor<2xi4>
  return
}
