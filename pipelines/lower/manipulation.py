"""Lowering of ops that move elements."""

from collections.abc import Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.creation import sizes_from
from paddle_mlir.dialects.pd.manipulation import (
    slice_bounds,
    slice_extent,
    split_parts,
    symbolic_sum,
)
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.reshaping import reshape_value


@lowers(pd.Assign)
def lower_assign(lower: Lowering, op: pd.Assign) -> Any:
    """The operand."""
    return lower[op.x]


@lowers(pd.Dropout)
def lower_dropout(lower: Lowering, op: pd.Dropout) -> Any:
    """The operand, or what training would have kept of it on average."""
    if op.mode == "upscale_in_train":
        return lower[op.x]
    dtype = lower.result.dtype
    return lower.elementwise(
        lower.result,
        [op.x],
        lambda x: scalars.multiply(dtype, x, scalars.constant(dtype, 1.0 - op.p)),
    )


@lowers(pd.Shape)
def lower_shape(lower: Lowering, op: pd.Shape) -> Any:
    """The sizes; only reached for ranks whose elements are not followed."""
    type_ = lower.type(lower.result)
    sizes = [lower.size(size) for size in lower.info(op.x).dims]
    return tensor.from_elements(
        type_, [arith.index_cast(type_.element_type, size) for size in sizes]
    )


@lowers(pd.Reshape, pd.Flatten, pd.Squeeze, pd.Unsqueeze)
def lower_reshape(lower: Lowering, op: Any) -> Any:
    """The same elements in another shape."""
    info = lower.info(op.x)
    lower.check_equal(
        info.numel,
        lower.result.numel,
        f"{op.spec.name}: the wanted shape holds another number of elements",
    )
    return reshape_value(lower, lower[op.x], info, lower.result)


@lowers(pd.Transpose)
def lower_transpose(lower: Lowering, op: pd.Transpose) -> Any:
    """Dimensions in another order."""
    return transpose(lower, lower[op.x], lower.info(op.x), op.perm)


def transpose(lower: Lowering, value: Any, info: TensorInfo, perm: Sequence[int]) -> Any:
    """A lowered tensor of ``info`` with its dimensions permuted."""
    axes = info.axes(perm)
    if list(axes) == list(range(info.rank)):
        return value
    init = lower.empty(info.with_dims([info.dims[axis] for axis in axes]))
    op = linalg.TransposeOp(
        result=[init.type],
        input=value,
        init=init,
        permutation=ir.DenseI64ArrayAttr.get(list(axes)),
    )
    linalg.fill_builtin_region(op.operation)
    return op.results[0]


@lowers(pd.Concat)
def lower_concat(lower: Lowering, op: pd.Concat) -> Any:
    """Operands written one after the other."""
    axis = lower.result.axis(op.axis)
    info = lower.result
    values = []
    for operand in op.x:
        own = lower.info(operand)
        for i in range(info.rank):
            if i != axis:
                lower.check_equal(own.dims[i], info.dims[i], "concat: operands differ in size")
        # Give every operand what is known of any.
        dims = [own.dims[i] if i == axis else info.dims[i] for i in range(info.rank)]
        values.append(lower.cast_type(lower[operand], own.with_dims(dims)))
    if len(values) == 1:
        return values[0]
    return tensor.ConcatOp(lower.type(info), axis, values).result


@lowers(pd.Stack)
def lower_stack(lower: Lowering, op: pd.Stack) -> Any:
    """Operands with a new axis, concatenated along it."""
    axis = op.axis + lower.result.rank if op.axis < 0 else op.axis
    dims = list(lower.result.dims)
    dims[axis] = 1
    one = lower.result.with_dims(dims)
    sizes = dims[:axis] + dims[axis + 1 :]
    values = []
    for operand in op.x:
        info = lower.info(operand)
        for own, size in zip(info.dims, sizes, strict=True):
            lower.check_equal(own, size, "stack: operands differ in size")
        values.append(reshape_value(lower, lower[operand], info, one))
    if len(values) == 1:
        return values[0]
    return tensor.ConcatOp(lower.type(lower.result), axis, values).result


def extract_ranges(
    lower: Lowering,
    value: Any,
    info: TensorInfo,
    starts: dict[int, Size],
    extents: dict[int, Size],
) -> Any:
    """A slice with step 1; axes that are not named are whole."""
    offsets = [starts.get(axis, 0) for axis in range(info.rank)]
    sizes = [extents.get(axis, size) for axis, size in enumerate(info.dims)]
    if 0 in sizes:
        # An empty slice may start behind the last element, which extract_slice refuses.
        return lower.empty(info.with_dims(sizes))
    dynamic = ir.ShapedType.get_dynamic_size()
    return tensor.extract_slice(
        lower.type(info.with_dims(sizes)),
        value,
        [lower.size(o) for o in offsets if not isinstance(o, int)],
        [lower.size(s) for s in sizes if not isinstance(s, int)],
        [],
        [o if isinstance(o, int) else dynamic for o in offsets],
        [s if isinstance(s, int) else dynamic for s in sizes],
        [1] * info.rank,
    )


@lowers(pd.Split)
def lower_split(lower: Lowering, op: pd.Split) -> Any:
    """One part, as a slice."""
    info = lower.info(op.x)
    axis = info.axis(op.axis)
    parts = split_parts(info.dims[axis], op.sections, op.num)
    message = "split: the parts do not add up to the size"
    lower.check_equal(symbolic_sum(parts), info.dims[axis], message)
    lower.check_not_negative(parts[op.index], message)
    start, size = symbolic_sum(parts[: op.index]), parts[op.index]
    return extract_ranges(lower, lower[op.x], info, {axis: start}, {axis: size})


@lowers(pd.Slice)
def lower_slice(lower: Lowering, op: pd.Slice) -> Any:
    """Ranges, then dropped axes."""
    info = lower.info(op.input)
    first = sizes_from(op.starts, _info(lower, op.starts_tensor))
    last = sizes_from(op.ends, _info(lower, op.ends_tensor))
    dropped = {info.axis(axis) for axis in op.decrease_axis}
    starts: dict[int, Size] = {}
    extents: dict[int, Size] = {}
    for axis, start, end in zip(info.axes(op.axes), first, last, strict=True):
        low, high = slice_bounds(start, end, info.dims[axis])
        starts[axis] = low
        extents[axis] = 1 if axis in dropped else slice_extent(low, high)
        if axis in dropped:
            lower.check_not_negative(info.dims[axis] - 1 - low, "slice: index out of range")
    part = extract_ranges(lower, lower[op.input], info, starts, extents)
    kept = info.with_dims([extents.get(axis, size) for axis, size in enumerate(info.dims)])
    return reshape_value(lower, part, kept, lower.result)


def _info(lower: Lowering, operand: Any) -> TensorInfo | None:
    return None if operand is None else lower.info(operand)


@lowers(pd.Expand)
def lower_expand(lower: Lowering, op: pd.Expand) -> Any:
    """A broadcast copy."""
    return lower.elementwise(lower.result, [op.x], lambda x: x)


@lowers(pd.Tile)
def lower_tile(lower: Lowering, op: pd.Tile) -> Any:
    """Repetition: a broadcast to ``[times, size]`` pairs that are then merged."""
    info, rank = lower.info(op.x), lower.result.rank
    sizes: list[Size] = [*[1] * (rank - info.rank), *info.dims]
    times: list[Size] = [*[1] * (rank - len(op.repeat_times)), *op.repeat_times]
    both: list[Size] = []
    for count, size in zip(times, sizes, strict=True):
        both += [count, size]
    pairs = info.with_dims(both)
    source = reshape_value(lower, lower[op.x], info, info.with_dims(sizes))
    places = ir.AffineMap.get(
        2 * rank, 0, [ir.AffineDimExpr.get(2 * axis + 1) for axis in range(rank)]
    )
    copied = lower.generic(pairs, [(source, places)], lambda x: x)
    return reshape_value(lower, copied, pairs, lower.result)


@lowers(pd.Gather)
def lower_gather(lower: Lowering, op: pd.Gather) -> Any:
    """Slices picked by an index along one axis; negative indices count from the back."""
    info, index = lower.info(op.x), lower.info(op.index)
    axis = info.axis(op.axis)
    return gather(lower, lower[op.x], info, axis, op.index, index)


def gather(
    lower: Lowering, x: Any, info: TensorInfo, axis: int, index: Any, index_info: TensorInfo
) -> Any:
    """``x`` with ``axis`` replaced by the dimensions of ``index`` and its elements looked up."""
    rank = index_info.rank
    result = info.with_dims((*info.dims[:axis], *index_info.dims, *info.dims[axis + 1 :]))
    map_ = ir.AffineMap.get(result.rank, 0, [ir.AffineDimExpr.get(axis + i) for i in range(rank)])
    size = lower.size(info.dims[axis])
    zero = lower.index(0)

    def body(position: Any) -> Any:
        at = lower.to_index(position)
        negative = arith.cmpi(arith.CmpIPredicate.slt, at, zero)
        at = arith.select(negative, arith.addi(at, size), at)
        # An index out of range would read outside the tensor.
        at = arith.maxsi(arith.minsi(at, arith.subi(size, lower.index(1))), zero)
        before = [loop_index(i) for i in range(axis)]
        after = [loop_index(i + rank) for i in range(axis, info.rank - 1)]
        return tensor.extract(x, [*before, at, *after])

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


@lowers(pd.ShuffleChannel)
def lower_shuffle_channel(lower: Lowering, op: pd.ShuffleChannel) -> Any:
    """Reshape, transpose, reshape."""
    info = lower.info(op.x)
    axis = info.rank - 1 if op.data_format == "NHWC" else 1
    before, after = info.dims[:axis], info.dims[axis + 1 :]
    split = info.with_dims((*before, op.group, info.dims[axis] // op.group, *after))
    value = reshape_value(lower, lower[op.x], info, split)
    perm = list(range(split.rank))
    perm[axis], perm[axis + 1] = perm[axis + 1], perm[axis]
    value = transpose(lower, value, split, perm)
    return reshape_value(lower, value, split.with_dims([split.dims[i] for i in perm]), info)
