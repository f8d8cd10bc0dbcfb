"""Element-by-element loops over operands that broadcast, some of which only run time decides.

A size that is neither 1 nor proven equal to the result's is settled at run time, without branches
on tensors: IREE 3.13.0 frees tensors that cross a branch or a loop too early
(iree-org/iree#24885), which shows as wrong numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, tensor

from paddle_mlir.dialects import symbolic
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo

if TYPE_CHECKING:
    from paddle_mlir.pipelines.lower.lowering import Lowering

Operand = tuple[Any, TensorInfo]
"""A lowered value and what is known of it."""


def elementwise_loop(
    lower: Lowering, result: TensorInfo, operands: Sequence[Operand], body: Callable[..., Any]
) -> Any:
    """Compute ``result`` element by element from operands that broadcast to it."""
    inputs = []
    for value, info in operands:
        settled, known = _settle(lower, result, value, info)
        offset = result.rank - known.rank
        indices = [
            ir.AffineConstantExpr.get(0)
            if size == 1 and result.dims[offset + axis] != 1
            else ir.AffineDimExpr.get(offset + axis)
            for axis, size in enumerate(known.dims)
        ]
        inputs.append((settled, ir.AffineMap.get(result.rank, 0, indices)))
    return lower.generic(result, inputs, body)


def _settle(lower: Lowering, result: TensorInfo, value: Any, info: TensorInfo) -> Operand:
    """The operand with every size either 1 or the result's.

    Two sizes that were both computed (by a convolution, say) must be equal, which is checked. A
    size that comes straight from an input may also be 1; then its elements are copied.
    """
    offset = result.rank - info.rank
    may_be_one: dict[int, Any] = {}
    dims = list(info.dims)
    one = lower.index(1)
    for axis, size in enumerate(info.dims):
        wanted = result.dims[offset + axis]
        if size in (1, wanted):
            continue
        own, target = tensor.dim(value, lower.index(axis)), lower.size(wanted)
        fits = arith.cmpi(arith.CmpIPredicate.eq, own, target)
        if _is_computed(size) and _is_computed(wanted):
            lower.check(
                fits,
                "operands do not broadcast: two computed sizes differ (sizes 1 and n are told "
                "apart only where one is an input's own or static)",
            )
        else:
            may_be_one[axis] = arith.cmpi(arith.CmpIPredicate.eq, own, one)
            lower.check(
                arith.ori(fits, may_be_one[axis]),
                "operands do not broadcast: a size is neither 1 nor the other operand's",
            )
        dims[axis] = wanted
    target_info = info.with_dims(dims)
    if not may_be_one:
        return lower.cast_type(value, target_info), target_info
    zero = lower.index(0)

    def element() -> Any:
        at = []
        for axis in range(info.rank):
            position = linalg.IndexOp(axis).result
            is_one = may_be_one.get(axis)
            at.append(position if is_one is None else arith.select(is_one, zero, position))
        return tensor.extract(value, at)

    return lower.generic(target_info, [], element), target_info


def _is_computed(size: Size) -> bool:
    """True for a size that some op computed from others.

    The larger of two sizes, which is what broadcasting gives, is computed when both are.
    """
    if isinstance(size, int) or symbolic.is_symbol(size) is not None:
        return False
    atoms = list(size.atoms())
    if len(atoms) == 1 and atoms[0].kind == "max":
        return all(_is_computed(side) for side in atoms[0].arguments if not isinstance(side, str))
    return True
