// RUN: paddle-mlir-opt %s -p pd-lower | filecheck %s

// A workgroup makes a row: fourteen positions of sixteen features, which begin as the bias, while
// the rows of the window that lie in the image pass. The first window begins left of the image,
// where nothing is multiplied. The last block lies over the first.
// CHECK-LABEL: func.func @stem(
func.func @stem(%x: tensor<1x1x6x20xf32>, %w: tensor<3x3x1x16xf32>, %b: tensor<16xf32>, %r: tensor<1x6x20x16xf32>) -> tensor<1x6x20x16xf32> {
  // CHECK: [[IMAGE:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<1x1x6x20xf32>
  // CHECK: [[FILTER:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<3x3x1x16xf32>
  // CHECK: [[LAST:%.+]] = arith.minsi %c3{{.*}}, %{{.+}} : index
  // CHECK: [[FIRST:%.+]] = arith.maxsi %c0{{.*}}, %{{.+}} : index
  // CHECK-COUNT-14: vector.transfer_read {{.+}} : tensor<16xf32>, vector<16xf32>
  // CHECK-NOT: vector.transfer_read
  // CHECK: scf.for %{{.+}} = [[FIRST]] to [[LAST]] step %{{.+}} iter_args(%{{[a-z0-9]+}} = %{{[0-9]+}}, [[SECOND:%[a-z0-9]+]] = 
  // CHECK: [[W:%.+]] = vector.transfer_read [[FILTER]]
  // CHECK: [[E:%.+]] = tensor.extract [[IMAGE]]
  // CHECK: [[V:%.+]] = vector.broadcast [[E]] : f32 to vector<16xf32>
  // CHECK: math.fma [[V]], [[W]], [[SECOND]] : vector<16xf32>
  // CHECK: scf.yield
  // CHECK: arith.maximumf
  // CHECK-COUNT-14: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: scf.for %{{.+}} = [[FIRST]] to [[LAST]]
  // CHECK-COUNT-14: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: "flow.return"() : () -> ()
  // CHECK: "flow.return"(%c6{{.*}}, %c1{{.*}}, %c1{{.*}}) : (index, index, index)
  %0 = "pd.stem_conv2d"(%x, %w, %b, %r) {operandSegmentSizes = array<i32: 1, 1, 1, 1>, strides = array<i64: 1, 1>, paddings = array<i64: 1, 1, 1, 1>, activation = "relu6", tile = array<i64: 14, 16>}
    : (tensor<1x1x6x20xf32>, tensor<3x3x1x16xf32>, tensor<16xf32>, tensor<1x6x20x16xf32>) -> tensor<1x6x20x16xf32>
  return %0 : tensor<1x6x20x16xf32>
}

// Tiles of AVX2: six positions of sixteen features, which LLVM cuts into two vectors; two are left.
// CHECK-LABEL: func.func @small_tile(
func.func @small_tile(%x: tensor<1x6x6x3xf32>, %w: tensor<1x1x3x34xf32>) -> tensor<1x6x6x34xf32> {
  // CHECK: scf.for %{{.+}} = %c0{{.*}} to %c32{{.*}} step %c16
  // CHECK: scf.for %{{.+}} to %c3{{.*}} -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>)
  // CHECK-COUNT-6: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: scf.for %{{.+}} to %c3{{.*}} -> (vector<2xf32>, vector<2xf32>, vector<2xf32>, vector<2xf32>, vector<2xf32>, vector<2xf32>)
  // CHECK-COUNT-6: "iree_tensor_ext.dispatch.tensor.store"
  %0 = "pd.direct_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>, tile = array<i64: 6, 16>}
    : (tensor<1x6x6x3xf32>, tensor<1x1x3x34xf32>) -> tensor<1x6x6x34xf32>
  return %0 : tensor<1x6x6x34xf32>
}

// Twenty-six channels are vectors of 16, 8 and 2; the number of images is part of the grid.
// CHECK-LABEL: func.func @depthwise(
func.func @depthwise(%x: tensor<?x4x1x26xf32>, %w: tensor<2x1x26xf32>) -> tensor<?x2x1x26xf32> {
  // CHECK: [[N:%.+]] = tensor.dim %arg0, %c0
  // CHECK: "flow.dispatch.workgroups"([[N]], %arg0, %arg1,
  // CHECK: scf.for {{.+}} -> (vector<16xf32>)
  // CHECK: [[W:%.+]] = vector.transfer_read {{.+}} : tensor<2x1x26xf32>, vector<16xf32>
  // CHECK: [[E:%.+]] = vector.transfer_read {{.+}} : tensor<?x4x1x26xf32>, vector<16xf32>
  // CHECK: math.fma [[E]], [[W]], %{{.+}} : vector<16xf32>
  // CHECK: scf.for {{.+}} -> (vector<8xf32>)
  // CHECK: scf.for {{.+}} -> (vector<2xf32>)
  // CHECK-NOT: scf.for
  // CHECK: [[ROWS:%.+]] = arith.muli %{{.+}}, %c2
  // CHECK: "flow.return"([[ROWS]], %c1{{.*}}, %c1{{.*}}) : (index, index, index)
  %0 = "pd.depthwise_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 2, 1>, paddings = array<i64: 0, 0, 0, 0>}
    : (tensor<?x4x1x26xf32>, tensor<2x1x26xf32>) -> tensor<?x2x1x26xf32>
  return %0 : tensor<?x2x1x26xf32>
}

// Of a row of any length blocks of seven positions lie where all windows are whole, the last one
// over others. Before and behind them, and in short rows, each position is computed alone, from the
// part of its window that is in the map.
// CHECK-LABEL: func.func @open(
func.func @open(%x: tensor<1x?x?x5xf32>, %w: tensor<3x3x5x20xf32>) -> tensor<1x?x?x20xf32> {
  // CHECK: [[FIRST:%.+]] = arith.minui %c1{{.*}}, %{{.+}} : index
  // CHECK: [[WHOLE:%.+]] = arith.subi [[END:%.+]], [[FIRST]]
  // CHECK: [[ENOUGH:%.+]] = arith.cmpi uge, [[WHOLE]], %c7
  // CHECK: [[COUNT:%.+]] = arith.ceildivui [[WHOLE]], %c7
  // CHECK: [[BLOCKS:%.+]] = arith.select [[ENOUGH]], [[COUNT]], %c0
  // CHECK: scf.for %{{.+}} = %c0{{.*}} to [[FIRST]] step %c1
  // CHECK: arith.minsi %c3
  // CHECK: scf.for {{.+}} -> (vector<16xf32>, vector<4xf32>)
  // CHECK: scf.for %{{.+}} to %c5{{.*}} -> (vector<16xf32>, vector<4xf32>)
  // CHECK: scf.for %{{.+}} = %c0{{.*}} to [[BLOCKS]] step %c1
  // CHECK: [[LAST:%.+]] = arith.subi [[END]], %c7
  // CHECK: arith.minui %{{.+}}, [[LAST]]
  // CHECK: scf.for %{{.+}} = %c0{{.*}} to %c3{{.*}} step %c1
  // CHECK-COUNT-14: "iree_tensor_ext.dispatch.tensor.store"
  // CHECK: [[BEHIND:%.+]] = arith.select [[ENOUGH]], [[END]], [[FIRST]]
  // CHECK: scf.for %{{.+}} = [[BEHIND]] to %{{.+}} step %c1
  // CHECK: arith.minsi %c3
  // CHECK: scf.for {{.+}} -> (vector<16xf32>, vector<4xf32>)
  // CHECK: scf.for %{{.+}} to %c5{{.*}} -> (vector<16xf32>, vector<4xf32>)
  %0 = "pd.direct_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 1, 1, 1, 1>}
    : (tensor<1x?x?x5xf32>, tensor<3x3x5x20xf32>) -> tensor<1x?x?x20xf32>
  return %0 : tensor<1x?x?x20xf32>
}

// A pair of channels is loaded as one number, and multiplied with pairs of weights.
// CHECK-LABEL: func.func @pairs(
func.func @pairs(%x: tensor<1x6x8x6xbf16>, %w: tensor<1x1x3x32xbf16>, %r: tensor<1x6x8x16xbf16>) -> tensor<1x6x8x16xbf16> {
  // CHECK: [[MAP:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<1x6x8x6xbf16>
  // CHECK: scf.for %{{.+}} to %c3{{.*}} -> (vector<16xf32>
  // CHECK: vector.transfer_read {{.+}} : tensor<1x1x3x32xbf16>, vector<32xbf16>
  // CHECK: vector.transfer_read [[MAP]]{{.+}} vector<2xbf16>
  // CHECK: vector.bitcast %{{.+}} : vector<2xbf16> to vector<1xi32>
  // CHECK: llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.512"
  // CHECK: arith.extf %{{.+}} : vector<16xbf16> to vector<16xf32>
  // CHECK: llvm.call_intrinsic "llvm.x86.avx512bf16.cvtneps2bf16.512"
  %0 = "pd.bfloat16_conv2d"(%x, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 0, 1>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>, tile = array<i64: 4, 16>, dtype = bf16}
    : (tensor<1x6x8x6xbf16>, tensor<1x1x3x32xbf16>, tensor<1x6x8x16xbf16>) -> tensor<1x6x8x16xbf16>
  return %0 : tensor<1x6x8x16xbf16>
}

// Channels of their own are widened as they are read.
// CHECK-LABEL: func.func @single_channels(
func.func @single_channels(%x: tensor<1x6x8x16xbf16>, %w: tensor<1x1x16xf32>) -> tensor<1x6x8x16xf32> {
  // CHECK: [[V:%.+]] = vector.transfer_read {{.+}} : tensor<1x6x8x16xbf16>, vector<16xbf16>
  // CHECK-NEXT: [[F:%.+]] = arith.extf [[V]] : vector<16xbf16> to vector<16xf32>
  // CHECK-NEXT: math.fma [[F]]
  %0 = "pd.depthwise_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>}
    : (tensor<1x6x8x16xbf16>, tensor<1x1x16xf32>) -> tensor<1x6x8x16xf32>
  return %0 : tensor<1x6x8x16xf32>
}

// Neighbours of a row of an image, two columns further for the window's next pair.
// CHECK-LABEL: func.func @pairs_of_image(
func.func @pairs_of_image(%x: tensor<1x1x6x12xbf16>, %w: tensor<1x3x1x32xbf16>) -> tensor<1x6x7x16xf32> {
  // CHECK: [[IMAGE:%.+]] = "iree_tensor_ext.dispatch.tensor.load"({{.+}} -> tensor<1x1x6x12xbf16>
  // CHECK: scf.for [[K:%.+]] = %c0{{.*}} to %c3{{.*}} step
  // CHECK: [[X:%.+]] = arith.addi %{{.+}}, [[K]] : index
  // CHECK: vector.transfer_read {{.+}} : tensor<1x3x1x32xbf16>, vector<32xbf16>
  // CHECK: [[SECOND:%.+]] = arith.addi [[X]], [[K]] : index
  // CHECK: vector.transfer_read [[IMAGE]]{{.+}}[[SECOND]]]{{.+}} vector<2xbf16>
  // CHECK: llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.512"
  %0 = "pd.bfloat16_stem_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>, tile = array<i64: 1, 16>}
    : (tensor<1x1x6x12xbf16>, tensor<1x3x1x32xbf16>) -> tensor<1x6x7x16xf32>
  return %0 : tensor<1x6x7x16xf32>
}

// Two panels of four groups, both in one workgroup; what is left of a row's work is too little. Of
// sixteen channels of a panel, read at once, the first of each group are put where its features are.
// CHECK-LABEL: func.func @narrow_groups(
func.func @narrow_groups(%x: tensor<1x6x8x32xf32>, %w: tensor<2x1x1x4x16xf32>) -> tensor<1x6x8x32xf32> {
  // CHECK: scf.for %{{.+}} = %c0{{.*}} to %c2{{.*}} step
  // CHECK: vector.transfer_read {{.+}} : tensor<2x1x1x4x16xf32>, vector<16xf32>
  // CHECK: [[P:%.+]] = vector.transfer_read {{.+}} : tensor<1x6x8x32xf32>, vector<16xf32>
  // CHECK: [[E:%.+]] = vector.shuffle [[P]], [[P]] [0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12]
  // CHECK: math.fma [[E]]
  // CHECK: vector.shuffle {{.+}} [1, 1, 1, 1, 5, 5, 5, 5, 9, 9, 9, 9, 13, 13, 13, 13]
  // CHECK: "flow.return"(%c6{{.*}}, %c1{{.*}}, %c1{{.*}}) : (index, index, index)
  %0 = "pd.grouped_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, groups = 8, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>, tile = array<i64: 4, 16>}
    : (tensor<1x6x8x32xf32>, tensor<2x1x1x4x16xf32>) -> tensor<1x6x8x32xf32>
  return %0 : tensor<1x6x8x32xf32>
}

// A panel of its own for each group; a row of one is work enough for a workgroup.
// CHECK-LABEL: func.func @groups(
func.func @groups(%x: tensor<1x8x18x64xf32>, %w: tensor<2x3x3x32x32xf32>) -> tensor<1x6x16x64xf32> {
  // CHECK: scf.for %{{.+}} = %c0{{.*}} to %c1{{.*}} step
  // CHECK: scf.for %{{.+}} to %c32{{.*}} -> (vector<16xf32>
  // CHECK: vector.transfer_read {{.+}} : tensor<2x3x3x32x32xf32>, vector<16xf32>
  // CHECK: tensor.extract
  // CHECK: "flow.return"(%c6{{.*}}, %c2{{.*}}, %c1{{.*}}) : (index, index, index)
  %0 = "pd.grouped_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, groups = 2, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>, tile = array<i64: 7, 32>}
    : (tensor<1x8x18x64xf32>, tensor<2x3x3x32x32xf32>) -> tensor<1x6x16x64xf32>
  return %0 : tensor<1x6x16x64xf32>
}

// Of a volume: the frames of the window that lie in it, then the rows of each.
// CHECK-LABEL: func.func @depthwise_volume(
func.func @depthwise_volume(%x: tensor<?x3x4x1x16xf32>, %w: tensor<2x2x1x16xf32>) -> tensor<?x4x3x1x16xf32> {
  // CHECK: "flow.dispatch.workgroups"
  // CHECK: arith.minsi %c2
  // CHECK: arith.minsi %c2
  // CHECK: scf.for [[D:%[a-z0-9]+]] = {{.+}} -> (vector<16xf32>)
  // CHECK: [[Z:%.+]] = arith.addi %{{.+}}, [[D]] : index
  // CHECK: scf.for [[I:%[a-z0-9]+]] = {{.+}} -> (vector<16xf32>)
  // CHECK: vector.transfer_read %{{.+}}[[D]], [[I]], {{.+}} : tensor<2x2x1x16xf32>, vector<16xf32>
  // CHECK: vector.transfer_read %{{.+}}, [[Z]], {{.+}} : tensor<?x3x4x1x16xf32>, vector<16xf32>
  %0 = "pd.depthwise_conv3d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1, 1>, paddings = array<i64: 1, 1, 0, 0, 0, 0>}
    : (tensor<?x3x4x1x16xf32>, tensor<2x2x1x16xf32>) -> tensor<?x4x3x1x16xf32>
  return %0 : tensor<?x4x3x1x16xf32>
}
