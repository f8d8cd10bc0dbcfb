"""``paddle-mlir profile``: which ops of a model take how long."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from paddle_mlir.dialects.errors import InputError
from paddle_mlir.runtime.cli import arguments, files
from paddle_mlir.runtime.cli.running import add_inputs, model_inputs
from paddle_mlir.runtime.cli.terminal import Steps, printable

if TYPE_CHECKING:
    from rich.table import Table

    from paddle_mlir.runtime.profile.report import Profile

_EXAMPLES = """\
  paddle-mlir profile resnet50/ --input x=1x3x224x224
  paddle-mlir profile ocr/inference.pdmodel --input x=@page.npy --threads 2 --top 10
  paddle-mlir profile lenet/ --input 1x1x28x28 --chart lenet.svg --json lenet.json
"""
_LONGEST_NAME = 44
_CHART_SUFFIXES = (".svg", ".png", ".pdf")


def add_command(commands: arguments.Commands) -> None:
    """Add the command."""
    parser = arguments.add_command(
        commands,
        "profile",
        "show which ops of a model take how long on this machine",
        "Compile a model for this machine and the sizes of its inputs, time its dispatches (the "
        "kernels that IREE makes of one or several ops), and show them with their arithmetic "
        "speed, its share of the machine's peak, and the ops of the model that they come from.",
        _EXAMPLES,
    )
    parser.add_argument("model", type=Path, help="the model's folder or program file")
    add_inputs(parser)
    arguments.add_params(parser)
    arguments.add_threads(parser, "CPU threads (default: 1)")
    arguments.add_precision(parser, "see paddle-mlir compile")
    parser.add_argument(
        "--time",
        type=float,
        default=3.0,
        metavar="SECONDS",
        help="seconds of calls to measure (default: 3)",
    )
    parser.add_argument(
        "--top", type=int, default=25, metavar="N", help="dispatches to show (default: 25)"
    )
    parser.add_argument(
        "--chart", type=Path, metavar="FILE", help="draw bars to a .svg, .png or .pdf file"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to a file")
    arguments.add_verbose(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    arguments.refuse_artifact(options.model)
    for option, value, most in (("--time", options.time, 3600), ("--top", options.top, 10_000)):
        if not 0 < value <= most:
            raise InputError(
                "is out of range", where=option, got=f"{value:g}", wanted=f"above 0, up to {most}"
            )
    if options.chart is not None:
        _check_chart(options.chart)

    from paddle_mlir.importers.paddle.files import locate_model
    from paddle_mlir.runtime.cli.figures import figures_console
    from paddle_mlir.runtime.profile.report import profile_model

    found = profile_model(
        locate_model(options.model, options.params),
        model_inputs(options.model, options.params, options.input),
        threads=1 if options.threads is None else options.threads,
        precision=options.precision,
        seconds=options.time,
        progress=Steps(options.verbose),
    )
    figures_console().print(profile_table(found, options.top))
    if options.chart is not None:
        from paddle_mlir.runtime.profile.chart import draw

        draw(found, options.chart, options.top)
        print(f"wrote {printable(str(options.chart))}")
    if options.json is not None:
        files.write_text(options.json, json.dumps(found.as_json(), indent=2) + "\n")
        print(f"wrote {printable(str(options.json))}")
    return 0


def _check_chart(path: Path) -> None:
    import importlib.util

    if path.suffix not in _CHART_SUFFIXES:
        raise InputError(
            "no such kind of picture", where=f"--chart {path}", wanted=", ".join(_CHART_SUFFIXES)
        )
    if importlib.util.find_spec("matplotlib") is None:
        raise InputError(
            "charts are drawn with matplotlib, which is missing",
            where="--chart",
            remedy="install it: pip install matplotlib",
        )


def profile_table(found: Profile, top: int) -> Table:
    """The slowest dispatches as people read them."""
    from paddle_mlir.runtime.cli.figures import figures_table, milliseconds_text

    table = figures_table(
        found.model,
        found.inputs,
        found.threads,
        f"The dispatches take {milliseconds_text(found.total)} ms of a call's "
        f"{milliseconds_text(found.call)} ms. Peak: "
        f"{found.peak:.0f} GFLOP/s, numpy's product of matrices on one core for every thread.",
    )
    for title in ("ms", "share", "runs", "GFLOP/s", "of peak"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("dispatch", no_wrap=True)
    table.add_column("op", no_wrap=True)
    for row in found.rows[:top]:
        speed = row.speed
        table.add_row(
            f"{row.milliseconds:.3f}",
            f"{row.milliseconds / found.total:.1%}",
            f"{row.runs:g}",
            "" if speed is None else f"{speed:.1f}",
            "" if speed is None else f"{speed / found.peak:.0%}",
            printable(row.kernel),
            printable(row.op(_LONGEST_NAME)),
        )
    rest = found.rows[top:]
    if rest:
        spent = sum(row.milliseconds for row in rest)
        others = f"{len(rest)} others"
        table.add_row(f"{spent:.3f}", f"{spent / found.total:.1%}", "", "", "", others)
    return table
