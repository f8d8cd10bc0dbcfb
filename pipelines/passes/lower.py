"""The lowering as a pass."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_mlir.dialects.model import Model
from paddle_mlir.pipelines.lower.lowering import lower_model
from paddle_mlir.pipelines.passes.definition import Pass, Report, register_pass


@register_pass("pd-lower")
@dataclass(frozen=True)
class Lower(Pass):
    """Lower the pd dialect to linalg, tensor, arith, math, scf and func."""

    def run(self, model: Model, report: Report) -> None:
        """Lower all functions."""
        del report
        lower_model(model)
