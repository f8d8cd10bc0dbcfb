// RUN: paddle-mlir-opt %s -p pd-fuse-epilogue | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-fuse-epilogue,pd-fuse-epilogue' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-fuse-epilogue --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// A number for each channel is the bias, a map the residual; the kernel may be either summand.
// CHECK-LABEL: func.func @summand_into_kernel_matches(
func.func @summand_into_kernel_matches(%x: tensor<1x8x9x12xf32>, %z: tensor<1x8x9x12xf32>) -> tensor<1x8x9x12xf32> {
  // CHECK: [[W:%.+]] = "pd.parameter"
  // CHECK: [[B:%.+]] = "pd.reshape"({{.+}} -> tensor<12xf32>
  // CHECK: [[Y:%.+]] = "pd.depthwise_conv2d"(%arg0, [[W]], [[B]], %arg1) {operandSegmentSizes = array<i32: 1, 1, 1, 1>, paddings = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "w3x3x12", dtype = f32, shape = array<i64: 3, 3, 12>} : () -> tensor<3x3x12xf32>
  %b = "pd.parameter"() {key = "b1x1x1x12", dtype = f32, shape = array<i64: 1, 1, 1, 12>} : () -> tensor<1x1x1x12xf32>
  %y = "pd.depthwise_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x8x9x12xf32>, tensor<3x3x12xf32>) -> tensor<1x8x9x12xf32>
  %s = "pd.add"(%y, %b) : (tensor<1x8x9x12xf32>, tensor<1x1x1x12xf32>) -> tensor<1x8x9x12xf32>
  %r = "pd.add"(%z, %s) : (tensor<1x8x9x12xf32>, tensor<1x8x9x12xf32>) -> tensor<1x8x9x12xf32>
  return %r : tensor<1x8x9x12xf32>
}

// A residual before the bias: the sum is the same up to the last bit.
// CHECK-LABEL: func.func @summand_of_product_in_another_order(
func.func @summand_of_product_in_another_order(%x: tensor<17x6xf32>, %z: tensor<17x16xf32>) -> tensor<17x16xf32> {
  // CHECK: [[Y:%.+]] = "pd.ragged_matmul"(%arg0, %{{.+}}, %{{.+}}, %arg1) {{{.*}}operandSegmentSizes = array<i32: 1, 1, 1, 1>, tile = 7 : i64, workgroup = array<i64: 2, 1>}
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "w1x6x16", dtype = f32, shape = array<i64: 1, 6, 16>} : () -> tensor<1x6x16xf32>
  %b = "pd.parameter"() {key = "b16", dtype = f32, shape = array<i64: 16>} : () -> tensor<16xf32>
  %y = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 2, 1>} : (tensor<17x6xf32>, tensor<1x6x16xf32>) -> tensor<17x16xf32>
  %r = "pd.add"(%y, %z) : (tensor<17x16xf32>, tensor<17x16xf32>) -> tensor<17x16xf32>
  %s = "pd.add"(%b, %r) : (tensor<16xf32>, tensor<17x16xf32>) -> tensor<17x16xf32>
  return %s : tensor<17x16xf32>
}

// Neither a number for all, nor one for each line, nor what makes the sum larger; not twice.
// CHECK-LABEL: func.func @summand_into_kernel_refused(
func.func @summand_into_kernel_refused(%x: tensor<17x6xf32>, %z: tensor<17x16xf32>, %l: tensor<17x1xf32>, %one: tensor<1xf32>, %more: tensor<2x17x16xf32>, %higher: tensor<1x1x16xf32>) -> (tensor<17x16xf32>, tensor<17x16xf32>, tensor<2x17x16xf32>, tensor<1x17x16xf32>, tensor<17x16xf32>, tensor<17x16xf32>) {
  // CHECK-COUNT-6: "pd.add"
  // CHECK: return
  // WHY-COUNT-4: summand-into-kernel: the other summand is neither a map nor of channels
  // WHY: summand-into-kernel: the kernel has a bias
  // WHY: summand-into-kernel: the kernel has a residual
  %w = "pd.parameter"() {key = "w1x6x16", dtype = f32, shape = array<i64: 1, 6, 16>} : () -> tensor<1x6x16xf32>
  %b = "pd.parameter"() {key = "b16", dtype = f32, shape = array<i64: 16>} : () -> tensor<16xf32>
  %k0 = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 2, 1>} : (tensor<17x6xf32>, tensor<1x6x16xf32>) -> tensor<17x16xf32>
  %0 = "pd.add"(%k0, %l) : (tensor<17x16xf32>, tensor<17x1xf32>) -> tensor<17x16xf32>
  %k1 = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 2, 1>} : (tensor<17x6xf32>, tensor<1x6x16xf32>) -> tensor<17x16xf32>
  %1 = "pd.add"(%k1, %one) : (tensor<17x16xf32>, tensor<1xf32>) -> tensor<17x16xf32>
  %k2 = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 2, 1>} : (tensor<17x6xf32>, tensor<1x6x16xf32>) -> tensor<17x16xf32>
  %2 = "pd.add"(%k2, %more) : (tensor<17x16xf32>, tensor<2x17x16xf32>) -> tensor<2x17x16xf32>
  %k3 = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 2, 1>} : (tensor<17x6xf32>, tensor<1x6x16xf32>) -> tensor<17x16xf32>
  %3 = "pd.add"(%k3, %higher) : (tensor<17x16xf32>, tensor<1x1x16xf32>) -> tensor<1x17x16xf32>
  %k4 = "pd.ragged_matmul"(%x, %w, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 0>, tile = 7, workgroup = array<i64: 2, 1>} : (tensor<17x6xf32>, tensor<1x6x16xf32>, tensor<16xf32>) -> tensor<17x16xf32>
  %4 = "pd.add"(%k4, %b) : (tensor<17x16xf32>, tensor<16xf32>) -> tensor<17x16xf32>
  %k5 = "pd.ragged_matmul"(%x, %w, %z) {operandSegmentSizes = array<i32: 1, 1, 0, 1>, tile = 7, workgroup = array<i64: 2, 1>} : (tensor<17x6xf32>, tensor<1x6x16xf32>, tensor<17x16xf32>) -> tensor<17x16xf32>
  %5 = "pd.add"(%k5, %z) : (tensor<17x16xf32>, tensor<17x16xf32>) -> tensor<17x16xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<17x16xf32>, tensor<17x16xf32>, tensor<2x17x16xf32>, tensor<1x17x16xf32>, tensor<17x16xf32>, tensor<17x16xf32>
}

// What comes after an activation is not before it, and a result with other uses stays.
// CHECK-LABEL: func.func @summand_after_activation_refused(
func.func @summand_after_activation_refused(%x: tensor<17x6xf32>, %z: tensor<17x16xf32>) -> (tensor<17x16xf32>, tensor<17x16xf32>, tensor<17x16xf32>) {
  // CHECK-COUNT-2: "pd.add"
  // CHECK: return
  // WHY-DAG: summand-into-kernel: an activation stands between
  // WHY-DAG: summand-into-kernel: the result of pd.ragged_matmul has other uses
  %w = "pd.parameter"() {key = "w1x6x16", dtype = f32, shape = array<i64: 1, 6, 16>} : () -> tensor<1x6x16xf32>
  %k0 = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 2, 1>, activation = "relu"} : (tensor<17x6xf32>, tensor<1x6x16xf32>) -> tensor<17x16xf32>
  %0 = "pd.add"(%k0, %z) : (tensor<17x16xf32>, tensor<17x16xf32>) -> tensor<17x16xf32>
  %k1 = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 2, 1>} : (tensor<17x6xf32>, tensor<1x6x16xf32>) -> tensor<17x16xf32>
  %1 = "pd.add"(%k1, %z) : (tensor<17x16xf32>, tensor<17x16xf32>) -> tensor<17x16xf32>
  return %0, %1, %k1 : tensor<17x16xf32>, tensor<17x16xf32>, tensor<17x16xf32>
}

// Where two kernels are added, one of them takes in the other: the one that nothing else needs.
// CHECK-LABEL: func.func @summand_into_the_second_kernel(
func.func @summand_into_the_second_kernel(%x: tensor<17x6xf32>) -> (tensor<17x16xf32>, tensor<17x16xf32>) {
  // CHECK: [[K:%.+]] = "pd.ragged_matmul"({{.+}} {activation = "relu",
  // CHECK: [[Y:%.+]] = "pd.ragged_matmul"(%arg0, %{{.+}}, [[K]]) {operandSegmentSizes = array<i32: 1, 1, 0, 1>
  // CHECK-NEXT: return [[Y]], [[K]]
  %w = "pd.parameter"() {key = "w1x6x16", dtype = f32, shape = array<i64: 1, 6, 16>} : () -> tensor<1x6x16xf32>
  %k = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 2, 1>, activation = "relu"} : (tensor<17x6xf32>, tensor<1x6x16xf32>) -> tensor<17x16xf32>
  %l = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 5, workgroup = array<i64: 2, 1>} : (tensor<17x6xf32>, tensor<1x6x16xf32>) -> tensor<17x16xf32>
  %y = "pd.add"(%k, %l) : (tensor<17x16xf32>, tensor<17x16xf32>) -> tensor<17x16xf32>
  return %y, %k : tensor<17x16xf32>, tensor<17x16xf32>
}

// Of every kernel, with the attributes of the activation.
// CHECK-LABEL: func.func @activation_into_kernel_matches(
func.func @activation_into_kernel_matches(%x: tensor<1x3x9x9xf32>, %t: tensor<16x16x12xf32>, %s: tensor<1x8x7x4xf32>) -> (tensor<1x9x9x8xf32>, tensor<1x8x7x12xf32>) {
  // CHECK: "pd.stem_conv2d"(%arg0, %{{.+}}) {activation = "leaky_relu", activation_values = array<f64: 2.500000e-01>, operandSegmentSizes = array<i32: 1, 1, 0, 0>
  // CHECK: "pd.winograd_output"(%arg1, %arg2) {activation = "hardswish"
  // CHECK-NOT: "pd.hardswish"
  // CHECK: return
  %w = "pd.parameter"() {key = "w3x3x3x8", dtype = f32, shape = array<i64: 3, 3, 3, 8>} : () -> tensor<3x3x3x8xf32>
  %0 = "pd.stem_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x3x9x9xf32>, tensor<3x3x3x8xf32>) -> tensor<1x9x9x8xf32>
  %1 = "pd.leaky_relu"(%0) {negative_slope = 0.25} : (tensor<1x9x9x8xf32>) -> tensor<1x9x9x8xf32>
  %2 = "pd.winograd_output"(%t, %s) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 2, paddings = array<i64: 1, 1, 1, 1>} : (tensor<16x16x12xf32>, tensor<1x8x7x4xf32>) -> tensor<1x8x7x12xf32>
  %3 = "pd.hardswish"(%2) : (tensor<1x8x7x12xf32>) -> tensor<1x8x7x12xf32>
  return %1, %3 : tensor<1x9x9x8xf32>, tensor<1x8x7x12xf32>
}

// One activation only; the result before it may be needed too; tanh is none that kernels have.
// CHECK-LABEL: func.func @activation_into_kernel_refused(
func.func @activation_into_kernel_refused(%x: tensor<17x6xf32>) -> (tensor<17x16xf32>, tensor<17x16xf32>, tensor<17x16xf32>, tensor<17x16xf32>) {
  // CHECK: "pd.sigmoid"
  // CHECK: "pd.relu"
  // CHECK: "pd.tanh"
  // WHY-DAG: activation-into-kernel: the kernel has an activation
  // WHY-DAG: activation-into-kernel: the result of pd.ragged_matmul has other uses
  %w = "pd.parameter"() {key = "w1x6x16", dtype = f32, shape = array<i64: 1, 6, 16>} : () -> tensor<1x6x16xf32>
  %k0 = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 2, 1>, activation = "relu"} : (tensor<17x6xf32>, tensor<1x6x16xf32>) -> tensor<17x16xf32>
  %0 = "pd.sigmoid"(%k0) : (tensor<17x16xf32>) -> tensor<17x16xf32>
  %k1 = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 2, 1>} : (tensor<17x6xf32>, tensor<1x6x16xf32>) -> tensor<17x16xf32>
  %1 = "pd.relu"(%k1) : (tensor<17x16xf32>) -> tensor<17x16xf32>
  %k2 = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 2, 1>} : (tensor<17x6xf32>, tensor<1x6x16xf32>) -> tensor<17x16xf32>
  %2 = "pd.tanh"(%k2) : (tensor<17x16xf32>) -> tensor<17x16xf32>
  return %0, %1, %k1, %2 : tensor<17x16xf32>, tensor<17x16xf32>, tensor<17x16xf32>, tensor<17x16xf32>
}

// After all else a product in bfloat16 is multiplied with one number or with one for each column,
// and shifted so.
// CHECK-LABEL: func.func @factor_into_product_matches(
func.func @factor_into_product_matches(%x: tensor<5x6xf32>, %f: tensor<1xf32>, %v: tensor<1x16xf32>) -> tensor<5x16xf32> {
  // CHECK: [[F:%.+]] = "pd.expand"(%arg1) {{.*}}-> tensor<16xf32>
  // CHECK: [[V:%.+]] = "pd.reshape"(%arg2) {{.*}}-> tensor<16xf32>
  // CHECK: [[Y:%.+]] = "pd.bfloat16_matmul"(%{{.+}}, %{{.+}}, [[F]], [[V]]) {activation = "relu", operandSegmentSizes = array<i32: 1, 1, 0, 0, 1, 1>, {{.+}} -> tensor<5x16xf32>
  // CHECK-NEXT: return [[Y]]
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<5x6xf32>) -> tensor<5x6xbf16>
  %w = "pd.parameter"() {key = "w1x3x32", dtype = bf16, shape = array<i64: 1, 3, 32>} : () -> tensor<1x3x32xbf16>
  %y = "pd.bfloat16_matmul"(%h, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 0>, tile = 5, workgroup = array<i64: 1, 1>, activation = "relu"} : (tensor<5x6xbf16>, tensor<1x3x32xbf16>) -> tensor<5x16xf32>
  %0 = "pd.multiply"(%f, %y) : (tensor<1xf32>, tensor<5x16xf32>) -> tensor<5x16xf32>
  %1 = "pd.add"(%0, %v) : (tensor<5x16xf32>, tensor<1x16xf32>) -> tensor<5x16xf32>
  return %1 : tensor<5x16xf32>
}

// Not with one for each row, nor twice, nor where others read what comes before.
// CHECK-LABEL: func.func @factor_into_product_refused(
func.func @factor_into_product_refused(%x: tensor<5x6xf32>, %f: tensor<16xf32>, %r: tensor<5x1xf32>) -> (tensor<5x16xf32>, tensor<5x16xf32>, tensor<5x16xf32>, tensor<5x16xf32>) {
  // CHECK-COUNT-3: "pd.multiply"
  // CHECK: return
  // WHY: factor-into-product: the other operand is not of columns
  // WHY: factor-into-product: the product has a factor or a shift
  // WHY: factor-into-product: the result of pd.bfloat16_matmul has other uses
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<5x6xf32>) -> tensor<5x6xbf16>
  %w = "pd.parameter"() {key = "w1x3x32", dtype = bf16, shape = array<i64: 1, 3, 32>} : () -> tensor<1x3x32xbf16>
  %y = "pd.bfloat16_matmul"(%h, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 0>, tile = 5, workgroup = array<i64: 1, 1>} : (tensor<5x6xbf16>, tensor<1x3x32xbf16>) -> tensor<5x16xf32>
  %0 = "pd.multiply"(%y, %r) : (tensor<5x16xf32>, tensor<5x1xf32>) -> tensor<5x16xf32>
  %z = "pd.bfloat16_matmul"(%h, %w, %f) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 1, 0>, tile = 5, workgroup = array<i64: 1, 1>} : (tensor<5x6xbf16>, tensor<1x3x32xbf16>, tensor<16xf32>) -> tensor<5x16xf32>
  %1 = "pd.multiply"(%z, %f) : (tensor<5x16xf32>, tensor<16xf32>) -> tensor<5x16xf32>
  %u = "pd.bfloat16_matmul"(%h, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 0>, tile = 4, workgroup = array<i64: 1, 1>} : (tensor<5x6xbf16>, tensor<1x3x32xbf16>) -> tensor<5x16xf32>
  %2 = "pd.multiply"(%u, %f) : (tensor<5x16xf32>, tensor<16xf32>) -> tensor<5x16xf32>
  return %0, %1, %2, %u : tensor<5x16xf32>, tensor<5x16xf32>, tensor<5x16xf32>, tensor<5x16xf32>
}

// CHECK-LABEL: func.func @shift_into_product_matches(
func.func @shift_into_product_matches(%x: tensor<5x6xf32>, %v: tensor<16xf32>) -> tensor<5x16xf32> {
  // CHECK: "pd.bfloat16_matmul"(%{{.+}}, %{{.+}}, %arg1) {activation = "relu", operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 1>, {{.+}} -> tensor<5x16xf32>
  // CHECK-NEXT: return
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<5x6xf32>) -> tensor<5x6xbf16>
  %w = "pd.parameter"() {key = "w1x3x32", dtype = bf16, shape = array<i64: 1, 3, 32>} : () -> tensor<1x3x32xbf16>
  %y = "pd.bfloat16_matmul"(%h, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 0>, tile = 5, workgroup = array<i64: 1, 1>, activation = "relu"} : (tensor<5x6xbf16>, tensor<1x3x32xbf16>) -> tensor<5x16xf32>
  %0 = "pd.add"(%y, %v) : (tensor<5x16xf32>, tensor<16xf32>) -> tensor<5x16xf32>
  return %0 : tensor<5x16xf32>
}

// Without an activation it is the bias; what follows a shift is no shift.
// CHECK-LABEL: func.func @shift_into_product_refused(
func.func @shift_into_product_refused(%x: tensor<5x6xf32>, %v: tensor<16xf32>) -> (tensor<5x16xf32>, tensor<5x16xf32>) {
  // CHECK: "pd.bfloat16_matmul"(%{{.+}}, %{{.+}}, %arg1) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>
  // CHECK: "pd.add"
  // CHECK: return
  // WHY: summand-into-kernel: a factor stands between
  // WHY: shift-into-product: a bias does it, or there is a shift
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<5x6xf32>) -> tensor<5x6xbf16>
  %w = "pd.parameter"() {key = "w1x3x32", dtype = bf16, shape = array<i64: 1, 3, 32>} : () -> tensor<1x3x32xbf16>
  %y = "pd.bfloat16_matmul"(%h, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 0>, tile = 5, workgroup = array<i64: 1, 1>} : (tensor<5x6xbf16>, tensor<1x3x32xbf16>) -> tensor<5x16xf32>
  %0 = "pd.add"(%y, %v) : (tensor<5x16xf32>, tensor<16xf32>) -> tensor<5x16xf32>
  %z = "pd.bfloat16_matmul"(%h, %w, %v) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 1>, tile = 5, workgroup = array<i64: 1, 1>} : (tensor<5x6xbf16>, tensor<1x3x32xbf16>, tensor<16xf32>) -> tensor<5x16xf32>
  %1 = "pd.add"(%z, %v) : (tensor<5x16xf32>, tensor<16xf32>) -> tensor<5x16xf32>
  return %0, %1 : tensor<5x16xf32>, tensor<5x16xf32>
}
