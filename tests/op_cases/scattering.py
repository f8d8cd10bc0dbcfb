"""Ops that write into a copy of a tensor at positions or ranges."""

from typing import Any

from op_cases.case import PIR, PROGRAM_DESC, append_op, case, tensor


def put(paddle: Any, x: Any, key: Any, value: Any) -> Any:
    """``x[key] = value`` on a copy."""
    copy = paddle.assign(x)
    if not paddle.in_dynamic_mode():
        return paddle.static.setitem(copy, key, value)
    copy[key] = value
    return copy


CASES = [
    case(
        "scatter",
        lambda paddle, F, x, index, updates: (
            paddle.scatter(x, index, updates),
            paddle.scatter(x, index, updates, overwrite=False),
            paddle.scatter(x, paddle.cast(index, "int32"), updates),
            paddle.scatter(paddle.cast(x, "int64"), index, paddle.cast(updates, "int64")),
        ),
        tensor((5, 6), 3),
        tensor((4, 1), dtype="int64", low=0, high=4, special=(1, 3, 1, 0)),
        tensor((4, 1), 3),
    ),
    case(
        "scatter_by_dynamic_index",
        lambda paddle, F, x, index, updates: (
            paddle.scatter(x, index, updates, overwrite=False),
            paddle.scatter(x, index, updates),
        ),
        tensor(5, 3),
        tensor((4, 4), dtype="int64", low=0, high=4, special=(1, 3, 1, 0)),
        tensor(4, 3),
        # Paddle 2.6.2 refuses to write it: -1 is not 4.
        formats=(PIR,),
    ),
    case(
        "scatter_nd",
        lambda paddle, F, x, pairs, pair_updates, rows, row_updates: (
            paddle.scatter_nd_add(x, pairs, pair_updates),
            paddle.scatter_nd_add(x, rows, row_updates),
            paddle.scatter_nd(rows, row_updates, [5, 4, 3]),
            paddle.scatter_nd_add(
                paddle.cast(x, "int64"), pairs, paddle.cast(pair_updates, "int64")
            ),
        ),
        tensor(5, 4, 3),
        tensor(2, 3, 2, dtype="int64", low=0, high=3, special=(1, 1, 1, 1)),
        tensor(2, 3, 3),
        tensor(4, 1, dtype="int32", low=0, high=4, special=(2, 0, 2)),
        tensor(4, 4, 3),
    ),
    case(
        "scatter_nd_dynamic",
        lambda paddle, F, x, index, updates: (
            paddle.scatter_nd_add(x, index, updates),
            paddle.scatter_nd(index, updates, paddle.shape(x)),
        ),
        tensor((5, 4), (4, 6)),
        tensor((3, 1), 2, dtype="int64", low=0, high=3),
        tensor((3, 1)),
        formats=(PIR,),
    ),
    case(
        "index_add",
        lambda paddle, F, x, index, rows, planes: (
            paddle.index_add(x, index, 0, rows),
            paddle.index_add(x, index, -1, planes),
            paddle.index_fill(x, index, 1, 2.0),
            paddle.index_fill(x, index, 0, -1.0),
        ),
        tensor((5, 6), 4, 3),
        tensor(3, dtype="int64", special=(2, 0, 2)),
        tensor(3, 4, 3),
        tensor((5, 6), 4, 3),
    ),
    case(
        "put_along_axis",
        lambda paddle, F, x, index, values: (
            paddle.put_along_axis(x, index, values, 1),
            paddle.put_along_axis(x, index, values, -2, "add"),
            paddle.put_along_axis(x, index, values, 1, "multiply"),
            paddle.put_along_axis(x, paddle.cast(index, "int32"), values, 1, "add"),
            paddle.put_along_axis(
                paddle.cast(x, "int64"), index, paddle.cast(values, "int64"), 1, "add"
            ),
        ),
        tensor(5, 4, 3),
        tensor(5, 2, 3, dtype="int64", low=0, high=3, special=(2, 1, 0, 2)),
        tensor(5, 2, 3),
    ),
    case(
        "put_along_axis_reduced",
        lambda paddle, F, x, index, values: (
            *(
                paddle.put_along_axis(
                    x, index, values, 1, reduce, include_self=include, broadcast=False
                )
                for reduce in ("add", "mul", "mean", "amin", "amax")
                for include in (True, False)
            ),
            paddle.put_along_axis(
                paddle.cast(x * 8, "int32"),
                index,
                paddle.cast(values * 8, "int32"),
                1,
                "amin",
                include_self=False,
                broadcast=False,
            ),
        ),
        tensor((4, 3), 5),
        tensor((3, 3), 4, dtype="int64", low=0, high=4, special=(2, 2, 2, 0)),
        tensor((3, 3), 4),
    ),
    case(
        "put_along_axis_scalar",
        lambda paddle, F, x, index: paddle.put_along_axis(x, index, 1.5, 1),
        tensor(5, 4),
        tensor(5, 2, dtype="int64", low=0, high=3),
        formats=(PIR,),
    ),
    case(
        "index_put",
        lambda paddle, F, x, i, j, one, rows, row: (
            paddle.index_put(x, (i, j), one),
            paddle.index_put(x, (i,), one),
            paddle.index_put(x, (i, j), rows),
            paddle.index_put(x, (i, j), rows, accumulate=True),
            paddle.index_put(x, (i,), row),
            paddle.index_put(x, (i, j, j), one, accumulate=True),
            paddle.index_put(paddle.cast(x, "int64"), (i,), paddle.cast(one, "int64")),
        ),
        tensor((5, 6), 4, 3),
        tensor(3, dtype="int64", special=(2, 0, 2)),
        tensor(3, dtype="int64", special=(1, -2, 1)),
        tensor(1),
        tensor(3, 3),
        tensor(3),
    ),
    case(
        "index_put_broadcast",
        lambda paddle, F, x, i, j, values: (
            paddle.index_put(x, (i, j), values),
            paddle.index_put(x, (i, j), values, accumulate=True),
        ),
        tensor(5, 4),
        tensor(2, 1, dtype="int64", special=(2, 0)),
        tensor(3, dtype="int64", special=(1, 3, 1)),
        tensor(2, 3),
        formats=(PIR,),
    ),
    case(
        "index_put_by_mask",
        lambda paddle, F, x, rows, plane, whole, one, row: (
            paddle.index_put(x, (rows,), one),
            paddle.index_put(x, (plane,), row),
            paddle.index_put(x, (whole,), one),
            paddle.index_put(x, (plane,), one, accumulate=True),
        ),
        tensor(5, 4, 3),
        tensor(5, dtype="bool"),
        tensor(5, 4, dtype="bool"),
        tensor(5, 4, 3, dtype="bool"),
        tensor(1),
        tensor(3),
    ),
    case(
        "index_put_rows_by_mask",
        lambda paddle, F, x, rows, two, row, single, i: (
            paddle.index_put(x, (rows,), two),
            paddle.index_put(x, (rows,), two, accumulate=True),
            paddle.index_put(x, (rows, i), row),
            paddle.index_put(x[:, 0, 0], (rows,), single),
            put(paddle, x, rows, two),
        ),
        tensor((4, 3), 4, 3),
        tensor((4, 3), dtype="bool", special=(1, 0, 1, 0)),
        tensor(2, 4, 3),
        tensor(3),
        tensor(2),
        tensor(2, dtype="int64", special=(1, 3)),
    ),
    case(
        "masked_scatter",
        lambda paddle, F, x, mask, row, values: (
            paddle.masked_scatter(x, mask, values),
            paddle.masked_scatter(x, row, values),
        ),
        tensor((4, 5), 3),
        tensor((4, 5), 3, dtype="bool"),
        tensor(3, dtype="bool", special=(1, 0, 1)),
        tensor(20),
        formats=(PIR,),
    ),
    case(
        "scatter_dtypes",
        lambda paddle, F, x, rows, index, updates: (
            *(
                paddle.scatter(
                    paddle.cast(x, dtype), index, paddle.cast(updates, dtype), overwrite=False
                )
                for dtype in ("float64", "int32")
            ),
            *(
                paddle.scatter_nd_add(paddle.cast(x, dtype), rows, paddle.cast(updates, dtype))
                for dtype in ("float64", "uint8", "int32")
            ),
            *(
                paddle.put_along_axis(
                    paddle.cast(x, dtype), rows, paddle.cast(updates, dtype)[:, :1], 1, reduce
                )
                for dtype, reduce in (("float64", "add"), ("uint8", "assign"), ("int64", "mul"))
            ),
            *(
                paddle.index_put(paddle.cast(x, dtype), (index,), paddle.cast(updates[0], dtype))
                for dtype in ("bool", "float16", "uint8", "int16")
            ),
        ),
        tensor(3, 4, low=0, high=8, step=1),
        tensor(3, 1, dtype="int64", special=(2, 0, 2)),
        tensor(3, dtype="int64", special=(2, 0, 2)),
        tensor(3, 4, low=0, high=8, step=1),
        formats=(PIR,),
    ),
    case(
        "scatter_of_nothing",
        lambda paddle, F, x, index, updates: (
            paddle.index_put(x, (index,), updates),
            put(paddle, x, x[:, 0] > 100, 1.0),
        ),
        tensor((3, 4), 2),
        tensor(0, dtype="int64"),
        tensor(0, 2),
        formats=(PIR,),
    ),
    case(
        "setitem",
        lambda paddle, F, x, part, row: (
            put(paddle, x, 1, 3.0),
            put(paddle, x, -1, 3.0),
            put(paddle, x, (slice(1, 3), slice(None, None, 2)), 2.5),
            put(paddle, x, slice(None, None, -2), part),
            put(paddle, x, (slice(None, None, 2), 1), row),
            put(paddle, x, (Ellipsis, 0), 1.0),
            put(paddle, x, (None, 1, slice(0, 2)), row),
            put(paddle, x, (0, 1, 2), 4.0),
            put(paddle, x, slice(3, 1), 1.0),
        ),
        tensor(5, 4, 3),
        tensor(3, 4, 3),
        tensor(3),
        formats=(PIR,),
    ),
    case(
        "setitem_old",
        lambda paddle, F, x, part, row: (
            put(paddle, x, 1, 3.0),
            put(paddle, x, (slice(1, 3), slice(None, None, 2)), 2.5),
            put(paddle, x, slice(None, None, -2), part),
            put(paddle, x, (slice(None, None, 2), 1), row),
            put(paddle, x, (None, 1, slice(0, 2)), row),
            put(paddle, paddle.cast(x, "int64"), 0, 3),
            put(paddle, x > 0, 0, True),
        ),
        tensor(5, 4, 3),
        tensor(3, 4, 3),
        tensor(3),
        formats=(PROGRAM_DESC,),
    ),
    case(
        "setitem_dynamic",
        lambda paddle, F, x, row, i: (
            put(paddle, x, (slice(1, 3), 0), row),
            put(paddle, x, slice(None, None, 2), 1.0),
            put(paddle, x, (slice(None), slice(-2, None)), 0.5),
            put(paddle, x, -1, row),
            put(paddle, x, i, 1.5),
            put(paddle, x, slice(i, None), row),
            put(paddle, x, slice(0, paddle.shape(x)[1]), 7.0),
        ),
        tensor((5, 4), (4, 2), 3),
        tensor(3),
        tensor(dtype="int64", special=(1,)),
        formats=(PIR,),
    ),
    case(
        "setitem_of_shapes",
        lambda paddle, F, x: (
            paddle.reshape(x, put(paddle, paddle.shape(x), 1, -1)),
            paddle.ones(put(paddle, paddle.shape(x), slice(0, 2), 3)),
        ),
        tensor((2, 3), (4, 5), 3),
        formats=(PIR,),
    ),
    case(
        "put_along_axis_dynamic",
        lambda paddle, F, x, index, values: (
            paddle.put_along_axis(x, index, values, 1),
            paddle.take_along_axis(x, index, 1),
            paddle.put_along_axis(x, index, values, 1, "add", broadcast=False),
        ),
        tensor((4, 3), 5, (2, 3)),
        tensor((4, 3), 2, (2, 3), dtype="int64", low=0, high=4),
        tensor((4, 3), 2, (2, 3)),
        formats=(PIR,),
    ),
    case(
        "into_known_numbers",
        lambda paddle, F, index, values: (
            paddle.scatter_nd(index, values, [4]),
            paddle.scatter(paddle.zeros([4], "int64"), index[:, 0], values),
            paddle.index_put(paddle.full([4], 7, "int64"), (index[:, 0],), values),
            paddle.put_along_axis(paddle.zeros([4], "int64"), index[:, 0], values, 0),
            put(paddle, paddle.zeros([4], "int64"), slice(1, 3), values[:2]),
            put(paddle, paddle.zeros([2, 2], "int64"), (slice(None), 1), 5),
            put(paddle, paddle.zeros([4], "int64"), slice(None, None, -2), 5),
            paddle.diagonal_scatter(paddle.zeros([3, 3], "int64"), values),
        ),
        tensor(3, 1, dtype="int64", special=(3, 0, 3)),
        tensor(3, dtype="int64", special=(4, 5, 6)),
    ),
    case(
        "setitem_dtypes",
        lambda paddle, F, x: (
            put(paddle, paddle.cast(x, "int64"), 0, 3),
            put(paddle, paddle.cast(x, "int32"), slice(0, 2), 3),
            put(paddle, x > 0, 0, True),
            put(paddle, paddle.cast(x, "float64"), (slice(None), 0), 0.1),
            put(paddle, paddle.cast(x, "float16"), (slice(None), 0), 0.5),
            put(paddle, paddle.cast(x, "uint8"), 0, 200),
        ),
        tensor(3, 4, low=0),
        formats=(PIR,),
    ),
    case(
        "setitem_by_tensors",
        lambda paddle, F, x, i, mask, plane, rows: (
            put(paddle, x, i, 1.0),
            put(paddle, x, i, rows),
            put(paddle, x, (slice(None), i), 1.0),
            put(paddle, x, (slice(1, 3), i), 1.0),
            put(paddle, x, [0, 2], 1.0),
            put(paddle, x, mask, 1.0),
            put(paddle, x, plane, 0.0),
            put(paddle, x, x > 0, 0.0),
        ),
        tensor(5, 4, 3),
        tensor(3, dtype="int64", special=(2, 0, 1)),
        tensor(5, dtype="bool"),
        tensor(5, 4, dtype="bool"),
        tensor(3, 4, 3),
    ),
    case(
        "into_slices",
        lambda paddle, F, x, row, part, diagonal: (
            paddle.select_scatter(x, row, 1, 2),
            paddle.slice_scatter(x, part, [1], [0], [4], [2]),
            paddle.diagonal_scatter(x, diagonal),
        ),
        tensor(3, 4),
        tensor(3),
        tensor(3, 2),
        tensor(3),
        formats=(PIR,),
    ),
    case(
        "fill_diagonal_tensor",
        lambda paddle, F, x, cube, y, wide, lines: (
            paddle.diagonal_scatter(x, y, offset=1),
            paddle.diagonal_scatter(x, y, offset=-2),
            paddle.diagonal_scatter(cube, wide, axis1=0, axis2=2),
            paddle.diagonal_scatter(cube, lines, offset=-1, axis1=2, axis2=1),
        ),
        tensor(5, 4),
        tensor(3, 2, 4),
        tensor(3),
        tensor(2, 3),
        tensor(3, 2),
    ),
    case(
        "fill_diagonal",
        lambda paddle, F, x, tall, cube: (
            append_op(paddle, "fill_diagonal", {"X": x}, value=1.5, offset=0, wrap=False),
            append_op(paddle, "fill_diagonal", {"X": x}, value=1.5, offset=-1, wrap=False),
            append_op(paddle, "fill_diagonal", {"X": tall}, value=2.0, offset=1, wrap=True),
            append_op(paddle, "fill_diagonal", {"X": tall}, value=2.0, offset=0, wrap=False),
            append_op(paddle, "fill_diagonal", {"X": cube}, value=2.0, offset=0, wrap=False),
        ),
        tensor(4, 5),
        tensor(7, 3),
        tensor(3, 3, 3),
        formats=(PROGRAM_DESC,),
    ),
]
