"""Lowering of ops about diagonals."""

from typing import Any

from torch_mlir.dialects import arith, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.diagonals import matrix_axes
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers


@lowers(pd.Tril, pd.Triu, takes_complex=True)
def lower_triangle(lower: Lowering, op: Any) -> Any:
    """A choice by position."""
    info, bound = lower.result, lower.index(op.diagonal)
    predicate = arith.CmpIPredicate.sle if isinstance(op, pd.Tril) else arith.CmpIPredicate.sge

    def body(x: Any) -> Any:
        distance = arith.subi(loop_index(info.rank - 1), loop_index(info.rank - 2))
        kept = arith.cmpi(predicate, distance, bound)
        return arith.select(kept, x, scalars.constant(info.dtype, 0))

    return lower.elementwise(info, [op.x], body)


@lowers(pd.Diagonal, takes_complex=True)
def lower_diagonal(lower: Lowering, op: pd.Diagonal) -> Any:
    """Elements looked up."""
    info, x = lower.info(op.x), lower[op.x]
    axes = matrix_axes(info, op.axis1, op.axis2)
    shifts = [lower.index(max(-op.offset, 0)), lower.index(max(op.offset, 0))]
    others = [axis for axis in range(info.rank) if axis not in axes]

    def body() -> Any:
        positions: list[Any] = [None] * info.rank
        for loop, axis in enumerate(others):
            positions[axis] = loop_index(loop)
        for axis, shift in zip(axes, shifts, strict=True):
            positions[axis] = arith.addi(loop_index(len(others)), shift)
        return tensor.extract(x, positions)

    return lower.generic(lower.result, [], body)


@lowers(pd.DiagEmbed)
def lower_diag_embed(lower: Lowering, op: pd.DiagEmbed) -> Any:
    """The vector on the diagonal, one number elsewhere."""
    info, value, result = lower.info(op.input), lower[op.input], lower.result
    number = scalars.constant(result.dtype, op.padding_value)
    if info.numel == 0:
        return lower.full(result, number)
    axes = matrix_axes(result, op.dim1, op.dim2)
    others = [axis for axis in range(result.rank) if axis not in axes]
    last = lower.size(info.dims[-1] - 1)
    distance, zero = lower.index(op.offset), lower.index(0)

    def body() -> Any:
        row, column = (loop_index(axis) for axis in axes)
        on = arith.cmpi(arith.CmpIPredicate.eq, arith.subi(column, row), distance)
        # Off the diagonal any element may be read, for it is not chosen.
        position = arith.maxsi(arith.minsi(arith.minsi(row, column), last), zero)
        element = tensor.extract(value, [*(loop_index(axis) for axis in others), position])
        return arith.select(on, element, number)

    return lower.generic(result, [], body)
