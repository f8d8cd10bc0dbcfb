"""Lowering of convolutions over two dimensions."""

from collections.abc import Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, tensor

from paddle_mlir.dialects import dtypes, pd, symbolic
from paddle_mlir.dialects.pd.convolution import (
    channel_axis,
    effective_dilations,
    filter_sizes,
    spatial_axes,
    static_window,
    window_padding,
)
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.manipulation import transpose
from paddle_mlir.pipelines.lower.reshaping import reshape_value
from paddle_mlir.pipelines.lower.slicing import extract_ranges
from paddle_mlir.pipelines.lower.window_product import narrowed, part_axis, window_product


def pad_spatial(
    lower: Lowering,
    value: Any,
    info: TensorInfo,
    axes: Sequence[int],
    pads: Sequence[tuple[Size, Size]],
    fill: float,
) -> tuple[Any, TensorInfo]:
    """A lowered tensor with a number put around its spatial axes."""
    if all(pad == (0, 0) for pad in pads):
        return value, info
    low: list[Size] = [0] * info.rank
    high: list[Size] = [0] * info.rank
    for axis, (before, after) in zip(axes, pads, strict=True):
        low[axis], high[axis] = before, after
    padded = info.with_dims([size + low[i] + high[i] for i, size in enumerate(info.dims)])
    dynamic = ir.ShapedType.get_dynamic_size()
    number = scalars.constant(info.dtype, fill)
    op = tensor.PadOp(
        lower.type(padded),
        value,
        [lower.size(p) for p in low if not isinstance(p, int)],
        [lower.size(p) for p in high if not isinstance(p, int)],
        [p if isinstance(p, int) else dynamic for p in low],
        [p if isinstance(p, int) else dynamic for p in high],
    )
    block = op.regions[0].blocks.append(*[ir.IndexType.get()] * info.rank)
    with ir.InsertionPoint(block):
        tensor.YieldOp(number)
    return op.result, padded


def check_windows(
    lower: Lowering, name: str, sizes: Sequence[Size], outputs: Sequence[Size]
) -> None:
    """Stop the run where a dynamic map is too small for a window; one that keeps its size is not.

    Args:
        lower: the lowering.
        name: of the op, for the message.
        sizes: of the map, without its padding.
        outputs: numbers of windows.
    """
    for size, output in zip(sizes, outputs, strict=True):
        if output != size and not symbolic.is_not_negative(output - 1):
            fits = arith.cmpi(arith.CmpIPredicate.sgt, lower.size(output), lower.index(0))
            lower.check(fits, f"{name}: the window does not fit the map")


def crop_to_one_window(
    lower: Lowering,
    value: Any,
    info: TensorInfo,
    axes: Sequence[int],
    spans: Sequence[int],
    outputs: Sequence[Size],
) -> tuple[Any, TensorInfo]:
    """A padded tensor without what lies behind the only window of an axis.

    IREE 3.13.0 refuses such a window op: dropping the loop over one window, it takes the axis to
    be as long as the window.
    """
    cropped = {
        axis: span
        for axis, span, count in zip(axes, spans, outputs, strict=True)
        if count == 1 and isinstance(info.dims[axis], int) and info.dims[axis] != span
    }
    if not cropped:
        return value, info
    extents: dict[int, Size] = {**cropped}
    result = info.with_dims([extents.get(axis, size) for axis, size in enumerate(info.dims)])
    return extract_ranges(lower, value, info, {}, extents), result


@lowers(pd.Conv2d)
def lower_conv2d(lower: Lowering, op: pd.Conv2d) -> Any:
    """Padding, then a named convolution (a generic one for groups)."""
    info, filter_info = lower.info(op.input), lower.info(op.filter)
    axes = spatial_axes(op.data_format)
    window = static_window(filter_sizes(filter_info, op.filter_format)[2:])
    pads = window_padding(
        [info.dims[axis] for axis in axes],
        window,
        op.strides,
        op.dilations,
        op.paddings,
        op.padding_algorithm,
    )
    dilations = effective_dilations(op.dilations, op.padding_algorithm)
    x, info = pad_spatial(lower, lower[op.input], info, axes, pads, 0.0)
    spans = [d * (k - 1) + 1 for d, k in zip(dilations, window, strict=True)]
    outputs = [lower.result.dims[axis] for axis in axes]
    check_windows(lower, "conv2d", [lower.info(op.input).dims[axis] for axis in axes], outputs)
    x, info = crop_to_one_window(lower, x, info, axes, spans, outputs)
    weight, wanted = lower[op.filter], "HWIO" if op.data_format == "NHWC" else "OIHW"
    if op.filter_format != wanted:
        perm = (2, 3, 1, 0) if wanted == "HWIO" else (3, 2, 0, 1)
        weight = transpose(lower, weight, filter_info, perm)
        filter_info = filter_info.with_dims([filter_info.dims[i] for i in perm])
    return convolve(
        lower,
        x,
        info,
        weight,
        filter_info,
        lower.result,
        op.strides,
        dilations,
        op.groups,
        op.data_format,
    )


def convolve(
    lower: Lowering,
    x: Any,
    info: TensorInfo,
    weight: Any,
    weight_info: TensorInfo,
    result: TensorInfo,
    strides: Sequence[int],
    dilations: Sequence[int],
    groups: int,
    data_format: str,
) -> Any:
    """A convolution of padded input, accumulated in f32 for narrower floats.

    Args:
        lower: the lowering.
        x: input of ``info``, ``[N, C, H, W]`` or ``[N, H, W, C]`` with its padding.
        info: info of ``x``.
        weight: filter of ``weight_info``: ``[F, C / groups, kh, kw]`` for NCHW,
            ``[kh, kw, C / groups, F]`` for NHWC.
        weight_info: info of ``weight``.
        result: info of the result.
        strides: of height and width.
        dilations: of height and width.
        groups: number of independent parts.
        data_format: NCHW, or NHWC, the layout in which IREE vectorises.
    """
    total = result.with_dtype(dtypes.wide(result.dtype))
    zero = lower.full(total, scalars.constant(total.dtype, 0))
    attributes = {"strides": list(strides), "dilations": list(dilations)}
    channels_last = data_format == "NHWC"
    if channels_last:
        *window, group_channels, features = weight_info.dims
    else:
        features, group_channels, *window = weight_info.dims
    if groups == 1:
        direct = linalg.conv_2d_nhwc_hwcf if channels_last else linalg.conv_2d_nchw_fchw
        y = direct(x, weight, outs=[zero], **attributes)
    elif group_channels == 1 and features == groups:
        flat = weight_info.with_dims([*window, features] if channels_last else [features, *window])
        kernel = reshape_value(lower, weight, weight_info, flat)
        depthwise = (
            linalg.depthwise_conv_2d_nhwc_hwc
            if channels_last
            else linalg.depthwise_conv_2d_nchw_chw
        )
        y = depthwise(x, kernel, outs=[zero], **attributes)
    else:
        parts = (
            (x, info, part_axis(info, channel_axis(data_format), groups)),
            (weight, weight_info, part_axis(weight_info, 3 if channels_last else 0, groups)),
        )
        parted = part_axis(total, channel_axis(data_format), groups)
        loops = _grouped_loops(strides, dilations, channels_last)
        y = window_product(lower, parts, total, parted, loops)
    return narrowed(lower, y, total, result)


def _grouped_loops(
    strides: Sequence[int], dilations: Sequence[int], channels_last: bool
) -> list[list[ir.AffineExpr]]:
    """Indices of input, filter and result: loops over channels are inside where they are last."""
    loops = [ir.AffineDimExpr.get(loop) for loop in range(8)]
    if channels_last:
        n, y, x, g, f, i, j, c = loops
    else:
        n, g, f, y, x, c, i, j = loops
    places = [y * strides[0] + i * dilations[0], x * strides[1] + j * dilations[1]]
    if channels_last:
        return [[n, *places, g, c], [i, j, c, g, f], [n, y, x, g, f]]
    return [[n, g, c, *places], [g, f, c, i, j], [n, g, f, y, x]]
