"""Constants and fills."""

import numpy as np

from op_cases.case import PIR, case, tensor

CASES = [
    case(
        "full",
        lambda paddle, F, x: (
            paddle.full([2, 3], 1.5) + x,
            paddle.full([], 2.5),
            paddle.full([2], 7, dtype="int32"),
            paddle.full([2], -3, dtype="int64"),
            paddle.full([2], 1.7, dtype="int32"),
            paddle.full([2], True, dtype="bool"),
            paddle.full([2], 200, dtype="uint8"),
            paddle.full([2], 0.1, dtype="float64"),
            paddle.full([2], 0.1, dtype="float16"),
            paddle.full([2], float("inf")),
            paddle.full([2], float("-inf"), dtype="float64"),
            paddle.full([1], float("nan")),
            paddle.zeros([0, 2]),
            paddle.ones([2, 1], dtype="int64"),
        ),
        tensor(3),
    ),
    case(
        "full_large_integers",
        lambda paddle, F, x: (
            paddle.full([1], 2**63 - 1, dtype="int64") - x,
            paddle.full([2], -(2**63), dtype="int64"),
            paddle.full([3], 2**53, dtype="int64") + x,
            paddle.full([2], -(2**31), dtype="int32"),
            paddle.full([2], 2**31 - 1, dtype="int32"),
        ),
        tensor(1, dtype="int64"),
        formats=(PIR,),
    ),
    case(
        "full_dynamic",
        lambda paddle, F, x: (
            paddle.full([paddle.shape(x)[0], 2], 1.5),
            paddle.full(paddle.shape(x), 3, dtype="int32"),
            paddle.ones(paddle.shape(x)) + x,
        ),
        tensor((2, 3), (3, 0)),
        formats=(PIR,),
    ),
    case(
        "full_like",
        lambda paddle, F, x, n: (
            paddle.full_like(x, 2.5),
            paddle.full_like(x, 2, dtype="int64"),
            paddle.zeros_like(n),
            paddle.ones_like(n, dtype="float32"),
            paddle.full_like(n, True, dtype="bool"),
        ),
        tensor((2, 1), 3),
        tensor(3, dtype="int64"),
    ),
    case(
        "assign_value",
        lambda paddle, F, x: (
            x + paddle.assign(np.array([0.5, -1.25, 3.0], dtype="float32")),
            paddle.assign(np.array([[1, -2], [3, 4]], dtype="int64")),
            paddle.assign(np.array([7, -8], dtype="int32")),
            paddle.assign(np.array([True, False, True])),
            paddle.assign(np.array([0.1, float("inf"), float("nan")], dtype="float32")),
            paddle.assign(np.array(2.5, dtype="float32")),
        ),
        tensor(3),
    ),
]
