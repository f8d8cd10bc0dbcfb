"""lit configuration: ``lit lit_tests`` runs every .mlir file below this folder."""

# ruff: noqa: F821 - lit gives ``config`` and ``lit_config``
import os
import sys
from pathlib import Path

import lit.formats

config.name = "paddle-mlir"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir"]
config.test_source_root = str(Path(__file__).parent)
config.test_exec_root = os.environ.get(
    "LIT_OUTPUT", str(Path(__file__).parent.parent / "build" / "lit")
)
# The tools of the environment that lit itself runs in.
tools = str(Path(sys.executable).parent)
config.environment["PATH"] = os.pathsep.join([tools, config.environment.get("PATH", "")])
