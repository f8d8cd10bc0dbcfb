// RUN: paddle-mlir-opt %s -p pd-fuse-matmul | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-fuse-matmul,pd-fuse-matmul' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-fuse-matmul --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// One description of the whole beside each point's own.
// CHECK-LABEL: func.func @repeated_rows_of_product_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?x3xf32>, [[Y:%[a-z0-9]+]]: tensor<2x1x4xf32>
func.func @repeated_rows_of_product_matches(%x: tensor<2x?x3xf32>, %y: tensor<2x1x4xf32>) -> tensor<2x?x5xf32> {
  // CHECK: [[V:%.+]] = "pd.slice"([[K:%.+]]) {{.+}}ends = array<i64: 3>{{.+}} -> tensor<3x5xf32>
  // CHECK: [[A:%.+]] = "pd.matmul"([[X]], [[V]])
  // CHECK: [[W:%.+]] = "pd.slice"([[K]]) {{.+}}ends = array<i64: 7>{{.+}} -> tensor<4x5xf32>
  // CHECK: [[B:%.+]] = "pd.matmul"([[Y]], [[W]]) : {{.+}} -> tensor<2x1x5xf32>
  // CHECK: [[S:%.+]] = "pd.add"([[A]], [[B]])
  // CHECK: return [[S]]
  %k = "pd.parameter"() {key = "7x5", dtype = f32, shape = array<i64: 7, 5>} : () -> tensor<7x5xf32>
  %shape = "pd.shape"(%x) {dtype = i64} : (tensor<2x?x3xf32>) -> tensor<3xi64>
  %n = "pd.slice"(%shape) {axes = array<i64: 0>, starts = array<i64: 1>, ends = array<i64: 2>, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<3xi64>) -> tensor<1xi64>
  %two = "pd.constant"() {value = dense<2> : tensor<1xi64>} : () -> tensor<1xi64>
  %four = "pd.constant"() {value = dense<4> : tensor<1xi64>} : () -> tensor<1xi64>
  %sizes = "pd.concat"(%two, %n, %four) : (tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<3xi64>
  %e = "pd.expand"(%y, %sizes) {operandSegmentSizes = array<i32: 1, 1>} : (tensor<2x1x4xf32>, tensor<3xi64>) -> tensor<2x?x4xf32>
  %cx = tensor.cast %x : tensor<2x?x3xf32> to tensor<2x?x?xf32>
  %ce = tensor.cast %e : tensor<2x?x4xf32> to tensor<2x?x?xf32>
  %j = "pd.concat"(%cx, %ce) {axis = 2 : i64} : (tensor<2x?x?xf32>, tensor<2x?x?xf32>) -> tensor<2x?x7xf32>
  %p = "pd.matmul"(%j, %k) : (tensor<2x?x7xf32>, tensor<7x5xf32>) -> tensor<2x?x5xf32>
  return %p : tensor<2x?x5xf32>
}

// One row for each sequence between two parts of its rows.
// CHECK-LABEL: func.func @repeated_rows_of_sequences(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<6x3xf32>, [[Y:%[a-z0-9]+]]: tensor<3x3xf32>
func.func @repeated_rows_of_sequences(%x: tensor<6x3xf32>, %y: tensor<3x3xf32>) -> tensor<6x5xf32> {
  // CHECK: [[N:%.+]] = "pd.searchsorted"
  // CHECK: [[J:%.+]] = "pd.concat"([[X]], [[X]]) {axis = 1 : i64}
  // CHECK: [[V:%.+]] = "pd.concat"({{.+}} -> tensor<6x5xf32>
  // CHECK: [[A:%.+]] = "pd.matmul"([[J]], [[V]])
  // CHECK: [[B:%.+]] = "pd.matmul"([[Y]],
  // CHECK: [[R:%.+]] = "pd.gather"([[B]], [[N]])
  // CHECK: "pd.add"([[A]], [[R]])
  %k = "pd.parameter"() {key = "9x5", dtype = f32, shape = array<i64: 9, 5>} : () -> tensor<9x5xf32>
  %ends = "pd.constant"() {value = dense<[2, 3, 6]> : tensor<3xi64>} : () -> tensor<3xi64>
  %rows = "pd.constant"() {value = dense<[0, 1, 2, 3, 4, 5]> : tensor<6xi64>} : () -> tensor<6xi64>
  %numbers = "pd.searchsorted"(%ends, %rows) {right = true} : (tensor<3xi64>, tensor<6xi64>) -> tensor<6xi64>
  %r = "pd.gather"(%y, %numbers) : (tensor<3x3xf32>, tensor<6xi64>) -> tensor<6x3xf32>
  %j = "pd.concat"(%x, %r, %x) {axis = 1 : i64} : (tensor<6x3xf32>, tensor<6x3xf32>, tensor<6x3xf32>) -> tensor<6x9xf32>
  %p = "pd.matmul"(%j, %k) : (tensor<6x9xf32>, tensor<9x5xf32>) -> tensor<6x5xf32>
  return %p : tensor<6x5xf32>
}

// What is joined is needed as a whole all the same.
// CHECK-LABEL: func.func @repeated_rows_of_product_refused(
func.func @repeated_rows_of_product_refused(%x: tensor<6x3xf32>, %y: tensor<1x3xf32>) -> (tensor<6x5xf32>, tensor<6x6xf32>) {
  // CHECK: [[E:%.+]] = "pd.expand"
  // CHECK: [[J:%.+]] = "pd.concat"({{.+}}, [[E]])
  // CHECK: "pd.matmul"([[J]],
  // WHY: repeated-rows-of-product: the result of pd.concat has other uses
  %k = "pd.parameter"() {key = "6x5", dtype = f32, shape = array<i64: 6, 5>} : () -> tensor<6x5xf32>
  %e = "pd.expand"(%y) {shape = array<i64: 6, 3>, operandSegmentSizes = array<i32: 1, 0>} : (tensor<1x3xf32>) -> tensor<6x3xf32>
  %j = "pd.concat"(%x, %e) {axis = 1 : i64} : (tensor<6x3xf32>, tensor<6x3xf32>) -> tensor<6x6xf32>
  %p = "pd.matmul"(%j, %k) : (tensor<6x6xf32>, tensor<6x5xf32>) -> tensor<6x5xf32>
  return %p, %j : tensor<6x5xf32>, tensor<6x6xf32>
}
