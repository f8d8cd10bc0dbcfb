"""Convolutions row by row, in kernels of their own.

A workgroup computes a row of the result, in blocks of neighbouring positions whose sums stay in
registers while the window passes. Above and below the map the loop over the window's rows is
shorter. At the sides, blocks of a known row are written out and leave out what lies outside of the
map; of a row whose length is known at run time only, what is near the sides is computed one by one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, scf

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.lower.convolution import check_windows
from paddle_mlir.pipelines.lower.epilogue import finished
from paddle_mlir.pipelines.lower.lowering import Lowering
from paddle_mlir.pipelines.lower.vector_kernel import (
    VectorKernel,
    Vectors,
    converted,
    dispatch,
    index,
    loop,
    of_images,
    pieces,
    read,
    zeros,
)

Cell = Callable[[Any, Any, Any, Mapping[int, Any], list[Any]], list[Any]]
"""Adds what one element of the window gives to sums: from the element's row and column, the map's
row, and its column for some of the block's positions."""
Divide = Callable[[int, int, Callable[[Vectors], None]], None]
"""Builds what computes so many features, up to so many at a time."""
LEAST_WORK = 1 << 17
"""Multiply-adds that are worth a workgroup: two microseconds."""
OPEN_WIDTH = 64
"""What the length of a row that only run time tells is taken for."""


@dataclass(frozen=True)
class Columns:
    """The horizontal part of a convolution."""

    window: int
    stride: int
    dilation: int
    before: int
    size: Size
    results: Size

    def is_inside(self, position: int, offset: int) -> bool:
        """The window of a result reads the map there, not the padding."""
        assert isinstance(self.size, int)
        place = position * self.stride + offset * self.dilation - self.before
        return 0 <= place < self.size

    def is_whole(self, start: int, width: int) -> bool:
        """The windows of a block of results lie in the map."""
        last = start + width - 1
        return self.is_inside(start, 0) and self.is_inside(last, self.window - 1)


@dataclass(frozen=True)
class Block:
    """Neighbouring results of a row.

    Attributes:
        columns: of the convolution.
        place: the first result, as a value.
        width: how many.
        start: the first, where windows may leave the map at a place that is known.
        is_checked: windows may leave the map at a place that is not.
    """

    columns: Columns
    place: Any
    width: int
    start: int | None = None
    is_checked: bool = False

    def reads(self, offset: int) -> list[int]:
        """Which of the results have an element of the map at a column of their window."""
        if self.start is None:
            return list(range(self.width))
        start = self.start
        return [j for j in range(self.width) if self.columns.is_inside(start + j, offset)]

    def column(self, number: int, offset: Any) -> Any:
        """Where the window of a result reads."""
        columns = self.columns
        base = arith.muli(self.place, index(columns.stride))
        left = arith.addi(base, index(number * columns.stride - columns.before))
        return arith.addi(left, times(columns.dilation, offset))


class Row:
    """A row of the result, inside the kernel.

    Attributes:
        image: its number.
        panel: the number of the panel of features, where there are several.
        tap, frame: of a volume, which frame of the window is computed, and where it lies.
    """

    def __init__(
        self,
        lower: Lowering,
        op: Any,
        kernel: VectorKernel,
        sizes: tuple[Size, int],
        first: Any,
        panel: Any,
        is_written_out: bool,
    ) -> None:
        """Begin a row.

        Args:
            lower: the lowering.
            op: the convolution.
            kernel: it.
            sizes: heights of the map and of the window.
            first: the panel's first feature, where there are several.
            panel: see the attribute.
            is_written_out: the columns of the window are no loop.
        """
        self._op, self._kernel, self.panel = op, kernel, panel
        self._dilations = dilations_of(op)
        *outer, high, _, _ = lower.result.dims
        self.image, row = self._parted(kernel.group[0], high)
        self._top, self._rows = self._window(row, -2, *sizes)
        self._place = [self.image, row]
        self.tap: Any = None
        self.frame: Any = None
        self._frames: tuple[Any, tuple[Any, Any]] | None = None
        if len(outer) > 1:
            self.image, depth = self._parted(self.image, outer[1])
            (taps,), frames = lower.info(op.filter).numbers(0), lower.info(op.input).dims[1]
            self._frames = self._window(depth, -3, frames, taps)
            self._place = [self.image, depth, row]
        self._element = ir.F32Type.get()
        self._is_written_out = is_written_out
        self._first = first
        extra = iter(kernel.inputs[2:])
        self._bias = None if op.bias is None else next(extra)
        self._residual = None if op.residual is None else next(extra)

    def _parted(self, number: Any, count: Size) -> tuple[Any, Any]:
        """The number of a whole of so many parts, and the part in it."""
        # IREE may look at a map that no window fits into before the run is stopped for it.
        parts = arith.maxsi(self._kernel.size(count), index(1))
        return arith.divui(number, parts), arith.remui(number, parts)

    def _window(self, place: Any, axis: int, size: Size, window: int) -> tuple[Any, Any]:
        """Where the window of a result begins along an axis, and which of its elements count."""
        first = arith.muli(place, index(self._op.strides[axis]))
        first = arith.subi(first, index(self._op.paddings[2 * axis]))
        return first, _ends(first, window, self._kernel.size(size), self._dilations[axis])

    def compute(self, block: Block, vectors: Vectors, *cells: Cell) -> None:
        """Compute and store some features of a block.

        Args:
            block: of the row.
            vectors: of the panel's features; each position of the block has a sum for each.
            cells: each adds a part of what one element of the window gives. Where the window's
                columns are written out, all columns have one's part before the next one's.
        """
        if self._first is not None:
            vectors = [(arith.addi(self._first, at), lanes) for at, lanes in vectors]
        places = [(j, at, lanes) for j in range(block.width) for at, lanes in vectors]
        sums = [
            zeros(lanes, self._element) if self._bias is None else read(self._bias, [at], lanes)
            for _, at, lanes in places
        ]
        values = self._summed(sums, partial(self._window_row, block, cells))
        for value, (j, at, lanes) in zip(values, places, strict=True):
            position = [*self._place, arith.addi(block.place, index(j)), at]
            residual = None
            if self._residual is not None:
                residual = converted(read(self._residual, position, lanes), self._element)
            self._kernel.write(finished(self._op, value, None, residual), position)

    def _summed(self, sums: list[Any], one_row: Callable[[Any, list[Any]], list[Any]]) -> list[Any]:
        """Sums after the rows of the window, of a volume those of all its frames."""
        if self._frames is None:
            return _looped(self._rows, sums, one_row)
        front, ends = self._frames

        def one_frame(tap: Any, sums: list[Any]) -> list[Any]:
            self.tap, self.frame = tap, arith.addi(front, tap)
            return _looped(self._rows, sums, one_row)

        return _looped(ends, sums, one_frame)

    def _window_row(
        self, block: Block, cells: Sequence[Cell], i: Any, sums: list[Any]
    ) -> list[Any]:
        y = arith.addi(self._top, times(self._dilations[-2], i))
        columns = block.columns

        def all_of(k: Any, sums: list[Any]) -> list[Any]:
            xs = {j: block.column(j, k) for j in range(block.width)}
            for cell in cells:
                sums = cell(i, k, y, xs, sums)
            return sums

        if block.is_checked:
            size = self._kernel.size(columns.size)
            first = block.column(0, index(0))
            return _looped(_ends(first, columns.window, size, columns.dilation), sums, all_of)
        if block.start is None and not self._is_written_out:
            return _looped((index(0), index(columns.window)), sums, all_of)
        for cell in cells:
            for k in range(columns.window):
                offset = index(k)
                xs = {j: block.column(j, offset) for j in block.reads(k)}
                if xs:
                    sums = cell(i, offset, y, xs, sums)
        return sums


def dilations_of(op: Any) -> tuple[int, ...]:
    """Distances of the window's elements."""
    has_gaps = isinstance(op, pd.DepthwiseConv2d | pd.GroupedConv2d)
    return op.dilations if has_gaps else (1,) * len(op.strides)


def times(factor: int, value: Any) -> Any:
    """A multiple of a value, itself where it is that."""
    return value if factor == 1 else arith.muli(value, index(factor))


def _ends(first: Any, window: int, size: Any, dilation: int) -> tuple[Any, Any]:
    """Which elements of a window that begins at a position of the map lie in it."""
    zero = index(0)
    before, inside = arith.subi(zero, first), arith.subi(size, first)
    if dilation > 1:
        before, inside = (arith.ceildivsi(one, index(dilation)) for one in (before, inside))
    last = arith.minsi(index(window), inside)
    return arith.maxsi(zero, before), last


def _looped(
    ends: tuple[Any, Any], sums: list[Any], body: Callable[[Any, list[Any]], list[Any]]
) -> list[Any]:
    """Sums after a loop that adds to them."""
    op = scf.ForOp(*ends, index(1), sums)
    with ir.InsertionPoint(op.body):
        scf.YieldOp(body(op.induction_variable, list(op.inner_iter_args)))
    return list(op.results)


def by_features(features: int, most: int, compute: Callable[[Vectors], None]) -> None:
    """Build what computes all features, up to so many at a time."""

    def some(group: Sequence[tuple[int, int]], first: Any) -> None:
        compute([(arith.addi(first, index(offset)), lanes) for offset, lanes in group])

    whole = features // most * most
    vectors, rest = pieces(most), pieces(features - whole)
    if whole:
        loop(whole, most, partial(some, vectors))
    for i in range(0, len(rest), len(vectors)):
        some(rest[i : i + len(vectors)], index(whole))


def by_pieces(features: int, most: int, compute: Callable[[Vectors], None]) -> None:
    """As by_features, written out: the vectors begin at numbers."""
    vectors, count = pieces(features), len(pieces(most))
    for i in range(0, len(vectors), count):
        compute(vectors[i : i + count])


def by_rows(
    lower: Lowering,
    op: Any,
    axes: tuple[int, int],
    compute: Callable[[VectorKernel, Row, Block, Vectors], None],
    divide: Divide = by_features,
    is_written_out: bool = False,
) -> Any:
    """A kernel with a workgroup for each row, in blocks as the op's tile says.

    Args:
        lower: the lowering.
        op: its filter is ``[kh, kw, ..., F]``, or has panels of features, or the frames of a
            window, as its first axis.
        axes: height and width of the map.
        compute: builds what computes some of a panel's features of a block.
        divide: how a panel's features are divided.
        is_written_out: the columns of the window are no loop.
    """
    height, size = (lower.info(op.input).dims[axis] for axis in axes)
    *outer, high, wide, _ = lower.result.dims
    filter_sizes = lower.info(op.filter).numbers(*range(lower.info(op.filter).rank))
    panels = filter_sizes.pop(0) if isinstance(op, pd.GroupedConv2d) else 1
    rows, window = filter_sizes[len(outer) - 1 : len(outer) + 1]
    features = lower.result.numbers(lower.result.rank - 1)[0] // panels
    positions, at_a_time = op.tile
    columns = Columns(window, op.strides[-1], dilations_of(op)[-1], op.paddings[-2], size, wide)
    depth = lower.info(op.input).dims[1 : len(outer)]
    check_windows(lower, op.spec.name, (*depth, height, size), (*outer[1:], high, wide))

    def of_panel(kernel: VectorKernel, panel: Any) -> None:
        first = None if panel is None else arith.muli(panel, index(features))
        row = Row(lower, op, kernel, (height, rows), first, panel, is_written_out)

        def one(block: Block) -> None:
            divide(features, at_a_time, partial(compute, kernel, row, block))

        if isinstance(wide, int) and isinstance(size, int):
            _known_row(columns, wide, positions, one)
        else:
            _open_row(columns, kernel.size(wide), kernel.size(size), positions, one)

    given = [op.input, op.filter, op.bias, op.residual]
    operands = [(lower[value], lower.info(value)) for value in given if value is not None]
    grid = [of_images(*outer, high)]
    if not isinstance(op, pd.GroupedConv2d):
        return dispatch(lower, operands, lower.result, grid, lambda kernel: of_panel(kernel, None))
    known = wide if isinstance(wide, int) else OPEN_WIDTH
    some = panels_of_workgroup(panels, known * math.prod(filter_sizes))

    def some_panels(kernel: VectorKernel) -> None:
        first = arith.muli(kernel.group[1], index(some))
        loop(some, 1, lambda number: of_panel(kernel, arith.addi(first, number)))

    # Rows come one after the other, so that all find a panel's weights in a cache.
    return dispatch(lower, operands, lower.result, [*grid, panels // some], some_panels)


def panels_of_workgroup(panels: int, work: int) -> int:
    """How many panels a workgroup takes, each of so many multiply-adds; they divide all."""
    counts = (count for count in range(1, panels) if panels % count == 0)
    return next((count for count in counts if count * work >= LEAST_WORK), panels)


def _known_row(columns: Columns, wide: int, most: int, compute: Callable[[Block], None]) -> None:
    """All blocks of a row of known length."""
    width = min(most, wide)
    # The last block lies over the one before it rather than be shorter.
    starts = [min(start, wide - width) for start in range(0, wide, width)]
    inner = [start for start in starts[:-1] if columns.is_whole(start, width)]
    for start in starts:
        if start not in inner:
            compute(Block(columns, index(start), width, start=start))
        elif start == inner[0]:

            def one_block(number: Any) -> None:
                compute(Block(columns, arith.addi(number, index(inner[0])), width))

            loop(len(inner) * width, width, one_block)


def _open_row(
    columns: Columns, wide: Any, size: Any, width: int, compute: Callable[[Block], None]
) -> None:
    """All blocks of a row whose length is known at run time only."""
    first = arith.minui(index(-(-columns.before // columns.stride)), wide)
    # Behind the last result whose window lies in the map.
    span = (columns.window - 1) * columns.dilation + 1
    room = arith.addi(size, index(columns.before - span))
    end = arith.addi(arith.floordivsi(room, index(columns.stride)), index(1))
    end = arith.maxsi(arith.minsi(end, wide), first)
    whole = arith.subi(end, first)
    is_enough = arith.cmpi(arith.CmpIPredicate.uge, whole, index(width))
    blocks = arith.select(is_enough, arith.ceildivui(whole, index(width)), index(0))

    def one(place: Any) -> None:
        compute(Block(columns, place, 1, is_checked=True))

    def one_block(number: Any) -> None:
        place = arith.addi(first, arith.muli(number, index(width)))
        # The last block lies over the one before it.
        place = arith.minui(place, arith.subi(end, index(width)))
        compute(Block(columns, place, width))

    loop(first, 1, one)
    loop(blocks, 1, one_block)
    loop(wide, 1, one, first=arith.select(is_enough, end, first))
