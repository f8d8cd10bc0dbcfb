"""The command line ``paddle-mlir``.

Exit status: 0; 1 for what the user can mend, told in one line and a remedy; 2 for a wrong command
line; 70 for an error of our own; 130 when interrupted; 141 when the reader of a pipe has gone.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import io
import os
import sys
import traceback
from collections.abc import Sequence

from paddle_mlir.dialects.errors import PaddleMlirError
from paddle_mlir.runtime.cli import (
    benchmarking,
    compiling,
    importing,
    inspecting,
    listing,
    profiling,
    running,
    tuning,
)
from paddle_mlir.runtime.cli.terminal import printable, style

TRACEBACK = "PADDLE_MLIR_TRACEBACK"
"""Environment variable: when it is set, errors come with a traceback."""

# What `pip install paddle-mlir` leaves out and `paddle-mlir[compile]` brings.
_COMPILER_HALF = ("torch_mlir", "iree.compiler", "google", "rich")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit status.

    Raises:
        SystemExit: the command line is wrong, or asks for help.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Names come from files and may hold what this terminal cannot show.
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            options = _parser().parse_args(arguments)
            return int(options.command(options))
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        return 141
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except Exception as error:
        if os.environ.get(TRACEBACK):
            traceback.print_exc()
        if isinstance(error, OSError):
            _drop_output()
        status, lines = _described(error)
        print(style("error:", "31;1", sys.stderr), "\n".join(lines), file=sys.stderr)
        return status


def _described(error: Exception) -> tuple[int, list[str]]:
    """Exit status and lines of text for an error."""
    if isinstance(error, PaddleMlirError):
        return 1, [printable(line) for line in str(error).splitlines()]
    if isinstance(error, ModuleNotFoundError) and (error.name or "").startswith(_COMPILER_HALF):
        return 1, [
            f"models are imported and compiled with the module {error.name}, which is missing",
            "install it: pip install 'paddle-mlir[compile]'",
        ]
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename is not None else ""
        return 1, [printable(f"{place}{error.strerror or error}")]
    if isinstance(error, MemoryError):
        return 1, ["not enough memory"]
    text = (str(error).splitlines() or [""])[0]
    return 70, [
        printable(f"internal error: {type(error).__name__}: {text}"),
        f"this is a defect of paddle-mlir: please report it with what {TRACEBACK}=1 shows",
    ]


def _drop_output() -> None:
    """Let nothing more be written to an output that cannot take it, not even at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except io.UnsupportedOperation:
        return


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paddle-mlir",
        description="Import Paddle models into MLIR, compile them with IREE, and run them.",
        epilog="paddle-mlir COMMAND --help explains a command and gives examples.",
        allow_abbrev=False,
    )
    version = importlib.metadata.version("paddle-mlir")
    parser.add_argument("--version", action="version", version=f"paddle-mlir {version}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    modules = (importing, inspecting, compiling, running, benchmarking, profiling, tuning, listing)
    for module in modules:
        module.add_command(commands)
    return parser
