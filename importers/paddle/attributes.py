"""Attributes of source ops by the kind that a mapping function wants, for clear errors.

Each reader takes the op, the attribute's name and what it is where the file does not say; without
such a default it must be there. A value of another kind is an error of the model file::

    relu6: attribute 'threshold' must be a number, got 'six'
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from paddle_mlir.importers.paddle.source import SourceOp


def real(op: SourceOp, name: str, default: float | None = None) -> float:
    """A number."""
    return float(_attribute(op, name, default, "a number", int, float))


def whole(op: SourceOp, name: str, default: int | None = None) -> int:
    """An integer."""
    return int(_attribute(op, name, default, "an integer", int))


def flag(op: SourceOp, name: str, default: bool | None = False) -> bool:
    """True or false, which some writers put down as a number; False is usual."""
    return bool(_attribute(op, name, default, "true or false", bool, int))


def text(op: SourceOp, name: str, default: str | None = None) -> str:
    """A string."""
    return str(_attribute(op, name, default, "a string", str))


def reals(
    op: SourceOp, name: str, default: tuple[float, ...] | None = None, *, or_one: bool = False
) -> tuple[float, ...]:
    """A list of numbers; with ``or_one`` one alone is a list, too."""
    return tuple(map(float, _list(op, name, default, "numbers", or_one, int, float)))


def wholes(
    op: SourceOp, name: str, default: tuple[int, ...] | None = None, *, or_one: bool = False
) -> tuple[int, ...]:
    """A list of integers; with ``or_one`` one alone is a list, too."""
    return tuple(map(int, _list(op, name, default, "integers", or_one, int)))


def _list(
    op: SourceOp, name: str, default: Any, items: str, or_one: bool, *kinds: type
) -> Sequence[Any]:
    wanted = f"a list of {items}"
    single = kinds if or_one else ()
    given = _attribute(op, name, default, wanted, list, tuple, *single)
    values = given if isinstance(given, list | tuple) else [given]
    if not all(isinstance(value, kinds) for value in values):
        raise ValueError(f"attribute {name!r} must be {wanted}, got {given!r}")
    return values


def _attribute(op: SourceOp, name: str, default: Any, wanted: str, *kinds: type) -> Any:
    value = op.attributes.get(name)
    if value is None:
        value = default
    if value is None:
        raise ValueError(f"attribute {name!r} is missing")
    if not isinstance(value, kinds):
        raise ValueError(f"attribute {name!r} must be {wanted}, got {value!r}")
    return value
