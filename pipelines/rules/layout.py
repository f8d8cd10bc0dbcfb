"""Rules that turn a graph's maps from NCHW to NHWC and push the transposes to its edges.

A convolution is turned where it stands, between two transposes. The one behind it then sinks
through every op that can take the map in the other layout, until it meets the one in front of the
next convolution, and both go.
"""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.rewriting import Match, maker, rule
from paddle_mlir.pipelines.rules.movement import BINARY, UNARY
from paddle_mlir.pipelines.rules.ranges import part_of

TO_NCHW = (0, 3, 1, 2)
TO_NHWC = (0, 2, 3, 1)
TO_HWIO = (2, 3, 1, 0)
RANK = 4

# Ops with a data_format whose lowering works in either layout.
WINDOW_OPS = (
    pd.BatchNorm,
    pd.BilinearInterp,
    pd.GroupNorm,
    pd.NearestInterp,
    pd.Pool2d,
    pd.ShuffleChannel,
)


def is_from_nhwc(value: Any) -> bool:
    """True for a map in NCHW that a transpose made of one in NHWC."""
    made = maker(value)
    return isinstance(made, pd.Transpose) and made.perm == TO_NCHW


def source(match: Match, value: Any) -> Any:
    """The map in NHWC that one in NCHW was made of; leaves where there is none."""
    if not is_from_nhwc(value):
        match.fail()
    return match.producer(value, pd.Transpose).x


def turned(match: Match, value: Any) -> Any:
    """A map in NHWC: what it was made of, or a transpose. Of rank 4, or broadcast to it."""
    if is_from_nhwc(value):
        return match.producer(value, pd.Transpose).x
    info = match.info(value)
    if info.rank == 0 or info.numel == 1:
        return value
    if info.rank < RANK:
        ones = tuple(range(RANK - info.rank))
        value = match.emit(pd.Unsqueeze, value, axis=ones)
    return match.emit(pd.Transpose, value, perm=TO_NHWC)


def turned_back(match: Match, value: Any) -> Any:
    """A map in NHWC as one in NCHW."""
    return match.emit(pd.Transpose, value, perm=TO_NCHW)


@rule(pd.Conv2d, paddle="transfer_layout_pass, auto_layout_pass")
def conv_channels_last(conv: pd.Conv2d, match: Match) -> Any:
    """``conv(x, w) = to_nchw(conv(to_nhwc(x), to_hwio(w)))``."""
    if conv.data_format != "NCHW":
        match.fail()
    match.constant(conv.filter, "the filter")
    attributes = conv.attribute_values() | {"data_format": "NHWC", "filter_format": "HWIO"}
    weight = conv.filter
    if conv.filter_format == "OIHW":
        weight = match.emit(pd.Transpose, weight, perm=TO_HWIO)
    return turned_back(
        match, match.emit(pd.Conv2d, turned(match, conv.input), weight, **attributes)
    )


@rule(pd.Conv2d)
def filter_channels_last(conv: pd.Conv2d, match: Match) -> Any:
    """``conv(x, w, NHWC, OIHW) = conv(x, to_hwio(w), NHWC, HWIO)``."""
    if conv.data_format != "NHWC" or conv.filter_format != "OIHW":
        match.fail()
    match.constant(conv.filter, "the filter")
    weight = match.emit(pd.Transpose, conv.filter, perm=TO_HWIO)
    attributes = conv.attribute_values() | {"filter_format": "HWIO"}
    return match.emit(pd.Conv2d, conv.input, weight, **attributes)


@rule(*WINDOW_OPS, paddle="transfer_layout_pass, auto_layout_pass")
def window_op_channels_last(op: Any, match: Match) -> Any:
    """``pool(to_nchw(x)) = to_nchw(pool(x))``; also of resizing, normalisation and shuffling."""
    x, *others = op.grouped_operands().values()
    if op.data_format != "NCHW" or match.info(x).rank != RANK:
        match.fail()
    attributes = op.attribute_values() | {"data_format": "NHWC"}
    return turned_back(match, match.emit(type(op), source(match, x), *others, **attributes))


@rule(*UNARY, paddle="auto_layout_simplify_pass")
def unary_channels_last(op: Any, match: Match) -> Any:
    """``f(to_nchw(x)) = to_nchw(f(x))`` for f element by element."""
    return turned_back(match, match.emit_again(op, source(match, op.operands[0])))


@rule(*BINARY, paddle="auto_layout_simplify_pass")
def binary_channels_last(op: Any, match: Match) -> Any:
    """``to_nchw(x) + y = to_nchw(x + to_nhwc(y))``, for all binary ops."""
    if not is_from_nhwc(op.x) and not is_from_nhwc(op.y):
        match.fail()
    match.require(match.info(op.result).rank == RANK, "the result has more axes")
    x, y = turned(match, op.x), turned(match, op.y)
    return turned_back(match, match.emit(type(op), x, y))


@rule(pd.Concat, paddle="auto_layout_simplify_pass")
def concat_channels_last(op: pd.Concat, match: Match) -> Any:
    """``concat([to_nchw(x), y]) = to_nchw(concat([x, to_nhwc(y)]))``."""
    if not any(is_from_nhwc(x) for x in op.x):
        match.fail()
    axis = match.info(op.result).axis(op.axis)
    parts = [turned(match, x) for x in op.x]
    return turned_back(match, match.emit(pd.Concat, parts, axis=TO_NCHW[axis]))


@rule(pd.Split, paddle="auto_layout_simplify_pass")
def split_channels_last(op: pd.Split, match: Match) -> Any:
    """``split(to_nchw(x)) = to_nchw(split(x))``."""
    x = source(match, op.x)
    attributes = op.attribute_values() | {"axis": TO_NCHW[match.info(op.x).axis(op.axis)]}
    return turned_back(match, match.emit(pd.Split, x, **attributes))


@rule(pd.Slice, paddle="auto_layout_simplify_pass")
def slice_channels_last(op: pd.Slice, match: Match) -> Any:
    """``to_nchw(x)[a:b] = to_nchw(x[a:b])``."""
    x, *others = op.grouped_operands().values()
    x = source(match, x)
    match.require(not part_of(match, op).dropped, "the slice drops an axis")
    info = match.info(op.input)
    axes = tuple(TO_NCHW[axis] for axis in info.axes(op.axes))
    attributes = op.attribute_values() | {"axes": axes}
    return turned_back(match, match.emit(pd.Slice, x, *others, **attributes))


@rule(pd.Pad, paddle="auto_layout_simplify_pass")
def pad_channels_last(op: pd.Pad, match: Match) -> Any:
    """``pad(to_nchw(x)) = to_nchw(pad(x))``."""
    x = source(match, op.x)
    axes = match.info(op.x).axes(op.axes) if op.axes else range(RANK)
    attributes = op.attribute_values() | {"axes": tuple(TO_NCHW[axis] for axis in axes)}
    return turned_back(match, match.emit(pd.Pad, x, op.paddings_tensor, **attributes))


@rule(pd.Softmax, pd.LogSoftmax, paddle="auto_layout_simplify_pass")
def softmax_channels_last(op: Any, match: Match) -> Any:
    """``softmax(to_nchw(x)) = to_nchw(softmax(x))``."""
    x = source(match, op.x)
    axis = TO_NCHW[match.info(op.x).axis(op.axis)]
    return turned_back(match, match.emit(type(op), x, axis=axis))


CONVOLUTIONS = (conv_channels_last, filter_channels_last)
SINKING = (
    window_op_channels_last,
    unary_channels_last,
    binary_channels_last,
    concat_channels_last,
    split_channels_last,
    slice_channels_last,
    pad_channels_last,
    softmax_channels_last,
)
