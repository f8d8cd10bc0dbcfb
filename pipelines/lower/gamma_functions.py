"""Lowering of the gamma function's logarithm, its derivatives and its incomplete form."""

from collections.abc import Callable, Sequence
from math import comb, factorial
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math, scf

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.activation import Number, exp
from paddle_mlir.pipelines.lower.elementwise import unary, whole_power
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.special_functions import numbers, polynomial

_PI = 3.141592653589793
_INFINITY = float("inf")
_LOG_ROOT_2_PI = 0.9189385332046727
# Lanczos' sum with g = 7 (Godfrey 2001).
_LANCZOS = numbers(
    "0.99999999999980993 676.5203681218851 -1259.1392167224028 771.32342877765313 "
    "-176.61502916214059 12.507343278686905 -0.13857109526572012 9.9843695780195716e-6 "
    "1.5056327351493116e-7"
)
_G = 7.0
# Bernoulli's numbers of order 2, 4, ...
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730)
# From here on the asymptotic series of these numbers are exact.
_FAR = 10.0
_MOST_TERMS = 2000


def log(x: Number) -> Number:
    """Natural logarithm."""
    return Number(math.log(x.value))


def size_of(x: Number) -> Number:
    """``|x|``."""
    return Number(math.absf(x.value))


def floor(x: Number) -> Number:
    """The largest integer that is not above ``x``."""
    return Number(math.floor(x.value))


def choose(condition: Any, yes: Number | float, no: Number) -> Number:
    """``yes`` where the condition holds, else ``no``."""
    value = yes.value if isinstance(yes, Number) else arith.constant(no.value.type, yes)
    return Number(arith.select(condition, value, no.value))


def compare(predicate: str, x: Number, y: Number | float) -> Any:
    """A comparison of floats, by the name of its predicate."""
    other = y.value if isinstance(y, Number) else arith.constant(x.value.type, y)
    return arith.cmpf(getattr(arith.CmpFPredicate, predicate), x.value, other)


def sine_of_half_turns(x: Number) -> Number:
    """``sin(pi * x)`` for ``x`` from 0 to 1/2."""
    y = x * _PI
    series = [(-1.0) ** k / factorial(2 * k + 1) for k in range(8)]
    return y * polynomial(y * y, series[::-1])


def _lgamma(value: Any) -> Any:
    x = Number(value)
    is_low = compare("OLT", x, 0.5)
    z = choose(is_low, -x, x - 1.0)
    total = Number(arith.constant(value.type, _LANCZOS[0]))
    for k, coefficient in enumerate(_LANCZOS[1:], start=1):
        total = total + coefficient / (z + float(k))
    base = z + (_G + 0.5)
    result = (z + 0.5) * log(base) - base + log(total) + _LOG_ROOT_2_PI
    # gamma(x) * gamma(1 - x) = pi / sin(pi * x)
    size = size_of(x)
    part = size - floor(size)
    sine = sine_of_half_turns(part.where_above(0.5, -part + 1.0, part))
    result = choose(is_low, log(_PI / sine) - result, result)
    return choose(compare("OEQ", size, _INFINITY), _INFINITY, result).value


def _digamma(value: Any) -> Any:
    x = Number(value)
    is_low = compare("OLE", x, 0.0)
    s = choose(is_low, -x + 1.0, x)
    # digamma(s) = digamma(s + 1) - 1 / s
    below = Number(arith.constant(value.type, 0.0))
    for _ in range(int(_FAR)):
        is_near = compare("OLT", s, _FAR)
        below = choose(is_near, below + 1.0 / s, below)
        s = choose(is_near, s + 1.0, s)
    inverse = 1.0 / (s * s)
    # The sum of B(2k) / (2k * s**2k).
    series = [0.0, *(b / (2 * k) for k, b in enumerate(_BERNOULLI, start=1))]
    result = log(s) - 0.5 / s - polynomial(inverse, series[::-1]) - below
    # digamma(1 - x) - digamma(x) = pi / tan(pi * x), whose period is 1.
    part = x - Number(math.roundeven(value))
    size = size_of(part)
    cosine, sine = sine_of_half_turns(-size + 0.5), sine_of_half_turns(size)
    cotangent = Number(math.copysign((cosine / sine).value, part.value))
    result = choose(is_low, result - cotangent * _PI, result)
    is_pole = arith.andi(is_low, compare("OEQ", part, 0.0))
    result = choose(is_pole, float("nan"), result)
    infinity = arith.constant(value.type, _INFINITY)
    at_zero = -Number(math.copysign(infinity, value))
    return choose(compare("OEQ", x, 0.0), at_zero, result).value


_FUNCTIONS = {pd.Lgamma: _lgamma, pd.Digamma: _digamma}


@lowers(*_FUNCTIONS)
def lower_gamma_function(lower: Lowering, op: Any) -> Any:
    """A function of one number."""
    return unary(lower, op, _FUNCTIONS[type(op)])


def loop_while(
    start: Sequence[Number],
    goes_on: Callable[..., Any],
    step: Callable[..., Sequence[Number]],
) -> list[Number]:
    """A loop over scalars inside the body of a generic op: ``step`` as long as ``goes_on``."""
    types = [number.value.type for number in start]
    loop = scf.WhileOp(types, [number.value for number in start])
    before = loop.before.blocks.append(*types)
    with ir.InsertionPoint(before):
        scf.ConditionOp(goes_on(*map(Number, before.arguments)), list(before.arguments))
    after = loop.after.blocks.append(*types)
    with ir.InsertionPoint(after):
        scf.YieldOp([number.value for number in step(*map(Number, after.arguments))])
    return [Number(result) for result in loop.results]


def _polygamma(n: int, value: Any) -> Any:
    """``(-1)**(n + 1) * n! * zeta(n + 1, x)`` by the formula of Euler and Maclaurin."""
    order, dtype = n + 1, "float64" if value.type == ir.F64Type.get() else "float32"

    def inverse_power(a: Number) -> Number:
        return 1.0 / Number(whole_power(dtype, a.value, order))

    x = Number(value)
    is_pole = arith.andi(compare("OLE", x, 0.0), compare("OEQ", x, floor(x)))
    zero = Number(arith.constant(value.type, 0.0))
    total, a = loop_while(
        [zero, choose(is_pole, _FAR, x)],
        lambda total, a: compare("OLT", a, _FAR),
        lambda total, a: (total + inverse_power(a), a + 1.0),
    )
    power, inverse = inverse_power(a), 1.0 / (a * a)
    # The sum of B(2k) / (2k)! * order * ... * (order + 2k - 2) / a**(order + 2k - 1).
    series = [
        b * comb(order + 2 * k - 2, 2 * k - 1) / (2 * k) for k, b in enumerate(_BERNOULLI, start=1)
    ]
    tail = power * (a * (1.0 / n) + 0.5) + power / a * polynomial(inverse, series[::-1])
    zeta = choose(is_pole, _INFINITY, total + tail)
    return (zeta * ((-1.0) ** (n + 1) * factorial(n))).value


@lowers(pd.Polygamma)
def lower_polygamma(lower: Lowering, op: pd.Polygamma) -> Any:
    """A derivative of the digamma function."""
    return unary(lower, op, lambda x: _polygamma(op.n, x))


def _gammaincc(a: Number, x: Number) -> Number:
    """By its series below ``x = a + 1``, else by its continued fraction (Lentz 1976)."""
    type_ = a.value.type
    one, zero = (Number(arith.constant(type_, number)) for number in (1.0, 0.0))
    epsilon, tiny = (1e-15, 1e-290) if type_ == ir.F64Type.get() else (1e-7, 1e-30)
    is_near = compare("OLT", x, a + 1.0)
    is_outside = arith.ori(compare("OLE", x, 0.0), compare("OLE", a, 0.0))
    factor = exp(a * log(x) - x - Number(_lgamma(a.value)))

    def adds(total: Number, term: Number, count: Number) -> Any:
        is_large = compare("OGT", size_of(term), size_of(total) * epsilon)
        return arith.andi(is_large, compare("OLT", count, float(_MOST_TERMS)))

    def next_term(total: Number, term: Number, count: Number) -> Sequence[Number]:
        grown = term * x / (a + count)
        return total + grown, grown, count + 1.0

    # Where the other branch holds, the first term is 0 and nothing is summed.
    first = choose(is_near, 1.0, zero)
    series = loop_while([first, first, one], adds, next_term)[0]
    lower_part = series * factor / a

    def converges(h: Number, c: Number, d: Number, delta: Number, count: Number) -> Any:
        return adds(one, delta - 1.0, count)

    def away_from_zero(number: Number) -> Number:
        return choose(compare("OLT", size_of(number), tiny), tiny, number)

    def next_fraction(
        h: Number, c: Number, d: Number, delta: Number, count: Number
    ) -> Sequence[Number]:
        numerator = count * (a - count)
        denominator = x - a + count * 2.0 + 1.0
        d = 1.0 / away_from_zero(numerator * d + denominator)
        c = away_from_zero(denominator + numerator / c)
        delta = c * d
        return h * delta, c, d, delta, count + 1.0

    start = 1.0 / away_from_zero(x - a + 1.0)
    huge = Number(arith.constant(type_, 1.0 / tiny))
    outset = [start, huge, start, choose(is_near, 1.0, zero), one]
    upper_part = loop_while(outset, converges, next_fraction)[0] * factor
    result = choose(is_near, -lower_part + 1.0, upper_part)
    return choose(is_outside, 1.0, result)


@lowers(pd.Gammaincc)
def lower_gammaincc(lower: Lowering, op: pd.Gammaincc) -> Any:
    """A sum in a loop for each element, in f32 or f64."""
    dtype = lower.result.dtype
    wide = "float64" if dtype == "float64" else "float32"

    def compute(x: Any, y: Any) -> Any:
        x, y = (Number(scalars.cast(dtype, wide, value)) for value in (x, y))
        return scalars.cast(wide, dtype, _gammaincc(x, y).value)

    return lower.elementwise(lower.result, [op.x, op.y], compute)
