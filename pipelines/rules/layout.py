"""Rules that turn a graph's maps from NCHW to NHWC and push the transposes to its edges.

Volumes, of rank 5, are turned from NCDHW to NDHWC by the same rules. A convolution is turned where
it stands, between two transposes. The one behind it then sinks through every op that can take the
map in the other layout, until it meets the one in front of the next convolution, and both go.
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
CHANNELS_FIRST = {4: TO_NCHW, 5: (0, 4, 1, 2, 3)}
CHANNELS_LAST = {4: TO_NHWC, 5: (0, 2, 3, 4, 1)}
"""By rank: of maps, and of volumes."""

LAST = {"NCHW": "NHWC", "NCDHW": "NDHWC"}
"""Layouts with channels last; norms call that of volumes NCHW too."""

# Ops with a data_format whose lowering works in either layout.
WINDOW_OPS = (
    pd.BatchNorm,
    pd.BilinearInterp,
    pd.GroupNorm,
    pd.NearestInterp,
    pd.Pool2d,
    pd.Pool3d,
    pd.ShuffleChannel,
)


def is_from_nhwc(value: Any) -> bool:
    """True for a map in NCHW, or a volume in NCDHW, that a transpose made of one channels last."""
    made = maker(value)
    return isinstance(made, pd.Transpose) and made.perm in CHANNELS_FIRST.values()


def source(match: Match, value: Any) -> Any:
    """The map in NHWC that one in NCHW was made of; leaves where there is none."""
    if not is_from_nhwc(value):
        match.fail()
    return match.producer(value, pd.Transpose).x


def turned(match: Match, value: Any, rank: int = 4) -> Any:
    """A map in NHWC: what it was made of, or a transpose. Of ``rank``, or broadcast to it."""
    info = match.info(value)
    if is_from_nhwc(value) and info.rank == rank:
        return match.producer(value, pd.Transpose).x
    if info.rank == 0 or info.numel == 1:
        return value
    if info.rank < rank:
        ones = tuple(range(rank - info.rank))
        value = match.emit(pd.Unsqueeze, value, axis=ones)
    return match.emit(pd.Transpose, value, perm=CHANNELS_LAST[rank])


def turned_back(match: Match, value: Any) -> Any:
    """A map in NHWC as one in NCHW."""
    return match.emit(pd.Transpose, value, perm=CHANNELS_FIRST[match.info(value).rank])


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


@rule(pd.Conv3d)
def volume_conv_channels_last(conv: pd.Conv3d, match: Match) -> Any:
    """``conv3d(x, w) = to_ncdhw(conv3d(to_ndhwc(x), w))``."""
    if conv.data_format != "NCDHW":
        match.fail()
    match.constant(conv.filter, "the filter")
    attributes = conv.attribute_values() | {"data_format": "NDHWC"}
    x = turned(match, conv.input, match.info(conv.input).rank)
    return turned_back(match, match.emit(pd.Conv3d, x, conv.filter, **attributes))


@rule(pd.Conv2dTranspose, paddle="transfer_layout_pass, auto_layout_pass")
def conv_transpose_channels_last(conv: pd.Conv2dTranspose, match: Match) -> Any:
    """``conv_transpose(x, w) = to_nchw(conv_transpose(to_nhwc(x), w))``."""
    if conv.data_format != "NCHW":
        match.fail()
    match.constant(conv.filter, "the filter")
    attributes = conv.attribute_values() | {"data_format": "NHWC"}
    x = turned(match, conv.x)
    y = match.emit(pd.Conv2dTranspose, x, conv.filter, conv.output_size_tensor, **attributes)
    return turned_back(match, y)


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
    if op.data_format not in LAST:
        match.fail()
    attributes = op.attribute_values() | {"data_format": LAST[op.data_format]}
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
    rank = match.info(op.result).rank
    ranks = [match.info(side).rank for side in (op.x, op.y) if is_from_nhwc(side)]
    match.require(max(ranks) == rank, "the result has more axes")
    x, y = turned(match, op.x, rank), turned(match, op.y, rank)
    return turned_back(match, match.emit(type(op), x, y))


@rule(pd.Concat, paddle="auto_layout_simplify_pass")
def concat_channels_last(op: pd.Concat, match: Match) -> Any:
    """``concat([to_nchw(x), y]) = to_nchw(concat([x, to_nhwc(y)]))``."""
    if not any(is_from_nhwc(x) for x in op.x):
        match.fail()
    info = match.info(op.result)
    if info.rank not in CHANNELS_FIRST:
        match.fail()
    axis = CHANNELS_FIRST[info.rank][info.axis(op.axis)]
    parts = [turned(match, x, info.rank) for x in op.x]
    return turned_back(match, match.emit(pd.Concat, parts, axis=axis))


@rule(pd.Split, paddle="auto_layout_simplify_pass")
def split_channels_last(op: pd.Split, match: Match) -> Any:
    """``split(to_nchw(x)) = to_nchw(split(x))``."""
    x = source(match, op.x)
    info = match.info(x)
    attributes = op.attribute_values() | {"axis": CHANNELS_FIRST[info.rank][info.axis(op.axis)]}
    return turned_back(match, match.emit(pd.Split, x, **attributes))


@rule(pd.Slice, paddle="auto_layout_simplify_pass")
def slice_channels_last(op: pd.Slice, match: Match) -> Any:
    """``to_nchw(x)[a:b] = to_nchw(x[a:b])``."""
    x, *others = op.grouped_operands().values()
    x = source(match, x)
    match.require(not part_of(match, op).dropped, "the slice drops an axis")
    info = match.info(op.input)
    axes = tuple(CHANNELS_FIRST[info.rank][axis] for axis in info.axes(op.axes))
    attributes = op.attribute_values() | {"axes": axes}
    return turned_back(match, match.emit(pd.Slice, x, *others, **attributes))


@rule(pd.Pad, paddle="auto_layout_simplify_pass")
def pad_channels_last(op: pd.Pad, match: Match) -> Any:
    """``pad(to_nchw(x)) = to_nchw(pad(x))``."""
    x = source(match, op.x)
    info = match.info(x)
    axes = info.axes(op.axes) if op.axes else range(info.rank)
    places = tuple(CHANNELS_FIRST[info.rank][axis] for axis in axes)
    attributes = op.attribute_values() | {"axes": places}
    return turned_back(match, match.emit(pd.Pad, x, op.paddings_tensor, **attributes))


@rule(pd.Softmax, pd.LogSoftmax, paddle="auto_layout_simplify_pass")
def softmax_channels_last(op: Any, match: Match) -> Any:
    """``softmax(to_nchw(x)) = to_nchw(softmax(x))``."""
    x = source(match, op.x)
    info = match.info(x)
    axis = CHANNELS_FIRST[info.rank][info.axis(op.axis)]
    return turned_back(match, match.emit(type(op), x, axis=axis))


CONVOLUTIONS = (
    conv_channels_last,
    conv_transpose_channels_last,
    volume_conv_channels_last,
    filter_channels_last,
)
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
