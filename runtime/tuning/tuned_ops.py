"""The ops that can be tuned: their candidates, and each alone as a small model."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.dialects.pd.packed_matrix import MOST_TILE_ROWS
from paddle_mlir.pipelines.rules.convolution_cost import (
    WINOGRAD_TILES,
    Convolution,
    Strategy,
)
from paddle_mlir.pipelines.rules.packing import (
    Product,
    Tiling,
    VectorUnit,
    largest_divisor,
    tiling_of,
)

FEWEST_SUMS = 6
"""Vectors of a tile that is tried."""
MOST_HEIGHTS = 2
"""Numbers of rows that are tried of a panel's width."""

Choice = Mapping[str, Any]
"""As a tuning database holds it; empty for the rules' own."""


class TunedOp(ABC):
    """An op of certain sizes."""

    @property
    @abstractmethod
    def key(self) -> str:
        """What a tuning database calls it."""

    @property
    @abstractmethod
    def weight(self) -> float:
        """How much there is to compute: multiplications."""

    @abstractmethod
    def candidates(self) -> list[Choice]:
        """Ways of computing it, beside the rules' own."""

    @abstractmethod
    def model(self) -> Model:
        """The op with weights of its own and an activation behind it."""

    @abstractmethod
    def input(self) -> np.ndarray:
        """Random numbers for the model."""

    @property
    @abstractmethod
    def weight_elements(self) -> int:
        """Of a matrix of weights."""

    @property
    def may_be_winograd(self) -> bool:
        """Candidates may differ by more than sums in another order do."""
        return False


@dataclass(frozen=True)
class TunedConvolution(TunedOp):
    """A convolution, as pd-choose-convolution meets it, with bias and relu.

    Attributes:
        sizes: static ones.
        strategies: that are possible.
    """

    sizes: Convolution
    strategies: tuple[Strategy, ...]

    @property
    def key(self) -> str:
        """What a tuning database calls it."""
        return self.sizes.key

    @property
    def weight(self) -> float:
        """Multiplications of the direct form."""
        return float(self.sizes.positions * self.sizes.inner * self.sizes.features)

    def candidates(self) -> list[Choice]:
        """All strategies that are possible."""
        return [{"strategy": str(one)} for one in self.strategies]

    @property
    def weight_elements(self) -> int:
        """Of the filter."""
        return self.sizes.inner * self.sizes.features

    @property
    def may_be_winograd(self) -> bool:
        """Winograd's convolution is one of the strategies."""
        return any(one in WINOGRAD_TILES for one in self.strategies)

    def input(self) -> np.ndarray:
        """A map."""
        return _random(self.sizes.maps, self.sizes.dtype, 0)

    def model(self) -> Model:
        """``relu(conv2d(x, w) + b)``."""
        conv = self.sizes
        filter_ = (*conv.window, conv.maps[3], conv.features)
        result = (conv.maps[0], *conv.result, conv.features)
        texts = {
            "x": _type(conv.maps, conv.dtype),
            "w": _type(filter_, conv.dtype),
            "y": _type(result, conv.dtype),
        }
        attributes = ", ".join(
            f"{name} = array<i64: {', '.join(map(str, values))}>"
            for name, values in (
                ("strides", conv.strides),
                ("paddings", conv.paddings),
                ("dilations", conv.dilations),
            )
        )
        op = (
            f'%y = "pd.conv2d"(%x, %w) {{data_format = "NHWC", filter_format = "HWIO", '
            f"{attributes}}} : ({texts['x']}, {texts['w']}) -> {texts['y']}"
        )
        return _model(conv.dtype, texts, op, filter_, conv.inner, conv.features)


@dataclass(frozen=True)
class TunedProduct(TunedOp):
    """A product with constant weights, as pd-pack-weights meets it, with bias and relu.

    Attributes:
        sizes: static ones.
        unit: what computes it.
        threads: among which workgroups are shared out.
    """

    sizes: Product
    unit: VectorUnit
    threads: int = 1

    @property
    def key(self) -> str:
        """What a tuning database calls it."""
        return self.sizes.key

    @property
    def rows(self) -> int:
        """Of each matrix of a batch."""
        assert isinstance(self.sizes.rows, int)
        return self.sizes.rows

    @property
    def weight(self) -> float:
        """Multiplications."""
        return float(math.prod(self.sizes.batch) * self.rows) * self.weight_elements

    @property
    def weight_elements(self) -> int:
        """Of a matrix."""
        return self.sizes.inner * self.sizes.columns

    def candidates(self) -> list[Choice]:
        """Panels of all widths, tiles that fill the registers, and larger and smaller workgroups.

        Workgroups of other sizes are tried of the rules' own tiles.
        """
        product = self.sizes
        usual = tiling_of(product, self.unit, self.threads)
        if not isinstance(usual, Tiling):
            return []
        found = [*self._regrouped(usual), *self._retiled(usual)]
        return [
            {"columns": one.columns, "tile": [*one.tile], "workgroup": [*one.workgroup]}
            for one in dict.fromkeys(found)
            if one != usual and one.fits(self.rows, product.columns)
        ]

    def _regrouped(self, usual: Tiling) -> Iterator[Tiling]:
        """The usual tile in workgroups of other sizes."""
        rows, panels = usual.workgroup
        for row_factor, panel_factor in ((1, 2), (2, 1), (1, 0.5), (0.5, 1)):
            group = (round(rows * row_factor), round(panels * panel_factor))
            if min(group) > 0:
                yield Tiling(usual.columns, usual.tile, group)

    def _retiled(self, usual: Tiling) -> Iterator[Tiling]:
        """Other panels and numbers of rows, in workgroups of about the usual size."""
        lanes = self.unit.bits // (8 * dtypes.BY_NAME[self.sizes.dtype].bytes)
        for columns in (2 * lanes, lanes, lanes // 2):
            vectors = max(columns // lanes, 1)
            panels = -(-self.sizes.columns // columns)
            wanted = max(usual.columns * usual.workgroup[1] // columns, 1)
            group_panels = largest_divisor(panels, wanted)
            # Less sums do not hide the time that a multiplication takes.
            heights = [
                rows
                for rows in range(min(MOST_TILE_ROWS, self.rows), 0, -1)
                if FEWEST_SUMS <= rows * vectors <= self.unit.registers - 2 * vectors
            ]
            even = [rows for rows in heights if self.rows % rows == 0]
            for rows in (even or heights)[:MOST_HEIGHTS]:
                yield Tiling(columns, (rows, 1), (self._rows_near(rows, usual), group_panels))

    def _rows_near(self, tile: int, usual: Tiling) -> int:
        """Rows of a workgroup: about as many as usual, of whole tiles."""
        most = max(usual.workgroup[0] // tile, 1)
        if self.rows % tile:
            return tile * most
        return tile * largest_divisor(self.rows // tile, most)

    def input(self) -> np.ndarray:
        """A matrix, or a batch."""
        return _random((*self.sizes.batch, self.rows, self.sizes.inner), self.sizes.dtype, 0)

    def model(self) -> Model:
        """``relu(x @ w + b)``."""
        one = self.sizes
        weights = (*one.batch, one.inner, one.columns)
        texts = {
            "x": _type((*one.batch, self.rows, one.inner), one.dtype),
            "w": _type(weights, one.dtype),
            "y": _type((*one.batch, self.rows, one.columns), one.dtype),
        }
        op = f'%y = "pd.matmul"(%x, %w) : ({texts["x"]}, {texts["w"]}) -> {texts["y"]}'
        return _model(one.dtype, texts, op, weights, one.inner, one.columns)


def _model(
    dtype: str,
    types: Mapping[str, str],
    op: str,
    weights: tuple[int, ...],
    inner: int,
    columns: int,
) -> Model:
    """A model of one op, its weights, and what mostly follows it."""
    parameters = Parameters()
    # Results of about 1.
    parameters.add("w", _random(weights, dtype, 1) / np.asarray(np.sqrt(inner), dtype))
    parameters.add("b", _random((columns,), dtype, 2))
    bias = _type((columns,), dtype)
    lines = [
        f"func.func @main(%x: {types['x']}) -> {types['y']} {{",
        _parameter("w", weights, dtype, types["w"]),
        _parameter("b", (columns,), dtype, bias),
        op,
        f'%s = "pd.add"(%y, %b) : ({types["y"]}, {bias}) -> {types["y"]}',
        f'%r = "pd.relu"(%s) : ({types["y"]}) -> {types["y"]}',
        f"return %r : {types['y']}",
        "}",
    ]
    return Model(parse_module("\n".join(lines), "tuned op"), parameters, "tuned op")


def _parameter(name: str, shape: Sequence[int], dtype: str, type_: str) -> str:
    sizes = ", ".join(map(str, shape))
    element = dtypes.BY_NAME[dtype].mlir
    return (
        f'%{name} = "pd.parameter"() {{key = "{name}", dtype = {element}, '
        f"shape = array<i64: {sizes}>}} : () -> {type_}"
    )


def _type(shape: Sequence[int], dtype: str) -> str:
    return f"tensor<{'x'.join(map(str, (*shape, dtypes.BY_NAME[dtype].mlir)))}>"


def _random(shape: Sequence[int], dtype: str, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)
