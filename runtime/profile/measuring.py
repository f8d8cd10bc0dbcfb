"""How long each dispatch of an artifact takes, by the events of IREE's own tools."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import iree.runtime
import numpy as np

from paddle_mlir.dialects.errors import PaddleMlirError
from paddle_mlir.runtime.artifact import Artifact
from paddle_mlir.runtime.profile.dispatch_sites import Site

# Best of a second of products of matrices that the caches hold, in GFLOP/s.
_PRODUCTS = """
import time, numpy as np
a = np.ones((768, 768), np.float32)
best, end = 1.0, time.perf_counter() + 1
while time.perf_counter() < end:
    started = time.perf_counter()
    a @ a
    best = min(best, time.perf_counter() - started)
print(2e-9 * 768**3 / best)
"""


def measure_peak(threads: int) -> float:
    """GFLOP/s of so many cores, of which one computes numpy's product of float32 matrices.

    One alone, since several would all have to be idle at the same time.
    """
    # numpy's BLAS reads its number of threads once, so a process of its own is asked.
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    result = subprocess.run(
        [sys.executable, "-c", _PRODUCTS],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **one},
    )
    return float(result.stdout) * threads


def measure_dispatches(
    artifact: Artifact,
    inputs: Mapping[str, np.ndarray],
    *,
    threads: int,
    calls: int,
    folder: Path,
) -> dict[str, list[list[float]]]:
    """Seconds of every run of every dispatch, by its name and by call; the first call is left out.

    Args:
        artifact: for the CPU.
        inputs: by name.
        threads: that it runs with.
        calls: at least one.
        folder: for files that are of no use later.

    Raises:
        PaddleMlirError: IREE's tools fail.
    """
    tools = Path(iree.runtime.benchmark_exe()).parent
    profile = folder / "profile.ireeprof"
    pool = [f"--task_topology_group_count={threads}"] if threads > 1 else []
    values = []
    for index, spec in enumerate(artifact.manifest.inputs):
        np.save(folder / f"{index}.npy", inputs[spec.name])
        values.append(f"--input=@{folder / f'{index}.npy'}")
    _run_tool(
        [
            str(tools / "iree-benchmark-module"),
            f"--module={artifact.module_file}",
            f"--parameters=model={artifact.parameters_file}",
            f"--device={'local-task' if pool else 'local-sync'}",
            *pool,
            "--device_allocator=caching",
            f"--function={artifact.manifest.function}",
            *values,
            f"--benchmark_min_time={calls + 1}x",
            "--device_profiling_mode=host-execution,queue-events,executable-metadata",
            f"--device_profiling_output={profile}",
        ]
    )
    events = _run_tool(
        [
            str(tools / "iree-profile"),
            "dispatch",
            "--format=jsonl",
            "--dispatch_events",
            str(profile),
        ]
    )
    return by_call([json.loads(line) for line in events.splitlines()], calls + 1)


def by_call(rows: Sequence[Mapping[str, Any]], calls: int) -> dict[str, list[list[float]]]:
    """Seconds by dispatch and call, of the rows of ``iree-profile dispatch --dispatch_events``.

    A dispatch whose runs are no multiple of the calls, since branches choose it, counts for each
    call with its average.
    """
    seconds: dict[str, list[float]] = {}
    for row in rows:
        if row["type"] == "host_dispatch_event" and row["valid"]:
            seconds.setdefault(row["key"], []).append(row["duration_ns"] * 1e-9)
    result = {}
    for name, runs in seconds.items():
        each, rest = divmod(len(runs), calls)
        if rest:
            result[name] = [[sum(runs) / calls]]
        else:
            result[name] = [runs[n * each : (n + 1) * each] for n in range(1, calls)]
    return result


class Spent(NamedTuple):
    """What a site takes in one call."""

    seconds: float
    """Median over the calls."""
    runs: float
    """More than one in a loop; 0 where it was never reached."""


def spent_by_site(
    sites: Sequence[Site], measured: Mapping[str, Sequence[Sequence[float]]]
) -> list[Spent]:
    """What each site takes; where a dispatch has several, its runs of a call are theirs in turn."""
    number_of_sites = Counter(site.function for site in sites)
    seen: Counter[str] = Counter()
    result = []
    for site in sites:
        calls, count = measured.get(site.function, []), number_of_sites[site.function]
        number = seen[site.function]
        seen[site.function] += 1
        if any(len(runs) % count for runs in calls):
            # Branches leave some sites out: the sites share the time alike.
            shares = [sum(runs) / count for runs in calls]
        else:
            shares = [sum(runs[number::count]) for runs in calls]
        runs = statistics.fmean(len(runs) / count for runs in calls) if calls else 0.0
        result.append(Spent(statistics.median(shares) if shares else 0.0, runs))
    return result


def _run_tool(command: Sequence[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        reason = (result.stderr.strip().splitlines() or ["no message"])[0]
        raise PaddleMlirError("failed", where=Path(command[0]).name, got=reason)
    return result.stdout
