"""Lowering of windows as columns and back."""

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, tensor

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.windows import window_counts
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.convolution import pad_spatial
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.reshaping import reshape_value


@lowers(pd.Unfold)
def lower_unfold(lower: Lowering, op: pd.Unfold) -> Any:
    """A strided copy of the padded images, in six dimensions that are then merged."""
    info = lower.info(op.x)
    top, left, bottom, right = op.paddings
    counts = window_counts(info.dims[2:], op.kernel_sizes, op.strides, op.paddings, op.dilations)
    for count in counts:
        lower.check_not_negative(count - 1, "unfold: the image is smaller than a window")
    x, _ = pad_spatial(lower, lower[op.x], info, (2, 3), [(top, bottom), (left, right)], 0.0)
    spread = info.with_dims([*info.dims[:2], *op.kernel_sizes, *counts])
    batch, channel, *places = (ir.AffineDimExpr.get(loop) for loop in range(6))
    rows, columns = (places[i + 2] * op.strides[i] + places[i] * op.dilations[i] for i in range(2))
    map_ = ir.AffineMap.get(6, 0, [batch, channel, rows, columns])
    windows = lower.generic(spread, [(x, map_)], lambda element: element)
    return reshape_value(lower, windows, spread, lower.result)


@lowers(pd.Fold)
def lower_fold(lower: Lowering, op: pd.Fold) -> Any:
    """For each pixel the sum over the places in a window at which it may lie."""
    info, result = lower.info(op.x), lower.result
    counts = window_counts(op.output_sizes, op.kernel_sizes, op.strides, op.paddings, op.dilations)
    lower.check_equal(
        info.dims[2], counts[0] * counts[1], "fold: the columns do not fill the windows"
    )
    spread = info.with_dims([*result.dims[:2], *op.kernel_sizes, *counts])
    x = reshape_value(lower, lower[op.x], info, spread)
    wide = dtypes.wide(info.dtype)
    total = result.with_dtype(wide)
    zero = lower.index(0)
    pads, strides, dilations, ends = (
        [lower.size(number) for number in numbers]
        for numbers in (op.paddings, op.strides, op.dilations, counts)
    )

    def body(_: Any, sum_: Any) -> Any:
        inside, windows = None, []
        for i in range(2):
            at = arith.addi(loop_index(2 + i), pads[i])
            at = arith.subi(at, arith.muli(loop_index(4 + i), dilations[i]))
            window = arith.divsi(at, strides[i])
            rest = arith.subi(at, arith.muli(window, strides[i]))
            for fits in (
                arith.cmpi(arith.CmpIPredicate.eq, rest, zero),
                arith.cmpi(arith.CmpIPredicate.sge, at, zero),
                arith.cmpi(arith.CmpIPredicate.slt, window, ends[i]),
            ):
                inside = fits if inside is None else arith.andi(inside, fits)
            windows.append(window)
        windows = [arith.select(inside, window, zero) for window in windows]
        element = tensor.extract(x, [*(loop_index(loop) for loop in (0, 1, 4, 5)), *windows])
        element = scalars.cast(info.dtype, wide, element)
        return arith.addf(sum_, arith.select(inside, element, scalars.constant(wide, 0)))

    # The window's places are loops that only the shape of this operand tells.
    places = tensor.EmptyOp(list(op.kernel_sizes), ir.F32Type.get()).result
    loops = [ir.AffineDimExpr.get(loop) for loop in range(6)]
    sums = lower.generic(
        total,
        [(places, ir.AffineMap.get(6, 0, loops[4:]))],
        body,
        output_map=ir.AffineMap.get(6, 0, loops[:4]),
        reductions=2,
        init=lower.full(total, scalars.constant(wide, 0)),
    )
    if wide == result.dtype:
        return sums
    identity = ir.AffineMap.get_identity(4)
    return lower.generic(
        result, [(sums, identity)], lambda sum_: scalars.cast(wide, result.dtype, sum_)
    )
