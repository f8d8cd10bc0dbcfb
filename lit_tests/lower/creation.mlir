// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// A parameter is a global whose value IREE finds in the archive; one used twice is declared once.
// CHECK: "util.global"() {initial_value = #stream.parameter.named<"model"::"layer.w"> : tensor<3x2xf32>, sym_name = "parameter_0", sym_visibility = "private", type = tensor<3x2xf32>}
// CHECK-NOT: "util.global"
// CHECK-LABEL: func.func @parameter(
func.func @parameter() -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  // CHECK: [[W:%.+]] = "util.global.load"() {global = @parameter_0} : () -> tensor<3x2xf32>
  // CHECK: "util.global.load"() {global = @parameter_0}
  %0 = "pd.parameter"() {key = "layer.w", dtype = f32, shape = array<i64: 3, 2>}
    : () -> tensor<3x2xf32>
  %1 = "pd.parameter"() {key = "layer.w", dtype = f32, shape = array<i64: 3, 2>}
    : () -> tensor<3x2xf32>
  return %0, %1 : tensor<3x2xf32>, tensor<3x2xf32>
}

// Constants keep their elements; unsigned ones their bits.
// CHECK-LABEL: func.func @constant(
func.func @constant() -> (tensor<2xf32>, tensor<3xi1>, tensor<2xui8>, tensor<i64>) {
  // CHECK-DAG: arith.constant dense<[1.500000e+00, 0x7FC00000]> : tensor<2xf32>
  // CHECK-DAG: arith.constant dense<[true, false, true]> : tensor<3xi1>
  // CHECK-DAG: arith.constant dense<[-1, 7]> : tensor<2xi8>
  // CHECK-DAG: arith.constant dense<9223372036854775807> : tensor<i64>
  %0 = "pd.constant"() {value = dense<[1.5, 0x7FC00000]> : tensor<2xf32>} : () -> tensor<2xf32>
  %1 = "pd.constant"() {value = dense<[true, false, true]> : tensor<3xi1>} : () -> tensor<3xi1>
  %2 = "pd.constant"() {value = dense<[255, 7]> : tensor<2xui8>} : () -> tensor<2xui8>
  %3 = "pd.constant"() {value = dense<9223372036854775807> : tensor<i64>} : () -> tensor<i64>
  return %0, %1, %2, %3 : tensor<2xf32>, tensor<3xi1>, tensor<2xui8>, tensor<i64>
}

// A fill; small ones of integers are constants, numbers too large are the largest.
// CHECK-LABEL: func.func @full(
func.func @full() -> (tensor<2x3xf32>, tensor<2xi64>, tensor<1xi64>, tensor<2xui8>) {
  // CHECK: [[NUMBER:%.+]] = arith.constant 2.500000e+00 : f32
  // CHECK: linalg.fill ins([[NUMBER]] : f32) outs(%{{.+}} : tensor<2x3xf32>)
  // CHECK: arith.constant dense<-7> : tensor<2xi64>
  // CHECK: arith.constant dense<9223372036854775807> : tensor<1xi64>
  // CHECK: arith.constant -56 : i8
  %0 = "pd.full"() {value = 2.5 : f64, shape = array<i64: 2, 3>} : () -> tensor<2x3xf32>
  %1 = "pd.full"() {value = -7.9 : f64, shape = array<i64: 2>, dtype = i64} : () -> tensor<2xi64>
  %2 = "pd.full"() {value = 1.0e30 : f64, shape = array<i64: 1>, dtype = i64} : () -> tensor<1xi64>
  %3 = "pd.full"() {value = 200.0 : f64, shape = array<i64: 2>, dtype = ui8} : () -> tensor<2xui8>
  return %0, %1, %2, %3 : tensor<2x3xf32>, tensor<2xi64>, tensor<1xi64>, tensor<2xui8>
}

// Sizes that are data are read from the tensor that holds them.
// CHECK-LABEL: func.func @full_of_data_sizes(
// CHECK-SAME: [[SIZES:%[a-z0-9]+]]: tensor<2xi32>
func.func @full_of_data_sizes(%sizes: tensor<2xi32>) -> tensor<?x?xf32> {
  // CHECK: [[FIRST:%.+]] = tensor.extract [[SIZES]][%c0]
  // CHECK: [[ROWS:%.+]] = arith.index_cast [[FIRST]] : i32 to index
  // CHECK: [[SECOND:%.+]] = tensor.extract [[SIZES]][%c1]
  // CHECK: [[COLUMNS:%.+]] = arith.index_cast [[SECOND]] : i32 to index
  // CHECK: tensor.empty([[ROWS]], [[COLUMNS]])
  %0 = "pd.full"(%sizes) {value = 0.0 : f64} : (tensor<2xi32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// The sizes of another tensor, in a dtype of its own.
// CHECK-LABEL: func.func @full_like(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3xf32>
func.func @full_like(%x: tensor<?x3xf32>) -> tensor<?x3xi64> {
  // CHECK: [[ROWS:%.+]] = tensor.dim [[X]], %c0
  // CHECK: [[INIT:%.+]] = tensor.empty([[ROWS]]) : tensor<?x3xi64>
  // CHECK: linalg.fill ins(%{{.+}} : i64) outs([[INIT]] :
  %0 = "pd.full_like"(%x) {value = 4.0 : f64, dtype = i64} : (tensor<?x3xf32>) -> tensor<?x3xi64>
  return %0 : tensor<?x3xi64>
}
