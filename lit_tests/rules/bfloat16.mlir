// RUN: paddle-mlir-opt %s -p pd-lower-precision | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-lower-precision,pd-lower-precision' | filecheck %s
// RUN: paddle-mlir-opt %s -p pd-lower-precision --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// Here what is multiplied are numbers that bfloat16 holds, so that no result changes.

// Two panels are one, so that each pair of x is loaded for two vectors of weights; weights of two
// rows lie side by side. What follows the product stays in float32.
// CHECK-LABEL: func.func @product_in_bfloat16_matches(
func.func @product_in_bfloat16_matches(%x: tensor<17x6xf32>, %b: tensor<32xf32>, %r: tensor<17x32xf32>) -> tensor<17x32xf32> {
  // CHECK: [[X:%.+]] = "pd.cast"(%arg0) {dtype = bf16}
  // CHECK: [[S:%.+]] = "pd.reshape"(%{{.+}}) {shape = array<i64: 1, 2, 6, 16>}
  // CHECK: [[J:%.+]] = "pd.transpose"([[S]]) {perm = array<i64: 0, 2, 1, 3>}
  // CHECK: [[T:%.+]] = "pd.reshape"([[J]]) {shape = array<i64: 1, 3, 2, 32>}
  // CHECK: [[P:%.+]] = "pd.transpose"([[T]]) {perm = array<i64: 0, 1, 3, 2>}
  // CHECK: [[W:%.+]] = "pd.reshape"([[P]]) {shape = array<i64: 1, 3, 64>}
  // CHECK: [[Y:%.+]] = "pd.bfloat16_matmul"([[X]], [[W]], %arg1, %arg2) {activation = "relu", operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0>, tile = 11 : i64, workgroup = array<i64: 13, 1>} {{.+}} -> tensor<17x32xf32>
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
  // CHECK: "pd.bfloat16_matmul"([[X]], %{{.+}}) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 0>, tile = 12 : i64, workgroup = array<i64: 12, 1>} {{.+}} -> tensor<3x?x32xf32>
  %p = "pd.parameter"() {key = "w3x1x5x32", dtype = bf16, shape = array<i64: 3, 1, 5, 32>} : () -> tensor<3x1x5x32xbf16>
  %w = "pd.cast"(%p) {dtype = f32} : (tensor<3x1x5x32xbf16>) -> tensor<3x1x5x32xf32>
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<3x?x5xf32>) -> tensor<3x?x5xbf16>
  %f = "pd.cast"(%h) {dtype = f32} : (tensor<3x?x5xbf16>) -> tensor<3x?x5xf32>
  %y = "pd.ragged_matmul"(%f, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 2, 1>} : (tensor<3x?x5xf32>, tensor<3x1x5x32xf32>) -> tensor<3x?x32xf32>
  return %y : tensor<3x?x32xf32>
}

// Four vectors of weights leave six rows to a tile.
// CHECK-LABEL: func.func @product_of_packed(
func.func @product_of_packed(%x: tensor<16x6xf32>) -> tensor<16x64xf32> {
  // CHECK: "pd.bfloat16_matmul"({{.+}}tile = 6 : i64, workgroup = array<i64: 24, 1>}
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
  %h = "pd.cast"(%m) {dtype = bf16} : (tensor<1x8x8x8xf32>) -> tensor<1x8x8x8xbf16>
  %t = "pd.winograd_input"(%h) {tile = 4, paddings = array<i64: 1, 1, 1, 1>} : (tensor<1x8x8x8xbf16>) -> tensor<36x4x8xf32>
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

// What a body reads is not copied in it.
// CHECK-LABEL: func.func @narrow_before_copy_refused(
func.func @narrow_before_copy_refused(%c: tensor<i1>, %x: tensor<2x3xf32>, %y: tensor<3x2xf32>) -> tensor<3x2xbf16> {
  // CHECK: scf.if
  // CHECK-NEXT: "pd.cast"
  // WHY: narrow-before-copy: pd.transpose is outside of the body
  %m = "pd.transpose"(%x) {perm = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %b = tensor.extract %c[] : tensor<i1>
  %z = "pd.cast"(%y) {dtype = bf16} : (tensor<3x2xf32>) -> tensor<3x2xbf16>
  %0 = scf.if %b -> tensor<3x2xbf16> {
    %n = "pd.cast"(%m) {dtype = bf16} : (tensor<3x2xf32>) -> tensor<3x2xbf16>
    scf.yield %n : tensor<3x2xbf16>
  } else {
    scf.yield %z : tensor<3x2xbf16>
  }
  return %0 : tensor<3x2xbf16>
}

// Of several maps each.
// CHECK-LABEL: func.func @narrow_before_concat_matches(
func.func @narrow_before_concat_matches(%x: tensor<2x4xf32>, %y: tensor<2x4xf32>) -> tensor<2x8xbf16> {
  // CHECK: [[X:%.+]] = "pd.cast"(%arg0) {dtype = bf16}
  // CHECK: [[Y:%.+]] = "pd.cast"(%arg1) {dtype = bf16}
  // CHECK: "pd.concat"([[X]], [[Y]]) {axis = 1 : i64} {{.+}} -> tensor<2x8xbf16>
  // CHECK-NEXT: return
  %c = "pd.concat"(%x, %y) {axis = 1} : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x8xf32>
  %0 = "pd.cast"(%c) {dtype = bf16} : (tensor<2x8xf32>) -> tensor<2x8xbf16>
  return %0 : tensor<2x8xbf16>
}

// CHECK-LABEL: func.func @narrow_before_concat_refused(
func.func @narrow_before_concat_refused(%c: tensor<i1>, %x: tensor<2x4xf32>, %y: tensor<2x8xf32>) -> tensor<2x8xbf16> {
  // CHECK: scf.if
  // CHECK-NEXT: "pd.cast"
  // WHY: narrow-before-concat: pd.concat is outside of the body
  %m = "pd.concat"(%x, %x) {axis = 1} : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x8xf32>
  %b = tensor.extract %c[] : tensor<i1>
  %z = "pd.cast"(%y) {dtype = bf16} : (tensor<2x8xf32>) -> tensor<2x8xbf16>
  %0 = scf.if %b -> tensor<2x8xbf16> {
    %n = "pd.cast"(%m) {dtype = bf16} : (tensor<2x8xf32>) -> tensor<2x8xbf16>
    scf.yield %n : tensor<2x8xbf16>
  } else {
    scf.yield %z : tensor<2x8xbf16>
  }
  return %0 : tensor<2x8xbf16>
}

// Weights of a pair of channels lie side by side.
// CHECK-LABEL: func.func @convolution_in_bfloat16_matches(
func.func @convolution_in_bfloat16_matches(%x: tensor<1x5x5x6xf32>, %b: tensor<8xf32>, %r: tensor<1x5x5x8xf32>) -> tensor<1x5x5x8xf32> {
  // CHECK: [[X:%.+]] = "pd.cast"(%arg0) {dtype = bf16}
  // CHECK: [[S:%.+]] = "pd.reshape"(%{{.+}}) {shape = array<i64: 3, 3, 3, 2, 8>}
  // CHECK: [[P:%.+]] = "pd.transpose"([[S]]) {perm = array<i64: 0, 1, 2, 4, 3>}
  // CHECK: [[W:%.+]] = "pd.reshape"([[P]]) {shape = array<i64: 3, 3, 3, 16>}
  // CHECK: "pd.bfloat16_conv2d"([[X]], [[W]], %arg1, %arg2) {activation = "relu", {{.*}}paddings = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>, tile = array<i64: 5, 8>} {{.+}} -> tensor<1x5x5x8xf32>
  %p = "pd.parameter"() {key = "w3x3x6x8", dtype = bf16, shape = array<i64: 3, 3, 6, 8>} : () -> tensor<3x3x6x8xbf16>
  %w = "pd.cast"(%p) {dtype = f32} : (tensor<3x3x6x8xbf16>) -> tensor<3x3x6x8xf32>
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<1x5x5x6xf32>) -> tensor<1x5x5x6xbf16>
  %f = "pd.cast"(%h) {dtype = f32} : (tensor<1x5x5x6xbf16>) -> tensor<1x5x5x6xf32>
  %y = "pd.direct_conv2d"(%f, %w, %b, %r) {activation = "relu", operandSegmentSizes = array<i32: 1, 1, 1, 1>, paddings = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>, tile = array<i64: 5, 8>} : (tensor<1x5x5x6xf32>, tensor<3x3x6x8xf32>, tensor<8xf32>, tensor<1x5x5x8xf32>) -> tensor<1x5x5x8xf32>
  return %y : tensor<1x5x5x8xf32>
}

// Channels make pairs, features vectors; weights are known.
// CHECK-LABEL: func.func @convolution_in_bfloat16_refused(
func.func @convolution_in_bfloat16_refused(%x: tensor<1x5x5x3xf32>, %z: tensor<1x5x5x2xf32>, %v: tensor<1x1x2x8xf32>) -> (tensor<1x5x5x8xf32>, tensor<1x5x5x6xf32>, tensor<1x5x5x8xf32>) {
  // CHECK-NOT: pd.bfloat16_conv2d
  // CHECK: return
  // WHY: convolution-in-bfloat16: the number of channels is odd
  // WHY: convolution-in-bfloat16: vectors of 4 do not divide the features
  // WHY: convolution-in-bfloat16: the filter is not constant
  %w = "pd.parameter"() {key = "w1x1x3x8", dtype = f32, shape = array<i64: 1, 1, 3, 8>} : () -> tensor<1x1x3x8xf32>
  %u = "pd.parameter"() {key = "w1x1x2x6", dtype = f32, shape = array<i64: 1, 1, 2, 6>} : () -> tensor<1x1x2x6xf32>
  %0 = "pd.direct_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} : (tensor<1x5x5x3xf32>, tensor<1x1x3x8xf32>) -> tensor<1x5x5x8xf32>
  %1 = "pd.direct_conv2d"(%z, %u) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} : (tensor<1x5x5x2xf32>, tensor<1x1x2x6xf32>) -> tensor<1x5x5x6xf32>
  %2 = "pd.direct_conv2d"(%z, %v) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} : (tensor<1x5x5x2xf32>, tensor<1x1x2x8xf32>) -> tensor<1x5x5x8xf32>
  return %0, %1, %2 : tensor<1x5x5x8xf32>, tensor<1x5x5x6xf32>, tensor<1x5x5x8xf32>
}

// An image's row is padded, so that each pair of neighbours is whole; an odd window gets a zero.
// CHECK-LABEL: func.func @image_in_bfloat16_matches(
func.func @image_in_bfloat16_matches(%x: tensor<1x3x9x12xf32>, %b: tensor<8xf32>) -> tensor<1x5x6x8xf32> {
  // CHECK: [[H:%.+]] = "pd.cast"(%arg0) {dtype = bf16}
  // CHECK: [[X:%.+]] = "pd.pad"([[H]]) {axes = array<i64: 3>, {{.*}}paddings = array<i64: 2, 3>} {{.+}} -> tensor<1x3x9x17xbf16>
  // CHECK: "pd.concat"({{.+}} {axis = 1 : i64} {{.+}} -> tensor<5x6x3x8xbf16>
  // CHECK: "pd.reshape"({{.+}} -> tensor<5x3x2x3x8xbf16>
  // CHECK: "pd.transpose"({{.+}} -> tensor<5x3x3x8x2xbf16>
  // CHECK: [[W:%.+]] = "pd.reshape"({{.+}} -> tensor<5x3x3x16xbf16>
  // CHECK: "pd.bfloat16_stem_conv2d"([[X]], [[W]], %arg1) {{{.*}}paddings = array<i64: 2, 2, 0, 0>, strides = array<i64: 2, 2>} {{.+}} -> tensor<1x5x6x8xf32>
  %p = "pd.parameter"() {key = "w5x5x3x8", dtype = bf16, shape = array<i64: 5, 5, 3, 8>} : () -> tensor<5x5x3x8xbf16>
  %w = "pd.cast"(%p) {dtype = f32} : (tensor<5x5x3x8xbf16>) -> tensor<5x5x3x8xf32>
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<1x3x9x12xf32>) -> tensor<1x3x9x12xbf16>
  %f = "pd.cast"(%h) {dtype = f32} : (tensor<1x3x9x12xbf16>) -> tensor<1x3x9x12xf32>
  %y = "pd.stem_conv2d"(%f, %w, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 0>, paddings = array<i64: 2, 2, 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x3x9x12xf32>, tensor<5x5x3x8xf32>, tensor<8xf32>) -> tensor<1x5x6x8xf32>
  return %y : tensor<1x5x6x8xf32>
}

// Narrow windows are not worth it.
// CHECK-LABEL: func.func @image_in_bfloat16_refused(
func.func @image_in_bfloat16_refused(%x: tensor<1x3x9x12xf32>, %v: tensor<5x5x3x8xf32>) -> (tensor<1x9x12x8xf32>, tensor<1x5x8x8xf32>, tensor<1x5x8x6xf32>) {
  // CHECK-NOT: pd.bfloat16_stem_conv2d
  // CHECK: return
  // WHY: image-in-bfloat16: windows are less than 5 wide
  // WHY: image-in-bfloat16: the filter is not constant
  // WHY: image-in-bfloat16: vectors of 4 do not divide the features
  %w = "pd.parameter"() {key = "w3x3x3x8", dtype = f32, shape = array<i64: 3, 3, 3, 8>} : () -> tensor<3x3x3x8xf32>
  %u = "pd.parameter"() {key = "w5x5x3x6", dtype = f32, shape = array<i64: 5, 5, 3, 6>} : () -> tensor<5x5x3x6xf32>
  %0 = "pd.stem_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x3x9x12xf32>, tensor<3x3x3x8xf32>) -> tensor<1x9x12x8xf32>
  %1 = "pd.stem_conv2d"(%x, %v) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} : (tensor<1x3x9x12xf32>, tensor<5x5x3x8xf32>) -> tensor<1x5x8x8xf32>
  %2 = "pd.stem_conv2d"(%x, %u) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} : (tensor<1x3x9x12xf32>, tensor<5x5x3x6xf32>) -> tensor<1x5x8x6xf32>
  return %0, %1, %2 : tensor<1x9x12x8xf32>, tensor<1x5x8x8xf32>, tensor<1x5x8x6xf32>
}

// Other kernels read their maps so, and multiply in float32.
// CHECK-LABEL: func.func @map_in_bfloat16_matches(
func.func @map_in_bfloat16_matches(%x: tensor<1x4x4x8xf32>) -> (tensor<1x4x4x8xf32>, tensor<16x4x8xf32>) {
  // CHECK: [[X:%.+]] = "pd.cast"(%arg0) {dtype = bf16}
  // CHECK: "pd.depthwise_conv2d"([[X]], {{.+}} -> tensor<1x4x4x8xf32>
  // CHECK: "pd.winograd_input"([[X]]) {{.+}} -> tensor<16x4x8xf32>
  %w = "pd.parameter"() {key = "w3x3x8", dtype = f32, shape = array<i64: 3, 3, 8>} : () -> tensor<3x3x8xf32>
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xbf16>
  %f = "pd.cast"(%h) {dtype = f32} : (tensor<1x4x4x8xbf16>) -> tensor<1x4x4x8xf32>
  %0 = "pd.depthwise_conv2d"(%f, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x4x4x8xf32>, tensor<3x3x8xf32>) -> tensor<1x4x4x8xf32>
  %1 = "pd.winograd_input"(%f) {tile = 2, paddings = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x8xf32>) -> tensor<16x4x8xf32>
  return %0, %1 : tensor<1x4x4x8xf32>, tensor<16x4x8xf32>
}

// CHECK-LABEL: func.func @map_in_bfloat16_refused(
func.func @map_in_bfloat16_refused(%x: tensor<1x4x4x8xf32>) -> tensor<16x4x8xf32> {
  // CHECK-NEXT: [[H:%.+]] = "pd.cast"
  // CHECK-NEXT: "pd.winograd_input"([[H]])
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xbf16>
  %0 = "pd.winograd_input"(%h) {tile = 2, paddings = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x8xbf16>) -> tensor<16x4x8xf32>
  return %0 : tensor<16x4x8xf32>
}

// The output of Winograd's convolution needs the sizes of its map only.
// CHECK-LABEL: func.func @size_of_widened_matches(
func.func @size_of_widened_matches(%x: tensor<1x4x4x8xf32>, %m: tensor<16x4x8xf32>) -> tensor<1x4x4x8xf32> {
  // CHECK: [[H:%.+]] = "pd.cast"(%arg0) {dtype = bf16}
  // CHECK: "pd.winograd_output"(%arg1, [[H]]) {{.+}} -> tensor<1x4x4x8xf32>
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xbf16>
  %f = "pd.cast"(%h) {dtype = f32} : (tensor<1x4x4x8xbf16>) -> tensor<1x4x4x8xf32>
  %0 = "pd.winograd_output"(%m, %f) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 2, paddings = array<i64: 1, 1, 1, 1>} : (tensor<16x4x8xf32>, tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
  return %0 : tensor<1x4x4x8xf32>
}

// CHECK-LABEL: func.func @size_of_widened_refused(
func.func @size_of_widened_refused(%x: tensor<1x4x4x8xf16>, %m: tensor<16x4x8xf32>) -> tensor<1x4x4x8xf32> {
  // CHECK: [[F:%.+]] = "pd.cast"
  // CHECK: "pd.winograd_output"(%arg1, [[F]]) {{.+}} -> tensor<1x4x4x8xf32>
  %f = "pd.cast"(%x) {dtype = f32} : (tensor<1x4x4x8xf16>) -> tensor<1x4x4x8xf32>
  %0 = "pd.winograd_output"(%m, %f) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 2, paddings = array<i64: 1, 1, 1, 1>} : (tensor<16x4x8xf32>, tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
  return %0 : tensor<1x4x4x8xf32>
}

// What only products read is stored in bfloat16, by all kernels.
// CHECK-LABEL: func.func @narrow_in_kernel_matches(
func.func @narrow_in_kernel_matches(%x: tensor<5x6xf32>, %b: tensor<16xf32>, %i: tensor<1x3x4x4xf32>) -> (tensor<5x16xbf16>, tensor<1x4x4x8xbf16>) {
  // CHECK: [[Y:%.+]] = "pd.bfloat16_matmul"(%{{.+}}, %{{.+}}, %arg1) {{{.*}}dtype = bf16, {{.+}} -> tensor<5x16xbf16>
  // CHECK: [[Z:%.+]] = "pd.stem_conv2d"({{.+}}dtype = bf16, {{.+}} -> tensor<1x4x4x8xbf16>
  // CHECK-NEXT: return [[Y]], [[Z]]
  %h = "pd.cast"(%x) {dtype = bf16} : (tensor<5x6xf32>) -> tensor<5x6xbf16>
  %w = "pd.parameter"() {key = "w1x3x32", dtype = bf16, shape = array<i64: 1, 3, 32>} : () -> tensor<1x3x32xbf16>
  %v = "pd.parameter"() {key = "w1x1x3x8", dtype = f32, shape = array<i64: 1, 1, 3, 8>} : () -> tensor<1x1x3x8xf32>
  %y = "pd.bfloat16_matmul"(%h, %w, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0>, tile = 5, workgroup = array<i64: 1, 1>, activation = "relu"} : (tensor<5x6xbf16>, tensor<1x3x32xbf16>, tensor<16xf32>) -> tensor<5x16xf32>
  %n = "pd.cast"(%y) {dtype = bf16} : (tensor<5x16xf32>) -> tensor<5x16xbf16>
  %z = "pd.stem_conv2d"(%i, %v) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} : (tensor<1x3x4x4xf32>, tensor<1x1x3x8xf32>) -> tensor<1x4x4x8xf32>
  %o = "pd.cast"(%z) {dtype = bf16} : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xbf16>
  return %n, %o : tensor<5x16xbf16>, tensor<1x4x4x8xbf16>
}

// CHECK-LABEL: func.func @narrow_in_kernel_refused(
func.func @narrow_in_kernel_refused(%c: tensor<i1>, %i: tensor<1x3x4x4xf32>, %y: tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xbf16> {
  // CHECK: scf.if
  // CHECK-NEXT: "pd.cast"
  // WHY: narrow-in-kernel: pd.stem_conv2d is outside of the body
  %v = "pd.parameter"() {key = "w1x1x3x8", dtype = f32, shape = array<i64: 1, 1, 3, 8>} : () -> tensor<1x1x3x8xf32>
  %m = "pd.stem_conv2d"(%i, %v) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, paddings = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} : (tensor<1x3x4x4xf32>, tensor<1x1x3x8xf32>) -> tensor<1x4x4x8xf32>
  %b = tensor.extract %c[] : tensor<i1>
  %z = "pd.cast"(%y) {dtype = bf16} : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xbf16>
  %0 = scf.if %b -> tensor<1x4x4x8xbf16> {
    %n = "pd.cast"(%m) {dtype = bf16} : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xbf16>
    scf.yield %n : tensor<1x4x4x8xbf16>
  } else {
    scf.yield %z : tensor<1x4x4x8xbf16>
  }
  return %0 : tensor<1x4x4x8xbf16>
}

// A map that a product reads and a shortcut too is in memory once, and what else reads it widens
// it. (The numbers are such as bfloat16 holds.)
// CHECK-LABEL: func.func @stored_once_matches(
func.func @stored_once_matches(%x: tensor<5x16xf32>) -> (tensor<5x16xbf16>, tensor<5x16xf32>) {
  // CHECK: [[R:%.+]] = "pd.relu"
  // CHECK-NEXT: [[N:%.+]] = "pd.cast"([[R]]) {dtype = bf16}
  // CHECK-NEXT: [[F:%.+]] = "pd.cast"([[N]]) {dtype = f32}
  // CHECK-NEXT: return [[N]], [[F]]
  %e = "pd.cast"(%x) {dtype = bf16} : (tensor<5x16xf32>) -> tensor<5x16xbf16>
  %f = "pd.cast"(%e) {dtype = f32} : (tensor<5x16xbf16>) -> tensor<5x16xf32>
  %r = "pd.relu"(%f) : (tensor<5x16xf32>) -> tensor<5x16xf32>
  %n = "pd.cast"(%r) {dtype = bf16} : (tensor<5x16xf32>) -> tensor<5x16xbf16>
  return %n, %r : tensor<5x16xbf16>, tensor<5x16xf32>
}

// Where no product reads it, nothing is rounded.
// CHECK-LABEL: func.func @stored_once_refused(
func.func @stored_once_refused(%x: tensor<5x16xf32>) -> (tensor<5x16xf32>, tensor<5x16xf32>) {
  // CHECK: [[R:%.+]] = "pd.relu"(%arg0)
  // CHECK-NEXT: return [[R]], [[R]]
  // WHY: stored-once: no product reads the result in bfloat16
  %r = "pd.relu"(%x) : (tensor<5x16xf32>) -> tensor<5x16xf32>
  return %r, %r : tensor<5x16xf32>, tensor<5x16xf32>
}

// CHECK-LABEL: func.func @narrow_of_widened_matches(
func.func @narrow_of_widened_matches(%x: tensor<5x16xf32>) -> tensor<5x16xbf16> {
  // CHECK-NEXT: [[E:%.+]] = "pd.cast"(%arg0) {dtype = bf16}
  // CHECK-NEXT: return [[E]]
  %e = "pd.cast"(%x) {dtype = bf16} : (tensor<5x16xf32>) -> tensor<5x16xbf16>
  %f = "pd.cast"(%e) {dtype = f32} : (tensor<5x16xbf16>) -> tensor<5x16xf32>
  %h = "pd.cast"(%f) {dtype = bf16} : (tensor<5x16xf32>) -> tensor<5x16xbf16>
  return %h : tensor<5x16xbf16>
}

// CHECK-LABEL: func.func @narrow_of_widened_refused(
func.func @narrow_of_widened_refused(%x: tensor<5x16xf16>) -> tensor<5x16xbf16> {
  // CHECK-COUNT-2: "pd.cast"
  %f = "pd.cast"(%x) {dtype = f32} : (tensor<5x16xf16>) -> tensor<5x16xf32>
  %h = "pd.cast"(%f) {dtype = bf16} : (tensor<5x16xf32>) -> tensor<5x16xbf16>
  return %h : tensor<5x16xbf16>
}

// Kernels widen shortcuts themselves.
// CHECK-LABEL: func.func @widened_residual_matches(
func.func @widened_residual_matches(%x: tensor<5x16xf32>) -> tensor<5x16xf32> {
  // CHECK: [[N:%.+]] = "pd.cast"(%arg0) {dtype = bf16}
  // CHECK: "pd.bfloat16_matmul"([[N]], %{{.+}}, [[N]])
  %e = "pd.cast"(%x) {dtype = bf16} : (tensor<5x16xf32>) -> tensor<5x16xbf16>
  %f = "pd.cast"(%e) {dtype = f32} : (tensor<5x16xbf16>) -> tensor<5x16xf32>
  %w = "pd.parameter"() {key = "w1x8x32", dtype = bf16, shape = array<i64: 1, 8, 32>} : () -> tensor<1x8x32xbf16>
  %y = "pd.bfloat16_matmul"(%e, %w, %f) {operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0>, tile = 5, workgroup = array<i64: 1, 1>} : (tensor<5x16xbf16>, tensor<1x8x32xbf16>, tensor<5x16xf32>) -> tensor<5x16xf32>
  return %y : tensor<5x16xf32>
}

// Another shortcut is not rounded.
// CHECK-LABEL: func.func @widened_residual_refused(
func.func @widened_residual_refused(%z: tensor<5x16xf32>, %r: tensor<5x16xf32>) -> tensor<5x16xf32> {
  // CHECK: "pd.bfloat16_matmul"(%{{.+}}, %{{.+}}, %arg1)
  %x = "pd.cast"(%z) {dtype = bf16} : (tensor<5x16xf32>) -> tensor<5x16xbf16>
  %w = "pd.parameter"() {key = "w1x8x32", dtype = bf16, shape = array<i64: 1, 8, 32>} : () -> tensor<1x8x32xbf16>
  %y = "pd.bfloat16_matmul"(%x, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0>, tile = 5, workgroup = array<i64: 1, 1>} : (tensor<5x16xbf16>, tensor<1x8x32xbf16>, tensor<5x16xf32>) -> tensor<5x16xf32>
  return %y : tensor<5x16xf32>
}
