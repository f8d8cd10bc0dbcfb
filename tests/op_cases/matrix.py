"""Matrix products."""



from op_cases.case import PROGRAM_DESC, append_op, case, tensor, weight

CASES = [
    case(
        "matmul_transposes",
        lambda paddle, F, x, y, x_t, y_t: (
            paddle.matmul(x, y),
            paddle.matmul(x_t, y, transpose_x=True),
            paddle.matmul(x, y_t, transpose_y=True),
            paddle.matmul(x_t, y_t, transpose_x=True, transpose_y=True),
        ),
        tensor(3, 4),
        tensor(4, 5),
        tensor(4, 3),
        tensor(5, 4),
    ),
    case(
        "matmul_vectors",
        lambda paddle, F, v, x, batch, y: (
            paddle.matmul(v, v),
            paddle.matmul(v, x),
            paddle.matmul(y, v),
            paddle.matmul(batch, v),
            paddle.matmul(v, batch, transpose_y=True),
            paddle.matmul(v, x, transpose_x=True),
            paddle.matmul(y, v, transpose_y=True),
        ),
        tensor(4),
        tensor(4, 3),
        tensor(2, 3, 4),
        tensor(5, 4),
    ),
    case(
        "matmul_batches",
        lambda paddle, F, x, y, plane, one, two, inner: (
            paddle.matmul(x, y),
            paddle.matmul(x, plane),
            paddle.matmul(plane, x, transpose_x=True, transpose_y=True),
            paddle.matmul(one, y),
            paddle.matmul(two, y),
            paddle.matmul(two, inner),
            paddle.matmul(inner, two, transpose_x=True, transpose_y=True),
        ),
        tensor(2, 3, 4),
        tensor(2, 4, 5),
        tensor(4, 3),
        tensor(1, 3, 4),
        tensor(3, 1, 3, 4),
        tensor(3, 2, 4, 2),
    ),
    case(
        "matmul_dynamic",
        lambda paddle, F, x, y, w: (
            paddle.matmul(x, y),
            paddle.matmul(x, x, transpose_y=True),
            paddle.matmul(x, w),
        ),
        tensor((1, 3), 2, (5, 3), 4),
        tensor((1, 3), 2, 4, (2, 6)),
        weight(4, 3),
    ),
    case(
        "matmul_dynamic_broadcast",
        lambda paddle, F, x, y, w: (
            paddle.matmul(x, y),
            paddle.matmul(x, w),
            paddle.matmul(w, y),
        ),
        tensor((2, 1, 2), 3, 4),
        tensor((2, 2, 1), 4, 2),
        weight(1, 4, 4),
    ),
    case(
        "matmul_dynamic_matrices",
        lambda paddle, F, x, y, v: (
            paddle.matmul(x, y),
            paddle.matmul(x, v),
            paddle.matmul(v, y),
        ),
        tensor((2, 5), (4, 3)),
        tensor((4, 3), (3, 1)),
        tensor((4, 3)),
    ),
    case(
        "matmul_float64",
        lambda paddle, F, x, y: (paddle.matmul(x, y), paddle.matmul(y, x)),
        tensor(2, 3, 3, dtype="float64"),
        tensor(3, 3, dtype="float64"),
    ),
    case(
        "linear",
        lambda paddle, F, x, w, b: F.linear(x, w, b),
        tensor((2, 1), (3, 5), 4),
        weight(4, 3),
        weight(3),
    ),
    case(
        "matmul_version_1",
        lambda paddle, F, x, y, v: (
            append_op(paddle, "matmul", {"X": x, "Y": y}, alpha=0.5),
            append_op(paddle, "matmul", {"X": y, "Y": x}, transpose_X=True, transpose_Y=True),
            append_op(paddle, "matmul", {"X": v, "Y": v}),
        ),
        tensor((1, 2), 3, 4),
        tensor((1, 2), 4, 5),
        tensor(4),
        formats=(PROGRAM_DESC,),
    ),
    case(
        "mul",
        lambda paddle, F, x, y, plane, cube: (
            append_op(paddle, "mul", {"X": plane, "Y": y}),
            append_op(paddle, "mul", {"X": x, "Y": y}, x_num_col_dims=2),
            append_op(paddle, "mul", {"X": x, "Y": cube}, x_num_col_dims=1, y_num_col_dims=2),
            append_op(paddle, "mul", {"X": plane, "Y": cube}, x_num_col_dims=1, y_num_col_dims=1),
        ),
        tensor((2, 1), 3, 4),
        weight(4, 5),
        tensor((2, 3), 4),
        weight(4, 3, 2),
        formats=(PROGRAM_DESC,),
    ),
]
