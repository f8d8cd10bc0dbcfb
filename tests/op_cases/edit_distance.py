"""Distances between sequences, and boxes that are sequences of an image."""

from typing import Any

from op_cases.case import (
    PIR,
    PROGRAM_DESC,
    append_op,
    append_op_with_results,
    case,
    sequences,
    tensor,
)

TOKENS = (
    tensor((4, 3), (5, 7), dtype="int64", low=0, high=3),
    tensor((4, 3), (6, 4), dtype="int64", low=0, high=3),
    tensor((4, 3), dtype="int64", low=0, high=5, special=(5, 0, 3)),
    tensor((4, 3), dtype="int64", low=1, high=4, special=(2, 4, 1)),
)


def edit_distance(paddle: Any, *operands: Any, normalized: bool) -> tuple[Any, ...]:
    """The ProgramDesc op, whose results dygraph gives in another order."""
    inputs = dict(zip(("Hyps", "Refs", "HypsLength", "RefsLength"), operands, strict=False))
    results = ("SequenceNum", "Out")
    return append_op_with_results(paddle, "edit_distance", inputs, results, normalized=normalized)


CASES = [
    case(
        "tokens",
        lambda paddle, F, *operands: (
            *paddle._C_ops.edit_distance(*operands, False),
            *paddle._C_ops.edit_distance(*operands, True),
        ),
        *TOKENS,
        formats=(PIR,),
    ),
    case(
        "tokens_of_older_models",
        lambda paddle, F, *operands: (
            edit_distance(paddle, *operands, normalized=False)[1],
            edit_distance(paddle, *operands, normalized=True)[1],
        ),
        *TOKENS,
        formats=(PROGRAM_DESC,),
    ),
    case(
        "tokens_of_sequences",
        lambda paddle, F, x, y: edit_distance(paddle, x, y, normalized=False)[1],
        sequences((2, 3, 1), (4, 1, 2), row=(1,), dtype="int64", low=0, high=3),
        sequences((3, 1, 2), (2, 2, 5), row=(1,), dtype="int64", low=0, high=3),
        formats=(PROGRAM_DESC,),
    ),
    case(
        "box_clip",
        lambda paddle, F, boxes, images: append_op(
            paddle, "box_clip", {"Input": boxes, "ImInfo": images}, "Output"
        ),
        sequences((2, 3), (4, 1), row=(4,), low=-8.0, high=40.0),
        tensor(2, 3, low=1.0, high=2.0, special=(16.0, 24.0, 1.0, 33.0, 20.0, 2.0)),
        formats=(PROGRAM_DESC,),
    ),
]
