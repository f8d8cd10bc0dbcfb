"""Rules of Winograd's convolution."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import filter_sizes, four_paddings
from paddle_mlir.dialects.pd.winograd import TRANSFORMS, WINDOW
from paddle_mlir.pipelines.rewriting import Match, Rule, rule
from paddle_mlir.pipelines.rules.convolution_choice import Chooser
from paddle_mlir.pipelines.rules.convolution_cost import WINOGRAD_TILES


def winograd_of_conv_for(chooser: Chooser) -> Rule:
    """The rule for one machine."""

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
        choice = chooser.choose(conv, match)
        tile = WINOGRAD_TILES.get(choice.strategy)
        if tile is None:
            match.fail(choice.why_not(*WINOGRAD_TILES))
        assert isinstance(features, int)
        assert isinstance(channels, int)
        paddings = four_paddings(match.sizes(conv.input), (WINDOW, WINDOW), conv)
        assert paddings is not None, "the windows are one step apart"
        weight = transformed_filter(match, conv.filter, tile, channels, features)
        attributes = {"tile": tile, "paddings": paddings}
        tiles = match.emit(pd.WinogradInput, conv.input, **attributes)
        products = match.emit(pd.Matmul, tiles, weight)
        return match.emit(pd.WinogradOutput, products, conv.input, None, None, **attributes)

    return winograd_of_conv


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


WINOGRAD = (winograd_of_conv_for(Chooser()),)
