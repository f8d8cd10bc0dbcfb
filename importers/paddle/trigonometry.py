"""Mapping of circular and hyperbolic functions."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.mapping import program_desc_rule

for _op in (pd.Acos, pd.Acosh, pd.Asin, pd.Asinh, pd.Atan, pd.Atanh, pd.Cosh, pd.Sinh, pd.Tan):
    program_desc_rule(_op.spec.name, _op, {"X": "x"})
program_desc_rule("atan2", pd.Atan2, {"X1": "x", "X2": "y"})
