"""``tune_model``: what is fastest for the ops of a model on this machine, measured."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from paddle_mlir.dialects.errors import PaddleMlirError
from paddle_mlir.importers import import_model
from paddle_mlir.pipelines.iree.targets import find_cpu, find_target, pipeline_for
from paddle_mlir.pipelines.pass_manager import run_passes
from paddle_mlir.pipelines.specialize import specialize
from paddle_mlir.pipelines.tuning_database import Entry, database_text, key_of
from paddle_mlir.runtime.compile import compile_model
from paddle_mlir.runtime.devices import usable_cores
from paddle_mlir.runtime.manifest import TensorSpec
from paddle_mlir.runtime.session import Session, load
from paddle_mlir.runtime.tuning.measuring import (
    Compiled,
    Lowered,
    Program,
    Workbench,
    medians_in_turns,
)
from paddle_mlir.runtime.tuning.op_collection import OpCollector
from paddle_mlir.runtime.tuning.tuned_ops import Choice, TunedOp

CLEARLY_FASTER = 0.97
"""Share of the time of the rules' choice that another one must stay below, twice."""
NOT_SLOWER = 1.005
"""Share of a whole model's time before that it may take after: what such figures repeat to."""
TOLERANCE = 1e-4
"""Largest difference from the results of the rules' choice, relative to the largest value."""
WINOGRAD_TOLERANCE = 5e-4
"""The same where Winograd's convolution is on either side."""
MOST_WEIGHTS = 16 << 20
"""Elements of a matrix: larger ones fill the memory with their candidates."""
CONVOLUTIONS_SHARE = 0.5
"""Of the time; the products that are left of them come after."""
_TRIAL_SECONDS, _TRIAL_ROUNDS = 0.1, 3
_PROOF_SECONDS, _PROOF_ROUNDS = 0.4, 5
_SHARE_OF_CALLS, _FEWEST_CALLS = 0.05, 8

Inputs = Callable[[Sequence[TensorSpec]], Mapping[str, np.ndarray]]
"""Makes a model's inputs."""


class Progress(Protocol):
    """Is told how tuning goes on."""

    def begin(self, what: str, count: int) -> None:
        """So many ops of a kind, or parts of something else, begin."""

    def advance(self, what: str) -> None:
        """The next one begins."""


@dataclass(frozen=True)
class Outcome:
    """What tuning a model came to.

    Attributes:
        entries: of the new choices, by their keys in a database.
        measured: number of ops that were.
        left: ops for which there was no time.
        large: ops whose weights are too large to try.
        open: number of ops whose sizes are not all known.
        failed: candidates that could not be compiled or computed other numbers, and why.
        before: milliseconds of a call of the whole model without the new entries, where any were
            found.
        after: and with them.
    """

    entries: Mapping[str, Entry]
    measured: int = 0
    left: Sequence[str] = ()
    large: Sequence[str] = ()
    open: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)
    before: float | None = None
    after: float | None = None

    @property
    def is_kept(self) -> bool:
        """The whole model is not slower with the new entries."""
        if self.before is None or self.after is None:
            return False
        return self.after <= NOT_SLOWER * self.before


def tune_model(
    source: Path,
    make_inputs: Inputs,
    *,
    parameters: Path | None = None,
    shapes: Mapping[str, Sequence[int | str]] | None = None,
    threads: int = 1,
    exact: bool = False,
    budget: float = 300.0,
    progress: Progress,
) -> Outcome:
    """Measure how the ops of a model are computed fastest on this machine's CPU.

    The heaviest ops come first. A choice is taken over if it computes the numbers that the rules'
    choice computes, and is clearly faster in two measurements; all of them, if the whole model is
    not slower with them.

    Args:
        source: the model's folder or program file.
        make_inputs: for measuring the whole model.
        parameters: the parameter file or folder where it is not the usual one.
        shapes: sizes by input name; what stays dynamic is not tuned.
        threads: to run with, and to tune for.
        exact: without Winograd's convolution and Strassen's products.
        budget: seconds.
        progress: is told of every op.

    Raises:
        InputError: an option is wrong.
        PaddleMlirError: the model cannot be compiled.
    """
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="paddle-mlir-") as folder:
        whole = _Whole(source, parameters, shapes, threads, exact, Path(folder))
        progress.begin("compiling the model", 1)
        whole.compile("before", {})
        # Compiling it once more has to fit in at the end.
        once = time.monotonic() - started
        calls = _SHARE_OF_CALLS * budget
        end = started + budget - 1.2 * once - calls
        tuner = _Tuner(whole.workbench(), end, progress)
        convolutions = whole.ops({}).convolutions
        limit = time.monotonic() + CONVOLUTIONS_SHARE * (end - time.monotonic())
        tuner.tune("convolutions", convolutions, limit)
        seen = whole.ops(tuner.entries)
        tuner.tune("products", seen.products, end)
        found = replace(tuner.outcome(), open=len(seen.open))
        if not found.entries:
            return found
        progress.begin("measuring the model with what was found", 1)
        whole.compile("after", tuner.entries)
        before, after = whole.medians(make_inputs, calls)
    return replace(found, before=before * 1e3, after=after * 1e3)


def tune_op(bench: Workbench, op: TunedOp, end: float) -> tuple[Entry | None, dict[str, str]]:
    """What is clearly faster than the rules' choice for one op, and why candidates failed.

    Args:
        bench: where it is measured.
        op: what is measured.
        end: of the time, by the monotonic clock; candidates that come later are left out.
    """
    x = op.input()
    usual = bench.program(bench.compile(bench.lower(op, {})), x)
    expected = usual.result()
    programs: list[tuple[Choice, Program]] = [({}, usual)]
    failed: dict[str, str] = {}
    for choice, compiled in _compiled(bench, op, end):
        if isinstance(compiled, PaddleMlirError):
            failed[f"{op.key}: {_text(choice)}"] = compiled.what
            continue
        program = bench.program(compiled, x)
        apart = difference(expected, program.result())
        if apart > (WINOGRAD_TOLERANCE if op.may_be_winograd else TOLERANCE):
            failed[f"{op.key}: {_text(choice)}"] = f"differs by {apart:.1e} of the largest value"
        else:
            programs.append((choice, program))
    trial = medians_in_turns([one for _, one in programs], _TRIAL_SECONDS, _TRIAL_ROUNDS)
    best = min(range(len(trial)), key=trial.__getitem__)
    if trial[best] > CLEARLY_FASTER * trial[0]:
        return None, failed
    choice, program = programs[best]
    rules, own = medians_in_turns([usual, program], _PROOF_SECONDS, _PROOF_ROUNDS)
    if own > CLEARLY_FASTER * rules:
        return None, failed
    return Entry(choice, own * 1e6, rules * 1e6), failed


def _compiled(
    bench: Workbench, op: TunedOp, end: float
) -> Iterator[tuple[Choice, Compiled | PaddleMlirError]]:
    """The candidates that there is time for, or why they cannot be compiled."""

    def compile_(lowered: Lowered | PaddleMlirError) -> Compiled | PaddleMlirError | None:
        if isinstance(lowered, PaddleMlirError) or time.monotonic() > end:
            return lowered if isinstance(lowered, PaddleMlirError) else None
        try:
            return bench.compile(lowered)
        except PaddleMlirError as error:
            return error

    choices = op.candidates()
    # IREE's compiler is a process of its own, which takes nearly all of the time. MLIR's bindings
    # in this one cannot be shared by threads (torch-mlir 20261001).
    with ThreadPoolExecutor(usable_cores()) as pool:
        started = [pool.submit(compile_, _lowered(bench, op, choice)) for choice in choices]
        for choice, one in zip(choices, started, strict=True):
            compiled = one.result()
            if compiled is not None:
                yield choice, compiled


def _lowered(bench: Workbench, op: TunedOp, choice: Choice) -> Lowered | PaddleMlirError:
    try:
        return bench.lower(op, choice)
    except PaddleMlirError as error:
        return error


def difference(expected: np.ndarray, got: np.ndarray) -> float:
    """Largest difference, relative to the largest value; infinite where it is no number."""
    apart = np.abs(got - expected).max(initial=0.0) / max(np.abs(expected).max(initial=0.0), 1e-30)
    return float(apart) if np.isfinite(apart) else float("inf")


def _text(choice: Choice) -> str:
    return ", ".join(f"{name} {value}" for name, value in choice.items())


class _Tuner:
    """Tunes ops, and keeps what it finds."""

    def __init__(self, bench: Workbench, end: float, progress: Progress) -> None:
        self._bench, self._end, self._progress = bench, end, progress
        self._measured = 0
        self._left: list[str] = []
        self._large: list[str] = []
        self._failed: dict[str, str] = {}
        self.entries: dict[str, Entry] = {}

    def tune(self, what: str, ops: Counter[TunedOp], end: float) -> None:
        """Tune ops until the time is over, the heaviest first."""
        ordered = sorted(ops, key=lambda op: op.weight * ops[op], reverse=True)
        self._progress.begin(what, len(ordered))
        for op in ordered:
            self._progress.advance(op.key)
            if op.weight_elements > MOST_WEIGHTS:
                self._large.append(op.key)
            elif time.monotonic() > end:
                self._left.append(op.key)
            else:
                entry, failed = tune_op(self._bench, op, end)
                self._measured += 1
                self._failed |= failed
                if entry is not None:
                    key = key_of(self._bench.cpu.key, self._bench.threads, op.key)
                    self.entries[key] = entry

    def outcome(self) -> Outcome:
        """What was found so far."""
        return Outcome(self.entries, self._measured, self._left, self._large, 0, self._failed)


@dataclass(frozen=True)
class _Whole:
    """The whole model."""

    source: Path
    parameters: Path | None
    shapes: Mapping[str, Sequence[int | str]] | None
    threads: int
    exact: bool
    folder: Path

    def workbench(self) -> Workbench:
        """For its ops."""
        target = find_target("cpu")
        cpu = find_cpu(target)
        assert cpu is not None, "the target is a CPU"
        return Workbench.open(target, cpu, self.exact, self.threads)

    def ops(self, entries: Mapping[str, Entry]) -> OpCollector:
        """The ops that are left for each choice, with what was found so far."""
        target = find_target("cpu")
        model, _ = import_model(self.source, self.parameters)
        if self.shapes:
            specialize(model, self.shapes)
        collector = OpCollector()
        pipeline = pipeline_for(
            target, find_cpu(target), self.exact, self.threads, [self._database(entries)]
        )
        run_passes(model, pipeline, collector)
        return collector

    def compile(self, name: str, entries: Mapping[str, Entry]) -> None:
        """As an artifact."""
        compile_model(
            self.source,
            self.folder / name,
            parameters=self.parameters,
            shapes=self.shapes,
            exact=self.exact,
            threads=self.threads,
            tuning=self._database(entries),
        )

    def medians(self, make_inputs: Inputs, seconds: float) -> tuple[float, float]:
        """Seconds of calls of both artifacts, in turns for some time.

        The median of the first, and that times the median of what the second takes of the first's
        time in the same turn: what else the machine does changes from turn to turn.
        """
        clock = time.thread_time if self.threads == 1 else time.perf_counter
        times: tuple[list[float], list[float]] = ([], [])
        with (
            load(self.folder / "before", threads=self.threads, verify=False) as before,
            load(self.folder / "after", threads=self.threads, verify=False) as after,
        ):
            inputs = make_inputs(before.inputs)
            end = time.monotonic() + seconds
            while len(times[0]) < _FEWEST_CALLS or time.monotonic() < end:
                for session, own in zip((before, after), times, strict=True):
                    own.append(_seconds(session, inputs, clock))
        shares = [second / first for first, second in zip(*times, strict=True)]
        usual = statistics.median(times[0])
        return usual, usual * statistics.median(shares)

    def _database(self, entries: Mapping[str, Entry]) -> Path:
        path = self.folder / "tuning.json"
        path.write_text(database_text(entries), encoding="utf-8")
        return path


def _seconds(
    session: Session, inputs: Mapping[str, np.ndarray], clock: Callable[[], float]
) -> float:
    """Of the second of two calls: the first finds the caches full of the other's weights."""
    session.run(inputs)
    started = clock()
    session.run(inputs)
    return clock() - started
