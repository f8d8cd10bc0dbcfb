// RUN: paddle-mlir-opt %s -p pd-fuse-sequences | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-fuse-sequences,pd-fuse-sequences' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-fuse-sequences --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// The rows of a concat of gathered ones are as many as the index has.
// CHECK-LABEL: func.func @size_of_input_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?xf32>
func.func @size_of_input_matches(%x: tensor<2x?xf32>) -> tensor<1xi64> {
  // CHECK-NEXT: [[S:%.+]] = "pd.shape"([[X]]) {dtype = i64}
  // CHECK-NEXT: [[N:%.+]] = "pd.slice"([[S]]) {{.+}}ends = array<i64: 2>{{.+}}starts = array<i64: 1>
  // CHECK-NEXT: return [[N]]
  %t = "pd.transpose"(%x) {perm = array<i64: 1, 0>} : (tensor<2x?xf32>) -> tensor<?x2xf32>
  %r = "pd.relu"(%t) : (tensor<?x2xf32>) -> tensor<?x2xf32>
  %s = "pd.shape"(%r) {dtype = i64} : (tensor<?x2xf32>) -> tensor<2xi64>
  %n = "pd.slice"(%s) {axes = array<i64: 0>, starts = array<i64: 0>, ends = array<i64: 1>, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<2xi64>) -> tensor<1xi64>
  return %n : tensor<1xi64>
}

// The data decide how many elements are not zero.
// CHECK-LABEL: func.func @size_of_input_refused(
func.func @size_of_input_refused(%x: tensor<?xf32>) -> tensor<1xi64> {
  // CHECK: [[P:%.+]] = "pd.nonzero"
  // CHECK: "pd.shape"([[P]])
  // WHY: size-of-input: no input has the size
  %p = "pd.nonzero"(%x) : (tensor<?xf32>) -> tensor<?x1xi64>
  %s = "pd.shape"(%p) {dtype = i64} : (tensor<?x1xi64>) -> tensor<2xi64>
  %n = "pd.slice"(%s) {axes = array<i64: 0>, starts = array<i64: 0>, ends = array<i64: 1>, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<2xi64>) -> tensor<1xi64>
  return %n : tensor<1xi64>
}

// Two layers' outputs side by side, through a linear layer with an activation to the next one.
// CHECK-LABEL: func.func @padded_again_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<3x3x4xf32>, [[Y:%[a-z0-9]+]]: tensor<3x3x2xf32>
func.func @padded_again_matches(%x: tensor<3x3x4xf32>, %y: tensor<3x3x2xf32>) -> tensor<3x3x5xf32> {
  // CHECK-NOT: pd.gather_nd
  // CHECK: [[M:%.+]] = "pd.less_than"
  // CHECK: [[C:%.+]] = "pd.reshape"([[M]])
  // CHECK: [[J:%.+]] = "pd.concat"({{.+}}) {axis = 2 : i64}
  // CHECK: [[P:%.+]] = "pd.matmul"([[J]],
  // CHECK: [[S:%.+]] = "pd.add"([[P]],
  // CHECK: [[T:%.+]] = "pd.tanh"([[S]])
  // CHECK: [[W:%.+]] = "pd.where"([[C]], [[T]],
  // CHECK: return [[W]]
  %w = "pd.parameter"() {key = "6x5", dtype = f32, shape = array<i64: 6, 5>} : () -> tensor<6x5xf32>
  %b = "pd.parameter"() {key = "5", dtype = f32, shape = array<i64: 5>} : () -> tensor<5xf32>
  %lengths = "pd.constant"() {value = dense<[2, 1, 3]> : tensor<3xi64>} : () -> tensor<3xi64>
  %ends = "pd.cumsum"(%lengths) {axis = 0 : i64} : (tensor<3xi64>) -> tensor<3xi64>
  %starts = "pd.subtract"(%ends, %lengths) : (tensor<3xi64>, tensor<3xi64>) -> tensor<3xi64>
  %count = "pd.constant"() {value = dense<6> : tensor<1xi64>} : () -> tensor<1xi64>
  %rows = "pd.arange"(%count) {operandSegmentSizes = array<i32: 0, 1, 0>} : (tensor<1xi64>) -> tensor<6xi64>
  %numbers = "pd.searchsorted"(%ends, %rows) {right = true} : (tensor<3xi64>, tensor<6xi64>) -> tensor<6xi64>
  %firsts = "pd.gather"(%starts, %numbers) : (tensor<3xi64>, tensor<6xi64>) -> tensor<6xi64>
  %positions = "pd.subtract"(%rows, %firsts) : (tensor<6xi64>, tensor<6xi64>) -> tensor<6xi64>
  %place = "pd.stack"(%numbers, %positions) {axis = 1 : i64} : (tensor<6xi64>, tensor<6xi64>) -> tensor<6x2xi64>
  %px = "pd.gather_nd"(%x, %place) : (tensor<3x3x4xf32>, tensor<6x2xi64>) -> tensor<6x4xf32>
  %py = "pd.gather_nd"(%y, %place) : (tensor<3x3x2xf32>, tensor<6x2xi64>) -> tensor<6x2xf32>
  %cx = tensor.cast %px : tensor<6x4xf32> to tensor<6x?xf32>
  %cy = tensor.cast %py : tensor<6x2xf32> to tensor<6x?xf32>
  %j = "pd.concat"(%cx, %cy) {axis = 1 : i64} : (tensor<6x?xf32>, tensor<6x?xf32>) -> tensor<6x6xf32>
  %p = "pd.matmul"(%j, %w) : (tensor<6x6xf32>, tensor<6x5xf32>) -> tensor<6x5xf32>
  %s = "pd.add"(%p, %b) : (tensor<6x5xf32>, tensor<5xf32>) -> tensor<6x5xf32>
  %t = "pd.tanh"(%s) : (tensor<6x5xf32>) -> tensor<6x5xf32>
  %most = "pd.constant"() {value = dense<3> : tensor<1xi64>} : () -> tensor<1xi64>
  %steps = "pd.arange"(%most) {operandSegmentSizes = array<i32: 0, 1, 0>} : (tensor<1xi64>) -> tensor<3xi64>
  %column = "pd.reshape"(%starts) {shape = array<i64: 0, 1>} : (tensor<3xi64>) -> tensor<3x1xi64>
  %total = "pd.add"(%column, %steps) : (tensor<3x1xi64>, tensor<3xi64>) -> tensor<3x3xi64>
  %last = "pd.constant"() {value = dense<5> : tensor<1xi64>} : () -> tensor<1xi64>
  %within = "pd.minimum"(%total, %last) : (tensor<3x3xi64>, tensor<1xi64>) -> tensor<3x3xi64>
  %index = "pd.reshape"(%within) {shape = array<i64: 0, 0, 1>} : (tensor<3x3xi64>) -> tensor<3x3x1xi64>
  %again = "pd.gather_nd"(%t, %index) : (tensor<6x5xf32>, tensor<3x3x1xi64>) -> tensor<3x3x5xf32>
  %limit = "pd.reshape"(%lengths) {shape = array<i64: 0, 1>} : (tensor<3xi64>) -> tensor<3x1xi64>
  %mask = "pd.less_than"(%steps, %limit) : (tensor<3xi64>, tensor<3x1xi64>) -> tensor<3x3xi1>
  %condition = "pd.reshape"(%mask) {shape = array<i64: 0, 0, 1>} : (tensor<3x3xi1>) -> tensor<3x3x1xi1>
  %zero = "pd.full"() {shape = array<i64: 1>, value = 0.0 : f64} : () -> tensor<1xf32>
  %out = "pd.where"(%condition, %again, %zero) : (tensor<3x3x1xi1>, tensor<3x3x5xf32>, tensor<1xf32>) -> tensor<3x3x5xf32>
  return %out : tensor<3x3x5xf32>
}

// Rows that were packed by other lengths than they are padded by.
// CHECK-LABEL: func.func @padded_again_refused(
func.func @padded_again_refused(%x: tensor<3x3x4xf32>) -> tensor<3x3x4xf32> {
  // CHECK: [[P:%.+]] = "pd.gather_nd"(%arg0,
  // CHECK: [[Q:%.+]] = "pd.gather_nd"([[P]],
  // WHY: padded-again: the rows come from sequences of other lengths
  %others = "pd.constant"() {value = dense<[3, 2, 1]> : tensor<3xi64>} : () -> tensor<3xi64>
  %behind = "pd.cumsum"(%others) {axis = 0 : i64} : (tensor<3xi64>) -> tensor<3xi64>
  %begins = "pd.subtract"(%behind, %others) : (tensor<3xi64>, tensor<3xi64>) -> tensor<3xi64>
  %lengths = "pd.constant"() {value = dense<[2, 1, 3]> : tensor<3xi64>} : () -> tensor<3xi64>
  %ends = "pd.cumsum"(%lengths) {axis = 0 : i64} : (tensor<3xi64>) -> tensor<3xi64>
  %starts = "pd.subtract"(%ends, %lengths) : (tensor<3xi64>, tensor<3xi64>) -> tensor<3xi64>
  %count = "pd.constant"() {value = dense<6> : tensor<1xi64>} : () -> tensor<1xi64>
  %rows = "pd.arange"(%count) {operandSegmentSizes = array<i32: 0, 1, 0>} : (tensor<1xi64>) -> tensor<6xi64>
  %numbers = "pd.searchsorted"(%behind, %rows) {right = true} : (tensor<3xi64>, tensor<6xi64>) -> tensor<6xi64>
  %firsts = "pd.gather"(%begins, %numbers) : (tensor<3xi64>, tensor<6xi64>) -> tensor<6xi64>
  %positions = "pd.subtract"(%rows, %firsts) : (tensor<6xi64>, tensor<6xi64>) -> tensor<6xi64>
  %place = "pd.stack"(%numbers, %positions) {axis = 1 : i64} : (tensor<6xi64>, tensor<6xi64>) -> tensor<6x2xi64>
  %px = "pd.gather_nd"(%x, %place) : (tensor<3x3x4xf32>, tensor<6x2xi64>) -> tensor<6x4xf32>
  %most = "pd.constant"() {value = dense<3> : tensor<1xi64>} : () -> tensor<1xi64>
  %steps = "pd.arange"(%most) {operandSegmentSizes = array<i32: 0, 1, 0>} : (tensor<1xi64>) -> tensor<3xi64>
  %column = "pd.reshape"(%starts) {shape = array<i64: 0, 1>} : (tensor<3xi64>) -> tensor<3x1xi64>
  %total = "pd.add"(%column, %steps) : (tensor<3x1xi64>, tensor<3xi64>) -> tensor<3x3xi64>
  %last = "pd.constant"() {value = dense<5> : tensor<1xi64>} : () -> tensor<1xi64>
  %within = "pd.minimum"(%total, %last) : (tensor<3x3xi64>, tensor<1xi64>) -> tensor<3x3xi64>
  %index = "pd.reshape"(%within) {shape = array<i64: 0, 0, 1>} : (tensor<3x3xi64>) -> tensor<3x3x1xi64>
  %again = "pd.gather_nd"(%px, %index) : (tensor<6x4xf32>, tensor<3x3x1xi64>) -> tensor<3x3x4xf32>
  %limit = "pd.reshape"(%lengths) {shape = array<i64: 0, 1>} : (tensor<3xi64>) -> tensor<3x1xi64>
  %mask = "pd.less_than"(%steps, %limit) : (tensor<3xi64>, tensor<3x1xi64>) -> tensor<3x3xi1>
  %condition = "pd.reshape"(%mask) {shape = array<i64: 0, 0, 1>} : (tensor<3x3xi1>) -> tensor<3x3x1xi1>
  %zero = "pd.full"() {shape = array<i64: 1>, value = 0.0 : f64} : () -> tensor<1xf32>
  %out = "pd.where"(%condition, %again, %zero) : (tensor<3x3x1xi1>, tensor<3x3x4xf32>, tensor<1xf32>) -> tensor<3x3x4xf32>
  return %out : tensor<3x3x4xf32>
}

// The layer reads no step that the mask hides.
// CHECK-LABEL: func.func @unmasked_input_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x12xf32>
func.func @unmasked_input_matches(%x: tensor<2x3x12xf32>, %h: tensor<2x4xf32>) -> (tensor<3x2x4xf32>, tensor<2x4xf32>) {
  // CHECK-NOT: pd.where
  // CHECK: [[T:%.+]] = "pd.transpose"([[X]])
  // CHECK: "pd.gru"([[T]],
  %w = "pd.parameter"() {key = "12x4", dtype = f32, shape = array<i64: 12, 4>} : () -> tensor<12x4xf32>
  %lengths = "pd.constant"() {value = dense<[1, 3]> : tensor<2xi64>} : () -> tensor<2xi64>
  %most = "pd.constant"() {value = dense<3> : tensor<1xi64>} : () -> tensor<1xi64>
  %steps = "pd.arange"(%most) {operandSegmentSizes = array<i32: 0, 1, 0>} : (tensor<1xi64>) -> tensor<3xi64>
  %limit = "pd.reshape"(%lengths) {shape = array<i64: 0, 1>} : (tensor<2xi64>) -> tensor<2x1xi64>
  %mask = "pd.less_than"(%steps, %limit) : (tensor<3xi64>, tensor<2x1xi64>) -> tensor<2x3xi1>
  %condition = "pd.reshape"(%mask) {shape = array<i64: 0, 0, 1>} : (tensor<2x3xi1>) -> tensor<2x3x1xi1>
  %zero = "pd.full"() {shape = array<i64: 1>, value = 0.0 : f64} : () -> tensor<1xf32>
  %m = "pd.where"(%condition, %x, %zero) : (tensor<2x3x1xi1>, tensor<2x3x12xf32>, tensor<1xf32>) -> tensor<2x3x12xf32>
  %t = "pd.transpose"(%m) {perm = array<i64: 1, 0, 2>} : (tensor<2x3x12xf32>) -> tensor<3x2x12xf32>
  %out, %last = "pd.gru"(%t, %h, %w, %lengths) {resets_state = true, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 1>} : (tensor<3x2x12xf32>, tensor<2x4xf32>, tensor<12x4xf32>, tensor<2xi64>) -> (tensor<3x2x4xf32>, tensor<2x4xf32>)
  return %out, %last : tensor<3x2x4xf32>, tensor<2x4xf32>
}

// The layer goes further than the mask.
// CHECK-LABEL: func.func @unmasked_input_refused(
func.func @unmasked_input_refused(%x: tensor<2x3x12xf32>, %h: tensor<2x4xf32>) -> tensor<3x2x4xf32> {
  // CHECK: [[M:%.+]] = "pd.where"
  // CHECK: [[T:%.+]] = "pd.transpose"([[M]])
  // CHECK: "pd.gru"([[T]],
  // WHY: unmasked-input: the mask is of other lengths than the layer's
  %w = "pd.parameter"() {key = "12x4", dtype = f32, shape = array<i64: 12, 4>} : () -> tensor<12x4xf32>
  %lengths = "pd.constant"() {value = dense<[1, 2]> : tensor<2xi64>} : () -> tensor<2xi64>
  %more = "pd.constant"() {value = dense<[3, 3]> : tensor<2xi64>} : () -> tensor<2xi64>
  %most = "pd.constant"() {value = dense<3> : tensor<1xi64>} : () -> tensor<1xi64>
  %steps = "pd.arange"(%most) {operandSegmentSizes = array<i32: 0, 1, 0>} : (tensor<1xi64>) -> tensor<3xi64>
  %limit = "pd.reshape"(%lengths) {shape = array<i64: 0, 1>} : (tensor<2xi64>) -> tensor<2x1xi64>
  %mask = "pd.less_than"(%steps, %limit) : (tensor<3xi64>, tensor<2x1xi64>) -> tensor<2x3xi1>
  %condition = "pd.reshape"(%mask) {shape = array<i64: 0, 0, 1>} : (tensor<2x3xi1>) -> tensor<2x3x1xi1>
  %zero = "pd.full"() {shape = array<i64: 1>, value = 0.0 : f64} : () -> tensor<1xf32>
  %m = "pd.where"(%condition, %x, %zero) : (tensor<2x3x1xi1>, tensor<2x3x12xf32>, tensor<1xf32>) -> tensor<2x3x12xf32>
  %t = "pd.transpose"(%m) {perm = array<i64: 1, 0, 2>} : (tensor<2x3x12xf32>) -> tensor<3x2x12xf32>
  %out, %last = "pd.gru"(%t, %h, %w, %more) {resets_state = true, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 1>} : (tensor<3x2x12xf32>, tensor<2x4xf32>, tensor<12x4xf32>, tensor<2xi64>) -> (tensor<3x2x4xf32>, tensor<2x4xf32>)
  return %out : tensor<3x2x4xf32>
}

// A mask of steps that do not begin at the first one is another mask.
// CHECK-LABEL: func.func @unmasked_input_of_other_steps(
func.func @unmasked_input_of_other_steps(%x: tensor<2x2x12xf32>, %h: tensor<2x4xf32>) -> tensor<2x2x4xf32> {
  // CHECK: [[M:%.+]] = "pd.where"
  // CHECK: [[T:%.+]] = "pd.transpose"([[M]])
  // CHECK: "pd.gru"([[T]],
  // WHY: unmasked-input: the rows are not those of sequences
  %w = "pd.parameter"() {key = "12x4", dtype = f32, shape = array<i64: 12, 4>} : () -> tensor<12x4xf32>
  %lengths = "pd.constant"() {value = dense<[1, 2]> : tensor<2xi64>} : () -> tensor<2xi64>
  %steps = "pd.arange"() {start = 1.0, end = 3.0, operandSegmentSizes = array<i32: 0, 0, 0>} : () -> tensor<2xi64>
  %limit = "pd.reshape"(%lengths) {shape = array<i64: 0, 1>} : (tensor<2xi64>) -> tensor<2x1xi64>
  %mask = "pd.less_than"(%steps, %limit) : (tensor<2xi64>, tensor<2x1xi64>) -> tensor<2x2xi1>
  %condition = "pd.reshape"(%mask) {shape = array<i64: 0, 0, 1>} : (tensor<2x2xi1>) -> tensor<2x2x1xi1>
  %zero = "pd.full"() {shape = array<i64: 1>, value = 0.0 : f64} : () -> tensor<1xf32>
  %m = "pd.where"(%condition, %x, %zero) : (tensor<2x2x1xi1>, tensor<2x2x12xf32>, tensor<1xf32>) -> tensor<2x2x12xf32>
  %t = "pd.transpose"(%m) {perm = array<i64: 1, 0, 2>} : (tensor<2x2x12xf32>) -> tensor<2x2x12xf32>
  %out, %last = "pd.gru"(%t, %h, %w, %lengths) {resets_state = true, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 1>} : (tensor<2x2x12xf32>, tensor<2x4xf32>, tensor<12x4xf32>, tensor<2xi64>) -> (tensor<2x2x4xf32>, tensor<2x4xf32>)
  return %out : tensor<2x2x4xf32>
}

// The gates of an older layer stand in another order.
// CHECK-LABEL: func.func @ordered_columns_into_weight_matches(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x?x3xf32>
func.func @ordered_columns_into_weight_matches(%x: tensor<2x?x3xf32>) -> tensor<?x2x6xf32> {
  // CHECK: [[W:%.+]] = "pd.concat"({{.+}} -> tensor<3x6xf32>
  // CHECK: [[P:%.+]] = "pd.matmul"([[X]], [[W]])
  // CHECK: [[B:%.+]] = "pd.concat"({{.+}} -> tensor<6xf32>
  // CHECK: [[S:%.+]] = "pd.add"([[P]], [[B]])
  // CHECK: [[T:%.+]] = "pd.transpose"([[S]])
  // CHECK: return [[T]]
  %w = "pd.parameter"() {key = "3x6", dtype = f32, shape = array<i64: 3, 6>} : () -> tensor<3x6xf32>
  %b = "pd.parameter"() {key = "6", dtype = f32, shape = array<i64: 6>} : () -> tensor<6xf32>
  %p = "pd.matmul"(%x, %w) : (tensor<2x?x3xf32>, tensor<3x6xf32>) -> tensor<2x?x6xf32>
  %s = "pd.add"(%p, %b) : (tensor<2x?x6xf32>, tensor<6xf32>) -> tensor<2x?x6xf32>
  %t = "pd.transpose"(%s) {perm = array<i64: 1, 0, 2>} : (tensor<2x?x6xf32>) -> tensor<?x2x6xf32>
  %last = "pd.slice"(%t) {axes = array<i64: 2>, starts = array<i64: 2>, ends = array<i64: 6>, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<?x2x6xf32>) -> tensor<?x2x4xf32>
  %first = "pd.slice"(%t) {axes = array<i64: 2>, starts = array<i64: 0>, ends = array<i64: 2>, operandSegmentSizes = array<i32: 1, 0, 0>} : (tensor<?x2x6xf32>) -> tensor<?x2x2xf32>
  %u = tensor.cast %last : tensor<?x2x4xf32> to tensor<?x2x?xf32>
  %v = tensor.cast %first : tensor<?x2x2xf32> to tensor<?x2x?xf32>
  %out = "pd.concat"(%u, %v) {axis = 2 : i64} : (tensor<?x2x?xf32>, tensor<?x2x?xf32>) -> tensor<?x2x6xf32>
  return %out : tensor<?x2x6xf32>
}

// One column is read as it was.
// CHECK-LABEL: func.func @ordered_columns_into_weight_refused(
func.func @ordered_columns_into_weight_refused(%x: tensor<2x3xf32>) -> (tensor<2x4xf32>, tensor<2x4xf32>) {
  // CHECK: [[P:%.+]] = "pd.matmul"
  // CHECK: "pd.concat"
  // WHY: ordered-columns-into-weight: the columns have other uses in their old order
  %w = "pd.parameter"() {key = "3x4", dtype = f32, shape = array<i64: 3, 4>} : () -> tensor<3x4xf32>
  %p = "pd.matmul"(%x, %w) : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  %a = "pd.split"(%p) {index = 0 : i64, num = 2 : i64, axis = 1 : i64} : (tensor<2x4xf32>) -> tensor<2x2xf32>
  %b = "pd.split"(%p) {index = 1 : i64, num = 2 : i64, axis = 1 : i64} : (tensor<2x4xf32>) -> tensor<2x2xf32>
  %out = "pd.concat"(%b, %a) {axis = 1 : i64} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x4xf32>
  return %out, %p : tensor<2x4xf32>, tensor<2x4xf32>
}
