// RUN: paddle-mlir-opt %s -p pd-fuse-normalization | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-fuse-normalization,pd-fuse-normalization' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-fuse-normalization --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// The whole chain, with its scale and bias.
// CHECK-LABEL: func.func @layer_norm_of_moments_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?x4xf32>
// CHECK-SAME: [[S:%[a-z0-9]+]]: tensor<4xf32>
// CHECK-SAME: [[B:%[a-z0-9]+]]: tensor<1x4xf32>
func.func @layer_norm_of_moments_matches(
    %x: tensor<2x?x4xf32>,
    %s: tensor<4xf32>,
    %b: tensor<1x4xf32>
) -> tensor<2x?x4xf32> {
  // CHECK-NEXT: [[FLAT:%.+]] = "pd.reshape"([[B]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.layer_norm"([[X]], [[S]], [[FLAT]]) {begin_norm_axis = 2 : i64, epsilon = 1.000000e-03 : f64
  // CHECK-NEXT: return [[Y]]
  %m = "pd.mean"(%x) {axis = array<i64: -1>, keepdim = true}
    : (tensor<2x?x4xf32>) -> tensor<2x?x1xf32>
  %d = "pd.subtract"(%x, %m) : (tensor<2x?x4xf32>, tensor<2x?x1xf32>) -> tensor<2x?x4xf32>
  %q = "pd.pow"(%d) {y = 2.000000e+00 : f64} : (tensor<2x?x4xf32>) -> tensor<2x?x4xf32>
  %v = "pd.mean"(%q) {axis = array<i64: -1>, keepdim = true}
    : (tensor<2x?x4xf32>) -> tensor<2x?x1xf32>
  %e = "pd.scale"(%v) {bias = 1.000000e-03 : f64} : (tensor<2x?x1xf32>) -> tensor<2x?x1xf32>
  %r = "pd.sqrt"(%e) : (tensor<2x?x1xf32>) -> tensor<2x?x1xf32>
  %n = "pd.divide"(%d, %r) : (tensor<2x?x4xf32>, tensor<2x?x1xf32>) -> tensor<2x?x4xf32>
  %t = "pd.multiply"(%n, %s) : (tensor<2x?x4xf32>, tensor<4xf32>) -> tensor<2x?x4xf32>
  %y = "pd.add"(%t, %b) : (tensor<2x?x4xf32>, tensor<1x4xf32>) -> tensor<2x?x4xf32>
  return %y : tensor<2x?x4xf32>
}

// The variance as the mean square less the square of the mean, the scale on the root.
// CHECK-LABEL: func.func @layer_norm_of_two_moments(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4xf32>, [[S:%[a-z0-9]+]]: tensor<4xf32>
func.func @layer_norm_of_two_moments(%x: tensor<2x3x4xf32>, %s: tensor<4xf32>)
    -> tensor<2x3x4xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.layer_norm"([[X]], [[S]]) {begin_norm_axis = 2 : i64, operandSegmentSizes
  // CHECK-NEXT: return [[Y]]
  %m = "pd.mean"(%x) {axis = array<i64: 2>, keepdim = true}
    : (tensor<2x3x4xf32>) -> tensor<2x3x1xf32>
  %d = "pd.subtract"(%x, %m) : (tensor<2x3x4xf32>, tensor<2x3x1xf32>) -> tensor<2x3x4xf32>
  %p = "pd.square"(%x) : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  %q = "pd.mean"(%p) {axis = array<i64: 2>, keepdim = true}
    : (tensor<2x3x4xf32>) -> tensor<2x3x1xf32>
  %w = "pd.square"(%m) : (tensor<2x3x1xf32>) -> tensor<2x3x1xf32>
  %v = "pd.subtract"(%q, %w) : (tensor<2x3x1xf32>, tensor<2x3x1xf32>) -> tensor<2x3x1xf32>
  %e = "pd.scale"(%v) {bias = 1.000000e-05 : f64} : (tensor<2x3x1xf32>) -> tensor<2x3x1xf32>
  %r = "pd.rsqrt"(%e) : (tensor<2x3x1xf32>) -> tensor<2x3x1xf32>
  %g = "pd.multiply"(%r, %s) : (tensor<2x3x1xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
  %y = "pd.multiply"(%d, %g) : (tensor<2x3x4xf32>, tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}

// Statistics of channels are those of no layer_norm.
// CHECK-LABEL: func.func @layer_norm_of_moments_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4xf32>
func.func @layer_norm_of_moments_refused(%x: tensor<2x3x4xf32>) -> tensor<2x3x4xf32> {
  // CHECK: "pd.divide"
  // WHY: layer-norm-of-moments: axes [1] are not the last of 3
  %m = "pd.mean"(%x) {axis = array<i64: 1>, keepdim = true}
    : (tensor<2x3x4xf32>) -> tensor<2x1x4xf32>
  %d = "pd.subtract"(%x, %m) : (tensor<2x3x4xf32>, tensor<2x1x4xf32>) -> tensor<2x3x4xf32>
  %q = "pd.square"(%d) : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  %v = "pd.mean"(%q) {axis = array<i64: 1>, keepdim = true}
    : (tensor<2x3x4xf32>) -> tensor<2x1x4xf32>
  %e = "pd.scale"(%v) {bias = 1.000000e-03 : f64} : (tensor<2x1x4xf32>) -> tensor<2x1x4xf32>
  %r = "pd.sqrt"(%e) : (tensor<2x1x4xf32>) -> tensor<2x1x4xf32>
  %y = "pd.divide"(%d, %r) : (tensor<2x3x4xf32>, tensor<2x1x4xf32>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}

// TensorFlow's way: one factor for x, the mean scaled by it.
// CHECK-LABEL: func.func @centre_before_scaling_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x4xf32>
// CHECK-SAME: [[S:%[a-z0-9]+]]: tensor<4xf32>
// CHECK-SAME: [[B:%[a-z0-9]+]]: tensor<4xf32>
func.func @centre_before_scaling_matches(%x: tensor<2x4xf32>, %s: tensor<4xf32>, %b: tensor<4xf32>)
    -> tensor<2x4xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.layer_norm"([[X]], [[S]], [[B]])
  // CHECK-NEXT: return [[Y]]
  %m = "pd.mean"(%x) {axis = array<i64: 1>, keepdim = true} : (tensor<2x4xf32>) -> tensor<2x1xf32>
  %d = "pd.subtract"(%x, %m) : (tensor<2x4xf32>, tensor<2x1xf32>) -> tensor<2x4xf32>
  %q = "pd.square"(%d) : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %v = "pd.mean"(%q) {axis = array<i64: 1>, keepdim = true} : (tensor<2x4xf32>) -> tensor<2x1xf32>
  %e = "pd.scale"(%v) {bias = 1.000000e-03 : f64} : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %r = "pd.rsqrt"(%e) : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %g = "pd.multiply"(%r, %s) : (tensor<2x1xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  %t = "pd.multiply"(%x, %g) : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %u = "pd.multiply"(%m, %g) : (tensor<2x1xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %w = "pd.subtract"(%b, %u) : (tensor<4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %y = "pd.add"(%t, %w) : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// The scaled value is an output as well.
// CHECK-LABEL: func.func @centre_before_scaling_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x4xf32>
// CHECK-SAME: [[S:%[a-z0-9]+]]: tensor<4xf32>
// CHECK-SAME: [[B:%[a-z0-9]+]]: tensor<4xf32>
func.func @centre_before_scaling_refused(%x: tensor<2x4xf32>, %s: tensor<4xf32>, %b: tensor<4xf32>)
    -> (tensor<2x4xf32>, tensor<2x4xf32>) {
  // CHECK: "pd.multiply"([[X]], [[S]])
  // CHECK: "pd.add"
  // WHY: centre-before-scaling: the result of pd.multiply has other uses
  %m = "pd.mean"(%x) {axis = array<i64: 1>, keepdim = true} : (tensor<2x4xf32>) -> tensor<2x1xf32>
  %t = "pd.multiply"(%x, %s) : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  %u = "pd.multiply"(%m, %s) : (tensor<2x1xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  %w = "pd.subtract"(%b, %u) : (tensor<4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %y = "pd.add"(%t, %w) : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return %y, %t : tensor<2x4xf32>, tensor<2x4xf32>
}

// With its scale on the left.
// CHECK-LABEL: func.func @rms_norm_of_mean_square_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?x4xf32>, [[S:%[a-z0-9]+]]: tensor<4xf32>
func.func @rms_norm_of_mean_square_matches(%x: tensor<2x?x4xf32>, %s: tensor<4xf32>)
    -> tensor<2x?x4xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.rms_norm"([[X]], [[S]]) {begin_norm_axis = 2 : i64, epsilon = 1.000000e-03 : f64}
  // CHECK-NEXT: return [[Y]]
  %q = "pd.square"(%x) : (tensor<2x?x4xf32>) -> tensor<2x?x4xf32>
  %v = "pd.mean"(%q) {axis = array<i64: -1>, keepdim = true}
    : (tensor<2x?x4xf32>) -> tensor<2x?x1xf32>
  %e = "pd.scale"(%v) {bias = 1.000000e-03 : f64} : (tensor<2x?x1xf32>) -> tensor<2x?x1xf32>
  %r = "pd.rsqrt"(%e) : (tensor<2x?x1xf32>) -> tensor<2x?x1xf32>
  %g = "pd.multiply"(%x, %r) : (tensor<2x?x4xf32>, tensor<2x?x1xf32>) -> tensor<2x?x4xf32>
  %y = "pd.multiply"(%s, %g) : (tensor<4xf32>, tensor<2x?x4xf32>) -> tensor<2x?x4xf32>
  return %y : tensor<2x?x4xf32>
}

// Another value over the root.
// CHECK-LABEL: func.func @rms_norm_of_mean_square_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x4xf32>, [[Z:%[a-z0-9]+]]: tensor<2x4xf32>
func.func @rms_norm_of_mean_square_refused(%x: tensor<2x4xf32>, %z: tensor<2x4xf32>)
    -> tensor<2x4xf32> {
  // CHECK: "pd.rsqrt"
  // CHECK: "pd.multiply"
  // WHY: rms-norm-of-mean-square: the numerator is not what is squared
  %q = "pd.square"(%x) : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %v = "pd.mean"(%q) {axis = array<i64: -1>, keepdim = true} : (tensor<2x4xf32>) -> tensor<2x1xf32>
  %e = "pd.scale"(%v) {bias = 1.000000e-03 : f64} : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %r = "pd.rsqrt"(%e) : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %y = "pd.multiply"(%z, %r) : (tensor<2x4xf32>, tensor<2x1xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// A scale of all normalised axes, with one more in front.
// CHECK-LABEL: func.func @scale_into_layer_norm_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4xf32>, [[S:%[a-z0-9]+]]: tensor<1x3x4xf32>
func.func @scale_into_layer_norm_matches(%x: tensor<2x3x4xf32>, %s: tensor<1x3x4xf32>)
    -> tensor<2x3x4xf32> {
  // CHECK-NEXT: [[FLAT:%.+]] = "pd.reshape"([[S]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.layer_norm"([[X]], [[FLAT]]) {operandSegmentSizes = array<i32: 1, 1, 0>}
  // CHECK-NEXT: return [[Y]]
  %n = "pd.layer_norm"(%x) {operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  %y = "pd.multiply"(%s, %n) : (tensor<1x3x4xf32>, tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}

// A factor of tokens is no scale of the layer.
// CHECK-LABEL: func.func @scale_into_layer_norm_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4xf32>, [[S:%[a-z0-9]+]]: tensor<2x1x1xf32>
func.func @scale_into_layer_norm_refused(%x: tensor<2x3x4xf32>, %s: tensor<2x1x1xf32>)
    -> tensor<2x3x4xf32> {
  // CHECK: "pd.layer_norm"
  // CHECK: "pd.multiply"
  // WHY: scale-into-layer-norm: tensor<2x1x1xf32> is not of the normalised sizes [4]
  %n = "pd.layer_norm"(%x) {begin_norm_axis = 2 : i64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  %y = "pd.multiply"(%s, %n) : (tensor<2x1x1xf32>, tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}

// Beside a scale.
// CHECK-LABEL: func.func @bias_into_layer_norm_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4xf32>
// CHECK-SAME: [[S:%[a-z0-9]+]]: tensor<4xf32>
// CHECK-SAME: [[B:%[a-z0-9]+]]: tensor<4xf32>
func.func @bias_into_layer_norm_matches(%x: tensor<2x3x4xf32>, %s: tensor<4xf32>, %b: tensor<4xf32>)
    -> tensor<2x3x4xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.layer_norm"([[X]], [[S]], [[B]]) {begin_norm_axis = 2 : i64
  // CHECK-NEXT: return [[Y]]
  %n = "pd.layer_norm"(%x, %s)
    {begin_norm_axis = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<2x3x4xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
  %y = "pd.add"(%n, %b) : (tensor<2x3x4xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}

// A residual is no bias.
// CHECK-LABEL: func.func @bias_into_layer_norm_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x4xf32>, [[B:%[a-z0-9]+]]: tensor<2x4xf32>
func.func @bias_into_layer_norm_refused(%x: tensor<2x4xf32>, %b: tensor<2x4xf32>)
    -> tensor<2x4xf32> {
  // CHECK: "pd.layer_norm"
  // CHECK: "pd.add"
  // WHY: bias-into-layer-norm: tensor<2x4xf32> is not of the normalised sizes [4]
  %n = "pd.layer_norm"(%x) {operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %y = "pd.add"(%n, %b) : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// From the moments of an image's planes to an instance_norm.
// CHECK-LABEL: func.func @scale_into_instance_norm_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4x?xf32>, [[S:%[a-z0-9]+]]: tensor<3x1x1xf32>
func.func @scale_into_instance_norm_matches(%x: tensor<2x3x4x?xf32>, %s: tensor<3x1x1xf32>)
    -> tensor<2x3x4x?xf32> {
  // CHECK-NEXT: [[FLAT:%.+]] = "pd.reshape"([[S]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.instance_norm"([[X]], [[FLAT]]) {epsilon = 1.000000e-03 : f64
  // CHECK-NEXT: return [[Y]]
  %m = "pd.mean"(%x) {axis = array<i64: 2, 3>, keepdim = true}
    : (tensor<2x3x4x?xf32>) -> tensor<2x3x1x1xf32>
  %d = "pd.subtract"(%x, %m) : (tensor<2x3x4x?xf32>, tensor<2x3x1x1xf32>) -> tensor<2x3x4x?xf32>
  %q = "pd.square"(%d) : (tensor<2x3x4x?xf32>) -> tensor<2x3x4x?xf32>
  %v = "pd.mean"(%q) {axis = array<i64: 2, 3>, keepdim = true}
    : (tensor<2x3x4x?xf32>) -> tensor<2x3x1x1xf32>
  %e = "pd.scale"(%v) {bias = 1.000000e-03 : f64} : (tensor<2x3x1x1xf32>) -> tensor<2x3x1x1xf32>
  %r = "pd.rsqrt"(%e) : (tensor<2x3x1x1xf32>) -> tensor<2x3x1x1xf32>
  %n = "pd.multiply"(%d, %r) : (tensor<2x3x4x?xf32>, tensor<2x3x1x1xf32>) -> tensor<2x3x4x?xf32>
  %y = "pd.multiply"(%n, %s) : (tensor<2x3x4x?xf32>, tensor<3x1x1xf32>) -> tensor<2x3x4x?xf32>
  return %y : tensor<2x3x4x?xf32>
}

// A norm over the channels as well.
// CHECK-LABEL: func.func @scale_into_instance_norm_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4x5xf32>, [[S:%[a-z0-9]+]]: tensor<3x1x1xf32>
func.func @scale_into_instance_norm_refused(%x: tensor<2x3x4x5xf32>, %s: tensor<3x1x1xf32>)
    -> tensor<2x3x4x5xf32> {
  // CHECK: "pd.layer_norm"
  // CHECK: "pd.multiply"
  // WHY: scale-into-instance-norm: it does not begin at axis 2
  %n = "pd.layer_norm"(%x) {operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32>
  %y = "pd.multiply"(%n, %s) : (tensor<2x3x4x5xf32>, tensor<3x1x1xf32>) -> tensor<2x3x4x5xf32>
  return %y : tensor<2x3x4x5xf32>
}

// A bias alone.
// CHECK-LABEL: func.func @bias_into_instance_norm_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4x5xf32>, [[B:%[a-z0-9]+]]: tensor<3x1x1xf32>
func.func @bias_into_instance_norm_matches(%x: tensor<2x3x4x5xf32>, %b: tensor<3x1x1xf32>)
    -> tensor<2x3x4x5xf32> {
  // CHECK-NEXT: [[FLAT:%.+]] = "pd.reshape"([[B]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.instance_norm"([[X]], [[FLAT]]) {operandSegmentSizes = array<i32: 1, 0, 1>}
  // CHECK-NEXT: return [[Y]]
  %n = "pd.layer_norm"(%x) {begin_norm_axis = 2 : i64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32>
  %y = "pd.add"(%n, %b) : (tensor<2x3x4x5xf32>, tensor<3x1x1xf32>) -> tensor<2x3x4x5xf32>
  return %y : tensor<2x3x4x5xf32>
}

// A number for each sample.
// CHECK-LABEL: func.func @bias_into_instance_norm_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x4x5xf32>, [[B:%[a-z0-9]+]]: tensor<2x1x1x1xf32>
func.func @bias_into_instance_norm_refused(%x: tensor<2x3x4x5xf32>, %b: tensor<2x1x1x1xf32>)
    -> tensor<2x3x4x5xf32> {
  // CHECK: "pd.layer_norm"
  // CHECK: "pd.add"
  // WHY: bias-into-instance-norm: tensor<2x1x1x1xf32> does not hold a number for each channel of tensor<2x3x4x5xf32>
  %n = "pd.layer_norm"(%x) {begin_norm_axis = 2 : i64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32>
  %y = "pd.add"(%n, %b) : (tensor<2x3x4x5xf32>, tensor<2x1x1x1xf32>) -> tensor<2x3x4x5xf32>
  return %y : tensor<2x3x4x5xf32>
}

// Channels last.
// CHECK-LABEL: func.func @scale_into_group_norm_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x4x5x6xf32>, [[S:%[a-z0-9]+]]: tensor<6xf32>
func.func @scale_into_group_norm_matches(%x: tensor<2x4x5x6xf32>, %s: tensor<6xf32>)
    -> tensor<2x4x5x6xf32> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.group_norm"([[X]], [[S]]) {data_format = "NHWC", groups = 2 : i64
  // CHECK-NEXT: return [[Y]]
  %n = "pd.group_norm"(%x)
    {groups = 2 : i64, data_format = "NHWC", operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x4x5x6xf32>) -> tensor<2x4x5x6xf32>
  %y = "pd.multiply"(%n, %s) : (tensor<2x4x5x6xf32>, tensor<6xf32>) -> tensor<2x4x5x6xf32>
  return %y : tensor<2x4x5x6xf32>
}

// A scale after a bias would scale the bias.
// CHECK-LABEL: func.func @scale_into_group_norm_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x6x4x5xf32>
// CHECK-SAME: [[S:%[a-z0-9]+]]: tensor<6x1x1xf32>
// CHECK-SAME: [[B:%[a-z0-9]+]]: tensor<6xf32>
func.func @scale_into_group_norm_refused(
    %x: tensor<2x6x4x5xf32>,
    %s: tensor<6x1x1xf32>,
    %b: tensor<6xf32>
) -> tensor<2x6x4x5xf32> {
  // CHECK: "pd.group_norm"
  // CHECK: "pd.multiply"
  // WHY: scale-into-group-norm: pd.group_norm has a bias
  %n = "pd.group_norm"(%x, %b) {groups = 2 : i64, operandSegmentSizes = array<i32: 1, 0, 1>}
    : (tensor<2x6x4x5xf32>, tensor<6xf32>) -> tensor<2x6x4x5xf32>
  %y = "pd.multiply"(%n, %s) : (tensor<2x6x4x5xf32>, tensor<6x1x1xf32>) -> tensor<2x6x4x5xf32>
  return %y : tensor<2x6x4x5xf32>
}

// Of an instance_norm with a scale.
// CHECK-LABEL: func.func @bias_into_group_norm_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x6x4x5xf32>
// CHECK-SAME: [[S:%[a-z0-9]+]]: tensor<6xf32>
// CHECK-SAME: [[B:%[a-z0-9]+]]: tensor<1x6x1x1xf32>
func.func @bias_into_group_norm_matches(
    %x: tensor<2x6x4x5xf32>,
    %s: tensor<6xf32>,
    %b: tensor<1x6x1x1xf32>
) -> tensor<2x6x4x5xf32> {
  // CHECK-NEXT: [[FLAT:%.+]] = "pd.reshape"([[B]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.instance_norm"([[X]], [[S]], [[FLAT]])
  // CHECK-NEXT: return [[Y]]
  %n = "pd.instance_norm"(%x, %s) {operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<2x6x4x5xf32>, tensor<6xf32>) -> tensor<2x6x4x5xf32>
  %y = "pd.add"(%n, %b) : (tensor<2x6x4x5xf32>, tensor<1x6x1x1xf32>) -> tensor<2x6x4x5xf32>
  return %y : tensor<2x6x4x5xf32>
}

// A vector along the last axis.
// CHECK-LABEL: func.func @bias_into_group_norm_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x6x4x5xf32>, [[B:%[a-z0-9]+]]: tensor<5xf32>
func.func @bias_into_group_norm_refused(%x: tensor<2x6x4x5xf32>, %b: tensor<5xf32>)
    -> tensor<2x6x4x5xf32> {
  // CHECK: "pd.group_norm"
  // CHECK: "pd.add"
  // WHY: bias-into-group-norm: tensor<5xf32> does not hold a number for each channel of tensor<2x6x4x5xf32>
  %n = "pd.group_norm"(%x) {groups = 2 : i64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x6x4x5xf32>) -> tensor<2x6x4x5xf32>
  %y = "pd.add"(%n, %b) : (tensor<2x6x4x5xf32>, tensor<5xf32>) -> tensor<2x6x4x5xf32>
  return %y : tensor<2x6x4x5xf32>
}

// PyTorch's way: groups as the channels of an instance_norm.
// CHECK-LABEL: func.func @group_norm_of_reshaped_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x6x4x5xf32>, [[S:%[a-z0-9]+]]: tensor<6x1x1xf32>
func.func @group_norm_of_reshaped_matches(%x: tensor<?x6x4x5xf32>, %s: tensor<6x1x1xf32>)
    -> tensor<?x6x4x5xf32> {
  // CHECK-NEXT: [[FLAT:%.+]] = "pd.reshape"([[S]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.group_norm"([[X]], [[FLAT]]) {groups = 2 : i64
  // CHECK-NEXT: return [[Y]]
  %one = "pd.full"() {value = 1.000000e+00 : f64, shape = array<i64: 2>} : () -> tensor<2xf32>
  %zero = "pd.full"() {value = 0.000000e+00 : f64, shape = array<i64: 2>} : () -> tensor<2xf32>
  %g = "pd.reshape"(%x) {shape = array<i64: 0, 2, -1>} : (tensor<?x6x4x5xf32>) -> tensor<?x2x60xf32>
  %n = "pd.instance_norm"(%g, %one, %zero) {operandSegmentSizes = array<i32: 1, 1, 1>}
    : (tensor<?x2x60xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2x60xf32>
  %r = "pd.reshape"(%n) {shape = array<i64: -1, 6, 4, 5>}
    : (tensor<?x2x60xf32>) -> tensor<?x6x4x5xf32>
  %y = "pd.multiply"(%r, %s) : (tensor<?x6x4x5xf32>, tensor<6x1x1xf32>) -> tensor<?x6x4x5xf32>
  return %y : tensor<?x6x4x5xf32>
}

// With a scale of its own each group is multiplied: that is no group_norm's scale.
// CHECK-LABEL: func.func @group_norm_of_reshaped_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x6x4x5xf32>, [[S:%[a-z0-9]+]]: tensor<2xf32>
func.func @group_norm_of_reshaped_refused(%x: tensor<2x6x4x5xf32>, %s: tensor<2xf32>)
    -> tensor<2x6x4x5xf32> {
  // CHECK: "pd.instance_norm"
  // CHECK: "pd.reshape"
  // WHY: group-norm-of-reshaped: the inner norm has a scale or a bias
  %g = "pd.reshape"(%x) {shape = array<i64: 0, 2, -1>} : (tensor<2x6x4x5xf32>) -> tensor<2x2x60xf32>
  %n = "pd.instance_norm"(%g, %s) {operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<2x2x60xf32>, tensor<2xf32>) -> tensor<2x2x60xf32>
  %y = "pd.reshape"(%n) {shape = array<i64: -1, 6, 4, 5>}
    : (tensor<2x2x60xf32>) -> tensor<2x6x4x5xf32>
  return %y : tensor<2x6x4x5xf32>
}

// Half floats that were widened for the norm.
// CHECK-LABEL: func.func @norm_without_casts_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x4xf16>, [[S:%[a-z0-9]+]]: tensor<4xf32>
func.func @norm_without_casts_matches(%x: tensor<2x4xf16>, %s: tensor<4xf32>) -> tensor<2x4xf16> {
  // CHECK-NEXT: [[Y:%.+]] = "pd.rms_norm"([[X]], [[S]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.cast"(%x) {dtype = f32} : (tensor<2x4xf16>) -> tensor<2x4xf32>
  %n = "pd.rms_norm"(%w, %s) : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  %y = "pd.cast"(%n) {dtype = f16} : (tensor<2x4xf32>) -> tensor<2x4xf16>
  return %y : tensor<2x4xf16>
}

// Doubles are more exact than the norm of floats.
// CHECK-LABEL: func.func @norm_without_casts_refused(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x4xf32>
func.func @norm_without_casts_refused(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // CHECK: "pd.cast"
  // CHECK: "pd.softmax"
  // CHECK: "pd.cast"
  // WHY: norm-without-casts: float32 computed in float64 is not what the norm does
  %w = "pd.cast"(%x) {dtype = f64} : (tensor<2x4xf32>) -> tensor<2x4xf64>
  %n = "pd.softmax"(%w) : (tensor<2x4xf64>) -> tensor<2x4xf64>
  %y = "pd.cast"(%n) {dtype = f32} : (tensor<2x4xf64>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}
