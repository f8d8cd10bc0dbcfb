"""Kernels of products with packed weights for any number of rows: tiles of rows, panel by panel."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, scf

from paddle_mlir.dialects.symbolic import Size
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


class TileProduct(ABC):
    """The product of one panel and some rows, inside a kernel; subclasses say what it multiplies.

    Attributes:
        x: the rows.
        weights: the panels.
        batch: the position in the batch, in front of all others.
    """

    def __init__(
        self, op: Any, kernel: VectorKernel, turns: int, columns: int, element: ir.Type
    ) -> None:
        """Take the operands.

        Args:
            op: with an epilogue.
            kernel: its inputs are x, the weights, and the other operands that there are.
            turns: of the loop that adds up.
            columns: of a panel.
            element: type of the sums.
        """
        self._op, self._kernel, self._element = op, kernel, element
        self._turns, self._columns = turns, columns
        self.x, self.weights, *extra = kernel.inputs
        self._extra = dict(zip(_given(op), extra, strict=True))
        self.batch = kernel.group[2:]

    @abstractmethod
    def factor(self, panel: Any, turn: Any, start: int, lanes: int) -> Any:
        """The weights of some columns of a panel."""

    @abstractmethod
    def number(self, line: Any, turn: Any) -> Any:
        """What a row is multiplied by."""

    @abstractmethod
    def summed(self, total: Any, number: Any, factor: Any) -> Any:
        """A vector of sums after one turn."""

    def compute(self, first: Any, height: int, panel: Any) -> None:
        """Compute and store some rows of a panel."""
        of_panel = pieces(self._columns)
        places = [(j, start, lanes) for j in range(height) for start, lanes in of_panel]
        base = arith.muli(panel, index(self._columns))
        at = {start: arith.addi(base, index(start)) for start, _ in of_panel}
        sums = [
            zeros(lanes, self._element)
            if "bias" not in self._extra
            else read(self._extra["bias"], [at[start]], lanes)
            for _, start, lanes in places
        ]
        lines = [arith.addi(first, index(j)) for j in range(height)]
        loop_ = scf.ForOp(index(0), index(self._turns), index(1), sums)
        with ir.InsertionPoint(loop_.body):
            turn = loop_.induction_variable
            factors = {start: self.factor(panel, turn, start, lanes) for start, lanes in of_panel}
            numbers = [self.number(line, turn) for line in lines]
            scf.YieldOp(
                [
                    self.summed(total, numbers[j], factors[start])
                    for total, (j, start, _) in zip(loop_.inner_iter_args, places, strict=True)
                ]
            )
        for total, (j, start, lanes) in zip(loop_.results, places, strict=True):
            position = [*self.batch, lines[j], at[start]]
            other = None
            if "residual" in self._extra:
                other = converted(read(self._extra["residual"], position, lanes), self._element)
            value = finished(self._op, total, None, other)
            for name, change in (("scale", arith.mulf), ("shift", arith.addf)):
                if name in self._extra:
                    value = change(value, read(self._extra[name], [at[start]], lanes))
            self._kernel.write(value, position)


def product_by_tiles(
    lower: Lowering, op: Any, panels: int, product_in: Callable[[VectorKernel], TileProduct]
) -> Any:
    """A kernel whose workgroups take some tiles of rows and some panels.

    The last rows, which are no full tile, are smaller tiles of the last workgroup.

    Args:
        lower: the lowering.
        op: with operands ``x [..., M, K]`` and ``y``, an epilogue, and attributes ``tile`` and
            ``workgroup``.
        panels: of ``y``.
        product_in: makes the product inside of the kernel.
    """
    info = lower.info(op.x)
    rows = info.dims[-2]
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
    operands = [(lower[value], lower.info(value)) for value in given]
    return dispatch(lower, operands, lower.result, grid, body)


def _given(op: Any) -> dict[str, Any]:
    """The operands of an op's epilogue that there are, by name."""
    operands = {field.name: getattr(op, field.name) for field in op.spec.operands[2:]}
    return {name: value for name, value in operands.items() if value is not None}


def _rest(product: TileProduct, first: Any, height: int, panel: Any, _: Any) -> None:
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
