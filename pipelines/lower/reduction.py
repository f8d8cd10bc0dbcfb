"""Lowering of reductions."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, linalg

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.reduction import reduced_axes
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowered_element_type, lowers
from paddle_mlir.pipelines.lower.reshaping import reshape_value
from paddle_mlir.pipelines.lower.slicing import extract_ranges

_STARTS: dict[str, float | bool] = {
    "sum": 0,
    "product": 1,
    "any": False,
    "all": True,
    "max": float("-inf"),
    "min": float("inf"),
    "largest": float("-inf"),
    "smallest": float("inf"),
}
_COMBINE: dict[str, Callable[[str, Any, Any], Any]] = {
    "sum": scalars.add,
    "product": scalars.multiply,
    "any": lambda dtype, x, y: arith.ori(x, y),
    "all": lambda dtype, x, y: arith.andi(x, y),
    "max": scalars.maximum,
    "min": scalars.minimum,
    "largest": scalars.maximum_number,
    "smallest": scalars.minimum_number,
}
_KINDS: dict[Any, str] = {
    pd.Sum: "sum",
    pd.Mean: "sum",
    pd.Max: "max",
    pd.Min: "min",
    pd.Prod: "product",
    pd.AnyTrue: "any",
    pd.AllTrue: "all",
}


MOST_IN_A_ROW = 1 << 13
"""Numbers that are added up one after the other."""


def axis_maps(rank: int, axes: Sequence[int]) -> tuple[ir.AffineMap, ir.AffineMap]:
    """Maps of a reduction's operand and result; loops run over the kept axes, then ``axes``."""
    kept = [axis for axis in range(rank) if axis not in axes]
    loop = {axis: position for position, axis in enumerate([*kept, *axes])}
    operand = ir.AffineMap.get(rank, 0, [ir.AffineDimExpr.get(loop[a]) for a in range(rank)])
    result = ir.AffineMap.get(rank, 0, [ir.AffineDimExpr.get(i) for i in range(len(kept))])
    return operand, result


def reduce(
    lower: Lowering, x: Any, info: TensorInfo, axes: Sequence[int], dtype: str, kind: str
) -> Any:
    """A lowered tensor reduced over ``axes``, which do not remain.

    Args:
        lower: the lowering.
        x: the tensor, of ``info``.
        info: its info.
        axes: counted from the front.
        dtype: of the result and of the computation.
        kind: sum, product, any, all, max, min, or largest and smallest, which are max and min
            without NaN.
    """
    if kind == "sum":
        is_long = dtype == "float32" and _is_long(info, axes)
        if len(axes) > 1 and (is_long or _is_product_of_broadcast(x)):
            last = max(axes)
            part = TensorInfo(dtype, tuple(s for a, s in enumerate(info.dims) if a != last))
            partial = reduce(lower, x, info, (last,), dtype, kind)
            return reduce(lower, partial, part, [a for a in axes if a != last], dtype, kind)
        if is_long and isinstance(info.dims[axes[0]], int):
            return _sum_in_parts(lower, x, info, axes[0], dtype)
    operand, result = axis_maps(info.rank, axes)
    kept = TensorInfo(dtype, tuple(s for a, s in enumerate(info.dims) if a not in axes))
    start: Any = _STARTS[kind]
    if isinstance(start, float) and not dtypes.is_float(dtype):
        start = scalars.extreme(dtype, largest=start > 0)
    combine = _COMBINE[kind]
    return lower.generic(
        kept,
        [(x, operand)],
        lambda e, a: combine(dtype, scalars.cast(info.dtype, dtype, e), a),
        output_map=result,
        reductions=len(axes),
        init=lower.full(kept, scalars.constant(dtype, start)),
    )


def _is_long(info: TensorInfo, axes: Sequence[int]) -> bool:
    """True for sums of so many numbers that float32 loses bits where they are added in a row.

    The group norm of 255744 numbers was wrong by 4e-4 of the largest one.
    """
    count = info.with_dims([info.dims[axis] for axis in axes]).numel
    return not isinstance(count, int) or count > MOST_IN_A_ROW


def _sum_in_parts(lower: Lowering, x: Any, info: TensorInfo, axis: int, dtype: str) -> Any:
    """A sum over one axis of known size as a sum of about as many sums as each has numbers."""
    (size,) = info.numbers(axis)
    count = math.isqrt(size)
    whole = size // count * count

    def sum_of(first: int, sizes: Sequence[int]) -> Any:
        numbers = math.prod(sizes)
        part = info.with_dims([*info.dims[:axis], numbers, *info.dims[axis + 1 :]])
        value = x
        if numbers < size:
            value = extract_ranges(lower, x, info, {axis: first}, {axis: numbers})
        divided = info.with_dims([*info.dims[:axis], *sizes, *info.dims[axis + 1 :]])
        value = reshape_value(lower, value, part, divided)
        return reduce(lower, value, divided, range(axis, axis + len(sizes)), dtype, "sum")

    total = sum_of(0, (count, whole // count))
    if whole == size:
        return total
    kept = TensorInfo(dtype, tuple(s for a, s in enumerate(info.dims) if a != axis))
    each = ir.AffineMap.get_identity(kept.rank)
    rest = sum_of(whole, (size - whole,))
    return lower.generic(kept, [(total, each), (rest, each)], arith.addf)


def _is_product_of_broadcast(x: Any) -> bool:
    """True for a product with an operand of fewer axes.

    IREE 3.13.0 makes its sum a contraction, and fails to vectorise that over several axes at once
    ("invalid accumulator/result vector shape").
    """
    loop = x.owner.opview if isinstance(x.owner, ir.Operation) else x.owner
    if not isinstance(loop, linalg.GenericOp):
        return False
    maps = [ir.AffineMapAttr(attribute).value for attribute in loop.indexing_maps]
    is_broadcast = any(len(map_.results) < map_.n_dims for map_ in maps)
    return is_broadcast and any(
        op.operation.name == "arith.mulf" for op in loop.regions[0].blocks[0].operations
    )


@lowers(pd.Sum, pd.Mean, takes_complex=True)
@lowers(pd.Max, pd.Min, pd.Prod, pd.AnyTrue, pd.AllTrue)
def lower_reduction(lower: Lowering, op: Any) -> Any:
    """Sum, product, max, min, mean, any or all over axes."""
    info = lower.info(op.x)
    axes = reduced_axes(info, op.axis)
    target = lower.result.dtype
    # Sums of narrow floats are kept in f32, as Paddle does.
    wide = dtypes.wide(target)
    total = reduce(lower, lower[op.x], info, axes, wide, _KINDS[type(op)])
    kept = TensorInfo(target, tuple(s for a, s in enumerate(info.dims) if a not in axes))
    if isinstance(op, pd.Mean):
        count = mean_count(lower, info, axes, wide)
        total = _elementwise(
            lower, kept, total, lambda e: scalars.cast(wide, target, scalars.divide(wide, e, count))
        )
    elif wide != target:
        total = _elementwise(lower, kept, total, lambda e: scalars.cast(wide, target, e))
    return reshape_value(lower, total, kept, lower.result)


def mean_count(lower: Lowering, info: TensorInfo, axes: Sequence[int], dtype: str) -> Any:
    """The number of elements that a mean takes together, as a scalar of ``dtype``."""
    count = info.with_dims([info.dims[axis] for axis in axes]).numel
    if isinstance(count, int):
        return scalars.constant(dtype, count)
    wide = arith.index_cast(ir.IntegerType.get_signless(64), lower.size(count))
    return scalars.cast("int64", dtype, wide)


def _elementwise(lower: Lowering, info: TensorInfo, value: Any, body: Any) -> Any:
    return lower.generic(info, [(value, ir.AffineMap.get_identity(info.rank))], body)


@lowers(pd.Argmax, pd.Argmin)
def lower_argmax(lower: Lowering, op: Any) -> Any:
    """Index of the first largest (smallest) element: two reductions, the value, then its place.

    NaN is neither the largest nor the smallest, as in Paddle's kernel for the CPU; where all are
    NaN the index is 0.
    """
    x, info = lower[op.x], lower.info(op.x)
    if op.flatten or info.rank == 0:
        flat = info.with_dims([info.numel])
        x, info, axis = reshape_value(lower, x, info, flat), flat, 0
    else:
        axis = info.axis(op.axis[0])
    target = lower.result.dtype
    kind = "largest" if isinstance(op, pd.Argmax) else "smallest"
    found_value = reduce(lower, x, info, (axis,), info.dtype, kind)
    operand, result = axis_maps(info.rank, (axis,))
    kept = TensorInfo(target, tuple(s for a, s in enumerate(info.dims) if a != axis))
    type_, nowhere = lowered_element_type(target), scalars.extreme(target, largest=True)
    loop = info.rank - 1

    def first_place(element: Any, most: Any, best: Any) -> Any:
        place = arith.index_cast(type_, loop_index(loop))
        is_most = scalars.compare(info.dtype, "eq", element, most)
        return arith.select(is_most, arith.minsi(place, best), best)

    def place_or_first(place: Any) -> Any:
        is_none = scalars.compare(target, "eq", place, scalars.constant(target, nowhere))
        return arith.select(is_none, scalars.constant(target, 0), place)

    found = lower.generic(
        kept,
        [(x, operand), (found_value, result)],
        first_place,
        output_map=result,
        reductions=1,
        init=lower.full(kept, scalars.constant(target, nowhere)),
    )
    if dtypes.is_float(info.dtype):
        found = _elementwise(lower, kept, found, place_or_first)
    return reshape_value(lower, found, kept, lower.result)
