"""Mapping of ops that choose elements by a condition."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.mapping import program_desc_rule

program_desc_rule("where_index", pd.Nonzero, {"Condition": "condition"})
program_desc_rule("masked_select", pd.MaskedSelect, {"X": "x", "Mask": "mask"}, result="Y")
