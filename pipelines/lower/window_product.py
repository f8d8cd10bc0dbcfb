"""Sums of products over windows, as a loop over groups of channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch_mlir import ir

from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering
from paddle_mlir.pipelines.lower.reshaping import reshape_value

Part = tuple[Any, TensorInfo, TensorInfo]
"""A lowered tensor, its info, and its info with the groups parted."""


def narrowed(lower: Lowering, total: Any, info: TensorInfo, result: TensorInfo) -> Any:
    """Sums of ``info`` in the dtype of ``result``, which has the same shape."""
    if info.dtype == result.dtype:
        return total
    identity = ir.AffineMap.get_identity(result.rank)
    return lower.generic(
        result, [(total, identity)], lambda e: scalars.cast(info.dtype, result.dtype, e)
    )


def part_axis(info: TensorInfo, axis: int, groups: Size) -> TensorInfo:
    """``info`` with an axis as two: the groups, and what is in each."""
    size = info.dims[axis] // groups
    return info.with_dims([*info.dims[:axis], groups, size, *info.dims[axis + 1 :]])


def window_product(
    lower: Lowering,
    parts: tuple[Part, Part],
    result: TensorInfo,
    parted: TensorInfo,
    loops: Sequence[Sequence[ir.AffineExpr]],
) -> Any:
    """A grouped convolution, in the result's dtype.

    Args:
        lower: the lowering.
        parts: the padded map and the filter.
        result: info of the result.
        parted: the same with the groups parted.
        loops: indices of the map, of the filter and of the result, all parted: a parallel loop
            for each axis of ``parted``, then reduced ones for channels and window.
    """
    dtype = result.dtype
    parallel, reductions = parted.rank, parted.rank - 2
    maps = [ir.AffineMap.get(parallel + reductions, 0, list(loop)) for loop in loops]
    kinds = [info.dtype for _, info, _ in parts]

    def body(e: Any, w: Any, total: Any) -> Any:
        e, w = scalars.cast(kinds[0], dtype, e), scalars.cast(kinds[1], dtype, w)
        return scalars.add(dtype, total, scalars.multiply(dtype, e, w))

    inputs = [
        (reshape_value(lower, value, info, split), map_)
        for (value, info, split), map_ in zip(parts, maps, strict=False)
    ]
    product = lower.generic(
        parted,
        inputs,
        body,
        output_map=maps[2],
        reductions=reductions,
        init=lower.full(parted, scalars.constant(dtype, 0)),
    )
    return reshape_value(lower, product, parted, result)
