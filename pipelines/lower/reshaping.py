"""Reshapes as collapse_shape and expand_shape, which IREE sees through."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from torch_mlir import ir
from torch_mlir.dialects import tensor

from paddle_mlir.dialects import symbolic
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo

if TYPE_CHECKING:
    from paddle_mlir.pipelines.lower.lowering import Lowering

Group = tuple[list[int], list[int]]


def matching_groups(source: tuple[Size, ...], target: tuple[Size, ...]) -> list[Group]:
    """Divide both shapes into the shortest runs of axes with (provably) equal element counts.

    Both shapes must hold equally many elements; what cannot be matched ends in one last group.
    """
    groups: list[Group] = []
    i = j = 0
    while i < len(source) or j < len(target):
        left, right = [], []
        left_count: Size = 1
        right_count: Size = 1
        if i < len(source):
            left, left_count = [i], source[i]
            i += 1
        if j < len(target):
            right, right_count = [j], target[j]
            j += 1
        while left_count != right_count:
            if i < len(source) and (j >= len(target) or _is_smaller(left_count, right_count)):
                left.append(i)
                left_count = left_count * source[i]
                i += 1
            elif j < len(target):
                right.append(j)
                right_count = right_count * target[j]
                j += 1
            else:
                break
        groups.append((left, right))
    return _absorb_empty(groups)


def _is_smaller(left: Size, right: Size) -> bool:
    """A guess that leads to a match whenever one side divides the other."""
    if isinstance(left, int) and isinstance(right, int):
        return left < right
    quotient = right // left if left != 0 else 0
    return symbolic.product([quotient, left]) == right and quotient != 1


def _absorb_empty(groups: list[Group]) -> list[Group]:
    """Groups of which one side is empty hold only ones: give them to a neighbour."""
    result: list[Group] = []
    for left, right in groups:
        if result and (not left or not right or not result[-1][0] or not result[-1][1]):
            result[-1] = (result[-1][0] + left, result[-1][1] + right)
        else:
            result.append((left, right))
    return result


def reshape_value(lower: Lowering, value: Any, source: TensorInfo, target: TensorInfo) -> Any:
    """A lowered tensor of ``source``'s shape in ``target``'s; both hold the same elements."""
    if source.dims == target.dims:
        return value
    value = lower.cast_type(value, source)
    if source.rank == 0 or target.rank == 0:
        return _reshape_scalar(lower, value, source, target)
    groups = matching_groups(source.dims, target.dims)
    left, right = [left for left, _ in groups], [right for _, right in groups]
    if len(groups) != source.rank:
        value = tensor.collapse_shape(_collapsed_type(lower, source, left), value, left)
    if len(groups) == target.rank:
        return lower.cast_type(value, target)
    middle = _collapsed_type(lower, target, right)
    value = value if value.type == middle else tensor.cast(middle, value)
    sizes = lower.dynamic_sizes(target)
    return tensor.expand_shape(lower.type(target), value, right, sizes, _static_sizes(target))


def _collapsed_type(lower: Lowering, info: TensorInfo, groups: list[list[int]]) -> Any:
    """The type with each group of axes as one, which is dynamic where any axis of it is."""
    sizes = _static_sizes(info)
    dynamic = ir.ShapedType.get_dynamic_size()
    merged = [[sizes[axis] for axis in group] for group in groups]
    dims = [dynamic if dynamic in group else math.prod(group) for group in merged]
    return ir.RankedTensorType.get(dims, lower.type(info).element_type)


def _reshape_scalar(lower: Lowering, value: Any, source: TensorInfo, target: TensorInfo) -> Any:
    if source.rank == 0:
        ones = target.with_dims([1] * target.rank)
        value = tensor.expand_shape(lower.type(ones), value, [], [], [1] * target.rank)
        return lower.cast_type(value, target)
    ones = source.with_dims([1] * source.rank)
    value = lower.cast_type(value, ones)
    return tensor.collapse_shape(lower.type(target), value, [])


def _static_sizes(info: TensorInfo) -> list[int]:
    dynamic = ir.ShapedType.get_dynamic_size()
    return [size if isinstance(size, int) else dynamic for size in info.dims]
