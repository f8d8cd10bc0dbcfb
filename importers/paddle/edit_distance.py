"""Mapping of ``edit_distance``: by how many changes a sequence becomes another one."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.indexing import TakeAlongAxis
from paddle_mlir.dialects.pd.scan import Cummin
from paddle_mlir.importers.paddle.attributes import flag
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.counted_steps import repeat
from paddle_mlir.importers.paddle.formulas import Term, give
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.packed_sequences import (
    PackedSequences,
    count_to,
    size_of,
    vector,
)
from paddle_mlir.importers.paddle.source import SourceOp


@imports_pir("edit_distance")
@imports_program_desc("edit_distance")
def import_edit_distance(build: ModelBuilder, op: SourceOp) -> None:
    """Insertions, deletions and changes from each of ``Hyps`` to the same of ``Refs``.

    Levenshtein's rows, one for each token of the hypotheses. What an insertion adds along a row
    is a running minimum: ``d[j] = j + min over k <= j of (e[k] - k)``.
    """
    slots = op.keys("Hyps", "Refs", "HypsLength", "RefsLength")
    hyps, hyp_lengths = _padded(build, op, slots[0], slots[2])
    refs, ref_lengths = _padded(build, op, slots[1], slots[3])
    column = Term(build, ref_lengths).unsqueeze(1)
    # [1, references' longest + 1], and one such row for each pair.
    longest = size_of(build, refs.value, 1)
    steps = Term(build, build.emit(pd.Concat, [count_to(build, longest), longest], axis=0))
    steps = steps.unsqueeze(0)
    first = steps + column * 0.0

    def step(number: Term, states: list[Term]) -> list[Term]:
        (row,) = states
        token = hyps.apply(pd.Gather, number, axis=1)
        is_other = token.apply(pd.NotEqual, refs).cast("int64")
        before = row.apply(pd.Slice, axes=(1,), starts=(0,), ends=(-1,))
        above = row.apply(pd.Slice, axes=(1,), starts=(1,), ends=(2**31 - 1,))
        changed = (before + is_other).apply(pd.Minimum, above + 1.0)
        start = column * 0.0 + (number + 1.0)
        row_of = Term(build, build.emit(pd.Concat, [start.value, changed.value], axis=1))
        lowest = build.emit_all(Cummin, (row_of - steps).value, axis=1)[0]
        is_inside = number.below(Term(build, hyp_lengths)).unsqueeze(1)
        return [is_inside.choose(Term(build, lowest) + steps, row)]

    (row,) = repeat(build, op, size_of(build, hyps.value, 1), [first], step)
    distance = row.apply(TakeAlongAxis, column, axis=1).cast("float32")
    if flag(op, "normalized"):
        distance = distance / column.cast("float32")
    give(build, op, SequenceNum=Term(build, size_of(build, ref_lengths, 0)), Out=distance)


def _padded(build: ModelBuilder, op: SourceOp, slot: str, lengths_slot: str) -> tuple[Term, Any]:
    """Tokens as ``[sequences, steps]``, and the lengths of the sequences."""
    x, lengths = Term(build, build.required(op, slot)), build.operand(op, lengths_slot)
    if lengths is not None:
        return x, vector(build, lengths)
    packed = PackedSequences.of(build, x.value, build.lengths(op, slot))
    rows = x.reshape(-1) if x.info.rank > 1 else x
    return Term(build, packed.padded(rows.value, 0)), packed.lengths
