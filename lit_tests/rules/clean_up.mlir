// RUN: paddle-mlir-opt %s -p pd-clean-up | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-clean-up,pd-clean-up' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-clean-up --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// CHECK-LABEL: func.func @remove_assign_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3xf32>
func.func @remove_assign_matches(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK-NEXT: return [[X]]
  %y = "pd.assign"(%x) : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// A clip between no bounds is no assign.
// CHECK-LABEL: func.func @remove_assign_refused(
func.func @remove_assign_refused(%x: tensor<3xf32>) -> tensor<3xf32> {
  // CHECK-NEXT: "pd.clip"
  %y = "pd.clip"(%x) {operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<3xf32>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// CHECK-LABEL: func.func @remove_dropout_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @remove_dropout_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: return [[X]]
  %y = "pd.dropout"(%x) {p = 2.5e-01 : f64, mode = "upscale_in_train"}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %z = "pd.dropout"(%y) {p = 0.0 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %z : tensor<2x3xf32>
}

// The other mode scales in inference.
// CHECK-LABEL: func.func @remove_dropout_refused(
func.func @remove_dropout_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: "pd.dropout"
  // WHY: remove-dropout: the mode is downgrade_in_infer
  %y = "pd.dropout"(%x) {p = 2.5e-01 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @remove_neutral_scale_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?xi64>
func.func @remove_neutral_scale_matches(%x: tensor<?xi64>) -> tensor<?xi64> {
  // CHECK-NEXT: return [[X]]
  %y = "pd.scale"(%x) : (tensor<?xi64>) -> tensor<?xi64>
  return %y : tensor<?xi64>
}

// A factor that is a tensor replaces the attribute, which is 1.
// CHECK-LABEL: func.func @remove_neutral_scale_refused(
func.func @remove_neutral_scale_refused(%x: tensor<3xf32>, %s: tensor<1xf32>) -> tensor<3xf32> {
  // CHECK-NEXT: "pd.scale"
  // WHY: remove-neutral-scale: the factor is a tensor
  %y = "pd.scale"(%x, %s) : (tensor<3xf32>, tensor<1xf32>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// CHECK-LABEL: func.func @remove_neutral_cast_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @remove_neutral_cast_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: return [[X]]
  %y = "pd.cast"(%x) {dtype = f32} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @remove_neutral_cast_refused(
func.func @remove_neutral_cast_refused(%x: tensor<2x3xf32>) -> tensor<2x3xi32> {
  // CHECK-NEXT: "pd.cast"
  %y = "pd.cast"(%x) {dtype = i32} : (tensor<2x3xf32>) -> tensor<2x3xi32>
  return %y : tensor<2x3xi32>
}

// A 0 keeps the size; what -1 stands for follows.
// CHECK-LABEL: func.func @remove_neutral_reshape_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x?xf32>
func.func @remove_neutral_reshape_matches(%x: tensor<?x3x?xf32>) -> tensor<?x3x?xf32> {
  // CHECK-NEXT: return [[X]]
  %y = "pd.reshape"(%x) {shape = array<i64: 0, 3, -1>} : (tensor<?x3x?xf32>) -> tensor<?x3x?xf32>
  %z = "pd.squeeze"(%y) {axis = array<i64: 1>} : (tensor<?x3x?xf32>) -> tensor<?x3x?xf32>
  return %z : tensor<?x3x?xf32>
}

// Both types are ?x?, and yet the sizes change places.
// CHECK-LABEL: func.func @remove_neutral_reshape_refused(
func.func @remove_neutral_reshape_refused(%x: tensor<?x?xf32>) -> tensor<?x?xf32> {
  // CHECK: "pd.reshape"
  // WHY: remove-neutral-reshape: the sizes of tensor<?x?xf32> and tensor<?x?xf32> are not proven equal
  %s = "pd.shape"(%x) : (tensor<?x?xf32>) -> tensor<2xi32>
  %h = "pd.slice"(%s) {axes = array<i64: 0>, starts = array<i64: 0>, ends = array<i64: 1>,
    operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<2xi32>) -> tensor<1xi32>
  %w = "pd.slice"(%s) {axes = array<i64: 0>, starts = array<i64: 1>, ends = array<i64: 2>,
    operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<2xi32>) -> tensor<1xi32>
  %wh = "pd.concat"(%w, %h) : (tensor<1xi32>, tensor<1xi32>) -> tensor<2xi32>
  %y = "pd.reshape"(%x, %wh) : (tensor<?x?xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @remove_neutral_transpose_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3xf32>
func.func @remove_neutral_transpose_matches(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK-NEXT: return [[X]]
  %y = "pd.transpose"(%x) {perm = array<i64: 0, -1>} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @remove_neutral_transpose_refused(
func.func @remove_neutral_transpose_refused(%x: tensor<?x?xf32>) -> tensor<?x?xf32> {
  // CHECK-NEXT: "pd.transpose"
  %y = "pd.transpose"(%x) {perm = array<i64: 1, 0>} : (tensor<?x?xf32>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @remove_neutral_expand_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3xf32>
func.func @remove_neutral_expand_matches(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK-NEXT: return [[X]]
  %y = "pd.expand"(%x) {shape = array<i64: -1, 3>} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %z = "pd.tile"(%y) {repeat_times = array<i64: 1, 1>} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return %z : tensor<?x3xf32>
}

// The dynamic size may be 1 and be expanded to 4.
// CHECK-LABEL: func.func @remove_neutral_expand_refused(
func.func @remove_neutral_expand_refused(%x: tensor<?x3xf32>) -> tensor<4x3xf32> {
  // CHECK-NEXT: "pd.expand"
  // WHY: remove-neutral-expand: the sizes of tensor<?x3xf32> and tensor<4x3xf32> are not proven equal
  %y = "pd.expand"(%x) {shape = array<i64: 4, 3>} : (tensor<?x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @remove_neutral_slice_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3xf32>
func.func @remove_neutral_slice_matches(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK-NEXT: return [[X]]
  %y = "pd.slice"(%x) {axes = array<i64: 0, 1>, starts = array<i64: 0, -3>,
    ends = array<i64: 2147483647, 3>, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %z = "pd.split"(%y) {index = 0, num = 1} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return %z : tensor<?x3xf32>
}

// All elements of up to eight, but the size may be nine.
// CHECK-LABEL: func.func @remove_neutral_slice_refused(
func.func @remove_neutral_slice_refused(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK-NEXT: "pd.slice"
  // WHY: remove-neutral-slice: the sizes of tensor<?x3xf32> and tensor<?x3xf32> are not proven equal
  %y = "pd.slice"(%x) {axes = array<i64: 0>, starts = array<i64: 0>, ends = array<i64: 8>,
    operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @remove_single_concat_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3xf32>
func.func @remove_single_concat_matches(%x: tensor<?x3xf32>) -> tensor<?x1x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.unsqueeze"([[X]]) {axis = array<i64: 1>}
  // CHECK-NEXT: return [[Y]]
  %y = "pd.concat"(%x) : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %z = "pd.stack"(%y) {axis = 1} : (tensor<?x3xf32>) -> tensor<?x1x3xf32>
  return %z : tensor<?x1x3xf32>
}

// CHECK-LABEL: func.func @remove_single_concat_refused(
func.func @remove_single_concat_refused(%x: tensor<3xf32>) -> tensor<6xf32> {
  // CHECK-NEXT: "pd.concat"
  %y = "pd.concat"(%x, %x) : (tensor<3xf32>, tensor<3xf32>) -> tensor<6xf32>
  return %y : tensor<6xf32>
}

// CHECK-LABEL: func.func @remove_empty_parts_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?xf32>, [[Y:%[a-z0-9]+]]: tensor<2x0xf32>
func.func @remove_empty_parts_matches(%x: tensor<2x?xf32>, %y: tensor<2x0xf32>) -> tensor<2x?xf32> {
  // CHECK-NEXT: [[Z:%.+]] = "pd.concat"([[X]], [[X]]) {axis = 1 : i64}
  // CHECK-NEXT: return [[Z]]
  %e = tensor.cast %y : tensor<2x0xf32> to tensor<2x?xf32>
  %z = "pd.concat"(%x, %e, %x) {axis = 1}
    : (tensor<2x?xf32>, tensor<2x?xf32>, tensor<2x?xf32>) -> tensor<2x?xf32>
  return %z : tensor<2x?xf32>
}

// CHECK-LABEL: func.func @remove_empty_parts_refused(
func.func @remove_empty_parts_refused(%x: tensor<2x?xf32>, %y: tensor<2x?xf32>) -> tensor<2x?xf32> {
  // CHECK-NEXT: "pd.concat"
  %z = "pd.concat"(%x, %y) {axis = 1} : (tensor<2x?xf32>, tensor<2x?xf32>) -> tensor<2x?xf32>
  return %z : tensor<2x?xf32>
}

// CHECK-LABEL: func.func @remove_zero_summand_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3xi32>
func.func @remove_zero_summand_matches(%x: tensor<?x3xi32>) -> tensor<?x3xi32> {
  // CHECK-NEXT: return [[X]]
  %zero = "pd.full"() {value = 0.0 : f64, dtype = i32, shape = array<i64: 1>} : () -> tensor<1xi32>
  %zeros = "pd.constant"() {value = dense<0> : tensor<3xi32>} : () -> tensor<3xi32>
  %y = "pd.add"(%zero, %x) : (tensor<1xi32>, tensor<?x3xi32>) -> tensor<?x3xi32>
  %z = "pd.subtract"(%y, %zeros) : (tensor<?x3xi32>, tensor<3xi32>) -> tensor<?x3xi32>
  return %z : tensor<?x3xi32>
}

// If the dynamic size is 1, the zeros make four of it.
// CHECK-LABEL: func.func @remove_zero_summand_refused(
func.func @remove_zero_summand_refused(%x: tensor<?x3xf32>) -> tensor<4x3xf32> {
  // CHECK: "pd.add"
  // WHY: remove-zero-summand: the sizes of tensor<?x3xf32> and tensor<4x3xf32> are not proven equal
  %zero = "pd.full"() {value = 0.0 : f64, shape = array<i64: 4, 3>} : () -> tensor<4x3xf32>
  %y = "pd.add"(%x, %zero) : (tensor<?x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @remove_unit_factor_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3xf32>
func.func @remove_unit_factor_matches(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK-NEXT: return [[X]]
  %one = "pd.full"() {value = 1.0 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %y = "pd.multiply"(%one, %x) : (tensor<1xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %z = "pd.divide"(%y, %one) : (tensor<?x3xf32>, tensor<1xf32>) -> tensor<?x3xf32>
  return %z : tensor<?x3xf32>
}

// If the dynamic size is 1, the ones make four of it.
// CHECK-LABEL: func.func @remove_unit_factor_refused(
func.func @remove_unit_factor_refused(%x: tensor<?x3xf32>) -> tensor<4x3xf32> {
  // CHECK: "pd.multiply"
  // WHY: remove-unit-factor: the sizes of tensor<?x3xf32> and tensor<4x3xf32> are not proven equal
  %one = "pd.full"() {value = 1.0 : f64, shape = array<i64: 4, 3>} : () -> tensor<4x3xf32>
  %y = "pd.multiply"(%x, %one) : (tensor<?x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @remove_unit_power_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @remove_unit_power_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: return [[X]]
  %one = "pd.full"() {value = 1.0 : f64, shape = array<i64: 1>} : () -> tensor<1xf32>
  %y = "pd.pow"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %z = "pd.elementwise_pow"(%y, %one) : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xf32>
  return %z : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @remove_unit_power_refused(
func.func @remove_unit_power_refused(%x: tensor<?x3xf32>) -> tensor<4x3xf32> {
  // CHECK: "pd.elementwise_pow"
  // WHY: remove-unit-power: the sizes of tensor<?x3xf32> and tensor<4x3xf32> are not proven equal
  %one = "pd.full"() {value = 1.0 : f64, shape = array<i64: 4, 3>} : () -> tensor<4x3xf32>
  %y = "pd.elementwise_pow"(%x, %one) : (tensor<?x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @remove_equal_operands_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @remove_equal_operands_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: return [[X]]
  %y = "pd.maximum"(%x, %x) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %z = "pd.minimum"(%y, %y) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %z : tensor<2x3xf32>
}

// The truth of a float is a bool.
// CHECK-LABEL: func.func @remove_equal_operands_refused(
func.func @remove_equal_operands_refused(%x: tensor<2x3xf32>) -> tensor<2x3xi1> {
  // CHECK-NEXT: "pd.logical_and"
  // WHY: remove-equal-operands: the result is bool and the operand is not
  %y = "pd.logical_and"(%x, %x) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
  return %y : tensor<2x3xi1>
}

// CHECK-LABEL: func.func @remove_idle_where_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>, [[Y:%[a-z0-9]+]]: tensor<3xf32>
func.func @remove_idle_where_matches(%x: tensor<2x3xf32>, %y: tensor<3xf32>, %c: tensor<3xi1>)
    -> tensor<2x3xf32> {
  // CHECK-NEXT: return [[X]]
  %true = "pd.full"() {value = 1.0 : f64, dtype = i1, shape = array<i64: 1>} : () -> tensor<1xi1>
  %a = "pd.where"(%true, %x, %y) : (tensor<1xi1>, tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %b = "pd.where"(%c, %a, %a) : (tensor<3xi1>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %b : tensor<2x3xf32>
}

// What is chosen is broadcast by what is not.
// CHECK-LABEL: func.func @remove_idle_where_refused(
func.func @remove_idle_where_refused(%x: tensor<4x3xf32>, %y: tensor<?x3xf32>) -> tensor<4x3xf32> {
  // CHECK: "pd.where"
  // WHY: remove-idle-where: the sizes of tensor<?x3xf32> and tensor<4x3xf32> are not proven equal
  %false = "pd.full"() {value = 0.0 : f64, dtype = i1, shape = array<i64: 1>} : () -> tensor<1xi1>
  %a = "pd.where"(%false, %x, %y)
    : (tensor<1xi1>, tensor<4x3xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>
  return %a : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @remove_double_not_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xi1>
func.func @remove_double_not_matches(%x: tensor<2x3xi1>) -> tensor<2x3xi1> {
  // CHECK-NEXT: return [[X]]
  %y = "pd.logical_not"(%x) : (tensor<2x3xi1>) -> tensor<2x3xi1>
  %z = "pd.logical_not"(%y) : (tensor<2x3xi1>) -> tensor<2x3xi1>
  return %z : tensor<2x3xi1>
}

// CHECK-LABEL: func.func @remove_double_not_refused(
func.func @remove_double_not_refused(%x: tensor<2x3xi32>) -> tensor<2x3xi1> {
  // CHECK-NEXT: "pd.logical_not"
  // CHECK-NEXT: "pd.logical_not"
  // WHY: remove-double-not: the operand is not bool
  %y = "pd.logical_not"(%x) : (tensor<2x3xi32>) -> tensor<2x3xi1>
  %z = "pd.logical_not"(%y) : (tensor<2x3xi1>) -> tensor<2x3xi1>
  return %z : tensor<2x3xi1>
}

// CHECK-LABEL: func.func @remove_idle_rounding_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xi32>
func.func @remove_idle_rounding_matches(%x: tensor<2x3xi32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.cast"([[X]])
  // CHECK-NEXT: return [[Y]]
  %y = "pd.cast"(%x) {dtype = f32} : (tensor<2x3xi32>) -> tensor<2x3xf32>
  %z = "pd.floor"(%y) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %u = "pd.ceil"(%z) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %u : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @remove_idle_rounding_refused(
func.func @remove_idle_rounding_refused(%x: tensor<2x3xf16>) -> tensor<2x3xf32> {
  // CHECK-NEXT: "pd.cast"
  // CHECK-NEXT: "pd.floor"
  // WHY: remove-idle-rounding: it is cast from float16
  %y = "pd.cast"(%x) {dtype = f32} : (tensor<2x3xf16>) -> tensor<2x3xf32>
  %z = "pd.floor"(%y) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %z : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @remove_idle_abs_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @remove_idle_abs_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.square"([[X]])
  // CHECK-NEXT: return [[Y]]
  %y = "pd.square"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %z = "pd.abs"(%y) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %z : tensor<2x3xf32>
}

// The square of a large integer may be negative.
// CHECK-LABEL: func.func @remove_idle_abs_refused(
func.func @remove_idle_abs_refused(%x: tensor<2x3xi32>) -> tensor<2x3xi32> {
  // CHECK-NEXT: "pd.square"
  // CHECK-NEXT: "pd.abs"
  // WHY: remove-idle-abs: integers overflow
  %y = "pd.square"(%x) : (tensor<2x3xi32>) -> tensor<2x3xi32>
  %z = "pd.abs"(%y) : (tensor<2x3xi32>) -> tensor<2x3xi32>
  return %z : tensor<2x3xi32>
}

// CHECK-LABEL: func.func @remove_idle_reduction_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x1x3x1xf32>
func.func @remove_idle_reduction_matches(%x: tensor<?x1x3x1xf32>) -> tensor<?x3x1xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.reshape"([[X]]) {shape = array<i64: 0, 3, 1>}
  // CHECK-NEXT: return [[Y]]
  %y = "pd.mean"(%x) {axis = array<i64: 1, 3>, keepdim = true}
    : (tensor<?x1x3x1xf32>) -> tensor<?x1x3x1xf32>
  %z = "pd.max"(%y) {axis = array<i64: 1>} : (tensor<?x1x3x1xf32>) -> tensor<?x3x1xf32>
  return %z : tensor<?x3x1xf32>
}

// CHECK-LABEL: func.func @remove_idle_reduction_refused(
func.func @remove_idle_reduction_refused(%x: tensor<2x1xi32>) -> tensor<2xi64> {
  // CHECK-NEXT: "pd.sum"
  // WHY: remove-idle-reduction: the sum of int32 is int64
  %y = "pd.sum"(%x) {axis = array<i64: 1>} : (tensor<2x1xi32>) -> tensor<2xi64>
  return %y : tensor<2xi64>
}

// CHECK-LABEL: func.func @remove_idle_pool_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x1x1xf32>
func.func @remove_idle_pool_matches(%x: tensor<?x3x1x1xf32>) -> tensor<?x3x1x1xf32> {
  // CHECK-NEXT: return [[X]]
  %y = "pd.pool2d"(%x) {kernel_size = array<i64: 1, 1>, pooling_type = "avg", adaptive = true}
    : (tensor<?x3x1x1xf32>) -> tensor<?x3x1x1xf32>
  %z = "pd.pool2d"(%y) {kernel_size = array<i64: 1, 1>}
    : (tensor<?x3x1x1xf32>) -> tensor<?x3x1x1xf32>
  return %z : tensor<?x3x1x1xf32>
}

// CHECK-LABEL: func.func @remove_idle_pool_refused(
func.func @remove_idle_pool_refused(%x: tensor<2x3x?x1xf32>) -> tensor<2x3x?x1xf32> {
  // CHECK-NEXT: "pd.pool2d"
  // WHY: remove-idle-pool: the sizes of tensor<2x3x?x1xf32> and tensor<2x3x?x1xf32> are not proven equal
  %y = "pd.pool2d"(%x) {kernel_size = array<i64: 1, 1>, strides = array<i64: 2, 2>}
    : (tensor<2x3x?x1xf32>) -> tensor<2x3x?x1xf32>
  return %y : tensor<2x3x?x1xf32>
}

// CHECK-LABEL: func.func @merge_transposes_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x4xf32>
func.func @merge_transposes_matches(%x: tensor<?x3x4xf32>) -> (tensor<4x?x3xf32>, tensor<?x3x4xf32>) {
  // CHECK-NEXT: [[Y:%.+]] = "pd.transpose"([[X]]) {perm = array<i64: 2, 0, 1>}
  // CHECK-NEXT: return [[Y]], [[X]]
  %y = "pd.transpose"(%x) {perm = array<i64: 0, 2, 1>} : (tensor<?x3x4xf32>) -> tensor<?x4x3xf32>
  %z = "pd.transpose"(%y) {perm = array<i64: 1, 0, 2>} : (tensor<?x4x3xf32>) -> tensor<4x?x3xf32>
  %u = "pd.transpose"(%y) {perm = array<i64: 0, 2, 1>} : (tensor<?x4x3xf32>) -> tensor<?x3x4xf32>
  return %z, %u : tensor<4x?x3xf32>, tensor<?x3x4xf32>
}

// What stands between them is for pd-move-data to see through.
// CHECK-LABEL: func.func @merge_transposes_refused(
func.func @merge_transposes_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: "pd.transpose"
  // CHECK-NEXT: "pd.relu"
  // CHECK-NEXT: "pd.transpose"
  %y = "pd.transpose"(%x) {perm = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %z = "pd.relu"(%y) : (tensor<3x2xf32>) -> tensor<3x2xf32>
  %u = "pd.transpose"(%z) {perm = array<i64: 1, 0>} : (tensor<3x2xf32>) -> tensor<2x3xf32>
  return %u : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @merge_reshapes_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x4x5xf32>
func.func @merge_reshapes_matches(%x: tensor<?x3x4x5xf32>) -> tensor<?x1x60xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.reshape"([[X]]) {shape = array<i64: 0, 1, 60>}
  // CHECK-NEXT: return [[Y]]
  %y = "pd.flatten"(%x) {start_axis = 2} : (tensor<?x3x4x5xf32>) -> tensor<?x3x20xf32>
  %z = "pd.reshape"(%y) {shape = array<i64: 0, -1>} : (tensor<?x3x20xf32>) -> tensor<?x60xf32>
  %u = "pd.unsqueeze"(%z) {axis = array<i64: 1>} : (tensor<?x60xf32>) -> tensor<?x1x60xf32>
  return %u : tensor<?x1x60xf32>
}

// Both sizes are in new places, and there is only one -1.
// CHECK-LABEL: func.func @merge_reshapes_refused(
func.func @merge_reshapes_refused(%x: tensor<?x4x?xf32>) -> tensor<?x?xf32> {
  // CHECK: "pd.flatten"
  // CHECK: "pd.reshape"
  // WHY: merge-reshapes: tensor<?x?xf32> cannot be told from tensor<?x4x?xf32> by numbers
  %y = "pd.flatten"(%x) {start_axis = 0, stop_axis = 1} : (tensor<?x4x?xf32>) -> tensor<?x?xf32>
  %s = "pd.shape"(%y) : (tensor<?x?xf32>) -> tensor<2xi32>
  %h = "pd.split"(%s) {index = 0, num = 2} : (tensor<2xi32>) -> tensor<1xi32>
  %w = "pd.split"(%s) {index = 1, num = 2} : (tensor<2xi32>) -> tensor<1xi32>
  %wh = "pd.concat"(%w, %h) : (tensor<1xi32>, tensor<1xi32>) -> tensor<2xi32>
  %z = "pd.reshape"(%y, %wh) : (tensor<?x?xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  return %z : tensor<?x?xf32>
}

// Integers of 8 bits are exact in 32 bits, and floats in doubles.
// CHECK-LABEL: func.func @merge_casts_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?xi8>, [[Y:%[a-z0-9]+]]: tensor<?xf32>
func.func @merge_casts_matches(%x: tensor<?xi8>, %y: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  // CHECK-NEXT: [[Z:%.+]] = "pd.cast"([[X]]) {dtype = f32}
  // CHECK-NEXT: return [[Z]], [[Y]]
  %x32 = "pd.cast"(%x) {dtype = i32} : (tensor<?xi8>) -> tensor<?xi32>
  %z = "pd.cast"(%x32) {dtype = f32} : (tensor<?xi32>) -> tensor<?xf32>
  %wide = "pd.cast"(%y) {dtype = f64} : (tensor<?xf32>) -> tensor<?xf64>
  %same = "pd.cast"(%wide) {dtype = f32} : (tensor<?xf64>) -> tensor<?xf32>
  return %z, %same : tensor<?xf32>, tensor<?xf32>
}

// Fractions are lost on the way.
// CHECK-LABEL: func.func @merge_casts_refused(
func.func @merge_casts_refused(%x: tensor<3xf32>) -> tensor<3xf32> {
  // CHECK-NEXT: "pd.cast"
  // CHECK-NEXT: "pd.cast"
  // WHY: merge-casts: int32 does not hold every float32
  %y = "pd.cast"(%x) {dtype = i32} : (tensor<3xf32>) -> tensor<3xi32>
  %z = "pd.cast"(%y) {dtype = f32} : (tensor<3xi32>) -> tensor<3xf32>
  return %z : tensor<3xf32>
}

// 16 bits of a mantissa of 24 are exact, but floats do not wrap when they become bytes.
// CHECK-LABEL: func.func @merge_casts_of_a_detour(
func.func @merge_casts_of_a_detour(%x: tensor<3xi16>) -> tensor<3xi8> {
  // CHECK-NEXT: "pd.cast"
  // CHECK-NEXT: "pd.cast"
  // WHY: merge-casts: int8 does not hold every int16
  %y = "pd.cast"(%x) {dtype = f32} : (tensor<3xi16>) -> tensor<3xf32>
  %z = "pd.cast"(%y) {dtype = i8} : (tensor<3xf32>) -> tensor<3xi8>
  return %z : tensor<3xi8>
}

// 2 (3 x + 1) and then 4 (x - 2).
// CHECK-LABEL: func.func @merge_scales_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @merge_scales_matches(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.scale"([[X]]) {bias = -4.000000e+00 : f64, scale = 1.200000e+01 : f64}
  // CHECK-NEXT: return [[Y]]
  %y = "pd.scale"(%x) {scale = 3.0 : f64, bias = 1.0 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %z = "pd.scale"(%y) {scale = 4.0 : f64, bias = -2.0 : f64, bias_after_scale = false}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %z : tensor<2x3xf32>
}

// Adding a large number and taking it off again rounds to whole numbers.
// CHECK-LABEL: func.func @merge_scales_refused(
func.func @merge_scales_refused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: "pd.scale"
  // CHECK-NEXT: "pd.scale"
  // WHY: merge-scales: the summand 12582912.0 rounds the product
  %y = "pd.scale"(%x) {bias = 12582912.0 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %z = "pd.scale"(%y) {bias = -12582912.0 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %z : tensor<2x3xf32>
}

// Integers are rounded towards zero after each fraction.
// CHECK-LABEL: func.func @merge_scales_of_integers(
func.func @merge_scales_of_integers(%x: tensor<2x3xi32>) -> tensor<2x3xi32> {
  // CHECK-NEXT: "pd.scale"
  // CHECK-NEXT: "pd.scale"
  // WHY: merge-scales: integers are scaled by fractions or large numbers
  %y = "pd.scale"(%x) {scale = 2.0 : f64} : (tensor<2x3xi32>) -> tensor<2x3xi32>
  %z = "pd.scale"(%y) {scale = 1.5 : f64} : (tensor<2x3xi32>) -> tensor<2x3xi32>
  return %z : tensor<2x3xi32>
}

// Rows 1 to 5 without the first, of these the columns before the last.
// CHECK-LABEL: func.func @merge_slices_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<6x?xf32>
func.func @merge_slices_matches(%x: tensor<6x?xf32>) -> tensor<4x?xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.slice"([[X]])
  // CHECK-SAME: axes = array<i64: 0, 1>, ends = array<i64: 6, -1>
  // CHECK-SAME: starts = array<i64: 2, 0>
  // CHECK-NEXT: return [[Y]]
  %y = "pd.split"(%x) {index = 1, sections = array<i64: 1, 5>} : (tensor<6x?xf32>) -> tensor<5x?xf32>
  %z = "pd.slice"(%y) {axes = array<i64: 0, 1>, starts = array<i64: 1, 0>, ends = array<i64: 5, -1>,
    operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<5x?xf32>) -> tensor<4x?xf32>
  return %z : tensor<4x?xf32>
}

// The third quarter of a dynamic size has no number.
// CHECK-LABEL: func.func @merge_slices_refused(
func.func @merge_slices_refused(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK-NEXT: "pd.split"
  // CHECK-NEXT: "pd.split"
  // WHY: merge-slices: the bounds on axis 0 cannot be written as numbers
  %y = "pd.split"(%x) {index = 1, num = 2} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %z = "pd.split"(%y) {index = 0, num = 2} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return %z : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @merge_expands_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x1xf32>
func.func @merge_expands_matches(%x: tensor<?x1xf32>) -> tensor<2x?x3xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.expand"([[X]]) {shape = array<i64: 2, -1, 3>}
  // CHECK-NEXT: return [[Y]]
  %y = "pd.expand"(%x) {shape = array<i64: -1, 3>} : (tensor<?x1xf32>) -> tensor<?x3xf32>
  %z = "pd.expand"(%y) {shape = array<i64: 2, -1, -1>} : (tensor<?x3xf32>) -> tensor<2x?x3xf32>
  return %z : tensor<2x?x3xf32>
}

// The inner expand makes a size of another tensor, which no number says.
// CHECK-LABEL: func.func @merge_expands_refused(
func.func @merge_expands_refused(%x: tensor<1x3xf32>, %like: tensor<?x3xf32>) -> tensor<2x?x3xf32> {
  // CHECK: "pd.expand"
  // CHECK: "pd.expand"
  // WHY: merge-expands: size 1 of tensor<2x?x3xf32> is not known as a number
  %s = "pd.shape"(%like) : (tensor<?x3xf32>) -> tensor<2xi32>
  %y = "pd.expand"(%x, %s) : (tensor<1x3xf32>, tensor<2xi32>) -> tensor<?x3xf32>
  %z = "pd.expand"(%y) {shape = array<i64: 2, -1, -1>} : (tensor<?x3xf32>) -> tensor<2x?x3xf32>
  return %z : tensor<2x?x3xf32>
}
