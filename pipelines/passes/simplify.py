"""Removal of ops that leave their operand as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch_mlir import ir

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.model import Model
from paddle_mlir.dialects.pd.definition import PdOp, create
from paddle_mlir.pipelines.passes.definition import Pass, Report, register_pass

Replacement = Callable[[Any], Any]


def unchanged(op: Any) -> Any:
    """The operand when the op changes neither elements nor type, else None."""
    x = op.operands[0]
    return x if x.type == op.results[0].type else None


def _dropout(op: pd.Dropout) -> Any:
    if op.mode == "upscale_in_train" or op.p == 0.0:
        return op.x
    with op.location:
        return create(pd.Scale, op.x, scale=1.0 - op.p, ip=ir.InsertionPoint(op)).result


def _scale(op: pd.Scale) -> Any:
    is_neutral = op.scale_tensor is None and op.scale == 1.0 and op.bias == 0.0
    return op.x if is_neutral else None


def _transpose(op: pd.Transpose) -> Any:
    return op.x if list(op.perm) == list(range(len(op.perm))) else None


def _static_unchanged(op: Any) -> Any:
    # Two dynamic types look alike also where sizes move from one dimension to another.
    return unchanged(op) if op.results[0].type.has_static_shape else None


# An op on the left is replaced by what stands on the right, where that is not None.
REPLACEMENTS: dict[type[PdOp], Replacement] = {
    pd.Assign: lambda op: op.x,
    pd.Dropout: _dropout,
    pd.Cast: unchanged,
    pd.Scale: _scale,
    pd.Transpose: _transpose,
    pd.Reshape: _static_unchanged,
    pd.Flatten: _static_unchanged,
    pd.Squeeze: _static_unchanged,
    pd.Expand: _static_unchanged,
}


@register_pass("pd-simplify")
@dataclass(frozen=True)
class Simplify(Pass):
    """Remove dropout, assign and no-op cast, scale, transpose, reshape, flatten and expand.

    Paddle: simplify_with_basic_ops_pass, identity_op_clean_pass, delete_dropout_op_pass.
    """

    def run(self, model: Model, report: Report) -> None:
        """Walk all functions once, forward."""
        for function in model.functions():
            for operation in list(function.entry_block.operations):
                op = operation.operation.opview
                replacement = REPLACEMENTS.get(type(op))
                value = None if replacement is None else replacement(op)
                if value is None:
                    continue
                op.results[0].replace_all_uses_with(value)
                op.operation.erase()
                report.counts[f"{op.spec.name} removed"] += 1
