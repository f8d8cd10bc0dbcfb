"""Rules that find softmax in exponentials and sums."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.rewriting import Match, rule
from paddle_mlir.pipelines.rules.expressions import require_float


def single_axis(match: Match, reduction: Any) -> int:
    """The axis of a reduction, counted from the front, which must be one and be kept."""
    rank = match.info(reduction.x).rank
    match.require(reduction.keepdim, f"pd.{reduction.spec.name} does not keep its axis")
    match.require(len(reduction.axis) == 1, f"pd.{reduction.spec.name} is not over one axis")
    return int(reduction.axis[0]) % rank


def normal_axis(match: Match, x: Any, axis: int) -> int:
    """The axis as attributes are best written: -1 for the last one."""
    return -1 if axis == match.info(x).rank - 1 else axis


def sum_of_exponentials(match: Match, total: Any) -> tuple[Any, int]:
    """The ``pd.exp`` that a ``pd.sum`` adds up, and its axis."""
    exp = match.producer(total.x, pd.Exp)
    axis = single_axis(match, total)
    require_float(match, exp.x)
    dtype = match.info(total.results[0]).dtype
    match.require(dtype == match.info(exp.x).dtype, "the sum has another dtype")
    return exp, axis


@rule(pd.Divide)
def softmax_of_exponentials(op: pd.Divide, match: Match) -> Any:
    """``exp(x) / sum(exp(x)) = softmax(x)``, which does not overflow."""
    total = match.producer(op.y, pd.Sum)
    exp, axis = sum_of_exponentials(match, total)
    match.require(op.x == exp.results[0], "the numerator is not what is summed")
    match.only_use(total)
    match.require(len(list(exp.results[0].uses)) == 2, "the exponential has other uses")
    return match.emit(pd.Softmax, exp.x, axis=normal_axis(match, exp.x, axis))


@rule(pd.Subtract)
def log_softmax_of_exponentials(op: pd.Subtract, match: Match) -> Any:
    """``x - log(sum(exp(x))) = log_softmax(x)``."""
    log = match.producer(op.y, pd.Log)
    total = match.producer(log.x, pd.Sum)
    exp, axis = sum_of_exponentials(match, total)
    match.require(op.x == exp.x, "the first operand is not the exponent")
    match.only_use(exp, total, log)
    return match.emit(pd.LogSoftmax, exp.x, axis=normal_axis(match, exp.x, axis))


@rule(pd.Log)
def log_softmax_of_softmax(op: pd.Log, match: Match) -> Any:
    """``log(softmax(x)) = log_softmax(x)``, which does not underflow."""
    softmax = match.producer(op.x, pd.Softmax)
    match.only_use(softmax)
    return match.emit(pd.LogSoftmax, softmax.x, axis=softmax.axis)


@rule(pd.Softmax, pd.LogSoftmax)
def softmax_without_shift(op: Any, match: Match) -> Any:
    """``softmax(x - max(x)) = softmax(x)``, which takes the maximum off itself."""
    shifted = match.producer(op.x, pd.Subtract)
    shift = match.producer(shifted.y, pd.Max, pd.Min, pd.Mean)
    match.require(shift.x == shifted.x, "what is taken off is not made of x")
    axis = single_axis(match, shift)
    wanted = match.info(op.x).axis(op.axis)
    match.require(axis == wanted, f"the axes differ: {axis} and {wanted}")
    match.only_use(shifted)
    return match.emit(type(op), shifted.x, axis=op.axis)


SOFTMAX = (
    softmax_of_exponentials,
    log_softmax_of_exponentials,
    log_softmax_of_softmax,
    softmax_without_shift,
)
