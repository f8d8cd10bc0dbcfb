// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// CHECK-DAG: [[SAME:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-DAG: [[KEPT:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: [[INWARD:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d0, d2, d1)>
// CHECK-DAG: [[OUTER:#map[0-9]*]] = affine_map<(d0, d1, d2) -> (d0, d1)>

// A comparison and a choice: NaN becomes 0.
// CHECK-LABEL: func.func @relu(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<?x4xf32>
func.func @relu(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // CHECK: linalg.generic {{.+}} ins([[X]] :
  // CHECK: [[ZERO:%.+]] = arith.constant 0.0
  // CHECK: [[POSITIVE:%.+]] = arith.cmpf ogt, [[E:%.+]], [[ZERO]]
  // CHECK: arith.select [[POSITIVE]], [[E]], [[ZERO]]
  %0 = "pd.relu"(%x) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// Integers too.
// CHECK-LABEL: func.func @relu_of_integers(
func.func @relu_of_integers(%x: tensor<4xi32>) -> tensor<4xi32> {
  // CHECK: arith.cmpi sgt
  // CHECK: arith.select
  %0 = "pd.relu"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// Clipping keeps NaN.
// CHECK-LABEL: func.func @clipped(
func.func @clipped(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  // CHECK: [[LOW:%.+]] = arith.constant 0.0
  // CHECK-NEXT: [[RAISED:%.+]] = arith.maximumf %{{.+}}, [[LOW]] :
  // CHECK-NEXT: [[HIGH:%.+]] = arith.constant 6.0
  // CHECK-NEXT: arith.minimumf [[RAISED]], [[HIGH]] :
  %0 = "pd.relu6"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: arith.constant 2.500000e-01
  // CHECK: arith.mulf
  // CHECK: arith.constant 1.250000e-01
  // CHECK: arith.addf
  %1 = "pd.hardsigmoid"(%x) {slope = 0.25 : f64, offset = 0.125 : f64}
    : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: arith.constant 3.0
  // CHECK: arith.addf
  // CHECK: arith.constant 0.166666672
  %2 = "pd.hardswish"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0, %1, %2 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// Formulas of the exponential function.
// CHECK-LABEL: func.func @smooth(
func.func @smooth(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: [[MINUS:%.+]] = arith.negf
  // CHECK: [[EXP:%.+]] = math.exp [[MINUS]]
  // CHECK: [[SUM:%.+]] = arith.addf [[EXP]], %{{.+}}
  // CHECK: arith.divf %{{.+}}, [[SUM]]
  %0 = "pd.sigmoid"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: math.tanh
  %1 = "pd.tanh"(%0) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: [[SIGMOID:%.+]] = arith.divf
  // CHECK: arith.mulf %{{.+}}, [[SIGMOID]]
  %2 = "pd.silu"(%1) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: arith.constant 5.000000e-01
  // CHECK: math.exp
  %3 = "pd.swish"(%2) {beta = 0.5 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: math.erf
  %4 = "pd.gelu"(%3) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: arith.constant 4.471500e-02
  // CHECK: math.tanh
  %5 = "pd.gelu"(%4) {approximate = true} : (tensor<4xf32>) -> tensor<4xf32>
  return %5 : tensor<4xf32>
}

// Formulas of two pieces.
// CHECK-LABEL: func.func @pieces(
func.func @pieces(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.constant 1.000000e-01
  // CHECK: arith.mulf
  // CHECK: arith.cmpf ogt
  // CHECK: arith.select
  %0 = "pd.leaky_relu"(%x) {negative_slope = 0.1 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: math.expm1
  // CHECK: arith.select
  %1 = "pd.elu"(%0) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: math.log1p
  // CHECK: arith.select
  %2 = "pd.softplus"(%1) {beta = 2.0 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: math.log1p
  // CHECK: math.tanh
  %3 = "pd.mish"(%2) : (tensor<4xf32>) -> tensor<4xf32>
  return %3 : tensor<4xf32>
}

// Half floats are computed with in f32.
// CHECK-LABEL: func.func @half(
func.func @half(%x: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK: arith.extf %{{.+}} : f16 to f32
  // CHECK: math.tanh {{.+}} : f32
  // CHECK: arith.truncf %{{.+}} : f32 to f16
  %0 = "pd.tanh"(%x) : (tensor<4xf16>) -> tensor<4xf16>
  return %0 : tensor<4xf16>
}

// The maximum, the exponentials, their sum, the quotients.
// CHECK-LABEL: func.func @softmax(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3x?xf32>
func.func @softmax(%x: tensor<2x3x?xf32>) -> tensor<2x3x?xf32> {
  // CHECK: [[LARGEST:%.+]] = linalg.generic {indexing_maps = {{\[}}[[INWARD]], [[OUTER]]]
  // CHECK-SAME: iterator_types = ["parallel", "parallel", "reduction"]} ins([[X]] : {{.+}} outs({{.+}} : tensor<2x?xf32>)
  // CHECK: arith.maximumf
  // CHECK: [[POWERS:%.+]] = linalg.generic {indexing_maps = {{\[}}[[SAME]], [[KEPT]], [[SAME]]]
  // CHECK-SAME: ins([[X]], [[LARGEST]] :
  // CHECK: arith.subf
  // CHECK: math.exp
  // CHECK: [[SUM:%.+]] = linalg.generic {indexing_maps = {{\[}}[[INWARD]], [[OUTER]]]
  // CHECK-SAME: ins([[POWERS]] :
  // CHECK: arith.addf
  // CHECK: linalg.generic {{.+}} ins([[POWERS]], [[SUM]] :
  // CHECK: arith.divf
  %0 = "pd.softmax"(%x) {axis = 1 : i64} : (tensor<2x3x?xf32>) -> tensor<2x3x?xf32>
  return %0 : tensor<2x3x?xf32>
}

// The logarithm is taken of the sum alone.
// CHECK-LABEL: func.func @log_softmax(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x3xf32>
func.func @log_softmax(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: math.exp
  // CHECK: linalg.generic {{.+}} ins([[X]], %{{.+}}, %{{.+}} : tensor<2x3xf32>, tensor<2xf32>, tensor<2xf32>)
  // CHECK: math.log
  // CHECK-NOT: arith.divf
  // CHECK: return
  %0 = "pd.log_softmax"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// One number is certain.
// CHECK-LABEL: func.func @softmax_of_a_scalar(
func.func @softmax_of_a_scalar(%x: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  // CHECK: [[ONE:%.+]] = arith.constant 1.0
  // CHECK: linalg.fill ins([[ONE]] :
  // CHECK: [[ZERO:%.+]] = arith.constant 0.0
  // CHECK: linalg.fill ins([[ZERO]] :
  %0 = "pd.softmax"(%x) : (tensor<f32>) -> tensor<f32>
  %1 = "pd.log_softmax"(%x) : (tensor<f32>) -> tensor<f32>
  return %0, %1 : tensor<f32>, tensor<f32>
}
