"""Lowering of convolutions with kernels of their own: of images, of single channels, of maps.

A workgroup computes a row of the result, in blocks of neighbouring positions whose sums stay in
registers while the window passes. Above and below the map the loop over the window's rows is
shorter. At the sides, blocks of a known row are written out and leave out what lies outside of the
map; of a row whose length is known at run time only, what is near the sides is computed one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math, scf, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.lower.bfloat16_pairs import (
    PAIR,
    add_products_of_pairs,
    read_pair,
    read_pairs,
)
from paddle_mlir.pipelines.lower.convolution import check_windows
from paddle_mlir.pipelines.lower.epilogue import finished
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.vector_kernel import (
    VectorKernel,
    Vectors,
    add_products,
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


@dataclass(frozen=True)
class _Columns:
    """The horizontal part of a convolution."""

    window: int
    stride: int
    before: int
    size: Size
    results: Size

    def is_inside(self, position: int, offset: int) -> bool:
        """The window of a result reads the map there, not the padding."""
        assert isinstance(self.size, int)
        return 0 <= position * self.stride + offset - self.before < self.size

    def is_whole(self, start: int, width: int) -> bool:
        """The windows of a block of results lie in the map."""
        last = start + width - 1
        return self.is_inside(start, 0) and self.is_inside(last, self.window - 1)


@dataclass(frozen=True)
class _Block:
    """Neighbouring results of a row.

    Attributes:
        columns: of the convolution.
        place: the first result, as a value.
        width: how many.
        start: the first, where windows may leave the map at a place that is known.
        is_checked: windows may leave the map at a place that is not.
    """

    columns: _Columns
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
        return arith.addi(left, offset)


@lowers(pd.StemConv2d)
def lower_stem_conv2d(lower: Lowering, op: pd.StemConv2d) -> Any:
    """Each element of the image is multiplied with vectors of features."""
    (channels,) = lower.info(op.input).numbers(1)

    def compute(kernel: VectorKernel, row: _Row, block: _Block, vectors: Vectors) -> None:
        source, weights = kernel.inputs[:2]

        def cell(i: Any, k: Any, y: Any, xs: Mapping[int, Any], sums: list[Any]) -> list[Any]:
            for c in range(channels):
                factors = [read(weights, [i, k, index(c), at], lanes) for at, lanes in vectors]
                for j, x in xs.items():
                    number = tensor.extract(source, [row.image, index(c), y, x])
                    add_products(sums, j, number, factors)
            return sums

        row.compute(block, vectors, cell)

    return _by_rows(lower, op, (2, 3), compute)


@lowers(pd.Bfloat16StemConv2d)
def lower_bfloat16_stem_conv2d(lower: Lowering, op: pd.Bfloat16StemConv2d) -> Any:
    """Neighbours of a row of the image are multiplied with vectors of pairs of weights."""
    (channels,) = lower.info(op.input).numbers(1)

    def compute(kernel: VectorKernel, row: _Row, block: _Block, vectors: Vectors) -> None:
        source, weights = kernel.inputs[:2]

        def cell(i: Any, k: Any, y: Any, xs: Mapping[int, Any], sums: list[Any]) -> list[Any]:
            for c in range(channels):
                factors = [read_pairs(weights, [i, k, index(c), at], n) for at, n in vectors]
                for j, x in xs.items():
                    # The window's columns are pairs.
                    pair = read_pair(source, [row.image, index(c), y, arith.addi(x, k)])
                    add_products_of_pairs(sums, j, pair, factors)
            return sums

        row.compute(block, vectors, cell)

    return _by_rows(lower, op, (2, 3), compute)


@lowers(pd.DirectConv2d)
def lower_direct_conv2d(lower: Lowering, op: pd.DirectConv2d) -> Any:
    """Each element of the map is multiplied with vectors of features, channel by channel."""
    return _by_channels(lower, op, 1, tensor.extract, read, add_products)


@lowers(pd.Bfloat16Conv2d)
def lower_bfloat16_conv2d(lower: Lowering, op: pd.Bfloat16Conv2d) -> Any:
    """Pairs of the map's elements are multiplied with vectors of pairs of weights."""
    return _by_channels(lower, op, PAIR, read_pair, read_pairs, add_products_of_pairs)


def _by_channels(
    lower: Lowering,
    op: Any,
    step: int,
    number_at: Callable[[Any, Sequence[Any]], Any],
    factor_at: Callable[[Any, Sequence[Any], int], Any],
    add: Callable[[list[Any], int, Any, Sequence[Any]], None],
) -> Any:
    """A kernel whose inner loop takes some channels of the map.

    Args:
        lower: the lowering.
        op: of a map in NHWC.
        step: channels of a turn.
        number_at: reads them at a position of the map.
        factor_at: reads the weights of a turn for some features.
        add: adds a position's numbers times weights to the position's sums.
    """
    (turns,) = lower.info(op.filter).numbers(2)

    def compute(kernel: VectorKernel, row: _Row, block: _Block, vectors: Vectors) -> None:
        source, weights = kernel.inputs[:2]

        def cell(i: Any, k: Any, y: Any, xs: Mapping[int, Any], sums: list[Any]) -> list[Any]:
            op_ = scf.ForOp(index(0), index(turns), index(1), sums)
            with ir.InsertionPoint(op_.body):
                turn, inner = op_.induction_variable, list(op_.inner_iter_args)
                factors = [factor_at(weights, [i, k, turn, at], lanes) for at, lanes in vectors]
                channel = turn if step == 1 else arith.muli(turn, index(step))
                for j, x in xs.items():
                    add(inner, j, number_at(source, [row.image, y, x, channel]), factors)
                scf.YieldOp(inner)
            return list(op_.results)

        row.compute(block, vectors, cell)

    return _by_rows(lower, op, (1, 2), compute)


@lowers(pd.DepthwiseConv2d)
def lower_depthwise_conv2d(lower: Lowering, op: pd.DepthwiseConv2d) -> Any:
    """Vectors of channels are multiplied with each other."""

    def compute(kernel: VectorKernel, row: _Row, block: _Block, vectors: Vectors) -> None:
        source, weights = kernel.inputs[:2]

        def cell(i: Any, k: Any, y: Any, xs: Mapping[int, Any], sums: list[Any]) -> list[Any]:
            for n, (at, lanes) in enumerate(vectors):
                factor = read(weights, [i, k, at], lanes)
                for j, x in xs.items():
                    element = read(source, [row.image, y, x, at], lanes)
                    place = j * len(vectors) + n
                    element = converted(element, ir.F32Type.get())
                    sums[place] = math.fma(element, factor, sums[place])
            return sums

        row.compute(block, vectors, cell)

    return _by_rows(lower, op, (1, 2), compute)


class _Row:
    """A row of the result, inside the kernel."""

    def __init__(self, lower: Lowering, op: Any, kernel: VectorKernel, height: Size) -> None:
        self._op, self._kernel = op, kernel
        # IREE may look at a map that no window fits into before the run is stopped for it.
        high = arith.maxsi(kernel.size(lower.result.dims[1]), index(1))
        group = kernel.group[0]
        self.image = arith.divui(group, high)
        self._row = arith.remui(group, high)
        top = arith.muli(self._row, index(op.strides[0]))
        self._top = arith.subi(top, index(op.paddings[0]))
        (rows,) = lower.info(op.filter).numbers(0)
        self._rows = _ends(self._top, rows, kernel.size(height))
        self._element = ir.F32Type.get()
        # Only vectors are worth a register for all the windows that they are in.
        self._is_written_out = isinstance(op, pd.DepthwiseConv2d)
        extra = iter(kernel.inputs[2:])
        self._bias = None if op.bias is None else next(extra)
        self._residual = None if op.residual is None else next(extra)

    def compute(self, block: _Block, vectors: Vectors, cell: Cell) -> None:
        """Compute and store some features of a block.

        Args:
            block: of the row.
            vectors: of the features; each position of the block has a sum for each.
            cell: adds what one element of the window gives.
        """
        places = [(j, at, lanes) for j in range(block.width) for at, lanes in vectors]
        sums = [
            zeros(lanes, self._element) if self._bias is None else read(self._bias, [at], lanes)
            for _, at, lanes in places
        ]
        values = _looped(self._rows, sums, partial(self._window_row, block, cell))
        for value, (j, at, lanes) in zip(values, places, strict=True):
            position = [self.image, self._row, arith.addi(block.place, index(j)), at]
            residual = None
            if self._residual is not None:
                residual = converted(read(self._residual, position, lanes), self._element)
            self._kernel.write(finished(self._op, value, None, residual), position)

    def _window_row(self, block: _Block, cell: Cell, i: Any, sums: list[Any]) -> list[Any]:
        y = arith.addi(self._top, i)
        columns = block.columns

        def one(k: Any, sums: list[Any], reads: Sequence[int] = range(block.width)) -> list[Any]:
            return cell(i, k, y, {j: block.column(j, k) for j in reads}, sums)

        if block.is_checked:
            size = self._kernel.size(columns.size)
            return _looped(_ends(block.column(0, index(0)), columns.window, size), sums, one)
        if block.start is None and not self._is_written_out:
            return _looped((index(0), index(columns.window)), sums, one)
        for k in range(columns.window):
            reads = block.reads(k)
            if reads:
                sums = one(index(k), sums, reads)
        return sums


def _ends(first: Any, window: int, size: Any) -> tuple[Any, Any]:
    """Which elements of a window that begins at a position of the map lie in it."""
    zero = index(0)
    last = arith.minsi(index(window), arith.subi(size, first))
    return arith.maxsi(zero, arith.subi(zero, first)), last


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


def _by_rows(
    lower: Lowering,
    op: Any,
    axes: tuple[int, int],
    compute: Callable[[VectorKernel, _Row, _Block, Vectors], None],
) -> Any:
    """A kernel with a workgroup for each row, in blocks as the op's tile says."""
    height, size = (lower.info(op.input).dims[axis] for axis in axes)
    batch, high, wide, _ = lower.result.dims
    (window,) = lower.info(op.filter).numbers(1)
    (features,) = lower.result.numbers(3)
    positions, at_a_time = op.tile
    columns = _Columns(window, op.strides[1], op.paddings[2], size, wide)
    check_windows(lower, op.spec.name, (height, size), (high, wide))

    def body(kernel: VectorKernel) -> None:
        row = _Row(lower, op, kernel, height)

        def one(block: _Block) -> None:
            by_features(features, at_a_time, partial(compute, kernel, row, block))

        if isinstance(wide, int) and isinstance(size, int):
            _known_row(columns, wide, positions, one)
        else:
            _open_row(columns, kernel.size(wide), kernel.size(size), positions, one)

    given = [op.input, op.filter, op.bias, op.residual]
    operands = [(lower[value], lower.info(value)) for value in given if value is not None]
    return dispatch(lower, operands, lower.result, [of_images(batch, high)], body)


def _known_row(columns: _Columns, wide: int, most: int, compute: Callable[[_Block], None]) -> None:
    """All blocks of a row of known length."""
    width = min(most, wide)
    # The last block lies over the one before it rather than be shorter.
    starts = [min(start, wide - width) for start in range(0, wide, width)]
    inner = [start for start in starts[:-1] if columns.is_whole(start, width)]
    for start in starts:
        if start not in inner:
            compute(_Block(columns, index(start), width, start=start))
        elif start == inner[0]:

            def one_block(number: Any) -> None:
                compute(_Block(columns, arith.addi(number, index(inner[0])), width))

            loop(len(inner) * width, width, one_block)


def _open_row(
    columns: _Columns, wide: Any, size: Any, width: int, compute: Callable[[_Block], None]
) -> None:
    """All blocks of a row whose length is known at run time only."""
    first = arith.minui(index(-(-columns.before // columns.stride)), wide)
    # Behind the last result whose window lies in the map.
    room = arith.addi(size, index(columns.before - columns.window))
    end = arith.addi(arith.floordivsi(room, index(columns.stride)), index(1))
    end = arith.maxsi(arith.minsi(end, wide), first)
    whole = arith.subi(end, first)
    is_enough = arith.cmpi(arith.CmpIPredicate.uge, whole, index(width))
    blocks = arith.select(is_enough, arith.ceildivui(whole, index(width)), index(0))

    def one(place: Any) -> None:
        compute(_Block(columns, place, 1, is_checked=True))

    def one_block(number: Any) -> None:
        place = arith.addi(first, arith.muli(number, index(width)))
        # The last block lies over the one before it.
        place = arith.minui(place, arith.subi(end, index(width)))
        compute(_Block(columns, place, width))

    loop(first, 1, one)
    loop(blocks, 1, one_block)
    loop(wide, 1, one, first=arith.select(is_enough, end, first))
