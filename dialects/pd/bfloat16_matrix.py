"""Matrix products in bfloat16, summed up in float32."""

from paddle_mlir.dialects.pd.definition import (
    DType,
    Floats,
    Int,
    Ints,
    Operand,
    OptionalOperand,
    PdOp,
    Result,
    Str,
)
from paddle_mlir.dialects.pd.epilogue import check_channels, stored
from paddle_mlir.dialects.pd.packed_matrix import are_rows_and_panels, check_row_tiles
from paddle_mlir.dialects.tensor import TensorInfo

SHORTEST = 4
"""Sums of the shortest vectors that pairs are added to."""
MOST_TILE_ROWS = 24
"""Rows that the inner kernel computes at a time."""


class Bfloat16Matmul(PdOp, name="bfloat16_matmul", in_paddle=False):
    """Product of bfloat16 with packed weights, or a batch, summed in float32, and what follows it.

    ``out[m, n] = g(sum over k of x[m, k] * w[k, n] + bias[n] + residual[m, n]) * scale[n] +
    shift[n]``, where
    ``w[k, n] = y[n // nb, k // 2, n % nb * 2 + k % 2]`` and nb is the columns of a panel: the two
    weights of a pair of x's elements lie side by side, as AVX-512's ``vdpbf16ps`` reads them.

    Operands:
        x: ``[M, K]`` of bfloat16, K even, static but for M; of a batch ``[B, M, K]``.
        y: ``[N / nb, K / 2, 2 * nb]`` of bfloat16, nb a multiple of 4; of a batch with B in front.
        bias: ``[N]`` of float32.
        residual: of the result's shape, in float32 or bfloat16.
        scale: ``[N]`` of float32.
        shift: ``[N]`` of float32.

    Attributes:
        tile: rows that the inner kernel computes at a time; the last ones are fewer.
        workgroup: tiles and panels of a workgroup.
        activation: name of g, a ``pd`` op of one number, or nothing.
        activation_values: the attributes of that op, in its order.
        dtype: of the result: float32, or bfloat16 where only products read it.

    Paddle: none; ``pd-lower-precision`` makes it of packed products.
    """

    x: Operand
    y: Operand
    bias: OptionalOperand
    residual: OptionalOperand
    scale: OptionalOperand
    shift: OptionalOperand
    tile: Int
    workgroup: Ints
    activation: Str = ""
    activation_values: Floats = ()
    dtype: DType = "float32"
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        y: TensorInfo,
        bias: TensorInfo | None,
        residual: TensorInfo | None,
        scale: TensorInfo | None,
        shift: TensorInfo | None,
        tile: int,
        workgroup: tuple[int, ...],
        activation: str,
        activation_values: tuple[float, ...],
        dtype: str,
    ) -> TensorInfo:
        """``[M, N]`` or ``[B, M, N]``."""
        if not are_rows_and_panels(x, y) or {x.dtype, y.dtype} != {"bfloat16"}:
            raise ValueError(
                "needs bfloat16 x [M, K] and y [panels, K / 2, 2 * columns], or both with the same "
                f"B in front, all sizes but M known, got {x} and {y}"
            )
        (inner,) = x.numbers(-1)
        panels, pairs, wide = y.numbers(-3, -2, -1)
        if inner != 2 * pairs or wide % 2:
            raise ValueError(
                f"x must have 2 elements for each of y's {pairs} pairs of rows, and y two weights "
                f"for each column, got {inner} elements and {wide} weights"
            )
        if wide % (2 * SHORTEST):
            raise ValueError(f"a panel's columns must be a multiple of {SHORTEST}, got {wide // 2}")
        check_row_tiles(tile, workgroup, MOST_TILE_ROWS)
        sums = x.with_dims([*x.dims[:-1], panels * wide // 2])
        for name, vector in (("scale", scale), ("shift", shift)):
            check_channels(name, vector, sums.with_dtype("float32"))
        return stored(sums, bias, residual, activation, activation_values, dtype)
