"""The choice between the ways of computing a convolution: the possible ones, and the cheapest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.errors import InputError, known_names
from paddle_mlir.dialects.pd.convolution import effective_dilations, four_paddings
from paddle_mlir.dialects.pd.winograd import CHANNELS, WINDOW
from paddle_mlir.pipelines.rewriting import Match, is_constant
from paddle_mlir.pipelines.rules.convolution_cost import (
    DISPATCH,
    WINOGRAD_TILES,
    Convolution,
    Machine,
    Strategy,
    estimate,
    product_cost,
)
from paddle_mlir.pipelines.rules.packing import Product
from paddle_mlir.pipelines.tuning_database import Tuning

OPEN_SIZES = (1, 64, 64)
"""What a batch, height and width that only run time tells are taken for."""
LARGEST_WINDOW = 11
"""In width: the direct kernel writes a row of the window out."""


@dataclass(frozen=True)
class Choice:
    """How a convolution is computed.

    Attributes:
        strategy: what is chosen.
        estimates: microseconds of all strategies that are possible.
        refused: why the others are not.
        is_measured: a tuning database chose.
    """

    strategy: Strategy
    estimates: dict[Strategy, float]
    refused: dict[Strategy, str]
    is_measured: bool = False

    def why_not(self, *strategies: Strategy) -> str:
        """Why none of some strategies was chosen."""
        possible = [one for one in strategies if one in self.estimates]
        if not possible:
            return self.refused[strategies[0]]
        if self.is_measured:
            return f"{self.strategy} was measured to be faster"
        best = min(possible, key=self.estimates.__getitem__)
        return ", ".join(f"{one}: {self.estimates[one]:.3g} us" for one in (best, self.strategy))


@dataclass(frozen=True)
class Chooser:
    """Chooses, for one machine.

    Attributes:
        machine: what the convolutions run on.
        winograd: whether results may be rounded otherwise than those of the direct form.
        tuning: what was measured; goes before the estimates.
    """

    machine: Machine = field(default_factory=Machine)
    winograd: bool = True
    tuning: Tuning = field(default_factory=Tuning)

    def choose(self, conv: pd.Conv2d, match: Match) -> Choice:
        """How a convolution in NHWC with a filter in HWIO is computed; leaves for other ones."""
        sizes = convolution_of(conv, match)
        refused = {
            strategy: reason
            for strategy, reason in (
                *((one, self._no_winograd(conv, match, sizes, one)) for one in WINOGRAD_TILES),
                (Strategy.PATCHES, "the map's size is dynamic" if sizes.is_open else None),
                (Strategy.KERNEL, no_kernel(conv, match)),
            )
            if reason is not None
        }
        estimates = {
            one: estimate(sizes, one, self.machine) for one in Strategy if one not in refused
        }
        if sizes.is_static:
            measured = strategy_of(self.tuning.choice(sizes.key), sizes.key)
            # Such as Winograd's convolution, which may have become unwanted.
            if measured in estimates:
                return Choice(measured, estimates, refused, is_measured=True)
        return Choice(min(estimates, key=estimates.__getitem__), estimates, refused)

    def microseconds(self, sizes: Convolution) -> float:
        """What a convolution with a constant filter costs in the cheapest way."""
        if sizes.window == (1, 1) and sizes.strides == (1, 1) and not any(sizes.paddings):
            rows = Product(sizes.dtype, (), sizes.positions, sizes.inner, sizes.features)
            return product_cost(rows, self.machine) + DISPATCH
        possible = [Strategy.PLAIN]
        if not sizes.is_open:
            possible.append(Strategy.PATCHES)
        if sizes.dtype == "float32" and sizes.window[1] <= LARGEST_WINDOW:
            possible.append(Strategy.KERNEL)
        possible += [one for one in WINOGRAD_TILES if self._no_winograd_of(sizes, one) is None]
        return min(estimate(sizes, one, self.machine) for one in possible)

    def _no_winograd(
        self, conv: pd.Conv2d, match: Match, sizes: Convolution, strategy: Strategy
    ) -> str | None:
        """Why a convolution is not Winograd's."""
        if not (is_constant(conv.filter) and match.info(conv.filter).is_static):
            return "the filter is not constant"
        if not isinstance(match.sizes(conv.input).dims[3], int):
            return "the number of channels is dynamic"
        return self._no_winograd_of(sizes, strategy)

    def _no_winograd_of(self, sizes: Convolution, strategy: Strategy) -> str | None:
        """Why a convolution with a constant filter is not Winograd's."""
        if not self.winograd:
            return "other rounding is not wanted"
        if sizes.window != (WINDOW, WINDOW):
            return f"the windows are not {WINDOW}x{WINDOW}"
        if sizes.strides != (1, 1):
            return "the windows leave out elements"
        if sizes.dilations != (1, 1):
            return "the windows have gaps"
        if sizes.dtype != "float32":
            return "the dtype is not float32"
        if sizes.maps[3] % CHANNELS or sizes.features % CHANNELS:
            return f"vectors of {CHANNELS} do not divide the channels"
        if min(sizes.result) < WINOGRAD_TILES[strategy]:
            return "the map is smaller than a tile"
        return None


def no_kernel(conv: pd.Conv2d, match: Match, takes_gaps: bool = False) -> str | None:
    """Why kernels of our own cannot compute a convolution; those of groups take gaps."""
    info, weight = match.sizes(conv.input), match.sizes(conv.filter)
    if not weight.is_static:
        return "the filter's size is dynamic"
    if not isinstance(info.dims[3], int):
        return "the number of channels is dynamic"
    if info.dtype != "float32":
        return "the dtype is not float32"
    if conv.dilations != (1, 1) and not takes_gaps:
        return "the windows have gaps"
    window = weight.numbers(0, 1)
    if window[1] > LARGEST_WINDOW:
        return f"windows are wider than {LARGEST_WINDOW}"
    if four_paddings(info, window, conv) is None:
        return "the padding depends on a dynamic size"
    return None


def convolution_of(conv: pd.Conv2d, match: Match) -> Convolution:
    """The sizes of a convolution in NHWC with a filter in HWIO; leaves where that has none."""
    info, weight = match.sizes(conv.input), match.sizes(conv.filter)
    match.require(weight.is_static, "the filter's size is dynamic")
    window, (channels, features) = weight.numbers(0, 1), weight.numbers(2, 3)
    known = [
        size if isinstance(size, int) else guess
        for size, guess in zip(info.dims, (*OPEN_SIZES, channels), strict=True)
    ]
    guessed = info.with_dims(known)
    paddings = four_paddings(guessed, window, conv)
    assert paddings is not None, "sizes are known"
    return Convolution(
        info.dtype,
        tuple(known),
        features,
        tuple(window),
        conv.strides,
        paddings,
        tuple(effective_dilations(conv.dilations, conv.padding_algorithm)),
        is_static=info.is_static,
        is_open=not info.with_dims(info.dims[1:]).is_static,
    )


def strategy_of(choice: Mapping[str, Any], op: str) -> Strategy | None:
    """The strategy that a tuning database names, or None where it says nothing.

    Raises:
        InputError: there is no such strategy.
    """
    if not choice:
        return None
    known = {str(one): one for one in Strategy}
    name = choice.get("strategy")
    if name not in known:
        raise InputError(
            "unknown strategy in the tuning database",
            where=op,
            got=repr(name),
            remedy=known_names(str(name), known),
        )
    return known[name]
