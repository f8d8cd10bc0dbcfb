// RUN: paddle-mlir-opt %s -p 'pd-pack-weights{strassen=false}' | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-pack-weights{strassen=false},pd-pack-weights{strassen=false}' | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-pack-weights{strassen=false vector_bits=256 vector_registers=16}' \
// RUN:   | filecheck %s --check-prefix=AVX2
// RUN: paddle-mlir-opt %s -p 'pd-pack-weights{strassen=false threads=2}' | filecheck %s --check-prefix=TWO
// RUN: paddle-mlir-opt %s -p 'pd-pack-weights{strassen=false}' --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY

// Rows of a map, all its axes together: panels of two vectors, seven rows at a time.
// CHECK-LABEL: func.func @pack_weight_matches(
func.func @pack_weight_matches(%x: tensor<1x14x14x24xf32>) -> tensor<1x14x14x64xf32> {
  // CHECK: [[R:%.+]] = "pd.reshape"(%{{.+}}) {{.+}} -> tensor<24x2x32xf32>
  // CHECK-NEXT: [[P:%.+]] = "pd.transpose"([[R]]) {perm = array<i64: 1, 0, 2>}
  // CHECK-NEXT: [[X:%.+]] = "pd.reshape"(%arg0) {{.+}} -> tensor<196x24xf32>
  // CHECK-NEXT: [[Q:%.+]] = "pd.packed_matmul"([[X]], [[P]]) {tile = array<i64: 7, 1>, workgroup = array<i64: 196, 2>}
  // CHECK-NEXT: [[Y:%.+]] = "pd.reshape"([[Q]]) {{.+}} -> tensor<1x14x14x64xf32>
  // CHECK-NEXT: return [[Y]]
  // AVX2: "pd.packed_matmul"({{.+}}) {tile = array<i64: 4, 1>, workgroup = array<i64: 196, 4>} : (tensor<196x24xf32>
  %w = "pd.parameter"() {key = "w64", dtype = f32, shape = array<i64: 24, 64>} : () -> tensor<24x64xf32>
  %y = "pd.matmul"(%x, %w) : (tensor<1x14x14x24xf32>, tensor<24x64xf32>) -> tensor<1x14x14x64xf32>
  return %y : tensor<1x14x14x64xf32>
}

// Workgroups: up to 256 rows, which read the weights of a workgroup from a cache, so that deep ones
// are fewer panels; and eight or more of them, unless they would become too small.
// CHECK-LABEL: func.func @pack_weight_in_workgroups(
func.func @pack_weight_in_workgroups(%x: tensor<1024x768xf32>, %y: tensor<1024x3072xf32>, %z: tensor<49x960xf32>) -> (tensor<1024x3072xf32>, tensor<1024x768xf32>, tensor<49x320xf32>) {
  // CHECK: "pd.packed_matmul"({{.+}}) {tile = array<i64: 8, 1>, workgroup = array<i64: 256, 4>} : (tensor<1024x768xf32>, tensor<96x768x32xf32>)
  // CHECK: "pd.packed_matmul"({{.+}}) {tile = array<i64: 8, 1>, workgroup = array<i64: 256, 1>} : (tensor<1024x3072xf32>, tensor<24x3072x32xf32>)
  // CHECK: "pd.packed_matmul"({{.+}}) {tile = array<i64: 7, 1>, workgroup = array<i64: 49, 1>} : (tensor<49x960xf32>, tensor<10x960x32xf32>)
  %w = "pd.parameter"() {key = "w768", dtype = f32, shape = array<i64: 768, 3072>} : () -> tensor<768x3072xf32>
  %0 = "pd.matmul"(%x, %w) : (tensor<1024x768xf32>, tensor<768x3072xf32>) -> tensor<1024x3072xf32>
  %v = "pd.parameter"() {key = "w3072", dtype = f32, shape = array<i64: 3072, 768>} : () -> tensor<3072x768xf32>
  %1 = "pd.matmul"(%y, %v) : (tensor<1024x3072xf32>, tensor<3072x768xf32>) -> tensor<1024x768xf32>
  %u = "pd.parameter"() {key = "w960", dtype = f32, shape = array<i64: 960, 320>} : () -> tensor<960x320xf32>
  %2 = "pd.matmul"(%z, %u) : (tensor<49x960xf32>, tensor<960x320xf32>) -> tensor<49x320xf32>
  return %0, %1, %2 : tensor<1024x3072xf32>, tensor<1024x768xf32>, tensor<49x320xf32>
}

// Threads share workgroups evenly: IREE gives out 16 and more of them in eights, so that of 24 one of
// two threads would get 16. Of small products each thread gets some.
// CHECK-LABEL: func.func @pack_weight_for_threads(
// TWO-LABEL: func.func @pack_weight_for_threads(
func.func @pack_weight_for_threads(%x: tensor<128x768xf32>, %y: tensor<128x3072xf32>, %z: tensor<196x240xf32>) -> (tensor<128x3072xf32>, tensor<128x768xf32>, tensor<196x40xf32>) {
  // CHECK: "pd.packed_matmul"({{.+}}) {tile = array<i64: 8, 1>, workgroup = array<i64: 128, 4>} : (tensor<128x768xf32>, tensor<96x768x32xf32>)
  // CHECK: "pd.packed_matmul"({{.+}}) {tile = array<i64: 8, 1>, workgroup = array<i64: 128, 1>} : (tensor<128x3072xf32>, tensor<24x3072x32xf32>)
  // CHECK: "pd.packed_matmul"({{.+}}) {tile = array<i64: 14, 1>, workgroup = array<i64: 196, 5>} : (tensor<196x240xf32>, tensor<5x240x8xf32>)
  // TWO: "pd.packed_matmul"({{.+}}) {tile = array<i64: 8, 1>, workgroup = array<i64: 128, 3>} : (tensor<128x768xf32>, tensor<96x768x32xf32>)
  // TWO: "pd.packed_matmul"({{.+}}) {tile = array<i64: 8, 1>, workgroup = array<i64: 64, 1>} : (tensor<128x3072xf32>, tensor<24x3072x32xf32>)
  // TWO: "pd.packed_matmul"({{.+}}) {tile = array<i64: 14, 1>, workgroup = array<i64: 98, 5>} : (tensor<196x240xf32>, tensor<5x240x8xf32>)
  %w = "pd.parameter"() {key = "w768", dtype = f32, shape = array<i64: 768, 3072>} : () -> tensor<768x3072xf32>
  %0 = "pd.matmul"(%x, %w) : (tensor<128x768xf32>, tensor<768x3072xf32>) -> tensor<128x3072xf32>
  %v = "pd.parameter"() {key = "w3072", dtype = f32, shape = array<i64: 3072, 768>} : () -> tensor<3072x768xf32>
  %1 = "pd.matmul"(%y, %v) : (tensor<128x3072xf32>, tensor<3072x768xf32>) -> tensor<128x768xf32>
  %u = "pd.parameter"() {key = "w240", dtype = f32, shape = array<i64: 240, 40>} : () -> tensor<240x40xf32>
  %2 = "pd.matmul"(%z, %u) : (tensor<196x240xf32>, tensor<240x40xf32>) -> tensor<196x40xf32>
  return %0, %1, %2 : tensor<128x3072xf32>, tensor<128x768xf32>, tensor<196x40xf32>
}

// A number of columns that one vector divides, or half of one.
// CHECK-LABEL: func.func @pack_weight_in_narrow_panels(
func.func @pack_weight_in_narrow_panels(%x: tensor<28x12xf32>) -> (tensor<28x48xf32>, tensor<28x24xf32>) {
  // CHECK: "pd.packed_matmul"({{.+}}) {tile = array<i64: 14, 1>, workgroup = array<i64: 28, 3>} : (tensor<28x12xf32>, tensor<3x12x16xf32>)
  // CHECK: "pd.packed_matmul"({{.+}}) {tile = array<i64: 14, 1>, workgroup = array<i64: 28, 3>} : (tensor<28x12xf32>, tensor<3x12x8xf32>)
  %w = "pd.parameter"() {key = "w48", dtype = f32, shape = array<i64: 12, 48>} : () -> tensor<12x48xf32>
  %y = "pd.matmul"(%x, %w) : (tensor<28x12xf32>, tensor<12x48xf32>) -> tensor<28x48xf32>
  %v = "pd.parameter"() {key = "w24", dtype = f32, shape = array<i64: 12, 24>} : () -> tensor<12x24xf32>
  %z = "pd.matmul"(%x, %v) : (tensor<28x12xf32>, tensor<12x24xf32>) -> tensor<28x24xf32>
  return %y, %z : tensor<28x48xf32>, tensor<28x24xf32>
}

// One row: several panels at a time.
// CHECK-LABEL: func.func @pack_weight_of_one_row(
func.func @pack_weight_of_one_row(%x: tensor<1x12xf32>) -> tensor<1x256xf32> {
  // CHECK: "pd.packed_matmul"({{.+}}) {tile = array<i64: 1, 4>, workgroup = array<i64: 1, 8>} : (tensor<1x12xf32>, tensor<8x12x32xf32>)
  %w = "pd.parameter"() {key = "w256", dtype = f32, shape = array<i64: 12, 256>} : () -> tensor<12x256xf32>
  %y = "pd.matmul"(%x, %w) : (tensor<1x12xf32>, tensor<12x256xf32>) -> tensor<1x256xf32>
  return %y : tensor<1x256xf32>
}

// Panels that are padded, by the fewest columns or little more; the padding is cut off.
// CHECK-LABEL: func.func @pack_weight_in_padded_panels(
func.func @pack_weight_in_padded_panels(%x: tensor<28x12xf32>) -> (tensor<28x58xf32>, tensor<28x116xf32>, tensor<28x6625xf32>) {
  // CHECK: "pd.full"() {{.+}} -> tensor<12x6xf32>
  // CHECK: [[V:%.+]] = "pd.concat"({{.+}} {axis = 1 : i64} {{.+}} -> tensor<12x64xf32>
  // CHECK: [[R:%.+]] = "pd.reshape"([[V]]) {{.+}} -> tensor<12x2x32xf32>
  // CHECK: [[P:%.+]] = "pd.packed_matmul"({{.+}} -> tensor<28x64xf32>
  // CHECK: "pd.slice"([[P]]) {axes = array<i64: 1>, ends = array<i64: 58>{{.+}} -> tensor<28x58xf32>
  // CHECK: "pd.full"() {{.+}} -> tensor<12x4xf32>
  // CHECK: "pd.packed_matmul"({{.+}}, tensor<15x12x8xf32>) -> tensor<28x120xf32>
  // CHECK: -> tensor<28x116xf32>
  // CHECK: "pd.packed_matmul"({{.+}}, tensor<208x12x32xf32>) -> tensor<28x6656xf32>
  // CHECK: -> tensor<28x6625xf32>
  // AVX2-LABEL: func.func @pack_weight_in_padded_panels(
  // AVX2: "pd.ragged_matmul"({{.+}} tile = 10 : i64, {{.+}}, tensor<15x12x4xf32>) -> tensor<28x60xf32>
  // AVX2: "pd.ragged_matmul"({{.+}} tile = 10 : i64, {{.+}}, tensor<29x12x4xf32>) -> tensor<28x116xf32>
  %w = "pd.parameter"() {key = "w58", dtype = f32, shape = array<i64: 12, 58>} : () -> tensor<12x58xf32>
  %y = "pd.matmul"(%x, %w) : (tensor<28x12xf32>, tensor<12x58xf32>) -> tensor<28x58xf32>
  %v = "pd.parameter"() {key = "w116", dtype = f32, shape = array<i64: 12, 116>} : () -> tensor<12x116xf32>
  %z = "pd.matmul"(%x, %v) : (tensor<28x12xf32>, tensor<12x116xf32>) -> tensor<28x116xf32>
  %u = "pd.parameter"() {key = "w6625", dtype = f32, shape = array<i64: 12, 6625>} : () -> tensor<12x6625xf32>
  %t = "pd.matmul"(%x, %u) : (tensor<28x12xf32>, tensor<12x6625xf32>) -> tensor<28x6625xf32>
  return %y, %z, %t : tensor<28x58xf32>, tensor<28x116xf32>, tensor<28x6625xf32>
}

// No tile divides prime numbers of rows, nor 17 * 17: the kernel's last tile is smaller.
// CHECK-LABEL: func.func @pack_weight_of_ragged_rows(
func.func @pack_weight_of_ragged_rows(%x: tensor<17x12xf32>, %z: tensor<17x17x12xf32>) -> (tensor<17x64xf32>, tensor<17x17x58xf32>) {
  // CHECK: "pd.ragged_matmul"(%arg0, %{{.+}}) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 6 : i64, workgroup = array<i64: 2, 2>} : (tensor<17x12xf32>, tensor<2x12x32xf32>) -> tensor<17x64xf32>
  // CHECK: [[X:%.+]] = "pd.reshape"(%arg1) {{.+}} -> tensor<289x12xf32>
  // CHECK: [[P:%.+]] = "pd.ragged_matmul"([[X]], %{{.+}}) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7 : i64, workgroup = array<i64: 21, 2>} : (tensor<289x12xf32>, tensor<2x12x32xf32>) -> tensor<289x64xf32>
  // CHECK: [[S:%.+]] = "pd.slice"([[P]]) {{.+}} -> tensor<289x58xf32>
  // CHECK: "pd.reshape"([[S]]) {{.+}} -> tensor<17x17x58xf32>
  // AVX2-LABEL: func.func @pack_weight_of_ragged_rows(
  // AVX2: "pd.ragged_matmul"({{.+}} tile = 6 : i64, workgroup = array<i64: 2, 4>} : (tensor<17x12xf32>, tensor<4x12x16xf32>)
  // AVX2: "pd.ragged_matmul"({{.+}} tile = 12 : i64, workgroup = array<i64: 12, 15>} : (tensor<289x12xf32>, tensor<15x12x4xf32>)
  %w = "pd.parameter"() {key = "w12x64", dtype = f32, shape = array<i64: 12, 64>} : () -> tensor<12x64xf32>
  %y = "pd.matmul"(%x, %w) : (tensor<17x12xf32>, tensor<12x64xf32>) -> tensor<17x64xf32>
  %v = "pd.parameter"() {key = "w58", dtype = f32, shape = array<i64: 12, 58>} : () -> tensor<12x58xf32>
  %t = "pd.matmul"(%z, %v) : (tensor<17x17x12xf32>, tensor<12x58xf32>) -> tensor<17x17x58xf32>
  return %y, %t : tensor<17x64xf32>, tensor<17x17x58xf32>
}

// A batch of weights, as of Winograd's convolution; padded or with ragged rows too.
// CHECK-LABEL: func.func @pack_weight_of_batch(
func.func @pack_weight_of_batch(%x: tensor<16x14x24xf32>, %r: tensor<16x17x24xf32>) -> (tensor<16x14x64xf32>, tensor<16x14x58xf32>, tensor<16x17x64xf32>) {
  // CHECK: [[R:%.+]] = "pd.reshape"({{.+}} -> tensor<16x24x2x32xf32>
  // CHECK-NEXT: [[P:%.+]] = "pd.transpose"([[R]]) {perm = array<i64: 0, 2, 1, 3>}
  // CHECK-NEXT: "pd.packed_matmul"(%arg0, [[P]]) {tile = array<i64: 7, 1>, workgroup = array<i64: 14, 2>} : (tensor<16x14x24xf32>, tensor<16x2x24x32xf32>) -> tensor<16x14x64xf32>
  // CHECK: "pd.concat"({{.+}} {axis = 2 : i64} {{.+}} -> tensor<16x24x64xf32>
  // CHECK: "pd.slice"({{.+}} {axes = array<i64: 2>{{.+}} -> tensor<16x14x58xf32>
  // CHECK: "pd.ragged_matmul"(%arg1, %{{.+}} -> tensor<16x17x64xf32>
  %w = "pd.parameter"() {key = "w16x24x64", dtype = f32, shape = array<i64: 16, 24, 64>} : () -> tensor<16x24x64xf32>
  %y = "pd.matmul"(%x, %w) : (tensor<16x14x24xf32>, tensor<16x24x64xf32>) -> tensor<16x14x64xf32>
  %v = "pd.parameter"() {key = "w16x24x58", dtype = f32, shape = array<i64: 16, 24, 58>} : () -> tensor<16x24x58xf32>
  %z = "pd.matmul"(%x, %v) : (tensor<16x14x24xf32>, tensor<16x24x58xf32>) -> tensor<16x14x58xf32>
  %t = "pd.matmul"(%r, %w) : (tensor<16x17x24xf32>, tensor<16x24x64xf32>) -> tensor<16x17x64xf32>
  return %y, %z, %t : tensor<16x14x64xf32>, tensor<16x14x58xf32>, tensor<16x17x64xf32>
}

// Any number of rows, of one axis or several.
// CHECK-LABEL: func.func @pack_weight_of_dynamic_rows(
func.func @pack_weight_of_dynamic_rows(%x: tensor<?x12xf32>, %z: tensor<?x?x12xf32>) -> (tensor<?x16xf32>, tensor<?x?x16xf32>) {
  // CHECK: "pd.ragged_matmul"(%arg0, %{{.+}}) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = {{.+}} -> tensor<?x16xf32>
  // CHECK: "pd.reshape"(%arg1) {shape = array<i64: -1, 12>
  // CHECK: "pd.ragged_matmul"({{.+}} -> tensor<?x16xf32>
  // CHECK: [[S:%.+]] = "pd.shape"(%arg1)
  // CHECK: "pd.slice"([[S]]) {axes = array<i64: 0>, ends = array<i64: 2>
  // CHECK: "pd.reshape"({{.+}} -> tensor<?x?x16xf32>
  %w = "pd.parameter"() {key = "w16", dtype = f32, shape = array<i64: 12, 16>} : () -> tensor<12x16xf32>
  %0 = "pd.matmul"(%x, %w) : (tensor<?x12xf32>, tensor<12x16xf32>) -> tensor<?x16xf32>
  %1 = "pd.matmul"(%z, %w) : (tensor<?x?x12xf32>, tensor<12x16xf32>) -> tensor<?x?x16xf32>
  return %0, %1 : tensor<?x16xf32>, tensor<?x?x16xf32>
}

// Panels that were mostly padding, and what other rules compute once.
// CHECK-LABEL: func.func @pack_weight_refused(
func.func @pack_weight_refused(%x: tensor<17x12xf32>, %h: tensor<16x12xf16>, %b: tensor<1x8x12xf32>) -> (tensor<17x6xf32>, tensor<24x16xf32>, tensor<16x16xf16>, tensor<17x17xf32>, tensor<2x8x16xf32>) {
  // CHECK-COUNT-5: "pd.matmul"
  // CHECK: return
  // WHY: pack-weight: vectors of 8 do not divide the 6 columns
  // WHY: pack-weight: the product is constant
  // WHY: pack-weight: the dtype is not float32 or float64
  // WHY: pack-weight: the second operand is not constant
  // WHY: pack-weight: x and the weights are not of one batch
  %w = "pd.parameter"() {key = "w16", dtype = f32, shape = array<i64: 12, 16>} : () -> tensor<12x16xf32>
  %v = "pd.parameter"() {key = "w6", dtype = f32, shape = array<i64: 12, 6>} : () -> tensor<12x6xf32>
  %0 = "pd.matmul"(%x, %v) : (tensor<17x12xf32>, tensor<12x6xf32>) -> tensor<17x6xf32>
  %u = "pd.parameter"() {key = "w24x12", dtype = f32, shape = array<i64: 24, 12>} : () -> tensor<24x12xf32>
  %1 = "pd.matmul"(%u, %w) : (tensor<24x12xf32>, tensor<12x16xf32>) -> tensor<24x16xf32>
  %g = "pd.parameter"() {key = "h16", dtype = f16, shape = array<i64: 12, 16>} : () -> tensor<12x16xf16>
  %2 = "pd.matmul"(%h, %g) : (tensor<16x12xf16>, tensor<12x16xf16>) -> tensor<16x16xf16>
  %t = "pd.transpose"(%x) {perm = array<i64: 1, 0>} : (tensor<17x12xf32>) -> tensor<12x17xf32>
  %3 = "pd.matmul"(%x, %t) : (tensor<17x12xf32>, tensor<12x17xf32>) -> tensor<17x17xf32>
  %c = "pd.parameter"() {key = "w2x12x16", dtype = f32, shape = array<i64: 2, 12, 16>} : () -> tensor<2x12x16xf32>
  %4 = "pd.matmul"(%b, %c) : (tensor<1x8x12xf32>, tensor<2x12x16xf32>) -> tensor<2x8x16xf32>
  return %0, %1, %2, %3, %4 : tensor<17x6xf32>, tensor<24x16xf32>, tensor<16x16xf16>, tensor<17x17xf32>, tensor<2x8x16xf32>
}

// An activation of rows is computed with them.
// CHECK-LABEL: func.func @unary_of_rows_matches(
func.func @unary_of_rows_matches(%x: tensor<8x6xf32>) -> tensor<2x4x16xf32> {
  // CHECK: [[P:%.+]] = "pd.packed_matmul"
  // CHECK-NEXT: [[F:%.+]] = "pd.gelu"([[P]])
  // CHECK-NEXT: [[Y:%.+]] = "pd.reshape"([[F]])
  // CHECK-NEXT: return [[Y]]
  %w = "pd.parameter"() {key = "packed", dtype = f32, shape = array<i64: 1, 6, 16>} : () -> tensor<1x6x16xf32>
  %p = "pd.packed_matmul"(%x, %w) {tile = array<i64: 4, 1>, workgroup = array<i64: 8, 1>} : (tensor<8x6xf32>, tensor<1x6x16xf32>) -> tensor<8x16xf32>
  %r = "pd.reshape"(%p) {shape = array<i64: 2, 4, 16>, operandSegmentSizes = array<i32: 1, 0>} : (tensor<8x16xf32>) -> tensor<2x4x16xf32>
  %y = "pd.gelu"(%r) : (tensor<2x4x16xf32>) -> tensor<2x4x16xf32>
  return %y : tensor<2x4x16xf32>
}

// Rows of a ragged product as well, into which pd-fuse-epilogue then puts the activation.
// CHECK-LABEL: func.func @unary_of_ragged_rows(
func.func @unary_of_ragged_rows(%x: tensor<9x6xf32>) -> tensor<3x3x16xf32> {
  // CHECK: [[P:%.+]] = "pd.ragged_matmul"
  // CHECK-NEXT: [[F:%.+]] = "pd.relu"([[P]])
  // CHECK-NEXT: "pd.reshape"([[F]])
  %w = "pd.parameter"() {key = "packed", dtype = f32, shape = array<i64: 1, 6, 16>} : () -> tensor<1x6x16xf32>
  %p = "pd.ragged_matmul"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 7, workgroup = array<i64: 1, 1>} : (tensor<9x6xf32>, tensor<1x6x16xf32>) -> tensor<9x16xf32>
  %r = "pd.reshape"(%p) {shape = array<i64: 3, 3, 16>, operandSegmentSizes = array<i32: 1, 0>} : (tensor<9x16xf32>) -> tensor<3x3x16xf32>
  %y = "pd.relu"(%r) : (tensor<3x3x16xf32>) -> tensor<3x3x16xf32>
  return %y : tensor<3x3x16xf32>
}

// Not of what no product has made.
// CHECK-LABEL: func.func @unary_of_rows_refused(
func.func @unary_of_rows_refused(%x: tensor<8x16xf32>) -> tensor<2x4x16xf32> {
  // CHECK: [[R:%.+]] = "pd.reshape"(%arg0)
  // CHECK-NEXT: "pd.gelu"([[R]])
  %r = "pd.reshape"(%x) {shape = array<i64: 2, 4, 16>, operandSegmentSizes = array<i32: 1, 0>} : (tensor<8x16xf32>) -> tensor<2x4x16xf32>
  %y = "pd.gelu"(%r) : (tensor<2x4x16xf32>) -> tensor<2x4x16xf32>
  return %y : tensor<2x4x16xf32>
}

// A bias of the columns and a residual of the same shape.
// CHECK-LABEL: func.func @binary_of_rows_matches(
func.func @binary_of_rows_matches(%x: tensor<8x6xf32>, %z: tensor<2x4x16xf32>) -> tensor<2x4x16xf32> {
  // CHECK: [[P:%.+]] = "pd.packed_matmul"
  // CHECK: [[B:%.+]] = "pd.reshape"(%{{.+}} -> tensor<16xf32>
  // CHECK: [[S:%.+]] = "pd.add"([[P]], [[B]])
  // CHECK: [[Z:%.+]] = "pd.reshape"(%arg1) {{.+}} -> tensor<8x16xf32>
  // CHECK: [[T:%.+]] = "pd.multiply"([[Z]], [[S]])
  // CHECK: [[Y:%.+]] = "pd.reshape"([[T]]) {{.+}} -> tensor<2x4x16xf32>
  // CHECK: return [[Y]]
  %w = "pd.parameter"() {key = "packed", dtype = f32, shape = array<i64: 1, 6, 16>} : () -> tensor<1x6x16xf32>
  %p = "pd.packed_matmul"(%x, %w) {tile = array<i64: 4, 1>, workgroup = array<i64: 8, 1>} : (tensor<8x6xf32>, tensor<1x6x16xf32>) -> tensor<8x16xf32>
  %r = "pd.reshape"(%p) {shape = array<i64: 2, 4, 16>, operandSegmentSizes = array<i32: 1, 0>} : (tensor<8x16xf32>) -> tensor<2x4x16xf32>
  %b = "pd.parameter"() {key = "b", dtype = f32, shape = array<i64: 1, 1, 16>} : () -> tensor<1x1x16xf32>
  %s = "pd.add"(%r, %b) : (tensor<2x4x16xf32>, tensor<1x1x16xf32>) -> tensor<2x4x16xf32>
  %y = "pd.multiply"(%z, %s) : (tensor<2x4x16xf32>, tensor<2x4x16xf32>) -> tensor<2x4x16xf32>
  return %y : tensor<2x4x16xf32>
}

// A factor of each batch has no place among the rows.
// CHECK-LABEL: func.func @binary_of_rows_refused(
func.func @binary_of_rows_refused(%x: tensor<8x6xf32>, %z: tensor<2x1x16xf32>) -> tensor<2x4x16xf32> {
  // CHECK: [[R:%.+]] = "pd.reshape"
  // CHECK-NEXT: "pd.multiply"([[R]], %arg1)
  // WHY: binary-of-rows: the other operand is neither a map nor a vector of columns
  %w = "pd.parameter"() {key = "packed", dtype = f32, shape = array<i64: 1, 6, 16>} : () -> tensor<1x6x16xf32>
  %p = "pd.packed_matmul"(%x, %w) {tile = array<i64: 4, 1>, workgroup = array<i64: 8, 1>} : (tensor<8x6xf32>, tensor<1x6x16xf32>) -> tensor<8x16xf32>
  %r = "pd.reshape"(%p) {shape = array<i64: 2, 4, 16>, operandSegmentSizes = array<i32: 1, 0>} : (tensor<8x16xf32>) -> tensor<2x4x16xf32>
  %y = "pd.multiply"(%r, %z) : (tensor<2x4x16xf32>, tensor<2x1x16xf32>) -> tensor<2x4x16xf32>
  return %y : tensor<2x4x16xf32>
}

// Nor of what the product is weighed with itself by.
// CHECK-LABEL: func.func @binary_of_own_rows_refused(
func.func @binary_of_own_rows_refused(%x: tensor<8x6xf32>, %z: tensor<2x1x16xf32>) -> tensor<2x4x16xf32> {
  // CHECK: [[R:%.+]] = "pd.reshape"
  // CHECK-NEXT: [[Z:%.+]] = "pd.multiply"([[R]], %arg1)
  // CHECK-NEXT: "pd.add"([[R]], [[Z]])
  // WHY: binary-of-rows: the other operand is computed from the product
  %w = "pd.parameter"() {key = "packed", dtype = f32, shape = array<i64: 1, 6, 16>} : () -> tensor<1x6x16xf32>
  %p = "pd.packed_matmul"(%x, %w) {tile = array<i64: 4, 1>, workgroup = array<i64: 8, 1>} : (tensor<8x6xf32>, tensor<1x6x16xf32>) -> tensor<8x16xf32>
  %r = "pd.reshape"(%p) {shape = array<i64: 2, 4, 16>, operandSegmentSizes = array<i32: 1, 0>} : (tensor<8x16xf32>) -> tensor<2x4x16xf32>
  %m = "pd.multiply"(%r, %z) : (tensor<2x4x16xf32>, tensor<2x1x16xf32>) -> tensor<2x4x16xf32>
  %y = "pd.add"(%r, %m) : (tensor<2x4x16xf32>, tensor<2x4x16xf32>) -> tensor<2x4x16xf32>
  return %y : tensor<2x4x16xf32>
}

// Nor of a product with fewer rows, which is broadcast.
// CHECK-LABEL: func.func @binary_of_fewer_rows_refused(
func.func @binary_of_fewer_rows_refused(%x: tensor<8x6xf32>, %z: tensor<2x6xf32>) -> tensor<2x4x16xf32> {
  // CHECK: "pd.add"({{.+}}) : (tensor<2x4x16xf32>, tensor<2x1x16xf32>)
  %w = "pd.parameter"() {key = "packed", dtype = f32, shape = array<i64: 1, 6, 16>} : () -> tensor<1x6x16xf32>
  %p = "pd.packed_matmul"(%x, %w) {tile = array<i64: 4, 1>, workgroup = array<i64: 8, 1>} : (tensor<8x6xf32>, tensor<1x6x16xf32>) -> tensor<8x16xf32>
  %q = "pd.ragged_matmul"(%z, %w) {tile = 4 : i64, workgroup = array<i64: 1, 1>, operandSegmentSizes = array<i32: 1, 1, 0, 0>} : (tensor<2x6xf32>, tensor<1x6x16xf32>) -> tensor<2x16xf32>
  %r = "pd.reshape"(%p) {shape = array<i64: 2, 4, 16>, operandSegmentSizes = array<i32: 1, 0>} : (tensor<8x16xf32>) -> tensor<2x4x16xf32>
  %s = "pd.reshape"(%q) {shape = array<i64: 2, 1, 16>, operandSegmentSizes = array<i32: 1, 0>} : (tensor<2x16xf32>) -> tensor<2x1x16xf32>
  %y = "pd.add"(%r, %s) : (tensor<2x4x16xf32>, tensor<2x1x16xf32>) -> tensor<2x4x16xf32>
  return %y : tensor<2x4x16xf32>
}
