"""Resizing."""

from op_cases.case import PROGRAM_DESC, append_op, case, tensor

CASES = [
    case(
        "nearest",
        lambda paddle, F, x: (
            F.interpolate(x, scale_factor=2),
            F.interpolate(x, scale_factor=[2, 3]),
            F.interpolate(x, scale_factor=1.5),
            F.interpolate(x, scale_factor=0.5),
            F.interpolate(x, scale_factor=[1.7, 0.6]),
            F.interpolate(x, size=[7, 11]),
            F.interpolate(x, size=[3, 4]),
            F.interpolate(x, size=[5, 6]),
            F.interpolate(x, size=[10, 5]),
            F.interpolate(x, size=[1, 1]),
        ),
        tensor(1, 2, 5, 6),
    ),
    case(
        "bilinear",
        lambda paddle, F, x: (
            F.interpolate(x, scale_factor=2, mode="bilinear"),
            F.interpolate(x, scale_factor=[1.7, 0.6], mode="bilinear"),
            F.interpolate(x, size=[7, 11], mode="bilinear"),
            F.interpolate(x, size=[3, 4], mode="bilinear"),
            F.interpolate(x, size=[5, 6], mode="bilinear"),
            F.interpolate(x, scale_factor=2, mode="bilinear", align_mode=1),
            F.interpolate(x, scale_factor=[1.7, 0.6], mode="bilinear", align_mode=1),
            F.interpolate(x, size=[7, 4], mode="bilinear", align_mode=1),
        ),
        tensor(1, 2, 5, 6),
    ),
    case(
        "bilinear_align_corners",
        lambda paddle, F, x: (
            F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True),
            F.interpolate(x, size=[7, 4], mode="bilinear", align_corners=True),
            F.interpolate(x, size=[1, 9], mode="bilinear", align_corners=True),
            F.interpolate(x, size=[7, 4], mode="bilinear", align_corners=True, align_mode=1),
        ),
        tensor(1, 2, 5, 6),
    ),
    case(
        "nhwc",
        lambda paddle, F, x: (
            F.interpolate(x, scale_factor=2, data_format="NHWC"),
            F.interpolate(x, size=[7, 3], data_format="NHWC"),
            F.interpolate(x, scale_factor=2, mode="bilinear", data_format="NHWC"),
            F.interpolate(x, size=[7, 3], mode="bilinear", data_format="NHWC"),
        ),
        tensor(2, 4, 5, 2),
    ),
    case(
        "dynamic",
        lambda paddle, F, x: (
            F.interpolate(x, scale_factor=2),
            F.interpolate(x, scale_factor=[1.5, 0.25]),
            F.interpolate(x, size=[7, 6]),
            F.interpolate(x, scale_factor=2, mode="bilinear"),
            F.interpolate(x, scale_factor=0.5, mode="bilinear", align_mode=1),
            F.interpolate(x, scale_factor=1.5, mode="bilinear", align_corners=True),
            F.interpolate(x, size=[7, 6], mode="bilinear"),
        ),
        tensor((1, 2), 2, (5, 4), (6, 9)),
    ),
    case(
        "size_of_another_map",
        lambda paddle, F, x, y: (
            F.interpolate(x, size=paddle.shape(y)[2:]),
            F.interpolate(x, size=paddle.shape(y)[2:], mode="bilinear"),
            F.interpolate(x, size=[paddle.shape(y)[2], 7], mode="bilinear", align_corners=True),
        ),
        tensor((1, 2), 2, (5, 4), (6, 3)),
        tensor(1, 1, (7, 4), (5, 6)),
    ),
    case(
        "size_as_input",
        lambda paddle, F, x, size: F.interpolate(x, size=size, mode="bilinear"),
        tensor(1, 2, 5, 4),
        tensor(2, dtype="int32", low=3, high=9),
    ),
    case(
        "float64",
        lambda paddle, F, x: (
            F.interpolate(x, scale_factor=2),
            F.interpolate(x, size=[7, 3], mode="bilinear"),
        ),
        tensor(1, 2, 4, 5, dtype="float64"),
    ),
    case(
        "nearest_integers",
        lambda paddle, F, x: (F.interpolate(x, size=[7, 3]), F.interpolate(x, scale_factor=2)),
        tensor(1, 2, 4, 5, dtype="int64"),
    ),
    case(
        # 10 * float32(0.7) is 7 in float32 and less in float64.
        "scale_rounded_to_float32",
        lambda paddle, F, x: (
            F.interpolate(x, scale_factor=[0.7, 0.3]),
            F.interpolate(x, scale_factor=[0.7, 0.3], mode="bilinear"),
        ),
        tensor(1, 1, 10, 10),
    ),
    case(
        "half_pixel_to_one_element",
        lambda paddle, F, x: F.interpolate(x, size=[1, 9], mode="bilinear"),
        tensor(1, 2, 5, 6),
    ),
    case(
        "version_1",
        lambda paddle, F, x: tuple(
            append_op(paddle, f"{method}_interp", {"X": x}, interp_method=method, **attributes)
            for method in ("nearest", "bilinear")
            for attributes in (
                {"scale": 2.0, "align_corners": False},
                {"out_h": 7, "out_w": 9, "align_corners": True},
                {"out_h": 7, "out_w": 3, "align_corners": False, "align_mode": 0},
            )
        ),
        tensor((1, 2), 2, (5, 4), (6, 3)),
        formats=(PROGRAM_DESC,),
    ),
    case(
        # Version 1 steps by in / out also where a scale was given.
        "version_1_fractional_scale",
        lambda paddle, F, x: tuple(
            append_op(
                paddle,
                f"{method}_interp",
                {"X": x},
                interp_method=method,
                scale=scale,
                align_corners=False,
                align_mode=mode,
            )
            for method in ("nearest", "bilinear")
            for scale, mode in ((1.5, 0), (0.7, 1), (3.0, 1))
        ),
        tensor((1, 2), 2, 5, 7),
        formats=(PROGRAM_DESC,),
    ),
    case(
        "version_2_align_corners",
        lambda paddle, F, x: tuple(
            append_op(
                paddle,
                "nearest_interp_v2",
                {"X": x},
                interp_method="nearest",
                out_h=size,
                out_w=size,
                align_corners=True,
            )
            for size in (1, 3, 7, 12)
        ),
        tensor(1, 1, 4, 6),
        formats=(PROGRAM_DESC,),
    ),
]
