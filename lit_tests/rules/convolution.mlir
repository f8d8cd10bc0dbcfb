// RUN: paddle-mlir-opt %s -p pd-fold-batch-norm,pd-fold-factors,pd-move-activation | filecheck %s
// RUN: paddle-mlir-opt %s \
// RUN:   -p 'pd-fold-batch-norm,pd-fold-factors,pd-move-activation,pd-fold-batch-norm,pd-fold-factors,pd-move-activation' \
// RUN:   | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-fold-batch-norm,pd-fold-factors,pd-move-activation \
// RUN:   --why-not 2>&1 >/dev/null | filecheck %s --check-prefix=WHY

// CHECK-LABEL: func.func @fold_batch_norm_into_conv_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x?x?xf32>
func.func @fold_batch_norm_into_conv_matches(%x: tensor<?x3x?x?xf32>) -> tensor<?x4x?x?xf32> {
  // CHECK: [[W:%.+]] = "pd.parameter"() {dtype = f32, key = "w"
  // CHECK: [[R:%.+]] = "pd.rsqrt"
  // CHECK: [[S:%.+]] = "pd.multiply"([[R]], {{%.+}})
  // CHECK: [[T:%.+]] = "pd.subtract"
  // CHECK: [[SR:%.+]] = "pd.reshape"([[S]]) {shape = array<i64: -1, 1, 1, 1>}
  // CHECK: [[WS:%.+]] = "pd.multiply"([[W]], [[SR]])
  // CHECK: [[Y:%.+]] = "pd.conv2d"([[X]], [[WS]]) {paddings = array<i64: 1, 1>}
  // CHECK: [[TR:%.+]] = "pd.reshape"([[T]]) {shape = array<i64: 1, -1, 1, 1>}
  // CHECK: [[Z:%.+]] = "pd.add"([[Y]], [[TR]])
  // CHECK-NEXT: return [[Z]]
  %w = "pd.parameter"() {key = "w", dtype = f32, shape = array<i64: 4, 3, 3, 3>} : () -> tensor<4x3x3x3xf32>
  %m = "pd.parameter"() {key = "mean", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %v = "pd.parameter"() {key = "variance", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %s = "pd.parameter"() {key = "scale", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %b = "pd.parameter"() {key = "bias", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %y = "pd.conv2d"(%x, %w) {paddings = array<i64: 1, 1>}
    : (tensor<?x3x?x?xf32>, tensor<4x3x3x3xf32>) -> tensor<?x4x?x?xf32>
  %z = "pd.batch_norm"(%y, %m, %v, %s, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>}
    : (tensor<?x4x?x?xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x?x?xf32>
  return %z : tensor<?x4x?x?xf32>
}

// Channels last, in groups, the filter used by another convolution: that one keeps its own.
// CHECK-LABEL: func.func @fold_batch_norm_into_depthwise_conv(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x5x5x4xf32>
func.func @fold_batch_norm_into_depthwise_conv(%x: tensor<2x5x5x4xf32>)
    -> (tensor<2x3x3x4xf32>, tensor<2x3x3x4xf32>) {
  // CHECK: [[W:%.+]] = "pd.parameter"() {dtype = f32, key = "depthwise"
  // CHECK: "pd.conv2d"([[X]], [[W]])
  // CHECK: [[WS:%.+]] = "pd.multiply"([[W]], {{%.+}})
  // CHECK: [[Y:%.+]] = "pd.conv2d"([[X]], [[WS]]) {data_format = "NHWC", groups = 4 : i64}
  // CHECK: "pd.reshape"({{%.+}}) {shape = array<i64: 1, 1, 1, -1>}
  // CHECK: "pd.add"([[Y]], {{%.+}})
  %w = "pd.parameter"() {key = "depthwise", dtype = f32, shape = array<i64: 4, 1, 3, 3>} : () -> tensor<4x1x3x3xf32>
  %m = "pd.parameter"() {key = "mean", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %v = "pd.parameter"() {key = "variance", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %o = "pd.conv2d"(%x, %w) {groups = 4, data_format = "NHWC"}
    : (tensor<2x5x5x4xf32>, tensor<4x1x3x3xf32>) -> tensor<2x3x3x4xf32>
  %y = "pd.conv2d"(%x, %w) {groups = 4, data_format = "NHWC"}
    : (tensor<2x5x5x4xf32>, tensor<4x1x3x3xf32>) -> tensor<2x3x3x4xf32>
  %z = "pd.batch_norm"(%y, %m, %v) {data_format = "NHWC", operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<2x3x3x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x3x3x4xf32>
  return %o, %z : tensor<2x3x3x4xf32>, tensor<2x3x3x4xf32>
}

// A transposed convolution in two groups: the filter's second axis counts channels of a group.
// CHECK-LABEL: func.func @fold_batch_norm_into_transposed_conv(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x4x3x3xf32>
func.func @fold_batch_norm_into_transposed_conv(%x: tensor<2x4x3x3xf32>) -> tensor<2x6x6x6xf32> {
  // CHECK: [[W:%.+]] = "pd.parameter"() {dtype = f32, key = "transposed"
  // CHECK: [[G:%.+]] = "pd.reshape"([[W]]) {shape = array<i64: 2, -1, 3, 4>}
  // CHECK: [[S:%.+]] = "pd.reshape"({{%.+}}) {shape = array<i64: 2, 1, 3, 1>}
  // CHECK: [[GS:%.+]] = "pd.multiply"([[G]], [[S]])
  // CHECK: [[WS:%.+]] = "pd.reshape"([[GS]]) {shape = array<i64: 4, 3, 2, 2>}
  // CHECK: [[Y:%.+]] = "pd.conv2d_transpose"([[X]], [[WS]]) {groups = 2 : i64, strides = array<i64: 2, 2>}
  // CHECK: [[Z:%.+]] = "pd.add"([[Y]], {{%.+}})
  // CHECK-NEXT: return [[Z]]
  %w = "pd.parameter"() {key = "transposed", dtype = f32, shape = array<i64: 4, 3, 2, 2>} : () -> tensor<4x3x2x2xf32>
  %m = "pd.parameter"() {key = "mean6", dtype = f32, shape = array<i64: 6>} : () -> tensor<6xf32>
  %v = "pd.parameter"() {key = "variance6", dtype = f32, shape = array<i64: 6>} : () -> tensor<6xf32>
  %y = "pd.conv2d_transpose"(%x, %w) {strides = array<i64: 2, 2>, groups = 2}
    : (tensor<2x4x3x3xf32>, tensor<4x3x2x2xf32>) -> tensor<2x6x6x6xf32>
  %z = "pd.batch_norm"(%y, %m, %v) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<2x6x6x6xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<2x6x6x6xf32>
  return %z : tensor<2x6x6x6xf32>
}

// Someone else wants the result before normalisation.
// CHECK-LABEL: func.func @fold_batch_norm_into_conv_refused(
func.func @fold_batch_norm_into_conv_refused(%x: tensor<1x3x4x4xf32>)
    -> (tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) {
  // CHECK: [[Y:%.+]] = "pd.conv2d"
  // CHECK: "pd.multiply"([[Y]], {{%.+}})
  // WHY: fold-batch-norm-into-conv: the result of pd.conv2d has other uses
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %m = "pd.parameter"() {key = "mean", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %v = "pd.parameter"() {key = "variance", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.batch_norm"(%y, %m, %v) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<1x4x4x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x4x4xf32>
  return %y, %z : tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>
}

// The normalisation takes the width for the channels.
// CHECK-LABEL: func.func @fold_batch_norm_in_another_layout(
func.func @fold_batch_norm_in_another_layout(%x: tensor<1x3x4x4xf32>) -> tensor<1x4x4x4xf32> {
  // CHECK: [[Y:%.+]] = "pd.conv2d"
  // CHECK: "pd.multiply"([[Y]], {{%.+}})
  // WHY: fold-batch-norm-into-conv: pd.conv2d computes in NCHW, batch_norm in NHWC
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %m = "pd.parameter"() {key = "mean", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %v = "pd.parameter"() {key = "variance", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.batch_norm"(%y, %m, %v) {data_format = "NHWC", operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<1x4x4x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x4x4xf32>
  return %z : tensor<1x4x4x4xf32>
}

// CHECK-LABEL: func.func @fold_batch_norm_into_biased_conv_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x3x4x4xf32>
func.func @fold_batch_norm_into_biased_conv_matches(%x: tensor<1x3x4x4xf32>) -> tensor<1x4x4x4xf32> {
  // CHECK: [[C:%.+]] = "pd.parameter"() {dtype = f32, key = "bias1"
  // CHECK: [[Y:%.+]] = "pd.conv2d"([[X]], {{%.+}})
  // CHECK: [[CS:%.+]] = "pd.multiply"([[C]], {{%.+}})
  // CHECK: [[CST:%.+]] = "pd.add"([[CS]], {{%.+}})
  // CHECK: [[Z:%.+]] = "pd.add"([[Y]], [[CST]])
  // CHECK-NEXT: return [[Z]]
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %c = "pd.parameter"() {key = "bias1", dtype = f32, shape = array<i64: 1, 4, 1, 1>} : () -> tensor<1x4x1x1xf32>
  %m = "pd.parameter"() {key = "mean", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %v = "pd.parameter"() {key = "variance", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %b = "pd.add"(%c, %y) : (tensor<1x4x1x1xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.batch_norm"(%b, %m, %v) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<1x4x4x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x4x4xf32>
  return %z : tensor<1x4x4x4xf32>
}

// The summand differs from place to place. As a factor the normalisation finds its way all the same.
// CHECK-LABEL: func.func @fold_batch_norm_into_biased_conv_refused(
func.func @fold_batch_norm_into_biased_conv_refused(%x: tensor<1x3x4x4xf32>) -> tensor<1x4x4x4xf32> {
  // CHECK: [[Y:%.+]] = "pd.conv2d"
  // CHECK: [[B:%.+]] = "pd.multiply"({{%.+}}) : (tensor<4x4x4xf32>, tensor<1x4x1x1xf32>)
  // WHY: fold-batch-norm-into-biased-conv: the summand varies beside the channels
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %c = "pd.parameter"() {key = "bias2", dtype = f32, shape = array<i64: 4, 4, 4>} : () -> tensor<4x4x4xf32>
  %m = "pd.parameter"() {key = "mean", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %v = "pd.parameter"() {key = "variance", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %b = "pd.add"(%y, %c) : (tensor<1x4x4x4xf32>, tensor<4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.batch_norm"(%b, %m, %v) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<1x4x4x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x4x4xf32>
  return %z : tensor<1x4x4x4xf32>
}

// CHECK-LABEL: func.func @expand_batch_norm_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x?x4xf32>
func.func @expand_batch_norm_matches(%x: tensor<?x?x4xf32>) -> tensor<?x?x4xf32> {
  // CHECK: [[S:%.+]] = "pd.reshape"({{%.+}}) {shape = array<i64: 1, 1, -1>}
  // CHECK: [[Y:%.+]] = "pd.multiply"([[X]], [[S]])
  // CHECK: [[T:%.+]] = "pd.reshape"({{%.+}}) {shape = array<i64: 1, 1, -1>}
  // CHECK: [[Z:%.+]] = "pd.add"([[Y]], [[T]])
  // CHECK-NEXT: return [[Z]]
  %m = "pd.parameter"() {key = "mean", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %v = "pd.parameter"() {key = "variance", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %b = "pd.parameter"() {key = "bias", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %z = "pd.batch_norm"(%x, %m, %v, %b) {data_format = "NLC", operandSegmentSizes = array<i32: 1, 1, 1, 0, 1>}
    : (tensor<?x?x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x?x4xf32>
  return %z : tensor<?x?x4xf32>
}

// CHECK-LABEL: func.func @expand_batch_norm_refused(
func.func @expand_batch_norm_refused(%x: tensor<2x4xf32>, %m: tensor<4xf32>) -> tensor<2x4xf32> {
  // CHECK: "pd.batch_norm"
  // WHY: expand-batch-norm: batch_norm's mean is not constant
  %v = "pd.parameter"() {key = "variance", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %z = "pd.batch_norm"(%x, %m, %v) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  return %z : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @fold_factor_into_conv_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x3x4x4xf32>
func.func @fold_factor_into_conv_matches(%x: tensor<1x3x4x4xf32>) -> tensor<1x4x4x4xf32> {
  // CHECK: [[S:%.+]] = "pd.reshape"({{%.+}}) {shape = array<i64: -1, 1, 1, 1>}
  // CHECK: [[W:%.+]] = "pd.multiply"({{%.+}}, [[S]])
  // CHECK: [[Y:%.+]] = "pd.conv2d"([[X]], [[W]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %s = "pd.parameter"() {key = "factor", dtype = f32, shape = array<i64: 4, 1, 1>} : () -> tensor<4x1x1xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.multiply"(%s, %y) : (tensor<4x1x1xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  return %z : tensor<1x4x4x4xf32>
}

// One factor for all channels.
// CHECK-LABEL: func.func @fold_one_factor_into_conv(
func.func @fold_one_factor_into_conv(%x: tensor<1x3x4x4xf32>) -> tensor<1x4x4x4xf32> {
  // CHECK: "pd.expand"({{%.+}}) {shape = array<i64: 4>}
  // CHECK: [[Y:%.+]] = "pd.conv2d"
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %s = "pd.parameter"() {key = "one factor", dtype = f32, shape = array<i64>} : () -> tensor<f32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.multiply"(%y, %s) : (tensor<1x4x4x4xf32>, tensor<f32>) -> tensor<1x4x4x4xf32>
  return %z : tensor<1x4x4x4xf32>
}

// The factors make a fifth dimension.
// CHECK-LABEL: func.func @fold_factor_into_conv_refused(
func.func @fold_factor_into_conv_refused(%x: tensor<1x3x4x4xf32>) -> tensor<1x1x4x4x4xf32> {
  // CHECK: [[Y:%.+]] = "pd.conv2d"
  // CHECK-NEXT: "pd.multiply"([[Y]], {{%.+}})
  // WHY: fold-factor-into-conv: the factor varies beside the channels
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %s = "pd.parameter"() {key = "factors", dtype = f32, shape = array<i64: 1, 1, 4, 1, 1>} : () -> tensor<1x1x4x1x1xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.multiply"(%y, %s) : (tensor<1x4x4x4xf32>, tensor<1x1x4x1x1xf32>) -> tensor<1x1x4x4x4xf32>
  return %z : tensor<1x1x4x4x4xf32>
}

// CHECK-LABEL: func.func @fold_factor_into_biased_conv_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x3x4x4xf32>
func.func @fold_factor_into_biased_conv_matches(%x: tensor<1x3x4x4xf32>) -> tensor<1x4x4x4xf32> {
  // CHECK: [[Y:%.+]] = "pd.conv2d"([[X]], {{%.+}})
  // CHECK: [[B:%.+]] = "pd.multiply"
  // CHECK-NEXT: [[Z:%.+]] = "pd.add"([[Y]], [[B]])
  // CHECK-NEXT: return [[Z]]
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %b = "pd.parameter"() {key = "bias1", dtype = f32, shape = array<i64: 1, 4, 1, 1>} : () -> tensor<1x4x1x1xf32>
  %s = "pd.parameter"() {key = "factor", dtype = f32, shape = array<i64: 4, 1, 1>} : () -> tensor<4x1x1xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %a = "pd.add"(%y, %b) : (tensor<1x4x4x4xf32>, tensor<1x4x1x1xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.multiply"(%a, %s) : (tensor<1x4x4x4xf32>, tensor<4x1x1xf32>) -> tensor<1x4x4x4xf32>
  return %z : tensor<1x4x4x4xf32>
}

// CHECK-LABEL: func.func @fold_factor_into_biased_conv_refused(
func.func @fold_factor_into_biased_conv_refused(%x: tensor<1x3x4x4xf32>, %b: tensor<1x4x4x4xf32>)
    -> tensor<1x4x4x4xf32> {
  // CHECK: "pd.add"
  // CHECK-NEXT: "pd.multiply"
  // WHY: fold-factor-into-biased-conv: the summand is not constant
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %s = "pd.parameter"() {key = "factor", dtype = f32, shape = array<i64: 4, 1, 1>} : () -> tensor<4x1x1xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %a = "pd.add"(%y, %b) : (tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.multiply"(%a, %s) : (tensor<1x4x4x4xf32>, tensor<4x1x1xf32>) -> tensor<1x4x4x4xf32>
  return %z : tensor<1x4x4x4xf32>
}

// CHECK-LABEL: func.func @fold_scale_into_conv_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x3x4x4xf32>
func.func @fold_scale_into_conv_matches(%x: tensor<1x3x4x4xf32>) -> tensor<1x4x4x4xf32> {
  // CHECK: [[W:%.+]] = "pd.scale"({{%.+}}) {scale = 2.000000e+00 : f64}
  // CHECK-NEXT: [[Y:%.+]] = "pd.conv2d"([[X]], [[W]])
  // CHECK-NEXT: [[Z:%.+]] = "pd.scale"([[Y]]) {bias = 1.000000e+00 : f64}
  // CHECK-NEXT: return [[Z]]
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.scale"(%y) {scale = 2.0 : f64, bias = 0.5 : f64, bias_after_scale = false}
    : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  return %z : tensor<1x4x4x4xf32>
}

// CHECK-LABEL: func.func @fold_scale_into_conv_refused(
func.func @fold_scale_into_conv_refused(%x: tensor<1x3x4x4xf32>, %s: tensor<1xf32>) -> tensor<1x4x4x4xf32> {
  // CHECK: "pd.conv2d"
  // CHECK-NEXT: "pd.scale"
  // WHY: fold-scale-into-conv: the factor is a tensor
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.scale"(%y, %s) : (tensor<1x4x4x4xf32>, tensor<1xf32>) -> tensor<1x4x4x4xf32>
  return %z : tensor<1x4x4x4xf32>
}

// CHECK-LABEL: func.func @fold_scale_into_biased_conv_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x3x4x4xf32>
func.func @fold_scale_into_biased_conv_matches(%x: tensor<1x3x4x4xf32>) -> tensor<1x4x4x4xf32> {
  // CHECK: [[Y:%.+]] = "pd.conv2d"([[X]], {{%.+}})
  // CHECK-NEXT: [[B:%.+]] = "pd.scale"({{%.+}}) {bias = 1.000000e+00 : f64, scale = 2.000000e+00 : f64}
  // CHECK-NEXT: [[Z:%.+]] = "pd.add"([[Y]], [[B]])
  // CHECK-NEXT: return [[Z]]
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %b = "pd.parameter"() {key = "bias1", dtype = f32, shape = array<i64: 1, 4, 1, 1>} : () -> tensor<1x4x1x1xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %a = "pd.add"(%y, %b) : (tensor<1x4x4x4xf32>, tensor<1x4x1x1xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.scale"(%a) {scale = 2.0 : f64, bias = 1.0 : f64} : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  return %z : tensor<1x4x4x4xf32>
}

// CHECK-LABEL: func.func @fold_scale_into_biased_conv_refused(
func.func @fold_scale_into_biased_conv_refused(%x: tensor<1x3x4x4xf32>, %w: tensor<4x3x1x1xf32>)
    -> tensor<1x4x4x4xf32> {
  // CHECK: "pd.conv2d"
  // CHECK-NEXT: "pd.add"
  // CHECK-NEXT: "pd.scale"
  // WHY: fold-scale-into-biased-conv: the filter is not constant
  %b = "pd.parameter"() {key = "bias1", dtype = f32, shape = array<i64: 1, 4, 1, 1>} : () -> tensor<1x4x1x1xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %a = "pd.add"(%y, %b) : (tensor<1x4x4x4xf32>, tensor<1x4x1x1xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.scale"(%a) {scale = 2.0 : f64} : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  return %z : tensor<1x4x4x4xf32>
}

// CHECK-LABEL: func.func @merge_summands_of_conv_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x3x4x4xf32>
func.func @merge_summands_of_conv_matches(%x: tensor<1x3x4x4xf32>) -> tensor<1x4x4x4xf32> {
  // CHECK: [[Y:%.+]] = "pd.conv2d"([[X]], {{%.+}})
  // CHECK-NEXT: [[B:%.+]] = "pd.add"
  // CHECK-NEXT: [[Z:%.+]] = "pd.add"([[Y]], [[B]])
  // CHECK-NEXT: return [[Z]]
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %a = "pd.parameter"() {key = "bias1", dtype = f32, shape = array<i64: 1, 4, 1, 1>} : () -> tensor<1x4x1x1xf32>
  %b = "pd.parameter"() {key = "bias2", dtype = f32, shape = array<i64: 4, 4, 4>} : () -> tensor<4x4x4xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %s = "pd.add"(%y, %a) : (tensor<1x4x4x4xf32>, tensor<1x4x1x1xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.add"(%b, %s) : (tensor<4x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  return %z : tensor<1x4x4x4xf32>
}

// What is added first is an input.
// CHECK-LABEL: func.func @merge_summands_of_conv_refused(
func.func @merge_summands_of_conv_refused(%x: tensor<1x3x4x4xf32>, %a: tensor<1x4x4x4xf32>)
    -> tensor<1x4x4x4xf32> {
  // CHECK: "pd.conv2d"
  // CHECK-NEXT: "pd.add"
  // CHECK-NEXT: "pd.add"
  // WHY: merge-summands-of-conv: the inner summand is not constant
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %b = "pd.parameter"() {key = "bias1", dtype = f32, shape = array<i64: 1, 4, 1, 1>} : () -> tensor<1x4x1x1xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %s = "pd.add"(%y, %a) : (tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.add"(%s, %b) : (tensor<1x4x4x4xf32>, tensor<1x4x1x1xf32>) -> tensor<1x4x4x4xf32>
  return %z : tensor<1x4x4x4xf32>
}

// One convolution has a bias.
// CHECK-LABEL: func.func @activation_before_concat_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x3x4x4xf32>
func.func @activation_before_concat_matches(%x: tensor<1x3x4x4xf32>) -> tensor<1x8x4x4xf32> {
  // CHECK: [[Y:%.+]] = "pd.conv2d"
  // CHECK-NEXT: [[B:%.+]] = "pd.add"([[Y]], {{%.+}})
  // CHECK-NEXT: [[Z:%.+]] = "pd.conv2d"
  // CHECK-NEXT: [[BR:%.+]] = "pd.leaky_relu"([[B]]) {negative_slope = 1.000000e-01 : f64}
  // CHECK-NEXT: [[ZR:%.+]] = "pd.leaky_relu"([[Z]]) {negative_slope = 1.000000e-01 : f64}
  // CHECK-NEXT: [[C:%.+]] = "pd.concat"([[BR]], [[ZR]]) {axis = 1 : i64}
  // CHECK-NEXT: return [[C]]
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %v = "pd.parameter"() {key = "w", dtype = f32, shape = array<i64: 4, 3, 3, 3>} : () -> tensor<4x3x3x3xf32>
  %a = "pd.parameter"() {key = "bias1", dtype = f32, shape = array<i64: 1, 4, 1, 1>} : () -> tensor<1x4x1x1xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %b = "pd.add"(%y, %a) : (tensor<1x4x4x4xf32>, tensor<1x4x1x1xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.conv2d"(%x, %v) {paddings = array<i64: 1, 1>}
    : (tensor<1x3x4x4xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x4x4xf32>
  %c = "pd.concat"(%b, %z) {axis = 1} : (tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x8x4x4xf32>
  %r = "pd.leaky_relu"(%c) {negative_slope = 1.0e-01 : f64} : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  return %r : tensor<1x8x4x4xf32>
}

// CHECK-LABEL: func.func @activation_before_concat_refused(
func.func @activation_before_concat_refused(%x: tensor<1x3x4x4xf32>) -> tensor<1x7x4x4xf32> {
  // CHECK: "pd.concat"
  // CHECK-NEXT: "pd.relu"
  // WHY: activation-before-concat: not all operands are convolutions
  %w = "pd.parameter"() {key = "1x1", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %y = "pd.conv2d"(%x, %w) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %a = tensor.cast %x : tensor<1x3x4x4xf32> to tensor<1x?x4x4xf32>
  %b = tensor.cast %y : tensor<1x4x4x4xf32> to tensor<1x?x4x4xf32>
  %c = "pd.concat"(%a, %b) {axis = 1} : (tensor<1x?x4x4xf32>, tensor<1x?x4x4xf32>) -> tensor<1x7x4x4xf32>
  %r = "pd.relu"(%c) : (tensor<1x7x4x4xf32>) -> tensor<1x7x4x4xf32>
  return %r : tensor<1x7x4x4xf32>
}

// Convolutions over volumes, with a bias and channels last, take statistics and factors too.
// CHECK-LABEL: func.func @fold_into_volume_conv(
func.func @fold_into_volume_conv(%x: tensor<?x5x6x7x3xf32>) -> tensor<?x3x4x5x4xf32> {
  // CHECK: [[S:%.+]] = "pd.reshape"({{.+}}) {shape = array<i64: -1, 1, 1, 1, 1>}
  // CHECK: [[W:%.+]] = "pd.multiply"({{.+}} -> tensor<4x3x3x3x3xf32>
  // CHECK: [[Y:%.+]] = "pd.conv3d"(%arg0, {{.+}}) {data_format = "NDHWC"}
  // CHECK-NOT: pd.batch_norm
  // CHECK: [[Z:%.+]] = "pd.add"([[Y]],
  // CHECK-NEXT: return [[Z]]
  %w = "pd.parameter"() {key = "w3d", dtype = f32, shape = array<i64: 4, 3, 3, 3, 3>} : () -> tensor<4x3x3x3x3xf32>
  %c = "pd.parameter"() {key = "bias3d", dtype = f32, shape = array<i64: 1, 1, 1, 1, 4>} : () -> tensor<1x1x1x1x4xf32>
  %m = "pd.parameter"() {key = "mean", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %v = "pd.parameter"() {key = "variance", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %s = "pd.parameter"() {key = "scale", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %b = "pd.parameter"() {key = "bias", dtype = f32, shape = array<i64: 4>} : () -> tensor<4xf32>
  %y = "pd.conv3d"(%x, %w) {data_format = "NDHWC"} : (tensor<?x5x6x7x3xf32>, tensor<4x3x3x3x3xf32>) -> tensor<?x3x4x5x4xf32>
  %a = "pd.add"(%y, %c) : (tensor<?x3x4x5x4xf32>, tensor<1x1x1x1x4xf32>) -> tensor<?x3x4x5x4xf32>
  %z = "pd.batch_norm"(%a, %m, %v, %s, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>, data_format = "NDHWC"}
    : (tensor<?x3x4x5x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x3x4x5x4xf32>
  return %z : tensor<?x3x4x5x4xf32>
}
