// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// The type of the operand; scale and bias may be of another float dtype.
func.func @valid(%x: tensor<?x6x4xf16>, %s: tensor<6xf32>, %r: tensor<4xf16>) {
  %0 = "pd.group_norm"(%x, %s, %s) {groups = 3 : i64, operandSegmentSizes = array<i32: 1, 1, 1>}
    : (tensor<?x6x4xf16>, tensor<6xf32>, tensor<6xf32>) -> tensor<?x6x4xf16>
  %1 = "pd.instance_norm"(%x, %s) {operandSegmentSizes = array<i32: 1, 0, 1>}
    : (tensor<?x6x4xf16>, tensor<6xf32>) -> tensor<?x6x4xf16>
  %2 = "pd.rms_norm"(%x, %r) : (tensor<?x6x4xf16>, tensor<4xf16>) -> tensor<?x6x4xf16>
  return
}

// -----

func.func @groups(%x: tensor<2x6x4xf32>) {
  // expected-error@+1 {{groups must divide the channels, but 4 does not 6}}
  %0 = "pd.group_norm"(%x) {groups = 4 : i64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<2x6x4xf32>) -> tensor<2x6x4xf32>
  return
}

// -----

func.func @length(%x: tensor<2x6x4xf32>, %s: tensor<4xf32>) {
  // expected-error@+1 {{operand 'scale' must have 6 elements, got tensor<4xf32>}}
  %0 = "pd.instance_norm"(%x, %s) {operandSegmentSizes = array<i32: 1, 1, 0>}
    : (tensor<2x6x4xf32>, tensor<4xf32>) -> tensor<2x6x4xf32>
  return
}

// -----

func.func @rank(%x: tensor<2x3x4xf32>, %s: tensor<3x4xf32>) {
  // expected-error@+1 {{operand 'scale' must be a float tensor of rank 1, got tensor<3x4xf32>}}
  %0 = "pd.rms_norm"(%x, %s) {begin_norm_axis = 1 : i64}
    : (tensor<2x3x4xf32>, tensor<3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @integers(%x: tensor<4xi64>) {
  // expected-error@+1 {{operand 'x' must be a float tensor of rank 1 or more, got tensor<4xi64>}}
  %0 = "pd.rms_norm"(%x) : (tensor<4xi64>) -> tensor<4xi64>
  return
}
