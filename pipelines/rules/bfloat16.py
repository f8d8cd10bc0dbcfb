"""Rules that compute products in bfloat16, for CPUs that multiply pairs of such numbers."""

from __future__ import annotations

from typing import Any

from torch_mlir import ir

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.bfloat16_matrix import SHORTEST
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.lower.vector_kernel import pieces
from paddle_mlir.pipelines.rewriting import Match, maker, rule, use_count
from paddle_mlir.pipelines.rules.epilogue import KERNELS, remade
from paddle_mlir.pipelines.rules.movement import BINARY, UNARY
from paddle_mlir.pipelines.rules.packing import largest_divisor

LANES = 16
"""Sums of a vector register of AVX-512."""
MOST_SUMS = 24
"""Vectors of sums in registers, of 32; the others hold weights and pairs of x."""
LATENCY = 6
"""Vectors of sums that have to be under way for a product to begin in every cycle (Zen 4)."""
CYCLES_OF_TURN = 1
"""That a turn of the loop takes beside its products."""
CYCLES_OF_LOAD = 1.5
"""Of a vector of weights, or of a pair of x to all of a register (Zen 4)."""
MOST_VECTORS = 4
"""Of a panel: more leave too few rows to a tile."""
MOST_ROWS = 144
"""Rows of a workgroup: so many rows of x stay in the nearest caches."""
MOST_COLUMNS = 256
"""Columns of a workgroup."""
WIDE_WINDOW = 5
"""Narrower ones of an image gain less from pairs than it takes to make them."""
LARGEST_TILE = 2
"""Of Winograd's convolution: F(2,3) multiplies the error of rounding by 1.5, F(4,3) by 9."""
COPIES = (pd.Patches, pd.Reshape, pd.Transpose)
"""Ops that move elements, as many bytes as these have."""
ROUNDING = tuple(one for one in KERNELS if one not in (pd.RaggedMatmul, pd.StrassenMatmul))
"""Kernels that round their sums themselves, and read a shortcut in either dtype."""
STORING = (*ROUNDING, pd.WinogradInput)
"""All that may store bfloat16."""
SHARED = (*STORING, *COPIES, pd.Concat, *BINARY, *(op for op in UNARY if op is not pd.Cast))
"""Ops whose result is stored once for all that read it."""


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
    match.require(columns % SHORTEST == 0, f"vectors of {SHORTEST} do not divide the columns")
    even = inner + inner % 2
    x, y = (match.emit(pd.Cast, value, dtype="bfloat16") for value in (op.x, op.y))
    if even > inner:
        x = match.emit(pd.Pad, x, None, paddings=(0, 1), axes=(info.rank - 1,))
        none = match.emit(pd.Full, shape=(*batch, panels, 1, columns), value=0.0, dtype="bfloat16")
        y = match.emit(pd.Concat, [y, none], axis=packed.rank - 2)
    joined = joined_panels(info.dims[-2], panels, columns)
    if joined > 1:
        panels //= joined
        y = match.emit(pd.Reshape, y, shape=(*batch, panels, joined, even, columns))
        rank = len(batch)
        y = match.emit(pd.Transpose, y, perm=(*range(rank + 1), rank + 2, rank + 1, rank + 3))
        columns *= joined
    y = paired(match, y, (*batch, panels, even // 2), columns)
    rest: tuple[Any, Any] = (None, None)
    values: dict[str, Any] = {}
    if isinstance(op, pd.RaggedMatmul):
        rest = (op.bias, op.residual)
        values = {name: getattr(op, name) for name in ("activation", "activation_values")}
    height = tile_rows(info.dims[-2], columns)
    groups = max(MOST_ROWS // height, 1), largest_divisor(panels, max(MOST_COLUMNS // columns, 1))
    sizes = {"tile": height, "workgroup": groups}
    return match.emit(pd.Bfloat16Matmul, x, y, *rest, None, None, **sizes, **values)


def paired(match: Match, weights: Any, front: tuple[int, ...], columns: int) -> Any:
    """``[..., 2 * K, n] -> [..., K, 2 * n]``: the weights of two rows side by side."""
    rank = len(front)
    value = match.emit(pd.Reshape, weights, shape=(*front, 2, columns))
    value = match.emit(pd.Transpose, value, perm=(*range(rank), rank + 1, rank))
    return match.emit(pd.Reshape, value, shape=(*front, 2 * columns))


@rule(pd.DirectConv2d)
def convolution_in_bfloat16(op: pd.DirectConv2d, match: Match) -> Any:
    """``conv(x, w) = conv(bfloat16(x), bfloat16(w))``: products are exact, sums in float32."""
    match.constant(op.filter, "the filter")
    high, wide, channels, features = match.info(op.filter).numbers(0, 1, 2, 3)
    match.require(channels % 2 == 0, "the number of channels is odd")
    match.require(features % SHORTEST == 0, f"vectors of {SHORTEST} do not divide the features")
    x, weights = (match.emit(pd.Cast, value, dtype="bfloat16") for value in (op.input, op.filter))
    weights = paired(match, weights, (high, wide, channels // 2), features)
    operands = (x, weights, op.bias, op.residual)
    return match.emit(pd.Bfloat16Conv2d, *operands, **op.attribute_values())


@rule(pd.StemConv2d)
def image_in_bfloat16(op: pd.StemConv2d, match: Match) -> Any:
    """``conv(image, w) = conv(bfloat16(image), bfloat16(w))``, of neighbours of a row in pairs.

    The image is padded at the sides, so that no pair is cut.
    """
    match.constant(op.filter, "the filter")
    high, wide, channels, features = match.info(op.filter).numbers(0, 1, 2, 3)
    match.require(features % SHORTEST == 0, f"vectors of {SHORTEST} do not divide the features")
    match.require(wide >= WIDE_WINDOW, f"windows are less than {WIDE_WINDOW} wide")
    image, weights = (
        match.emit(pd.Cast, value, dtype="bfloat16") for value in (op.input, op.filter)
    )
    odd = wide % 2
    top, bottom, left, right = op.paddings
    image = match.emit(pd.Pad, image, None, paddings=(left, right + odd), axes=(3,))
    if odd:
        zero = (high, 1, channels, features)
        none = match.emit(pd.Full, shape=zero, value=0.0, dtype="bfloat16")
        weights = match.emit(pd.Concat, [weights, none], axis=1)
    # [kh, kw, C, F] -> [kh, kw / 2, C, F, 2]
    pairs = (wide + odd) // 2
    weights = match.emit(pd.Reshape, weights, shape=(high, pairs, 2, channels, features))
    weights = match.emit(pd.Transpose, weights, perm=(0, 1, 3, 4, 2))
    weights = match.emit(pd.Reshape, weights, shape=(high, pairs, channels, 2 * features))
    attributes = op.attribute_values() | {"paddings": (top, bottom, 0, 0)}
    operands = (image, weights, op.bias, op.residual)
    return match.emit(pd.Bfloat16StemConv2d, *operands, **attributes)


@rule(pd.DepthwiseConv2d, pd.DepthwiseConv3d, pd.WinogradInput)
def map_in_bfloat16(op: Any, match: Match) -> Any:
    """``kernel(x) = kernel(bfloat16(x))``: half of the bytes are read."""
    x = op.operands[0]
    if match.info(x).dtype != "float32":
        match.fail()
    narrow = match.emit(pd.Cast, x, dtype="bfloat16")
    return remade(match, op, **{next(iter(op.grouped_operands())): narrow})


def joined_panels(rows: Size, panels: int, columns: int) -> int:
    """How many panels are one, so that products take the fewest cycles.

    With one vector of columns there is a load for each product (960x240 to 240, one Zen 4 core,
    IREE 3.13.0: 155 GFLOP/s with panels of 16, 212 of 48).
    """
    counts = (count for count in range(1, panels + 1) if panels % count == 0)
    fitting = [count for count in counts if vectors_of(count * columns) <= MOST_VECTORS] or [1]
    return min(fitting, key=lambda count: cycles_of_column(rows, count * columns))


def tile_rows(rows: Size, columns: int) -> int:
    """How many rows of a panel are computed at a time: what takes the fewest cycles."""
    most = MOST_SUMS // vectors_of(columns)
    if not isinstance(rows, int):
        return most

    def cost(tile: int) -> tuple[float, bool]:
        return cycles(rows, tile, columns), rows % tile > 0

    return min(range(min(most, rows), 0, -1), key=cost)


def cycles_of_column(rows: Size, columns: int) -> float:
    """Cycles of a turn of all rows, for each column of a panel."""
    tile = tile_rows(rows, columns)
    known = rows if isinstance(rows, int) else tile
    return cycles(known, tile, columns) / (known * columns)


def cycles(rows: int, tile: int, columns: int) -> float:
    """Of a turn of all rows, in tiles of some; the last ones are fewer."""
    count, rest = divmod(rows, tile)
    return count * turn(tile, columns) + (turn(rest, columns) if rest else 0)


def turn(rows: int, columns: int) -> float:
    """Cycles of a turn of a tile."""
    loads = (rows + vectors_of(columns)) * CYCLES_OF_LOAD
    return max(rows * columns / LANES, loads, LATENCY) + CYCLES_OF_TURN


def vectors_of(columns: int) -> int:
    """How many vectors a panel has."""
    return len(pieces(columns))


@rule(pd.Cast)
def narrow_before_copy(op: pd.Cast, match: Match) -> Any:
    """``bfloat16(copy(x)) = copy(bfloat16(x))``: half of the bytes are moved."""
    match_narrowing(op, match)
    copy = match.producer(op.x, *COPIES)
    if not isinstance(copy, pd.Reshape):
        match.only_use(copy)
    match.locate(copy)
    return match.emit_again(copy, match.emit(pd.Cast, copy.operands[0], dtype=op.dtype))


@rule(pd.Cast)
def narrow_before_concat(op: pd.Cast, match: Match) -> Any:
    """``bfloat16(concat(x, y)) = concat(bfloat16(x), bfloat16(y))``."""
    match_narrowing(op, match)
    concat = match.producer(op.x, pd.Concat)
    match.only_use(concat)
    match.locate(concat)
    parts = [match.emit(pd.Cast, part, dtype=op.dtype) for part in concat.x]
    return match.emit(pd.Concat, parts, axis=concat.axis)


@rule(pd.Cast)
def narrow_in_kernel(op: pd.Cast, match: Match) -> Any:
    """``bfloat16(kernel(x)) = kernel(x)``, stored in bfloat16."""
    match_narrowing(op, match)
    kernel = match.producer(op.x, *STORING)
    match.only_use(kernel)
    match.locate(kernel)
    return remade(match, kernel, dtype=op.dtype)


@rule(*SHARED)
def stored_once(op: Any, match: Match) -> Any:
    """``f(x) = float32(bfloat16(f(x)))``, where a product reads the result in bfloat16.

    Others then read the same: a map is in memory once, in half of the bytes.
    """
    if match.info(op.result).dtype != "float32" or use_count(op.result) < 2:
        match.fail()
    match.require(any(map(is_narrowing, op.result.uses)), "no product reads the result in bfloat16")
    again = match.emit(type(op), *op.grouped_operands().values(), **op.attribute_values())
    narrow = match.emit(pd.Cast, again, dtype="bfloat16")
    return match.emit(pd.Cast, narrow, dtype="float32")


@rule(pd.Cast)
def narrow_of_widened(op: pd.Cast, match: Match) -> Any:
    """``bfloat16(float32(x)) = x``."""
    match_narrowing(op, match)
    wide = match.producer(op.x, pd.Cast)
    return wide.x if is_widening(match, wide) else match.fail()


@rule(*ROUNDING)
def widened_residual(op: Any, match: Match) -> Any:
    """``kernel(x) + float32(y) = kernel(x) + y``: the kernel widens what it reads."""
    wide = None if op.residual is None else maker(op.residual)
    if not isinstance(wide, pd.Cast) or not is_widening(match, wide):
        match.fail()
    return remade(match, op, residual=wide.x)


@rule(pd.WinogradOutput)
def size_of_widened(op: pd.WinogradOutput, match: Match) -> Any:
    """``output(x, sizes of float32(y)) = output(x, sizes of y)``."""
    wide = match.producer(op.source, pd.Cast)
    return remade(match, op, source=wide.x) if is_widening(match, wide) else match.fail()


def is_narrowing(use: Any) -> bool:
    """The reader of a value in float32 makes bfloat16 of it."""
    reader = use.owner.opview if isinstance(use.owner, ir.Operation) else use.owner
    return isinstance(reader, pd.Cast) and reader.dtype == "bfloat16"


def is_widening(match: Match, cast: pd.Cast) -> bool:
    """A cast makes float32 of bfloat16."""
    return (match.info(cast.x).dtype, cast.dtype) == ("bfloat16", "float32")


def match_narrowing(op: pd.Cast, match: Match) -> None:
    """Leave unless a cast makes bfloat16 of float32."""
    if (match.info(op.x).dtype, op.dtype) != ("float32", "bfloat16"):
        match.fail()


PRODUCTS = (
    product_in_bfloat16,
    convolution_in_bfloat16,
    image_in_bfloat16,
    map_in_bfloat16,
)
NARROWING = (
    narrow_before_copy,
    narrow_before_concat,
    narrow_in_kernel,
    narrow_of_widened,
    stored_once,
    widened_residual,
    size_of_widened,
)
