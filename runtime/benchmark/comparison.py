"""``compare``: one model in this package's engine and in others, measured in turns."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from paddle_mlir.importers.paddle.files import ModelFiles
from paddle_mlir.runtime.benchmark.engines import (
    OURS,
    PEERS,
    Engine,
    EngineError,
    Turn,
    make_onnx_form,
)
from paddle_mlir.runtime.compile import Progress, compile_model
from paddle_mlir.runtime.devices import usable_cores
from paddle_mlir.runtime.manifest import MODULE_FILE, PARAMETERS_FILE
from paddle_mlir.runtime.session import load

TOLERANCES = {"f32": 5e-4, "bf16": 5e-2}
"""Results agree that differ by less, relative to the largest value; by the precision."""
_TURN_SECONDS = 0.4


@dataclass(frozen=True)
class Measured:
    """One engine's figures; times in milliseconds."""

    engine: str
    version: str
    cold: float
    """Loading and the first call; the files are in the system's cache."""
    warm: float
    """Median of the calls by the clock."""
    first_quartile: float
    third_quartile: float
    cpu: float
    """Median of the calls' time on all of the process's threads."""
    calls: int
    difference: float | None
    """Largest difference from our results in float32, relative to their largest value; None for
    these, and for results of other shapes."""
    tolerance: float = TOLERANCES["f32"]
    """Results agree up to this difference."""

    @property
    def spread(self) -> float:
        """The quartiles' distance, relative to the median."""
        return (self.third_quartile - self.first_quartile) / self.warm

    @property
    def agrees(self) -> bool:
        """True where the results are ours in float32."""
        if self.difference is None:
            return self.engine == OURS
        return self.difference <= self.tolerance


@dataclass(frozen=True)
class Compiled:
    """What it took to compile a model, and what came of it."""

    seconds: float
    """Import, passes and IREE."""
    code_bytes: int
    """IREE's bytecode and machine code."""
    weight_bytes: int


@dataclass(frozen=True)
class Comparison:
    """What was measured of one model."""

    model: str
    threads: int
    precision: str
    """Of products, in our engine and in those that have a choice."""
    inputs: dict[str, list[int]]
    measured: list[Measured]
    """Ours first."""
    compiled: Compiled
    """Our artifact."""
    failed: dict[str, str] = field(default_factory=dict)
    """Why, for each engine that cannot run the model."""
    load: tuple[float, float] = (0.0, 0.0)
    """The machine's load average before and after."""

    @property
    def best_peer(self) -> Measured | None:
        """The fastest of the others."""
        return min(self.measured[1:], key=lambda one: one.warm, default=None)

    @property
    def ratio(self) -> float | None:
        """Our time over the best peer's: below 1 where ours is faster."""
        best = self.best_peer
        return None if best is None else self.measured[0].warm / best.warm

    def as_json(self) -> dict[str, Any]:
        """All figures, and the machine's."""
        best = self.best_peer
        return {
            **asdict(self),
            "measured": [{**asdict(one), "agrees": one.agrees} for one in self.measured],
            "best_peer": None if best is None else best.engine,
            "ratio": self.ratio,
            "cpu": cpu_name(),
            "cores": usable_cores(),
        }


def compare(
    files: ModelFiles,
    inputs: Mapping[str, np.ndarray],
    *,
    threads: int = 1,
    precision: str = "f32",
    peers: Sequence[str] = PEERS,
    python: Path | None = None,
    onnx: Path | None = None,
    seconds: float = 5.0,
    progress: Progress | None = None,
) -> Comparison:
    """Compile a model for the inputs' sizes and measure it beside other engines.

    Each engine is a process of its own with the same inputs and number of threads. They take
    turns until each has had its time; all but one are stopped.

    Args:
        files: the model.
        inputs: by name; their sizes are those that the model is compiled for.
        threads: of each engine.
        precision: f32, or bf16: then OpenVINO too computes in what it takes for best, and all are
            compared with our results in float32.
        peers: the others, of :data:`PEERS`.
        python: an interpreter that has them; by default, this one.
        onnx: the model's ONNX form, where paddle2onnx shall not make it.
        seconds: of measured calls, for each engine.
        progress: is told of every step.

    Raises:
        EngineError: our own engine cannot run the model; why others cannot is in the result.
        PaddleMlirError: the model cannot be compiled.
    """
    step = progress or nullcontext
    load_before = os.getloadavg()[0]
    shapes = {name: list(array.shape) for name, array in inputs.items()}
    with tempfile.TemporaryDirectory(prefix="paddle-mlir-") as work, ExitStack() as running:
        folder = Path(work)

        def compiled(name: str, precision: str) -> Path:
            return compile_model(
                files.program,
                folder / name,
                parameters=files.parameters if files.parameters.exists() else None,
                shapes=shapes,
                precision=precision,
                threads=threads,
            )

        with step("compiling"):
            began = time.monotonic()
            artifact = compiled("artifact", precision)
            seconds_taken = time.monotonic() - began
        files_of = {path.name: path.stat().st_size for path in artifact.iterdir()}
        figures = Compiled(seconds_taken, files_of[MODULE_FILE], files_of[PARAMETERS_FILE])
        np.savez(folder / "inputs.npz", *inputs.values())
        start = _Start(
            files, shapes, threads, precision, python or Path(sys.executable), onnx, folder, step
        )
        ours = running.enter_context(start.engine(OURS, Path(sys.executable), reads_onnx=False))
        others, failed = start.peers(peers, running)
        engines = [ours, *others]
        with step("measuring"):
            turns = take_turns(engines, seconds)
        results = [_read_outputs(folder / f"{engine.name}.npz") for engine in engines]
        expected = results[0]
        if precision != "f32":
            with step("computing in float32"), load(compiled("float32", "f32")) as session:
                expected = list(session.run(inputs).values())
    return Comparison(
        str(files.program),
        threads,
        precision,
        shapes,
        [
            summarize(
                engine,
                turn,
                None if theirs is expected else difference(expected, theirs),
                TOLERANCES[precision],
            )
            for engine, turn, theirs in zip(engines, turns, results, strict=True)
        ],
        figures,
        failed,
        (load_before, os.getloadavg()[0]),
    )


@dataclass(frozen=True)
class _Start:
    """Starts the engines: what they are given, and where."""

    files: ModelFiles
    shapes: dict[str, list[int]]
    threads: int
    precision: str
    python: Path
    onnx: Path | None
    folder: Path
    step: Progress

    def peers(
        self, names: Sequence[str], running: ExitStack
    ) -> tuple[list[Engine], dict[str, str]]:
        """The engines that can run the model, which ``running`` ends; why the others cannot."""
        engines: list[Engine] = []
        failed: dict[str, str] = {}
        readers = [name for name in names if _reads_onnx(name, self.files, self.onnx)]
        if readers:
            source, parameters = self.onnx or self.files.program, self.files.parameters
            with self.step("making the ONNX form"):
                try:
                    target = self.folder / "model.onnx"
                    make_onnx_form(self.python, source, parameters, target, self.shapes)
                except EngineError as error:
                    failed.update(dict.fromkeys(readers, error.what))
        for name in names:
            if name not in failed:
                try:
                    engine = self.engine(name, self.python, name in readers)
                    engines.append(running.enter_context(engine))
                except EngineError as error:
                    # Where the files lay for a while helps nobody.
                    failed[name] = error.what.replace(f"{self.folder}{os.sep}", "")
        return engines, failed

    def engine(self, name: str, python: Path, reads_onnx: bool) -> Engine:
        """One engine, loaded."""
        setup = {
            "threads": self.threads,
            "precision": self.precision,
            "artifact": str(self.folder / "artifact"),
            "program": str(self.files.program),
            "parameters": str(self.files.parameters),
            "onnx": str(self.folder / "model.onnx") if reads_onnx else None,
            "inputs": str(self.folder / "inputs.npz"),
            "names": list(self.shapes),
            "outputs": str(self.folder / f"{name}.npz"),
        }
        with self.step(f"loading {name}"):
            return Engine(name, python, setup, self.folder / f"{name}.log")


def _reads_onnx(name: str, files: ModelFiles, onnx: Path | None) -> bool:
    """True where an engine gets the ONNX form: OpenVINO also reads a .pdmodel as it is."""
    if name == "openvino":
        return onnx is not None or files.program.suffix == ".json"
    return name == "onnxruntime"


def take_turns(engines: Sequence[Engine], seconds: float) -> list[Turn]:
    """Give the engines short turns in a circle until each has had so many seconds.

    What else the machine does, and its clock rate, then touch all of them alike.
    """
    whole = [Turn([], []) for _ in engines]
    for _ in range(max(1, round(seconds / _TURN_SECONDS))):
        for engine, turns in zip(engines, whole, strict=True):
            turn = engine.measure(min(seconds, _TURN_SECONDS))
            turns.wall.extend(turn.wall)
            turns.cpu.extend(turn.cpu)
    return whole


def summarize(engine: Engine, turn: Turn, difference: float | None, tolerance: float) -> Measured:
    """The figures of one engine's calls."""
    first, median, third = np.percentile(turn.wall, [25, 50, 75]) * 1e3
    return Measured(
        engine=engine.name,
        version=engine.version,
        cold=engine.cold * 1e3,
        warm=float(median),
        first_quartile=float(first),
        third_quartile=float(third),
        cpu=float(np.median(turn.cpu)) * 1e3,
        calls=len(turn.wall),
        difference=difference,
        tolerance=tolerance,
    )


def difference(ours: Sequence[np.ndarray], theirs: Sequence[np.ndarray]) -> float | None:
    """Largest difference over the largest value of each output; None for other shapes.

    NaN where one of the results has a NaN.
    """
    if [array.shape for array in ours] != [array.shape for array in theirs]:
        return None
    worst = 0.0
    for mine, other in zip(ours, theirs, strict=True):
        if mine.size:
            wide = mine.astype(np.float64)
            apart = np.abs(wide - other.astype(np.float64)).max()
            worst = float(np.maximum(worst, apart / max(np.abs(wide).max(), np.finfo("f").tiny)))
    return worst


def _read_outputs(path: Path) -> list[np.ndarray]:
    with np.load(path) as file:
        return [file[name] for name in file.files]


def cpu_name() -> str:
    """The processor's name as the system tells it."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    found = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    return found[0] if found else platform.machine()
