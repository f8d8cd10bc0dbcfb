"""A rule that makes plain convolutions of a transposed one.

With stride s every s-th element of the result is made of the same taps of the filter. So each of
the s phases is a plain convolution of the input with those taps, turned around, and the result has
the phases' elements in turns.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import (
    effective_dilations,
    static_window,
    window_padding,
)
from paddle_mlir.dialects.pd.slicing import INT32_MAX
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.rewriting import Match, Rule, rule
from paddle_mlir.pipelines.rules.convolution_choice import OPEN_SIZES, Chooser
from paddle_mlir.pipelines.rules.convolution_cost import Convolution

AXES = (1, 2)
"""Height and width in NHWC."""
MOST_PHASES = 16
"""A convolution for each of more would make a network of hundreds of ops."""


@dataclass(frozen=True)
class Taps:
    """The taps of a filter that some phases read, along one axis.

    Attributes:
        first: of the filter as :class:`Phases` spreads and turns it.
        count: so many follow each other.
        padding: of the input, before and after; negative where elements are left out.
    """

    first: int
    count: int
    padding: tuple[int, int]


@dataclass(frozen=True)
class Phases:
    """One axis of a transposed convolution, taken apart.

    Element ``q * steps + r`` of the uncut result is the sum of ``x[q + e] * filter[i]`` over all
    whole e, where ``i = r + padding - cut - e * steps``.

    Attributes:
        window: taps of the filter.
        steps: phases; the stride.
        padding: of the transposed convolution, before the result.
        cut: elements that are cut off before the result; moves the phases' taps.
        growth: of a phase's result over the input.
        surplus: elements that are cut off behind the result.
        start: taps of the filter before those of the window, which no element reads.
    """

    window: int
    steps: int
    padding: int
    cut: int
    growth: int
    surplus: int
    start: int = 0

    @property
    def last(self) -> int:
        """The largest e."""
        return -((self.cut - self.padding) // self.steps)

    @property
    def lead(self) -> int:
        """Zeros before the filter's taps, so that tap 0 of phase 0 comes first."""
        return self.steps * self.last - self.padding + self.cut

    @property
    def places(self) -> int:
        """So many values of e there are."""
        return -(-(self.window + self.lead) // self.steps)

    def spread(self, window: int) -> tuple[int, int]:
        """Zeros before and after a filter of so many taps; negative where it has too many."""
        before = self.lead - self.start
        return before, self.places * self.steps - before - window

    def all_taps(self) -> Taps:
        """Those of any phase."""
        return self._taps(0, self.places)

    def taps_of(self, phase: int) -> Taps:
        """Those of one phase; the count is 0 where all its elements are 0."""
        taps = [
            place
            for place in range(self.places)
            if 0 <= (self.places - 1 - place) * self.steps + phase - self.lead < self.window
        ]
        return self._taps(taps[0] if taps else 0, len(taps))

    def _taps(self, first: int, count: int) -> Taps:
        low = self.last - self.places + 1 + first
        return Taps(first, count, (-low, self.growth + low + count - 1))


def phases_of(
    size: Size, result: Size, window: int, stride: int, padding: int, is_aligned: bool
) -> Phases | None:
    """An axis, or None where the padding is of dynamic size or leaves nothing of the map.

    Args:
        size: of the input.
        result: its size.
        window: taps of the filter.
        stride: steps of the transposed convolution.
        padding: before.
        is_aligned: tap 0 is of phase 0, which makes the fewest taps of all phases together.
    """
    # So far the last phase may have to start in the map.
    if isinstance(size, int) and window <= padding > (size - 2) * stride + window:
        return None
    if size == 1 and isinstance(result, int) and padding < window:
        # A product: each element of the result reads a tap of its own.
        taps = min(window - padding, result)
        return Phases(taps, result, 0, 0, 0, 0, start=padding)
    cut = padding % stride if is_aligned else 0
    uncut = result - size * stride + cut
    if not isinstance(uncut, int):
        return None
    growth = -(-uncut // stride)
    return Phases(window, stride, padding, cut, growth, growth * stride - uncut)


def places_of(phases: list[Phases]) -> Iterator[tuple[int, ...]]:
    """The phases of both axes, in the order in which results lie side by side."""
    return product(*(range(one.steps) for one in phases))


def window_phases(conv: pd.Conv2dTranspose, match: Match, *, is_aligned: bool) -> list[Phases]:
    """Both axes of a transposed convolution; leaves where a padding is not known."""
    sizes = [match.sizes(conv.x).dims[axis] for axis in AXES]
    results = [match.sizes(conv.result).dims[axis] for axis in AXES]
    window = static_window(match.info(conv.filter).dims[2:])
    dilations = list(conv.dilations)
    pads = window_padding(
        sizes, window, conv.strides, dilations, conv.paddings, conv.padding_algorithm
    )
    found = []
    for axis, (padding, _) in enumerate(pads):
        one = None
        if isinstance(padding, int):
            one = phases_of(
                sizes[axis], results[axis], window[axis], conv.strides[axis], padding, is_aligned
            )
        match.require(one is not None, "the padding is of dynamic size or as wide as the map")
        assert one is not None
        found.append(one)
    return found


def spread_filter(conv: pd.Conv2dTranspose, match: Match, phases: list[Phases]) -> Any:
    """The filter as ``[places, places, C / groups, phases, phases, groups, F / groups]``."""
    channels, features, *sizes = match.info(conv.filter).dims
    window = static_window(sizes)
    weight = conv.filter
    spreads = [one.spread(size) for one, size in zip(phases, window, strict=True)]
    if any(any(pair) for pair in spreads):
        paddings = tuple(side for pair in spreads for side in pair)
        weight = match.emit(pd.Pad, weight, None, paddings=paddings, axes=(2, 3))
    split = [size for one in phases for size in (one.places, one.steps)]
    groups = (conv.groups, channels // conv.groups)
    weight = match.emit(pd.Reshape, weight, shape=(*groups, features, *split))
    weight = match.emit(pd.Transpose, weight, perm=(3, 5, 1, 4, 6, 0, 2))
    if all(one.places == 1 for one in phases):
        return weight
    return match.emit(pd.Flip, weight, axis=(0, 1))


def plain_convolution(
    match: Match, x: Any, weight: Any, taps: tuple[Taps, ...], groups: int = 1
) -> Any:
    """``x`` in NHWC with a filter in HWIO; negative paddings leave elements out."""
    paddings = [one.padding for one in taps]
    if any(side < 0 for pair in paddings for side in pair):
        starts = tuple(max(-before, 0) for before, _ in paddings)
        ends = tuple(behind if behind < 0 else INT32_MAX for _, behind in paddings)
        x = match.emit(pd.Slice, x, None, None, axes=AXES, starts=starts, ends=ends)
    return match.emit(
        pd.Conv2d,
        x,
        weight,
        paddings=tuple(max(side, 0) for pair in paddings for side in pair),
        groups=groups,
        data_format="NHWC",
        filter_format="HWIO",
    )


def all_at_once(conv: pd.Conv2dTranspose, match: Match, phases: list[Phases]) -> Any:
    """One convolution, whose features are those of all phases."""
    weight = spread_filter(conv, match, phases)
    *window, channels, high, wide, _, features = match.info(weight).dims
    weight = match.emit(pd.Reshape, weight, shape=(*window, channels, high * wide * features))
    return plain_convolution(match, conv.x, weight, tuple(one.all_taps() for one in phases))


def one_by_one(conv: pd.Conv2dTranspose, match: Match, phases: list[Phases]) -> Any:
    """A convolution for each phase, their results side by side."""
    weight = spread_filter(conv, match, phases)
    _, _, channels, _, _, groups, features = match.info(weight).dims
    parts = []
    for places in places_of(phases):
        taps = tuple(one.taps_of(place) for one, place in zip(phases, places, strict=True))
        starts = (*(one.first for one in taps), *places)
        ends = (*(one.first + one.count for one in taps), *(place + 1 for place in places))
        part = match.emit(pd.Slice, weight, None, None, axes=(0, 1, 3, 4), starts=starts, ends=ends)
        shape = (*(one.count for one in taps), channels, groups * features)
        part = match.emit(pd.Reshape, part, shape=shape)
        parts.append(plain_convolution(match, conv.x, part, taps, conv.groups))
    return parts[0] if len(parts) == 1 else match.emit(pd.Concat, parts, axis=3)


def in_turns(match: Match, y: Any, phases: list[Phases], features: int) -> Any:
    """``[N, H, W, phases * phases * F]`` as ``[N, H * phases, W * phases, F]``, cut."""
    steps = tuple(one.steps for one in phases)
    if steps != (1, 1):
        sizes = [size if isinstance(size, int) else 0 for size in match.sizes(y).dims[:3]]
        y = match.emit(pd.Reshape, y, shape=(*sizes, *steps, features))
        y = match.emit(pd.Transpose, y, perm=(0, 1, 3, 2, 4, 5))
        y = match.emit(pd.Flatten, y, start_axis=1, stop_axis=2)
        y = match.emit(pd.Flatten, y, start_axis=2, stop_axis=3)
    if not any(one.cut or one.surplus for one in phases):
        return y
    starts = tuple(one.cut for one in phases)
    ends = tuple(-one.surplus or INT32_MAX for one in phases)
    return match.emit(pd.Slice, y, None, None, axes=AXES, starts=starts, ends=ends)


@dataclass(frozen=True)
class Form:
    """A way of computing a transposed convolution by plain ones.

    Attributes:
        phases: of both axes.
        is_divided: a convolution for each phase, not one for all.
    """

    phases: list[Phases]
    is_divided: bool

    @property
    def taps(self) -> list[tuple[Taps, ...]]:
        """Of each convolution."""
        if not self.is_divided:
            return [tuple(one.all_taps() for one in self.phases)]
        return [
            tuple(one.taps_of(place) for one, place in zip(self.phases, places, strict=True))
            for places in places_of(self.phases)
        ]

    @property
    def reason(self) -> str | None:
        """Why it cannot be computed, or None."""
        if math.prod(one.steps for one in self.phases) > MOST_PHASES:
            return f"there are more than {MOST_PHASES} phases"
        if any(one.count == 0 for taps in self.taps for one in taps):
            return "the windows leave gaps"
        return None


def forms_of(conv: pd.Conv2dTranspose, match: Match) -> list[Form]:
    """What is possible; leaves where nothing is."""
    usual = window_phases(conv, match, is_aligned=False)
    aligned = window_phases(conv, match, is_aligned=True)
    divided = Form(usual, is_divided=True)
    if conv.groups > 1:
        match.require(divided.reason is None, f"the channels are in groups, and {divided.reason}")
        return [divided]
    forms = [Form(usual, is_divided=False)]
    if aligned != usual:
        forms.append(Form(aligned, is_divided=False))
    is_one_tap = all(one.places == 1 for one in usual)
    if divided.reason is None and len(divided.taps) > 1 and not is_one_tap:
        forms.append(divided)
    return forms


def form_cost(conv: pd.Conv2dTranspose, match: Match, form: Form, chooser: Chooser) -> float:
    """Microseconds for a form of one group, but for putting phases in turns, which all do."""
    info, filter_info = match.sizes(conv.x), match.info(conv.filter)
    channels, features, *_ = filter_info.numbers(0, 1)
    guesses = (*OPEN_SIZES, channels)
    maps = [
        size if isinstance(size, int) else guess
        for size, guess in zip(info.dims, guesses, strict=True)
    ]
    steps = [one.steps for one in form.phases]
    if not form.is_divided:
        features *= math.prod(steps)
    convolutions = [
        Convolution(
            info.dtype,
            tuple(maps),
            features,
            tuple(one.count for one in taps),
            (1, 1),
            tuple(side for one in taps for side in one.padding),
            (1, 1),
            is_static=info.is_static,
            is_open=not info.with_dims(info.dims[1:]).is_static,
        )
        for taps in form.taps
    ]
    cost = sum(map(chooser.microseconds, convolutions))
    results = sum(one.positions * one.features * one.bytes for one in convolutions)
    copies = form.is_divided + any(one.cut or one.surplus for one in form.phases)
    return cost + copies * 2 * chooser.machine.moving(results)


def convs_of_conv_transpose_for(chooser: Chooser) -> Rule:
    """The rule for one machine."""

    @rule(pd.Conv2dTranspose)
    def convs_of_conv_transpose(conv: pd.Conv2dTranspose, match: Match) -> Any:
        """``conv_transpose(x, w)[r::s] = conv(x, w[r::s])`` for a stride s, in NHWC.

        All phases are one convolution with s times the features, whose shorter filters zeros fill,
        or a convolution each, whichever is estimated to be cheaper.
        """
        if conv.data_format != "NHWC":
            match.fail()
        match.constant(conv.filter, "the filter")
        match.static(conv.filter, "the filter")
        dilations = effective_dilations(conv.dilations, conv.padding_algorithm)
        match.require(dilations == [1, 1], "the windows have gaps")
        forms = forms_of(conv, match)
        form = min(forms, key=lambda one: form_cost(conv, match, one, chooser))
        compute = one_by_one if form.is_divided else all_at_once
        [features] = match.info(conv.filter).numbers(1)
        features *= conv.groups
        y = compute(conv, match, form.phases)
        return in_turns(match, y, form.phases, features)

    return convs_of_conv_transpose


TRANSPOSED = (convs_of_conv_transpose_for(Chooser()),)
