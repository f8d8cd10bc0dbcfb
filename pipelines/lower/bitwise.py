"""Lowering of operations on bits."""

from typing import Any

from torch_mlir.dialects import arith

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers

_FUNCTIONS = {pd.BitwiseAnd: arith.andi, pd.BitwiseOr: arith.ori, pd.BitwiseXor: arith.xori}


@lowers(*_FUNCTIONS)
def lower_bitwise(lower: Lowering, op: Any) -> Any:
    """A function of two integers' bits."""
    return lower.elementwise(lower.result, [op.x, op.y], _FUNCTIONS[type(op)])


@lowers(pd.BitwiseNot)
def lower_bitwise_not(lower: Lowering, op: pd.BitwiseNot) -> Any:
    """All bits turned: an exclusive or with ones."""
    dtype = lower.result.dtype
    ones = {"bool": 1, "uint8": 255}.get(dtype, -1)
    return lower.elementwise(
        lower.result, [op.x], lambda x: arith.xori(x, scalars.constant(dtype, ones))
    )


@lowers(pd.BitwiseLeftShift, pd.BitwiseRightShift)
def lower_shift(lower: Lowering, op: Any) -> Any:
    """A shift; one by the width or more, which upstream leaves undefined, moves every bit out."""
    dtype = lower.result.dtype
    width = 8 * dtypes.BY_NAME[dtype].bytes
    is_signed = dtype != "uint8" and op.is_arithmetic

    def shift(x: Any, y: Any) -> Any:
        zero, last = scalars.constant(dtype, 0), scalars.constant(dtype, width - 1)
        # Read without sign, a negative distance is a large one.
        too_far = arith.cmpi(arith.CmpIPredicate.ugt, y, last)
        distance = arith.select(too_far, last, y)
        if isinstance(op, pd.BitwiseLeftShift):
            return arith.select(too_far, zero, arith.shli(x, distance))
        if is_signed:
            return arith.shrsi(x, distance)
        return arith.select(too_far, zero, arith.shrui(x, distance))

    return lower.elementwise(lower.result, [op.x, op.y], shift)
