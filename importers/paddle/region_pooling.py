"""Mapping of the pooling of regions; the places of maxima are for training and left out."""

from __future__ import annotations

from dataclasses import replace

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import Rule, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_SLOTS = {"X": "x", "ROIs": "boxes", "RoisNum": "boxes_num"}
_RULES = {
    "roi_align": Rule(pd.RoiAlign, _SLOTS, "Out"),
    "roi_pool": Rule(pd.RoiPool, _SLOTS, "Out"),
    "psroi_pool": Rule(pd.PsroiPool, _SLOTS, "Out"),
}


@imports_program_desc("roi_align", "roi_pool", "psroi_pool")
def import_region_pooling(build: ModelBuilder, op: SourceOp) -> None:
    """The mean or maximum of each part of a box.

    Without ``RoisNum`` the boxes of a map are a sequence.
    """
    lengths = None if op.operand_list("RoisNum") else build.lengths_if_any(op, "ROIs")
    if lengths is not None:
        name = f"numbers of boxes in {op.where}"
        build.values()[name] = lengths
        op = replace(op, operands=op.operands | {"RoisNum": name})
    _RULES[op.name].apply(build, op)
