"""Mapping of the boxes of YOLO's maps: a formula."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, reals, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp


@imports_pir("yolo_box")
@imports_program_desc("yolo_box")
def import_yolo_box(build: ModelBuilder, op: SourceOp) -> None:
    """Boxes and scores of each anchor at each place of a map; 0 below the confidence threshold.

    ``centre = (place + sigmoid(x) * scale + bias) * image / map`` and
    ``extent = exp(x) * anchor * image / (downsample_ratio * map)``.
    """
    x, images = terms(build, op, "X", "ImgSize")
    anchors, classes = reals(op, "anchors"), whole(op, "class_num")
    if not anchors or len(anchors) % 2:
        raise ValueError(f"attribute 'anchors' must be pairs of numbers, got {list(anchors)}")
    count = len(anchors) // 2
    overlap = None
    if flag(op, "iou_aware"):
        overlap = _channels(x, 0, count).unsqueeze(2)
        x = _channels(x, count, count * (6 + classes))
    maps = x.divide_axis(1, count, 5 + classes)
    confidence = _entries(maps, 4, 5).apply(pd.Sigmoid)
    if overlap is not None:
        factor = real(op, "iou_aware_factor", 0.5)
        share = overlap.apply(pd.Sigmoid).apply(pd.Pow, y=factor)
        confidence = confidence.apply(pd.Pow, y=1.0 - factor) * share
    is_low = confidence.below(real(op, "conf_thresh"))
    scale = real(op, "scale_x_y", 1.0)
    ratio = whole(op, "downsample_ratio")
    ones = confidence.apply(pd.FullLike, value=1.0, dtype=x.dtype)
    centres, halves, ends = [], [], []
    for side in range(2):
        axis = 4 - side
        image = images.part(1, 1 - side, 2).cast(x.dtype).reshape(-1, 1, 1, 1, 1)
        length = ones.sum(axis, keepdim=True)
        place = ones.apply(pd.Cumsum, axis=axis, exclusive=True)
        shift = _entries(maps, side, side + 1).apply(pd.Sigmoid) * scale
        centres.append((place + (shift + -0.5 * (scale - 1.0))) * image / length)
        anchor = Term(build, build.emit(pd.Constant, value=_column(anchors[side::2], x.dtype)))
        extent = _entries(maps, 2 + side, 3 + side).apply(pd.Exp) * anchor * image
        halves.append(extent / (length * float(ratio)) * 0.5)
        ends.append(image - 1.0)
    low = [centre - half for centre, half in zip(centres, halves, strict=True)]
    high = [centre + half for centre, half in zip(centres, halves, strict=True)]
    if flag(op, "clip_bbox", True):
        low = [corner.above(0.0).choose(corner, 0.0) for corner in low]
        high = [corner.apply(pd.Minimum, end) for corner, end in zip(high, ends, strict=True)]
    corners = [is_low.choose(0.0, corner).value for corner in (*low, *high)]
    boxes = Term(build, build.emit(pd.Concat, corners, axis=2))
    scores = _entries(maps, 5, 5 + classes).apply(pd.Sigmoid) * confidence
    scores = is_low.choose(0.0, scores)
    give(build, op, Boxes=_rows(boxes, 4), Scores=_rows(scores, classes))


def _channels(x: Term, start: int, end: int) -> Term:
    return x.apply(pd.Slice, axes=(1,), starts=(start,), ends=(end,))


def _entries(maps: Term, start: int, end: int) -> Term:
    """``[N, anchors, end - start, H, W]``."""
    return maps.apply(pd.Slice, axes=(2,), starts=(start,), ends=(end,))


def _column(numbers: Sequence[float], dtype: str) -> np.ndarray:
    return np.array(numbers, dtype=dtype).reshape(-1, 1, 1, 1)


def _rows(maps: Term, width: int) -> Term:
    """``[N, anchors * H * W, width]``."""
    return maps.transpose(0, 1, 3, 4, 2).reshape(0, -1, width)
