// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// Runs of 1, then of 2 are merged: a binary search finds each element's origin. One kernel serves
// all widths.
// CHECK-LABEL: func.func @argsort(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x4xf32>
func.func @argsort(%x: tensor<2x4xf32>) -> (tensor<2x4xf32>, tensor<2x4xi64>) {
  // CHECK: linalg.generic
  // CHECK: linalg.index 1
  // CHECK: "util.optimization_barrier"
  // CHECK: linalg.generic {{.+}} outs(%{{.+}} : tensor<2x4xi32>)
  // CHECK: scf.while
  // CHECK: tensor.extract
  // CHECK: arith.cmpf olt
  // CHECK: "util.optimization_barrier"
  // CHECK: [[SORTED:%.+]] = linalg.generic {{.+}} outs(%{{.+}} : tensor<2x4xi32>)
  // CHECK: tensor.extract
  // CHECK-NOT: optimization_barrier
  // CHECK: tensor.extract
  // CHECK: tensor.extract [[X]]
  // CHECK: linalg.generic {{.+}} ins([[SORTED]] :
  // CHECK: arith.extsi
  %0:2 = "pd.argsort"(%x) : (tensor<2x4xf32>) -> (tensor<2x4xf32>, tensor<2x4xi64>)
  return %0#0, %0#1 : tensor<2x4xf32>, tensor<2x4xi64>
}

// No run grows beyond the count; one that is data is checked, and the first ones are cut out.
// CHECK-LABEL: func.func @topk(
func.func @topk(%x: tensor<2x3xi32>, %k: tensor<1xi64>)
    -> (tensor<2x2xi32>, tensor<2x2xi64>, tensor<2x?xi32>, tensor<2x?xi64>) {
  // CHECK: linalg.generic {{.+}} outs(%{{.+}} : tensor<2x3xi32>)
  // CHECK: linalg.generic {{.+}} outs(%{{.+}} : tensor<2x3xi32>)
  // CHECK: linalg.generic {{.+}} outs(%{{.+}} : tensor<2x2xi32>)
  // CHECK-NOT: tensor.extract_slice
  // CHECK: [[COUNT:%.+]] = tensor.extract %arg1
  // CHECK: cf.assert %{{.+}}, "top-k: k must not be negative"
  // CHECK: cf.assert %{{.+}}, "top-k: k is larger than the axis"
  // CHECK: tensor.extract_slice %{{.+}}[0, 0] [2, %{{.+}}] [1, 1]
  %0:2 = "pd.topk"(%x) {k = 2 : i64} : (tensor<2x3xi32>) -> (tensor<2x2xi32>, tensor<2x2xi64>)
  %1:2 = "pd.topk"(%x, %k) {largest = false}
      : (tensor<2x3xi32>, tensor<1xi64>) -> (tensor<2x?xi32>, tensor<2x?xi64>)
  return %0#0, %0#1, %1#0, %1#1
      : tensor<2x2xi32>, tensor<2x2xi64>, tensor<2x?xi32>, tensor<2x?xi64>
}

// Rows of a dynamic size are merged up to a limit.
// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xi64>) {
  // CHECK: cf.assert %{{.+}}, "a sort of a dynamic size takes at most 2**24 elements a row"
  // CHECK: hal.tensor.export
  // CHECK: hal.tensor.import
  %0:2 = "pd.argsort"(%x) {descending = true} : (tensor<?xf32>) -> (tensor<?xf32>, tensor<?xi64>)
  return %0#0, %0#1 : tensor<?xf32>, tensor<?xi64>
}

// One walk over the sorted row.
// CHECK-LABEL: func.func @mode(
func.func @mode(%x: tensor<2x3xf32>) -> (tensor<2xf32>, tensor<2xi64>) {
  // CHECK: scf.for
  // CHECK: arith.cmpf une
  // CHECK: scf.yield
  %0:2 = "pd.mode"(%x) : (tensor<2x3xf32>) -> (tensor<2xf32>, tensor<2xi64>)
  return %0#0, %0#1 : tensor<2xf32>, tensor<2xi64>
}

// A binary search for every value.
// CHECK-LABEL: func.func @searchsorted(
func.func @searchsorted(%row: tensor<5xf32>, %x: tensor<2x?xf32>) -> tensor<2x?xi32> {
  // CHECK: linalg.generic {{.+}} ins(%arg1 :
  // CHECK: scf.while
  // CHECK: tensor.extract %arg0
  // CHECK: arith.cmpf ogt
  // CHECK: arith.index_cast %{{.+}} : index to i32
  %0 = "pd.searchsorted"(%row, %x) {right = true, out_int32 = true}
      : (tensor<5xf32>, tensor<2x?xf32>) -> tensor<2x?xi32>
  return %0 : tensor<2x?xi32>
}
