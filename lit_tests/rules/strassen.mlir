// RUN: paddle-mlir-opt %s -p 'pd-pack-weights{only=strassen-of-matmul}' | filecheck %s
// RUN: paddle-mlir-opt %s -p 'pd-pack-weights{only=strassen-of-matmul threads=2}' \
// RUN:   | filecheck %s --check-prefix=TWO
// RUN: paddle-mlir-opt %s -p 'pd-pack-weights{only=strassen-of-matmul vector_bits=256 vector_registers=16}' \
// RUN:   | filecheck %s --check-prefix=AVX2
// RUN: paddle-mlir-opt %s -p 'pd-pack-weights{strassen=false}' | filecheck %s --check-prefix=OFF
// RUN: paddle-mlir-opt %s -p 'pd-pack-weights{only=strassen-of-matmul}' --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=WHY
// RUN: paddle-mlir-opt %s -p 'pd-pack-weights{only=strassen-of-matmul strassen=false}' --why-not 2>&1 >/dev/null \
// RUN:   | filecheck %s --check-prefix=OFF-WHY

// Sums of the quarters of the weights, side by side in panels.
// OFF-NOT: pd.strassen_matmul
// OFF-WHY-DAG: strassen-of-matmul: the options forbid it
// CHECK-LABEL: func.func @strassen_of_matmul_matches(
func.func @strassen_of_matmul_matches(%x: tensor<8x16x768xf32>, %y: tensor<128x3072xf32>) -> (tensor<8x16x3072xf32>, tensor<128x768xf32>) {
  // CHECK: [[W:%.+]] = "pd.parameter"
  // CHECK: [[P:%.+]] = "pd.slice"([[W]]) {{.+}} starts = array<i64: 0, 0>
  // CHECK: [[Q:%.+]] = "pd.slice"([[W]]) {{.+}} starts = array<i64: 0, 1536>
  // CHECK: [[R:%.+]] = "pd.slice"([[W]]) {{.+}} starts = array<i64: 384, 0>
  // CHECK: [[S:%.+]] = "pd.slice"([[W]]) {{.+}} starts = array<i64: 384, 1536>
  // CHECK: "pd.subtract"([[Q]], [[P]])
  // CHECK: [[A:%.+]] = "pd.subtract"([[S]], [[Q]])
  // CHECK: [[B:%.+]] = "pd.add"([[P]], [[A]])
  // CHECK: "pd.subtract"([[R]], [[B]])
  // CHECK: "pd.concat"
  // CHECK: [[T:%.+]] = "pd.transpose"({{.+}}) {perm = array<i64: 2, 0, 1, 3>} : (tensor<7x384x48x32xf32>)
  // CHECK: [[X:%.+]] = "pd.reshape"(%arg0) {{.+}} -> tensor<128x768xf32>
  // CHECK: "pd.strassen_matmul"([[X]], [[T]]) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 8 : i64, workgroup = array<i64: 8, 1>}
  // CHECK: "pd.reshape"({{.+}} -> tensor<8x16x3072xf32>
  // CHECK: "pd.strassen_matmul"
  // TWO: "pd.strassen_matmul"
  // AVX2: "pd.strassen_matmul"
  %w = "pd.parameter"() {key = "w768", dtype = f32, shape = array<i64: 768, 3072>} : () -> tensor<768x3072xf32>
  %0 = "pd.matmul"(%x, %w) : (tensor<8x16x768xf32>, tensor<768x3072xf32>) -> tensor<8x16x3072xf32>
  %v = "pd.parameter"() {key = "w3072", dtype = f32, shape = array<i64: 3072, 768>} : () -> tensor<3072x768xf32>
  %1 = "pd.matmul"(%y, %v) : (tensor<128x3072xf32>, tensor<3072x768xf32>) -> tensor<128x768xf32>
  return %0, %1 : tensor<8x16x3072xf32>, tensor<128x768xf32>
}

// What it takes to add up quarters must be worth it.
// CHECK-LABEL: func.func @strassen_of_matmul_refused(
func.func @strassen_of_matmul_refused(%x: tensor<62x768xf32>, %y: tensor<128x510xf32>, %z: tensor<128x768xf32>) -> (tensor<62x3072xf32>, tensor<128x3072xf32>, tensor<128x510xf32>) {
  // CHECK-NOT: pd.strassen_matmul
  // CHECK: return
  // WHY-DAG: strassen-of-matmul: the product is smaller than 64 x 512 to 512
  %w = "pd.parameter"() {key = "w768", dtype = f32, shape = array<i64: 768, 3072>} : () -> tensor<768x3072xf32>
  %0 = "pd.matmul"(%x, %w) : (tensor<62x768xf32>, tensor<768x3072xf32>) -> tensor<62x3072xf32>
  %v = "pd.parameter"() {key = "w510", dtype = f32, shape = array<i64: 510, 3072>} : () -> tensor<510x3072xf32>
  %1 = "pd.matmul"(%y, %v) : (tensor<128x510xf32>, tensor<510x3072xf32>) -> tensor<128x3072xf32>
  %u = "pd.parameter"() {key = "u510", dtype = f32, shape = array<i64: 768, 510>} : () -> tensor<768x510xf32>
  %2 = "pd.matmul"(%z, %u) : (tensor<128x768xf32>, tensor<768x510xf32>) -> tensor<128x510xf32>
  return %0, %1, %2 : tensor<62x3072xf32>, tensor<128x3072xf32>, tensor<128x510xf32>
}

// Quarters are equal, of known sizes, and whole panels.
// CHECK-LABEL: func.func @strassen_of_sizes_refused(
func.func @strassen_of_sizes_refused(%x: tensor<127x768xf32>, %y: tensor<?x768xf32>, %z: tensor<128x768xf32>, %b: tensor<16x64x768xf32>, %w: tensor<768x768xf32>) -> (tensor<127x3072xf32>, tensor<?x3072xf32>, tensor<128x1000xf32>, tensor<16x64x512xf32>, tensor<128x768xf32>) {
  // CHECK-NOT: pd.strassen_matmul
  // CHECK: return
  // WHY-DAG: strassen-of-matmul: a size is odd
  // WHY-DAG: strassen-of-matmul: the number of rows is not known
  // WHY-DAG: strassen-of-matmul: panels do not divide half the columns
  // WHY-DAG: strassen-of-matmul: there is a batch
  // WHY-DAG: strassen-of-matmul: the second operand is not constant
  %u = "pd.parameter"() {key = "w768", dtype = f32, shape = array<i64: 768, 3072>} : () -> tensor<768x3072xf32>
  %0 = "pd.matmul"(%x, %u) : (tensor<127x768xf32>, tensor<768x3072xf32>) -> tensor<127x3072xf32>
  %1 = "pd.matmul"(%y, %u) : (tensor<?x768xf32>, tensor<768x3072xf32>) -> tensor<?x3072xf32>
  %v = "pd.parameter"() {key = "v1000", dtype = f32, shape = array<i64: 768, 1000>} : () -> tensor<768x1000xf32>
  %2 = "pd.matmul"(%z, %v) : (tensor<128x768xf32>, tensor<768x1000xf32>) -> tensor<128x1000xf32>
  %t = "pd.parameter"() {key = "t16", dtype = f32, shape = array<i64: 16, 768, 512>} : () -> tensor<16x768x512xf32>
  %3 = "pd.matmul"(%b, %t) : (tensor<16x64x768xf32>, tensor<16x768x512xf32>) -> tensor<16x64x512xf32>
  %4 = "pd.matmul"(%z, %w) : (tensor<128x768xf32>, tensor<768x768xf32>) -> tensor<128x768xf32>
  return %0, %1, %2, %3, %4 : tensor<127x3072xf32>, tensor<?x3072xf32>, tensor<128x1000xf32>, tensor<16x64x512xf32>, tensor<128x768xf32>
}
