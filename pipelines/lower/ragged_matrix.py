"""Lowering of products with packed weights of any number of rows, as a kernel of vectors."""

from __future__ import annotations

from functools import partial
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math, scf, tensor, vector

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.lower.epilogue import finished
from paddle_mlir.pipelines.lower.lowering import Lowering, lowered_element_type, lowers
from paddle_mlir.pipelines.lower.vector_kernel import (
    Sizes,
    VectorKernel,
    Workgroups,
    dispatch,
    index,
    loop,
    pieces,
    read,
    zeros,
)


@lowers(pd.RaggedMatmul)
def lower_ragged_matmul(lower: Lowering, op: pd.RaggedMatmul) -> Any:
    """A workgroup takes some tiles of rows and some panels; the last rows are smaller tiles."""
    info, weights = lower.info(op.x), lower.info(op.y)
    rows = info.dims[-2]
    batch = info.numbers(*range(info.rank - 2))
    panels, inner, columns = weights.numbers(-3, -2, -1)
    group_tiles, group_panels = op.workgroup
    given = [value for value in (op.x, op.y, op.bias, op.residual) if value is not None]

    def body(kernel: VectorKernel) -> None:
        product = _Product(op, kernel, inner, columns, lowered_element_type(info.dtype))
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
                product.tile(arith.muli(at, index(op.tile)), op.tile, panel)

            loop(end, 1, one_tile, first=start)
            first = arith.muli(tiles, index(op.tile))
            rest = arith.subi(count, first)
            for height, times in _rests(rows, rest, op.tile):
                here = arith.select(is_last, times, index(0))
                once = partial(product.rest, first, height, panel)
                loop(here, 1, once)
                first = arith.addi(first, arith.muli(times, index(height)))

        left = arith.subi(index(panels), first_panel)
        loop(arith.minui(index(group_panels), left), 1, one_panel)

    def row_groups(size: Sizes) -> Any:
        return _row_groups(size(rows), op)

    grid: list[Workgroups] = [row_groups, -(-panels // group_panels), *batch]
    operands = [(lower[value], lower.info(value)) for value in given]
    return dispatch(lower, operands, lower.result, grid, body)


def _row_groups(rows: Any, op: pd.RaggedMatmul) -> Any:
    """How many workgroups share the rows; there is one where no tile is full."""
    groups = arith.ceildivui(arith.divui(rows, index(op.tile)), index(op.workgroup[0]))
    return arith.maxui(groups, index(1))


def _rests(rows: Size, rest: Any, tile: int) -> list[tuple[int, Any]]:
    """Heights of the tiles for the rows that are left, and how often each comes: never or once."""
    if isinstance(rows, int):
        return [(rows % tile, index(1))] if rows % tile else []
    powers = [power for power in (8, 4, 2, 1) if power < tile]
    return [(power, arith.andi(arith.divui(rest, index(power)), index(1))) for power in powers]


class _Product:
    """The product, inside the kernel."""

    def __init__(
        self, op: pd.RaggedMatmul, kernel: VectorKernel, inner: int, columns: int, element: Any
    ) -> None:
        self._op, self._kernel, self._element = op, kernel, element
        self._inner, self._columns = inner, columns
        self._x, self._weights, *extra = kernel.inputs
        self._bias = extra.pop(0) if op.bias is not None else None
        self._residual = extra[0] if op.residual is not None else None
        self._batch = kernel.group[2:]

    def rest(self, first: Any, height: int, panel: Any, _: Any) -> None:
        """A tile in a loop of one turn or none."""
        self.tile(first, height, panel)

    def tile(self, first: Any, height: int, panel: Any) -> None:
        """Compute and store some rows of a panel."""
        of_panel = pieces(self._columns)
        places = [(j, start, lanes) for j in range(height) for start, lanes in of_panel]
        base = arith.muli(panel, index(self._columns))
        at = {start: arith.addi(base, index(start)) for start, _ in of_panel}
        sums = [
            zeros(lanes, self._element)
            if self._bias is None
            else read(self._bias, [at[start]], lanes)
            for _, start, lanes in places
        ]
        lines = [arith.addi(first, index(j)) for j in range(height)]
        loop_ = scf.ForOp(index(0), index(self._inner), index(1), sums)
        with ir.InsertionPoint(loop_.body):
            k = loop_.induction_variable
            factors = {
                start: read(self._weights, [*self._batch, panel, k, index(start)], lanes)
                for start, lanes in of_panel
            }
            numbers = [tensor.extract(self._x, [*self._batch, line, k]) for line in lines]
            scf.YieldOp(
                [
                    math.fma(vector.broadcast(total.type, numbers[j]), factors[start], total)
                    for total, (j, start, _) in zip(loop_.inner_iter_args, places, strict=True)
                ]
            )
        for value, (j, start, lanes) in zip(loop_.results, places, strict=True):
            position = [*self._batch, lines[j], at[start]]
            other = None if self._residual is None else read(self._residual, position, lanes)
            self._kernel.write(finished(self._op, value, None, other), position)
