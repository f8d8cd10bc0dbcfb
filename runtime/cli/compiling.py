"""``paddle-mlir compile``: a model as an artifact."""

from __future__ import annotations

import argparse
import tempfile
import time
from functools import partial
from pathlib import Path

from paddle_mlir.dialects.errors import InputError
from paddle_mlir.runtime.cli import arguments
from paddle_mlir.runtime.cli.accuracy import accuracy_text
from paddle_mlir.runtime.cli.running import add_inputs, read_inputs
from paddle_mlir.runtime.cli.terminal import Steps, printable, size_text

_EXAMPLES = """\
  paddle-mlir compile resnet50/ -o resnet50.artifact
  paddle-mlir compile resnet50/ -o fast --shape x=1x3x224x224 --threads 1
  paddle-mlir compile ocr/inference.pdmodel -o ocr --shape x=1x3xHxW --target cpu:x86-64-v3
  paddle-mlir compile resnet50/ -o fast --precision bf16 --input x=@photos.npy
"""


def add_command(commands: arguments.Commands) -> None:
    """Add the command."""
    parser = arguments.add_command(
        commands,
        "compile",
        "compile a model to an artifact",
        "Compile a model to an artifact: a folder with code, weights and a manifest, which needs "
        "only numpy and iree-base-runtime to run.",
        _EXAMPLES,
    )
    parser.add_argument("model", type=Path, help="the model's folder or program file")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="the artifact's folder"
    )
    arguments.add_params(parser)
    arguments.add_target(parser)
    arguments.add_shapes(parser)
    parser.add_argument(
        "--passes",
        metavar="PIPELINE",
        help="pass pipeline in place of the target's own; paddle-mlir-opt --list-passes shows "
        "what there is",
    )
    parser.add_argument(
        "--exact",
        action="store_true",
        help="neither Winograd's convolution nor Strassen's products: slower, smaller weights, "
        "other rounding",
    )
    arguments.add_precision(
        parser,
        "bf16 is faster on CPUs with AVX-512 BF16; how much it changes the results is measured on "
        "--input",
    )
    add_inputs(parser)
    arguments.add_tuning(parser)
    arguments.add_threads(
        parser, "what the artifact runs with where its user asks for none (default: all cores)"
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace the artifact that is at DIR"
    )
    arguments.add_verbose(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    arguments.refuse_artifact(options.model)
    shapes = arguments.by_name(options.shape, "--shape")

    from paddle_mlir.runtime.artifact import open_artifact
    from paddle_mlir.runtime.compile import compile_model

    given = read_inputs(options.input)
    if given and options.precision == "f32":
        raise InputError("is of no use for precision f32", where="--input")
    steps = Steps(options.verbose)
    compiled = partial(
        compile_model,
        options.model,
        parameters=options.params,
        target=options.target or "cpu",
        shapes=shapes,
        exact=options.exact,
        threads=options.threads,
        tuning=options.tuning,
    )
    started = time.perf_counter()
    folder = compiled(
        options.output,
        passes=options.passes,
        precision=options.precision,
        overwrite=options.overwrite,
        progress=steps,
    )
    seconds = time.perf_counter() - started
    artifact = open_artifact(folder, verify=False)
    print(
        f"wrote {printable(str(options.output))} for {artifact.manifest.target.name}: "
        f"{size_text(artifact.bytes)} in {seconds:.1f} s"
    )
    if options.precision != "f32":
        with tempfile.TemporaryDirectory(prefix="paddle-mlir-") as work:
            with steps("compiling for precision f32, to compare"):
                reference = compiled(Path(work) / "artifact")
            with steps("running both"):
                print(accuracy_text(folder, reference, given))
    return 0
