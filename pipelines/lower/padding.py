"""Lowering of padding."""

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, tensor

from paddle_mlir.dialects import pd, symbolic
from paddle_mlir.dialects.pd.padding import padding_of_axes
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.slicing import extract_ranges


@lowers(pd.Pad, takes_complex=True)
def lower_pad(lower: Lowering, op: pd.Pad) -> Any:
    """A padded copy, or elements looked up where the mode says that they come from."""
    info = lower.info(op.x)
    sizes = None if op.paddings_tensor is None else lower.info(op.paddings_tensor)
    pads = padding_of_axes(info, op.paddings, sizes, op.axes)
    pads = {axis: pad for axis, pad in pads.items() if pad != (0, 0)}
    if not pads:
        return lower[op.x]
    if op.mode == "constant":
        return _pad_constant(lower, lower[op.x], info, pads, op.pad_value)
    if op.mode == "reflect":
        for axis, pad in pads.items():
            for number in pad:
                message = "pad: reflected paddings must be below the size"
                lower.check_not_negative(info.dims[axis] - 1 - number, message)
    return _pad_with_own(lower, lower[op.x], info, pads, op.mode)


def _pad_constant(
    lower: Lowering,
    value: Any,
    info: TensorInfo,
    pads: dict[int, tuple[Size, Size]],
    number: float,
) -> Any:
    """Negative paddings are taken away first."""
    starts: dict[int, Size] = {}
    extents: dict[int, Size] = {}
    low: list[Size] = [0] * info.rank
    high: list[Size] = [0] * info.rank
    for axis, (before, after) in pads.items():
        low[axis], high[axis] = symbolic.maximum(before, 0), symbolic.maximum(after, 0)
        if low[axis] != before or high[axis] != after:
            starts[axis] = symbolic.maximum(-before, 0)
            extents[axis] = info.dims[axis] - starts[axis] - symbolic.maximum(-after, 0)
            lower.check_not_negative(extents[axis], "pad: paddings take away more than the size")
    if starts:
        value = extract_ranges(lower, value, info, starts, extents)
    dynamic = ir.ShapedType.get_dynamic_size()
    fill = scalars.constant(info.dtype, number)
    op = tensor.PadOp(
        lower.type(lower.result),
        value,
        [lower.size(p) for p in low if not isinstance(p, int)],
        [lower.size(p) for p in high if not isinstance(p, int)],
        [p if isinstance(p, int) else dynamic for p in low],
        [p if isinstance(p, int) else dynamic for p in high],
    )
    with ir.InsertionPoint(op.regions[0].blocks.append(*[ir.IndexType.get()] * info.rank)):
        tensor.YieldOp(fill)
    return op.result


def _pad_with_own(
    lower: Lowering, value: Any, info: TensorInfo, pads: dict[int, tuple[Size, Size]], mode: str
) -> Any:
    """Elements of the tensor itself."""
    before = {axis: lower.size(pad[0]) for axis, pad in pads.items()}
    sizes = {axis: lower.size(info.dims[axis]) for axis in pads}
    last = {axis: lower.size(info.dims[axis] - 1) for axis in pads}
    zero = lower.index(0)

    def source(axis: int) -> Any:
        if axis not in pads:
            return loop_index(axis)
        at = arith.subi(loop_index(axis), before[axis])
        if mode == "replicate":
            return arith.maxsi(arith.minsi(at, last[axis]), zero)
        if mode == "reflect":
            at = arith.maxsi(at, arith.subi(zero, at))
            return arith.minsi(at, arith.subi(arith.addi(last[axis], last[axis]), at))
        rest = arith.remsi(at, sizes[axis])
        negative = arith.cmpi(arith.CmpIPredicate.slt, rest, zero)
        return arith.select(negative, arith.addi(rest, sizes[axis]), rest)

    return lower.generic(
        lower.result,
        [],
        lambda: tensor.extract(value, [source(axis) for axis in range(info.rank)]),
    )
