"""Mapping of ops that cut ranges out of a tensor."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from paddle_mlir.dialects import pd, symbolic
from paddle_mlir.dialects.pd.slicing import INT32_MAX
from paddle_mlir.importers.paddle.attributes import whole, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
)
from paddle_mlir.importers.paddle.source import SourceOp


@imports_pir("slice")
def import_pir_slice(build: ModelBuilder, op: SourceOp) -> None:
    """Operands input, starts, ends."""
    starts, ends = build.operands(op, "1"), build.operands(op, "2")
    build.set(op, "0", strided_slice(build, op, build.required(op, "0"), starts, ends, ()))


@imports_program_desc("slice")
def import_slice(build: ModelBuilder, op: SourceOp) -> None:
    """The same; bounds that are data come as one tensor or as a list of them."""
    starts, ends = (
        build.operands(op, f"{name}Tensor") or build.operands(op, f"{name}TensorList")
        for name in ("Starts", "Ends")
    )
    value = strided_slice(build, op, build.required(op, "Input"), starts, ends, ())
    build.set(op, "Out", value)


def bounds(
    build: ModelBuilder,
    attributes: dict[str, Any],
    name: str,
    values: list[Any],
    default: tuple[int, ...],
) -> Any:
    """Put bounds that are constant into the attributes; give others as one tensor."""
    if not values:
        attributes[name] = default
        return None
    tensor = values[0] if len(values) == 1 else build.shape_tensor(values)
    known = build.constant(tensor)
    if known is None:
        return tensor
    attributes[name] = tuple(known.reshape(-1).tolist())
    return None


@imports_pir("split", "split_with_num")
def import_pir_split(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, sections (or an attribute num) and axis."""
    x = build.required(op, "0")
    if op.name == "split_with_num":
        axis = known_numbers(build, build.operands(op, "1"), "axis")[0]
        _split(build, op, x, "0", axis=axis, num=whole(op, "num"))
        return
    axis = known_numbers(build, build.operands(op, "2"), "axis")[0]
    _split_by(build, op, x, "0", axis, build.operands(op, "1"))


@imports_program_desc("split")
def import_split(build: ModelBuilder, op: SourceOp) -> None:
    """The same with attributes."""
    x, tensors = build.required(op, "X"), build.operands(op, "AxisTensor")
    axis = whole(op, "axis", 0)
    if tensors:
        axis = known_numbers(build, tensors, "axis")[0]
    sections = wholes(op, "sections", ())
    if build.operands(op, "SectionsTensorList"):
        _split_by(build, op, x, "Out", axis, build.operands(op, "SectionsTensorList"))
    elif sections:
        _split(build, op, x, "Out", axis=axis, sections=sections)
    else:
        _split(build, op, x, "Out", axis=axis, num=whole(op, "num"))


def _split_by(
    build: ModelBuilder, op: SourceOp, x: Any, result: str, axis: int, sections: list[Any]
) -> None:
    """A split whose sections may be data: part ``i`` ends at the sum of the first ``i`` sizes."""
    sizes = build.shape_tensor(sections)
    known = build.constant(sizes)
    if known is not None:
        _split(build, op, x, result, axis=axis, sections=tuple(known.reshape(-1).tolist()))
        return
    at, count = build.info(x).axis(axis), len(op.result_list(result))
    if build.info(sizes).dims != (count,):
        raise ValueError(f"operand 'sections' must hold {count} sizes, got {build.info(sizes)}")
    pieces = [_range_of(build, sizes, 0, i, i + 1) for i in range(count)]
    rest = _range_of(build, build.emit(pd.Shape, x, dtype="int64"), 0, at, at + 1)
    for piece in pieces:
        rest = build.emit(pd.Subtract, rest, piece)
    # What the open part, counted as -1, leaves.
    one = build.emit(pd.Constant, value=np.ones(1, "int64"))
    rest = build.emit(pd.Subtract, rest, one)
    zero = build.emit(pd.Constant, value=np.zeros(1, "int64"))
    for position, piece in enumerate(pieces):
        size = (build.info(piece).elements or (None,))[0]
        if size == -1:
            pieces[position] = rest
        elif size is None or not symbolic.is_not_negative(size):
            is_open = build.emit(pd.LessThan, piece, zero)
            pieces[position] = build.emit(pd.Where, is_open, rest, piece)
    start = zero
    parts = []
    for piece in pieces:
        end = build.emit(pd.Add, start, piece)
        parts.append(build.emit(pd.Slice, x, start, end, axes=(at,)))
        start = end
    build.set_list(op, result, parts)


def known_numbers(build: ModelBuilder, values: list[Any], name: str) -> list[Any]:
    """The numbers of the values that together fill an operand slot.

    Raises:
        ValueError: they are not known before run time.
    """
    known = None
    if values:
        known = build.constant(values[0] if len(values) == 1 else build.shape_tensor(values))
    if known is None:
        raise ValueError(f"operand {name!r} must be a constant")
    return list(known.reshape(-1).tolist())


def _split(build: ModelBuilder, op: SourceOp, x: Any, result: str, **attributes: Any) -> None:
    count = len(op.result_list(result))
    parts = [build.emit(pd.Split, x, index=index, **attributes) for index in range(count)]
    build.set_list(op, result, parts)


@imports_pir("strided_slice")
def import_pir_strided_slice(build: ModelBuilder, op: SourceOp) -> None:
    """Operands input, starts, ends, strides."""
    starts, ends = build.operands(op, "1"), build.operands(op, "2")
    strides = known_numbers(build, build.operands(op, "3"), "strides")
    value = strided_slice(build, op, build.required(op, "0"), starts, ends, strides)
    build.set(op, "0", value)


@imports_program_desc("strided_slice")
def import_strided_slice(build: ModelBuilder, op: SourceOp) -> None:
    """The same with attributes; what is data comes as one tensor or as a list of them."""
    starts, ends, strides = (
        build.operands(op, f"{name}Tensor") or build.operands(op, f"{name}TensorList")
        for name in ("Starts", "Ends", "Strides")
    )
    steps = known_numbers(build, strides, "strides") if strides else wholes(op, "strides", ())
    value = strided_slice(build, op, build.required(op, "Input"), starts, ends, steps)
    build.set(op, "Out", value)


def strided_slice(
    build: ModelBuilder,
    op: SourceOp,
    x: Any,
    starts: list[Any],
    ends: list[Any],
    strides: Sequence[int],
) -> Any:
    """A slice with steps; with steps of 1, or none, the plain one."""
    attributes: dict[str, Any] = {
        "axes": wholes(op, "axes"),
        "decrease_axis": wholes(op, "decrease_axis", ()),
    }
    first = bounds(build, attributes, "starts", starts, wholes(op, "starts", ()))
    last = bounds(build, attributes, "ends", ends, wholes(op, "ends", ()))
    if all(stride == 1 for stride in strides):
        return build.emit(pd.Slice, x, first, last, **attributes)
    if "ends" in attributes:
        attributes["ends"] = ends_of_walks(op, attributes["ends"], strides)
    return build.emit(pd.StridedSlice, x, first, last, strides=tuple(strides), **attributes)


def ends_of_walks(op: SourceOp, ends: Sequence[int], strides: Sequence[int]) -> tuple[int, ...]:
    """The ends as PIR means them: in ProgramDesc -1 ends a walk backwards at the first element."""
    if op.kind == "pir":
        return tuple(ends)
    return tuple(
        -INT32_MAX if end == -1 and stride < 0 else end
        for end, stride in zip(ends, strides, strict=True)
    )


@imports_pir("unbind", "unstack")
@imports_program_desc("unbind", "unstack")
def import_unbind(build: ModelBuilder, op: SourceOp) -> None:
    """The tensors that lie along an axis."""
    (key,), (result,) = op.keys("X"), op.keys("Y" if op.name == "unstack" else "Out")
    x, axis = build.required(op, key), whole(op, "axis", 0)
    parts = [
        _range_of(build, x, axis, position, position + 1, drop=True)
        for position in range(len(op.result_list(result)))
    ]
    build.set_list(op, result, parts)


def _range_of(
    build: ModelBuilder, x: Any, axis: int, start: int, end: int, *, drop: bool = False
) -> Any:
    at = build.info(x).axis(axis)
    dropped = (at,) if drop else ()
    return build.emit(pd.Slice, x, axes=(at,), starts=(start,), ends=(end,), decrease_axis=dropped)


@imports_pir("crop")
def import_pir_crop(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, shape, offsets."""
    x, shape, offsets = (build.operands(op, str(position)) for position in range(3))
    _crop(build, op, x, shape, offsets, "0")


@imports_program_desc("crop_tensor")
def import_crop_tensor(build: ModelBuilder, op: SourceOp) -> None:
    """The same with attributes; what is data comes as one tensor or as a list of them."""
    shape = build.operands(op, "Shape") or build.operands(op, "ShapeTensor")
    offsets = build.operands(op, "Offsets") or build.operands(op, "OffsetsTensor")
    _crop(build, op, build.operands(op, "X"), shape, offsets, "Out")


@imports_program_desc("crop")
def import_crop(build: ModelBuilder, op: SourceOp) -> None:
    """Version 1: the shape may be that of a tensor ``Y``."""
    shape = [build.emit(pd.Shape, y, dtype="int64") for y in build.operands(op, "Y")]
    _crop(build, op, build.operands(op, "X"), shape, build.operands(op, "Offsets"), "Out")


def _crop(
    build: ModelBuilder, op: SourceOp, x: list[Any], shape: list[Any], offsets: list[Any], key: str
) -> None:
    """``x[offset : offset + size, ...]``; a size of -1 takes what is left."""
    rank = build.info(x[0]).rank
    attributes: dict[str, Any] = {}
    start = bounds(build, attributes, "starts", offsets, wholes(op, "offsets", ()) or (0,) * rank)
    size = bounds(build, attributes, "sizes", shape, wholes(op, "shape", ()))
    starts, sizes = attributes.get("starts"), attributes.pop("sizes", None)
    axes = tuple(range(rank))
    if starts is not None and sizes is not None:
        ends = tuple(
            INT32_MAX if size == -1 else start + size
            for start, size in zip(starts, sizes, strict=True)
        )
        build.set(op, key, build.emit(pd.Slice, x[0], axes=axes, starts=starts, ends=ends))
        return
    lower, extent = (
        build.emit(pd.Constant, value=np.array(numbers, "int64"))
        if tensor is None
        else build.shape_tensor([tensor])
        for tensor, numbers in ((start, starts), (size, sizes))
    )
    end = build.emit(pd.Add, lower, extent)
    elements = build.info(extent).elements
    if elements is None or not all(map(symbolic.is_not_negative, elements)):
        zero, last = (build.emit(pd.Constant, value=np.array(n)) for n in (0, INT32_MAX))
        end = build.emit(pd.Where, build.emit(pd.LessThan, extent, zero), last, end)
    build.set(op, key, build.emit(pd.Slice, x[0], start, end, axes=axes, **attributes))


@imports_pir("partial_concat")
@imports_program_desc("partial_concat")
def import_partial_concat(build: ModelBuilder, op: SourceOp) -> None:
    """The same columns of every operand, one after the other."""
    build.set(op, op.keys("Out")[0], build.emit(pd.Concat, _columns(build, op), axis=1))


@imports_pir("partial_sum")
@imports_program_desc("partial_sum")
def import_partial_sum(build: ModelBuilder, op: SourceOp) -> None:
    """The same columns of every operand, added."""
    total, *others = _columns(build, op)
    for other in others:
        total = build.emit(pd.Add, total, other)
    build.set(op, op.keys("Out")[0], total)


def _columns(build: ModelBuilder, op: SourceOp) -> list[Any]:
    (key,) = op.keys("X")
    start = whole(op, "start_index", 0)
    length = whole(op, "length", -1)
    end = INT32_MAX if length < 0 or start + length == 0 else start + length
    return [_range_of(build, x, 1, start, end) for x in build.operands(op, key)]
