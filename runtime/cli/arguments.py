"""Arguments that several commands have, and the reading of their texts."""

from __future__ import annotations

import argparse
import re
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from paddle_mlir.dialects.errors import InputError
from paddle_mlir.runtime.manifest import (
    FILE_NAME,
    MODULE_FILE,
    PARAMETERS_FILE,
    PRECISIONS,
)

_LARGEST_SIZE = 2**31 - 1
_SIZE_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_Value = TypeVar("_Value")

Dims = tuple[int | str, ...]
"""A shape; a string is the name of a size that stays dynamic."""


class Commands(Protocol):
    """What ``argparse`` gives from ``add_subparsers``."""

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """Add a command."""


def add_command(
    commands: Commands, name: str, summary: str, description: str, examples: str
) -> argparse.ArgumentParser:
    """Add a command with help that ends in examples."""
    return commands.add_parser(
        name,
        help=summary,
        description=textwrap.fill(description, 79),
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def add_params(parser: argparse.ArgumentParser) -> None:
    """The argument ``--params``."""
    parser.add_argument(
        "--params",
        type=Path,
        metavar="FILE",
        help="the parameter file, or folder, where it is not the usual one beside the program",
    )


def add_shapes(parser: argparse.ArgumentParser) -> None:
    """The argument ``--shape``."""
    parser.add_argument(
        "--shape",
        type=parse_shape,
        action="append",
        default=[],
        metavar="NAME=DIMS",
        help="shape of an input, such as x=1x3x224x224; a name in place of a number (x=Nx3xHxW) "
        "stays dynamic and means the same size wherever it stands; may be repeated",
    )


def add_target(parser: argparse.ArgumentParser) -> None:
    """The argument ``--target``."""
    parser.add_argument(
        "--target",
        metavar="TARGET",
        help="cpu (this machine's, the default), cpu:NAME (LLVM's name of a CPU, such as "
        "cpu:x86-64-v3), vulkan or cuda",
    )


def add_precision(parser: argparse.ArgumentParser, help_: str) -> None:
    """The argument ``--precision``."""
    parser.add_argument(
        "--precision",
        choices=PRECISIONS,
        default=PRECISIONS[0],
        help=f"what matrix products and convolutions are computed in (default: f32); {help_}",
    )


def add_threads(parser: argparse.ArgumentParser, help_: str) -> None:
    """The argument ``--threads``."""
    parser.add_argument("--threads", type=int, metavar="N", help=help_)


def add_tuning(parser: argparse.ArgumentParser) -> None:
    """The argument ``--tuning``."""
    parser.add_argument(
        "--tuning",
        metavar="FILE",
        help="database of what was measured to be fastest, which paddle-mlir tune writes, in place "
        "of your own one; none for no database at all",
    )


def add_verbose(parser: argparse.ArgumentParser) -> None:
    """The argument ``--verbose``."""
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="say how long each step took even where standard error is no terminal",
    )


def parse_shape(text: str) -> tuple[str, Dims]:
    """Read ``NAME=DIMS``.

    Raises:
        argparse.ArgumentTypeError: it is not of this form.
    """
    name, equals, dims = text.rpartition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"got {text!r}, wanted NAME=DIMS such as x=1x3x224x224")
    return name, parse_dims(dims)


def parse_dims(text: str) -> Dims:
    """Read sizes and names of sizes with ``x`` between them; nothing at all is a scalar's shape.

    Raises:
        argparse.ArgumentTypeError: one is neither a size nor a name.
    """
    return tuple(_dim(part, text) for part in text.split("x")) if text else ()


def _dim(part: str, text: str) -> int | str:
    if part.isascii() and part.isdigit():
        if len(part) <= 10 and int(part) <= _LARGEST_SIZE:
            return int(part)
        raise argparse.ArgumentTypeError(f"size {part} in {text!r} is larger than {_LARGEST_SIZE}")
    if _SIZE_NAME.fullmatch(part):
        return part
    raise argparse.ArgumentTypeError(
        f"got {part!r} in {text!r}, wanted a size or a name without x between every two x"
    )


def by_name(given: Iterable[tuple[str, _Value]], option: str) -> Mapping[str, _Value]:
    """What a repeated option says of each input.

    Raises:
        InputError: it speaks of one input twice.
    """
    result: dict[str, _Value] = {}
    for name, value in given:
        if name in result:
            raise InputError("given twice", where=f"{option} {name}")
        result[name] = value
    return result


def is_artifact(path: Path) -> bool:
    """True for a folder that is, or was meant to be, an artifact."""
    return any((path / name).exists() for name in (FILE_NAME, MODULE_FILE, PARAMETERS_FILE))


def refuse_artifact(path: Path) -> None:
    """Check that ``path`` may be a model.

    Raises:
        InputError: it is an artifact.
    """
    if is_artifact(path):
        raise InputError("is a compiled artifact", where=str(path), wanted="a Paddle model")
