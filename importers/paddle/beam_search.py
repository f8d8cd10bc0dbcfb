"""Mapping of Paddle's older beam search: formulas of row numbers.

Rows are prefixes of sentences. Of two levels of lengths the outer one tells how many prefixes each
source sentence has, the inner one how many words were chosen to follow each prefix. Finished
sentences have no more rows, so all sizes are known at run time only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, whole
from paddle_mlir.importers.paddle.box_suppression import (
    best_first,
    chosen,
    numbers_of,
    sorted_places,
)
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, terms
from paddle_mlir.importers.paddle.mapping import imports_program_desc
from paddle_mlir.importers.paddle.packed_arrays import PackedArray
from paddle_mlir.importers.paddle.packed_sequences import (
    PackedSequences,
    count_to,
    rows_within,
    size_of,
)
from paddle_mlir.importers.paddle.sequences import some_levels
from paddle_mlir.importers.paddle.source import SourceOp
from paddle_mlir.importers.paddle.tensor_arrays import TensorArray, any_array_of


@dataclass(frozen=True)
class _Words:
    """Words that may follow prefixes, one a row.

    Attributes:
        source: the number of its source sentence, as all others int64 but for the score.
        prefix: the number of its prefix.
        arrival: its place among all of them in the order in which Paddle meets them.
        word: the word.
        score: how good the sentence is with it.
    """

    source: Term
    prefix: Term
    arrival: Term
    word: Term
    score: Term

    def at(self, rows: Term) -> _Words:
        """Some of them."""
        columns = (self.source, self.prefix, self.arrival, self.word, self.score)
        return _Words(*(chosen(column, rows) for column in columns))


@imports_program_desc("beam_search")
def import_beam_search(build: ModelBuilder, op: SourceOp) -> None:
    """The best ``beam_size`` words that may follow the prefixes of each source sentence.

    A finished prefix is followed by ``end_id`` alone, with its own score; a source sentence of
    which nothing but such words is left is followed by nothing.
    """
    levels, level = some_levels(build, op, "scores"), whole(op, "level", 0)
    if not 0 <= level < len(levels):
        raise ValueError(f"attribute 'level' must lie between 0 and {len(levels) - 1}, got {level}")
    sources = levels[level]
    for inner in levels[level + 1 :]:
        sources = rows_within(build, sources, inner)
    last_words = Term(build, build.required(op, "pre_ids")).reshape(-1)
    is_finished = last_words.equals(whole(op, "end_id"))
    words = _possible(build, op, PackedSequences(build, sources), is_finished)
    words = _best(words, whole(op, "beam_size"))
    going_on = words.word.apply(pd.NotEqual, words.word.number(whole(op, "end_id")))
    going_on = going_on.apply(pd.LogicalOr, chosen(is_finished, words.prefix).apply(pd.LogicalNot))
    words = words.at(_rows_where(_any_in_source(words.source, going_on, sources)))
    words = words.at(sorted_places(words.prefix))
    prefixes = Term(build, count_to(build, size_of(build, last_words.value, 0)))
    lengths = sources, numbers_of(words.prefix, prefixes).value
    for key, term in (("selected_ids", words.word), ("selected_scores", words.score)):
        build.set(op, key, term.reshape(-1, 1).value)
        build.set_lengths(op, key, *lengths)
    if op.result_list("parent_idx"):
        build.set(op, "parent_idx", words.prefix.cast("int32").value)


def _possible(
    build: ModelBuilder, op: SourceOp, sources: PackedSequences, is_finished: Term
) -> _Words:
    """All words that may follow; a finished prefix is only followed by its last one again."""
    scores, ids = terms(build, op, "scores", "ids")
    before = Term(build, build.required(op, "pre_scores")).reshape(-1, 1)
    if scores.info.rank != 2:
        raise ValueError(f"operand 'scores' must be of rank 2, got {scores.info}")
    width = size_of(build, scores.value, 1)
    column = Term(build, count_to(build, width))
    if ids is None:
        ids = column.apply(pd.Expand, build.emit(pd.Shape, scores.value, dtype="int64"))
    if not flag(op, "is_accumulated", True):
        scores = scores.apply(pd.Log) + before
    is_finished = is_finished.unsqueeze(1)
    scores = is_finished.choose(before, scores)
    ids = is_finished.choose(float(whole(op, "end_id")), ids)
    is_possible = is_finished.apply(pd.LogicalNot).apply(pd.LogicalOr, column.equals(0))
    arrival = _rows_where(is_possible.reshape(-1))
    prefix = arrival.apply(pd.FloorDivide, width)
    flat = [chosen(x.reshape(-1), arrival) for x in (ids, scores)]
    return _Words(chosen(Term(build, sources.numbers), prefix), prefix, arrival, *flat)


def _best(words: _Words, beam_size: int) -> _Words:
    """The best of each source sentence, sorted; the later prefix is the better of equal ones.

    Of equal scores of one prefix the first ones count, but the last one takes the last place in
    the beam, if nothing better came after it: Paddle overwrites that place.
    """
    build = words.score.build
    words = words.at(sorted_places(words.prefix, descending=True))
    words = words.at(best_first(words.source, words.score))
    place = Term(build, count_to(build, size_of(build, words.source.value, 0)))
    rank = place - words.source.apply(pd.Searchsorted, words.source)
    is_new = _differs(words.prefix).apply(pd.LogicalOr, _differs(words.score))
    group = is_new.cast("int64").apply(pd.Cumsum, axis=0)
    first = group.apply(pd.Searchsorted, group)
    last = group.apply(pd.Searchsorted, group, right=True) - 1
    latest = Term(build, build.emit_all(pd.Cummax, words.arrival.value, axis=0)[0])
    is_first = first.equals(0)
    better = is_first.choose(-1.0, chosen(latest, is_first.choose(0.0, first - 1)))
    is_latest = chosen(words.arrival, last).above(better)
    overwritten = is_latest.apply(pd.LogicalAnd, rank.equals(beam_size - 1))
    words = words.at(overwritten.choose(last, place))
    return words.at(_rows_where(rank.below(beam_size)))


def _differs(x: Term) -> Term:
    """Where a row differs from the one before it; not the first row."""
    build = x.build
    rows = Term(build, count_to(build, size_of(build, x.value, 0)))
    before = chosen(x, rows.equals(0).choose(0.0, rows - 1))
    return x.apply(pd.NotEqual, before)


def _any_in_source(source: Term, holds: Term, sources: Any) -> Term:
    """For each row whether something holds for any row of its source sentence."""
    build = source.build
    numbers = Term(build, count_to(build, size_of(build, sources, 0)))
    return chosen(numbers_of(chosen(source, _rows_where(holds)), numbers), source).above(0)


def _rows_where(condition: Term) -> Term:
    return condition.apply(pd.Nonzero).reshape(-1)


@imports_program_desc("beam_search_decode")
def import_beam_search_decode(build: ModelBuilder, op: SourceOp) -> None:
    """The ``beam_size`` sentences that were found for each source sentence, the best first.

    Each is followed from its last word back through the prefixes of all steps; of the end words
    behind each other one is left.

    Limits: a source sentence that has fewer gets empty ones; in Paddle that is undefined.
    """
    beam, end = whole(op, "beam_size"), whole(op, "end_id")
    ids, scores = (_steps(build, op, key) for key in ("Ids", "Scores"))
    word, score = (Term(build, x.elements.rows).reshape(-1) for x in (ids, scores))
    search = _Search(build, ids, beam)
    has_end = chosen(search.sentence_count, search.last_block)
    is_sentence = search.beams.below(has_end.unsqueeze(1))
    final_score = chosen(score, chosen(search.rows, search.last_block).reshape(-1))
    final_score = is_sentence.reshape(-1).choose(final_score, float("-inf")).reshape(-1, beam)
    order = Term(build, build.emit_all(pd.Argsort, final_score.value, axis=1, descending=True)[1])
    order = (order + (search.sources * beam).unsqueeze(1)).reshape(-1)

    walk = chosen(search.walk(), order)
    last = chosen(search.last, order.apply(pd.FloorDivide, order.number(beam))).unsqueeze(1)
    words = chosen(word, walk.reshape(-1)).apply(pd.Reshape, walk.apply(pd.Shape, dtype="int64"))
    is_word = search.steps.below(last).apply(
        pd.LogicalAnd, words.apply(pd.NotEqual, words.number(end))
    )
    is_word = search.steps.equals(last).apply(pd.LogicalOr, is_word)
    is_kept = is_word.apply(pd.LogicalAnd, chosen(is_sentence.reshape(-1), order).unsqueeze(1))
    kept = chosen(walk.reshape(-1), _rows_where(is_kept.reshape(-1)))
    count = build.emit(pd.Full, search.source_count.value, value=float(beam), dtype="int64")
    lengths = count, is_kept.cast("int64").sum(1).value
    for key, values in (("SentenceIds", word), ("SentenceScores", score)):
        build.set(op, key, chosen(values, kept).value)
        build.set_lengths(op, key, *lengths)


def _steps(build: ModelBuilder, op: SourceOp, key: str) -> PackedArray:
    """An array of which each element is what a step of the search gave."""
    array = any_array_of(build, op, key)
    if isinstance(array, TensorArray) and array.elements:
        array = PackedArray.of(build, array.elements)
    if not isinstance(array, PackedArray) or array.lengths is None or len(array.lengths) != 2:
        raise ValueError(
            f"operand {key!r} must be a tensor array of sequences of sequences (two LoD levels), "
            "which beam_search gives"
        )
    return array


class _Search:
    """What all steps of a search found; a block is what a step has of a source sentence.

    Attributes:
        step_count, source_count: int64 of one element.
        steps, sources, beams: 0, 1, 2 ...
        sentence_count: ``[blocks]``, how many rows each has.
        rows: ``[blocks, beam]``, their numbers; 0 where a block has fewer.
        last: ``[sources]``, the last step that has rows of each.
        last_block: ``[sources]``, that step's block.
    """

    def __init__(self, build: ModelBuilder, ids: PackedArray, beam: int) -> None:
        """Number the rows of the steps."""
        assert ids.lengths is not None
        outer, self._inner = ids.lengths
        self._build = build
        self._blocks = PackedSequences(build, rows_within(build, outer.rows, self._inner.rows))
        self._beam = build.emit(pd.Constant, value=np.array([beam], dtype="int64"))
        self.sentence_count = Term(build, self._blocks.lengths)
        self.step_count = Term(build, ids.length(build))
        blocks = Term(build, size_of(build, self._blocks.lengths, 0))
        self.source_count = blocks.apply(pd.FloorDivide, self.step_count)
        self.steps, self.sources = self._count(self.step_count), self._count(self.source_count)
        self.beams = Term(build, count_to(build, self._beam))
        self.rows = Term(build, self._blocks.padded(self._blocks.rows, 0, self._beam))
        shape = build.shape_tensor([self.step_count.value, self.source_count.value])
        has_rows = self.sentence_count.apply(pd.Reshape, shape).above(0)
        self.last = has_rows.choose(self.steps.unsqueeze(1), 0.0).apply(pd.Max, axis=(0,))
        self.last_block = self.last * self.source_count + self.sources

    def _count(self, end: Term) -> Term:
        return Term(self._build, count_to(self._build, end.value))

    def walk(self) -> Term:
        """``[sources * beam, steps]``: the rows that lead to the sentences of the last blocks."""
        build, blocks = self._build, self._blocks
        shape = build.shape_tensor([self.step_count.value, self.source_count.value, self._beam])
        # The prefixes of a step are the rows of the step before; those of the first are before all.
        first = build.emit(
            pd.Slice, self._inner.counts, None, None, axes=(0,), starts=(0,), ends=(1,)
        )
        prefix = Term(build, PackedSequences(build, self._inner.rows).numbers)
        parent = (prefix - Term(build, first)).apply(pd.Maximum, prefix.number(0))
        parent = chosen(Term(build, blocks.positions), parent)
        # Behind a sentence's end the walk stays at its place.
        parents = Term(build, blocks.padded(parent.value, self.beams.value, self._beam))
        rows, parents = (x.apply(pd.Reshape, shape) for x in (self.rows, parents))
        walk = rows.apply(pd.GatherTree, parents).transpose(1, 2, 0)
        return walk.apply(pd.Flatten, start_axis=0, stop_axis=1)
