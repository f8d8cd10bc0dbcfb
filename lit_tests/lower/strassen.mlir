// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// Sums of quarters of x first; then seven loops for a tile in each quarter of the result. Five rows of
// a quarter are a tile of three, and two.
// CHECK-LABEL: func.func @quarters(
func.func @quarters(%x: tensor<10x6xf32>, %w: tensor<2x7x3x8xf32>, %b: tensor<32xf32>) -> tensor<10x32xf32> {
  // CHECK: [[SUMS:%.+]] = "flow.dispatch.workgroups"(%arg0) {{.+}}
  // CHECK-COUNT-4: vector.transfer_read {{.+}} : tensor<10x6xf32>, vector<2xf32>
  // CHECK: arith.addf
  // CHECK-COUNT-3: arith.subf
  // CHECK-COUNT-4: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: (tensor<10x6xf32>) -> tensor<4x5x3xf32>
  // CHECK: "flow.dispatch.workgroups"(%arg0, %arg1, %arg2, [[SUMS]])
  // CHECK: [[X:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<10x6xf32>
  // CHECK: [[S:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<4x5x3xf32>
  // CHECK: [[U:%.+]]:3 = scf.for %{{.+}} to %c3{{.*}} step {{.+}} iter_args({{.+}} = %cst{{.*}}, {{.+}}) -> (vector<8xf32>, vector<8xf32>, vector<8xf32>)
  // CHECK-COUNT-3: tensor.extract [[X]]
  // CHECK: scf.for {{.+}} = [[U]]#0, {{.+}} = [[U]]#1, {{.+}} = [[U]]#2)
  // CHECK-COUNT-3: tensor.extract [[X]]
  // CHECK-COUNT-3: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: [[V:%.+]]:3 = scf.for {{.+}} = [[U]]#0, {{.+}} = [[U]]#1, {{.+}} = [[U]]#2)
  // CHECK-COUNT-3: tensor.extract [[S]]
  // CHECK: [[Y:%.+]]:3 = scf.for
  // CHECK-COUNT-3: tensor.extract [[S]]
  // CHECK-COUNT-3: arith.addf [[V]]#{{.}}, [[Y]]#{{.}}
  // CHECK: scf.for
  // CHECK-COUNT-3: tensor.extract [[S]]
  // CHECK-COUNT-3: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: [[Z:%.+]]:3 = scf.for {{.+}} = [[V]]#0, {{.+}} = [[V]]#1, {{.+}} = [[V]]#2)
  // CHECK-COUNT-3: tensor.extract [[S]]
  // CHECK-COUNT-3: arith.addf [[Z]]#{{.}}, [[Y]]#{{.}}
  // CHECK-COUNT-3: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: scf.for {{.+}} = [[Z]]#0, {{.+}} = [[Z]]#1, {{.+}} = [[Z]]#2)
  // CHECK-COUNT-3: tensor.extract [[X]]
  // CHECK-COUNT-3: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: scf.for {{.+}} -> (vector<8xf32>, vector<8xf32>) {
  %0 = "pd.strassen_matmul"(%x, %w, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 0>, tile = 3, workgroup = array<i64: 1, 2>, activation = "relu"}
    : (tensor<10x6xf32>, tensor<2x7x3x8xf32>, tensor<32xf32>) -> tensor<10x32xf32>
  return %0 : tensor<10x32xf32>
}
