"""Mapping of the pooling of regions; the places of maxima are for training and left out."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.mapping import program_desc_rule

for _name, _op in (
    ("roi_align", pd.RoiAlign),
    ("roi_pool", pd.RoiPool),
    ("psroi_pool", pd.PsroiPool),
):
    program_desc_rule(_name, _op, {"X": "x", "ROIs": "boxes", "RoisNum": "boxes_num"})
