"""Mapping of anchors, and of how much boxes overlap: formulas."""

from __future__ import annotations

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, reals
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import imports_program_desc
from paddle_mlir.importers.paddle.packed_sequences import count_to, size_of
from paddle_mlir.importers.paddle.source import SourceOp


@imports_program_desc("anchor_generator")
def import_anchor_generator(build: ModelBuilder, op: SourceOp) -> None:
    """Boxes of each ratio and size around each place of a map, ``[H, W, A, 4]``, and variances."""
    (x,) = terms(build, op, "Input")
    steps = reals(op, "stride")
    if len(steps) != 2:
        raise ValueError(f"attribute 'stride' must be two numbers, got {list(steps)}")
    widths, heights = _sides(op, *steps)
    offset, dtype = real(op, "offset", 0.5), x.dtype
    centres = []
    for axis, step, shape in ((3, steps[0], (1, -1, 1, 1)), (2, steps[1], (-1, 1, 1, 1))):
        places = Term(build, count_to(build, size_of(build, x.value, axis))).cast(dtype)
        centres.append((places * step + offset * (step - 1)).reshape(*shape))
    zeros = (centres[0] + centres[1]) * 0.0
    corners = [
        centre + _constant(build, side, dtype).reshape(1, 1, -1, 1) + zeros
        for sign in (-0.5, 0.5)
        for centre, side in zip(centres, (sign * (widths - 1), sign * (heights - 1)), strict=True)
    ]
    anchors = Term(build, build.emit(pd.Concat, [corner.value for corner in corners], axis=3))
    variances = np.array(reals(op, "variances"))
    give(
        build,
        op,
        Anchors=anchors,
        Variances=anchors.apply(pd.FullLike, value=0.0, dtype=dtype)
        + _constant(build, variances, dtype),
    )


def _sides(op: SourceOp, width: float, height: float) -> tuple[np.ndarray, np.ndarray]:
    """Widths and heights of anchors, those of one ratio next to each other."""
    ratios = np.array(reals(op, "aspect_ratios"), "float32")[:, None]
    sizes = np.array(reals(op, "anchor_sizes"), "float32")
    # Halves go away from zero, unlike numpy's.
    base_width = np.floor(np.sqrt(width * height / ratios) + 0.5)
    base_height = np.floor(base_width * ratios + 0.5)
    return (sizes / width * base_width).reshape(-1), (sizes / height * base_height).reshape(-1)


def _constant(build: ModelBuilder, numbers: np.ndarray, dtype: str) -> Term:
    return Term(build, build.emit(pd.Constant, value=numbers.astype(dtype)))


@imports_program_desc("iou_similarity")
def import_iou_similarity(build: ModelBuilder, op: SourceOp) -> None:
    """Intersection over union of each box of ``X`` with each of ``Y``: ``[N, M]``."""
    x, y = terms(build, op, "X", "Y")
    more = 0.0 if flag(op, "box_normalized", True) else 1.0
    common, areas = None, []
    for boxes in (x, y):
        sides = [boxes.part(1, axis + 2, 4) - boxes.part(1, axis, 4) + more for axis in range(2)]
        areas.append(sides[0] * sides[1])
    for axis in range(2):
        low = x.part(1, axis, 4).apply(pd.Maximum, y.part(1, axis, 4).reshape(1, -1))
        high = x.part(1, axis + 2, 4).apply(pd.Minimum, y.part(1, axis + 2, 4).reshape(1, -1))
        side = high - low + more
        side = side.apply(pd.Maximum, side.number(0.0))
        common = side if common is None else common * side
    assert common is not None
    give(build, op, Out=common / (areas[0] + areas[1].reshape(1, -1) - common + 1e-10))
