"""The rule that computes large products by Strassen's method."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.strassen import PRODUCTS
from paddle_mlir.pipelines.rewriting import Match, Rule, rule
from paddle_mlir.pipelines.rules.packing import (
    AVX512,
    Product,
    Tiling,
    VectorUnit,
    product_of,
    tiling_of,
    with_rows,
)
from paddle_mlir.pipelines.tuning_database import UNTUNED, Tuning

FEWEST_ROWS = 64
"""Of x."""
LEAST_INNER = 512
"""Elements of a row of x."""
FEWEST_COLUMNS = 512
"""Of the product: what it takes to add up quarters of x is shared among them."""


def strassen_of_matmul_for(
    unit: VectorUnit, tuning: Tuning = UNTUNED, threads: int = 1, allowed: bool = True
) -> Rule:
    """The rule for a vector unit and threads; where a database names a tiling, that is taken."""

    @rule(pd.Matmul)
    def strassen_of_matmul(op: pd.Matmul, match: Match) -> Any:
        """``x @ w = strassen_matmul(x, panels of sums of quarters of w)``: 7 products, not 8."""
        match.require(allowed, "the options forbid it")
        product = product_of(op, match)
        match.require(not tuning.choice(product.key), "the tuning database names a tiling")
        match.require(not product.batch, "there is a batch")
        rows, inner, columns = product.rows, product.inner, product.columns
        if not isinstance(rows, int):
            match.fail("the number of rows is not known")
        match.require(rows % 2 == inner % 2 == 0, "a size is odd")
        match.require(
            rows >= FEWEST_ROWS and inner >= LEAST_INNER and columns >= FEWEST_COLUMNS,
            f"the product is smaller than {FEWEST_ROWS} x {LEAST_INNER} to {FEWEST_COLUMNS}",
        )
        inside = Product(product.dtype, (), rows // 2, PRODUCTS * inner // 2, columns // 2)
        found = tiling_of(inside, unit, threads)
        match.require(isinstance(found, Tiling), str(found))
        assert isinstance(found, Tiling)
        match.require(columns // 2 % found.columns == 0, "panels do not divide half the columns")
        panels = match.emit(
            pd.Reshape,
            sums_of_quarters(match, op.y, inner, columns),
            shape=(PRODUCTS, inner // 2, columns // 2 // found.columns, found.columns),
        )
        panels = match.emit(pd.Transpose, panels, perm=(2, 0, 1, 3))
        info = match.sizes(op.x)
        x = op.x if info.rank == 2 else match.emit(pd.Reshape, op.x, shape=(rows, inner))
        tile = found.tile[0]
        group = (found.workgroup[0] // tile, found.workgroup[1])
        y = match.emit(pd.StrassenMatmul, x, panels, None, None, tile=tile, workgroup=group)
        return y if info.rank == 2 else with_rows(match, y, op.x, columns)

    return strassen_of_matmul


def sums_of_quarters(match: Match, weights: Any, inner: int, columns: int) -> Any:
    """``[7, K / 2, N / 2]`` of ``[K, N]``, in the order of :class:`pd.StrassenMatmul`."""
    high, wide = inner // 2, columns // 2

    def quarter(row: int, column: int) -> Any:
        starts = (row * high, column * wide)
        ends = (starts[0] + high, starts[1] + wide)
        return match.emit(pd.Slice, weights, None, None, axes=(0, 1), starts=starts, ends=ends)

    p, q, r, s = (quarter(row, column) for row in range(2) for column in range(2))
    above = match.emit(pd.Subtract, q, p)
    right = match.emit(pd.Subtract, s, q)
    all_ = match.emit(pd.Add, p, right)
    last = match.emit(pd.Subtract, r, all_)
    parts = [
        match.emit(pd.Reshape, one, shape=(1, high, wide))
        for one in (p, r, all_, above, s, right, last)
    ]
    return match.emit(pd.Concat, parts, axis=0)


STRASSEN = (strassen_of_matmul_for(AVX512),)
