// RUN: paddle-mlir-opt %s -p pd-move-data | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-move-data,pd-move-data' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-move-data --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// The split cuts where the concat joined; the slice takes rows of y only, the last two of three.
// CHECK-LABEL: func.func @part_of_concat_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?xf32>, [[Y:%[a-z0-9]+]]: tensor<3x?xf32>
func.func @part_of_concat_matches(%x: tensor<2x?xf32>, %y: tensor<3x?xf32>)
    -> (tensor<2x?xf32>, tensor<2x?xf32>) {
  // CHECK-NEXT: [[Z:%.+]] = "pd.slice"([[Y]])
  // CHECK-SAME: axes = array<i64: 0>, ends = array<i64: 3>
  // CHECK-SAME: starts = array<i64: 1>
  // CHECK-NEXT: return [[X]], [[Z]]
  %a = tensor.cast %x : tensor<2x?xf32> to tensor<?x?xf32>
  %b = tensor.cast %y : tensor<3x?xf32> to tensor<?x?xf32>
  %c = "pd.concat"(%a, %b) : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<5x?xf32>
  %d = "pd.split"(%c) {index = 0, sections = array<i64: 2, 3>} : (tensor<5x?xf32>) -> tensor<2x?xf32>
  %e = "pd.slice"(%c) {axes = array<i64: 0>, starts = array<i64: 3>, ends = array<i64: 9>,
    operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<5x?xf32>) -> tensor<2x?xf32>
  return %d, %e : tensor<2x?xf32>, tensor<2x?xf32>
}

// The split's first part is x and a row of y.
// CHECK-LABEL: func.func @part_of_concat_refused(
func.func @part_of_concat_refused(%x: tensor<3x4xf32>, %y: tensor<3x4xf32>) -> tensor<4x4xf32> {
  // CHECK-NEXT: "pd.concat"
  // CHECK-NEXT: "pd.split"
  // WHY: part-of-concat: the part lies in several operands
  %c = "pd.concat"(%x, %y) : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<6x4xf32>
  %d = "pd.split"(%c) {index = 0, sections = array<i64: 4, 2>} : (tensor<6x4xf32>) -> tensor<4x4xf32>
  return %d : tensor<4x4xf32>
}

// CHECK-LABEL: func.func @concat_of_concats_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?xf32>, [[Y:%[a-z0-9]+]]: tensor<2x?xf32>
func.func @concat_of_concats_matches(%x: tensor<2x?xf32>, %y: tensor<2x?xf32>) -> tensor<2x?xf32> {
  // CHECK-NEXT: [[Z:%.+]] = "pd.concat"([[X]], [[Y]], [[Y]], [[X]]) {axis = 1 : i64}
  // CHECK-NEXT: return [[Z]]
  %a = "pd.concat"(%x, %y) {axis = 1} : (tensor<2x?xf32>, tensor<2x?xf32>) -> tensor<2x?xf32>
  %b = "pd.concat"(%y, %x) {axis = -1} : (tensor<2x?xf32>, tensor<2x?xf32>) -> tensor<2x?xf32>
  %c = "pd.concat"(%a, %b) {axis = 1} : (tensor<2x?xf32>, tensor<2x?xf32>) -> tensor<2x?xf32>
  return %c : tensor<2x?xf32>
}

// CHECK-LABEL: func.func @concat_of_concats_refused(
func.func @concat_of_concats_refused(%x: tensor<2x4xf32>, %y: tensor<2x4xf32>)
    -> (tensor<4x4xf32>, tensor<6x4xf32>) {
  // CHECK-NEXT: "pd.concat"
  // CHECK: "pd.concat"
  // WHY: concat-of-concats: the result of pd.concat has other uses
  %a = "pd.concat"(%x, %y) : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<4x4xf32>
  %b = tensor.cast %a : tensor<4x4xf32> to tensor<?x4xf32>
  %c = tensor.cast %x : tensor<2x4xf32> to tensor<?x4xf32>
  %d = "pd.concat"(%b, %c) : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<6x4xf32>
  return %a, %d : tensor<4x4xf32>, tensor<6x4xf32>
}

// All parts in their order are x; the first two of three are a slice.
// CHECK-LABEL: func.func @concat_of_parts_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x6xf32>
func.func @concat_of_parts_matches(%x: tensor<?x6xf32>) -> (tensor<?x6xf32>, tensor<?x6xf32>) {
  // CHECK-NEXT: [[C:%.+]] = "pd.split"([[X]]) {axis = 1 : i64, index = 2 : i64, num = 3 : i64}
  // CHECK-NEXT: [[AB:%.+]] = "pd.slice"([[X]])
  // CHECK-SAME: axes = array<i64: 1>, ends = array<i64: 4>
  // CHECK-SAME: starts = array<i64: 0>
  // CHECK: [[Z:%.+]] = "pd.concat"({{.+}}, {{.+}}) {axis = 1 : i64}
  // CHECK-NEXT: return [[X]], [[Z]]
  %a = "pd.split"(%x) {axis = 1, index = 0, num = 3} : (tensor<?x6xf32>) -> tensor<?x2xf32>
  %b = "pd.split"(%x) {axis = 1, index = 1, num = 3} : (tensor<?x6xf32>) -> tensor<?x2xf32>
  %c = "pd.split"(%x) {axis = 1, index = 2, num = 3} : (tensor<?x6xf32>) -> tensor<?x2xf32>
  %y = "pd.concat"(%a, %b, %c) {axis = 1}
    : (tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<?x6xf32>
  %z = "pd.concat"(%c, %a, %b) {axis = 1}
    : (tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<?x6xf32>
  return %y, %z : tensor<?x6xf32>, tensor<?x6xf32>
}

// Halves of a dynamic size, whatever it is.
// CHECK-LABEL: func.func @concat_of_dynamic_parts(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?xf32>
func.func @concat_of_dynamic_parts(%x: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK: [[Y:%.+]] = "pd.concat"
  // CHECK-NEXT: return [[Y]]
  %a = "pd.split"(%x) {index = 0, sections = array<i64: 1, -1>} : (tensor<?xf32>) -> tensor<1xf32>
  %b = "pd.split"(%x) {index = 1, sections = array<i64: 1, -1>} : (tensor<?xf32>) -> tensor<?xf32>
  %c = tensor.cast %a : tensor<1xf32> to tensor<?xf32>
  %y = "pd.concat"(%b, %c) : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// The parts change places.
// CHECK-LABEL: func.func @concat_of_parts_refused(
func.func @concat_of_parts_refused(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  // CHECK-NEXT: "pd.split"
  // CHECK-NEXT: "pd.split"
  // CHECK-NEXT: "pd.concat"
  // WHY: concat-of-parts: no part follows another one of the same tensor
  %a = "pd.split"(%x) {index = 0, num = 2} : (tensor<4x2xf32>) -> tensor<2x2xf32>
  %b = "pd.split"(%x) {index = 1, num = 2} : (tensor<4x2xf32>) -> tensor<2x2xf32>
  %y = "pd.concat"(%b, %a) : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @slice_of_gather_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x4xf32>
func.func @slice_of_gather_matches(%x: tensor<?x4xf32>) -> (tensor<?x2xf32>, tensor<?xf32>) {
  // CHECK-NEXT: [[A:%.+]] = "pd.slice"([[X]])
  // CHECK-SAME: axes = array<i64: 1>, ends = array<i64: 4>
  // CHECK-SAME: starts = array<i64: 2>
  // CHECK-NEXT: [[B:%.+]] = "pd.slice"([[X]])
  // CHECK-SAME: axes = array<i64: 1>, decrease_axis = array<i64: 1>, ends = array<i64: 4>
  // CHECK-SAME: starts = array<i64: 3>
  // CHECK-NEXT: return [[A]], [[B]]
  %run = "pd.constant"() {value = dense<[2, 3]> : tensor<2xi32>} : () -> tensor<2xi32>
  %last = "pd.constant"() {value = dense<-1> : tensor<i64>} : () -> tensor<i64>
  %a = "pd.gather"(%x, %run) {axis = 1} : (tensor<?x4xf32>, tensor<2xi32>) -> tensor<?x2xf32>
  %b = "pd.gather"(%x, %last) {axis = 1} : (tensor<?x4xf32>, tensor<i64>) -> tensor<?xf32>
  return %a, %b : tensor<?x2xf32>, tensor<?xf32>
}

// CHECK-LABEL: func.func @slice_of_gather_refused(
func.func @slice_of_gather_refused(%x: tensor<5x4xf32>) -> tensor<2x4xf32> {
  // CHECK: "pd.gather"
  // WHY: slice-of-gather: the index leaves out elements
  %even = "pd.constant"() {value = dense<[2, 4]> : tensor<2xi32>} : () -> tensor<2xi32>
  %a = "pd.gather"(%x, %even) : (tensor<5x4xf32>, tensor<2xi32>) -> tensor<2x4xf32>
  return %a : tensor<2x4xf32>
}

// They cancel behind the activation, and merge behind the cast.
// CHECK-LABEL: func.func @transpose_through_unary_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x4xf32>
func.func @transpose_through_unary_matches(%x: tensor<?x3x4xf32>)
    -> (tensor<?x3x4xf32>, tensor<3x4x?xi32>) {
  // CHECK-NEXT: [[A:%.+]] = "pd.relu"([[X]])
  // CHECK-NEXT: [[B:%.+]] = "pd.scale"([[A]])
  // CHECK-NEXT: [[C:%.+]] = "pd.cast"([[X]])
  // CHECK-NEXT: [[D:%.+]] = "pd.transpose"([[C]]) {perm = array<i64: 1, 2, 0>}
  // CHECK-NEXT: return [[B]], [[D]]
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 2, 1>} : (tensor<?x3x4xf32>) -> tensor<?x4x3xf32>
  %a = "pd.relu"(%t) : (tensor<?x4x3xf32>) -> tensor<?x4x3xf32>
  %b = "pd.scale"(%a) {scale = 2.0 : f64} : (tensor<?x4x3xf32>) -> tensor<?x4x3xf32>
  %u = "pd.transpose"(%b) {perm = array<i64: 0, 2, 1>} : (tensor<?x4x3xf32>) -> tensor<?x3x4xf32>
  %c = "pd.cast"(%t) {dtype = i32} : (tensor<?x4x3xf32>) -> tensor<?x4x3xi32>
  %v = "pd.transpose"(%c) {perm = array<i64: 2, 1, 0>} : (tensor<?x4x3xi32>) -> tensor<3x4x?xi32>
  return %u, %v : tensor<?x3x4xf32>, tensor<3x4x?xi32>
}

// CHECK-LABEL: func.func @transpose_through_unary_refused(
func.func @transpose_through_unary_refused(%x: tensor<2x3xf32>) -> (tensor<3x2xf32>, tensor<2x3xf32>) {
  // CHECK-NEXT: "pd.transpose"
  // CHECK-NEXT: "pd.relu"
  // CHECK-NEXT: "pd.transpose"
  // WHY: transpose-through-unary: the result of pd.relu has other uses
  %t = "pd.transpose"(%x) {perm = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %a = "pd.relu"(%t) : (tensor<3x2xf32>) -> tensor<3x2xf32>
  %u = "pd.transpose"(%a) {perm = array<i64: 1, 0>} : (tensor<3x2xf32>) -> tensor<2x3xf32>
  return %a, %u : tensor<3x2xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func.func @reshape_through_unary_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x4xf32>
func.func @reshape_through_unary_matches(%x: tensor<?x3x4xf32>)
    -> (tensor<?x3x4xf32>, tensor<?x4x3xf32>) {
  // CHECK-NEXT: [[A:%.+]] = "pd.gelu"([[X]])
  // CHECK-NEXT: [[B:%.+]] = "pd.tanh"([[X]])
  // CHECK-NEXT: [[C:%.+]] = "pd.reshape"([[B]]) {shape = array<i64: 0, 4, 3>}
  // CHECK-NEXT: return [[A]], [[C]]
  %r = "pd.flatten"(%x) {start_axis = 0, stop_axis = 1} : (tensor<?x3x4xf32>) -> tensor<?x4xf32>
  %a = "pd.gelu"(%r) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %b = "pd.reshape"(%a) {shape = array<i64: -1, 3, 4>} : (tensor<?x4xf32>) -> tensor<?x3x4xf32>
  %c = "pd.tanh"(%r) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %d = "pd.reshape"(%c) {shape = array<i64: -1, 4, 3>} : (tensor<?x4xf32>) -> tensor<?x4x3xf32>
  return %b, %d : tensor<?x3x4xf32>, tensor<?x4x3xf32>
}

// CHECK-LABEL: func.func @reshape_through_unary_refused(
func.func @reshape_through_unary_refused(%x: tensor<2x3xf32>) -> (tensor<6xf32>, tensor<3x2xf32>) {
  // CHECK-NEXT: "pd.flatten"
  // CHECK-NEXT: "pd.relu"
  // CHECK-NEXT: "pd.reshape"
  // WHY: reshape-through-unary: the result of pd.relu has other uses
  %r = "pd.flatten"(%x) {start_axis = 0} : (tensor<2x3xf32>) -> tensor<6xf32>
  %a = "pd.relu"(%r) : (tensor<6xf32>) -> tensor<6xf32>
  %u = "pd.reshape"(%a) {shape = array<i64: 3, 2>} : (tensor<6xf32>) -> tensor<3x2xf32>
  return %a, %u : tensor<6xf32>, tensor<3x2xf32>
}

// CHECK-LABEL: func.func @slice_before_unary_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3xf32>
func.func @slice_before_unary_matches(%x: tensor<?x3xf32>) -> tensor<3xf32> {
  // CHECK-NEXT: [[A:%.+]] = "pd.slice"([[X]])
  // CHECK-NEXT: [[B:%.+]] = "pd.exp"([[A]])
  // CHECK-NEXT: [[C:%.+]] = "pd.sigmoid"([[B]])
  // CHECK-NEXT: return [[C]]
  %a = "pd.exp"(%x) : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %b = "pd.sigmoid"(%a) : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %c = "pd.slice"(%b) {axes = array<i64: 0>, starts = array<i64: -1>, ends = array<i64: 2147483647>,
    decrease_axis = array<i64: 0>, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<?x3xf32>) -> tensor<3xf32>
  return %c : tensor<3xf32>
}

// Both halves are used: each element is computed once as it is.
// CHECK-LABEL: func.func @slice_before_unary_refused(
func.func @slice_before_unary_refused(%x: tensor<4x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK-NEXT: "pd.sigmoid"
  // WHY: slice-before-unary: the result of pd.sigmoid has other uses
  %a = "pd.sigmoid"(%x) : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %b = "pd.split"(%a) {index = 0, num = 2} : (tensor<4x3xf32>) -> tensor<2x3xf32>
  %c = "pd.split"(%a) {index = 1, num = 2} : (tensor<4x3xf32>) -> tensor<2x3xf32>
  return %b, %c : tensor<2x3xf32>, tensor<2x3xf32>
}

// A sum that broadcasts commutes with a transpose of both operands.
// CHECK-LABEL: func.func @transpose_after_binary_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3xf32>, [[Y:%[a-z0-9]+]]: tensor<1x3xf32>
func.func @transpose_after_binary_matches(%x: tensor<?x3xf32>, %y: tensor<1x3xf32>) -> tensor<3x?xf32> {
  // CHECK-NEXT: [[A:%.+]] = "pd.subtract"([[X]], [[Y]])
  // CHECK-NEXT: [[B:%.+]] = "pd.transpose"([[A]]) {perm = array<i64: 1, 0>}
  // CHECK-NEXT: return [[B]]
  %a = "pd.transpose"(%x) {perm = array<i64: 1, 0>} : (tensor<?x3xf32>) -> tensor<3x?xf32>
  %b = "pd.transpose"(%y) {perm = array<i64: 1, 0>} : (tensor<1x3xf32>) -> tensor<3x1xf32>
  %c = "pd.subtract"(%a, %b) : (tensor<3x?xf32>, tensor<3x1xf32>) -> tensor<3x?xf32>
  return %c : tensor<3x?xf32>
}

// CHECK-LABEL: func.func @transpose_after_binary_refused(
func.func @transpose_after_binary_refused(%x: tensor<2x2x2xf32>, %y: tensor<2x2x2xf32>)
    -> tensor<2x2x2xf32> {
  // CHECK-NEXT: "pd.transpose"
  // CHECK-NEXT: "pd.transpose"
  // CHECK-NEXT: "pd.add"
  // WHY: transpose-after-binary: the axes' orders differ
  %a = "pd.transpose"(%x) {perm = array<i64: 1, 0, 2>} : (tensor<2x2x2xf32>) -> tensor<2x2x2xf32>
  %b = "pd.transpose"(%y) {perm = array<i64: 2, 1, 0>} : (tensor<2x2x2xf32>) -> tensor<2x2x2xf32>
  %c = "pd.add"(%a, %b) : (tensor<2x2x2xf32>, tensor<2x2x2xf32>) -> tensor<2x2x2xf32>
  return %c : tensor<2x2x2xf32>
}

// CHECK-LABEL: func.func @transpose_through_concat_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x4xf32>, [[Y:%[a-z0-9]+]]: tensor<?x4x5xf32>
func.func @transpose_through_concat_matches(%x: tensor<?x3x4xf32>, %y: tensor<?x4x5xf32>)
    -> tensor<?x8x4xf32> {
  // CHECK-NEXT: [[A:%.+]] = "pd.transpose"([[Y]]) {perm = array<i64: 0, 2, 1>}
  // CHECK-NEXT: [[B:%.+]] = tensor.cast [[X]]
  // CHECK-NEXT: [[C:%.+]] = tensor.cast [[A]]
  // CHECK-NEXT: [[D:%.+]] = "pd.concat"([[B]], [[C]]) {axis = 1 : i64}
  // CHECK-NEXT: return [[D]]
  %a = "pd.transpose"(%x) {perm = array<i64: 2, 0, 1>} : (tensor<?x3x4xf32>) -> tensor<4x?x3xf32>
  %b = "pd.transpose"(%y) {perm = array<i64: 1, 0, 2>} : (tensor<?x4x5xf32>) -> tensor<4x?x5xf32>
  %c = tensor.cast %a : tensor<4x?x3xf32> to tensor<4x?x?xf32>
  %d = tensor.cast %b : tensor<4x?x5xf32> to tensor<4x?x?xf32>
  %e = "pd.concat"(%c, %d) {axis = 2} : (tensor<4x?x?xf32>, tensor<4x?x?xf32>) -> tensor<4x?x8xf32>
  %f = "pd.transpose"(%e) {perm = array<i64: 1, 2, 0>} : (tensor<4x?x8xf32>) -> tensor<?x8x4xf32>
  return %f : tensor<?x8x4xf32>
}

// CHECK-LABEL: func.func @transpose_through_concat_refused(
func.func @transpose_through_concat_refused(%x: tensor<2x3xf32>, %y: tensor<3x2xf32>) -> tensor<2x6xf32> {
  // CHECK-NEXT: "pd.transpose"
  // CHECK-NEXT: "pd.concat"
  // CHECK-NEXT: "pd.transpose"
  // WHY: transpose-through-concat: not all operands are transposed
  %a = "pd.transpose"(%x) {perm = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %c = "pd.concat"(%a, %y) : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<6x2xf32>
  %d = "pd.transpose"(%c) {perm = array<i64: 1, 0>} : (tensor<6x2xf32>) -> tensor<2x6xf32>
  return %d : tensor<2x6xf32>
}

// NCHW to NHWC, without the height, and back: only the height goes. Then one that stays.
// CHECK-LABEL: func.func @transpose_through_ones_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x1x5xf32>
func.func @transpose_through_ones_matches(%x: tensor<?x3x1x5xf32>) -> (tensor<?x3x5xf32>, tensor<5x?x3xf32>) {
  // CHECK-NEXT: [[A:%.+]] = "pd.reshape"([[X]]) {shape = array<i64: 0, 3, 5>}
  // CHECK-NEXT: [[B:%.+]] = "pd.transpose"([[X]]) {perm = array<i64: 2, 3, 0, 1>}
  // CHECK-NEXT: [[C:%.+]] = "pd.reshape"([[B]]) {shape = array<i64: 5, -1, 3>}
  // CHECK-NEXT: return [[A]], [[C]]
  %a = "pd.transpose"(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x3x1x5xf32>) -> tensor<?x1x5x3xf32>
  %b = "pd.squeeze"(%a) {axis = array<i64: 1>} : (tensor<?x1x5x3xf32>) -> tensor<?x5x3xf32>
  %c = "pd.transpose"(%b) {perm = array<i64: 0, 2, 1>} : (tensor<?x5x3xf32>) -> tensor<?x3x5xf32>
  %d = "pd.transpose"(%x) {perm = array<i64: 0, 3, 2, 1>} : (tensor<?x3x1x5xf32>) -> tensor<?x5x1x3xf32>
  %e = "pd.reshape"(%d) {shape = array<i64: 0, 5, 3>} : (tensor<?x5x1x3xf32>) -> tensor<?x5x3xf32>
  %f = "pd.transpose"(%e) {perm = array<i64: 1, 0, 2>} : (tensor<?x5x3xf32>) -> tensor<5x?x3xf32>
  return %c, %f : tensor<?x3x5xf32>, tensor<5x?x3xf32>
}

// CHECK-LABEL: func.func @transpose_through_ones_refused(
func.func @transpose_through_ones_refused(%x: tensor<2x3x4xf32>) -> tensor<6x4xf32> {
  // CHECK-NEXT: "pd.transpose"
  // CHECK-NEXT: "pd.flatten"
  // CHECK-NEXT: "pd.transpose"
  // WHY: transpose-through-ones: the reshape changes more than sizes of 1
  %a = "pd.transpose"(%x) {perm = array<i64: 2, 1, 0>} : (tensor<2x3x4xf32>) -> tensor<4x3x2xf32>
  %b = "pd.flatten"(%a) : (tensor<4x3x2xf32>) -> tensor<4x6xf32>
  %c = "pd.transpose"(%b) {perm = array<i64: 1, 0>} : (tensor<4x6xf32>) -> tensor<6x4xf32>
  return %c : tensor<6x4xf32>
}

// What is left is in order, or is not, or is all there.
// CHECK-LABEL: func.func @reduction_of_transpose_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x4xf32>
func.func @reduction_of_transpose_matches(%x: tensor<?x3x4xf32>, %y: tensor<?x3x4xf32>, %z: tensor<?x3x4xf32>)
    -> (tensor<?x3xf32>, tensor<4x?xf32>, tensor<4x1x?xf32>) {
  // CHECK: [[A:%.+]] = "pd.mean"({{%.+}}) {axis = array<i64: 2>}
  // CHECK-NEXT: [[B:%.+]] = "pd.max"({{%.+}}) {axis = array<i64: 1>}
  // CHECK-NEXT: [[C:%.+]] = "pd.transpose"([[B]]) {perm = array<i64: 1, 0>}
  // CHECK-NEXT: [[D:%.+]] = "pd.sum"({{%.+}}) {axis = array<i64: 1>, keepdim = true}
  // CHECK-NEXT: [[E:%.+]] = "pd.transpose"([[D]]) {perm = array<i64: 2, 1, 0>}
  // CHECK-NEXT: return [[A]], [[C]], [[E]]
  %a = "pd.transpose"(%x) {perm = array<i64: 0, 2, 1>} : (tensor<?x3x4xf32>) -> tensor<?x4x3xf32>
  %b = "pd.mean"(%a) {axis = array<i64: 1>} : (tensor<?x4x3xf32>) -> tensor<?x3xf32>
  %c = "pd.transpose"(%y) {perm = array<i64: 2, 0, 1>} : (tensor<?x3x4xf32>) -> tensor<4x?x3xf32>
  %d = "pd.max"(%c) {axis = array<i64: -1>} : (tensor<4x?x3xf32>) -> tensor<4x?xf32>
  %e = "pd.transpose"(%z) {perm = array<i64: 2, 1, 0>} : (tensor<?x3x4xf32>) -> tensor<4x3x?xf32>
  %f = "pd.sum"(%e) {axis = array<i64: 1>, keepdim = true} : (tensor<4x3x?xf32>) -> tensor<4x1x?xf32>
  return %b, %d, %f : tensor<?x3xf32>, tensor<4x?xf32>, tensor<4x1x?xf32>
}

// CHECK-LABEL: func.func @reduction_of_transpose_refused(
func.func @reduction_of_transpose_refused(%x: tensor<2x3xf32>) -> (tensor<3x2xf32>, tensor<2xf32>) {
  // CHECK-NEXT: "pd.transpose"
  // CHECK-NEXT: "pd.mean"
  // WHY: reduction-of-transpose: the result of pd.transpose has other uses
  %a = "pd.transpose"(%x) {perm = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %b = "pd.mean"(%a) {axis = array<i64: 0>} : (tensor<3x2xf32>) -> tensor<2xf32>
  return %a, %b : tensor<3x2xf32>, tensor<2xf32>
}

// CHECK-LABEL: func.func @binary_of_expand_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x3xf32>, [[Y:%[a-z0-9]+]]: tensor<?x3xf32>
func.func @binary_of_expand_matches(%x: tensor<1x3xf32>, %y: tensor<?x3xf32>) -> tensor<?x3xi1> {
  // CHECK-NEXT: [[Z:%.+]] = "pd.less_than"([[X]], [[Y]])
  // CHECK-NEXT: return [[Z]]
  %s = "pd.shape"(%y) : (tensor<?x3xf32>) -> tensor<2xi32>
  %a = "pd.expand"(%x, %s) : (tensor<1x3xf32>, tensor<2xi32>) -> tensor<?x3xf32>
  %z = "pd.less_than"(%a, %y) : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  return %z : tensor<?x3xi1>
}

// CHECK-LABEL: func.func @binary_of_expand_refused(
func.func @binary_of_expand_refused(%x: tensor<1x3xf32>, %y: tensor<?x3xf32>) -> tensor<4x3xf32> {
  // CHECK-NEXT: "pd.expand"
  // CHECK-NEXT: "pd.add"
  // WHY: binary-of-expand: the other operand is smaller than the result
  %a = "pd.expand"(%x) {shape = array<i64: 4, 3>} : (tensor<1x3xf32>) -> tensor<4x3xf32>
  %z = "pd.add"(%a, %y) : (tensor<4x3xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>
  return %z : tensor<4x3xf32>
}

// The heads of a detector: one transpose for all maps. The batch stays dynamic.
// CHECK-LABEL: func.func @transpose_after_concat_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x6x4x4xf32>, [[Y:%[a-z0-9]+]]: tensor<?x6x2x3xf32>
func.func @transpose_after_concat_matches(%x: tensor<?x6x4x4xf32>, %y: tensor<?x6x2x3xf32>) -> tensor<?x132xf32> {
  // CHECK-NEXT: [[A:%.+]] = "pd.reshape"([[X]]) {shape = array<i64: 0, 6, 16>}
  // CHECK-NEXT: [[B:%.+]] = "pd.reshape"([[Y]]) {shape = array<i64: 0, 6, 6>}
  // CHECK: [[C:%.+]] = "pd.concat"({{%.+}}, {{%.+}}) {axis = 2 : i64}
  // CHECK-NEXT: [[T:%.+]] = "pd.transpose"([[C]]) {perm = array<i64: 0, 2, 1>}
  // CHECK-NEXT: [[R:%.+]] = "pd.reshape"([[T]]) {shape = array<i64: 0, 132>}
  // CHECK-NEXT: return [[R]]
  %a = "pd.transpose"(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x6x4x4xf32>) -> tensor<?x4x4x6xf32>
  %b = "pd.flatten"(%a) : (tensor<?x4x4x6xf32>) -> tensor<?x96xf32>
  %c = "pd.transpose"(%y) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x6x2x3xf32>) -> tensor<?x2x3x6xf32>
  %d = "pd.flatten"(%c) : (tensor<?x2x3x6xf32>) -> tensor<?x36xf32>
  %e = tensor.cast %b : tensor<?x96xf32> to tensor<?x?xf32>
  %f = tensor.cast %d : tensor<?x36xf32> to tensor<?x?xf32>
  %g = "pd.concat"(%e, %f) {axis = 1} : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x132xf32>
  return %g : tensor<?x132xf32>
}

// CHECK-LABEL: func.func @transpose_after_concat_refused(
func.func @transpose_after_concat_refused(%x: tensor<2x6x4x4xf32>, %y: tensor<2x3x4x8xf32>) -> tensor<2x192xf32> {
  // CHECK-COUNT-2: "pd.transpose"
  // CHECK-NOT: "pd.transpose"
  // WHY: transpose-after-concat: the maps differ in their channels
  %a = "pd.transpose"(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<2x6x4x4xf32>) -> tensor<2x4x4x6xf32>
  %b = "pd.flatten"(%a) : (tensor<2x4x4x6xf32>) -> tensor<2x96xf32>
  %c = "pd.transpose"(%y) {perm = array<i64: 0, 2, 3, 1>} : (tensor<2x3x4x8xf32>) -> tensor<2x4x8x3xf32>
  %d = "pd.flatten"(%c) : (tensor<2x4x8x3xf32>) -> tensor<2x96xf32>
  %e = "pd.concat"(%b, %d) {axis = 1} : (tensor<2x96xf32>, tensor<2x96xf32>) -> tensor<2x192xf32>
  return %e : tensor<2x192xf32>
}
