// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// Five rows are a tile of three, and two. Each pair of a row's elements is loaded as one number,
// and multiplied with pairs of weights. Sums are finished in float32 and stored in bfloat16.
// CHECK-LABEL: func.func @rows(
func.func @rows(%x: tensor<5x6xbf16>, %w: tensor<3x3x32xbf16>, %b: tensor<48xf32>, %r: tensor<5x48xbf16>) -> tensor<5x48xbf16> {
  // CHECK: [[X:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<5x6xbf16>
  // CHECK: [[W:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<3x3x32xbf16>
  // CHECK: [[B:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<48xf32>
  // CHECK: [[R:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<5x48xbf16>
  // CHECK-COUNT-3: vector.transfer_read [[B]]
  // CHECK: scf.for %{{.+}} to %c3{{.*}} -> (vector<16xf32>, vector<16xf32>, vector<16xf32>)
  // CHECK: [[V:%.+]] = vector.transfer_read [[W]]{{.+}} vector<32xbf16>
  // CHECK-COUNT-3: vector.transfer_read [[X]]{{.+}} vector<2xbf16>
  // CHECK: vector.bitcast %{{.+}} : vector<2xbf16> to vector<1xi32>
  // CHECK: vector.broadcast %{{.+}} : i32 to vector<16xi32>
  // CHECK: [[P:%.+]] = vector.bitcast %{{.+}} : vector<16xi32> to vector<32xbf16>
  // CHECK: llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.512"(%{{.+}}, [[P]], [[V]])
  // CHECK: [[E:%.+]] = vector.transfer_read [[R]]{{.+}} vector<16xbf16>
  // CHECK-NEXT: [[F:%.+]] = arith.extf [[E]] : vector<16xbf16> to vector<16xf32>
  // CHECK-NEXT: [[S:%.+]] = arith.addf %{{.+}}, [[F]]
  // CHECK: arith.cmpf ogt, [[S]]
  // CHECK: llvm.call_intrinsic "llvm.x86.avx512bf16.cvtneps2bf16.512"(%{{.+}}) : (vector<16xf32>) -> vector<16xbf16>
  // CHECK: scf.for %{{.+}} to %c3{{.*}} -> (vector<16xf32>, vector<16xf32>)
  // CHECK: "flow.return"(%{{.+}}, %c2{{.*}}, %c1{{.*}}) : (index, index, index)
  %0 = "pd.bfloat16_matmul"(%x, %w, %b, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0>, tile = 3, workgroup = array<i64: 1, 2>, activation = "relu", dtype = bf16}
    : (tensor<5x6xbf16>, tensor<3x3x32xbf16>, tensor<48xf32>, tensor<5x48xbf16>) -> tensor<5x48xbf16>
  return %0 : tensor<5x48xbf16>
}

// Narrow panels take shorter vectors. Of any number of rows those that are left are tiles of two
// and one; the batch is the third dimension of the grid.
// CHECK-LABEL: func.func @dynamic_rows(
func.func @dynamic_rows(%x: tensor<2x?x6xbf16>, %w: tensor<2x3x3x24xbf16>) -> tensor<2x?x36xf32> {
  // CHECK: [[M:%.+]] = tensor.dim %arg0, %c1
  // CHECK: "flow.dispatch.workgroups"([[M]], %arg0, %arg1,
  // CHECK: [[BATCH:%.+]] = "flow.dispatch.workgroup.id"() {dimension = 2 : index}
  // CHECK: scf.for {{.+}} -> (vector<8xf32>, vector<4xf32>, vector<8xf32>, vector<4xf32>, vector<8xf32>, vector<4xf32>)
  // CHECK: vector.transfer_read {{.+}}[[BATCH]], {{.+}} : tensor<2x3x3x24xbf16>, vector<16xbf16>
  // CHECK: vector.transfer_read {{.+}}[[BATCH]], {{.+}} : tensor<2x3x3x24xbf16>, vector<8xbf16>
  // CHECK: vector.transfer_read {{.+}}[[BATCH]], {{.+}} : tensor<2x?x6xbf16>, vector<2xbf16>
  // CHECK: llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.256"
  // CHECK: llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.128"
  // CHECK: scf.for {{.+}} -> (vector<8xf32>, vector<4xf32>, vector<8xf32>, vector<4xf32>) {
  // CHECK: scf.for {{.+}} -> (vector<8xf32>, vector<4xf32>) {
  // CHECK: "flow.return"(%{{.+}}, %c2{{.*}}, %c2{{.*}}) : (index, index, index)
  %0 = "pd.bfloat16_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 0>, tile = 3, workgroup = array<i64: 1, 2>}
    : (tensor<2x?x6xbf16>, tensor<2x3x3x24xbf16>) -> tensor<2x?x36xf32>
  return %0 : tensor<2x?x36xf32>
}
