// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// Batches broadcast; rows are the query's, columns the value's.
func.func @valid(%q: tensor<2x3x?x8xf32>, %k: tensor<2x1x7x8xf32>, %v: tensor<2x1x7x4xf32>,
                 %m: tensor<?x7xf32>) {
  %0 = "pd.scaled_dot_product_attention"(%q, %k, %v, %m)
    : (tensor<2x3x?x8xf32>, tensor<2x1x7x8xf32>, tensor<2x1x7x4xf32>, tensor<?x7xf32>)
    -> tensor<2x3x?x4xf32>
  return
}

// -----

func.func @depth(%q: tensor<5x8xf32>, %k: tensor<7x6xf32>) {
  // expected-error@+1 {{the depth of query and key must be equal, got 8 and 6}}
  %0 = "pd.scaled_dot_product_attention"(%q, %k, %k)
    : (tensor<5x8xf32>, tensor<7x6xf32>, tensor<7x6xf32>) -> tensor<5x6xf32>
  return
}

// -----

func.func @length(%q: tensor<5x8xf32>, %k: tensor<7x8xf32>) {
  // expected-error@+1 {{the length of key and value must be equal, got 7 and 5}}
  %0 = "pd.scaled_dot_product_attention"(%q, %k, %q)
    : (tensor<5x8xf32>, tensor<7x8xf32>, tensor<5x8xf32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @dtype(%q: tensor<5x8xf32>, %k: tensor<7x8xf16>) {
  // expected-error@+1 {{operand 'key' must be a float tensor of rank 2 or more and of the query's dtype, got tensor<7x8xf16>}}
  %0 = "pd.scaled_dot_product_attention"(%q, %k, %q)
    : (tensor<5x8xf32>, tensor<7x8xf16>, tensor<5x8xf32>) -> tensor<5x8xf32>
  return
}

// -----

// A mask must not make more scores than there are.
func.func @mask(%q: tensor<1x5x8xf32>, %m: tensor<2x5x5xf32>) {
  // expected-error@+1 {{operand 'mask' must broadcast to tensor<1x5x5xf32>, got tensor<2x5x5xf32>}}
  %0 = "pd.scaled_dot_product_attention"(%q, %q, %q, %m)
    : (tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<2x5x5xf32>)
    -> tensor<1x5x8xf32>
  return
}

// -----

// The kernel's keys are transposed.
func.func @heads(%q: tensor<1x8x2x4xf32>, %k: tensor<1x2x16x4xf32>) {
  // expected-error@+1 {{'pd.multi_head_attention' op needs query [N, L, H, D], key [N, H, D, S] and value [N, S, H, E], got tensor<1x8x2x4xf32>, tensor<1x2x16x4xf32> and tensor<1x8x2x4xf32>}}
  %0 = "pd.multi_head_attention"(%q, %k, %q) {rows = 4 : i64} : (tensor<1x8x2x4xf32>, tensor<1x2x16x4xf32>, tensor<1x8x2x4xf32>) -> tensor<1x8x2x4xf32>
  return
}

// -----

func.func @lengths(%q: tensor<1x?x2x4xf32>, %k: tensor<1x2x4x16xf32>, %v: tensor<1x16x2x4xf32>) {
  // expected-error@+1 {{'pd.multi_head_attention' op operand 'query' must be floats of rank 4 and of the query's dtype, all but the first size known, got tensor<1x?}}
  %0 = "pd.multi_head_attention"(%q, %k, %v) {rows = 4 : i64} : (tensor<1x?x2x4xf32>, tensor<1x2x4x16xf32>, tensor<1x16x2x4xf32>) -> tensor<1x8x2x4xf32>
  return
}

// -----

func.func @mask_of_heads(%q: tensor<1x8x2x4xf32>, %k: tensor<1x2x4x20xf32>, %v: tensor<1x20x2x4xf32>, %m: tensor<1x1x8x16xf32>) {
  // expected-error@+1 {{'pd.multi_head_attention' op operand 'mask' must be [N or 1, H or 1, L or 1, S] of tensor<1x2x8x20xf32>, got tensor<1x1x8x16xf32>}}
  %0 = "pd.multi_head_attention"(%q, %k, %v, %m) {rows = 4 : i64} : (tensor<1x8x2x4xf32>, tensor<1x2x4x20xf32>, tensor<1x20x2x4xf32>, tensor<1x1x8x16xf32>) -> tensor<1x8x2x4xf32>
  return
}

// -----

func.func @tile(%q: tensor<1x8x2x4xf32>, %k: tensor<1x2x4x16xf32>, %v: tensor<1x16x2x4xf32>) {
  // expected-error@+1 {{'pd.multi_head_attention' op tile must be two positive numbers, got [4]}}
  %0 = "pd.multi_head_attention"(%q, %k, %v) {rows = 4 : i64, tile = array<i64: 4>} : (tensor<1x8x2x4xf32>, tensor<1x2x4x16xf32>, tensor<1x16x2x4xf32>) -> tensor<1x8x2x4xf32>
  return
}

// -----

func.func @rows(%q: tensor<1x8x2x4xf32>, %k: tensor<1x2x4x16xf32>, %v: tensor<1x16x2x4xf32>) {
  // expected-error@+1 {{'pd.multi_head_attention' op rows must be a multiple of 4, as a tile has, up to 8, got 12}}
  %0 = "pd.multi_head_attention"(%q, %k, %v) {rows = 12 : i64} : (tensor<1x8x2x4xf32>, tensor<1x2x4x16xf32>, tensor<1x16x2x4xf32>) -> tensor<1x8x2x4xf32>
  return
}
