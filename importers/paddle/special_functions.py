"""Mapping of the inverse error function and of modified Bessel functions."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import give, terms
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

program_desc_rule("erfinv", pd.Erfinv, {"X": "x"})
program_desc_rule("i0e", pd.I0e, {"x": "x"}, "out")
program_desc_rule("i1e", pd.I1e, {"x": "x"}, "out")


@imports_pir("i0", "i1")
@imports_program_desc("i0", "i1")
def import_bessel(build: ModelBuilder, op: SourceOp) -> None:
    """``exp(|x|) * i0e(x)`` and ``exp(|x|) * i1e(x)``."""
    (x,) = terms(build, op, "x")
    scaled = x.apply(pd.I0e if op.name == "i0" else pd.I1e)
    give(build, op, out=x.apply(pd.Abs).apply(pd.Exp) * scaled)
