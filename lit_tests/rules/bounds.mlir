// RUN: paddle-mlir-opt %s -p pd-fuse-activation | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-fuse-activation,pd-fuse-activation' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-fuse-activation --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// Two clips are one with both bounds.
// CHECK-LABEL: func.func @merge_bounds_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @merge_bounds_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.clip"([[X]]) {max = 4.000000e+00 : f64, min = 1.000000e+00 : f64,
  // CHECK-NEXT: return [[Y]]
  %low = "pd.full"() {value = 1.000000e+00 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %m = "pd.maximum"(%x, %low) : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xf32>
  %y = "pd.clip"(%m)
    {min = -2.000000e+00 : f64, max = 4.000000e+00 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// Bounds that cross give the upper one at once: that is no clip.
// CHECK-LABEL: func.func @merge_bounds_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @merge_bounds_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.relu"
  // CHECK: "pd.clip"
  // WHY: merge-bounds: a lower bound is above the upper one
  %m = "pd.relu"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.clip"(%m)
    {min = 4.000000e+00 : f64, max = 1.000000e+00 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The zero on the left.
// CHECK-LABEL: func.func @relu_of_bound_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?xf32>
func.func @relu_of_bound_matches(%x: tensor<2x?xf32>) -> tensor<2x?xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.relu"([[X]])
  // CHECK-NEXT: return [[Y]]
  %zero = "pd.full"() {value = 0.000000e+00 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %y = "pd.maximum"(%zero, %x) : (tensor<1xf32>, tensor<2x?xf32>) -> tensor<2x?xf32>
  return %y : tensor<2x?xf32>
}

// A zero of more elements broadcasts: the result is larger than x.
// CHECK-LABEL: func.func @relu_of_bound_of_broadcast(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x3xf32>
func.func @relu_of_bound_of_broadcast(%x: tensor<1x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.maximum"
  %zero = "pd.full"() {value = 0.000000e+00 : f64, shape = array<i64: 2, 3>} : () -> tensor<2x3xf32>
  %y = "pd.maximum"(%x, %zero) : (tensor<1x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// A bound of 1 stays.
// CHECK-LABEL: func.func @relu_of_bound_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @relu_of_bound_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.maximum"
  // WHY: relu-of-bound: the bounds are not 0 and infinity
  %one = "pd.full"() {value = 1.000000e+00 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %y = "pd.maximum"(%x, %one) : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// Two bounds become one clip, and that a relu6.
// CHECK-LABEL: func.func @relu6_of_bounds_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @relu6_of_bounds_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.relu6"([[X]])
  // CHECK-NEXT: return [[Y]]
  %six = "pd.full"() {value = 6.000000e+00 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %r = "pd.relu"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.minimum"(%r, %six) : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// relu6 is of floats only.
// CHECK-LABEL: func.func @relu6_of_bounds_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xi32>
func.func @relu6_of_bounds_refused(%x: tensor<2x3xi32>) -> tensor<2x3xi32> {
  // CHECK: "pd.clip"
  // WHY: relu6-of-bounds: it computes with integers
  %y = "pd.clip"(%x)
    {min = 0.000000e+00 : f64, max = 6.000000e+00 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3xi32>) -> tensor<2x3xi32>
  return %y : tensor<2x3xi32>
}

// A sigmoid is positive.
// CHECK-LABEL: func.func @relu_of_nonnegative_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @relu_of_nonnegative_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.sigmoid"([[X]])
  // CHECK-NEXT: return [[Y]]
  %s = "pd.sigmoid"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.relu"(%s) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// tanh is not.
// CHECK-LABEL: func.func @relu_of_nonnegative_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @relu_of_nonnegative_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: "pd.tanh"
  // CHECK-NEXT: "pd.relu"
  %t = "pd.tanh"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.relu"(%t) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
