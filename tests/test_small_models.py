"""Small exported models in both formats, against the numbers that Paddle gave when exporting."""

from pathlib import Path

import pytest
from model_checks import check_model

FOLDER = Path(__file__).parent / "data" / "small_models"
MODELS = sorted(path.parent for path in FOLDER.glob("*/*/inference.pdiparams"))


def test_the_models_are_there():
    assert {f"{m.parent.name}/{m.name}" for m in MODELS} == {
        "pir/lenet",
        "pir/small_attention",
        "pir/small_convolutions",
        "pir/small_recurrent",
        "program_desc/small_attention",
        "program_desc/small_convolutions",
        "program_desc/small_recurrent",
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda m: f"{m.parent.name}-{m.name}")
def test_one_artifact_runs_every_dynamic_shape(model, tmp_path):
    assert check_model(model, tmp_path) == 3


@pytest.mark.parametrize("form", ["pir", "program_desc"])
def test_specialised_to_one_shape(form, tmp_path):
    model = FOLDER / form / "small_convolutions"
    shapes = {"x": (1, 3, 16, 32)}
    assert check_model(model, tmp_path, shapes=shapes, only=slice(0, 1)) == 1


@pytest.mark.vulkan
@pytest.mark.parametrize("model", MODELS, ids=lambda m: f"{m.parent.name}-{m.name}")
def test_runs_on_vulkan(model, tmp_path):
    assert check_model(model, tmp_path, target="vulkan") == 3


@pytest.mark.parametrize("target", ["vulkan", "cuda"])
def test_compiles_for_gpus(target, tmp_path):
    from paddle_mlir.runtime.compile import compile_model

    artifact = compile_model(FOLDER / "pir" / "small_convolutions", tmp_path / "a", target=target)
    assert (artifact / "module.vmfb").stat().st_size > 0


@pytest.mark.cuda
@pytest.mark.parametrize("model", MODELS, ids=lambda m: f"{m.parent.name}-{m.name}")
def test_runs_on_cuda(model, tmp_path):
    assert check_model(model, tmp_path, target="cuda") == 3
