"""Mapping of Fourier transforms and frames."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.mapping import program_desc_rule

for _op in (pd.FftC2c, pd.FftR2c, pd.FftC2r, pd.Frame, pd.OverlapAdd):
    program_desc_rule(_op.spec.name, _op, {"X": "x"})
