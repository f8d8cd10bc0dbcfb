"""Lowering of ops that write into a copy of a tensor.

What is written at positions that are data goes through IREE's ``iree_linalg_ext.scatter``, which
takes the updates one after the other. Ranges and diagonals need no order: every element of the
result finds the value that belongs there.
"""

from collections.abc import Callable, Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, scf, tensor

from paddle_mlir.dialects import pd, symbolic
from paddle_mlir.dialects.pd.creation import sizes_from
from paddle_mlir.dialects.pd.scattering import picked_shape, region_shape
from paddle_mlir.dialects.pd.slicing import strided_ranges
from paddle_mlir.dialects.symbolic import Dim
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.barriers import apart
from paddle_mlir.pipelines.lower.broadcast import elementwise_loop
from paddle_mlir.pipelines.lower.indexing import check_within, column_map, place_along
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.reshaping import reshape_value

_COMBINE: dict[str, Callable[..., Any]] = {
    "assign": lambda dtype, update, current: update,
    "add": scalars.add,
    "multiply": scalars.multiply,
    "amin": scalars.minimum,
    "amax": scalars.maximum,
}


@lowers(pd.ScatterNd)
def lower_scatter_nd(lower: Lowering, op: pd.ScatterNd) -> Any:
    """A scatter at the places that the rows of indices name."""
    info, index = lower.info(op.x), lower.info(op.index)
    outer, depth = index.rank - 1, index.dims[-1]
    assert isinstance(depth, int)
    given = lower.info(op.updates).dims
    for own, wanted in zip(given, (*index.dims[:-1], *info.dims[depth:]), strict=True):
        lower.check_equal(own, wanted, "scatter: updates have another shape than what they replace")
    # IREE 3.13.0 finds what one of the two knows statically, then refuses that they differ.
    counts = [
        own if isinstance(own, int) else size
        for own, size in zip(given, index.dims[:-1], strict=False)
    ]
    index_value = lower.cast_type(lower[op.index], index.with_dims((*counts, depth)))
    places = [place_along(lower, size) for size in info.dims[:depth]]
    rows = [(index_value, column_map(outer, outer, column)) for column in range(depth)]

    def position(*row: Any) -> list[Any]:
        return [place(number) for place, number in zip(places, row, strict=True)]

    picked = info.with_dims((*counts, *info.dims[depth:]))
    updates = lower.cast_type(lower[op.updates], picked)
    return _scatter(lower, lower[op.x], info, rows, position, (updates, picked), depth, op.reduce)


@lowers(pd.IndexPut)
def lower_index_put(lower: Lowering, op: pd.IndexPut) -> Any:
    """A scatter at the places that the indices, broadcast, name."""
    info, depth = lower.info(op.x), len(op.indices)
    infos = [lower.info(index) for index in op.indices]
    picked = picked_shape(info, infos)
    shape = picked.with_dims(picked.dims[: picked.rank - (info.rank - depth)])
    updates = elementwise_loop(
        lower, picked, [(lower[op.value], lower.info(op.value))], lambda value: value
    )
    identity = ir.AffineMap.get_identity(shape.rank)
    rows = [
        (
            elementwise_loop(
                lower, shape.with_dtype(own.dtype), [(lower[index], own)], lambda number: number
            ),
            identity,
        )
        for index, own in zip(op.indices, infos, strict=True)
    ]
    places = [place_along(lower, size) for size in info.dims[:depth]]

    def position(*row: Any) -> list[Any]:
        return [place(number) for place, number in zip(places, row, strict=True)]

    reduce = "add" if op.accumulate else "assign"
    return _scatter(lower, lower[op.x], info, rows, position, (updates, picked), depth, reduce)


@lowers(pd.PutAlongAxis)
def lower_put_along_axis(lower: Lowering, op: pd.PutAlongAxis) -> Any:
    """A scatter of single elements: places beside the axis are the indices' own."""
    info, indices, values = (lower.info(value) for value in (op.x, op.indices, op.values))
    axis = info.axis(op.axis)
    check_within(lower, info, indices, axis)
    check_within(lower, values, indices, None)
    place = place_along(lower, info.dims[axis])
    picked = info.with_dims(indices.dims)

    def position(number: Any) -> list[Any]:
        return [place(number) if i == axis else loop_index(i) for i in range(info.rank)]

    rows = [(lower[op.indices], ir.AffineMap.get_identity(info.rank))]
    source = lower[op.values]

    def value() -> Any:
        return tensor.extract(source, [loop_index(i) for i in range(info.rank)])

    updates = lower[op.values]
    if values.dims != indices.dims:
        updates = lower.generic(picked, [], value)
    return _scatter(
        lower, lower[op.x], info, rows, position, (updates, picked), info.rank, op.reduce
    )


def _scatter(
    lower: Lowering,
    x: Any,
    info: TensorInfo,
    numbers: Sequence[tuple[Any, ir.AffineMap]],
    position: Callable[..., list[Any]],
    updates: tuple[Any, TensorInfo],
    depth: int,
    reduce: str,
) -> Any:
    """``x`` with updates written into its first ``depth`` dimensions, one after the other.

    Args:
        x: lowered tensor of ``info``.
        numbers: what names the places, read in a loop over the updates' outer dimensions.
        position: inside that loop, the place of one update.
        updates: lowered, with their info: outer dimensions, then those of a slice of ``x``.
        depth: how many dimensions of ``x`` a place names.
        reduce: how an update meets what is there.
    """
    value, picked = updates
    rest = info.dims[depth:]
    outer = picked.dims[: picked.rank - len(rest)]
    count = symbolic.product(outer)
    if 0 in (count, info.numel):
        return x
    factors = [lower.size(symbolic.product(info.dims[i + 1 : depth])) for i in range(depth)]
    number = ir.IntegerType.get_signless(32)

    def linear(*row: Any) -> Any:
        total = None
        for at, factor in zip(position(*row), factors, strict=True):
            term = arith.muli(at, factor)
            total = term if total is None else arith.addi(total, term)
        return arith.index_cast(number, total)

    places = TensorInfo("int32", outer)
    rows = TensorInfo("int32", (count, 1))
    index = reshape_value(lower, lower.generic(places, numbers, linear), places, rows)
    # IREE packs bits, which a scatter cannot write one by one.
    dtype = "uint8" if info.dtype == "bool" else info.dtype
    flat = info.with_dims((symbolic.product(info.dims[:depth]), *rest))
    target = _bits(lower, reshape_value(lower, x, info, flat), flat, dtype)
    source = picked.with_dims((count, *rest))
    value = _bits(lower, reshape_value(lower, value, picked, source), source, dtype)
    written = _scatter_rows(
        target, index, value, lambda new, old: _COMBINE[reduce](dtype, new, old)
    )
    back = _bits(lower, written, flat.with_dtype(dtype), info.dtype)
    return reshape_value(lower, back, flat, info)


def _bits(lower: Lowering, value: Any, info: TensorInfo, dtype: str) -> Any:
    if info.dtype == dtype:
        return value
    operand = (value, info)
    return elementwise_loop(
        lower, info.with_dtype(dtype), [operand], lambda x: scalars.cast(info.dtype, dtype, x)
    )


def _scatter_rows(target: Any, index: Any, updates: Any, combine: Callable[..., Any]) -> Any:
    """Rows of ``target`` combined with ``updates`` in order.

    IREE 3.13.0 would take slices and fills into the scatter, with an array on the stack that is
    too large for it: barriers keep them out.
    """
    target, updates, index = apart(target), apart(updates), apart(index)
    op = ir.Operation.create(
        "iree_linalg_ext.scatter",
        results=[target.type],
        operands=[updates, index, target],
        attributes={
            "dimension_map": ir.DenseI64ArrayAttr.get([0]),
            "unique_indices": ir.BoolAttr.get(False),
        },
        regions=1,
    )
    element = ir.ShapedType(target.type).element_type
    block = op.regions[0].blocks.append(element, element)
    with ir.InsertionPoint(block):
        ir.Operation.create("iree_linalg_ext.yield", operands=[combine(*block.arguments)])
    return op.result


@lowers(pd.SetValue)
def lower_set_value(lower: Lowering, op: pd.SetValue) -> Any:
    """The value's element inside the ranges, the own one outside."""
    info, value = lower.info(op.x), lower.info(op.value)
    starts_info, ends_info = (
        None if operand is None else lower.info(operand)
        for operand in (op.starts_tensor, op.ends_tensor)
    )
    first, last = sizes_from(op.starts, starts_info), sizes_from(op.ends, ends_info)
    ranges = strided_ranges(info, op.axes, first, last, op.steps)
    region = region_shape(info, ranges, op.decrease_axes, op.none_axes)
    if not ranges and value.rank <= info.rank and not op.none_axes:
        return elementwise_loop(lower, info, [(lower[op.value], value)], lambda x: x)
    if value.numel == 0:
        return lower[op.x]
    source, zero = lower[op.value], lower.index(0)
    bounds = {
        axis: (lower.size(range_.start), lower.size(range_.extent), range_.stride)
        for axis, range_ in ranges.items()
    }
    axes: list[int | None] = [None] * (value.rank - len(region))
    is_one: dict[int, Any] = {}
    for position in range(max(value.rank - len(region), 0), value.rank):
        own, (axis, wanted) = value.dims[position], region[position - value.rank]
        axes.append(None if own == 1 else axis)
        if own not in (1, wanted):
            size = lower.size(own)
            is_one[position] = arith.cmpi(arith.CmpIPredicate.eq, size, lower.index(1))
            fits = arith.cmpi(arith.CmpIPredicate.eq, size, lower.size(wanted))
            lower.check(arith.ori(fits, is_one[position]), "set_value: the value does not fit")

    def body(old: Any) -> Any:
        inside = scalars.constant("bool", True)
        place = {axis: loop_index(axis) for axis in range(info.rank)}
        for axis, (start, extent, stride) in bounds.items():
            ends = (place[axis], start) if stride > 0 else (start, place[axis])
            distance = arith.subi(*ends)
            inside = arith.andi(inside, arith.cmpi(arith.CmpIPredicate.sge, distance, zero))
            if abs(stride) != 1:
                step = arith.constant(ir.IndexType.get(), abs(stride))
                rest = arith.remsi(distance, step)
                inside = arith.andi(inside, arith.cmpi(arith.CmpIPredicate.eq, rest, zero))
                distance = arith.divsi(distance, step)
            inside = arith.andi(inside, arith.cmpi(arith.CmpIPredicate.slt, distance, extent))
            place[axis] = distance
        at = []
        for position, along in enumerate(axes):
            here = zero if along is None else arith.select(inside, place[along], zero)
            if position in is_one:
                here = arith.select(is_one[position], zero, here)
            at.append(here)
        return _read_if(inside, source, value, at, old)

    identity = ir.AffineMap.get_identity(info.rank)
    return lower.generic(info, [(lower[op.x], identity)], body)


def _read_if(condition: Any, value: Any, info: TensorInfo, at: Sequence[Any], other: Any) -> Any:
    """The element at ``at`` where the condition holds; nothing is read of an empty tensor."""
    if not any(isinstance(size, Dim) for size in info.dims):
        return arith.select(condition, tensor.extract(value, at), other)
    branch = scf.IfOp(condition, [other.type], has_else=True)
    with ir.InsertionPoint(branch.then_block):
        scf.YieldOp([tensor.extract(value, at)])
    with ir.InsertionPoint(branch.else_block):
        scf.YieldOp([other])
    return branch.results[0]


@lowers(pd.FillDiagonalTensor)
def lower_fill_diagonal_tensor(lower: Lowering, op: pd.FillDiagonalTensor) -> Any:
    """The diagonal's element where the two positions differ by the offset."""
    info, y = lower.info(op.x), lower.info(op.y)
    rows, columns = info.axes((op.dim1, op.dim2))
    if y.numel == 0:
        return lower[op.x]
    source, zero, offset = lower[op.y], lower.index(0), lower.index(op.offset)

    def body(old: Any) -> Any:
        distance = arith.subi(loop_index(columns), loop_index(rows))
        inside = arith.cmpi(arith.CmpIPredicate.eq, distance, offset)
        others = [loop_index(axis) for axis in range(info.rank) if axis not in (rows, columns)]
        along = loop_index(rows if op.offset >= 0 else columns)
        return _read_if(inside, source, y, [*others, arith.select(inside, along, zero)], old)

    identity = ir.AffineMap.get_identity(info.rank)
    return lower.generic(info, [(lower[op.x], identity)], body)
