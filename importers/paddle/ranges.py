"""Mapping of evenly spaced numbers and of what they make."""

from typing import Any

import numpy as np

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.creation import small_constant
from paddle_mlir.importers.paddle.attributes import whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    dtype_name,
    imports_pir,
    imports_program_desc,
    pir_rule,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

pir_rule("arange", pd.Arange, ("start", "end", "step"))
pir_rule("linspace", pd.Linspace, ("start", "stop", "num"))
program_desc_rule("linspace", pd.Linspace, {"Start": "start", "Stop": "stop", "Num": "num"})


@imports_program_desc("range")
def import_range(build: ModelBuilder, op: SourceOp) -> None:
    """The dtype is that of the operands."""
    operands, attributes = [], {}
    dtype = build.info(build.required(op, "Start")).dtype
    for slot in ("Start", "End", "Step"):
        value = build.required(op, slot)
        known = build.constant(value)
        operands.append(value if known is None else None)
        if known is not None:
            attributes[slot.lower()] = float(known.reshape(-1)[0])
    build.set(op, "Out", build.emit(pd.Arange, *operands, dtype=dtype, **attributes))


@imports_pir("logspace")
@imports_program_desc("logspace")
def import_logspace(build: ModelBuilder, op: SourceOp) -> None:
    """``base ** linspace(start, stop, num)``.

    Limits: the operands must be known before run time.
    """
    is_pir = op.kind == "pir"
    slots = ("0", "1", "2", "3") if is_pir else ("Start", "Stop", "Num", "Base")
    start, stop, num, base = (_number(build, op, slot) for slot in slots)
    dtype = dtype_name(op.attributes["dtype"])
    powers = np.linspace(start, stop, int(num), dtype="float64")
    values = np.power(np.float64(base), powers).astype(dtypes.to_numpy(dtype))
    build.set(op, "0" if is_pir else "Out", build.emit(pd.Constant, value=values))


def _number(build: ModelBuilder, op: SourceOp, slot: str) -> float:
    known = build.constant(build.required(op, slot))
    if known is None:
        raise ValueError(f"operand {slot!r} must be a constant")
    return float(known.reshape(-1)[0])


@imports_pir("eye")
def import_pir_eye(build: ModelBuilder, op: SourceOp) -> None:
    """Operands num_rows, num_columns."""
    if op.operand_list("0"):
        _eye(build, op, build.required(op, "0"), build.required(op, "1"), "0")
    else:
        _eye(build, op, whole(op, "num_rows"), whole(op, "num_columns"), "0")


@imports_program_desc("eye")
def import_eye(build: ModelBuilder, op: SourceOp) -> None:
    """The same with attributes; -1 columns are as many as rows."""
    rows, columns = whole(op, "num_rows"), whole(op, "num_columns", -1)
    _eye(build, op, rows, rows if columns == -1 else columns, "Out")


def _eye(build: ModelBuilder, op: SourceOp, rows: Any, columns: Any, result: str) -> None:
    """``out[i, j] = 1 if i == j else 0``."""
    row = build.emit(pd.Unsqueeze, _count(build, rows), axis=(1,))
    equal = build.emit(pd.Equal, row, _count(build, columns))
    dtype = dtype_name(op.attributes.get("dtype", 5))
    build.set(op, result, build.emit(pd.Cast, equal, dtype=dtype))


def _count(build: ModelBuilder, end: Any) -> Any:
    """The numbers 0, 1 ... below an end that is a number or a value."""
    if not isinstance(end, int):
        known = build.constant(end)
        if known is None:
            return build.emit(pd.Arange, None, end)
        end = int(known.reshape(-1)[0])
    return build.emit(pd.Arange, end=float(end))


@imports_pir("tril_indices", "triu_indices")
@imports_program_desc("tril_indices", "triu_indices")
def import_triangle_indices(build: ModelBuilder, op: SourceOp) -> None:
    """Rows and columns of the elements of a triangle."""
    is_lower = op.name == "tril_indices"
    rows, columns = ("rows", "cols") if is_lower else ("row", "col")
    indices = np.tril_indices if is_lower else np.triu_indices
    places = indices(whole(op, rows), whole(op, "offset"), whole(op, columns))
    constant = small_constant(places, dtype_name(op.attributes["dtype"]))
    build.set(op, "0" if op.kind == "pir" else "out", build.emit(pd.Constant, value=constant))
