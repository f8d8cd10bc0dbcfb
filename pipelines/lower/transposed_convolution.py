"""Lowering of transposed convolutions over two dimensions, and what any number has in common."""

from collections.abc import Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, tensor

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.convolution import (
    effective_dilations,
    static_window,
    window_padding,
)
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.convolution import convolve
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.manipulation import transpose
from paddle_mlir.pipelines.lower.reshaping import reshape_value
from paddle_mlir.pipelines.lower.window_product import narrowed

_TO_NCHW = (0, 3, 1, 2)
_TO_NHWC = (0, 2, 3, 1)


@lowers(pd.Conv2dTranspose)
def lower_conv2d_transpose(lower: Lowering, op: pd.Conv2dTranspose) -> Any:
    """Input with zeros between its elements, convolved with the turned filter.

    Where windows do not overlap (stride = kernel, no padding) it is one matrix product instead.
    """
    info, filter_info = lower.info(op.x), lower.info(op.filter)
    x, weight, result = lower[op.x], lower[op.filter], lower.result
    if op.data_format == "NHWC":
        x = transpose(lower, x, info, _TO_NCHW)
        info = info.with_dims([info.dims[i] for i in _TO_NCHW])
        result = result.with_dims([result.dims[i] for i in _TO_NCHW])
    window = static_window(filter_info.dims[2:])
    pads = window_padding(
        list(info.dims[2:]),
        window,
        op.strides,
        op.dilations,
        op.paddings,
        op.padding_algorithm,
    )
    tiles = [size * stride for size, stride in zip(info.dims[2:], op.strides, strict=True)]
    if (
        op.groups == 1
        and tuple(window) == op.strides
        and all(pad == (0, 0) for pad in pads)
        and tiles == list(result.dims[2:])
    ):
        y = _transposed_tiles(lower, x, info, weight, filter_info, result, window)
    else:
        dilations = effective_dilations(op.dilations, op.padding_algorithm)
        spread, spread_info = spread_with_zeros(
            lower, x, info, (2, 3), result, op.strides, window, dilations, pads
        )
        kernel, turned = turned_filter(lower, weight, filter_info, op.groups)
        groups, group_features, *rest = turned.dims
        kernel_info = turned.with_dims([group_features * groups, *rest])
        kernel = reshape_value(lower, kernel, turned, kernel_info)
        y = convolve(
            lower,
            spread,
            spread_info,
            kernel,
            kernel_info,
            result,
            (1, 1),
            dilations,
            op.groups,
            "NCHW",
        )
    return transpose(lower, y, result, _TO_NHWC) if op.data_format == "NHWC" else y


def _transposed_tiles(
    lower: Lowering,
    x: Any,
    info: TensorInfo,
    weight: Any,
    weight_info: TensorInfo,
    result: TensorInfo,
    window: Sequence[int],
) -> Any:
    """Each input element makes a tile of its own: loops ``n, f, y, i, x, j``, and ``c`` reduced."""
    batch, _, height, width = info.dims
    tiles = result.with_dims([batch, result.dims[1], height, window[0], width, window[1]])
    n, f, y, i, x_, j, c = (ir.AffineDimExpr.get(axis) for axis in range(7))
    maps = [
        ir.AffineMap.get(7, 0, loop) for loop in ([n, c, y, x_], [c, f, i, j], [n, f, y, i, x_, j])
    ]
    wide = dtypes.wide(result.dtype)
    totals = tiles.with_dtype(wide)

    def body(e: Any, w: Any, total: Any) -> Any:
        e, w = scalars.cast(info.dtype, wide, e), scalars.cast(weight_info.dtype, wide, w)
        return scalars.add(wide, total, scalars.multiply(wide, e, w))

    product = lower.generic(
        totals,
        [(x, maps[0]), (weight, maps[1])],
        body,
        output_map=maps[2],
        reductions=1,
        init=lower.full(totals, scalars.constant(wide, 0)),
    )
    return reshape_value(lower, narrowed(lower, product, totals, tiles), tiles, result)


def spread_with_zeros(
    lower: Lowering,
    x: Any,
    info: TensorInfo,
    axes: Sequence[int],
    result: TensorInfo,
    strides: Sequence[int],
    window: Sequence[int],
    dilations: Sequence[int],
    pads: Sequence[tuple[Size, Size]],
) -> tuple[Any, TensorInfo]:
    """The input of a transposed convolution as that of a plain one with stride 1.

    Args:
        lower: the lowering.
        x: input of ``info``.
        info: info of ``x``.
        axes: the spatial ones.
        result: info of the transposed convolution's result.
        strides: so many places apart ``x``'s elements stand.
        window: sizes of the filter.
        dilations: of the filter.
        pads: before and after, of the result.
    """
    reach = [d * (k - 1) for d, k in zip(dilations, window, strict=True)]
    dims = list(info.dims)
    for axis, far in zip(axes, reach, strict=True):
        dims[axis] = result.dims[axis] + far
    # Element p of the spread input is element (p - reach + pad) / stride of x, where that is whole.
    first = [lower.size(far - pad[0]) for far, pad in zip(reach, pads, strict=True)]
    limits = [lower.size(info.dims[axis]) for axis in axes]
    zero, steps = lower.index(0), [lower.index(stride) for stride in strides]

    def element() -> Any:
        inside, at = None, [loop_index(axis) for axis in range(info.rank)]
        for i, axis in enumerate(axes):
            shifted = arith.subi(at[axis], first[i])
            place = arith.floordivsi(shifted, steps[i])
            whole = arith.cmpi(arith.CmpIPredicate.eq, arith.muli(place, steps[i]), shifted)
            low = arith.cmpi(arith.CmpIPredicate.sge, place, zero)
            high = arith.cmpi(arith.CmpIPredicate.slt, place, limits[i])
            here = arith.andi(whole, arith.andi(low, high))
            inside = here if inside is None else arith.andi(inside, here)
            at[axis] = arith.select(here, place, zero)
        return arith.select(inside, tensor.extract(x, at), scalars.constant(info.dtype, 0))

    spread = info.with_dims(dims)
    return lower.generic(spread, [], element), spread


def turned_filter(
    lower: Lowering, weight: Any, info: TensorInfo, groups: int
) -> tuple[Any, TensorInfo]:
    """``[C, F/g, *window]`` as ``[g, F/g, C/g, *window]``, turned around in space."""
    channels, group_features, *window = info.dims
    group_channels = channels // groups
    split = info.with_dims([groups, group_channels, group_features, *window])
    turned = info.with_dims([groups, group_features, group_channels, *window])
    grouped = reshape_value(lower, weight, info, split)
    ends = [lower.index(size - 1) for size in static_window(window)]

    def element() -> Any:
        g, f, c, *taps = (loop_index(axis) for axis in range(turned.rank))
        places = [arith.subi(end, tap) for end, tap in zip(ends, taps, strict=True)]
        return tensor.extract(grouped, [g, c, f, *places])

    return lower.generic(turned, [], element), turned
