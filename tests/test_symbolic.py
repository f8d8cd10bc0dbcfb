"""Symbolic sizes: exact arithmetic, proofs of equality, substitution."""

import operator
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from paddle_mlir.dialects import symbolic
from paddle_mlir.dialects.symbolic import (
    Dim,
    Size,
    ceil_divide,
    evaluate,
    is_not_negative,
    is_symbol,
    maximum,
    minimum,
    product,
    substitute,
    symbol,
    unknown,
    unknown_integer,
)

N, H, W = symbol("N"), symbol("H"), symbol("W")

OPERATORS: dict[Callable[..., Any], Callable[..., Any]] = {
    operator.add: operator.add,
    operator.sub: operator.sub,
    operator.mul: operator.mul,
    operator.floordiv: operator.floordiv,
    operator.mod: operator.mod,
    maximum: max,
    minimum: min,
}
VALUES = st.fixed_dictionaries({name: st.integers(1, 50) for name in "NHW"})


class Expression:
    """A size, and how Python computes the same from the symbols' values."""

    def __init__(self, size: Size, compute: Callable[[dict[str, int]], int]) -> None:
        self.size = size
        self.compute = compute

    def __repr__(self) -> str:
        return str(self.size)


def combine(function: Callable[..., Any], left: Expression, right: Expression) -> Expression:
    of_numbers = OPERATORS[function]
    return Expression(
        function(left.size, right.size),
        lambda values: of_numbers(left.compute(values), right.compute(values)),
    )


def expressions() -> st.SearchStrategy[Expression]:
    numbers = st.integers(-7, 7).map(lambda number: Expression(number, lambda _: number))
    symbols = st.sampled_from("NHW").map(
        lambda name: Expression(symbol(name), lambda values: values[name])
    )

    def larger(smaller: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        anything = st.sampled_from([operator.add, operator.sub, operator.mul, maximum, minimum])
        division = st.sampled_from([operator.floordiv, operator.mod])
        # Divisors that no value of the symbols makes 0.
        divisors = st.one_of(
            st.integers(1, 7).map(lambda number: Expression(number, lambda _: number)),
            symbols,
            st.tuples(symbols, symbols).map(lambda pair: combine(operator.mul, *pair)),
            st.tuples(st.just(Expression(3, lambda _: 3)), symbols).map(
                lambda pair: combine(operator.mul, *pair)
            ),
        )
        return st.builds(combine, anything, smaller, smaller) | st.builds(
            combine, division, smaller, divisors
        )

    return st.recursive(numbers | symbols, larger, max_leaves=8)


@given(expressions(), VALUES)
def test_arithmetic_is_exact(expression: Expression, values: dict[str, int]) -> None:
    assert evaluate(expression.size, values) == expression.compute(values)


@given(expressions(), VALUES)
def test_substitution_of_all_symbols_gives_the_number(
    expression: Expression, values: dict[str, int]
) -> None:
    replaced = substitute(expression.size, values)
    assert isinstance(replaced, int)
    assert replaced == expression.compute(values)


@given(expressions(), expressions(), VALUES)
def test_substitution_of_one_symbol(
    expression: Expression, replacement: Expression, values: dict[str, int]
) -> None:
    assume("N" not in symbols_of(replacement.size))
    values["N"] = max(replacement.compute(values), 1)
    replaced = substitute(expression.size, {"N": maximum(replacement.size, 1)})
    without_n = {name: value for name, value in values.items() if name != "N"}
    assert evaluate(replaced, without_n) == expression.compute(values)


@given(expressions(), expressions(), VALUES)
def test_equality_is_a_proof(left: Expression, right: Expression, values: dict[str, int]) -> None:
    if left.size == right.size:
        assert hash(left.size) == hash(right.size)
        assert left.compute(values) == right.compute(values)


@given(expressions(), VALUES)
def test_sign_is_a_proof(expression: Expression, values: dict[str, int]) -> None:
    if is_not_negative(expression.size):
        assert expression.compute(values) >= 0


@given(expressions())
def test_constants_are_plain_integers(expression: Expression) -> None:
    assert isinstance(expression.size, int) or symbols_of(expression.size)


def symbols_of(size: Size) -> set[str]:
    return set() if isinstance(size, int) else size.symbols()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (N + H, H + N),
        ((N + 1) * (N - 1), N * N - 1),
        (N - N, 0),
        (N * 0, 0),
        (N // N, 1),
        (0 // N, 0),
        (N % N, 0),
        (4 * N % 2, 0),
        ((H - 1) // 2 + 1, (H + 1) // 2),
        ((H + 2 * 1 - 3) // 2 + 1, (H - 1) // 2 + 1),
        ((N * 40 * H) // (N * 40), H),
        ((N * H * W) // (H * W), N),
        ((4 * N + 2) // 4, N),
        ((4 * N + 7) // 4, N + 1),
        ((2 * N + H) // 2, N + H // 2),
        ((N * H + 3) // N, H + 3 // N),
        (ceil_divide(4 * N, 4), N),
        (ceil_divide(N, 2), (N + 1) // 2),
        (maximum(N, N), N),
        (maximum(N, N + 1), N + 1),
        (minimum(N, N - 2), N - 2),
        (maximum(N, H), maximum(H, N)),
        (maximum(maximum(N, H), N), maximum(N, H)),
        (minimum(N, minimum(H, N)), minimum(N, H)),
        (maximum(N * H, 0), N * H),
        (maximum(N - 1, -1), N - 1),
        (minimum(N, N + H), N),
        (product([2, N, 3]), 6 * N),
        (product([]), 1),
        (0 - (0 - N), N),
        (3 - N, -(N - 3)),
    ],
)
def test_equal_forms(left: Size, right: Size) -> None:
    assert left == right


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (N, H),
        (N, 1),
        (N + 1, N),
        # N may be odd.
        (N // 2 * 2, N),
        (maximum(N, H), N),
        (minimum(N, 1), 1),
        (unknown(), unknown()),
    ],
)
def test_unproven_forms_differ(left: Size, right: Size) -> None:
    assert left != right


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (N, "N"),
        (2 * N * H, "2*H*N"),
        (N + 1, "(N + 1)"),
        (1 - N, "(-N + 1)"),
        ((N + 1) // 2, "((N + 1) // 2)"),
        (maximum(N, 3), "max(3, N)"),
        (N * N, "N*N"),
    ],
)
def test_text(size: Size, text: str) -> None:
    assert str(size) == text


def test_names_never_meet_expressions() -> None:
    assert symbol("(N + 1)") != N + 1
    assert symbol("H*N") != H * N


def test_is_symbol() -> None:
    assert is_symbol(N) == "N"
    assert is_symbol(N + 0) == "N"
    for size in (N + 1, 2 * N, N * N, N // 2, 3):
        assert is_symbol(size) is None


def test_symbols_of_nested_expressions() -> None:
    size = maximum(N // 2, H) * 3 + W
    assert isinstance(size, Dim)
    assert size.symbols() == {"N", "H", "W"}


def test_missing_value() -> None:
    with pytest.raises(KeyError, match="H"):
        evaluate(N + H, {"N": 1})


def test_division_by_zero() -> None:
    with pytest.raises(ZeroDivisionError):
        N // 0


def test_signs() -> None:
    assert is_not_negative(N * H + 3)
    assert is_not_negative((N + 1) // 2)
    assert is_not_negative(maximum(N - 5, 0))
    for size in (N - 1, -N, N - H, minimum(N, H - 1), unknown_integer(), -1):
        assert not is_not_negative(size)
    assert is_not_negative(unknown())
    assert is_not_negative(symbolic.maximum(unknown_integer(), 0))
