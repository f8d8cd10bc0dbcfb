"""The rule that packs weights of matrix products for the vector unit of a CPU."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.definition import known_info
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.rewriting import Match, Rule, is_constant, maker, rule
from paddle_mlir.pipelines.rules.movement import BINARY, UNARY

MOST_ROWS = 112
"""Rows of a workgroup: so many rows of x stay in the nearest cache."""
MOST_COLUMNS = 256
"""Columns of a workgroup."""
MOST_ELEMENTS_OF_FEW_ROWS = 128
"""Elements that the kernel computes at a time where there are less rows than it would take."""
MOST_ACCUMULATORS = 14
"""Measured with IREE 3.13.0: a tile of more vectors is not kept in registers."""
REGISTERS_IN_FLIGHT = 4
"""Registers that hold weights and elements of x."""
BUSY_ACCUMULATORS = 8
"""So many sums have to be under way for a multiplication to begin in every cycle."""
FEWEST_COLUMNS = 4
"""Of a panel."""
MOST_PADDING = 1.25
"""How much wider padded panels may be than the product."""
FEWEST_ROWS = 4
"""A kernel of fewer rows waits for the weights."""


PRODUCTS = (pd.PackedMatmul, pd.RaggedMatmul)


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


def tiling_of(rows: Size, columns: int, bytes_: int, unit: VectorUnit) -> Tiling | str:
    """The tiling of a product, or why there is none.

    Args:
        rows: M.
        columns: N, which panels that are padded may exceed.
        bytes_: of an element.
        unit: what computes it.
    """
    lanes = unit.bits // (8 * bytes_)
    # Two vectors a row take half the loads of x; one reaches more numbers of columns.
    widths = [width for width in (2 * lanes, lanes, lanes // 2) if width >= FEWEST_COLUMNS]
    fitting = [width for width in widths if columns % width == 0]
    if not fitting:
        least = min(padded(columns, width) for width in widths)
        fitting = [width for width in widths if padded(columns, width) == least]
        if least > MOST_PADDING * columns:
            return f"vectors of {widths[-1]} do not divide the {columns} columns"
    if not isinstance(rows, int):
        return ragged_tiling(MOST_ROWS, columns, fitting[0], lanes, unit)
    if rows < FEWEST_ROWS:
        panel = fitting[0]
        panels = -(-columns // panel)
        group = largest_divisor(panels, MOST_ELEMENTS_OF_FEW_ROWS // (panel * rows))
        return Tiling(panel, (rows, group), (rows, largest_multiple(panels, group, panel)))
    found = [(panel, tile_rows_of(rows, max(panel // lanes, 1), unit)) for panel in fitting]
    usable = [(panel, size) for panel, size in found if size is not None]
    if not usable:
        return ragged_tiling(rows, columns, fitting[0], lanes, unit)
    # The widest panels whose tile keeps the multipliers busy, else the largest tile.
    busy = [one for one in usable if one[1] * max(one[0] // lanes, 1) >= BUSY_ACCUMULATORS]
    panel, tile_rows = busy[0] if busy else max(usable, key=lambda one: one[0] * one[1])
    group_rows = tile_rows * largest_divisor(rows // tile_rows, MOST_ROWS // tile_rows)
    group_panels = largest_divisor(-(-columns // panel), max(MOST_COLUMNS // panel, 1))
    return Tiling(panel, (tile_rows, 1), (group_rows, group_panels))


def ragged_tiling(rows: int, columns: int, panel: int, lanes: int, unit: VectorUnit) -> Tiling:
    """The tiling of a product whose rows no tile divides."""
    vectors = max(panel // lanes, 1)
    most = min(MOST_ACCUMULATORS, unit.registers - REGISTERS_IN_FLIGHT) // vectors
    tile_rows = min(most, rows)
    groups = max(min(rows // tile_rows, MOST_ROWS // tile_rows), 1)
    panels = largest_divisor(-(-columns // panel), max(MOST_COLUMNS // panel, 1))
    return Tiling(panel, (tile_rows, 1), (groups * tile_rows, panels))


def tile_rows_of(rows: int, vectors: int, unit: VectorUnit) -> int | None:
    """How many rows of so many vectors a tile has: a divisor of all rows."""
    most = min(MOST_ACCUMULATORS, unit.registers - REGISTERS_IN_FLIGHT) // vectors
    sizes = [*range(most, FEWEST_ROWS - 1, -1)]
    if (most + 1) * vectors + REGISTERS_IN_FLIGHT <= unit.registers:
        sizes.insert(1, most + 1)
    return next((size for size in sizes if rows % size == 0), None)


def padded(number: int, divisor: int) -> int:
    """The smallest multiple of a divisor that a number fits into."""
    return -(-number // divisor) * divisor


def largest_divisor(number: int, limit: int) -> int:
    """The largest divisor of a number up to a limit."""
    return next((d for d in range(min(number, limit), 0, -1) if number % d == 0), 1)


def largest_multiple(panels: int, group: int, panel: int) -> int:
    """The largest multiple of a group that divides all panels and fits a workgroup."""
    return group * largest_divisor(panels // group, max(MOST_COLUMNS // (panel * group), 1))


def pack_weight_for(unit: VectorUnit) -> Rule:
    """The rule for one vector unit."""

    @rule(pd.Matmul)
    def pack_weight(op: pd.Matmul, match: Match) -> Any:
        """``x @ w = packed_matmul(x, panels of w)``, read by the kernel from front to end."""
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
        inner, columns = weight.dims[-2:]
        assert isinstance(columns, int)
        match.require(0 not in (rows, columns, inner), "the product is empty")
        bytes_ = dtypes.BY_NAME[weight.dtype].bytes
        found = tiling_of(rows, columns, bytes_, unit)
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
