"""Lowering of sorts and of what sorted elements tell."""

from __future__ import annotations

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, scf, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowered_element_type, lowers
from paddle_mlir.pipelines.lower.merge_sort import element_at, search, sorted_places
from paddle_mlir.pipelines.lower.reshaping import reshape_value


def take(lower: Lowering, x: Any, result: TensorInfo, axis: int, places: Any) -> Any:
    """The elements of ``x`` at ``places`` along an axis; ``result`` has the shape of these."""
    index = ir.IndexType.get()

    def element() -> Any:
        position = [loop_index(loop) for loop in range(result.rank)]
        place = arith.index_cast(index, tensor.extract(places, position))
        return element_at(x, position, axis, place)

    return lower.generic(result, [], element)


def widened(lower: Lowering, places: Any, info: TensorInfo) -> Any:
    """Places as int64."""
    wide = info.with_dtype("int64")
    identity = ir.AffineMap.get_identity(info.rank)
    return lower.generic(
        wide, [(places, identity)], lambda place: scalars.cast("int32", "int64", place)
    )


def as_rows(lower: Lowering, x: Any, info: TensorInfo) -> tuple[Any, TensorInfo]:
    """A tensor of rank 1 or more: a scalar becomes a row of one element."""
    if info.rank:
        return x, info
    row = info.with_dims([1])
    return reshape_value(lower, x, info, row), row


@lowers(pd.Argsort)
def lower_argsort(lower: Lowering, op: pd.Argsort) -> list[Any]:
    """The sorted places, and the elements there."""
    return _sorted(lower, op.x, op.axis, op.descending, lower.result)


@lowers(pd.Topk)
def lower_topk(lower: Lowering, op: pd.Topk) -> list[Any]:
    """The first ``k`` of the sorted ones."""
    info = lower.info(op.x)
    if info.rank:
        count, size = lower.result.dims[info.axis(op.axis)], info.dims[info.axis(op.axis)]
        lower.check_not_negative(count, "top-k: k must not be negative")
        lower.check_not_negative(size - count, "top-k: k is larger than the axis")
    return _sorted(lower, op.x, op.axis, op.largest, lower.result)


def _sorted(
    lower: Lowering, operand: Any, axis: int, descending: bool, result: TensorInfo
) -> list[Any]:
    """Elements and places, cut to the result's shape."""
    x, info = as_rows(lower, lower[operand], lower.info(operand))
    axis = info.axis(axis)
    kept = result if result.rank else info
    count, as_places = kept.dims[axis], kept.with_dtype("int32")
    if kept.dims == info.dims:
        places = sorted_places(lower, x, info, axis, descending)
    elif isinstance(count, int):
        places = sorted_places(lower, x, info, axis, descending, keep=count)
        places = lower.cast_type(places, as_places)
    else:
        places = sorted_places(lower, x, info, axis, descending)
        places = _first(lower, places, as_places)
    return [
        reshape_value(lower, take(lower, x, kept, axis, places), kept, result),
        reshape_value(
            lower,
            widened(lower, places, kept),
            kept.with_dtype("int64"),
            result.with_dtype("int64"),
        ),
    ]


def _first(lower: Lowering, x: Any, result: TensorInfo) -> Any:
    """The corner of a tensor."""
    dynamic = ir.ShapedType.get_dynamic_size()
    sizes = [size if isinstance(size, int) else dynamic for size in result.dims]
    return tensor.extract_slice(
        lower.type(result),
        x,
        [],
        lower.dynamic_sizes(result),
        [],
        [0] * result.rank,
        sizes,
        [1] * result.rank,
    )


@lowers(pd.Mode)
def lower_mode(lower: Lowering, op: pd.Mode) -> list[Any]:
    """One walk over each sorted row finds the end of its longest run of equal elements."""
    x, info = as_rows(lower, lower[op.x], lower.info(op.x))
    axis = info.axis(op.axis)
    places = sorted_places(lower, x, info, axis)
    index = ir.IndexType.get()
    count, zero, one = lower.size(info.dims[axis]), lower.index(0), lower.index(1)
    kept = info.with_dtype("int32").with_dims(
        [1 if a == axis else size for a, size in enumerate(info.dims)]
    )

    def end_of_longest_run() -> Any:
        position = [loop_index(loop) for loop in range(info.rank)]

        def element(place: Any) -> Any:
            origin = arith.index_cast(index, element_at(places, position, axis, place))
            return element_at(x, position, axis, origin)

        loop = scf.ForOp(zero, count, one, [zero, zero, zero])
        with ir.InsertionPoint(loop.body):
            here = loop.induction_variable
            start, longest, best = loop.inner_iter_args
            follower = arith.addi(here, one)
            is_last = arith.cmpi(arith.CmpIPredicate.eq, follower, count)
            inside = arith.select(is_last, here, follower)
            differs = scalars.compare(info.dtype, "ne", element(inside), element(here))
            ends = arith.ori(is_last, differs)
            length = arith.subi(follower, start)
            is_longer = arith.cmpi(arith.CmpIPredicate.sgt, length, longest)
            is_better = arith.andi(ends, is_longer)
            scf.YieldOp(
                [
                    arith.select(ends, follower, start),
                    arith.select(is_better, length, longest),
                    arith.select(is_better, here, best),
                ]
            )
        return element_at(places, position, axis, loop.results[2])

    places = lower.generic(kept, [], end_of_longest_run)
    values = kept.with_dtype(info.dtype)
    return [
        reshape_value(lower, take(lower, x, values, axis, places), values, lower.result),
        reshape_value(
            lower,
            widened(lower, places, kept),
            kept.with_dtype("int64"),
            lower.result.with_dtype("int64"),
        ),
    ]


@lowers(pd.Searchsorted)
def lower_searchsorted(lower: Lowering, op: pd.Searchsorted) -> Any:
    """A binary search for every value."""
    row, row_info = lower[op.sorted_sequence], lower.info(op.sorted_sequence)
    values, info = lower[op.values], lower.info(op.values)
    dtype, result = info.dtype, lower.result
    for axis in range(row_info.rank - 1):
        message = "searchsorted: leading sizes of the sequence and of the values differ"
        lower.check_equal(row_info.dims[axis], info.dims[axis], message)
    length, zero = lower.size(row_info.dims[-1]), lower.index(0)
    type_ = lowered_element_type(result.dtype)

    def place(value: Any) -> Any:
        position = [linalg.IndexOp(loop).result for loop in range(row_info.rank - 1)]

        def is_behind(middle: Any) -> Any:
            element = tensor.extract(row, [*position, middle])
            return scalars.compare(dtype, "gt" if op.right else "ge", element, value)

        return arith.index_cast(type_, search(zero, length, is_behind))

    identity = ir.AffineMap.get_identity(info.rank)
    return lower.generic(result, [(values, identity)], place)
