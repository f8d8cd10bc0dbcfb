"""Refining of result types."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_mlir.dialects.errors import CompileError
from paddle_mlir.dialects.model import Model
from paddle_mlir.dialects.pd.shape_analysis import ShapeAnalysis
from paddle_mlir.pipelines.passes.definition import Pass, Report, register_pass


@register_pass("pd-infer-shapes")
@dataclass(frozen=True)
class InferShapes(Pass):
    """Write every statically known size into the result types.

    Runs each op's ``infer`` forward through the function, following sizes as symbols and the
    elements of shape tensors (``shape -> slice -> concat -> reshape``).
    """

    def run(self, model: Model, report: Report) -> None:
        """Refine all functions."""
        for function in model.functions():
            try:
                report.counts["types refined"] += ShapeAnalysis(function).refine_types(function)
            except ValueError as error:
                raise CompileError(str(error), where=model.name) from None
