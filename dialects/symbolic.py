"""Symbolic tensor sizes: integers, symbols and exact arithmetic on them.

A :class:`Dim` is a polynomial over atoms with integer coefficients. An atom is a named symbol
(``N``) or an expression that no polynomial can hold (a floor division, a maximum). Equal
expressions normalise to equal objects, so ``==`` is a proof of equality; inequality proves
nothing. Arithmetic that ends in a constant gives a plain ``int``. One shape rule written with
``+ - * //`` therefore serves static types, proofs of equality, and sizes computed at run time.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import NamedTuple, Union

_unknown_numbers = itertools.count()
_INTEGER = "?integer"


class Atom(NamedTuple):
    """A factor that is not a number: ``symbol`` (name), ``floordiv``, ``max`` or ``min`` (a, b)."""

    kind: str
    arguments: tuple[str, ...] | tuple[Size, Size]

    def __str__(self) -> str:
        if self.kind == "symbol":
            return str(self.arguments[0])
        left, right = self.arguments
        return (
            f"({left} // {right})" if self.kind == "floordiv" else f"{self.kind}({left}, {right})"
        )


# Atoms with their powers, sorted by text; the empty monomial is 1.
Monomial = tuple[tuple[Atom, int], ...]


class Dim:
    """A size that is not known as a number; see the module's text."""

    __slots__ = ("_hash", "_text", "terms")

    def __init__(self, terms: Mapping[Monomial, int]) -> None:
        """Use :func:`symbol`, :func:`unknown` and arithmetic instead."""
        self.terms: tuple[tuple[Monomial, int], ...] = tuple(
            sorted(terms.items(), key=lambda term: _monomial_key(term[0]))
        )
        self._text = _terms_text(self.terms)
        self._hash = hash(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dim) and self._hash == other._hash and self.terms == other.terms

    def __hash__(self) -> int:
        return self._hash

    def __str__(self) -> str:
        return self._text

    __repr__ = __str__

    def __add__(self, other: Size) -> Size:
        return _combine(self, other, 1)

    __radd__ = __add__

    def __sub__(self, other: Size) -> Size:
        return _combine(self, other, -1)

    def __rsub__(self, other: int) -> Size:
        return _combine(self * -1, other, 1)

    def __neg__(self) -> Size:
        return self * -1

    def __mul__(self, other: Size) -> Size:
        product: dict[Monomial, int] = {}
        for left, left_factor in self.terms:
            for right, right_factor in _terms(other):
                monomial = _multiply(left, right)
                product[monomial] = product.get(monomial, 0) + left_factor * right_factor
        return _from_terms(product)

    __rmul__ = __mul__

    def __floordiv__(self, other: Size) -> Size:
        return _floor_divide(self, other)

    def __rfloordiv__(self, other: int) -> Size:
        return _floor_divide(other, self)

    def __mod__(self, other: Size) -> Size:
        return self - (self // other) * other

    def __rmod__(self, other: int) -> Size:
        return other - (other // self) * self

    def atoms(self) -> Iterator[Atom]:
        """All atoms of the polynomial's monomials, not those nested in their arguments."""
        for monomial, _ in self.terms:
            for atom, _ in monomial:
                yield atom

    def symbols(self) -> set[str]:
        """Names of all symbols, nested ones too."""
        names: set[str] = set()
        for atom in self.atoms():
            for argument in atom.arguments:
                if isinstance(argument, str):
                    names.add(argument)
                elif isinstance(argument, Dim):
                    names |= argument.symbols()
        return names


Size = Union[int, Dim]  # noqa: UP007 - evaluated at import, where Dim is a class


def symbol(name: str) -> Dim:
    """The size called ``name``."""
    return _from_atom(Atom("symbol", (name,)))


def unknown() -> Dim:
    """A size equal to no other."""
    return symbol(f"?{next(_unknown_numbers)}")


def unknown_integer() -> Dim:
    """An element of a tensor equal to no other number; unlike a size it may be negative."""
    return symbol(f"{_INTEGER}{next(_unknown_numbers)}")


def is_not_negative(size: Size) -> bool:
    """True when ``size`` is proven to be 0 or more."""
    if isinstance(size, int):
        return size >= 0
    return all(
        factor > 0 and all(_atom_is_not_negative(atom) for atom, _ in monomial)
        for monomial, factor in size.terms
    )


def is_symbol(size: Size) -> str | None:
    """The name when ``size`` is a bare symbol."""
    if isinstance(size, Dim) and len(size.terms) == 1:
        monomial, factor = size.terms[0]
        if factor == 1 and len(monomial) == 1 and monomial[0][1] == 1:
            atom = monomial[0][0]
            if atom.kind == "symbol":
                return str(atom.arguments[0])
    return None


def maximum(left: Size, right: Size) -> Size:
    """The larger of two sizes."""
    return _extremum("max", left, right)


def minimum(left: Size, right: Size) -> Size:
    """The smaller of two sizes."""
    return _extremum("min", left, right)


def ceil_divide(left: Size, right: Size) -> Size:
    """Division by a positive size, rounded up."""
    quotient = left // right
    return quotient if quotient * right == left else (left + right - 1) // right


def product(sizes: tuple[Size, ...] | list[Size]) -> Size:
    """Product of all sizes; 1 for none."""
    result: Size = 1
    for size in sizes:
        result = result * size
    return result


def evaluate(size: Size, values: Mapping[str, int]) -> int:
    """The number that ``size`` is when its symbols have these values.

    Raises:
        KeyError: a symbol has no value.
    """
    if isinstance(size, int):
        return size
    total = 0
    for monomial, factor in size.terms:
        term = factor
        for atom, power in monomial:
            term *= _evaluate_atom(atom, values) ** power
        total += term
    return total


def substitute(size: Size, replacements: Mapping[str, Size]) -> Size:
    """``size`` with symbols replaced."""
    if isinstance(size, int):
        return size
    total: Size = 0
    for monomial, factor in size.terms:
        term: Size = factor
        for atom, power in monomial:
            if atom.kind == "symbol":
                name = str(atom.arguments[0])
                value: Size = replacements.get(name, _from_atom(atom))
            else:
                left, right = (substitute(a, replacements) for a in _sizes(atom))
                value = _apply(atom.kind, left, right)
            for _ in range(power):
                term = term * value
        total = total + term
    return total


def apply(kind: str, left: int, right: int) -> int:
    """The number of an atom of this kind."""
    if kind == "floordiv":
        return left // right
    return max(left, right) if kind == "max" else min(left, right)


def _apply(kind: str, left: Size, right: Size) -> Size:
    return left // right if kind == "floordiv" else _extremum(kind, left, right)


def _sizes(atom: Atom) -> tuple[Size, Size]:
    left, right = atom.arguments
    assert not isinstance(left, str)
    assert not isinstance(right, str)
    return left, right


def _atom_is_not_negative(atom: Atom) -> bool:
    if atom.kind == "symbol":
        return not str(atom.arguments[0]).startswith(_INTEGER)
    signs = [is_not_negative(argument) for argument in _sizes(atom)]
    return any(signs) if atom.kind == "max" else all(signs)


def _evaluate_atom(atom: Atom, values: Mapping[str, int]) -> int:
    if atom.kind == "symbol":
        return values[str(atom.arguments[0])]
    left, right = (evaluate(argument, values) for argument in _sizes(atom))
    return apply(atom.kind, left, right)


def _monomial_key(monomial: Monomial) -> tuple[int, str]:
    # Constants last, as in N + 1.
    return (0 if monomial else 1, " ".join(f"{atom}^{power}" for atom, power in monomial))


def _terms_text(terms: tuple[tuple[Monomial, int], ...]) -> str:
    text = ""
    for monomial, factor in terms:
        factors = [str(atom) for atom, power in monomial for _ in range(power)]
        if abs(factor) != 1 or not factors:
            factors.insert(0, str(abs(factor)))
        sign = "-" if factor < 0 else "+"
        text += f" {sign} " if text else ("-" if factor < 0 else "")
        text += "*".join(factors)
    return text if len(terms) == 1 else f"({text})"


def _terms(size: Size) -> tuple[tuple[Monomial, int], ...]:
    return size.terms if isinstance(size, Dim) else (((), size),)


def _from_terms(terms: Mapping[Monomial, int]) -> Size:
    kept = {monomial: factor for monomial, factor in terms.items() if factor != 0}
    if not kept:
        return 0
    if len(kept) == 1 and () in kept:
        return kept[()]
    return Dim(kept)


def _from_atom(atom: Atom) -> Dim:
    return Dim({((atom, 1),): 1})


def _combine(left: Size, right: Size, sign: int) -> Size:
    total = dict(_terms(left))
    for monomial, factor in _terms(right):
        total[monomial] = total.get(monomial, 0) + sign * factor
    return _from_terms(total)


def _multiply(left: Monomial, right: Monomial) -> Monomial:
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + power
    return tuple(sorted(powers.items(), key=lambda item: str(item[0])))


def _divide_monomial(monomial: Monomial, divisor: Monomial) -> Monomial | None:
    powers = dict(monomial)
    for atom, power in divisor:
        left = powers.get(atom, 0) - power
        if left < 0:
            return None
        powers[atom] = left
    return tuple((atom, power) for atom, power in powers.items() if power)


def _floor_divide(left: Size, right: Size) -> Size:
    if isinstance(right, int):
        if right == 0:
            raise ZeroDivisionError(f"{left} // 0")
        if isinstance(left, int):
            return left // right
    if left == 0:
        return 0
    if left == right:
        return 1
    if len(_terms(right)) == 1:
        divisor, divisor_factor = _terms(right)[0]
        quotient: dict[Monomial, int] = {}
        rest: dict[Monomial, int] = {}
        for monomial, factor in _terms(left):
            shared = _divide_monomial(monomial, divisor)
            if shared is None:
                rest[monomial] = factor
            elif factor % divisor_factor == 0:
                quotient[shared] = quotient.get(shared, 0) + factor // divisor_factor
            elif not monomial and not divisor:
                # (a*d + c) // d is a + (c mod d) // d, with the constant kept in [0, d).
                quotient[()] = quotient.get((), 0) + factor // divisor_factor
                rest[()] = factor % divisor_factor
            else:
                rest[monomial] = factor
        if not rest:
            return _from_terms(quotient)
        remainder = _from_terms(rest)
        if isinstance(remainder, int) and isinstance(right, int) and 0 <= remainder < right:
            return _from_terms(quotient)
        if quotient:
            return _combine(
                _from_terms(quotient), _from_atom(Atom("floordiv", (remainder, right))), 1
            )
        left = remainder
    return _from_atom(Atom("floordiv", (left, right)))


def _extremum(kind: str, left: Size, right: Size) -> Size:
    if isinstance(left, int) and isinstance(right, int):
        return apply(kind, left, right)
    if left == right:
        return left
    for larger, smaller in ((left, right), (right, left)):
        if is_not_negative(larger - smaller):
            return larger if kind == "max" else smaller
    # A maximum that already holds the other side is that maximum.
    for side, other in ((left, right), (right, left)):
        if isinstance(side, Dim) and len(side.terms) == 1:
            for atom in side.atoms():
                if atom.kind == kind and other in atom.arguments and side == _from_atom(atom):
                    return side
    first, second = sorted((left, right), key=str)
    return _from_atom(Atom(kind, (first, second)))
