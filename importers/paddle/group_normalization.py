"""Mapping of group, instance and RMS normalisation."""

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_pir, pir_rule, program_desc_rule
from paddle_mlir.importers.paddle.source import SourceOp

_SLOTS = {"X": "x", "Scale": "scale", "Bias": "bias"}

pir_rule("group_norm", pd.GroupNorm, ("x", "scale", "bias"))
pir_rule("instance_norm", pd.InstanceNorm, ("x", "scale", "bias"))
program_desc_rule("group_norm", pd.GroupNorm, _SLOTS, "Y", renamed={"data_layout": "data_format"})
program_desc_rule("instance_norm", pd.InstanceNorm, _SLOTS, "Y")


@imports_pir("rms_norm")
def import_rms_norm(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x and scale with the normalised sizes (Paddle 3.3), or the fused form."""
    if "normalized_shape" not in op.attributes:
        import_fused_rms_norm(build, op)
        return
    x, scale = build.required(op, "0"), build.operand(op, "1")
    sizes = op.attributes["normalized_shape"]
    if not isinstance(sizes, list | tuple) or not sizes:
        raise ValueError(f"attribute 'normalized_shape' must be a list of sizes, got {sizes!r}")
    begin = build.info(x).rank - len(sizes)
    build.set(op, "0", _rms_norm(build, op, x, scale, begin))


@imports_pir("fused_rms_norm_quant")
def import_fused_rms_norm(build: ModelBuilder, op: SourceOp) -> None:
    """``rms_norm(x + bias + residual) * scale + norm_bias``; the sum is the second result."""
    x = build.required(op, "0")
    for summand in (build.operand(op, "1"), build.operand(op, "2")):
        if summand is not None:
            x = build.emit(pd.Add, x, summand)
    quantised = op.attributes.get("quant_scale", -1.0)
    if isinstance(quantised, float) and quantised > 0.0:
        raise ValueError("attribute 'quant_scale' is not supported: the result would be integers")
    begin = op.attributes.get("begin_norm_axis", -1)
    value = _rms_norm(build, op, x, build.operand(op, "3"), begin)
    shift = build.operand(op, "4")
    if shift is not None:
        if begin not in (-1, build.info(x).rank - 1):
            raise ValueError(f"norm_bias needs begin_norm_axis at the last axis, got {begin}")
        value = build.emit(pd.Add, value, shift)
    build.set(op, "0", value)
    build.set(op, "1", x)


def _rms_norm(build: ModelBuilder, op: SourceOp, x: Any, scale: Any, begin: Any) -> Any:
    if scale is not None and build.info(scale).rank != 1:
        scale = build.emit(pd.Reshape, scale, shape=(-1,))
    epsilon = op.attributes.get("epsilon", 1e-5)
    return build.emit(pd.RmsNorm, x, scale, epsilon=epsilon, begin_norm_axis=begin)
