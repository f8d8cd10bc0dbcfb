"""Rules that compute products in bfloat16, for CPUs that multiply pairs of such numbers."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.rewriting import Match, maker, rule
from paddle_mlir.pipelines.rules.epilogue import remade
from paddle_mlir.pipelines.rules.packing import largest_divisor

LANES = 16
"""Sums of a vector register of AVX-512."""
MOST_SUMS = 24
"""Vectors of sums in registers, of 32; the others hold weights and pairs of x."""
LATENCY = 6
"""Vectors of sums that have to be under way for a product to begin in every cycle (Zen 4)."""
CYCLES_OF_TURN = 1
"""That a turn of the loop takes beside its products."""
MOST_ROWS = 144
"""Rows of a workgroup: so many rows of x stay in the nearest caches."""
MOST_COLUMNS = 256
"""Columns of a workgroup."""
LARGEST_TILE = 2
"""Of Winograd's convolution: F(2,3) multiplies the error of rounding by 1.5, F(4,3) by 9."""
COPIES = (pd.Patches, pd.Reshape, pd.Transpose)
"""Ops that move elements, as many bytes as these have."""


@rule(pd.PackedMatmul, pd.RaggedMatmul)
def product_in_bfloat16(op: Any, match: Match) -> Any:
    """``x @ w = bfloat16(x) @ bfloat16(w)``: products are exact, their sums are in float32."""
    info, packed = match.sizes(op.x), match.info(op.y)
    match.require(info.dtype == "float32", "the dtype is not float32")
    match.constant(op.y, "the second operand")
    match.static(op.y, "the second operand")
    match.require(info.rank == packed.rank - 1, "x is not a matrix")
    source = maker(op.x)
    tile = source.tile if isinstance(source, pd.WinogradInput) else 0
    match.require(tile <= LARGEST_TILE, f"transforms of {tile}x{tile} tiles magnify rounding")
    *batch, panels, inner, columns = packed.numbers(*range(packed.rank))
    even = inner + inner % 2
    x, y = (match.emit(pd.Cast, value, dtype="bfloat16") for value in (op.x, op.y))
    if even > inner:
        x = match.emit(pd.Pad, x, None, paddings=(0, 1), axes=(info.rank - 1,))
        none = match.emit(pd.Full, shape=(*batch, panels, 1, columns), value=0.0, dtype="bfloat16")
        y = match.emit(pd.Concat, [y, none], axis=packed.rank - 2)
    # [..., K / 2, 2, nb] -> [..., K / 2, nb, 2]
    y = match.emit(pd.Reshape, y, shape=(*batch, panels, even // 2, 2, columns))
    front = tuple(range(len(batch) + 2))
    last = len(front)
    y = match.emit(pd.Transpose, y, perm=(*front, last + 1, last))
    y = match.emit(pd.Reshape, y, shape=(*batch, panels, even // 2, 2 * columns))
    rest = (None, None)
    values: dict[str, Any] = {}
    if isinstance(op, pd.RaggedMatmul):
        rest = (op.bias, op.residual)
        values = {name: getattr(op, name) for name in ("activation", "activation_values")}
    height = tile_rows(info.dims[-2], -(-columns // LANES))
    groups = max(MOST_ROWS // height, 1), largest_divisor(panels, max(MOST_COLUMNS // columns, 1))
    return match.emit(pd.Bfloat16Matmul, x, y, *rest, tile=height, workgroup=groups, **values)


def tile_rows(rows: Size, vectors: int) -> int:
    """How many rows of so many vectors are computed at a time: what takes the fewest cycles."""
    most = MOST_SUMS // vectors
    if not isinstance(rows, int):
        return most

    def cost(tile: int) -> tuple[int, bool]:
        count, rest = divmod(rows, tile)
        cycles = count * turn(tile) + (turn(rest) if rest else 0)
        return cycles, rest > 0

    def turn(tile: int) -> int:
        return max(tile * vectors, LATENCY) + CYCLES_OF_TURN

    return min(range(min(most, rows), 0, -1), key=cost)


@rule(pd.Cast)
def narrow_before_copy(op: pd.Cast, match: Match) -> Any:
    """``bfloat16(copy(x)) = copy(bfloat16(x))``: half of the bytes are moved."""
    match_narrowing(op, match)
    copy = match.producer(op.x, *COPIES)
    if not isinstance(copy, pd.Reshape):
        match.only_use(copy)
    return match.emit_again(copy, match.emit(pd.Cast, copy.operands[0], dtype=op.dtype))


@rule(pd.Cast)
def narrow_in_product(op: pd.Cast, match: Match) -> Any:
    """``bfloat16(x @ w) = x @ w``, stored in bfloat16."""
    match_narrowing(op, match)
    product = match.producer(op.x, pd.Bfloat16Matmul)
    match.only_use(product)
    return remade(match, product, dtype=op.dtype)


@rule(pd.Bfloat16Matmul)
def narrow_residual(op: pd.Bfloat16Matmul, match: Match) -> Any:
    """``x @ w + r = x @ w + bfloat16(r)``, where another product reads r in bfloat16.

    A shortcut around a block then is in memory once, in half of the bytes.
    """
    if op.residual is None or match.info(op.residual).dtype != "float32":
        match.fail()
    readers = (maker(result) for use in op.residual.uses for result in use.owner.results)
    is_read = any(isinstance(one, pd.Cast) and one.dtype == "bfloat16" for one in readers)
    match.require(is_read, "no product reads the residual in bfloat16")
    return remade(match, op, residual=match.emit(pd.Cast, op.residual, dtype="bfloat16"))


def match_narrowing(op: pd.Cast, match: Match) -> None:
    """Leave unless a cast makes bfloat16 of float32."""
    if (match.info(op.x).dtype, op.dtype) != ("float32", "bfloat16"):
        match.fail()


PRODUCTS = (product_in_bfloat16,)
NARROWING = (narrow_before_copy, narrow_in_product, narrow_residual)
