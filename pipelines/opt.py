"""``paddle-mlir-opt``: run passes on textual IR, as ``mlir-opt`` does."""

from __future__ import annotations

import argparse
import dataclasses
import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from torch_mlir import ir

from paddle_mlir.dialects.errors import CompileError, InputError, PaddleMlirError
from paddle_mlir.dialects.model import Model, new_context, read_text
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.pipelines.diagnostics import Diagnostic, line_of, mismatches
from paddle_mlir.pipelines.pass_manager import NAMED_PIPELINES, Step, parse_pipeline, run_passes
from paddle_mlir.pipelines.passes.definition import options, registered_passes, summary

_SPLIT = re.compile(r"^// -----.*$", re.MULTILINE)
_EXAMPLES = """\
examples:
  paddle-mlir-opt model.mlir -p pd-optimize
  paddle-mlir-opt model.mlir -p 'pd-simplify,canonicalize,func.func(cse)' -o out.mlir
  paddle-mlir import model/ | paddle-mlir-opt -p pd-lower --timing
  paddle-mlir-opt test.mlir --split-input-file --verify-diagnostics
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool; gives the exit status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        if given.list_passes:
            print(list_passes(), end="")
            return 0
        return _run(given)
    except PaddleMlirError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader has gone; nothing is left to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paddle-mlir-opt",
        description="Run passes on textual IR: ours and upstream's, in one pipeline.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", nargs="?", default="-", help="textual IR; - is standard input")
    parser.add_argument("-p", "--passes", default="", metavar="PIPELINE", help="what to run")
    parser.add_argument("-o", "--output", default="-", metavar="FILE", help="- is standard output")
    parser.add_argument("--list-passes", action="store_true", help="list passes and pipelines")
    parser.add_argument(
        "--split-input-file", action="store_true", help="process the parts between // ----- alone"
    )
    parser.add_argument(
        "--verify-diagnostics",
        action="store_true",
        help="compare errors with expected-error comments",
    )
    parser.add_argument("--timing", action="store_true", help="show how long each step took")
    parser.add_argument(
        "--why-not",
        nargs="?",
        const="",
        metavar="NAME",
        help="show where rules nearly matched and why they did not, of one pass or rule or of all",
    )
    parser.add_argument(
        "--parameters",
        metavar="FILE.npz",
        help="values of the parameters, so that folding sees them",
    )
    parser.add_argument("--stats", action="store_true", help="show what each pass counted")
    return parser


def _run(given: argparse.Namespace) -> int:
    parse_pipeline(given.passes)
    text = sys.stdin.read() if given.file == "-" else read_text(Path(given.file))
    parts = list(_parts(text)) if given.split_input_file else [text]
    parameters = read_parameters(given.parameters) if given.parameters else Parameters()
    outputs, failed = [], False
    for part in parts:
        model, diagnostics, steps = _process(part, given.passes, parameters)
        if given.verify_diagnostics:
            for problem in mismatches(part, diagnostics):
                print(f"{given.file}: {problem}", file=sys.stderr)
                failed = True
            continue
        if model is None:
            for diagnostic in diagnostics:
                place = f"{given.file}:{diagnostic.line}" if diagnostic.line else given.file
                print(f"{place}: {diagnostic.kind}: {diagnostic.message}", file=sys.stderr)
            failed = True
            continue
        outputs.append(f"{model}")
        _report(steps, given)
    if not failed and not given.verify_diagnostics:
        _write(given.output, "// -----\n".join(outputs))
    return 1 if failed else 0


def _parts(text: str) -> list[str]:
    """The parts between separators, each with empty lines before it that keep its line numbers."""
    parts, line = [], 0
    for part in _SPLIT.split(text):
        parts.append("\n" * line + part)
        line += part.count("\n")
    return parts


def _process(
    text: str, pipeline: str, parameters: Parameters
) -> tuple[Model | None, list[Diagnostic], list[Step]]:
    """Parse and transform one module; without a model there are errors."""
    diagnostics: list[Diagnostic] = []
    context = new_context()
    # Lowered modules hold IREE's ops, which torch-mlir does not know.
    context.allow_unregistered_dialects = True
    handler = context.attach_diagnostic_handler(lambda d: _collect(diagnostics, str(d.severity), d))
    try:
        with context:
            model = Model(ir.Module.parse(text), Parameters(parameters), "module")
            return model, diagnostics, run_passes(model, pipeline)
    except ir.MLIRError as error:
        for info in error.error_diagnostics:
            _collect(diagnostics, "ERROR", info)
    except CompileError as error:
        if not any(diagnostic.kind == "error" for diagnostic in diagnostics):
            line = line_of(error.where or "")
            message = error.what if line else str(error)
            diagnostics.append(Diagnostic("error", line, message))
    finally:
        handler.detach()
    return None, diagnostics, []


def _collect(into: list[Diagnostic], severity: str, info: Any) -> bool:
    """Keep a diagnostic; True tells MLIR that it has been dealt with."""
    kind = severity.rsplit(".", 1)[-1].lower()
    into.append(Diagnostic(kind, line_of(str(info.location)), info.message))
    into += [Diagnostic("note", line_of(str(n.location)), n.message) for n in info.notes]
    return True


def _report(steps: list[Step], given: argparse.Namespace) -> None:
    for step in steps:
        if given.timing:
            print(f"{step.seconds * 1e3:9.2f} ms  {step.text}", file=sys.stderr)
        if given.stats:
            for name, count in sorted(step.report.counts.items()):
                print(f"{count:9}     {step.text}: {name}", file=sys.stderr)

        for miss in step.report.near_misses:
            is_wanted = given.why_not in ("", miss.rule, step.text)
            if given.why_not is not None and is_wanted:
                print(f"{step.text}: {miss}", file=sys.stderr)


def read_parameters(file: str) -> Parameters:
    """The arrays of an .npz file by name.

    Raises:
        InputError: it cannot be read, or holds what is no tensor.
    """
    parameters = Parameters()
    try:
        with np.load(file, allow_pickle=False) as arrays:
            for name in arrays.files:
                parameters.add(name, arrays[name])
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(f"not a readable .npz file: {error}", where=file) from None
    return parameters


def _write(output: str, text: str) -> None:
    if output == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    target = Path(output)
    try:
        # A neighbour that is renamed: a reader never sees half a file.
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, target)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=output) from None


def list_passes() -> str:
    """Passes with options and defaults, then the named pipelines."""
    parse_pipeline("")
    lines = ["passes:"]
    for name, pass_class in registered_passes().items():
        lines.append(f"  {name}\n      {summary(pass_class)}")
        for option, (type_, default) in options(pass_class).items():
            kind = getattr(type_, "__name__", str(type_))
            shown = "required" if default is dataclasses.MISSING else f"default {default!r}"
            lines.append(f"      {{{option}=<{kind}>}}  {shown}")
    lines.append("named pipelines:")
    lines += [f"  {name}\n      {text}" for name, text in NAMED_PIPELINES.items()]
    lines.append("upstream passes go by mlir-opt's names: canonicalize, cse, func.func(...) ...")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
