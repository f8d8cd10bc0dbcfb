"""Matrix products whose weights lie in the order in which a kernel reads them."""

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.definition import (
    Floats,
    Int,
    Ints,
    Operand,
    OptionalOperand,
    PdOp,
    Result,
    Str,
)
from paddle_mlir.dialects.pd.epilogue import check_epilogue
from paddle_mlir.dialects.tensor import TensorInfo

MOST_TILE_ROWS = 16
"""Rows that the inner kernel of a ragged product computes at a time."""


class PackedMatmul(PdOp, name="packed_matmul", in_paddle=False):
    """Product with a weight matrix that is packed into panels of columns, or with a batch of them.

    ``out[..., n] = sum over k of x[..., k] * y[n // nb, k, n % nb]``, nb the columns of a panel.

    Operands:
        x: ``[..., K]``, all but the last axis being rows; of a batch ``[B, M, K]``.
        y: ``[N / nb, K, nb]``; of a batch ``[B, N / nb, K, nb]``.

    Attributes:
        tile: rows and panels that the inner kernel computes at a time.
        workgroup: rows and panels of a workgroup.

    Paddle: none; ``pd-pack-weights`` makes it of ``pd_op.matmul``.
    """

    x: Operand
    y: Operand
    tile: Ints
    workgroup: Ints
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo, y: TensorInfo, tile: tuple[int, ...], workgroup: tuple[int, ...]
    ) -> TensorInfo:
        """``[..., N]``."""
        is_batch = y.rank == 4 and x.rank == 3 and x.dims[0] == y.dims[0]
        fits = is_batch or (y.rank == 3 and x.rank >= 1)
        if not fits or x.dtype != y.dtype or not dtypes.is_float(x.dtype):
            raise ValueError(
                "needs floats x [..., K] and y [panels, K, columns], or x [B, M, K] and y with the "
                f"same B in front, got {x} and {y}"
            )
        panels, inner, columns = y.dims[-3:]
        own = x.dims[-1]
        if isinstance(own, int) and isinstance(inner, int) and own != inner:
            raise ValueError(f"the inner sizes must be equal, got {own} and {inner}")
        for name, numbers in (("tile", tile), ("workgroup", workgroup)):
            if len(numbers) != 2 or min(numbers) < 1:
                raise ValueError(f"{name} must be two positive numbers, got {list(numbers)}")
        return x.with_dims([*x.dims[:-1], panels * columns])


class RaggedMatmul(PdOp, name="ragged_matmul", in_paddle=False):
    """Product with packed weights, or a batch, for any number of rows, and what follows it.

    ``out[m, n] = g(sum over k of x[m, k] * y[n // nb, k, n % nb] + bias[n] + residual[m, n])``.

    Operands:
        x: ``[M, K]``, static but for M; of a batch ``[B, M, K]``.
        y: ``[N / nb, K, nb]``; of a batch ``[B, N / nb, K, nb]``.
        bias: ``[N]``.
        residual: of the result's shape.

    Attributes:
        tile: rows that the inner kernel computes at a time; the last ones are fewer.
        workgroup: tiles and panels of a workgroup.
        activation: name of g, a ``pd`` op of one number, or nothing.
        activation_values: the attributes of that op, in its order.

    Paddle: none; ``pd-pack-weights`` makes it of ``pd_op.matmul``.
    """

    x: Operand
    y: Operand
    bias: OptionalOperand
    residual: OptionalOperand
    tile: Int
    workgroup: Ints
    activation: Str = ""
    activation_values: Floats = ()
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        y: TensorInfo,
        bias: TensorInfo | None,
        residual: TensorInfo | None,
        tile: int,
        workgroup: tuple[int, ...],
        activation: str,
        activation_values: tuple[float, ...],
    ) -> TensorInfo:
        """``[M, N]`` or ``[B, M, N]``."""
        if not are_rows_and_panels(x, y) or x.dtype != y.dtype or not dtypes.is_float(x.dtype):
            raise ValueError(
                "needs floats x [M, K] and y [panels, K, columns], or both with the same B in "
                f"front, all sizes but M known, got {x} and {y}"
            )
        panels, inner, columns = y.dims[-3:]
        if x.dims[-1] != inner:
            raise ValueError(f"the inner sizes must be equal, got {x.dims[-1]} and {inner}")
        check_row_tiles(tile, workgroup, MOST_TILE_ROWS)
        result = x.with_dims([*x.dims[:-1], panels * columns])
        check_epilogue(result, bias, residual, activation, activation_values)
        return result


def are_rows_and_panels(x: TensorInfo, y: TensorInfo) -> bool:
    """x is ``[M, K]`` and y of rank 3, or both have the same B in front; all sizes but M known."""
    known = [*x.dims[:-2], *x.dims[-1:], *y.dims]
    fits = y.rank == x.rank + 1 and x.rank in (2, 3) and x.dims[:-2] == y.dims[:-3]
    return fits and all(isinstance(size, int) for size in known)


def check_row_tiles(tile: int, workgroup: tuple[int, ...], most: int) -> None:
    """Check the rows of a tile and the tiles and panels of a workgroup.

    Raises:
        ValueError: they are not positive, or a tile has more rows than ``most``.
    """
    if not 1 <= tile <= most or len(workgroup) != 2 or min(workgroup) < 1:
        raise ValueError(
            f"tile must be 1 to {most}, workgroup two positive numbers, got {tile} "
            f"and {list(workgroup)}"
        )
