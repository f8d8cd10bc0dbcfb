"""Mapping of reductions."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import dtype_name, imports_program_desc, pir_rule
from paddle_mlir.importers.paddle.source import SourceOp

pir_rule("mean", pd.Mean, ("x", "axis"))
pir_rule("max", pd.Max, ("x", "axis"))
pir_rule("min", pd.Min, ("x", "axis"))
pir_rule("sum", pd.Sum, ("x", "axis"))
pir_rule("argmax", pd.Argmax, ("x", "axis"))

_REDUCTIONS = {
    "reduce_mean": pd.Mean,
    "reduce_max": pd.Max,
    "reduce_min": pd.Min,
    "reduce_sum": pd.Sum,
}


@imports_program_desc(*_REDUCTIONS)
def import_reduction(build: ModelBuilder, op: SourceOp) -> None:
    """``dim`` with ``reduce_all`` in its stead; sums may name their dtype."""
    axes = op.attributes.get("dim", [0])
    axes = axes if isinstance(axes, list) else [axes]
    attributes = {
        "axis": () if op.attributes.get("reduce_all", False) else tuple(axes),
        "keepdim": bool(op.attributes.get("keep_dim", False)),
    }
    dtype = op.attributes.get("out_dtype", -1)
    if op.name == "reduce_sum" and dtype != -1:
        attributes["dtype"] = dtype_name(dtype)
    build.set(op, "Out", build.emit(_REDUCTIONS[op.name], build.required(op, "X"), **attributes))


@imports_program_desc("arg_max")
def import_arg_max(build: ModelBuilder, op: SourceOp) -> None:
    """``dtype`` is a number there, -1 for int64."""
    dtype = op.attributes.get("dtype", -1)
    axis = op.attributes.get("axis", -1)
    value = build.emit(
        pd.Argmax,
        build.required(op, "X"),
        axis=(axis,),
        keepdims=bool(op.attributes.get("keepdims", False)),
        flatten=bool(op.attributes.get("flatten", False)),
        dtype="int64" if dtype == -1 else dtype_name(dtype),
    )
    build.set(op, "Out", value)
