"""Lowering of pooling."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, tensor

from paddle_mlir.dialects import dtypes, pd, symbolic
from paddle_mlir.dialects.pd.convolution import spatial_axes
from paddle_mlir.dialects.pd.pooling import pool_padding, pool_window
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.convolution import (
    check_windows,
    crop_to_one_window,
    pad_spatial,
)
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.reduction import mean_count, reduce
from paddle_mlir.pipelines.lower.reshaping import reshape_value

# Where Paddle's maximum starts (phi MaxPool): what a window without elements gives.
_LOWEST = float(np.finfo("float32").min)

Bounds = Callable[[int], tuple[Any, Any]]
"""Start and end of an output element's window along a dimension, inside a loop body."""
Count = Callable[[str], Any]
"""The number of elements of an output element's window, in a dtype, inside a loop body."""


@lowers(pd.Pool2d, pd.Pool3d)
def lower_pool(lower: Lowering, op: Any) -> Any:
    """A reduction for whole maps, windows of one size, or windows with a start and an end each."""
    info = lower.info(op.x)
    axes = spatial_axes(op.data_format, info.rank)
    sizes = [info.dims[axis] for axis in axes]
    outputs = [lower.result.dims[axis] for axis in axes]
    x = lower[op.x]
    if op.pooling_type == "lp" and not _is_max(op):
        x = _powers(lower, info, x, op.norm_type)
    if op.global_pooling or (op.adaptive and outputs == [1] * len(axes)):
        return _pool_whole(lower, op, x, info, axes)
    if op.adaptive:
        even = [
            size // output
            for size, output in zip(sizes, outputs, strict=True)
            if isinstance(size, int) and isinstance(output, int) and size % output == 0
        ]
        if len(even) == len(axes):
            pads: list[tuple[Size, Size]] = [(0, 0)] * len(axes)
            return _pool_windows(lower, op, x, info, axes, even, even, pads)
        return _pool_adaptive(lower, op, x, info, axes)
    tensor_info = None if op.kernel_size_tensor is None else lower.info(op.kernel_size_tensor)
    window = pool_window(op.kernel_size, tensor_info, len(axes))
    pads = pool_padding(sizes, window, op.strides, op.paddings, op.padding_algorithm)
    if window == sizes and all(pad == (0, 0) for pad in pads):
        return _pool_whole(lower, op, x, info, axes)
    check_windows(lower, op.spec.name, sizes, outputs)
    numbers = [size for size in window if isinstance(size, int)]
    if len(numbers) == len(window):
        return _pool_windows(lower, op, x, info, axes, numbers, op.strides, pads)
    return _pool_dynamic_windows(lower, op, x, info, axes, window, pads)


def _is_max(op: Any) -> bool:
    """True for a maximum, which the norm of an infinite power is too."""
    is_infinite = op.pooling_type == "lp" and op.norm_type == float("inf")
    return is_infinite or op.pooling_type == "max"


def _pool_whole(lower: Lowering, op: Any, x: Any, info: TensorInfo, axes: Sequence[int]) -> Any:
    """Maximum, mean or sum of each map."""
    wide = dtypes.wide(info.dtype)
    kind = "max" if _is_max(op) else "sum"
    total = reduce(lower, x, info, axes, wide, kind)
    kept = info.with_dims([size for axis, size in enumerate(info.dims) if axis not in axes])

    def count() -> Count:
        number = mean_count(lower, info, axes, wide)
        return lambda _: number

    value = _narrow(lower, kept, total, wide, _finish(op, wide, count))
    return reshape_value(lower, value, kept, lower.result)


def _powers(lower: Lowering, info: TensorInfo, x: Any, power: float) -> Any:
    """Every element to a power."""
    wide = dtypes.wide(info.dtype)

    def body(element: Any) -> Any:
        element = scalars.cast(info.dtype, wide, element)
        element = scalars.power(wide, element, scalars.constant(wide, power))
        return scalars.cast(wide, info.dtype, element)

    return lower.generic(info, [(x, ir.AffineMap.get_identity(info.rank))], body)


def _finish(op: Any, wide: str, counts: Callable[[], Count]) -> Callable[[Any], Any] | None:
    """What becomes of a window's maximum or sum, inside a loop body."""
    if op.pooling_type == "avg":
        count = counts()
        return lambda total: arith.divf(total, count(wide))
    if op.pooling_type == "lp" and not _is_max(op):
        root = 1.0 / op.norm_type if op.norm_type else float("inf")
        return lambda total: scalars.power(wide, total, scalars.constant(wide, root))
    return None


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
    op: Any,
    x: Any,
    info: TensorInfo,
    axes: Sequence[int],
    window: Sequence[int],
    strides: Sequence[int],
    pads: Sequence[tuple[Size, Size]],
) -> Any:
    """Windows of one size: a pooling of the padded input, divided by a count for means."""
    is_max = _is_max(op)
    result = lower.result
    fill = _LOWEST if is_max else 0.0
    reached = list(pads)
    if op.ceil_mode and not op.adaptive:
        # The last window may reach over the padded edge.
        for i, axis in enumerate(axes):
            span = (result.dims[axis] - 1) * strides[i] + window[i]
            missing = span - (info.dims[axis] + pads[i][0] + pads[i][1])
            reached[i] = (pads[i][0], pads[i][1] + symbolic.maximum(missing, 0))
    x, padded = pad_spatial(lower, x, info, axes, reached, fill)
    outputs = [result.dims[axis] for axis in axes]
    x, _ = crop_to_one_window(lower, x, padded, axes, window, outputs)
    wide = dtypes.wide(info.dtype)
    total = result.with_dtype(wide)
    start = lower.full(total, scalars.constant(wide, fill))
    if info.rank == 4:
        pooled = _named_pooling(op, x, start, window, strides)
    else:
        pooled = _combine_windows(lower, op, x, total, start, axes, window, strides)
    finish = _finish(op, wide, lambda: _window_counts(lower, op, info, axes, window, strides, pads))
    return _narrow(lower, result, pooled, wide, finish)


def _named_pooling(
    op: Any, x: Any, start: Any, window: Sequence[int], strides: Sequence[int]
) -> Any:
    is_max = _is_max(op)
    if op.data_format == "NCHW":
        named = linalg.pooling_nchw_max if is_max else linalg.pooling_nchw_sum
    else:
        named = linalg.pooling_nhwc_max if is_max else linalg.pooling_nhwc_sum
    shape = tensor.EmptyOp(list(window), ir.Type.parse("f32")).result
    return named(x, shape, outs=[start], strides=list(strides), dilations=[1, 1])


def _combine_windows(
    lower: Lowering,
    op: Any,
    x: Any,
    result: TensorInfo,
    start: Any,
    axes: Sequence[int],
    window: Sequence[int],
    strides: Sequence[int],
) -> Any:
    """The same in three dimensions, where no op is named for it in each layout."""
    rank, source = result.rank, lower.info(op.x).dtype
    loops = [ir.AffineDimExpr.get(loop) for loop in range(rank + len(axes))]
    places = loops[:rank]
    for i, axis in enumerate(axes):
        places[axis] = loops[axis] * strides[i] + loops[rank + i]
    shape = lower.empty(TensorInfo(result.dtype, tuple(window)))
    combine = scalars.maximum if _is_max(op) else scalars.add

    def body(element: Any, _: Any, total: Any) -> Any:
        return combine(result.dtype, total, scalars.cast(source, result.dtype, element))

    return lower.generic(
        result,
        [
            (x, ir.AffineMap.get(len(loops), 0, places)),
            (shape, ir.AffineMap.get(len(loops), 0, loops[rank:])),
        ],
        body,
        output_map=ir.AffineMap.get(len(loops), 0, loops[:rank]),
        reductions=len(axes),
        init=start,
    )


def _window_counts(
    lower: Lowering,
    op: Any,
    info: TensorInfo,
    axes: Sequence[int],
    window: Sequence[Size],
    strides: Sequence[int],
    pads: Sequence[tuple[Size, Size]],
) -> Count:
    """A function that gives, inside a loop body, the number of elements a window's mean counts."""
    if all(pad == (0, 0) for pad in pads) and not op.ceil_mode:
        whole = symbolic.product(list(window))
        if isinstance(whole, int):
            return lambda dtype: scalars.constant(dtype, whole)
    sizes = [lower.size(info.dims[axis]) for axis in axes]
    before = [lower.size(pad[0]) for pad in pads]
    numbers = {number: lower.size(number) for number in (0, *window, *strides)}

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


def _pool_adaptive(lower: Lowering, op: Any, x: Any, info: TensorInfo, axes: Sequence[int]) -> Any:
    """Windows from ``floor(i*size/n)`` to ``ceil((i+1)*size/n)``: loops as long as the longest."""
    result = lower.result
    longest = [symbolic.ceil_divide(info.dims[axis], result.dims[axis]) + 1 for axis in axes]
    bounds = adaptive_bounds(lower, info, axes)

    def count(dtype: str) -> Any:
        total = None
        for i in range(len(axes)):
            start, end = bounds(i)
            extent = arith.subi(end, start)
            total = extent if total is None else arith.muli(total, extent)
        whole = arith.index_cast(ir.IntegerType.get_signless(64), total)
        return scalars.cast("int64", dtype, whole)

    return _pool_bounds(lower, op, x, info, axes, longest, bounds, lambda: count)


def adaptive_bounds(lower: Lowering, info: TensorInfo, axes: Sequence[int]) -> Bounds:
    """Start and end of an output element's window along the i-th of ``axes``."""
    sizes = [lower.size(info.dims[axis]) for axis in axes]
    outputs = [lower.size(lower.result.dims[axis]) for axis in axes]
    one = lower.index(1)

    def bounds(i: int) -> tuple[Any, Any]:
        place = loop_index(axes[i])
        start = arith.floordivsi(arith.muli(place, sizes[i]), outputs[i])
        end = arith.ceildivsi(arith.muli(arith.addi(place, one), sizes[i]), outputs[i])
        return start, end

    return bounds


def window_bounds(
    lower: Lowering,
    info: TensorInfo,
    axes: Sequence[int],
    window: Sequence[Size],
    strides: Sequence[int],
    pads: Sequence[tuple[Size, Size]],
) -> Bounds:
    """Start and end, inside the map, of a window along the i-th of ``axes``."""
    sizes = [lower.size(info.dims[axis]) for axis in axes]
    before = [lower.size(pad[0]) for pad in pads]
    numbers = {number: lower.size(number) for number in (0, *window, *strides)}

    def bounds(i: int) -> tuple[Any, Any]:
        step = arith.muli(loop_index(axes[i]), numbers[strides[i]])
        start = arith.subi(step, before[i])
        end = arith.minsi(arith.addi(start, numbers[window[i]]), sizes[i])
        return arith.maxsi(start, numbers[0]), end

    return bounds


def _pool_dynamic_windows(
    lower: Lowering,
    op: Any,
    x: Any,
    info: TensorInfo,
    axes: Sequence[int],
    window: Sequence[Size],
    pads: Sequence[tuple[Size, Size]],
) -> Any:
    """Windows whose size is known at run time only."""
    bounds = window_bounds(lower, info, axes, window, op.strides, pads)

    def counts() -> Count:
        return _window_counts(lower, op, info, axes, window, op.strides, pads)

    return _pool_bounds(lower, op, x, info, axes, window, bounds, counts)


def _pool_bounds(
    lower: Lowering,
    op: Any,
    x: Any,
    info: TensorInfo,
    axes: Sequence[int],
    longest: Sequence[Size],
    bounds: Bounds,
    counts: Callable[[], Count],
) -> Any:
    """Windows with a start and an end each: loops as long as the longest, over what is inside."""
    result = lower.result
    wide = dtypes.wide(info.dtype)
    is_max = _is_max(op)
    rank, loops = result.rank, result.rank + len(axes)
    window = lower.empty(TensorInfo(wide, tuple(longest)))
    places = [ir.AffineDimExpr.get(loop) for loop in range(loops)]
    start_value = _LOWEST if is_max else 0.0

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
        [(window, ir.AffineMap.get(loops, 0, places[rank:]))],
        body,
        output_map=ir.AffineMap.get(loops, 0, places[:rank]),
        reductions=len(axes),
        init=lower.full(result.with_dtype(wide), scalars.constant(wide, start_value)),
    )
    return _narrow(lower, result, total, wide, _finish(op, wide, counts))
