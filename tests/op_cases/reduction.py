"""Reductions."""

from typing import Any

from op_cases.case import PIR, PROGRAM_DESC, append_op, case, tensor


def forms(function: Any, x: Any) -> tuple[Any, ...]:
    return (
        function(x),
        function(x, axis=1),
        function(x, axis=-1, keepdim=True),
        function(x, axis=[0, 2]),
        function(x, axis=[-1, 0], keepdim=True),
        function(x, axis=[0, 1, 2]),
        function(x, keepdim=True),
    )


CASES = [
    case("mean", lambda paddle, F, x: forms(paddle.mean, x), tensor(2, 3, 4)),
    case("sum", lambda paddle, F, x: forms(paddle.sum, x), tensor(2, 3, 4)),
    case("max", lambda paddle, F, x: forms(paddle.max, x), tensor(2, 3, 4)),
    case("min", lambda paddle, F, x: forms(paddle.min, x), tensor(2, 3, 4)),
    case(
        "dynamic",
        lambda paddle, F, x: (
            paddle.mean(x),
            paddle.mean(x, axis=[0, 2], keepdim=True),
            paddle.sum(x, axis=0),
            paddle.max(x, axis=[-2, -1]),
            paddle.min(x, axis=2),
            paddle.argmax(x, axis=1),
        ),
        tensor((2, 1), (3, 5), (4, 6)),
    ),
    case(
        "infinities",
        lambda paddle, F, x: (paddle.max(x, 1), paddle.min(x, 1), paddle.argmax(x, 1)),
        tensor(2, 3, special=(float("-inf"),) * 3 + (float("inf"),) * 3),
    ),
    case(
        "integers",
        lambda paddle, F, x, y: (
            paddle.sum(x),
            paddle.sum(x, axis=1),
            paddle.sum(y, axis=0),
            paddle.max(x, axis=1),
            paddle.min(y, axis=0, keepdim=True),
            paddle.argmax(x, axis=0),
            paddle.max(y),
        ),
        tensor(3, 4, dtype="int32", low=-100, high=100),
        tensor(3, 4, dtype="int64", low=-100, high=-50),
    ),
    case(
        "integer_means",
        lambda paddle, F, x, y: (paddle.mean(x, axis=1), paddle.mean(y)),
        tensor(3, 4, dtype="int32", special=(-7, 0, 0, 0)),
        tensor(3, dtype="int64", low=-9, high=-5),
        formats=(PIR,),
    ),
    case(
        "sum_dtypes",
        lambda paddle, F, b, n, x, h: (
            paddle.sum(b),
            paddle.sum(b, axis=1, dtype="int32"),
            paddle.sum(n, dtype="float32"),
            paddle.sum(n, axis=0, dtype="int64"),
            paddle.sum(x, axis=0, dtype="float64"),
            paddle.sum(h, axis=1),
        ),
        tensor(3, 4, dtype="bool"),
        tensor(3, 4, dtype="int32"),
        tensor(3, 4),
        tensor(3, 4, dtype="float16"),
        formats=(PIR,),
    ),
    case(
        "float64",
        lambda paddle, F, x: (paddle.mean(x, 0), paddle.sum(x), paddle.max(x, 1), paddle.min(x)),
        tensor(3, 4, dtype="float64"),
    ),
    case(
        "zero_dimensions",
        lambda paddle, F, x: (
            paddle.mean(x),
            paddle.sum(x, axis=-1),
            paddle.max(x),
            paddle.min(x, axis=0),
            paddle.argmax(x),
        ),
        tensor(),
        formats=(PIR,),
    ),
    case(
        "empty",
        lambda paddle, F, x: (paddle.sum(x), paddle.sum(x, axis=1), paddle.max(x, axis=2)),
        tensor(2, 0, 3),
        formats=(PIR,),
    ),
    case(
        "argmax",
        lambda paddle, F, x: (
            paddle.argmax(x),
            paddle.argmax(x, axis=0),
            paddle.argmax(x, axis=-1),
            paddle.argmax(x, axis=1, keepdim=True),
            paddle.argmax(x, keepdim=True),
            paddle.argmax(x, axis=2, dtype="int32"),
        ),
        # Few values, so that the largest one stands in several places.
        tensor(3, 4, 5, step=1),
    ),
    case(
        "argmax_special_numbers",
        lambda paddle, F, x: paddle.argmax(x, axis=1),
        tensor(
            3,
            4,
            special=(
                1,
                float("nan"),
                3,
                2,
                *[float("nan")] * 4,
                float("nan"),
                -1,
                float("-inf"),
                5,
            ),
        ),
    ),
    case(
        "reduce_attributes",
        lambda paddle, F, x: (
            append_op(paddle, "reduce_sum", {"X": x}, dim=[0], reduce_all=True),
            append_op(paddle, "reduce_mean", {"X": x}, dim=[-1], keep_dim=True),
            append_op(paddle, "reduce_max", {"X": x}, dim=[]),
        ),
        tensor((2, 3), 4),
        formats=(PROGRAM_DESC,),
    ),
]
