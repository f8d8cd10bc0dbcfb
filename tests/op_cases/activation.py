"""Activation functions."""

from typing import Any

from op_cases.case import PROGRAM_DESC, append_op, case, tensor

SPECIAL = (float("inf"), float("-inf"), float("nan"), 30.0, -30.0, 0.0, -0.0)


def activations(functional: Any, x: Any) -> tuple[Any, ...]:
    return (
        functional.relu(x),
        functional.relu6(x),
        functional.sigmoid(x),
        functional.tanh(x),
        functional.silu(x),
        functional.swish(x),
        functional.hardswish(x),
        functional.hardsigmoid(x),
        functional.leaky_relu(x),
        functional.elu(x),
        functional.gelu(x),
        functional.softplus(x),
        functional.mish(x),
    )


CASES = [
    case(
        "activations",
        lambda paddle, F, x: activations(F, x),
        tensor(6, 16, low=-8, high=8),
    ),
    case(
        "activations_special_numbers",
        lambda paddle, F, x: activations(F, x),
        tensor(len(SPECIAL), special=SPECIAL),
    ),
    case(
        "activations_float64_dynamic",
        lambda paddle, F, x: activations(F, x),
        tensor((3, 1), 5, dtype="float64", low=-8, high=8),
    ),
    case(
        "activations_zero_dimensions",
        lambda paddle, F, x: activations(F, x),
        tensor(),
    ),
    case(
        "attributes",
        lambda paddle, F, x: (
            F.hardsigmoid(x, slope=0.25, offset=0.125),
            F.leaky_relu(x, 0.25),
            F.elu(x, 0.5),
            F.gelu(x, approximate=True),
            F.softplus(x, beta=2.0, threshold=3.0),
        ),
        tensor(4, 8, low=-5, high=5),
    ),
    case(
        "old_attributes",
        lambda paddle, F, x: (
            append_op(paddle, "relu6", {"X": x}, threshold=3.0),
            append_op(paddle, "swish", {"X": x}, beta=0.5),
            append_op(paddle, "mish", {"X": x}, threshold=2.0),
        ),
        tensor(4, 8, low=-5, high=5),
        formats=(PROGRAM_DESC,),
    ),
    case(
        "softmax",
        lambda paddle, F, x: (
            F.softmax(x),
            F.softmax(x, axis=0),
            F.softmax(x, axis=-2),
            F.log_softmax(x),
            F.log_softmax(x, axis=1),
            F.softmax(x, dtype="float64"),
        ),
        tensor(2, 3, 4, low=-20, high=20),
    ),
    case(
        "softmax_dynamic",
        lambda paddle, F, x: (F.softmax(x), F.softmax(x, axis=0), F.log_softmax(x, axis=1)),
        tensor((2, 3), (5, 1), 3, low=-20, high=20),
    ),
    case(
        "softmax_large",
        lambda paddle, F, x: F.softmax(x),
        tensor(3, 5, low=-2000, high=2000, special=(float("-inf"), 0, 1)),
    ),
    case(
        "softmax_zero_dimensions",
        lambda paddle, F, x: (F.softmax(x), F.log_softmax(x)),
        tensor(),
    ),
]
