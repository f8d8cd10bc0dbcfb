// RUN: paddle-mlir-opt %s -p pd-merge-parallel-conv | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-merge-parallel-conv,pd-merge-parallel-conv' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-merge-parallel-conv --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// Both have a bias and the same activation; the second filter is declared after the first use.
// CHECK-LABEL: func.func @merge_parallel_convs_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x3x4x4xf32>
func.func @merge_parallel_convs_matches(%x: tensor<?x3x4x4xf32>)
    -> (tensor<?x4x4x4xf32>, tensor<?x8x4x4xf32>) {
  // CHECK: [[W:%.+]] = "pd.concat"({{%.+}}, {{%.+}}) : (tensor<?x3x1x1xf32>, tensor<?x3x1x1xf32>) -> tensor<12x3x1x1xf32>
  // CHECK-NEXT: [[Y:%.+]] = "pd.conv2d"([[X]], [[W]])
  // CHECK: [[C:%.+]] = "pd.concat"({{%.+}}, {{%.+}}) {axis = 1 : i64}
  // CHECK-NEXT: [[B:%.+]] = "pd.add"([[Y]], [[C]])
  // CHECK-NEXT: [[R:%.+]] = "pd.relu"([[B]])
  // CHECK-NEXT: [[R1:%.+]] = "pd.split"([[R]]) {axis = 1 : i64, index = 0 : i64, sections = array<i64: 4, 8>}
  // CHECK-NEXT: [[R2:%.+]] = "pd.split"([[R]]) {axis = 1 : i64, index = 1 : i64, sections = array<i64: 4, 8>}
  // CHECK: return [[R1]], [[R2]]
  %v = "pd.parameter"() {key = "v", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %b = "pd.parameter"() {key = "b", dtype = f32, shape = array<i64: 1, 4, 1, 1>} : () -> tensor<1x4x1x1xf32>
  %y = "pd.conv2d"(%x, %v) : (tensor<?x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<?x4x4x4xf32>
  %yb = "pd.add"(%y, %b) : (tensor<?x4x4x4xf32>, tensor<1x4x1x1xf32>) -> tensor<?x4x4x4xf32>
  %yr = "pd.relu"(%yb) : (tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  %w = "pd.parameter"() {key = "w", dtype = f32, shape = array<i64: 8, 3, 1, 1>} : () -> tensor<8x3x1x1xf32>
  %c = "pd.parameter"() {key = "c", dtype = f32, shape = array<i64: 1, 8, 1, 1>} : () -> tensor<1x8x1x1xf32>
  %z = "pd.conv2d"(%x, %w) : (tensor<?x3x4x4xf32>, tensor<8x3x1x1xf32>) -> tensor<?x8x4x4xf32>
  %zb = "pd.add"(%z, %c) : (tensor<?x8x4x4xf32>, tensor<1x8x1x1xf32>) -> tensor<?x8x4x4xf32>
  %zr = "pd.relu"(%zb) : (tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
  return %yr, %zr : tensor<?x4x4x4xf32>, tensor<?x8x4x4xf32>
}

// Only one has a bias: the convolutions alone are merged. Another one with a larger window stays.
// CHECK-LABEL: func.func @merge_some_of_parallel_convs(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<1x6x6x3xf32>
func.func @merge_some_of_parallel_convs(%x: tensor<1x6x6x3xf32>)
    -> (tensor<1x6x6x4xf32>, tensor<1x4x4x4xf32>, tensor<1x6x6x4xf32>) {
  // CHECK: [[Y:%.+]] = "pd.conv2d"([[X]], {{%.+}}) {data_format = "NHWC"} : (tensor<1x6x6x3xf32>, tensor<8x3x1x1xf32>)
  // CHECK-NEXT: [[A:%.+]] = "pd.split"([[Y]]) {axis = 3 : i64, index = 0 : i64, sections = array<i64: 4, 4>}
  // CHECK-NEXT: [[B:%.+]] = "pd.split"([[Y]]) {axis = 3 : i64, index = 1 : i64, sections = array<i64: 4, 4>}
  // CHECK-NEXT: [[S:%.+]] = "pd.add"([[A]], {{%.+}})
  // CHECK-NEXT: [[L:%.+]] = "pd.conv2d"([[X]], {{%.+}}) {data_format = "NHWC"} : (tensor<1x6x6x3xf32>, tensor<4x3x3x3xf32>)
  // CHECK-NEXT: return [[S]], [[L]], [[B]]
  %v = "pd.parameter"() {key = "v", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %b = "pd.parameter"() {key = "last", dtype = f32, shape = array<i64: 1, 1, 1, 4>} : () -> tensor<1x1x1x4xf32>
  %w = "pd.parameter"() {key = "large", dtype = f32, shape = array<i64: 4, 3, 3, 3>} : () -> tensor<4x3x3x3xf32>
  %y = "pd.conv2d"(%x, %v) {data_format = "NHWC"} : (tensor<1x6x6x3xf32>, tensor<4x3x1x1xf32>) -> tensor<1x6x6x4xf32>
  %yb = "pd.add"(%y, %b) : (tensor<1x6x6x4xf32>, tensor<1x1x1x4xf32>) -> tensor<1x6x6x4xf32>
  %l = "pd.conv2d"(%x, %w) {data_format = "NHWC"} : (tensor<1x6x6x3xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.conv2d"(%x, %v) {data_format = "NHWC"} : (tensor<1x6x6x3xf32>, tensor<4x3x1x1xf32>) -> tensor<1x6x6x4xf32>
  return %yb, %l, %z : tensor<1x6x6x4xf32>, tensor<1x4x4x4xf32>, tensor<1x6x6x4xf32>
}

// The steps differ.
// CHECK-LABEL: func.func @merge_parallel_convs_refused(
func.func @merge_parallel_convs_refused(%x: tensor<1x3x4x4xf32>) -> (tensor<1x4x4x4xf32>, tensor<1x4x2x2xf32>) {
  // CHECK: "pd.conv2d"
  // CHECK: "pd.conv2d"
  // WHY: merge-parallel-convs: windows or attributes of the other convolutions differ
  %v = "pd.parameter"() {key = "v", dtype = f32, shape = array<i64: 4, 3, 1, 1>} : () -> tensor<4x3x1x1xf32>
  %y = "pd.conv2d"(%x, %v) : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x4x4xf32>
  %z = "pd.conv2d"(%x, %v) {strides = array<i64: 2, 2>} : (tensor<1x3x4x4xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x2x2xf32>
  return %y, %z : tensor<1x4x4x4xf32>, tensor<1x4x2x2xf32>
}
