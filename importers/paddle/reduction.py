"""Mapping of reductions."""

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.reduction import reduced_axes
from paddle_mlir.importers.paddle.attributes import flag, whole, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    dtype_name,
    imports_pir,
    imports_program_desc,
    pir_rule,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

pir_rule("mean", pd.Mean, ("x", "axis"))
pir_rule("max", pd.Max, ("x", "axis"))
pir_rule("min", pd.Min, ("x", "axis"))
pir_rule("sum", pd.Sum, ("x", "axis"))
pir_rule("argmax", pd.Argmax, ("x", "axis"))
pir_rule("argmin", pd.Argmin, ("x", "axis"))
pir_rule("amax", pd.Max)
pir_rule("amin", pd.Min)
pir_rule("mean_all", pd.Mean)
program_desc_rule("mean", pd.Mean, {"X": "x"})

_REDUCTIONS = {
    "reduce_mean": pd.Mean,
    "reduce_max": pd.Max,
    "reduce_min": pd.Min,
    "reduce_sum": pd.Sum,
    "reduce_amax": pd.Max,
    "reduce_amin": pd.Min,
    "reduce_prod": pd.Prod,
    "reduce_any": pd.AnyTrue,
    "reduce_all": pd.AllTrue,
}


@imports_program_desc(*_REDUCTIONS)
def import_reduction(build: ModelBuilder, op: SourceOp) -> None:
    """``dim`` with ``reduce_all`` in its stead; sums and products may name their dtype."""
    x = build.required(op, "X")
    axes = wholes(op, "dim", (0,), or_one=True)
    given = build.operands(op, "AxisTensor") or build.operands(op, "AxisTensorList")
    if given:
        known = build.constant(build.shape_tensor(given))
        if known is None:
            raise ValueError("operand 'AxisTensor' must be a constant")
        axes = tuple(known.reshape(-1).tolist())
    attributes: dict[str, Any] = {
        "axis": () if flag(op, "reduce_all") else axes,
        "keepdim": flag(op, "keep_dim"),
    }
    dtype = op.attributes.get("out_dtype", -1)
    if op.name == "reduce_sum" and dtype != -1:
        attributes["dtype"] = dtype_name(dtype)
    elif op.name == "reduce_prod" and dtype != -1:
        x = build.emit(pd.Cast, x, dtype=dtype_name(dtype))
    build.set(op, "Out", build.emit(_REDUCTIONS[op.name], x, **attributes))


@imports_pir("prod")
def import_prod(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x and axis; ``reduce_all`` stands in place of the axes."""
    axes = build.constant(build.required(op, "1"))
    if axes is None:
        raise ValueError("operand 'axis' must be a constant")
    build.set(
        op,
        "0",
        build.emit(
            pd.Prod,
            build.required(op, "0"),
            axis=() if flag(op, "reduce_all", None) else tuple(axes.reshape(-1).tolist()),
            keepdim=flag(op, "keepdim", None),
        ),
    )


@imports_program_desc("arg_max", "arg_min")
def import_arg_max(build: ModelBuilder, op: SourceOp) -> None:
    """``dtype`` is a number there, -1 for int64."""
    dtype = op.attributes.get("dtype", -1)
    axis = whole(op, "axis", -1)
    value = build.emit(
        pd.Argmax if op.name == "arg_max" else pd.Argmin,
        build.required(op, "X"),
        axis=(axis,),
        keepdims=flag(op, "keepdims"),
        flatten=flag(op, "flatten"),
        dtype="int64" if dtype == -1 else dtype_name(dtype),
    )
    build.set(op, "Out", value)


@imports_pir("logsumexp")
@imports_program_desc("logsumexp")
def import_logsumexp(build: ModelBuilder, op: SourceOp) -> None:
    """``log(sum(exp(x - m))) + m`` over ``axis``, where ``m`` is the largest element."""
    (key,), (result,) = op.keys("X"), op.keys("Out")
    x = build.required(op, key)
    axes = () if flag(op, "reduce_all") else wholes(op, "axis")
    # Of an infinite largest element Paddle's kernel makes NaN too: infinity less infinity.
    shift = build.emit(pd.Max, x, axis=axes, keepdim=True)
    powers = build.emit(pd.Exp, build.emit(pd.Subtract, x, shift))
    total = build.emit(pd.Log, build.emit(pd.Sum, powers, axis=axes, keepdim=True))
    value = build.emit(pd.Add, total, shift)
    if not flag(op, "keepdim") and build.info(x).rank:
        value = build.emit(pd.Squeeze, value, axis=reduced_axes(build.info(x), axes))
    build.set(op, result, value)


@imports_pir("reduce_as")
def import_reduce_as(build: ModelBuilder, op: SourceOp) -> None:
    """The sum of ``x`` over the axes that ``target`` lacks or has with size 1.

    Limits: every other size must be known to be that of ``x``.
    """
    x, target = build.required(op, "0"), build.info(build.required(op, "1"))
    info = build.info(x)
    extra = info.rank - target.rank
    ones = tuple(
        axis for axis, size in enumerate(target.dims) if size == 1 and info.dims[extra + axis] != 1
    )
    for axis, size in enumerate(target.dims):
        if axis not in ones and size != info.dims[extra + axis]:
            raise ValueError(
                f"size {axis} of 'target' must be 1 or that of 'x', got {target} for {info}"
            )
    value = x
    if ones:
        axes = tuple(extra + axis for axis in ones)
        value = build.emit(pd.Sum, value, axis=axes, keepdim=True)
    if extra:
        value = build.emit(pd.Sum, value, axis=tuple(range(extra)))
    build.set(op, "0", value)
