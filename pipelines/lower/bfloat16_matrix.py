"""Lowering of products of bfloat16, as a kernel of AVX-512's ``vdpbf16ps``."""

from __future__ import annotations

from functools import partial
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower.bfloat16_pairs import PAIR, add_pairs, read_pair
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.row_tiles import TileProduct, product_by_tiles
from paddle_mlir.pipelines.lower.vector_kernel import index, read


@lowers(pd.Bfloat16Matmul)
def lower_bfloat16_matmul(lower: Lowering, op: pd.Bfloat16Matmul) -> Any:
    """A turn of the loop multiplies a pair of elements of each row with pairs of weights."""
    panels, pairs, wide = lower.info(op.y).numbers(-3, -2, -1)
    sums = ir.F32Type.get()
    product = partial(_Product, op, turns=pairs, columns=wide // PAIR, element=sums)
    return product_by_tiles(lower, op, panels, product)


class _Product(TileProduct):
    """Pairs of bfloat16, in float32."""

    def factor(self, panel: Any, turn: Any, start: int, lanes: int) -> Any:
        """The pairs of some columns."""
        return read(self.weights, [*self.batch, panel, turn, index(PAIR * start)], PAIR * lanes)

    def number(self, line: Any, turn: Any) -> Any:
        """A pair of a row."""
        return read_pair(self.x, [*self.batch, line, arith.muli(turn, index(PAIR))])

    def summed(self, total: Any, number: Any, factor: Any) -> Any:
        """``total[n] + x[2k] * w[n, 2k] + x[2k+1] * w[n, 2k+1]``."""
        return add_pairs(total, number, factor)
