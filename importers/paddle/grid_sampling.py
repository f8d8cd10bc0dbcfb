"""Mapping of grid sampling."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.mapping import pir_rule, program_desc_rule

pir_rule("affine_grid", pd.AffineGrid, ("theta", "output_shape"))
program_desc_rule(
    "grid_sampler",
    pd.GridSample,
    {"X": "x", "Grid": "grid"},
    "Output",
    ignored=frozenset({"use_cudnn"}),
)
program_desc_rule(
    "affine_grid",
    pd.AffineGrid,
    {"Theta": "theta", "OutputShape": "output_shape"},
    "Output",
    ignored=frozenset({"use_cudnn"}),
)
