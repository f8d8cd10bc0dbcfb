"""Lowering of distinct elements: neighbours in sorted order that differ begin a new one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, scf, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowered_element_type, lowers
from paddle_mlir.pipelines.lower.merge_sort import comes_before, merge_sort, search
from paddle_mlir.pipelines.lower.reshaping import reshape_value
from paddle_mlir.pipelines.lower.selection import (
    new_row,
    new_tensor,
    places_of_counts,
    running_count,
)

Place = Callable[[Any], Any]


class _Rows:
    """The rows of a matrix that are compared, inside the bodies of generic ops."""

    def __init__(self, lower: Lowering, op: Any) -> None:
        info = lower.info(op.x)
        size = info.dims[0] if op.axis else info.numel
        width = info.with_dims(info.dims[1:]).numel if op.axis else 1
        self.info = info.with_dims([size, width])
        self._matrix = reshape_value(lower, lower[op.x], info, self.info)
        self._is_column = width == 1
        self._zero, self._one = lower.index(0), lower.index(1)
        self._width = lower.size(width)
        self.length = lower.size(size)
        self._before = comes_before(info.dtype, descending=False)

    def element(self, row: Any, column: Any) -> Any:
        """One element of the matrix."""
        return tensor.extract(self._matrix, [row, column])

    def compare(self, left: Any, right: Any) -> tuple[Any, Any]:
        """Whether a row stands before another one, and whether they differ."""
        if self._is_column:
            return self._compare_elements(left, right, self._zero)
        never = arith.constant(ir.IntegerType.get_signless(1), 0)
        loop = scf.ForOp(self._zero, self._width, self._one, [never, never])
        with ir.InsertionPoint(loop.body):
            precedes, differs = loop.inner_iter_args
            before, other = self._compare_elements(left, right, loop.induction_variable)
            decided = arith.select(differs, precedes, before)
            scf.YieldOp([decided, arith.ori(differs, other)])
        return loop.results[0], loop.results[1]

    def _compare_elements(self, left: Any, right: Any, column: Any) -> tuple[Any, Any]:
        x, y = self.element(left, column), self.element(right, column)
        return self._before(x, y), scalars.compare(self.info.dtype, "ne", x, y)


class _Groups:
    """Runs of equal rows in an order: where each starts, and how many there are."""

    def __init__(self, lower: Lowering, rows: _Rows, place: Place) -> None:
        mask_info = TensorInfo("bool", rows.info.dims[:1])
        one, zero = lower.index(1), lower.index(0)

        def begins() -> Any:
            here = loop_index(0)
            is_first = arith.cmpi(arith.CmpIPredicate.eq, here, zero)
            previous = arith.maxsi(arith.subi(here, one), zero)
            _, differs = rows.compare(place(previous), place(here))
            return arith.ori(is_first, differs)

        mask = lower.generic(mask_info, [], begins)
        self.counts, self.total = running_count(lower, mask, mask_info)
        self._starts = places_of_counts(lower, self.counts, mask_info, self.total)
        self._one, self._length = one, rows.length

    def start(self, number: Any) -> Any:
        """The place in the order where a run starts."""
        start = tensor.extract(self._starts, [number])
        return arith.index_cast(ir.IndexType.get(), start)

    def size(self, number: Any) -> Any:
        """How long a run is."""
        following = arith.addi(number, self._one)
        is_last = arith.cmpi(arith.CmpIPredicate.eq, following, self.total)
        inside = arith.select(is_last, number, following)
        end = arith.select(is_last, self._length, self.start(inside))
        return arith.subi(end, self.start(number))


def _distinct(lower: Lowering, op: Any, rows: _Rows, groups: _Groups, place: Place) -> Any:
    """The first row of each run, in the shape of the result."""
    info = lower.info(op.x)
    zero = lower.index(0)
    if not op.axis:
        return new_row(
            lower, info.dtype, groups.total, lambda n: rows.element(place(groups.start(n)), zero)
        )
    source = lower[op.x]

    def element() -> Any:
        first = place(groups.start(loop_index(0)))
        rest = [loop_index(loop) for loop in range(1, info.rank)]
        return tensor.extract(source, [first, *rest])

    sizes = [groups.total, *(s if isinstance(s, int) else lower.size(s) for s in info.dims[1:])]
    return new_tensor(lower, info.dtype, sizes, element)


@lowers(pd.Unique)
def lower_unique(lower: Lowering, op: pd.Unique) -> list[Any]:
    """Runs of equal rows in sorted order; each row finds its run by binary search."""
    rows, dtype = _Rows(lower, op), op.dtype
    order = TensorInfo("int32", rows.info.dims[:1])
    places = merge_sort(lower, order, 0, lambda position, left, right: rows.compare(left, right)[0])

    def place(position: Any) -> Any:
        return arith.index_cast(ir.IndexType.get(), tensor.extract(places, [position]))

    groups = _Groups(lower, rows, place)
    type_, zero = lowered_element_type(dtype), lower.index(0)

    def run_of() -> Any:
        row = loop_index(0)
        truth = arith.constant(ir.IntegerType.get_signless(1), 1)

        def is_reached(number: Any) -> Any:
            before, _ = rows.compare(place(groups.start(number)), row)
            return arith.xori(before, truth)

        return arith.index_cast(type_, search(zero, groups.total, is_reached))

    return [
        _distinct(lower, op, rows, groups, place),
        new_row(
            lower, dtype, groups.total, lambda n: arith.index_cast(type_, place(groups.start(n)))
        ),
        lower.generic(order.with_dtype(dtype), [], run_of),
        new_row(lower, dtype, groups.total, lambda n: arith.index_cast(type_, groups.size(n))),
    ]


@lowers(pd.UniqueConsecutive)
def lower_unique_consecutive(lower: Lowering, op: pd.UniqueConsecutive) -> list[Any]:
    """Runs of equal rows as they stand."""
    rows, dtype = _Rows(lower, op), op.dtype
    groups = _Groups(lower, rows, lambda position: position)
    type_ = lowered_element_type(dtype)

    def run_of(count: Any) -> Any:
        number = arith.subi(count, scalars.constant("int32", 1))
        return scalars.cast("int32", dtype, number)

    all_places = TensorInfo(dtype, rows.info.dims[:1])
    identity = ir.AffineMap.get_identity(1)
    return [
        _distinct(lower, op, rows, groups, lambda position: position),
        lower.generic(all_places, [(groups.counts, identity)], run_of),
        new_row(lower, dtype, groups.total, lambda n: arith.index_cast(type_, groups.size(n))),
    ]
