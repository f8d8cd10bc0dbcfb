"""``paddle-mlir import``: a model as textual IR."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from paddle_mlir.runtime.cli import arguments, files

_EXAMPLES = """\
  paddle-mlir import resnet50/
  paddle-mlir import resnet50/inference.json -o resnet50.mlir --shape x=1x3x224x224
  paddle-mlir import model.pdmodel --params weights.pdiparams | paddle-mlir-opt -p pd-optimize
"""


def add_command(commands: arguments.Commands) -> None:
    """Add the command."""
    parser = arguments.add_command(
        commands,
        "import",
        "write a model as textual IR",
        "Write a model as textual IR in the pd dialect. The weights stay in their file.",
        _EXAMPLES,
    )
    parser.add_argument("model", type=Path, help="the model's folder or program file")
    arguments.add_params(parser)
    arguments.add_shapes(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="default: standard output"
    )
    parser.add_argument(
        "--locations", action="store_true", help="write the layer and variable of every op"
    )
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    arguments.refuse_artifact(options.model)
    shapes = arguments.by_name(options.shape, "--shape")

    from paddle_mlir.importers import import_model
    from paddle_mlir.pipelines.specialize import specialize

    model, _ = import_model(options.model, options.params)
    if shapes:
        specialize(model, shapes)
    text = model.module.operation.get_asm(enable_debug_info=options.locations)
    if options.output is None:
        sys.stdout.write(text)
    else:
        files.write_text(options.output, text)
    return 0
