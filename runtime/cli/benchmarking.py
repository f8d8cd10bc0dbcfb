"""``paddle-mlir benchmark``: a model's speed on this machine, beside other engines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paddle_mlir.dialects.errors import InputError, known_names
from paddle_mlir.runtime.cli import arguments, files
from paddle_mlir.runtime.cli.running import add_inputs, model_inputs
from paddle_mlir.runtime.cli.terminal import Steps, printable

if TYPE_CHECKING:
    from rich.table import Table

    from paddle_mlir.runtime.benchmark.comparison import Comparison, Compiled, Measured

_EXAMPLES = """\
  paddle-mlir benchmark resnet50/ --input x=1x3x224x224 --threads 1
  paddle-mlir benchmark ocr/inference.pdmodel --input x=@page.npy --peers openvino,paddle
  paddle-mlir benchmark lenet/ --input 1x1x28x28 --time 20 --json lenet.json
"""
_INSTALL = "pip install 'paddle-mlir[bench]' brings the other engines"


def add_command(commands: arguments.Commands) -> None:
    """Add the command."""
    parser = arguments.add_command(
        commands,
        "benchmark",
        "measure a model on this machine beside other engines",
        "Compile a model for this machine and the sizes of its inputs, and measure it in turns "
        "with ONNX Runtime, OpenVINO and Paddle Inference where they are installed: the same "
        "inputs, the same number of threads, the same precision where an engine has a choice.",
        _EXAMPLES,
    )
    parser.add_argument("model", type=Path, help="the model's folder or program file")
    add_inputs(parser)
    arguments.add_params(parser)
    arguments.add_threads(parser, "CPU threads of every engine (default: 1)")
    arguments.add_precision(
        parser, "bf16 leaves it to OpenVINO too, and compares all results with ours in f32"
    )
    parser.add_argument(
        "--peers",
        metavar="NAMES",
        help="engines to compare with, separated by commas: onnxruntime, openvino, paddle, or "
        "none (default: those that are installed)",
    )
    parser.add_argument(
        "--peer-python",
        type=Path,
        metavar="FILE",
        help="a Python interpreter that has the other engines (default: this one)",
    )
    parser.add_argument(
        "--onnx",
        type=Path,
        metavar="FILE",
        help="the model's ONNX form for ONNX Runtime and OpenVINO (default: paddle2onnx makes it)",
    )
    parser.add_argument(
        "--time",
        type=float,
        default=5.0,
        metavar="SECONDS",
        help="seconds of measured calls for every engine (default: 5)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to a file")
    arguments.add_verbose(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    arguments.refuse_artifact(options.model)

    from paddle_mlir.importers.paddle.files import locate_model
    from paddle_mlir.runtime.benchmark.comparison import compare
    from paddle_mlir.runtime.benchmark.engines import PEERS, installed_peers
    from paddle_mlir.runtime.cli.figures import figures_console

    for option, path in (("--onnx", options.onnx), ("--peer-python", options.peer_python)):
        if path is not None and not path.is_file():
            raise InputError("no such file", where=f"{option} {path}")
    if not 0 < options.time <= 3600:
        raise InputError(
            "is out of range", where="--time", got=f"{options.time:g}", wanted="up to 3600 seconds"
        )
    installed = installed_peers(options.peer_python or Path(sys.executable))
    found = compare(
        locate_model(options.model, options.params),
        model_inputs(options.model, options.params, options.input),
        threads=1 if options.threads is None else options.threads,
        precision=options.precision,
        peers=installed if options.peers is None else _chosen_peers(options.peers, installed),
        python=options.peer_python,
        onnx=options.onnx,
        seconds=options.time,
        progress=Steps(options.verbose),
    )
    figures_console().print(comparison_table(found))
    for name, reason in found.failed.items():
        print(printable(f"{name} cannot run it: {reason}"))
    absent = [name for name in PEERS if name not in installed]
    if options.peers is None and absent:
        print(f"not installed: {', '.join(absent)}; {_INSTALL}")
    if options.json is not None:
        files.write_text(options.json, json.dumps(found.as_json(), indent=2) + "\n")
        print(f"wrote {printable(str(options.json))}")
    return 0


def _chosen_peers(text: str, installed: Sequence[str]) -> tuple[str, ...]:
    """The engines that ``--peers`` names.

    Raises:
        InputError: one is unknown or not installed.
    """
    from paddle_mlir.runtime.benchmark.engines import PEERS

    names = () if text == "none" else tuple(dict.fromkeys(text.split(",")))
    for name in names:
        if name not in PEERS:
            raise InputError(
                "unknown engine",
                where="--peers",
                got=repr(name),
                remedy=known_names(name, (*PEERS, "none")),
            )
        if name not in installed:
            raise InputError(
                f"{name} is not installed", where="--peers", remedy=f"{_INSTALL}, or --peer-python"
            )
    return names


def comparison_table(found: Comparison) -> Table:
    """The figures of one model as people read them."""
    from paddle_mlir.runtime.cli.figures import figures_table, milliseconds_text

    table = figures_table(
        found.model,
        found.inputs,
        found.threads,
        f"Precision {found.precision}. Milliseconds. Cold: loading and first call; warm: median of "
        "calls in turns; spread: between the quartiles; CPU: of all threads. "
        f"Load of the machine: {found.load[0]:.1f}, {found.load[1]:.1f} at the end. "
        f"{_compiled_text(found.compiled)}",
    )
    table.add_column("engine")
    for title in ("cold", "warm", "spread", "CPU", "to best peer", "difference"):
        table.add_column(title, justify="right")
    best = found.best_peer
    for one in found.measured:
        table.add_row(
            f"{one.engine} {one.version}",
            f"{one.cold:.0f}",
            milliseconds_text(one.warm),
            f"{one.spread:.0%}",
            milliseconds_text(one.cpu),
            "" if best is None else f"{one.warm / best.warm:.2f}",
            _difference_text(one),
        )
    return table


def _compiled_text(compiled: Compiled) -> str:
    code, weights = compiled.code_bytes / 1e3, compiled.weight_bytes / 1e6
    return (
        f"Our artifact: compiled in {compiled.seconds:.1f} s, {code:.0f} kB of code, "
        f"{weights:.1f} MB of weights."
    )


def _difference_text(one: Measured) -> str:
    if one.difference is None:
        return "" if one.agrees else "OTHER SHAPES"
    return f"{one.difference:.1e}" if one.agrees else f"DIFFERS {one.difference:.1e}"
