"""A sort as merges of ever longer sorted runs, each element by element in parallel.

IREE's own sort op compares every element with every other one. What is sorted are places, by any
strict order; the same binary search serves other lowerings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, scf, tensor

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowered_element_type
from paddle_mlir.pipelines.lower.views import export_view, import_view

_DYNAMIC_STEPS = 24
"""Merges where the length is known at run time only: rows of up to 2**24 elements."""


def comes_before(dtype: str, descending: bool) -> Callable[[Any, Any], Any]:
    """``x`` stands before ``y`` in sorted order; NaN is larger than every number."""

    def compare(x: Any, y: Any) -> Any:
        if descending:
            x, y = y, x
        before = scalars.compare(dtype, "lt", x, y)
        if not dtypes.is_float(dtype):
            return before
        x_is_number = scalars.compare(dtype, "eq", x, x)
        y_is_nan = scalars.compare(dtype, "ne", y, y)
        return arith.ori(before, arith.andi(x_is_number, y_is_nan))

    return compare


def search(low: Any, high: Any, goes_left: Callable[[Any], Any]) -> Any:
    """The first index in ``[low, high)`` where ``goes_left`` holds, else ``high``.

    ``goes_left`` must be false up to some index and true from there on. For use inside the body
    of a generic op.
    """
    index = ir.IndexType.get()
    loop = scf.WhileOp([index, index], [low, high])
    before = loop.before.blocks.append(index, index)
    with ir.InsertionPoint(before):
        left, right = before.arguments
        is_open = arith.cmpi(arith.CmpIPredicate.slt, left, right)
        scf.ConditionOp(is_open, [left, right])
    after = loop.after.blocks.append(index, index)
    with ir.InsertionPoint(after):
        left, right = after.arguments
        one = arith.constant(index, 1)
        middle = arith.shrui(arith.addi(left, right), one)
        is_left = goes_left(middle)
        scf.YieldOp(
            [
                arith.select(is_left, left, arith.addi(middle, one)),
                arith.select(is_left, middle, right),
            ]
        )
    return loop.results[0]


def sorted_places(
    lower: Lowering,
    x: Any,
    info: TensorInfo,
    axis: int,
    descending: bool = False,
    keep: int | None = None,
) -> Any:
    """Where the elements of ``x`` along ``axis`` stand, in sorted order: an i32 tensor.

    The sort is stable. With ``keep`` only so many are found.
    """
    before = comes_before(info.dtype, descending)

    def precedes(position: Sequence[Any], left: Any, right: Any) -> Any:
        return before(element_at(x, position, axis, left), element_at(x, position, axis, right))

    return merge_sort(lower, info.with_dtype("int32"), axis, precedes, keep)


def element_at(x: Any, position: Sequence[Any], axis: int, place: Any) -> Any:
    """The element of a tensor at a position with another place on one axis."""
    at = list(position)
    at[axis] = place
    return tensor.extract(x, at)


def merge_sort(
    lower: Lowering,
    places: TensorInfo,
    axis: int,
    precedes: Callable[[Sequence[Any], Any, Any], Any],
    keep: int | None = None,
) -> Any:
    """The places 0, 1, ... along an axis, sorted by a strict order; equal ones stay as they are.

    Each step merges neighbouring sorted runs of one length. Every position of the result finds by
    binary search how many elements before it come from the left run.

    Args:
        lower: the lowering.
        places: of all elements, in int32.
        axis: counted from the front.
        precedes: gets the position of the result and two places; built inside a body.
        keep: how many of the first places are wanted: no run needs to be longer.
    """
    size = places.dims[axis]
    current = lower.generic(places, [], lambda: _to_i32(loop_index(axis)))
    count: Any = size if isinstance(size, int) else lower.size(size)
    run = 1
    for _ in range(_steps(lower, size)):
        merged = 2 * run if keep is None else min(2 * run, keep)
        step = _Merge(lower, axis, current, run, merged, count)
        if merged < 2 * run:
            count = _shortened(lower, count, run, merged)
        sizes = [s if isinstance(s, int) else lower.size(s) for s in places.dims]
        sizes[axis] = count
        current = lower.generic(
            places,
            [],
            lambda _, step=step: step.place(precedes),
            init=tensor.EmptyOp(sizes, lowered_element_type("int32")).result,
        )
        run = merged
    if isinstance(size, int):
        return current
    # IREE 3.13.0 looks for buffers to reuse along every path between two of them: many merges of
    # sizes known at run time only, one sort after another, are compiled for ever. Past a view it
    # does not look.
    return import_view(export_view(current), current.type)


class _Merge:
    """One step of a merge sort; all values that it captures are built before its loop."""

    def __init__(
        self, lower: Lowering, axis: int, current: Any, run: int, merged: int, count: Any
    ) -> None:
        self._axis, self._current = axis, current
        self._zero, self._one = lower.index(0), lower.index(1)
        self._run, self._merged = hidden_index(lower, run), hidden_index(lower, merged)
        self._count = lower.index(count) if isinstance(count, int) else count

    def place(self, precedes: Callable[[Sequence[Any], Any, Any], Any]) -> Any:
        """The place that stands at this position of the result."""
        index, zero, one, run = ir.IndexType.get(), self._zero, self._one, self._run
        rank = ir.RankedTensorType(self._current.type).rank
        position = [loop_index(loop) for loop in range(rank)]
        pair = arith.divui(position[self._axis], self._merged)
        number = arith.subi(position[self._axis], arith.muli(pair, self._merged))
        left = arith.muli(pair, arith.addi(run, run))
        left_size = arith.minsi(run, arith.subi(self._count, left))
        right = arith.addi(left, left_size)
        right_size = arith.minsi(run, arith.subi(self._count, right))

        def read(place: Any) -> Any:
            return element_at(self._current, position, self._axis, place)

        def right_is_first(taken: Any) -> Any:
            rest = arith.subi(arith.subi(number, taken), one)
            return precedes(
                position,
                arith.index_cast(index, read(arith.addi(right, rest))),
                arith.index_cast(index, read(arith.addi(left, taken))),
            )

        low = arith.maxsi(arith.subi(number, right_size), zero)
        taken = search(low, arith.minsi(number, left_size), right_is_first)
        rest = arith.subi(number, taken)
        left_is_over = arith.cmpi(arith.CmpIPredicate.sge, taken, left_size)
        right_is_over = arith.cmpi(arith.CmpIPredicate.sge, rest, right_size)
        # A run that is over is read at the start of the left one, which always exists.
        from_left = read(arith.addi(left, arith.select(left_is_over, zero, taken)))
        from_right = read(arith.select(right_is_over, left, arith.addi(right, rest)))
        is_right = precedes(
            position, arith.index_cast(index, from_right), arith.index_cast(index, from_left)
        )
        is_right = arith.ori(left_is_over, is_right)
        # At most one of the two runs is over.
        return arith.select(right_is_over, from_left, arith.select(is_right, from_right, from_left))


def hidden_index(lower: Lowering, number: int) -> Any:
    """An index constant hidden from folding, so that steps that differ in it share one kernel."""
    return ir.Operation.create(
        "util.optimization_barrier",
        results=[ir.IndexType.get()],
        operands=[lower.index(number)],
    ).result


def _shortened(lower: Lowering, count: Any, run: int, merged: int) -> Any:
    """How many elements remain where each pair of runs becomes one of ``merged`` elements."""
    if isinstance(count, int):
        last = -(-count // (2 * run)) - 1
        return last * merged + min(merged, count - last * 2 * run)
    pairs = arith.ceildivsi(count, lower.index(2 * run))
    last = arith.subi(pairs, lower.index(1))
    rest = arith.subi(count, arith.muli(last, lower.index(2 * run)))
    longest = lower.index(merged)
    return arith.addi(arith.muli(last, longest), arith.minsi(rest, longest))


def _steps(lower: Lowering, size: Size) -> int:
    """How many doublings of the length of runs reach a size."""
    if isinstance(size, int):
        return max(size - 1, 0).bit_length()
    fits = arith.cmpi(arith.CmpIPredicate.sle, lower.size(size), lower.index(1 << _DYNAMIC_STEPS))
    lower.check(fits, f"a sort of a dynamic size takes at most 2**{_DYNAMIC_STEPS} elements a row")
    return _DYNAMIC_STEPS


def _to_i32(place: Any) -> Any:
    return arith.index_cast(ir.IntegerType.get_signless(32), place)
