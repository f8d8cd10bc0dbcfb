"""Mapping of ops about diagonals."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

program_desc_rule("diagonal", pd.Diagonal, {"Input": "x"})
program_desc_rule("diag_embed", pd.DiagEmbed, {"Input": "input"})


@imports_pir("tril_triu")
@imports_program_desc("tril_triu")
def import_tril_triu(build: ModelBuilder, op: SourceOp) -> None:
    """``lower`` says which triangle."""
    x, result = ("0", "0") if op.kind == "pir" else ("X", "Out")
    triangle = pd.Tril if flag(op, "lower") else pd.Triu
    diagonal = whole(op, "diagonal", 0)
    build.set(op, result, build.emit(triangle, build.required(op, x), diagonal=diagonal))


@imports_pir("diag")
@imports_program_desc("diag_v2")
def import_diag(build: ModelBuilder, op: SourceOp) -> None:
    """A vector becomes a matrix, a matrix its diagonal."""
    slot, result = ("0", "0") if op.kind == "pir" else ("X", "Out")
    x, offset = build.required(op, slot), whole(op, "offset", 0)
    rank = build.info(x).rank
    if rank == 2:
        value = build.emit(pd.Diagonal, x, offset=offset)
    elif rank == 1:
        padding = real(op, "padding_value", 0.0)
        value = build.emit(pd.DiagEmbed, x, offset=offset, padding_value=padding)
    else:
        raise ValueError(f"operand 'x' must be of rank 1 or 2, got {build.info(x)}")
    build.set(op, result, value)


@imports_pir("trace")
@imports_program_desc("trace")
def import_trace(build: ModelBuilder, op: SourceOp) -> None:
    """``sum_i x[i, i + offset]``."""
    slot, result = ("0", "0") if op.kind == "pir" else ("Input", "Out")
    x = build.required(op, slot)
    attributes = {name: whole(op, name) for name in ("offset", "axis1", "axis2")}
    diagonal = build.emit(pd.Diagonal, x, **attributes)
    total = build.emit(pd.Sum, diagonal, axis=(-1,), dtype=build.info(x).dtype)
    build.set(op, result, total)
