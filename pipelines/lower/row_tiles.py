"""Kernels of products with packed weights for any number of rows: tiles of rows, panel by panel."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, scf

from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower.epilogue import finished
from paddle_mlir.pipelines.lower.lowering import Lowering
from paddle_mlir.pipelines.lower.vector_kernel import (
    Sizes,
    VectorKernel,
    Workgroups,
    converted,
    dispatch,
    index,
    loop,
    pieces,
    read,
    zeros,
)

Turn = Callable[[Any], list[Any]]
"""Gives the vectors of weights, or the numbers of rows, of a turn of the loop that adds up."""


class RowTile(ABC):
    """Some rows of a product, inside a kernel; subclasses say how they are computed.

    Attributes:
        x: the rows.
        weights: the panels.
        bias: a number for each column, or None.
        turns: of the loop that adds up.
        columns: of a panel.
        element: type of the sums.
        more: operands that the op itself does not have.
        batch: the position in the batch, in front of all others.
    """

    def __init__(
        self, op: Any, kernel: VectorKernel, turns: int, columns: int, element: ir.Type
    ) -> None:
        """Take the operands.

        Args:
            op: with an epilogue.
            kernel: its inputs are x, the weights, the op's other operands that there are, and more.
            turns: of the loop that adds up.
            columns: of a panel.
            element: type of the sums.
        """
        self._op, self._kernel, self.element = op, kernel, element
        self.turns, self.columns = turns, columns
        self.x, self.weights, *extra = kernel.inputs
        names = _given(op)
        self._extra = dict(zip(names, extra, strict=False))
        self.more = extra[len(names) :]
        self.bias = self._extra.get("bias")
        self.batch = kernel.group[2:]

    @abstractmethod
    def compute(self, first: Any, height: int, panel: Any) -> None:
        """Compute and store some rows of a panel."""

    @abstractmethod
    def summed(self, total: Any, number: Any, factor: Any) -> Any:
        """A vector of sums after one turn."""

    def add_up(self, sums: list[Any], factors: Turn, numbers: Turn) -> list[Any]:
        """The sums, row by row, after all turns, which a loop takes."""
        loop_ = scf.ForOp(index(0), index(self.turns), index(1), sums)
        with ir.InsertionPoint(loop_.body):
            turn = loop_.induction_variable
            of_columns, of_rows = factors(turn), numbers(turn)
            pairs = itertools.product(of_rows, of_columns)
            totals = [
                self.summed(total, number, factor)
                for total, (number, factor) in zip(loop_.inner_iter_args, pairs, strict=True)
            ]
            scf.YieldOp(totals)
        return list(loop_.results)

    def store(self, sums: list[Any], lines: list[Any], base: Any, bias: Any) -> None:
        """Finish sums, row by row, and store them from a column on; a bias is added, if given."""
        places = itertools.product(lines, pieces(self.columns))
        for total, (line, (start, lanes)) in zip(sums, places, strict=True):
            at = arith.addi(base, index(start))
            position = [*self.batch, line, at]
            missing = None if bias is None else read(bias, [at], lanes)
            other = None
            if "residual" in self._extra:
                other = converted(read(self._extra["residual"], position, lanes), self.element)
            value = finished(self._op, total, missing, other)
            for name, change in (("scale", arith.mulf), ("shift", arith.addf)):
                if name in self._extra:
                    value = change(value, read(self._extra[name], [at], lanes))
            self._kernel.write(value, position)


class TileProduct(RowTile):
    """The product of one panel and some rows; subclasses say what it multiplies."""

    @abstractmethod
    def factor(self, panel: Any, turn: Any, start: int, lanes: int) -> Any:
        """The weights of some columns of a panel."""

    @abstractmethod
    def number(self, line: Any, turn: Any) -> Any:
        """What a row is multiplied by."""

    def compute(self, first: Any, height: int, panel: Any) -> None:
        """Compute and store some rows of a panel."""
        base = arith.muli(panel, index(self.columns))
        lines = [arith.addi(first, index(j)) for j in range(height)]
        of_panel = pieces(self.columns)
        begin = [
            zeros(lanes, self.element)
            if self.bias is None
            else read(self.bias, [arith.addi(base, index(start))], lanes)
            for _ in lines
            for start, lanes in of_panel
        ]

        sums = self.add_up(
            begin,
            lambda turn: [self.factor(panel, turn, start, lanes) for start, lanes in of_panel],
            lambda turn: [self.number(line, turn) for line in lines],
        )
        self.store(sums, lines, base, None)


def product_by_tiles(
    lower: Lowering,
    op: Any,
    panels: int,
    product_in: Callable[[VectorKernel], RowTile],
    parts: int = 1,
    more: Sequence[tuple[Any, TensorInfo]] = (),
) -> Any:
    """A kernel whose workgroups take some tiles of rows and some panels.

    The last rows, which are no full tile, are smaller tiles of the last workgroup.

    Args:
        lower: the lowering.
        op: with operands ``x [..., M, K]`` and ``y``, an epilogue, and attributes ``tile`` and
            ``workgroup``.
        panels: of ``y``.
        product_in: makes the product inside of the kernel.
        parts: that the rows are divided into, of which the workgroups take the first.
        more: operands beside those of the op.
    """
    info = lower.info(op.x)
    rows = info.dims[-2] // parts
    batch = info.numbers(*range(info.rank - 2))
    group_tiles, group_panels = op.workgroup
    given = [op.x, op.y, *_given(op).values()]

    def body(kernel: VectorKernel) -> None:
        product = product_in(kernel)
        row_group, panel_group = kernel.group[:2]
        count = kernel.size(rows)
        tiles = arith.divui(count, index(op.tile))
        start = arith.muli(row_group, index(group_tiles))
        end = arith.minui(arith.addi(start, index(group_tiles)), tiles)
        last = arith.subi(_row_groups(count, op), index(1))
        is_last = arith.cmpi(arith.CmpIPredicate.eq, row_group, last)
        first_panel = arith.muli(panel_group, index(group_panels))

        def one_panel(number: Any) -> None:
            panel = arith.addi(first_panel, number)

            def one_tile(at: Any) -> None:
                product.compute(arith.muli(at, index(op.tile)), op.tile, panel)

            loop(end, 1, one_tile, first=start)
            first = arith.muli(tiles, index(op.tile))
            rest = arith.subi(count, first)
            for height, times in _rests(rows, rest, op.tile):
                here = arith.select(is_last, times, index(0))
                loop(here, 1, partial(_rest, product, first, height, panel))
                first = arith.addi(first, arith.muli(times, index(height)))

        left = arith.subi(index(panels), first_panel)
        loop(arith.minui(index(group_panels), left), 1, one_panel)

    def row_groups(size: Sizes) -> Any:
        return _row_groups(size(rows), op)

    grid: list[Workgroups] = [row_groups, -(-panels // group_panels), *batch]
    operands = [*((lower[value], lower.info(value)) for value in given), *more]
    return dispatch(lower, operands, lower.result, grid, body)


def _given(op: Any) -> dict[str, Any]:
    """The operands of an op's epilogue that there are, by name."""
    operands = {field.name: getattr(op, field.name) for field in op.spec.operands[2:]}
    return {name: value for name, value in operands.items() if value is not None}


def _rest(product: RowTile, first: Any, height: int, panel: Any, _: Any) -> None:
    """A tile in a loop of one turn or none."""
    product.compute(first, height, panel)


def _row_groups(rows: Any, op: Any) -> Any:
    """How many workgroups share the rows; there is one where no tile is full."""
    groups = arith.ceildivui(arith.divui(rows, index(op.tile)), index(op.workgroup[0]))
    return arith.maxui(groups, index(1))


def _rests(rows: Size, rest: Any, tile: int) -> list[tuple[int, Any]]:
    """Heights of the tiles for the rows that are left, and how often each comes: never or once."""
    if isinstance(rows, int):
        return [(rows % tile, index(1))] if rows % tile else []
    powers = [power for power in (16, 8, 4, 2, 1) if power < tile]
    return [(power, arith.andi(arith.divui(rest, index(power)), index(1))) for power in powers]
