// RUN: paddle-mlir-opt %s -p pd-fuse-activation | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-fuse-activation,pd-fuse-activation' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-fuse-activation --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// Along any one axis.
// CHECK-LABEL: func.func @softmax_of_exponentials_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x?xf32>
func.func @softmax_of_exponentials_matches(%x: tensor<2x3x?xf32>) -> tensor<2x3x?xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.softmax"([[X]]) {axis = 1 : i64}
  // CHECK-NEXT: return [[Y]]
  %e = "pd.exp"(%x) : (tensor<2x3x?xf32>) -> tensor<2x3x?xf32>
  %s = "pd.sum"(%e) {axis = array<i64: 1>, keepdim = true}
    : (tensor<2x3x?xf32>) -> tensor<2x1x?xf32>
  %y = "pd.divide"(%e, %s) : (tensor<2x3x?xf32>, tensor<2x1x?xf32>) -> tensor<2x3x?xf32>
  return %y : tensor<2x3x?xf32>
}

// A sum of everything is no softmax along an axis.
// CHECK-LABEL: func.func @softmax_of_exponentials_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @softmax_of_exponentials_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.divide"
  // WHY: softmax-of-exponentials: pd.sum is not over one axis
  %e = "pd.exp"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %s = "pd.sum"(%e) {keepdim = true} : (tensor<2x3xf32>) -> tensor<1x1xf32>
  %y = "pd.divide"(%e, %s) : (tensor<2x3xf32>, tensor<1x1xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// With the maximum taken off, which goes as well.
// CHECK-LABEL: func.func @log_softmax_of_exponentials_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @log_softmax_of_exponentials_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.log_softmax"([[X]]) : (
  // CHECK-NEXT: return [[Y]]
  %m = "pd.max"(%x) {axis = array<i64: 1>, keepdim = true} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %d = "pd.subtract"(%x, %m) : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  %e = "pd.exp"(%d) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %s = "pd.sum"(%e) {axis = array<i64: 1>, keepdim = true} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %l = "pd.log"(%s) : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %y = "pd.subtract"(%d, %l) : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// A sum without its axis broadcasts along another one.
// CHECK-LABEL: func.func @log_softmax_of_exponentials_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x2xf32>
func.func @log_softmax_of_exponentials_refused(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  // CHECK: "pd.subtract"
  // WHY: log-softmax-of-exponentials: pd.sum does not keep its axis
  %e = "pd.exp"(%x) : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %s = "pd.sum"(%e) {axis = array<i64: 1>} : (tensor<2x2xf32>) -> tensor<2xf32>
  %l = "pd.log"(%s) : (tensor<2xf32>) -> tensor<2xf32>
  %y = "pd.subtract"(%x, %l) : (tensor<2x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// The axis is kept.
// CHECK-LABEL: func.func @log_softmax_of_softmax_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @log_softmax_of_softmax_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.log_softmax"([[X]]) {axis = 0 : i64}
  // CHECK-NEXT: return [[Y]]
  %s = "pd.softmax"(%x) {axis = 0 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.log"(%s) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// The softmax is an output as well.
// CHECK-LABEL: func.func @log_softmax_of_softmax_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @log_softmax_of_softmax_refused(%x: tensor<2x3xf32>)
    -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK: "pd.softmax"
  // CHECK: "pd.log"
  // WHY: log-softmax-of-softmax: the result of pd.softmax has other uses
  %s = "pd.softmax"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = "pd.log"(%s) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y, %s : tensor<2x3xf32>, tensor<2x3xf32>
}

// A whole softmax: the shift goes as well.
// CHECK-LABEL: func.func @softmax_without_shift_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?xf32>
func.func @softmax_without_shift_matches(%x: tensor<2x?xf32>) -> tensor<2x?xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.softmax"([[X]]) : (
  // CHECK-NEXT: return [[Y]]
  %m = "pd.max"(%x) {axis = array<i64: -1>, keepdim = true} : (tensor<2x?xf32>) -> tensor<2x1xf32>
  %d = "pd.subtract"(%x, %m) : (tensor<2x?xf32>, tensor<2x1xf32>) -> tensor<2x?xf32>
  %e = "pd.exp"(%d) : (tensor<2x?xf32>) -> tensor<2x?xf32>
  %s = "pd.sum"(%e) {axis = array<i64: -1>, keepdim = true} : (tensor<2x?xf32>) -> tensor<2x1xf32>
  %y = "pd.divide"(%e, %s) : (tensor<2x?xf32>, tensor<2x1xf32>) -> tensor<2x?xf32>
  return %y : tensor<2x?xf32>
}

// Maxima along another axis do not cancel.
// CHECK-LABEL: func.func @softmax_without_shift_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @softmax_without_shift_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "pd.subtract"
  // CHECK: "pd.softmax"
  // WHY: softmax-without-shift: the axes differ: 0 and 1
  %m = "pd.max"(%x) {axis = array<i64: 0>, keepdim = true} : (tensor<2x3xf32>) -> tensor<1x3xf32>
  %d = "pd.subtract"(%x, %m) : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  %y = "pd.softmax"(%d) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
