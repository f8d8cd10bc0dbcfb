"""``paddle-mlir tune``: what is fastest on this machine, measured and kept in a database."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from paddle_mlir.dialects.errors import InputError
from paddle_mlir.runtime.cli import arguments, files
from paddle_mlir.runtime.cli.running import random_array
from paddle_mlir.runtime.cli.terminal import is_terminal, printable
from paddle_mlir.runtime.manifest import TensorSpec

if TYPE_CHECKING:
    from rich.table import Table

    from paddle_mlir.runtime.tuning.tuner import Outcome

_EXAMPLES = """\
  paddle-mlir tune resnet50/ --shape x=1x3x224x224 --threads 1
  paddle-mlir tune ocr/inference.pdmodel --shape x=1x3x640x640 --budget 15m -o ocr.json
  paddle-mlir compile ocr/inference.pdmodel -o ocr --shape x=1x3x640x640 --tuning ocr.json
"""
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(s|m|h)?")
_SECONDS = {None: 1, "s": 1, "m": 60, "h": 3600}
_MOST_NAMES = 3


def add_command(commands: arguments.Commands) -> None:
    """Add the command."""
    parser = arguments.add_command(
        commands,
        "tune",
        "measure what is fastest on this machine, for compile to use",
        "Measure in which ways the convolutions and matrix products of a model are computed "
        "fastest on this machine's CPU, and keep what is clearly faster than the rules' choice in "
        "a database that compile reads.",
        _EXAMPLES,
    )
    parser.add_argument("model", type=Path, help="the model's folder or program file")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="database to add to (default: your own, which compile reads by itself)",
    )
    parser.add_argument(
        "--budget",
        type=parse_duration,
        default=300.0,
        metavar="TIME",
        help="time for all of it, such as 90s, 5m or 1h; the heaviest ops come first (default: 5m)",
    )
    arguments.add_params(parser)
    arguments.add_shapes(parser)
    parser.add_argument(
        "--exact",
        action="store_true",
        help="neither Winograd's convolution nor Strassen's products",
    )
    arguments.add_threads(parser, "CPU threads to tune for (default: all cores, as compile's)")
    parser.set_defaults(command=run)


def parse_duration(text: str) -> float:
    """Seconds of ``90s``, ``5m``, ``1h`` or a plain number.

    Raises:
        argparse.ArgumentTypeError: it is not of this form, or nothing.
    """
    found = _DURATION.fullmatch(text)
    if found is None or float(found[1]) == 0:
        raise argparse.ArgumentTypeError(f"got {text!r}, wanted a time such as 90s, 5m or 1h")
    return float(found[1]) * _SECONDS[found[2]]


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    arguments.refuse_artifact(options.model)
    shapes = arguments.by_name(options.shape, "--shape")

    from paddle_mlir.pipelines.tuning_database import database_text, read_database
    from paddle_mlir.runtime.cli.figures import figures_console
    from paddle_mlir.runtime.devices import check_threads, usable_cores
    from paddle_mlir.runtime.tuning.databases import user_database
    from paddle_mlir.runtime.tuning.tuner import tune_model

    threads = usable_cores() if options.threads is None else options.threads
    check_threads(threads)
    output = options.output or user_database()
    # What cannot be added to is better known before minutes of measuring.
    present = read_database(output) if output.exists() else {}
    if options.output is not None and not output.absolute().parent.is_dir():
        raise InputError("its folder does not exist", where=f"--output {output}")
    with _Bar() as bar:
        found = tune_model(
            options.model,
            _random_inputs,
            parameters=options.params,
            shapes=shapes,
            threads=threads,
            exact=options.exact,
            budget=options.budget,
            progress=bar,
        )
    if found.entries:
        figures_console().print(_table(found))
    for line in outcome_lines(found):
        print(printable(line))
    if found.is_kept:
        if options.output is None:
            output.parent.mkdir(parents=True, exist_ok=True)
        files.write_text(output, database_text({**present, **found.entries}))
        print(f"wrote {printable(str(output))}: {len(found.entries)} choices")
    return 0


def outcome_lines(found: Outcome) -> list[str]:
    """What is to be said beside the table."""
    lines = [f"measured {found.measured} ops, {len(found.entries)} have a faster choice"]
    for what, names in (
        ("no time was left for", found.left),
        ("weights are too large to try", found.large),
    ):
        if names:
            more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
            lines.append(f"{what}: {', '.join(names[:_MOST_NAMES])}{more}")
    if found.open:
        lines.append(f"{found.open} ops have sizes that only run time tells; --shape names sizes")
    lines += [f"left out: {name}: {reason}" for name, reason in found.failed.items()]
    if found.before is not None and found.after is not None:
        verdict = "kept" if found.is_kept else "not faster as a whole, nothing is kept"
        lines.append(f"the whole model: {found.before:.2f} ms, now {found.after:.2f} ms: {verdict}")
    return lines


def _table(found: Outcome) -> Table:
    """The new choices, those that save most first."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("op")
    for title in ("us by rule", "us now"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("choice")
    for key, entry in sorted(
        found.entries.items(), key=lambda item: item[1].microseconds - item[1].rules_microseconds
    ):
        choice = ", ".join(str(value) for value in entry.choice.values())
        # The key begins with the CPU and the threads, which are the same for all.
        op = key.split(" ", 3)[-1]
        table.add_row(op, f"{entry.rules_microseconds:.0f}", f"{entry.microseconds:.0f}", choice)
    return table


def _random_inputs(specs: Sequence[TensorSpec]) -> Mapping[str, np.ndarray]:
    """Inputs for measuring the whole model.

    Raises:
        InputError: the size of one is not known.
    """
    random = np.random.default_rng(0)
    inputs = {}
    for spec in specs:
        sizes = [size for size in spec.shape if isinstance(size, int)]
        if len(sizes) < len(spec.shape):
            raise InputError(
                "its size must be known for tuning",
                where=f"input {spec.name!r}",
                got=str(spec),
                remedy=f"name its sizes: --shape {spec.name}=...",
            )
        inputs[spec.name] = random_array(random, spec.dtype, sizes)
    return inputs


class _Bar:
    """Shows on a terminal which op is measured, and how many are to come."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> _Bar:
        if is_terminal(sys.stderr):
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def begin(self, what: str, count: int) -> None:
        """So many ops of a kind, or parts of something else, begin."""
        if self._bar is not None:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(what, total=count, completed=-1 if count > 1 else 0)

    def advance(self, what: str) -> None:
        """The next one begins."""
        if self._bar is not None:
            self._bar.update(self._task, description=printable(what), advance=1)
