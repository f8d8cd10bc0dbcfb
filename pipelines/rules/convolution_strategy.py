"""Rules that choose how a convolution is computed."""

from __future__ import annotations

import math
from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import channel_axis, filter_sizes
from paddle_mlir.pipelines.rewriting import Match, Rule, rule
from paddle_mlir.pipelines.rules.convolution_choice import Chooser
from paddle_mlir.pipelines.rules.convolution_cost import Strategy
from paddle_mlir.pipelines.rules.layout import turned, turned_back


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


def matmul_of_patches_for(chooser: Chooser) -> Rule:
    """The rule for one machine."""

    @rule(pd.Conv2d)
    def matmul_of_patches(conv: pd.Conv2d, match: Match) -> Any:
        """``conv(x, w, NHWC) = patches(x) @ w``, where copies cost less than the product gains.

        IREE 3.13.0 fills its registers with features and positions in a row, and runs out of the
        latter (one core with AVX-512, GFLOP/s, direct and so: one row of 40x480 to 60 4 and 81;
        7x7x512 to 512 82 and 108; but 14x14x256 to 256 108 and 108, 56x56x64 to 64 112 and 98). A
        product with every second position it does not tile well (28x28x512 to 14x14x1024 58 and
        115).
        """
        if conv.data_format != "NHWC" or conv.filter_format != "HWIO":
            match.fail()
        features, channels, *window = filter_sizes(match.info(conv.filter), conv.filter_format)
        if window == [1, 1] and conv.strides == (1, 1):
            match.fail()
        match.require(conv.groups == 1, "the channels are in groups")
        choice = chooser.choose(conv, match)
        match.require(choice.strategy is Strategy.PATCHES, choice.why_not(Strategy.PATCHES))
        names = ("strides", "paddings", "padding_algorithm", "dilations")
        attributes = {name: conv.attribute_values()[name] for name in names}
        patches = match.emit(pd.Patches, conv.input, window=tuple(window), **attributes)
        inner = channels * window[0] * window[1]
        weight = match.emit(pd.Reshape, conv.filter, shape=(inner, features))
        return match.emit(pd.Matmul, patches, weight)

    return matmul_of_patches


@rule(pd.Conv3dTranspose)
def matmul_of_tiled_conv3d_transpose(conv: pd.Conv3dTranspose, match: Match) -> Any:
    """``conv3d_transpose(x, w) = x @ w``, where windows lie side by side, channels last."""
    _, features, *window = match.info(conv.filter).dims
    match.constant(conv.filter, "the filter")
    match.static(conv.filter, "the filter")
    match.require(conv.groups == 1, "the channels are in groups")
    match.require(tuple(window) == conv.strides, "the windows overlap or leave gaps")
    is_padded = conv.padding_algorithm == "EXPLICIT" and any(conv.paddings)
    is_usual = not conv.output_size and getattr(conv, "output_size_tensor", None) is None
    is_usual = is_usual and not any(conv.output_padding) and conv.padding_algorithm != "SAME"
    match.require(is_usual and not is_padded, "the result's size is not the windows'")
    count, axes = len(window), range(len(window))
    is_first = channel_axis(conv.data_format, count + 2) == 1
    x = turned(match, conv.x, count + 2) if is_first else conv.x
    # [C, F, kh, kw] -> [C, kh, kw, F]
    weight = match.emit(pd.Transpose, conv.filter, perm=(0, *(axis + 2 for axis in axes), 1))
    weight = match.emit(pd.Reshape, weight, shape=(0, math.prod(window) * features))
    tiles = match.emit(pd.Matmul, x, weight)
    own = match.sizes(tiles).dims[: count + 1]
    sizes = [size if isinstance(size, int) else 0 for size in own]
    tiles = match.emit(pd.Reshape, tiles, shape=(*sizes, *window, features))
    places = [place for axis in axes for place in (1 + axis, 1 + count + axis)]
    y = match.emit(pd.Transpose, tiles, perm=(0, *places, 2 * count + 1))
    for axis in axes:
        y = match.emit(pd.Flatten, y, start_axis=axis + 1, stop_axis=axis + 2)
    return turned_back(match, y) if is_first else y


STRATEGIES = (
    matmul_of_pointwise_conv,
    matmul_of_patches_for(Chooser()),
    matmul_of_tiled_conv3d_transpose,
)
