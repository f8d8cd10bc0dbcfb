"""Rules for padding."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import spatial_axes
from paddle_mlir.dialects.pd.padding import padding_of_axes
from paddle_mlir.pipelines.rewriting import Match, rule


@rule(pd.Conv2d)
def pad_into_conv(conv: pd.Conv2d, match: Match) -> Any:
    """``conv(pad(x), w) = conv(x, w)`` with the padding its own."""
    pad = match.producer(conv.input, pd.Pad)
    match.only_use(pad)
    match.require(pad.mode == "constant" and pad.pad_value == 0, "the map is not padded with 0")
    match.require(pad.paddings_tensor is None, "the padding is computed")
    match.require(conv.padding_algorithm != "SAME", "the convolution pads by the map's size")
    added = padding_of_axes(match.info(pad.x), pad.paddings, None, pad.axes)
    axes = spatial_axes(conv.data_format)
    match.require(
        all(axis in axes or pads == (0, 0) for axis, pads in added.items()),
        "batches or channels are padded",
    )
    own = (0, 0, 0, 0) if conv.padding_algorithm == "VALID" else conv.paddings
    if len(own) == len(axes):
        own = (own[0], own[0], own[1], own[1])
    outer = [number for axis in axes for number in added.get(axis, (0, 0))]
    numbers = [number for number in outer if isinstance(number, int) and number >= 0]
    match.require(len(numbers) == len(outer), "the padding takes away")
    paddings = tuple(a + b for a, b in zip(own, numbers, strict=True))
    attributes = conv.attribute_values() | {"paddings": paddings, "padding_algorithm": "EXPLICIT"}
    return match.emit(pd.Conv2d, pad.x, conv.filter, **attributes)


PADDING = (pad_into_conv,)
