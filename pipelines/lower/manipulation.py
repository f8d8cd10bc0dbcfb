"""Lowering of ops that move elements."""

from collections.abc import Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.barriers import apart, is_from_tiled_loop
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.reshaping import reshape_value


@lowers(pd.Assign, takes_complex=True)
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


@lowers(pd.Reshape, pd.Flatten, pd.Squeeze, pd.Unsqueeze, takes_complex=True)
def lower_reshape(lower: Lowering, op: Any) -> Any:
    """The same elements in another shape."""
    info = lower.info(op.x)
    lower.check_equal(
        info.numel,
        lower.result.numel,
        f"{op.spec.name}: the wanted shape holds another number of elements",
    )
    return reshape_value(lower, lower[op.x], info, lower.result)


@lowers(pd.Transpose, takes_complex=True)
def lower_transpose(lower: Lowering, op: pd.Transpose) -> Any:
    """Dimensions in another order, of a packed product in a loop of its own.

    IREE 3.13.0 puts a transpose into the loops of the product before it, which the product's tiles
    do not fit any more: 400x128 to 128, transposed, took 15 ms in place of 0.15.
    """
    value = lower[op.x]
    if is_from_tiled_loop(value):
        value = apart(value)
    return transpose(lower, value, lower.info(op.x), op.perm)


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


@lowers(pd.Concat, takes_complex=True)
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


@lowers(pd.Stack, takes_complex=True)
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


@lowers(pd.Expand, takes_complex=True)
def lower_expand(lower: Lowering, op: pd.Expand) -> Any:
    """A broadcast copy."""
    return lower.elementwise(lower.result, [op.x], lambda x: x)


@lowers(pd.Tile, takes_complex=True)
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
