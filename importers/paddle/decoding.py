"""Mapping of the decoding of searched sequences."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

program_desc_rule("gather_tree", pd.GatherTree, {"Ids": "ids", "Parents": "parents"})


@imports_pir("viterbi_decode")
@imports_program_desc("viterbi_decode")
def import_viterbi_decode(build: ModelBuilder, op: SourceOp) -> None:
    """Results scores and path."""
    values = build.emit_all(
        pd.ViterbiDecode,
        *(build.required(op, name) for name in op.keys("Input", "Transition", "Length")),
        include_bos_eos_tag=flag(op, "include_bos_eos_tag", True),
    )
    for key, value in zip(op.keys("Scores", "Path"), values, strict=True):
        build.set(op, key, value)
