// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// CHECK-DAG: [[FIRST:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d2, d0, d1)>
// CHECK-DAG: [[KEPT:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d0)>

// The reduced axes are the innermost loops.
// CHECK-LABEL: func.func @sum(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?x4xf32>
func.func @sum(%x: tensor<2x?x4xf32>) -> tensor<?xf32> {
  // CHECK: [[ZEROS:%.+]] = linalg.fill ins(%cst : f32) outs(%{{.+}} : tensor<?xf32>)
  // CHECK: linalg.generic {indexing_maps = {{\[}}[[FIRST]], [[KEPT]]]
  // CHECK-SAME: iterator_types = ["parallel", "reduction", "reduction"]}
  // CHECK-SAME: ins([[X]] : {{.+}} outs([[ZEROS]] :
  // CHECK: arith.addf
  %0 = "pd.sum"(%x) {axis = array<i64: -1, 0>} : (tensor<2x?x4xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// Without axes all go; keepdim puts them back with size 1.
// CHECK-LABEL: func.func @all_axes(
func.func @all_axes(%x: tensor<2x3xf32>) -> (tensor<f32>, tensor<1x1xf32>) {
  // CHECK: [[MAX:%.+]] = linalg.generic {{.+}} iterator_types = ["reduction", "reduction"]
  // CHECK: arith.maximumf
  // CHECK: [[MIN:%.+]] = linalg.generic {{.+}} iterator_types = ["reduction", "reduction"]
  // CHECK: arith.minimumf
  // CHECK: [[ONES:%.+]] = tensor.expand_shape [[MIN]] [] output_shape [1, 1]
  // CHECK: return [[MAX]], [[ONES]]
  %0 = "pd.max"(%x) : (tensor<2x3xf32>) -> tensor<f32>
  %1 = "pd.min"(%x) {keepdim = true} : (tensor<2x3xf32>) -> tensor<1x1xf32>
  return %0, %1 : tensor<f32>, tensor<1x1xf32>
}

// Integers start at the extremes of their type; bool and int32 are summed in int64.
// CHECK-LABEL: func.func @integers(
func.func @integers(%x: tensor<4xi32>, %b: tensor<4xi1>, %u: tensor<4xui8>)
    -> (tensor<i32>, tensor<i64>, tensor<i64>, tensor<ui8>) {
  // CHECK: arith.constant -2147483648 : i32
  // CHECK: arith.maxsi
  // CHECK: arith.extsi %{{.+}} : i32 to i64
  // CHECK: arith.extui %{{.+}} : i1 to i64
  // CHECK: arith.constant -1 : i8
  // CHECK: arith.minui
  %0 = "pd.max"(%x) : (tensor<4xi32>) -> tensor<i32>
  %1 = "pd.sum"(%x) : (tensor<4xi32>) -> tensor<i64>
  %2 = "pd.sum"(%b) : (tensor<4xi1>) -> tensor<i64>
  %3 = "pd.min"(%u) : (tensor<4xui8>) -> tensor<ui8>
  return %0, %1, %2, %3 : tensor<i32>, tensor<i64>, tensor<i64>, tensor<ui8>
}

// A mean divides the sum by the number of elements, which may be known at run time only.
// CHECK-LABEL: func.func @mean(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?xf32>
func.func @mean(%x: tensor<2x?xf32>) -> tensor<2x1xf32> {
  // CHECK: [[SUM:%.+]] = linalg.generic
  // CHECK: arith.addf
  // CHECK: [[COUNT:%.+]] = arith.sitofp %{{.+}} : i64 to f32
  // CHECK: [[MEAN:%.+]] = linalg.generic {{.+}} ins([[SUM]] :
  // CHECK: arith.divf %{{.+}}, [[COUNT]]
  // CHECK: tensor.expand_shape [[MEAN]] {{.+}} into tensor<2x1xf32>
  %0 = "pd.mean"(%x) {axis = array<i64: 1>, keepdim = true} : (tensor<2x?xf32>) -> tensor<2x1xf32>
  return %0 : tensor<2x1xf32>
}

// Half floats are summed in f32 and rounded once.
// CHECK-LABEL: func.func @half(
func.func @half(%x: tensor<2x8xf16>) -> tensor<2xf16> {
  // CHECK: arith.extf %{{.+}} : f16 to f32
  // CHECK: arith.addf {{.+}} : f32
  // CHECK: arith.divf {{.+}} : f32
  // CHECK: arith.truncf %{{.+}} : f32 to f16
  %0 = "pd.mean"(%x) {axis = array<i64: 1>} : (tensor<2x8xf16>) -> tensor<2xf16>
  return %0 : tensor<2xf16>
}

// The largest element, then the first place where it stands; nowhere (all NaN) means 0.
// CHECK-LABEL: func.func @argmax(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?xf32>
func.func @argmax(%x: tensor<2x?xf32>) -> tensor<2xi32> {
  // CHECK: [[LARGEST:%.+]] = linalg.generic {{.+}} ins([[X]] :
  // CHECK: arith.maxnumf
  // CHECK: linalg.generic {{.+}} ins([[X]], [[LARGEST]] :
  // CHECK: linalg.index 1
  // CHECK: arith.cmpf oeq
  // CHECK: arith.minsi
  // CHECK: arith.constant 2147483647
  // CHECK: arith.cmpi eq
  %0 = "pd.argmax"(%x) {dtype = i32} : (tensor<2x?xf32>) -> tensor<2xi32>
  return %0 : tensor<2xi32>
}

// Searched as one row.
// CHECK-LABEL: func.func @flat_argmax(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xi64>
func.func @flat_argmax(%x: tensor<2x3xi64>) -> tensor<1x1xi64> {
  // CHECK: [[ROW:%.+]] = tensor.collapse_shape [[X]] {{\[\[}}0, 1]] : tensor<2x3xi64> into tensor<6xi64>
  // CHECK: linalg.generic {{.+}} ins([[ROW]] :
  // CHECK: tensor.expand_shape {{.+}} into tensor<1x1xi64>
  %0 = "pd.argmax"(%x) {flatten = true, keepdims = true} : (tensor<2x3xi64>) -> tensor<1x1xi64>
  return %0 : tensor<1x1xi64>
}

// A scalar's only axis is none.
// CHECK-LABEL: func.func @scalar(
func.func @scalar(%x: tensor<f32>) -> (tensor<f32>, tensor<i64>) {
  // CHECK: arith.addf
  // CHECK: arith.cmpf oeq
  %0 = "pd.sum"(%x) {axis = array<i64: -1>} : (tensor<f32>) -> tensor<f32>
  %1 = "pd.argmax"(%x) : (tensor<f32>) -> tensor<i64>
  return %0, %1 : tensor<f32>, tensor<i64>
}

// Products start at 1.
// CHECK-LABEL: func.func @prod(
func.func @prod(%x: tensor<2x?xf32>) -> tensor<2xf32> {
  // CHECK: [[ONE:%.+]] = arith.constant 1.000000e+00 : f32
  // CHECK: linalg.fill ins([[ONE]] : f32)
  // CHECK: arith.mulf
  %0 = "pd.prod"(%x) {axis = array<i64: 1>} : (tensor<2x?xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// Numbers are true where they are not 0.
// CHECK-LABEL: func.func @truth(
func.func @truth(%x: tensor<2x3xf32>, %b: tensor<4xi1>) -> (tensor<2xi1>, tensor<i1>) {
  // CHECK: linalg.fill ins(%false : i1)
  // CHECK: arith.cmpf une
  // CHECK: arith.ori
  // CHECK: linalg.fill ins(%true : i1)
  // CHECK: arith.andi
  %0 = "pd.any"(%x) {axis = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2xi1>
  %1 = "pd.all"(%b) : (tensor<4xi1>) -> tensor<i1>
  return %0, %1 : tensor<2xi1>, tensor<i1>
}

// The smallest element, then the first place where it stands.
// CHECK-LABEL: func.func @argmin(
func.func @argmin(%x: tensor<2x3xi32>) -> tensor<2xi64> {
  // CHECK: arith.constant 2147483647 : i32
  // CHECK: arith.minsi
  // CHECK: arith.cmpi eq
  %0 = "pd.argmin"(%x) : (tensor<2x3xi32>) -> tensor<2xi64>
  return %0 : tensor<2xi64>
}

// Long sums are sums of sums, about as many as each has numbers, and of what is left.
// CHECK-LABEL: func.func @long_sum(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x10001xf32>
func.func @long_sum(%x: tensor<2x10001xf32>) -> tensor<2xf32> {
  // CHECK: [[MAIN:%.+]] = tensor.extract_slice [[X]][0, 0] [2, 10000]
  // CHECK: [[PARTS:%.+]] = tensor.expand_shape [[MAIN]] {{.+}} into tensor<2x100x100xf32>
  // CHECK: [[SUMS:%.+]] = linalg.generic {{.+}} iterator_types = ["parallel", "parallel", "reduction"]{{.+}} ins([[PARTS]] :
  // CHECK: [[SUM:%.+]] = linalg.generic {{.+}} iterator_types = ["parallel", "reduction"]{{.+}} ins([[SUMS]] :
  // CHECK: [[LAST:%.+]] = tensor.extract_slice [[X]][0, 10000] [2, 1]
  // CHECK: [[REST:%.+]] = linalg.generic {{.+}} ins([[LAST]] :
  // CHECK: linalg.generic {{.+}} ins([[SUM]], [[REST]] :
  %0 = "pd.sum"(%x) {axis = array<i64: 1>} : (tensor<2x10001xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// Of several axes the last one is summed up first, so also where sizes are not known.
// CHECK-LABEL: func.func @sum_of_any_size(
func.func @sum_of_any_size(%x: tensor<2x?x?xf32>) -> tensor<2xf32> {
  // CHECK: linalg.generic {{.+}} iterator_types = ["parallel", "parallel", "reduction"]
  // CHECK: linalg.generic {{.+}} iterator_types = ["parallel", "reduction"]
  %0 = "pd.sum"(%x) {axis = array<i64: 1, 2>} : (tensor<2x?x?xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
