"""Rules that compute volumes in NDHWC as frames: maps, one for each place along the depth.

The frames under a window stand side by side as channels, so that a convolution over volumes is one
over maps, for which there are kernels. What is made of frames stays frames as long as each element
is computed for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import effective_dilations, window_padding
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.rewriting import Match, maker, rule
from paddle_mlir.pipelines.rules.convolution_choice import LARGEST_WINDOW
from paddle_mlir.pipelines.rules.direct_convolution import with_kernel
from paddle_mlir.pipelines.rules.movement import BINARY, UNARY
from paddle_mlir.pipelines.rules.reshaping import reshape_attribute

RANK = 5
TO_HWDIO = (3, 4, 2, 1, 0)


def frames_of(info: TensorInfo) -> TensorInfo:
    """``[N * D, H, W, C]`` of ``[N, D, H, W, C]``."""
    batch, depth, *rest = info.dims
    return info.with_dims([batch * depth, *rest])


def planes_of(info: TensorInfo) -> TensorInfo:
    """``[N, D, H * W, C]`` of ``[N, D, H, W, C]``."""
    batch, depth, height, width, channels = info.dims
    return info.with_dims([batch, depth, height * width, channels])


def shape_to(match: Match, own: TensorInfo, target: TensorInfo) -> tuple[int, ...]:
    """The attribute of a reshape; leaves where numbers cannot tell it."""
    shape = reshape_attribute(own, target)
    match.require(shape is not None, f"{target} cannot be told from {own} by numbers")
    assert shape is not None
    return shape


def as_frames(match: Match, volume: Any) -> Any:
    """``[N * D, H, W, C]`` of a volume."""
    return match.emit(pd.Flatten, volume, start_axis=0, stop_axis=1)


def as_planes(match: Match, volume: Any) -> Any:
    """``[N, D, H * W, C]`` of a volume, for windows along the depth."""
    return match.emit(pd.Flatten, volume, start_axis=2, stop_axis=3)


def joined_axis(match: Match, volume: Any) -> int | None:
    """0 for a volume that a reshape made of frames, 2 for one made of planes, else None."""
    made = maker(volume)
    if not isinstance(made, pd.Reshape) or match.info(volume).rank != RANK:
        return None
    own, info = match.sizes(made.x).dims, match.sizes(volume)
    if own == frames_of(info).dims:
        return 0
    return 2 if own == planes_of(info).dims else None


@dataclass(frozen=True)
class DepthWindow:
    """A window's extent along the depth.

    Attributes:
        size: number of frames.
        stride: step of the window.
        dilation: distance of its frames.
        paddings: before and behind; None where the window's size and the depth decide (SAME).
    """

    size: int
    stride: int
    dilation: int
    paddings: tuple[int, int] | None

    @property
    def is_idle(self) -> bool:
        """Every frame is a window by itself."""
        return (self.size, self.stride) == (1, 1) and self.paddings in ((0, 0), None)

    @property
    def of_planes(self) -> dict[str, Any]:
        """Attributes of windows over ``[N, D, H * W, C]``."""
        along = {"strides": (self.stride, 1)}
        if self.paddings is None:
            return along | {"padding_algorithm": "SAME"}
        return along | {"paddings": (*self.paddings, 0, 0)}


def parted_paddings(op: Any) -> tuple[tuple[int, int] | None, dict[str, Any]]:
    """Paddings along the depth, and attributes that say those along height and width."""
    if op.padding_algorithm == "SAME":
        return None, {"padding_algorithm": "SAME"}
    ones, none = (1, 1, 1), (0, 0, 0)
    (before, behind), *rest = window_padding(
        none, ones, ones, ones, op.paddings, op.padding_algorithm
    )
    sides = tuple(side for pair in rest for side in pair)
    assert isinstance(before, int)
    assert isinstance(behind, int)
    return (before, behind), {"paddings": sides}


def require_known_filter(match: Match, conv: pd.Conv3d) -> tuple[Any, ...]:
    """Guards on a convolution in NDHWC: its filter's sizes ``F, C / groups, kd, kh, kw``."""
    if conv.data_format != "NDHWC":
        match.fail()
    match.constant(conv.filter, "the filter")
    match.static(conv.filter, "the filter")
    return match.info(conv.filter).dims


def depth_window(conv: pd.Conv3d, size: int) -> DepthWindow:
    """What a convolution does along the depth."""
    steps = effective_dilations(conv.dilations, conv.padding_algorithm)
    return DepthWindow(size, conv.strides[0], steps[0], parted_paddings(conv)[0])


def map_conv(match: Match, x: Any, weight: Any, groups: int, **attributes: Any) -> Any:
    """A convolution over maps in NHWC with a filter in HWIO."""
    layout = {"data_format": "NHWC", "filter_format": "HWIO"}
    return match.emit(pd.Conv2d, x, weight, groups=groups, **layout, **attributes)


def frames_conv(match: Match, conv: pd.Conv3d, frames: Any, weight: Any) -> Any:
    """What a convolution over volumes does along height and width, over frames."""
    of_maps = {"strides": conv.strides[1:], "dilations": conv.dilations[1:]}
    of_maps |= parted_paddings(conv)[1]
    return map_conv(match, frames, weight, conv.groups, **of_maps)


@rule(pd.Conv3d)
def conv_along_depth(conv: pd.Conv3d, match: Match) -> Any:
    """``conv3d(x, w, NDHWC) = conv2d([N, D, H * W, C], w)`` for windows ``k x 1 x 1``."""
    features, channels, *window = require_known_filter(match, conv)
    depth = depth_window(conv, window[0])
    if window[1:] != [1, 1] or depth.is_idle:
        match.fail()
    match.require(conv.strides[1:] == (1, 1), "the windows leave out elements of maps")
    padded = parted_paddings(conv)[1].get("paddings", ())
    match.require(not any(padded), "the maps are padded")
    result = match.sizes(conv.result)
    back = shape_to(match, planes_of(result), result)
    weight = match.emit(pd.Transpose, conv.filter, perm=TO_HWDIO)
    weight = match.emit(pd.Reshape, weight, shape=(depth.size, 1, channels, features))
    along = {"dilations": (depth.dilation, 1)} | depth.of_planes
    y = map_conv(match, as_planes(match, conv.input), weight, conv.groups, **along)
    return match.emit(pd.Reshape, y, shape=back)


@rule(pd.Conv3d)
def conv_of_frames(conv: pd.Conv3d, match: Match) -> Any:
    """``conv3d(x, w, NDHWC) = conv2d(frames of each depth window, w)``."""
    features, channels, *window = require_known_filter(match, conv)
    if conv.groups > 1 and window[0] > 1:
        match.fail()
    depth = depth_window(conv, window[0])
    info, result = match.sizes(conv.input), match.sizes(conv.result)
    read = info.with_dims([*result.dims[:2], *info.dims[2:4], depth.size * info.dims[4]])
    shape = None if depth.is_idle else shape_to(match, planes_of(read), frames_of(read))
    back = shape_to(match, frames_of(result), result)
    if shape is None:
        x = as_frames(match, conv.input)
    else:
        x = match.emit(
            pd.Patches,
            as_planes(match, conv.input),
            window=(depth.size, 1),
            dilations=(depth.dilation, 1),
            **depth.of_planes,
        )
        x = match.emit(pd.Reshape, x, shape=shape)
    weight = match.emit(pd.Transpose, conv.filter, perm=TO_HWDIO)
    weight = match.emit(pd.Reshape, weight, shape=(*window[1:], depth.size * channels, features))
    y = frames_conv(match, conv, x, weight)
    return match.emit(pd.Reshape, y, shape=back)


@rule(pd.Conv3d)
def kernel_of_depthwise_volume_conv(conv: pd.Conv3d, match: Match) -> Any:
    """``conv3d(x, w, groups of one channel) = depthwise_conv3d(x, w)``, padded by the kernel."""
    features, channels, *window = require_known_filter(match, conv)
    is_flat = window[0] == 1 or window[1:] == [1, 1]
    if conv.groups == 1 or channels != 1 or is_flat:
        match.fail()
    match.require(conv.groups == features, "a channel has several filters")
    info = match.sizes(conv.input)
    match.require(info.dtype == "float32", "the dtype is not float32")
    steps = effective_dilations(conv.dilations, conv.padding_algorithm)
    match.require(max(steps) == 1, "the windows have gaps")
    match.require(window[2] <= LARGEST_WINDOW, f"windows are wider than {LARGEST_WINDOW}")
    match.require(isinstance(info.dims[4], int), "the number of channels is dynamic")
    pads = window_padding(
        info.dims[1:4], window, conv.strides, steps, conv.paddings, conv.padding_algorithm
    )
    paddings = tuple(side for pair in pads for side in pair if isinstance(side, int))
    match.require(len(paddings) == 6, "the padding depends on a dynamic size")
    weight = match.emit(pd.Transpose, conv.filter, perm=(2, 3, 4, 1, 0))
    weight = match.emit(pd.Reshape, weight, shape=(*window, features))
    return with_kernel(match, pd.DepthwiseConv3d, conv.input, weight, conv.strides, paddings)


@rule(pd.Conv3d)
def grouped_conv_of_frames(conv: pd.Conv3d, match: Match) -> Any:
    """``conv3d(x, w, groups) = sum over d of conv2d(frames d of each window, w[d], groups)``.

    Side by side, the frames of a group would have to be brought together first.
    """
    features, channels, *window = require_known_filter(match, conv)
    if conv.groups == 1 or window[0] == 1:
        match.fail()
    info, result = match.sizes(conv.input), match.sizes(conv.result)
    size, count = info.dims[1], result.dims[1]
    match.require(isinstance(size, int), "the depth is dynamic")
    back = shape_to(match, frames_of(result), result)
    depth = depth_window(conv, window[0])
    pads = (
        depth.paddings
        or window_padding([size], window[:1], [depth.stride], [1], (), conv.padding_algorithm)[0]
    )
    x = match.emit(pd.Pad, conv.input, None, paddings=pads, axes=(1,)) if any(pads) else conv.input
    weights = match.emit(pd.Transpose, conv.filter, perm=TO_HWDIO)
    span = depth.stride * (count - 1) + 1
    total = None
    for tap in range(depth.size):
        start = tap * depth.dilation
        frames = match.emit(
            pd.StridedSlice,
            x,
            axes=(1,),
            starts=(start,),
            ends=(start + span,),
            strides=(depth.stride,),
        )
        weight = match.emit(
            pd.Slice, weights, None, None, axes=(2,), starts=(tap,), ends=(tap + 1,)
        )
        weight = match.emit(pd.Reshape, weight, shape=(*window[1:], channels, features))
        y = frames_conv(match, conv, as_frames(match, frames), weight)
        # The epilogue looks for a kernel without a residual in the first operand.
        total = y if total is None else match.emit(pd.Add, y, total)
    return match.emit(pd.Reshape, total, shape=back)


@rule(pd.Pool3d)
def pool_of_frames(pool: pd.Pool3d, match: Match) -> Any:
    """``pool3d(x, NDHWC) = pool2d along the depth(pool2d(frames))``."""
    if pool.data_format != "NDHWC":
        match.fail()
    info, result = match.sizes(pool.x), match.sizes(pool.result)
    match.require(pool.kernel_size_tensor is None, "the window is computed")
    match.require(pool.pooling_type in ("max", "avg"), "norms are not parted")
    match.require(
        pool.pooling_type == "max" or info.dtype in ("float32", "float64"),
        "means would be rounded twice",
    )
    is_whole = pool.global_pooling or (pool.adaptive and result.dims[1:4] == (1, 1, 1))
    match.require(not is_whole, "the window is the whole volume")
    paddings, of_maps = parted_paddings(pool)
    high, *wide = pool.kernel_size
    depth = DepthWindow(high, pool.strides[0], 1, paddings)
    names = ("ceil_mode", "exclusive", "pooling_type", "adaptive")
    kept = {name: pool.attribute_values()[name] for name in names} | {"data_format": "NHWC"}
    middle = result.with_dims([*info.dims[:2], *result.dims[2:]])
    apart = shape_to(match, frames_of(middle), middle)
    back = shape_to(match, planes_of(result), result)
    y = match.emit(
        pd.Pool2d,
        as_frames(match, pool.x),
        None,
        kernel_size=tuple(wide),
        strides=pool.strides[1:],
        **of_maps,
        **kept,
    )
    y = match.emit(pd.Reshape, y, shape=apart)
    if depth.is_idle and not pool.adaptive:
        return y
    y = match.emit(
        pd.Pool2d,
        as_planes(match, y),
        None,
        kernel_size=(depth.size, -1 if pool.adaptive else 1),
        **depth.of_planes,
        **kept,
    )
    return match.emit(pd.Reshape, y, shape=back)


@rule(*UNARY)
def unary_of_frames(op: Any, match: Match) -> Any:
    """``f(volume(frames)) = volume(f(frames))`` for f element by element; also of planes."""
    x = op.operands[0]
    if joined_axis(match, x) is None:
        match.fail()
    reshape = match.producer(x, pd.Reshape)
    return match.emit(pd.Reshape, match.emit_again(op, reshape.x), shape=reshape.shape)


@rule(*BINARY)
def binary_of_frames(op: Any, match: Match) -> Any:
    """``volume(frames) + y = volume(frames + frames(y))``, for all binary ops; also of planes."""
    found = [
        (side, axis) for side in (op.x, op.y) if (axis := joined_axis(match, side)) is not None
    ]
    if not found:
        match.fail()
    volume, axis = found[0]
    result = match.sizes(op.result).dims
    match.require(match.sizes(volume).dims == result, "the result is larger")
    for side in (op.x, op.y):
        dims = match.sizes(side).dims
        joined = ((1,) * (RANK - len(dims)) + dims)[axis : axis + 2]
        match.require(
            dims == result or joined == (1, 1), "the other operand varies along joined axes"
        )
    reshape = match.producer(volume, pd.Reshape)
    x, y = (joined_like(match, side, result, axis) for side in (op.x, op.y))
    return match.emit(pd.Reshape, match.emit(type(op), x, y), shape=reshape.shape)


def joined_like(match: Match, value: Any, volume: tuple[Size, ...], axis: int) -> Any:
    """An operand of a volume as one of its frames, or planes: two axes from ``axis`` on are one."""
    made, rank = maker(value), match.info(value).rank
    if match.sizes(value).dims == volume and joined_axis(match, value) == axis:
        return made.x
    start = axis - (RANK - rank)
    if start + 1 < 1:
        return value
    return match.emit(pd.Flatten, value, start_axis=max(start, 0), stop_axis=start + 1)


FRAMES = (
    kernel_of_depthwise_volume_conv,
    conv_along_depth,
    conv_of_frames,
    grouped_conv_of_frames,
    pool_of_frames,
    unary_of_frames,
    binary_of_frames,
)
