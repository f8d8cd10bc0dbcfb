"""Rules that choose kernels of their own for convolutions."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import effective_dilations, filter_sizes, four_paddings
from paddle_mlir.dialects.pd.definition import PdOp
from paddle_mlir.dialects.pd.direct_convolution import MOST_FEATURES
from paddle_mlir.pipelines.lower.vector_kernel import pieces
from paddle_mlir.pipelines.rewriting import Match, Rule, maker, rule
from paddle_mlir.pipelines.rules.convolution_choice import Chooser, no_kernel
from paddle_mlir.pipelines.rules.convolution_cost import Strategy
from paddle_mlir.pipelines.rules.kernel_tile import FLOAT_BITS
from paddle_mlir.pipelines.rules.layout import TO_NHWC
from paddle_mlir.pipelines.rules.packing import AVX512, VectorUnit

MOST_IMAGE_CHANNELS = 4
"""More are worth vectors of their own."""
MOST_SHUFFLED = 16
"""Channels of a group of which vectors are shuffled; of more it takes several for each vector."""
LONGEST_ROW = 64
"""Elements of a window's row, of all channels of such a group: the kernel writes them out."""


@rule(pd.Conv2d)
def stem_of_image_conv(conv: pd.Conv2d, match: Match) -> Any:
    """``conv(to_nhwc(image), w) = stem_conv(image, w)``: the image is read as it comes.

    One core with AVX-512, IREE 3.13.0: 3x224x224 to 112x112x16 takes 500 us with the transpose, and
    126 us so (dispatches of MobileNetV3-small, iree-profile).
    """
    if conv.data_format != "NHWC" or conv.filter_format != "HWIO":
        match.fail()
    channels = match.info(conv.filter).dims[2]
    transpose = maker(conv.input)
    if not isinstance(transpose, pd.Transpose) or transpose.perm != TO_NHWC:
        match.fail()
    match.require(conv.groups == 1, "the channels are in groups")
    is_image = isinstance(channels, int) and channels <= MOST_IMAGE_CHANNELS
    match.require(is_image, f"there are more than {MOST_IMAGE_CHANNELS} channels")
    paddings = kernel_paddings(conv, match)
    image = match.producer(conv.input, pd.Transpose).x
    return with_kernel(match, pd.StemConv2d, image, conv.filter, conv.strides, paddings)


@rule(pd.Conv2d)
def kernel_of_depthwise_conv(conv: pd.Conv2d, match: Match) -> Any:
    """``conv(x, w, groups of one channel) = depthwise_conv(x, w)``, padded by the kernel."""
    if conv.data_format != "NHWC" or conv.filter_format != "HWIO":
        match.fail()
    features, channels, *window = filter_sizes(match.info(conv.filter), conv.filter_format)
    if conv.groups == 1 or channels != 1:
        match.fail()
    match.require(conv.groups == features, "a channel has several filters")
    attributes = attributes_of_groups(conv, match)
    weight = match.emit(pd.Reshape, conv.filter, shape=(*window, features))
    return match.emit(pd.DepthwiseConv2d, conv.input, weight, None, None, **attributes)


def kernel_of_grouped_conv_for(unit: VectorUnit) -> Rule:
    """The rule for one vector unit."""

    @rule(pd.Conv2d)
    def kernel_of_grouped_conv(conv: pd.Conv2d, match: Match) -> Any:
        """``conv(x, w, groups) = grouped_conv(x, panels of w)``, padded by the kernel."""
        if conv.data_format != "NHWC" or conv.filter_format != "HWIO" or conv.groups == 1:
            match.fail()
        if match.info(conv.filter).dims[2:] == (1, conv.groups):
            match.fail()
        attributes = attributes_of_groups(conv, match) | {"groups": conv.groups}
        high, wide, channels, features = match.info(conv.filter).numbers(0, 1, 2, 3)
        is_narrow = channels <= MOST_SHUFFLED and wide * channels <= LONGEST_ROW
        count = groups_of_panel(conv.groups, features, unit) if is_narrow else 1
        panels = conv.groups // count
        weight = match.emit(
            pd.Reshape, conv.filter, shape=(high, wide, channels, panels, features // panels)
        )
        weight = match.emit(pd.Transpose, weight, perm=(3, 0, 1, 2, 4))
        return match.emit(pd.GroupedConv2d, conv.input, weight, None, None, **attributes)

    return kernel_of_grouped_conv


def groups_of_panel(groups: int, features: int, unit: VectorUnit) -> int:
    """How many groups of a grouped convolution are a panel, so that vectors are filled best.

    Args:
        groups: of the convolution.
        features: of all groups.
        unit: what computes them.
    """
    wide, lanes = features // groups, unit.bits // FLOAT_BITS

    def is_possible(count: int) -> bool:
        return groups % count == 0 and (count == 1 or count * wide <= MOST_FEATURES)

    def vectors_of_feature(count: int) -> float:
        vectors = [-(-size // lanes) for _, size in pieces(count * wide)]
        return sum(vectors) / (count * wide)

    return min(filter(is_possible, range(1, groups + 1)), key=vectors_of_feature)


def kernel_of_conv_for(chooser: Chooser) -> Rule:
    """The rule for one machine."""

    @rule(pd.Conv2d)
    def kernel_of_conv(conv: pd.Conv2d, match: Match) -> Any:
        """``conv(x, w) = direct_conv(x, w)``, also where run time alone tells height and width.

        IREE 3.13.0 computes such convolutions number by number. One core with AVX-512: 160x160x96
        to 24 takes 39 ms as patches and product, and 12 ms so (dispatches of PP-OCRv4 det,
        iree-profile).
        """
        if conv.data_format != "NHWC" or conv.filter_format != "HWIO":
            match.fail()
        window = filter_sizes(match.info(conv.filter), conv.filter_format)[2:]
        if conv.groups != 1 or (window == (1, 1) and conv.strides == (1, 1)):
            match.fail()
        choice = chooser.choose(conv, match)
        match.require(choice.strategy is Strategy.KERNEL, choice.why_not(Strategy.KERNEL))
        paddings = kernel_paddings(conv, match)
        return with_kernel(match, pd.DirectConv2d, conv.input, conv.filter, conv.strides, paddings)

    return kernel_of_conv


def with_kernel(
    match: Match,
    kernel: type[PdOp],
    x: Any,
    weight: Any,
    strides: tuple[int, ...],
    paddings: tuple[int, ...],
) -> Any:
    """A convolution by a kernel, with nothing after it yet."""
    return match.emit(kernel, x, weight, None, None, strides=strides, paddings=paddings)


def attributes_of_groups(conv: pd.Conv2d, match: Match) -> dict[str, tuple[int, ...]]:
    """What a kernel for groups needs to know of a convolution; leaves for others."""
    paddings = kernel_paddings(conv, match, takes_gaps=True)
    dilations = tuple(effective_dilations(conv.dilations, conv.padding_algorithm))
    return {"strides": conv.strides, "paddings": paddings, "dilations": dilations}


def kernel_paddings(conv: pd.Conv2d, match: Match, takes_gaps: bool = False) -> tuple[int, ...]:
    """The four paddings of a convolution that kernels can compute; leaves for others."""
    reason = no_kernel(conv, match, takes_gaps)
    match.require(reason is None, str(reason))
    window = match.sizes(conv.filter).numbers(0, 1)
    paddings = four_paddings(match.sizes(conv.input), window, conv)
    assert paddings is not None, "kernels can compute it"
    return paddings


KERNELS = (stem_of_image_conv, kernel_of_depthwise_conv)
DIRECT = (kernel_of_conv_for(Chooser()), kernel_of_grouped_conv_for(AVX512))
