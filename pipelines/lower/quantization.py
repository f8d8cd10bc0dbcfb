"""Lowering of quantisation."""

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.reshaping import reshape_value

_SMALLEST_SCALE = 1e-30
_ADDED = 1e-6


@lowers(pd.QuantizeLinear)
def lower_quantize_linear(lower: Lowering, op: pd.QuantizeLinear) -> Any:
    """One map; a scale next to 0 is raised, as Paddle does (phi funcs::inverse)."""
    info, scale = lower.result, lower.info(op.scale)
    dtype = info.dtype
    wide = "float64" if dtype == "float64" else "float32"
    flat = scale.with_dims([scale.numel] if op.axis >= 0 else [])
    scales = reshape_value(lower, lower[op.scale], scale, flat)
    at = [ir.AffineDimExpr.get(op.axis)] if op.axis >= 0 else []
    inputs = [
        (lower[op.x], ir.AffineMap.get_identity(info.rank)),
        (scales, ir.AffineMap.get(info.rank, 0, at)),
    ]
    bound, one = scalars.constant(wide, op.bound), scalars.constant(wide, 1)

    def inverse(size: Any) -> Any:
        smallest, added = (scalars.constant(wide, v) for v in (_SMALLEST_SCALE, _ADDED))
        is_tiny = scalars.compare(wide, "le", size, smallest)
        return arith.divf(one, arith.select(is_tiny, arith.addf(size, added), size))

    def quantised(x: Any, size: Any) -> Any:
        x, size = scalars.cast(dtype, wide, x), scalars.cast(dtype, wide, size)
        factor = inverse(size)
        if op.half_to_even:
            whole = math.roundeven(arith.mulf(arith.mulf(bound, x), factor))
            lowest = scalars.constant(wide, -op.bound - 1)
            whole = arith.minimumf(arith.maximumf(whole, lowest), bound)
        else:
            cut = arith.minimumf(arith.maximumf(x, arith.negf(size)), size)
            whole = math.round(arith.mulf(arith.mulf(bound, factor), cut))
        return scalars.cast(wide, dtype, whole)

    return lower.generic(info, inputs, quantised)
