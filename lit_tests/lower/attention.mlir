// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// Two batched products; the key is transposed, the scores are scaled before the softmax.
// CHECK-LABEL: func.func @attention(
// CHECK-SAME: [[Q:%[a-z0-9]+]]: tensor<2x3x5x8xf32>, [[K:%[a-z0-9]+]]: tensor<2x3x7x8xf32>, [[V:%[a-z0-9]+]]: tensor<2x3x7x4xf32>
func.func @attention(%q: tensor<2x3x5x8xf32>, %k: tensor<2x3x7x8xf32>, %v: tensor<2x3x7x4xf32>)
    -> tensor<2x3x5x4xf32> {
  // CHECK: [[COLUMNS:%.+]] = linalg.transpose ins([[K]] : {{.+}} permutation = [0, 1, 3, 2]
  // CHECK-DAG: [[QUERIES:%.+]] = tensor.collapse_shape [[Q]] {{.+}} into tensor<6x5x8xf32>
  // CHECK-DAG: [[KEYS:%.+]] = tensor.collapse_shape [[COLUMNS]] {{.+}} into tensor<6x8x7xf32>
  // CHECK: [[SCORES:%.+]] = linalg.batch_matmul ins([[QUERIES]], [[KEYS]] :
  // CHECK: [[BY_HEAD:%.+]] = tensor.expand_shape [[SCORES]] {{.+}} into tensor<2x3x5x7xf32>
  // CHECK: linalg.generic {{.+}} ins([[BY_HEAD]] :
  // CHECK: [[HALF:%.+]] = arith.constant 5.000000e-01
  // CHECK: arith.mulf %{{.+}}, [[HALF]]
  // CHECK: arith.maximumf
  // CHECK: math.exp
  // CHECK: [[WEIGHTS:%.+]] = tensor.collapse_shape {{.+}} into tensor<6x5x7xf32>
  // CHECK: [[VALUES:%.+]] = tensor.collapse_shape [[V]] {{.+}} into tensor<6x7x4xf32>
  // CHECK: linalg.batch_matmul ins([[WEIGHTS]], [[VALUES]] :
  %0 = "pd.scaled_dot_product_attention"(%q, %k, %v) {scale = 0.5 : f64}
    : (tensor<2x3x5x8xf32>, tensor<2x3x7x8xf32>, tensor<2x3x7x4xf32>) -> tensor<2x3x5x4xf32>
  return %0 : tensor<2x3x5x4xf32>
}

// A mask is added, and what lies ahead is hidden.
// CHECK-LABEL: func.func @masked(
// CHECK-SAME: [[MASK:%[a-z0-9]+]]: tensor<5x?xf32>) ->
func.func @masked(%q: tensor<2x5x8xf32>, %k: tensor<2x?x8xf32>, %v: tensor<2x?x4xf32>,
                  %mask: tensor<5x?xf32>) -> tensor<2x5x4xf32> {
  // CHECK: linalg.batch_matmul
  // CHECK: arith.addf
  // CHECK: linalg.index 1
  // CHECK: linalg.index 2
  // CHECK: [[HIDDEN:%.+]] = arith.cmpi sgt
  // CHECK: arith.select [[HIDDEN]]
  // CHECK: linalg.batch_matmul
  %0 = "pd.scaled_dot_product_attention"(%q, %k, %v, %mask) {causal = true}
    : (tensor<2x5x8xf32>, tensor<2x?x8xf32>, tensor<2x?x4xf32>, tensor<5x?xf32>)
    -> tensor<2x5x4xf32>
  return %0 : tensor<2x5x4xf32>
}

// A workgroup takes four queries of a head, two at a time, the last one those before the end. Scores
// of 32 keys come in blocks of 24, behind them stands what a row is divided by.
// CHECK-LABEL: func.func @kernel(
func.func @kernel(%q: tensor<?x10x3x5xf32>, %k: tensor<?x3x5x32xf32>, %v: tensor<?x32x3x8xf32>) -> tensor<?x10x3x8xf32> {
  // CHECK: multi_head_attention: keys or values are not for as many images as queries
  // CHECK: "flow.dispatch.workgroups"
  // CHECK-DAG: [[Q:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<?x10x3x5xf32>
  // CHECK-DAG: [[K:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<?x3x5x32xf32>
  // CHECK-DAG: [[V:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<?x32x3x8xf32>
  // CHECK: [[FIRST:%.+]] = arith.minui %{{.+}}, %c6
  // CHECK: [[ROOM:%.+]] = tensor.empty() : tensor<4x48xf32>
  // CHECK: scf.for %{{.+}} = %c0{{.*}} to %c24{{.*}} step %c24{{.*}} iter_args(%{{.+}} = [[ROOM]])
  // CHECK: scf.for %{{.+}} = %c0{{.*}} to %c4{{.*}} step %c2
  // CHECK: scf.for %{{.+}} to %c5{{.*}} -> (vector<16xf32>, vector<8xf32>, vector<16xf32>, vector<8xf32>)
  // CHECK-COUNT-2: vector.transfer_read [[K]]
  // CHECK-COUNT-2: tensor.extract [[Q]]
  // CHECK: arith.mulf
  // CHECK: vector.transfer_write {{.+}} : vector<16xf32>, tensor<4x48xf32>
  // CHECK: scf.for %{{.+}} = %c0{{.*}} to %c4{{.*}} step %c2
  // CHECK: scf.for %{{.+}} to %c5{{.*}} -> (vector<8xf32>, vector<8xf32>)
  // CHECK: [[SCORES:%.+]] = scf.for %{{.+}} = %c0{{.*}} to %c4{{.*}} step %c1
  // CHECK: arith.maximumf
  // CHECK: vector.reduction <maximumf>
  // CHECK: math.exp
  // CHECK: vector.reduction <add>
  // CHECK: arith.divf
  // CHECK: vector.transfer_write
  // CHECK: scf.for %{{.+}} = %c0{{.*}} to %c4{{.*}} step %c2
  // CHECK: scf.for %{{.+}} to %c32{{.*}} -> (vector<8xf32>, vector<8xf32>)
  // CHECK: vector.transfer_read [[V]]
  // CHECK-COUNT-2: tensor.extract [[SCORES]]
  // CHECK-COUNT-2: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: "flow.return"(%c3{{.*}}, %c3{{.*}}, %{{.+}}) : (index, index, index)
  %0 = "pd.multi_head_attention"(%q, %k, %v) {rows = 4 : i64, scale = 0.5 : f64, tile = array<i64: 2, 24>}
    : (tensor<?x10x3x5xf32>, tensor<?x3x5x32xf32>, tensor<?x32x3x8xf32>) -> tensor<?x10x3x8xf32>
  return %0 : tensor<?x10x3x8xf32>
}

// Scores of the 16 vectors' elements behind the last key are the lowest; a mask is added to those
// of its keys, the same for all heads and queries.
// CHECK-LABEL: func.func @masked_kernel(
func.func @masked_kernel(%q: tensor<?x10x3x5xf32>, %k: tensor<?x3x5x20xf32>, %v: tensor<?x20x3x8xf32>, %m: tensor<?x1x1x20xf32>) -> tensor<?x10x3x8xf32> {
  // CHECK: multi_head_attention: keys or values are not for as many images as queries
  // CHECK: multi_head_attention: the mask is not for as many images as queries
  // CHECK: [[M:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<?x1x1x20xf32>
  // CHECK: tensor.empty() : tensor<4x48xf32>
  // CHECK: [[LOWEST:%.+]] = arith.constant dense<0xFF800000> : vector<16xf32>
  // CHECK: vector.transfer_write [[LOWEST]], %{{.+}}[%{{.+}}, %c16
  // CHECK: [[SCALED:%.+]] = arith.mulf
  // CHECK: [[ADDED:%.+]] = vector.transfer_read [[M]][%{{.+}}, %c0{{.*}}, %c0{{.*}}, %{{.+}}], %{{.+}} vector<16xf32>
  // CHECK: arith.addf [[SCALED]], [[ADDED]]
  // CHECK: vector.transfer_read [[M]]{{.+}} vector<4xf32>
  // CHECK: scf.for %{{.+}} = %c0{{.*}} to %c32{{.*}} step %c16
  // CHECK: arith.maximumf
  // CHECK: scf.for %{{.+}} to %c20{{.*}} -> (vector<8xf32>, vector<8xf32>)
  %0 = "pd.multi_head_attention"(%q, %k, %v, %m) {rows = 4 : i64, scale = 0.5 : f64, tile = array<i64: 2, 24>}
    : (tensor<?x10x3x5xf32>, tensor<?x3x5x20xf32>, tensor<?x20x3x8xf32>, tensor<?x1x1x20xf32>) -> tensor<?x10x3x8xf32>
  return %0 : tensor<?x10x3x8xf32>
}
