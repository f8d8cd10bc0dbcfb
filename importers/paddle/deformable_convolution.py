"""Mapping of deformable convolutions."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.mapping import pir_rule, program_desc_rule

# How many images Paddle unfolds at once.
_TUNING = frozenset({"im2col_step"})

pir_rule("deformable_conv", pd.DeformableConv, ignored=_TUNING)
program_desc_rule(
    ("deformable_conv", "deformable_conv_v1"),
    pd.DeformableConv,
    {"Input": "x", "Offset": "offset", "Filter": "filter", "Mask": "mask"},
    "Output",
    ignored=_TUNING,
)
