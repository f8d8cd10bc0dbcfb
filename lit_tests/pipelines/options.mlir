// RUN: paddle-mlir-opt %s -p 'pd-optimize-cpu' | filecheck %s --check-prefixes=CHECK,FAST
// RUN: paddle-mlir-opt %s -p 'pd-optimize-cpu{winograd=false}' | filecheck %s --check-prefixes=CHECK,EXACT
// RUN: paddle-mlir-opt %s -p 'pd-optimize-cpu-exact' | filecheck %s --check-prefixes=CHECK,EXACT
// RUN: not paddle-mlir-opt %s -p 'pd-optimize{winograd=false}' 2>&1 >/dev/null | filecheck %s --check-prefix=NONE
// RUN: not paddle-mlir-opt %s -p 'pd-optimize-cpu{winogard=false}' 2>&1 >/dev/null | filecheck %s --check-prefix=TYPO

// Options of a named pipeline go to the pass of it that takes them.
// NONE: error: passes: pipeline pd-optimize takes no options, got 'pd-optimize{winograd=false}'
// TYPO: error: passes: pass pd-choose-convolution has no option 'winogard'
// TYPO-NEXT: did you mean winograd?

// CHECK-LABEL: func.func @main(
func.func @main(%x: tensor<1x20x20x16xf32>) -> tensor<1x20x20x32xf32> {
  // FAST: "pd.winograd_input"(%arg0)
  // EXACT-NOT: pd.winograd
  // CHECK: return
  %w = "pd.parameter"() {key = "w3x3x16x32", dtype = f32, shape = array<i64: 3, 3, 16, 32>} : () -> tensor<3x3x16x32xf32>
  %y = "pd.conv2d"(%x, %w) {data_format = "NHWC", filter_format = "HWIO", paddings = array<i64: 1, 1>} : (tensor<1x20x20x16xf32>, tensor<3x3x16x32xf32>) -> tensor<1x20x20x32xf32>
  return %y : tensor<1x20x20x32xf32>
}
