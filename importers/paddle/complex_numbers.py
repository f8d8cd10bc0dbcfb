"""Mapping of complex numbers."""

import math

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import give, terms
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

program_desc_rule("complex", pd.Complex, {"X": "real", "Y": "imag"})
for _op in (pd.Real, pd.Imag, pd.Conj, pd.AsComplex, pd.AsReal):
    program_desc_rule(_op.spec.name, _op, {"X": "x"})


@imports_pir("angle")
@imports_program_desc("angle")
def import_angle(build: ModelBuilder, op: SourceOp) -> None:
    """The angle in the complex plane, from -pi to pi; of floats 0, and pi for negative ones."""
    (x,) = terms(build, op, "X")
    if dtypes.is_complex(x.dtype):
        angle = x.apply(pd.Imag).apply(pd.Atan2, x.apply(pd.Real))
    else:
        angle = x.below(0.0).choose(x.number(math.pi), 0.0)
    give(build, op, Out=angle)
