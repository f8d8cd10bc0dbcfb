"""Mapping of running sums, products and extremes."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    dtype_name,
    imports_pir,
    imports_program_desc,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

program_desc_rule("cumprod", pd.Cumprod, {"X": "x"})
program_desc_rule("logcumsumexp", pd.Logcumsumexp, {"X": "x"})

_EXTREMES = {"cummax": pd.Cummax, "cummin": pd.Cummin}


@imports_pir("cumsum")
def import_pir_cumsum(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x and axis."""
    axis = build.constant(build.required(op, "1"))
    if axis is None:
        raise ValueError("operand 'axis' must be a constant")
    _cumsum(build, op, "0", "0", int(axis.reshape(-1)[0]))


@imports_program_desc("cumsum")
def import_cumsum(build: ModelBuilder, op: SourceOp) -> None:
    """The same with attributes."""
    _cumsum(build, op, "X", "Out", whole(op, "axis", -1))


def _cumsum(build: ModelBuilder, op: SourceOp, operand: str, result: str, axis: int) -> None:
    given = {name: flag(op, name) for name in ("flatten", "exclusive", "reverse")}
    x = build.required(op, operand)
    build.set(op, result, build.emit(pd.Cumsum, x, axis=axis, **given))


@imports_program_desc("cummax", "cummin")
def import_running_extreme(build: ModelBuilder, op: SourceOp) -> None:
    """Slots in lower case; ``dtype`` is a number."""
    dtype = dtype_name(op.attributes.get("dtype", 3))
    axis = whole(op, "axis", -1)
    values = build.emit_all(_EXTREMES[op.name], build.required(op, "x"), axis=axis, dtype=dtype)
    for name, value in zip(("out", "indices"), values, strict=True):
        build.set(op, name, value)


@imports_pir("cummax", "cummin")
def import_pir_running_extreme(build: ModelBuilder, op: SourceOp) -> None:
    """Results out and indices."""
    values = build.emit_all(
        _EXTREMES[op.name],
        build.required(op, "0"),
        axis=whole(op, "axis"),
        dtype=dtype_name(op.attributes["dtype"]),
    )
    for position, value in enumerate(values):
        build.set(op, str(position), value)
