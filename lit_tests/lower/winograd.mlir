// RUN: paddle-mlir-opt %s -p pd-lower,canonicalize | filecheck %s

// Three rows of three tiles each; 6x6 elements of 32 channels, two vectors, make 36 planes. Only the
// first and the last column of elements may lie left and right of the map; below it any row may.
// CHECK-LABEL: func.func @input(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x9x12x32xf32>
func.func @input(%x: tensor<1x9x12x32xf32>) -> tensor<36x9x32xf32> {
  // CHECK: "flow.dispatch.workgroups"([[X]])
  // CHECK: [[MAP:%.+]] = "iree_tensor_ext.dispatch.tensor.load"
  // CHECK: [[ABOVE:%.+]] = arith.cmpi ult, %{{.+}}, %c9
  // CHECK-COUNT-6: arith.maxsi
  // CHECK-NOT: arith.maxsi
  // CHECK: scf.for
  // CHECK: [[LEFT:%.+]] = arith.cmpi ult, %{{.+}}, %c12
  // CHECK: [[RIGHT:%.+]] = arith.cmpi ult, %{{.+}}, %c12
  // CHECK-NOT: arith.cmpi
  // CHECK: scf.for %{{.+}} = %{{.+}} to %c32{{.*}} step %c16
  // CHECK: [[E:%.+]] = vector.transfer_read [[MAP]][{{.+}} : tensor<1x9x12x32xf32>, vector<16xf32>
  // CHECK: [[IN:%.+]] = arith.andi [[ABOVE]], [[LEFT]]
  // CHECK: arith.select [[IN]], [[E]], %{{.+}} : vector<16xf32>
  // CHECK: [[F:%.+]] = vector.transfer_read
  // CHECK: arith.select [[ABOVE]], [[F]]
  // CHECK-COUNT-36: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK-NOT: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: "flow.return"(%c3, %c1{{.*}}, %c1{{.*}}) : (index, index, index)
  %0 = "pd.winograd_input"(%x) {tile = 4, paddings = array<i64: 1, 1, 1, 1>}
    : (tensor<1x9x12x32xf32>) -> tensor<36x9x32xf32>
  return %0 : tensor<36x9x32xf32>
}

// Three rows of four tiles cover 5x7: rows of the last ones are moved into the map, the first of a
// tile being written last; bias, residual and activation are computed before each store.
// CHECK-LABEL: func.func @output(
func.func @output(%x: tensor<16x12x8xf32>, %s: tensor<1x5x7x4xf32>, %b: tensor<8xf32>, %r: tensor<1x5x7x8xf32>) -> tensor<1x5x7x8xf32> {
  // CHECK: [[PRODUCTS:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<16x12x8xf32>
  // CHECK: [[BIAS:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<8xf32>
  // CHECK: [[RESIDUAL:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<1x5x7x8xf32>
  // CHECK: [[FIRST:%.+]] = arith.minui %{{.+}}, %c4
  // CHECK: [[SECOND:%.+]] = arith.minui %{{.+}}, %c4
  // CHECK: scf.for
  // CHECK-COUNT-16: vector.transfer_read [[PRODUCTS]]
  // CHECK: [[B:%.+]] = vector.transfer_read [[BIAS]]
  // CHECK: [[R:%.+]] = vector.transfer_read [[RESIDUAL]][%{{.+}}, [[SECOND]], %{{.+}}, %{{.+}}]
  // CHECK: [[S:%.+]] = arith.addf %{{.+}}, [[B]] : vector<8xf32>
  // CHECK: [[T:%.+]] = arith.addf [[S]], [[R]] : vector<8xf32>
  // CHECK: arith.cmpf ogt, [[T]]
  // CHECK: "iree_tensor_ext.dispatch.tensor.store"({{.+}}, {{.+}}, {{.+}}, [[SECOND]], {{.+}})
  // CHECK: "iree_tensor_ext.dispatch.tensor.store"({{.+}}, {{.+}}, {{.+}}, [[SECOND]], {{.+}})
  // CHECK: "iree_tensor_ext.dispatch.tensor.store"({{.+}}, {{.+}}, {{.+}}, [[FIRST]], {{.+}})
  // CHECK: "iree_tensor_ext.dispatch.tensor.store"({{.+}}, {{.+}}, {{.+}}, [[FIRST]], {{.+}})
  // CHECK-NOT: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: "flow.return"(%c3, %c1{{.*}}, %c1{{.*}}) : (index, index, index)
  %0 = "pd.winograd_output"(%x, %s, %b, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 1>, tile = 2, paddings = array<i64: 1, 1, 1, 1>, activation = "relu"}
    : (tensor<16x12x8xf32>, tensor<1x5x7x4xf32>, tensor<8xf32>, tensor<1x5x7x8xf32>) -> tensor<1x5x7x8xf32>
  return %0 : tensor<1x5x7x8xf32>
}

// A number of images that the call tells: it is part of the grid.
// CHECK-LABEL: func.func @images(
func.func @images(%x: tensor<?x8x8x16xf32>) -> tensor<36x?x16xf32> {
  // CHECK: [[N:%.+]] = tensor.dim %arg0, %c0
  // CHECK: "flow.dispatch.workgroups"([[N]], 
  // CHECK: "flow.return"() : () -> ()
  // CHECK: [[ROWS:%.+]] = arith.muli %{{.+}}, %c2
  // CHECK: "flow.return"([[ROWS]], %c1{{.*}}, %c1{{.*}}) : (index, index, index)
  %0 = "pd.winograd_input"(%x) {tile = 4, paddings = array<i64: 1, 1, 1, 1>}
    : (tensor<?x8x8x16xf32>) -> tensor<36x?x16xf32>
  return %0 : tensor<36x?x16xf32>
}
