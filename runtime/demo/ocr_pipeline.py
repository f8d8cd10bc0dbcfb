"""PP-OCRv4 as three models in a row: find the lines, turn them upright, read them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from paddle_mlir.runtime.demo import text_boxes, text_strips

Engine = Callable[[np.ndarray], np.ndarray]
"""Runs one model: its input in, its output out, both float32."""

MIN_CONFIDENCE = 0.5
"""Lines read with less confidence are dropped: they are mostly drawings taken for text."""


@dataclass(frozen=True)
class TextLine:
    """One line of text in a picture."""

    text: str
    confidence: float
    """Mean probability of the characters, 0 to 1."""
    box: text_boxes.Box
    turned: bool
    """The line stood on its head and was turned before it was read."""


@dataclass
class Stage:
    """How often a stage of the pipeline ran and how long that took."""

    name: str
    calls: int = 0
    seconds: float = 0.0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Count what runs inside as one call."""
        start = time.perf_counter()
        yield
        self.calls += 1
        self.seconds += time.perf_counter() - start


@dataclass
class Reading:
    """What was read in a picture, and the time of each stage."""

    lines: list[TextLine] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)

    def stage(self, name: str) -> Stage:
        """Add a stage."""
        self.stages.append(Stage(name))
        return self.stages[-1]


class OcrPipeline:
    """Reads the lines of text in a picture.

    Args:
        detector: (1, 3, height, width) -> text probability (1, 1, height, width).
        classifier: (strips, 3, 48, 192) -> probability of upright and turned (strips, 2).
        recogniser: (1, 3, 48, width) -> probability of characters (1, columns, classes).
        characters: the character of each class of the recogniser.
    """

    def __init__(
        self, detector: Engine, classifier: Engine, recogniser: Engine, characters: Sequence[str]
    ) -> None:
        self.detector = detector
        self.classifier = classifier
        self.recogniser = recogniser
        self.characters = characters

    def read(self, picture: text_boxes.Picture) -> Reading:
        """Read a picture: uint8, shape (height, width, 3), blue, green, red."""
        reading = Reading()
        preparing = reading.stage("prepare picture")
        detecting = reading.stage("detect text (model)")
        cutting = reading.stage("find and cut lines")
        with preparing.timed():
            whole = text_boxes.detector_input(picture)
        with detecting.timed():
            probability = self.detector(whole)
        with cutting.timed():
            boxes = text_boxes.find_boxes(probability, picture.shape[:2])
            strips = [text_boxes.crop(picture, box) for box in boxes]
        if not boxes:
            return reading

        classifying = reading.stage("orientation (model)")
        recognising = reading.stage("recognise (model)")
        decoding = reading.stage("prepare and decode lines")
        with decoding.timed():
            upright_or_not = text_strips.classifier_input(strips)
        with classifying.timed():
            turned = text_strips.turned(self.classifier(upright_or_not))
        for box, strip, is_turned in zip(boxes, strips, turned, strict=True):
            with decoding.timed():
                line = text_strips.recogniser_input(np.rot90(strip, 2) if is_turned else strip)
            with recognising.timed():
                scores = self.recogniser(line)
            with decoding.timed():
                text, confidence = text_strips.decode(scores[0], self.characters)
            if confidence >= MIN_CONFIDENCE:
                reading.lines.append(TextLine(text, confidence, box, is_turned))
        return reading
