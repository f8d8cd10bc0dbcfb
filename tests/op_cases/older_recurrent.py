"""Older recurrent layers: over sequences, and single steps."""

from typing import Any

from op_cases.case import PROGRAM_DESC, case, sequences, tensor, weight

LOD = (PROGRAM_DESC,)
FUSION_LSTM_UNUSED = (
    *("Cell", "XX", "BatchedInput", "BatchedHidden", "BatchedCell"),
    *("ReorderedH0", "ReorderedC0", "CheckedCell"),
)


def gru(paddle: Any, x: Any, weight: Any, bias: Any, state: Any = None, **options: Any) -> Any:
    inputs = {"Input": x, "Weight": weight, "Bias": bias}
    attributes = {"activation": "tanh", "gate_activation": "sigmoid", "is_reverse": False}
    if state is not None:
        inputs["H0"] = state
    unused = ("BatchGate", "BatchResetHiddenPrev", "BatchHidden")
    return run(paddle, "gru", inputs, ("Hidden",), unused, attributes | options)[0]


def lstm(paddle: Any, x: Any, weight: Any, bias: Any, **options: Any) -> Any:
    inputs = {"Input": x, "Weight": weight, "Bias": bias}
    attributes = {
        "gate_activation": "sigmoid",
        "cell_activation": "tanh",
        "candidate_activation": "tanh",
    }
    unused = ("Cell", "BatchGate", "BatchCellPreAct")
    return run(paddle, "lstm", inputs, ("Hidden",), unused, attributes | options)[0]


def attention_lstm(
    paddle: Any, x: Any, cell: Any, attention: Any, weight: Any, bias: Any, **more: Any
) -> tuple[Any, ...]:
    inputs = {"X": x, "C0": cell, "AttentionWeight": attention, "LSTMWeight": weight}
    unused = ("AttentionedX", "AttentionFCOut", "LSTMX", "LSTMOUT")
    inputs |= {"LSTMBias": bias, **more}
    return run(paddle, "attention_lstm", inputs, ("Hidden", "Cell"), unused, {})


def run(
    paddle: Any,
    kind: str,
    inputs: dict[str, Any],
    results: tuple[str, ...],
    unused: tuple[str, ...],
    attributes: dict[str, Any],
    dtype: str | None = None,
) -> tuple[Any, ...]:
    helper = paddle.base.layer_helper.LayerHelper(kind)
    dtype = dtype or next(iter(inputs.values())).dtype
    outs = {name: helper.create_variable_for_type_inference(dtype) for name in (*results, *unused)}
    helper.append_op(type=kind, inputs=inputs, outputs=outs, attrs=attributes)
    return tuple(outs[name] for name in results)


CASES = [
    case(
        "gru",
        lambda paddle, F, x, w, b, h: (
            gru(paddle, x, w, b),
            gru(paddle, x, w, b, h, is_reverse=True, origin_mode=True),
            gru(paddle, x, w, b, activation="relu", gate_activation="tanh"),
        ),
        sequences((2, 3, 1), (4, 1, 2), row=(9,)),
        weight(3, 9, low=-1.0, high=1.0),
        weight(1, 9),
        tensor(3, 3),
        formats=LOD,
    ),
    case(
        "lstm",
        lambda paddle, F, x, w, b, p: (
            lstm(paddle, x, w, b, use_peepholes=False),
            lstm(paddle, x, w, p, use_peepholes=True, is_reverse=True),
        ),
        sequences((2, 3, 1), (18,), row=(12,)),
        weight(3, 12, low=-1.0, high=1.0),
        weight(1, 12),
        weight(1, 21),
        formats=LOD,
    ),
    case(
        "gru_unit",
        lambda paddle, F, x, h, w, b: (
            run(
                paddle,
                "gru_unit",
                {"Input": x, "HiddenPrev": h, "Weight": w, "Bias": b},
                ("Hidden",),
                ("Gate", "ResetHiddenPrev"),
                {"activation": 2, "gate_activation": 1, "origin_mode": False},
            )[0],
            run(
                paddle,
                "gru_unit",
                {"Input": x, "HiddenPrev": h, "Weight": w},
                ("Hidden",),
                ("Gate", "ResetHiddenPrev"),
                {"activation": 3, "gate_activation": 1, "origin_mode": True},
            )[0],
        ),
        tensor((4, 1), 9),
        tensor((4, 1), 3),
        weight(3, 9, low=-1.0, high=1.0),
        weight(1, 9),
        formats=LOD,
    ),
    case(
        "fusion_gru",
        lambda paddle, F, x, wx, wh, b: run(
            paddle,
            "fusion_gru",
            {"X": x, "WeightX": wx, "WeightH": wh, "Bias": b},
            ("Hidden",),
            ("ReorderedH0", "XX", "BatchedInput", "BatchedOut"),
            {"activation": "tanh", "gate_activation": "sigmoid", "is_reverse": True},
        )[0],
        sequences((2, 3, 1), (4, 1, 2), row=(5,)),
        weight(5, 9, low=-1.0, high=1.0),
        weight(3, 9, low=-1.0, high=1.0),
        weight(1, 9),
        formats=LOD,
    ),
    case(
        "fusion_lstm",
        lambda paddle, F, x, wx, wh, b: run(
            paddle,
            "fusion_lstm",
            {"X": x, "WeightX": wx, "WeightH": wh, "Bias": b},
            ("Hidden",),
            FUSION_LSTM_UNUSED,
            {"use_peepholes": False, "is_reverse": False},
        )[0],
        sequences((2, 3, 1), (4, 1, 2), row=(5,)),
        weight(5, 12, low=-1.0, high=1.0),
        weight(3, 12, low=-1.0, high=1.0),
        weight(1, 12),
        formats=LOD,
    ),
    case(
        "attention_lstm",
        lambda paddle, F, x, c, h, wa, ba, scalar, shift, w, b: (
            *attention_lstm(paddle, x, c, wa, w, b),
            *attention_lstm(
                paddle,
                x,
                c,
                wa,
                w,
                b,
                H0=h,
                AttentionBias=ba,
                AttentionScalar=scalar,
                AttentionScalarBias=shift,
            ),
        ),
        sequences((2, 3, 1), (4, 1, 2), row=(5,)),
        tensor(3, 4),
        tensor(3, 4),
        weight(9, 1, low=-1.0, high=1.0),
        weight(1, 1),
        weight(1, 1, low=0.5),
        weight(1, 1),
        weight(9, 16, low=-1.0, high=1.0),
        weight(1, 16),
        formats=LOD,
    ),
    case(
        "multi_gru",
        lambda paddle, F, x, *weights: run(
            paddle,
            "multi_gru",
            {
                "X": x,
                "WeightX": [weights[0], weights[1], weights[4], weights[5]],
                "WeightH": [weights[2], weights[3], weights[2], weights[3]],
                "Bias": list(weights[6:8]) * 2,
            },
            ("Hidden",),
            (),
            {"layers": 2, "activation": "tanh", "gate_activation": "sigmoid"}
            | {"origin_mode": False, "use_mkldnn": True, "force_fp32_output": True},
        )[0],
        sequences((2, 3, 1), (4, 1, 2), row=(5,)),
        weight(5, 9, low=-1.0, high=1.0),
        weight(5, 9, low=-1.0, high=1.0),
        weight(3, 9, low=-1.0, high=1.0),
        weight(3, 9, low=-1.0, high=1.0),
        weight(6, 9, low=-1.0, high=1.0),
        weight(6, 9, low=-1.0, high=1.0),
        weight(1, 9),
        weight(1, 9),
        formats=LOD,
    ),
    case(
        "fused_embedding_fc_lstm",
        lambda paddle, F, ids, rows, w, b, p: tuple(
            run(
                paddle,
                "fused_embedding_fc_lstm",
                {"Ids": ids, "Embeddings": rows, "WeightH": w, "Bias": bias},
                ("Hidden",),
                tuple(name for name in FUSION_LSTM_UNUSED if name != "CheckedCell"),
                {"use_peepholes": has_peepholes, "is_reverse": has_peepholes},
                "float32",
            )[0]
            for bias, has_peepholes in ((b, False), (p, True))
        ),
        sequences((2, 3, 1), (4, 1, 2), row=(1,), dtype="int64", low=0, high=6),
        weight(7, 12),
        weight(3, 12, low=-1.0, high=1.0),
        weight(1, 12),
        weight(1, 21),
        formats=LOD,
    ),
]
