// RUN: paddle-mlir-opt %s -p pd-fuse-matmul | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-fuse-matmul,pd-fuse-matmul' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-fuse-matmul --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// The last two axes exchanged.
// CHECK-LABEL: func.func @transpose_into_matmul_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?x4xf32>, [[Y:%[a-z0-9]+]]: tensor<2x5x4xf32>
func.func @transpose_into_matmul_matches(%x: tensor<2x?x4xf32>, %y: tensor<2x5x4xf32>)
    -> tensor<2x?x5xf32> {
  // CHECK-NEXT: [[Z:%.+]] = "pd.matmul"([[X]], [[Y]]) {transpose_y = true}
  // CHECK-NEXT: return [[Z]]
  %t = "pd.transpose"(%y) {perm = array<i64: 0, 2, 1>} : (tensor<2x5x4xf32>) -> tensor<2x4x5xf32>
  %z = "pd.matmul"(%x, %t) : (tensor<2x?x4xf32>, tensor<2x4x5xf32>) -> tensor<2x?x5xf32>
  return %z : tensor<2x?x5xf32>
}

// A transpose of the batch is none of the flags.
// CHECK-LABEL: func.func @transpose_into_matmul_of_batch(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4xf32>, [[Y:%[a-z0-9]+]]: tensor<4x2x5xf32>
func.func @transpose_into_matmul_of_batch(%x: tensor<2x3x4xf32>, %y: tensor<4x2x5xf32>)
    -> tensor<2x3x5xf32> {
  // CHECK: [[T:%.+]] = "pd.transpose"([[Y]])
  // CHECK: "pd.matmul"([[X]], [[T]]) : (
  %t = "pd.transpose"(%y) {perm = array<i64: 1, 0, 2>} : (tensor<4x2x5xf32>) -> tensor<2x4x5xf32>
  %z = "pd.matmul"(%x, %t) : (tensor<2x3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>
  return %z : tensor<2x3x5xf32>
}

// A transpose that is needed anyway stays.
// CHECK-LABEL: func.func @transpose_into_matmul_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>, [[Y:%[a-z0-9]+]]: tensor<5x4xf32>
func.func @transpose_into_matmul_refused(%x: tensor<3x4xf32>, %y: tensor<5x4xf32>)
    -> (tensor<3x5xf32>, tensor<4x5xf32>) {
  // CHECK: [[T:%.+]] = "pd.transpose"([[Y]])
  // CHECK: [[Z:%.+]] = "pd.matmul"([[X]], [[T]]) : (
  // CHECK: return [[Z]], [[T]]
  // WHY: transpose-into-matmul: the result of pd.transpose has other uses
  %t = "pd.transpose"(%y) {perm = array<i64: 1, 0>} : (tensor<5x4xf32>) -> tensor<4x5xf32>
  %z = "pd.matmul"(%x, %t) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  return %z, %t : tensor<3x5xf32>, tensor<4x5xf32>
}

// A weight stored by columns.
// CHECK-LABEL: func.func @transpose_of_weight_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x4xf32>
func.func @transpose_of_weight_matches(%x: tensor<?x4xf32>) -> tensor<?x5xf32> {
  // CHECK-NEXT: [[W:%.+]] = "pd.parameter"
  // CHECK-NEXT: [[T:%.+]] = "pd.transpose"([[W]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.matmul"([[X]], [[T]]) : (
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "5x4", dtype = f32, shape = array<i64: 5, 4>} : () -> tensor<5x4xf32>
  %y = "pd.matmul"(%x, %w) {transpose_y = true}
    : (tensor<?x4xf32>, tensor<5x4xf32>) -> tensor<?x5xf32>
  return %y : tensor<?x5xf32>
}

// A value that is not constant would be transposed at each run.
// CHECK-LABEL: func.func @transpose_of_weight_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>, [[W:%[a-z0-9]+]]: tensor<5x4xf32>
func.func @transpose_of_weight_refused(%x: tensor<3x4xf32>, %w: tensor<5x4xf32>)
    -> tensor<3x5xf32> {
  // CHECK-NEXT: "pd.matmul"([[X]], [[W]]) {transpose_y = true}
  %y = "pd.matmul"(%x, %w) {transpose_y = true}
    : (tensor<3x4xf32>, tensor<5x4xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// Three transposes become none.
// CHECK-LABEL: func.func @transposed_product_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<4x3xf32>, [[Y:%[a-z0-9]+]]: tensor<5x4xf32>
func.func @transposed_product_matches(%x: tensor<4x3xf32>, %y: tensor<5x4xf32>) -> tensor<5x3xf32> {
  // CHECK-NEXT: [[Z:%.+]] = "pd.matmul"([[Y]], [[X]]) : (
  // CHECK-NEXT: return [[Z]]
  %p = "pd.matmul"(%x, %y) {transpose_x = true, transpose_y = true}
    : (tensor<4x3xf32>, tensor<5x4xf32>) -> tensor<3x5xf32>
  %z = "pd.transpose"(%p) {perm = array<i64: 1, 0>} : (tensor<3x5xf32>) -> tensor<5x3xf32>
  return %z : tensor<5x3xf32>
}

// Operands that lie right would be transposed.
// CHECK-LABEL: func.func @transposed_product_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>, [[Y:%[a-z0-9]+]]: tensor<4x5xf32>
func.func @transposed_product_refused(%x: tensor<3x4xf32>, %y: tensor<4x5xf32>) -> tensor<5x3xf32> {
  // CHECK: "pd.matmul"([[X]], [[Y]])
  // CHECK: "pd.transpose"
  // WHY: transposed-product: it would transpose 2 tensors in place of 1
  %p = "pd.matmul"(%x, %y) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %z = "pd.transpose"(%p) {perm = array<i64: 1, 0>} : (tensor<3x5xf32>) -> tensor<5x3xf32>
  return %z : tensor<5x3xf32>
}

// A summand stays behind.
// CHECK-LABEL: func.func @scale_into_weight_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?x4xf32>
func.func @scale_into_weight_matches(%x: tensor<2x?x4xf32>) -> tensor<2x?x5xf32> {
  // CHECK-NEXT: [[W:%.+]] = "pd.parameter"
  // CHECK-NEXT: [[S:%.+]] = "pd.scale"([[W]]) {scale = 5.000000e-01 : f64}
  // CHECK-NEXT: [[P:%.+]] = "pd.matmul"([[X]], [[S]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.scale"([[P]]) {bias = 1.000000e+00 : f64}
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %p = "pd.matmul"(%x, %w) : (tensor<2x?x4xf32>, tensor<4x5xf32>) -> tensor<2x?x5xf32>
  %y = "pd.scale"(%p) {scale = 5.000000e-01 : f64, bias = 1.000000e+00 : f64}
    : (tensor<2x?x5xf32>) -> tensor<2x?x5xf32>
  return %y : tensor<2x?x5xf32>
}

// Both operands change from run to run.
// CHECK-LABEL: func.func @scale_into_weight_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>, [[W:%[a-z0-9]+]]: tensor<4x5xf32>
func.func @scale_into_weight_refused(%x: tensor<3x4xf32>, %w: tensor<4x5xf32>) -> tensor<3x5xf32> {
  // CHECK: "pd.matmul"
  // CHECK: "pd.scale"
  // WHY: scale-into-weight: the weight is not constant
  %p = "pd.matmul"(%x, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %y = "pd.scale"(%p) {scale = 5.000000e-01 : f64} : (tensor<3x5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// Factor and summand at once.
// CHECK-LABEL: func.func @scale_into_weight_and_bias_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @scale_into_weight_and_bias_matches(%x: tensor<3x4xf32>) -> tensor<3x5xf32> {
  // CHECK: [[B:%.+]] = "pd.parameter"() {{.*}}"5"
  // CHECK-NEXT: [[S:%.+]] = "pd.scale"([[W:%.+]]) {scale = 5.000000e-01 : f64}
  // CHECK-NEXT: [[M:%.+]] = "pd.scale"([[B]]) {bias = 1.000000e+00 : f64, scale = 5.000000e-01 : f64}
  // CHECK-NEXT: [[P:%.+]] = "pd.matmul"([[X]], [[S]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.add"([[P]], [[M]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %b = "pd.parameter"() {key = "5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %p = "pd.matmul"(%x, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %a = "pd.add"(%p, %b) : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  %y = "pd.scale"(%a) {scale = 5.000000e-01 : f64, bias = 1.000000e+00 : f64}
    : (tensor<3x5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// The summand is an input.
// CHECK-LABEL: func.func @scale_into_weight_and_bias_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>, [[B:%[a-z0-9]+]]: tensor<5xf32>
func.func @scale_into_weight_and_bias_refused(%x: tensor<3x4xf32>, %b: tensor<5xf32>)
    -> tensor<3x5xf32> {
  // CHECK: "pd.add"
  // CHECK: "pd.scale"
  // WHY: scale-into-weight-and-bias: the summand is not constant
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %p = "pd.matmul"(%x, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %a = "pd.add"(%p, %b) : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  %y = "pd.scale"(%a) {scale = 5.000000e-01 : f64} : (tensor<3x5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// A factor of the other operand.
// CHECK-LABEL: func.func @scale_before_weight_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @scale_before_weight_matches(%x: tensor<3x4xf32>) -> tensor<3x5xf32> {
  // CHECK: [[S:%.+]] = "pd.scale"([[W:%.+]]) {scale = 5.000000e-01 : f64}
  // CHECK-NEXT: [[Y:%.+]] = "pd.matmul"([[X]], [[S]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %h = "pd.scale"(%x) {scale = 5.000000e-01 : f64} : (tensor<3x4xf32>) -> tensor<3x4xf32>
  %y = "pd.matmul"(%h, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// A summand of the other operand.
// CHECK-LABEL: func.func @scale_before_weight_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @scale_before_weight_refused(%x: tensor<3x4xf32>) -> tensor<3x5xf32> {
  // CHECK: "pd.scale"([[X]])
  // CHECK: "pd.matmul"
  // WHY: scale-before-weight: a number is added
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %h = "pd.scale"(%x) {scale = 5.000000e-01 : f64, bias = 1.000000e+00 : f64}
    : (tensor<3x4xf32>) -> tensor<3x4xf32>
  %y = "pd.matmul"(%h, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// A row of factors on the left.
// CHECK-LABEL: func.func @factor_into_weight_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @factor_into_weight_matches(%x: tensor<3x4xf32>) -> tensor<3x5xf32> {
  // CHECK: [[V:%.+]] = "pd.reshape"
  // CHECK-NEXT: [[S:%.+]] = "pd.multiply"([[W:%.+]], [[V]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.matmul"([[X]], [[S]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %v = "pd.parameter"() {key = "1x5", dtype = f32, shape = array<i64: 1, 5>} : () -> tensor<1x5xf32>
  %p = "pd.matmul"(%x, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %y = "pd.multiply"(%v, %p) : (tensor<1x5xf32>, tensor<3x5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// A factor of rows is not one of columns.
// CHECK-LABEL: func.func @factor_into_weight_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @factor_into_weight_refused(%x: tensor<3x4xf32>) -> tensor<3x5xf32> {
  // CHECK: "pd.matmul"
  // CHECK: "pd.multiply"
  // WHY: factor-into-weight: the factor tensor<3x1xf32> does not vary along the last axis of size 5 only
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %v = "pd.parameter"() {key = "3x1", dtype = f32, shape = array<i64: 3, 1>} : () -> tensor<3x1xf32>
  %p = "pd.matmul"(%x, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %y = "pd.multiply"(%v, %p) : (tensor<3x1xf32>, tensor<3x5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// Both take the factors.
// CHECK-LABEL: func.func @factor_into_weight_and_bias_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @factor_into_weight_and_bias_matches(%x: tensor<3x4xf32>) -> tensor<3x5xf32> {
  // CHECK: [[V:%.+]] = "pd.reshape"
  // CHECK-NEXT: [[S:%.+]] = "pd.multiply"([[W:%.+]], [[V]])
  // CHECK-NEXT: [[M:%.+]] = "pd.multiply"([[B:%.+]], [[V]])
  // CHECK-NEXT: [[P:%.+]] = "pd.matmul"([[X]], [[S]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.add"([[P]], [[M]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %b = "pd.parameter"() {key = "5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %v = "pd.parameter"() {key = "v5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %p = "pd.matmul"(%x, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %a = "pd.add"(%p, %b) : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  %y = "pd.multiply"(%a, %v) : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// The sum is an output as well.
// CHECK-LABEL: func.func @factor_into_weight_and_bias_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @factor_into_weight_and_bias_refused(%x: tensor<3x4xf32>)
    -> (tensor<3x5xf32>, tensor<3x5xf32>) {
  // CHECK: "pd.add"
  // CHECK: "pd.multiply"
  // WHY: factor-into-weight-and-bias: the result of pd.add has other uses
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %b = "pd.parameter"() {key = "5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %v = "pd.parameter"() {key = "v5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %p = "pd.matmul"(%x, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %a = "pd.add"(%p, %b) : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  %y = "pd.multiply"(%a, %v) : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  return %y, %a : tensor<3x5xf32>, tensor<3x5xf32>
}

// A factor for each row of the weight.
// CHECK-LABEL: func.func @factor_before_weight_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x4xf32>
func.func @factor_before_weight_matches(%x: tensor<?x4xf32>) -> tensor<?x5xf32> {
  // CHECK: [[V:%.+]] = "pd.reshape"{{.+}} -> tensor<4x1xf32>
  // CHECK-NEXT: [[S:%.+]] = "pd.multiply"([[W:%.+]], [[V]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.matmul"([[X]], [[S]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %v = "pd.parameter"() {key = "4", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %m = "pd.multiply"(%x, %v) : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %y = "pd.matmul"(%m, %w) : (tensor<?x4xf32>, tensor<4x5xf32>) -> tensor<?x5xf32>
  return %y : tensor<?x5xf32>
}

// A factor for each element of the other operand.
// CHECK-LABEL: func.func @factor_before_weight_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @factor_before_weight_refused(%x: tensor<3x4xf32>) -> tensor<3x5xf32> {
  // CHECK: "pd.multiply"([[X]]
  // CHECK: "pd.matmul"
  // WHY: factor-before-weight: the factor tensor<3x4xf32> does not vary along the last axis of size 4 only
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %v = "pd.parameter"() {key = "3x4", dtype = f32, shape = array<i64: 3, 4>} : () -> tensor<3x4xf32>
  %m = "pd.multiply"(%x, %v) : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  %y = "pd.matmul"(%m, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// What is added before becomes a part of what is added after.
// CHECK-LABEL: func.func @summand_before_weight_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @summand_before_weight_matches(%x: tensor<3x4xf32>) -> tensor<3x5xf32> {
  // CHECK: [[V:%.+]] = "pd.matmul"{{.+}} -> tensor<5xf32>
  // CHECK-NEXT: [[M:%.+]] = "pd.add"([[V]], [[B:%.+]])
  // CHECK-NEXT: [[P:%.+]] = "pd.matmul"([[X]], [[W:%.+]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.add"([[P]], [[M]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %b = "pd.parameter"() {key = "5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %v = "pd.parameter"() {key = "4", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %m = "pd.add"(%x, %v) : (tensor<3x4xf32>, tensor<4xf32>) -> tensor<3x4xf32>
  %p = "pd.matmul"(%m, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %y = "pd.add"(%p, %b) : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// Also a number for all rows of the weight.
// CHECK-LABEL: func.func @summand_before_weight_of_one_number(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @summand_before_weight_of_one_number(%x: tensor<3x4xf32>) -> tensor<3x5xf32> {
  // CHECK: [[E:%.+]] = "pd.expand"(%{{.+}}) {shape = array<i64: 4>} : (tensor<1xf32>) -> tensor<4xf32>
  // CHECK-NEXT: [[V:%.+]] = "pd.matmul"([[E]], %{{.+}}) {{.+}} -> tensor<5xf32>
  // CHECK: [[M:%.+]] = "pd.add"([[V]], %{{.+}})
  // CHECK: [[P:%.+]] = "pd.matmul"([[X]], %{{.+}})
  // CHECK-NEXT: [[Y:%.+]] = "pd.add"([[P]], [[M]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %b = "pd.parameter"() {key = "5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %t = "pd.parameter"() {key = "1", dtype = f32, shape = array<i64: 1>} : () -> tensor<1xf32>
  %a = "pd.add"(%x, %t) : (tensor<3x4xf32>, tensor<1xf32>) -> tensor<3x4xf32>
  %p = "pd.matmul"(%a, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %y = "pd.add"(%p, %b) : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// The sum makes four columns of one.
// CHECK-LABEL: func.func @summand_before_weight_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x1xf32>
func.func @summand_before_weight_refused(%x: tensor<3x1xf32>) -> tensor<3x5xf32> {
  // CHECK: "pd.add"([[X]]
  // CHECK: "pd.matmul"
  // WHY: summand-before-weight: the summand broadcasts the other operand
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %b = "pd.parameter"() {key = "5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %v = "pd.parameter"() {key = "4", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %m = "pd.add"(%x, %v) : (tensor<3x1xf32>, tensor<4xf32>) -> tensor<3x4xf32>
  %p = "pd.matmul"(%m, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %y = "pd.add"(%p, %b) : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// Two vectors become one.
// CHECK-LABEL: func.func @merge_summands_of_matmul_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @merge_summands_of_matmul_matches(%x: tensor<3x4xf32>) -> tensor<3x5xf32> {
  // CHECK: [[P:%.+]] = "pd.matmul"([[X]]
  // CHECK: [[S:%.+]] = "pd.add"([[A:%.+]], [[B:%.+]]) : (tensor<5xf32>, tensor<5xf32>)
  // CHECK-NEXT: [[Y:%.+]] = "pd.add"([[P]], [[S]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %a = "pd.parameter"() {key = "a5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %b = "pd.parameter"() {key = "b5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %p = "pd.matmul"(%x, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %c = "pd.add"(%p, %a) : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  %y = "pd.add"(%c, %b) : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// The first sum is an output as well.
// CHECK-LABEL: func.func @merge_summands_of_matmul_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @merge_summands_of_matmul_refused(%x: tensor<3x4xf32>)
    -> (tensor<3x5xf32>, tensor<3x5xf32>) {
  // CHECK: "pd.add"
  // CHECK: [[Y:%.+]] = "pd.add"
  // CHECK: return [[Y]]
  // WHY: merge-summands-of-matmul: the result of pd.add has other uses
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %a = "pd.parameter"() {key = "a5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %b = "pd.parameter"() {key = "b5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %p = "pd.matmul"(%x, %w) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %c = "pd.add"(%p, %a) : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  %y = "pd.add"(%c, %b) : (tensor<3x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  return %y, %c : tensor<3x5xf32>, tensor<3x5xf32>
}

// A narrow product after a wide one.
// CHECK-LABEL: func.func @merge_weights_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @merge_weights_matches(%x: tensor<3x4xf32>) -> tensor<3x2xf32> {
  // CHECK: [[W:%.+]] = "pd.matmul"{{.+}} -> tensor<4x2xf32>
  // CHECK-NEXT: [[Y:%.+]] = "pd.matmul"([[X]], [[W]])
  // CHECK-NEXT: return [[Y]]
  %a = "pd.parameter"() {key = "4x8", dtype = f32, shape = array<i64: 4, 8>} : () -> tensor<4x8xf32>
  %b = "pd.parameter"() {key = "8x2", dtype = f32, shape = array<i64: 8, 2>} : () -> tensor<8x2xf32>
  %p = "pd.matmul"(%x, %a) : (tensor<3x4xf32>, tensor<4x8xf32>) -> tensor<3x8xf32>
  %y = "pd.matmul"(%p, %b) : (tensor<3x8xf32>, tensor<8x2xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// A bottleneck is there to save work.
// CHECK-LABEL: func.func @merge_weights_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x8xf32>
func.func @merge_weights_refused(%x: tensor<3x8xf32>) -> tensor<3x8xf32> {
  // CHECK: "pd.matmul"([[X]]
  // CHECK: "pd.matmul"
  // WHY: merge-weights: a weight of 8 x 8 is no less work than of 8 x 2 and 2 x 8
  %a = "pd.parameter"() {key = "8x2", dtype = f32, shape = array<i64: 8, 2>} : () -> tensor<8x2xf32>
  %b = "pd.parameter"() {key = "2x8", dtype = f32, shape = array<i64: 2, 8>} : () -> tensor<2x8xf32>
  %p = "pd.matmul"(%x, %a) : (tensor<3x8xf32>, tensor<8x2xf32>) -> tensor<3x2xf32>
  %y = "pd.matmul"(%p, %b) : (tensor<3x2xf32>, tensor<2x8xf32>) -> tensor<3x8xf32>
  return %y : tensor<3x8xf32>
}

// The bias goes through the second weight.
// CHECK-LABEL: func.func @merge_weights_and_bias_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @merge_weights_and_bias_matches(%x: tensor<3x4xf32>) -> tensor<3x2xf32> {
  // CHECK: [[M:%.+]] = "pd.matmul"{{.+}} -> tensor<2xf32>
  // CHECK-NEXT: [[W:%.+]] = "pd.matmul"{{.+}} -> tensor<4x2xf32>
  // CHECK-NEXT: [[P:%.+]] = "pd.matmul"([[X]], [[W]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.add"([[P]], [[M]])
  // CHECK-NEXT: return [[Y]]
  %a = "pd.parameter"() {key = "4x8", dtype = f32, shape = array<i64: 4, 8>} : () -> tensor<4x8xf32>
  %b = "pd.parameter"() {key = "8x2", dtype = f32, shape = array<i64: 8, 2>} : () -> tensor<8x2xf32>
  %c = "pd.parameter"() {key = "8", dtype = f32, shape = array<i64: 8>} : () -> tensor<8xf32>
  %p = "pd.matmul"(%x, %a) : (tensor<3x4xf32>, tensor<4x8xf32>) -> tensor<3x8xf32>
  %s = "pd.add"(%p, %c) : (tensor<3x8xf32>, tensor<8xf32>) -> tensor<3x8xf32>
  %y = "pd.matmul"(%s, %b) : (tensor<3x8xf32>, tensor<8x2xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// A bias for each row of the result.
// CHECK-LABEL: func.func @merge_weights_and_bias_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>
func.func @merge_weights_and_bias_refused(%x: tensor<3x4xf32>) -> tensor<3x2xf32> {
  // CHECK: "pd.matmul"([[X]]
  // CHECK: "pd.add"
  // CHECK: "pd.matmul"
  // WHY: merge-weights-and-bias: the summand tensor<3x8xf32> does not vary along the last axis of size 8 only
  %a = "pd.parameter"() {key = "4x8", dtype = f32, shape = array<i64: 4, 8>} : () -> tensor<4x8xf32>
  %b = "pd.parameter"() {key = "8x2", dtype = f32, shape = array<i64: 8, 2>} : () -> tensor<8x2xf32>
  %c = "pd.parameter"() {key = "3x8", dtype = f32, shape = array<i64: 3, 8>} : () -> tensor<3x8xf32>
  %p = "pd.matmul"(%x, %a) : (tensor<3x4xf32>, tensor<4x8xf32>) -> tensor<3x8xf32>
  %s = "pd.add"(%p, %c) : (tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3x8xf32>
  %y = "pd.matmul"(%s, %b) : (tensor<3x8xf32>, tensor<8x2xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// A dynamic batch meets one matrix.
// CHECK-LABEL: func.func @matrix_of_batch_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x4xf32>, [[W:%[a-z0-9]+]]: tensor<1x5x4xf32>
func.func @matrix_of_batch_matches(%x: tensor<?x3x4xf32>, %w: tensor<1x5x4xf32>)
    -> tensor<?x3x5xf32> {
  // CHECK-NEXT: [[M:%.+]] = "pd.reshape"([[W]]) {{.+}} -> tensor<5x4xf32>
  // CHECK-NEXT: [[Y:%.+]] = "pd.matmul"([[X]], [[M]]) {transpose_y = true}
  // CHECK-NEXT: return [[Y]]
  %y = "pd.matmul"(%x, %w) {transpose_y = true}
    : (tensor<?x3x4xf32>, tensor<1x5x4xf32>) -> tensor<?x3x5xf32>
  return %y : tensor<?x3x5xf32>
}

// Without the batch of one the result would lose its batch.
// CHECK-LABEL: func.func @matrix_of_batch_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>, [[W:%[a-z0-9]+]]: tensor<1x4x5xf32>
func.func @matrix_of_batch_refused(%x: tensor<3x4xf32>, %w: tensor<1x4x5xf32>)
    -> tensor<1x3x5xf32> {
  // CHECK-NEXT: "pd.matmul"([[X]], [[W]])
  // WHY: matrix-of-batch: tensor<3x4xf32> is of lower rank than tensor<1x4x5xf32>
  %y = "pd.matmul"(%x, %w) : (tensor<3x4xf32>, tensor<1x4x5xf32>) -> tensor<1x3x5xf32>
  return %y : tensor<1x3x5xf32>
}

// One matrix for all batches.
// CHECK-LABEL: func.func @matmul_without_expand_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4xf32>, [[W:%[a-z0-9]+]]: tensor<4x5xf32>
func.func @matmul_without_expand_matches(%x: tensor<2x3x4xf32>, %w: tensor<4x5xf32>)
    -> tensor<2x3x5xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.matmul"([[X]], [[W]])
  // CHECK-NEXT: return [[Y]]
  %e = "pd.expand"(%w) {shape = array<i64: 2, 4, 5>} : (tensor<4x5xf32>) -> tensor<2x4x5xf32>
  %y = "pd.matmul"(%x, %e) : (tensor<2x3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>
  return %y : tensor<2x3x5xf32>
}

// The batch comes from the expand alone.
// CHECK-LABEL: func.func @matmul_without_expand_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x4xf32>, [[W:%[a-z0-9]+]]: tensor<4x5xf32>
func.func @matmul_without_expand_refused(%x: tensor<3x4xf32>, %w: tensor<4x5xf32>)
    -> tensor<2x3x5xf32> {
  // CHECK: "pd.expand"([[W]])
  // CHECK: "pd.matmul"
  // WHY: matmul-without-expand: the other operand has not all batches
  %e = "pd.expand"(%w) {shape = array<i64: 2, 4, 5>} : (tensor<4x5xf32>) -> tensor<2x4x5xf32>
  %y = "pd.matmul"(%x, %e) : (tensor<3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>
  return %y : tensor<2x3x5xf32>
}

// Rows of a dynamic batch are merged for the layer and its activation, and parted again.
// CHECK-LABEL: func.func @reshape_around_matmul_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x4xf32>
func.func @reshape_around_matmul_matches(%x: tensor<?x3x4xf32>) -> tensor<?x3x5xf32> {
  // CHECK: [[P:%.+]] = "pd.matmul"([[X]], [[W:%.+]])
  // CHECK-NEXT: [[A:%.+]] = "pd.add"([[P]], [[B:%.+]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.relu"([[A]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %b = "pd.parameter"() {key = "5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %f = "pd.reshape"(%x) {shape = array<i64: -1, 4>} : (tensor<?x3x4xf32>) -> tensor<?x4xf32>
  %p = "pd.matmul"(%f, %w) : (tensor<?x4xf32>, tensor<4x5xf32>) -> tensor<?x5xf32>
  %a = "pd.add"(%b, %p) : (tensor<5xf32>, tensor<?x5xf32>) -> tensor<?x5xf32>
  %r = "pd.relu"(%a) : (tensor<?x5xf32>) -> tensor<?x5xf32>
  %y = "pd.reshape"(%r) {shape = array<i64: -1, 3, 5>} : (tensor<?x5xf32>) -> tensor<?x3x5xf32>
  return %y : tensor<?x3x5xf32>
}

// The rows are parted otherwise than they were.
// CHECK-LABEL: func.func @reshape_around_matmul_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4xf32>
func.func @reshape_around_matmul_refused(%x: tensor<2x3x4xf32>) -> tensor<3x2x5xf32> {
  // CHECK: "pd.reshape"([[X]])
  // CHECK: "pd.matmul"
  // CHECK: "pd.reshape"
  // WHY: reshape-around-matmul: rows of tensor<2x3x4xf32> are not those of tensor<3x2x5xf32>
  %w = "pd.parameter"() {key = "4x5", dtype = f32, shape = array<i64: 4, 5>} : () -> tensor<4x5xf32>
  %f = "pd.reshape"(%x) {shape = array<i64: -1, 4>} : (tensor<2x3x4xf32>) -> tensor<6x4xf32>
  %p = "pd.matmul"(%f, %w) : (tensor<6x4xf32>, tensor<4x5xf32>) -> tensor<6x5xf32>
  %y = "pd.reshape"(%p) {shape = array<i64: 3, 2, 5>} : (tensor<6x5xf32>) -> tensor<3x2x5xf32>
  return %y : tensor<3x2x5xf32>
}
