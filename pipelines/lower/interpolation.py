"""Lowering of resizing."""

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import spatial_axes
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.reshaping import reshape_value


@lowers(pd.NearestInterp)
def lower_nearest_interp(lower: Lowering, op: pd.NearestInterp) -> Any:
    """A broadcast for whole factors, else a lookup of the nearest element.

    Not for dynamic sizes: IREE 3.13.0 moves the broadcast's axes into a following pooling, which
    its CUDA code generator then refuses ("restricted to workgroup distributed contexts"). On the
    CPU both take the same time.
    """
    info, result = lower.info(op.x), lower.result
    axes = spatial_axes(op.data_format)
    factors = [_whole_factor(info.dims[axis], result.dims[axis]) for axis in axes]
    if result.is_static and not op.align_corners and None not in factors:
        return _repeat(lower, op, [factor for factor in factors if factor is not None])
    ratios = [_ratio(lower, op, axis, i) for i, axis in enumerate(axes)]
    limits = [arith.subi(lower.size(info.dims[axis]), lower.index(1)) for axis in axes]
    x = lower[op.x]

    def body() -> Any:
        at: list[Any] = [loop_index(axis) for axis in range(result.rank)]
        for i, axis in enumerate(axes):
            place = arith.mulf(_to_f32(at[axis]), ratios[i])
            if op.align_corners:
                place = _round_half_up(place)
            at[axis] = arith.minsi(_to_index(place), limits[i])
        return tensor.extract(x, at)

    return lower.generic(result, [], body)


def _round_half_up(place: Any) -> Any:
    """``floor(place + 0.5)``, without the rounding of that sum: Paddle adds in f64."""
    whole = math.floor(place)
    is_upper = arith.cmpf(
        arith.CmpFPredicate.OGE, arith.subf(place, whole), scalars.constant("float32", 0.5)
    )
    above = arith.addf(whole, scalars.constant("float32", 1.0))
    return arith.select(is_upper, above, whole)


def _whole_factor(source: Size, target: Size) -> int | None:
    factor = target // source if source != 0 else None
    return factor if isinstance(factor, int) and source * factor == target else None


def _repeat(lower: Lowering, op: pd.NearestInterp, factors: list[int]) -> Any:
    """Every element repeated: a broadcast into two further axes that are then merged."""
    info, result = lower.info(op.x), lower.result
    axes = spatial_axes(op.data_format)
    dims: list[Size] = []
    places = []
    for axis, size in enumerate(info.dims):
        places.append(ir.AffineDimExpr.get(len(dims)))
        dims.append(size)
        if axis in axes:
            dims.append(factors[axes.index(axis)])
    repeated = info.with_dims(dims)
    copied = lower.generic(
        repeated, [(lower[op.x], ir.AffineMap.get(len(dims), 0, places))], lambda x: x
    )
    return reshape_value(lower, copied, repeated, result)


def _ratio(lower: Lowering, op: Any, axis: int, position: int) -> Any:
    """Input elements an output element advances by, as Paddle computes it in f32."""
    source, target = lower.info(op.x).dims[axis], lower.result.dims[axis]
    wide = ir.F32Type.get()
    if target == 1:
        return arith.constant(wide, 0.0)
    if op.align_corners:
        one = lower.index(1)
        before, after = arith.subi(lower.size(source), one), arith.subi(lower.size(target), one)
        quotient = arith.divf(_to_f32(before), _to_f32(arith.maxsi(after, one)))
    elif op.scale and op.size_tensor is None:
        factor = op.scale[position] if len(op.scale) > 1 else op.scale[0]
        quotient = arith.constant(wide, 1.0 / factor)
    else:
        quotient = arith.divf(_to_f32(lower.size(source)), _to_f32(lower.size(target)))
    if isinstance(target, int):
        return quotient
    several = arith.cmpi(arith.CmpIPredicate.sgt, lower.size(target), lower.index(1))
    return arith.select(several, quotient, arith.constant(wide, 0.0))


def _to_f32(index: Any) -> Any:
    return arith.sitofp(ir.F32Type.get(), arith.index_cast(ir.IntegerType.get_signless(64), index))


def _to_index(number: Any) -> Any:
    return arith.index_cast(
        ir.IndexType.get(), arith.fptosi(ir.IntegerType.get_signless(64), number)
    )


@lowers(pd.BilinearInterp)
def lower_bilinear_interp(lower: Lowering, op: pd.BilinearInterp) -> Any:
    """Four lookups and their weighted mean."""
    info, result = lower.info(op.x), lower.result
    axes = spatial_axes(op.data_format)
    ratios = [_ratio(lower, op, axis, i) for i, axis in enumerate(axes)]
    one = lower.index(1)
    limits = [arith.subi(lower.size(info.dims[axis]), one) for axis in axes]
    x = lower[op.x]
    wide = "float64" if info.dtype == "float64" else "float32"
    half_pixel = op.align_mode == 0 and not op.align_corners

    def body() -> Any:
        at: list[Any] = [loop_index(axis) for axis in range(result.rank)]
        lows, highs, weights = [], [], []
        for i, axis in enumerate(axes):
            place = _to_f32(at[axis])
            if half_pixel:
                half = scalars.constant("float32", 0.5)
                place = arith.subf(arith.mulf(arith.addf(place, half), ratios[i]), half)
                place = arith.maximumf(place, scalars.constant("float32", 0.0))
            else:
                place = arith.mulf(place, ratios[i])
            low = arith.minsi(_to_index(place), limits[i])
            lows.append(low)
            highs.append(arith.minsi(arith.addi(low, one), limits[i]))
            weights.append(scalars.cast("float32", wide, arith.subf(place, math.floor(place))))

        def read(row: Any, column: Any) -> Any:
            at[axes[0]], at[axes[1]] = row, column
            return scalars.cast(info.dtype, wide, tensor.extract(x, at))

        def mix(first: Any, second: Any, weight: Any) -> Any:
            rest = arith.subf(scalars.constant(wide, 1.0), weight)
            return arith.addf(arith.mulf(first, rest), arith.mulf(second, weight))

        top = mix(read(lows[0], lows[1]), read(lows[0], highs[1]), weights[1])
        bottom = mix(read(highs[0], lows[1]), read(highs[0], highs[1]), weights[1])
        return scalars.cast(wide, info.dtype, mix(top, bottom, weights[0]))

    return lower.generic(result, [], body)
