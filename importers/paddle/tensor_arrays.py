"""Tensor arrays: lists of tensors while their length is known, else one tensor of all elements.

Paddle's arrays are variables that ops overwrite. Here a `TensorArray` is a value: writing makes a
new one, and the name of the array stands for it from then on. Where a loop or a branch writes
elements that are made of sequences, or differ in their number of rows, it is a `PackedArray`.

Limits: elements that differ in more than that can be in an array of known length only, so not in
one that a loop or a branch writes to. A write beyond the end appends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.tensor import TensorInfo, compatible, type_of
from paddle_mlir.importers.paddle.attributes import flag, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.lengths import Sequences, rows_of
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.packed_arrays import PackedArray, must_be_packed
from paddle_mlir.importers.paddle.source import SourceOp

_END = 2**31 - 1
"""As the end of a slice: all that is left."""


@dataclass(frozen=True)
class TensorArray:
    """The state of an array.

    Attributes:
        elements: its tensors and sequences, when ``stacked`` is None.
        stacked: all elements along a new first axis, of which the length is not known.
    """

    elements: tuple[Any, ...] = ()
    stacked: Any = None

    def element(self, build: ModelBuilder) -> TensorInfo | None:
        """What is known of an element, or None when there is none yet."""
        if self.stacked is not None:
            info = build.info(self.stacked)
            return info.with_dims(info.dims[1:])
        return build.info(rows_of(self.elements[0])) if self.elements else None

    def stack(self, build: ModelBuilder, element: TensorInfo) -> Any:
        """All elements along a new first axis; ``element`` describes those of an empty array.

        Raises:
            ValueError: elements differ in shape, or the shape of those to come is not known.
        """
        if self.stacked is not None:
            return self.stacked
        if self.elements:
            return build.emit(pd.Stack, self._tensors(), axis=0)
        if element.is_static:
            return build.emit(pd.Full, value=0.0, shape=(0, *element.dims), dtype=element.dtype)
        sizes = [build.size_tensor(size) for size in (0, *element.dims)]
        return build.emit(pd.Full, build.shape_tensor(sizes), value=0.0, dtype=element.dtype)

    def _tensors(self) -> list[Any]:
        return [rows_of(state) for state in self.elements]

    def length(self, build: ModelBuilder) -> Any:
        """The number of elements as an int64 tensor of shape [1]."""
        if self.stacked is None:
            return build.emit(pd.Constant, value=np.array([len(self.elements)], dtype="int64"))
        return build.size_tensor(build.info(self.stacked).dims[0])

    def write(self, build: ModelBuilder, index: Any, value: Any) -> Array:
        """The array with a tensor or sequences at ``index``, which is its length to append.

        Raises:
            ValueError: it is of another shape than elements whose number is not known.
        """
        known = build.constant(index)
        if self.stacked is None and known is not None:
            position = int(known.reshape(-1)[0])
            if 0 <= position <= len(self.elements):
                rest = self.elements[position + 1 :]
                return TensorArray((*self.elements[:position], value, *rest))
        if self.stacked is None and must_be_packed(build, [*self.elements, value]):
            packed = PackedArray.of(build, self.elements or [value])
            return packed.write(build, index, value)
        if isinstance(value, Sequences):
            raise ValueError("writes sequences to a tensor array of elements that are none")
        stacked = self.stack(build, build.info(value))
        info, written = build.info(stacked), build.info(value)
        if not compatible(type_of(info.with_dims(info.dims[1:])), written):
            raise ValueError(
                "elements of a tensor array that a loop or branch writes to must share a shape, "
                f"got {written} beside {info.with_dims(info.dims[1:])}"
            )
        row = build.emit(pd.Unsqueeze, value, axis=(0,))
        place = build.info(index).elements
        if place is not None and place == (info.dims[0],):
            return TensorArray(stacked=build.emit(pd.Concat, [stacked, row], axis=0))
        first = build.emit(pd.Reshape, build.emit(pd.Cast, index, dtype="int64"), shape=(1,))
        after = build.emit(pd.Scale, first, scale=1.0, bias=1.0)
        zero = build.emit(pd.Constant, value=np.array([0], dtype="int64"))
        end = build.emit(pd.Constant, value=np.array([_END], dtype="int64"))
        head = build.emit(pd.Slice, stacked, zero, first, axes=(0,))
        tail = build.emit(pd.Slice, stacked, after, end, axes=(0,))
        return TensorArray(stacked=build.emit(pd.Concat, [head, row, tail], axis=0))

    def read(self, build: ModelBuilder, index: Any) -> Any:
        """The element at ``index``.

        Raises:
            ValueError: there is none.
        """
        known = build.constant(index)
        if self.stacked is None and known is not None:
            position = int(known.reshape(-1)[0])
            if not 0 <= position < len(self.elements):
                raise ValueError(
                    f"reads element {position} of a tensor array of {len(self.elements)}"
                )
            return self.elements[position]
        element = self.element(build)
        if element is None:
            raise ValueError("reads an element of an empty tensor array")
        if self.stacked is None and must_be_packed(build, self.elements):
            return PackedArray.of(build, self.elements).read(build, index)
        position = build.emit(pd.Reshape, index, shape=(1,))
        row = build.emit(pd.Gather, self.stack(build, element), position, axis=0)
        return build.emit(pd.Squeeze, row, axis=(0,))

    def pop(self, build: ModelBuilder, index: int) -> tuple[TensorArray, Any]:
        """The array without the element at ``index``, which may count from the end, and that.

        Raises:
            ValueError: there is none.
        """
        if self.stacked is None:
            if not -len(self.elements) <= index < len(self.elements):
                raise ValueError(
                    f"takes element {index} from a tensor array of {len(self.elements)}"
                )
            rest = list(self.elements)
            element = rest.pop(index)
            return TensorArray(tuple(rest)), element
        behind = _END if index == -1 else index + 1
        row = self._rows(build, index, behind)
        parts = [self._rows(build, 0, index)]
        if behind != _END:
            parts.append(self._rows(build, behind, _END))
        rest_rows = build.emit(pd.Concat, parts, axis=0) if len(parts) > 1 else parts[0]
        return TensorArray(stacked=rest_rows), build.emit(pd.Squeeze, row, axis=(0,))

    def part(self, build: ModelBuilder, start: Any, end: Any) -> TensorArray:
        """The elements from ``start`` to before ``end``; both may count from the end."""
        first, last = build.constant(start), build.constant(end)
        if self.stacked is None and first is not None and last is not None:
            bounds = slice(int(first.reshape(-1)[0]), int(last.reshape(-1)[0]))
            return TensorArray(self.elements[bounds])
        element = self.element(build)
        if element is None:
            return self
        rows = self.stack(build, element)
        return TensorArray(stacked=build.emit(pd.Slice, rows, start, end, axes=(0,)))

    def _rows(self, build: ModelBuilder, start: int, end: int) -> Any:
        return build.emit(pd.Slice, self.stacked, axes=(0,), starts=(start,), ends=(end,))

    def join(self, build: ModelBuilder, axis: int, use_stack: bool) -> Any:
        """All elements, joined along an axis of theirs or a new one.

        Raises:
            ValueError: the array is empty, or the axis is out of range.
        """
        if self.stacked is None:
            if not self.elements:
                raise ValueError("joins the elements of an empty tensor array")
            return build.emit(pd.Stack if use_stack else pd.Concat, self._tensors(), axis=axis)
        info = build.info(self.stacked)
        front = info.with_dims(info.dims[1:]).axis(axis, extra=int(use_stack))
        order = [*range(1, front + 1), 0, *range(front + 1, info.rank)]
        moved = self.stacked
        if front:
            moved = build.emit(pd.Transpose, moved, perm=tuple(order))
        if use_stack:
            return moved
        return build.emit(pd.Flatten, moved, start_axis=front, stop_axis=front + 1)


Array = TensorArray | PackedArray


def any_array_of(build: ModelBuilder, op: SourceOp, key: str) -> Array:
    """The array in an operand slot; one that nothing was written to is empty.

    Raises:
        ValueError: it is a tensor.
    """
    names = op.operand_list(key)
    value = build.values().get(build.root(names[0])) if names else None
    if value is None:
        return TensorArray()
    if not isinstance(value, Array):
        raise ValueError(f"operand {key!r} must be a tensor array")
    return value


def array_of(build: ModelBuilder, op: SourceOp, key: str) -> TensorArray:
    """The same where elements must share a shape.

    Raises:
        ValueError: they need not, or it is a tensor.
    """
    array = any_array_of(build, op, key)
    if isinstance(array, PackedArray):
        raise ValueError(
            f"operand {key!r} must be a tensor array of elements that share a shape, got one that "
            "a loop or branch writes elements of several numbers of rows to"
        )
    return array


@imports_pir("create_array", "create_array_like")
def import_create_array(build: ModelBuilder, op: SourceOp) -> None:
    """An empty array."""
    build.set(op, "0", TensorArray())


@imports_pir("assign", "assign_array")
def import_pir_assign(build: ModelBuilder, op: SourceOp) -> None:
    """A copy of a tensor or of an array."""
    build.set(op, "0", _copy(build, op, "0"))


@imports_program_desc("assign")
def import_assign(build: ModelBuilder, op: SourceOp) -> None:
    """A copy of a tensor or of an array."""
    build.set(op, "Out", _copy(build, op, "X"))


def _copy(build: ModelBuilder, op: SourceOp, key: str) -> Any:
    names = op.operand_list(key)
    if names and isinstance(build.values().get(build.root(names[0])), Array):
        return build.state(names[0])
    return build.emit(pd.Assign, build.required(op, key))


@imports_pir("array_write")
def import_array_write(build: ModelBuilder, op: SourceOp) -> None:
    """``array[i] = x``."""
    array = any_array_of(build, op, "0")
    build.set(op, "0", array.write(build, build.required(op, "2"), build.required(op, "1")))


@imports_program_desc("write_to_array")
def import_write_to_array(build: ModelBuilder, op: SourceOp) -> None:
    """``array[I] = X``; the reader names the array that it was."""
    array = any_array_of(build, op, "Array")
    (x,) = op.operand_list("X")
    build.set(op, "Out", array.write(build, build.required(op, "I"), build.state(x)))


@imports_pir("array_read")
def import_array_read(build: ModelBuilder, op: SourceOp) -> None:
    """``array[i]``."""
    build.set(op, "0", any_array_of(build, op, "0").read(build, build.required(op, "1")))


@imports_program_desc("read_from_array")
def import_read_from_array(build: ModelBuilder, op: SourceOp) -> None:
    """``X[I]``."""
    build.set(op, "Out", any_array_of(build, op, "X").read(build, build.required(op, "I")))


@imports_pir("array_pop")
def import_array_pop(build: ModelBuilder, op: SourceOp) -> None:
    """``array.pop(index)``: the array, and the element."""
    rest, element = array_of(build, op, "0").pop(build, whole(op, "index", -1))
    build.set(op, "0", rest)
    build.set(op, "1", element)


@imports_pir("slice_array")
def import_slice_array(build: ModelBuilder, op: SourceOp) -> None:
    """``array[start:end]``."""
    start, end = build.required(op, "1"), build.required(op, "2")
    build.set(op, "0", array_of(build, op, "0").part(build, start, end))


@imports_pir("slice_array_dense")
def import_slice_array_dense(build: ModelBuilder, op: SourceOp) -> None:
    """``array[start]``."""
    build.set(op, "0", array_of(build, op, "0").read(build, build.required(op, "1")))


@imports_pir("array_length")
def import_array_length(build: ModelBuilder, op: SourceOp) -> None:
    """``len(array)``."""
    build.set(op, "0", any_array_of(build, op, "0").length(build))


@imports_program_desc("lod_array_length")
def import_lod_array_length(build: ModelBuilder, op: SourceOp) -> None:
    """``len(X)``."""
    build.set(op, "Out", any_array_of(build, op, "X").length(build))


@imports_pir("array_to_tensor")
def import_array_to_tensor(build: ModelBuilder, op: SourceOp) -> None:
    """All elements as one tensor."""
    _join(build, op, "0", "0")


@imports_program_desc("tensor_array_to_tensor")
def import_tensor_array_to_tensor(build: ModelBuilder, op: SourceOp) -> None:
    """All elements as one tensor."""
    _join(build, op, "X", "Out")


def _join(build: ModelBuilder, op: SourceOp, operand: str, result: str) -> None:
    array, axis = any_array_of(build, op, operand), whole(op, "axis", 0)
    use_stack = flag(op, "use_stack")
    if isinstance(array, PackedArray):
        build.set(op, result, array.join(axis, use_stack))
    else:
        build.set(op, result, array.join(build, axis, use_stack))
