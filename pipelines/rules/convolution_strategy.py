"""Rules that choose how a convolution is computed."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import filter_sizes
from paddle_mlir.pipelines.rewriting import Match, rule
from paddle_mlir.pipelines.rules.layout import turned, turned_back

MOST_POSITIONS = 100
"""Maps of no more positions than this are small: see :func:`matmul_of_patches`."""
TILE_WIDTHS = range(4, 9)
"""Positions that IREE computes at a time in a convolution; they have to divide a row."""
FEWEST_CHANNELS = 8
"""Copies of fewer neighbouring elements cost more than the product gains."""


@rule(pd.Conv2d)
def matmul_of_pointwise_conv(conv: pd.Conv2d, match: Match) -> Any:
    """``conv(x, w, NHWC) = x @ w`` for a window of one element.

    IREE 3.13.0 packs and tiles products better than convolutions (ResNet50: 1.3 times).
    """
    if conv.data_format != "NHWC" or conv.filter_format != "HWIO":
        match.fail()
    features, channels, *window = filter_sizes(match.info(conv.filter), conv.filter_format)
    if window != [1, 1]:
        match.fail()
    match.require(conv.groups == 1, "the channels are in groups")
    match.require(conv.strides == (1, 1), "the windows leave out elements")
    is_padded = conv.padding_algorithm == "EXPLICIT" and any(conv.paddings)
    match.require(not is_padded, "the map is padded")
    weight = match.emit(pd.Reshape, conv.filter, shape=(channels, features))
    return match.emit(pd.Matmul, conv.input, weight)


@rule(pd.Conv2d)
def matmul_of_patches(conv: pd.Conv2d, match: Match) -> Any:
    """``conv(x, w, NHWC) = patches(x) @ w`` over small maps, or where windows leave out elements.

    IREE 3.13.0 fills its registers with features and positions in a row, and runs out of the
    latter (one core with AVX-512, GFLOP/s, direct and so: one row of 40x480 to 60 4 and 81;
    7x7x512 to 512 82 and 108; but 14x14x256 to 256 108 and 108, 56x56x64 to 64 112 and 98). A
    product with every second position it does not tile well (28x28x512 to 14x14x1024 58 and 115).
    """
    if conv.data_format != "NHWC" or conv.filter_format != "HWIO":
        match.fail()
    features, channels, *window = filter_sizes(match.info(conv.filter), conv.filter_format)
    if window == [1, 1] and conv.strides == (1, 1):
        match.fail()
    match.require(conv.groups == 1, "the channels are in groups")
    _, height, width, _ = match.sizes(conv.result).dims
    positions = height * width
    is_wide = isinstance(channels, int) and channels >= FEWEST_CHANNELS
    if not isinstance(positions, int):
        match.fail("the map's size is dynamic")
    is_small = height == 1 or width == 1 or positions <= MOST_POSITIONS
    is_sparse = conv.strides != (1, 1) and is_wide
    is_uneven = not any(isinstance(width, int) and width % part == 0 for part in TILE_WIDTHS)
    match.require(
        is_small or is_sparse or is_uneven,
        f"the map has more than {MOST_POSITIONS} positions, and the windows leave out none or "
        f"there are fewer than {FEWEST_CHANNELS} channels",
    )
    names = ("strides", "paddings", "padding_algorithm", "dilations")
    attributes = {name: conv.attribute_values()[name] for name in names}
    patches = match.emit(pd.Patches, conv.input, window=tuple(window), **attributes)
    inner = channels * window[0] * window[1]
    weight = match.emit(pd.Reshape, conv.filter, shape=(inner, features))
    return match.emit(pd.Matmul, patches, weight)


@rule(pd.Conv2dTranspose)
def matmul_of_tiled_conv_transpose(conv: pd.Conv2dTranspose, match: Match) -> Any:
    """``conv_transpose(x, w) = x @ w``, where windows lie side by side, in NHWC."""
    features, window = match.info(conv.filter).dims[1], match.info(conv.filter).dims[2:]
    match.constant(conv.filter, "the filter")
    match.static(conv.filter, "the filter")
    match.require(conv.groups == 1, "the channels are in groups")
    match.require(window == conv.strides, "the windows overlap or leave gaps")
    is_padded = conv.padding_algorithm == "EXPLICIT" and any(conv.paddings)
    is_usual = not conv.output_size and conv.output_size_tensor is None
    is_usual = is_usual and not any(conv.output_padding) and conv.padding_algorithm != "SAME"
    match.require(is_usual and not is_padded, "the result's size is not the windows'")
    is_nchw = conv.data_format == "NCHW"
    info = match.sizes(conv.x)
    batch, height, width = (info.dims[axis] for axis in ((0, 2, 3) if is_nchw else (0, 1, 2)))
    match.require(isinstance(width, int), "the width is dynamic")
    columns = (window[0], window[1], features)
    match.require(isinstance(height, int) or isinstance(batch, int), "height and batch are dynamic")
    rows = height if isinstance(height, int) else -1
    count = batch if isinstance(batch, int) else -1
    x = turned(match, conv.x) if is_nchw else conv.x
    # [C, F, kh, kw] -> [C, kh, kw, F]
    weight = match.emit(pd.Transpose, conv.filter, perm=(0, 2, 3, 1))
    weight = match.emit(pd.Reshape, weight, shape=(0, window[0] * window[1] * features))
    tiles = match.emit(pd.Matmul, x, weight)
    tiles = match.emit(pd.Reshape, tiles, shape=(count, rows, width, *columns))
    tiles = match.emit(pd.Transpose, tiles, perm=(0, 1, 3, 2, 4, 5))
    tall = rows if rows < 0 else rows * window[0]
    y = match.emit(pd.Reshape, tiles, shape=(count, tall, width * window[1], features))
    return turned_back(match, y) if is_nchw else y


STRATEGIES = (matmul_of_pointwise_conv, matmul_of_patches, matmul_of_tiled_conv_transpose)
