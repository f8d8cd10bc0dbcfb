// RUN: paddle-mlir-opt %s -p pd-choose-attention | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-choose-attention,pd-choose-attention' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-choose-attention --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// Heads that stand beside their features are read where they are; only keys are transposed.
// CHECK-LABEL: func.func @attention_of_heads_matches(
func.func @attention_of_heads_matches(%q: tensor<1x24x2x8xf32>, %k: tensor<1x32x2x8xf32>, %v: tensor<1x32x2x8xf32>) -> tensor<1x24x2x8xf32> {
  // CHECK: [[K:%.+]] = "pd.transpose"(%arg1) {perm = array<i64: 0, 2, 3, 1>} {{.+}} -> tensor<1x2x8x32xf32>
  // CHECK: [[Y:%.+]] = "pd.multi_head_attention"(%arg0, [[K]], %arg2) {rows = 16 : i64, scale = 2.500000e-01 : f64}
  // CHECK-NEXT: return [[Y]]
  %0 = "pd.transpose"(%q) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x24x2x8xf32>) -> tensor<1x2x24x8xf32>
  %1 = "pd.transpose"(%k) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf32>) -> tensor<1x2x32x8xf32>
  %2 = "pd.transpose"(%v) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf32>) -> tensor<1x2x32x8xf32>
  %3 = "pd.scaled_dot_product_attention"(%0, %1, %2) {scale = 0.25 : f64} : (tensor<1x2x24x8xf32>, tensor<1x2x32x8xf32>, tensor<1x2x32x8xf32>) -> tensor<1x2x24x8xf32>
  %4 = "pd.transpose"(%3) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x2x24x8xf32>) -> tensor<1x24x2x8xf32>
  return %4 : tensor<1x24x2x8xf32>
}

// Of few queries or many keys a workgroup takes fewer rows.
// CHECK-LABEL: func.func @attention_of_many_keys(
func.func @attention_of_many_keys(%q: tensor<1x6x2x8xf32>, %k: tensor<1x1024x2x8xf32>, %v: tensor<1x1024x2x8xf32>) -> tensor<1x6x2x8xf32> {
  // CHECK: "pd.multi_head_attention"({{.+}}) {rows = 4 : i64
  %0 = "pd.transpose"(%q) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x6x2x8xf32>) -> tensor<1x2x6x8xf32>
  %1 = "pd.transpose"(%k) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x1024x2x8xf32>) -> tensor<1x2x1024x8xf32>
  %2 = "pd.transpose"(%v) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x1024x2x8xf32>) -> tensor<1x2x1024x8xf32>
  %3 = "pd.scaled_dot_product_attention"(%0, %1, %2) {scale = 0.25 : f64} : (tensor<1x2x6x8xf32>, tensor<1x2x1024x8xf32>, tensor<1x2x1024x8xf32>) -> tensor<1x2x6x8xf32>
  %4 = "pd.transpose"(%3) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x2x6x8xf32>) -> tensor<1x6x2x8xf32>
  return %4 : tensor<1x6x2x8xf32>
}

// What is added to the scores of all heads; vectors need not divide the keys.
// CHECK-LABEL: func.func @attention_of_masked_heads(
func.func @attention_of_masked_heads(%q: tensor<1x24x2x8xf32>, %k: tensor<1x20x2x8xf32>, %v: tensor<1x20x2x8xf32>, %m: tensor<24x20xf32>) -> tensor<1x24x2x8xf32> {
  // CHECK: [[M:%.+]] = "pd.reshape"(%arg3) {shape = array<i64: 1, 1, 24, 20>}
  // CHECK: "pd.multi_head_attention"(%arg0, %{{.+}}, %arg2, [[M]])
  %0 = "pd.transpose"(%q) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x24x2x8xf32>) -> tensor<1x2x24x8xf32>
  %1 = "pd.transpose"(%k) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x20x2x8xf32>) -> tensor<1x2x20x8xf32>
  %2 = "pd.transpose"(%v) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x20x2x8xf32>) -> tensor<1x2x20x8xf32>
  %3 = "pd.scaled_dot_product_attention"(%0, %1, %2, %m) {scale = 0.25 : f64} : (tensor<1x2x24x8xf32>, tensor<1x2x20x8xf32>, tensor<1x2x20x8xf32>, tensor<24x20xf32>) -> tensor<1x2x24x8xf32>
  %4 = "pd.transpose"(%3) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x2x24x8xf32>) -> tensor<1x24x2x8xf32>
  return %4 : tensor<1x24x2x8xf32>
}

// A number for each query.
// CHECK-LABEL: func.func @attention_of_heads_refused(
func.func @attention_of_heads_refused(%q: tensor<1x24x2x8xf32>, %k: tensor<1x32x2x8xf32>, %v: tensor<1x32x2x8xf32>, %m: tensor<24x1xf32>) -> tensor<1x24x2x8xf32> {
  // CHECK-NOT: pd.multi_head_attention
  // CHECK: return
  // WHY-DAG: attention-of-heads: the mask is the same for all keys
  %0 = "pd.transpose"(%q) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x24x2x8xf32>) -> tensor<1x2x24x8xf32>
  %1 = "pd.transpose"(%k) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf32>) -> tensor<1x2x32x8xf32>
  %2 = "pd.transpose"(%v) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf32>) -> tensor<1x2x32x8xf32>
  %3 = "pd.scaled_dot_product_attention"(%0, %1, %2, %m) {scale = 0.25 : f64} : (tensor<1x2x24x8xf32>, tensor<1x2x32x8xf32>, tensor<1x2x32x8xf32>, tensor<24x1xf32>) -> tensor<1x2x24x8xf32>
  %4 = "pd.transpose"(%3) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x2x24x8xf32>) -> tensor<1x24x2x8xf32>
  return %4 : tensor<1x24x2x8xf32>
}

// Of one image or of all, which only run time tells.
// CHECK-LABEL: func.func @attention_of_dynamic_mask_refused(
func.func @attention_of_dynamic_mask_refused(%q: tensor<4x24x2x8xf32>, %k: tensor<4x32x2x8xf32>, %v: tensor<4x32x2x8xf32>, %m: tensor<?x1x1x32xf32>) -> tensor<4x24x2x8xf32> {
  // CHECK-NOT: pd.multi_head_attention
  // CHECK: return
  // WHY-DAG: attention-of-heads: sizes of the mask are dynamic
  %0 = "pd.transpose"(%q) {perm = array<i64: 0, 2, 1, 3>} : (tensor<4x24x2x8xf32>) -> tensor<4x2x24x8xf32>
  %1 = "pd.transpose"(%k) {perm = array<i64: 0, 2, 1, 3>} : (tensor<4x32x2x8xf32>) -> tensor<4x2x32x8xf32>
  %2 = "pd.transpose"(%v) {perm = array<i64: 0, 2, 1, 3>} : (tensor<4x32x2x8xf32>) -> tensor<4x2x32x8xf32>
  %3 = "pd.scaled_dot_product_attention"(%0, %1, %2, %m) {scale = 0.25 : f64} : (tensor<4x2x24x8xf32>, tensor<4x2x32x8xf32>, tensor<4x2x32x8xf32>, tensor<?x1x1x32xf32>) -> tensor<4x2x24x8xf32>
  %4 = "pd.transpose"(%3) {perm = array<i64: 0, 2, 1, 3>} : (tensor<4x2x24x8xf32>) -> tensor<4x24x2x8xf32>
  return %4 : tensor<4x24x2x8xf32>
}

// Of less precision than the scores.
// CHECK-LABEL: func.func @attention_of_half_mask_refused(
func.func @attention_of_half_mask_refused(%q: tensor<1x24x2x8xf32>, %k: tensor<1x32x2x8xf32>, %v: tensor<1x32x2x8xf32>, %m: tensor<24x32xf16>) -> tensor<1x24x2x8xf32> {
  // CHECK-NOT: pd.multi_head_attention
  // CHECK: return
  // WHY-DAG: attention-of-heads: the mask is not float32
  %0 = "pd.transpose"(%q) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x24x2x8xf32>) -> tensor<1x2x24x8xf32>
  %1 = "pd.transpose"(%k) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf32>) -> tensor<1x2x32x8xf32>
  %2 = "pd.transpose"(%v) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf32>) -> tensor<1x2x32x8xf32>
  %3 = "pd.scaled_dot_product_attention"(%0, %1, %2, %m) {scale = 0.25 : f64} : (tensor<1x2x24x8xf32>, tensor<1x2x32x8xf32>, tensor<1x2x32x8xf32>, tensor<24x32xf16>) -> tensor<1x2x24x8xf32>
  %4 = "pd.transpose"(%3) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x2x24x8xf32>) -> tensor<1x24x2x8xf32>
  return %4 : tensor<1x24x2x8xf32>
}

// A part of the scores is hidden.
// CHECK-LABEL: func.func @attention_of_causal_scores_refused(
func.func @attention_of_causal_scores_refused(%q: tensor<1x24x2x8xf32>, %k: tensor<1x32x2x8xf32>, %v: tensor<1x32x2x8xf32>) -> tensor<1x24x2x8xf32> {
  // CHECK-NOT: pd.multi_head_attention
  // CHECK: return
  // WHY-DAG: attention-of-heads: scores are causal
  %0 = "pd.transpose"(%q) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x24x2x8xf32>) -> tensor<1x2x24x8xf32>
  %1 = "pd.transpose"(%k) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf32>) -> tensor<1x2x32x8xf32>
  %2 = "pd.transpose"(%v) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf32>) -> tensor<1x2x32x8xf32>
  %3 = "pd.scaled_dot_product_attention"(%0, %1, %2) {scale = 0.25 : f64, causal = true} : (tensor<1x2x24x8xf32>, tensor<1x2x32x8xf32>, tensor<1x2x32x8xf32>) -> tensor<1x2x24x8xf32>
  %4 = "pd.transpose"(%3) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x2x24x8xf32>) -> tensor<1x24x2x8xf32>
  return %4 : tensor<1x24x2x8xf32>
}

// Other floats.
// CHECK-LABEL: func.func @attention_of_halves_refused(
func.func @attention_of_halves_refused(%q: tensor<1x24x2x8xf16>, %k: tensor<1x32x2x8xf16>, %v: tensor<1x32x2x8xf16>) -> tensor<1x24x2x8xf16> {
  // CHECK-NOT: pd.multi_head_attention
  // CHECK: return
  // WHY-DAG: attention-of-heads: the dtype is not float32
  %0 = "pd.transpose"(%q) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x24x2x8xf16>) -> tensor<1x2x24x8xf16>
  %1 = "pd.transpose"(%k) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf16>) -> tensor<1x2x32x8xf16>
  %2 = "pd.transpose"(%v) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf16>) -> tensor<1x2x32x8xf16>
  %3 = "pd.scaled_dot_product_attention"(%0, %1, %2) {scale = 0.25 : f64} : (tensor<1x2x24x8xf16>, tensor<1x2x32x8xf16>, tensor<1x2x32x8xf16>) -> tensor<1x2x24x8xf16>
  %4 = "pd.transpose"(%3) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x2x24x8xf16>) -> tensor<1x24x2x8xf16>
  return %4 : tensor<1x24x2x8xf16>
}

// A step of a decoder.
// CHECK-LABEL: func.func @attention_of_one_query_refused(
func.func @attention_of_one_query_refused(%q: tensor<1x1x2x8xf32>, %k: tensor<1x32x2x8xf32>, %v: tensor<1x32x2x8xf32>) -> tensor<1x1x2x8xf32> {
  // CHECK-NOT: pd.multi_head_attention
  // CHECK: return
  // WHY-DAG: attention-of-heads: fewer than 4 queries, or too many keys for their scores
  %0 = "pd.transpose"(%q) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x1x2x8xf32>) -> tensor<1x2x1x8xf32>
  %1 = "pd.transpose"(%k) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf32>) -> tensor<1x2x32x8xf32>
  %2 = "pd.transpose"(%v) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf32>) -> tensor<1x2x32x8xf32>
  %3 = "pd.scaled_dot_product_attention"(%0, %1, %2) {scale = 0.25 : f64} : (tensor<1x2x1x8xf32>, tensor<1x2x32x8xf32>, tensor<1x2x32x8xf32>) -> tensor<1x2x1x8xf32>
  %4 = "pd.transpose"(%3) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x2x1x8xf32>) -> tensor<1x1x2x8xf32>
  return %4 : tensor<1x1x2x8xf32>
}

// Lengths that run time tells.
// CHECK-LABEL: func.func @attention_of_dynamic_keys_refused(
func.func @attention_of_dynamic_keys_refused(%q: tensor<1x24x2x8xf32>, %k: tensor<1x?x2x8xf32>, %v: tensor<1x?x2x8xf32>) -> tensor<1x24x2x8xf32> {
  // CHECK-NOT: pd.multi_head_attention
  // CHECK: return
  // WHY-DAG: attention-of-heads: lengths are dynamic
  %0 = "pd.transpose"(%q) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x24x2x8xf32>) -> tensor<1x2x24x8xf32>
  %1 = "pd.transpose"(%k) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x?x2x8xf32>) -> tensor<1x2x?x8xf32>
  %2 = "pd.transpose"(%v) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x?x2x8xf32>) -> tensor<1x2x?x8xf32>
  %3 = "pd.scaled_dot_product_attention"(%0, %1, %2) {scale = 0.25 : f64} : (tensor<1x2x24x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x24x8xf32>
  %4 = "pd.transpose"(%3) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x2x24x8xf32>) -> tensor<1x24x2x8xf32>
  return %4 : tensor<1x24x2x8xf32>
}

// Keys of one image for the queries of several.
// CHECK-LABEL: func.func @attention_of_shared_keys_refused(
func.func @attention_of_shared_keys_refused(%q: tensor<4x24x2x8xf32>, %k: tensor<1x32x2x8xf32>, %v: tensor<1x32x2x8xf32>) -> tensor<4x24x2x8xf32> {
  // CHECK-NOT: pd.multi_head_attention
  // CHECK: return
  // WHY-DAG: attention-of-heads: queries, keys and values are not of the same images and heads
  %0 = "pd.transpose"(%q) {perm = array<i64: 0, 2, 1, 3>} : (tensor<4x24x2x8xf32>) -> tensor<4x2x24x8xf32>
  %1 = "pd.transpose"(%k) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf32>) -> tensor<1x2x32x8xf32>
  %2 = "pd.transpose"(%v) {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x32x2x8xf32>) -> tensor<1x2x32x8xf32>
  %3 = "pd.scaled_dot_product_attention"(%0, %1, %2) {scale = 0.25 : f64} : (tensor<4x2x24x8xf32>, tensor<1x2x32x8xf32>, tensor<1x2x32x8xf32>) -> tensor<4x2x24x8xf32>
  %4 = "pd.transpose"(%3) {perm = array<i64: 0, 2, 1, 3>} : (tensor<4x2x24x8xf32>) -> tensor<4x24x2x8xf32>
  return %4 : tensor<4x24x2x8xf32>
}
