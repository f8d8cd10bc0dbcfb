"""How reshapes of every kind are told by one attribute."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.rewriting import Match

RESHAPES = (pd.Reshape, pd.Flatten, pd.Squeeze, pd.Unsqueeze)
"""Ops that keep the elements in their order."""


def reshape_attribute(source: TensorInfo, target: TensorInfo) -> tuple[int, ...] | None:
    """The attribute with which ``pd.reshape`` makes ``target`` of ``source``, or None.

    A dynamic size is a 0 where it stays in place; one other may be -1.
    """
    if source.numel != target.numel:
        return None
    shape = [
        size if isinstance(size, int) else 0 if keeps(source, axis, size) else -1
        for axis, size in enumerate(target.dims)
    ]
    try:
        is_right = pd.Reshape.infer(source, None, tuple(shape)).dims == target.dims
    except (ValueError, ZeroDivisionError):
        return None
    return tuple(shape) if is_right else None


def keeps(source: TensorInfo, axis: int, size: Size) -> bool:
    """True when ``size`` stands in place ``axis`` of ``source``."""
    return axis < source.rank and source.dims[axis] == size


def reshape_to(match: Match, source: Any, target: Any) -> tuple[int, ...]:
    """The attribute that gives ``source`` the shape of ``target``; leaves when there is none."""
    shape = reshape_attribute(match.sizes(source), match.sizes(target))
    match.require(
        shape is not None,
        f"{target.type} cannot be told from {source.type} by numbers",
    )
    assert shape is not None
    return shape


def expand_to(match: Match, source: Any, target: Any) -> tuple[int, ...]:
    """The attribute that broadcasts ``source`` to ``target``; leaves when there is none."""
    own, result = match.sizes(source), match.sizes(target)
    offset = result.rank - own.rank
    shape = []
    for axis, size in enumerate(result.dims):
        match.require(
            isinstance(size, int) or (axis >= offset and own.dims[axis - offset] == size),
            f"size {axis} of {target.type} is not known as a number",
        )
        shape.append(size if isinstance(size, int) else -1)
    return tuple(shape)


def without_ones(dims: tuple[Size, ...]) -> list[Size]:
    """The sizes that are not known to be 1."""
    return [size for size in dims if size != 1]
