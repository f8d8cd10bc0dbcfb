"""Normalisation layers."""

from op_cases.case import case, tensor, weight

CASES = [
    case(
        "batch_norm",
        lambda paddle, F, x, row, mean, variance, scale, bias: (
            F.batch_norm(x, mean, variance, scale, bias),
            F.batch_norm(x, mean, variance, scale, bias, epsilon=0.001),
            F.batch_norm(x, mean, variance),
            F.batch_norm(row, mean, variance, scale, bias),
        ),
        tensor(2, 3, 4, 5),
        tensor(4, 3),
        weight(3),
        weight(3, low=0.125, high=0.25, step=0.0078125),
        weight(3),
        weight(3),
    ),
    case(
        # ProgramDesc names the statistics as results too, which inference leaves alone.
        "batch_norm_statistics_read_again",
        lambda paddle, F, x, mean, variance, kept_mean, kept_variance: (
            F.batch_norm(x, mean, variance) + F.batch_norm(x, kept_mean, kept_variance),
            mean - variance,
            kept_mean - kept_variance,
        ),
        tensor(2, 3, 4, 5),
        tensor(3),
        tensor(3, low=0.125, high=0.25, step=0.0078125),
        weight(3),
        weight(3, low=0.125, high=0.25, step=0.0078125),
    ),
    case(
        "batch_norm_ranks",
        lambda paddle, F, x, channels_last, volume, mean, variance, scale, bias: (
            F.batch_norm(x, mean, variance, scale, bias, data_format="NCL"),
            F.batch_norm(channels_last, mean, variance, scale, bias, data_format="NLC"),
            F.batch_norm(volume, mean, variance, scale, bias, data_format="NCDHW"),
        ),
        tensor(2, 3, 5),
        tensor(2, 5, 3),
        tensor(1, 3, 2, 2, 3),
        weight(3),
        weight(3, low=0.125, high=0.25, step=0.0078125),
        weight(3),
        weight(3),
    ),
    case(
        "batch_norm_nhwc",
        lambda paddle, F, x, mean, variance, scale, bias: F.batch_norm(
            x, mean, variance, scale, bias, data_format="NHWC"
        ),
        tensor(2, 4, 5, 3),
        weight(3),
        weight(3, low=0.125, high=0.25, step=0.0078125),
        weight(3),
        weight(3),
    ),
    case(
        "batch_norm_dynamic",
        lambda paddle, F, x, mean, variance, scale, bias: F.batch_norm(
            x, mean, variance, scale, bias, training=False, use_global_stats=True
        ),
        tensor((1, 2), 3, (4, 3), (2, 5)),
        weight(3),
        weight(3, low=0.125, high=0.25, step=0.0078125),
        weight(3),
        weight(3),
    ),
    case(
        "batch_norm_float64",
        lambda paddle, F, x, mean, variance, scale, bias: F.batch_norm(
            x, mean, variance, scale, bias
        ),
        tensor(2, 3, 2, 2, dtype="float64"),
        weight(3, dtype="float64"),
        weight(3, low=0.125, high=0.25, step=0.0078125, dtype="float64"),
        weight(3, dtype="float64"),
        weight(3, dtype="float64"),
    ),
    case(
        "layer_norm",
        lambda paddle, F, x, scale, bias, plane_scale, plane_bias, all_scale: (
            F.layer_norm(x, 5, scale, bias),
            F.layer_norm(x, 5, scale, bias, epsilon=0.001),
            F.layer_norm(x, 5),
            F.layer_norm(x, 5, scale),
            F.layer_norm(x, 5, None, bias),
            F.layer_norm(x, [4, 5], plane_scale, plane_bias),
            F.layer_norm(x, [3, 4, 5], all_scale),
        ),
        tensor(2, 3, 4, 5),
        weight(5),
        weight(5),
        weight(20),
        weight(20),
        weight(60),
    ),
    case(
        "layer_norm_far_from_zero",
        lambda paddle, F, x: F.layer_norm(x, 8),
        tensor(3, 8, low=1000, high=1004),
    ),
    case(
        "layer_norm_dynamic",
        lambda paddle, F, x, scale, bias, plane_scale: (
            F.layer_norm(x, 6, scale, bias),
            F.layer_norm(x, [4, 6], plane_scale),
        ),
        tensor((1, 2), (5, 3), 4, 6),
        weight(6),
        weight(6),
        weight(24),
    ),
    case(
        "layer_norm_float64",
        lambda paddle, F, x, scale, bias: F.layer_norm(x, 5, scale, bias),
        tensor(3, 5, dtype="float64"),
        weight(5, dtype="float64"),
        weight(5, dtype="float64"),
    ),
]
