"""Mapping of what happens to boxes between their proposal and their pooling: formulas."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp


@imports_pir("distribute_fpn_proposals")
def import_pir_distribute_fpn_proposals(build: ModelBuilder, op: SourceOp) -> None:
    """Results by position: boxes of each level, their numbers, where each box went."""
    _distribute(build, op, ("0", "1", "2"))


@imports_program_desc("distribute_fpn_proposals")
def import_distribute_fpn_proposals(build: ModelBuilder, op: SourceOp) -> None:
    """The same by name."""
    _distribute(build, op, ("MultiFpnRois", "MultiLevelRoIsNum", "RestoreIndex"))


def _distribute(build: ModelBuilder, op: SourceOp, results: tuple[str, str, str]) -> None:
    """``level = floor(log2(sqrt(area) / refer_scale + 1e-6) + refer_level)``, kept in range.

    Limits: the boxes of all images are those that there are; numbers of boxes are not checked.
    """
    boxes, numbers = terms(build, op, "FpnRois", "RoisNum")
    first, last = whole(op, "min_level"), whole(op, "max_level")
    side = _area(boxes, flag(op, "pixel_offset", True)).apply(pd.Sqrt)
    share = side * (1.0 / whole(op, "refer_scale")) + 1e-6
    level = (share.apply(pd.Log2) + whole(op, "refer_level")).apply(pd.Floor)
    level = level.apply(pd.Clip, min=float(first), max=float(last)).reshape(-1)
    found = [level.equals(float(number)) for number in range(first, last + 1)]
    places = [mask.apply(pd.Nonzero).reshape(-1) for mask in found]
    build.set_list(
        op, results[0], [boxes.apply(pd.Gather, place, axis=0).value for place in places]
    )
    if op.result_list(results[1]):
        if numbers is None:
            raise ValueError("operand 'RoisNum' is missing")
        build.set_list(op, results[1], [_count(mask, numbers).value for mask in found])
    if op.result_list(results[2]):
        order = build.emit(pd.Concat, [place.value for place in places], axis=0)
        restored = Term(build, build.emit_all(pd.Argsort, order)[1])
        build.set(op, results[2], restored.cast("int32").reshape(-1, 1).value)


def _area(boxes: Term, pixel_offset: bool) -> Term:
    """``[R, 1]``: areas; 0 where a corner is on the wrong side."""
    left, top, right, bottom = (boxes.part(-1, corner, 4) for corner in range(4))
    width, height = right - left, bottom - top
    wrong = width.below(0.0).apply(pd.LogicalOr, height.below(0.0))
    if pixel_offset:
        width, height = width + 1.0, height + 1.0
    return wrong.choose(0.0, width * height)


def _count(mask: Term, numbers: Term) -> Term:
    """How many of each image's boxes are chosen, in int32."""
    ends = numbers.cast("int64").apply(pd.Cumsum, axis=0)
    sums: Any = mask.cast("int32").apply(pd.Cumsum, axis=0).value
    build = mask.build
    none = build.emit(pd.Constant, value=np.zeros(1, dtype="int32"))
    until = Term(build, build.emit(pd.Concat, [none, sums], axis=0))
    starts = ends - numbers.cast("int64")
    return until.apply(pd.Gather, ends, axis=0) - until.apply(pd.Gather, starts, axis=0)
