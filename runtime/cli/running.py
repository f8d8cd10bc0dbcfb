"""``paddle-mlir run``: numbers in, numbers out."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

import numpy as np

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.errors import InputError, known_names
from paddle_mlir.runtime.cli import arguments, files
from paddle_mlir.runtime.cli.terminal import Steps, printable, table
from paddle_mlir.runtime.manifest import TensorSpec

_EXAMPLES = """\
  paddle-mlir run resnet50.artifact --input x=@image.npy --output-dir results
  paddle-mlir run resnet50/ --shape x=1x3x224x224 --input x=1x3x224x224
  paddle-mlir run lenet/ --input @digit.npy --threads 1
"""
_SEED = 0
_SHOWN_VALUES = 6

Shape: TypeAlias = "tuple[int, ...]"
Given: TypeAlias = "tuple[str | None, Path | Shape]"
"""What ``--input`` says: a name, and a file of values or the shape of random ones."""
Arrays: TypeAlias = "Sequence[tuple[str | None, np.ndarray | Shape]]"
"""The same with the values."""


def add_command(commands: arguments.Commands) -> None:
    """Add the command."""
    parser = arguments.add_command(
        commands,
        "run",
        "run a model or an artifact on .npy files or random values",
        "Run an artifact, or a model, which is compiled to a temporary artifact first.",
        _EXAMPLES,
    )
    parser.add_argument("model", type=Path, help="an artifact; a model's folder or program file")
    add_inputs(parser)
    parser.add_argument(
        "--output-dir",
        type=Path,
        metavar="DIR",
        help="write DIR/<index>_<output name>.npy; by default, shapes and a few values are printed",
    )
    arguments.add_params(parser)
    arguments.add_target(parser)
    arguments.add_shapes(parser)
    arguments.add_threads(parser, "CPU threads (default: the artifact's, else all cores)")
    arguments.add_verbose(parser)
    parser.set_defaults(command=run)


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """The argument ``--input``."""
    parser.add_argument(
        "--input",
        type=parse_input,
        action="append",
        default=[],
        metavar="NAME=@FILE.npy",
        help="values of an input; NAME=DIMS such as x=1x3x224x224 makes random ones, the same in "
        "every run. The name may be left out where there is one input; may be repeated",
    )


def parse_input(text: str) -> tuple[str | None, Path | Shape]:
    """Read ``NAME=@FILE``, ``NAME=DIMS``, ``@FILE`` or ``DIMS``.

    Raises:
        argparse.ArgumentTypeError: it is of none of these forms.
    """
    if text.startswith("@"):
        return None, Path(text[1:])
    name, marker, file = text.partition("=@")
    if marker:
        return name, Path(file)
    name, equals, dims = text.rpartition("=")
    with suppress(argparse.ArgumentTypeError):
        shape = arguments.parse_dims(dims)
        numbers = tuple(size for size in shape if isinstance(size, int))
        if (equals or shape) and len(numbers) == len(shape):
            return name if equals else None, numbers
    raise argparse.ArgumentTypeError(
        f"got {text!r}, wanted NAME=@FILE.npy, or numbers as in NAME=1x3x224x224"
    )


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    given = read_inputs(options.input)
    if options.output_dir is not None and not _may_be_folder(options.output_dir):
        raise InputError("is not a folder", where=f"--output-dir {options.output_dir}")
    steps = Steps(options.verbose)
    with _artifact(options, steps) as folder:
        from paddle_mlir.runtime.session import load

        with load(folder, threads=options.threads) as session:
            inputs = inputs_for(session.inputs, given)
            outputs = session.run(inputs)
            specs = session.outputs
    if options.output_dir is None:
        _show(specs, outputs)
    else:
        for path in files.write_arrays(options.output_dir, outputs):
            print(f"wrote {printable(str(path))}")
    return 0


def read_inputs(given: Iterable[Given]) -> list[tuple[str | None, np.ndarray | Shape]]:
    """What the files hold, and the shapes.

    Raises:
        InputError: a file is missing or holds no array.
    """
    return [
        (name, files.read_array(value) if isinstance(value, Path) else value)
        for name, value in given
    ]


def model_inputs(
    model: Path, parameters: Path | None, given: Iterable[Given]
) -> Mapping[str, np.ndarray]:
    """Arrays for all inputs of a model; those that are not given are random where sizes are fixed.

    Raises:
        InputError: one is missing, unknown or given twice.
        ModelError: the model's files are missing or damaged.
        UnsupportedError: the model uses what is not supported.
    """
    from paddle_mlir.importers import import_model
    from paddle_mlir.runtime.compile import tensor_specs

    named = read_inputs(given)
    specs, _ = tensor_specs(import_model(model, parameters)[0])
    known = {name for name, _ in named}
    for spec in specs:
        sizes = tuple(size for size in spec.shape if isinstance(size, int))
        if None not in known and spec.name not in known and len(sizes) == len(spec.shape):
            named.append((spec.name, sizes))
    return inputs_for(specs, named)


@contextmanager
def _artifact(options: argparse.Namespace, steps: Steps) -> Iterator[Path]:
    """The artifact to run: the one that is named, or a temporary one of the model."""
    if arguments.is_artifact(options.model):
        _refuse_compile_options(options)
        yield options.model
        return
    shapes = arguments.by_name(options.shape, "--shape")

    from paddle_mlir.runtime.compile import compile_model

    with tempfile.TemporaryDirectory(prefix="paddle-mlir-") as folder:
        yield compile_model(
            options.model,
            Path(folder) / "artifact",
            parameters=options.params,
            target=options.target or "cpu",
            shapes=shapes,
            threads=options.threads,
            progress=steps,
        )


def _refuse_compile_options(options: argparse.Namespace) -> None:
    from paddle_mlir.runtime.artifact import open_artifact

    for option, value in (("--shape", options.shape), ("--params", options.params)):
        if value:
            raise InputError(
                "is of no use for an artifact, which is compiled already",
                where=option,
                remedy="name the model instead, or compile it again with this option",
            )
    if options.target is not None:
        made_for = open_artifact(options.model, verify=False).manifest.target.name
        if options.target not in (made_for, made_for.partition(":")[0]):
            raise InputError(
                "the artifact is for another target",
                where="--target",
                got=options.target,
                wanted=made_for,
            )


def _may_be_folder(path: Path) -> bool:
    return path.is_dir() or not path.exists()


def inputs_for(
    specs: Sequence[TensorSpec],
    given: Arrays,
) -> Mapping[str, np.ndarray]:
    """Arrays by input name.

    Raises:
        InputError: an input is unknown, is missing, or is given twice.
    """
    known = [spec.name for spec in specs]
    named = []
    for name, value in given:
        if name is None and len(known) != 1:
            raise InputError(
                "has no name, but the model has not one input",
                where="--input",
                got=f"{len(known)} inputs",
                remedy=f"name one of them: {', '.join(known)}" if known else None,
            )
        if name is not None and name not in known:
            raise InputError(f"no input is named {name!r}", remedy=known_names(name, known))
        named.append((known[0] if name is None else name, value))
    values = arguments.by_name(named, "--input")
    random = np.random.default_rng(_SEED)
    arrays = {}
    for spec in specs:
        if spec.name not in values:
            raise InputError(
                "missing input",
                where=str(spec),
                remedy=f"give values, --input {spec.name}=@FILE.npy, or a shape for random ones, "
                f"--input {spec.name}=DIMS",
            )
        value = values[spec.name]
        if not isinstance(value, np.ndarray):
            value = random_array(random, spec.dtype, value)
        arrays[spec.name] = value
    return arrays


def random_array(random: np.random.Generator, dtype: str, shape: Sequence[int]) -> np.ndarray:
    """Normally distributed numbers; integers are 0 or 1, which serve as indices of any table."""
    if dtype == "bool" or dtypes.is_integer(dtype):
        return random.integers(0, 2, shape).astype(dtype)
    values = random.standard_normal(shape)
    if dtype == "bfloat16":
        bits = values.astype(np.float32).view(np.uint32)
        return (bits >> 16).astype(np.uint16)
    if dtypes.is_complex(dtype):
        return (values + 1j * random.standard_normal(shape)).astype(dtype)
    return values.astype(dtype)


def _show(specs: Sequence[TensorSpec], outputs: Mapping[str, np.ndarray]) -> None:
    rows = []
    for spec in specs:
        array = outputs[spec.name]
        first = array.reshape(-1)[:_SHOWN_VALUES]
        if spec.dtype == "bfloat16":
            first = (first.astype(np.uint32) << 16).view(np.float32)
        shown = [f"{value:.6g}" if first.dtype.kind == "f" else str(value) for value in first]
        dots = ["..."] if array.size > len(first) else []
        rows.append([spec.name, spec.dtype, str(list(array.shape)), " ".join(shown + dots)])
    print(table("outputs", ["name", "dtype", "shape", "first values"], rows))
