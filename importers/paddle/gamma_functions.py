"""Mapping of the gamma function's relatives."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import give, terms
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    pir_rule,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

pir_rule("gammaln", pd.Lgamma)
program_desc_rule("lgamma", pd.Lgamma, {"X": "x"})
program_desc_rule("gammaln", pd.Lgamma, {"x": "x"}, "out")
program_desc_rule("digamma", pd.Digamma, {"X": "x"})
program_desc_rule("gammaincc", pd.Gammaincc, {"x": "x", "y": "y"}, "out")


@imports_pir("polygamma")
@imports_program_desc("polygamma")
def import_polygamma(build: ModelBuilder, op: SourceOp) -> None:
    """Of order 0 it is the digamma function."""
    (x,) = terms(build, op, "x")
    n = whole(op, "n")
    give(build, op, out=x.apply(pd.Polygamma, n=n) if n else x.apply(pd.Digamma))
