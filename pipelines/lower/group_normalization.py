"""Lowering of group, instance and RMS normalisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.normalization import norm_channel_axis
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.reduction import mean_count, reduce
from paddle_mlir.pipelines.lower.reshaping import reshape_value


def select_axes(rank: int, axes: Sequence[int]) -> ir.AffineMap:
    """The map from all loops to these axes."""
    return ir.AffineMap.get(rank, 0, [ir.AffineDimExpr.get(axis) for axis in axes])


def standardise(
    lower: Lowering,
    op: Any,
    x: Any,
    info: TensorInfo,
    axes: Sequence[int],
    vector_axes: Sequence[int],
    centre: bool,
) -> Any:
    """``x`` over the root of its mean square (from its mean) along ``axes``, scaled and shifted.

    Args:
        lower: the lowering.
        op: has ``epsilon`` and ``scale``, perhaps ``bias``.
        x: the lowered operand, in the shape of ``info``.
        info: its info.
        axes: where the statistics are taken.
        vector_axes: axes of ``info`` that scale and bias belong to.
        centre: take the mean off first.
    """
    wide = "float64" if info.dtype == "float64" else "float32"
    wide_info = info.with_dtype(wide)
    identity = ir.AffineMap.get_identity(info.rank)
    kept_axes = [axis for axis in range(info.rank) if axis not in axes]
    kept = select_axes(info.rank, kept_axes)
    kept_info = TensorInfo(wide, tuple(info.dims[axis] for axis in kept_axes))

    def mean(value: Any, source: TensorInfo) -> Any:
        total = reduce(lower, value, source, axes, wide, "sum")
        count = mean_count(lower, source, axes, wide)
        each = ir.AffineMap.get_identity(kept_info.rank)
        return lower.generic(kept_info, [(total, each)], lambda t: arith.divf(t, count))

    if centre:
        x = lower.generic(
            wide_info,
            [(x, identity), (mean(x, info), kept)],
            lambda e, m: arith.subf(scalars.cast(info.dtype, wide, e), m),
        )
    elif info.dtype != wide:
        x = lower.generic(wide_info, [(x, identity)], lambda e: scalars.cast(info.dtype, wide, e))
    squares = lower.generic(wide_info, [(x, identity)], lambda e: arith.mulf(e, e))
    inputs = [(x, identity), (mean(squares, wide_info), kept)]
    names = [name for name in ("scale", "bias") if getattr(op, name, None) is not None]
    vector_dims = [info.dims[axis] for axis in vector_axes]
    kinds = []
    for name in names:
        own = lower.info(getattr(op, name))
        shape = own.with_dims(vector_dims)
        flat = lower.cast_type(lower[getattr(op, name)], own.with_dims([shape.numel]))
        shaped = reshape_value(lower, flat, own.with_dims([shape.numel]), shape)
        inputs.append((shaped, select_axes(info.rank, vector_axes)))
        kinds.append(own.dtype)

    def body(e: Any, mean_square: Any, *vectors: Any) -> Any:
        shifted = arith.addf(mean_square, scalars.constant(wide, op.epsilon))
        y = arith.mulf(e, math.rsqrt(shifted))
        for name, dtype, vector in zip(names, kinds, vectors, strict=True):
            number = scalars.cast(dtype, wide, vector)
            y = arith.mulf(y, number) if name == "scale" else arith.addf(y, number)
        return scalars.cast(wide, info.dtype, y)

    return lower.generic(info, inputs, body)


@lowers(pd.InstanceNorm)
def lower_instance_norm(lower: Lowering, op: pd.InstanceNorm) -> Any:
    """Statistics over all axes after the channels."""
    info = lower.result
    axes = range(2, info.rank)
    return standardise(lower, op, lower[op.x], info, axes, [1], centre=True)


@lowers(pd.RmsNorm)
def lower_rms_norm(lower: Lowering, op: pd.RmsNorm) -> Any:
    """The mean square over the last axes."""
    info = lower.result
    axes = range(info.axis(op.begin_norm_axis), info.rank)
    return standardise(lower, op, lower[op.x], info, axes, axes, centre=False)


@lowers(pd.GroupNorm)
def lower_group_norm(lower: Lowering, op: pd.GroupNorm) -> Any:
    """The channels as two axes, groups and what is in one; statistics over all but the groups."""
    info = lower.result
    channel = norm_channel_axis(op.data_format, info.rank)
    divided = [op.groups, info.dims[channel] // op.groups]
    grouped = info.with_dims([*info.dims[:channel], *divided, *info.dims[channel + 1 :]])
    x = reshape_value(lower, lower[op.x], info, grouped)
    axes = [axis for axis in range(1, grouped.rank) if axis != channel]
    y = standardise(lower, op, x, grouped, axes, [channel, channel + 1], centre=True)
    return reshape_value(lower, y, grouped, info)
