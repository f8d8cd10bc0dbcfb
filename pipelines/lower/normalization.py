"""Lowering of normalisation layers."""

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


@lowers(pd.BatchNorm)
def lower_batch_norm(lower: Lowering, op: pd.BatchNorm) -> Any:
    """``(x - mean) * rsqrt(variance + epsilon) * scale + bias`` per channel."""
    info = lower.result
    wide = "float64" if info.dtype == "float64" else "float32"
    axis = norm_channel_axis(op.data_format, info.rank)
    channel = ir.AffineMap.get(info.rank, 0, [ir.AffineDimExpr.get(axis)])
    names = [n for n in ("mean", "variance", "scale", "bias") if getattr(op, n) is not None]
    operands = {name: getattr(op, name) for name in names}
    inputs = [(lower[op.x], ir.AffineMap.get_identity(info.rank))]
    inputs += [(lower[value], channel) for value in operands.values()]

    def body(x: Any, *given: Any) -> Any:
        at = {
            name: scalars.cast(lower.info(operands[name]).dtype, wide, value)
            for name, value in zip(operands, given, strict=True)
        }
        shifted = arith.addf(at["variance"], scalars.constant(wide, op.epsilon))
        factor = math.rsqrt(shifted)
        if "scale" in at:
            factor = arith.mulf(factor, at["scale"])
        y = arith.mulf(arith.subf(scalars.cast(info.dtype, wide, x), at["mean"]), factor)
        if "bias" in at:
            y = arith.addf(y, at["bias"])
        return scalars.cast(wide, info.dtype, y)

    return lower.generic(info, inputs, body)


@lowers(pd.LayerNorm)
def lower_layer_norm(lower: Lowering, op: pd.LayerNorm) -> Any:
    """Mean and variance in two reductions over the last dimensions, then one map."""
    info = lower.result
    wide = "float64" if info.dtype == "float64" else "float32"
    begin = info.axis(op.begin_norm_axis)
    axes = tuple(range(begin, info.rank))
    rank = info.rank
    identity = ir.AffineMap.get_identity(rank)
    outer = ir.AffineMap.get(rank, 0, [ir.AffineDimExpr.get(i) for i in range(begin)])
    inner = ir.AffineMap.get(rank, 0, [ir.AffineDimExpr.get(i) for i in axes])
    x = lower[op.x]
    outer_info = TensorInfo(wide, info.dims[:begin])

    def mean(value: Any, source: TensorInfo) -> Any:
        total = reduce(lower, value, source, axes, wide, "sum")
        count = mean_count(lower, source, axes, wide)
        flat = ir.AffineMap.get_identity(outer_info.rank)
        return lower.generic(outer_info, [(total, flat)], lambda t: arith.divf(t, count))

    average = mean(x, info)
    centred = lower.generic(
        info.with_dtype(wide),
        [(x, identity), (average, outer)],
        lambda e, m: arith.subf(scalars.cast(info.dtype, wide, e), m),
    )
    squares = lower.generic(
        info.with_dtype(wide), [(centred, identity)], lambda e: arith.mulf(e, e)
    )
    variance = mean(squares, info.with_dtype(wide))
    inputs = [(centred, identity), (variance, outer)]
    shape = info.with_dims(info.dims[begin:])
    given = {name: getattr(op, name) for name in ("scale", "bias")}
    given = {name: value for name, value in given.items() if value is not None}
    for value in given.values():
        own = lower.info(value)
        flat = own.with_dims([shape.numel])
        shaped = reshape_value(lower, lower[value], flat, own.with_dims(shape.dims))
        inputs.append((shaped, inner))

    def body(e: Any, v: Any, *scale_and_bias: Any) -> Any:
        y = arith.mulf(e, math.rsqrt(arith.addf(v, scalars.constant(wide, op.epsilon))))
        for (name, operand), value in zip(given.items(), scale_and_bias, strict=True):
            number = scalars.cast(lower.info(operand).dtype, wide, value)
            y = arith.mulf(y, number) if name == "scale" else arith.addf(y, number)
        return scalars.cast(wide, info.dtype, y)

    return lower.generic(info, inputs, body)
