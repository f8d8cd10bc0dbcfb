"""Transposed convolutions as plain ones, in each of the forms, against numpy in float64."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest
from runnable_functions import RunnableFunctions, random_array

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.pass_manager import run_passes
from paddle_mlir.pipelines.rules import transposed_convolution
from paddle_mlir.pipelines.rules.transposed_convolution import Form

Pair = tuple[int, int]


@dataclass(frozen=True)
class Transposed:
    """A transposed convolution of maps in NHWC.

    Attributes:
        x: ``[N, H, W, C]``.
        window: height and width of the filter.
        strides: in height and width.
        paddings: ``[top, bottom, left, right]``.
        extra: further size at the bottom and right.
        features: of the result.
        groups: of channels and features.
        is_dynamic: batch, height and width are known at run time only.
    """

    x: tuple[int, int, int, int]
    window: Pair
    strides: Pair
    paddings: tuple[int, int, int, int] = (0, 0, 0, 0)
    extra: Pair = (0, 0)
    features: int = 5
    groups: int = 1
    is_dynamic: bool = False

    @property
    def filter(self) -> tuple[int, ...]:
        """Its sizes."""
        return (self.x[3], self.features // self.groups, *self.window)

    @property
    def result(self) -> tuple[int, ...]:
        """Sizes of the result."""
        top, bottom, left, right = self.paddings
        sizes = zip(self.x[1:3], self.strides, self.window, self.extra, strict=True)
        high, wide = ((size - 1) * step + window + more for size, step, window, more in sizes)
        return (self.x[0], high - top - bottom, wide - left - right, self.features)

    def text(self, name: str) -> str:
        """The function."""
        x, y = (self._type(sizes) for sizes in (self.x, self.result))
        w = f"tensor<{'x'.join(map(str, self.filter))}xf32>"
        sizes = ", ".join(map(str, self.filter))
        attributes = {
            "strides": self.strides,
            "paddings": self.paddings,
            "output_padding": self.extra,
        }
        ints = ", ".join(
            f"{key} = array<i64: {', '.join(map(str, values))}>"
            for key, values in attributes.items()
        )
        key = f'key = "{name}", dtype = f32, shape = array<i64: {sizes}>'
        return f"""func.func @{name}(%x: {x}) -> {y} {{
          %w = "pd.parameter"() {{{key}}} : () -> {w}
          %y = "pd.conv2d_transpose"(%x, %w) {{operandSegmentSizes = array<i32: 1, 1, 0>, {ints},
            groups = {self.groups}, data_format = "NHWC"}} : ({x}, {w}) -> {y}
          return %y : {y}
        }}"""

    def _type(self, sizes: tuple[int, ...]) -> str:
        known = ("?", "?", "?", sizes[3]) if self.is_dynamic else sizes
        return f"tensor<{'x'.join(map(str, known))}xf32>"

    def oracle(self, x: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Each element of the input adds its window to the result."""
        batch, height, width, _ = self.x
        top, _, left, _ = self.paddings
        high, wide = self.result[1:3]
        whole = np.zeros((batch, height * 9 + high, width * 9 + wide, self.features))
        parts = zip(
            np.split(x.astype(np.float64), self.groups, axis=3),
            np.split(weight.astype(np.float64), self.groups),
            strict=True,
        )
        tiles = np.concatenate(
            [np.einsum("nyxc,cfij->nyxijf", own, taps) for own, taps in parts], axis=5
        )
        rows, columns = self.window
        for y, x_ in product(range(height), range(width)):
            first, second = y * self.strides[0], x_ * self.strides[1]
            whole[:, first : first + rows, second : second + columns] += tiles[:, y, x_]
        return whole[:, top : top + high, left : left + wide]


CASES = [
    Transposed((1, 4, 4, 6), (4, 4), (2, 2), (1, 1, 1, 1)),
    Transposed((2, 5, 3, 8), (3, 3), (2, 2), (1, 1, 1, 1), (1, 1)),
    Transposed((2, 5, 3, 8), (3, 3), (2, 2), (1, 1, 1, 1)),
    Transposed((1, 3, 4, 3), (3, 3), (2, 2)),
    Transposed((1, 1, 13, 16), (1, 16), (1, 8), features=1),
    Transposed((1, 5, 6, 4), (3, 5), (1, 1), (0, 1, 2, 3)),
    Transposed((2, 4, 3, 4), (5, 7), (2, 3), (2, 1, 0, 5), (1, 0)),
    Transposed((1, 4, 5, 4), (6, 2), (4, 2), (3, 3, 1, 0), (2, 1)),
    # Paddings as wide as the window and wider leave elements of the input out.
    Transposed((1, 7, 6, 4), (2, 3), (2, 2), (3, 4, 5, 0)),
    Transposed((1, 6, 6, 4), (2, 2), (1, 1), (2, 2, 1, 3)),
    # One element makes one window.
    Transposed((3, 1, 1, 10), (4, 4), (1, 1)),
    Transposed((1, 1, 1, 10), (5, 4), (2, 3), (1, 2, 0, 1), (1, 2)),
    # Windows that leave gaps, and such that lie side by side.
    Transposed((1, 3, 4, 3), (1, 2), (2, 3), (0, 0, 1, 0)),
    Transposed((1, 3, 4, 3), (2, 3), (2, 3)),
]
GROUPS = [
    Transposed((1, 4, 5, 6), (4, 4), (2, 2), (1, 1, 1, 1), features=6, groups=6),
    Transposed((2, 4, 3, 6), (3, 3), (2, 2), (1, 1, 1, 1), (1, 1), features=4, groups=2),
    Transposed((1, 4, 3, 4), (3, 3), (1, 1), (1, 1, 1, 1), features=8, groups=4),
]
FORMS = {
    "usual": lambda form: (form.is_divided, any(one.cut for one in form.phases)),
    "aligned": lambda form: (form.is_divided, not any(one.cut for one in form.phases)),
    "divided": lambda form: not form.is_divided,
}
"""Order of the forms, the one that is wanted first."""


def cases() -> Iterator[Transposed]:
    yield from (*CASES, *GROUPS)
    yield from (replace(case, is_dynamic=True) for case in (*CASES, *GROUPS)[1::2])


@pytest.mark.parametrize("wanted", FORMS)
def test_forms(wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def cost(_conv: object, _match: object, form: Form, _chooser: object) -> tuple[bool, ...]:
        return FORMS[wanted](form)

    monkeypatch.setattr(transposed_convolution, "form_cost", cost)
    named = {f"f{number}": case for number, case in enumerate(cases())}
    source = "\n".join(case.text(name) for name, case in named.items())
    model = Model(parse_module(source, "transposed"), Parameters(), "transposed")
    for name, case in named.items():
        info = TensorInfo("float32", case.filter)
        model.parameters.add(name, random_array(info, case.filter, name, -1.0, 1.0))
    run_passes(model, "pd-choose-convolution,pd-fold-constants")
    left = [op for f in model.functions() for op in f.entry_block.operations]
    assert not any(isinstance(op, pd.Conv2dTranspose | pd.Flip | pd.Pad) for op in left)
    weights = {name: np.array(model.parameters.array(name)) for name in named}
    functions = RunnableFunctions(model)
    for name, case in named.items():
        [x] = [random_array(TensorInfo("float32", case.x), case.x, name, -1.0, 1.0)]
        [got] = functions(name, [x])
        expected = case.oracle(x, weights[name])
        assert got.shape == expected.shape == case.result
        difference = np.abs(got - expected).max() / np.abs(expected).max()
        assert difference < 1e-5, f"{name} {case}: {difference}"
