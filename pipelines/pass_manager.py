"""Textual pass pipelines that mix our passes with upstream's, and the named ones.

``pd-clean-up,canonicalize,pd-lower`` runs three passes on the module; options stand in braces,
``pd-some-pass{option=value other=a,b}``; upstream's nesting ``func.func(cse)`` is kept. Passes
written in Python cannot stand in an upstream pipeline (torch-mlir 20261001), so the text is
divided here and each upstream pass goes to MLIR's pass manager by itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from torch_mlir import ir
from torch_mlir.passmanager import PassManager

from paddle_mlir.dialects.errors import CompileError, InputError
from paddle_mlir.dialects.model import Model, diagnostic_lines
from paddle_mlir.dialects.plugins import load_plugins
from paddle_mlir.pipelines.passes import load_passes
from paddle_mlir.pipelines.passes.definition import Pass, Report, is_registered, make_pass

# A name on the left stands for the passes on the right.
NAMED_PIPELINES = {
    "pd-optimize": "pd-infer-shapes,pd-simplify,cse,"
    "pd-fuse-activation,pd-fuse-normalization,pd-fuse-attention,"
    "pd-fold-batch-norm,pd-fold-factors,pd-fuse-matmul,"
    "pd-fold-constants,canonicalize,cse",
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


class Observer(Protocol):
    """Is told of every step: the tool's printing, timing and searching hang on it."""

    def before(self, step: Step, model: Model) -> None:
        """Called before a step runs."""

    def after(self, step: Step, model: Model) -> None:
        """Called after it has run and its result has been verified."""


def run_passes(model: Model, pipeline: str, observer: Observer | None = None) -> list[Step]:
    """Run a textual pipeline on a model, in place.

    Args:
        model: what to transform.
        pipeline: see the module's text; empty runs nothing.
        observer: is told of every step.

    Returns:
        The steps, with times and reports.

    Raises:
        InputError: the text is not a pipeline, or names what does not exist.
        CompileError: a pass failed or left invalid IR.
    """
    steps = parse_pipeline(pipeline)
    for step in steps:
        if observer is not None:
            observer.before(step, model)
        started = time.perf_counter()
        if step.run is not None:
            step.run.run(model, step.report)
            verify(model, after=step.text)
        else:
            _run_upstream(model, step.text)
        step.seconds = time.perf_counter() - started
        if observer is not None:
            observer.after(step, model)
    return steps


def parse_pipeline(text: str) -> list[Step]:
    """Divide a pipeline into steps, named pipelines written out.

    Raises:
        InputError: braces do not match, or a name or option does not exist.
    """
    load_passes()
    load_plugins()
    steps: list[Step] = []
    for item in _items(text):
        name, texts = _name_and_options(item)
        if name in NAMED_PIPELINES:
            steps += parse_pipeline(NAMED_PIPELINES[name])
        elif is_registered(name) or name.startswith("pd-"):
            steps.append(Step(item, make_pass(name, texts)))
        else:
            with ir.Context():
                _upstream(item)
            steps.append(Step(item, None))
    return steps


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
        try:
            manager.run(model.module.operation)
        except ir.MLIRError as error:
            raise CompileError("\n".join(diagnostic_lines(error)), where=text) from None
