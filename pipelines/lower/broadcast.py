"""Element-by-element loops over operands that broadcast, some of which only run time decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, scf, tensor

from paddle_mlir.dialects.tensor import TensorInfo

if TYPE_CHECKING:
    from paddle_mlir.pipelines.lower.lowering import Lowering

Operand = tuple[Any, TensorInfo]
"""A lowered value and what is known of it."""


def elementwise_loop(
    lower: Lowering, result: TensorInfo, operands: Sequence[Operand], body: Callable[..., Any]
) -> Any:
    """Compute ``result`` element by element.

    A size that is neither 1 nor proven equal to the result's is compared at run time: where all
    such sizes are equal, which is the usual case, the loop reads plainly; where one is 1 the loop
    looks its elements up; where one is anything else the run stops.
    """
    open_axes = [_open_axes(result, info) for _, info in operands]
    if not any(open_axes):
        return _plain_loop(lower, result, operands, body)
    # Everything that both branches need is computed before them.
    lower.dynamic_sizes(result)
    one = lower.index(1)
    all_equal = None
    is_one: list[dict[int, Any]] = []
    for (value, info), axes in zip(operands, open_axes, strict=True):
        offset = result.rank - info.rank
        ones = {}
        for axis in axes:
            own = tensor.dim(value, lower.index(axis))
            wanted = lower.size(result.dims[offset + axis])
            same = arith.cmpi(arith.CmpIPredicate.eq, own, wanted)
            ones[axis] = arith.cmpi(arith.CmpIPredicate.eq, own, one)
            lower.check(
                arith.ori(same, ones[axis]),
                "operands do not broadcast: a size is neither 1 nor the other operand's",
            )
            all_equal = same if all_equal is None else arith.andi(all_equal, same)
        is_one.append(ones)
    # Both branches make a tensor of their own: one that passed an operand through would be freed
    # twice (IREE 3.13.0, local-task and Vulkan).
    branch = scf.IfOp(all_equal, [lower.type(result)], has_else=True)
    with ir.InsertionPoint(branch.then_block):
        equal = [
            (value, _with_result_sizes(result, info, axes))
            for (value, info), axes in zip(operands, open_axes, strict=True)
        ]
        scf.YieldOp([_plain_loop(lower, result, equal, body)])
    with ir.InsertionPoint(branch.else_block):
        scf.YieldOp([_lookup_loop(lower, result, operands, is_one, body)])
    return branch.results[0]


def _open_axes(result: TensorInfo, info: TensorInfo) -> list[int]:
    """Axes of an operand whose size is neither 1 nor proven to be the result's."""
    offset = result.rank - info.rank
    return [
        axis for axis, size in enumerate(info.dims) if size not in (1, result.dims[offset + axis])
    ]


def _with_result_sizes(result: TensorInfo, info: TensorInfo, axes: Sequence[int]) -> TensorInfo:
    offset = result.rank - info.rank
    return info.with_dims(
        [result.dims[offset + a] if a in axes else size for a, size in enumerate(info.dims)]
    )


def _plain_loop(
    lower: Lowering, result: TensorInfo, operands: Sequence[Operand], body: Callable[..., Any]
) -> Any:
    """Sizes are the result's or 1, so that maps say which element meets which."""
    inputs = []
    for value, info in operands:
        offset = result.rank - info.rank
        indices = [
            ir.AffineConstantExpr.get(0)
            if size == 1 and result.dims[offset + axis] != 1
            else ir.AffineDimExpr.get(offset + axis)
            for axis, size in enumerate(info.dims)
        ]
        inputs.append((value, ir.AffineMap.get(result.rank, 0, indices)))
    return lower.generic(result, inputs, body)


def _lookup_loop(
    lower: Lowering,
    result: TensorInfo,
    operands: Sequence[Operand],
    is_one: Sequence[dict[int, Any]],
    body: Callable[..., Any],
) -> Any:
    """Elements are looked up at position 0 along axes that turned out to be 1."""
    zero = lower.index(0)

    def element(value: Any, info: TensorInfo, ones: dict[int, Any]) -> Any:
        offset = result.rank - info.rank
        at = []
        for axis, size in enumerate(info.dims):
            if size == 1:
                at.append(zero)
                continue
            position = linalg.IndexOp(offset + axis).result
            at.append(arith.select(ones[axis], zero, position) if axis in ones else position)
        return tensor.extract(value, at)

    def body_of_lookups() -> Any:
        pairs = zip(operands, is_one, strict=True)
        return body(*(element(value, info, ones) for (value, info), ones in pairs))

    return lower.generic(result, [], body_of_lookups)
