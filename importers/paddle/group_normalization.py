"""Mapping of group, instance and RMS normalisation."""

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import real, whole, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    pir_rule,
    program_desc_rule,
)
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
    sizes = wholes(op, "normalized_shape")
    if not sizes:
        raise ValueError("attribute 'normalized_shape' must name a size, got none")
    begin = build.info(x).rank - len(sizes)
    build.set(op, "0", _rms_norm(build, op, x, scale, begin))


@imports_pir("fused_rms_norm_quant")
@imports_program_desc("rms_norm")
def import_fused_rms_norm(build: ModelBuilder, op: SourceOp) -> None:
    """``rms_norm(x + bias + residual) * scale + norm_bias``; the sum is the second result."""
    slots = ("x", "bias", "residual", "norm_weight", "norm_bias")
    x, *summands, scale, shift = terms(build, op, *slots)
    for summand in summands:
        x = x if summand is None else x + summand
    if real(op, "quant_scale", -1.0) > 0.0:
        raise ValueError("attribute 'quant_scale' is not supported: the result would be integers")
    begin = whole(op, "begin_norm_axis", -1)
    weight = None if scale is None else scale.value
    result = Term(build, _rms_norm(build, op, x.value, weight, begin))
    if shift is not None:
        if begin not in (-1, x.info.rank - 1):
            raise ValueError(f"norm_bias needs begin_norm_axis at the last axis, got {begin}")
        result = result + shift
    give(build, op, out=result, residual_out=x)


def _rms_norm(build: ModelBuilder, op: SourceOp, x: Any, scale: Any, begin: Any) -> Any:
    if scale is not None and build.info(scale).rank != 1:
        scale = build.emit(pd.Reshape, scale, shape=(-1,))
    epsilon = real(op, "epsilon", 1e-5)
    return build.emit(pd.RmsNorm, x, scale, epsilon=epsilon, begin_norm_axis=begin)
