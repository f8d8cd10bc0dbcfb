"""Convolutions that have kernels of their own, with what follows them inside."""

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.convolution import window_output
from paddle_mlir.dialects.pd.definition import (
    Floats,
    Ints,
    Operand,
    OptionalOperand,
    PdOp,
    Result,
    Str,
)
from paddle_mlir.dialects.pd.epilogue import check_epilogue
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo

MOST_POSITIONS = 32
"""Of a tile: the kernel writes them out."""
MOST_FEATURES = 64
"""Of a tile."""


class _Convolution(PdOp):
    input: Operand
    filter: Operand
    bias: OptionalOperand
    residual: OptionalOperand
    strides: Ints
    paddings: Ints
    activation: Str = ""
    activation_values: Floats = ()
    tile: Ints = (7, 32)


class StemConv2d(_Convolution, name="stem_conv2d", in_paddle=False):
    """Convolution of an image in NCHW to a map in NHWC.

    ``out[n, y, x, f] = g(sum over c, i, j of
    input[n, c, y*s + i - p, x*s + j - p] * filter[i, j, c, f] + bias[f] + residual[n, y, x, f])``.

    Operands:
        input: ``[N, C, H, W]``, C known.
        filter: ``[kh, kw, C, F]``, static.
        bias: ``[F]``.
        residual: of the result's shape.

    Attributes:
        strides: step of the window in height and width.
        paddings: ``[top, bottom, left, right]``.
        activation: name of g, a ``pd`` op of one number, or nothing.
        activation_values: the attributes of that op, in its order.
        tile: neighbouring positions and features that the kernel computes at a time. The default
            is for AVX-512; ``pd-tile-kernels`` sets it for other CPUs.

    Paddle: none; ``pd-choose-convolution`` makes it of ``pd_op.conv2d``.
    """

    out: Result

    @staticmethod
    def infer(
        input: TensorInfo,  # noqa: A002 - Paddle's name
        filter: TensorInfo,  # noqa: A002 - Paddle's name
        bias: TensorInfo | None,
        residual: TensorInfo | None,
        strides: tuple[int, ...],
        paddings: tuple[int, ...],
        activation: str,
        activation_values: tuple[float, ...],
        tile: tuple[int, ...],
    ) -> TensorInfo:
        """``[N, oh, ow, F]``."""
        _check(input, filter, 4, 1)
        sizes = _sizes(input.dims[2:], filter, strides, paddings)
        result = input.with_dims([input.dims[0], *sizes, filter.dims[3]])
        check_epilogue(result, bias, residual, activation, activation_values)
        _check_tile(tile)
        return result


class DirectConv2d(_Convolution, name="direct_conv2d", in_paddle=False):
    """Convolution of a map in NHWC.

    As stem_conv2d with ``input[n, y*s + i - p, x*s + j - p, c]``.

    Operands:
        input: ``[N, H, W, C]``, C known.
        filter: ``[kh, kw, C, F]``, static.
        bias: ``[F]``.
        residual: of the result's shape.

    Attributes: as of stem_conv2d.

    Paddle: none; ``pd-choose-convolution`` makes it of ``pd_op.conv2d``.
    """

    out: Result

    @staticmethod
    def infer(
        input: TensorInfo,  # noqa: A002 - Paddle's name
        filter: TensorInfo,  # noqa: A002 - Paddle's name
        bias: TensorInfo | None,
        residual: TensorInfo | None,
        strides: tuple[int, ...],
        paddings: tuple[int, ...],
        activation: str,
        activation_values: tuple[float, ...],
        tile: tuple[int, ...],
    ) -> TensorInfo:
        """``[N, oh, ow, F]``."""
        _check(input, filter, 4, 3)
        sizes = _sizes(input.dims[1:3], filter, strides, paddings)
        result = input.with_dims([input.dims[0], *sizes, filter.dims[3]])
        check_epilogue(result, bias, residual, activation, activation_values)
        _check_tile(tile)
        return result


class DepthwiseConv2d(_Convolution, name="depthwise_conv2d"):
    """Convolution of each channel of a map in NHWC with a filter of its own.

    ``out[n, y, x, c] = g(sum over i, j of
    input[n, y*s + i - p, x*s + j - p, c] * filter[i, j, c] + bias[c] + residual[n, y, x, c])``.

    Operands:
        input: ``[N, H, W, C]``, C known.
        filter: ``[kh, kw, C]``, static.
        bias: ``[C]``.
        residual: of the result's shape.

    Attributes: as of stem_conv2d.

    Paddle: none; ``pd-choose-convolution`` makes it of ``pd_op.depthwise_conv2d``, which is
    imported as conv2d with groups.
    """

    tile: Ints = (7, 16)
    out: Result

    @staticmethod
    def infer(
        input: TensorInfo,  # noqa: A002 - Paddle's name
        filter: TensorInfo,  # noqa: A002 - Paddle's name
        bias: TensorInfo | None,
        residual: TensorInfo | None,
        strides: tuple[int, ...],
        paddings: tuple[int, ...],
        activation: str,
        activation_values: tuple[float, ...],
        tile: tuple[int, ...],
    ) -> TensorInfo:
        """``[N, oh, ow, C]``."""
        _check(input, filter, 3, 3)
        sizes = _sizes(input.dims[1:3], filter, strides, paddings)
        result = input.with_dims([input.dims[0], *sizes, input.dims[3]])
        check_epilogue(result, bias, residual, activation, activation_values)
        _check_tile(tile)
        return result


def _check(info: TensorInfo, weights: TensorInfo, rank: int, channels: int) -> None:
    """Check the operands; the rank is the filter's, the number of channels an axis of the map."""
    is_map = info.rank == 4 and isinstance(info.dims[channels], int)
    if not is_map or not dtypes.is_float(info.dtype):
        raise ValueError(f"operand 'input' must be a map of floats of known channels, got {info}")
    if weights.rank != rank or not weights.is_static or weights.dtype != info.dtype:
        raise ValueError(
            f"operand 'filter' must be static {info.dtype} of rank {rank}, got {weights}"
        )
    if weights.dims[2] != info.dims[channels]:
        raise ValueError(
            f"the filter is for {weights.dims[2]} channels, the input has {info.dims[channels]}"
        )


def _check_tile(tile: tuple[int, ...]) -> None:
    if len(tile) != 2 or min(tile) < 1 or tile[0] > MOST_POSITIONS or tile[1] > MOST_FEATURES:
        raise ValueError(
            f"tile must be 1 to {MOST_POSITIONS} positions and 1 to {MOST_FEATURES} features, got "
            f"{list(tile)}"
        )


def _sizes(
    sizes: tuple[Size, ...],
    weights: TensorInfo,
    strides: tuple[int, ...],
    paddings: tuple[int, ...],
) -> list[Size]:
    """Height and width of the result."""
    if len(strides) != 2 or min(strides) < 1:
        raise ValueError(f"strides must be two positive numbers, got {list(strides)}")
    if len(paddings) != 4 or min(paddings) < 0:
        raise ValueError(f"paddings must be four numbers of 0 or more, got {list(paddings)}")
    return [
        window_output(size, window, strides[i], 1, (paddings[2 * i], paddings[2 * i + 1]))
        for i, (size, window) in enumerate(zip(sizes, weights.numbers(0, 1), strict=True))
    ]
