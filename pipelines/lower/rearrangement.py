"""Lowering of ops that put elements into another order."""

from collections.abc import Sequence
from typing import Any

from torch_mlir.dialects import arith, tensor

from paddle_mlir.dialects import pd, symbolic
from paddle_mlir.dialects.pd.creation import sizes_from
from paddle_mlir.dialects.pd.rearrangement import image_axes
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.manipulation import transpose
from paddle_mlir.pipelines.lower.reshaping import reshape_value
from paddle_mlir.pipelines.lower.slicing import extract_ranges


@lowers(pd.Roll, takes_complex=True)
def lower_roll(lower: Lowering, op: pd.Roll) -> Any:
    """Both parts in exchanged order, axis by axis."""
    info, value = lower.info(op.x), lower[op.x]
    tensor_info = None if op.shifts_tensor is None else lower.info(op.shifts_tensor)
    shifts = sizes_from(op.shifts, tensor_info)
    if op.axis:
        for axis, shift in zip(op.axis, shifts, strict=True):
            value = _roll_axis(lower, value, info, info.axis(axis), shift)
        return value
    flat = info.with_dims([info.numel])
    value = reshape_value(lower, value, info, flat)
    value = _roll_axis(lower, value, flat, 0, shifts[0])
    return reshape_value(lower, value, flat, info)


def _roll_axis(lower: Lowering, value: Any, info: TensorInfo, axis: int, shift: Size) -> Any:
    size = info.dims[axis]
    start = (-shift) % symbolic.maximum(size, 1)
    if start == 0:
        return value
    parts = [
        extract_ranges(lower, value, info, {axis: start}, {axis: size - start}),
        extract_ranges(lower, value, info, {axis: 0}, {axis: start}),
    ]
    return tensor.ConcatOp(lower.type(info), axis, parts).result


@lowers(pd.Flip, takes_complex=True)
def lower_flip(lower: Lowering, op: pd.Flip) -> Any:
    """Elements looked up from the end."""
    info, x = lower.info(op.x), lower[op.x]
    last = {axis: lower.size(info.dims[axis] - 1) for axis in info.axes(op.axis)}

    def body() -> Any:
        positions = [
            arith.subi(last[axis], loop_index(axis)) if axis in last else loop_index(axis)
            for axis in range(info.rank)
        ]
        return tensor.extract(x, positions)

    return lower.generic(info, [], body)


@lowers(pd.PixelShuffle)
def lower_pixel_shuffle(lower: Lowering, op: pd.PixelShuffle) -> Any:
    """Reshape, transpose, reshape."""
    info, factor = lower.info(op.x), op.upscale_factor
    channel, _, _ = image_axes(info, op.data_format)
    dims: list[Size] = list(info.dims)
    dims[channel : channel + 1] = [lower.result.dims[channel], factor, factor]
    return _reordered(lower, lower[op.x], info, info.with_dims(dims), (0, 1, 4, 2, 5, 3))


@lowers(pd.PixelUnshuffle)
def lower_pixel_unshuffle(lower: Lowering, op: pd.PixelUnshuffle) -> Any:
    """Reshape, transpose, reshape."""
    info, factor = lower.info(op.x), op.downscale_factor
    channel, *_ = image_axes(info, op.data_format)
    dims: list[Size] = [info.dims[0]]
    for axis in range(1, 4):
        size = info.dims[axis]
        if axis == channel:
            dims.append(size)
            continue
        lower.check_equal(
            size, size // factor * factor, "pixel_unshuffle: the factor does not divide the image"
        )
        dims += [size // factor, factor]
    return _reordered(lower, lower[op.x], info, info.with_dims(dims), (0, 1, 3, 5, 2, 4))


def _reordered(
    lower: Lowering, value: Any, info: TensorInfo, split: TensorInfo, perm: Sequence[int]
) -> Any:
    """``value`` as ``split``, permuted, in the result's shape."""
    value = reshape_value(lower, value, info, split)
    value = transpose(lower, value, split, perm)
    return reshape_value(
        lower, value, split.with_dims([split.dims[axis] for axis in perm]), lower.result
    )


@lowers(pd.TemporalShift)
def lower_temporal_shift(lower: Lowering, op: pd.TemporalShift) -> Any:
    """Each channel looked up in the frame that it comes from."""
    info, x = lower.info(op.x), lower[op.x]
    channel, _, _ = image_axes(info, op.data_format)
    channels = info.dims[channel]
    assert isinstance(channels, int)
    bounds = [int(channels * op.shift_ratio), int(channels * 2 * op.shift_ratio)]
    before_end, after_end = (lower.index(bound) for bound in bounds)
    zero, one, frames = lower.index(0), lower.index(1), lower.index(op.seg_num)
    minus_one = lower.index(-1)
    less = arith.CmpIPredicate.slt

    def body() -> Any:
        at = [loop_index(axis) for axis in range(4)]
        is_before = arith.cmpi(less, at[channel], before_end)
        is_after = arith.cmpi(less, at[channel], after_end)
        step = arith.select(is_before, minus_one, arith.select(is_after, one, zero))
        frame = arith.addi(arith.remsi(at[0], frames), step)
        inside = arith.andi(
            arith.cmpi(arith.CmpIPredicate.sge, frame, zero), arith.cmpi(less, frame, frames)
        )
        at[0] = arith.addi(at[0], arith.select(inside, step, zero))
        return arith.select(inside, tensor.extract(x, at), scalars.constant(info.dtype, 0))

    return lower.generic(info, [], body)
