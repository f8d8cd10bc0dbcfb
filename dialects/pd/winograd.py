"""Winograd's convolution: tiles of a map need fewer multiplications than their windows have.

Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2015.
"""

from dataclasses import dataclass

from paddle_mlir.dialects import symbolic
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
from paddle_mlir.dialects.pd.epilogue import STORED, stored
from paddle_mlir.dialects.symbolic import Size
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


def result_sizes(x: TensorInfo, paddings: tuple[int, ...]) -> tuple[Size, Size]:
    """Height and width of the convolution's result."""
    _, height, width, _ = x.dims
    top, bottom, left, right = paddings
    return height + (top + bottom - WINDOW + 1), width + (left + right - WINDOW + 1)


def tiles_of(height: Size, width: Size, tile: int) -> tuple[Size, Size]:
    """How many tiles cover a map in height and width; the last ones lie over others."""
    return symbolic.ceil_divide(height, tile), symbolic.ceil_divide(width, tile)


class WinogradInput(PdOp, name="winograd_input", in_paddle=False):
    """What the tiles of a convolution's result are computed from, transformed.

    ``out[i * n + j, t] = (B^T d B)[i, j]`` for the ``n x n`` elements ``d`` of ``x`` that tile
    ``t`` depends on, ``n = tile + 2``.

    Operands:
        x: ``[N, H, W, C]`` of float32 or bfloat16, C known.

    Attributes:
        tile: height and width of a tile, 2 or 4.
        paddings: ``[top, bottom, left, right]``.
        dtype: of the result: float32, or bfloat16 where only products read it.

    Paddle: none; ``pd-choose-convolution`` makes it of ``pd_op.conv2d``.
    """

    x: Operand
    tile: Int
    paddings: Ints
    dtype: DType = "float32"
    out: Result

    @staticmethod
    def infer(x: TensorInfo, tile: int, paddings: tuple[int, ...], dtype: str) -> TensorInfo:
        """``[n * n, N * tiles, C]``."""
        _check_tile(tile)
        rows, columns = _tiles(x, "x", tile, paddings)
        _check_channels(x)
        sums = x.with_dims([(tile + WINDOW - 1) ** 2, x.dims[0] * rows * columns, x.dims[3]])
        return stored(sums, None, None, "", (), dtype)


class WinogradOutput(PdOp, name="winograd_output", in_paddle=False):
    """A convolution's result of the products of transformed tiles and filters.

    ``out = f(A^T m A + bias + residual)`` for the ``n x n`` elements ``m`` of each tile.

    Operands:
        x: ``[n * n, N * tiles, F]`` of float32.
        source: ``[N, H, W, C]``, the map that winograd_input read. Only its sizes are used.
        bias: ``[F]`` of float32.
        residual: of the result's shape, in float32 or bfloat16.

    Attributes:
        tile: as of winograd_input.
        paddings: as of winograd_input.
        activation: name of a ``pd`` op of one number, or nothing.
        activation_values: the attributes of that op, in its order.
        dtype: of the result: float32, or bfloat16 where only products read it.

    Paddle: none; ``pd-choose-convolution`` makes it of ``pd_op.conv2d``.
    """

    x: Operand
    source: Operand
    bias: OptionalOperand
    residual: OptionalOperand
    tile: Int
    paddings: Ints
    activation: Str = ""
    activation_values: Floats = ()
    dtype: DType = "float32"
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        source: TensorInfo,
        bias: TensorInfo | None,
        residual: TensorInfo | None,
        tile: int,
        paddings: tuple[int, ...],
        activation: str,
        activation_values: tuple[float, ...],
        dtype: str,
    ) -> TensorInfo:
        """``[N, oh, ow, F]``."""
        _check_tile(tile)
        rows, columns = _tiles(source, "source", tile, paddings)
        planes = (tile + WINDOW - 1) ** 2
        if x.rank != 3 or x.dims[0] != planes or x.dtype != "float32":
            raise ValueError(f"operand 'x' must be float32 [{planes}, N * tiles, F], got {x}")
        _check_channels(x)
        tiles = source.dims[0] * rows * columns
        if isinstance(x.dims[1], int) and isinstance(tiles, int) and x.dims[1] != tiles:
            raise ValueError(f"operand 'x' must hold the {tiles} tiles of {source}, got {x}")
        result = x.with_dims([source.dims[0], *result_sizes(source, paddings), x.dims[2]])
        return stored(result, bias, residual, activation, activation_values, dtype)


def _tiles(info: TensorInfo, name: str, tile: int, paddings: tuple[int, ...]) -> tuple[Size, Size]:
    """Check a map, and count the tiles of the result over it in height and width."""
    if info.rank != 4 or info.dtype not in STORED:
        wanted = " or ".join(STORED)
        raise ValueError(f"operand '{name}' must be {wanted} [N, H, W, C], got {info}")
    if len(paddings) != 4 or min(paddings) < 0:
        raise ValueError(f"paddings must be four numbers of 0 or more, got {list(paddings)}")
    sizes = result_sizes(info, paddings)
    if any(isinstance(size, int) and size < 1 for size in sizes):
        raise ValueError(f"no window fits {info} with paddings {list(paddings)}")
    return tiles_of(*sizes, tile)


def _check_channels(info: TensorInfo) -> None:
    channels = info.dims[-1]
    if not isinstance(channels, int) or channels % CHANNELS:
        raise ValueError(f"the number of channels must be a multiple of {CHANNELS}, got {info}")


def _check_tile(tile: int) -> None:
    if tile not in TRANSFORMS:
        raise ValueError(f"tile must be one of {list(TRANSFORMS)}, got {tile}")
