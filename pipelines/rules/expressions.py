"""How rules read arithmetic: numbers, linear forms, polynomials and products.

Exporters write one function in many ways (``x / 6 + 0.5``, ``(x + 3) * 0.16667``, a ``pd.scale``),
so rules ask for its value and not for its ops.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.definition import PdOp, known_info
from paddle_mlir.pipelines.rewriting import Match, maker, splat

TOLERANCE = 1e-6
"""Relative error of numbers that went through float32."""
MOST_STEPS = 8
"""Longest chain of ops that is read as one expression."""

Leaf = TypeVar("Leaf")


@dataclass(frozen=True)
class Linear:
    """``factor * value + summand``."""

    value: Any
    factor: float = 1.0
    summand: float = 0.0

    def is_close(self, factor: float, summand: float) -> bool:
        """True when these are the numbers, as float32 tells them apart."""
        return close(self.factor, factor) and close(self.summand, summand)


def close(number: float, wanted: float, tolerance: float = TOLERANCE) -> bool:
    """True for numbers that are equal but for rounding."""
    return math.isclose(number, wanted, rel_tol=tolerance, abs_tol=tolerance * 1e-3)


def require_float(match: Match, *values: Any) -> None:
    """The values must be float tensors."""
    for value in values:
        match.require(dtypes.is_float(known_info(value).dtype), "it computes with integers")


def number_beside(number: Any, value: Any) -> float | None:
    """The number that a constant is, if it broadcasts to the shape of ``value``."""
    found = splat(number)
    if found is None:
        return None
    own, target = known_info(number), known_info(value)
    if own.rank > target.rank:
        return None
    sizes = zip(own.dims, target.dims[target.rank - own.rank :], strict=True)
    return found if all(size in (1, wanted) for size, wanted in sizes) else None


def sides(op: Any) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """The operands of a binary op in both orders."""
    return (op.x, op.y), (op.y, op.x)


def linear_step(value: Any) -> Linear | None:
    """One op that multiplies by a number or adds one, or None."""
    op = maker(value)
    if isinstance(op, pd.Scale):
        if op.scale_tensor is not None:
            return None
        return Linear(op.x, op.scale, op.bias if op.bias_after_scale else op.bias * op.scale)
    if not isinstance(op, pd.Add | pd.Subtract | pd.Multiply | pd.Divide):
        return None
    right = number_beside(op.y, op.x)
    if right is not None:
        if isinstance(op, pd.Add):
            return Linear(op.x, 1.0, right)
        if isinstance(op, pd.Subtract):
            return Linear(op.x, 1.0, -right)
        if isinstance(op, pd.Multiply):
            return Linear(op.x, right)
        return Linear(op.x, 1.0 / right) if right != 0.0 else None
    left = number_beside(op.x, op.y)
    if left is None or isinstance(op, pd.Divide):
        return None
    if isinstance(op, pd.Multiply):
        return Linear(op.y, left)
    return Linear(op.y, 1.0 if isinstance(op, pd.Add) else -1.0, left)


def linear_forms(value: Any) -> Iterator[Linear]:
    """All ways to read ``value`` as a linear form, itself first, the deepest last."""
    form = Linear(value)
    yield form
    for _ in range(MOST_STEPS):
        step = linear_step(form.value)
        if step is None or not dtypes.is_float(known_info(value).dtype):
            return
        form = Linear(
            step.value, form.factor * step.factor, form.factor * step.summand + form.summand
        )
        yield form


def deepest(value: Any) -> Linear:
    """The linear form that reaches furthest back."""
    *_, last = linear_forms(value)
    return last


def multiple_of(value: Any, x: Any) -> float | None:
    """The number a with ``value = a * x``, or None."""
    for form in linear_forms(value):
        if form.value == x and form.summand == 0.0:
            return form.factor
    return None


def linear_of(value: Any, *op_classes: type[PdOp]) -> tuple[Any, Linear] | None:
    """The first op of these classes that ``value`` is a linear form of, and the form."""
    for form in linear_forms(value):
        op = maker(form.value)
        if isinstance(op, op_classes):
            return op, form
    return None


def find_factor(
    value: Any, leaf: Callable[[Any], Leaf | None]
) -> tuple[Leaf, float, list[Any]] | None:
    """Read ``value`` as ``number * leaf * others[0] * others[1] ...``.

    Args:
        value: a product in any order and nesting.
        leaf: recognises the factor that is sought.

    Returns:
        What ``leaf`` gave, the number and the other factors, outermost first.
    """
    return _find_factor(value, leaf, MOST_STEPS)


def _find_factor(
    value: Any, leaf: Callable[[Any], Leaf | None], steps: int
) -> tuple[Leaf, float, list[Any]] | None:
    found = leaf(value)
    if found is not None:
        return found, 1.0, []
    if steps == 0:
        return None
    step = linear_step(value)
    if step is not None and step.summand == 0.0:
        inner = _find_factor(step.value, leaf, steps - 1)
        return None if inner is None else (inner[0], inner[1] * step.factor, inner[2])
    op = maker(value)
    if isinstance(op, pd.Multiply):
        for own, other in sides(op):
            inner = _find_factor(own, leaf, steps - 1)
            if inner is not None:
                return inner[0], inner[1], [other, *inner[2]]
    return None


def polynomial(value: Any, x: Any, degree: int = 3) -> tuple[float, ...] | None:
    """Coefficients of ``value`` as a polynomial in ``x``, the constant first.

    Args:
        value: made of sums, products, whole powers and numbers.
        x: the variable.
        degree: powers above it are not followed.

    Returns:
        ``degree + 1`` coefficients, or None when it is no such polynomial.
    """
    return _polynomial(value, x, degree, MOST_STEPS)


def _polynomial(value: Any, x: Any, degree: int, steps: int) -> tuple[float, ...] | None:
    if value == x:
        return (0.0, 1.0, *(0.0 for _ in range(degree - 1)))
    op = maker(value)
    if steps == 0 or op is None:
        return None
    step = linear_step(value)
    if step is not None:
        inner = _polynomial(step.value, x, degree, steps - 1)
        if inner is None:
            return None
        first, *others = (step.factor * term for term in inner)
        return (first + step.summand, *others)
    if isinstance(op, pd.Pow | pd.Square):
        power = op.y if isinstance(op, pd.Pow) else 2.0
        base = _polynomial(op.x, x, degree, steps - 1)
        if base is None or power not in (1.0, 2.0, 3.0):
            return None
        result: tuple[float, ...] | None = base
        for _ in range(int(power) - 1):
            result = None if result is None else _multiplied(result, base)
        return result
    if isinstance(op, pd.Add | pd.Subtract | pd.Multiply):
        left = _polynomial(op.x, x, degree, steps - 1)
        right = None if left is None else _polynomial(op.y, x, degree, steps - 1)
        if left is None or right is None:
            return None
        if isinstance(op, pd.Multiply):
            return _multiplied(left, right)
        sign = 1.0 if isinstance(op, pd.Add) else -1.0
        return tuple(a + sign * b for a, b in zip(left, right, strict=True))
    return None


def _multiplied(left: tuple[float, ...], right: tuple[float, ...]) -> tuple[float, ...] | None:
    """The product, or None when it has powers that ``left`` has no place for."""
    terms = [0.0] * (2 * len(left) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            terms[i + j] += a * b
    if any(term != 0.0 for term in terms[len(left) :]):
        return None
    return tuple(terms[: len(left)])
