"""What the terminal shows: tables, colours, and which step is running.

Tables need nothing but Python, so that the 15 MB install shows the same as the full one; only the
spinner, which nothing but the compiler half uses, is rich's.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO


def is_terminal(stream: TextIO) -> bool:
    """True for a terminal that takes more than plain text."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def style(text: str, code: str, stream: TextIO) -> str:
    """``text`` in an ANSI style, such as ``"1"`` for bold, where ``stream`` may be coloured."""
    coloured = is_terminal(stream) and not os.environ.get("NO_COLOR")
    return f"\x1b[{code}m{text}\x1b[0m" if coloured else text


def printable(text: str) -> str:
    """``text`` without control characters: names come from files and may hold anything."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def table(title: str, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A titled table for standard output: numbers to the right, text to the left.

    Args:
        title: a line above it.
        headers: of the columns; empty for none.
        rows: cells; integers get separators between thousands.
    """
    cells = [[printable(_cell(value)) for value in row] for row in rows]
    lines = [list(headers), *cells] if headers else cells
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    numbers = [
        all(isinstance(value, int) for value in column) for column in zip(*rows, strict=True)
    ]
    right = numbers or [False] * len(widths)
    texts = [f"  {_padded(line, widths, right)}".rstrip() for line in lines]
    if headers:
        texts[0] = style(texts[0], "2", sys.stdout)
    return "\n".join([style(printable(title), "1", sys.stdout), *texts])


def _padded(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    return "  ".join(
        cell.rjust(width) if is_number else cell.ljust(width)
        for cell, width, is_number in zip(cells, widths, right, strict=True)
    )


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def size_text(size: int) -> str:
    """A number of bytes as people read it: ``97.7 MiB``."""
    amount, units = float(size), ["bytes", "KiB", "MiB", "GiB", "TiB"]
    while amount >= 1024 and len(units) > 1:
        amount /= 1024
        units.pop(0)
    return f"{size} bytes" if units[0] == "bytes" else f"{amount:.1f} {units[0]}"


class Steps:
    """Tells on standard error which step runs, and how long each took.

    On a terminal always; elsewhere, where nobody waits, only when asked to.
    """

    def __init__(self, verbose: bool) -> None:
        """``verbose``: tell it even where standard error is no terminal."""
        self._verbose = verbose

    @contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        """Run a step."""
        live = is_terminal(sys.stderr)
        started = time.perf_counter()
        if live:
            with _spinner(what):
                yield
        else:
            yield
        if live or self._verbose:
            seconds = f"{time.perf_counter() - started:7.2f} s"
            print(style(seconds, "2", sys.stderr), what, file=sys.stderr)


@contextmanager
def _spinner(what: str) -> Iterator[None]:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(what, total=None)
        yield
