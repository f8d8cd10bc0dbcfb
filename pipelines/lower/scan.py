"""Lowering of running sums, products and extremes: IREE's scan op, which is linear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, math, tensor

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.symbolic import product
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.barriers import apart
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowered_element_type, lowers
from paddle_mlir.pipelines.lower.reshaping import reshape_value

Combine = Callable[[Any, Any], Any]


def scan(
    lower: Lowering,
    x: Any,
    info: TensorInfo,
    axis: int,
    start: float | int,
    combine: Combine,
    *,
    exclusive: bool = False,
) -> Any:
    """``combine(... combine(start, x[0]) ..., x[i])`` along an axis, of the type of ``x``.

    Args:
        lower: the lowering.
        x: a lowered tensor of rank 1 or more.
        info: its info.
        axis: counted from the front.
        start: the neutral element.
        combine: gets what is combined so far and the next element.
        exclusive: leave out ``x[i]``.
    """
    if info.rank > 3:
        # Of more axes IREE 3.13.0 keeps whole rows on the stack.
        before, after = info.dims[:axis], info.dims[axis + 1 :]
        flat = info.with_dims([product(before), info.dims[axis], product(after)])
        x = reshape_value(lower, x, info, flat)
        value = scan(lower, x, flat, 1, start, combine, exclusive=exclusive)
        return reshape_value(lower, value, flat, info)
    x = lower.cast_type(x, info)
    if not isinstance(x.owner, ir.Block):
        # IREE 3.13.0 fuses what computes x, then keeps whole rows of it on the stack.
        x = apart(x)
    kept = info.with_dims([size for a, size in enumerate(info.dims) if a != axis])
    first = lower.full(kept, scalars.constant(info.dtype, start))
    operation = ir.Operation.create(
        "iree_linalg_ext.scan",
        results=[lower.type(info), lower.type(kept)],
        operands=[x, lower.empty(info), first],
        attributes={
            "dimension": ir.IntegerAttr.get(ir.IntegerType.get_signless(64), axis),
            "inclusive": ir.BoolAttr.get(not exclusive),
            "operandSegmentSizes": ir.DenseI32ArrayAttr.get([1, 2]),
        },
        regions=1,
    )
    element = lowered_element_type(info.dtype)
    block = operation.regions[0].blocks.append(element, element)
    with ir.InsertionPoint(block):
        ir.Operation.create("iree_linalg_ext.yield", operands=[combine(*block.arguments)])
    return operation.results[0]


def flip(lower: Lowering, x: Any, info: TensorInfo, axis: int) -> Any:
    """``x`` with its elements along an axis in reverse order."""
    last = arith.subi(lower.size(info.dims[axis]), lower.index(1))

    def element() -> Any:
        at = [loop_index(loop) for loop in range(info.rank)]
        at[axis] = arith.subi(last, at[axis])
        return tensor.extract(x, at)

    return lower.generic(info, [], element)


def _logaddexp(dtype: str) -> Combine:
    """``log(exp(x) + exp(y))``, also of two infinities."""
    log_of_two = float(np.log(2))

    def combine(x: Any, y: Any) -> Any:
        larger, smaller = arith.maximumf(x, y), arith.minimumf(x, y)
        total = arith.addf(larger, math.log1p(math.exp(arith.subf(smaller, larger))))
        doubled = arith.addf(x, scalars.constant(dtype, log_of_two))
        return arith.select(scalars.compare(dtype, "eq", x, y), doubled, total)

    return combine


def _combine(op: Any, dtype: str) -> tuple[int | float, Combine]:
    """The neutral element and the function of an op."""
    if isinstance(op, pd.Cumsum):
        return 0, lambda x, y: scalars.add(dtype, x, y)
    if isinstance(op, pd.Cumprod):
        return 1, lambda x, y: scalars.multiply(dtype, x, y)
    return float("-inf"), _logaddexp(dtype)


def _converted(lower: Lowering, value: Any, info: TensorInfo, dtype: str) -> Any:
    """``value`` in another dtype."""
    if info.dtype == dtype:
        return value
    identity = ir.AffineMap.get_identity(info.rank)
    return lower.generic(
        info.with_dtype(dtype),
        [(value, identity)],
        lambda element: scalars.cast(info.dtype, dtype, element),
    )


@lowers(pd.Cumsum, pd.Cumprod, pd.Logcumsumexp)
def lower_scan(lower: Lowering, op: Any) -> Any:
    """A scan, between two flips where it runs from the end; of half floats in f32."""
    x, info = lower[op.x], lower.info(op.x)
    is_product = isinstance(op, pd.Cumprod)
    row = info.with_dims([info.numel])
    if info.rank == 0 or (not is_product and op.flatten):
        x, info, axis = reshape_value(lower, x, info, row), row, 0
    else:
        axis = info.axis(op.dim if is_product else op.axis)
    wide = dtypes.wide(info.dtype)
    x, info = _converted(lower, x, info, wide), info.with_dtype(wide)
    if isinstance(op, pd.Logcumsumexp):
        # Paddle's logarithm of no sum at all is the lowest finite number.
        lowest = float(np.finfo(wide).min)
        identity = ir.AffineMap.get_identity(info.rank)
        x = lower.generic(
            info,
            [(x, identity)],
            lambda e: arith.maximumf(e, scalars.constant(wide, lowest)),
        )
    if op.reverse:
        x = flip(lower, x, info, axis)
    start, combine = _combine(op, wide)
    total = scan(lower, x, info, axis, start, combine, exclusive=op.exclusive)
    if op.reverse:
        total = flip(lower, total, info, axis)
    total = _converted(lower, total, info, lower.result.dtype)
    return reshape_value(lower, total, info.with_dtype(lower.result.dtype), lower.result)


@lowers(pd.Cummax, pd.Cummin)
def lower_running_extreme(lower: Lowering, op: Any) -> list[Any]:
    """A scan of the values and one of the places where the extreme is met; NaN is an extreme."""
    x, info = lower[op.x], lower.info(op.x)
    result = info
    if info.rank == 0:
        row = info.with_dims([1])
        x, info = reshape_value(lower, x, info, row), row
    axis = info.axis(op.axis)
    is_max = isinstance(op, pd.Cummax)
    extreme = scalars.maximum if is_max else scalars.minimum
    start = scalars.extreme(info.dtype, largest=not is_max)
    values = scan(lower, x, info, axis, start, lambda a, b: extreme(info.dtype, a, b))
    dtype = op.dtype
    type_, places = lowered_element_type(dtype), info.with_dtype(dtype)
    identity = ir.AffineMap.get_identity(info.rank)

    def place(element: Any, value: Any) -> Any:
        is_met = scalars.compare(info.dtype, "eq", element, value)
        if dtypes.is_float(info.dtype):
            is_met = arith.ori(is_met, scalars.compare(info.dtype, "ne", element, element))
        here = arith.index_cast(type_, linalg.IndexOp(axis).result)
        return arith.select(is_met, here, scalars.constant(dtype, 0))

    met = lower.generic(places, [(x, identity), (values, identity)], place)
    last = scan(lower, met, places, axis, 0, lambda a, b: scalars.maximum(dtype, a, b))
    return [
        reshape_value(lower, values, info, result),
        reshape_value(lower, last, places, result.with_dtype(dtype)),
    ]
