"""The rule that packs weights of matrix products for the vector unit of a CPU."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.definition import known_info
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.rewriting import Match, Rule, maker, rule
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
FEWEST_ROWS = 4
"""A kernel of fewer rows waits for the weights."""


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


def tiling_of(rows: int, columns: int, bytes_: int, unit: VectorUnit) -> Tiling | str:
    """The tiling of a product, or why there is none.

    Args:
        rows: M.
        columns: N.
        bytes_: of an element.
        unit: what computes it.
    """
    lanes = unit.bits // (8 * bytes_)
    # Two vectors a row take half the loads of x; one reaches more numbers of columns.
    panel = next((n for n in (2 * lanes, lanes, lanes // 2) if n >= 4 and columns % n == 0), None)
    if panel is None:
        return f"vectors of {lanes // 2} do not divide the {columns} columns"
    panels = columns // panel
    vectors = max(panel // lanes, 1)
    most = min(MOST_ACCUMULATORS, unit.registers - REGISTERS_IN_FLIGHT) // vectors
    if rows < FEWEST_ROWS:
        group = largest_divisor(panels, MOST_ELEMENTS_OF_FEW_ROWS // (panel * rows))
        return Tiling(panel, (rows, group), (rows, largest_multiple(panels, group, panel)))
    sizes = [*range(most, FEWEST_ROWS - 1, -1)]
    if (most + 1) * vectors + REGISTERS_IN_FLIGHT <= unit.registers:
        sizes.insert(1, most + 1)
    tile_rows = next((size for size in sizes if rows % size == 0), None)
    if tile_rows is None:
        return f"no tile of {FEWEST_ROWS} to {max(sizes)} rows divides the {rows} rows"
    group_rows = tile_rows * largest_divisor(rows // tile_rows, MOST_ROWS // tile_rows)
    group_panels = largest_divisor(panels, max(MOST_COLUMNS // panel, 1))
    return Tiling(panel, (tile_rows, 1), (group_rows, group_panels))


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
        if weight.rank != 2 or op.transpose_x or op.transpose_y or info.rank < 2:
            match.fail()
        match.constant(op.y, "the second operand")
        match.static(op.y, "the second operand")
        match.require(weight.dtype in ("float32", "float64"), "the dtype is not float32 or float64")
        rows = info.with_dims(info.dims[:-1]).numel
        match.require(isinstance(rows, int), "the number of rows is dynamic")
        inner, columns = weight.dims
        assert isinstance(rows, int)
        assert isinstance(columns, int)
        match.require(rows > 0 and columns > 0 and inner != 0, "the product is empty")
        bytes_ = dtypes.BY_NAME[weight.dtype].bytes
        found = tiling_of(rows, columns, bytes_, unit)
        match.require(isinstance(found, Tiling), str(found))
        assert isinstance(found, Tiling)
        parted = (inner, columns // found.columns, found.columns)
        panels = match.emit(pd.Reshape, op.y, shape=parted)
        panels = match.emit(pd.Transpose, panels, perm=(1, 0, 2))
        x = op.x if info.rank == 2 else match.emit(pd.Reshape, op.x, shape=(rows, inner))
        y = match.emit(pd.PackedMatmul, x, panels, tile=found.tile, workgroup=found.workgroup)
        return y if info.rank == 2 else match.emit(pd.Reshape, y, shape=(*info.dims[:-1], columns))

    return pack_weight


def rows(value: Any) -> Any:
    """The matrix whose rows a tensor of more axes holds, where it comes from a packed product."""
    reshape = maker(value)
    if not isinstance(reshape, pd.Reshape):
        return None
    source, result = known_info(reshape.x), known_info(value)
    is_rows = source.rank == 2 and result.is_static and source.dims[-1] == result.dims[-1]
    made = maker(reshape.x)
    return reshape.x if is_rows and isinstance(made, (pd.PackedMatmul, *UNARY, *BINARY)) else None


@rule(*UNARY)
def unary_of_rows(op: Any, match: Match) -> Any:
    """``f(reshape(x @ w)) = reshape(f(x @ w))``: IREE fuses f with the packed product."""
    source = rows(op.operands[0])
    if source is None:
        match.fail()
    match.producer(op.operands[0], pd.Reshape)
    value = match.emit_again(op, source)
    return match.emit(pd.Reshape, value, shape=match.info(op.result).dims)


@rule(*BINARY)
def binary_of_rows(op: Any, match: Match) -> Any:
    """``reshape(x @ w) + y = reshape(x @ w + reshape(y))``; also of a vector of the columns."""
    sources = [rows(op.x), rows(op.y)]
    if sources[0] is None and sources[1] is None:
        match.fail()
    own = sources[0] if sources[0] is not None else sources[1]
    result, matrix = match.info(op.result), match.info(own)
    match.require(result.numel == matrix.numel, "the result is larger")
    shapes: list[tuple[Size, ...] | None] = []
    for value, source in zip((op.x, op.y), sources, strict=True):
        info = match.info(value)
        if source is not None or (info.numel == 1 and info.rank <= 2):
            shapes.append(None)
        elif info.dims == result.dims:
            shapes.append(matrix.dims)
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
    value = match.emit(type(op), *operands)
    return match.emit(pd.Reshape, value, shape=result.dims)


PACKING = (pack_weight_for(AVX512), unary_of_rows, binary_of_rows)
