"""Lowering of convolutions over three dimensions: loops that IREE tiles like a named op."""

from collections.abc import Sequence
from typing import Any

from torch_mlir import ir

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.convolution import (
    channel_axis,
    effective_dilations,
    spatial_axes,
    static_window,
    window_padding,
)
from paddle_mlir.dialects.pd.volume_convolution import RANK
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower.convolution import (
    check_windows,
    crop_to_one_window,
    pad_spatial,
)
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.reshaping import reshape_value
from paddle_mlir.pipelines.lower.transposed_convolution import spread_with_zeros, turned_filter
from paddle_mlir.pipelines.lower.window_product import narrowed, part_axis, window_product


@lowers(pd.Conv3d)
def lower_conv3d(lower: Lowering, op: pd.Conv3d) -> Any:
    """Padding, then the loops."""
    info, filter_info = lower.info(op.input), lower.info(op.filter)
    axes = spatial_axes(op.data_format, RANK)
    window = static_window(filter_info.dims[2:])
    sizes = [info.dims[axis] for axis in axes]
    pads = window_padding(
        sizes, window, op.strides, op.dilations, op.paddings, op.padding_algorithm
    )
    dilations = effective_dilations(op.dilations, op.padding_algorithm)
    x, info = pad_spatial(lower, lower[op.input], info, axes, pads, 0.0)
    spans = [d * (k - 1) + 1 for d, k in zip(dilations, window, strict=True)]
    outputs = [lower.result.dims[axis] for axis in axes]
    check_windows(lower, "conv3d", sizes, outputs)
    x, info = crop_to_one_window(lower, x, info, axes, spans, outputs)
    split = part_axis(filter_info, 0, op.groups)
    weight = reshape_value(lower, lower[op.filter], filter_info, split)
    return _convolve(lower, op, x, info, weight, split, op.strides, dilations)


def _convolve(
    lower: Lowering,
    op: Any,
    x: Any,
    info: TensorInfo,
    weight: Any,
    weight_info: TensorInfo,
    strides: Sequence[int],
    dilations: Sequence[int],
) -> Any:
    """Loops over the result's elements and, reduced, over channels and window.

    Args:
        lower: the lowering.
        op: names layout and groups.
        x: the padded input, of ``info``.
        info: info of ``x``.
        weight: ``[groups, F / groups, C / groups, kd, kh, kw]``, of ``weight_info``.
        weight_info: info of ``weight``.
        strides: of the window.
        dilations: of the window.
    """
    total = lower.result.with_dtype(dtypes.wide(lower.result.dtype))
    channels = channel_axis(op.data_format, RANK)
    # n, g, f and places are parallel loops; c and the window are reduced.
    n, g, f, *rest = (ir.AffineDimExpr.get(loop) for loop in range(10))
    places, (c, *taps) = rest[:3], rest[3:]
    reads: list[Any] = [None] * RANK
    writes: list[Any] = [None] * RANK
    reads[0] = writes[0] = n
    for i, axis in enumerate(spatial_axes(op.data_format, RANK)):
        reads[axis] = places[i] * strides[i] + taps[i] * dilations[i]
        writes[axis] = places[i]
    reads[channels : channels + 1] = [g, c]
    writes[channels : channels + 1] = [g, f]
    parts = (
        (x, info, part_axis(info, channels, op.groups)),
        (weight, weight_info, weight_info),
    )
    parted = part_axis(total, channels, op.groups)
    y = window_product(lower, parts, total, parted, [reads, [g, f, c, *taps], writes])
    return narrowed(lower, y, total, lower.result)


@lowers(pd.Conv3dTranspose)
def lower_conv3d_transpose(lower: Lowering, op: pd.Conv3dTranspose) -> Any:
    """Input with zeros between its elements, convolved with the turned filter."""
    info, filter_info = lower.info(op.x), lower.info(op.filter)
    axes = spatial_axes(op.data_format, RANK)
    window = static_window(filter_info.dims[2:])
    pads = window_padding(
        [info.dims[axis] for axis in axes],
        window,
        op.strides,
        op.dilations,
        op.paddings,
        op.padding_algorithm,
    )
    dilations = effective_dilations(op.dilations, op.padding_algorithm)
    spread, spread_info = spread_with_zeros(
        lower, lower[op.x], info, axes, lower.result, op.strides, window, dilations, pads
    )
    kernel, turned = turned_filter(lower, lower[op.filter], filter_info, op.groups)
    return _convolve(lower, op, spread, spread_info, kernel, turned, (1, 1, 1), dilations)
