"""Lowering of ops that repeat elements."""

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import (
    Lowering,
    loop_index,
    lowered_element_type,
    lowers,
)
from paddle_mlir.pipelines.lower.reshaping import reshape_value


@lowers(pd.RepeatInterleave)
def lower_repeat_interleave(lower: Lowering, op: pd.RepeatInterleave) -> Any:
    """A copy along a new axis that is then merged."""
    info = lower.info(op.x)
    at = info.axis(op.axis)
    spread = info.with_dims([*info.dims[: at + 1], op.repeats, *info.dims[at + 1 :]])
    places = [axis if axis <= at else axis + 1 for axis in range(info.rank)]
    map_ = ir.AffineMap.get(spread.rank, 0, [ir.AffineDimExpr.get(place) for place in places])
    copied = lower.generic(spread, [(lower[op.x], map_)], lambda x: x)
    return reshape_value(lower, copied, spread, lower.result)


@lowers(pd.RepeatInterleaveWithTensorIndex)
def lower_repeat_interleave_with_tensor_index(
    lower: Lowering, op: pd.RepeatInterleaveWithTensorIndex
) -> Any:
    """Slice ``j`` comes from the first slice that ends behind ``j``."""
    info, repeats = lower.info(op.x), lower.info(op.repeats)
    x, at = lower[op.x], info.axis(op.axis)
    lower.check_equal(
        info.dims[at], repeats.dims[0], "repeat_interleave: needs one number for each slice"
    )
    counts, zero = repeats.with_dtype("int64"), scalars.constant("int64", 0)
    inner, outer = (ir.AffineMap.get(2, 0, [ir.AffineDimExpr.get(position)]) for position in (1, 0))

    def sum_before(count: Any, total: Any) -> Any:
        earlier = arith.cmpi(arith.CmpIPredicate.sle, loop_index(1), loop_index(0))
        wide = scalars.cast(repeats.dtype, "int64", count)
        return arith.addi(total, arith.select(earlier, wide, zero))

    ends = lower.generic(
        counts,
        [(lower[op.repeats], inner)],
        sum_before,
        output_map=outer,
        reductions=1,
        init=lower.full(counts, zero),
    )
    scalar = counts.with_dims([])
    sum_ = lower.generic(
        scalar,
        [(lower[op.repeats], ir.AffineMap.get_identity(1))],
        lambda count, total: arith.addi(total, scalars.cast(repeats.dtype, "int64", count)),
        output_map=ir.AffineMap.get(1, 0, []),
        reductions=1,
        init=lower.full(scalar, zero),
    )
    length = lower.to_index(tensor.extract(sum_, []))
    # The size is no symbol that could be asked for before this op is lowered.
    wide_type = lowered_element_type("int64")
    none = linalg.fill(zero, outs=[tensor.EmptyOp([length], wide_type).result])

    def count_ended(end: Any, count: Any) -> Any:
        position = arith.index_cast(wide_type, loop_index(0))
        ended = arith.cmpi(arith.CmpIPredicate.sle, end, position)
        return arith.addi(count, arith.extui(wide_type, ended))

    sources = lower.generic(
        counts, [(ends, inner)], count_ended, output_map=outer, reductions=1, init=none
    )
    sizes = [
        length if axis == at else size if isinstance(size, int) else lower.size(size)
        for axis, size in enumerate(info.dims)
    ]
    init = tensor.EmptyOp(sizes, lowered_element_type(info.dtype)).result

    def look_up(source: Any, _: Any) -> Any:
        positions = [loop_index(axis) for axis in range(info.rank)]
        positions[at] = lower.to_index(source)
        return tensor.extract(x, positions)

    along = ir.AffineMap.get(info.rank, 0, [ir.AffineDimExpr.get(at)])
    return lower.generic(info, [(sources, along)], look_up, init=init)
