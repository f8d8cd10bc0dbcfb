"""Lowering of counts: one reduction over all elements for each bin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.barriers import apart
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowered_element_type, lowers
from paddle_mlir.pipelines.lower.reduction import reduce
from paddle_mlir.pipelines.lower.reshaping import reshape_value


def _totals(
    lower: Lowering,
    bins: Any,
    weights: tuple[Any, TensorInfo] | None,
    size: Any,
    dtype: str,
) -> Any:
    """For each of ``size`` bins the number, or the sum of the weights, of the places in it.

    Args:
        lower: the lowering.
        bins: an i32 row that says the bin of each place.
        weights: a row and its info.
        size: the number of bins, as ``tensor.empty`` takes it.
        dtype: of the result.
    """
    start = tensor.EmptyOp([size], lowered_element_type(dtype)).result
    # Or IREE would compute the bin of each place anew for every bin.
    bins = apart(bins)
    place = ir.AffineMap.get(2, 0, [ir.AffineDimExpr.get(1)])
    inputs = [(bins, place)] + ([(weights[0], place)] if weights is not None else [])

    def add(bin_: Any, *rest: Any) -> Any:
        here = arith.index_cast(lowered_element_type("int32"), loop_index(0))
        amount = scalars.constant(dtype, 1)
        if weights is not None:
            amount = scalars.cast(weights[1].dtype, dtype, rest[0])
        is_here = scalars.compare("int32", "eq", bin_, here)
        return arith.select(is_here, scalars.add(dtype, rest[-1], amount), rest[-1])

    return lower.generic(
        TensorInfo(dtype, (0,)),
        inputs,
        add,
        output_map=ir.AffineMap.get(2, 0, [ir.AffineDimExpr.get(0)]),
        reductions=1,
        init=linalg.fill(scalars.constant(dtype, 0), outs=[start]),
    )


@lowers(pd.Bincount)
def lower_bincount(lower: Lowering, op: pd.Bincount) -> Any:
    """The size is read on the host: the largest element and one more."""
    x, info = lower[op.x], lower.info(op.x)
    weights = None
    if op.weights is not None:
        weights = lower[op.weights], lower.info(op.weights)
        message = "bincount: the numbers of elements and of weights differ"
        lower.check_equal(info.dims[0], weights[1].dims[0], message)
    largest, smallest = (
        lower.to_index(tensor.extract(reduce(lower, x, info, (0,), info.dtype, kind), []))
        for kind in ("max", "min")
    )
    zero = lower.index(0)
    not_negative = arith.cmpi(arith.CmpIPredicate.sge, smallest, zero)
    lower.check(not_negative, "bincount: an element is negative")
    least = lower.index(op.minlength)
    if op.minlength_tensor is not None:
        least = reshape_value(
            lower,
            lower[op.minlength_tensor],
            lower.info(op.minlength_tensor),
            lower.info(op.minlength_tensor).with_dims([]),
        )
        least = lower.to_index(tensor.extract(least, []))
    size = arith.maxsi(arith.maxsi(arith.addi(largest, lower.index(1)), least), zero)
    bins = lower.generic(
        info.with_dtype("int32"),
        [(x, ir.AffineMap.get_identity(1))],
        lambda element: scalars.cast(info.dtype, "int32", element),
    )
    return _totals(lower, bins, weights, size, lower.result.dtype)


@lowers(pd.Histogram)
def lower_histogram(lower: Lowering, op: pd.Histogram) -> Any:
    """The bin of each element first, -1 beyond the ranges."""
    info, result = lower.info(op.input), lower.result
    dtype = info.dtype
    row = info.with_dims([info.numel])
    x = reshape_value(lower, lower[op.input], info, row)
    low, high = _bounds(lower, op, x, row)
    bins_info = row.with_dtype("int32")
    identity, scalar = ir.AffineMap.get_identity(1), ir.AffineMap.get(1, 0, [])

    def bin_of(element: Any, first: Any, last: Any) -> Any:
        scaled = scalars.multiply(
            dtype, scalars.subtract(dtype, element, first), scalars.constant(dtype, op.bins)
        )
        quotient = scalars.divide(dtype, scaled, scalars.subtract(dtype, last, first))
        bin_ = scalars.cast(dtype, "int32", quotient)
        bin_ = arith.minsi(bin_, scalars.constant("int32", op.bins - 1))
        is_inside = arith.andi(
            scalars.compare(dtype, "ge", element, first),
            scalars.compare(dtype, "le", element, last),
        )
        return arith.select(is_inside, bin_, scalars.constant("int32", -1))

    bins = lower.generic(bins_info, [(x, identity), (low, scalar), (high, scalar)], bin_of)
    weights = None
    if op.weight is not None:
        given = lower.info(op.weight)
        flat = given.with_dims([row.dims[0]])
        weights = reshape_value(lower, lower[op.weight], given, flat), flat
    totals = _totals(lower, bins, weights, op.bins, result.dtype)
    if not op.density:
        return totals
    total = reduce(lower, totals, result, (0,), result.dtype, "sum")

    def divide(amount: Any, whole: Any, first: Any, last: Any) -> Any:
        width = scalars.cast(dtype, "float32", scalars.subtract(dtype, last, first))
        width = arith.divf(width, scalars.constant("float32", op.bins))
        return arith.divf(arith.divf(amount, whole), width)

    return lower.generic(
        result, [(totals, identity), (total, scalar), (low, scalar), (high, scalar)], divide
    )


def _bounds(lower: Lowering, op: pd.Histogram, x: Any, row: TensorInfo) -> tuple[Any, Any]:
    """Where the ranges begin and end, as tensors of rank 0: a range of no width gets one of 2."""
    dtype, scalar = row.dtype, row.with_dims([])
    if op.min != op.max:
        low, high = (
            lower.full(scalar, scalars.constant(dtype, bound)) for bound in (op.min, op.max)
        )
        return low, high
    low, high = (reduce(lower, x, row, (0,), dtype, kind) for kind in ("min", "max"))
    none = ir.AffineMap.get(0, 0, [])

    def widened(change: Callable[..., Any], own: int) -> Any:
        def bound(*both: Any) -> Any:
            is_point = scalars.compare(dtype, "eq", *both)
            moved = change(dtype, both[own], scalars.constant(dtype, 1))
            return arith.select(is_point, moved, both[own])

        return lower.generic(scalar, [(low, none), (high, none)], bound)

    return widened(scalars.subtract, 0), widened(scalars.add, 1)
