"""Lowering of pooling."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, tensor

from paddle_mlir.dialects import pd, symbolic
from paddle_mlir.dialects.pd.convolution import spatial_axes
from paddle_mlir.dialects.pd.pooling import pool_padding
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.convolution import crop_to_one_window, pad_spatial
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.reduction import mean_count, reduce
from paddle_mlir.pipelines.lower.reshaping import reshape_value

# Where Paddle's maximum starts (phi MaxPool): what a window without elements gives.
_LOWEST = float(np.finfo("float32").min)


@lowers(pd.Pool2d)
def lower_pool2d(lower: Lowering, op: pd.Pool2d) -> Any:
    """A reduction for whole maps, windows of one size, or windows of adaptive size."""
    info = lower.info(op.x)
    axes = spatial_axes(op.data_format)
    sizes = [info.dims[axis] for axis in axes]
    outputs = [lower.result.dims[axis] for axis in axes]
    if op.global_pooling or (op.adaptive and outputs == [1, 1]):
        return _pool_whole(lower, op, info, axes)
    if not op.adaptive:
        return _pool_windows(lower, op, info, axes, op.kernel_size, op.strides)
    even = [
        size // output
        for size, output in zip(sizes, outputs, strict=True)
        if isinstance(size, int) and isinstance(output, int) and size % output == 0
    ]
    if len(even) == 2:
        return _pool_windows(lower, op, info, axes, even, even)
    return _pool_adaptive(lower, op, info, axes)


def _wide(dtype: str) -> str:
    return "float32" if dtype in ("float16", "bfloat16") else dtype


def _pool_whole(lower: Lowering, op: pd.Pool2d, info: TensorInfo, axes: Sequence[int]) -> Any:
    """Maximum or mean of each map."""
    wide = _wide(info.dtype)
    kind = "max" if op.pooling_type == "max" else "sum"
    total = reduce(lower, lower[op.x], info, axes, wide, kind)
    kept = info.with_dims([size for axis, size in enumerate(info.dims) if axis not in axes])
    if kind == "max":
        value = _narrow(lower, kept, total, wide)
    else:
        count = mean_count(lower, info, axes, wide)
        value = _narrow(lower, kept, total, wide, lambda element: arith.divf(element, count))
    return reshape_value(lower, value, kept, lower.result)


def _narrow(
    lower: Lowering,
    result: TensorInfo,
    value: Any,
    wide: str,
    finish: Callable[[Any], Any] | None = None,
) -> Any:
    """``finish`` of every element of a tensor of ``wide``, in the result's dtype."""
    if finish is None and wide == result.dtype:
        return value

    def body(element: Any) -> Any:
        return scalars.cast(wide, result.dtype, element if finish is None else finish(element))

    return lower.generic(result, [(value, ir.AffineMap.get_identity(result.rank))], body)


def _pool_windows(
    lower: Lowering,
    op: pd.Pool2d,
    info: TensorInfo,
    axes: Sequence[int],
    window: Sequence[int],
    strides: Sequence[int],
) -> Any:
    """Windows of one size: a named pooling of the padded input, divided by a count for means."""
    is_max = op.pooling_type == "max"
    result = lower.result
    pads = (
        [(0, 0), (0, 0)]
        if op.adaptive
        else pool_padding(
            [info.dims[axis] for axis in axes],
            tuple(window),
            tuple(strides),
            op.paddings,
            op.padding_algorithm,
        )
    )
    fill = _LOWEST if is_max else 0.0
    reached = list(pads)
    if op.ceil_mode and not op.adaptive:
        # The last window may reach over the padded edge.
        for i, axis in enumerate(axes):
            span = (result.dims[axis] - 1) * strides[i] + window[i]
            missing = span - (info.dims[axis] + pads[i][0] + pads[i][1])
            reached[i] = (pads[i][0], pads[i][1] + symbolic.maximum(missing, 0))
    x, padded = pad_spatial(lower, lower[op.x], info, axes, reached, fill)
    outputs = [result.dims[axis] for axis in axes]
    x, _ = crop_to_one_window(lower, x, padded, axes, window, outputs)
    wide = _wide(info.dtype)
    total = result.with_dtype(wide)
    if op.data_format == "NCHW":
        named = linalg.pooling_nchw_max if is_max else linalg.pooling_nchw_sum
    else:
        named = linalg.pooling_nhwc_max if is_max else linalg.pooling_nhwc_sum
    shape = tensor.EmptyOp(list(window), ir.Type.parse("f32")).result
    pooled = named(
        x,
        shape,
        outs=[lower.full(total, scalars.constant(wide, fill))],
        strides=list(strides),
        dilations=[1, 1],
    )
    if is_max:
        return _narrow(lower, result, pooled, wide)
    count = _window_counts(lower, op, info, axes, window, strides, pads)
    return _narrow(lower, result, pooled, wide, lambda total: arith.divf(total, count(wide)))


def _window_counts(
    lower: Lowering,
    op: pd.Pool2d,
    info: TensorInfo,
    axes: Sequence[int],
    window: Sequence[int],
    strides: Sequence[int],
    pads: Sequence[tuple[Size, Size]],
) -> Any:
    """A function that gives, inside a loop body, the number of elements a window's mean counts."""
    if all(pad == (0, 0) for pad in pads) and not op.ceil_mode:
        return lambda dtype: scalars.constant(dtype, window[0] * window[1])
    sizes = [lower.size(info.dims[axis]) for axis in axes]
    before = [lower.size(pad[0]) for pad in pads]
    numbers = {number: lower.index(number) for number in (0, *window, *strides)}

    def count(dtype: str) -> Any:
        total = None
        for i, axis in enumerate(axes):
            start = arith.subi(arith.muli(loop_index(axis), numbers[strides[i]]), before[i])
            end = arith.addi(start, numbers[window[i]])
            # An inclusive mean counts the padding, but of the padding after the map no more than
            # stands before it (phi Pool2dFunctor). What lies beyond the padding never counts.
            limit = sizes[i] if op.exclusive else arith.addi(sizes[i], before[i])
            end = arith.minsi(end, limit)
            if op.exclusive:
                start = arith.maxsi(start, numbers[0])
            extent = arith.subi(end, start)
            total = extent if total is None else arith.muli(total, extent)
        whole = arith.index_cast(ir.IntegerType.get_signless(64), total)
        return scalars.cast("int64", dtype, whole)

    return count


def _pool_adaptive(lower: Lowering, op: pd.Pool2d, info: TensorInfo, axes: Sequence[int]) -> Any:
    """Windows from ``floor(i*size/n)`` to ``ceil((i+1)*size/n)``: loops as long as the longest."""
    result, x = lower.result, lower[op.x]
    wide = _wide(info.dtype)
    is_max = op.pooling_type == "max"
    sizes = [lower.size(info.dims[axis]) for axis in axes]
    outputs = [lower.size(result.dims[axis]) for axis in axes]
    longest = [symbolic.ceil_divide(info.dims[axis], result.dims[axis]) + 1 for axis in axes]
    rank = result.rank
    window = lower.empty(TensorInfo(wide, tuple(longest)))
    window_map = ir.AffineMap.get(
        rank + 2, 0, [ir.AffineDimExpr.get(rank), ir.AffineDimExpr.get(rank + 1)]
    )
    output_map = ir.AffineMap.get(rank + 2, 0, [ir.AffineDimExpr.get(i) for i in range(rank)])
    one = lower.index(1)
    start_value = _LOWEST if is_max else 0.0

    def bounds(i: int) -> tuple[Any, Any]:
        place = loop_index(axes[i])
        start = arith.floordivsi(arith.muli(place, sizes[i]), outputs[i])
        end = arith.ceildivsi(arith.muli(arith.addi(place, one), sizes[i]), outputs[i])
        return start, end

    def body(_: Any, total: Any) -> Any:
        at: list[Any] = [loop_index(axis) for axis in range(rank)]
        inside = None
        for i, axis in enumerate(axes):
            start, end = bounds(i)
            position = arith.addi(start, loop_index(rank + i))
            here = arith.cmpi(arith.CmpIPredicate.slt, position, end)
            inside = here if inside is None else arith.andi(inside, here)
            at[axis] = arith.select(here, position, start)
        element = scalars.cast(info.dtype, wide, tensor.extract(x, at))
        combine = scalars.maximum if is_max else scalars.add
        return arith.select(inside, combine(wide, total, element), total)

    total = lower.generic(
        result.with_dtype(wide),
        [(window, window_map)],
        body,
        output_map=output_map,
        reductions=2,
        init=lower.full(result.with_dtype(wide), scalars.constant(wide, start_value)),
    )

    def mean(element: Any) -> Any:
        extents = [arith.subi(end, start) for start, end in (bounds(0), bounds(1))]
        count = arith.index_cast(ir.IntegerType.get_signless(64), arith.muli(*extents))
        return arith.divf(element, scalars.cast("int64", wide, count))

    return _narrow(lower, result, total, wide, None if is_max else mean)
