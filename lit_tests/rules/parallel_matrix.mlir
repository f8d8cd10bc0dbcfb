// RUN: paddle-mlir-opt %s -p pd-merge-parallel-matmul | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-merge-parallel-matmul,pd-merge-parallel-matmul' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-merge-parallel-matmul --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// Query, key and value with their biases: one product and one sum.
// CHECK-LABEL: func.func @merge_parallel_matmuls_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?x4xf32>
func.func @merge_parallel_matmuls_matches(%x: tensor<2x?x4xf32>)
    -> (tensor<2x?x4xf32>, tensor<2x?x4xf32>, tensor<2x?x3xf32>) {
  // CHECK: [[W:%.+]] = "pd.concat"
  // CHECK: [[P:%.+]] = "pd.matmul"([[X]], [[W]]) {{.+}} -> tensor<2x?x11xf32>
  // CHECK: [[B:%.+]] = "pd.concat"
  // CHECK: [[S:%.+]] = "pd.add"([[P]], [[B]])
  // CHECK-NEXT: [[Q:%.+]] = "pd.split"([[S]]) {axis = -1 : i64, index = 0 : i64
  // CHECK-NEXT: [[K:%.+]] = "pd.split"([[S]]) {axis = -1 : i64, index = 1 : i64
  // CHECK-NEXT: [[V:%.+]] = "pd.split"([[S]]) {axis = -1 : i64, index = 2 : i64
  // CHECK-NEXT: return [[Q]], [[K]], [[V]]
  %w1 = "pd.parameter"() {key = "w1", dtype = f32, shape = array<i64: 4, 4>} : () -> tensor<4x4xf32>
  %p1 = "pd.matmul"(%x, %w1) : (tensor<2x?x4xf32>, tensor<4x4xf32>) -> tensor<2x?x4xf32>
  %b1 = "pd.parameter"() {key = "b1", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %q = "pd.add"(%p1, %b1) : (tensor<2x?x4xf32>, tensor<4xf32>) -> tensor<2x?x4xf32>
  %w2 = "pd.parameter"() {key = "w2", dtype = f32, shape = array<i64: 4, 4>} : () -> tensor<4x4xf32>
  %p2 = "pd.matmul"(%x, %w2) : (tensor<2x?x4xf32>, tensor<4x4xf32>) -> tensor<2x?x4xf32>
  %b2 = "pd.parameter"() {key = "b2", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %k = "pd.add"(%b2, %p2) : (tensor<4xf32>, tensor<2x?x4xf32>) -> tensor<2x?x4xf32>
  %w3 = "pd.parameter"() {key = "w3", dtype = f32, shape = array<i64: 4, 3>} : () -> tensor<4x3xf32>
  %p3 = "pd.matmul"(%x, %w3) : (tensor<2x?x4xf32>, tensor<4x3xf32>) -> tensor<2x?x3xf32>
  %b3 = "pd.parameter"() {key = "b3", dtype = f32, shape = array<i64: 3>} : () -> tensor<3xf32>
  %v = "pd.add"(%p3, %b3) : (tensor<2x?x3xf32>, tensor<3xf32>) -> tensor<2x?x3xf32>
  return %q, %k, %v : tensor<2x?x4xf32>, tensor<2x?x4xf32>, tensor<2x?x3xf32>
}

// One without a bias: the others' sums stay.
// CHECK-LABEL: func.func @merge_parallel_matmuls_without_bias(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @merge_parallel_matmuls_without_bias(%x: tensor<3x4xf32>)
    -> (tensor<3x4xf32>, tensor<3x4xf32>) {
  // CHECK: [[P:%.+]] = "pd.matmul"([[X]]
  // CHECK-NEXT: [[Q:%.+]] = "pd.split"([[P]]) {axis = -1 : i64, index = 0 : i64
  // CHECK-NEXT: [[K:%.+]] = "pd.split"([[P]]) {axis = -1 : i64, index = 1 : i64
  // CHECK: [[A:%.+]] = "pd.add"([[Q]]
  // CHECK: return [[A]], [[K]]
  %w1 = "pd.parameter"() {key = "w1", dtype = f32, shape = array<i64: 4, 4>} : () -> tensor<4x4xf32>
  %p1 = "pd.matmul"(%x, %w1) : (tensor<3x4xf32>, tensor<4x4xf32>) -> tensor<3x4xf32>
  %b1 = "pd.parameter"() {key = "b1", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %q = "pd.add"(%p1, %b1) : (tensor<3x4xf32>, tensor<4xf32>) -> tensor<3x4xf32>
  %w2 = "pd.parameter"() {key = "w2", dtype = f32, shape = array<i64: 4, 4>} : () -> tensor<4x4xf32>
  %p2 = "pd.matmul"(%x, %w2) : (tensor<3x4xf32>, tensor<4x4xf32>) -> tensor<3x4xf32>
  return %q, %p2 : tensor<3x4xf32>, tensor<3x4xf32>
}

// Only one of the weights is constant.
// CHECK-LABEL: func.func @merge_parallel_matmuls_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>, [[W:%[a-z0-9]+]]: tensor<4x4xf32>
func.func @merge_parallel_matmuls_refused(%x: tensor<3x4xf32>, %w: tensor<4x4xf32>)
    -> (tensor<3x4xf32>, tensor<3x4xf32>) {
  // CHECK: "pd.matmul"([[X]]
  // CHECK: "pd.matmul"([[X]], [[W]])
  // WHY: merge-parallel-matmuls: the weights of the others are no constant matrices
  %w1 = "pd.parameter"() {key = "w1", dtype = f32, shape = array<i64: 4, 4>} : () -> tensor<4x4xf32>
  %p1 = "pd.matmul"(%x, %w1) : (tensor<3x4xf32>, tensor<4x4xf32>) -> tensor<3x4xf32>
  %p2 = "pd.matmul"(%x, %w) : (tensor<3x4xf32>, tensor<4x4xf32>) -> tensor<3x4xf32>
  return %p1, %p2 : tensor<3x4xf32>, tensor<3x4xf32>
}
