"""Lowering of grid sampling."""

from typing import Any

from torch_mlir.dialects import arith, math, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.sampling import (
    Neighbour,
    linear_neighbours,
    neighbour,
    to_float,
    to_index,
    weighted_sum,
    within,
)


@lowers(pd.GridSample)
def lower_grid_sample(lower: Lowering, op: pd.GridSample) -> Any:
    """One element at a time: its place, moved into the map where asked, and what is around it."""
    info, result = lower.info(op.x), lower.result
    x, grid = lower[op.x], lower[op.grid]
    message = "grid_sample: x and grid differ in their batch size"
    lower.check_equal(info.dims[0], lower.info(op.grid).dims[0], message)
    dtype = "float64" if info.dtype == "float64" else "float32"
    axes = list(range(2, info.rank))
    sizes = [lower.size(info.dims[axis]) for axis in axes]
    entries = [lower.index(entry) for entry in range(len(axes))]

    def body() -> Any:
        at: list[Any] = [loop_index(axis) for axis in range(result.rank)]
        near = []
        # The grid names the last dimension first.
        for size, entry in zip(sizes, reversed(entries), strict=True):
            number = tensor.extract(grid, [at[0], *at[2:], entry])
            extent = to_float(dtype, size)
            place = _place(op, dtype, scalars.cast(info.dtype, dtype, number), extent)
            if op.mode == "bilinear":
                near.append(linear_neighbours(dtype, place, size))
            else:
                near.append([_nearest(dtype, place, size)])
        return scalars.cast(dtype, info.dtype, weighted_sum(x, info.dtype, dtype, at, axes, near))

    return lower.generic(result, [], body)


def _nearest(dtype: str, place: Any, size: Any) -> Neighbour:
    """The nearest element; of two that are equally near the even one."""
    place = within(dtype, place, size)
    return neighbour(to_index(math.roundeven(place)), scalars.constant(dtype, 1.0), size)


def _place(op: pd.GridSample, dtype: str, number: Any, extent: Any) -> Any:
    """Where a number of the grid points to, in elements."""
    half, one = scalars.constant(dtype, 0.5), scalars.constant(dtype, 1.0)
    zero = scalars.constant(dtype, 0.0)
    last = arith.subf(extent, one)
    number = arith.addf(number, one)
    if op.align_corners:
        place = arith.mulf(number, arith.mulf(last, half))
    else:
        place = arith.subf(arith.mulf(number, arith.mulf(extent, half)), half)
    if op.padding_mode == "zeros":
        return place
    if op.padding_mode == "reflection" and op.align_corners:
        mirrored = _reflect(place, arith.addf(last, last))
        # A single element has no distance to be mirrored over.
        place = arith.select(scalars.compare(dtype, "eq", last, zero), zero, mirrored)
    elif op.padding_mode == "reflection":
        edge = arith.addf(place, half)
        place = arith.subf(_reflect(edge, arith.addf(extent, extent)), half)
    return arith.minimumf(arith.maximumf(place, zero), last)


def _reflect(place: Any, period: Any) -> Any:
    """``place`` on a line that is mirrored at 0 and at half the period."""
    distance = math.absf(place)
    periods = math.floor(arith.divf(distance, period))
    rest = arith.subf(distance, arith.mulf(periods, period))
    return arith.minimumf(rest, arith.subf(period, rest))


@lowers(pd.AffineGrid)
def lower_affine_grid(lower: Lowering, op: pd.AffineGrid) -> Any:
    """One number at a time: a row of theta times the element's place."""
    info, result = lower.info(op.theta), lower.result
    theta = lower[op.theta]
    dtype = "float64" if info.dtype == "float64" else "float32"
    count = result.rank - 2
    sizes = [lower.size(size) for size in result.dims[1:-1]]
    columns = [lower.index(column) for column in range(count + 1)]

    def body() -> Any:
        batch, *at, row = (loop_index(axis) for axis in range(result.rank))
        total = None
        # Theta's first column is for the last dimension.
        for position, size, column in zip(reversed(at), reversed(sizes), columns, strict=False):
            share = scalars.cast(info.dtype, dtype, tensor.extract(theta, [batch, row, column]))
            term = arith.mulf(share, _coordinate(op, dtype, position, size))
            total = term if total is None else arith.addf(total, term)
        shift = scalars.cast(info.dtype, dtype, tensor.extract(theta, [batch, row, columns[-1]]))
        return scalars.cast(dtype, info.dtype, arith.addf(total, shift))

    return lower.generic(result, [], body)


def _coordinate(op: pd.AffineGrid, dtype: str, position: Any, size: Any) -> Any:
    """Where an element lies between -1 and 1."""
    one, two = scalars.constant(dtype, 1.0), scalars.constant(dtype, 2.0)
    start = scalars.constant(dtype, -1.0)
    extent = to_float(dtype, size)
    last = arith.subf(extent, one)
    if op.align_corners:
        step = arith.divf(two, last)
    else:
        step = arith.divf(two, extent)
        start = arith.divf(arith.mulf(start, last), extent)
    return arith.addf(start, arith.mulf(to_float(dtype, position), step))
