"""Lowering of ops that pick elements by tensors of positions."""

from collections.abc import Callable
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers


@lowers(pd.Gather, takes_complex=True)
def lower_gather(lower: Lowering, op: pd.Gather) -> Any:
    """Slices picked by an index along one axis; negative indices count from the back."""
    info, index = lower.info(op.x), lower.info(op.index)
    axis = info.axis(op.axis)
    return gather(lower, lower[op.x], info, axis, op.index, index)


def place_along(lower: Lowering, size: Size) -> Callable[[Any], Any]:
    """What makes an index value of an integer: negative ones count from the back.

    One that is out of range becomes the nearest place, so that nothing outside is touched.
    """
    whole, zero = lower.size(size), lower.index(0)
    last = arith.subi(whole, lower.index(1))

    def place(integer: Any) -> Any:
        at = lower.to_index(integer)
        negative = arith.cmpi(arith.CmpIPredicate.slt, at, zero)
        at = arith.select(negative, arith.addi(at, whole), at)
        return arith.maxsi(arith.minsi(at, last), zero)

    return place


def gather(
    lower: Lowering, x: Any, info: TensorInfo, axis: int, index: Any, index_info: TensorInfo
) -> Any:
    """``x`` with ``axis`` replaced by the dimensions of ``index`` and its elements looked up."""
    rank = index_info.rank
    result = info.with_dims((*info.dims[:axis], *index_info.dims, *info.dims[axis + 1 :]))
    map_ = ir.AffineMap.get(result.rank, 0, [ir.AffineDimExpr.get(axis + i) for i in range(rank)])
    at_axis, source = place_along(lower, info.dims[axis]), x

    def body(index: Any) -> Any:
        at = at_axis(index)
        before = [loop_index(i) for i in range(axis)]
        after = [loop_index(i + rank) for i in range(axis, info.rank - 1)]
        return tensor.extract(source, [*before, at, *after])

    return lower.generic(result, [(lower[index], map_)], body)


@lowers(pd.Embedding)
def lower_embedding(lower: Lowering, op: pd.Embedding) -> Any:
    """Rows of a table; the padding row is zero."""
    weight = lower.info(op.weight)
    rows = gather(lower, lower[op.weight], weight, 0, op.x, lower.info(op.x))
    if op.padding_idx == -1:
        return rows
    padding, dtype, rank = op.padding_idx, lower.result.dtype, lower.result.rank
    index_dtype = lower.info(op.x).dtype
    outer = ir.AffineMap.get(rank, 0, [ir.AffineDimExpr.get(i) for i in range(rank - 1)])

    def body(row: Any, index: Any) -> Any:
        is_padding = scalars.compare(
            index_dtype, "eq", index, scalars.constant(index_dtype, padding)
        )
        return arith.select(is_padding, scalars.constant(dtype, 0), row)

    identity = ir.AffineMap.get_identity(rank)
    return lower.generic(lower.result, [(rows, identity), (lower[op.x], outer)], body)


@lowers(pd.GatherNd, takes_complex=True)
def lower_gather_nd(lower: Lowering, op: pd.GatherNd) -> Any:
    """Each element looked up at the place that its row of indices names."""
    info, index = lower.info(op.x), lower.info(op.index)
    outer, depth = index.rank - 1, lower.info(op.index).dims[-1]
    assert isinstance(depth, int)
    places = [place_along(lower, size) for size in info.dims[:depth]]
    columns = [
        (lower[op.index], column_map(lower.result.rank, outer, column)) for column in range(depth)
    ]

    source = lower[op.x]

    def body(*row: Any) -> Any:
        at = [place(number) for place, number in zip(places, row, strict=True)]
        rest = [loop_index(axis) for axis in range(outer, lower.result.rank)]
        return tensor.extract(source, [*at, *rest])

    return lower.generic(lower.result, columns, body)


def column_map(loops: int, outer: int, column: int) -> ir.AffineMap:
    """Where the ``outer`` first loops find their number in a column of an index tensor."""
    rows = [ir.AffineDimExpr.get(axis) for axis in range(outer)]
    return ir.AffineMap.get(loops, 0, [*rows, ir.AffineConstantExpr.get(column)])


@lowers(pd.TakeAlongAxis)
def lower_take_along_axis(lower: Lowering, op: pd.TakeAlongAxis) -> Any:
    """Each element looked up along the axis."""
    info, indices = lower.info(op.x), lower.info(op.indices)
    axis = info.axis(op.axis)
    check_within(lower, info, indices, axis)
    place, source = place_along(lower, info.dims[axis]), lower[op.x]

    def body(index: Any) -> Any:
        at = [place(index) if a == axis else loop_index(a) for a in range(info.rank)]
        return tensor.extract(source, at)

    identity = ir.AffineMap.get_identity(info.rank)
    return lower.generic(lower.result, [(lower[op.indices], identity)], body)


def check_within(lower: Lowering, x: TensorInfo, indices: TensorInfo, axis: int | None) -> None:
    """Stop the run where there are more indices than elements beside ``axis``."""
    for position, (own, wanted) in enumerate(zip(x.dims, indices.dims, strict=True)):
        if position != axis:
            message = "there are more indices than elements beside the axis"
            lower.check_not_negative(own - wanted, message)


@lowers(pd.OneHot)
def lower_one_hot(lower: Lowering, op: pd.OneHot) -> Any:
    """1 where the position along the last axis is the number."""
    rank = lower.result.rank
    outer = ir.AffineMap.get(rank, 0, [ir.AffineDimExpr.get(i) for i in range(rank - 1)])

    def body(number: Any) -> Any:
        same = arith.cmpi(arith.CmpIPredicate.eq, lower.to_index(number), loop_index(rank - 1))
        return scalars.cast("bool", "float32", same)

    return lower.generic(lower.result, [(lower[op.x], outer)], body)
