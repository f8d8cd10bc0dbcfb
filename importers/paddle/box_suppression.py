"""Mapping of the suppression of boxes that overlap better ones: formulas around ``pd.nms``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, terms
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.packed_sequences import PackedSequences, count_to, size_of, vector
from paddle_mlir.importers.paddle.source import SourceOp

program_desc_rule(
    "nms", pd.Nms, {"Boxes": "boxes"}, "KeepBoxesIdxs", renamed={"iou_threshold": "threshold"}
)


@imports_pir("multiclass_nms3")
def import_pir_multiclass_nms3(build: ModelBuilder, op: SourceOp) -> None:
    """Operands boxes, scores and numbers of rows; results rows, places and numbers of rows."""
    _multiclass_nms(build, op, ("0", "1", "2"))


@imports_program_desc("multiclass_nms", "multiclass_nms2", "multiclass_nms3")
def import_multiclass_nms(build: ModelBuilder, op: SourceOp) -> None:
    """The same by name; the older ops tell the numbers of rows as lengths of sequences."""
    _multiclass_nms(build, op, ("Out", "Index", "NmsRoisNum"))


@dataclass(frozen=True)
class Candidates:
    """Boxes with a class and a score, one a row, sorted by image and class.

    Attributes:
        image: the image of each, as all others int64 but for the scores.
        label: the class.
        place: the number of its box in the image; in all images, where they are packed.
        score: how good it is.
    """

    image: Term
    label: Term
    place: Term
    score: Term

    def at(self, rows: Term) -> Candidates:
        """Some of them."""
        return Candidates(*(chosen(x, rows) for x in self._columns()))

    def _columns(self) -> tuple[Term, ...]:
        return self.image, self.label, self.place, self.score


def _multiclass_nms(build: ModelBuilder, op: SourceOp, results: tuple[str, str, str]) -> None:
    """For each image the boxes of each class that are good and overlap no better one.

    ``bboxes [N, M, 4]`` with ``scores [N, C, M]``, or packed ``[M, C, 4]`` with ``[M, C]``. Rows
    are label, score and box, by image and class; within a class by score, packed ones by place.

    Limits: boxes have 4 coordinates; where nothing is found there are no rows, though Paddle's ops
    without the result ``Index`` then give one number, -1.
    """
    boxes, scores, numbers = terms(build, op, "BBoxes", "Scores", "RoisNum")
    if boxes.info.rank != 3 or boxes.info.dims[2] != 4:
        raise ValueError(f"operand 'BBoxes' must be boxes of 4 coordinates, got {boxes.info}")
    is_packed = scores.info.rank == 2
    lengths = None
    if is_packed:
        if numbers is None:
            raise ValueError("operand 'RoisNum' is missing, the numbers of rows of images")
        lengths = vector(build, numbers.value)
    elif scores.info.rank != 3:
        raise ValueError(f"operand 'Scores' must have rank 2 or 3, got {scores.info}")
    classes = Term(build, size_of(build, scores.value, 1))
    found = _candidates(op, boxes, scores, lengths)
    found = found.at(best_first(found.image * classes + found.label, found.score))
    segment = found.image * classes + found.label
    kept = _boxes(boxes, found, is_packed).apply(
        pd.Nms,
        segment,
        threshold=real(op, "nms_threshold", 0.3),
        eta=real(op, "nms_eta", 1.0),
        most=whole(op, "nms_top_k", -1),
        overlap="normalized" if flag(op, "normalized", True) else "pixels",
    )
    if is_packed:
        height = Term(build, size_of(build, scores.value, 0))
        key = chosen(segment, kept) * height + chosen(found.place, kept)
        kept = chosen(kept, sorted_places(key))
    found = found.at(kept)
    most = whole(op, "keep_top_k", -1)
    if most >= 0:
        found = _best_of_images(found, most)
    if is_packed:
        place = found.place * classes + found.label
    else:
        place = found.image * Term(build, size_of(build, scores.value, 2)) + found.place
    images = size_of(build, scores.value if lengths is None else lengths, 0)
    rows = _boxes(boxes, found, is_packed)
    _give(build, op, results, found, rows, place, Term(build, count_to(build, images)))


@imports_pir("matrix_nms")
def import_pir_matrix_nms(build: ModelBuilder, op: SourceOp) -> None:
    """Operands boxes and scores; results rows, places and numbers of rows."""
    _matrix_nms(build, op, ("0", "1", "2"))


@imports_program_desc("matrix_nms")
def import_matrix_nms(build: ModelBuilder, op: SourceOp) -> None:
    """The same by name."""
    _matrix_nms(build, op, ("Out", "Index", "RoisNum"))


def _matrix_nms(build: ModelBuilder, op: SourceOp, results: tuple[str, str, str]) -> None:
    """Scores shrink by the overlaps with better boxes of the class; rows by image and score.

    Limits: boxes have 4 coordinates; equal scores stay in their order, in Paddle they need not.
    """
    boxes, scores = terms(build, op, "BBoxes", "Scores")
    if boxes.info.rank != 3 or boxes.info.dims[2] != 4:
        raise ValueError(f"operand 'BBoxes' must be boxes of 4 coordinates, got {boxes.info}")
    classes, count = (Term(build, size_of(build, scores.value, axis)) for axis in (1, 2))
    found = _candidates(op, boxes, scores, None)
    found = found.at(best_first(found.image * classes + found.label, found.score))
    most = whole(op, "nms_top_k", -1)
    if most >= 0:
        found = found.at(first_of(found.image * classes + found.label, most))
    segment = found.image * classes + found.label
    decay = _boxes(boxes, found, False).apply(
        pd.OverlapDecay,
        segment.apply(pd.Searchsorted, segment),
        use_gaussian=flag(op, "use_gaussian"),
        sigma=real(op, "gaussian_sigma", 2.0),
        overlap="normalized" if flag(op, "normalized", True) else "pixels",
    )
    found = replace(found, score=found.score * decay)
    threshold = float(np.float32(real(op, "post_threshold", 0.0)))
    found = found.at(found.score.above(threshold).apply(pd.Nonzero).reshape(-1))
    found = found.at(best_first(found.image, found.score))
    most = whole(op, "keep_top_k", -1)
    if most >= 0:
        found = found.at(first_of(found.image, most))
    place = found.image * count + found.place
    images = Term(build, count_to(build, size_of(build, scores.value, 0)))
    _give(build, op, results, found, _boxes(boxes, found, False), place, images)


def _give(
    build: ModelBuilder,
    op: SourceOp,
    results: tuple[str, str, str],
    found: Candidates,
    boxes: Term,
    place: Term,
    images: Term,
) -> None:
    """Results: label, score and box in one row; place; numbers of rows of images."""
    columns = [x.reshape(-1, 1).value for x in (found.label.cast(boxes.dtype), found.score)]
    build.set(op, results[0], build.emit(pd.Concat, [*columns, boxes.value], axis=1))
    if op.result_list(results[1]):
        build.set(op, results[1], place.cast("int32").reshape(-1, 1).value)
    numbers = numbers_of(found.image, images)
    if op.result_list(results[2]):
        build.set(op, results[2], numbers.cast("int32").value)
    if op.kind != "pir":
        build.set_lengths(op, results[0], numbers.value)


def _candidates(op: SourceOp, boxes: Term, scores: Term, lengths: Any) -> Candidates:
    """Those with a score above the threshold that are not of the background."""
    build = scores.build
    if lengths is not None:
        scores = scores.transpose(1, 0)
    good = scores.above(float(np.float32(real(op, "score_threshold"))))
    background = whole(op, "background_label", 0)
    if background >= 0:
        labels = Term(build, count_to(build, size_of(build, scores.value, -2)))
        wanted = labels.apply(pd.NotEqual, labels.number(background)).unsqueeze(1)
        good = good.apply(pd.LogicalAnd, wanted)
    where = good.apply(pd.Nonzero)
    score = scores.apply(pd.GatherNd, where)
    rank = scores.info.rank
    columns = [where.part(1, axis, rank).reshape(-1) for axis in range(rank)]
    if lengths is None:
        image, label, place = columns
    else:
        label, place = columns
        numbers = PackedSequences.of(build, boxes.value, lengths).numbers
        image = chosen(Term(build, numbers), place)
    return Candidates(image, label, place, score)


def _boxes(boxes: Term, found: Candidates, is_packed: bool) -> Term:
    """The boxes of candidates."""
    at = (found.place, found.label) if is_packed else (found.image, found.place)
    where = boxes.build.emit(pd.Stack, [x.value for x in at], axis=1)
    return boxes.apply(pd.GatherNd, where)


def _best_of_images(found: Candidates, most: int) -> Candidates:
    """The best of each image, in unchanged order."""
    rank = sorted_places(best_first(found.image, found.score)) - found.image.apply(
        pd.Searchsorted, found.image
    )
    return found.at(rank.below(most).apply(pd.Nonzero).reshape(-1))


def first_of(segment: Term, most: int) -> Term:
    """The first rows of each segment, the same number in neighbouring rows."""
    build = segment.build
    rows = Term(build, count_to(build, size_of(build, segment.value, 0)))
    return (
        (rows - segment.apply(pd.Searchsorted, segment)).below(most).apply(pd.Nonzero).reshape(-1)
    )


def numbers_of(image: Term, images: Term) -> Term:
    """How many rows each image has; rows are sorted by image."""
    ends = image.apply(pd.Searchsorted, images, right=True)
    return ends - image.apply(pd.Searchsorted, images)


def best_first(segment: Term, score: Term) -> Term:
    """The places sorted by segment, and from the best to the worst within each."""
    # Paddle's kernels compare all scores in float32.
    order = sorted_places(score.cast("float32"), descending=True)
    return chosen(order, sorted_places(chosen(segment, order)))


def sorted_places(x: Term, descending: bool = False) -> Term:
    """The places of sorted numbers; equal ones stay in their order."""
    indices = x.build.emit_all(pd.Argsort, x.value, axis=0, descending=descending)[1]
    return Term(x.build, indices)


def chosen(x: Term, rows: Term) -> Term:
    """Some rows."""
    return x.apply(pd.Gather, rows)
