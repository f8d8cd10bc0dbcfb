"""Ops that move or rearrange elements without computing on them."""

from collections.abc import Sequence

import numpy as np

from paddle_mlir.dialects import symbolic
from paddle_mlir.dialects.pd.creation import sizes_from
from paddle_mlir.dialects.pd.definition import (
    DType,
    Float,
    Int,
    Ints,
    Operand,
    Operands,
    OptionalOperand,
    PdOp,
    Result,
    Str,
)
from paddle_mlir.dialects.symbolic import Dim, Size
from paddle_mlir.dialects.tensor import TensorInfo


class Assign(PdOp, name="assign"):
    """``x`` itself. Paddle: ``pd_op.assign``, ``pd_op.share_data_``, ``pd_op.assign_out_``."""

    x: Operand
    out: Result

    @staticmethod
    def infer(x: TensorInfo) -> TensorInfo:
        """The type of ``x``."""
        return x


class Dropout(PdOp, name="dropout"):
    """Dropout in inference: ``x``, or ``x * (1 - p)`` with mode ``downgrade_in_infer``.

    Attributes:
        p: probability with which training drops an element.
        mode: upscale_in_train or downgrade_in_infer.

    Paddle: ``pd_op.dropout`` with ``is_test``; ``dropout``.
    """

    x: Operand
    p: Float = 0.5
    mode: Str = "downgrade_in_infer"
    out: Result

    @staticmethod
    def infer(x: TensorInfo, mode: str) -> TensorInfo:
        """The type of ``x``."""
        if mode not in ("upscale_in_train", "downgrade_in_infer"):
            raise ValueError(f"mode must be upscale_in_train or downgrade_in_infer, got {mode!r}")
        return x


class Shape(PdOp, name="shape"):
    """The sizes of ``x`` as a 1-D tensor. Paddle: ``pd_op.shape`` (int32), ``pd_op.shape64``."""

    x: Operand
    dtype: DType = "int32"
    out: Result

    @staticmethod
    def infer(x: TensorInfo, dtype: str) -> TensorInfo:
        """One element a dimension, known as far as the sizes are."""
        if dtype not in ("int32", "int64"):
            raise ValueError(f"dtype must be int32 or int64, got {dtype}")
        return TensorInfo(dtype, (x.rank,), x.dims)


class Reshape(PdOp, name="reshape", shape_operands=("shape_tensor",)):
    """``x`` with the same elements in row-major order and another shape.

    Attributes:
        shape: sizes; 0 keeps the size at the same position, one -1 takes what is left;
            ``shape_tensor`` replaces it where given.

    Paddle: ``pd_op.reshape``; ``reshape``, ``reshape2``.
    """

    x: Operand
    shape_tensor: OptionalOperand
    shape: Ints = ()
    out: Result

    @staticmethod
    def infer(x: TensorInfo, shape_tensor: TensorInfo | None, shape: tuple[int, ...]) -> TensorInfo:
        """The wanted shape with 0 and -1 resolved."""
        wanted = list(sizes_from(shape, shape_tensor))
        for axis, size in enumerate(wanted):
            if size == 0 and x.numel != 0:
                if axis >= x.rank:
                    raise ValueError(f"shape keeps size {axis}, which {x} has not")
                wanted[axis] = x.dims[axis]
        open_axes = [axis for axis, size in enumerate(wanted) if size == -1]
        if len(open_axes) > 1:
            raise ValueError(f"shape may hold one -1, got {list(wanted)}")
        for size in wanted:
            if isinstance(size, int) and size < -1:
                raise ValueError(f"sizes must be -1 or more, got {list(wanted)}")
        rest = symbolic.product([size for size in wanted if size != -1])
        if open_axes:
            if rest == 0:
                raise ValueError(f"-1 in {list(wanted)} has no answer beside a size of 0")
            if isinstance(x.numel, int) and isinstance(rest, int) and x.numel % rest != 0:
                raise ValueError(f"{x.numel} elements do not fill {list(wanted)}")
            wanted[open_axes[0]] = x.numel // rest
        elif isinstance(x.numel, int) and isinstance(rest, int) and x.numel != rest:
            raise ValueError(f"{x} has {x.numel} elements, but {list(wanted)} has {rest}")
        return x.with_dims(wanted, x.elements)


class Flatten(PdOp, name="flatten"):
    """Dimensions ``start_axis`` to ``stop_axis`` merged into one.

    Paddle: ``pd_op.flatten``; ``flatten_contiguous_range``.
    """

    x: Operand
    start_axis: Int = 1
    stop_axis: Int = -1
    out: Result

    @staticmethod
    def infer(x: TensorInfo, start_axis: int, stop_axis: int) -> TensorInfo:
        """``x`` with the merged size."""
        if x.rank == 0:
            return x.with_dims([1], x.elements)
        start, stop = x.axis(start_axis), x.axis(stop_axis)
        if start > stop:
            raise ValueError(f"start_axis {start_axis} comes after stop_axis {stop_axis}")
        merged = symbolic.product(x.dims[start : stop + 1])
        return x.with_dims((*x.dims[:start], merged, *x.dims[stop + 1 :]), x.elements)


class Transpose(PdOp, name="transpose"):
    """Dimensions in another order: ``out.dims[i] = x.dims[perm[i]]``.

    Paddle: ``pd_op.transpose``; ``transpose``, ``transpose2``.
    """

    x: Operand
    perm: Ints
    out: Result

    @staticmethod
    def infer(x: TensorInfo, perm: tuple[int, ...]) -> TensorInfo:
        """The permuted sizes."""
        axes = x.axes(perm)
        if len(axes) != x.rank:
            raise ValueError(f"perm must name all {x.rank} axes, got {list(perm)}")
        return x.with_dims([x.dims[axis] for axis in axes])


class Squeeze(PdOp, name="squeeze"):
    """``x`` without dimensions of size 1.

    Attributes:
        axis: which; those of another size are kept, a dynamic one must be 1 at run time; empty
            means all that are known to be of size 1.

    Paddle: ``pd_op.squeeze``; ``squeeze``, ``squeeze2``.
    """

    x: Operand
    axis: Ints = ()
    out: Result

    @staticmethod
    def infer(x: TensorInfo, axis: tuple[int, ...]) -> TensorInfo:
        """The remaining sizes."""
        axes = x.axes(tuple(set(axis)), of_scalar=True) if axis else range(x.rank)
        dropped = {a for a in axes if x.dims[a] == 1 or (axis and isinstance(x.dims[a], Dim))}
        return x.with_dims([size for a, size in enumerate(x.dims) if a not in dropped], x.elements)


class Unsqueeze(PdOp, name="unsqueeze"):
    """``x`` with dimensions of size 1 added.

    Attributes:
        axis: their positions, each counted when the ones before it are in place.

    Paddle: ``pd_op.unsqueeze``; ``unsqueeze``, ``unsqueeze2``.
    """

    x: Operand
    axis: Ints
    out: Result

    @staticmethod
    def infer(x: TensorInfo, axis: tuple[int, ...]) -> TensorInfo:
        """The sizes with ones put in."""
        dims = list(x.dims)
        for a in axis:
            dims.insert(x.with_dims(dims).axis(a, extra=1), 1)
        return x.with_dims(dims, x.elements)


def same_size(position: int, left: Size, right: Size, first: TensorInfo, other: TensorInfo) -> Size:
    """What is known of a size that two operands must share.

    Raises:
        ValueError: both are numbers and differ.
    """
    if isinstance(left, int) and isinstance(right, int) and left != right:
        raise ValueError(f"operands differ in size {position}: {first} and {other}")
    return right if isinstance(right, int) else left


def _merged_dims(x: list[TensorInfo], joined: int | None = None) -> list[Size]:
    """What is known of the sizes that operands share; along axis ``joined`` they add up."""
    if not x:
        raise ValueError("needs at least one operand")
    first = x[0]
    at = None if joined is None else first.axis(joined)
    dims = list(first.dims)
    for other in x[1:]:
        if other.dtype != first.dtype or other.rank != first.rank:
            raise ValueError(f"operands differ in dtype or rank: {first} and {other}")
        for i, (left, right) in enumerate(zip(dims, other.dims, strict=True)):
            dims[i] = left + right if i == at else same_size(i, left, right, first, other)
    return dims


class Concat(PdOp, name="concat"):
    """Tensors one after the other along ``axis``. Paddle: ``pd_op.concat``."""

    x: Operands
    axis: Int = 0
    out: Result

    @staticmethod
    def infer(x: list[TensorInfo], axis: int) -> TensorInfo:
        """The sizes along the axis added up."""
        dims = _merged_dims(x, joined=axis)
        first = x[0]
        elements: list[Size] | None = None
        if first.rank == 1 and all(info.elements is not None for info in x):
            elements = [element for info in x for element in info.elements or ()]
        return first.with_dims(dims, elements)


class Stack(PdOp, name="stack"):
    """Tensors of one shape along a new axis. Paddle: ``pd_op.stack``."""

    x: Operands
    axis: Int = 0
    out: Result

    @staticmethod
    def infer(x: list[TensorInfo], axis: int) -> TensorInfo:
        """The shape with the number of operands put in."""
        dims = _merged_dims(x)
        first = x[0]
        at = first.axis(axis, extra=1)
        result = first.with_dims([*dims[:at], len(x), *dims[at:]])
        if not result.can_follow_elements() or any(info.elements is None for info in x):
            return result
        grids = [np.array(info.elements, dtype=object).reshape(info.dims) for info in x]
        return result.with_elements(np.stack(grids, at).reshape(-1).tolist())


class Expand(PdOp, name="expand", shape_operands=("shape_tensor",)):
    """``x`` broadcast to a shape.

    Attributes:
        shape: sizes; -1 keeps the size of ``x``; ``shape_tensor`` replaces it where given.

    Paddle: ``pd_op.expand``, ``pd_op.expand_as``; ``expand_v2``, ``expand_as_v2``.
    """

    x: Operand
    shape_tensor: OptionalOperand
    shape: Ints = ()
    out: Result

    @staticmethod
    def infer(x: TensorInfo, shape_tensor: TensorInfo | None, shape: tuple[int, ...]) -> TensorInfo:
        """The wanted shape with -1 resolved."""
        wanted = list(sizes_from(shape, shape_tensor))
        offset = len(wanted) - x.rank
        if offset < 0:
            raise ValueError(f"shape must have rank {x.rank} or more, got {wanted}")
        for axis, size in enumerate(wanted):
            own = x.dims[axis - offset] if axis >= offset else 1
            if size == -1:
                wanted[axis] = own
            elif isinstance(own, int) and isinstance(size, int) and own not in (1, size):
                raise ValueError(f"{x} does not broadcast to {wanted}")
        return x.with_dims(wanted)


class Tile(PdOp, name="tile"):
    """``x`` repeated along each axis.

    Attributes:
        repeat_times: counts, aligned at the last axis.

    Paddle: ``pd_op.tile``.
    """

    x: Operand
    repeat_times: Ints
    out: Result

    @staticmethod
    def infer(x: TensorInfo, repeat_times: tuple[int, ...]) -> TensorInfo:
        """Sizes times counts."""
        rank = max(x.rank, len(repeat_times))
        dims = [1] * (rank - x.rank) + list(x.dims)
        counts = [1] * (rank - len(repeat_times)) + list(repeat_times)
        if any(count < 0 for count in counts):
            raise ValueError(f"repeat_times must not be negative, got {list(repeat_times)}")
        return x.with_dims([size * count for size, count in zip(dims, counts, strict=True)])


class ShuffleChannel(PdOp, name="shuffle_channel"):
    """Channels dealt out into groups: ``[N, g, C/g, ...] -> [N, C/g, g, ...]`` flattened.

    Paddle: ``shuffle_channel``, ``pd_op.channel_shuffle``.
    """

    x: Operand
    group: Int = 1
    data_format: Str = "NCHW"
    out: Result

    @staticmethod
    def infer(x: TensorInfo, group: int, data_format: str) -> TensorInfo:
        """The type of ``x``."""
        axis = x.rank - 1 if data_format == "NHWC" else 1
        channels = x.dims[axis]
        if group < 1 or (isinstance(channels, int) and channels % group != 0):
            raise ValueError(f"group must divide the channels, but {group} does not {channels}")
        return x


def static_sizes(sizes: Sequence[Size]) -> tuple[int, ...] | None:
    """The sizes as numbers, or None when one is dynamic."""
    numbers = tuple(size for size in sizes if isinstance(size, int))
    return numbers if len(numbers) == len(sizes) else None
