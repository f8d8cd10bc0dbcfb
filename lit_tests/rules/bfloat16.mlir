// RUN: paddle-mlir-opt %s -p pd-lower-precision | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-lower-precision,pd-lower-precision' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-lower-precision --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// Here what is multiplied are numbers that bfloat16 holds, so that no result changes.

// Weights of two rows lie side by side. What follows the product stays in float32.
// CHECK-LABEL: func.func @product_in_bfloat16_matches(
func.func @product_in_bfloat16_matches(%x: tensor<17x6xf32>, %b: tensor<32xf32>, %r: tensor<17x32xf32>) -> tensor<17x32xf32> {
  // CHECK: [[H:%.+]] = "pd.cast"(%arg0) {dtype = bf16}
  // CHECK: [[F:%.+]] = "pd.cast"([[H]]) {dtype = f32}
  // CHECK: [[X:%.+]] = "pd.cast"([[F]]) {dtype = bf16}
  // CHECK: [[C:%.+]] = "pd.cast"(%{{.+}}) {dtype = bf16}
  // CHECK: [[T:%.+]] = "pd.reshape"([[C]]) {shape = array<i64: 2, 3, 2, 16>}
  // CHECK: [[P:%.+]] = "pd.transpose"([[T]]) {perm = array<i64: 0, 1, 3, 2>}
  // CHECK: [[W:%.+]] = "pd.reshape"([[P]]) {shape = array<i64: 2, 3, 32>}
  // CHECK: [[Y:%.+]] = "pd.bfloat16_matmul"([[X]], [[W]], %arg1, %arg2) {activation = "relu", operandSegmentSizes = array<i32: 1, 1, 1, 1>, tile = 17 : i64, workgroup = array<i64: 8, 2>} {{.+}} -> tensor<17x32xf32>
  // CHECK-NEXT: return [[Y]]
  %p = "pd.parameter"() {key = "w2x6x16", dtype = bf16, shape = array<i64: 2, 6, 16>} : () -> tensor<2x6x16xbf16>
  %w = "pd.cast"(%p) {dtype = f32} : (tensor<2x6x16xbf16>) -> tensor<2x6x16xf32>
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<17x6xf32>) -> tensor<17x6xbf16>
  %f = "pd.cast"(%h) {dtype = f32} : (tensor<17x6xbf16>) -> tensor<17x6xf32>
  %y = "pd.ragged_matmul"(%f, %w, %b, %r) {activation = "relu", operandSegmentSizes = array<i32: 1, 1, 1, 1>, tile = 7, workgroup = array<i64: 2, 1>} : (tensor<17x6xf32>, tensor<2x6x16xf32>, tensor<32xf32>, tensor<17x32xf32>) -> tensor<17x32xf32>
  return %y : tensor<17x32xf32>
}

// An odd inner size gets a zero; a batch has a product each; tiles fit any number of rows.
// CHECK-LABEL: func.func @product_of_batch(
func.func @product_of_batch(%x: tensor<3x?x5xf32>) -> tensor<3x?x32xf32> {
  // CHECK: [[X:%.+]] = "pd.pad"(%{{.+}}) {axes = array<i64: 2>, {{.*}}paddings = array<i64: 0, 1>} {{.+}} -> tensor<3x?x6xbf16>
  // CHECK: "pd.full"() {{{.+}}value = 0.{{.+}} -> tensor<3x1x1x32xbf16>
  // CHECK: "pd.bfloat16_matmul"([[X]], %{{.+}}) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 12 : i64, workgroup = array<i64: 12, 1>} {{.+}} -> tensor<3x?x32xf32>
  %p = "pd.parameter"() {key = "w3x1x5x32", dtype = bf16, shape = array<i64: 3, 1, 5, 32>} : () -> tensor<3x1x5x32xbf16>
  %w = "pd.cast"(%p) {dtype = f32} : (tensor<3x1x5x32xbf16>) -> tensor<3x1x5x32xf32>
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<3x?x5xf32>) -> tensor<3x?x5xbf16>
  %f = "pd.cast"(%h) {dtype = f32} : (tensor<3x?x5xbf16>) -> tensor<3x?x5xf32>
  %y = "pd.ragged_matmul"(%f, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 2, 1>} : (tensor<3x?x5xf32>, tensor<3x1x5x32xf32>) -> tensor<3x?x32xf32>
  return %y : tensor<3x?x32xf32>
}

// Two tiles of eight rows rather than one of twelve and one of four.
// CHECK-LABEL: func.func @product_of_packed(
func.func @product_of_packed(%x: tensor<16x6xf32>) -> tensor<16x64xf32> {
  // CHECK: "pd.bfloat16_matmul"({{.+}}tile = 8 : i64, workgroup = array<i64: 18, 2>}
  %p = "pd.parameter"() {key = "w2x6x32", dtype = bf16, shape = array<i64: 2, 6, 32>} : () -> tensor<2x6x32xbf16>
  %w = "pd.cast"(%p) {dtype = f32} : (tensor<2x6x32xbf16>) -> tensor<2x6x32xf32>
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<16x6xf32>) -> tensor<16x6xbf16>
  %f = "pd.cast"(%h) {dtype = f32} : (tensor<16x6xbf16>) -> tensor<16x6xf32>
  %y = "pd.packed_matmul"(%f, %w) {tile = array<i64: 8, 1>, workgroup = array<i64: 16, 2>} : (tensor<16x6xf32>, tensor<2x6x32xf32>) -> tensor<16x64xf32>
  return %y : tensor<16x64xf32>
}

// Winograd's convolution of small tiles is computed so, that of large ones is not: its transforms
// multiply the rounding by nine. Nor are weights that are not known, and doubles.
// CHECK-LABEL: func.func @product_in_bfloat16_refused(
func.func @product_in_bfloat16_refused(%m: tensor<1x8x8x8xf32>, %x: tensor<16x6xf32>, %v: tensor<2x6x16xf32>, %d: tensor<16x6xf64>) -> (tensor<36x4x32xf32>, tensor<16x32xf32>, tensor<16x32xf64>) {
  // CHECK-NOT: pd.bfloat16_matmul
  // CHECK: return
  // WHY: product-in-bfloat16: transforms of 4x4 tiles magnify rounding
  // WHY: product-in-bfloat16: the second operand is not constant
  // WHY: product-in-bfloat16: the dtype is not float32
  %p = "pd.parameter"() {key = "w36x1x8x32", dtype = f32, shape = array<i64: 36, 1, 8, 32>} : () -> tensor<36x1x8x32xf32>
  %q = "pd.parameter"() {key = "d2x6x16", dtype = f64, shape = array<i64: 2, 6, 16>} : () -> tensor<2x6x16xf64>
  %t = "pd.winograd_input"(%m) {tile = 4, paddings = array<i64: 1, 1, 1, 1>} : (tensor<1x8x8x8xf32>) -> tensor<36x4x8xf32>
  %0 = "pd.packed_matmul"(%t, %p) {tile = array<i64: 4, 1>, workgroup = array<i64: 4, 1>} : (tensor<36x4x8xf32>, tensor<36x1x8x32xf32>) -> tensor<36x4x32xf32>
  %1 = "pd.packed_matmul"(%x, %v) {tile = array<i64: 8, 1>, workgroup = array<i64: 16, 2>} : (tensor<16x6xf32>, tensor<2x6x16xf32>) -> tensor<16x32xf32>
  %2 = "pd.packed_matmul"(%d, %q) {tile = array<i64: 8, 1>, workgroup = array<i64: 16, 2>} : (tensor<16x6xf64>, tensor<2x6x16xf64>) -> tensor<16x32xf64>
  return %0, %1, %2 : tensor<36x4x32xf32>, tensor<16x32xf32>, tensor<16x32xf64>
}

// Half of the bytes are moved.
// CHECK-LABEL: func.func @narrow_before_copy_matches(
func.func @narrow_before_copy_matches(%x: tensor<1x4x4x2xf32>) -> (tensor<1x2x2x8xbf16>, tensor<2x4x4xbf16>) {
  // CHECK: [[H:%.+]] = "pd.cast"(%arg0) {dtype = bf16}
  // CHECK: "pd.patches"([[H]]) {{.+}} -> tensor<1x2x2x8xbf16>
  // CHECK: [[G:%.+]] = "pd.cast"(%arg0) {dtype = bf16}
  // CHECK: [[T:%.+]] = "pd.transpose"([[G]])
  // CHECK: "pd.reshape"([[T]]) {{.+}} -> tensor<2x4x4xbf16>
  // CHECK-NOT: pd.cast
  // CHECK: return
  %p = "pd.patches"(%x) {window = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x8xf32>
  %0 = "pd.cast"(%p) {dtype = bf16} : (tensor<1x2x2x8xf32>) -> tensor<1x2x2x8xbf16>
  %t = "pd.transpose"(%x) {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x4x4xf32>
  %r = "pd.reshape"(%t) {shape = array<i64: 2, 4, 4>} : (tensor<1x2x4x4xf32>) -> tensor<2x4x4xf32>
  %1 = "pd.cast"(%r) {dtype = bf16} : (tensor<2x4x4xf32>) -> tensor<2x4x4xbf16>
  return %0, %1 : tensor<1x2x2x8xbf16>, tensor<2x4x4xbf16>
}

// Not where the copy would be made twice, nor for other dtypes.
// CHECK-LABEL: func.func @narrow_before_copy_refused(
func.func @narrow_before_copy_refused(%x: tensor<1x4x4x2xf32>, %d: tensor<4x4xf64>) -> (tensor<1x2x2x8xf32>, tensor<1x2x2x8xbf16>, tensor<2x8xbf16>) {
  // CHECK: [[P:%.+]] = "pd.patches"(%arg0)
  // CHECK: "pd.cast"([[P]])
  // CHECK: [[R:%.+]] = "pd.reshape"(%arg1)
  // CHECK: "pd.cast"([[R]])
  // WHY: narrow-before-copy: the result of pd.patches has other uses
  %p = "pd.patches"(%x) {window = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x8xf32>
  %0 = "pd.cast"(%p) {dtype = bf16} : (tensor<1x2x2x8xf32>) -> tensor<1x2x2x8xbf16>
  %r = "pd.reshape"(%d) {shape = array<i64: 2, 8>} : (tensor<4x4xf64>) -> tensor<2x8xf64>
  %1 = "pd.cast"(%r) {dtype = bf16} : (tensor<2x8xf64>) -> tensor<2x8xbf16>
  return %p, %0, %1 : tensor<1x2x2x8xf32>, tensor<1x2x2x8xbf16>, tensor<2x8xbf16>
}

// What only products read is stored in bfloat16.
// CHECK-LABEL: func.func @narrow_in_product_matches(
func.func @narrow_in_product_matches(%x: tensor<5x6xf32>, %b: tensor<16xf32>) -> tensor<5x16xbf16> {
  // CHECK: [[Y:%.+]] = "pd.bfloat16_matmul"(%{{.+}}, %{{.+}}, %arg1) {{{.*}}dtype = bf16, {{.+}} -> tensor<5x16xbf16>
  // CHECK-NEXT: return [[Y]]
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<5x6xf32>) -> tensor<5x6xbf16>
  %w = "pd.parameter"() {key = "w1x3x32", dtype = bf16, shape = array<i64: 1, 3, 32>} : () -> tensor<1x3x32xbf16>
  %y = "pd.bfloat16_matmul"(%h, %w, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 0>, tile = 5, workgroup = array<i64: 1, 1>, activation = "relu"} : (tensor<5x6xbf16>, tensor<1x3x32xbf16>, tensor<16xf32>) -> tensor<5x16xf32>
  %n = "pd.cast"(%y) {dtype = bf16} : (tensor<5x16xf32>) -> tensor<5x16xbf16>
  return %n : tensor<5x16xbf16>
}

// What others read too is not.
// CHECK-LABEL: func.func @narrow_in_product_refused(
func.func @narrow_in_product_refused(%x: tensor<5x6xf32>) -> (tensor<5x16xf32>, tensor<5x16xbf16>) {
  // CHECK: [[Y:%.+]] = "pd.bfloat16_matmul"{{.+}} -> tensor<5x16xf32>
  // CHECK: "pd.cast"([[Y]])
  // WHY: narrow-in-product: the result of pd.bfloat16_matmul has other uses
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<5x6xf32>) -> tensor<5x6xbf16>
  %w = "pd.parameter"() {key = "w1x3x32", dtype = bf16, shape = array<i64: 1, 3, 32>} : () -> tensor<1x3x32xbf16>
  %y = "pd.bfloat16_matmul"(%h, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 5, workgroup = array<i64: 1, 1>} : (tensor<5x6xbf16>, tensor<1x3x32xbf16>) -> tensor<5x16xf32>
  %n = "pd.cast"(%y) {dtype = bf16} : (tensor<5x16xf32>) -> tensor<5x16xbf16>
  return %y, %n : tensor<5x16xf32>, tensor<5x16xbf16>
}

// A shortcut that is the next product's operand too is read in bfloat16 by both.
// CHECK-LABEL: func.func @narrow_residual_matches(
func.func @narrow_residual_matches(%x: tensor<5x16xf32>) -> (tensor<5x16xbf16>, tensor<5x16xbf16>) {
  // CHECK: [[F:%.+]] = "pd.cast"({{.+}}) {dtype = f32}
  // CHECK: [[N:%.+]] = "pd.cast"([[F]]) {dtype = bf16}
  // CHECK: [[R:%.+]] = "pd.cast"([[F]]) {dtype = bf16}
  // CHECK: "pd.bfloat16_matmul"([[N]], %{{.+}}, [[R]])
  %e = "pd.cast"(%x) {dtype = bf16} : (tensor<5x16xf32>) -> tensor<5x16xbf16>
  %f = "pd.cast"(%e) {dtype = f32} : (tensor<5x16xbf16>) -> tensor<5x16xf32>
  %h = "pd.cast"(%f) {dtype = bf16} : (tensor<5x16xf32>) -> tensor<5x16xbf16>
  %w = "pd.parameter"() {key = "w1x8x32", dtype = bf16, shape = array<i64: 1, 8, 32>} : () -> tensor<1x8x32xbf16>
  %y = "pd.bfloat16_matmul"(%h, %w, %f) {operandSegmentSizes = array<i32: 1, 1, 0, 1>, tile = 5, workgroup = array<i64: 1, 1>, dtype = bf16} : (tensor<5x16xbf16>, tensor<1x8x32xbf16>, tensor<5x16xf32>) -> tensor<5x16xbf16>
  return %h, %y : tensor<5x16xbf16>, tensor<5x16xbf16>
}

// Another shortcut is not rounded.
// CHECK-LABEL: func.func @narrow_residual_refused(
func.func @narrow_residual_refused(%z: tensor<5x16xf32>, %r: tensor<5x16xf32>) -> tensor<5x16xf32> {
  // CHECK: "pd.bfloat16_matmul"(%{{.+}}, %{{.+}}, %arg1)
  // WHY: narrow-residual: no product reads the residual in bfloat16
  %x = "pd.cast"(%z) {dtype = bf16} : (tensor<5x16xf32>) -> tensor<5x16xbf16>
  %w = "pd.parameter"() {key = "w1x8x32", dtype = bf16, shape = array<i64: 1, 8, 32>} : () -> tensor<1x8x32xbf16>
  %y = "pd.bfloat16_matmul"(%x, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 0, 1>, tile = 5, workgroup = array<i64: 1, 1>} : (tensor<5x16xbf16>, tensor<1x8x32xbf16>, tensor<5x16xf32>) -> tensor<5x16xf32>
  return %y : tensor<5x16xf32>
}
