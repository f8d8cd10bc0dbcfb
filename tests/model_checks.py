"""Comparison of compiled models with the results that Paddle computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from paddle_mlir.runtime import load
from paddle_mlir.runtime.compile import compile_model

TOLERANCE = 1e-4
"""Largest difference, relative to the largest expected value."""


def references(folder: Path) -> Iterator[tuple[np.ndarray, list[np.ndarray]]]:
    """Inputs and expected results that lie beside a model."""
    for path in sorted(folder.glob("reference_*.npz")):
        with np.load(path) as data:
            yield data["x"], [data[f"y{i}"] for i in range(len(data.files) - 1)]


def assert_close(got: np.ndarray, expected: np.ndarray, tolerance: float = TOLERANCE) -> None:
    """Compare as the project's standard says: floats by the largest value, others exactly."""
    assert got.shape == expected.shape
    assert got.dtype == expected.dtype
    if not np.issubdtype(expected.dtype, np.floating):
        np.testing.assert_array_equal(got, expected)
        return
    assert np.isfinite(got).all() == np.isfinite(expected).all()
    difference = np.abs(got.astype(np.float64) - expected.astype(np.float64)).max(initial=0.0)
    limit = tolerance * np.abs(expected).max(initial=0.0)
    assert difference <= limit, f"largest difference {difference} is above {limit}"


def check_model(
    model: Path,
    work: Path,
    *,
    shapes: Mapping[str, Sequence[int | str]] | None = None,
    only: slice = slice(None),
    target: str = "cpu",
) -> int:
    """Compile a model, run it on its reference inputs and compare; gives the number compared."""
    artifact = compile_model(model, work / "artifact", target=target, shapes=shapes)
    count = 0
    with load(artifact) as session:
        for x, expected in list(references(model))[only]:
            results = session(x)
            assert len(results) == len(expected)
            for got, wanted in zip(results, expected, strict=True):
                assert_close(got, wanted)
            count += 1
    return count
