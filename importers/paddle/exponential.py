"""Mapping of logarithms and exponentials."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import real
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import give, terms
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

for _op in (pd.Expm1, pd.Log1p, pd.Log2, pd.Log10):
    program_desc_rule(_op.spec.name, _op, {"X": "x"})


@imports_pir("logit")
@imports_program_desc("logit")
def import_logit(build: ModelBuilder, op: SourceOp) -> None:
    """``log(x / (1 - x))``, with ``x`` held in [eps, 1 - eps] where eps is not 0."""
    (x,) = terms(build, op, "X")
    dtype, x = x.dtype, x.wide()
    eps = real(op, "eps", 1e-6)
    if eps:
        x = x.apply(pd.Clip, min=eps, max=1.0 - eps)
    give(build, op, Out=(x / (1.0 - x)).apply(pd.Log).cast(dtype))
