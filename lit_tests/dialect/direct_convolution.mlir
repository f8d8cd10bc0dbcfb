// RUN: paddle-mlir-opt %s --split-input-file --verify-diagnostics

// Channels are known.
func.func @size(%x: tensor<1x?x8x8xf32>, %w: tensor<3x3x3x8xf32>) {
  // expected-error@+1 {{'pd.stem_conv2d' op operand 'input' must be a map of float32 of known channels, got tensor<1x?0x8x8xf32>}}
  %0 = "pd.stem_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x?x8x8xf32>, tensor<3x3x3x8xf32>) -> tensor<1x6x6x8xf32>
  return
}

// -----

// The filter is of the image's channels.
func.func @channels(%x: tensor<1x4x8x8xf32>, %w: tensor<3x3x3x8xf32>) {
  // expected-error@+1 {{'pd.stem_conv2d' op the filter is for 3 channels, the input has 4}}
  %0 = "pd.stem_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8xf32>, tensor<3x3x3x8xf32>) -> tensor<1x6x6x8xf32>
  return
}

// -----

// The filter has the image's dtype.
func.func @dtype(%x: tensor<1x3x8x8xf32>, %w: tensor<3x3x3x8xf64>) {
  // expected-error@+1 {{'pd.stem_conv2d' op operand 'filter' must be static float32 of rank 4, got tensor<3x3x3x8xf64>}}
  %0 = "pd.stem_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x3x8x8xf32>, tensor<3x3x3x8xf64>) -> tensor<1x6x6x8xf32>
  return
}

// -----

// Steps go forward.
func.func @strides(%x: tensor<1x3x8x8xf32>, %w: tensor<3x3x3x8xf32>) {
  // expected-error@+1 {{'pd.stem_conv2d' op strides must be two positive numbers, got [1, 0]}}
  %0 = "pd.stem_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 0>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x3x8x8xf32>, tensor<3x3x3x8xf32>) -> tensor<1x6x6x8xf32>
  return
}

// -----

// Each side has a padding.
func.func @paddings(%x: tensor<1x8x8x16xf32>, %w: tensor<3x3x16xf32>) {
  // expected-error@+1 {{'pd.depthwise_conv2d' op paddings must be four numbers of 0 or more, got [0, 0, 0, -1]}}
  %0 = "pd.depthwise_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, -1>} : (tensor<1x8x8x16xf32>, tensor<3x3x16xf32>) -> tensor<1x6x6x16xf32>
  return
}

// -----

// A window has to fit.
func.func @window(%x: tensor<1x8x2x16xf32>, %w: tensor<3x3x16xf32>) {
  // expected-error@+1 {{'pd.depthwise_conv2d' op a window of 3 (dilation 1) does not fit the input size 2 with padding 0 and 0}}
  %0 = "pd.depthwise_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 1, 1, 0, 0>} : (tensor<1x8x2x16xf32>, tensor<3x3x16xf32>) -> tensor<1x8x1x16xf32>
  return
}

// -----

// One filter for each channel.
func.func @filter(%x: tensor<1x8x8x16xf32>, %w: tensor<3x3x8xf32>) {
  // expected-error@+1 {{'pd.depthwise_conv2d' op the filter is for 8 channels, the input has 16}}
  %0 = "pd.depthwise_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x16xf32>, tensor<3x3x8xf32>) -> tensor<1x6x6x16xf32>
  return
}

// -----

// A stem's filter has a place for channels.
func.func @filter_rank(%x: tensor<1x3x8x8xf32>, %w: tensor<3x3x3xf32>) {
  // expected-error@+1 {{'pd.stem_conv2d' op operand 'filter' must be static float32 of rank 4, got tensor<3x3x3xf32>}}
  %0 = "pd.stem_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x3x8x8xf32>, tensor<3x3x3xf32>) -> tensor<1x6x6x8xf32>
  return
}

// -----

// A bias has one number for each channel.
func.func @bias(%x: tensor<1x8x8x16xf32>, %w: tensor<3x3x16xf32>, %b: tensor<1xf32>) {
  // expected-error@+1 {{'pd.depthwise_conv2d' op operand 'bias' must be one number for each channel, got tensor<1xf32>}}
  %0 = "pd.depthwise_conv2d"(%x, %w, %b) {operandSegmentSizes = array<i32: 1, 1, 1, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x16xf32>, tensor<3x3x16xf32>, tensor<1xf32>) -> tensor<1x6x6x16xf32>
  return
}

// -----

// Nor is a map's filter one of single channels.
func.func @map_filter(%x: tensor<?x?x?x16xf32>, %w: tensor<3x3x1x16xf32>) {
  // expected-error@+1 {{'pd.direct_conv2d' op the filter is for 1 channels, the input has 16}}
  %0 = "pd.direct_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<?x?x?x16xf32>, tensor<3x3x1x16xf32>) -> tensor<?x?x?x16xf32>
  return
}

// -----

// Tiles are small enough to be written out.
func.func @tile(%x: tensor<1x8x8x16xf32>, %w: tensor<3x3x16xf32>) {
  // expected-error@+1 {{'pd.depthwise_conv2d' op tile must be 1 to 32 positions and 1 to 64 features, got [40, 16]}}
  %0 = "pd.depthwise_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>, tile = array<i64: 40, 16>} : (tensor<1x8x8x16xf32>, tensor<3x3x16xf32>) -> tensor<1x6x6x16xf32>
  return
}

// -----

// Pairs of channels in bfloat16 have pairs of weights.
func.func @pairs(%x: tensor<1x8x8x5xbf16>, %w: tensor<3x3x3x16xbf16>) {
  // expected-error@+1 {{'pd.bfloat16_conv2d' op the filter is for 6 channels, the input has 5}}
  %0 = "pd.bfloat16_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x5xbf16>, tensor<3x3x3x16xbf16>) -> tensor<1x6x6x8xf32>
  return
}

// -----

func.func @pairs_of_float32(%x: tensor<1x8x8x6xf32>, %w: tensor<3x3x3x16xbf16>) {
  // expected-error@+1 {{'pd.bfloat16_conv2d' op needs a map of bfloat16 of known channels and a static bfloat16 filter of pairs of weights, got tensor<1x8x8x6xf32> and tensor<3x3x3x16xbf16>}}
  %0 = "pd.bfloat16_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x6xf32>, tensor<3x3x3x16xbf16>) -> tensor<1x6x6x8xf32>
  return
}

// -----

// Vectors of four sums are the shortest.
func.func @features(%x: tensor<1x8x8x6xbf16>, %w: tensor<3x3x3x12xbf16>) {
  // expected-error@+1 {{'pd.bfloat16_conv2d' op the features must be a multiple of 4, got 6}}
  %0 = "pd.bfloat16_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x6xbf16>, tensor<3x3x3x12xbf16>) -> tensor<1x6x6x6xf32>
  return
}

// -----

// A group is in one panel.
func.func @panels(%x: tensor<1x8x8x16xf32>, %w: tensor<3x3x3x4x4xf32>) {
  // expected-error@+1 {{'pd.grouped_conv2d' op panels must have whole groups, but there are 4 groups in 3 panels of 4 features}}
  %0 = "pd.grouped_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, groups = 4, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x16xf32>, tensor<3x3x3x4x4xf32>) -> tensor<1x6x6x12xf32>
  return
}

// -----

// The filter has the channels of a group.
func.func @channels_of_groups(%x: tensor<1x8x8x16xf32>, %w: tensor<2x3x3x16x16xf32>) {
  // expected-error@+1 {{'pd.grouped_conv2d' op the filter is for 64 channels, the input has 16}}
  %0 = "pd.grouped_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, groups = 4, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x16xf32>, tensor<2x3x3x16x16xf32>) -> tensor<1x6x6x32xf32>
  return
}

// -----

// Elements of a window lie apart.
func.func @dilations(%x: tensor<1x8x8x16xf32>, %w: tensor<3x3x16xf32>) {
  // expected-error@+1 {{'pd.depthwise_conv2d' op dilations must be two positive numbers, got [2, 0]}}
  %0 = "pd.depthwise_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1>, paddings = array<i64: 0, 0, 0, 0>, dilations = array<i64: 2, 0>} : (tensor<1x8x8x16xf32>, tensor<3x3x16xf32>) -> tensor<1x4x8x16xf32>
  return
}

// -----

// Each direction has two sides.
func.func @volume_paddings(%x: tensor<1x4x8x8x16xf32>, %w: tensor<3x3x3x16xf32>) {
  // expected-error@+1 {{'pd.depthwise_conv3d' op paddings must be six numbers of 0 or more, got [1, 1, 1]}}
  %0 = "pd.depthwise_conv3d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1, 1>, paddings = array<i64: 1, 1, 1>} : (tensor<1x4x8x8x16xf32>, tensor<3x3x3x16xf32>) -> tensor<1x4x8x8x16xf32>
  return
}

// -----

// A volume has a depth.
func.func @volume_rank(%x: tensor<1x8x8x16xf32>, %w: tensor<3x3x3x16xf32>) {
  // expected-error@+1 {{'pd.depthwise_conv3d' op operand 'input' must be a map of float32 or bfloat16 of known channels, got tensor<1x8x8x16xf32>}}
  %0 = "pd.depthwise_conv3d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, strides = array<i64: 1, 1, 1>, paddings = array<i64: 0, 0, 0, 0, 0, 0>} : (tensor<1x8x8x16xf32>, tensor<3x3x3x16xf32>) -> tensor<1x6x6x16xf32>
  return
}
