"""Lowering of the pooling of regions: one element of the result at a time."""

from collections.abc import Callable
from typing import Any

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import arith, math, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.counted_loop import fold
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.sampling import to_float, to_index

Part = tuple[Any, Any, Any, Any]
"""A part of a box: first and last row and column, as indices; the last ones lie behind it."""


def _wide(dtype: str) -> str:
    return "float64" if dtype == "float64" else "float32"


def _map_numbers(lower: Lowering, op: Any) -> Any:
    """``[R]``: which map each box lies in."""
    boxes, batch = lower.info(op.boxes), lower.info(op.x).dims[0]
    result = TensorInfo("int64", (boxes.dims[0],))
    number = ir.IntegerType.get_signless(64)
    message = f"{op.spec.name}: boxes_num must have a number for each map"
    if op.boxes_num is None:
        lower.check_equal(batch, 1, message)
        return lower.full(result, arith.constant(number, 0))
    counts_info, counts = lower.info(op.boxes_num), lower[op.boxes_num]
    lower.check_equal(batch, counts_info.dims[0], message)
    zero, maps = lower.index(0), lower.size(batch)

    def body() -> Any:
        box = arith.index_cast(number, loop_index(0))
        none, one = arith.constant(number, 0), arith.constant(number, 1)

        def step(position: Any, before: Any, found: Any) -> Any:
            count = scalars.cast(counts_info.dtype, "int64", tensor.extract(counts, [position]))
            before = arith.addi(before, count)
            is_later = arith.cmpi(arith.CmpIPredicate.sge, box, before)
            return before, arith.addi(found, arith.select(is_later, one, none))

        _, found = fold(zero, maps, (none, none), step)
        # Boxes that no map counts are read from the last one.
        last = arith.subi(arith.index_cast(number, maps), one)
        return arith.minsi(found, last)

    return lower.generic(result, [], body)


class _Box:
    """Reads a box's numbers inside a loop body; ``place`` turns a number into one on the map."""

    def __init__(self, lower: Lowering, op: Any) -> None:
        self._boxes, self._dtype = lower[op.boxes], lower.info(op.boxes).dtype
        self._numbers = _map_numbers(lower, op)
        self._columns = [lower.index(column) for column in range(4)]

    def map(self, box: Any) -> Any:
        return arith.index_cast(ir.IndexType.get(), tensor.extract(self._numbers, [box]))

    def edges(self, box: Any, place: Callable[[Any], Any]) -> list[Any]:
        """x1, y1, x2, y2."""
        wide = _wide(self._dtype)
        numbers = [tensor.extract(self._boxes, [box, column]) for column in self._columns]
        return [place(scalars.cast(self._dtype, wide, number)) for number in numbers]


@lowers(pd.RoiAlign)
def lower_roi_align(lower: Lowering, op: pd.RoiAlign) -> Any:
    """Two loops over the places in a part."""
    info, result = lower.info(op.x), lower.result
    x, dtype = lower[op.x], _wide(info.dtype)
    box = _Box(lower, op)
    sizes = [lower.size(size) for size in info.dims[2:]]
    zero = lower.index(0)

    def place(number: Any) -> Any:
        number = arith.mulf(number, scalars.constant(dtype, op.spatial_scale))
        return arith.subf(number, scalars.constant(dtype, 0.5)) if op.aligned else number

    def body() -> Any:
        region, channel, row, column = (loop_index(axis) for axis in range(4))
        left, top, right, bottom = box.edges(region, place)
        at_map = box.map(region)
        axes = [
            _Places(op, dtype, top, bottom, row, op.pooled_height, sizes[0]),
            _Places(op, dtype, left, right, column, op.pooled_width, sizes[1]),
        ]

        def rows(position: Any, total: Any) -> Any:
            vertical = axes[0].read(position)

            def columns(position: Any, total: Any) -> Any:
                horizontal = axes[1].read(position)
                inside = arith.andi(vertical[0], horizontal[0])
                found = None
                for y, share in vertical[1]:
                    for u, part in horizontal[1]:
                        element = tensor.extract(x, [at_map, channel, y, u])
                        element = scalars.cast(info.dtype, dtype, element)
                        term = arith.mulf(element, arith.mulf(share, part))
                        found = term if found is None else arith.addf(found, term)
                value = arith.select(inside, found, scalars.constant(dtype, 0.0))
                return (arith.addf(total, value),)

            return fold(zero, axes[1].count, (total,), columns)

        total = fold(zero, axes[0].count, (scalars.constant(dtype, 0.0),), rows)[0]
        count = to_float(dtype, arith.muli(axes[0].count, axes[1].count))
        share = arith.divf(scalars.constant(dtype, 1.0), count)
        return scalars.cast(dtype, info.dtype, arith.mulf(total, share))

    return lower.generic(result, [], body)


class _Places:
    """The places in a part of a box along one dimension."""

    def __init__(
        self, op: pd.RoiAlign, dtype: str, start: Any, end: Any, part: Any, parts: int, size: Any
    ) -> None:
        """Numbers of a box; ``part`` of ``parts`` is meant."""
        self._dtype, self._start, self._part, self._size = dtype, start, part, size
        extent = arith.subf(end, start)
        if not op.aligned:
            extent = arith.maximumf(extent, scalars.constant(dtype, 1.0))
        self._step = arith.divf(extent, scalars.constant(dtype, parts))
        if op.sampling_ratio > 0:
            self.count = arith.constant(ir.IndexType.get(), op.sampling_ratio)
        else:
            self.count = to_index(math.ceil(self._step))

    def read(self, position: Any) -> tuple[Any, list[tuple[Any, Any]]]:
        """Whether a place counts, and the elements around it with their weights."""
        dtype, size = self._dtype, self._size
        zero, one = scalars.constant(dtype, 0.0), scalars.constant(dtype, 1.0)
        middle = arith.addf(to_float(dtype, position), scalars.constant(dtype, 0.5))
        share = arith.divf(middle, to_float(dtype, self.count))
        steps = arith.addf(to_float(dtype, self._part), share)
        place = arith.addf(self._start, arith.mulf(self._step, steps))
        extent = to_float(dtype, size)
        inside = arith.andi(
            scalars.compare(dtype, "ge", place, scalars.constant(dtype, -1.0)),
            scalars.compare(dtype, "le", place, extent),
        )
        last = arith.subf(extent, one)
        place = arith.minnumf(arith.maxnumf(place, zero), last)
        low = to_index(place)
        weight = arith.subf(place, math.floor(place))
        step = arith.constant(ir.IndexType.get(), 1)
        high = arith.minsi(arith.addi(low, step), arith.subi(size, step))
        return inside, [(low, arith.subf(one, weight)), (high, weight)]


@lowers(pd.RoiPool)
def lower_roi_pool(lower: Lowering, op: pd.RoiPool) -> Any:
    """The largest element of a part; one that is no number never is."""
    info, result = lower.info(op.x), lower.result
    x, dtype = lower[op.x], _wide(info.dtype)
    box = _Box(lower, op)
    sizes = [lower.size(size) for size in info.dims[2:]]
    one = lower.index(1)

    def place(number: Any) -> Any:
        scaled = arith.mulf(number, scalars.constant(dtype, op.spatial_scale))
        return to_index(math.round(scaled))

    def bounds(first: Any, last: Any, part: Any, parts: int, size: Any) -> tuple[Any, Any]:
        extent = arith.maxsi(arith.addi(arith.subi(last, first), one), one)
        step = arith.divf(to_float("float32", extent), scalars.constant("float32", parts))
        start = to_index(math.floor(arith.mulf(to_float("float32", part), step)))
        end = arith.mulf(to_float("float32", arith.addi(part, one)), step)
        ends = (start, to_index(math.ceil(end)))
        begin, behind = (_clamp(arith.addi(end, first), size) for end in ends)
        return begin, behind

    def body() -> Any:
        region, channel, row, column = (loop_index(axis) for axis in range(4))
        left, top, right, bottom = box.edges(region, place)
        part = (
            *bounds(top, bottom, row, op.pooled_height, sizes[0]),
            *bounds(left, right, column, op.pooled_width, sizes[1]),
        )
        lowest = scalars.constant(dtype, float(np.finfo(dtype).min))

        def larger(most: Any, element: Any) -> Any:
            element = scalars.cast(info.dtype, dtype, element)
            return arith.select(scalars.compare(dtype, "gt", element, most), element, most)

        most = _fold_part(x, box.map(region), channel, part, lowest, larger)
        most = arith.select(_is_empty(part), scalars.constant(dtype, 0), most)
        return scalars.cast(dtype, info.dtype, most)

    return lower.generic(result, [], body)


@lowers(pd.PsroiPool)
def lower_psroi_pool(lower: Lowering, op: pd.PsroiPool) -> Any:
    """The sum of a part's elements over their number."""
    info, result = lower.info(op.x), lower.result
    x, dtype = lower[op.x], _wide(info.dtype)
    box = _Box(lower, op)
    sizes = [lower.size(size) for size in info.dims[2:]]
    height, width = lower.index(op.pooled_height), lower.index(op.pooled_width)
    one = lower.index(1)

    def bounds(first: Any, last: Any, part: Any, parts: int, size: Any) -> tuple[Any, Any]:
        scale = scalars.constant(dtype, op.spatial_scale)
        start = arith.mulf(first, scale)
        behind = arith.mulf(arith.addf(last, scalars.constant(dtype, 1.0)), scale)
        extent = arith.maximumf(arith.subf(behind, start), scalars.constant(dtype, 0.1))
        step = arith.divf(extent, scalars.constant(dtype, parts))
        begin = arith.addf(arith.mulf(to_float(dtype, part), step), start)
        end = arith.addf(arith.mulf(to_float(dtype, arith.addi(part, one)), step), start)
        return (
            _clamp(to_index(math.floor(begin)), size),
            _clamp(to_index(math.ceil(end)), size),
        )

    def body() -> Any:
        region, channel, row, column = (loop_index(axis) for axis in range(4))
        left, top, right, bottom = box.edges(region, math.round)
        part = (
            *bounds(top, bottom, row, op.pooled_height, sizes[0]),
            *bounds(left, right, column, op.pooled_width, sizes[1]),
        )
        source = arith.addi(arith.muli(channel, height), row)
        source = arith.addi(arith.muli(source, width), column)
        zero = scalars.constant(dtype, 0.0)

        def add(total: Any, element: Any) -> Any:
            return arith.addf(total, scalars.cast(info.dtype, dtype, element))

        total = _fold_part(x, box.map(region), source, part, zero, add)
        rows, columns = arith.subi(part[1], part[0]), arith.subi(part[3], part[2])
        mean = arith.divf(total, to_float(dtype, arith.muli(rows, columns)))
        return scalars.cast(dtype, info.dtype, arith.select(_is_empty(part), zero, mean))

    return lower.generic(result, [], body)


def _clamp(index: Any, size: Any) -> Any:
    zero = arith.constant(ir.IndexType.get(), 0)
    return arith.minsi(arith.maxsi(index, zero), size)


def _is_empty(part: Part) -> Any:
    sge = arith.CmpIPredicate.sge
    return arith.ori(arith.cmpi(sge, part[0], part[1]), arith.cmpi(sge, part[2], part[3]))


def _fold_part(
    x: Any, at_map: Any, channel: Any, part: Part, start: Any, combine: Callable[[Any, Any], Any]
) -> Any:
    """All elements of a part combined."""

    def rows(row: Any, so_far: Any) -> Any:
        def columns(column: Any, so_far: Any) -> Any:
            return (combine(so_far, tensor.extract(x, [at_map, channel, row, column])),)

        return fold(part[2], part[3], (so_far,), columns)

    return fold(part[0], part[1], (start,), rows)[0]
