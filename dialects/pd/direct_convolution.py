"""Convolutions that have kernels of their own, with what follows them inside."""

from paddle_mlir.dialects.pd.bfloat16_matrix import SHORTEST
from paddle_mlir.dialects.pd.convolution import window_output
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

WORDS = {2: "two", 3: "three", 4: "four", 6: "six"}
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
    dtype: DType = "float32"


class StemConv2d(_Convolution, name="stem_conv2d", in_paddle=False):
    """Convolution of an image in NCHW to a map in NHWC.

    ``out[n, y, x, f] = g(sum over c, i, j of
    input[n, c, y*s + i - p, x*s + j - p] * filter[i, j, c, f] + bias[f] + residual[n, y, x, f])``.

    Operands:
        input: ``[N, C, H, W]`` of float32, C known.
        filter: ``[kh, kw, C, F]`` of float32, static.
        bias: ``[F]`` of float32.
        residual: of the result's shape, in float32 or bfloat16.

    Attributes:
        strides: step of the window in height and width.
        paddings: ``[top, bottom, left, right]``.
        activation: name of g, a ``pd`` op of one number, or nothing.
        activation_values: the attributes of that op, in its order.
        tile: neighbouring positions and features that the kernel computes at a time. The default
            is for AVX-512; ``pd-tile-kernels`` sets it for other CPUs.
        dtype: of the result: that of the sums, float32, or bfloat16 where only products read it.

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
        dtype: str,
    ) -> TensorInfo:
        """``[N, oh, ow, F]``."""
        _check(input, filter, 4, channels=1)
        sums = _sums(input, input.dims[2:], _window(filter), filter.dims[3], strides, paddings)
        _check_tile(tile)
        return stored(sums, bias, residual, activation, activation_values, dtype)


class DirectConv2d(_Convolution, name="direct_conv2d", in_paddle=False):
    """Convolution of a map in NHWC.

    As stem_conv2d with ``input[n, y*s + i - p, x*s + j - p, c]``.

    Operands:
        input: ``[N, H, W, C]`` of float32, C known.
        filter: ``[kh, kw, C, F]`` of float32, static.
        bias, residual: as of stem_conv2d.

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
        dtype: str,
    ) -> TensorInfo:
        """``[N, oh, ow, F]``."""
        _check(input, filter, 4)
        sums = _sums(input, input.dims[1:3], _window(filter), filter.dims[3], strides, paddings)
        _check_tile(tile)
        return stored(sums, bias, residual, activation, activation_values, dtype)


class GroupedConv2d(_Convolution, name="grouped_conv2d", in_paddle=False):
    """Convolution of a map in NHWC in groups: a feature is of the channels of its group only.

    As direct_conv2d, where feature n of panel b and of group ``g = (b*P + n) // (F / groups)`` is
    the sum of ``input[..., g * C / groups + c] * filter[b, i, j, c, n]``.

    Operands:
        input: ``[N, H, W, C]`` of float32, C known.
        filter: ``[panels, kh, kw, C / groups, P]`` of float32, static: the features in panels of
            one or several whole groups.
        bias, residual: as of stem_conv2d.

    Attributes: as of stem_conv2d, and
        groups: of the channels and of the features.
        dilations: distance of the window's elements in height and width.

    Paddle: none; ``pd-choose-convolution`` makes it of ``pd_op.conv2d`` with groups.
    """

    groups: Int = 1
    dilations: Ints = (1, 1)
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
        dtype: str,
        groups: int,
        dilations: tuple[int, ...],
    ) -> TensorInfo:
        """``[N, oh, ow, panels * P]``."""
        _check_map(input, 3, ("float32",))
        _check_filter(filter, 5)
        panels, high, wide, channels, features = filter.numbers(0, 1, 2, 3, 4)
        if groups < 1 or groups % panels or features * panels % groups:
            raise ValueError(
                f"panels must have whole groups, but there are {groups} groups in {panels} panels "
                f"of {features} features"
            )
        _check_channels(channels * groups, input.dims[3])
        sums = _sums(
            input,
            input.dims[1:3],
            (high, wide),
            panels * features,
            strides,
            paddings,
            dilations,
        )
        _check_tile(tile)
        return stored(sums, bias, residual, activation, activation_values, dtype)


class Bfloat16Conv2d(_Convolution, name="bfloat16_conv2d", in_paddle=False):
    """Convolution of a map in NHWC in bfloat16, summed up in float32.

    As direct_conv2d, where the weight of channel c for feature f is
    ``filter[i, j, c // 2, 2 * f + c % 2]``: those of a pair of channels lie side by side, as
    AVX-512's ``vdpbf16ps`` reads them.

    Operands:
        input: ``[N, H, W, C]`` of bfloat16, C known and even.
        filter: ``[kh, kw, C / 2, 2 * F]`` of bfloat16, static, F a multiple of 4.
        bias, residual: as of stem_conv2d.

    Attributes: as of stem_conv2d.

    Paddle: none; ``pd-lower-precision`` makes it of direct_conv2d.
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
        dtype: str,
    ) -> TensorInfo:
        """``[N, oh, ow, F]``."""
        features = _check_pairs(input, filter, channels=3)
        high, wide, pairs = filter.numbers(0, 1, 2)
        _check_channels(2 * pairs, input.dims[3])
        sums = _sums(input, input.dims[1:3], (high, wide), features, strides, paddings)
        _check_tile(tile)
        return stored(sums, bias, residual, activation, activation_values, dtype)


class Bfloat16StemConv2d(_Convolution, name="bfloat16_stem_conv2d", in_paddle=False):
    """Convolution of an image in NCHW in bfloat16, summed up in float32.

    As stem_conv2d, where the weight of a window's column j for feature f is
    ``filter[i, j // 2, c, 2 * f + j % 2]``: neighbours of a row of the image are a pair.

    Operands:
        input: ``[N, C, H, W]`` of bfloat16, C known, padded at the sides.
        filter: ``[kh, kw / 2, C, 2 * F]`` of bfloat16, static, F a multiple of 4.
        bias, residual: as of stem_conv2d.

    Attributes: as of stem_conv2d; the paddings at the sides are 0.

    Paddle: none; ``pd-lower-precision`` makes it of stem_conv2d.
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
        dtype: str,
    ) -> TensorInfo:
        """``[N, oh, ow, F]``."""
        features = _check_pairs(input, filter, channels=1)
        _check_channels(filter.dims[2], input.dims[1])
        if any(paddings[2:]):
            raise ValueError(f"paddings at the sides must be 0, got {list(paddings)}")
        high, pairs = filter.numbers(0, 1)
        window = (high, 2 * pairs)
        sums = _sums(input, input.dims[2:], window, features, strides, paddings)
        _check_tile(tile)
        return stored(sums, bias, residual, activation, activation_values, dtype)


class DepthwiseConv2d(_Convolution, name="depthwise_conv2d"):
    """Convolution of each channel of a map in NHWC with a filter of its own.

    ``out[n, y, x, c] = g(sum over i, j of
    input[n, y*s + i*d - p, x*s + j*d - p, c] * filter[i, j, c] + bias[c] + residual[n, y, x, c])``.

    Operands:
        input: ``[N, H, W, C]`` of float32 or bfloat16, C known.
        filter: ``[kh, kw, C]`` of float32, static.
        bias, residual: as of stem_conv2d.

    Attributes: as of stem_conv2d, and
        dilations: distance of the window's elements in height and width.

    Paddle: none; ``pd-choose-convolution`` makes it of ``pd_op.depthwise_conv2d``, which is
    imported as conv2d with groups.
    """

    tile: Ints = (7, 16)
    dilations: Ints = (1, 1)
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
        dtype: str,
        dilations: tuple[int, ...],
    ) -> TensorInfo:
        """``[N, oh, ow, C]``."""
        _check(input, filter, 3, dtypes=STORED)
        window, channels = _window(filter), input.dims[3]
        sums = _sums(input, input.dims[1:3], window, channels, strides, paddings, dilations)
        _check_tile(tile)
        return stored(sums, bias, residual, activation, activation_values, dtype)


class DepthwiseConv3d(_Convolution, name="depthwise_conv3d", in_paddle=False):
    """Convolution of each channel of a volume in NDHWC with a filter of its own.

    As depthwise_conv2d with ``input[n, z*s + h - p, y*s + i - p, x*s + j - p, c] *
    filter[h, i, j, c]``.

    Operands:
        input: ``[N, D, H, W, C]`` of float32 or bfloat16, C known.
        filter: ``[kd, kh, kw, C]`` of float32, static.
        bias, residual: as of stem_conv2d.

    Attributes:
        strides: step of the window in depth, height and width.
        paddings: ``[front, back, top, bottom, left, right]``.
        activation, activation_values, tile, dtype: as of stem_conv2d.

    Paddle: none; ``pd-flatten-volumes`` makes it of ``pd_op.conv3d``.
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
        dtype: str,
    ) -> TensorInfo:
        """``[N, od, oh, ow, C]``."""
        _check_map(input, 4, STORED, rank=5)
        _check_filter(filter, 4)
        _check_channels(filter.dims[3], input.dims[4])
        window = tuple(filter.numbers(0, 1, 2))
        sums = _sums(input, input.dims[1:4], window, input.dims[4], strides, paddings)
        _check_tile(tile)
        return stored(sums, bias, residual, activation, activation_values, dtype)


def _check(
    info: TensorInfo,
    weights: TensorInfo,
    rank: int,
    channels: int = 3,
    dtypes: tuple[str, ...] = ("float32",),
) -> None:
    """Check the operands: ``rank`` is the filter's, ``channels`` an axis of the input."""
    _check_map(info, channels, dtypes)
    _check_filter(weights, rank)
    _check_channels(weights.dims[2], info.dims[channels])


def _check_map(info: TensorInfo, channels: int, dtypes: tuple[str, ...], rank: int = 4) -> None:
    is_map = info.rank == rank and isinstance(info.dims[channels], int)
    if not is_map or info.dtype not in dtypes:
        raise ValueError(
            f"operand 'input' must be a map of {' or '.join(dtypes)} of known channels, got {info}"
        )


def _check_filter(weights: TensorInfo, rank: int) -> None:
    if weights.rank != rank or not weights.is_static or weights.dtype != "float32":
        raise ValueError(f"operand 'filter' must be static float32 of rank {rank}, got {weights}")


def _check_pairs(info: TensorInfo, weights: TensorInfo, channels: int) -> int:
    """Check operands in bfloat16, and give the number of features of a filter of pairs."""
    is_map = info.rank == 4 and isinstance(info.dims[channels], int)
    is_paired = weights.rank == 4 and weights.is_static and weights.numbers(3)[0] % 2 == 0
    if not (is_map and is_paired) or {info.dtype, weights.dtype} != {"bfloat16"}:
        raise ValueError(
            "needs a map of bfloat16 of known channels and a static bfloat16 filter of pairs of "
            f"weights, got {info} and {weights}"
        )
    (wide,) = weights.numbers(3)
    if wide % (2 * SHORTEST):
        raise ValueError(f"the features must be a multiple of {SHORTEST}, got {wide // 2}")
    return wide // 2


def _check_channels(of_filter: Size, of_input: Size) -> None:
    if of_filter != of_input:
        raise ValueError(f"the filter is for {of_filter} channels, the input has {of_input}")


def _check_tile(tile: tuple[int, ...]) -> None:
    if len(tile) != 2 or min(tile) < 1 or tile[0] > MOST_POSITIONS or tile[1] > MOST_FEATURES:
        raise ValueError(
            f"tile must be 1 to {MOST_POSITIONS} positions and 1 to {MOST_FEATURES} features, got "
            f"{list(tile)}"
        )


def _window(weights: TensorInfo) -> tuple[int, ...]:
    """Height and width of a filter's window."""
    return tuple(weights.numbers(0, 1))


def _sums(
    info: TensorInfo,
    sizes: tuple[Size, ...],
    window: tuple[int, ...],
    features: Size,
    strides: tuple[int, ...],
    paddings: tuple[int, ...],
    dilations: tuple[int, ...] = (),
) -> TensorInfo:
    """What the windows of a map of some height and width, or of a volume, are summed up to."""
    count = len(sizes)
    dilations = dilations or (1,) * count
    for name, numbers in (("strides", strides), ("dilations", dilations)):
        if len(numbers) != count or min(numbers) < 1:
            raise ValueError(f"{name} must be {WORDS[count]} positive numbers, got {list(numbers)}")
    if len(paddings) != 2 * count or min(paddings) < 0:
        raise ValueError(
            f"paddings must be {WORDS[2 * count]} numbers of 0 or more, got {list(paddings)}"
        )
    results = [
        window_output(
            size, length, strides[i], dilations[i], (paddings[2 * i], paddings[2 * i + 1])
        )
        for i, (size, length) in enumerate(zip(sizes, window, strict=True))
    ]
    return info.with_dims([info.dims[0], *results, features])
