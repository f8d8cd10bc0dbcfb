// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// Bytes go into the product as they are; its sums are scaled, then rounded.
// CHECK-LABEL: func.func @one_group(
func.func @one_group(%x: tensor<?x2x6xf16>, %w: tensor<6x4xi8>, %s: tensor<1x4xf16>) -> tensor<?x2x4xf16> {
  // CHECK: linalg.matmul ins(%{{.+}}, %{{.+}} : tensor<?x6xf16>, tensor<6x4xi8>) outs(%{{.+}} : tensor<?x4xf32>)
  // CHECK: arith.mulf {{.+}} : f32
  // CHECK: arith.truncf {{.+}} : f32 to f16
  // CHECK-NOT: scf.while
  %0 = "pd.weight_only_matmul"(%x, %w, %s)
    : (tensor<?x2x6xf16>, tensor<6x4xi8>, tensor<1x4xf16>) -> tensor<?x2x4xf16>
  return %0 : tensor<?x2x4xf16>
}

// Each turn of a loop adds the product of one group.
// CHECK-LABEL: func.func @groups(
func.func @groups(%x: tensor<5x6xf32>, %w: tensor<6x4xi8>, %s: tensor<3x4xf32>) -> tensor<5x4xf32> {
  // CHECK: scf.while
  // CHECK: linalg.matmul ins(%{{.+}}, %{{.+}} : tensor<5x2xf32>, tensor<2x4xi8>) outs(%{{.+}} : tensor<5x4xf32>)
  // CHECK: arith.mulf
  // CHECK: arith.addf
  // CHECK: arith.select
  %0 = "pd.weight_only_matmul"(%x, %w, %s)
    : (tensor<5x6xf32>, tensor<6x4xi8>, tensor<3x4xf32>) -> tensor<5x4xf32>
  return %0 : tensor<5x4xf32>
}
