"""Broadcasting that only run time decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, scf, tensor

from paddle_mlir.dialects.tensor import TensorInfo

if TYPE_CHECKING:
    from paddle_mlir.pipelines.lower.lowering import Lowering


def expand_at_run_time(lower: Lowering, value: Any, info: TensorInfo, result: TensorInfo) -> Any:
    """``value`` with every size that is neither 1 nor the result's brought to the result's.

    Where all such sizes agree with the result's, which is the usual case, nothing is copied.
    A size that is neither the result's nor 1 stops the run.
    """
    offset = result.rank - info.rank
    open_axes = [
        axis for axis, size in enumerate(info.dims) if size not in (1, result.dims[offset + axis])
    ]
    target = info.with_dims(
        [
            result.dims[offset + axis] if axis in open_axes else size
            for axis, size in enumerate(info.dims)
        ]
    )
    targets = [lower.size(target.dims[axis]) for axis in open_axes]
    own = [tensor.dim(value, lower.index(axis)) for axis in open_axes]
    one, zero = lower.index(1), lower.index(0)
    dynamic_sizes = {axis: lower.size(size) for axis, size in enumerate(target.dims)}
    equal = None
    for mine, wanted in zip(own, targets, strict=True):
        same = arith.cmpi(arith.CmpIPredicate.eq, mine, wanted)
        fits = arith.ori(same, arith.cmpi(arith.CmpIPredicate.eq, mine, one))
        lower.check(fits, "operands do not broadcast: a size is neither 1 nor the other operand's")
        equal = same if equal is None else arith.andi(equal, same)
    type_ = lower.type(target)
    branch = scf.IfOp(equal, [type_], has_else=True)
    with ir.InsertionPoint(branch.then_block):
        scf.YieldOp([value if value.type == type_ else tensor.cast(type_, value)])
    with ir.InsertionPoint(branch.else_block):
        sizes = [
            size if isinstance(size, int) else dynamic_sizes[axis]
            for axis, size in enumerate(target.dims)
        ]
        init = tensor.EmptyOp(sizes, type_.element_type).result
        limits = dict(zip(open_axes, own, strict=True))

        def element() -> Any:
            at = []
            for axis in range(info.rank):
                position = linalg.IndexOp(axis).result
                if axis in limits:
                    is_one = arith.cmpi(arith.CmpIPredicate.eq, limits[axis], one)
                    position = arith.select(is_one, zero, position)
                at.append(position)
            return tensor.extract(value, at)

        copied = lower.generic(target, [], lambda _: element(), init=init)
        scf.YieldOp([copied])
    return branch.results[0]
