"""A small model, its artifact, and files of numbers, which several test files share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from handmade_models import SMALL_PIR, WEIGHTS_BYTES
from hypothesis import settings

from paddle_mlir.runtime.compile import compile_model
from paddle_mlir.runtime.devices import MISSING_DEVICE

# A busy machine fails no test.
settings.register_profile("without_deadlines", deadline=None)
settings.load_profile("without_deadlines")


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a model that multiplies x, of shape [?, 3], by handmade_models.WEIGHTS."""
    folder = tmp_path_factory.mktemp("small_model")
    (folder / "inference.json").write_bytes(SMALL_PIR)
    (folder / "inference.pdiparams").write_bytes(WEIGHTS_BYTES)
    return folder


@pytest.fixture(scope="session")
def small_artifact(small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small model compiled for this machine, to run on one thread. Do not change it."""
    return compile_model(small_model, tmp_path_factory.mktemp("small") / "artifact", threads=1)


@pytest.fixture
def npy(tmp_path: Path) -> Callable[..., Path]:
    """Writes an array to a file."""

    def write(array: Any) -> Path:
        np.save(tmp_path / "x.npy", array)
        return tmp_path / "x.npy"

    return write


@pytest.fixture(autouse=True)
def _needs_its_device(request: pytest.FixtureRequest) -> None:
    """Say clearly, and before anything is compiled, when a test's GPU is not there."""
    for driver in ("vulkan", "cuda"):
        if request.node.get_closest_marker(driver) and not has_device(driver):
            pytest.fail(f"no {driver} device here: {MISSING_DEVICE[driver]}", pytrace=False)


@functools.cache
def has_device(driver: str) -> bool:
    """True when IREE finds a device of this driver."""
    import iree.runtime

    try:
        return bool(iree.runtime.get_driver(driver).query_available_devices())
    except (RuntimeError, ValueError):
        return False
