// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// Five rows are a tile of three, and two. Two workgroups share three panels.
// CHECK-LABEL: func.func @rows(
func.func @rows(%x: tensor<5x6xf32>, %w: tensor<3x6x8xf32>, %b: tensor<24xf32>, %r: tensor<5x24xf32>) -> tensor<5x24xf32> {
  // CHECK: [[X:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<5x6xf32>
  // CHECK: [[W:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<3x6x8xf32>
  // CHECK: [[B:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<24xf32>
  // CHECK: [[R:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<5x24xf32>
  // CHECK: [[PANELS:%.+]] = arith.minui %c2{{.*}}, %{{.+}}
  // CHECK: scf.for %{{.+}} = %{{.+}} to [[PANELS]]
  // CHECK-COUNT-3: vector.transfer_read [[B]]
  // CHECK: scf.for %{{.+}} to %c6{{.*}} -> (vector<8xf32>, vector<8xf32>, vector<8xf32>)
  // CHECK: [[V:%.+]] = vector.transfer_read [[W]]
  // CHECK-COUNT-3: tensor.extract [[X]]
  // CHECK-COUNT-3: math.fma %{{.+}}, [[V]], %{{.+}} : vector<8xf32>
  // CHECK: [[E:%.+]] = vector.transfer_read [[R]]
  // CHECK-NEXT: [[S:%.+]] = arith.addf %{{.+}}, [[E]]
  // CHECK: arith.cmpf ogt, [[S]]
  // CHECK-COUNT-3: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: scf.for %{{.+}} to %c6{{.*}} -> (vector<8xf32>, vector<8xf32>)
  // CHECK-COUNT-2: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK-NOT: scf.for
  // CHECK: "flow.return"(%{{.+}}, %c2{{.*}}, %c1{{.*}}) : (index, index, index)
  %0 = "pd.ragged_matmul"(%x, %w, %b, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 1>, tile = 3, workgroup = array<i64: 1, 2>, activation = "leaky_relu", activation_values = array<f64: 0.25>}
    : (tensor<5x6xf32>, tensor<3x6x8xf32>, tensor<24xf32>, tensor<5x24xf32>) -> tensor<5x24xf32>
  return %0 : tensor<5x24xf32>
}

// Of any number of rows those that are left are tiles of two and one; the batch is the third
// dimension of the grid.
// CHECK-LABEL: func.func @dynamic_rows(
func.func @dynamic_rows(%x: tensor<2x?x6xf32>, %w: tensor<2x3x6x8xf32>) -> tensor<2x?x24xf32> {
  // CHECK: [[M:%.+]] = tensor.dim %arg0, %c1
  // CHECK: "flow.dispatch.workgroups"([[M]], %arg0, %arg1,
  // CHECK: [[BATCH:%.+]] = "flow.dispatch.workgroup.id"() {dimension = 2 : index}
  // CHECK: scf.for {{.+}} -> (vector<8xf32>, vector<8xf32>, vector<8xf32>)
  // CHECK: vector.transfer_read {{.+}}[[BATCH]], {{.+}} : tensor<2x3x6x8xf32>, vector<8xf32>
  // CHECK: tensor.extract {{.+}}[[BATCH]], {{.+}} : tensor<2x?x6xf32>
  // CHECK: scf.for {{.+}} -> (vector<8xf32>, vector<8xf32>) {
  // CHECK: scf.for {{.+}} -> (vector<8xf32>) {
  // CHECK: [[FULL:%.+]] = arith.divui %{{.+}}, %c3
  // CHECK: [[GROUPS:%.+]] = arith.ceildivui [[FULL]], %c1
  // CHECK: [[SOME:%.+]] = arith.maxui [[GROUPS]], %c1
  // CHECK: "flow.return"([[SOME]], %c2{{.*}}, %c2{{.*}}) : (index, index, index)
  %0 = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 3, workgroup = array<i64: 1, 2>}
    : (tensor<2x?x6xf32>, tensor<2x3x6x8xf32>) -> tensor<2x?x24xf32>
  return %0 : tensor<2x?x24xf32>
}
