"""Rules that bring clips, minima and maxima with numbers into one form."""

from __future__ import annotations

import math
from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.rewriting import Match, maker, rule
from paddle_mlir.pipelines.rules.expressions import number_beside, require_float, sides

LARGEST_FLOAT32 = 3.4028234663852886e38


def bounds(value: Any) -> tuple[Any, float, float] | None:
    """The operand, lower and upper bound of an op that clips, or None."""
    op = maker(value)
    if isinstance(op, pd.Relu):
        return op.x, 0.0, math.inf
    if isinstance(op, pd.Relu6):
        return op.x, 0.0, 6.0
    if isinstance(op, pd.Clip) and op.min_tensor is None and op.max_tensor is None:
        return op.x, op.min, op.max
    if isinstance(op, pd.Maximum | pd.Minimum):
        for x, number in sides(op):
            bound = number_beside(number, x)
            if bound is not None:
                is_lower = isinstance(op, pd.Maximum)
                return (x, bound, math.inf) if is_lower else (x, -math.inf, bound)
    return None


def is_unbounded(number: float) -> bool:
    """True for what stands for infinity in float32."""
    return abs(number) >= LARGEST_FLOAT32


@rule(pd.Relu, pd.Relu6, pd.Clip, pd.Maximum, pd.Minimum)
def merge_bounds(op: Any, match: Match) -> Any:
    """``min(max(min(max(x, a), b), c), d) = clip(x)``; NaN aside."""
    outer = bounds(op.results[0])
    inner = None if outer is None else bounds(outer[0])
    if outer is None or inner is None:
        match.fail()
    match.only_use(maker(outer[0]))
    _, low, high = outer
    x, inner_low, inner_high = inner
    match.require(low <= high and inner_low <= inner_high, "a lower bound is above the upper one")
    return match.emit(
        pd.Clip,
        x,
        min=min(max(inner_low, low), high),
        max=min(max(inner_high, low), high),
    )


@rule(pd.Clip, pd.Maximum)
def relu_of_bound(op: Any, match: Match) -> Any:
    """``max(x, 0) = relu(x)``; NaN aside."""
    found = bounds(op.results[0])
    if found is None:
        match.fail()
    x, low, high = found
    match.require(low == 0.0 and is_unbounded(high), "the bounds are not 0 and infinity")
    return match.emit(pd.Relu, x)


@rule(pd.Clip)
def relu6_of_bounds(op: pd.Clip, match: Match) -> Any:
    """``min(max(x, 0), 6) = relu6(x)``."""
    found = bounds(op.results[0])
    if found is None:
        match.fail()
    x, low, high = found
    match.require(low == 0.0 and high == 6.0, "the bounds are not 0 and 6")
    require_float(match, x)
    return match.emit(pd.Relu6, x)


@rule(pd.Relu)
def relu_of_nonnegative(op: pd.Relu, match: Match) -> Any:
    """``relu(f(x)) = f(x)`` for an f that is nowhere negative."""
    match.producer(op.x, pd.Sigmoid, pd.Hardsigmoid, pd.Softmax, pd.Exp, pd.Softplus, pd.Abs)
    return op.x


BOUNDS = (merge_bounds, relu_of_bound, relu6_of_bounds, relu_of_nonnegative)
