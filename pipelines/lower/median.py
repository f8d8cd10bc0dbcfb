"""Lowering of medians: sort, then read the middle."""

from __future__ import annotations

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.merge_sort import element_at, search, sorted_places


class _Row:
    """One sorted row, inside the body of a generic op over the other axes."""

    def __init__(self, lower: Lowering, op: Any, places: Any, length: Any) -> None:
        info = lower.info(op.x)
        self._x, self._places, self._dtype = lower[op.x], places, info.dtype
        self._axis = info.axis(op.axis)
        self._position = [loop_index(loop) for loop in range(info.rank - 1)]
        self._position.insert(self._axis, length)
        index = ir.IndexType.get()
        zero, one = arith.constant(index, 0), arith.constant(index, 1)
        numbers = length
        if dtypes.is_float(info.dtype):
            numbers = search(zero, length, lambda place: self._is_nan(self.element(place)))
        is_ignored = isinstance(op, pd.Nanmedian)
        self.has_none = (
            arith.cmpi(arith.CmpIPredicate.eq, numbers, zero)
            if is_ignored
            else arith.cmpi(arith.CmpIPredicate.slt, numbers, length)
        )
        below = arith.maxsi(arith.subi(numbers, one), zero)
        last = arith.subi(length, one)
        # NaN comes last: the first one is what a median of numbers and NaN is.
        first_nan = arith.minsi(numbers, last)
        self.lower = arith.select(self.has_none, first_nan, arith.shrui(below, one))
        self.upper = arith.select(
            self.has_none, first_nan, arith.minsi(arith.shrui(numbers, one), last)
        )

    def origin(self, place: Any) -> Any:
        """Where the element at a sorted place stands in ``x``, in int32."""
        return element_at(self._places, self._position, self._axis, place)

    def element(self, place: Any) -> Any:
        """The element at a sorted place."""
        origin = arith.index_cast(ir.IndexType.get(), self.origin(place))
        return element_at(self._x, self._position, self._axis, origin)

    def _is_nan(self, element: Any) -> Any:
        return scalars.compare(self._dtype, "ne", element, element)


@lowers(pd.Median, pd.Nanmedian)
def lower_median(lower: Lowering, op: Any) -> list[Any]:
    """The middle of each sorted row, and where it stood."""
    info, result = lower.info(op.x), lower.result
    dtype = info.dtype
    axis = info.axis(op.axis)
    places = sorted_places(lower, lower[op.x], info, axis)
    length = lower.size(info.dims[axis])

    def middle() -> Any:
        row = _Row(lower, op, places, length)
        below = row.element(row.lower)
        if op.mode == "min":
            return below
        total = scalars.add(dtype, below, row.element(row.upper))
        mean = scalars.divide(dtype, total, scalars.constant(dtype, 2))
        is_one = arith.cmpi(arith.CmpIPredicate.eq, row.lower, row.upper)
        return arith.select(is_one, below, mean)

    def place() -> Any:
        row = _Row(lower, op, places, length)
        origin = scalars.cast("int32", "int64", row.origin(row.lower))
        if isinstance(op, pd.Nanmedian):
            origin = arith.select(row.has_none, scalars.constant("int64", -1), origin)
        return origin

    return [
        lower.generic(result, [], middle),
        lower.generic(result.with_dtype("int64"), [], place),
    ]
