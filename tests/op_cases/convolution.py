"""Convolutions and transposed convolutions."""

from op_cases.case import case, tensor, weight

CASES = [
    case(
        "conv2d_padding",
        lambda paddle, F, x, w: (
            F.conv2d(x, w, padding=1),
            F.conv2d(x, w, padding=[1, 2]),
            F.conv2d(x, w, padding=[0, 1, 2, 1]),
            F.conv2d(x, w, padding=[[0, 0], [0, 0], [2, 0], [0, 1]]),
            F.conv2d(x, w, padding="SAME"),
            F.conv2d(x, w, padding="VALID"),
        ),
        tensor(1, 2, 6, 7),
        weight(3, 2, 3, 3),
    ),
    case(
        "conv2d_strides_dilations",
        lambda paddle, F, x, w: (
            F.conv2d(x, w, stride=[2, 3], padding=1),
            F.conv2d(x, w, dilation=[1, 2], padding=[1, 2]),
            F.conv2d(x, w, stride=2, dilation=2, padding=2),
            F.conv2d(x, w, stride=2, padding="SAME"),
            # SAME ignores the dilation.
            F.conv2d(x, w, stride=[1, 2], dilation=2, padding="SAME"),
            F.conv2d(x, w, dilation=2, padding="VALID"),
        ),
        tensor(2, 2, 7, 8),
        weight(3, 2, 3, 2),
    ),
    case(
        "conv2d_groups",
        lambda paddle, F, x, grouped, depthwise, multiplied: (
            F.conv2d(x, grouped, groups=2, padding=1),
            F.conv2d(x, grouped, groups=2, stride=2, dilation=2, padding=[2, 1, 0, 2]),
            F.conv2d(x, depthwise, groups=4, stride=2, padding=1),
            F.conv2d(x, depthwise, groups=4, dilation=2, padding="VALID"),
            F.conv2d(x, multiplied, groups=4, padding="SAME"),
        ),
        tensor(2, 4, 6, 7),
        weight(6, 2, 3, 3),
        weight(4, 1, 3, 3),
        weight(8, 1, 3, 3),
    ),
    case(
        "conv2d_nhwc",
        lambda paddle, F, x, w, grouped, depthwise: (
            F.conv2d(x, w, data_format="NHWC", stride=2, padding=[1, 0, 2, 1]),
            F.conv2d(x, w, data_format="NHWC", padding=[[0, 0], [1, 1], [2, 0], [0, 0]]),
            F.conv2d(x, w, data_format="NHWC", padding="SAME"),
            F.conv2d(x, grouped, data_format="NHWC", groups=2),
            F.conv2d(x, depthwise, data_format="NHWC", groups=4, padding=1),
        ),
        tensor(2, 6, 5, 4),
        weight(3, 4, 3, 3),
        weight(6, 2, 3, 3),
        weight(4, 1, 3, 3),
    ),
    case(
        "conv2d_pointwise_bias",
        lambda paddle, F, x, w, b: (
            F.conv2d(x, w, b),
            F.conv2d(x, w, b, stride=2),
            F.conv2d(x, w, b, padding=1),
        ),
        tensor(2, 3, 4, 5),
        weight(4, 3, 1, 1),
        weight(4),
    ),
    case(
        "conv2d_dynamic",
        lambda paddle, F, x, w, grouped, depthwise: (
            F.conv2d(x, w, stride=2, padding=1),
            F.conv2d(x, w, stride=[2, 3], padding="SAME"),
            F.conv2d(x, grouped, groups=2, dilation=2, padding=2),
            F.conv2d(x, depthwise, groups=4, stride=[1, 2], padding=[1, 0, 0, 2]),
        ),
        tensor((1, 2), 4, (7, 6), (5, 8)),
        weight(3, 4, 3, 3),
        weight(6, 2, 3, 3),
        weight(4, 1, 3, 3),
    ),
    case(
        "conv2d_dynamic_nhwc",
        lambda paddle, F, x, w: F.conv2d(x, w, data_format="NHWC", stride=2, padding="SAME"),
        tensor((1, 3), (5, 4), (4, 7), 2),
        weight(3, 2, 2, 3),
    ),
    case(
        "conv2d_filter_as_input",
        lambda paddle, F, x, w: F.conv2d(x, w, padding=1),
        tensor(1, 2, 4, 5),
        tensor((3, 2), 2, 3, 3),
    ),
    case(
        "conv2d_float64",
        lambda paddle, F, x, w, grouped: (
            F.conv2d(x, w, padding=1),
            F.conv2d(x, grouped, groups=2),
        ),
        tensor(1, 4, 4, 5, dtype="float64"),
        weight(2, 4, 3, 3, dtype="float64"),
        weight(2, 2, 3, 3, dtype="float64"),
    ),
    case(
        "conv1d",
        lambda paddle, F, x, w: F.conv1d(x, w, stride=2, padding=1),
        tensor((2, 1), 3, (8, 5)),
        weight(4, 3, 3),
    ),
    case(
        "conv2d_transpose_tiles",
        lambda paddle, F, x, w, oblong: (
            F.conv2d_transpose(x, w, stride=2),
            F.conv2d_transpose(x, w, stride=2, padding="VALID"),
            F.conv2d_transpose(x, oblong, stride=[3, 2]),
        ),
        tensor(2, 3, 3, 4),
        weight(3, 2, 2, 2),
        weight(3, 2, 3, 2),
    ),
    case(
        "conv2d_transpose_overlapping",
        lambda paddle, F, x, w, b: (
            F.conv2d_transpose(x, w),
            F.conv2d_transpose(x, w, b, stride=2, padding=1),
            F.conv2d_transpose(x, w, stride=[2, 3], padding=[1, 0]),
            F.conv2d_transpose(x, w, stride=[3, 2], padding=[0, 1, 2, 1]),
            F.conv2d_transpose(x, w, stride=4, padding=1),
            F.conv2d_transpose(x, w, stride=2, padding="SAME"),
        ),
        tensor(1, 3, 3, 4),
        weight(3, 2, 3, 3),
        weight(2),
    ),
    case(
        "conv2d_transpose_output_size",
        lambda paddle, F, x, w: (
            F.conv2d_transpose(x, w, stride=2, padding=1, output_padding=1),
            F.conv2d_transpose(x, w, stride=3, output_padding=[2, 1]),
            F.conv2d_transpose(x, w, stride=2, padding=1, output_size=[6, 7]),
            F.conv2d_transpose(x, w, stride=3, output_size=[11, 12]),
        ),
        tensor(1, 2, 3, 4),
        weight(2, 2, 3, 3),
    ),
    case(
        "conv2d_transpose_groups_dilations",
        lambda paddle, F, x, w, depthwise: (
            F.conv2d_transpose(x, w, groups=2, stride=2, padding=1),
            F.conv2d_transpose(x, w, groups=2, dilation=[2, 1], stride=[1, 2]),
            F.conv2d_transpose(x, w, groups=2, dilation=2, padding="SAME"),
            F.conv2d_transpose(x, depthwise, groups=4, stride=2, padding=1),
            F.conv2d_transpose(x, depthwise, groups=4, dilation=2),
        ),
        tensor(1, 4, 3, 4),
        weight(4, 3, 3, 3),
        weight(4, 1, 3, 3),
    ),
    case(
        "conv2d_transpose_nhwc",
        lambda paddle, F, x, w, tile: (
            F.conv2d_transpose(x, w, stride=2, padding=[1, 0, 0, 1], data_format="NHWC"),
            F.conv2d_transpose(x, tile, stride=2, data_format="NHWC"),
        ),
        tensor(1, 3, 4, 3),
        weight(3, 2, 3, 3),
        weight(3, 2, 2, 2),
    ),
    case(
        "conv2d_transpose_dynamic",
        lambda paddle, F, x, w, tile: (
            F.conv2d_transpose(x, w, stride=2, padding=1, output_padding=1),
            F.conv2d_transpose(x, tile, stride=2),
            F.conv2d_transpose(x, w, stride=[1, 2], padding="SAME"),
        ),
        tensor((1, 2), 3, (3, 2), (2, 4)),
        weight(3, 2, 3, 3),
        weight(3, 2, 2, 2),
    ),
    case(
        "conv2d_transpose_output_size_of_another_map",
        lambda paddle, F, x, w, like: F.conv2d_transpose(
            x, w, stride=2, padding=1, output_size=paddle.shape(like)[2:]
        ),
        tensor(1, 2, (3, 4), (4, 2)),
        weight(2, 2, 3, 3),
        tensor(1, 1, (6, 7), (7, 4)),
    ),
    case(
        "conv2d_transpose_float64",
        lambda paddle, F, x, w: F.conv2d_transpose(x, w, stride=2),
        tensor(1, 2, 3, 2, dtype="float64"),
        weight(2, 2, 3, 2, dtype="float64"),
    ),
    case(
        "conv2d_one_window_with_a_rest",
        lambda paddle, F, x, w, deep: (
            F.conv2d(x, w, stride=2),
            F.conv2d(x, deep, groups=2, stride=2),
        ),
        tensor(1, 2, 3, 5),
        weight(4, 2, 2, 2),
        weight(2, 1, 2, 2),
    ),
]
