"""Lowering of deformable convolutions."""

from typing import Any

from torch_mlir.dialects import arith, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.deformable_convolution import deformable_sizes
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.convolution import check_windows
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.manipulation import transpose
from paddle_mlir.pipelines.lower.matrix import matrix_product
from paddle_mlir.pipelines.lower.reshaping import reshape_value
from paddle_mlir.pipelines.lower.sampling import linear_neighbours, to_float, weighted_sum


@lowers(pd.DeformableConv)
def lower_deformable_conv(lower: Lowering, op: pd.DeformableConv) -> Any:
    """What each window reads, as a row of a matrix, times the filter as a matrix.

    Channels come last in both, since one place is read in all channels.
    """
    info, result, weight_info = lower.info(op.x), lower.result, lower.info(op.filter)
    features, channels, window = deformable_sizes(
        info, weight_info, op.deformable_groups, op.groups
    )
    batch, _, height, width = result.dims
    check_windows(lower, "deformable_conv", info.dims[2:], (height, width))
    for name, operand in (("offset", op.offset), ("mask", op.mask)):
        if operand is not None:
            sizes = lower.info(operand).dims
            for size, wanted in zip((sizes[0], *sizes[2:]), (batch, height, width), strict=True):
                message = f"deformable_conv: {name} and result differ in size"
                lower.check_equal(size, wanted, message)
    taps, groups = window[0] * window[1], op.groups
    reads = info.with_dims([groups, batch, height, width, taps, channels // groups])
    read = _read_windows(lower, op, reads, window, channels)
    count = info.with_dims([batch, height, width]).numel
    rows = info.with_dims([groups, count, taps * (channels // groups)])
    # [F, C/g, kh, kw] -> [g, kh * kw * C/g, F/g]
    split = weight_info.with_dims([groups, features // groups, channels // groups, taps])
    weight = reshape_value(lower, lower[op.filter], weight_info, split)
    weight = transpose(lower, weight, split, (0, 3, 2, 1))
    turned = split.with_dims([split.dims[i] for i in (0, 3, 2, 1)])
    columns = split.with_dims([groups, rows.dims[2], features // groups])
    if groups == 1:
        rows, columns = rows.with_dims(rows.dims[1:]), columns.with_dims(columns.dims[1:])
    product, product_info = matrix_product(
        lower,
        reshape_value(lower, read, reads, rows),
        rows,
        reshape_value(lower, weight, turned, columns),
        columns,
    )
    maps = result.with_dims([groups, batch, height, width, features // groups])
    product = transpose(
        lower, reshape_value(lower, product, product_info, maps), maps, (1, 0, 4, 2, 3)
    )
    maps = maps.with_dims([maps.dims[i] for i in (1, 0, 4, 2, 3)])
    return reshape_value(lower, product, maps, result)


def _read_windows(
    lower: Lowering, op: pd.DeformableConv, reads: Any, window: list[int], channels: int
) -> Any:
    """``[g, N, oh, ow, kh * kw, C / g]``: the elements that the windows read."""
    info = lower.info(op.x)
    last = (0, 2, 3, 1)
    x = transpose(lower, lower[op.x], info, last)
    sizes = [lower.size(size) for size in info.dims[2:]]
    offset = lower[op.offset]
    mask = None if op.mask is None else lower[op.mask]
    wide = "float64" if info.dtype == "float64" else "float32"
    taps = window[0] * window[1]
    numbers = sorted(
        {1, 2, taps, 2 * taps, window[1], channels // op.groups, channels // op.deformable_groups}
        | {*op.strides, *op.dilations, *op.paddings}
    )
    index = {number: lower.index(number) for number in numbers}

    def body() -> Any:
        group, n, y, x_, tap, inner = (loop_index(axis) for axis in range(6))
        channel = arith.addi(arith.muli(group, index[channels // op.groups]), inner)
        part = arith.divui(channel, index[channels // op.deformable_groups])
        first = arith.addi(arith.muli(part, index[2 * taps]), arith.muli(tap, index[2]))
        near = []
        for axis, (at, step) in enumerate(
            (
                (y, arith.divui(tap, index[window[1]])),
                (x_, arith.remui(tap, index[window[1]])),
            )
        ):
            start = arith.subi(arith.muli(at, index[op.strides[axis]]), index[op.paddings[axis]])
            regular = arith.addi(start, arith.muli(step, index[op.dilations[axis]]))
            entry = first if axis == 0 else arith.addi(first, index[1])
            moved = scalars.cast(info.dtype, wide, tensor.extract(offset, [n, entry, y, x_]))
            place = arith.addf(to_float(wide, regular), moved)
            near.append(linear_neighbours(wide, place, sizes[axis]))
        value = weighted_sum(x, info.dtype, wide, [n, None, None, channel], (1, 2), near)
        if mask is not None:
            entry = arith.addi(arith.muli(part, index[taps]), tap)
            share = tensor.extract(mask, [n, entry, y, x_])
            value = arith.mulf(value, scalars.cast(info.dtype, wide, share))
        return scalars.cast(wide, info.dtype, value)

    return lower.generic(reads, [], body)
