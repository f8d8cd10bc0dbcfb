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
that (``require``, ``only_use``, ``constant``, ``number``, ``require_same_sizes``). Then ``emit``
builds; nothing is built before the last guard. The value that the function returns takes the place
of the root's result. Every new op carries the fused locations of the ops that were matched.

Two ``?`` in types prove nothing; ``match.sizes`` tells sizes as symbols that do.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import func, tensor

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.errors import CompileError
from paddle_mlir.dialects.pd.definition import (
    PdOp,
    behind_casts,
    create,
    known_info,
)
from paddle_mlir.dialects.pd.shape_analysis import ShapeAnalysis
from paddle_mlir.dialects.tensor import TensorInfo

MOST_CONSTANT_OPS = 256
"""An expression of more ops is not searched for whether it is constant."""

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


MOST_LOCATIONS = 8
"""Places of the source that an op names; along chains of rewrites they would all pile up."""


def fused(locations: Sequence[ir.Location]) -> ir.Location:
    """One location that names those of several ops, the first ones of many."""
    distinct: list[ir.Location] = []
    for part in (part for one in locations for part in getattr(one, "locations", [one])):
        # Equal locations have different hashes.
        if part not in distinct:
            distinct.append(part)
    if len(distinct) == 1:
        return distinct[0]
    return ir.Location.fused(distinct[:MOST_LOCATIONS], context=locations[0].context)


class Match:
    """Guards and building blocks of one attempt of a rule."""

    def __init__(self, root: Any, knowledge: Knowledge) -> None:
        """Start at the root op."""
        self._root = root
        self._knowledge = knowledge
        self._parts = [root]
        self.built: list[Any] = []
        """The new ops, in order."""
        self.replaced: list[tuple[Any, Any]] = []
        """Ops beside the root, and what takes the place of their results."""

    # Guards.

    def fail(self, reason: str | None = None) -> NoReturn:
        """Leave the rule; without a reason quietly."""
        assert not self.built, "a rule must not build before its last guard"
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
        """Each op's result must have one use, else it would be computed twice.

        For the same reason a body takes no work from outside, but of constants.
        """
        for op in ops:
            if use_count(op.results[0]) > 1:
                self.fail(f"the result of {op_name(op)} has other uses")
            block = op.operation.block
            if block != self._root.operation.block and not is_constant(op.results[0]):
                self.fail(f"{op_name(op)} is outside of the body")

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

    def require_same_sizes(self, value: Any, other: Any) -> None:
        """The sizes of two values must be equal; leaves quietly when they cannot be."""
        own, others = self.info(value), self.info(other)
        if own.rank != others.rank:
            self.fail()
        for left, right in zip(own.dims, others.dims, strict=True):
            if isinstance(left, int) and isinstance(right, int) and left != right:
                self.fail()
        self.require(
            self.same_sizes(value, other),
            f"the sizes of {value.type} and {other.type} are not proven equal",
        )

    # What is known.

    def info(self, value: Any) -> TensorInfo:
        """What the type of a value tells, and the elements of a small constant."""
        return known_info(value)

    def sizes(self, value: Any) -> TensorInfo:
        """What the whole function tells of a value: equal symbols are equal sizes at run time."""
        return self._knowledge.analysis.info(value)

    def same_sizes(self, value: Any, other: Any) -> bool:
        """True when two values are proven to have the same shape."""
        own, others = self.info(value), self.info(other)
        if own.is_static and others.is_static:
            return own.dims == others.dims
        return own.rank == others.rank and self.sizes(value).dims == self.sizes(other).dims

    # Building.

    def emit(self, op_class: type[PdOp], *operands: Any, **attributes: Any) -> Any:
        """Build an op before the root and give its result."""
        location = fused([op.location for op in self._parts])
        op = create(
            op_class, *operands, loc=location, ip=ir.InsertionPoint(self._root), **attributes
        )
        self.built.append(op)
        self._knowledge.learn(op)
        return op.results[0]

    def emit_again(self, op: Any, x: Any) -> Any:
        """Build ``op`` with another first operand and give its result."""
        _, *others = op.grouped_operands().values()
        return self.emit(type(op), x, *others, **op.attribute_values())

    def locate(self, op: Any) -> None:
        """What is built comes from this op alone: the others only say how it is stored."""
        self._parts = [op]

    def replace(self, op: Any, value: Any) -> None:
        """Let ``value`` take the place of the result of an op that comes after the root.

        For several results it is a list.
        """
        self.replaced.append((op, value))


class Knowledge:
    """What is known of a function while rules work on it, learnt when it is first asked for."""

    def __init__(self, function: func.FuncOp) -> None:
        self._function = function
        self._analysis: ShapeAnalysis | None = None

    @property
    def analysis(self) -> ShapeAnalysis:
        """Sizes and elements of the function's values."""
        if self._analysis is None:
            try:
                self._analysis = ShapeAnalysis(self._function)
            except ValueError as error:
                name = ir.StringAttr(self._function.attributes["sym_name"]).value
                raise CompileError(str(error), where=f"function {name}") from None
        return self._analysis

    def learn(self, op: Any) -> None:
        """Take a new op, and the casts of its operands, into the account."""
        if self._analysis is None:
            return
        for operand in op.operands:
            if operand != behind_casts(operand):
                self._analysis.visit(operand.owner.opview)
        self._analysis.visit(op)


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
    """Number of operands of ``pd`` ops (and results of the function) that a value is."""
    count = 0
    for use in value.uses:
        owner = use.owner.opview if isinstance(use.owner, ir.Operation) else use.owner
        count += use_count(owner.result) if isinstance(owner, tensor.CastOp) else 1
    return count


def is_constant(value: Any) -> bool:
    """True when parameters and constants alone decide a value."""
    pending = [value]
    seen: set[int] = set()
    while pending:
        op = maker(behind_casts(pending.pop()))
        if op is None or len(seen) > MOST_CONSTANT_OPS:
            return False
        key = hash(op.results[0])
        if key not in seen:
            seen.add(key)
            pending += op.operands
    return True


_SPLAT_KEEPING = (
    pd.Assign,
    pd.Expand,
    pd.Flatten,
    pd.Reshape,
    pd.Squeeze,
    pd.Tile,
    pd.Transpose,
    pd.Unsqueeze,
)


def splat(value: Any) -> float | None:
    """The number that all elements of a value are, or None."""
    op = maker(value)
    number = None
    if isinstance(op, pd.Full | pd.FullLike):
        number = op.value
    elif isinstance(op, pd.Constant):
        elements = np.unique(op.value)
        number = float(elements[0]) if elements.size == 1 else None
    elif isinstance(op, pd.Cast):
        number = splat(op.x)
    elif isinstance(op, _SPLAT_KEEPING):
        return splat(op.x)
    return None if number is None else number_in(known_info(value).dtype, number)


def number_in(dtype: str, number: float) -> float:
    """A number as elements of ``dtype`` hold it; float32 and wider ones are left as they are."""
    if dtype == "bool":
        return float(number != 0)
    if dtypes.is_integer(dtype):
        return float(int(number)) if np.isfinite(number) else number
    if dtype == "float16":
        return float(np.float16(number))
    if dtype == "bfloat16" and np.isfinite(number):
        # The upper half of the float32, rounded to even.
        bits = int(np.float32(number).view(np.uint32))
        bits += 0x7FFF + (bits >> 16 & 1)
        return float(np.uint32(bits & 0xFFFF0000).view(np.float32))
    return number
