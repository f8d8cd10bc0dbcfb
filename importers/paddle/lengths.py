"""Lengths of sequences beside the data, in place of Paddle's LoD.

A ProgramDesc input with a LoD level holds sequences one after the other, along its first
dimension. Where the model uses that, such an input ``x`` gets an int64 input ``x.lengths`` behind
all other inputs, and an output made of sequences gives its lengths as ``<name>.lengths``. A model
without such inputs has no such outputs.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_mlir.importers.paddle.source import SourceBlock, SourceOp, SourceProgram

# Ops that read or change lengths; all others pass them on.
_ABOUT_SEQUENCES = frozenset(
    {"attention_lstm", "box_clip", "crf_decoding", "ctc_align", "edit_distance"}
    | {"fused_embedding_fc_lstm", "fused_embedding_seq_pool", "fusion_gru", "fusion_lstm"}
    | {"fusion_seqconv_eltadd_relu", "fusion_seqexpand_concat_fc", "fusion_seqpool_concat"}
    | {"fusion_seqpool_cvm_concat", "gru", "im2sequence", "lod_reset", "lstm", "multi_gru"}
    | {"row_conv"}
)


def is_about_sequences(op: SourceOp) -> bool:
    """True for an op that says itself of which sequences its results are made."""
    return op.name.startswith("sequence_") or op.name in _ABOUT_SEQUENCES


def lengths_name(name: str) -> str:
    """The name of the input or output with the lengths of another one."""
    return f"{name}.lengths"


def add_lengths(program: SourceProgram) -> None:
    """Add an input for the lengths of each input made of sequences, where ops use them."""
    if not any(is_about_sequences(op) for op in _all_ops(program.block)):
        return
    for user_name, value in list(program.inputs):
        if program.values[value].lod_level == 1:
            lengths = program.declare(lengths_name(value), "int64", (-1,))
            program.inputs.append((lengths_name(user_name), lengths))
            program.lengths[value] = lengths


def _all_ops(block: SourceBlock) -> Iterator[SourceOp]:
    for op in block.ops:
        yield op
        for body in op.blocks:
            yield from _all_ops(body)
