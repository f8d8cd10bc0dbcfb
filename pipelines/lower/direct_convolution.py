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
from torch_mlir.dialects import arith, math, scf, tensor, vector

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.lower.convolution import check_windows
from paddle_mlir.pipelines.lower.epilogue import finished
from paddle_mlir.pipelines.lower.lowering import Lowering, lowered_element_type, lowers
from paddle_mlir.pipelines.lower.vector_kernel import (
    VectorKernel,
    dispatch,
    index,
    loop,
    of_images,
    pieces,
    read,
    zeros,
)

MOST_SUMS = 14
"""Vectors of sums that are kept in registers."""
POSITIONS = 7
"""Of a block of single channels: few enough for two blocks' sums to be under way."""
FEATURES = 32
"""Of a block of a map's convolution: two vectors."""

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

    def column(self, number: int, offset: int) -> Any:
        """Where the window of a result reads."""
        columns = self.columns
        base = arith.muli(self.place, index(columns.stride))
        return arith.addi(base, index(number * columns.stride + offset - columns.before))


@lowers(pd.StemConv2d)
def lower_stem_conv2d(lower: Lowering, op: pd.StemConv2d) -> Any:
    """Each element of the image is multiplied with vectors of features."""
    (channels,) = lower.info(op.input).numbers(1)
    (features,) = lower.result.numbers(3)
    of_features = pieces(features)
    groups = [of_features[i : i + 2] for i in range(0, len(of_features), 2)]

    def compute(kernel: VectorKernel, row: _Row, block: _Block) -> None:
        source, weights = kernel.inputs[:2]

        def cell(group: Any, i: Any, k: Any, y: Any, xs: Any, sums: list[Any]) -> list[Any]:
            for c in range(channels):
                at = [i, k, index(c)]
                factors = [read(weights, [*at, index(first)], lanes) for first, lanes in group]
                for j, x in xs.items():
                    number = tensor.extract(source, [row.image, index(c), y, x])
                    add_products(sums, j, number, factors)
            return sums

        for group in groups:
            places = [
                (j, index(first), lanes) for j in range(block.width) for first, lanes in group
            ]
            row.compute(block, places, partial(cell, group))

    return _by_rows(lower, op, (2, 3), MOST_SUMS // max(map(len, groups)), compute)


@lowers(pd.DirectConv2d)
def lower_direct_conv2d(lower: Lowering, op: pd.DirectConv2d) -> Any:
    """Each element of the map is multiplied with vectors of features, channel by channel."""
    (channels,) = lower.info(op.input).numbers(3)
    (features,) = lower.result.numbers(3)

    def compute(kernel: VectorKernel, row: _Row, block: _Block) -> None:
        source, weights = kernel.inputs[:2]

        def some_features(group: Sequence[tuple[int, int]], first: Any) -> None:
            at = [(arith.addi(first, index(offset)), lanes) for offset, lanes in group]

            def cell(i: Any, k: Any, y: Any, xs: Mapping[int, Any], sums: list[Any]) -> list[Any]:
                op_ = scf.ForOp(index(0), index(channels), index(1), sums)
                with ir.InsertionPoint(op_.body):
                    c, inner = op_.induction_variable, list(op_.inner_iter_args)
                    factors = [read(weights, [i, k, c, place], lanes) for place, lanes in at]
                    for j, x in xs.items():
                        number = tensor.extract(source, [row.image, y, x, c])
                        add_products(inner, j, number, factors)
                    scf.YieldOp(inner)
                return list(op_.results)

            places = [(j, place, lanes) for j in range(block.width) for place, lanes in at]
            row.compute(block, places, cell)

        whole = features // FEATURES * FEATURES
        if whole:
            loop(whole, FEATURES, partial(some_features, pieces(FEATURES)))
        rest = pieces(features - whole)
        for i in range(0, len(rest), 2):
            some_features(rest[i : i + 2], index(whole))

    return _by_rows(lower, op, (1, 2), MOST_SUMS // 2, compute)


@lowers(pd.DepthwiseConv2d)
def lower_depthwise_conv2d(lower: Lowering, op: pd.DepthwiseConv2d) -> Any:
    """Vectors of channels are multiplied with each other."""
    (channels,) = lower.result.numbers(3)

    def compute(kernel: VectorKernel, row: _Row, block: _Block) -> None:
        source, weights = kernel.inputs[:2]

        def one_vector(lanes: int, at: Any) -> None:
            def cell(i: Any, k: Any, y: Any, xs: Mapping[int, Any], sums: list[Any]) -> list[Any]:
                factor = read(weights, [i, k, at], lanes)
                for j, x in xs.items():
                    sums[j] = math.fma(read(source, [row.image, y, x, at], lanes), factor, sums[j])
                return sums

            row.compute(block, [(j, at, lanes) for j in range(block.width)], cell)

        for first, lanes in pieces(channels, whole=True):
            if lanes * 2 > channels - first:
                one_vector(lanes, index(first))
            else:
                count = (channels - first) // lanes
                loop(count * lanes, lanes, partial(one_vector, lanes))

    return _by_rows(lower, op, (1, 2), POSITIONS, compute)


def add_products(sums: list[Any], position: int, number: Any, factors: Sequence[Any]) -> None:
    """Add a number times vectors to the sums of a position."""
    for n, factor in enumerate(factors):
        place = position * len(factors) + n
        sums[place] = math.fma(vector.broadcast(factor.type, number), factor, sums[place])


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
        self._element = lowered_element_type(lower.result.dtype)
        extra = iter(kernel.inputs[2:])
        self._bias = None if op.bias is None else next(extra)
        self._residual = None if op.residual is None else next(extra)

    def compute(self, block: _Block, places: Sequence[tuple[int, Any, int]], cell: Cell) -> None:
        """Compute and store vectors of a block.

        Args:
            block: of the row.
            places: of each vector the result in the block, the first channel and the length.
            cell: adds what one element of the window gives.
        """
        sums = [
            zeros(lanes, self._element) if self._bias is None else read(self._bias, [at], lanes)
            for _, at, lanes in places
        ]
        values = _looped(self._rows, sums, partial(self._window_row, block, cell))
        for value, (j, at, lanes) in zip(values, places, strict=True):
            position = [self.image, self._row, arith.addi(block.place, index(j)), at]
            residual = None
            if self._residual is not None:
                residual = read(self._residual, position, lanes)
            self._kernel.write(finished(self._op, value, None, residual), position)

    def _window_row(self, block: _Block, cell: Cell, i: Any, sums: list[Any]) -> list[Any]:
        y = arith.addi(self._top, i)
        columns = block.columns
        if block.is_checked:
            left = block.column(0, 0)
            ends = _ends(left, columns.window, self._kernel.size(columns.size))

            def one(k: Any, sums: list[Any]) -> list[Any]:
                return cell(i, k, y, {0: arith.addi(left, k)}, sums)

            return _looped(ends, sums, one)
        for k in range(columns.window):
            xs = {j: block.column(j, k) for j in block.reads(k)}
            if xs:
                sums = cell(i, index(k), y, xs, sums)
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


def _by_rows(
    lower: Lowering,
    op: Any,
    axes: tuple[int, int],
    most: int,
    compute: Callable[[VectorKernel, _Row, _Block], None],
) -> Any:
    """A kernel with a workgroup for each row, in blocks of up to so many positions."""
    height, size = (lower.info(op.input).dims[axis] for axis in axes)
    batch, high, wide, _ = lower.result.dims
    (window,) = lower.info(op.filter).numbers(1)
    columns = _Columns(window, op.strides[1], op.paddings[2], size, wide)
    check_windows(lower, op.spec.name, (height, size), (high, wide))

    def body(kernel: VectorKernel) -> None:
        one = partial(compute, kernel, _Row(lower, op, kernel, height))
        if isinstance(wide, int) and isinstance(size, int):
            _known_row(columns, wide, most, one)
        else:
            _open_row(columns, kernel.size(wide), kernel.size(size), most, one)

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
    blocks = arith.divui(arith.subi(end, first), index(width))
    behind = arith.addi(first, arith.muli(blocks, index(width)))

    def one(place: Any) -> None:
        compute(_Block(columns, place, 1, is_checked=True))

    loop(first, 1, one)
    loop(behind, width, lambda place: compute(_Block(columns, place, width)), first=first)
    loop(wide, 1, one, first=behind)
