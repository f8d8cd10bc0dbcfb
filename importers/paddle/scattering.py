"""Mapping of ops that write into a copy of a tensor at positions or ranges."""

import math
from typing import Any

import numpy as np

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.importers.paddle.attributes import flag, real, text, whole, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.slicing import bounds, ends_of_walks, known_numbers
from paddle_mlir.importers.paddle.source import SourceOp


def _operands(build: ModelBuilder, op: SourceOp, *slots: str) -> list[Any]:
    return [build.required(op, key) for key in op.keys(*slots)]


def _give(build: ModelBuilder, op: SourceOp, value: Any, slot: str = "Out") -> None:
    build.set(op, op.keys(slot)[0], value)


def _same_dtype(build: ModelBuilder, value: Any, x: Any) -> Any:
    dtype = build.info(x).dtype
    return value if build.info(value).dtype == dtype else build.emit(pd.Cast, value, dtype=dtype)


def _number(build: ModelBuilder, value: float, dtype: str) -> Any:
    return build.emit(pd.Full, value=float(value), dtype=dtype)


@imports_pir("scatter")
@imports_program_desc("scatter")
def import_scatter(build: ModelBuilder, op: SourceOp) -> None:
    """Rows written over, or (without ``overwrite``) zeroed first and then added to."""
    x, index, updates = _operands(build, op, "X", "Ids", "Updates")
    info = build.info(index)
    if info.rank == 0:
        updates = build.emit(pd.Unsqueeze, updates, axis=(0,))
    if info.rank != 2:
        index = build.emit(pd.Reshape, index, shape=(-1, 1))
    reduce = "assign"
    if not flag(op, "overwrite", True):
        reduce = "add"
        nothing = build.emit(pd.FullLike, updates, value=0.0, dtype=build.info(updates).dtype)
        x = build.emit(pd.ScatterNd, x, index, nothing)
    _give(build, op, build.emit(pd.ScatterNd, x, index, updates, reduce=reduce))


@imports_pir("scatter_nd_add")
@imports_program_desc("scatter_nd_add")
def import_scatter_nd_add(build: ModelBuilder, op: SourceOp) -> None:
    """Updates added; an index without numbers names all of ``x``."""
    x, index, updates = _operands(build, op, "X", "Index", "Updates")
    if build.info(index).dims[-1:] == (0,):
        outer = tuple(range(build.info(index).rank - 1))
        if outer:
            updates = build.emit(pd.Sum, updates, axis=outer)
        _give(build, op, build.emit(pd.Add, x, updates))
        return
    _give(build, op, build.emit(pd.ScatterNd, x, index, updates, reduce="add"))


@imports_pir("index_add")
@imports_program_desc("index_add")
def import_index_add(build: ModelBuilder, op: SourceOp) -> None:
    """Slices along an axis added: the axis comes to the front and goes back."""
    x, index, value = _operands(build, op, "X", "Index", "AddValue")
    info = build.info(x)
    at = info.axis(whole(op, "axis", 0))
    perm = (at, *(i for i in range(info.rank) if i != at))
    back = tuple(perm.index(i) for i in range(info.rank))
    if at:
        x, value = (build.emit(pd.Transpose, part, perm=perm) for part in (x, value))
    index = build.emit(pd.Reshape, index, shape=(-1, 1))
    out = build.emit(pd.ScatterNd, x, index, value, reduce="add")
    _give(build, op, build.emit(pd.Transpose, out, perm=back) if at else out)


@imports_pir("put_along_axis")
@imports_program_desc("put_along_axis")
def import_put_along_axis(build: ModelBuilder, op: SourceOp) -> None:
    """Values along an axis at indices; ProgramDesc's attributes have capital letters."""
    x, indices, values = _operands(build, op, "Input", "Index", "Value")
    if op.kind == "pir":
        axis, reduce = whole(op, "axis"), text(op, "reduce", "assign")
        include = flag(op, "include_self", True)
    else:
        axis, reduce = whole(op, "Axis", 0), text(op, "Reduce", "assign")
        include = flag(op, "Include_self", True)
    value = _put_along_axis(build, x, indices, values, axis, reduce, include)
    _give(build, op, value, "Result")


def _put_along_axis(
    build: ModelBuilder,
    x: Any,
    indices: Any,
    values: Any,
    axis: int,
    reduce: str,
    include: bool,
) -> Any:
    """Without ``include_self`` the elements that are written first become the neutral one."""
    reduce = {"mul": "multiply"}.get(reduce, reduce)
    dtype = build.info(x).dtype
    values = _same_dtype(build, values, x)

    def put(target: Any, source: Any, how: str) -> Any:
        return build.emit(pd.PutAlongAxis, target, indices, source, axis=axis, reduce=how)

    if reduce == "assign":
        return put(x, values, reduce)
    neutral = _neutral(reduce, dtype)
    if not include:
        x = put(x, build.emit(pd.FullLike, values, value=neutral, dtype=dtype), "assign")
    if reduce != "mean":
        return put(x, values, reduce)
    total = put(x, values, "add")
    one = build.emit(pd.FullLike, values, value=1.0, dtype=dtype)
    count = put(build.emit(pd.FullLike, x, value=float(include), dtype=dtype), one, "add")
    if not include:
        # Elements that nothing was written to keep themselves.
        count = build.emit(pd.Maximum, count, _number(build, 1.0, dtype))
    return build.emit(pd.Divide, total, count)


def _neutral(reduce: str, dtype: str) -> float:
    """What changes nothing when another value is combined with it."""
    if reduce not in ("amin", "amax"):
        return 1.0 if reduce == "multiply" else 0.0
    if dtypes.is_float(dtype):
        return math.inf if reduce == "amin" else -math.inf
    low, high = dtypes.integer_range(dtype)
    return float(high if reduce == "amin" else low)


@imports_pir("index_put")
@imports_program_desc("index_put")
def import_index_put(build: ModelBuilder, op: SourceOp) -> None:
    """``x[indices] = value``, or added; a mask stands for the places where it holds."""
    x_key, indices_key, value_key = op.keys("x", "indices", "value")
    x, indices = build.required(op, x_key), build.operands(op, indices_key)
    value = _same_dtype(build, build.required(op, value_key), x)
    accumulate = flag(op, "accumulate")
    masks = [index for index in indices if build.info(index).dtype == "bool"]
    info = build.info(value)
    if masks and len(indices) == 1:
        rest = build.info(x).rank - build.info(masks[0]).rank
        if info.rank == rest + 1 and info.dims[0] == 1:
            value = build.emit(pd.Squeeze, value, axis=(0,))
            info = build.info(value)
        if info.rank <= rest:
            _give(build, op, _put_by_mask(build, x, masks[0], value, accumulate), "out")
            return
    places = [place for index in indices for place in _places(build, index)]
    _give(build, op, build.emit(pd.IndexPut, x, places, value, accumulate=accumulate), "out")


def _places(build: ModelBuilder, index: Any) -> list[Any]:
    """An index as integers: of a mask one tensor for each of its dimensions."""
    info = build.info(index)
    if info.dtype != "bool":
        return [index]
    rows = build.emit(pd.Nonzero, index)
    return [
        build.emit(pd.Slice, rows, axes=(1,), starts=(i,), ends=(i + 1,), decrease_axis=(1,))
        for i in range(info.rank)
    ]


def _put_by_mask(build: ModelBuilder, x: Any, mask: Any, value: Any, accumulate: bool) -> Any:
    """``where(mask, value, x)``, for a value that is the same at every place."""
    rest = build.info(x).rank - build.info(mask).rank
    if rest:
        mask = build.emit(pd.Unsqueeze, mask, axis=(-1,) * rest)
    if accumulate:
        value = build.emit(pd.Add, x, value)
    return build.emit(pd.Where, mask, value, x)


_RANGES = ("StartsTensorList", "EndsTensorList", "StepsTensorList")


@imports_pir("set_value")
def import_pir_set_value(build: ModelBuilder, op: SourceOp) -> None:
    """``x[starts:ends:steps] = value``, the values being attributes."""
    x_key, *ranges = op.keys("Input", *_RANGES)
    x = build.required(op, x_key)
    _set_value(build, op, x, _values(build, op, x), ranges)


@imports_pir("set_value_with_tensor")
@imports_program_desc("set_value")
def import_set_value(build: ModelBuilder, op: SourceOp) -> None:
    """The same; the values are an operand or, in one of several ways, attributes."""
    x_key, value_key, *ranges = op.keys("Input", "ValueTensor", *_RANGES)
    x, value = build.required(op, x_key), build.operand(op, value_key)
    _set_value(build, op, x, _values(build, op, x) if value is None else value, ranges)


_OLDER_VALUES = ("fp32_values", "fp64_values", "int32_values", "int64_values", "bool_values")
"""Where writers before 2.5 put the values, by dtype; f16's are in fp16_values, as f32."""


def _values(build: ModelBuilder, op: SourceOp, x: Any) -> Any:
    names = ("values", *_OLDER_VALUES, "fp16_values")
    numbers: Any = next((op.attributes[name] for name in names if op.attributes.get(name)), [])
    dtype = build.info(x).dtype
    plain = "float32" if dtype == "bfloat16" else dtype
    array = np.array(numbers).astype(dtypes.to_numpy(plain)).reshape(wholes(op, "shape"))
    return _same_dtype(build, build.emit(pd.Constant, value=array), x)


def _set_value(build: ModelBuilder, op: SourceOp, x: Any, value: Any, ranges: list[str]) -> None:
    """Ranges come as operands or as attributes; steps must be known before run time."""
    starts, ends, steps = (build.operands(op, key) for key in ranges)
    attributes: dict[str, Any] = {
        name: wholes(op, name, ()) for name in ("axes", "decrease_axes", "none_axes")
    }
    step = tuple(known_numbers(build, steps, "steps")) if steps else wholes(op, "steps", ())
    first = bounds(build, attributes, "starts", starts, wholes(op, "starts", ()))
    last = bounds(build, attributes, "ends", ends, wholes(op, "ends", ()))
    if "ends" in attributes:
        attributes["ends"] = ends_of_walks(op, attributes["ends"], step)
    value = _same_dtype(build, value, x)
    _give(build, op, build.emit(pd.SetValue, x, value, first, last, steps=step, **attributes))


@imports_pir("fill_diagonal_tensor")
@imports_program_desc("fill_diagonal_tensor")
def import_fill_diagonal_tensor(build: ModelBuilder, op: SourceOp) -> None:
    """``y`` written on a diagonal; of a matrix, Paddle gives it as one row."""
    x, y = _operands(build, op, "X", "Y")
    info = build.info(y)
    if build.info(x).rank == 2 and info.rank == 2 and info.dims[0] == 1:
        y = build.emit(pd.Squeeze, y, axis=(0,))
    offset, dim1, dim2 = whole(op, "offset", 0), whole(op, "dim1", 0), whole(op, "dim2", 1)
    _give(build, op, build.emit(pd.FillDiagonalTensor, x, y, offset=offset, dim1=dim1, dim2=dim2))


@imports_pir("fill_diagonal")
@imports_program_desc("fill_diagonal")
def import_fill_diagonal(build: ModelBuilder, op: SourceOp) -> None:
    """``where(mask, value, x)`` with the mask known before run time.

    Limits: the sizes of ``x`` must be static.
    """
    (x,) = _operands(build, op, "X")
    info, offset = build.info(x), whole(op, "offset", 0)
    sizes = [size for size in info.dims if isinstance(size, int)]
    if len(sizes) != info.rank or info.rank < 2:
        raise ValueError(f"operand 'x' must be a matrix or more of static size, got {info}")
    width, count = sizes[1], math.prod(sizes)
    stride = sum(math.prod(sizes[axis + 1 :]) for axis in range(info.rank))
    mask = np.zeros(count, bool)
    stop = count if flag(op, "wrap") else min(count, width * width)
    for place in range(0, stop, stride):
        if 0 <= place % width + offset < width:
            mask[place + offset] = True
    inside = build.emit(pd.Constant, value=mask.reshape(sizes))
    number = _number(build, real(op, "value"), info.dtype)
    _give(build, op, build.emit(pd.Where, inside, number, x))
