"""Resizing."""

from op_cases.case import PIR, PROGRAM_DESC, append_op, case, tensor

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
        "dynamic_nhwc",
        lambda paddle, F, x: (
            F.interpolate(x, scale_factor=2, data_format="NHWC"),
            F.interpolate(x, scale_factor=[2, 3], data_format="NHWC") + 1,
            F.interpolate(x, scale_factor=[2, 1.5], data_format="NHWC"),
            F.interpolate(x, scale_factor=2, mode="bilinear", data_format="NHWC"),
            F.max_pool2d(
                F.interpolate(x, scale_factor=2, data_format="NHWC"), 3, 2, 1, data_format="NHWC"
            ),
        ),
        tensor((1, 2, 3), (5, 4, 1), (6, 7, 1), 8),
    ),
    case(
        # 41 * float32(1 / 41) is less than 1: element 41 of the result is still the first.
        "nearest_with_a_step_that_is_rounded_down",
        lambda paddle, F, x: (
            F.interpolate(x, scale_factor=[41, 1]),
            F.interpolate(x, size=[2, 3 * 47]),
        ),
        tensor(1, 1, 2, 3),
    ),
    case(
        # Twice as many elements, but the steps are smaller than a half.
        "nearest_scale_that_is_cut_to_a_whole_factor",
        lambda paddle, F, x: F.interpolate(x, scale_factor=[2.05, 2]),
        tensor(1, 1, 5, 3),
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
        "linear",
        lambda paddle, F, x: tuple(
            F.interpolate(x, mode="linear", data_format="NCW", **options)
            for options in (
                {"scale_factor": 2},
                {"scale_factor": 0.75},
                {"size": [9]},
                {"size": [3], "align_mode": 1},
                {"size": [9], "align_corners": True},
                {"size": [1], "align_corners": True},
            )
        ),
        tensor((2, 1), 3, (6, 5)),
    ),
    case(
        "linear_nwc",
        lambda paddle, F, x: (
            F.interpolate(x, scale_factor=2, mode="linear", data_format="NWC"),
            F.interpolate(x, size=[4], mode="linear", align_corners=True, data_format="NWC"),
        ),
        tensor(2, 6, 3),
    ),
    case(
        "trilinear",
        lambda paddle, F, x: tuple(
            F.interpolate(x, mode="trilinear", data_format="NCDHW", **options)
            for options in (
                {"scale_factor": 2},
                {"scale_factor": [1.5, 0.5, 2]},
                {"size": [5, 3, 7]},
                {"size": [5, 3, 7], "align_mode": 1},
                {"size": [2, 6, 5], "align_corners": True},
            )
        ),
        tensor((1, 2), 2, 3, 4, (5, 4)),
    ),
    case(
        "three_dimensions",
        lambda paddle, F, x: (
            F.interpolate(x, scale_factor=2, data_format="NCDHW"),
            F.interpolate(x, size=[5, 3, 7], data_format="NCDHW"),
            F.interpolate(x, size=[5, 3, 7], data_format="NDHWC"),
            F.interpolate(x, size=[4, 3, 7], mode="trilinear", data_format="NDHWC"),
        ),
        tensor(1, 2, 3, 4, 5),
    ),
    case(
        # Paddle 2 gives the first element here, as over two dimensions.
        "one_element_of_a_line_or_volume",
        lambda paddle, F, x, line: (
            F.interpolate(x, size=[1, 6, 5], mode="trilinear", data_format="NCDHW"),
            F.interpolate(line, size=[1], mode="linear", data_format="NCW"),
        ),
        tensor(1, 2, 3, 4, 5),
        tensor(1, 2, 4),
        formats=(PIR,),
    ),
    case(
        "bicubic",
        lambda paddle, F, x: tuple(
            F.interpolate(x, mode="bicubic", **options)
            for options in (
                {"scale_factor": 2},
                {"scale_factor": [1.7, 0.6]},
                {"size": [7, 11]},
                {"size": [3, 4]},
                {"size": [5, 6], "align_corners": True},
                {"size": [7, 4], "align_corners": True},
                {"size": [1, 9], "align_corners": True},
                {"size": [1, 9]},
            )
        ),
        tensor(1, 2, 5, 6),
    ),
    case(
        "bicubic_dynamic",
        lambda paddle, F, x, y: (
            F.interpolate(x, scale_factor=2, mode="bicubic"),
            F.interpolate(x, size=paddle.shape(y)[2:], mode="bicubic"),
            F.interpolate(x, size=[7, 6], mode="bicubic", align_corners=True),
        ),
        tensor((1, 2), 2, (5, 4), (6, 3)),
        tensor(1, 1, (7, 4), (5, 6)),
    ),
    case(
        "bicubic_nhwc_float64",
        lambda paddle, F, x: (
            F.interpolate(x, scale_factor=2, mode="bicubic", data_format="NHWC"),
            F.interpolate(x, size=[7, 3], mode="bicubic", data_format="NHWC"),
        ),
        tensor(1, 4, 5, 2, dtype="float64"),
    ),
    case(
        "sizes_of_another_map_in_other_ranks",
        lambda paddle, F, x, line, volume: (
            F.interpolate(line, size=paddle.shape(x)[2:], mode="linear", data_format="NCW"),
            F.interpolate(
                volume, size=[paddle.shape(x)[2], 3, 5], mode="trilinear", data_format="NCDHW"
            ),
        ),
        tensor(1, 1, (7, 4)),
        tensor(1, 2, (5, 8)),
        tensor(1, 2, 3, (4, 3), 5),
    ),
    case(
        "upsample_area",
        lambda paddle, F, x: (
            F.interpolate(x, size=[3, 4], mode="area"),
            F.upsample(x, scale_factor=2, mode="bicubic"),
            F.upsample(x, size=[7, 9]),
            paddle.nn.UpsamplingBilinear2D(scale_factor=2)(x),
            paddle.nn.UpsamplingNearest2D(size=[7, 9])(x),
        ),
        tensor(1, 2, 5, 6),
    ),
    case(
        "integers",
        lambda paddle, F, x: F.interpolate(x, scale_factor=[2, 4], mode="bilinear"),
        tensor(1, 2, 5, 6, dtype="uint8", high=255),
    ),
    case(
        # Paddle copies a map whose sizes stay.
        "scale_of_no_effect",
        lambda paddle, F, x, dynamic: tuple(
            F.interpolate(value, scale_factor=1.1, mode=mode)
            for value in (x, dynamic)
            for mode in ("nearest", "bilinear")
        ),
        tensor(1, 2, 5, 6),
        tensor(1, 2, (5, 12), (6, 3)),
    ),
    case(
        # No exact fractions: the sizes are known at run time.
        "dynamic_scale",
        lambda paddle, F, x: (
            F.interpolate(x, scale_factor=0.7),
            F.interpolate(x, scale_factor=[1.3, 0.6], mode="bilinear"),
            F.interpolate(x, scale_factor=[1.3, 2], mode="bicubic"),
        ),
        tensor((1, 2), 2, (5, 10), (6, 10)),
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
    case(
        "version_1_other_methods",
        lambda paddle, F, x, line, volume: (
            append_op(
                paddle,
                "bicubic_interp",
                {"X": x},
                interp_method="bicubic",
                out_h=7,
                out_w=9,
                align_corners=False,
            ),
            append_op(
                paddle,
                "linear_interp",
                {"X": line},
                interp_method="linear",
                scale=2.0,
                align_corners=False,
                align_mode=0,
            ),
            append_op(
                paddle,
                "trilinear_interp",
                {"X": volume},
                interp_method="trilinear",
                out_d=4,
                out_h=7,
                out_w=9,
                align_corners=True,
            ),
        ),
        tensor(1, 2, 4, 6),
        tensor(1, 2, 6),
        tensor(1, 2, 3, 4, 6),
        formats=(PROGRAM_DESC,),
    ),
]
