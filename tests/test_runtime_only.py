"""The runtime half runs artifacts where nothing of the compiler is installed.

The test makes a virtual environment with exactly what ``pip install paddle-mlir`` brings: the four
packages and the closure of their dependencies without extras. The distributions are copied from
the running environment by their own lists of files, so that no network is needed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from handmade_artifacts import B, W, linear_artifact

REPOSITORY = Path(__file__).parent.parent


def without_extras(distribution: str) -> list[str]:
    """The distributions that ``distribution`` requires, itself not included."""
    names = []
    for requirement in metadata.requires(distribution) or []:
        specifier, _, marker = requirement.partition(";")
        name = re.match(r"[\w.-]+", specifier)
        if name is not None and "extra" not in marker:
            names.append(name.group().lower().replace("_", "-"))
    return names


def closure(distribution: str) -> set[str]:
    """All that ``pip install distribution`` installs beside it."""
    found: set[str] = set()
    todo = without_extras(distribution)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += without_extras(name)
    return found


def install(distribution: str, site_packages: Path) -> None:
    """Copy an installed distribution, file by file."""
    for file in metadata.files(distribution) or []:
        if ".." not in file.parts and "__pycache__" not in file.parts:
            target = site_packages / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.locate(), target)


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that only has the runtime half."""
    environment = tmp_path_factory.mktemp("runtime_only") / "venv"
    venv.create(environment, with_pip=False)
    interpreter = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    printed = subprocess.run(
        [interpreter, "-c", "import sysconfig; print(sysconfig.get_path('platlib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    site_packages = Path(printed.strip())
    for distribution in closure("paddle-mlir"):
        install(distribution, site_packages)
    for package in ("dialects", "importers", "pipelines", "runtime"):
        shutil.copytree(
            REPOSITORY / package,
            site_packages / "paddle_mlir" / package,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    return interpreter


def run(python: Path, program: str, folder: Path) -> str:
    """What ``program`` prints there; ``-I`` keeps this environment's paths out."""
    result = subprocess.run(
        [python, "-I", "-W", "error", "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_dependencies_are_few() -> None:
    assert closure("paddle-mlir") <= {"numpy", "iree-base-runtime", "ml-dtypes"}


def test_an_artifact_runs_without_the_compiler(python: Path, tmp_path: Path) -> None:
    linear_artifact(tmp_path / "model")
    x = np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4)
    np.save(tmp_path / "x.npy", x)
    printed = run(
        python,
        """
import importlib.util
import numpy as np
import paddle_mlir.runtime
for name in ("torch_mlir", "iree.compiler", "google.protobuf", "rich"):
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        found = None
    assert found is None, found
with paddle_mlir.runtime.load("model") as session:
    outputs = session.run({"x": np.load("x.npy"), "shift": np.zeros((3, 3), np.float32)})
np.save("y.npy", outputs["fetch/y"])
print(list(outputs))
""",
        tmp_path,
    )
    assert printed == "['fetch/y', 'rows']\n"
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), x @ W + B, rtol=1e-6)


def test_importing_the_runtime_imports_little(python: Path, tmp_path: Path) -> None:
    printed = run(
        python,
        """
import sys
import paddle_mlir.runtime
print(sorted({name.split(".")[0] for name in sys.modules} & {"numpy", "iree"}))
for name in paddle_mlir.runtime.__all__:
    getattr(paddle_mlir.runtime, name)
print([name for name in sys.modules if "importers" in name or "pipelines" in name])
""",
        tmp_path,
    )
    assert printed == "[]\n[]\n"
