"""Textual pass pipelines that mix our passes with upstream's, and the named ones.

``pd-clean-up,canonicalize,pd-lower`` runs three passes on the module; options stand in braces,
``pd-some-pass{option=value other=a,b}``; upstream's nesting ``func.func(cse)`` is kept;
``repeat(cse,pd-clean-up)`` runs the passes in turn until none of them changes anything. Options of
a named pipeline, as in ``pd-optimize-cpu{winograd=false}``, go to the one of its passes that takes
them. Passes written in Python cannot stand in an upstream pipeline (torch-mlir 20261001), so the
text is divided here and each upstream pass goes to MLIR's pass manager by itself.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol, Union

from torch_mlir import ir
from torch_mlir.passmanager import PassManager

from paddle_mlir.dialects.errors import CompileError, InputError
from paddle_mlir.dialects.model import Model, diagnostic_lines
from paddle_mlir.dialects.plugins import load_plugins
from paddle_mlir.pipelines.passes import load_passes
from paddle_mlir.pipelines.passes.definition import Pass, Report, is_registered, make_pass

MOST_ROUNDS = 20
"""Passes that still change something after so many rounds undo each other."""

_FOR_CPU = (
    "pd-optimize,repeat(pd-infer-shapes,pd-channels-last,pd-flatten-volumes,"
    "pd-choose-convolution{*},pd-choose-recurrent,pd-choose-attention,pd-fuse-epilogue,cse,pd-clean-up,pd-canonical-ops,pd-move-data,"
    "pd-cancel-transposes,pd-fuse-matmul,pd-fold-constants,canonicalize)"
)

# A name on the left stands for the passes on the right; {*} for the options that it is given.
NAMED_PIPELINES = {
    "pd-canonicalize": "repeat(pd-infer-shapes,cse,pd-clean-up,pd-canonical-ops,pd-move-data)",
    "pd-optimize": "repeat(pd-infer-shapes,cse,pd-clean-up,pd-canonical-ops,pd-move-data,"
    "pd-cancel-transposes,pd-fuse-padding,"
    "pd-fuse-activation,pd-fuse-normalization,pd-fuse-attention,"
    "pd-fold-batch-norm,pd-fold-factors,pd-move-activation,pd-fuse-matmul,"
    "pd-fuse-sequences,pd-fuse-recurrent,pd-fold-constants,canonicalize)",
    "pd-optimize-cpu": _FOR_CPU,
    "pd-optimize-cpu-exact": "pd-optimize-cpu{winograd=false}",
    "pd-optimize-cuda": "pd-optimize",
    "pd-optimize-vulkan": "pd-optimize",
    "pd-lower-to-iree": "pd-lower,canonicalize,cse",
}


def register_pipeline(name: str, text: str) -> None:
    """Let ``name`` stand for a pipeline.

    Raises:
        ValueError: the name is taken.
    """
    if name in NAMED_PIPELINES or is_registered(name):
        raise ValueError(f"a pass or pipeline called {name} exists already")
    NAMED_PIPELINES[name] = text


@dataclass
class Step:
    """One pass.

    Attributes:
        text: the pass with its options.
        run: our pass, or None for an upstream one.
        seconds: how long it took, once it has run.
        report: what it counted and what it nearly did.
    """

    text: str
    run: Pass | None
    seconds: float = 0.0
    report: Report = field(default_factory=Report)

    @property
    def name(self) -> str:
        """The pass without its options."""
        return self.text.partition("{")[0]


@dataclass
class Repeat:
    """Steps that run in turn until none of them changes the module.

    Attributes:
        text: as it stands in the pipeline.
        steps: what runs.
    """

    text: str
    steps: list[PipelineItem]


PipelineItem = Union[Step, Repeat]  # noqa: UP007 - evaluated at import, where Repeat is a class


class Observer(Protocol):
    """Is told of every step: the tool's printing, timing and searching hang on it."""

    def before(self, step: Step, model: Model) -> None:
        """Called before a step runs."""

    def after(self, step: Step, model: Model) -> None:
        """Called after it has run and, where each pass is, its result has been verified."""


def run_passes(
    model: Model, pipeline: str, observer: Observer | None = None, *, verify_each: bool = True
) -> list[Step]:
    """Run a textual pipeline on a model, in place.

    Args:
        model: what to transform.
        pipeline: see the module's text; empty runs nothing.
        observer: is told of every step.
        verify_each: verify the module after every pass that changed it, not only at the end.

    Returns:
        The steps, with times and reports.

    Raises:
        InputError: the text is not a pipeline, or names what does not exist.
        CompileError: a pass failed or left invalid IR.
    """
    steps = _Run(model, observer, verify_each).all(parse_pipeline(pipeline))
    if not verify_each:
        verify(model, after=pipeline)
    return steps


class _Run:
    """One run of a pipeline."""

    def __init__(self, model: Model, observer: Observer | None, verify_each: bool) -> None:
        self._model = model
        self._observer = observer
        self._verify_each = verify_each

    def all(self, items: list[PipelineItem]) -> list[Step]:
        """Run items one after the other; gives the steps that ran."""
        done: list[Step] = []
        for item in items:
            done += self._repeat(item) if isinstance(item, Repeat) else [self._step(item)]
        return done

    def _repeat(self, repeat: Repeat) -> list[Step]:
        done: list[Step] = []
        # A pass would do nothing to the module that it left.
        left: dict[int, bytes] = {}
        for _ in range(MOST_ROUNDS):
            before = _bytecode(self._model)
            for index, item in enumerate(repeat.steps):
                if left.get(index) == _bytecode(self._model):
                    continue
                fresh = item if isinstance(item, Repeat) else Step(item.text, item.run)
                ran = self.all([fresh])
                left[index] = _bytecode(self._model)
                for step in ran:
                    for earlier in done:
                        if earlier.text == step.text:
                            earlier.report.forget_misses(step.report)
                done += ran
            if _bytecode(self._model) == before:
                return done
        raise CompileError(f"{repeat.text} does not come to an end", where=self._model.name)

    def _step(self, step: Step) -> Step:
        model = self._model
        if self._observer is not None:
            self._observer.before(step, model)
        started = time.perf_counter()
        before = _bytecode(model) if self._verify_each else None
        if step.run is not None:
            step.run.run(model, step.report)
        else:
            _run_upstream(model, step.text)
        if before is not None and _bytecode(model) != before:
            verify(model, after=step.text)
        step.seconds = time.perf_counter() - started
        if self._observer is not None:
            self._observer.after(step, model)
        return step


def _bytecode(model: Model) -> bytes:
    """The module in the form that is written fastest (a hundred times faster than text)."""
    file = io.BytesIO()
    model.module.operation.write_bytecode(file)
    return file.getvalue()


def parse_pipeline(text: str) -> list[PipelineItem]:
    """Divide a pipeline into steps, named pipelines written out.

    Raises:
        InputError: braces do not match, or a name or option does not exist.
    """
    load_passes()
    load_plugins()
    steps: list[PipelineItem] = []
    for item in _items(text):
        name, texts = _name_and_options(item)
        if name in NAMED_PIPELINES:
            steps += parse_pipeline(_named(name, item))
        elif item.startswith("repeat(") and item.endswith(")"):
            steps.append(Repeat(item, parse_pipeline(item[len("repeat(") : -1])))
        elif is_registered(name) or name.startswith("pd-"):
            steps.append(Step(item, make_pass(name, texts)))
        else:
            with ir.Context():
                _upstream(item)
            steps.append(Step(item, None))
    return steps


def _named(name: str, item: str) -> str:
    """The passes of a named pipeline, with the options of the item that names it."""
    text, given = NAMED_PIPELINES[name], item.removeprefix(name)
    if given and "{*}" not in text:
        raise InputError(f"pipeline {name} takes no options", where="passes", got=repr(item))
    return text.replace("{*}", given)


def verify(model: Model, after: str) -> None:
    """Check a module.

    Raises:
        CompileError: it is not valid.
    """
    try:
        model.module.operation.verify()
    except ir.MLIRError as error:
        raise CompileError("\n".join(diagnostic_lines(error)), where=f"after {after}") from None


def _items(text: str) -> Iterator[str]:
    """The top-level items of a comma-separated list."""
    item, depth = "", 0
    for character in text:
        if character in "({":
            depth += 1
        elif character in ")}":
            depth -= 1
        if depth < 0:
            break
        if character == "," and depth == 0:
            if item.strip():
                yield item.strip()
            item = ""
        else:
            item += character
    if depth != 0:
        raise InputError("braces do not match", where="passes", got=repr(text))
    if item.strip():
        yield item.strip()


def _name_and_options(item: str) -> tuple[str, dict[str, str]]:
    name, brace, rest = item.partition("{")
    if not brace or "(" in name:
        return item, {}
    if not rest.endswith("}"):
        raise InputError("options must end the pass", where="passes", got=repr(item))
    texts = {}
    for pair in rest[:-1].split():
        key, _, value = pair.partition("=")
        texts[key] = value
    return name.strip(), texts


def _upstream(text: str) -> PassManager:
    try:
        return PassManager.parse(f"builtin.module({text})")
    except ValueError as error:
        reason = str(error).strip().splitlines()
        raise InputError(
            f"not a pass or pipeline: {text!r}",
            where="passes",
            got=reason[0] if reason else None,
            remedy="paddle-mlir-opt --list-passes shows ours; upstream's are mlir-opt's",
        ) from None


def _run_upstream(model: Model, text: str) -> None:
    with model.module.context:
        manager = _upstream(text)
        manager.enable_verifier(False)
        try:
            manager.run(model.module.operation)
        except ir.MLIRError as error:
            raise CompileError("\n".join(diagnostic_lines(error)), where=text) from None
