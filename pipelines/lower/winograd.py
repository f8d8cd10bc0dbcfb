"""Lowering of Winograd's convolution: its transforms as kernels of vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.winograd import TRANSFORMS, WINDOW, tiles_of
from paddle_mlir.pipelines.lower.activation import constant_like
from paddle_mlir.pipelines.lower.epilogue import finished
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.vector_kernel import (
    VectorKernel,
    channel_blocks,
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
    batch = info.dims[0]
    height, width, channels = info.numbers(1, 2, 3)
    top, bottom, left, right = op.paddings
    high, wide = height + top + bottom - WINDOW + 1, width + left + right - WINDOW + 1
    rows, columns = tiles_of(high, wide, tile)
    lanes, block = channel_blocks(channels)
    # Tiles below the map's last row reach as far as they are high.
    below = bottom if high % tile == 0 else side

    def body(kernel: VectorKernel) -> None:
        source = kernel.inputs[0]
        group, part = kernel.group
        image = arith.divui(group, index(rows))
        row = arith.muli(arith.remui(group, index(rows)), index(tile))
        first = arith.muli(part, index(block))
        lines = [_place(row, i - top, height, i < top or i >= side - below) for i in range(side)]

        def one_tile(number: Any) -> None:
            start = arith.minui(arith.muli(number, index(tile)), index(wide - tile))
            place = arith.addi(arith.muli(group, index(columns)), number)
            across = [
                _place(start, j - left, width, j < left or j >= side - right) for j in range(side)
            ]

            def one_vector(channel: Any) -> None:
                at = arith.addi(first, channel)
                elements = [
                    [
                        _inside(read(source, [image, y, x, at], lanes), y_is_in, x_is_in)
                        for x, x_is_in in across
                    ]
                    for y, y_is_in in lines
                ]
                made = transformed_tile(TRANSFORMS[tile].of_input, elements)
                for plane, value in enumerate(value for line in made for value in line):
                    kernel.write(value, [index(plane), place, at])

            loop(block, lanes, one_vector)

        loop(columns, 1, one_tile)

    grid = (of_images(batch, rows), channels // block)
    operands = [(lower[op.x], lower.info(op.x))]
    return dispatch(lower, operands, lower.result, grid, body)


@lowers(pd.WinogradOutput)
def lower_winograd_output(lower: Lowering, op: pd.WinogradOutput) -> Any:
    """A workgroup makes a row of tiles; what lies below the map is overwritten by its last row."""
    tile, side = op.tile, op.tile + WINDOW - 1
    batch = lower.result.dims[0]
    high, wide, channels = lower.result.numbers(1, 2, 3)
    rows, columns = tiles_of(high, wide, tile)
    lanes, block = channel_blocks(channels)
    values = {"bias": op.bias, "residual": op.residual}
    given = [name for name, value in values.items() if value is not None]

    def body(kernel: VectorKernel) -> None:
        source, *others = kernel.inputs
        extra = dict(zip(given, others, strict=True))
        group, part = kernel.group
        image = arith.divui(group, index(rows))
        row = arith.muli(arith.remui(group, index(rows)), index(tile))
        first = arith.muli(part, index(block))
        lines = [arith.addi(row, index(i)) for i in range(tile)]
        if high % tile:
            lines = [arith.minui(line, index(high - 1)) for line in lines]

        def one_tile(number: Any) -> None:
            start = arith.minui(arith.muli(number, index(tile)), index(wide - tile))
            place = arith.addi(arith.muli(group, index(columns)), number)
            across = [arith.addi(start, index(j)) for j in range(tile)]

            def one_vector(channel: Any) -> None:
                at = arith.addi(first, channel)
                elements = [
                    [read(source, [index(i * side + j), place, at], lanes) for j in range(side)]
                    for i in range(side)
                ]
                made = transformed_tile(TRANSFORMS[tile].of_output, elements)
                bias = read(extra["bias"], [at], lanes) if "bias" in extra else None
                for i in reversed(range(tile)):
                    for j in range(tile):
                        position = [image, lines[i], across[j], at]
                        residual = None
                        if "residual" in extra:
                            residual = read(extra["residual"], position, lanes)
                        kernel.write(finished(op, made[i][j], bias, residual), position)

            loop(block, lanes, one_vector)

        loop(columns, 1, one_tile)

    operands = [(lower[x], lower.info(x)) for x in (op.x, *(values[name] for name in given))]
    grid = (of_images(batch, rows), channels // block)
    return dispatch(lower, operands, lower.result, grid, body)


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


def _place(start: Any, offset: int, size: int, may_leave: bool) -> tuple[Any, Any]:
    """A position of the map, moved into it, and whether it was inside (None: always)."""
    signed = ir.IndexType.get()
    place = arith.addi(start, arith.constant(signed, offset))
    if not may_leave:
        return place, None
    is_in = arith.cmpi(arith.CmpIPredicate.ult, place, index(size))
    return arith.maxsi(arith.minsi(place, index(size - 1)), index(0)), is_in


def _inside(value: Any, *conditions: Any) -> Any:
    """The value where all conditions hold, else 0."""
    known = [condition for condition in conditions if condition is not None]
    if not known:
        return value
    holds = known[0] if len(known) == 1 else arith.andi(*known)
    return arith.select(holds, value, constant_like(value, 0.0))
