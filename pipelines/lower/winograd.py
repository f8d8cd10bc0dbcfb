"""Lowering of Winograd's convolution: its transforms as kernels of vectors."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.winograd import TRANSFORMS, WINDOW, result_sizes, tiles_of
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.lower.activation import constant_like
from paddle_mlir.pipelines.lower.convolution import check_windows
from paddle_mlir.pipelines.lower.epilogue import finished
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.vector_kernel import (
    VectorKernel,
    channel_blocks,
    converted,
    dispatch,
    index,
    loop,
    of_images,
    read,
)


@lowers(pd.WinogradInput)
def lower_winograd_input(lower: Lowering, op: pd.WinogradInput) -> Any:
    """A workgroup takes a row of tiles; what lies outside of the map is read inside and zeroed."""
    tile, side = op.tile, op.tile + WINDOW - 1
    info = lower.info(op.x)
    batch, height, width, _ = info.dims
    (channels,) = info.numbers(3)
    top, bottom, left, right = op.paddings
    high, wide = result_sizes(info, op.paddings)
    rows, columns = tiles_of(high, wide, tile)
    lanes, block = channel_blocks(channels)
    # The last tiles reach as far as they are high below the map, and as far as they are wide
    # beside one that may be smaller than they are.
    below = bottom if high % tile == 0 else side
    beside = side if _may_be_narrow(wide, tile) else right
    check_windows(lower, op.spec.name, (height, width), (high, wide))

    def body(kernel: VectorKernel) -> None:
        source = kernel.inputs[0]
        group, image, row, first = _place_of_group(kernel, rows, tile, block)
        ends = kernel.size(height), kernel.size(width)
        lines = [_place(row, i - top, ends[0], i < top or i >= side - below) for i in range(side)]

        def element_at(position: list[Any]) -> Any:
            return converted(read(source, position, lanes), ir.F32Type.get())

        def one_tile(number: Any) -> None:
            start = _start_of_tile(kernel, number, wide, tile)
            place = arith.addi(arith.muli(group, kernel.size(columns)), number)
            across = [
                _place(start, j - left, ends[1], j < left or j >= side - beside)
                for j in range(side)
            ]

            def one_vector(channel: Any) -> None:
                at = arith.addi(first, channel)
                elements = [
                    [
                        _inside(element_at([image, y, x, at]), y_is_in, x_is_in)
                        for x, x_is_in in across
                    ]
                    for y, y_is_in in lines
                ]
                made = transformed_tile(TRANSFORMS[tile].of_input, elements)
                for plane, value in enumerate(value for line in made for value in line):
                    kernel.write(value, [index(plane), place, at])

            loop(block, lanes, one_vector)

        loop(kernel.size(columns), 1, one_tile)

    grid = (of_images(batch, rows), channels // block)
    operands = [(lower[op.x], info)]
    return dispatch(lower, operands, lower.result, grid, body, (rows, columns, wide))


@lowers(pd.WinogradOutput)
def lower_winograd_output(lower: Lowering, op: pd.WinogradOutput) -> Any:
    """A workgroup makes a row of tiles; what lies outside of the map is overwritten by its edge."""
    tile, side = op.tile, op.tile + WINDOW - 1
    batch, high, wide, _ = lower.result.dims
    (channels,) = lower.result.numbers(3)
    rows, columns = tiles_of(high, wide, tile)
    lanes, block = channel_blocks(channels)
    values, element = {"bias": op.bias, "residual": op.residual}, ir.F32Type.get()
    given = [name for name, value in values.items() if value is not None]
    tiles = lower.info(op.x).dims[1]
    message = f"{op.spec.name}: the operand holds another number of tiles"
    lower.check_equal(tiles, batch * rows * columns, message)

    def body(kernel: VectorKernel) -> None:
        source, *others = kernel.inputs
        extra = dict(zip(given, others, strict=True))
        group, image, row, first = _place_of_group(kernel, rows, tile, block)
        lines = [arith.addi(row, index(i)) for i in range(tile)]
        if high % tile != 0:
            last = arith.subi(kernel.size(high), index(1))
            lines = [arith.minui(line, last) for line in lines]

        def one_tile(number: Any) -> None:
            start = _start_of_tile(kernel, number, wide, tile)
            place = arith.addi(arith.muli(group, kernel.size(columns)), number)
            across = [arith.addi(start, index(j)) for j in range(tile)]
            if _may_be_narrow(wide, tile):
                last = arith.subi(kernel.size(wide), index(1))
                across = [arith.minui(column, last) for column in across]

            def one_vector(channel: Any) -> None:
                at = arith.addi(first, channel)
                elements = [
                    [read(source, [index(i * side + j), place, at], lanes) for j in range(side)]
                    for i in range(side)
                ]
                made = transformed_tile(TRANSFORMS[tile].of_output, elements)
                bias = read(extra["bias"], [at], lanes) if "bias" in extra else None
                for i, j in itertools.product(reversed(range(tile)), repeat=2):
                    position = [image, lines[i], across[j], at]
                    residual = None
                    if "residual" in extra:
                        residual = converted(read(extra["residual"], position, lanes), element)
                    kernel.write(finished(op, made[i][j], bias, residual), position)

            loop(block, lanes, one_vector)

        loop(kernel.size(columns), 1, one_tile)

    operands = [(lower[x], lower.info(x)) for x in (op.x, *(values[name] for name in given))]
    grid = (of_images(batch, rows), channels // block)
    return dispatch(lower, operands, lower.result, grid, body, (rows, columns))


def _place_of_group(
    kernel: VectorKernel, rows: Size, tile: int, block: int
) -> tuple[Any, Any, Any, Any]:
    """The row of tiles of a workgroup, its image, its first line there, and the first channel."""
    group, part = kernel.group
    # IREE may look at a map that no window fits into before the run is stopped for it.
    count = arith.maxsi(kernel.size(rows), index(1))
    row = arith.muli(arith.remui(group, count), index(tile))
    return group, arith.divui(group, count), row, arith.muli(part, index(block))


def _may_be_narrow(wide: Size, tile: int) -> bool:
    """A row may be shorter than a tile."""
    return wide < tile if isinstance(wide, int) else wide % tile != 0


def _start_of_tile(kernel: VectorKernel, number: Any, wide: Size, tile: int) -> Any:
    """Where a tile begins in its row: the last one lies over the one before, if there is one."""
    last = arith.maxsi(arith.subi(kernel.size(wide), index(tile)), index(0))
    return arith.minui(arith.muli(number, index(tile)), last)


def transformed_tile(matrix: Sequence[Sequence[float]], tile: Sequence[Sequence[Any]]) -> Any:
    """``M t M^T`` for a tile of values, as its lines."""
    columns = [transformed(matrix, column) for column in zip(*tile, strict=True)]
    return [transformed(matrix, line) for line in zip(*columns, strict=True)]


def transformed(matrix: Sequence[Sequence[float]], values: Sequence[Any]) -> list[Any]:
    """``M v``; lines that differ only in signs are computed from a common sum and difference."""
    lines: list[Any] = []
    while len(lines) < len(matrix):
        line = matrix[len(lines)]
        after = matrix[len(lines) + 1] if len(lines) + 1 < len(matrix) else ()
        if list(map(abs, line)) != list(map(abs, after)):
            lines.append(combined(line, values))
            continue
        same = [a if a == b else 0 for a, b in zip(line, after, strict=True)]
        turned = [a if a != b else 0 for a, b in zip(line, after, strict=True)]
        left, right = combined(same, values), combined(turned, values)
        lines += [arith.addf(left, right), arith.subf(left, right)]
    return lines


def combined(factors: Sequence[float], values: Sequence[Any]) -> Any:
    """The sum of values times factors."""
    terms = [(f, value) for f, value in zip(factors, values, strict=True) if f]
    # A sum that begins with a positive term of factor 1 needs no multiplication for it.
    terms.sort(key=lambda term: (term[0] != 1, abs(term[0]) != 1))
    factor, total = terms[0]
    if factor != 1:
        total = arith.mulf(constant_like(total, factor), total)
    for factor, value in terms[1:]:
        if factor == 1:
            total = arith.addf(total, value)
        elif factor == -1:
            total = arith.subf(total, value)
        else:
            total = math.fma(value, constant_like(value, factor), total)
    return total


def _place(start: Any, offset: int, size: Any, may_leave: bool) -> tuple[Any, Any]:
    """A position of the map, moved into it, and whether it was inside (None: always)."""
    place = arith.addi(start, index(offset))
    if not may_leave:
        return place, None
    is_in = arith.cmpi(arith.CmpIPredicate.ult, place, size)
    last = arith.subi(size, index(1))
    return arith.maxsi(arith.minsi(place, last), index(0)), is_in


def _inside(value: Any, *conditions: Any) -> Any:
    """The value where all conditions hold, else 0."""
    known = [condition for condition in conditions if condition is not None]
    if not known:
        return value
    holds = known[0] if len(known) == 1 else arith.andi(*known)
    return arith.select(holds, value, constant_like(value, 0.0))
