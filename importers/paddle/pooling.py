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
# Their second result, the places of the maxima, is for training; a model that uses it is refused.
pir_rule("max_pool2d_with_index", pd.Pool2d, ("x",), set={"pooling_type": "max"})
program_desc_rule(
    "max_pool2d_with_index",
    pd.Pool2d,
    {"X": "x"},
    renamed={"ksize": "kernel_size"},
    set={"pooling_type": "max"},
)
