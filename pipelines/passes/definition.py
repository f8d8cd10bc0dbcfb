"""What a pass is, and the registry in which passes are found by name.

A pass is a frozen dataclass; its fields are its options, their types decide how option text is
read. The first line of its docstring is what ``paddle-mlir-opt --list-passes`` shows::

    @register_pass("pd-drop-identity")
    @dataclass(frozen=True)
    class DropIdentity(Pass):
        '''Remove ops that give their operand unchanged.'''

        keep: tuple[str, ...] = ()

        def run(self, model: Model, report: Report) -> None: ...
"""

from __future__ import annotations

import dataclasses
import typing
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from paddle_mlir.dialects.errors import InputError, known_names
from paddle_mlir.dialects.model import Model


@dataclass(frozen=True)
class NearMiss:
    """A place where a rule was about to match and a guard refused."""

    rule: str
    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: {self.reason}"


@dataclass
class Report:
    """What a pass did.

    Attributes:
        counts: by a few words for each.
        near_misses: what it nearly did, and why it did not.
        matches: names of rules that matched, with the places.
    """

    counts: Counter[str] = field(default_factory=Counter)
    near_misses: list[NearMiss] = field(default_factory=list)
    matches: set[tuple[str, str]] = field(default_factory=set)

    def forget_misses(self, later: Report) -> None:
        """Drop near misses that a later run of the same pass met again, or that matched then."""
        again = {(miss.rule, miss.place) for miss in later.near_misses} | later.matches
        self.near_misses = [m for m in self.near_misses if (m.rule, m.place) not in again]


class Pass(ABC):
    """A transformation of a whole model that leaves valid IR."""

    name: ClassVar[str]

    @abstractmethod
    def run(self, model: Model, report: Report) -> None:
        """Transform ``model`` in place and count what was done.

        Raises:
            CompileError: the model cannot be transformed.
        """


_passes: dict[str, type[Pass]] = {}
PassClass = TypeVar("PassClass", bound=type[Pass])


def register_pass(name: str) -> Callable[[PassClass], PassClass]:
    """Register the decorated pass under ``name``."""

    def register(pass_class: PassClass) -> PassClass:
        if name in _passes:
            raise ValueError(f"a pass called {name} exists already")
        pass_class.name = name
        _passes[name] = pass_class
        return pass_class

    return register


def registered_passes() -> dict[str, type[Pass]]:
    """All passes by name."""
    return dict(sorted(_passes.items()))


def is_registered(name: str) -> bool:
    """True for the name of a pass of ours."""
    return name in _passes


def summary(pass_class: type[Pass]) -> str:
    """The first line of a pass's documentation."""
    return (pass_class.__doc__ or "").strip().splitlines()[0]


def options(pass_class: type[Pass]) -> dict[str, tuple[Any, Any]]:
    """Type and default of each option."""
    types = typing.get_type_hints(pass_class)
    return {
        one.name: (types[one.name], one.default)
        for one in dataclasses.fields(pass_class)  # type: ignore[arg-type]
    }


def make_pass(name: str, texts: dict[str, str]) -> Pass:
    """A pass with options given as text.

    Raises:
        InputError: the pass or an option is unknown, or an option's text is of the wrong type.
    """
    pass_class = _passes.get(name)
    if pass_class is None:
        raise InputError(
            f"unknown pass {name!r}", where="passes", remedy=known_names(name, _passes)
        )
    known = options(pass_class)
    values = {}
    for option, text in texts.items():
        if option not in known:
            raise InputError(
                f"pass {name} has no option {option!r}",
                where="passes",
                remedy=known_names(option, known),
            )
        values[option] = _read(f"{name}{{{option}}}", text, known[option][0])
    return pass_class(**values)


def _read(where: str, text: str, type_: Any) -> Any:
    if type_ is str:
        return text
    if typing.get_origin(type_) is tuple:
        return tuple(part for part in text.split(",") if part)
    if type_ is bool:
        known = {"true": True, "false": False}
        if text in known:
            return known[text]
        raise InputError("wrong option", where=where, got=repr(text), wanted="true or false")
    try:
        return type_(text)
    except ValueError:
        wanted = {int: "an integer", float: "a number"}[type_]
        raise InputError("wrong option", where=where, got=repr(text), wanted=wanted) from None
