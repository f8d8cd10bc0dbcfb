"""The driver of rewrite rules: every op of every function, until no rule matches any more."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import func, tensor

from paddle_mlir.dialects.errors import CompileError
from paddle_mlir.dialects.model import Model
from paddle_mlir.dialects.pd.definition import PdOp, known_info
from paddle_mlir.dialects.pd.regions import REGION_OPS, nested_operations
from paddle_mlir.dialects.pd.retyping import replace_value, retype_value
from paddle_mlir.dialects.pd.shape_analysis import update_function_type
from paddle_mlir.dialects.tensor import type_of
from paddle_mlir.pipelines.passes.definition import NearMiss, Report
from paddle_mlir.pipelines.rewriting import Knowledge, Match, NoMatch, Rule

MOST_SWEEPS = 100
"""Rules that are still at work after this many sweeps undo each other."""
MOST_REWRITES = 20
"""Rules that rewrite more often in one sweep, for each op of the function, undo each other."""


def apply_rules(
    model: Model,
    rules: Iterable[Rule],
    report: Report,
) -> None:
    """Apply rules to all functions until none matches; dead ops go as they appear.

    Args:
        model: what to transform.
        rules: tried at each op in this order.
        report: counts how often each rule matched; gets what was refused.

    Raises:
        CompileError: the rules undo each other.
    """
    by_root: dict[type[PdOp], list[Rule]] = {}
    for one in rules:
        for root in one.roots:
            by_root.setdefault(root, []).append(one)
    for function in model.functions():
        try:
            report.near_misses += _apply_to_function(function, by_root, report)
        except _Endless:
            names = ", ".join(sorted({one.name for some in by_root.values() for one in some}))
            raise CompileError(f"rules do not come to an end: {names}", where=model.name) from None
        with function.context:
            update_function_type(function)


class _Endless(Exception):  # noqa: N818 - becomes an error that names the rules
    """Rules undo each other."""


def _apply_to_function(
    function: func.FuncOp, by_root: dict[type[PdOp], list[Rule]], report: Report
) -> list[NearMiss]:
    """Sweep until nothing changes; gives what was refused and did not match later."""
    misses: dict[tuple[str, str], NearMiss] = {}
    for _ in range(MOST_SWEEPS):
        if not _Sweep(function, by_root, report, misses).run():
            return list(misses.values())
    raise _Endless


class _Sweep:
    """One attempt at every op of a function, forward, and at the ops that this makes."""

    def __init__(
        self,
        function: func.FuncOp,
        by_root: dict[type[PdOp], list[Rule]],
        report: Report,
        misses: dict[tuple[str, str], NearMiss],
    ) -> None:
        self._misses = misses
        self._by_root = by_root
        self._report = report
        self._knowledge = Knowledge(function)
        # An erased op must not be touched, and its address may serve a new one. So each op has a
        # number, known by the hash of its first result as long as the op lives.
        self._numbers: dict[int, int] = {}
        self._count = 0
        self._queue: deque[tuple[int, Any]] = deque()
        self._queue_first(nested_operations(function.entry_block))
        self._erased: set[int] = set()
        self._rewrites_left = MOST_REWRITES * (self._count + MOST_SWEEPS)

    def _queue_first(self, ops: Iterable[Any]) -> None:
        """Put ops at the front of the queue, in their order."""
        entries = []
        for op in ops:
            if isinstance(op, PdOp):
                self._count += 1
                self._numbers[hash(op.results[0])] = self._count
                entries.append((self._count, op))
        self._queue.extendleft(reversed(entries))

    def run(self) -> bool:
        """Work the queue off; True when something changed."""
        changed = False
        while self._queue:
            number, op = self._queue.popleft()
            if number in self._erased:
                continue
            if is_dead(op):
                self._erase(op)
            elif self._rewrite(op):
                changed = True
                self._rewrites_left -= 1
                if self._rewrites_left == 0:
                    raise _Endless
        return changed

    def _rewrite(self, op: Any) -> bool:
        """Let the first rule that matches replace the op."""
        for one in self._by_root.get(type(op), ()):
            match = Match(op, self._knowledge)
            try:
                result = one.function(op, match)
            except NoMatch as miss:
                if miss.reason is not None:
                    place = place_of(op)
                    self._misses[one.name, place] = NearMiss(one.name, place, miss.reason)
                continue
            here = (one.name, place_of(op))
            self._misses.pop(here, None)
            self._report.matches.add(here)
            self._queue_first(match.built)
            results: Sequence[Any] = result if isinstance(result, list | tuple) else [result]
            for old, new in zip(op.results, results, strict=True):
                _replace(old, new)
            self._erase(op)
            for other, value in match.replaced:
                values = value if isinstance(value, list) else [value]
                for old, new in zip(other.results, values, strict=True):
                    _replace(old, new)
                self._erase(other)
            self._report.counts[one.name] += 1
            return True
        return False

    def _erase(self, op: Any) -> None:
        """Erase a dead op, and what only it used."""
        pending = [op]
        while pending:
            dead = pending.pop()
            key = hash(dead.results[0])
            operands = list(dead.operands)
            self._erased.add(self._numbers.pop(key, 0))
            dead.operation.erase()
            owners = {}
            for operand in operands:
                owner = operand.owner
                made = owner.opview if isinstance(owner, ir.Operation) else owner
                if isinstance(made, PdOp | tensor.CastOp):
                    owners[hash(made.results[0])] = made
            pending += [made for made in owners.values() if is_dead(made)]


def place_of(op: Any) -> str:
    """Where an op comes from, for messages."""
    return str(op.location).removeprefix("loc(").removesuffix(")")


def is_dead(op: Any) -> bool:
    """True for an op that nobody would miss."""
    return all(not any(True for _ in result.uses) for result in op.results)


def _replace(old: Any, new: Any) -> None:
    """Let ``new`` take the place of ``old``, with every size that the type of either tells."""
    owner = new.owner.opview if isinstance(new.owner, ir.Operation) else new.owner
    if old.type != new.type and not isinstance(owner, (ir.Block, *REGION_OPS)):
        own, others = known_info(new), known_info(old)
        dims = [
            theirs if isinstance(theirs, int) else ours
            for ours, theirs in zip(own.dims, others.dims, strict=True)
        ]
        with new.owner.location:
            retype_value(new, type_of(own.with_dims(dims)))
    replace_value(old, new)
