"""Mapping of Einstein sums to transposes, reductions, products and matrix products.

An axis is named by its letter; those that an ellipsis stands for are named ``.0``, ``.1`` ...
from the last one backwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import text
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, term_list
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_ELLIPSIS = "..."


@imports_pir("einsum")
@imports_program_desc("einsum")
def import_einsum(build: ModelBuilder, op: SourceOp) -> None:
    """An Einstein sum of any number of operands, contracted from left to right.

    Limits: an axis that is named twice in one operand has a static size.
    """
    operands = term_list(build, op, "Operands", 0)
    inputs, output = parse_equation(
        text(op, "equation"), [operand.info.rank for operand in operands]
    )
    named = [
        _diagonal(_Named(operand, axes)) for operand, axes in zip(operands, inputs, strict=True)
    ]
    total = named[0]
    for position, operand in enumerate(named[1:], start=1):
        later = [axis for other in named[position + 1 :] for axis in other.axes]
        total = _contract(total, operand, {*output, *later})
    total = _keep(total, output)
    give(build, op, Out=_ordered(total, output).term)


def parse_equation(
    equation: str, ranks: Sequence[int]
) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    """The names of all axes of the operands and of the result.

    Without ``->`` the result has the ellipsis and then, in alphabetical order, the letters that
    occur once.

    Raises:
        ValueError: the equation does not fit the operands' ranks.
    """
    left, arrow, right = equation.replace(" ", "").partition("->")
    parts = left.split(",")
    if len(parts) != len(ranks):
        raise ValueError(f"equation {equation!r} is for {len(parts)} operands, got {len(ranks)}")
    inputs = [_axis_names(part, rank, equation) for part, rank in zip(parts, ranks, strict=True)]
    counts = Counter(axis for axes in inputs for axis in axes)
    covered = sorted((axis for axis in counts if axis.startswith(".")), key=_place)
    if not arrow:
        letters = sorted(a for a, count in counts.items() if count == 1 and a not in covered)
        return inputs, (*covered, *letters)
    before, dots, after = right.partition(_ELLIPSIS)
    output = (*before, *(covered if dots else ()), *after)
    unknown = [axis for axis in output if axis not in counts]
    if unknown or len(set(output)) != len(output):
        raise ValueError(f"the result of equation {equation!r} must name axes of operands, once")
    return inputs, output


def _place(axis: str) -> int:
    """Where an axis of an ellipsis stands, counted from 0 backwards."""
    return -int(axis[1:])


def _axis_names(part: str, rank: int, equation: str) -> tuple[str, ...]:
    before, dots, after = part.partition(_ELLIPSIS)
    covered = rank - len(before) - len(after)
    letters = before + after
    if (letters and not letters.isalpha()) or covered < 0 or (covered > 0 and not dots):
        raise ValueError(f"{part!r} in equation {equation!r} does not name {rank} axes")
    return (*before, *(f".{place}" for place in reversed(range(covered))), *after)


@dataclass(frozen=True)
class _Named:
    """A term and the names of its axes."""

    term: Term
    axes: tuple[str, ...]

    def sizes(self) -> dict[str, Any]:
        """The size of each axis."""
        return dict(zip(self.axes, self.term.info.dims, strict=True))


def _diagonal(x: _Named) -> _Named:
    """Where an axis is named twice, the elements whose positions are equal."""
    for name, count in Counter(x.axes).items():
        for _ in range(count - 1):
            first, second = [i for i, axis in enumerate(x.axes) if axis == name][:2]
            rest = [i for i in range(len(x.axes)) if i not in (first, second)]
            size, other = x.term.info.dims[first], x.term.info.dims[second]
            if not isinstance(size, int) or size != other:
                raise ValueError(
                    f"axis {name!r} is named twice and must have one static size, "
                    f"got {size} and {other}"
                )
            flat = x.term.transpose(*rest, first, second).apply(
                pd.Flatten, start_axis=len(rest), stop_axis=len(rest) + 1
            )
            places = x.term.build.emit(pd.Constant, value=np.arange(size) * (size + 1))
            term = flat.apply(pd.Gather, places, axis=len(rest))
            x = _Named(term, (*(x.axes[i] for i in rest), name))
    return x


def _keep(x: _Named, names: Iterable[str]) -> _Named:
    """Sums over all axes but these."""
    gone = [i for i, axis in enumerate(x.axes) if axis not in names]
    if not gone:
        return x
    axes = tuple(axis for i, axis in enumerate(x.axes) if i not in gone)
    return _Named(x.term.sum(*gone), axes)


def _ordered(x: _Named, axes: Sequence[str]) -> _Named:
    """``x`` with its axes in another order."""
    if x.axes == tuple(axes):
        return x
    return _Named(x.term.transpose(*(x.axes.index(axis) for axis in axes)), tuple(axes))


def _contract(x: _Named, y: _Named, wanted: set[str]) -> _Named:
    """The product of two operands, summed over what is not wanted later."""
    x = _keep(x, wanted | set(y.axes))
    y = _keep(y, wanted | set(x.axes))
    shared = [axis for axis in x.axes if axis in y.axes]
    batch = sorted((a for a in shared if a in wanted), key=_batch_order)
    summed = [axis for axis in shared if axis not in wanted]
    left = [axis for axis in x.axes if axis not in y.axes]
    right = [axis for axis in y.axes if axis not in x.axes]
    if not summed:
        axes = (*batch, *left, *right)
        return _Named(_spread(x, axes) * _spread(y, axes), axes)
    rows = _grouped(_ordered(x, [*batch, *left, *summed]), len(batch), len(left))
    columns = _grouped(_ordered(y, [*batch, *summed, *right]), len(batch), len(summed))
    product = rows.apply(pd.Matmul, columns)
    sizes = x.sizes() | y.sizes()
    product = _divided(product, len(batch), [(x, left), (y, right)], sizes)
    return _Named(product, (*batch, *left, *right))


def _batch_order(axis: str) -> tuple[bool, int, str]:
    """Axes of the ellipsis come first."""
    covered = axis.startswith(".")
    return (not covered, _place(axis) if covered else 0, axis)


def _spread(x: _Named, axes: Sequence[str]) -> Term:
    """``x`` with all of these axes, of size 1 where it has not the axis."""
    own = [axis for axis in axes if axis in x.axes]
    missing = [i for i, axis in enumerate(axes) if axis not in x.axes]
    return _ordered(x, own).term.unsqueeze(*missing)


def _grouped(x: _Named, batch: int, first: int) -> Term:
    """The axes after the batch as two, of which the first has ``first`` axes of ``x``."""
    term = x.term
    cut = batch + first
    if len(x.axes) > cut + 1:
        term = term.apply(pd.Flatten, start_axis=cut, stop_axis=len(x.axes) - 1)
    elif len(x.axes) == cut:
        term = term.unsqueeze(cut)
    if first > 1:
        return term.apply(pd.Flatten, start_axis=batch, stop_axis=cut - 1)
    return term.unsqueeze(batch) if first == 0 else term


def _divided(
    product: Term, batch: int, sources: list[tuple[_Named, list[str]]], sizes: dict[str, Any]
) -> Term:
    """The rows and columns of a matrix product as the axes that they came from."""
    if all(len(axes) == 1 for _, axes in sources):
        return product
    build = product.build
    known = [sizes[axis] for _, axes in sources for axis in axes]
    if sum(not isinstance(size, int) for size in known) <= 1:
        # Sizes of 0 keep those of the batch.
        shape = [size if isinstance(size, int) else -1 for size in known]
        return product.reshape(*[0] * batch, *shape)
    origins = [(product, place) for place in range(batch)]
    origins += [(source.term, source.axes.index(axis)) for source, axes in sources for axis in axes]
    parts = [
        term.apply(pd.Shape, dtype="int64").apply(
            pd.Slice, axes=(0,), starts=(place,), ends=(place + 1,)
        )
        for term, place in origins
    ]
    return product.apply(pd.Reshape, build.emit(pd.Concat, [p.value for p in parts], axis=0))
