"""Mapping of rounding and signs."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.mapping import pir_rule, program_desc_rule

pir_rule("rint", pd.Round)
program_desc_rule("round", pd.Round, {"X": "x"}, set={"half_away": True})
program_desc_rule("trunc", pd.Trunc, {"X": "x"})
program_desc_rule("sign", pd.Sign, {"X": "x"})
program_desc_rule("nextafter", pd.Nextafter, {"x": "x", "y": "y"}, "out")
