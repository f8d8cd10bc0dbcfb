"""Mapping of ops that find distinct elements."""

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import dtype_name, imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_OPS: Any = {"unique": pd.Unique, "unique_consecutive": pd.UniqueConsecutive}


@imports_pir("unique", "unique_consecutive")
def import_pir_unique(build: ModelBuilder, op: SourceOp) -> None:
    """Results by position."""
    _unique(build, op, build.required(op, "0"), ("0", "1", "2", "3"))


@imports_program_desc("unique")
def import_unique(build: ModelBuilder, op: SourceOp) -> None:
    """The same by name; version 1 does not sort."""
    x = build.required(op, "X")
    if flag(op, "is_sorted"):
        _unique(build, op, x, ("Out", "Indices", "Index", "Counts"))
    else:
        _unsorted(build, op, x, "Counts")


@imports_program_desc("unique_with_counts")
def import_unique_with_counts(build: ModelBuilder, op: SourceOp) -> None:
    """Unsorted, with the counts."""
    _unsorted(build, op, build.required(op, "X"), "Count")


def _unsorted(build: ModelBuilder, op: SourceOp, x: Any, counts_slot: str) -> None:
    """The sorted distinct elements in the order in which they first stand in ``x``."""
    dtype = dtype_name(op.attributes.get("dtype", "int64"))
    out, first_places, inverse, counts = build.emit_all(pd.Unique, x, dtype=dtype)
    order = build.emit_all(pd.Argsort, first_places)[1]
    rank = build.emit(pd.Cast, build.emit_all(pd.Argsort, order)[1], dtype=dtype)
    build.set(op, "Out", build.emit(pd.Gather, out, order, axis=0))
    build.set(op, "Index", build.emit(pd.Gather, rank, inverse, axis=0))
    if op.result_list(counts_slot):
        build.set(op, counts_slot, build.emit(pd.Gather, counts, order, axis=0))


@imports_program_desc("unique_consecutive")
def import_unique_consecutive(build: ModelBuilder, op: SourceOp) -> None:
    """The same by name."""
    _unique(build, op, build.required(op, "X"), ("Out", "Index", "Counts"))


def _unique(build: ModelBuilder, op: SourceOp, x: Any, results: tuple[str, ...]) -> None:
    """Another axis than 0 changes places with axis 0 before and after, as Paddle's kernel does."""
    axes = wholes(op, "axis", ())
    info, order = build.info(x), None
    if axes:
        order = list(range(info.rank))
        axis = info.axis(axes[0])
        order[0], order[axis] = axis, 0
        x = build.emit(pd.Transpose, x, perm=tuple(order))
    dtype = dtype_name(op.attributes.get("dtype", "int64"))
    values = build.emit_all(_OPS[op.name], x, axis=(0,) if axes else (), dtype=dtype)
    if order is not None:
        values[0] = build.emit(pd.Transpose, values[0], perm=tuple(order))
    for key, value in zip(results, values, strict=False):
        if op.result_list(key):
            build.set(op, key, value)
