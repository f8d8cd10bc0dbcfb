"""Sequences that lie one after the other: where each row belongs, as formulas of ``pd`` ops."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.building import ModelBuilder


def number(build: ModelBuilder, value: int) -> Any:
    """An int64 scalar."""
    return build.emit(pd.Constant, value=np.array(value, dtype="int64"))


def add(build: ModelBuilder, x: Any, y: int) -> Any:
    """An int64 tensor and a number."""
    return build.emit(pd.Scale, x, None, bias=float(y))


def unsqueezed(build: ModelBuilder, x: Any, rank: int) -> Any:
    """``x`` with sizes of 1 behind its own, up to a rank."""
    own = build.info(x).rank
    return x if own >= rank else build.emit(pd.Unsqueeze, x, axis=tuple(range(own, rank)))


def vector(build: ModelBuilder, x: Any) -> Any:
    """Integers of any shape as an int64 vector."""
    if build.info(x).rank != 1:
        x = build.emit(pd.Reshape, x, None, shape=(-1,))
    return x if build.info(x).dtype == "int64" else build.emit(pd.Cast, x, dtype="int64")


def size_of(build: ModelBuilder, x: Any, axis: int) -> Any:
    """A size of a tensor, int64 of one element."""
    shape = build.emit(pd.Shape, x, dtype="int64")
    return build.emit(pd.Slice, shape, None, None, axes=(0,), starts=(axis,), ends=(axis + 1,))


def count_to(build: ModelBuilder, end: Any) -> Any:
    """0, 1, 2 ... below an int64 tensor of one element."""
    return build.emit(pd.Arange, None, end, None)


def rows_within(build: ModelBuilder, outer: Any, inner: Any) -> Any:
    """How many rows outer sequences have: ``outer`` and ``inner`` are the lengths of two levels."""
    zero = build.emit(pd.Constant, value=np.zeros(1, dtype="int64"))
    until = build.emit(pd.Concat, [zero, build.emit(pd.Cumsum, inner, axis=0)], axis=0)
    ends = build.emit(pd.Cumsum, outer, axis=0)
    starts = build.emit(pd.Subtract, ends, outer)
    return build.emit(
        pd.Subtract, build.emit(pd.Gather, until, ends), build.emit(pd.Gather, until, starts)
    )


def gather_rows(build: ModelBuilder, x: Any, rows: Any) -> Any:
    """Rows of ``x``, whose numbers may be a vector or a matrix."""
    if build.info(rows).rank == 1:
        return build.emit(pd.Gather, x, rows)
    return build.emit(pd.GatherNd, x, build.emit(pd.Unsqueeze, rows, axis=(-1,)))


def filled_where_not(build: ModelBuilder, condition: Any, x: Any, value: Any) -> Any:
    """``x`` where a condition of its leading sizes holds, else a number or a tensor."""
    info = build.info(x)
    if isinstance(value, (int, float)):
        value = build.emit(pd.Full, None, value=float(value), dtype=info.dtype, shape=(1,))
    return build.emit(pd.Where, unsqueezed(build, condition, info.rank), x, value)


class PackedSequences:
    """``rows`` rows, of which the first ``lengths[0]`` are a sequence, the next another one ..."""

    def __init__(self, build: ModelBuilder, lengths: Any, row_count: Any = None) -> None:
        """Take the lengths, an int64 vector, and the sum of them where it is known."""
        self.build, self.lengths, self._row_count = build, lengths, row_count

    @classmethod
    def of(cls, build: ModelBuilder, x: Any, lengths: Any) -> PackedSequences:
        """The sequences that a tensor is made of."""
        return cls(build, lengths, size_of(build, x, 0))

    @cached_property
    def ends(self) -> Any:
        """For each sequence the row behind its last."""
        return self.build.emit(pd.Cumsum, self.lengths, axis=0)

    @cached_property
    def starts(self) -> Any:
        """For each sequence its first row."""
        return self.build.emit(pd.Subtract, self.ends, self.lengths)

    @cached_property
    def row_count(self) -> Any:
        """The number of rows, int64 of one element."""
        if self._row_count is None:
            return self.build.emit(pd.Sum, self.lengths, axis=(0,), keepdim=True)
        return self._row_count

    @cached_property
    def rows(self) -> Any:
        """0, 1, 2 ... for each row."""
        return count_to(self.build, self.row_count)

    @cached_property
    def numbers(self) -> Any:
        """For each row the number of its sequence."""
        return self.build.emit(pd.Searchsorted, self.ends, self.rows, right=True)

    def per_row(self, values: Any) -> Any:
        """For each row its sequence's own of some values."""
        return self.build.emit(pd.Gather, values, self.numbers)

    @cached_property
    def positions(self) -> Any:
        """For each row its position in its sequence."""
        return self.build.emit(pd.Subtract, self.rows, self.per_row(self.starts))

    @cached_property
    def longest(self) -> Any:
        """The largest length, int64 of one element."""
        return self.build.emit(pd.Max, self.lengths, axis=(0,), keepdim=True)

    def mask(self, steps: Any) -> Any:
        """``[sequences, steps]``: true for the positions that a sequence has."""
        column = self.build.emit(pd.Unsqueeze, self.lengths, axis=(1,))
        return self.build.emit(pd.LessThan, steps, column)

    def padded(self, x: Any, value: Any, length: Any = None) -> Any:
        """``[sequences, longest, ...]``, with a value behind the end of a sequence."""
        build = self.build
        steps = count_to(build, self.longest if length is None else length)
        starts = build.emit(pd.Unsqueeze, self.starts, axis=(1,))
        last = add(build, self.row_count, -1)
        rows = build.emit(pd.Minimum, build.emit(pd.Add, starts, steps), last)
        return filled_where_not(build, self.mask(steps), gather_rows(build, x, rows), value)

    def unpadded(self, x: Any) -> Any:
        """The inverse of ``padded``."""
        place = self.build.emit(pd.Stack, [self.numbers, self.positions], axis=1)
        return self.build.emit(pd.GatherNd, x, place)
