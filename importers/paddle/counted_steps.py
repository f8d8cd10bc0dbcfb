"""Loops that a mapping function needs for its own formula: a step, a number of times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term
from paddle_mlir.importers.paddle.nesting import loop
from paddle_mlir.importers.paddle.source import SourceOp

Step = Callable[[Term, list[Term]], Sequence[Term]]
"""From the number of the step, int64 of one element, and the states: new states."""


def repeat(
    build: ModelBuilder, op: SourceOp, count: Any, states: Sequence[Term], step: Step
) -> list[Term]:
    """The states after ``count`` steps, an int64 tensor of one element."""
    values, last = build.values(), Term(build, count)
    condition, at, *names = (f"{i} of the loop in {op.where}" for i in range(len(states) + 2))
    first = Term(build, build.emit(pd.Full, value=0.0, dtype="int64", shape=(1,)))
    values.update({condition: first.below(last).value, at: first.value})
    values.update(zip(names, (state.value for state in states), strict=True))

    def iterate() -> None:
        inside = build.values()
        number, *given = (Term(build, inside[name]) for name in (at, *names))
        made = step(number, given)
        following = number + 1.0
        inside.update({condition: following.below(last).value, at: following.value})
        inside.update(zip(names, (state.value for state in made), strict=True))

    loop(build, condition, iterate)
    results = [Term(build, values.pop(name)) for name in names]
    del values[condition], values[at]
    return results
