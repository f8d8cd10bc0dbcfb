"""Lowering of the inverse error function and of modified Bessel functions."""

from collections.abc import Sequence
from typing import Any

from torch_mlir.dialects import arith, math

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower.activation import Number, exp
from paddle_mlir.pipelines.lower.elementwise import unary
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers


def numbers(text: str) -> tuple[float, ...]:
    """The numbers of a table."""
    return tuple(map(float, text.split()))


# Wichura (1988), algorithm AS 241: the normal quantile, near the middle (of 0.180625 - q*q), in
# the tails (of r - 1.6 with r = sqrt(-log(p))) and far out (of r - 5), each a ratio of two
# polynomials; highest powers first.
_MIDDLE = (
    numbers(
        "2509.0809287301226727 33430.575583588128105 67265.770927008700853 45921.953931549871457 "
        "13731.693765509461125 1971.5909503065514427 133.14166789178437745 3.387132872796366608"
    ),
    numbers(
        "5226.495278852545925 28729.085735721942674 39307.89580009271061 21213.794301586595867 "
        "5394.1960214247511077 687.1870074920579083 42.313330701600911252 1"
    ),
)
_TAIL = (
    numbers(
        "7.7454501427834140764e-4 0.0227238449892691845833 0.24178072517745061177 "
        "1.27045825245236838258 3.64784832476320460504 5.7694972214606914055 "
        "4.6303378461565452959 1.42343711074968357734"
    ),
    numbers(
        "1.05075007164441684324e-9 5.475938084995344946e-4 0.0151986665636164571966 "
        "0.14810397642748007459 0.68976733498510000455 1.6763848301838038494 "
        "2.05319162663775882187 1"
    ),
)
_FAR = (
    numbers(
        "2.01033439929228813265e-7 2.71155556874348757815e-5 0.0012426609473880784386 "
        "0.026532189526576123093 0.29656057182848489123 1.7848265399172913358 "
        "5.4637849111641143699 6.6579046435011037772"
    ),
    numbers(
        "2.04426310338993978564e-15 1.4215117583164458887e-7 1.8463183175100546818e-5 "
        "7.868691311456132591e-4 0.0148753612908506148525 0.13692988092273580531 "
        "0.59983220655588793769 1"
    ),
)

# Abramowitz and Stegun, 9.8.1 to 9.8.4: in (x / 3.75)**2, and in 3.75 / x; highest powers first.
_BORDER = 3.75
_I0_SMALL = numbers("0.0045813 0.0360768 0.2659732 1.2067492 3.0899424 3.5156229 1")
_I0_LARGE = numbers(
    "0.00392377 -0.01647633 0.02635537 -0.02057706 0.00916281 -0.00157565 0.00225319 0.01328592 "
    "0.39894228"
)
_I1_SMALL = numbers("0.00032411 0.00301532 0.02658733 0.15084934 0.51498869 0.87890594 0.5")
_I1_LARGE = numbers(
    "-0.00420059 0.01787654 -0.02895312 0.02282967 -0.01031555 0.00163801 -0.00362018 "
    "-0.03988024 0.39894228"
)


def polynomial(x: Number, coefficients: Sequence[float]) -> Number:
    """A polynomial, its highest power first, by Horner's rule."""
    result = x * coefficients[0] + coefficients[1]
    for coefficient in coefficients[2:]:
        result = result * x + coefficient
    return result


def _ratio(x: Number, parts: tuple[Sequence[float], Sequence[float]]) -> Number:
    return polynomial(x, parts[0]) / polynomial(x, parts[1])


def _erfinv(value: Any) -> Any:
    x, size = Number(value), Number(math.absf(value))
    half = x * 0.5
    middle = half * _ratio(-(half * half) + 0.180625, _MIDDLE)
    # The probability beyond the quantile; half an ulp of f32 near 1 has r = 4.1.
    root = Number(math.sqrt((-Number(math.log(((-size + 1.0) * 0.5).value))).value))
    tail = root.where_above(5.0, _ratio(root - 5.0, _FAR), _ratio(root - 1.6, _TAIL))
    one, infinity = (arith.constant(value.type, number) for number in (1.0, float("inf")))
    is_infinite = arith.cmpf(arith.CmpFPredicate.OGE, size.value, one)
    tail = Number(math.copysign(arith.select(is_infinite, infinity, tail.value), value))
    return (size.where_above(0.85, tail, middle) * 0.7071067811865476).value


def _i0e(value: Any) -> Any:
    size = Number(math.absf(value))
    ratio = size * (1.0 / _BORDER)
    near = polynomial(ratio * ratio, _I0_SMALL) * exp(-size)
    return size.where_above(_BORDER, _far_bessel(size, _I0_LARGE), near).value


def _i1e(value: Any) -> Any:
    size = Number(math.absf(value))
    ratio = size * (1.0 / _BORDER)
    near = polynomial(ratio * ratio, _I1_SMALL) * size * exp(-size)
    result = size.where_above(_BORDER, _far_bessel(size, _I1_LARGE), near)
    return math.copysign(result.value, value)


def _far_bessel(size: Number, coefficients: Sequence[float]) -> Number:
    return polynomial(_BORDER / size, coefficients) / Number(math.sqrt(size.value))


_FUNCTIONS = {pd.Erfinv: _erfinv, pd.I0e: _i0e, pd.I1e: _i1e}


@lowers(*_FUNCTIONS)
def lower_special_function(lower: Lowering, op: Any) -> Any:
    """A function of one number."""
    return unary(lower, op, _FUNCTIONS[type(op)])
