// RUN: not paddle-mlir-opt %s -p 'pd-pack-weights{tuning=%S/Inputs/tuning.json cpu=test}' 2>&1 >/dev/null | filecheck %s

// IREE drops a tiling that does not fit without a word: tiles of 5 rows do not divide 28.
// CHECK: error: matmul float32 28x12 to 64: the tuning database has no tiling that fits, got {"columns": 32, "tile": [5, 1], "workgroup": [28, 1]}
// CHECK-NEXT: --tuning none goes without it
func.func @main(%x: tensor<28x12xf32>) -> tensor<28x64xf32> {
  %w = "pd.parameter"() {key = "w64", dtype = f32, shape = array<i64: 12, 64>} : () -> tensor<12x64xf32>
  %y = "pd.matmul"(%x, %w) : (tensor<28x12xf32>, tensor<12x64xf32>) -> tensor<28x64xf32>
  return %y : tensor<28x64xf32>
}
