"""Ops that write into a copy of a tensor at positions or ranges."""

from collections.abc import Sequence

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.broadcasting import broadcast
from paddle_mlir.dialects.pd.creation import sizes_from
from paddle_mlir.dialects.pd.definition import (
    Bool,
    Int,
    Ints,
    Operand,
    Operands,
    OptionalOperand,
    PdOp,
    Result,
    Str,
)
from paddle_mlir.dialects.pd.indexing import check_along_axis, index_depth
from paddle_mlir.dialects.pd.slicing import StridedRange, strided_ranges
from paddle_mlir.dialects.symbolic import Size, maximum, minimum
from paddle_mlir.dialects.tensor import TensorInfo

REDUCTIONS = ("assign", "add", "multiply", "amin", "amax")
"""What becomes of an element and what is written over it."""


def _check_update(x: TensorInfo, update: TensorInfo, reduce: str) -> None:
    if reduce not in REDUCTIONS:
        raise ValueError(f"reduce must be one of {', '.join(REDUCTIONS)}, got {reduce!r}")
    if reduce != "assign" and x.dtype == "bool":
        raise ValueError(f"reduce must be assign for bool, got {reduce!r}")
    if update.dtype != x.dtype:
        raise ValueError(f"operands differ in dtype: {x} and {update}")


class ScatterNd(PdOp, name="scatter_nd", in_paddle=False):
    """``x`` with ``updates`` written at the positions that the last dimension of ``index`` holds.

    ``out[index[i..., 0], ..., index[i..., k-1]] = updates[i...]``, one after the other: of several
    updates for one place the last wins, or all are combined. Negative positions count from the
    back.

    Attributes:
        reduce: assign, add, multiply, amin or amax: how an update meets what is there.

    Paddle: ``pd_op.scatter_nd_add``, ``pd_op.scatter``, ``pd_op.index_add``; ``scatter_nd_add``,
    ``scatter``, ``index_add``.
    """

    x: Operand
    index: Operand
    updates: Operand
    reduce: Str = "assign"
    out: Result

    @staticmethod
    def infer(x: TensorInfo, index: TensorInfo, updates: TensorInfo, reduce: str) -> TensorInfo:
        """The type of ``x``."""
        _check_update(x, updates, reduce)
        depth = index_depth(x, index)
        wanted = (*index.dims[:-1], *x.dims[depth:])
        if depth == 0 or not _can_equal(updates.dims, wanted):
            raise ValueError(
                f"operand 'updates' must have the shape {x.with_dims(wanted)}, got {updates}"
            )
        return x.with_dims(x.dims)


def _can_equal(left: tuple[Size, ...], right: tuple[Size, ...]) -> bool:
    return len(left) == len(right) and all(
        not isinstance(a, int) or not isinstance(b, int) or a == b
        for a, b in zip(left, right, strict=True)
    )


class PutAlongAxis(PdOp, name="put_along_axis"):
    """``x`` with ``values`` written along ``axis``, each at an index of its own.

    ``out[i, indices[i, j, k], k] = values[i, j, k]`` for axis 1, one after the other in row-major
    order; negative indices count from the back.

    Attributes:
        axis: where the indices point along.
        reduce: assign, add, multiply, amin or amax: how a value meets what is there.

    Paddle: ``pd_op.put_along_axis``; ``put_along_axis``.
    """

    x: Operand
    indices: Operand
    values: Operand
    axis: Int = 0
    reduce: Str = "assign"
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo, indices: TensorInfo, values: TensorInfo, axis: int, reduce: str
    ) -> TensorInfo:
        """The type of ``x``."""
        _check_update(x, values, reduce)
        check_along_axis(x, indices, axis)
        if values.rank != x.rank or any(
            isinstance(own, int) and isinstance(wanted, int) and own < wanted
            for own, wanted in zip(values.dims, indices.dims, strict=True)
        ):
            raise ValueError(f"operand 'values' must cover the indices {indices}, got {values}")
        return x.with_dims(x.dims)


class IndexPut(PdOp, name="index_put"):
    """``x`` with ``value`` written at positions: ``out[indices[0], indices[1], ...] = value``.

    The indices broadcast with each other, ``value`` to the slices that they pick. Of several
    values for one place the last wins, or all are added. Negative indices count from the back.

    Attributes:
        accumulate: add to what is there.

    Paddle: ``pd_op.index_put``; ``index_put``.
    """

    x: Operand
    indices: Operands
    value: Operand
    accumulate: Bool = False
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo, indices: list[TensorInfo], value: TensorInfo, accumulate: bool
    ) -> TensorInfo:
        """The type of ``x``."""
        _check_update(x, value, "add" if accumulate else "assign")
        if not 0 < len(indices) <= x.rank:
            raise ValueError(f"indices must be 1 to {x.rank} tensors, got {len(indices)}")
        wanted = picked_shape(x, indices)
        if value.rank > wanted.rank:
            raise ValueError(f"operand 'value' must broadcast to {wanted}, got {value}")
        return x.with_dims(x.dims)


def picked_shape(x: TensorInfo, indices: list[TensorInfo]) -> TensorInfo:
    """The shape of ``x[indices]``.

    Raises:
        ValueError: an index is no integer tensor, or two do not broadcast.
    """
    shape = indices[0]
    for index in indices:
        if not dtypes.is_integer(index.dtype):
            raise ValueError(f"indices must be integer tensors, got {index}")
        shape = broadcast(shape, index.with_dtype(shape.dtype))
    return x.with_dims((*shape.dims, *x.dims[len(indices) :]))


class SetValue(PdOp, name="set_value", shape_operands=("starts_tensor", "ends_tensor")):
    """``x`` with ``value``, broadcast, written over ranges: ``out[start:end:step, ...] = value``.

    Attributes:
        axes: which axes have ranges.
        starts, ends, steps: the ranges, as in :class:`StridedSlice`; ``starts_tensor`` and
            ``ends_tensor`` replace theirs where given.
        decrease_axes: axes of size 1 that ``value`` lacks.
        none_axes: places, in the shape of ``x``, of dimensions of size 1 that only ``value`` has.

    Paddle: ``pd_op.set_value``, ``pd_op.set_value_with_tensor``; ``set_value``.
    """

    x: Operand
    value: Operand
    starts_tensor: OptionalOperand
    ends_tensor: OptionalOperand
    axes: Ints
    starts: Ints = ()
    ends: Ints = ()
    steps: Ints
    decrease_axes: Ints = ()
    none_axes: Ints = ()
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        value: TensorInfo,
        starts_tensor: TensorInfo | None,
        ends_tensor: TensorInfo | None,
        axes: tuple[int, ...],
        starts: tuple[int, ...],
        ends: tuple[int, ...],
        steps: tuple[int, ...],
        decrease_axes: tuple[int, ...],
        none_axes: tuple[int, ...],
    ) -> TensorInfo:
        """The type of ``x``."""
        _check_update(x, value, "assign")
        first, last = sizes_from(starts, starts_tensor), sizes_from(ends, ends_tensor)
        ranges = strided_ranges(x, axes, first, last, steps)
        region = region_shape(x, ranges, decrease_axes, none_axes)
        wanted = [size for _, size in region]
        if not _broadcasts(value.dims, wanted):
            raise ValueError(
                f"operand 'value' must broadcast to {x.with_dims(wanted)}, got {value}"
            )
        return _follow_elements(x, value, ranges)


def _follow_elements(
    x: TensorInfo, value: TensorInfo, ranges: dict[int, StridedRange]
) -> TensorInfo:
    """The elements of a row after the write, where they and the written ones are known."""
    unknown = x.with_dims(x.dims)
    if x.rank != 1 or x.elements is None or value.elements is None:
        return unknown
    start, stride, extent = ranges.get(0, StridedRange(0, 1, len(x.elements)))
    if not isinstance(start, int) or not isinstance(extent, int):
        return unknown
    elements = list(x.elements)
    written = value.elements if len(value.elements) == extent else value.elements * extent
    for position, element in zip(range(extent), written, strict=False):
        elements[start + position * stride] = element
    return unknown.with_elements(elements)


def _broadcasts(sizes: Sequence[Size], wanted: Sequence[Size]) -> bool:
    """True unless it is known that they do not; dimensions of size 1 in front do not count."""
    extra = len(sizes) - len(wanted)
    return all(size == 1 for size in sizes[: max(extra, 0)]) and all(
        own == 1 or not isinstance(own, int) or not isinstance(size, int) or own == size
        for own, size in zip(sizes[max(extra, 0) :], wanted[max(-extra, 0) :], strict=True)
    )


def region_shape(
    x: TensorInfo,
    ranges: dict[int, StridedRange],
    decrease_axes: tuple[int, ...],
    none_axes: tuple[int, ...],
) -> list[tuple[int | None, Size]]:
    """The dimensions that a value for these ranges has: axis of ``x`` (or None) and size."""
    dropped = {x.axis(axis) for axis in decrease_axes}
    region: list[tuple[int | None, Size]] = []
    for axis, size in enumerate(x.dims):
        region += [(None, 1)] * none_axes.count(axis)
        if axis not in dropped:
            region.append((axis, ranges[axis].extent if axis in ranges else size))
    return region + [(None, 1)] * sum(axis >= x.rank for axis in none_axes)


class FillDiagonalTensor(PdOp, name="fill_diagonal_tensor"):
    """``x`` with ``y`` written along the diagonals of two axes.

    Attributes:
        offset: 0 for the main diagonal, above 0 for one beyond it, below 0 for one before it.
        dim1, dim2: the axes.

    Paddle: ``pd_op.fill_diagonal_tensor``; ``fill_diagonal_tensor``.
    """

    x: Operand
    y: Operand
    offset: Int = 0
    dim1: Int = 0
    dim2: Int = 1
    out: Result

    @staticmethod
    def infer(x: TensorInfo, y: TensorInfo, offset: int, dim1: int, dim2: int) -> TensorInfo:
        """The type of ``x``."""
        _check_update(x, y, "assign")
        rows, columns = x.axes((dim1, dim2))
        wanted = diagonal_shape(x, rows, columns, offset)
        if not _can_equal(y.dims, wanted):
            raise ValueError(f"operand 'y' must have the shape {x.with_dims(wanted)}, got {y}")
        return x.with_dims(x.dims)


def diagonal_shape(x: TensorInfo, rows: int, columns: int, offset: int) -> tuple[Size, ...]:
    """The other sizes, then the length of the diagonal."""
    height = x.dims[rows] + min(offset, 0)
    width = x.dims[columns] - max(offset, 0)
    others = [size for axis, size in enumerate(x.dims) if axis not in (rows, columns)]
    return (*others, maximum(minimum(height, width), 0))
