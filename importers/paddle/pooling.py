"""Mapping of pooling."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.mapping import pir_rule, program_desc_rule

_TUNING = frozenset({"use_cudnn", "use_mkldnn"})

for _names, _op in ((("pool2d", "lp_pool2d"), pd.Pool2d), ("pool3d", pd.Pool3d)):
    pir_rule(_names, _op, ("x", "kernel_size"))
    program_desc_rule(_names, _op, {"X": "x"}, renamed={"ksize": "kernel_size"}, ignored=_TUNING)
