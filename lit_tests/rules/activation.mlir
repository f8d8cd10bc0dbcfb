// RUN: paddle-mlir-opt %s -p pd-fuse-activation | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-fuse-activation,pd-fuse-activation' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-fuse-activation --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// A product with the own sigmoid, in either order.
// CHECK-LABEL: func.func @silu_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?xf32>
func.func @silu_matches(%x: tensor<2x?xf32>) -> tensor<2x?xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.silu"([[X]])
  // CHECK-NEXT: return [[Y]]
  %s = "pd.sigmoid"(%x) : (tensor<2x?xf32>) -> tensor<2x?xf32>
  %y = "pd.multiply"(%s, %x) : (tensor<2x?xf32>, tensor<2x?xf32>) -> tensor<2x?xf32>
  return %y : tensor<2x?xf32>
}

// A sigmoid that is also given would be computed twice.
// CHECK-LABEL: func.func @silu_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @silu_refused(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK: [[S:%.+]] = "pd.sigmoid"([[X]])
  // CHECK: [[Y:%.+]] = "pd.multiply"([[X]], [[S]])
  // CHECK: return [[Y]], [[S]]
  // WHY: silu: the result of pd.sigmoid has other uses
  %s = "pd.sigmoid"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.multiply"(%x, %s) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y, %s : tensor<2x3xf32>, tensor<2x3xf32>
}

// The sigmoid of a multiple.
// CHECK-LABEL: func.func @swish_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @swish_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.swish"([[X]]) {beta = 1.702000e+00 : f64}
  // CHECK-NEXT: return [[Y]]
  %b = "pd.scale"(%x) {scale = 1.702000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %s = "pd.sigmoid"(%b) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.multiply"(%x, %s) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// A sigmoid of another value is a gate of its own.
// CHECK-LABEL: func.func @swish_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>, [[Z:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @swish_refused(%x: tensor<2x3xf32>, %z: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: [[B:%.+]] = "pd.scale"([[Z]])
  // CHECK: [[S:%.+]] = "pd.sigmoid"([[B]])
  // CHECK: "pd.multiply"([[X]], [[S]])
  // WHY: swish: the sigmoid is of another value
  %b = "pd.scale"(%z) {scale = 1.702000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %s = "pd.sigmoid"(%b) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.multiply"(%x, %s) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// A swish without a factor.
// CHECK-LABEL: func.func @silu_of_swish_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @silu_of_swish_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: "pd.silu"([[X]])
  %y = "pd.swish"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// With a factor it stays.
// CHECK-LABEL: func.func @silu_of_swish_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @silu_of_swish_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: "pd.swish"([[X]]) {beta = 2.000000e+00 : f64}
  // WHY: silu-of-swish: beta is not 1
  %y = "pd.swish"(%x) {beta = 2.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// Ones may come as a tensor, the negation as a subtraction from 0.
// CHECK-LABEL: func.func @sigmoid_of_exponential_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @sigmoid_of_exponential_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.sigmoid"([[X]])
  // CHECK-NEXT: return [[Y]]
  %zero = "pd.full"() {value = 0.000000e+00 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %one = "pd.full"() {value = 1.000000e+00 : f64, shape = array<i64: 2, 3>} : () -> tensor<2x3xf32>
  %n = "pd.subtract"(%zero, %x) : (tensor<1xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %e = "pd.exp"(%n) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %d = "pd.add"(%e, %one) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.divide"(%one, %d) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// A multiple in the exponent stays a multiple.
// CHECK-LABEL: func.func @sigmoid_of_exponential_of_multiple(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @sigmoid_of_exponential_of_multiple(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[B:%.+]] = "pd.scale"([[X]]) {scale = 3.000000e+00 : f64}
  // CHECK-NEXT: [[Y:%.+]] = "pd.sigmoid"([[B]])
  // CHECK-NEXT: return [[Y]]
  %n = "pd.scale"(%x) {scale = -3.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %e = "pd.exp"(%n) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %d = "pd.scale"(%e) {bias = 1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.reciprocal"(%d) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// 1 / (1 + exp(x)) is no sigmoid of x.
// CHECK-LABEL: func.func @sigmoid_of_exponential_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @sigmoid_of_exponential_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.exp"([[X]])
  // CHECK: "pd.reciprocal"
  // WHY: sigmoid-of-exponential: the exponent is not negated
  %e = "pd.exp"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %d = "pd.scale"(%e) {bias = 1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.reciprocal"(%d) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// A value divided by what its sigmoid is the inverse of.
// CHECK-LABEL: func.func @swish_of_division_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @swish_of_division_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.swish"([[X]]) {beta = 1.702000e+00 : f64}
  // CHECK-NEXT: return [[Y]]
  %n = "pd.scale"(%x) {scale = -1.702000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %e = "pd.exp"(%n) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %d = "pd.scale"(%e) {bias = 1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.divide"(%x, %d) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// Another numerator is a product with a sigmoid.
// CHECK-LABEL: func.func @swish_of_division_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>, [[Z:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @swish_of_division_refused(%x: tensor<2x3xf32>, %z: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.exp"
  // CHECK: "pd.divide"([[Z]]
  // WHY: swish-of-division: the numerator is not the exponent's operand
  %n = "pd.scale"(%x) {scale = -1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %e = "pd.exp"(%n) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %d = "pd.scale"(%e) {bias = 1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.divide"(%z, %d) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The scaling before it is any chain of numbers.
// CHECK-LABEL: func.func @hardsigmoid_of_bounds_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @hardsigmoid_of_bounds_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.hardsigmoid"([[X]]) {slope = 1.250000e-01 : f64}
  // CHECK-NEXT: return [[Y]]
  %eight = "pd.constant"() {value = dense<8.000000e+00> : tensor<1xf32>} : () -> tensor<1xf32>
  %b = "pd.scale"(%x) {bias = 4.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %c = "pd.divide"(%b, %eight) : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xf32>
  %y = "pd.clip"(%c)
    {min = 0.000000e+00 : f64, max = 1.000000e+00 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// An upper bound of 2 is no hardsigmoid's.
// CHECK-LABEL: func.func @hardsigmoid_of_bounds_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @hardsigmoid_of_bounds_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[B:%.+]] = "pd.scale"([[X]])
  // CHECK-NEXT: "pd.clip"([[B]])
  // WHY: hardsigmoid-of-bounds: the bounds are not 0 and 1
  %b = "pd.scale"(%x) {bias = 4.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.clip"(%b)
    {min = 0.000000e+00 : f64, max = 2.000000e+00 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The bound becomes 1, the summand a half.
// CHECK-LABEL: func.func @hardsigmoid_of_relu6_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3xf32>
func.func @hardsigmoid_of_relu6_matches(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.hardsigmoid"([[X]]) {slope = 0.16666666666666666 : f64}
  // CHECK-NEXT: return [[Y]]
  %six = "pd.full"() {value = 6.000000e+00 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %b = "pd.scale"(%x) {bias = 3.000000e+00 : f64} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %c = "pd.relu6"(%b) : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %y = "pd.divide"(%c, %six) : (tensor<?x3xf32>, tensor<1xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// Divided by 4 the bound becomes 1.5.
// CHECK-LABEL: func.func @hardsigmoid_of_relu6_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @hardsigmoid_of_relu6_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.relu6"
  // CHECK: "pd.scale"
  // WHY: hardsigmoid-of-relu6: the upper bound does not become 1
  %b = "pd.scale"(%x) {bias = 3.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %c = "pd.relu6"(%b) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.scale"(%c) {scale = 2.500000e-01 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// Paddle's float32 slope gives Paddle's own hardswish.
// CHECK-LABEL: func.func @hardswish_of_hardsigmoid_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @hardswish_of_hardsigmoid_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.hardswish"([[X]]) : (
  // CHECK-NEXT: return [[Y]]
  %g = "pd.hardsigmoid"(%x) {slope = 0.1666666716337204 : f64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.multiply"(%x, %g) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// hardswish has no falling slope.
// CHECK-LABEL: func.func @hardswish_of_hardsigmoid_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @hardswish_of_hardsigmoid_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.hardsigmoid"
  // CHECK: "pd.multiply"
  // WHY: hardswish-of-hardsigmoid: the slope is not positive
  %g = "pd.hardsigmoid"(%x) {slope = -2.500000e-01 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.multiply"(%x, %g) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// x * relu6(x + 3) / 6 with the division at any place.
// CHECK-LABEL: func.func @hardswish_of_bounds_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @hardswish_of_bounds_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.hardswish"([[X]]) : (
  // CHECK-NEXT: return [[Y]]
  %three = "pd.full"() {value = 3.000000e+00 : f64} : () -> tensor<f32>
  %b = "pd.add"(%x, %three) : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %c = "pd.relu6"(%b) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %d = "pd.scale"(%x) {scale = 0.1666666716337204 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.multiply"(%c, %d) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// A lower bound of 1 is not hardswish's.
// CHECK-LABEL: func.func @hardswish_of_bounds_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @hardswish_of_bounds_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.clip"
  // CHECK: "pd.multiply"
  // WHY: hardswish-of-bounds: the bounds are not 0 and a number
  %b = "pd.scale"(%x) {bias = 3.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %c = "pd.clip"(%b)
    {min = 1.000000e+00 : f64, max = 6.000000e+00 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.multiply"(%c, %x) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// A factor changes the scale.
// CHECK-LABEL: func.func @factor_into_hardswish_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @factor_into_hardswish_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.hardswish"([[X]]) {scale = 3.000000e+00 : f64}
  // CHECK-NEXT: return [[Y]]
  %h = "pd.hardswish"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.scale"(%h) {scale = 2.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// A summand has no place in it.
// CHECK-LABEL: func.func @factor_into_hardswish_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @factor_into_hardswish_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.hardswish"
  // CHECK: "pd.scale"
  // WHY: factor-into-hardswish: a number is added
  %h = "pd.hardswish"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.scale"(%h) {scale = 2.000000e+00 : f64, bias = 1.000000e+00 : f64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// With the half on x, and the root as a division.
// CHECK-LABEL: func.func @gelu_of_erf_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?xf32>
func.func @gelu_of_erf_matches(%x: tensor<2x?xf32>) -> tensor<2x?xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.gelu"([[X]]) : (
  // CHECK-NEXT: return [[Y]]
  %root = "pd.full"() {value = 1.4142135623730951 : f64, shape = array<i64: 1>}
    : () -> tensor<1xf32>
  %a = "pd.divide"(%x, %root) : (tensor<2x?xf32>, tensor<1xf32>) -> tensor<2x?xf32>
  %e = "pd.erf"(%a) : (tensor<2x?xf32>) -> tensor<2x?xf32>
  %b = "pd.scale"(%e) {bias = 1.000000e+00 : f64} : (tensor<2x?xf32>) -> tensor<2x?xf32>
  %h = "pd.scale"(%x) {scale = 5.000000e-01 : f64} : (tensor<2x?xf32>) -> tensor<2x?xf32>
  %y = "pd.multiply"(%h, %b) : (tensor<2x?xf32>, tensor<2x?xf32>) -> tensor<2x?xf32>
  return %y : tensor<2x?xf32>
}

// With the half at the end, and the operand itself a product.
// CHECK-LABEL: func.func @gelu_of_erf_of_product(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>, [[Z:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @gelu_of_erf_of_product(%x: tensor<2x3xf32>, %z: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[P:%.+]] = "pd.multiply"([[X]], [[Z]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.gelu"([[P]]) : (
  // CHECK-NEXT: return [[Y]]
  %one = "pd.full"() {value = 1.000000e+00 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %half = "pd.full"() {value = 5.000000e-01 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %p = "pd.multiply"(%x, %z) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %a = "pd.scale"(%p) {scale = 0.70710677 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %e = "pd.erf"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = "pd.add"(%one, %e) : (tensor<1xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %c = "pd.multiply"(%p, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.multiply"(%c, %half) : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// erf(x / 2) is another function.
// CHECK-LABEL: func.func @gelu_of_erf_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @gelu_of_erf_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.erf"
  // CHECK: "pd.multiply"
  // WHY: gelu-of-erf: erf's operand is not x / sqrt(2)
  %a = "pd.scale"(%x) {scale = 5.000000e-01 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %e = "pd.erf"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = "pd.scale"(%e) {scale = 5.000000e-01 : f64, bias = 5.000000e-01 : f64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.multiply"(%x, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The cube as a power.
// CHECK-LABEL: func.func @gelu_of_tanh_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @gelu_of_tanh_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.gelu"([[X]]) {approximate = true}
  // CHECK-NEXT: return [[Y]]
  %c = "pd.pow"(%x) {y = 3.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %d = "pd.scale"(%c) {scale = 4.471500e-02 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %s = "pd.add"(%x, %d) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %a = "pd.scale"(%s) {scale = 0.79788456080286541 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %t = "pd.tanh"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = "pd.scale"(%t) {bias = 1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %m = "pd.multiply"(%x, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.scale"(%m) {scale = 5.000000e-01 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The polynomial factored: x * c * (1 + 0.044715 * x * x).
// CHECK-LABEL: func.func @gelu_of_tanh_factored(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @gelu_of_tanh_factored(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.gelu"([[X]]) {approximate = true}
  // CHECK-NEXT: return [[Y]]
  %q = "pd.square"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %d = "pd.scale"(%q) {scale = 4.471500e-02 : f64, bias = 1.000000e+00 : f64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %r = "pd.scale"(%x) {scale = 0.79788456080286541 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %a = "pd.multiply"(%r, %d) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %t = "pd.tanh"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = "pd.scale"(%t) {scale = 5.000000e-01 : f64, bias = 5.000000e-01 : f64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.multiply"(%b, %x) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// Without the cube it is another function.
// CHECK-LABEL: func.func @gelu_of_tanh_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @gelu_of_tanh_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.tanh"
  // CHECK: "pd.multiply"
  // WHY: gelu-of-tanh: tanh's operand is not gelu's polynomial
  %a = "pd.scale"(%x) {scale = 0.79788456080286541 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %t = "pd.tanh"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = "pd.scale"(%t) {scale = 5.000000e-01 : f64, bias = 5.000000e-01 : f64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.multiply"(%x, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The sum is of 1 and the exponential.
// CHECK-LABEL: func.func @softplus_of_logarithm_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @softplus_of_logarithm_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.softplus"([[X]]) : (
  // CHECK-NEXT: return [[Y]]
  %e = "pd.exp"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = "pd.scale"(%e) {bias = 1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.log"(%b) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// A sum with 2 is another function.
// CHECK-LABEL: func.func @softplus_of_logarithm_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @softplus_of_logarithm_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.exp"
  // CHECK: "pd.log"
  // WHY: softplus-of-logarithm: it does not add 1 to the exponential
  %e = "pd.exp"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = "pd.scale"(%e) {bias = 2.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.log"(%b) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// A factor within and its inverse without.
// CHECK-LABEL: func.func @softplus_with_beta_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @softplus_with_beta_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.softplus"([[X]]) {beta = 4.000000e+00 : f64}
  // CHECK-NEXT: return [[Y]]
  %b = "pd.scale"(%x) {scale = 4.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %s = "pd.softplus"(%b) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.scale"(%s) {scale = 2.500000e-01 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// Factors whose product is 2 do not cancel.
// CHECK-LABEL: func.func @softplus_with_beta_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @softplus_with_beta_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.scale"
  // CHECK: "pd.softplus"
  // CHECK: "pd.scale"
  // WHY: softplus-with-beta: the factors within and without do not cancel
  %b = "pd.scale"(%x) {scale = 4.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %s = "pd.softplus"(%b) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.scale"(%s) {scale = 5.000000e-01 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// All three ops.
// CHECK-LABEL: func.func @mish_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @mish_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.mish"([[X]]) : (
  // CHECK-NEXT: return [[Y]]
  %s = "pd.softplus"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %t = "pd.tanh"(%s) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.multiply"(%x, %t) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// mish has no beta.
// CHECK-LABEL: func.func @mish_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @mish_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.softplus"
  // CHECK: "pd.tanh"
  // CHECK: "pd.multiply"
  // WHY: mish: softplus's beta is not 1
  %s = "pd.softplus"(%x) {beta = 2.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %t = "pd.tanh"(%s) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.multiply"(%x, %t) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The operands of the sum may be exchanged.
// CHECK-LABEL: func.func @tanh_of_exponentials_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @tanh_of_exponentials_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.tanh"([[X]])
  // CHECK-NEXT: return [[Y]]
  %n = "pd.scale"(%x) {scale = -1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %a = "pd.exp"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = "pd.exp"(%n) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %d = "pd.subtract"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %s = "pd.add"(%b, %a) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.divide"(%d, %s) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// Exponentials of two values.
// CHECK-LABEL: func.func @tanh_of_exponentials_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>, [[Z:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @tanh_of_exponentials_refused(%x: tensor<2x3xf32>, %z: tensor<2x3xf32>)
    -> tensor<2x3xf32> {
  // CHECK: "pd.divide"
  // WHY: tanh-of-exponentials: the exponents are not x and -x
  %a = "pd.exp"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = "pd.exp"(%z) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %d = "pd.subtract"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %s = "pd.add"(%b, %a) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.divide"(%d, %s) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// Factors and summand in one scale.
// CHECK-LABEL: func.func @tanh_of_sigmoid_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @tanh_of_sigmoid_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.tanh"([[X]])
  // CHECK-NEXT: return [[Y]]
  %d = "pd.scale"(%x) {scale = 2.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %s = "pd.sigmoid"(%d) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.scale"(%s) {scale = 2.000000e+00 : f64, bias = -1.000000e+00 : f64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// Without the inner factor it is tanh(x / 2).
// CHECK-LABEL: func.func @tanh_of_sigmoid_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @tanh_of_sigmoid_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.sigmoid"([[X]])
  // CHECK: "pd.scale"
  // WHY: tanh-of-sigmoid: sigmoid's operand is not 2 * x
  %s = "pd.sigmoid"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.scale"(%s) {scale = 2.000000e+00 : f64, bias = -1.000000e+00 : f64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The larger of x and a part of it.
// CHECK-LABEL: func.func @leaky_relu_of_maximum_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @leaky_relu_of_maximum_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.leaky_relu"([[X]]) {negative_slope = 1.000000e-01 : f64}
  // CHECK-NEXT: return [[Y]]
  %s = "pd.scale"(%x) {scale = 1.000000e-01 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.maximum"(%s, %x) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// A slope above 1 would win where x is positive.
// CHECK-LABEL: func.func @leaky_relu_of_maximum_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @leaky_relu_of_maximum_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.maximum"
  // WHY: leaky-relu-of-maximum: the slope is above 1
  %s = "pd.scale"(%x) {scale = 2.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.maximum"(%s, %x) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The positive part less a part of the negative one.
// CHECK-LABEL: func.func @leaky_relu_of_relus_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @leaky_relu_of_relus_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.leaky_relu"([[X]]) {negative_slope = 2.500000e-01 : f64}
  // CHECK-NEXT: return [[Y]]
  %p = "pd.relu"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %n = "pd.scale"(%x) {scale = -1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %q = "pd.relu"(%n) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %r = "pd.scale"(%q) {scale = 2.500000e-01 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.subtract"(%p, %r) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// Positive parts of two values.
// CHECK-LABEL: func.func @leaky_relu_of_relus_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>, [[Z:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @leaky_relu_of_relus_refused(%x: tensor<2x3xf32>, %z: tensor<2x3xf32>)
    -> tensor<2x3xf32> {
  // CHECK: "pd.add"
  // WHY: leaky-relu-of-relus: the operands are not x and -x
  %p = "pd.relu"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %q = "pd.relu"(%z) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.add"(%p, %q) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The comparison and the values exchanged.
// CHECK-LABEL: func.func @relu_of_where_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?xf32>
func.func @relu_of_where_matches(%x: tensor<2x?xf32>) -> tensor<2x?xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.relu"([[X]])
  // CHECK-NEXT: return [[Y]]
  %zero = "pd.full"() {value = 0.000000e+00 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %c = "pd.less_than"(%x, %zero) : (tensor<2x?xf32>, tensor<1xf32>) -> tensor<2x?xi1>
  %y = "pd.where"(%c, %zero, %x)
    : (tensor<2x?xi1>, tensor<1xf32>, tensor<2x?xf32>) -> tensor<2x?xf32>
  return %y : tensor<2x?xf32>
}

// It gives x where x is negative.
// CHECK-LABEL: func.func @relu_of_where_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @relu_of_where_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.where"
  // WHY: relu-of-where: it does not give x where x is positive
  %zero = "pd.full"() {value = 0.000000e+00 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %c = "pd.less_than"(%x, %zero) : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xi1>
  %y = "pd.where"(%c, %x, %zero)
    : (tensor<2x3xi1>, tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// Any slope, and at 0 any comparison.
// CHECK-LABEL: func.func @leaky_relu_of_where_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @leaky_relu_of_where_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.leaky_relu"([[X]]) {negative_slope = 3.000000e+00 : f64}
  // CHECK-NEXT: return [[Y]]
  %zero = "pd.full"() {value = 0.000000e+00 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %c = "pd.greater_equal"(%x, %zero) : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xi1>
  %a = "pd.scale"(%x) {scale = 3.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.where"(%c, %x, %a)
    : (tensor<2x3xi1>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The slope changes at 1.
// CHECK-LABEL: func.func @leaky_relu_of_where_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @leaky_relu_of_where_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.where"
  // WHY: leaky-relu-of-where: it does not compare with 0
  %one = "pd.full"() {value = 1.000000e+00 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %c = "pd.greater_equal"(%x, %one) : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xi1>
  %a = "pd.scale"(%x) {scale = 3.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.where"(%c, %x, %a)
    : (tensor<2x3xi1>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The summand before the factor.
// CHECK-LABEL: func.func @elu_of_where_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @elu_of_where_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.elu"([[X]]) {alpha = 1.500000e+00 : f64}
  // CHECK-NEXT: return [[Y]]
  %zero = "pd.full"() {value = 0.000000e+00 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %c = "pd.greater_than"(%x, %zero) : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xi1>
  %e = "pd.exp"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = "pd.scale"(%e)
    {scale = 1.500000e+00 : f64, bias = -1.000000e+00 : f64, bias_after_scale = false}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.where"(%c, %x, %b)
    : (tensor<2x3xi1>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// It would jump at 0.
// CHECK-LABEL: func.func @elu_of_where_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @elu_of_where_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.where"
  // WHY: elu-of-where: it does not subtract 1
  %zero = "pd.full"() {value = 0.000000e+00 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %c = "pd.greater_than"(%x, %zero) : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xi1>
  %e = "pd.exp"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = "pd.scale"(%e) {bias = -2.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.where"(%c, %x, %b)
    : (tensor<2x3xi1>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
