"""Winograd's convolution: tiles of a map need fewer multiplications than their windows have.

Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2015.
"""

from dataclasses import dataclass

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

CHANNELS = 4
"""Their number is a multiple of this: the shortest vectors of the transforms."""
WINDOW = 3
"""Height and width of the filter's windows."""


@dataclass(frozen=True)
class Transforms:
    """The matrices of a tile's size ``m``, for windows of 3: ``n = m + 2``.

    Attributes:
        of_input: ``B^T [n, n]``.
        of_filter: ``G [n, 3]``.
        of_output: ``A^T [m, n]``.
    """

    of_input: tuple[tuple[float, ...], ...]
    of_filter: tuple[tuple[float, ...], ...]
    of_output: tuple[tuple[float, ...], ...]


TRANSFORMS = {
    2: Transforms(
        ((1, 0, -1, 0), (0, 1, 1, 0), (0, -1, 1, 0), (0, 1, 0, -1)),
        ((1, 0, 0), (1 / 2, 1 / 2, 1 / 2), (1 / 2, -1 / 2, 1 / 2), (0, 0, 1)),
        ((1, 1, 1, 0), (0, 1, -1, -1)),
    ),
    4: Transforms(
        (
            (4, 0, -5, 0, 1, 0),
            (0, -4, -4, 1, 1, 0),
            (0, 4, -4, -1, 1, 0),
            (0, -2, -1, 2, 1, 0),
            (0, 2, -1, -2, 1, 0),
            (0, 4, 0, -5, 0, 1),
        ),
        (
            (1 / 4, 0, 0),
            (-1 / 6, -1 / 6, -1 / 6),
            (-1 / 6, 1 / 6, -1 / 6),
            (1 / 24, 1 / 12, 1 / 6),
            (1 / 24, -1 / 12, 1 / 6),
            (0, 0, 1),
        ),
        (
            (1, 1, 1, 1, 1, 0),
            (0, 1, -1, 2, -2, 0),
            (0, 1, 1, 4, 4, 0),
            (0, 1, -1, 8, -8, 1),
        ),
    ),
}
"""By the size of the tile."""


def tiles_of(height: int, width: int, tile: int) -> tuple[int, int]:
    """How many tiles cover a map in height and width; the last ones lie over others."""
    return -(-height // tile), -(-width // tile)


class WinogradInput(PdOp, name="winograd_input"):
    """What the tiles of a convolution's result are computed from, transformed.

    ``out[i * n + j, t] = (B^T d B)[i, j]`` for the ``n x n`` elements ``d`` of ``x`` that tile
    ``t`` depends on, ``n = tile + 2``.

    Operands:
        x: ``[N, H, W, C]``, static but for N.

    Attributes:
        tile: height and width of a tile, 2 or 4.
        paddings: ``[top, bottom, left, right]``.

    Paddle: none; ``pd-choose-convolution`` makes it of ``pd_op.conv2d``.
    """

    x: Operand
    tile: Int
    paddings: Ints
    out: Result

    @staticmethod
    def infer(x: TensorInfo, tile: int, paddings: tuple[int, ...]) -> TensorInfo:
        """``[n * n, N * tiles, C]``."""
        is_map = x.rank == 4 and all(isinstance(size, int) for size in x.dims[1:])
        if not is_map or not dtypes.is_float(x.dtype):
            raise ValueError(f"operand 'x' must be floats [N, H, W, C], all but N known, got {x}")
        _check_tile(tile)
        batch, channels = x.dims[0], x.dims[3]
        _check_channels(x)
        if len(paddings) != 4 or min(paddings) < 0:
            raise ValueError(f"paddings must be four numbers of 0 or more, got {list(paddings)}")
        height, width = x.numbers(1, 2)
        height += paddings[0] + paddings[1] - WINDOW + 1
        width += paddings[2] + paddings[3] - WINDOW + 1
        if min(height, width) < tile:
            raise ValueError(f"the result must be {tile} or more each way, got {height}x{width}")
        rows, columns = tiles_of(height, width, tile)
        return x.with_dims([(tile + WINDOW - 1) ** 2, batch * rows * columns, channels])


class WinogradOutput(PdOp, name="winograd_output"):
    """A convolution's result of the products of transformed tiles and filters.

    ``out = f(A^T m A + bias + residual)`` for the ``n x n`` elements ``m`` of each tile.

    Operands:
        x: ``[n * n, N * tiles, F]``.
        bias: ``[F]``.
        residual: of the result's shape.

    Attributes:
        tile: as of winograd_input.
        size: ``[H, W]`` of the result.
        activation: name of a ``pd`` op of one number, or nothing.
        activation_values: the attributes of that op, in its order.

    Paddle: none; ``pd-choose-convolution`` makes it of ``pd_op.conv2d``.
    """

    x: Operand
    bias: OptionalOperand
    residual: OptionalOperand
    tile: Int
    size: Ints
    activation: Str = ""
    activation_values: Floats = ()
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        bias: TensorInfo | None,
        residual: TensorInfo | None,
        tile: int,
        size: tuple[int, ...],
        activation: str,
        activation_values: tuple[float, ...],
    ) -> TensorInfo:
        """``[N, H, W, F]``."""
        _check_tile(tile)
        if len(size) != 2 or min(size) < tile:
            raise ValueError(f"size must be [H, W], {tile} or more, got {list(size)}")
        rows, columns = tiles_of(*size, tile)
        planes = (tile + WINDOW - 1) ** 2
        if x.rank != 3 or x.dims[0] != planes or not isinstance(x.dims[2], int):
            raise ValueError(f"operand 'x' must be [{planes}, N * tiles, F], got {x}")
        _check_channels(x)
        if isinstance(x.dims[1], int) and x.dims[1] % (rows * columns):
            raise ValueError(f"{rows * columns} tiles of an image must divide {x.dims[1]}")
        result = x.with_dims([x.dims[1] // (rows * columns), *size, x.dims[2]])
        check_epilogue(result, bias, residual, activation, activation_values)
        return result


def _check_channels(info: TensorInfo) -> None:
    if info.numbers(-1)[0] % CHANNELS:
        raise ValueError(f"the number of channels must be a multiple of {CHANNELS}, got {info}")


def _check_tile(tile: int) -> None:
    if tile not in TRANSFORMS:
        raise ValueError(f"tile must be one of {list(TRANSFORMS)}, got {tile}")
