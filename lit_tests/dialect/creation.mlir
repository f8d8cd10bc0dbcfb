// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// Parameters, constants of every dtype that can be read back, fills.
func.func @valid(%sizes: tensor<2xi64>, %x: tensor<?xf16>) {
  %0 = "pd.parameter"() {key = "w", dtype = bf16, shape = array<i64: 2, 0>} : () -> tensor<2x0xbf16>
  %1 = "pd.constant"() {value = dense<[[1, 2]]> : tensor<1x2xui8>} : () -> tensor<1x2xui8>
  %2 = "pd.constant"() {value = dense<true> : tensor<i1>} : () -> tensor<i1>
  %3 = "pd.constant"() {value = dense<> : tensor<0xf32>} : () -> tensor<0xf32>
  %4 = "pd.full"() {value = 1.0 : f64} : () -> tensor<f32>
  %5 = "pd.full"(%sizes) {value = 1.0 : f64, dtype = f16} : (tensor<2xi64>) -> tensor<?x?xf16>
  %6 = "pd.full_like"(%x) {value = 0.0 : f64, dtype = i1} : (tensor<?xf16>) -> tensor<?xi1>
  return
}

// -----

// A parameter's type is what it says.
func.func @parameter() {
  // expected-error@+1 {{'pd.parameter' op result type tensor<2xf32> does not match inferred type tensor<3xf32>}}
  %0 = "pd.parameter"() {key = "w", dtype = f32, shape = array<i64: 3>} : () -> tensor<2xf32>
  return
}

// -----

// A parameter has a name.
func.func @nameless() {
  // expected-error@+1 {{'pd.parameter' op requires attribute 'key' of kind "text"}}
  %0 = "pd.parameter"() {dtype = f32, shape = array<i64: 3>} : () -> tensor<3xf32>
  return
}

// -----

// A constant's type is that of its elements.
func.func @constant() {
  // expected-error@+1 {{'pd.constant' op result type tensor<2xi32> does not match inferred type tensor<2xi64>}}
  %0 = "pd.constant"() {value = dense<[1, 2]> : tensor<2xi64>} : () -> tensor<2xi32>
  return
}

// -----

// Elements, not one number.
func.func @number() {
  // expected-error@+1 {{'pd.constant' op attribute 'value' must be like dense<[1, 2]> : tensor<2xi64>, got 1 : i64}}
  %0 = "pd.constant"() {value = 1 : i64} : () -> tensor<i64>
  return
}

// -----

// How many dimensions there are must be known.
func.func @unknown_rank(%sizes: tensor<?xi64>) {
  // expected-error@+1 {{'pd.full' op a shape operand must have a static length, or the rank is unknown}}
  %0 = "pd.full"(%sizes) {value = 1.0 : f64} : (tensor<?xi64>) -> tensor<?x?xf32>
  return
}

// -----

// Sizes are integers in a row.
func.func @sizes_of_floats(%sizes: tensor<2xf32>) {
  // expected-error@+1 {{'pd.full' op a shape operand must be a 1-D integer tensor, got tensor<2xf32>}}
  %0 = "pd.full"(%sizes) {value = 1.0 : f64} : (tensor<2xf32>) -> tensor<?x?xf32>
  return
}
