"""Rewrite rules: a few lines each, with guards that say why they did not match.

A rule is a function with a root op; its docstring's first line is the equation::

    @rule(pd.Multiply, paddle="silu_fuse_pass")
    def silu(op: pd.Multiply, match: Match) -> Any:
        '''``x * sigmoid(x) = silu(x)``.'''
        sigmoid, x = match.commuted(op, pd.Sigmoid)
        match.require(x == sigmoid.x, "the other factor is not the sigmoid's operand")
        match.only_use(sigmoid)
        return match.emit(pd.Silu, x)

Guards come first. One that fails leaves the rule: quietly while the ops are not even of the
kinds that the rule is about (``producer``, ``commuted``), with a reason, for ``--why-not``, after
that (``require``, ``only_use``, ``constant``, ``number``). Then ``emit`` builds; nothing is built
before the last guard. The value that the function returns takes the place of the root's result.
Every new op carries the fused locations of the ops that were matched.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import func

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.errors import CompileError
from paddle_mlir.dialects.model import Model
from paddle_mlir.dialects.pd.definition import PdOp, behind_casts, create, known_info
from paddle_mlir.dialects.pd.shape_analysis import update_function_type
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.passes.definition import NearMiss, Report

MOST_SWEEPS = 100
"""Rules that are still at work after this many sweeps undo each other."""

RuleFunction = Callable[[Any, "Match"], Any]


@dataclass(frozen=True)
class Rule:
    """A rewrite of one op and what feeds it.

    Attributes:
        name: what statistics and documentation call it.
        roots: op classes at which it starts.
        function: see the module's text.
        paddle: Paddle's passes that do the same, for people who know those.
    """

    name: str
    roots: tuple[type[PdOp], ...]
    function: RuleFunction
    paddle: str

    @property
    def equation(self) -> str:
        """First line of the function's documentation."""
        return inspect.cleandoc(self.function.__doc__ or "").splitlines()[0]


def rule(*roots: type[PdOp], paddle: str = "") -> Callable[[RuleFunction], Rule]:
    """Make the decorated function a rule that starts at these ops."""

    def make(function: RuleFunction) -> Rule:
        if not function.__doc__:
            raise ValueError(f"rule {function.__name__} needs its equation as a docstring")
        return Rule(function.__name__.replace("_", "-"), roots, function, paddle)

    return make


class NoMatch(Exception):  # noqa: N818 - not an error, an answer
    """Leaves a rule; ``reason`` is None while the ops are not of the right kinds."""

    def __init__(self, reason: str | None) -> None:
        super().__init__(reason)
        self.reason = reason


class Match:
    """Guards and building blocks of one attempt of a rule."""

    def __init__(self, root: Any) -> None:
        """Start at the root op."""
        self._root = root
        self._parts = [root]
        self._has_built = False

    # Guards.

    def fail(self, reason: str | None = None) -> NoReturn:
        """Leave the rule; without a reason quietly."""
        assert not self._has_built, "a rule must not build before its last guard"
        raise NoMatch(reason)

    def require(self, condition: object, reason: str) -> None:
        """Leave with a reason unless the condition holds."""
        if not condition:
            self.fail(reason)

    def producer(self, value: Any, *op_classes: type[PdOp]) -> Any:
        """The op that makes ``value``, which must be of one of these classes."""
        op = maker(value)
        if not isinstance(op, op_classes):
            self.fail()
        self._parts.append(op)
        return op

    def commuted(self, op: Any, *op_classes: type[PdOp]) -> tuple[Any, Any]:
        """Of a binary op: the operand's op that is of one of these classes, and the other operand.

        The first operand is tried first.
        """
        for own, other in ((op.x, op.y), (op.y, op.x)):
            made = maker(own)
            if isinstance(made, op_classes):
                self._parts.append(made)
                return made, other
        return self.fail()

    def only_use(self, *ops: Any) -> None:
        """Each op's result must have one use, else it would be computed twice."""
        for op in ops:
            if use_count(op.results[0]) > 1:
                self.fail(f"the result of {op_name(op)} has other uses")

    def constant(self, value: Any, what: str) -> None:
        """``value`` must be made of parameters and constants only."""
        if not is_constant(value):
            self.fail(f"{what} is not constant")

    def number(self, value: Any, what: str) -> float:
        """The number that all elements of a constant are."""
        found = splat(value)
        if found is None:
            self.fail(f"{what} is not a constant number")
        return found

    def static(self, value: Any, what: str) -> None:
        """All sizes of ``value`` must be known."""
        if not self.info(value).is_static:
            self.fail(f"{what} has dynamic sizes")

    # What is known.

    def info(self, value: Any) -> TensorInfo:
        """What the type of a value tells, and the elements of a small constant."""
        return known_info(value)

    # Building.

    def emit(self, op_class: type[PdOp], *operands: Any, **attributes: Any) -> Any:
        """Build an op before the root and give its result."""
        self._has_built = True
        locations = list(dict.fromkeys(op.location for op in self._parts))
        location = (
            locations[0]
            if len(locations) == 1
            else ir.Location.fused(locations, context=self._root.context)
        )
        op = create(
            op_class, *operands, loc=location, ip=ir.InsertionPoint(self._root), **attributes
        )
        return op.results[0]


def maker(value: Any) -> Any:
    """The ``pd`` op that makes a value, or None."""
    owner = value.owner
    if isinstance(owner, ir.Block):
        return None
    op = owner.opview if isinstance(owner, ir.Operation) else owner
    return op if isinstance(op, PdOp) else None


def op_name(op: Any) -> str:
    """``pd.conv2d`` and the like, for messages."""
    return f"pd.{op.spec.name}"


def use_count(value: Any) -> int:
    """Number of operands that a value is; casts to one type count as their own uses."""
    return sum(1 for _ in value.uses)


def is_constant(value: Any) -> bool:
    """True when parameters and constants alone decide a value."""
    op = maker(behind_casts(value))
    if op is None:
        return False
    return all(is_constant(operand) for operand in op.operands)


def splat(value: Any) -> float | None:
    """The number that all elements of a value are, or None."""
    op = maker(value)
    if isinstance(op, pd.Full | pd.FullLike):
        return op.value
    if isinstance(op, pd.Constant):
        elements = np.unique(op.value)
        if elements.size == 1:
            return float(elements[0])
    if isinstance(op, pd.Reshape | pd.Expand | pd.Cast | pd.Unsqueeze | pd.Squeeze):
        return splat(op.x)
    return None


def apply_rules(
    model: Model,
    rules: Iterable[Rule],
    report: Report,
) -> None:
    """Apply rules to all functions until none matches; dead ops go as they appear.

    Args:
        model: what to transform.
        rules: tried at each op in this order.
        report: counts how often each rule matched; gets what the last sweep refused.

    Raises:
        CompileError: the rules undo each other.
    """
    by_root: dict[type[PdOp], list[Rule]] = {}
    for one in rules:
        for root in one.roots:
            by_root.setdefault(root, []).append(one)
    for function in model.functions():
        for _ in range(MOST_SWEEPS):
            misses: list[NearMiss] = []
            if not _sweep(function, by_root, report, misses):
                break
        else:
            names = ", ".join(sorted(one.name for some in by_root.values() for one in some))
            raise CompileError(f"rules do not come to an end: {names}", where=model.name)
        report.near_misses += misses
        with function.context:
            update_function_type(function)


def _sweep(
    function: func.FuncOp,
    by_root: dict[type[PdOp], list[Rule]],
    report: Report,
    misses: list[NearMiss],
) -> bool:
    """Try every op once, forward; True when something changed."""
    changed = False
    erased: set[int] = set()
    operations = [op.operation.opview for op in function.entry_block.operations]
    keys = [hash(op.results[0]) if len(op.results) else 0 for op in operations]
    for op, key in zip(operations, keys, strict=True):
        if key in erased or not isinstance(op, PdOp):
            continue
        if is_dead(op):
            _erase(op, erased)
            continue
        for one in by_root.get(type(op), ()):
            result = _attempt(one, op, misses)
            if result is None:
                continue
            results: Sequence[Any] = result if isinstance(result, list | tuple) else [result]
            for old, new in zip(op.results, results, strict=True):
                old.replace_all_uses_with(new)
            _erase(op, erased)
            report.counts[one.name] += 1
            changed = True
            break
    return changed


def _attempt(one: Rule, op: Any, misses: list[NearMiss]) -> Any:
    try:
        return one.function(op, Match(op))
    except NoMatch as miss:
        if miss.reason is not None:
            place = str(op.location).removeprefix("loc(").removesuffix(")")
            misses.append(NearMiss(one.name, place, miss.reason))
        return None


def is_dead(op: Any) -> bool:
    """True for an op that nobody would miss."""
    return all(not any(True for _ in result.uses) for result in op.results)


def _erase(op: Any, erased: set[int]) -> None:
    """Erase a dead op, and what only it used."""
    operands = list(op.operands)
    if len(op.results):
        erased.add(hash(op.results[0]))
    op.operation.erase()
    for operand in operands:
        if isinstance(operand.owner, ir.Block) or any(True for _ in operand.uses):
            continue
        owner = operand.owner
        made = owner.opview if isinstance(owner, ir.Operation) else owner
        if is_dead(made):
            _erase(made, erased)
