"""Lowering of choices by a condition.

The number of chosen elements is read on the host and becomes a size; each place in the result
then finds its element by binary search in the running count. All of it runs in parallel.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.broadcasting import broadcast
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowered_element_type, lowers
from paddle_mlir.pipelines.lower.merge_sort import search
from paddle_mlir.pipelines.lower.reduction import reduce
from paddle_mlir.pipelines.lower.reshaping import reshape_value
from paddle_mlir.pipelines.lower.scan import scan


def new_row(lower: Lowering, dtype: str, count: Any, body: Callable[[Any], Any]) -> Any:
    """A row of ``count`` elements (an index value), each made by ``body`` from its place."""
    return new_tensor(lower, dtype, [count], lambda: body(loop_index(0)))


def new_tensor(lower: Lowering, dtype: str, sizes: list[Any], body: Callable[[], Any]) -> Any:
    """A tensor whose sizes are computed values; ``body`` gives an element."""
    start = tensor.EmptyOp(sizes, lowered_element_type(dtype)).result
    info = TensorInfo(dtype, (0,) * len(sizes))
    return lower.generic(info, [], lambda _: body(), init=start)


def running_count(lower: Lowering, mask: Any, info: TensorInfo) -> tuple[Any, Any]:
    """How many elements of a bool row are true up to each one, in int32, and in all, as index."""
    ones = info.with_dtype("int32")
    identity = ir.AffineMap.get_identity(1)
    numbers = lower.generic(
        ones, [(mask, identity)], lambda element: scalars.cast("bool", "int32", element)
    )
    counts = scan(lower, numbers, ones, 0, 0, arith.addi)
    total = reduce(lower, numbers, ones, (0,), "int32", "sum")
    return counts, lower.to_index(tensor.extract(total, []))


def chosen_places(lower: Lowering, mask: Any, info: TensorInfo) -> tuple[Any, Any]:
    """The places of the true elements of a bool row, as an i32 row, and their count as index."""
    counts, total = running_count(lower, mask, info)
    return places_of_counts(lower, counts, info, total), total


def places_of_counts(lower: Lowering, counts: Any, info: TensorInfo, total: Any) -> Any:
    """For each number up to ``total`` the first place where the running count exceeds it."""
    length, zero = lower.size(info.dims[0]), lower.index(0)
    int32 = ir.IntegerType.get_signless(32)

    def place(number: Any) -> Any:
        wanted = arith.index_cast(int32, number)

        def is_reached(middle: Any) -> Any:
            count = tensor.extract(counts, [middle])
            return arith.cmpi(arith.CmpIPredicate.sgt, count, wanted)

        return arith.index_cast(int32, search(zero, length, is_reached))

    return new_row(lower, "int32", total, place)


def _in_a_row(lower: Lowering, x: Any, info: TensorInfo) -> tuple[Any, TensorInfo]:
    row = info.with_dims([info.numel])
    return reshape_value(lower, x, info, row), row


def _read(places: Any, number: Any) -> Any:
    return arith.index_cast(ir.IndexType.get(), tensor.extract(places, [number]))


@lowers(pd.Nonzero)
def lower_nonzero(lower: Lowering, op: pd.Nonzero) -> Any:
    """Each place in the row of all elements, divided into one for each axis."""
    info = lower.info(op.condition)
    truth = lower.elementwise(
        info.with_dtype("bool"), [op.condition], lambda e: scalars.truth(info.dtype, e)
    )
    mask, row = _in_a_row(lower, truth, info.with_dtype("bool"))
    places, total = chosen_places(lower, mask, row)
    sizes = [lower.size(size) for size in info.dims]
    int64 = ir.IntegerType.get_signless(64)

    def coordinate() -> Any:
        rest, axis = _read(places, loop_index(0)), loop_index(1)
        result = rest
        for position in reversed(range(info.rank)):
            here = arith.remui(rest, sizes[position])
            rest = arith.divui(rest, sizes[position])
            this = arith.constant(ir.IndexType.get(), position)
            is_this = arith.cmpi(arith.CmpIPredicate.eq, axis, this)
            result = arith.select(is_this, here, result)
        return arith.index_cast(int64, result)

    return new_tensor(lower, "int64", [total, info.rank], coordinate)


@lowers(pd.MaskedSelect)
def lower_masked_select(lower: Lowering, op: pd.MaskedSelect) -> Any:
    """The elements at the places where the mask is true."""
    x_info = lower.info(op.x)
    both = broadcast(x_info, lower.info(op.mask).with_dtype(x_info.dtype))
    x, _ = _in_a_row(lower, _broadcast(lower, op.x, both), both)
    chosen = both.with_dtype("bool")
    mask, row = _in_a_row(lower, _broadcast(lower, op.mask, chosen), chosen)
    places, total = chosen_places(lower, mask, row)
    return new_row(
        lower, x_info.dtype, total, lambda number: tensor.extract(x, [_read(places, number)])
    )


def _broadcast(lower: Lowering, operand: Any, result: TensorInfo) -> Any:
    if lower.info(operand).dims == result.dims:
        return lower[operand]
    return lower.elementwise(result, [operand], lambda element: element)
