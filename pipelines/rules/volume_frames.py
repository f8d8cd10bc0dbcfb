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
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.rewriting import Match, maker, rule
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
    """``[N * D, H, W, C]``: what a volume was made of, or a reshape."""
    frames = source_frames(match, volume)
    return match.emit(pd.Flatten, volume, start_axis=0, stop_axis=1) if frames is None else frames


def as_planes(match: Match, volume: Any) -> Any:
    """``[N, D, H * W, C]``, for windows along the depth."""
    return match.emit(pd.Flatten, volume, start_axis=2, stop_axis=3)


def source_frames(match: Match, volume: Any) -> Any:
    """The frames that a reshape made a volume of, or None."""
    made = maker(volume)
    if not isinstance(made, pd.Reshape) or match.info(volume).rank != RANK:
        return None
    is_parted = match.sizes(made.x).dims == frames_of(match.sizes(volume)).dims
    return made.x if is_parted else None


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


@rule(pd.Conv3d)
def conv_of_frames(conv: pd.Conv3d, match: Match) -> Any:
    """``conv3d(x, w, NDHWC) = conv2d(frames of each depth window, w)``."""
    if conv.data_format != "NDHWC":
        match.fail()
    match.constant(conv.filter, "the filter")
    match.static(conv.filter, "the filter")
    features, channels, *window = match.info(conv.filter).numbers(0, 1, 2, 3, 4)
    match.require(conv.groups == 1 or window[0] == 1, "the channels are in groups")
    steps = effective_dilations(conv.dilations, conv.padding_algorithm)
    paddings, of_maps = parted_paddings(conv)
    depth = DepthWindow(window[0], conv.strides[0], steps[0], paddings)
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
    inner = depth.size * channels
    weight = match.emit(pd.Reshape, weight, shape=(*window[1:], inner, features))
    y = match.emit(
        pd.Conv2d,
        x,
        weight,
        strides=conv.strides[1:],
        dilations=tuple(steps[1:]),
        groups=conv.groups,
        data_format="NHWC",
        filter_format="HWIO",
        **of_maps,
    )
    return match.emit(pd.Reshape, y, shape=back)


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
    """``f(volume(frames)) = volume(f(frames))`` for f element by element."""
    x = op.operands[0]
    frames = source_frames(match, x)
    if frames is None:
        match.fail()
    reshape = match.producer(x, pd.Reshape)
    return match.emit(pd.Reshape, match.emit_again(op, frames), shape=reshape.shape)


@rule(*BINARY)
def binary_of_frames(op: Any, match: Match) -> Any:
    """``volume(frames) + y = volume(frames + frames of y)``, for all binary ops."""
    parted = [side for side in (op.x, op.y) if source_frames(match, side) is not None]
    if not parted:
        match.fail()
    volume = parted[0]
    result = match.sizes(op.result)
    match.require(match.sizes(volume).dims == result.dims, "the result is larger")
    for side in (op.x, op.y):
        ones = match.sizes(side).dims[: max(match.info(side).rank - RANK + 2, 0)]
        match.require(
            match.sizes(side).dims == result.dims or all(size == 1 for size in ones),
            "the other operand varies along batch or depth",
        )
    reshape = match.producer(volume, pd.Reshape)
    x, y = (frames_like(match, side, result) for side in (op.x, op.y))
    return match.emit(pd.Reshape, match.emit(type(op), x, y), shape=reshape.shape)


def frames_like(match: Match, value: Any, volume: TensorInfo) -> Any:
    """An operand of a volume as one of its frames."""
    if match.sizes(value).dims == volume.dims:
        return as_frames(match, value)
    if match.info(value).rank == RANK:
        return match.emit(pd.Squeeze, value, axis=(0,))
    return value


FRAMES = (conv_of_frames, pool_of_frames, unary_of_frames, binary_of_frames)
