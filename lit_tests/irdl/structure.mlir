// The dialect's structure, as MLIR's own tool reads it from IRDL: an oracle that we did not write.
// RUN: paddle-mlir-opt --dump-irdl > %t.irdl.mlir
// RUN: torch-mlir-opt --irdl-file=%t.irdl.mlir --split-input-file --verify-diagnostics %s
// RUN: paddle-mlir-opt --split-input-file --verify-diagnostics %s

// Optional operands may be absent, groups of any length are one type.
func.func @accepted(%x: tensor<2x3xf32>, %s: tensor<2xi64>) -> tensor<4x3xf32> {
  %0 = "pd.reshape"(%x) {shape = array<i64: 2, 3>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = "pd.reshape"(%0, %s) : (tensor<2x3xf32>, tensor<2xi64>) -> tensor<2x3xf32>
  %2 = "pd.concat"(%0, %1) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<4x3xf32>
  return %2 : tensor<4x3xf32>
}

// -----

func.func @too_many_operands(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{op expects exactly 1 operands, but got 2}}
  %0 = "pd.relu"(%x, %x) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @too_few_results(%x: tensor<2xf32>) {
  // expected-error@+1 {{op expects exactly 1 results, but got 0}}
  "pd.relu"(%x) : (tensor<2xf32>) -> ()
  return
}

// -----

func.func @unknown_op(%x: tensor<2xf32>) {
  // expected-error@+1 {{unregistered operation 'pd.no_such_op'}}
  %0 = "pd.no_such_op"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @segments(%x: tensor<2xf32>) {
  // expected-error@+1 {{'operandSegmentSizes' attribute}}
  %0 = "pd.clip"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return
}
