"""Rules of Winograd's convolution."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import filter_sizes, four_paddings
from paddle_mlir.dialects.pd.winograd import TRANSFORMS, WINDOW
from paddle_mlir.pipelines.rewriting import Match, rule

SMALL_MAP = 7
"""Maps of no more rows or columns than this waste too much of large tiles."""
FEWEST_CHANNELS = 16
"""Less are computed faster than transformed."""
SHORTEST_VECTOR = 8
"""Channels in shorter vectors are transformed too slowly."""


@rule(pd.Conv2d)
def winograd_of_conv(conv: pd.Conv2d, match: Match) -> Any:
    """``conv(x, w, NHWC) = output(input(x) @ G w G^T)``, for windows of 3x3 one step apart.

    One core with AVX-512, IREE 3.13.0, GFLOP/s of prototypes, direct, F(4,3) and F(2,3):
    56x56x64 112, 334 and 179; 14x14x256 100, 251 and 223; 7x7x512 62, 149 and 163.
    """
    if conv.data_format != "NHWC" or conv.filter_format != "HWIO":
        match.fail()
    features, channels, *window = filter_sizes(match.info(conv.filter), conv.filter_format)
    if window != [WINDOW, WINDOW]:
        match.fail()
    match.require(conv.groups == 1, "the channels are in groups")
    match.require(conv.strides == (1, 1), "the windows leave out elements")
    match.require(conv.dilations == (1, 1), "the windows have gaps")
    match.constant(conv.filter, "the filter")
    match.static(conv.filter, "the filter")
    info, result = match.sizes(conv.input), match.sizes(conv.result)
    match.require(info.with_dims(info.dims[1:]).is_static, "the map's size is dynamic")
    match.require(info.dtype == "float32", "the dtype is not float32")
    assert isinstance(features, int)
    assert isinstance(channels, int)
    match.require(
        min(features, channels) >= FEWEST_CHANNELS, f"fewer channels than {FEWEST_CHANNELS}"
    )
    is_even = features % SHORTEST_VECTOR == 0 and channels % SHORTEST_VECTOR == 0
    match.require(is_even, f"vectors of {SHORTEST_VECTOR} do not divide the channels")
    height, width = result.numbers(1, 2)
    smallest = min(height, width)
    match.require(smallest >= min(TRANSFORMS), "the map is smaller than a tile")
    tile = max(TRANSFORMS) if smallest > SMALL_MAP else min(TRANSFORMS)
    paddings = four_paddings(info, (WINDOW, WINDOW), conv)
    assert paddings is not None, "sizes are known"
    weight = transformed_filter(match, conv.filter, tile, channels, features)
    tiles = match.emit(pd.WinogradInput, conv.input, tile=tile, paddings=paddings)
    products = match.emit(pd.Matmul, tiles, weight)
    return match.emit(pd.WinogradOutput, products, None, None, tile=tile, size=(height, width))


def transformed_filter(match: Match, filter_: Any, tile: int, channels: int, features: int) -> Any:
    """``G w G^T`` of a filter in HWIO, as ``[n * n, C, F]``."""
    matrix = np.array(TRANSFORMS[tile].of_filter, np.float32)
    side, size = len(matrix), channels * features
    factor = match.emit(pd.Constant, value=matrix)
    value = match.emit(pd.Reshape, filter_, shape=(WINDOW, WINDOW * size))
    value = match.emit(pd.Matmul, factor, value)
    value = match.emit(pd.Reshape, value, shape=(side, WINDOW, size))
    value = match.emit(pd.Transpose, value, perm=(1, 0, 2))
    value = match.emit(pd.Reshape, value, shape=(WINDOW, side * size))
    value = match.emit(pd.Matmul, factor, value)
    value = match.emit(pd.Reshape, value, shape=(side, side, size))
    value = match.emit(pd.Transpose, value, perm=(1, 0, 2))
    return match.emit(pd.Reshape, value, shape=(side * side, channels, features))
