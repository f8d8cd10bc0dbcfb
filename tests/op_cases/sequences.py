"""Ops on sequences: masks, and Paddle's LoD."""

from typing import Any

from op_cases.case import (
    PROGRAM_DESC,
    append_op,
    append_op_with_results,
    case,
    nested_sequences,
    sequences,
    tensor,
    weight,
)

LOD = (PROGRAM_DESC,)


def conv(paddle: Any, x: Any, filter_: Any, length: int, start: int) -> Any:
    inputs = {"X": x, "Filter": filter_}
    context = {"contextLength": length, "contextStart": start, "contextStride": 1}
    return append_op(paddle, "sequence_conv", inputs, **context)


CASES = [
    case(
        "sequence_mask",
        lambda paddle, F, x, y: (
            F.sequence_mask(x, 6),
            F.sequence_mask(y, 4, "bool"),
            F.sequence_mask(y, 5, "float32"),
        ),
        tensor(5, dtype="int64", low=0, high=6),
        tensor((2, 1), 3, dtype="int32", low=0, high=6),
    ),
    case(
        "sequence_mask_of_largest",
        lambda paddle, F, x: F.sequence_mask(x),
        tensor(5, dtype="int64", low=1, high=6, special=(3,)),
    ),
    case(
        "sequence_pool",
        lambda paddle, F, x, y: (
            *(
                paddle.static.nn.sequence_pool(x, kind, pad_value=0.5)
                for kind in ("sum", "average", "sqrt", "max", "first", "last")
            ),
            paddle.static.nn.sequence_first_step(y),
            paddle.static.nn.sequence_last_step(y),
        ),
        sequences((2, 0, 3), (1, 4), row=(3,)),
        sequences((2, 3), (1, 1), row=(2, 2)),
        formats=LOD,
    ),
    case(
        "sequence_softmax",
        lambda paddle, F, x: (
            paddle.static.nn.sequence_softmax(x),
            paddle.static.nn.sequence_reverse(x),
        ),
        sequences((2, 1, 3), (4,), row=(1,)),
        formats=LOD,
    ),
    case(
        "sequence_conv",
        lambda paddle, F, x, w: (
            conv(paddle, x, w, 3, -1),
            conv(paddle, x, w, 3, 0),
            F.relu(conv(paddle, x, w, 3, -2)),
        ),
        sequences((2, 1, 5), (4,), row=(2,)),
        weight(6, 4),
        formats=LOD,
    ),
    case(
        "sequence_expand",
        lambda paddle, F, x, y, z: (
            paddle.static.nn.sequence_expand(x, y),
            paddle.static.nn.sequence_expand(z, y),
            paddle.static.nn.sequence_expand_as(x, y),
        ),
        tensor((3, 2), 2),
        sequences((2, 1, 3), (4, 1), row=(2,)),
        sequences((2, 2, 1), (1, 3), row=(1,)),
        formats=LOD,
    ),
    case(
        "sequences_of_sequences",
        lambda paddle, F, x, y, rows, whole, offsets: (
            paddle.static.nn.sequence_pool(x, "sum"),
            paddle.static.nn.sequence_expand(y, x, ref_level=0),
            paddle.static.nn.sequence_expand(rows, x, ref_level=1),
            paddle.static.nn.sequence_expand(rows, x),
            append_op(paddle, "lod_reset", {"X": x, "Y": y}),
            append_op(paddle, "lod_reset", {"X": y, "Y": x}, append=True),
            append_op(paddle, "lod_reset", {"X": y, "Y": offsets}, append=True),
            append_op(paddle, "elementwise_add", {"X": x, "Y": y}, axis=-1),
            append_op(paddle, "elementwise_add", {"X": whole, "Y": x}, axis=-1),
            append_op(paddle, "sum", {"X": [whole, x]}),
        ),
        nested_sequences(((1, 2), (3, 0, 2)), ((0, 2), (4, 1)), row=(2,)),
        sequences((1, 4), (3, 2), row=(2,)),
        tensor((3, 2), 2),
        tensor(5, 2),
        tensor(4, dtype="int32", special=(0, 1, 1, 5)),
        formats=LOD,
    ),
    case(
        "sequences_passed_on",
        lambda paddle, F, x, rows, word, w: (
            append_op(paddle, "lod_reset", {"X": rows, "Y": x}),
            paddle.concat([x, rows], axis=1),
            paddle.concat([rows, x], axis=1),
            paddle.matmul(x, w),
            append_op(paddle, "mul", {"X": x, "Y": w}),
            append_op(paddle, "lookup_table", {"W": w, "Ids": word}),
            paddle.sum(x, axis=1, keepdim=True),
            paddle.argmax(x, axis=1),
            paddle.transpose(x, [0, 1]),
            paddle.reshape(x, [-1, 2, 1]),
            F.softmax(x),
            paddle.stack([x, x], axis=1),
            x < rows,
        ),
        nested_sequences(((1, 2), (3, 0, 2)), ((2, 0), (4, 1)), row=(2,)),
        tensor(5, 2),
        nested_sequences(((3,), (3, 0, 2)), ((1,), (5,)), row=(1,), dtype="int64", low=0, high=1),
        weight(2, 3),
        formats=LOD,
    ),
    case(
        "sequence_concat",
        lambda paddle, F, x, y: paddle.static.nn.sequence_concat([x, y, x]),
        sequences((2, 1, 3), (4, 1), row=(2,)),
        sequences((2, 2, 1), (1, 3), row=(2,)),
        formats=LOD,
    ),
    case(
        "sequence_pad",
        lambda paddle, F, x, lengths, y: (
            *paddle.static.nn.sequence_pad(x, paddle.full([1], -1.5), 5),
            *paddle.static.nn.sequence_pad(x, paddle.full([1], 0.0)),
            paddle.static.nn.sequence_unpad(y, lengths),
        ),
        sequences((2, 1, 3), (4, 1), row=(2,)),
        tensor((3, 2), dtype="int64", low=1, high=4),
        tensor((3, 2), 4, 2),
        formats=LOD,
    ),
    case(
        "sequence_slice",
        lambda paddle, F, x, offset, length: (
            paddle.static.nn.sequence_slice(x, offset, length),
            paddle.static.nn.sequence_reshape(x, 2),
        ),
        sequences((3, 4, 3), (2, 5), row=(4,)),
        tensor((3, 2), 1, dtype="int64", low=0, high=1),
        tensor((3, 2), 1, dtype="int64", low=1, high=1),
        formats=LOD,
    ),
    case(
        "sequence_enumerate",
        lambda paddle, F, x: (
            paddle.static.nn.sequence_enumerate(x, 3, 7),
            append_op(paddle, "sequence_erase", {"X": x}, tokens=[1, 2]),
        ),
        sequences((3, 4, 3), (2, 5), row=(1,), dtype="int64", low=0, high=4),
        formats=LOD,
    ),
    case(
        "lod_reset",
        lambda paddle, F, x, y, offsets: tuple(
            paddle.static.nn.sequence_pool(reset, "sum")
            for reset in (
                append_op(paddle, "lod_reset", {"X": x, "Y": y}),
                append_op(paddle, "lod_reset", {"X": x, "Y": offsets}),
                append_op(paddle, "lod_reset", {"X": x}, target_lod=[0, 1, 6]),
            )
        ),
        sequences((3, 3), (2, 4), row=(2,)),
        sequences((1, 5), (3, 3), row=(1,)),
        tensor(3, dtype="int32", special=(0, 2, 6)),
        formats=LOD,
    ),
    case(
        "row_conv",
        lambda paddle, F, x, y, w: (
            append_op(paddle, "row_conv", {"X": x, "Filter": w}),
            append_op(paddle, "row_conv", {"X": y, "Filter": w}),
        ),
        sequences((3, 4, 1), (2, 5), row=(2,)),
        tensor((2, 1), (4, 3), 2),
        weight(3, 2),
        formats=LOD,
    ),
    case(
        "fused_sequences",
        lambda paddle, F, x, y, w, b: (
            append_op_with_results(
                paddle,
                "fusion_seqconv_eltadd_relu",
                {"X": x, "Filter": w, "Bias": b},
                ("Out", "ColMat"),
                contextLength=3,
                contextStart=-1,
                contextStride=1,
            )[0],
            append_op(paddle, "fusion_seqpool_concat", {"X": [x, y]}, pooltype="AVERAGE", axis=1),
        ),
        sequences((2, 1, 5), (1, 4, 2), row=(4,)),
        sequences((1, 3, 2), (2, 2, 1), row=(4,)),
        weight(12, 4),
        weight(1, 4),
        formats=LOD,
    ),
    case(
        "fused_sequences_of_rows",
        lambda paddle, F, x, y, z, w, b, counts: (
            append_op_with_results(
                paddle,
                "fusion_seqexpand_concat_fc",
                {"X": [x, y, z], "FCWeight": w, "FCBias": b},
                ("Out", "FCOut"),
                fc_activation="relu",
            )[0],
            append_op(
                paddle,
                "fusion_seqpool_cvm_concat",
                {"X": [counts, counts], "CVM": paddle.full([3, 2], 1.0)},
                pooltype="SUM",
                use_cvm=True,
                axis=1,
            ),
        ),
        sequences((2, 1, 5), (1, 4, 2), row=(4,)),
        sequences((1, 1, 1), (1, 1, 1), row=(2,)),
        sequences((1, 1, 1), (1, 1, 1), row=(3,)),
        weight(9, 4),
        weight(1, 4),
        sequences((1, 3, 2), (2, 2, 1), row=(4,), low=0.0),
        formats=LOD,
    ),
    case(
        "embedding_seq_pool",
        lambda paddle, F, ids, rows, counts: (
            append_op(
                paddle,
                "fused_embedding_seq_pool",
                {"W": rows, "Ids": ids},
                combiner="sum",
                is_sparse=False,
            ),
            append_op(paddle, "cvm", {"X": counts, "CVM": counts[:, :2]}, result="Y", use_cvm=True),
            append_op(
                paddle, "cvm", {"X": counts, "CVM": counts[:, :2]}, result="Y", use_cvm=False
            ),
        ),
        sequences((2, 1, 5), (1, 4, 2), row=(1,), dtype="int64", low=0, high=6),
        weight(7, 4),
        tensor(3, 4, low=0.0),
        formats=LOD,
    ),
]
