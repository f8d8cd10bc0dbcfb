"""Sums of so many numbers that float32 loses bits, against numpy in float64."""

import numpy as np
import pytest
from runnable_functions import RunnableFunctions

from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters

SUM = """func.func @main(%x: tensor<{given}xf32>) -> tensor<{kept}f32> {{
  %0 = "pd.sum"(%x) {{axis = array<i64: {axes}>}} : (tensor<{given}xf32>) -> tensor<{kept}f32>
  return %0 : tensor<{kept}f32>
}}"""
GROUP_NORM = """func.func @main(%x: tensor<1x256x999xf32>) -> tensor<1x256x999xf32> {
  %0 = "pd.group_norm"(%x) {
    groups = 1 : i64, epsilon = 1.0e-5 : f64, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<1x256x999xf32>) -> tensor<1x256x999xf32>
  return %0 : tensor<1x256x999xf32>
}"""


def run(text: str, x: np.ndarray) -> np.ndarray:
    functions = RunnableFunctions(Model(parse_module(text), Parameters()))
    (result,) = functions("main", [x])
    return result


@pytest.mark.parametrize(
    ("given", "shape", "axes"),
    [
        ("1x8x256x256", (1, 8, 256, 256), (2, 3)),
        ("1x?x?x8", (1, 250, 301, 8), (1, 2)),
        ("65536x4", (65536, 4), (0,)),
        ("3x99991", (3, 99991), (1,)),
        ("1000003", (1000003,), (0,)),
    ],
)
def test_sum(given: str, shape: tuple[int, ...], axes: tuple[int, ...]) -> None:
    """Sizes that no number divides among them."""
    sizes = given.split("x")
    kept = "".join(f"{size}x" for axis, size in enumerate(sizes) if axis not in axes)
    text = SUM.format(given=given, kept=kept, axes=", ".join(map(str, axes)))
    x = np.random.default_rng(0).uniform(0.5, 1.5, shape).astype(np.float32)
    expected = x.astype(np.float64).sum(axes)
    assert np.abs(run(text, x) - expected).max() < 1e-6 * np.abs(expected).max()


def test_group_norm() -> None:
    """Of what a ReLU made: most numbers are small, few large."""
    x = np.random.default_rng(0).exponential(0.1, (1, 256, 999)).astype(np.float32)
    wide = x.astype(np.float64)
    expected = (wide - wide.mean()) / np.sqrt(wide.var() + 1e-5)
    assert np.abs(run(GROUP_NORM, x) - expected).max() < 1e-6 * np.abs(expected).max()
