"""Lowering of pooling that tells where the maxima are: a loop over each window."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import arith, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.pooling import pool_padding
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.convolution import check_windows
from paddle_mlir.pipelines.lower.counted_loop import fold
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.pooling import Bounds, adaptive_bounds, window_bounds
from paddle_mlir.pipelines.lower.reshaping import reshape_value
from paddle_mlir.pipelines.lower.sampling import to_float, to_index


@lowers(pd.MaxPoolIndex)
def lower_max_pool_index(lower: Lowering, op: pd.MaxPoolIndex) -> Any:
    """Windows are bounded as in pooling."""
    info = lower.info(op.x)
    axes = list(range(2, info.rank))
    if op.adaptive:
        return _find_maxima(lower, lower[op.x], info, adaptive_bounds(lower, info, axes))
    sizes = list(info.dims[2:])
    window: Sequence[Size] = sizes if op.global_pooling else op.kernel_size
    strides = (1,) * len(axes) if op.global_pooling else op.strides
    paddings = (0,) * len(axes) if op.global_pooling else op.paddings
    pads = pool_padding(sizes, window, strides, paddings, "EXPLICIT")
    if not op.global_pooling:
        check_windows(lower, op.spec.name, sizes, lower.result.dims[2:])
    bounds = window_bounds(lower, info, axes, window, strides, pads)
    return _find_maxima(lower, lower[op.x], info, bounds)


@lowers(pd.FractionalMaxPool)
def lower_fractional_max_pool(lower: Lowering, op: pd.FractionalMaxPool) -> list[Any]:
    """The maxima are read where they were found."""
    info, result = lower.info(op.x), lower.result
    x = lower[op.x]
    mask = _find_maxima(lower, x, info, _fractional_bounds(lower, op, info))
    flat = info.with_dims([*info.dims[:2], info.with_dims(info.dims[2:]).numel])
    maps = reshape_value(lower, x, info, flat)
    zero = lower.index(0)
    # What Paddle's maximum starts with: the largest of a window of NaN.
    lowest = max(float(np.finfo("float32").min), scalars.extreme(info.dtype, largest=False))

    def body(place: Any) -> Any:
        at = arith.index_cast(ir.IndexType.get(), place)
        is_none = arith.cmpi(arith.CmpIPredicate.slt, at, zero)
        found = tensor.extract(maps, [loop_index(0), loop_index(1), arith.maxsi(at, zero)])
        return arith.select(is_none, scalars.constant(info.dtype, lowest), found)

    identity = ir.AffineMap.get_identity(result.rank)
    return [lower.generic(result, [(mask, identity)], body), mask]


def _find_maxima(lower: Lowering, x: Any, info: TensorInfo, bounds: Bounds) -> Any:
    """Positions of the maxima of windows; NaN is never one."""
    result = lower.result.with_dtype("int32")
    axes = range(2, info.rank)
    sizes = [lower.size(info.dims[axis]) for axis in axes]
    zero = lower.index(0)
    wide = "float64" if info.dtype == "float64" else "float32"
    place_type = ir.IntegerType.get_signless(32)

    def body() -> Any:
        batch, channel = loop_index(0), loop_index(1)
        windows = [bounds(i) for i in range(len(axes))]

        def search(at: list[Any], place: Any, most: Any, found: Any) -> Any:
            axis = len(at)
            if axis == len(axes):
                element = tensor.extract(x, [batch, channel, *at])
                element = scalars.cast(info.dtype, wide, element)
                is_larger = scalars.compare(wide, "gt", element, most)
                here = arith.index_cast(place_type, place)
                return (
                    arith.select(is_larger, element, most),
                    arith.select(is_larger, here, found),
                )

            def step(position: Any, most: Any, found: Any) -> Any:
                inner = arith.addi(arith.muli(place, sizes[axis]), position)
                return search([*at, position], inner, most, found)

            return fold(*windows[axis], (most, found), step)

        # Paddle starts from the lowest f32 in every dtype.
        lowest = scalars.constant(wide, float(np.finfo("float32").min))
        return search([], zero, lowest, arith.constant(place_type, -1))[1]

    return lower.generic(result, [], body)


def _fractional_bounds(lower: Lowering, op: pd.FractionalMaxPool, info: TensorInfo) -> Bounds:
    """Start and end of fractional windows, computed in f32 as Paddle does."""
    single = "float32"

    def number(value: float) -> Any:
        return scalars.constant(single, value)

    places = []
    for i, kernel in enumerate(op.kernel_size):
        size, output = lower.size(info.dims[2 + i]), lower.size(lower.result.dims[2 + i])
        extent, count = to_float(single, size), to_float(single, output)
        u = number(op.random_u)
        if kernel > 0:
            parts = arith.subf(count, number(1.0))
            alpha = arith.divf(arith.subf(extent, number(kernel)), parts)
        else:
            alpha = arith.divf(extent, count)
            base = to_float(single, arith.divsi(size, output))
            first = arith.divf(arith.addf(base, number(2.0)), alpha)
            first = arith.subf(first, number(1.0))
            second = arith.divf(arith.subf(arith.addf(extent, number(1.0)), base), alpha)
            second = arith.subf(second, arith.subf(count, number(1.0)))
            u = arith.mulf(u, arith.minimumf(first, second))
        places.append((size, alpha, u, to_index(arith.mulf(u, alpha))))
    zero, one = lower.index(0), lower.index(1)
    kernels = [lower.index(kernel) for kernel in op.kernel_size]

    def bounds(i: int) -> tuple[Any, Any]:
        size, alpha, u, shift = places[i]

        def place(position: Any) -> Any:
            scaled = arith.mulf(arith.addf(to_float(single, position), u), alpha)
            return arith.subi(to_index(scaled), shift)

        position = loop_index(2 + i)
        start = place(position)
        if op.kernel_size[i] > 0:
            end = arith.addi(start, kernels[i])
        else:
            end = place(arith.addi(position, one))
        return arith.maxsi(start, zero), arith.minsi(end, size)

    return bounds
