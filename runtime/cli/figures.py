"""Tables of measured figures, as ``benchmark`` and ``profile`` show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from paddle_mlir.runtime.cli.terminal import printable

_WIDTH_OF_FILES = 150


def figures_console() -> Console:
    """Standard output, with room for a table where it is no terminal."""
    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH_OF_FILES)


def figures_table(
    model: str, inputs: Mapping[str, Sequence[int]], threads: int, caption: str
) -> Table:
    """An empty table below the model's name and what it is run with."""
    sizes = ", ".join(f"{name} {'x'.join(map(str, shape))}" for name, shape in inputs.items())
    return Table(
        title=Text(f"{printable(model)}\n{printable(sizes)}, threads {threads}"),
        title_justify="left",
        caption=Text(caption),
        caption_justify="left",
        box=box.SIMPLE_HEAD,
    )


def milliseconds_text(value: float) -> str:
    """Three digits, or as many as stand before the point."""
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"
