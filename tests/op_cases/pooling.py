"""Pooling."""

from op_cases.case import PROGRAM_DESC, append_op, case, tensor

CASES = [
    case(
        "max_pool2d",
        lambda paddle, F, x: (
            F.max_pool2d(x, 2),
            F.max_pool2d(x, 3, stride=2, padding=1),
            F.max_pool2d(x, [3, 2], stride=[1, 2], padding=[0, 1]),
            F.max_pool2d(x, 3, stride=2, padding=[1, 0, 1, 1]),
            F.max_pool2d(x, 3, stride=2, padding=[[0, 0], [0, 0], [1, 1], [0, 1]]),
            F.max_pool2d(x, 3, stride=2, padding="SAME"),
            F.max_pool2d(x, 3, stride=2, padding="VALID"),
        ),
        tensor(2, 2, 7, 8),
    ),
    case(
        "max_pool2d_ceil_mode",
        lambda paddle, F, x: (
            F.max_pool2d(x, 2, ceil_mode=True),
            F.max_pool2d(x, 3, stride=2, padding=1, ceil_mode=True),
            F.max_pool2d(x, 2, stride=3, ceil_mode=True),
        ),
        tensor(1, 2, 7, 9),
    ),
    case(
        "avg_pool2d",
        lambda paddle, F, x: (
            F.avg_pool2d(x, 2),
            F.avg_pool2d(x, 3, stride=2, padding=1),
            F.avg_pool2d(x, 3, stride=2, padding=1, exclusive=False),
            F.avg_pool2d(x, [3, 2], stride=[1, 2], padding=[1, 0, 0, 1]),
            F.avg_pool2d(x, [3, 2], stride=[1, 2], padding=[1, 0, 0, 1], exclusive=False),
            F.avg_pool2d(x, 3, stride=2, padding="SAME"),
            F.avg_pool2d(x, 3, stride=2, padding="SAME", exclusive=False),
            F.avg_pool2d(x, 3, stride=2, padding=1, divisor_override=5),
        ),
        tensor(2, 2, 7, 8),
    ),
    case(
        "avg_pool2d_ceil_mode",
        lambda paddle, F, x: (
            F.avg_pool2d(x, 2, ceil_mode=True),
            F.avg_pool2d(x, 2, ceil_mode=True, exclusive=False),
            F.avg_pool2d(x, 3, stride=2, padding=1, ceil_mode=True),
            F.avg_pool2d(x, 3, stride=2, padding=1, ceil_mode=True, exclusive=False),
            F.avg_pool2d(x, 3, stride=3, padding=[0, 1, 1, 0], ceil_mode=True, exclusive=False),
        ),
        tensor(1, 2, 7, 8),
    ),
    case(
        "adaptive_pool2d",
        lambda paddle, F, x: (
            F.adaptive_avg_pool2d(x, 1),
            F.adaptive_avg_pool2d(x, [2, 4]),
            F.adaptive_avg_pool2d(x, [4, 3]),
            F.adaptive_avg_pool2d(x, [None, 3]),
            F.adaptive_avg_pool2d(x, [7, 9]),
            F.adaptive_max_pool2d(x, 1),
            F.adaptive_max_pool2d(x, [3, 4]),
            F.adaptive_max_pool2d(x, [4, 3]),
        ),
        tensor(2, 2, 6, 8),
    ),
    case(
        "pool2d_nhwc",
        lambda paddle, F, x: (
            F.max_pool2d(x, 3, stride=2, padding=1, data_format="NHWC"),
            F.avg_pool2d(x, 3, stride=2, padding=[1, 0, 0, 1], data_format="NHWC"),
            F.avg_pool2d(x, 2, ceil_mode=True, exclusive=False, data_format="NHWC"),
            F.adaptive_avg_pool2d(x, 1, data_format="NHWC"),
            F.adaptive_avg_pool2d(x, [3, 2], data_format="NHWC"),
        ),
        tensor(2, 5, 7, 3),
    ),
    case(
        "pool2d_dynamic",
        lambda paddle, F, x: (
            F.max_pool2d(x, 3, stride=2, padding=1),
            F.max_pool2d(x, 3, stride=2, padding="SAME"),
            F.max_pool2d(x, 2, ceil_mode=True),
            F.avg_pool2d(x, 3, stride=2, padding=1),
            F.avg_pool2d(x, 3, stride=2, padding=1, ceil_mode=True, exclusive=False),
            F.avg_pool2d(x, 2),
        ),
        tensor((1, 2), 2, (7, 6), (6, 9)),
    ),
    case(
        "adaptive_pool2d_dynamic",
        lambda paddle, F, x: (
            F.adaptive_avg_pool2d(x, 1),
            F.adaptive_avg_pool2d(x, [3, 2]),
            F.adaptive_max_pool2d(x, 1),
            F.adaptive_max_pool2d(x, [2, 4]),
            F.adaptive_avg_pool2d(x, [None, 2]),
        ),
        tensor((1, 2), 2, (7, 6), (6, 9)),
    ),
    case(
        "pool2d_float64",
        lambda paddle, F, x: (
            F.max_pool2d(x, 2),
            F.avg_pool2d(x, 2, padding=1),
            F.adaptive_avg_pool2d(x, 1),
        ),
        tensor(1, 2, 4, 4, dtype="float64"),
    ),
    case(
        "pool1d",
        lambda paddle, F, x: (
            F.max_pool1d(x, 3, stride=2, padding=1),
            F.avg_pool1d(x, 3, stride=2, padding=1),
            F.adaptive_avg_pool1d(x, 3),
        ),
        tensor(2, 2, 8),
    ),
    case(
        "max_pool2d_infinities",
        lambda paddle, F, x: F.max_pool2d(x, 2, stride=1, padding=1),
        tensor(1, 1, 3, 4, special=(float("-inf"), -3.0e38, float("inf"), -1.0e30)),
    ),
    case(
        "pool2d_global",
        lambda paddle, F, x: tuple(
            append_op(paddle, "pool2d", {"X": x}, pooling_type=kind, ksize=[2, 2], **options)
            for kind in ("max", "avg")
            for options in ({"global_pooling": True}, {"strides": [2, 2], "paddings": [1, 1]})
        ),
        tensor((1, 2), 2, 5, (6, 4)),
        formats=(PROGRAM_DESC,),
    ),
    case(
        "pool2d_one_window_with_a_rest",
        lambda paddle, F, x: (F.max_pool2d(x, 2, stride=2), F.avg_pool2d(x, 2, stride=2)),
        tensor(1, 2, 6, 3),
    ),
]
