"""Real architectures against Paddle; ``make test-models`` exports them first."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))
from model_checks import check_model, references

from benchmarks.speed_rows import ROWS
from paddle_mlir.importers import import_model
from paddle_mlir.pipelines.specialize import input_names
from paddle_mlir.runtime import cpu_features

pytestmark = pytest.mark.models
BUILD = Path(__file__).parent.parent.parent / "build" / "whole_models"
MODELS = sorted(
    path.parent
    for form in ("pir", "program_desc")
    for path in BUILD.glob(f"{form}/*/reference_2.npz")
)
IDS = [f"{model.parent.name}-{model.name}" for model in MODELS]
MEASURED = {
    f"program_desc-{row.model.removeprefix('ocr:')}"
    if row.model.startswith("ocr:")
    else f"pir-{row.model}"
    for row in ROWS
}
"""Of the models, those that ``make bench`` measures."""


@pytest.mark.parametrize("model", MODELS, ids=IDS)
def test_dynamic_sizes(model, tmp_path):
    assert check_model(model, tmp_path) == 3


@pytest.mark.parametrize("model", MODELS, ids=IDS)
def test_specialised(model, tmp_path):
    shapes = reference_shapes(model)
    assert check_model(model, tmp_path, shapes=shapes, only=slice(0, 1)) == 1


@pytest.mark.skipif(cpu_features.architecture() != "x86_64", reason="names a CPU of x86")
@pytest.mark.parametrize("is_dynamic", [False, True], ids=["specialised", "dynamic"])
@pytest.mark.parametrize("name", sorted(MEASURED))
def test_for_avx2(name, is_dynamic, tmp_path):
    """Tiles, panels and vectors are other ones than with AVX-512."""
    model = MODELS[IDS.index(name)]
    shapes = None if is_dynamic else reference_shapes(model)
    only = slice(None) if is_dynamic else slice(0, 1)
    count = check_model(model, tmp_path, shapes=shapes, only=only, target="cpu:x86-64-v3")
    assert count == (3 if is_dynamic else 1)


def reference_shapes(model):
    """Of the inputs of a model's first reference, by name."""
    arrays, _ = next(references(model))
    names = input_names(import_model(model)[0])
    return {name: array.shape for name, array in zip(names, arrays, strict=True)}


def test_resnet50_compiles_and_shows_its_times(tmp_path):
    from paddle_mlir.pipelines.pass_manager import run_passes
    from paddle_mlir.runtime.compile import compile_model

    started = time.perf_counter()
    model, _ = import_model(BUILD / "pir" / "resnet50")
    run_passes(model, "pd-optimize")
    imported = time.perf_counter()
    shapes = {"x": (1, 3, 224, 224)}
    artifact = compile_model(BUILD / "pir" / "resnet50", tmp_path / "a", shapes=shapes)
    compiled = time.perf_counter()
    assert (artifact / "module.vmfb").stat().st_size < 1_000_000
    print(f"import and passes {imported - started:.2f} s, compile {compiled - imported:.1f} s")


_MEMORY = """
import sys
def anonymous():
    with open("/proc/self/status") as status:
        return next(int(l.split()[1]) for l in status if l.startswith("RssAnon"))
from paddle_mlir.importers import import_model
before = anonymous()
model, _ = import_model(sys.argv[1])
print(anonymous() - before, model.parameters.bytes)
"""


def test_importing_vgg16_needs_little_memory():
    command = [sys.executable, "-c", _MEMORY, str(BUILD / "pir" / "vgg16")]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    kilobytes, weights = map(int, output.split())
    assert weights > 550e6
    assert kilobytes < 300_000
    print(f"importing VGG16 took {kilobytes / 1000:.0f} MB of anonymous memory")
