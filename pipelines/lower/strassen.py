"""Lowering of products by Strassen's method: sums of quarters, then all products in one kernel."""

from __future__ import annotations

from functools import partial
from typing import Any

from torch_mlir.dialects import arith, math, tensor, vector

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower.lowering import Lowering, lowered_element_type, lowers
from paddle_mlir.pipelines.lower.row_tiles import RowTile, Turn, product_by_tiles
from paddle_mlir.pipelines.lower.vector_kernel import (
    VectorKernel,
    dispatch,
    index,
    loop,
    pieces,
    read,
    zeros,
)

ROWS_OF_SUMS = 8
"""Of a workgroup that adds up quarters."""


@lowers(pd.StrassenMatmul)
def lower_strassen_matmul(lower: Lowering, op: pd.StrassenMatmul) -> Any:
    """A tile of one quarter of the result is computed together with those of the other three.

    So each of the seven products is added to all quarters that it belongs to while it is in
    registers, or near them.
    """
    info = lower.info(op.x)
    panels, _, inner, columns = lower.info(op.y).numbers(0, 1, 2, 3)
    element = lowered_element_type(info.dtype)
    rows = info.numbers(0)[0] // 2
    product = partial(_Product, rows, panels, op, turns=inner, columns=columns, element=element)
    return product_by_tiles(lower, op, panels, product, parts=2, more=[_sums(lower, op)])


def _sums(lower: Lowering, op: pd.StrassenMatmul) -> tuple[Any, TensorInfo]:
    """``c + d``, ``c + d - a``, ``a - c`` and ``a + b - c - d`` of the quarters of x."""
    info = lower.info(op.x)
    rows, inner = (size // 2 for size in info.numbers(0, 1))
    result = info.with_dims([4, rows, inner])

    def body(kernel: VectorKernel) -> None:
        (x,) = kernel.inputs
        first = arith.muli(kernel.group[0], index(ROWS_OF_SUMS))

        def one_vector(line: Any, lanes: int, column: Any) -> None:
            lines = (line, arith.addi(line, index(rows)))
            columns = (column, arith.addi(column, index(inner)))
            a, b, c, d = (read(x, [i, j], lanes) for i in lines for j in columns)
            below = arith.addf(c, d)
            without = arith.subf(below, a)
            made = (below, without, arith.subf(a, c), arith.subf(b, without))
            for number, value in enumerate(made):
                kernel.write(value, [index(number), line, column])

        def one_row(line: Any) -> None:
            for start, lanes in pieces(inner, whole=True):
                end = start + (inner - start) // lanes * lanes
                loop(end, lanes, partial(one_vector, line, lanes), first=start)

        last = arith.minui(arith.addi(first, index(ROWS_OF_SUMS)), index(rows))
        loop(last, 1, one_row, first=first)

    groups = -(-rows // ROWS_OF_SUMS)
    return dispatch(lower, [(lower[op.x], info)], result, [groups], body), result


class _Product(RowTile):
    """Tiles of all four quarters."""

    def __init__(self, rows: int, panels: int, op: Any, kernel: VectorKernel, **sizes: Any) -> None:
        """Take the operands; ``rows`` and ``panels`` are those of a quarter of the result."""
        super().__init__(op, kernel, **sizes)
        self._rows, self._panels = rows, panels
        (self._sums,) = self.more

    def summed(self, total: Any, number: Any, factor: Any) -> Any:
        """``total + x[k] * w[k]``."""
        return math.fma(vector.broadcast(total.type, number), factor, total)

    def compute(self, first: Any, height: int, panel: Any) -> None:
        """Seven loops, whose sums begin with those of others; see :class:`pd.StrassenMatmul`."""
        of_panel = pieces(self.columns)
        upper = [arith.addi(first, index(j)) for j in range(height)]
        lower = [arith.addi(line, index(self._rows)) for line in upper]
        left = arith.muli(panel, index(self.columns))
        right = arith.addi(left, index(self._panels * self.columns))
        none = [zeros(lanes, self.element) for _ in upper for _, lanes in of_panel]

        def product(begin: list[Any], number: int, numbers: Turn) -> list[Any]:
            def factors(turn: Any) -> list[Any]:
                front = [panel, index(number), turn]
                return [read(self.weights, [*front, index(at)], lanes) for at, lanes in of_panel]

            return self.add_up(begin, factors, numbers)

        def quarter(lines: list[Any], start: int) -> Turn:
            def numbers(turn: Any) -> list[Any]:
                column = arith.addi(turn, index(start))
                return [tensor.extract(self.x, [line, column]) for line in lines]

            return numbers

        def of_sum(number: int) -> Turn:
            front = index(number)
            return lambda turn: [tensor.extract(self._sums, [front, line, turn]) for line in upper]

        def both(one: list[Any], other: list[Any]) -> list[Any]:
            return [arith.addf(*two) for two in zip(one, other, strict=True)]

        u = product(none, 0, quarter(upper, 0))
        self.store(product(u, 1, quarter(upper, self.turns)), upper, left, self.bias)
        v = product(u, 2, of_sum(1))
        y = product(none, 3, of_sum(0))
        self.store(product(both(v, y), 4, of_sum(3)), upper, right, self.bias)
        z = product(v, 5, of_sum(2))
        self.store(both(z, y), lower, right, self.bias)
        self.store(product(z, 6, quarter(lower, self.turns)), lower, left, self.bias)
