"""The demo's command line: render or open a picture, read it, show what was read."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from paddle_mlir.dialects.errors import InputError, PaddleMlirError
from paddle_mlir.runtime.demo import drawing
from paddle_mlir.runtime.demo.ocr_models import CompiledModels
from paddle_mlir.runtime.demo.ocr_pipeline import Reading

LINES = (
    "paddle-mlir reads this page",
    "Invoice No. 2024-1138, total: $1,250.75",
    "PP-OCRv4: detect, turn, recognise!",
    "This line stands on its head",
    "Opening hours 9:00-17:30 (Mon. to Fri.)",
    "Compiled by IREE; no Paddle needed.",
)

EXAMPLES = """\
examples:
  python -m paddle_mlir.runtime.demo
  python -m paddle_mlir.runtime.demo --text "Hello, world" --text "Room 12B, 9:30"
  python -m paddle_mlir.runtime.demo --image receipt.jpg --output read.png

The exit status is 1 when the text read differs from the text rendered.
"""


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(
        prog="python -m paddle_mlir.runtime.demo",
        description="Read the text of a picture with PP-OCRv4, compiled by paddle-mlir.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--image", type=Path, metavar="FILE", help="read this picture")
    source.add_argument(
        "--text",
        action="append",
        metavar="LINE",
        help="render and read this line (may be repeated); by default, a page of six lines",
    )
    parser.add_argument(
        "--work-dir",
        type=Path,
        metavar="DIR",
        default=Path("build") / "demo",
        help="keeps the compiled models (default: %(default)s)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="PICTURE",
        help="the picture with what was read beside it (default: DIR/read.png)",
    )
    parser.add_argument(
        "--recompile", action="store_true", help="compile the models even where DIR has them"
    )
    return parser.parse_args(arguments)


def open_image(path: Path) -> Image.Image:
    """Open a picture, upright as its camera held it.

    Raises:
        InputError: it is missing, or not a picture that Pillow knows.
    """
    try:
        with Image.open(path) as image:
            return ImageOps.exif_transpose(image).convert("RGBA")
    except UnidentifiedImageError as error:
        raise InputError(
            "not a picture", where=str(path), wanted="PNG, JPEG or the like"
        ) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("the picture cannot be read", where=str(path), got=reason) from error


def save_image(image: Image.Image, path: Path) -> None:
    """Write a picture in the format that its name says.

    Raises:
        InputError: the format is unknown or the file cannot be written.
    """
    encoded = io.BytesIO()
    try:
        image.save(encoded, format=picture_format(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded.getvalue())
    except OSError as error:
        raise InputError(
            "the picture cannot be written", where=str(path), got=error.strerror or str(error)
        ) from error


def picture_format(path: Path) -> str:
    """Pillow's name for the format of a file to write.

    Raises:
        InputError: no format has this ending.
    """
    name = Image.registered_extensions().get(path.suffix.lower())
    if name is None or name not in Image.SAVE:
        raise InputError(
            "unknown picture format",
            where=str(path),
            got=repr(path.suffix),
            wanted=".png, .jpg, .webp or the like",
        )
    return name


def check_lines(lines: Sequence[str]) -> None:
    """Refuse lines of text that leave no mark on a page.

    Raises:
        InputError: a line is empty or holds a line break.
    """
    for line in lines:
        if not line.strip() or len(line.splitlines()) != 1:
            raise InputError("not a line of text", where="--text", got=repr(line))


def show(console: Console, reading: Reading) -> None:
    """Print the lines read and the time of each stage."""
    lines = Table("line", "text", "confidence", "", title="text read", title_justify="left")
    for number, line in enumerate(reading.lines, 1):
        note = "turned upright" if line.turned else ""
        lines.add_row(str(number), escape(line.text), drawing.percentage(line.confidence), note)
    stages = Table(title="time of one run, warmed up", title_justify="left", show_footer=True)
    stages.add_column("stage", "total")
    stages.add_column("calls", justify="right")
    total = sum(stage.seconds for stage in reading.stages)
    stages.add_column("milliseconds", f"{total * 1000:.1f}", justify="right")
    for stage in reading.stages:
        stages.add_row(stage.name, str(stage.calls), f"{stage.seconds * 1000:.1f}")
    console.print(lines, stages)


def differences(rendered: Sequence[str], read: Sequence[str]) -> list[str]:
    """One line of text for each line that was read otherwise than it was rendered."""
    found = []
    for number, (wanted, got) in enumerate(zip_longest(rendered, read), 1):
        if wanted != got:
            left = "nothing" if wanted is None else repr(wanted)
            right = "nothing" if got is None else repr(got)
            found.append(f"line {number}: rendered {left}, read {right}")
    return found


def run(options: argparse.Namespace, console: Console) -> int:
    """Run the demo.

    Returns:
        The exit status: 1 when the text read differs from the text rendered.

    Raises:
        PaddleMlirError: an option is wrong, or a model cannot be compiled or run.
    """
    output = options.output or options.work_dir / "read.png"
    picture_format(output)
    rendered = None if options.image is not None else options.text or LINES
    if rendered is None:
        image = open_image(options.image)
    else:
        check_lines(rendered)
        image = drawing.render_page(rendered)

    with console.status("starting") as status:

        def report(line: str) -> None:
            console.print(line, style="dim", markup=False, highlight=False)
            status.update(escape(line))

        pipeline = CompiledModels(options.work_dir, options.recompile, report).pipeline()
        picture = drawing.picture_of(image)
        status.update("reading")
        pipeline.read(picture)  # the first run also maps the weights and starts the threads
        reading = pipeline.read(picture)
    show(console, reading)
    save_image(drawing.annotate(image, reading.lines), output)
    console.print(f"wrote {output}", markup=False, highlight=False)
    if rendered is None:
        return 0
    wrong = differences(rendered, [line.text for line in reading.lines])
    for line in wrong:
        console.print(line, style="red", markup=False, highlight=False)
    if not wrong:
        console.print(f"all {len(rendered)} lines were read as they were rendered", style="green")
    return 1 if wrong else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo from the command line and return its exit status."""
    options = parse_arguments(arguments)
    try:
        return run(options, Console())
    except PaddleMlirError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
