"""lit configuration in three lines, for this project's tests and anybody's.

``lit.cfg.py`` of a folder of ``.mlir`` tests::

    from paddle_mlir.pipelines.lit_kit import configure

    configure(config, __file__, name="my-rules")
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

# A test says ``// REQUIRES: iree`` to run only where the module is installed.
FEATURES = {"iree": "iree.compiler", "paddle": "paddle", "onnx": "onnx"}


def configure(config: Any, file: str, *, name: str, output: str | None = None) -> None:
    """Set up lit for the folder of ``file``.

    Tests are its ``.mlir`` files. ``paddle-mlir-opt``, ``filecheck``, ``not`` and the other tools
    of the environment that lit runs in are found first. Features: see :data:`FEATURES`.

    Args:
        config: the object that lit gives a ``lit.cfg.py``.
        file: the configuration file.
        name: what lit calls the suite.
        output: folder for what tests write; by default one of the system's temporary folders.
    """
    import lit.formats

    config.name = name
    # In-process: ``not`` and pipes are lit's own, no shell is needed.
    config.test_format = lit.formats.ShTest(execute_external=False)
    config.suffixes = [".mlir"]
    config.test_source_root = str(Path(file).parent)
    config.test_exec_root = output or str(Path(tempfile.gettempdir(), f"lit-{name}"))
    tools = str(Path(sys.executable).parent)
    config.environment["PATH"] = os.pathsep.join([tools, config.environment.get("PATH", "")])
    for variable in ("PYTHONPATH", "VIRTUAL_ENV"):
        if variable in os.environ:
            config.environment[variable] = os.environ[variable]
    for feature, module in FEATURES.items():
        if _is_installed(module):
            config.available_features.add(feature)


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
