"""Mapping of the ops on sequences that Paddle's own passes fuse; see also sequences."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, text, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, term_list, terms
from paddle_mlir.importers.paddle.fused import activate, plus
from paddle_mlir.importers.paddle.mapping import imports_program_desc
from paddle_mlir.importers.paddle.packed_sequences import PackedSequences, gather_rows
from paddle_mlir.importers.paddle.sequences import pooled
from paddle_mlir.importers.paddle.source import SourceOp


@imports_program_desc("fusion_seqpool_concat")
def import_fusion_seqpool_concat(build: ModelBuilder, op: SourceOp) -> None:
    """The pooled sequences of all operands side by side."""
    _pools_side_by_side(build, op, lambda pool: pool)


@imports_program_desc("fusion_seqpool_cvm_concat")
def import_fusion_seqpool_cvm_concat(build: ModelBuilder, op: SourceOp) -> None:
    """The same of counts, each pool through ``cvm``."""
    _pools_side_by_side(build, op, lambda pool: _click_rates(pool, flag(op, "use_cvm", True)))


def _pools_side_by_side(build: ModelBuilder, op: SourceOp, change: Any) -> None:
    if whole(op, "axis", 1) != 1:
        raise ValueError(f"attribute 'axis' must be 1, got {op.attributes['axis']}")
    parts = []
    for x, lengths in zip(build.operands(op, "X"), build.all_lengths(op, "X"), strict=True):
        pool = pooled(build, op, x, PackedSequences.of(build, x, lengths))
        parts.append(change(Term(build, pool)).value)
    build.set(op, "Out", build.emit(pd.Concat, parts, axis=1))
    # To Paddle each row is a sequence of its own.
    ones = build.emit(pd.FullLike, build.lengths(op, "X"), value=1.0, dtype="int64")
    build.set_lengths(op, "Out", ones)


@imports_program_desc("cvm")
def import_cvm(build: ModelBuilder, op: SourceOp) -> None:
    """Of counts of shows and clicks in the first two columns: ``log(1 + shows)`` and
    ``log(1 + clicks) - log(1 + shows)``, or without ``use_cvm`` nothing."""
    (x,) = terms(build, op, "X")
    give(build, op, Y=_click_rates(x, flag(op, "use_cvm", True)))


def _click_rates(x: Term, keeps_counts: bool) -> Term:
    def columns(start: int, end: int) -> Term:
        return x.apply(pd.Slice, axes=(1,), starts=(start,), ends=(end,))

    rest = columns(2, 2**31 - 1)
    if not keeps_counts:
        return rest
    shows, clicks = ((columns(n, n + 1) + 1.0).apply(pd.Log) for n in range(2))
    parts = [shows.value, (clicks - shows).value, rest.value]
    return Term(x.build, x.build.emit(pd.Concat, parts, axis=1))


@imports_program_desc("fusion_seqexpand_concat_fc")
def import_fusion_seqexpand_concat_fc(build: ModelBuilder, op: SourceOp) -> None:
    """``activation(concat(x, expanded y, ...) @ w + bias)``: sequences x, and a row y for each.

    A row is multiplied once for all steps of its sequence.
    """
    parts = term_list(build, op, "X", 0)
    packed = PackedSequences.of(build, parts[0].value, build.all_lengths(op, "X")[0])
    weight, bias = terms(build, op, "FCWeight", "FCBias")
    total, start = None, 0
    for number, part in enumerate(parts):
        width = part.info.dims[1]
        if not isinstance(width, int):
            raise ValueError(f"operand 'X' must have static numbers of columns, got {part.info}")
        rows = weight.apply(pd.Slice, axes=(0,), starts=(start,), ends=(start + width,))
        product = part.apply(pd.Matmul, rows)
        if number > 0:
            product = Term(build, gather_rows(build, product.value, packed.numbers))
        total = product if total is None else total + product
        start += width
    assert total is not None
    total = plus(total, None if bias is None else bias.reshape(-1))
    give(build, op, Out=activate(text(op, "fc_activation", "identity"), total))
    build.set_lengths(op, "Out", packed.lengths)


@imports_program_desc("fused_embedding_seq_pool")
def import_fused_embedding_seq_pool(build: ModelBuilder, op: SourceOp) -> None:
    """The sum over each sequence of its rows of ``W``; columns of ``Ids`` side by side.

    Limits: combiner ``sum``, the only one that Paddle has.
    """
    table, ids = terms(build, op, "W", "Ids")
    if text(op, "combiner", "sum") != "sum":
        raise ValueError(f"attribute 'combiner' must be sum, got {op.attributes['combiner']!r}")
    rows = ids.apply(pd.Embedding, table, padding_idx=whole(op, "padding_idx", -1))
    if ids.info.rank > 1:
        rows = rows.apply(pd.Flatten, start_axis=1, stop_axis=-1)
    packed = PackedSequences.of(build, rows.value, build.lengths(op, "Ids"))
    give(build, op, Out=Term(build, packed.padded(rows.value, 0)).sum(1))
