// RUN: paddle-mlir-opt %s -p pd-lower,canonicalize,cse | filecheck %s

// All inputs are projected in one product; each step then has one of its own.
// CHECK-LABEL: func.func @lstm
func.func @lstm(%x: tensor<2x?x3xf32>, %h: tensor<?x4xf32>, %c: tensor<?x4xf32>, %wi: tensor<16x3xf32>, %wh: tensor<16x4xf32>, %b: tensor<16xf32>) -> (tensor<2x?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  // CHECK: linalg.matmul {{.*}} -> tensor<?x16xf32>
  // CHECK: linalg.matmul {{.*}} -> tensor<?x16xf32>
  // CHECK: math.tanh
  // CHECK: tensor.insert_slice {{.*}}[0, 0, 0]
  // CHECK: linalg.matmul {{.*}} -> tensor<?x16xf32>
  // CHECK: tensor.insert_slice {{.*}}[1, 0, 0]
  // CHECK-NOT: linalg.matmul
  %out, %lh, %lc = "pd.lstm"(%x, %h, %c, %wi, %wh, %b, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 0, 0>} : (tensor<2x?x3xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<16x3xf32>, tensor<16x4xf32>, tensor<16xf32>, tensor<16xf32>) -> (tensor<2x?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>)
  return %out, %lh, %lc : tensor<2x?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// In reverse the last step comes first; steps past a sequence's length keep the state.
// CHECK-LABEL: func.func @gru
func.func @gru(%x: tensor<2x1x3xf32>, %h: tensor<1x4xf32>, %wi: tensor<12x3xf32>, %wh: tensor<12x4xf32>, %n: tensor<1xi32>) -> tensor<2x1x4xf32> {
  // CHECK: arith.cmpi sgt, {{.*}} : index
  // CHECK: arith.select
  // CHECK: tensor.insert_slice {{.*}}[1, 0, 0]
  // CHECK: tensor.insert_slice {{.*}}[0, 0, 0]
  %out, %lh = "pd.gru"(%x, %h, %wi, %wh, %n) {is_reverse = true, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 1>} : (tensor<2x1x3xf32>, tensor<1x4xf32>, tensor<12x3xf32>, tensor<12x4xf32>, tensor<1xi32>) -> (tensor<2x1x4xf32>, tensor<1x4xf32>)
  return %out : tensor<2x1x4xf32>
}

// A relu cell takes its activation.
// CHECK-LABEL: func.func @simple_rnn
func.func @simple_rnn(%x: tensor<1x1x3xf32>, %h: tensor<1x4xf32>, %wi: tensor<4x3xf32>, %wh: tensor<4x4xf32>) -> tensor<1x4xf32> {
  // CHECK-NOT: math.tanh
  // CHECK: arith.cmpf ogt
  %out, %lh = "pd.simple_rnn"(%x, %h, %wi, %wh) {activation = "relu", operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>} : (tensor<1x1x3xf32>, tensor<1x4xf32>, tensor<4x3xf32>, tensor<4x4xf32>) -> (tensor<1x1x4xf32>, tensor<1x4xf32>)
  return %lh : tensor<1x4xf32>
}

// How many steps there are is told at run time: a loop over groups of them.
// CHECK-LABEL: func.func @dynamic
func.func @dynamic(%x: tensor<?x2x3xf32>, %h: tensor<2x4xf32>, %wi: tensor<4x3xf32>, %wh: tensor<4x4xf32>) -> tensor<?x2x4xf32> {
  // CHECK: linalg.matmul
  // CHECK: scf.while
  // CHECK-COUNT-16: linalg.matmul
  // CHECK-NOT: linalg.matmul
  // CHECK: scf.yield
  %out, %lh = "pd.simple_rnn"(%x, %h, %wi, %wh) {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>} : (tensor<?x2x3xf32>, tensor<2x4xf32>, tensor<4x3xf32>, tensor<4x4xf32>) -> (tensor<?x2x4xf32>, tensor<2x4xf32>)
  return %out : tensor<?x2x4xf32>
}

// A state that is reset before the last gate's product makes two products a step.
// CHECK-LABEL: func.func @resets_state
func.func @resets_state(%x: tensor<1x2x12xf32>, %h: tensor<2x4xf32>, %wh: tensor<12x4xf32>) -> tensor<2x4xf32> {
  // CHECK: linalg.matmul {{.*}} -> tensor<2x8xf32>
  // CHECK: linalg.matmul {{.*}} -> tensor<2x4xf32>
  // CHECK-NOT: linalg.matmul
  %out, %lh = "pd.gru"(%x, %h, %wh) {resets_state = true, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 0>} : (tensor<1x2x12xf32>, tensor<2x4xf32>, tensor<12x4xf32>) -> (tensor<1x2x4xf32>, tensor<2x4xf32>)
  return %lh : tensor<2x4xf32>
}

// All steps in one dispatch, which stores outputs and last states into one tensor.
// CHECK-LABEL: func.func @one_kernel
func.func @one_kernel(%x: tensor<?x1x120xf32>, %h: tensor<1x40xf32>, %wh: tensor<2x40x3x32xf32>, %n: tensor<1xi64>) -> (tensor<?x1x40xf32>, tensor<1x40xf32>) {
  // CHECK: "flow.dispatch.workgroups"
  // CHECK: [[W:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<2x40x3x32xf32>
  // CHECK: [[LENGTH:%.+]] = arith.minsi
  // CHECK: tensor.empty() : tensor<2x40xf32>
  // CHECK: scf.for %{{.+}} = %{{.+}} to [[LENGTH]] step %{{.+}} iter_args({{.+}}) -> (tensor<2x40xf32>)
  // CHECK: [[SUMS:%.+]]:6 = scf.for [[K:%.+]] =
  // CHECK: tensor.extract
  // CHECK: vector.transfer_read [[W]]{{\[}}%c0{{.*}}, %{{.+}}, %c0{{.*}}, %c0{{.*}}]
  // CHECK-COUNT-6: math.fma {{.+}} : vector<16xf32>
  // CHECK: vector.transfer_write {{.+}} : vector<16xf32>, tensor<2x40xf32>
  // CHECK: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: vector.transfer_read [[W]]{{\[}}%c1{{.*}}, %{{.+}}, %c0{{.*}}, %c0{{.*}}], {{.+}} vector<8xf32>
  // CHECK-COUNT-3: math.fma {{.+}} : vector<8xf32>
  // CHECK: "flow.return"
  // CHECK-NOT: linalg.matmul
  // CHECK: tensor.extract_slice
  %out, %lh = "pd.gru"(%x, %h, %wh, %n) {in_one_kernel = true, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 1>} : (tensor<?x1x120xf32>, tensor<1x40xf32>, tensor<2x40x3x32xf32>, tensor<1xi64>) -> (tensor<?x1x40xf32>, tensor<1x40xf32>)
  return %out, %lh : tensor<?x1x40xf32>, tensor<1x40xf32>
}

// A kernel stands late, behind what the other direction's reads: as neighbours both may run at the
// same time.
// CHECK-LABEL: func.func @both_directions
func.func @both_directions(%x: tensor<7x1x120xf32>, %y: tensor<7x1x120xf32>, %h: tensor<1x40xf32>, %wh: tensor<2x40x3x32xf32>) -> tensor<7x1x80xf32> {
  // CHECK-NOT: flow.dispatch.workgroups
  // CHECK: arith.mulf
  // CHECK: "flow.dispatch.workgroups"
  // CHECK-NOT: arith.mulf %in
  // CHECK: "flow.dispatch.workgroups"
  // CHECK: return
  %f, %lf = "pd.gru"(%x, %h, %wh) {in_one_kernel = true, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 0>} : (tensor<7x1x120xf32>, tensor<1x40xf32>, tensor<2x40x3x32xf32>) -> (tensor<7x1x40xf32>, tensor<1x40xf32>)
  %z = "pd.multiply"(%x, %y) : (tensor<7x1x120xf32>, tensor<7x1x120xf32>) -> tensor<7x1x120xf32>
  %b, %lb = "pd.gru"(%z, %h, %wh) {in_one_kernel = true, is_reverse = true, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 0>} : (tensor<7x1x120xf32>, tensor<1x40xf32>, tensor<2x40x3x32xf32>) -> (tensor<7x1x40xf32>, tensor<1x40xf32>)
  %0 = "pd.concat"(%f, %b) {axis = 2} : (tensor<7x1x40xf32>, tensor<7x1x40xf32>) -> tensor<7x1x80xf32>
  return %0 : tensor<7x1x80xf32>
}
