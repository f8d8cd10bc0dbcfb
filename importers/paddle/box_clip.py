"""Mapping of ``box_clip``: boxes cut at the borders of their images."""

from __future__ import annotations

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import imports_program_desc
from paddle_mlir.importers.paddle.sequences import same_lengths, sequences_in
from paddle_mlir.importers.paddle.source import SourceOp


@imports_program_desc("box_clip")
def import_box_clip(build: ModelBuilder, op: SourceOp) -> None:
    """``[x0, y0, x1, y1]`` between 0 and width and height less 1, of images ``[h, w, scale]``.

    Boxes are sequences, one for each image; its size is ``round([h, w] / scale)``.
    """
    value, packed = sequences_in(build, op, "Input")
    boxes, images = Term(build, value), terms(build, op, "ImInfo")[0]
    scale = images.apply(pd.Slice, axes=(1,), starts=(2,), ends=(3,))
    sizes = images.apply(pd.Slice, axes=(1,), starts=(0,), ends=(2,)) / scale
    # C's round: halves go up.
    largest = (sizes + 0.5).apply(pd.Floor) - 1.0
    height, width = largest.part(1, 0, 2), largest.part(1, 1, 2)
    ends = build.emit(pd.Concat, [width.value, height.value] * 2, axis=1)
    ends = packed.per_row(ends)
    clipped = boxes.apply(pd.Minimum, ends).apply(pd.Maximum, boxes.number(0.0))
    give(build, op, Output=clipped)
    same_lengths(build, op, "Input", "Output")
