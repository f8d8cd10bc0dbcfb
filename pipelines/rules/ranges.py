"""What slices and splits take of their operand, in one form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.creation import sizes_from
from paddle_mlir.dialects.pd.manipulation import (
    INT32_MAX,
    slice_bounds,
    slice_extent,
    split_part,
)
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.rewriting import Match


@dataclass(frozen=True)
class Range:
    """``size`` elements from ``start``."""

    start: Size
    size: Size

    @property
    def end(self) -> Size:
        """The position after the last element."""
        return self.start + self.size


@dataclass(frozen=True)
class Part:
    """A part of a tensor.

    Attributes:
        source: the whole tensor.
        ranges: by axis; other axes are whole.
        dropped: axes that the result lacks.
    """

    source: Any
    ranges: dict[int, Range]
    dropped: frozenset[int] = frozenset()

    @property
    def axis(self) -> int | None:
        """The only axis that is cut, or None."""
        return next(iter(self.ranges)) if len(self.ranges) == 1 and not self.dropped else None


def part_of(match: Match, op: Any) -> Part:
    """What a slice or split takes."""
    if isinstance(op, pd.Split):
        info = match.sizes(op.x)
        axis = info.axis(op.axis)
        start, size = split_part(info.dims[axis], op.index, op.sections, op.num)
        return Part(op.x, {axis: Range(start, size)})
    info = match.sizes(op.input)
    starts = sizes_from(op.starts, _optional(match, op.starts_tensor))
    ends = sizes_from(op.ends, _optional(match, op.ends_tensor))
    dropped = frozenset(info.axis(axis) for axis in op.decrease_axis)
    ranges = {}
    for axis, start, end in zip(info.axes(op.axes), starts, ends, strict=True):
        first, last = slice_bounds(start, end, info.dims[axis])
        ranges[axis] = Range(first, 1 if axis in dropped else slice_extent(first, last))
    return Part(op.input, ranges, dropped)


def _optional(match: Match, value: Any) -> TensorInfo | None:
    return None if value is None else match.sizes(value)


def cut(match: Match, part: Part) -> dict[str, tuple[int, ...]]:
    """Attributes of the ``pd.slice`` that takes a part; leaves when numbers cannot say it."""
    info = match.sizes(part.source)
    axes, starts, ends = [], [], []
    for axis, wanted in sorted(part.ranges.items()):
        size = info.dims[axis]
        start, end = bound(wanted.start, size), bound(wanted.end, size)
        is_told = start is not None and end is not None
        if is_told:
            assert start is not None
            assert end is not None
            first, last = slice_bounds(start, end, size)
            extent = 1 if axis in part.dropped else slice_extent(first, last)
            is_told = (first, extent) == (wanted.start, wanted.size)
            starts.append(start)
            ends.append(end)
        match.require(is_told, f"the bounds on axis {axis} cannot be written as numbers")
        axes.append(axis)
    return {
        "axes": tuple(axes),
        "starts": tuple(starts),
        "ends": tuple(ends),
        "decrease_axis": tuple(sorted(part.dropped)),
    }


def bound(position: Size, size: Size) -> int | None:
    """A position on an axis as a number of ``pd.slice``, or None."""
    if position == size:
        return size if isinstance(size, int) else INT32_MAX
    if isinstance(position, int):
        return position
    from_back = position - size
    return from_back if isinstance(from_back, int) and from_back < 0 else None
