// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// A maximum is padded with the lowest float, which is also where Paddle starts it.
// CHECK-LABEL: func.func @maximum(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x2x7x8xf32>
func.func @maximum(%x: tensor<2x2x7x8xf32>) -> tensor<2x2x4x4xf32> {
  // CHECK: [[LOWEST:%.+]] = arith.constant -3.40282347E+38 : f32
  // CHECK: [[PADDED:%.+]] = tensor.pad [[X]] low[0, 0, 1, 1] high[0, 0, 1, 1]
  // CHECK: tensor.yield [[LOWEST]]
  // CHECK: [[WINDOW:%.+]] = tensor.empty() : tensor<3x3xf32>
  // CHECK: [[Y:%.+]] = linalg.pooling_nchw_max
  // CHECK-SAME: strides = dense<2>
  // CHECK-SAME: ins([[PADDED]], [[WINDOW]] :
  // CHECK-NEXT: return [[Y]]
  %0 = "pd.pool2d"(%x) {kernel_size = array<i64: 3, 3>, strides = array<i64: 2, 2>,
                        paddings = array<i64: 1, 1>}
    : (tensor<2x2x7x8xf32>) -> tensor<2x2x4x4xf32>
  return %0 : tensor<2x2x4x4xf32>
}

// A mean without padding divides by the window's size; dynamic sizes come from the input.
// CHECK-LABEL: func.func @mean(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x2x?x8xf32>
func.func @mean(%x: tensor<2x2x?x8xf32>) -> tensor<2x2x?x4xf32> {
  // CHECK: [[HEIGHT:%.+]] = tensor.dim [[X]], %c2
  // CHECK: [[ROWS:%.+]] = arith.floordivsi [[HEIGHT]], %c2
  // CHECK: tensor.empty([[ROWS]]) : tensor<2x2x?x4xf32>
  // CHECK: [[SUM:%.+]] = linalg.pooling_nchw_sum
  // CHECK-SAME: ins([[X]],
  // CHECK: linalg.generic {{.+}} ins([[SUM]] :
  // CHECK: [[COUNT:%.+]] = arith.constant 4.000000e+00
  // CHECK: arith.divf %{{.+}}, [[COUNT]]
  %0 = "pd.pool2d"(%x) {kernel_size = array<i64: 2, 2>, strides = array<i64: 2, 2>,
                        pooling_type = "avg"}
    : (tensor<2x2x?x8xf32>) -> tensor<2x2x?x4xf32>
  return %0 : tensor<2x2x?x4xf32>
}

// With ceil_mode the last window reaches over the edge; the mean counts what lies inside.
// CHECK-LABEL: func.func @ceil_mode(
func.func @ceil_mode(%x: tensor<2x7x8x2xf32>) -> tensor<2x4x4x2xf32> {
  // CHECK: tensor.pad %{{.+}} low[0, 0, 0, 0] high[0, 1, 0, 0]
  // CHECK: linalg.pooling_nhwc_sum
  // CHECK: linalg.generic
  // CHECK: [[ROW:%.+]] = linalg.index 1
  // CHECK: [[END:%.+]] = arith.minsi %{{.+}}, %c7
  // CHECK: [[START:%.+]] = arith.maxsi
  // CHECK: [[ROWS:%.+]] = arith.subi [[END]], [[START]]
  // CHECK: linalg.index 2
  // CHECK: arith.muli [[ROWS]],
  // CHECK: arith.divf
  %0 = "pd.pool2d"(%x) {kernel_size = array<i64: 2, 2>, strides = array<i64: 2, 2>,
                        ceil_mode = true, pooling_type = "avg", data_format = "NHWC"}
    : (tensor<2x7x8x2xf32>) -> tensor<2x4x4x2xf32>
  return %0 : tensor<2x4x4x2xf32>
}

// Whole maps are reduced, rows first where there may be many elements.
// CHECK-LABEL: func.func @whole_map(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x2x?x8xf32>
func.func @whole_map(%x: tensor<2x2x?x8xf32>) -> tensor<2x2x1x1xf32> {
  // CHECK: [[HEIGHT:%.+]] = tensor.dim [[X]], %c2
  // CHECK: [[ROWS:%.+]] = linalg.generic {{.+}} ins([[X]] :
  // CHECK: [[SUM:%.+]] = linalg.generic {{.+}} ins([[ROWS]] :
  // CHECK: [[COUNT:%.+]] = arith.muli [[HEIGHT]], %c8
  // CHECK: [[MEAN:%.+]] = linalg.generic {{.+}} ins([[SUM]] :
  // CHECK: arith.divf
  // CHECK: tensor.expand_shape [[MEAN]] {{.+}} into tensor<2x2x1x1xf32>
  %0 = "pd.pool2d"(%x) {kernel_size = array<i64: 1, 1>, adaptive = true, pooling_type = "avg"}
    : (tensor<2x2x?x8xf32>) -> tensor<2x2x1x1xf32>
  return %0 : tensor<2x2x1x1xf32>
}

// global_pooling does the same whatever the kernel says.
// CHECK-LABEL: func.func @global(
func.func @global(%x: tensor<2x2x6x8xf32>) -> tensor<2x2x1x1xf32> {
  // CHECK-NOT: linalg.pooling
  // CHECK: [[MOST:%.+]] = linalg.generic
  // CHECK: arith.maximumf
  // CHECK: tensor.expand_shape [[MOST]] {{.+}} into tensor<2x2x1x1xf32>
  %0 = "pd.pool2d"(%x) {kernel_size = array<i64: 3, 3>, global_pooling = true}
    : (tensor<2x2x6x8xf32>) -> tensor<2x2x1x1xf32>
  return %0 : tensor<2x2x1x1xf32>
}

// Adaptive windows of equal size are ordinary ones.
// CHECK-LABEL: func.func @adaptive_even(
func.func @adaptive_even(%x: tensor<2x2x6x8xf32>) -> tensor<2x2x3x2xf32> {
  // CHECK: [[WINDOW:%.+]] = tensor.empty() : tensor<2x4xf32>
  // CHECK: linalg.pooling_nchw_max
  // CHECK-SAME: strides = dense<[2, 4]>
  // CHECK-SAME: ins(%{{.+}}, [[WINDOW]] :
  %0 = "pd.pool2d"(%x) {kernel_size = array<i64: 3, 2>, adaptive = true}
    : (tensor<2x2x6x8xf32>) -> tensor<2x2x3x2xf32>
  return %0 : tensor<2x2x3x2xf32>
}

// Others have a start and an end for each output element.
// CHECK-LABEL: func.func @adaptive_uneven(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x2x?x8xf32>
func.func @adaptive_uneven(%x: tensor<2x2x?x8xf32>) -> tensor<2x2x3x3xf32> {
  // CHECK: [[HEIGHT:%.+]] = tensor.dim [[X]], %c2
  // CHECK: [[WINDOW:%.+]] = tensor.empty(%{{.+}}) : tensor<?x4xf32>
  // CHECK: linalg.generic
  // CHECK-SAME: ins([[WINDOW]] :
  // CHECK: [[REACH:%.+]] = arith.muli %{{.+}}, [[HEIGHT]]
  // CHECK: [[START:%.+]] = arith.floordivsi [[REACH]], %c3
  // CHECK: [[END:%.+]] = arith.ceildivsi %{{.+}}, %c3
  // CHECK: [[PLACE:%.+]] = arith.addi [[START]], %{{.+}}
  // CHECK: arith.cmpi slt, [[PLACE]], [[END]]
  // CHECK: tensor.extract [[X]]
  // CHECK: arith.maximumf
  // CHECK: arith.select
  %0 = "pd.pool2d"(%x) {kernel_size = array<i64: 3, 3>, adaptive = true}
    : (tensor<2x2x?x8xf32>) -> tensor<2x2x3x3xf32>
  return %0 : tensor<2x2x3x3xf32>
}

// Three dimensions: loops over the window.
// CHECK-LABEL: func.func @volume(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x2x5x6x7xf32>
func.func @volume(%x: tensor<2x2x5x6x7xf32>) -> tensor<2x2x3x3x4xf32> {
  // CHECK: [[PADDED:%.+]] = tensor.pad [[X]] low[0, 0, 1, 1, 1] high[0, 0, 1, 1, 1]
  // CHECK: linalg.generic {{.+}}"reduction", "reduction", "reduction"]
  // CHECK-SAME: ins([[PADDED]], %{{.+}} : tensor<2x2x7x8x9xf32>, tensor<3x3x3xf32>)
  // CHECK: arith.maximumf
  %0 = "pd.pool3d"(%x) {kernel_size = array<i64: 3, 3, 3>, strides = array<i64: 2, 2, 2>,
                        paddings = array<i64: 1, 1, 1>}
    : (tensor<2x2x5x6x7xf32>) -> tensor<2x2x3x3x4xf32>
  return %0 : tensor<2x2x3x3x4xf32>
}

// A kernel that is data: loops over as many elements as it says, of which those inside count.
// CHECK-LABEL: func.func @kernel_is_data(
// CHECK-SAME: [[X:%[a-z0-9]+]]: tensor<2x2x7x8xf32>, [[SIZE:%[a-z0-9]+]]: tensor<2xi32>
func.func @kernel_is_data(%x: tensor<2x2x7x8xf32>, %size: tensor<2xi32>) -> tensor<2x2x?x?xf32> {
  // CHECK: tensor.extract [[SIZE]]
  // CHECK: [[WINDOW:%.+]] = tensor.empty(%{{.+}}, %{{.+}}) : tensor<?x?xf32>
  // CHECK: linalg.generic {{.+}} ins([[WINDOW]] :
  // CHECK: tensor.extract [[X]]
  // CHECK: arith.divf
  %0 = "pd.pool2d"(%x, %size) {pooling_type = "avg", strides = array<i64: 2, 2>}
    : (tensor<2x2x7x8xf32>, tensor<2xi32>) -> tensor<2x2x?x?xf32>
  return %0 : tensor<2x2x?x?xf32>
}

// A norm is a root of a sum of powers.
// CHECK-LABEL: func.func @norm(
func.func @norm(%x: tensor<2x2x7x8xf32>) -> tensor<2x2x6x7xf32> {
  // CHECK: math.powf
  // CHECK: linalg.pooling_nchw_sum
  // CHECK: math.powf
  %0 = "pd.pool2d"(%x) {kernel_size = array<i64: 2, 2>, pooling_type = "lp", norm_type = 3.0}
    : (tensor<2x2x7x8xf32>) -> tensor<2x2x6x7xf32>
  return %0 : tensor<2x2x6x7xf32>
}
