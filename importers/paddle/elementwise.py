"""Mapping of arithmetic element by element."""

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import real, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    dtype_name,
    imports_pir,
    imports_program_desc,
    pir_rule,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

pir_rule("scale", pd.Scale, ("x", "scale"))
pir_rule("clip", pd.Clip, ("x", "min", "max"))

for _name in ("abs", "ceil", "cos", "erf", "exp", "floor", "log", "reciprocal"):
    program_desc_rule(_name, {op.spec.name: op for op in pd.all_ops()}[_name], {"X": "x"})
for _name in ("rsqrt", "sin", "sqrt", "square", "logical_not"):
    program_desc_rule(_name, {op.spec.name: op for op in pd.all_ops()}[_name], {"X": "x"})
program_desc_rule("scale", pd.Scale, {"X": "x", "ScaleTensor": "scale"})
program_desc_rule("clip", pd.Clip, {"X": "x", "Min": "min", "Max": "max"})
program_desc_rule("pow", pd.Pow, {"X": "x", "FactorTensor": "y"}, renamed={"factor": "y"})
program_desc_rule("where", pd.Where, {"Condition": "condition", "X": "x", "Y": "y"})

_BINARY = {
    "elementwise_add": pd.Add,
    "elementwise_sub": pd.Subtract,
    "elementwise_mul": pd.Multiply,
    "elementwise_div": pd.Divide,
    "elementwise_floordiv": pd.FloorDivide,
    "elementwise_mod": pd.Remainder,
    "elementwise_max": pd.Maximum,
    "elementwise_min": pd.Minimum,
    "elementwise_fmax": pd.Fmax,
    "elementwise_fmin": pd.Fmin,
    "elementwise_pow": pd.ElementwisePow,
    "equal": pd.Equal,
    "not_equal": pd.NotEqual,
    "less_than": pd.LessThan,
    "less_equal": pd.LessEqual,
    "greater_than": pd.GreaterThan,
    "greater_equal": pd.GreaterEqual,
    "logical_and": pd.LogicalAnd,
    "logical_or": pd.LogicalOr,
}


@imports_program_desc(*_BINARY)
def import_binary(build: ModelBuilder, op: SourceOp) -> None:
    """Two operands; ``axis`` says where the second one's dimensions begin in the first's."""
    if op.attributes.get("fuse_activation") or real(op, "Scale_x", 1.0) != 1.0:
        raise ValueError("an operator fused by a oneDNN pass is not supported")
    x, y = build.required(op, "X"), build.required(op, "Y")
    result = build.emit(_BINARY[op.name], x, aligned(build, x, y, whole(op, "axis", -1)))
    build.set(op, "Out", result)


def aligned(build: ModelBuilder, x: Any, y: Any, axis: Any) -> Any:
    """``y`` with ones appended so that its first dimension meets dimension ``axis`` of ``x``."""
    x_rank, y_info = build.info(x).rank, build.info(y)
    if axis == -1 or y_info.rank == 0 or x_rank <= y_info.rank:
        return y
    missing = x_rank - axis - y_info.rank
    if missing <= 0:
        return y
    axes = tuple(range(y_info.rank, y_info.rank + missing))
    return build.emit(pd.Unsqueeze, y, axis=axes)


@imports_program_desc("cast")
def import_cast(build: ModelBuilder, op: SourceOp) -> None:
    """``out_dtype`` is the wanted one; ``in_dtype`` repeats the operand's."""
    dtype = dtype_name(op.attributes["out_dtype"])
    build.set(op, "Out", build.emit(pd.Cast, build.required(op, "X"), dtype=dtype))


@imports_pir("add_n")
def import_add_n(build: ModelBuilder, op: SourceOp) -> None:
    """The sum of tensors of one shape."""
    _add_all(build, op, "0", "0")


@imports_program_desc("sum")
def import_sum(build: ModelBuilder, op: SourceOp) -> None:
    """The same under its older name."""
    _add_all(build, op, "X", "Out")


def _add_all(build: ModelBuilder, op: SourceOp, operands: str, result: str) -> None:
    values = build.operands(op, operands)
    if not values:
        raise ValueError(f"operand {operands!r} is missing")
    total = values[0]
    for value in values[1:]:
        total = build.emit(pd.Add, total, value)
    build.set(op, result, total)
