"""Lowering of ops that cut ranges out of a tensor."""

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.creation import sizes_from
from paddle_mlir.dialects.pd.slicing import (
    slice_bounds,
    slice_extent,
    split_parts,
    strided_ranges,
    symbolic_sum,
)
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.reshaping import reshape_value


def extract_ranges(
    lower: Lowering,
    value: Any,
    info: TensorInfo,
    starts: dict[int, Size],
    extents: dict[int, Size],
) -> Any:
    """A slice with step 1; axes that are not named are whole."""
    offsets = [starts.get(axis, 0) for axis in range(info.rank)]
    sizes = [extents.get(axis, size) for axis, size in enumerate(info.dims)]
    if 0 in sizes:
        # An empty slice may start behind the last element, which extract_slice refuses.
        return lower.empty(info.with_dims(sizes))
    dynamic = ir.ShapedType.get_dynamic_size()
    return tensor.extract_slice(
        lower.type(info.with_dims(sizes)),
        value,
        [lower.size(o) for o in offsets if not isinstance(o, int)],
        [lower.size(s) for s in sizes if not isinstance(s, int)],
        [],
        [o if isinstance(o, int) else dynamic for o in offsets],
        [s if isinstance(s, int) else dynamic for s in sizes],
        [1] * info.rank,
    )


@lowers(pd.Split, takes_complex=True)
def lower_split(lower: Lowering, op: pd.Split) -> Any:
    """One part, as a slice."""
    info = lower.info(op.x)
    axis = info.axis(op.axis)
    parts = split_parts(info.dims[axis], op.sections, op.num)
    message = "split: the parts do not add up to the size"
    lower.check_equal(symbolic_sum(parts), info.dims[axis], message)
    lower.check_not_negative(parts[op.index], message)
    start, size = symbolic_sum(parts[: op.index]), parts[op.index]
    return extract_ranges(lower, lower[op.x], info, {axis: start}, {axis: size})


@lowers(pd.Slice, takes_complex=True)
def lower_slice(lower: Lowering, op: pd.Slice) -> Any:
    """Ranges, then dropped axes."""
    info = lower.info(op.input)
    first = sizes_from(op.starts, _info(lower, op.starts_tensor))
    last = sizes_from(op.ends, _info(lower, op.ends_tensor))
    dropped = {info.axis(axis) for axis in op.decrease_axis}
    starts: dict[int, Size] = {}
    extents: dict[int, Size] = {}
    for axis, start, end in zip(info.axes(op.axes), first, last, strict=True):
        low, high = slice_bounds(start, end, info.dims[axis])
        starts[axis] = low
        extents[axis] = 1 if axis in dropped else slice_extent(low, high)
        if axis in dropped:
            lower.check_not_negative(info.dims[axis] - 1 - low, "slice: index out of range")
    part = extract_ranges(lower, lower[op.input], info, starts, extents)
    kept = info.with_dims([extents.get(axis, size) for axis, size in enumerate(info.dims)])
    return reshape_value(lower, part, kept, lower.result)


def _info(lower: Lowering, operand: Any) -> TensorInfo | None:
    return None if operand is None else lower.info(operand)


@lowers(pd.StridedSlice, takes_complex=True)
def lower_strided_slice(lower: Lowering, op: pd.StridedSlice) -> Any:
    """Each element read from its place, then dropped axes."""
    info = lower.info(op.input)
    first = sizes_from(op.starts, _info(lower, op.starts_tensor))
    last = sizes_from(op.ends, _info(lower, op.ends_tensor))
    ranges = strided_ranges(info, op.axes, first, last, op.strides)
    dropped = {info.axis(axis) for axis in op.decrease_axis}
    dims = list(info.dims)
    for axis, range_ in ranges.items():
        dims[axis] = 1 if axis in dropped else range_.extent
        if axis in dropped:
            lower.check_not_negative(range_.extent - 1, "strided_slice: index out of range")
    kept = info.with_dims(dims)
    starts = {axis: lower.size(range_.start) for axis, range_ in ranges.items()}
    strides = {axis: lower.index(range_.stride) for axis, range_ in ranges.items()}

    source = lower[op.input]

    def body() -> Any:
        at = [loop_index(axis) for axis in range(info.rank)]
        for axis, start in starts.items():
            at[axis] = arith.addi(start, arith.muli(at[axis], strides[axis]))
        return tensor.extract(source, at)

    part = lower.generic(kept, [], body)
    return reshape_value(lower, part, kept, lower.result)
