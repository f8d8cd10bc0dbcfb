"""The demo's pictures: the page it reads, and that page with what was read beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from paddle_mlir.runtime.demo.ocr_pipeline import TextLine
from paddle_mlir.runtime.demo.text_boxes import Picture

PAPER = "#fbfaf6"
INKS = ("#1b1f24", "#0b3d66", "#1b1f24", "#7a1f2b", "#24422c")
SIZES = (40, 34, 38, 32, 36)
MARGIN = 48
GAP = 20

ACCENTS = ("#1f77d0", "#d9480f", "#2b8a3e", "#9c36b5", "#c2255c", "#0c8599")
BADGE_RADIUS = 13
SMOOTHING = 3
LONGEST_SIDE_SHOWN = 1600
"""Larger pictures are shown smaller, so that marks and text stay readable on them."""
PANEL = "#1b1f24"
PANEL_TEXT = "#f1f3f5"
PANEL_FAINT = "#98a2ad"


def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font: the same on every machine, and no font file to find."""
    return ImageFont.load_default(size)


def turned_line(count: int) -> int | None:
    """Which of `count` lines the page shows on its head: the middle one, but never the only one."""
    return count // 2 if count > 1 else None


def render_page(lines: Sequence[str]) -> Image.Image:
    """Render lines of text below one another, one of them on its head."""
    strips = []
    for index, line in enumerate(lines):
        strip = _strip(line, SIZES[index % len(SIZES)], INKS[index % len(INKS)])
        if index == turned_line(len(lines)):
            strip = strip.transpose(Image.Transpose.ROTATE_180)
        strips.append(strip)
    page = Image.new(
        "RGB",
        (
            max(strip.width for strip in strips) + 2 * MARGIN,
            sum(strip.height + GAP for strip in strips) - GAP + 2 * MARGIN,
        ),
        PAPER,
    )
    y = MARGIN
    for strip in strips:
        page.paste(strip, (MARGIN, y))
        y += strip.height + GAP
    return page


def _strip(line: str, size: int, ink: str) -> Image.Image:
    """One line of text on a piece of paper of its size."""
    font = _font(size)
    strip = Image.new("RGB", (math.ceil(font.getlength(line)) + 8, math.ceil(size * 1.3)), PAPER)
    middle = (4, strip.height / 2)
    ImageDraw.Draw(strip).text(middle, line, font=font, fill=ink, anchor="lm")
    return strip


def picture_of(image: Image.Image) -> Picture:
    """The pixels of an image as the models take them: blue, green, red; white where transparent."""
    rgba = image.convert("RGBA")
    white = Image.new("RGBA", rgba.size, "white")
    rgb = np.asarray(Image.alpha_composite(white, rgba).convert("RGB"))
    return np.ascontiguousarray(rgb[:, :, ::-1])


def annotate(image: Image.Image, lines: Sequence[TextLine]) -> Image.Image:
    """Mark the lines found in an image, and write beside it what was read and how surely."""
    scale = min(1.0, LONGEST_SIDE_SHOWN / max(image.size))
    shown = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    # Pillow draws slanted lines in steps: draw large, then shrink.
    marks = Image.new("RGBA", (shown.width * SMOOTHING, shown.height * SMOOTHING))
    draw = ImageDraw.Draw(marks)
    for index, line in enumerate(lines):
        corners = [(float(x), float(y)) for x, y in line.box * scale * SMOOTHING]
        accent, radius = ACCENTS[index % len(ACCENTS)], BADGE_RADIUS * SMOOTHING
        draw.polygon(corners, fill=f"{accent}26")
        draw.line([*corners, corners[0]], fill=accent, width=2 * SMOOTHING, joint="curve")
        beside = max(radius, corners[0][0] - 1.4 * radius), (corners[0][1] + corners[3][1]) / 2
        _badge(draw, beside, str(index + 1), accent, radius)
    marked = Image.alpha_composite(shown.convert("RGBA"), marks.resize(shown.size))

    panel = _panel(lines, shown.height)
    both = Image.new("RGB", (shown.width + panel.width, panel.height), PANEL)
    both.paste(marked, (0, (panel.height - shown.height) // 2))
    both.paste(panel, (shown.width, 0))
    return both


def _badge(
    draw: ImageDraw.ImageDraw, centre: tuple[float, float], text: str, colour: str, radius: int
) -> None:
    """A filled circle with a number in it."""
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    draw.text(centre, text, font=_font(radius * 1.25), fill="white", anchor="mm")


def _panel(lines: Sequence[TextLine], height: int) -> Image.Image:
    """What was read: a number, the text, and how surely, for each line."""
    text_font, note_font = _font(24), _font(16)
    left, pitch = 72, 68
    text_width = max((math.ceil(text_font.getlength(line.text)) for line in lines), default=0)
    needed = pitch * max(1, len(lines))
    panel = Image.new("RGB", (left + max(240, text_width) + MARGIN, max(height, needed)), PANEL)
    draw = ImageDraw.Draw(panel)
    y = (panel.height - needed) // 2 + 10
    if not lines:
        draw.text((left, y), "no text found", font=text_font, fill=PANEL_FAINT)
    for index, line in enumerate(lines):
        _badge(draw, (40, y + 16), str(index + 1), ACCENTS[index % len(ACCENTS)], BADGE_RADIUS)
        draw.text((left, y), line.text, font=text_font, fill=PANEL_TEXT)
        note = percentage(line.confidence) + (", turned upright" if line.turned else "")
        draw.text((left, y + 32), note, font=note_font, fill=PANEL_FAINT)
        y += pitch
    return panel


def percentage(confidence: float) -> str:
    """Write a confidence as a percentage, rounded down: 100 % would promise too much."""
    return f"{math.floor(confidence * 1000) / 10:.1f} %"
