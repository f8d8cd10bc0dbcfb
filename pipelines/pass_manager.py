"""Textual pass pipelines that mix our passes with upstream's, and the named ones.

``pd-simplify,canonicalize,pd-lower`` runs three passes on the module; options stand in braces,
``pd-some-pass{option=value other=a,b}``; upstream's nesting ``func.func(cse)`` is kept. Passes
written in Python cannot stand in an upstream pipeline (torch-mlir 20261001), so the text is
divided here: runs of upstream passes go to MLIR's pass manager in one piece.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from torch_mlir import ir
from torch_mlir.passmanager import PassManager

from paddle_mlir.dialects.errors import CompileError, InputError
from paddle_mlir.dialects.model import Model, diagnostic_lines
from paddle_mlir.pipelines.passes import load_passes
from paddle_mlir.pipelines.passes.definition import Pass, Report, is_registered, make_pass

# A name on the left stands for the passes on the right.
NAMED_PIPELINES = {
    "pd-optimize": "pd-infer-shapes,pd-simplify,pd-fold-batch-norm,pd-fold-factors,"
    "pd-fold-constants,canonicalize,cse",
    "pd-lower-to-iree": "pd-lower,canonicalize,cse",
}


@dataclass
class Step:
    """One pass of ours, or a run of upstream passes.

    Attributes:
        text: the step as a pipeline.
        run: our pass, or None for upstream ones.
        seconds: how long it took, once it has run.
        report: what it counted and what it nearly did.
    """

    text: str
    run: Pass | None
    seconds: float = 0.0
    report: Report = field(default_factory=Report)


def run_passes(
    model: Model,
    pipeline: str,
    after_each: Callable[[Step], None] | None = None,
) -> list[Step]:
    """Run a textual pipeline on a model, in place.

    Args:
        model: what to transform.
        pipeline: see the module's text; empty runs nothing.
        after_each: called after every step.

    Returns:
        The steps, with times and statistics.

    Raises:
        InputError: the text is not a pipeline, or names what does not exist.
        CompileError: a pass failed or left invalid IR.
    """
    steps = parse_pipeline(pipeline)
    for step in steps:
        started = time.perf_counter()
        if step.run is not None:
            step.run.run(model, step.report)
            verify(model, after=step.text)
        else:
            _run_upstream(model, step.text)
        step.seconds = time.perf_counter() - started
        if after_each is not None:
            after_each(step)
    return steps


def parse_pipeline(text: str) -> list[Step]:
    """Divide a pipeline into steps, named pipelines written out.

    Raises:
        InputError: braces do not match, or a name or option does not exist.
    """
    load_passes()
    steps: list[Step] = []
    for item in _items(text):
        name, texts = _name_and_options(item)
        if name in NAMED_PIPELINES:
            steps += parse_pipeline(NAMED_PIPELINES[name])
        elif is_registered(name) or name.startswith("pd-"):
            steps.append(Step(item, make_pass(name, texts)))
        elif steps and steps[-1].run is None:
            steps[-1].text += f",{item}"
        else:
            steps.append(Step(item, None))
    with ir.Context():
        for step in steps:
            if step.run is None:
                _upstream(step.text)
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
