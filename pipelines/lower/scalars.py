"""Arithmetic on scalars inside a loop body: one function an operation, for every dtype."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import arith, math
from torch_mlir.dialects import complex as complex_ops

from paddle_mlir.dialects import dtypes
from paddle_mlir.pipelines.lower.lowering import lowered_element_type

_FLOAT_PREDICATES = {"eq": "oeq", "ne": "une", "lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge"}


def constant(dtype: str, value: float | int | bool) -> Any:
    """A number of this dtype; see :func:`dtypes.number`."""
    if dtypes.is_complex(dtype):
        part = dtypes.part_of(dtype)
        return complex_number(dtype, constant(part, value), constant(part, 0))
    type_ = lowered_element_type(dtype)
    element = dtypes.number(dtype, value)
    if dtype == "uint8":
        # Signless attributes hold the bits as a signed number.
        element = dtypes.number("int8", element)
    return arith.constant(type_, element)


def complex_number(dtype: str, real: Any, imaginary: Any) -> Any:
    """A complex number from its parts."""
    return complex_ops.create_(lowered_element_type(dtype), real, imaginary)


def extreme(dtype: str, largest: bool) -> float | int | bool:
    """The largest or smallest value of a dtype."""
    if dtypes.is_float(dtype):
        return float("inf") if largest else float("-inf")
    if dtype == "bool":
        return largest
    return dtypes.integer_range(dtype)[largest]


def _choose(
    of_float: Callable[..., Any],
    of_signed: Callable[..., Any],
    of_unsigned: Callable[..., Any],
    of_complex: Callable[..., Any] | None = None,
) -> Callable[..., Any]:
    def build(dtype: str, *operands: Any) -> Any:
        if dtypes.is_complex(dtype):
            if of_complex is None:
                raise ValueError("complex numbers have no order")
            return of_complex(*operands)
        if dtypes.is_float(dtype):
            return of_float(*operands)
        return (of_unsigned if dtype in ("uint8", "bool") else of_signed)(*operands)

    return build


add = _choose(arith.addf, arith.addi, arith.addi, complex_ops.add)
subtract = _choose(arith.subf, arith.subi, arith.subi, complex_ops.sub)
multiply = _choose(arith.mulf, arith.muli, arith.muli, complex_ops.mul)
maximum = _choose(arith.maximumf, arith.maxsi, arith.maxui)
maximum_number = _choose(arith.maxnumf, arith.maxsi, arith.maxui)
"""The larger one; the other one where one is NaN."""
minimum = _choose(arith.minimumf, arith.minsi, arith.minui)
minimum_number = _choose(arith.minnumf, arith.minsi, arith.minui)
"""The smaller one; the other one where one is NaN."""


def compare(dtype: str, predicate: str, x: Any, y: Any) -> Any:
    """``x <predicate> y`` as i1; predicates are eq, ne, lt, le, gt and ge."""
    if dtypes.is_float(dtype):
        return arith.cmpf(getattr(arith.CmpFPredicate, _FLOAT_PREDICATES[predicate].upper()), x, y)
    if dtypes.is_complex(dtype):
        if predicate not in ("eq", "ne"):
            raise ValueError("complex numbers have no order")
        return (complex_ops.eq if predicate == "eq" else complex_ops.neq)(x, y)
    if predicate not in ("eq", "ne"):
        predicate = ("u" if dtype in ("uint8", "bool") else "s") + predicate
    return arith.cmpi(getattr(arith.CmpIPredicate, predicate), x, y)


def truth(dtype: str, x: Any) -> Any:
    """``x != 0`` as i1; NaN is true."""
    return x if dtype == "bool" else compare(dtype, "ne", x, constant(dtype, 0))


def divide(dtype: str, x: Any, y: Any) -> Any:
    """``x / y``, of integers cut towards zero."""
    if dtypes.is_float(dtype):
        return arith.divf(x, y)
    if dtypes.is_complex(dtype):
        return complex_ops.div(x, y)
    return _divide_integers(dtype, x, y, arith.divui, arith.divsi)


def floor_divide(dtype: str, x: Any, y: Any) -> Any:
    """``floor(x / y)``, of floats as Python does it: the floor of the exact quotient."""
    if not dtypes.is_float(dtype):
        return _divide_integers(dtype, x, y, arith.divui, arith.floordivsi)
    zero, one = constant(dtype, 0), constant(dtype, 1)
    rest = remainder(dtype, x, y)
    quotient = arith.divf(arith.subf(x, rest), y)
    floor = math.floor(quotient)
    is_short = compare(dtype, "gt", arith.subf(quotient, floor), constant(dtype, 0.5))
    floor = arith.select(is_short, arith.addf(floor, one), floor)
    return arith.select(compare(dtype, "eq", y, zero), arith.divf(x, y), floor)


def _divide_integers(dtype: str, x: Any, y: Any, of_unsigned: Any, of_signed: Any) -> Any:
    """A division that never traps: dividing by 0 gives ``x``, by -1 it gives ``-x``."""
    zero, one = constant(dtype, 0), constant(dtype, 1)
    is_zero = compare(dtype, "eq", y, zero)
    if dtype == "uint8":
        return of_unsigned(x, arith.select(is_zero, one, y))
    is_minus_one = compare(dtype, "eq", y, constant(dtype, -1))
    quotient = of_signed(x, arith.select(arith.ori(is_zero, is_minus_one), one, y))
    return arith.select(is_minus_one, arith.subi(zero, x), quotient)


def remainder(dtype: str, x: Any, y: Any) -> Any:
    """``x - floor(x / y) * y``: what is left has the sign of ``y``; of integers 0 for ``y`` 0."""
    zero = constant(dtype, 0)
    if dtype == "float64":
        rest = _remainder_of_doubles(x, y)
    elif dtypes.is_float(dtype):
        rest = arith.remf(x, y)
    else:
        # 0 and -1 trap for some x, and leave nothing.
        one = constant(dtype, 1)
        traps = compare(dtype, "eq", y, zero)
        if dtype != "uint8":
            traps = arith.ori(traps, compare(dtype, "eq", y, constant(dtype, -1)))
        divisor = arith.select(traps, one, y)
        if dtype == "uint8":
            return arith.remui(x, divisor)
        rest = arith.remsi(x, divisor)
    signs_differ = compare(
        "bool", "ne", compare(dtype, "lt", rest, zero), compare(dtype, "lt", y, zero)
    )
    wrong = arith.andi(compare(dtype, "ne", rest, zero), signs_differ)
    return arith.select(wrong, add(dtype, rest, y), rest)


def _remainder_of_doubles(x: Any, y: Any) -> Any:
    """C's ``fmod``, which IREE 3.13.0 does not link; inexact beyond quotients of 2**53."""
    quotient = math.trunc(arith.divf(x, y))
    rest = math.fma(arith.negf(quotient), y, x)
    # A quotient that was rounded up leaves a rest of the other sign.
    zero = constant("float64", 0)
    x_negative, rest_negative = (compare("float64", "lt", v, zero) for v in (x, rest))
    over = arith.andi(
        compare("float64", "ne", rest, zero), compare("bool", "ne", x_negative, rest_negative)
    )
    back = math.copysign(y, x)
    rest = arith.select(over, arith.addf(rest, back), rest)
    infinite = compare("float64", "eq", math.absf(y), constant("float64", float("inf")))
    finite_x = compare("float64", "lt", math.absf(x), constant("float64", float("inf")))
    return arith.select(arith.andi(infinite, finite_x), x, rest)


def power(dtype: str, x: Any, y: Any) -> Any:
    """``x ** y`` of f32 or f64 as C's ``pow``.

    ``math.powf`` of IREE 3.13.0 is right for positive ``x`` only.
    """
    zero, one, two = (constant(dtype, number) for number in (0, 1, 2))
    size = math.powf(math.absf(x), y)
    is_whole = compare(dtype, "eq", math.floor(y), y)
    half = arith.divf(y, two)
    is_odd = arith.andi(is_whole, compare(dtype, "ne", math.floor(half), half))
    signed = arith.select(is_odd, math.copysign(size, x), size)
    undefined = arith.andi(
        compare(dtype, "lt", x, zero), compare("bool", "eq", is_whole, constant("bool", 0))
    )
    # An infinite base has a size for every power.
    undefined = arith.andi(undefined, compare(dtype, "gt", x, constant(dtype, float("-inf"))))
    result = arith.select(undefined, constant(dtype, float("nan")), signed)
    is_one = arith.ori(compare(dtype, "eq", x, one), compare(dtype, "eq", y, zero))
    return arith.select(is_one, one, result)


def in_single(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function of an f32 or f64 computed in f32, for those that IREE 3.13.0 lacks in f64.

    Vectors of f32 are taken too.
    """

    def compute(x: Any) -> Any:
        element = x.type.element_type if isinstance(x.type, ir.VectorType) else x.type
        if element == ir.F32Type.get():
            return function(x)
        return arith.extf(x.type, function(arith.truncf(ir.F32Type.get(), x)))

    return compute


erf = in_single(math.erf)
tanh = in_single(math.tanh)
sin = in_single(math.sin)
cos = in_single(math.cos)


def within_a_turn(x: Any) -> Any:
    """An angle in radians less whole turns, from -pi to pi.

    The circular functions of IREE 3.13.0 lose a digit with each digit of large angles.
    """
    # A turn as the sum of two numbers of the type, and fused products, keep every digit.
    turn, rest = 2 * np.pi, 2.4492935982947064e-16
    if x.type == ir.F32Type.get():
        single = float(np.float32(turn))
        turn, rest = single, turn - single
    turns = math.roundeven(arith.mulf(x, arith.constant(x.type, 1 / turn)))
    for part in (turn, rest):
        x = math.fma(turns, arith.constant(x.type, -part), x)
    return x


def cast(source: str, target: str, x: Any) -> Any:
    """``x`` in another dtype, as C converts it; anything to bool by ``!= 0``."""
    if source == target:
        return x
    if target == "bool":
        return truth(source, x)
    if dtypes.is_complex(source):
        part = dtypes.part_of(source)
        if not dtypes.is_complex(target):
            return cast(part, target, complex_ops.re(x))
        parts = (complex_ops.re(x), complex_ops.im(x))
        return complex_number(target, *(cast(part, dtypes.part_of(target), p) for p in parts))
    if dtypes.is_complex(target):
        part = dtypes.part_of(target)
        return complex_number(target, cast(source, part, x), constant(part, 0))
    type_ = lowered_element_type(target)
    unsigned = source in ("uint8", "bool")
    if dtypes.is_float(source) and dtypes.is_float(target):
        return _cast_float(source, target, x)
    if dtypes.is_float(source):
        if target == "uint8":
            # Through i32, so that negative values wrap as they do in C.
            wide = arith.fptosi(ir.IntegerType.get_signless(32), x)
            return arith.trunci(type_, wide)
        return arith.fptosi(type_, x)
    if dtypes.is_float(target):
        return arith.uitofp(type_, x) if unsigned else arith.sitofp(type_, x)
    before = 1 if source == "bool" else 8 * dtypes.BY_NAME[source].bytes
    after = 8 * dtypes.BY_NAME[target].bytes
    if before == after:
        return x
    if before > after:
        return arith.trunci(type_, x)
    return arith.extui(type_, x) if unsigned else arith.extsi(type_, x)


def _cast_float(source: str, target: str, x: Any) -> Any:
    type_ = lowered_element_type(target)
    before, after = dtypes.BY_NAME[source].bytes, dtypes.BY_NAME[target].bytes
    if before < after:
        return arith.extf(type_, x)
    if before > after:
        return arith.truncf(type_, x)
    # f16 and bf16 are as wide as each other and hold neither one the other.
    return arith.truncf(type_, arith.extf(ir.F32Type.get(), x))


def in_float32(dtype: str, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """``function`` of one float, computed in f32 where the dtype is narrower."""
    if dtype not in ("float16", "bfloat16"):
        return function
    return lambda x: cast("float32", dtype, function(cast(dtype, "float32", x)))
