"""Lowering of rounding and signs."""

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.elementwise import unary
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers


@lowers(pd.Round)
def lower_round(lower: Lowering, op: pd.Round) -> Any:
    """Scaled by a power of ten, to the nearest integer, and back."""
    if not dtypes.is_float(lower.result.dtype):
        return lower[op.x]
    nearest = math.round if op.half_away else math.roundeven
    decimals = op.decimals

    def compute(x: Any) -> Any:
        if decimals == 0:
            return nearest(x)
        power = arith.constant(x.type, 10.0 ** abs(decimals))
        # Powers below one are not exact: divide by their inverse instead.
        there, back = (arith.mulf, arith.divf) if decimals > 0 else (arith.divf, arith.mulf)
        return back(nearest(there(x, power)), power)

    return unary(lower, op, compute)


@lowers(pd.Trunc)
def lower_trunc(lower: Lowering, op: pd.Trunc) -> Any:
    """The floor of the absolute value with the sign; IREE 3.13.0 does not link ``math.trunc``."""
    if not dtypes.is_float(lower.result.dtype):
        return lower[op.x]
    return unary(lower, op, lambda x: math.copysign(math.floor(math.absf(x)), x))


@lowers(pd.Sign)
def lower_sign(lower: Lowering, op: pd.Sign) -> Any:
    """Comparisons with zero; NaN is not told apart from it and stays."""
    dtype = lower.result.dtype

    def sign(x: Any) -> Any:
        zero, one = scalars.constant(dtype, 0), scalars.constant(dtype, 1)
        result = scalars.add(dtype, x, zero)
        result = arith.select(scalars.compare(dtype, "gt", x, zero), one, result)
        if dtype != "uint8":
            minus_one = scalars.constant(dtype, -1)
            result = arith.select(scalars.compare(dtype, "lt", x, zero), minus_one, result)
        return result

    return lower.elementwise(lower.result, [op.x], sign)


@lowers(pd.Copysign)
def lower_copysign(lower: Lowering, op: pd.Copysign) -> Any:
    """The sign bit of floats; of integers, where zero is positive, the absolute value."""
    dtype = lower.result.dtype

    def compute(x: Any, y: Any) -> Any:
        if dtypes.is_float(dtype):
            return math.copysign(x, y)
        if dtype in ("uint8", "bool"):
            return x
        zero = scalars.constant(dtype, 0)
        size = math.absi(x)
        negative = scalars.compare(dtype, "lt", y, zero)
        return arith.select(negative, arith.subi(zero, size), size)

    return lower.elementwise(lower.result, [op.x, op.y], compute)


@lowers(pd.Nextafter)
def lower_nextafter(lower: Lowering, op: pd.Nextafter) -> Any:
    """Floats of one sign are ordered as their bits are."""
    dtype = lower.result.dtype
    bits_dtype = "int64" if dtype == "float64" else "int32"
    bits_type = ir.IntegerType.get_signless(64 if dtype == "float64" else 32)

    def compute(x: Any, y: Any) -> Any:
        zero = scalars.constant(dtype, 0)
        one, minus_one = (scalars.constant(bits_dtype, number) for number in (1, -1))
        away = scalars.compare(
            "bool", "eq", scalars.compare(dtype, "gt", y, x), scalars.compare(dtype, "gt", x, zero)
        )
        step = arith.select(away, one, minus_one)
        moved = arith.bitcast(x.type, arith.addi(arith.bitcast(bits_type, x), step))
        smallest = math.copysign(arith.bitcast(x.type, one), y)
        moved = arith.select(scalars.compare(dtype, "eq", x, zero), smallest, moved)
        result = arith.select(scalars.compare(dtype, "eq", x, y), y, moved)
        # A sum with NaN is NaN.
        is_nan = arith.cmpf(arith.CmpFPredicate.UNO, x, y)
        return arith.select(is_nan, arith.addf(x, y), result)

    return lower.elementwise(lower.result, [op.x, op.y], compute)
