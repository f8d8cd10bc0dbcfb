"""Lowering of resizing."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import arith, math, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import spatial_axes
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.reshaping import reshape_value

Taps = list[tuple[Any, Any]]
"""Elements along one dimension: index and weight."""


@lowers(pd.NearestInterp)
def lower_nearest_interp(lower: Lowering, op: pd.NearestInterp) -> Any:
    """A broadcast for whole factors, else a lookup of the nearest element.

    Of dynamic sizes only where channels come last: they are copied as vectors (24 channels to
    160x160, one core with AVX-512, IREE 3.13.0: 4.9 ms by lookups, 0.4 ms so). Else IREE 3.13.0
    moves the broadcast's axes into a following pooling, which its CUDA code generator then refuses
    ("restricted to workgroup distributed contexts").
    """
    info, result = lower.info(op.x), lower.result
    axes = spatial_axes(op.data_format, info.rank)
    factors = [
        _whole_factor(info.dims[axis], result.dims[axis], _scale(op, i))
        for i, axis in enumerate(axes)
    ]
    can_be_broadcast = result.is_static or op.data_format.endswith("C")
    if can_be_broadcast and not op.align_corners and None not in factors:
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


def _whole_factor(source: Size, target: Size, scale: float | None) -> int | None:
    """How often each element is repeated, where that is a number, and always the same."""
    factor = target // source if source != 0 else None
    if not isinstance(factor, int) or source * factor != target or scale not in (None, factor):
        return None
    # Where Paddle's step, in f32, is too small (41 times), some elements begin later.
    return factor if float(np.float32(1 / factor)) >= 1 / factor else None


def _scale(op: Any, position: int) -> float | None:
    """The scale of a spatial dimension, where there is one."""
    if not op.scale:
        return None
    return float(op.scale[position] if len(op.scale) > 1 else op.scale[0])


def _repeat(lower: Lowering, op: pd.NearestInterp, factors: list[int]) -> Any:
    """Every element repeated: a broadcast into two further axes that are then merged."""
    info, result = lower.info(op.x), lower.result
    axes = spatial_axes(op.data_format, info.rank)
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
    """Input elements an output element advances by, as Paddle computes it in f32.

    0 for an output of one element over two dimensions or with ``align_corners``; over one and
    three dimensions Paddle 3 has no such exception.
    """
    source, target = lower.info(op.x).dims[axis], lower.result.dims[axis]
    wide = ir.F32Type.get()
    starts_at_first = op.align_corners or lower.result.rank == 4
    if target == 1 and starts_at_first:
        return arith.constant(wide, 0.0)
    scale = _scale(op, position)
    if op.align_corners:
        one = lower.index(1)
        before, after = arith.subi(lower.size(source), one), arith.subi(lower.size(target), one)
        quotient = arith.divf(_to_f32(before), _to_f32(arith.maxsi(after, one)))
    elif scale is not None:
        quotient = _unless_same(lower, op, arith.constant(wide, 1.0 / scale))
    else:
        quotient = arith.divf(_to_f32(lower.size(source)), _to_f32(lower.size(target)))
    if isinstance(target, int) or not starts_at_first:
        return quotient
    several = arith.cmpi(arith.CmpIPredicate.sgt, lower.size(target), lower.index(1))
    return arith.select(several, quotient, arith.constant(wide, 0.0))


def _unless_same(lower: Lowering, op: Any, step: Any) -> Any:
    """A scale's step; 1 where no size changes, since Paddle then copies the map."""
    before, after = lower.info(op.x).dims, lower.result.dims
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    one = arith.constant(ir.F32Type.get(), 1.0)
    if not pairs:
        return one
    if any(isinstance(a, int) and isinstance(b, int) for a, b in pairs):
        return step
    same = None
    for source, target in pairs:
        equal = arith.cmpi(arith.CmpIPredicate.eq, lower.size(source), lower.size(target))
        same = equal if same is None else arith.andi(same, equal)
    return arith.select(same, one, step)


def _to_f32(index: Any) -> Any:
    return arith.sitofp(ir.F32Type.get(), arith.index_cast(ir.IntegerType.get_signless(64), index))


def _to_index(number: Any) -> Any:
    return arith.index_cast(
        ir.IndexType.get(), arith.fptosi(ir.IntegerType.get_signless(64), number)
    )


@lowers(pd.BilinearInterp)
def lower_bilinear_interp(lower: Lowering, op: pd.BilinearInterp) -> Any:
    """Two lookups for each spatial dimension and their weighted mean."""
    half_pixel = op.align_mode == 0 and not op.align_corners
    one = lower.index(1)

    def taps(place: Any, limit: Any, wide: str) -> Taps:
        if half_pixel:
            place = arith.maximumf(place, scalars.constant("float32", 0.0))
        low = arith.minsi(_to_index(place), limit)
        weight = scalars.cast("float32", wide, arith.subf(place, math.floor(place)))
        rest = arith.subf(scalars.constant(wide, 1.0), weight)
        return [(low, rest), (arith.minsi(arith.addi(low, one), limit), weight)]

    return _weighted(lower, op, taps, half_pixel)


@lowers(pd.BicubicInterp)
def lower_bicubic_interp(lower: Lowering, op: pd.BicubicInterp) -> Any:
    """Four lookups for each spatial dimension, weighted by cubic polynomials."""
    zero = lower.index(0)
    steps = [lower.index(step) for step in (-1, 0, 1, 2)]

    def taps(place: Any, limit: Any, wide: str) -> Taps:
        whole = math.floor(place)
        past = scalars.cast("float32", wide, arith.subf(place, whole))
        ahead = arith.subf(scalars.constant(wide, 1.0), past)
        weights = (_outer(wide, past), _inner(wide, past), _inner(wide, ahead), _outer(wide, ahead))
        low = _to_index(whole)
        at = (arith.maxsi(arith.minsi(arith.addi(low, s), limit), zero) for s in steps)
        return list(zip(at, weights, strict=True))

    return _weighted(lower, op, taps, not op.align_corners)


_CUBIC = -0.75


def _inner(dtype: str, x: Any) -> Any:
    """The cubic kernel at a distance up to 1: ``((a + 2) x - (a + 3)) x^2 + 1``."""
    steep = arith.mulf(scalars.constant(dtype, _CUBIC + 2), x)
    factor = arith.subf(steep, scalars.constant(dtype, _CUBIC + 3))
    return arith.addf(arith.mulf(arith.mulf(factor, x), x), scalars.constant(dtype, 1.0))


def _outer(dtype: str, x: Any) -> Any:
    """The cubic kernel at a distance ``x + 1``: ``((a d - 5 a) d + 8 a) d - 4 a``."""
    distance = arith.addf(x, scalars.constant(dtype, 1.0))
    total = scalars.constant(dtype, _CUBIC)
    for coefficient in (-5 * _CUBIC, 8 * _CUBIC, -4 * _CUBIC):
        total = arith.addf(arith.mulf(total, distance), scalars.constant(dtype, coefficient))
    return total


def _weighted(
    lower: Lowering,
    op: Any,
    taps: Callable[[Any, Any, str], Taps],
    half_pixel: bool,
) -> Any:
    """Weighted means of input elements, one spatial dimension after the other.

    Args:
        lower: the lowering.
        op: the op.
        taps: gives, from a place, the map's last index and the dtype of weights, the elements.
        half_pixel: places are those of the elements' middles.
    """
    info, result = lower.info(op.x), lower.result
    axes = spatial_axes(op.data_format, info.rank)
    ratios = [_ratio(lower, op, axis, i) for i, axis in enumerate(axes)]
    one = lower.index(1)
    limits = [arith.subi(lower.size(info.dims[axis]), one) for axis in axes]
    x = lower[op.x]
    wide = "float64" if info.dtype == "float64" else "float32"

    def body() -> Any:
        at: list[Any] = [loop_index(axis) for axis in range(result.rank)]
        chosen = []
        for axis, ratio, limit in zip(axes, ratios, limits, strict=True):
            place = _to_f32(at[axis])
            if half_pixel:
                # Rounded once: Paddle computes it in f64.
                half, back = (scalars.constant("float32", number) for number in (0.5, -0.5))
                place = math.fma(arith.addf(place, half), ratio, back)
            else:
                place = arith.mulf(place, ratio)
            chosen.append(taps(place, limit, wide))

        total = None
        # In Paddle's order: the last dimension's elements change slowest.
        for corner in itertools.product(*reversed(chosen)):
            weights = []
            for axis, (index, weight) in zip(axes, reversed(corner), strict=True):
                at[axis] = index
                weights.append(weight)
            element = scalars.cast(info.dtype, wide, tensor.extract(x, at))
            for weight in weights:
                element = arith.mulf(element, weight)
            total = element if total is None else arith.addf(total, element)
        return scalars.cast(wide, info.dtype, total)

    return lower.generic(result, [], body)
