"""Mapping of operations on bits."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.mapping import program_desc_rule

for _op in (pd.BitwiseAnd, pd.BitwiseOr, pd.BitwiseXor):
    program_desc_rule(_op.spec.name, _op, {"X": "x", "Y": "y"})
program_desc_rule("bitwise_not", pd.BitwiseNot, {"X": "x"})
