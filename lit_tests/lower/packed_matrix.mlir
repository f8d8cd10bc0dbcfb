// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// Rows of all batches, panels of columns, and IREE's tiles as the op names them.
// CHECK-LABEL: func.func @packed(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x4x6xf32>, [[W:%[a-z0-9]+]]: tensor<3x6x16xf32>
func.func @packed(%x: tensor<2x4x6xf32>, %w: tensor<3x6x16xf32>) -> tensor<2x4x48xf32> {
  // CHECK: [[R:%.+]] = tensor.collapse_shape [[X]] {{.+}} into tensor<8x6xf32>
  // CHECK: [[Y:%.+]] = linalg.generic
  // CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "reduction"]
  // CHECK-SAME: ins([[R]], [[W]] :
  // CHECK-SAME: distribution = [8, 3, 16, 0], vector_common_parallel = [4, 1, 16, 0]
  // CHECK: tensor<8x3x16xf32>
  // CHECK: return %{{.+}} : tensor<2x4x48xf32>
  %0 = "pd.packed_matmul"(%x, %w) {tile = array<i64: 4, 1>, workgroup = array<i64: 8, 3>}
    : (tensor<2x4x6xf32>, tensor<3x6x16xf32>) -> tensor<2x4x48xf32>
  return %0 : tensor<2x4x48xf32>
}

// A batch is one more loop, of single steps.
// CHECK-LABEL: func.func @batch(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<4x8x6xf32>, [[W:%[a-z0-9]+]]: tensor<4x3x6x16xf32>
func.func @batch(%x: tensor<4x8x6xf32>, %w: tensor<4x3x6x16xf32>) -> tensor<4x8x48xf32> {
  // CHECK: linalg.generic
  // CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]
  // CHECK-SAME: ins([[X]], [[W]] :
  // CHECK-SAME: distribution = [1, 8, 3, 16, 0], vector_common_parallel = [1, 4, 1, 16, 0], vector_reduction = [0, 0, 0, 0, 1]
  // CHECK: tensor.collapse_shape {{.+}} into tensor<4x8x48xf32>
  %0 = "pd.packed_matmul"(%x, %w) {tile = array<i64: 4, 1>, workgroup = array<i64: 8, 3>}
    : (tensor<4x8x6xf32>, tensor<4x3x6x16xf32>) -> tensor<4x8x48xf32>
  return %0 : tensor<4x8x48xf32>
}

// A transpose gets a loop of its own: IREE would put it into those of the product, whatever is
// computed with it before.
// CHECK-LABEL: func.func @transposed(
func.func @transposed(%x: tensor<8x6xf32>, %w: tensor<3x6x16xf32>, %b: tensor<48xf32>) -> tensor<3x16x8xf32> {
  // CHECK: [[Y:%.+]] = linalg.generic {{.+}} ["parallel", "parallel"]
  // CHECK: [[Z:%.+]] = tensor.expand_shape
  // CHECK: [[APART:%.+]] = "iree_tensor_ext.compute_barrier.start"([[Z]])
  // CHECK: linalg.transpose ins([[APART]] :
  %0 = "pd.packed_matmul"(%x, %w) {tile = array<i64: 4, 1>, workgroup = array<i64: 8, 3>}
    : (tensor<8x6xf32>, tensor<3x6x16xf32>) -> tensor<8x48xf32>
  %1 = "pd.add"(%0, %b) : (tensor<8x48xf32>, tensor<48xf32>) -> tensor<8x48xf32>
  %2 = "pd.reshape"(%1) {shape = array<i64: 8, 3, 16>} : (tensor<8x48xf32>) -> tensor<8x3x16xf32>
  %3 = "pd.transpose"(%2) {perm = array<i64: 1, 2, 0>} : (tensor<8x3x16xf32>) -> tensor<3x16x8xf32>
  return %3 : tensor<3x16x8xf32>
}
