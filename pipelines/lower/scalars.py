"""Arithmetic on scalars inside a loop body: one function an operation, for every dtype."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math

from paddle_mlir.dialects import dtypes
from paddle_mlir.pipelines.lower.lowering import lowered_element_type

_FLOAT_PREDICATES = {"eq": "oeq", "ne": "une", "lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge"}


def constant(dtype: str, value: float | int | bool) -> Any:
    """A number of this dtype; infinities become the extreme integers."""
    type_ = lowered_element_type(dtype)
    if dtypes.is_float(dtype):
        return arith.constant(type_, float(value))
    if dtype == "bool":
        return arith.constant(type_, int(bool(value)))
    if value in (float("inf"), float("-inf")):
        value = extreme(dtype, value > 0)
    return arith.constant(type_, ir.IntegerAttr.get(type_, _wrap(dtype, int(value))))


def _wrap(dtype: str, value: int) -> int:
    """``value`` in two's complement of the type's width, as signless attributes hold it."""
    bits = 8 * dtypes.BY_NAME[dtype].bytes
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def extreme(dtype: str, largest: bool) -> float | int | bool:
    """The largest or smallest value of a dtype."""
    if dtypes.is_float(dtype):
        return float("inf") if largest else float("-inf")
    if dtype == "bool":
        return largest
    bits = 8 * dtypes.BY_NAME[dtype].bytes
    if dtype == "uint8":
        return 255 if largest else 0
    return (1 << (bits - 1)) - 1 if largest else -(1 << (bits - 1))


def _choose(
    of_float: Callable[..., Any], of_signed: Callable[..., Any], of_unsigned: Callable[..., Any]
) -> Callable[..., Any]:
    def build(dtype: str, *operands: Any) -> Any:
        if dtypes.is_float(dtype):
            return of_float(*operands)
        return (of_unsigned if dtype in ("uint8", "bool") else of_signed)(*operands)

    return build


add = _choose(arith.addf, arith.addi, arith.addi)
subtract = _choose(arith.subf, arith.subi, arith.subi)
multiply = _choose(arith.mulf, arith.muli, arith.muli)
divide = _choose(arith.divf, arith.divsi, arith.divui)
maximum = _choose(arith.maximumf, arith.maxsi, arith.maxui)
minimum = _choose(arith.minimumf, arith.minsi, arith.minui)


def compare(dtype: str, predicate: str, x: Any, y: Any) -> Any:
    """``x <predicate> y`` as i1; predicates are eq, ne, lt, le, gt and ge."""
    if dtypes.is_float(dtype):
        return arith.cmpf(getattr(arith.CmpFPredicate, _FLOAT_PREDICATES[predicate].upper()), x, y)
    if predicate not in ("eq", "ne"):
        predicate = ("u" if dtype in ("uint8", "bool") else "s") + predicate
    return arith.cmpi(getattr(arith.CmpIPredicate, predicate), x, y)


def truth(dtype: str, x: Any) -> Any:
    """``x != 0`` as i1; NaN is true."""
    return x if dtype == "bool" else compare(dtype, "ne", x, constant(dtype, 0))


def floor_divide(dtype: str, x: Any, y: Any) -> Any:
    """``floor(x / y)``."""
    if dtypes.is_float(dtype):
        return math.floor(arith.divf(x, y))
    return arith.divui(x, y) if dtype == "uint8" else arith.floordivsi(x, y)


def remainder(dtype: str, x: Any, y: Any) -> Any:
    """``x - floor(x / y) * y``: what is left has the sign of ``y``."""
    if dtype == "uint8":
        return arith.remui(x, y)
    is_float = dtypes.is_float(dtype)
    rest = arith.remf(x, y) if is_float else arith.remsi(x, y)
    zero = constant(dtype, 0)
    signs_differ = compare(
        "bool", "ne", compare(dtype, "lt", rest, zero), compare(dtype, "lt", y, zero)
    )
    wrong = arith.andi(compare(dtype, "ne", rest, zero), signs_differ)
    return arith.select(wrong, add(dtype, rest, y), rest)


def cast(source: str, target: str, x: Any) -> Any:
    """``x`` in another dtype, as C converts it; anything to bool by ``!= 0``."""
    if source == target:
        return x
    if target == "bool":
        return truth(source, x)
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
