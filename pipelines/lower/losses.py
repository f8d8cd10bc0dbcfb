"""Lowering of losses that look labels up."""

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers


@lowers(pd.NllLoss)
def lower_nll_loss(lower: Lowering, op: pd.NllLoss) -> Any:
    """One element of ``x`` a label; labels out of range read class 0 and give 0."""
    x, x_info, label = lower[op.x], lower.info(op.x), lower.info(op.label)
    axis, dtype, wide = x_info.axis(op.axis), x_info.dtype, "int64"
    weight = None if op.weight is None else lower[op.weight]
    for own, size in zip(label.dims, x_info.dims[:axis] + x_info.dims[axis + 1 :], strict=True):
        lower.check_equal(own, size, "label and x differ in a size")
    classes = arith.index_cast(ir.IntegerType.get_signless(64), lower.size(x_info.dims[axis]))

    def loss(given: Any) -> Any:
        number = scalars.cast(label.dtype, wide, given)
        is_class = arith.andi(
            scalars.compare(wide, "ge", number, scalars.constant(wide, 0)),
            scalars.compare(wide, "lt", number, classes),
        )
        ignored = scalars.constant(wide, op.ignore_index)
        counts = arith.andi(is_class, scalars.compare(wide, "ne", number, ignored))
        place = lower.to_index(arith.select(is_class, number, scalars.constant(wide, 0)))
        position = [loop_index(loop) for loop in range(label.rank)]
        element = arith.negf(tensor.extract(x, [*position[:axis], place, *position[axis:]]))
        if weight is not None:
            element = arith.mulf(element, tensor.extract(weight, [place]))
        return arith.select(counts, element, scalars.constant(dtype, 0))

    identity = ir.AffineMap.get_identity(label.rank)
    return lower.generic(lower.result, [(lower[op.label], identity)], loss)
