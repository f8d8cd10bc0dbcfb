"""Around the classifier and the recogniser: their input, and the text in the latter's output.

A strip is one line of text cut out of a picture: uint8, shape (height, width, 3), blue, green, red.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from paddle_mlir.dialects.errors import ModelError

STRIP_HEIGHT = 48
CLASSIFIER_WIDTH = 192
RECOGNISER_MIN_WIDTH = 320
RECOGNISER_STRIDE = 8
"""The recogniser gives one column of scores for so many pixels: widths are its multiples."""
TURNED_CLASS = 1
BLANK = 0
"""The class that stands for "no character here"."""


def classifier_input(strips: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """Scale and normalise strips to the classifier's input, shape (2 * strips, 3, 48, 192).

    Every strip is there twice, as it is and, in the second half, turned by 180 degrees.
    """
    both_ways = [*strips, *(np.rot90(strip, 2) for strip in strips)]
    return np.stack([_fit(strip, CLASSIFIER_WIDTH) for strip in both_ways])


def recogniser_input(strip: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Scale and normalise a strip to the recogniser's input, shape (1, 3, 48, width).

    The width follows the strip's own proportions, so long lines are not squeezed.
    """
    height, width = strip.shape[:2]
    columns = math.ceil(STRIP_HEIGHT * width / height / RECOGNISER_STRIDE) * RECOGNISER_STRIDE
    return _fit(strip, max(RECOGNISER_MIN_WIDTH, columns))[None]


def _fit(strip: NDArray[np.uint8], width: int) -> NDArray[np.float32]:
    """Scale a strip into (3, 48, width), values from -1 to 1; what it does not fill is 0."""
    own_width = math.ceil(STRIP_HEIGHT * strip.shape[1] / strip.shape[0])
    columns = min(width, own_width)
    resized = cv2.resize(strip, (columns, STRIP_HEIGHT)).astype(np.float32)
    padded = np.zeros((3, STRIP_HEIGHT, width), np.float32)
    padded[:, :, :columns] = resized.transpose(2, 0, 1) / 127.5 - 1
    return padded


def turned(scores: NDArray[np.float32]) -> list[bool]:
    """Which strips stand on their head.

    The classifier sees only the squeezed beginning of a long line and can be unsure of it, so its
    answers for the strip and for the turned strip are weighed against each other. Of 98 rendered
    lines of 1 to 7 words that mistook 2, where PP-OCR's threshold of 0.9 mistook 6.

    Args:
        scores: the classifier's output for `classifier_input`, shape (2 * strips, 2).
    """
    as_it_is, other_way = np.split(scores[:, TURNED_CLASS], 2)
    return [bool(turned) for turned in as_it_is > other_way]


def read_characters(dictionary: Path) -> list[str]:
    """The recogniser's classes: the blank, the dictionary's lines, and the space.

    Raises:
        ModelError: the dictionary cannot be read.
    """
    try:
        text = dictionary.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(
            "the character dictionary cannot be read", where=str(dictionary), got=str(error)
        ) from error
    # Not splitlines(): the dictionary holds characters that it takes for line ends.
    return ["", *text.removesuffix("\n").split("\n"), " "]


def decode(scores: NDArray[np.float32], characters: Sequence[str]) -> tuple[str, float]:
    """Greedy CTC: the best class of each column, repeats merged, blanks dropped.

    Args:
        scores: the recogniser's output for one strip, shape (columns, classes), probabilities.
        characters: the character of each class.

    Returns:
        The text, and the mean probability of its characters (0 for an empty text).

    Raises:
        ModelError: there are not as many characters as classes.
    """
    if scores.shape[1] != len(characters):
        raise ModelError(
            "the character dictionary does not belong to the recogniser",
            got=f"{len(characters)} characters",
            wanted=f"{scores.shape[1]}",
        )
    best = scores.argmax(axis=1)
    kept = best != BLANK
    kept[1:] &= best[1:] != best[:-1]
    if not kept.any():
        return "", 0.0
    text = "".join(characters[index] for index in best[kept])
    # The recogniser takes the margin left and right of a line for spaces.
    return text.strip(), float(scores.max(axis=1)[kept].mean())
