"""Lowering of products with packed weights of any number of rows, as a kernel of vectors."""

from __future__ import annotations

from functools import partial
from typing import Any

from torch_mlir.dialects import math, tensor, vector

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower.lowering import Lowering, lowered_element_type, lowers
from paddle_mlir.pipelines.lower.row_tiles import TileProduct, product_by_tiles
from paddle_mlir.pipelines.lower.vector_kernel import index, read


@lowers(pd.RaggedMatmul)
def lower_ragged_matmul(lower: Lowering, op: pd.RaggedMatmul) -> Any:
    """A turn of the loop multiplies an element of each row with a panel's row of weights."""
    panels, inner, columns = lower.info(op.y).numbers(-3, -2, -1)
    element = lowered_element_type(lower.result.dtype)
    product = partial(_Product, op, turns=inner, columns=columns, element=element)
    return product_by_tiles(lower, op, panels, product)


class _Product(TileProduct):
    """One element times a vector of weights."""

    def factor(self, panel: Any, turn: Any, start: int, lanes: int) -> Any:
        """The weights of some columns."""
        return read(self.weights, [*self.batch, panel, turn, index(start)], lanes)

    def number(self, line: Any, turn: Any) -> Any:
        """An element of a row."""
        return tensor.extract(self.x, [*self.batch, line, turn])

    def summed(self, total: Any, number: Any, factor: Any) -> Any:
        """``total + x[k] * w[k]``."""
        return math.fma(vector.broadcast(total.type, number), factor, total)
