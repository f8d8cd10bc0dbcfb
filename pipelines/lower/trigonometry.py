"""Lowering of circular and hyperbolic functions.

Some of IREE 3.13.0's own lose all digits near zero or overflow early (asinh, sinh, atanh); these
are written with ``log1p`` and ``expm1`` of the absolute value, whose sign is put back.
"""

from collections.abc import Callable
from typing import Any

from torch_mlir.dialects import arith, math

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.activation import Number
from paddle_mlir.pipelines.lower.elementwise import unary
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers

_PI = 3.141592653589793
_LOG_2 = 0.6931471805599453
# Beyond it the smaller of two summands is below half a unit of the last place.
_LARGE_EXPONENT = 20.0
_LARGE = 1e8


def odd(function: Callable[[Number], Number]) -> Callable[[Any], Any]:
    """An odd function from its values for positive numbers."""

    def compute(x: Any) -> Any:
        return math.copysign(function(Number(math.absf(x))).value, x)

    return compute


def _sinh(x: Number) -> Number:
    less_one = Number(math.expm1(x.value))
    small = (less_one + less_one / (less_one + 1.0)) * 0.5
    return x.where_above(_LARGE_EXPONENT, Number(math.exp((x - _LOG_2).value)), small)


def _cosh(x: Any) -> Any:
    size = Number(math.absf(x)) - _LOG_2
    # exp(|x|) / 2 without its overflow.
    half = Number(math.exp(size.value))
    return (half + 0.25 / half).value


def _asinh(x: Number) -> Number:
    square = x * x
    root = Number(math.sqrt((square + 1.0).value))
    small = Number(math.log1p((x + square / (root + 1.0)).value))
    return x.where_above(_LARGE, Number(math.log(x.value)) + _LOG_2, small)


def _acosh(x: Any) -> Any:
    above = Number(x) - 1.0
    root = Number(math.sqrt((above * (above + 2.0)).value))
    small = Number(math.log1p((above + root).value))
    return Number(x).where_above(_LARGE, Number(math.log(x)) + _LOG_2, small).value


def _atanh(x: Number) -> Number:
    return Number(math.log1p((x * 2.0 / (-x + 1.0)).value)) * 0.5


def _tan(x: Any) -> Any:
    return scalars.in_single(math.tan)(scalars.within_a_turn(x))


_FUNCTIONS: dict[Any, Callable[[Any], Any]] = {
    pd.Tan: _tan,
    pd.Asin: scalars.in_single(math.asin),
    pd.Acos: scalars.in_single(math.acos),
    pd.Atan: scalars.in_single(math.atan),
    pd.Sinh: odd(_sinh),
    pd.Cosh: _cosh,
    pd.Asinh: odd(_asinh),
    pd.Acosh: _acosh,
    pd.Atanh: odd(_atanh),
}


@lowers(*_FUNCTIONS)
def lower_trigonometry(lower: Lowering, op: Any) -> Any:
    """A function of one number."""
    return unary(lower, op, _FUNCTIONS[type(op)])


@lowers(pd.Atan2)
def lower_atan2(lower: Lowering, op: pd.Atan2) -> Any:
    """The angle of a point, computed in f32."""
    source, target = lower.info(op.x).dtype, lower.result.dtype

    def angle(y: Any, x: Any) -> Any:
        y, x = (scalars.cast(source, "float32", value) for value in (y, x))
        return scalars.cast("float32", target, _angle(y, x))

    return lower.elementwise(lower.result, [op.x, op.y], angle)


def _angle(y: Any, x: Any) -> Any:
    """C's ``atan2`` of f32: that of IREE 3.13.0 is wrong for zeros and infinities."""
    zero, one = (scalars.constant("float32", number) for number in (0, 1))
    width, height = math.absf(x), math.absf(y)
    small, large = arith.minimumf(width, height), arith.maximumf(width, height)
    # Infinity by infinity is 1 here, 0 by 0 is 0; NaN stays.
    are_equal = scalars.compare("float32", "eq", small, large)
    ratio = arith.select(are_equal, one, arith.divf(small, large))
    ratio = arith.select(scalars.compare("float32", "eq", large, zero), zero, ratio)
    angle = Number(math.atan(ratio))
    steep = scalars.compare("float32", "gt", height, width)
    angle = Number(arith.select(steep, (-angle + _PI / 2).value, angle.value))
    left = scalars.compare("float32", "lt", math.copysign(one, x), zero)
    angle = Number(arith.select(left, (-angle + _PI).value, angle.value))
    return math.copysign(angle.value, y)
