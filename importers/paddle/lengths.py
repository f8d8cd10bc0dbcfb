"""Lengths of sequences beside the data, in place of Paddle's LoD.

A ProgramDesc input with a LoD level holds sequences one after the other, along its first
dimension. Where the model uses that, such an input ``x`` gets an int64 input ``x.lengths`` behind
all other inputs, and an output made of sequences gives its lengths as ``<name>.lengths``. A model
without such inputs has no such outputs.

With two levels the sequences are made of sequences: ``x.lengths.0`` tells of how many each outer
one is made, ``x.lengths.1`` of how many rows each of those. More levels go on in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.importers.paddle.source import SourceBlock, SourceOp, SourceProgram, as_list


@dataclass(frozen=True)
class Sequences:
    """A tensor that is made of sequences.

    Attributes:
        rows: the tensor, an SSA value.
        lengths: for each level, the outermost first, the number of parts of each sequence, an
            int64 vector; None where it depends on the run of which sequences it is made.
    """

    rows: Any
    lengths: tuple[Any, ...] | None


def rows_of(state: Any) -> Any:
    """The tensor behind a name, whether it is made of sequences or not."""
    return state.rows if isinstance(state, Sequences) else state


# Ops that read or change lengths.
_ABOUT_SEQUENCES = frozenset(
    {"attention_lstm", "beam_search", "beam_search_decode", "box_clip", "crf_decoding"}
    | {"ctc_align", "edit_distance", "fused_embedding_fc_lstm", "fused_embedding_seq_pool"}
    | {"fusion_gru", "fusion_lstm", "fusion_seqconv_eltadd_relu", "fusion_seqexpand_concat_fc"}
    | {"fusion_seqpool_concat", "fusion_seqpool_cvm_concat", "gru", "im2sequence", "lod_reset"}
    | {"lstm", "multi_gru", "row_conv"}
)

# Ops whose results are plain tensors, whatever their operands are made of.
_FORGETTING_SEQUENCES = frozenset(
    {"arg_max", "arg_min", "fill_constant_batch_size_like", "gru_unit", "matmul_v2", "reduce_all"}
    | {"reduce_any", "reduce_max", "reduce_mean", "reduce_min", "reduce_prod", "reduce_sum"}
    | {"transpose", "transpose2"}
)

# Ops of several operands with equally many rows, which each counts for itself at run time.
_KEEPING_ROWS = frozenset(
    {"equal", "greater_equal", "greater_than", "less_equal", "less_than", "logical_and"}
    | {"logical_or", "logical_xor", "not_equal", "sum"}
)


def is_about_sequences(op: SourceOp) -> bool:
    """True for an op that says itself of which sequences its results are made."""
    return op.name.startswith("sequence_") or op.name in _ABOUT_SEQUENCES


def pass_lengths_on(
    op: SourceOp, values: dict[str, Any], row_count: Callable[[Any], Size | None]
) -> None:
    """Results with as many rows as an operand made of sequences are made of such, too.

    In Paddle they share the LoD of the first tensor in ``X``, where an op has that slot.

    Args:
        op: an op that is built.
        values: what names stand for, which it changes.
        row_count: the number of rows of a tensor, None for what is none.
    """
    if op.blocks or is_about_sequences(op) or op.name in _FORGETTING_SEQUENCES:
        return
    operands = [name for slot in op.operands.values() for name in as_list(slot)]
    sharing = [values.get(name) for name in op.operand_list("X")[:1] or operands]
    known = next((state for state in sharing if isinstance(state, Sequences)), None)
    if known is None:
        return
    count = row_count(known.rows)
    for name in [name for slot in op.results.values() for name in as_list(slot)]:
        own = row_count(values.get(name))
        if own is not None and (own == count or _keeps_rows(op)):
            values[name] = Sequences(values[name], known.lengths)


def _keeps_rows(op: SourceOp) -> bool:
    joins_columns = op.name == "concat" and op.attributes.get("axis", 0) != 0
    return op.name in _KEEPING_ROWS or op.name.startswith("elementwise_") or joins_columns


def lengths_names(name: str, levels: int) -> list[str]:
    """The names of the inputs or outputs with the lengths of another one, for each level."""
    if levels == 1:
        return [f"{name}.lengths"]
    return [f"{name}.lengths.{level}" for level in range(levels)]


def add_lengths(program: SourceProgram) -> None:
    """Add inputs for the lengths of each input made of sequences, where ops use them."""
    if not any(is_about_sequences(op) for op in _all_ops(program.block)):
        return
    for user_name, value in list(program.inputs):
        levels = program.values[value].lod_level
        if levels:
            user_names = lengths_names(user_name, levels)
            names = [program.declare(name, "int64", (-1,)) for name in lengths_names(value, levels)]
            program.inputs.extend(zip(user_names, names, strict=True))
            program.lengths[value] = names


def _all_ops(block: SourceBlock) -> Iterator[SourceOp]:
    for op in block.ops:
        yield op
        for body in op.blocks:
            yield from _all_ops(body)
