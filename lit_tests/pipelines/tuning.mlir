// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution{tuning=%S/Inputs/tuning.json cpu=test},pd-pack-weights{tuning=%S/Inputs/tuning.json cpu=test}' | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution{tuning=%S/Inputs/tuning.json cpu=test threads=2}' | filecheck %s --check-prefix=TWO
// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution{tuning=%S/Inputs/tuning.json cpu=test winograd=false}' | filecheck %s --check-prefix=EXACT
// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution{tuning=%S/Inputs/tuning.json cpu=other}' | filecheck %s --check-prefix=OTHER
// RUN: paddle-mlir-opt %s -p 'pd-choose-convolution{tuning=%S/Inputs/tuning.json cpu=test threads=2}' --why-not 2>&1 >/dev/null | filecheck %s --check-prefix=WHY
// RUN: not paddle-mlir-opt %s -p 'pd-choose-convolution{tuning=%S/Inputs/none.json cpu=test}' 2>&1 >/dev/null | filecheck %s --check-prefix=NONE

// NONE: Inputs/none.json: cannot be read, got No such file or directory

// What was measured goes before the estimates: on that CPU, with that number of threads, if possible.
// CHECK-LABEL: func.func @convolution_by_database(
// TWO-LABEL: func.func @convolution_by_database(
// EXACT-LABEL: func.func @convolution_by_database(
// OTHER-LABEL: func.func @convolution_by_database(
func.func @convolution_by_database(%x: tensor<1x20x20x16xf32>) -> tensor<1x20x20x32xf32> {
  // CHECK: "pd.winograd_input"(%arg0) {{.+}}tile = 2
  // TWO: "pd.patches"(%arg0)
  // EXACT-NOT: pd.winograd
  // EXACT: return
  // OTHER: "pd.winograd_input"(%arg0) {{.+}}tile = 4
  // WHY: winograd-of-conv: matmul of patches was measured to be faster
  %w = "pd.parameter"() {key = "w3x3x16x32", dtype = f32, shape = array<i64: 3, 3, 16, 32>} : () -> tensor<3x3x16x32xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 1, 1>} : (tensor<1x20x20x16xf32>, tensor<3x3x16x32xf32>) -> tensor<1x20x20x32xf32>
  return %y : tensor<1x20x20x32xf32>
}

// The tiling of a product; rows of more axes are rows of one matrix.
// CHECK-LABEL: func.func @product_by_database(
func.func @product_by_database(%x: tensor<2x14x12xf32>) -> tensor<2x14x48xf32> {
  // CHECK: "pd.packed_matmul"({{.+}}) {tile = array<i64: 7, 1>, workgroup = array<i64: 14, 2>} : (tensor<28x12xf32>, tensor<6x12x8xf32>)
  %w = "pd.parameter"() {key = "w48", dtype = f32, shape = array<i64: 12, 48>} : () -> tensor<12x48xf32>
  %y = "pd.matmul"(%x, %w) : (tensor<2x14x12xf32>, tensor<12x48xf32>) -> tensor<2x14x48xf32>
  return %y : tensor<2x14x48xf32>
}
