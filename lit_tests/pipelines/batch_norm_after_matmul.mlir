// RUN: paddle-mlir-opt %s -p 'pd-fold-batch-norm,pd-fuse-matmul' | filecheck %s

// A batch_norm after a fully connected layer goes into its weight and bias.
// CHECK-LABEL: func.func @batch_norm_after_matmul(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x4xf32>
func.func @batch_norm_after_matmul(%x: tensor<?x4xf32>) -> tensor<?x5xf32> {
  // CHECK: [[WEIGHT:%.+]] = "pd.multiply"({{.+}}) : (tensor<4x5xf32>, tensor<5xf32>)
  // CHECK: [[PRODUCT:%.+]] = "pd.matmul"([[X]], [[WEIGHT]])
  // CHECK: [[Y:%.+]] = "pd.add"([[PRODUCT]], {{.+}}) : (tensor<?x5xf32>, tensor<{{(1x)?}}5xf32>)
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {dtype = f32, key = "w", shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %b = "pd.parameter"() {dtype = f32, key = "b", shape = array<i64: 5>} : () -> tensor<5xf32>
  %m = "pd.parameter"() {dtype = f32, key = "m", shape = array<i64: 5>} : () -> tensor<5xf32>
  %v = "pd.parameter"() {dtype = f32, key = "v", shape = array<i64: 5>} : () -> tensor<5xf32>
  %0 = "pd.matmul"(%x, %w) : (tensor<?x4xf32>, tensor<4x5xf32>) -> tensor<?x5xf32>
  %1 = "pd.add"(%0, %b) : (tensor<?x5xf32>, tensor<5xf32>) -> tensor<?x5xf32>
  %2 = "pd.batch_norm"(%1, %m, %v) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<?x5xf32>, tensor<5xf32>, tensor<5xf32>) -> tensor<?x5xf32>
  return %2 : tensor<?x5xf32>
}
