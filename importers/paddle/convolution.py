"""Mapping of convolutions."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.mapping import pir_rule, program_desc_rule

# Choices of kernels and of oneDNN, not of numbers.
_TUNING = frozenset(
    {"use_cudnn", "exhaustive_search", "workspace_size_MB", "use_addto", "is_test"}
    | {"fuse_brelu_threshold", "op_with_kernel"}
)

pir_rule("depthwise_conv2d", pd.Conv2d)
pir_rule(
    ("conv2d_transpose", "depthwise_conv2d_transpose"),
    pd.Conv2dTranspose,
    ("x", "filter", "output_size"),
)
program_desc_rule(
    ("conv2d", "depthwise_conv2d"),
    pd.Conv2d,
    {"Input": "input", "Filter": "filter"},
    "Output",
    ignored=_TUNING,
)
program_desc_rule(
    ("conv2d_transpose", "depthwise_conv2d_transpose"),
    pd.Conv2dTranspose,
    {
        "Input": "x",
        "Filter": "filter",
        "OutputSizeTensor": "output_size",
        # Paddle 2's layer writes the tensor to this slot.
        "output_size": "output_size",
    },
    "Output",
    ignored=_TUNING,
)
