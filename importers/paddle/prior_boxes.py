"""Mapping of prior boxes, which follow from the sizes of a map and of its image alone."""

from __future__ import annotations

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, reals
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp


@imports_pir("prior_box")
@imports_program_desc("prior_box")
def import_prior_box(build: ModelBuilder, op: SourceOp) -> None:
    """A constant: boxes of some sizes and aspect ratios around each place, in parts of the image.

    Limits: heights and widths must be static.
    """
    x, image = terms(build, op, "Input", "Image")
    sizes = [*x.info.dims[2:], *image.info.dims[2:]]
    rows, columns, height, width = (size if isinstance(size, int) else 0 for size in sizes)
    if not rows * columns * height * width:
        raise ValueError(f"heights and widths must be static and not 0, got {x.info}, {image.info}")
    steps = [real(op, "step_w", 0.0), real(op, "step_h", 0.0)]
    if 0.0 in steps:
        steps = [width / columns, height / rows]
    offset = real(op, "offset", 0.5)
    extents = np.array(_extents(op))
    centres = np.stack(
        np.broadcast_arrays(
            (np.arange(columns)[None, :, None] + offset) * steps[0],
            (np.arange(rows)[:, None, None] + offset) * steps[1],
        ),
        axis=-1,
    )
    whole = np.array([width, height])
    halves = extents / 2
    boxes = np.concatenate([(centres - halves) / whole, (centres + halves) / whole], axis=-1)
    if flag(op, "clip"):
        boxes = boxes.clip(0.0, 1.0)
    variances = np.broadcast_to(np.array(reals(op, "variances", ())), (*boxes.shape[:3], 4))
    give(
        build,
        op,
        Boxes=Term(build, build.emit(pd.Constant, value=boxes.astype(x.dtype))),
        Variances=Term(build, build.emit(pd.Constant, value=variances.astype(x.dtype))),
    )


def _extents(op: SourceOp) -> list[tuple[float, float]]:
    """Width and height of each box around a place, in order."""
    ratios = [1.0]
    for ratio in reals(op, "aspect_ratios", ()):
        if all(abs(ratio - other) >= 1e-6 for other in ratios):
            ratios += [ratio, 1 / ratio] if flag(op, "flip") else [ratio]
    largest = reals(op, "max_sizes", ())
    found = []
    for number, size in enumerate(reals(op, "min_sizes", ())):
        shaped = [(size * ratio**0.5, size / ratio**0.5) for ratio in ratios]
        square = [((size * largest[number]) ** 0.5,) * 2] if largest else []
        if flag(op, "min_max_aspect_ratios_order"):
            found += [shaped[0], *square, *shaped[1:]]
        else:
            found += [*shaped, *square]
    return found
