"""``profile_model``: a model's dispatches with their time, speed and ops."""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from paddle_mlir.dialects.model import Model
from paddle_mlir.importers import import_model
from paddle_mlir.importers.paddle.files import ModelFiles
from paddle_mlir.pipelines.iree.targets import find_cpu, find_target, pipeline_for
from paddle_mlir.pipelines.pass_manager import run_passes
from paddle_mlir.pipelines.specialize import specialize
from paddle_mlir.runtime.artifact import open_artifact
from paddle_mlir.runtime.compile import LOWERING, Progress, compile_model
from paddle_mlir.runtime.profile.dispatch_sites import Site, dispatch_sites
from paddle_mlir.runtime.profile.measuring import (
    Spent,
    measure_dispatches,
    measure_peak,
    spent_by_site,
)
from paddle_mlir.runtime.session import load
from paddle_mlir.runtime.tuning.databases import databases

_FEWEST_CALLS, _MOST_PROFILED = 5, 50


@dataclass(frozen=True)
class Row:
    """A dispatch that comes from one op of the model."""

    dispatch: str
    """IREE's name; ops with the same one share their code."""
    milliseconds: float
    """In one call, the median over the calls."""
    runs: float
    """In one call; more than one in a loop, or where the op needs it several times."""
    flops: float | None
    """Arithmetic operations in one call; None where sizes are dynamic."""
    ops: tuple[str, ...]
    """Names of the model's ops that its main loops come from, the last of them first."""

    @property
    def kernel(self) -> str:
        """What the dispatch does: its name without its number."""
        return re.sub(r"^.*?_dispatch_\d+_?", "", self.dispatch) or self.dispatch

    def op(self, longest: int) -> str:
        """The last of its ops, of a long name the end, which says more than the beginning."""
        name = self.ops[0].lstrip("/") if self.ops else ""
        return name if len(name) <= longest else f"...{name[3 - longest :]}"

    @property
    def speed(self) -> float | None:
        """GFLOP/s; None where nothing is computed, or nothing is known."""
        if not self.flops or self.milliseconds == 0:
            return None
        return self.flops / self.milliseconds * 1e-6


@dataclass(frozen=True)
class Profile:
    """Where the time of a call goes."""

    model: str
    threads: int
    inputs: dict[str, list[int]]
    call: float
    """Milliseconds of a call without profiling, the median."""
    peak: float
    """GFLOP/s of so many of the machine's cores, of which one computes a product of matrices."""
    rows: list[Row]
    """The slowest first."""

    @property
    def total(self) -> float:
        """Milliseconds of all dispatches."""
        return sum(row.milliseconds for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        """All figures."""
        rows = [{**asdict(row), "gflops": row.speed} for row in self.rows]
        return {**asdict(self), "rows": rows, "total": self.total}


def profile_model(
    files: ModelFiles,
    inputs: Mapping[str, np.ndarray],
    *,
    threads: int = 1,
    precision: str = "f32",
    seconds: float = 3.0,
    progress: Progress | None = None,
) -> Profile:
    """Compile a model for the inputs' sizes and this machine's CPU, and time its dispatches.

    Args:
        files: the model.
        inputs: by name.
        threads: to run with.
        precision: of products, as in ``compile_model``.
        seconds: of calls with profiling, and of calls without.
        progress: is told of every step.

    Raises:
        PaddleMlirError: the model cannot be compiled or run.
    """
    step = progress or nullcontext
    shapes = {name: array.shape for name, array in inputs.items()}
    parameters = files.parameters if files.parameters.exists() else None
    with step("measuring the machine's peak"):
        peak = measure_peak(threads)
    with tempfile.TemporaryDirectory(prefix="paddle-mlir-") as work:
        folder = Path(work)
        with step("compiling"):
            compile_model(
                files.program,
                folder / "artifact",
                parameters=parameters,
                shapes=shapes,
                threads=threads,
                precision=precision,
            )
        with step("reading the dispatches"):
            lowered = _lowered(files.program, parameters, shapes, threads, precision)
            sites = dispatch_sites(lowered, find_target("cpu"))
        with step("measuring calls"):
            calls = _time_calls(folder / "artifact", inputs, threads, seconds)
        with step("measuring dispatches"):
            measured = measure_dispatches(
                open_artifact(folder / "artifact", verify=False),
                inputs,
                threads=threads,
                calls=min(len(calls), _MOST_PROFILED),
                folder=folder,
            )
    return Profile(
        str(files.program),
        threads,
        {name: list(array.shape) for name, array in inputs.items()},
        statistics.median(calls) * 1e3,
        peak,
        rows_of(sites, spent_by_site(sites, measured)),
    )


def rows_of(sites: Sequence[Site], spent: Sequence[Spent]) -> list[Row]:
    """The slowest first; sites of one dispatch for one op, such as a loop's turns, are one row."""
    places: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for index, site in enumerate(sites):
        places.setdefault((site.function, site.ops[:1]), []).append(index)
    rows = []
    for (function, _), indices in places.items():
        first = sites[indices[0]]
        runs = sum(spent[index].runs for index in indices)
        flops = None if first.flops is None else first.flops * runs
        milliseconds = sum(spent[index].seconds for index in indices) * 1e3
        rows.append(Row(function, milliseconds, runs, flops, first.ops))
    return sorted(rows, key=lambda row: row.milliseconds, reverse=True)


def _lowered(
    program: Path,
    parameters: Path | None,
    shapes: Mapping[str, tuple[int, ...]],
    threads: int,
    precision: str,
) -> Model:
    """The model as IREE gets it, once more: an artifact does not tell where its code is from."""
    target = find_target("cpu")
    model, _ = import_model(program, parameters)
    specialize(model, shapes)
    cpu = find_cpu(target)
    pipeline = pipeline_for(
        target, cpu, threads=threads, tuning=databases(None), precision=precision
    )
    run_passes(model, pipeline)
    run_passes(model, LOWERING)
    return model


def _time_calls(
    artifact: Path, inputs: Mapping[str, np.ndarray], threads: int, seconds: float
) -> list[float]:
    times: list[float] = []
    with load(artifact, threads=threads, verify=False) as session:
        session.run(inputs)
        end = time.perf_counter() + seconds
        while len(times) < _FEWEST_CALLS or time.perf_counter() < end:
            started = time.perf_counter()
            session.run(inputs)
            times.append(time.perf_counter() - started)
    return times
