"""The rule that packs weights of matrix products for the vector unit of a CPU."""

from __future__ import annotations

import itertools
import json
import math
from dataclasses import dataclass
from typing import Any

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.errors import InputError
from paddle_mlir.dialects.pd.definition import known_info
from paddle_mlir.dialects.pd.packed_matrix import MOST_TILE_ROWS
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.rewriting import Match, Rule, is_constant, maker, rule
from paddle_mlir.pipelines.rules.movement import BINARY, UNARY
from paddle_mlir.pipelines.tuning_database import UNTUNED, Tuning

MOST_ROWS = 256
"""Rows of a workgroup: each reads its panels again."""
OPEN_ROWS = 112
"""The same where the number of rows is known at run time only."""
MOST_COLUMNS = 256
"""Columns of a workgroup."""
MOST_PANEL_BYTES = 1 << 19
"""Of a workgroup's weights, which all of its rows find in a cache: half of a core's second one."""
FEWEST_WORKGROUPS = 8
"""So many are shared out evenly enough among a few threads."""
TAKEN_AT_ONCE = 8
"""Workgroups that a thread of IREE 3.13.0 takes together where each thread has as many or more."""
EVEN = 0.95
"""Share of all threads' time in which they compute, above which work is shared out evenly."""
LEAST_WORK = 1 << 19
"""Multiply-adds that are worth a workgroup: some ten microseconds."""
LEAST_SHARE = 1 << 18
"""The same where another thread would have nothing to do."""
MOST_ELEMENTS_OF_FEW_ROWS = 128
"""Elements that the kernel computes at a time where there are less rows than it would take."""
MOST_ACCUMULATORS = 14
"""Measured with IREE 3.13.0: a tile of more vectors is not kept in registers."""
REGISTERS_IN_FLIGHT = 4
"""Registers that hold weights and elements of x."""
BUSY_ACCUMULATORS = 8
"""So many sums have to be under way for a multiplication to begin in every cycle."""
LOADS = 2
"""Sums that could be added to in the time in which a tile's weights are loaded."""
FEWEST_COLUMNS = 4
"""Of a panel."""
MOST_PADDING = 1.25
"""How much wider padded panels may be than the product."""
LITTLE_MORE = 1.02
"""How many more columns than with the narrowest panels wider ones may have.

35x650 to 2600 takes 1.8 ms in panels of 8, 1.4 in those of 32, the last of which is padded.
"""
MANY_ROWS = 16
"""From this on weights are read less often than they are computed with."""
FEWEST_ROWS = 4
"""A kernel of fewer rows waits for the weights."""


PRODUCTS = (pd.PackedMatmul, pd.RaggedMatmul, pd.StrassenMatmul)


@dataclass(frozen=True)
class VectorUnit:
    """What a CPU computes with.

    Attributes:
        bits: of a vector register.
        registers: how many there are.
    """

    bits: int
    registers: int


AVX512 = VectorUnit(512, 32)


@dataclass(frozen=True)
class Tiling:
    """How a product [M, K] @ [K, N] is divided.

    Attributes:
        columns: of a panel of packed weights.
        tile: rows and panels computed at a time.
        workgroup: rows and panels of a workgroup.
    """

    columns: int
    tile: tuple[int, int]
    workgroup: tuple[int, int]

    def fits(self, rows: int, columns: int) -> bool:
        """Tiles divide workgroups, and panels of a workgroup all panels.

        IREE 3.13.0 drops tiles that do not fit the product, without a word.
        """
        (tile_rows, tile_panels), (group_rows, group_panels) = self.tile, self.workgroup
        panels = -(-columns // self.columns)
        is_even = group_rows % tile_rows == group_panels % tile_panels == panels % group_panels == 0
        is_ragged = rows % tile_rows != 0
        return (
            is_even
            and tile_rows <= min(rows, MOST_TILE_ROWS)
            and (tile_panels == 1 if is_ragged else rows % group_rows == 0)
        )


@dataclass(frozen=True)
class Product:
    """``[M, K] @ [K, N]``, the second one constant, or a batch of such products.

    Attributes:
        dtype: of all.
        batch: number of products, or nothing.
        rows: M.
        inner: K.
        columns: N.
    """

    dtype: str
    batch: tuple[int, ...]
    rows: Size
    inner: int
    columns: int

    @property
    def key(self) -> str:
        """What a tuning database calls it."""
        sizes = "x".join(map(str, (*self.batch, self.rows, self.inner)))
        return f"matmul {self.dtype} {sizes} to {self.columns}"


def tiling_of(product: Product, unit: VectorUnit, threads: int = 1) -> Tiling | str:
    """The tiling of a product, or why there is none.

    One core with AVX-512 and 1 MB of second cache, IREE 3.13.0, GFLOP/s (CPU time) in workgroups
    of 64 rows and 256 columns, and so: 1024x3072 to 768 94 and 104, 1024x768 to 3072 107 and 111,
    128x3072 to 768 101 and 109, 49x4608 to 512 95 and 100.

    Args:
        product: its columns may be exceeded by panels that are padded.
        unit: what computes it.
        threads: among which workgroups are shared out.
    """
    rows, inner, columns = product.rows, product.inner, product.columns
    bytes_ = dtypes.BY_NAME[product.dtype].bytes
    lanes = unit.bits // (8 * bytes_)
    # Two vectors a row take half the loads of x; one reaches more numbers of columns.
    widths = [width for width in (2 * lanes, lanes, lanes // 2) if width >= FEWEST_COLUMNS]
    least = min(padded(columns, width) for width in widths)
    if least > MOST_PADDING * columns:
        return f"vectors of {widths[-1]} do not divide the {columns} columns"
    is_tall = not isinstance(rows, int) or rows >= MANY_ROWS
    most = LITTLE_MORE * least if is_tall else least
    fitting = [width for width in widths if padded(columns, width) <= most]
    if not isinstance(rows, int):
        panel = fitting[0]
        tile_rows = most_rows_of(max(panel // lanes, 1), unit)
        panels = largest_divisor(-(-columns // panel), MOST_COLUMNS // panel)
        return Tiling(panel, (tile_rows, 1), (OPEN_ROWS // tile_rows * tile_rows, panels))
    if rows < FEWEST_ROWS:
        panel = fitting[0]
        panels = -(-columns // panel)
        at_once = largest_divisor(panels, MOST_ELEMENTS_OF_FEW_ROWS // (panel * rows))
        return Tiling(panel, (rows, at_once), (rows, largest_multiple(panels, at_once, panel)))
    # The widest panels whose tile divides the rows and keeps the multipliers busy.
    found = ((panel, tile_rows_of(rows, max(panel // lanes, 1), unit)) for panel in fitting)
    busy = (one for one in found if one[1] * max(one[0] // lanes, 1) >= BUSY_ACCUMULATORS)
    panel, tile_rows = next(busy, (fitting[0], 0))
    if not tile_rows:
        tile_rows = ragged_tile(rows, max(panel // lanes, 1), unit)
    group = workgroup_of(rows, inner, -(-columns // panel), panel, tile_rows, bytes_)
    if threads > 1:
        group = evened(group, product, panel, tile_rows, threads)
    return Tiling(panel, (tile_rows, 1), group)


def most_rows_of(vectors: int, unit: VectorUnit) -> int:
    """How many rows of so many vectors a tile has at most."""
    return min(MOST_ACCUMULATORS, unit.registers - REGISTERS_IN_FLIGHT) // vectors


def ragged_tile(rows: int, vectors: int, unit: VectorUnit) -> int:
    """How many rows a tile has where no good one divides all rows.

    The rows that are left take as long as a small tile: 17 are better 6, 6 and 5 than 7, 7 and 3.
    """

    def cycles(height: int) -> int:
        heights = [height] * (rows // height) + [rows % height] * (rows % height > 0)
        return sum(max(one * vectors, BUSY_ACCUMULATORS) + LOADS for one in heights)

    return min(range(min(most_rows_of(vectors, unit), rows), 0, -1), key=cycles)


def workgroup_of(
    rows: int, inner: int, panels: int, panel: int, tile_rows: int, bytes_: int
) -> tuple[int, int]:
    """How many rows and panels a workgroup computes.

    Weights that fit into a core's cache are read from there by all rows of a workgroup; what rows
    fit with them is of less weight, since they are read in order.
    """
    tiles, is_even = rows // tile_rows, rows % tile_rows == 0

    def part(most: int) -> int:
        """Tiles of a workgroup, up to so many: a divisor, or else parts of nearly one size."""
        return largest_divisor(tiles, most) if is_even else -(-tiles // -(-tiles // most))

    most_panels = min(MOST_COLUMNS // panel, MOST_PANEL_BYTES // (inner * panel * bytes_))
    group = (part(max(MOST_ROWS // tile_rows, 1)), largest_divisor(panels, most_panels))
    while -(-tiles // group[0]) * (panels // group[1]) < FEWEST_WORKGROUPS:
        smaller = (group[0], largest_divisor(panels, group[1] - 1))
        if group[1] == 1:
            smaller = (part(max(group[0] // 2, 1)), 1)
        work = smaller[0] * tile_rows * inner * smaller[1] * panel
        if smaller == group or work < LEAST_WORK:
            break
        group = smaller
    return group[0] * tile_rows, group[1]


def evened(
    group: tuple[int, int], product: Product, panel: int, tile_rows: int, threads: int
) -> tuple[int, int]:
    """The largest workgroup up to one of so many rows and panels that threads share evenly.

    BERT-base with two threads, 128 tokens: 130 ms without, 112 with it.
    """
    rows, panels = product.rows, -(-product.columns // panel)
    assert isinstance(rows, int)
    tiles, is_even = rows // tile_rows, rows % tile_rows == 0
    heights = [
        part * tile_rows
        for part in range(group[0] // tile_rows, 0, -1)
        if tiles % part == 0 or not is_even
    ]
    widths = [part for part in range(group[1], 0, -1) if panels % part == 0]

    def work(one: tuple[int, int]) -> int:
        return one[0] * product.inner * one[1] * panel

    def share(one: tuple[int, int]) -> float:
        count = -(-rows // one[0]) * (panels // one[1])
        return evenness(math.prod(product.batch) * count, threads)

    least = min(LEAST_SHARE, work(group))
    found = [one for one in itertools.product(heights, widths) if work(one) >= least]
    found.sort(key=work, reverse=True)
    best = max(map(share, found))
    return next(one for one in found if share(one) >= min(best, EVEN))


def evenness(workgroups: int, threads: int) -> float:
    """Share of all threads' time in which they compute equal workgroups that IREE shares out."""
    together = TAKEN_AT_ONCE if workgroups >= TAKEN_AT_ONCE * threads else 1
    whole, rest = divmod(workgroups, together * threads)
    return workgroups / (threads * (whole * together + min(rest, together)))


def tile_rows_of(rows: int, vectors: int, unit: VectorUnit) -> int:
    """How many rows of so many vectors a tile has: a divisor of all rows, or 0."""
    most = most_rows_of(vectors, unit)
    sizes = [*range(most, FEWEST_ROWS - 1, -1)]
    if (most + 1) * vectors + REGISTERS_IN_FLIGHT <= unit.registers:
        sizes.insert(1, most + 1)
    return next((size for size in sizes if rows % size == 0), 0)


def padded(number: int, divisor: int) -> int:
    """The smallest multiple of a divisor that a number fits into."""
    return -(-number // divisor) * divisor


def largest_divisor(number: int, limit: int) -> int:
    """The largest divisor of a number up to a limit."""
    return next((d for d in range(min(number, limit), 0, -1) if number % d == 0), 1)


def largest_multiple(panels: int, group: int, panel: int) -> int:
    """The largest multiple of a group that divides all panels and fits a workgroup."""
    return group * largest_divisor(panels // group, max(MOST_COLUMNS // (panel * group), 1))


def pack_weight_for(unit: VectorUnit, tuning: Tuning = UNTUNED, threads: int = 1) -> Rule:
    """The rule for a vector unit and threads; what was measured goes before :func:`tiling_of`."""

    @rule(pd.Matmul)
    def pack_weight(op: pd.Matmul, match: Match) -> Any:
        """``x @ w = packed_matmul(x, panels of w)``, read by the kernel from front to end."""
        product = product_of(op, match)
        batch, rows, inner, columns = product.batch, product.rows, product.inner, product.columns
        info, weight = match.sizes(op.x), match.info(op.y)
        found = measured_tiling(tuning, product) or tiling_of(product, unit, threads)
        match.require(isinstance(found, Tiling), str(found))
        assert isinstance(found, Tiling)
        is_ragged = not isinstance(rows, int) or rows % found.tile[0] != 0
        wide = padded(columns, found.columns)
        weights = op.y
        if wide > columns:
            none = match.emit(
                pd.Full, shape=(*batch, inner, wide - columns), value=0.0, dtype=weight.dtype
            )
            weights = match.emit(pd.Concat, [weights, none], axis=weight.rank - 1)
        parted = (*batch, inner, wide // found.columns, found.columns)
        panels = match.emit(pd.Reshape, weights, shape=parted)
        panels = match.emit(pd.Transpose, panels, perm=(0, 2, 1, 3) if batch else (1, 0, 2))
        is_flat = info.rank == weight.rank
        flat = (rows if isinstance(rows, int) else -1, inner)
        x = op.x if is_flat else match.emit(pd.Reshape, op.x, shape=flat)
        if is_ragged:
            group = (found.workgroup[0] // found.tile[0], found.workgroup[1])
            none = (None, None)
            y = match.emit(pd.RaggedMatmul, x, panels, *none, tile=found.tile[0], workgroup=group)
        else:
            y = match.emit(pd.PackedMatmul, x, panels, tile=found.tile, workgroup=found.workgroup)
        if wide > columns:
            last = weight.rank - 1
            y = match.emit(pd.Slice, y, None, None, axes=(last,), starts=(0,), ends=(columns,))
        return y if is_flat else with_rows(match, y, op.x, columns)

    return pack_weight


def product_of(op: pd.Matmul, match: Match) -> Product:
    """The product of a matrix, or a batch, and constant weights; leaves for other ones."""
    info, weight = match.sizes(op.x), match.info(op.y)
    if weight.rank not in (2, 3) or op.transpose_x or op.transpose_y or info.rank < 2:
        match.fail()
    batch = weight.dims[:-2]
    if batch and (info.rank != weight.rank or info.dims[:-2] != batch):
        match.fail("x and the weights are not of one batch")
    match.constant(op.y, "the second operand")
    match.static(op.y, "the second operand")
    match.require(not is_constant(op.x), "the product is constant")
    match.require(weight.dtype in ("float32", "float64"), "the dtype is not float32 or float64")
    rows = info.with_dims(info.dims[len(batch) : -1]).numel
    *known, inner, columns = weight.numbers(*range(weight.rank))
    match.require(0 not in (rows, columns, inner), "the product is empty")
    return Product(weight.dtype, tuple(known), rows, inner, columns)


def measured_tiling(tuning: Tuning, product: Product) -> Tiling | None:
    """The tiling of a product that a tuning database names, or None where it says nothing.

    Raises:
        InputError: it does not fit the product.
    """
    choice, rows = tuning.choice(product.key), product.rows
    if not choice or not isinstance(rows, int):
        return None
    numbers = [choice.get("columns"), *choice.get("tile", ()), *choice.get("workgroup", ())]
    is_tiling = len(numbers) == 5 and all(isinstance(one, int) and one > 0 for one in numbers)
    if is_tiling:
        found = Tiling(choice["columns"], tuple(choice["tile"]), tuple(choice["workgroup"]))
        if found.fits(rows, product.columns):
            return found
    raise InputError(
        "the tuning database has no tiling that fits",
        where=product.key,
        got=json.dumps(dict(choice)),
        remedy="--tuning none goes without it",
    )


def with_rows(match: Match, matrix: Any, x: Any, columns: int) -> Any:
    """A matrix ``[M, N]`` with the rows that ``x [..., K]`` has."""
    *sizes, _ = match.sizes(x).dims
    dynamic = [axis for axis, size in enumerate(sizes) if not isinstance(size, int)]
    if len(dynamic) > 1:
        # 0 copies a size of the operand, which is a matrix: a tensor tells the others.
        ends = (len(sizes),)
        front = match.emit(pd.Shape, x)
        front = match.emit(pd.Slice, front, None, None, axes=(0,), starts=(0,), ends=ends)
        last = match.emit(pd.Full, shape=(1,), value=float(columns), dtype="int32")
        shape = match.emit(pd.Concat, [front, last], axis=0)
        return match.emit(pd.Reshape, matrix, shape)
    known = [size if isinstance(size, int) else -1 for size in sizes]
    return match.emit(pd.Reshape, matrix, shape=(*known, columns))


def rows(value: Any) -> Any:
    """The matrix whose rows a tensor of more axes holds, where it comes from a packed product."""
    reshape = maker(value)
    if not isinstance(reshape, pd.Reshape):
        return None
    source, result = known_info(reshape.x), known_info(value)
    is_rows = source.rank == 2 and result.rank > 0 and source.dims[-1] == result.dims[-1]
    made = maker(reshape.x)
    return reshape.x if is_rows and isinstance(made, (*PRODUCTS, *UNARY, *BINARY)) else None


@rule(*UNARY)
def unary_of_rows(op: Any, match: Match) -> Any:
    """``f(reshape(x @ w)) = reshape(f(x @ w))``: IREE fuses f with the packed product."""
    source = rows(op.operands[0])
    if source is None:
        match.fail()
    reshape = match.producer(op.operands[0], pd.Reshape)
    return match.emit_again(reshape, match.emit_again(op, source))


@rule(*BINARY)
def binary_of_rows(op: Any, match: Match) -> Any:
    """``reshape(x @ w) + y = reshape(x @ w + reshape(y))``; also of a vector of the columns."""
    found = [rows(op.x), rows(op.y)]
    if found[0] is None and found[1] is None:
        match.fail()
    elements = match.sizes(op.result).numel
    # An operand that is broadcast has fewer rows.
    sources = [
        source if source is not None and match.sizes(source).numel == elements else None
        for source in found
    ]
    is_any = any(source is not None for source in sources)
    match.require(is_any, "the result is larger")
    own, place = (sources[0], op.x) if sources[0] is not None else (sources[1], op.y)
    other = maker(op.y if place == op.x else op.x)
    # Of dynamic sizes IREE 3.13.0 computes what is reshaped twice in two dispatches.
    is_own = other is not None and place in list(other.operands)
    match.require(not is_own, "the other operand is computed from the product")
    reshape = match.producer(place, pd.Reshape)
    columns = match.info(own).dims[-1]
    shapes: list[tuple[Size, ...] | None] = []
    for value, source in zip((op.x, op.y), sources, strict=True):
        info = match.info(value)
        if source is not None or (info.numel == 1 and info.rank <= 2):
            shapes.append(None)
        elif match.same_sizes(value, op.result):
            shapes.append((-1, columns))
        elif all(size == 1 for size in info.dims[:-1]):
            shapes.append(info.dims[-1:])
        else:
            match.fail("the other operand is neither a map nor a vector of columns")
    operands = [
        source
        if source is not None
        else (value if shape is None else match.emit(pd.Reshape, value, shape=shape))
        for value, source, shape in zip((op.x, op.y), sources, shapes, strict=True)
    ]
    return match.emit_again(reshape, match.emit(type(op), *operands))


PACKING = (pack_weight_for(AVX512), unary_of_rows, binary_of_rows)
