// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// CHECK-DAG: [[ALL:#map[0-9]*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK-DAG: [[NO_BATCH:#map[0-9]*]] = affine_map<(d0, d1, d2, d3) -> (d1, d2, d3)>
// CHECK-DAG: [[REPEATED:#map[0-9]*]] = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>

// All batches of the left operand are rows of one product.
// CHECK-LABEL: func.func @batch_by_matrix(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x4xf32>, [[Y:%[a-z0-9]+]]: tensor<4x5xf32>
func.func @batch_by_matrix(%x: tensor<?x3x4xf32>, %y: tensor<4x5xf32>) -> tensor<?x3x5xf32> {
  // CHECK: [[ROWS:%.+]] = tensor.collapse_shape [[X]] {{\[\[}}0, 1], [2]]
  // CHECK: [[BATCH:%.+]] = tensor.dim [[X]], %c0
  // CHECK: [[COUNT:%.+]] = arith.muli [[BATCH]], %c3
  // CHECK: tensor.empty([[COUNT]]) : tensor<?x5xf32>
  // CHECK: [[PRODUCT:%.+]] = linalg.matmul ins([[ROWS]], [[Y]] :
  // CHECK: tensor.expand_shape [[PRODUCT]] {{.+}} output_shape {{\[}}[[BATCH]], 3, 5]
  %0 = "pd.matmul"(%x, %y) : (tensor<?x3x4xf32>, tensor<4x5xf32>) -> tensor<?x3x5xf32>
  return %0 : tensor<?x3x5xf32>
}

// Transposed operands are transposed first.
// CHECK-LABEL: func.func @transposed(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<4x3xf32>, [[Y:%[a-z0-9]+]]: tensor<5x4xf32>
func.func @transposed(%x: tensor<4x3xf32>, %y: tensor<5x4xf32>) -> tensor<3x5xf32> {
  // CHECK: [[LEFT:%.+]] = linalg.transpose ins([[X]] : {{.+}} permutation = [1, 0]
  // CHECK: [[RIGHT:%.+]] = linalg.transpose ins([[Y]] : {{.+}} permutation = [1, 0]
  // CHECK: linalg.matmul ins([[LEFT]], [[RIGHT]] :
  %0 = "pd.matmul"(%x, %y) {transpose_x = true, transpose_y = true}
    : (tensor<4x3xf32>, tensor<5x4xf32>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// Equal batches need no copy.
// CHECK-LABEL: func.func @equal_batches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4xf32>, [[Y:%[a-z0-9]+]]: tensor<2x4x5xf32>
func.func @equal_batches(%x: tensor<2x3x4xf32>, %y: tensor<2x4x5xf32>) -> tensor<2x3x5xf32> {
  // CHECK-NOT: linalg.generic
  // CHECK: [[PRODUCT:%.+]] = linalg.batch_matmul ins([[X]], [[Y]] :
  // CHECK: return [[PRODUCT]]
  %0 = "pd.matmul"(%x, %y) : (tensor<2x3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>
  return %0 : tensor<2x3x5xf32>
}

// Batches that broadcast are repeated and flattened into one.
// CHECK-LABEL: func.func @broadcast_batches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x4xf32>, [[Y:%[a-z0-9]+]]: tensor<2x1x4x5xf32>
func.func @broadcast_batches(%x: tensor<?x3x4xf32>, %y: tensor<2x1x4x5xf32>)
    -> tensor<2x?x3x5xf32> {
  // CHECK: [[LEFT:%.+]] = linalg.generic {indexing_maps = {{\[}}[[NO_BATCH]], [[ALL]]]
  // CHECK-SAME: ins([[X]] :
  // CHECK: [[RIGHT:%.+]] = linalg.generic {indexing_maps = {{\[}}[[REPEATED]], [[ALL]]]
  // CHECK-SAME: ins([[Y]] :
  // CHECK: [[LEFTS:%.+]] = tensor.collapse_shape [[LEFT]] {{.+}} into tensor<?x3x4xf32>
  // CHECK: [[RIGHTS:%.+]] = tensor.collapse_shape [[RIGHT]] {{.+}} into tensor<?x4x5xf32>
  // CHECK: [[PRODUCT:%.+]] = linalg.batch_matmul ins([[LEFTS]], [[RIGHTS]] :
  // CHECK: tensor.expand_shape [[PRODUCT]] {{.+}} into tensor<2x?x3x5xf32>
  %0 = "pd.matmul"(%x, %y) : (tensor<?x3x4xf32>, tensor<2x1x4x5xf32>) -> tensor<2x?x3x5xf32>
  return %0 : tensor<2x?x3x5xf32>
}

// Two dynamic batches may be equal or 1: only run time tells, and a wrong one stops the run.
// CHECK-LABEL: func.func @unknown_batches(
func.func @unknown_batches(%x: tensor<?x3x4xf32>, %y: tensor<?x4x5xf32>) -> tensor<?x3x5xf32> {
  // CHECK-NOT: scf.if
  // CHECK: cf.assert
  // CHECK: tensor.extract
  // CHECK: cf.assert
  // CHECK: tensor.extract
  // CHECK: linalg.batch_matmul
  %0 = "pd.matmul"(%x, %y) : (tensor<?x3x4xf32>, tensor<?x4x5xf32>) -> tensor<?x3x5xf32>
  return %0 : tensor<?x3x5xf32>
}

// Vectors are a row and a column whose added sizes leave the result.
// CHECK-LABEL: func.func @vectors(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<4xf32>, [[Y:%[a-z0-9]+]]: tensor<4xf32>
func.func @vectors(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<f32> {
  // CHECK: [[ROW:%.+]] = tensor.expand_shape [[X]] {{.+}} into tensor<1x4xf32>
  // CHECK: [[COLUMN:%.+]] = tensor.expand_shape [[Y]] {{.+}} into tensor<4x1xf32>
  // CHECK: [[PRODUCT:%.+]] = linalg.matmul ins([[ROW]], [[COLUMN]] :
  // CHECK: tensor.collapse_shape [[PRODUCT]] [] : tensor<1x1xf32> into tensor<f32>
  %0 = "pd.matmul"(%x, %y) : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// Sums of half floats are kept in f32.
// CHECK-LABEL: func.func @half(
func.func @half(%x: tensor<3x4xf16>, %y: tensor<4x5xf16>) -> tensor<3x5xf16> {
  // CHECK: linalg.matmul ins({{.+}} : tensor<3x4xf16>, tensor<4x5xf16>) outs({{.+}} : tensor<3x5xf32>)
  // CHECK: arith.truncf
  %0 = "pd.matmul"(%x, %y) : (tensor<3x4xf16>, tensor<4x5xf16>) -> tensor<3x5xf16>
  return %0 : tensor<3x5xf16>
}
