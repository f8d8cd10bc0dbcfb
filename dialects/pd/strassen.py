"""Products of matrices by Strassen's method."""

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
from paddle_mlir.dialects.pd.packed_matrix import MOST_TILE_ROWS, check_row_tiles
from paddle_mlir.dialects.tensor import TensorInfo

PRODUCTS = 7
"""Of quarters."""


class StrassenMatmul(PdOp, name="strassen_matmul", in_paddle=False):
    """Product with packed weights by Strassen's method in Winograd's form, and what follows it.

    ``out[m, n] = g(sum over k of x[m, k] * w[k, n] + bias[n] + residual[m, n])``. With the quarters
    ``[[a, b], [c, d]]`` of x and ``[[p, q], [r, s]]`` of w, and

    - ``u = a @ p``,
    - ``v = u + (c + d - a) @ (p + s - q)``,
    - ``z = v + (a - c) @ (s - q)``,
    - ``y = (c + d) @ (q - p)``,

    the quarters of ``x @ w`` are ``u + b @ r``, ``v + y + (a + b - c - d) @ s``,
    ``z + d @ (q + r - p - s)`` and ``z + y``: 7 products of quarters, where 8 are usual.

    Operands:
        x: ``[M, K]``, M and K even.
        y: ``[N / 2 / nb, 7, K / 2, nb]``: panels of p, r, p + s - q, q - p, s, s - q and
            q + r - p - s, side by side.
        bias: ``[N]``.
        residual: of the result's shape.

    Attributes:
        tile: rows of half the matrix that the inner kernel computes at a time; the last ones are
            fewer.
        workgroup: tiles and panels of a workgroup.
        activation: name of g, a ``pd`` op of one number, or nothing.
        activation_values: the attributes of that op, in its order.

    Paddle: none; ``pd-pack-weights`` makes it of ``pd_op.matmul``. V. Strassen, Gaussian
    elimination is not optimal, 1969; S. Winograd, On multiplication of 2x2 matrices, 1971.
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
        """``[M, N]``."""
        sizes = [size for size in (*x.dims, *y.dims) if isinstance(size, int)]
        is_known = len(sizes) == x.rank + y.rank == 6
        is_even = is_known and x.rank == 2 and not any(size % 2 for size in sizes[:2])
        if not is_even or sizes[3:5] != [PRODUCTS, sizes[1] // 2]:
            raise ValueError(
                "needs x [M, K] with even sizes and y [panels, 7, K / 2, columns], all sizes "
                f"known, got {x} and {y}"
            )
        if x.dtype != y.dtype or not dtypes.is_float(x.dtype):
            raise ValueError(f"operands must be floats of one dtype, got {x.dtype} and {y.dtype}")
        check_row_tiles(tile, workgroup, MOST_TILE_ROWS)
        result = x.with_dims([x.dims[0], 2 * sizes[2] * sizes[5]])
        check_epilogue(result, bias, residual, activation, activation_values)
        return result
