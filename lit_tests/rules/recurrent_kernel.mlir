// RUN: paddle-mlir-opt %s -p pd-choose-recurrent | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-choose-recurrent,pd-choose-recurrent' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-choose-recurrent --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// All kinds of layers, of few sequences or of a number that run time tells; one in reverse. Weights
// of the state come in blocks of 32 units.
// CHECK-LABEL: func.func @layer_into_one_kernel_matches(
func.func @layer_into_one_kernel_matches(%x: tensor<5x2x16xf32>, %h: tensor<2x4xf32>, %y: tensor<5x?x12xf32>) -> (tensor<5x2x4xf32>, tensor<2x4xf32>, tensor<5x?x4xf32>) {
  // CHECK: "pd.reshape"(%{{.+}}) {shape = array<i64: 4, 4, 4>}
  // CHECK: [[A:%.+]] = "pd.pad"(%{{.+}}) {axes = array<i64: 1>{{.*}}paddings = array<i64: 0, 28>
  // CHECK: [[B:%.+]] = "pd.reshape"([[A]]) {shape = array<i64: 4, 1, 32, 4>}
  // CHECK: [[P:%.+]] = "pd.transpose"([[B]]) {perm = array<i64: 1, 3, 0, 2>} {{.+}} -> tensor<1x4x4x32xf32>
  // CHECK: "pd.lstm"(%arg0, %arg1, %arg1, [[P]]) {{.+}}in_one_kernel = true
  // CHECK: [[H:%.+]] = "pd.slice"({{.+}} -> tensor<?x4xf32>
  // CHECK: "pd.gru"(%arg2, [[H]], {{.+}}in_one_kernel = true, is_reverse = true
  // CHECK: "pd.simple_rnn"(%{{.+}}, [[H]], {{.+}}in_one_kernel = true
  %w = "pd.parameter"() {key = "16x4", dtype = f32, shape = array<i64: 16, 4>} : () -> tensor<16x4xf32>
  %v = "pd.parameter"() {key = "12x4", dtype = f32, shape = array<i64: 12, 4>} : () -> tensor<12x4xf32>
  %u = "pd.parameter"() {key = "4x4", dtype = f32, shape = array<i64: 4, 4>} : () -> tensor<4x4xf32>
  %a, %ah, %ac = "pd.lstm"(%x, %h, %h, %w) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 0, 0, 0, 0>} : (tensor<5x2x16xf32>, tensor<2x4xf32>, tensor<2x4xf32>, tensor<16x4xf32>) -> (tensor<5x2x4xf32>, tensor<2x4xf32>, tensor<2x4xf32>)
  %first = "pd.slice"(%y) {axes = array<i64: 0>, starts = array<i64: 0>, ends = array<i64: 1>, decrease_axis = array<i64: 0>, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<5x?x12xf32>) -> tensor<?x12xf32>
  %k = "pd.slice"(%first) {axes = array<i64: 1>, starts = array<i64: 0>, ends = array<i64: 4>, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<?x12xf32>) -> tensor<?x4xf32>
  %b, %bh = "pd.gru"(%y, %k, %v) {is_reverse = true, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 0>} : (tensor<5x?x12xf32>, tensor<?x4xf32>, tensor<12x4xf32>) -> (tensor<5x?x4xf32>, tensor<?x4xf32>)
  %c, %ch = "pd.simple_rnn"(%b, %k, %u) {operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 0>} : (tensor<5x?x4xf32>, tensor<?x4xf32>, tensor<4x4xf32>) -> (tensor<5x?x4xf32>, tensor<?x4xf32>)
  return %a, %ac, %c : tensor<5x2x4xf32>, tensor<2x4xf32>, tensor<5x?x4xf32>
}

// Not of many sequences, other floats, a state that is reset before the product, or weights that
// only the call tells.
// CHECK-LABEL: func.func @layer_into_one_kernel_refused(
func.func @layer_into_one_kernel_refused(%x: tensor<5x8x4xf32>, %h: tensor<8x4xf32>, %y: tensor<5x1x4xf64>, %k: tensor<1x4xf64>, %z: tensor<5x1x12xf32>, %l: tensor<1x4xf32>, %s: tensor<12x4xf32>) -> (tensor<5x8x4xf32>, tensor<5x1x4xf64>, tensor<5x1x4xf32>, tensor<5x1x4xf32>) {
  // CHECK-NOT: in_one_kernel
  // CHECK: return
  // WHY-DAG: layer-into-one-kernel: there are more than 4 sequences
  // WHY-DAG: layer-into-one-kernel: the dtype is not float32
  // WHY-DAG: layer-into-one-kernel: the layer resets its state before the product
  // WHY-DAG: layer-into-one-kernel: the layer's weight of the state is not constant
  %w = "pd.parameter"() {key = "4x4", dtype = f32, shape = array<i64: 4, 4>} : () -> tensor<4x4xf32>
  %d = "pd.parameter"() {key = "d4x4", dtype = f64, shape = array<i64: 4, 4>} : () -> tensor<4x4xf64>
  %v = "pd.parameter"() {key = "12x4", dtype = f32, shape = array<i64: 12, 4>} : () -> tensor<12x4xf32>
  %a, %ah = "pd.simple_rnn"(%x, %h, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 0>} : (tensor<5x8x4xf32>, tensor<8x4xf32>, tensor<4x4xf32>) -> (tensor<5x8x4xf32>, tensor<8x4xf32>)
  %b, %bh = "pd.simple_rnn"(%y, %k, %d) {operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 0>} : (tensor<5x1x4xf64>, tensor<1x4xf64>, tensor<4x4xf64>) -> (tensor<5x1x4xf64>, tensor<1x4xf64>)
  %c, %ch = "pd.gru"(%z, %l, %v) {resets_state = true, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 0>} : (tensor<5x1x12xf32>, tensor<1x4xf32>, tensor<12x4xf32>) -> (tensor<5x1x4xf32>, tensor<1x4xf32>)
  %e, %eh = "pd.gru"(%z, %l, %s) {operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 0>} : (tensor<5x1x12xf32>, tensor<1x4xf32>, tensor<12x4xf32>) -> (tensor<5x1x4xf32>, tensor<1x4xf32>)
  return %a, %b, %c, %e : tensor<5x8x4xf32>, tensor<5x1x4xf64>, tensor<5x1x4xf32>, tensor<5x1x4xf32>
}

// The product of weights with all inputs is an op of its own, which has its own rules.
// CHECK-LABEL: func.func @product_of_inputs_matches(
func.func @product_of_inputs_matches(%x: tensor<5x1x3xf32>, %h: tensor<1x4xf32>) -> tensor<5x1x4xf32> {
  // CHECK-DAG: [[V:%.+]] = "pd.parameter"() {{.+}} -> tensor<4x3xf32>
  // CHECK: [[T:%.+]] = "pd.transpose"([[V]]) {perm = array<i64: 1, 0>}
  // CHECK: [[P:%.+]] = "pd.matmul"(%arg0, [[T]]) {{.*}}-> tensor<5x1x4xf32>
  // CHECK: "pd.simple_rnn"([[P]], %arg1, %{{.+}}) {{{.*}}in_one_kernel = true{{.*}}operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 0>
  %v = "pd.parameter"() {key = "4x3", dtype = f32, shape = array<i64: 4, 3>} : () -> tensor<4x3xf32>
  %w = "pd.parameter"() {key = "4x4", dtype = f32, shape = array<i64: 4, 4>} : () -> tensor<4x4xf32>
  %a, %ah = "pd.simple_rnn"(%x, %h, %v, %w) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>} : (tensor<5x1x3xf32>, tensor<1x4xf32>, tensor<4x3xf32>, tensor<4x4xf32>) -> (tensor<5x1x4xf32>, tensor<1x4xf32>)
  return %a : tensor<5x1x4xf32>
}

// Weights that only the call tells are not packed.
// CHECK-LABEL: func.func @product_of_inputs_refused(
func.func @product_of_inputs_refused(%x: tensor<5x1x3xf32>, %h: tensor<1x4xf32>, %v: tensor<4x3xf32>) -> tensor<5x1x4xf32> {
  // CHECK-NOT: pd.matmul
  // CHECK: return
  // WHY-DAG: product-of-inputs: the layer's weight of the input is not constant
  %w = "pd.parameter"() {key = "4x4", dtype = f32, shape = array<i64: 4, 4>} : () -> tensor<4x4xf32>
  %a, %ah = "pd.simple_rnn"(%x, %h, %v, %w) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>} : (tensor<5x1x3xf32>, tensor<1x4xf32>, tensor<4x3xf32>, tensor<4x4xf32>) -> (tensor<5x1x4xf32>, tensor<1x4xf32>)
  return %a : tensor<5x1x4xf32>
}
