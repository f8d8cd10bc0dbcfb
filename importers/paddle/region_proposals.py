"""Mapping of the proposal of regions where objects may be: formulas around ``pd.nms``."""

from __future__ import annotations

import math
from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, whole
from paddle_mlir.importers.paddle.box_suppression import (
    best_first,
    chosen,
    first_of,
    numbers_of,
)
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, term_list, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.packed_sequences import (
    PackedSequences,
    count_to,
    gather_rows,
    size_of,
    vector,
)
from paddle_mlir.importers.paddle.source import SourceOp

_LONGEST = math.log(1000.0 / 16.0)
"""The largest logarithm of a factor of a side."""


@imports_pir("generate_proposals")
def import_pir_generate_proposals(build: ModelBuilder, op: SourceOp) -> None:
    """Results by position: boxes, their scores, their numbers."""
    _generate(build, op, ("pre_nms_top_n", "post_nms_top_n"), ("0", "1", "2"))


@imports_program_desc("generate_proposals_v2")
def import_generate_proposals_v2(build: ModelBuilder, op: SourceOp) -> None:
    """The same by name."""
    counts = ("pre_nms_topN", "post_nms_topN")
    _generate(build, op, counts, ("RpnRois", "RpnRoiProbs", "RpnRoisNum"))


@imports_program_desc("generate_proposals")
def import_generate_proposals(build: ModelBuilder, op: SourceOp) -> None:
    """Version 1: images have a scale, and their boxes are sequences.

    Boxes are small or not in the size that they had before the image was scaled.
    """
    results = ("RpnRois", "RpnRoiProbs", "RpnRoisNum")
    numbers = _generate(build, op, ("pre_nms_topN", "post_nms_topN"), results, "ImInfo")
    for result in results[:2]:
        build.set_lengths(op, result, numbers.value)


def _generate(
    build: ModelBuilder,
    op: SourceOp,
    counts: tuple[str, str],
    results: tuple[str, str, str],
    sizes: str = "ImShape",
) -> Term:
    """The best anchors of each image, moved, clipped, without small ones and suppressed ones.

    ``centre = variance * delta * side + anchor_centre``, ``side = exp(variance * delta) * side``.
    An image without a proposal gets one box of zeros. Gives the numbers of boxes.

    Limits: equal scores stay in their order, and without suppression (``nms_thresh`` not above 0)
    boxes are sorted, in Paddle they need not be.
    """
    scores, deltas, images, anchors, variances = terms(
        build, op, "Scores", "BboxDeltas", sizes, "Anchors", "Variances"
    )
    best, places = _best(scores, whole(op, counts[0], 6000))
    number = Term(build, count_to(build, size_of(build, scores.value, 0)))
    image = places.apply(pd.Scale, scale=0.0) + number.unsqueeze(1)
    at = build.emit(pd.Stack, [image.value, places.value], axis=2)
    moves = _rows_of_maps(deltas, 4).apply(pd.GatherNd, at)
    anchors, variances = (
        Term(build, gather_rows(build, x.reshape(-1, 4).value, places.value))
        for x in (anchors, variances)
    )
    offset = 1.0 if flag(op, "pixel_offset", True) else 0.0
    boxes, good = _moved(
        anchors, variances * moves, images, offset, max(real(op, "min_size", 0.1), 1.0)
    )
    any_good = good.cast("int32").apply(pd.Max, axis=(1,), keepdim=True)
    is_empty = any_good.equals(0)
    first = _columns(places).equals(0)
    good = good.apply(pd.LogicalOr, is_empty.apply(pd.LogicalAnd, first))
    boxes, best = is_empty.unsqueeze(2).choose(0.0, boxes), is_empty.choose(0.0, best)
    where = good.apply(pd.Nonzero)
    boxes, best = boxes.apply(pd.GatherNd, where), best.apply(pd.GatherNd, where)
    image = where.part(1, 0, 2).reshape(-1)
    threshold, most = real(op, "nms_thresh", 0.5), whole(op, counts[1], 1000)
    if threshold > 0:
        overlap = "pixels" if offset else "normalized"
        eta = real(op, "eta", 1.0)
        kept = boxes.apply(pd.Nms, image, threshold=threshold, eta=eta, overlap=overlap)
        if most > 0:
            kept = chosen(kept, first_of(chosen(image, kept), most))
        boxes, best, image = (chosen(x, kept) for x in (boxes, best, image))
    build.set(op, results[0], boxes.value)
    build.set(op, results[1], best.reshape(-1, 1).value)
    numbers = numbers_of(image, number)
    if op.result_list(results[2]):
        build.set(op, results[2], numbers.cast("int32").value)
    return numbers


def _rows_of_maps(maps: Term, width: int | None = None) -> Term:
    """``[N, H * W * A]`` or ``[N, H * W * A, width]`` from ``[N, A * width, H, W]``."""
    last = maps.transpose(0, 2, 3, 1)
    return last.reshape(0, -1) if width is None else last.reshape(0, -1, width)


def _best(scores: Term, most: int) -> tuple[Term, Term]:
    """The largest scores of each image, in order, and their places."""
    rows = _rows_of_maps(scores)
    size, build = rows.info.dims[1], scores.build
    if isinstance(size, int) and 0 < most < size:
        values = build.emit_all(pd.Topk, rows.value, None, k=most, axis=1)
    else:
        values = build.emit_all(pd.Argsort, rows.value, axis=1, descending=True)
        if most > 0:
            cut: Any = {"axes": (1,), "starts": (0,), "ends": (most,)}
            values = [build.emit(pd.Slice, x, None, None, **cut) for x in values]
    return Term(build, values[0]), Term(build, values[1])


def _columns(rows: Term) -> Term:
    """For each element of a matrix its column."""
    build = rows.build
    return Term(build, count_to(build, size_of(build, rows.value, 1)))


def _moved(
    anchors: Term, moves: Term, images: Term, offset: float, least: float
) -> tuple[Term, Term]:
    """Boxes ``[N, K, 4]`` and which of them are large enough and inside of their image, of which
    ``images`` has height, width and maybe scale."""
    scale = _column(images, 2) if images.info.dims[1] == 3 else None
    low: list[Term] = []
    high: list[Term] = []
    for axis in range(2):
        start, end = anchors.part(2, axis, 4), anchors.part(2, axis + 2, 4)
        side = end - start + offset
        centre = moves.part(2, axis, 4) * side + (start + side * 0.5)
        factor = moves.part(2, axis + 2, 4)
        factor = factor.apply(pd.Minimum, factor.number(_LONGEST)).apply(pd.Exp)
        half = factor * side * 0.5
        most = _column(images, 1 - axis) - offset
        for ends, corner in ((low, centre - half), (high, centre + half - offset)):
            inside = corner.apply(pd.Minimum, most)
            ends.append(inside.apply(pd.Maximum, inside.number(0.0)))
    good = None
    for axis in range(2):
        side = high[axis] - low[axis] + offset
        whole_side = side if scale is None else (high[axis] - low[axis]) / scale + offset
        fits = whole_side.apply(pd.GreaterEqual, side.number(least))
        if offset:
            centre = low[axis] + side * 0.5
            limit = _column(images, 1 - axis)
            fits = fits.apply(pd.LogicalAnd, centre.apply(pd.LessEqual, limit))
        good = fits if good is None else good.apply(pd.LogicalAnd, fits)
    assert good is not None
    boxes = anchors.build.emit(pd.Concat, [x.value for x in (*low, *high)], axis=2)
    return Term(anchors.build, boxes), good.apply(pd.Squeeze, axis=(2,))


def _column(images: Term, number: int) -> Term:
    """``[N, 1, 1]``: one of the numbers that tell of an image."""
    bounds: Any = {"axes": (1,), "starts": (number,), "ends": (number + 1,)}
    return images.apply(pd.Slice, None, None, **bounds).unsqueeze(2)


@imports_pir("collect_fpn_proposals")
def import_pir_collect_fpn_proposals(build: ModelBuilder, op: SourceOp) -> None:
    """Results by position: boxes and their numbers."""
    _collect(build, op, whole(op, "post_nms_topn"), ("0", "1"))


@imports_program_desc("collect_fpn_proposals")
def import_collect_fpn_proposals(build: ModelBuilder, op: SourceOp) -> None:
    """The same by name."""
    _collect(build, op, whole(op, "post_nms_topN"), ("FpnRois", "RoisNum"))


def _collect(build: ModelBuilder, op: SourceOp, most: int, results: tuple[str, str]) -> None:
    """The boxes with the largest scores of all levels, sorted by image and score."""
    slots = ("MultiLevelRois", "MultiLevelScores", "MultiLevelRoIsNum")
    boxes, scores, numbers = (
        [x.value for x in term_list(build, op, slot, place)] for place, slot in enumerate(slots)
    )
    if not numbers:
        raise ValueError("operand 'MultiLevelRoIsNum' is missing")
    of_levels = [
        PackedSequences.of(build, x, vector(build, count)).numbers
        for x, count in zip(boxes, numbers, strict=True)
    ]
    box, score, image = (
        Term(build, build.emit(pd.Concat, parts, axis=0)) for parts in (boxes, scores, of_levels)
    )
    score = score.reshape(-1)
    order = Term(build, build.emit_all(pd.Argsort, score.value, axis=0, descending=True)[1])
    order = order.apply(pd.Slice, None, None, axes=(0,), starts=(0,), ends=(most,))
    order = chosen(order, best_first(chosen(image, order), chosen(score, order)))
    build.set(op, results[0], chosen(box, order).value)
    if op.result_list(results[1]):
        count = Term(build, count_to(build, size_of(build, numbers[0], 0)))
        found = numbers_of(chosen(image, order), count)
        build.set(op, results[1], found.cast("int32").value)
