"""Around the detector: its input, the text boxes in its probability map, and their crops.

Pictures are uint8 arrays of shape (height, width, 3) in blue, green, red order, as PP-OCR was
trained on them. A box is a float32 array of shape (4, 2): its corners as x, y in pixels,
clockwise from the top left.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Box = NDArray[np.float32]

LONGEST_SIDE = 960
"""Larger pictures are scaled down to this, the size that PP-OCR's own pipeline detects at."""
STRIDE = 32
"""Both sides of the detector's input are multiples of its coarsest feature map's stride."""
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)

PIXEL_THRESHOLD = 0.3
"""A pixel of at least this probability belongs to text."""
BOX_THRESHOLD = 0.6
"""A box is kept when its pixels reach this probability on average."""
GROWTH = 2.0
"""The detector marks the core of a line: its box grows by area * GROWTH / perimeter all round.

PP-OCR's own 1.5 crops English text so closely that the recogniser drops spaces: it did in 12 of
30 rendered lines, with 2.0 in none.
"""
SMALLEST_SIDE = 3
"""Boxes with a shorter side than this many pixels of the map are specks."""
UPRIGHT_RATIO = 1.5
"""A crop this many times higher than wide holds vertical text and is laid on its side."""


def detector_input(picture: Picture) -> NDArray[np.float32]:
    """Scale and normalise a picture to the detector's input, shape (1, 3, height, width)."""
    height, width = picture.shape[:2]
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    rows, columns = (max(STRIDE, round(side * scale / STRIDE) * STRIDE) for side in (height, width))
    resized = cv2.resize(picture, (columns, rows)).astype(np.float32)
    normalised = (resized / np.float32(255) - MEAN) / STD
    return np.ascontiguousarray(normalised.transpose(2, 0, 1)[None])


def find_boxes(probability: NDArray[np.float32], picture_size: tuple[int, int]) -> list[Box]:
    """Boxes of the text in a probability map, in reading order.

    Args:
        probability: the detector's output, shape (1, 1, rows, columns).
        picture_size: height and width of the picture, to whose pixels the boxes are scaled.
    """
    score = np.ascontiguousarray(probability[0, 0], np.float32)
    height, width = picture_size
    rows, columns = score.shape
    to_picture = np.array([width / columns, height / rows], np.float32)
    limits = np.array([width - 1, height - 1], np.float32)

    text = (score > PIXEL_THRESHOLD).astype(np.uint8)
    contours, _ = cv2.findContours(text, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for contour in contours:
        centre, (side_a, side_b), angle = cv2.minAreaRect(contour)
        if min(side_a, side_b) < SMALLEST_SIDE:
            continue
        core = cv2.boxPoints((centre, (side_a, side_b), angle))
        if mean_inside(score, np.asarray(core, np.float32)) < BOX_THRESHOLD:
            continue
        margin = side_a * side_b * GROWTH / (side_a + side_b)  # both sides of the box together
        grown = cv2.boxPoints((centre, (side_a + margin, side_b + margin), angle))
        corners = np.asarray(grown, np.float32) * to_picture
        boxes.append(clockwise_from_top_left(np.clip(corners, 0, limits)))
    return reading_order(boxes)


def mean_inside(score: NDArray[np.float32], corners: NDArray[np.float32]) -> float:
    """Mean of the pixels of `score` inside a polygon."""
    rows, columns = score.shape
    left, top = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(corners.max(axis=0)) + 1, (columns, rows)).astype(int)
    mask = np.zeros((bottom - top, right - left), np.uint8)
    cv2.fillPoly(mask, [np.rint(corners - (left, top)).astype(np.int32)], 1)
    return float(score[top:bottom, left:right][mask == 1].mean()) if mask.any() else 0.0


def clockwise_from_top_left(corners: NDArray[np.float32]) -> Box:
    """Order four corners: top left, top right, bottom right, bottom left."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    top_left, bottom_left = sorted(by_x[:2], key=lambda corner: float(corner[1]))
    top_right, bottom_right = sorted(by_x[2:], key=lambda corner: float(corner[1]))
    return np.stack([top_left, top_right, bottom_right, bottom_left]).astype(np.float32)


def reading_order(boxes: list[Box]) -> list[Box]:
    """Sort boxes from top to bottom, and those of one row from left to right."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: float(box[:, 1].mean())):
        if rows:
            first = rows[-1][0]
            half_height = (first[3, 1] - first[0, 1]) / 2
            if box[:, 1].mean() - first[:, 1].mean() < half_height:
                rows[-1].append(box)
                continue
        rows.append([box])
    return [box for row in rows for box in sorted(row, key=lambda box: float(box[0, 0]))]


def crop(picture: Picture, box: Box) -> Picture:
    """Cut a box out of a picture and straighten it to a horizontal strip."""
    top_left, top_right, bottom_right, bottom_left = box
    width = math.ceil(max(math.dist(top_left, top_right), math.dist(bottom_left, bottom_right)))
    height = math.ceil(max(math.dist(top_left, bottom_left), math.dist(top_right, bottom_right)))
    width, height = max(width, 1), max(height, 1)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    strip = cv2.warpPerspective(
        picture,
        cv2.getPerspectiveTransform(box, target),
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.uint8)
    return np.rot90(strip) if height >= UPRIGHT_RATIO * width else strip
