"""Lowering of matrix products."""

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import linalg

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.broadcasting import broadcast_dims
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.broadcast import elementwise_loop
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.manipulation import transpose
from paddle_mlir.pipelines.lower.reshaping import reshape_value


@lowers(pd.Matmul, takes_complex=True)
def lower_matmul(lower: Lowering, op: pd.Matmul) -> Any:
    """``linalg.matmul`` where one operand has no batch, else ``linalg.batch_matmul``."""
    x, x_info = _as_matrices(lower, op.x, op.transpose_x, is_row=True)
    y, y_info = _as_matrices(lower, op.y, op.transpose_y, is_row=False)
    product, info = matrix_product(lower, x, x_info, y, y_info)
    return reshape_value(lower, product, info, lower.result)


def matrix_product(
    lower: Lowering, x: Any, x_info: TensorInfo, y: Any, y_info: TensorInfo
) -> tuple[Any, TensorInfo]:
    """The product of lowered tensors of rank 2 or more, all batches in one dimension or none.

    Returns:
        ``[batch, M, N]``, or ``[batch * M, N]`` where ``y`` has no batch, and its info.
    """
    dtype = x_info.dtype
    wide = dtypes.wide(dtype)
    rows, columns = x_info.dims[-2], y_info.dims[-1]
    inner = x_info.dims[-1] if isinstance(x_info.dims[-1], int) else y_info.dims[-2]
    batch = broadcast_dims(x_info.dims[:-2], y_info.dims[:-2])
    if y_info.rank == 2:
        # All batches of x are rows of one matrix.
        count = x_info.with_dims(x_info.dims[:-1]).numel
        flat = x_info.with_dims([count, inner])
        result = TensorInfo(wide, (count, columns))
        x = reshape_value(lower, x, x_info.with_dims([*x_info.dims[:-1], inner]), flat)
        y = lower.cast_type(y, y_info.with_dims([inner, columns]))
        product = multiply(lower, result, x, y, linalg.matmul)
    else:
        x = _with_batch(lower, x, x_info, (*batch, rows, inner))
        y = _with_batch(lower, y, y_info, (*batch, inner, columns))
        count = x_info.with_dims(batch).numel
        result = TensorInfo(wide, (count, rows, columns))
        x = reshape_value(
            lower,
            x,
            x_info.with_dims((*batch, rows, inner)),
            x_info.with_dims([count, rows, inner]),
        )
        y = reshape_value(
            lower,
            y,
            y_info.with_dims((*batch, inner, columns)),
            y_info.with_dims([count, inner, columns]),
        )
        product = multiply(lower, result, x, y, linalg.batch_matmul)
    if wide != dtype:
        identity = ir.AffineMap.get_identity(result.rank)
        product = lower.generic(
            result.with_dtype(dtype),
            [(product, identity)],
            lambda e: scalars.cast(wide, dtype, e),
        )
    return product, result.with_dtype(dtype)


def multiply(lower: Lowering, result: TensorInfo, x: Any, y: Any, named: Any) -> Any:
    """The product by a named op, accumulated from zero in the result's dtype."""
    if result.dtype == "bool":
        raise ValueError(f"matrix products of {result.dtype} are not supported")
    return named(x, y, outs=[lower.full(result, scalars.constant(result.dtype, 0))])


def _as_matrices(
    lower: Lowering, operand: Any, transposed: bool, is_row: bool
) -> tuple[Any, TensorInfo]:
    """The operand with rank 2 or more and the transposition done."""
    info, value = lower.info(operand), lower[operand]
    if info.rank == 1:
        matrix = info.with_dims((1, info.dims[0]) if is_row else (info.dims[0], 1))
        return reshape_value(lower, value, info, matrix), matrix
    if not transposed:
        return value, info
    perm = [*range(info.rank - 2), info.rank - 1, info.rank - 2]
    return transpose(lower, value, info, perm), info.with_dims([info.dims[i] for i in perm])


def _with_batch(lower: Lowering, value: Any, info: TensorInfo, dims: tuple[Any, ...]) -> Any:
    """The matrices repeated over the batch that they are multiplied in."""
    target = info.with_dims(dims)
    if info.dims == target.dims:
        return value
    offset = target.rank - info.rank
    if all(size == target.dims[offset + axis] for axis, size in enumerate(info.dims[:-2])) and (
        offset == 0
    ):
        return lower.cast_type(value, target)
    return elementwise_loop(lower, target, [(value, info)], lambda x: x)
