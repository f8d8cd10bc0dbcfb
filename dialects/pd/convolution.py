"""Convolutions over two spatial dimensions."""

from collections.abc import Sequence

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.definition import (
    Int,
    Ints,
    Operand,
    OptionalOperand,
    PdOp,
    Result,
    Str,
)
from paddle_mlir.dialects.symbolic import Size, ceil_divide, maximum, unknown
from paddle_mlir.dialects.tensor import TensorInfo

LAYOUTS = {3: ("NCW", "NWC"), 4: ("NCHW", "NHWC"), 5: ("NCDHW", "NDHWC")}
"""By rank: channels first, channels last."""


def spatial_axes(data_format: str, rank: int = 4) -> tuple[int, ...]:
    """Positions of the spatial dimensions: width, height and width, or depth too.

    Raises:
        ValueError: not one of the rank's :data:`LAYOUTS`.
    """
    if rank not in LAYOUTS:
        raise ValueError(f"maps must have rank 3, 4 or 5, got {rank}")
    first, last = LAYOUTS[rank]
    if data_format not in (first, last):
        raise ValueError(f"data_format must be one of {first}, {last}, got {data_format!r}")
    return tuple(range(2, rank)) if data_format == first else tuple(range(1, rank - 1))


def channel_axis(data_format: str, rank: int = 4) -> int:
    """Position of the channels."""
    return 1 if spatial_axes(data_format, rank)[0] == 2 else rank - 1


FILTER_FORMATS = ("OIHW", "HWIO")


def filter_sizes(filter: TensorInfo, filter_format: str) -> tuple[Size, ...]:  # noqa: A002
    """Sizes of a convolution's filter as ``[F, C / groups, kh, kw]``.

    Raises:
        ValueError: not one of :data:`FILTER_FORMATS`.
    """
    if filter_format not in FILTER_FORMATS:
        known = " or ".join(FILTER_FORMATS)
        raise ValueError(f"filter_format must be {known}, got {filter_format!r}")
    if filter_format == "OIHW":
        return filter.dims
    height, width, group_channels, features = filter.dims
    return features, group_channels, height, width


def window_padding(
    sizes: Sequence[Size],
    window: Sequence[int],
    strides: Sequence[int],
    dilations: Sequence[int],
    paddings: Sequence[int],
    padding_algorithm: str,
) -> list[tuple[Size, Size]]:
    """Padding before and after each spatial dimension.

    Args:
        sizes: input sizes.
        window: kernel sizes.
        strides: one a dimension.
        dilations: one a dimension.
        paddings: one a dimension, or (before, after) pairs in one list.
        padding_algorithm: EXPLICIT, SAME (the output is ceil(size / stride)) or VALID (none).

    Raises:
        ValueError: wrong counts or an unknown algorithm.
    """
    count = len(sizes)
    for name, values in (("strides", strides), ("dilations", dilations), ("window", window)):
        if len(values) != count or any(value < 1 for value in values):
            raise ValueError(f"{name} must be {count} positive numbers, got {list(values)}")
    if padding_algorithm == "VALID":
        return [(0, 0)] * count
    if padding_algorithm == "SAME":
        pads: list[tuple[Size, Size]] = []
        for size, kernel, stride in zip(sizes, window, strides, strict=True):
            # Paddle resets the dilation to 1 with SAME (phi UpdatePaddingAndDilation).
            total = maximum((ceil_divide(size, stride) - 1) * stride + kernel - size, 0)
            pads.append((total // 2, total - total // 2))
        return pads
    if padding_algorithm != "EXPLICIT":
        raise ValueError(
            f"padding_algorithm must be EXPLICIT, SAME or VALID, got {padding_algorithm!r}"
        )
    if len(paddings) == count:
        return [(pad, pad) for pad in paddings]
    if len(paddings) == 2 * count:
        return [(paddings[2 * i], paddings[2 * i + 1]) for i in range(count)]
    raise ValueError(f"paddings must be {count} or {2 * count} numbers, got {list(paddings)}")


def effective_dilations(dilations: Sequence[int], padding_algorithm: str) -> list[int]:
    """The dilations that count: Paddle resets them to 1 with SAME."""
    return [1] * len(dilations) if padding_algorithm == "SAME" else list(dilations)


def four_paddings(
    input: TensorInfo,  # noqa: A002 - Paddle's name
    window: Sequence[int],
    conv: "Conv2d",
) -> tuple[int, ...] | None:
    """``[top, bottom, left, right]`` of a convolution of a map in NHWC, where they are known."""
    pads = window_padding(
        list(input.dims[1:3]),
        window,
        conv.strides,
        conv.dilations,
        conv.paddings,
        conv.padding_algorithm,
    )
    found = tuple(side for pair in pads for side in pair if isinstance(side, int))
    return found if len(found) == 4 else None


def window_output(
    size: Size, kernel: int, stride: int, dilation: int, pad: tuple[Size, Size]
) -> Size:
    """Number of window positions along one dimension.

    Raises:
        ValueError: the window is larger than the padded input.
    """
    output = (size + pad[0] + pad[1] - (dilation * (kernel - 1) + 1)) // stride + 1
    if isinstance(output, int) and output < 1:
        raise ValueError(
            f"a window of {kernel} (dilation {dilation}) does not fit the input size {size} "
            f"with padding {pad[0]} and {pad[1]}"
        )
    return output


def check_convolution(
    x: TensorInfo,
    filter: TensorInfo,  # noqa: A002 - Paddle's name
    rank: int,
) -> None:
    """Input and filter of a convolution must be of one float dtype and of this rank.

    Raises:
        ValueError: they are not.
    """
    for name, info in (("input", x), ("filter", filter)):
        if info.rank != rank:
            raise ValueError(f"{name} must have rank {rank}, got {info}")
    if x.dtype != filter.dtype or not dtypes.is_float(x.dtype):
        raise ValueError(
            f"input and filter must have one float dtype, got {x.dtype} and {filter.dtype}"
        )


def convolution_result(
    x: TensorInfo,
    filter_dims: Sequence[Size],
    strides: Sequence[int],
    paddings: Sequence[int],
    padding_algorithm: str,
    dilations: Sequence[int],
    groups: int,
    data_format: str,
) -> TensorInfo:
    """The result of a convolution over any number of dimensions.

    Args:
        x: the input, in the layout that ``data_format`` names.
        filter_dims: ``[F, C / groups, *window]``.
        strides, paddings, padding_algorithm, dilations, groups, data_format: see :class:`Conv2d`.

    Raises:
        ValueError: they do not fit each other.
    """
    features, group_channels, *window = filter_dims
    channels = x.dims[channel_axis(data_format, x.rank)]
    _check_groups(groups, features, "filters")
    if isinstance(channels, int) and channels != group_channels * groups:
        raise ValueError(
            f"input channels must be filter channels * groups, but {channels} is not "
            f"{group_channels} * {groups}"
        )
    kernel = static_window(window)
    axes = spatial_axes(data_format, x.rank)
    sizes = [x.dims[axis] for axis in axes]
    pads = window_padding(sizes, kernel, strides, dilations, paddings, padding_algorithm)
    steps = effective_dilations(dilations, padding_algorithm)
    dims = list(x.dims)
    dims[channel_axis(data_format, x.rank)] = features
    for i, axis in enumerate(axes):
        dims[axis] = window_output(sizes[i], kernel[i], strides[i], steps[i], pads[i])
    return x.with_dims(dims)


def transposed_convolution_result(
    x: TensorInfo,
    filter_dims: Sequence[Size],
    strides: Sequence[int],
    paddings: Sequence[int],
    output_padding: Sequence[int],
    output_size: Sequence[Size],
    padding_algorithm: str,
    groups: int,
    dilations: Sequence[int],
    data_format: str,
) -> TensorInfo:
    """The result of a transposed convolution over any number of dimensions.

    Args:
        x: the input, in the layout that ``data_format`` names.
        filter_dims: ``[C, F / groups, *window]``.
        strides, paddings, output_padding, output_size, padding_algorithm, groups, dilations,
            data_format: see :class:`Conv2dTranspose`.

    Raises:
        ValueError: they do not fit each other.
    """
    filter_channels, group_features, *window = filter_dims
    channels = x.dims[channel_axis(data_format, x.rank)]
    if isinstance(channels, int) and channels != filter_channels:
        raise ValueError(f"filter must have {channels} input channels, got {filter_channels}")
    _check_groups(groups, filter_channels, "channels")
    kernel = static_window(window)
    axes = spatial_axes(data_format, x.rank)
    for name, values in (("output_padding", output_padding), ("output_size", output_size)):
        if len(values) not in (0, len(axes)):
            raise ValueError(f"{name} must be {len(axes)} numbers, got {list(values)}")
    sizes = [x.dims[axis] for axis in axes]
    pads = window_padding(sizes, kernel, strides, dilations, paddings, padding_algorithm)
    steps = effective_dilations(dilations, padding_algorithm)
    extra = output_padding or [0] * len(axes)
    dims = list(x.dims)
    dims[channel_axis(data_format, x.rank)] = group_features * groups
    for i, axis in enumerate(axes):
        smallest = (sizes[i] - 1) * strides[i] - pads[i][0] - pads[i][1]
        smallest = smallest + steps[i] * (kernel[i] - 1) + 1
        dims[axis] = positive_size(smallest + extra[i])
        if output_size:
            dims[axis] = output_size[i]
            surplus = output_size[i] - smallest
            if isinstance(surplus, int) and not 0 <= surplus < strides[i]:
                raise ValueError(
                    f"output_size {output_size[i]} is not in [{smallest}, {smallest + strides[i]})"
                )
    return x.with_dims(dims)


def _check_groups(groups: int, count: Size, what: str) -> None:
    if groups < 1 or (isinstance(count, int) and count % groups != 0):
        raise ValueError(f"groups must divide the {what}, but {groups} does not {count}")


class Conv2d(PdOp, name="conv2d"):
    """2-D convolution (cross-correlation).

    ``out[n, f, y, x] = sum over c, i, j of
    input[n, c, y*s + i*d - p, x*s + j*d - p] * filter[f, c, i, j]`` within each group.

    Operands:
        input: ``[N, C, H, W]``, or ``[N, H, W, C]`` with data_format NHWC.
        filter: ``[F, C / groups, kh, kw]`` in either layout, or ``[kh, kw, C / groups, F]`` with
            filter_format HWIO.

    Attributes:
        strides: step of the window in height and width.
        paddings: ``[height, width]`` or ``[top, bottom, left, right]``.
        padding_algorithm: EXPLICIT, SAME (output is ceil(size / stride)) or VALID.
        dilations: distance of the window's elements.
        groups: channels and filters are divided into so many independent parts.
        data_format: NCHW or NHWC.
        filter_format: OIHW, as in Paddle, or HWIO, which passes choose.

    Paddle: ``pd_op.conv2d``, ``pd_op.depthwise_conv2d``.
    """

    input: Operand
    filter: Operand
    strides: Ints = (1, 1)
    paddings: Ints = (0, 0)
    padding_algorithm: Str = "EXPLICIT"
    dilations: Ints = (1, 1)
    groups: Int = 1
    data_format: Str = "NCHW"
    filter_format: Str = "OIHW"
    out: Result

    @staticmethod
    def infer(
        input: TensorInfo,  # noqa: A002 - Paddle's name
        filter: TensorInfo,  # noqa: A002 - Paddle's name
        strides: tuple[int, ...],
        paddings: tuple[int, ...],
        padding_algorithm: str,
        dilations: tuple[int, ...],
        groups: int,
        data_format: str,
        filter_format: str,
    ) -> TensorInfo:
        """``[N, F, oh, ow]`` in the input's layout."""
        check_convolution(input, filter, 4)
        sizes = filter_sizes(filter, filter_format)
        return convolution_result(
            input, sizes, strides, paddings, padding_algorithm, dilations, groups, data_format
        )


class Conv2dTranspose(PdOp, name="conv2d_transpose", shape_operands=("output_size_tensor",)):
    """Transposed 2-D convolution: the gradient of :class:`Conv2d` by its input.

    ``out[n, f, y*s + i*d - p, x*s + j*d - p] += input[n, c, y, x] * filter[c, f, i, j]``
    within each group.

    Operands:
        x: ``[N, C, H, W]``, or ``[N, H, W, C]`` with data_format NHWC.
        filter: ``[C, F / groups, kh, kw]`` in either layout.

    Attributes:
        strides, paddings, padding_algorithm, dilations, groups, data_format: as in conv2d.
        output_padding: further size at the bottom and right.
        output_size: the output's height and width, where the stride leaves a choice;
            ``output_size_tensor`` replaces it where given.

    Paddle: ``pd_op.conv2d_transpose``, ``pd_op.depthwise_conv2d_transpose``.
    """

    x: Operand
    filter: Operand
    output_size_tensor: OptionalOperand
    strides: Ints = (1, 1)
    paddings: Ints = (0, 0)
    output_padding: Ints = ()
    output_size: Ints = ()
    padding_algorithm: Str = "EXPLICIT"
    groups: Int = 1
    dilations: Ints = (1, 1)
    data_format: Str = "NCHW"
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        filter: TensorInfo,  # noqa: A002 - Paddle's name
        output_size_tensor: TensorInfo | None,
        strides: tuple[int, ...],
        paddings: tuple[int, ...],
        output_padding: tuple[int, ...],
        output_size: tuple[int, ...],
        padding_algorithm: str,
        groups: int,
        dilations: tuple[int, ...],
        data_format: str,
    ) -> TensorInfo:
        """``[N, F, oh, ow]`` in the input's layout."""
        check_convolution(x, filter, 4)
        wanted: Sequence[Size] = output_size
        if output_size_tensor is not None:
            wanted = sizes_from_tensor("output_size_tensor", output_size_tensor, 2)
        return transposed_convolution_result(
            x,
            filter.dims,
            strides,
            paddings,
            output_padding,
            wanted,
            padding_algorithm,
            groups,
            dilations,
            data_format,
        )


def positive_size(size: Size) -> Size:
    """``size``, of a map that must not be empty.

    Raises:
        ValueError: it is less than 1.
    """
    if isinstance(size, int) and size < 1:
        raise ValueError(f"the output's size must be positive, got {size}")
    return size


def sizes_from_tensor(name: str, info: TensorInfo, count: int) -> list[Size]:
    """Sizes that are the elements of an operand, as far as they are known.

    Raises:
        ValueError: the operand is not ``count`` integers.
    """
    if not dtypes.is_integer(info.dtype) or (isinstance(info.numel, int) and info.numel != count):
        raise ValueError(f"operand {name!r} must hold {count} integers, got {info}")
    if info.elements is None:
        return [unknown() for _ in range(count)]
    return list(info.elements)


def static_window(window: Sequence[Size]) -> list[int]:
    """The kernel's sizes, which must be numbers.

    Raises:
        ValueError: one is dynamic.
    """
    sizes = [size for size in window if isinstance(size, int)]
    if len(sizes) != len(window):
        raise ValueError(f"kernel sizes must be static, got {list(window)}")
    return sizes
