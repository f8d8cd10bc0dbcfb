"""Mapping of ops that put elements into another order."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.mapping import pir_rule, program_desc_rule

_X = {"X": "x"}

pir_rule("roll", pd.Roll, ("x", "shifts"))
pir_rule("reverse", pd.Flip, ("x", "axis"))
program_desc_rule("roll", pd.Roll, {"X": "x", "ShiftsTensor": "shifts"})
program_desc_rule(("flip", "reverse"), pd.Flip, _X)
program_desc_rule("pixel_shuffle", pd.PixelShuffle, _X)
program_desc_rule("pixel_unshuffle", pd.PixelUnshuffle, _X)
program_desc_rule("temporal_shift", pd.TemporalShift, _X)
