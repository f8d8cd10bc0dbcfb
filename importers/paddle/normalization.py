"""Mapping of normalisation layers."""

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, text
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    pir_rule,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

pir_rule("layer_norm", pd.LayerNorm, ("x", "scale", "bias"))
program_desc_rule("layer_norm", pd.LayerNorm, {"X": "x", "Scale": "scale", "Bias": "bias"}, "Y")


@imports_pir("batch_norm", "sync_batch_norm")
def import_pir_batch_norm(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, mean, variance, scale, bias; only the first result exists in inference."""
    operands = [build.operand(op, str(position)) for position in range(5)]
    _batch_norm(build, op, operands, text(op, "data_format", "NCHW"), "0")


@imports_program_desc("batch_norm", "sync_batch_norm")
def import_batch_norm(build: ModelBuilder, op: SourceOp) -> None:
    """The same with named slots."""
    slots = ("X", "Mean", "Variance", "Scale", "Bias")
    operands = [build.operand(op, slot) for slot in slots]
    _batch_norm(build, op, operands, text(op, "data_layout", "NCHW"), "Y")


def _batch_norm(
    build: ModelBuilder, op: SourceOp, operands: list[Any], layout: Any, result: str
) -> None:
    is_test = flag(op, "is_test", True) and not flag(op, "trainable_statistics")
    if not is_test and not flag(op, "use_global_stats"):
        raise ValueError(
            "batch_norm computes its statistics from the batch, which is training; save the "
            "model in eval mode"
        )
    if flag(op, "fuse_with_relu"):
        raise ValueError("batch_norm with 'fuse_with_relu' is not supported")
    epsilon = real(op, "epsilon", 1e-5)
    value = build.emit(pd.BatchNorm, *operands, epsilon=epsilon, data_format=layout)
    build.set(op, result, value)
