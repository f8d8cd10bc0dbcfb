"""Mapping of pooling."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.mapping import pir_rule, program_desc_rule

pir_rule("pool2d", pd.Pool2d, ("x", "kernel_size"))
program_desc_rule(
    "pool2d",
    pd.Pool2d,
    {"X": "x"},
    renamed={"ksize": "kernel_size"},
    ignored=frozenset({"use_cudnn", "use_mkldnn"}),
)
