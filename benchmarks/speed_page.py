"""benchmarks/results.md, from the figures of benchmarks/results.json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import geometric_mean
from typing import Any

from benchmarks.speed_rows import BFLOAT16_PEERS, MEAN_GOALS, REASONS, ROWS
from paddle_mlir.runtime.benchmark.engines import OURS, PEERS

_TITLES = {"onnxruntime": "ONNX Runtime", "openvino": "OpenVINO", "paddle": "Paddle Inference"}
Figures = Mapping[str, Any]


def page(found: Mapping[str, Figures]) -> str:
    """The text of the page."""
    order = [row.name for row in ROWS]
    both = sorted(found.values(), key=lambda one: order.index(one["row"]))
    results = [one for one in both if one["precision"] == "f32"]
    narrow = [one for one in both if one["precision"] != "f32"]
    whole = [one for one in results if "error" not in one]
    lines = [
        "# Speed beside other engines",
        "",
        "Made by `make bench`; do not edit. One row again: "
        "`make bench ARGUMENTS='--only ResNet50 --threads 1'`.",
        "",
        "Milliseconds of a call, float32, sizes fixed, the median of calls by the clock; in "
        "brackets what lies between the quartiles, relative to the median. Each engine is a "
        "process of its own; they take turns of 0.4 s, and all but one are stopped. Best: our "
        "time over that of the fastest other engine; quiet: the same of the first quartiles, "
        "which a busy machine touches less; CPU: of the time on all of a process's threads. "
        "Load: the machine's load average after the row.",
        "",
        *_machine(whole),
    ]
    for threads in sorted({one["threads"] for one in results}):
        rows = [one for one in results if one["threads"] == threads]
        lines += ["", f"## {threads_text(threads)}", ""]
        lines += _table(rows)
        lines += ["", *_mean(rows, threads)]
    for threads in sorted({one["threads"] for one in narrow}):
        rows = [one for one in narrow if one["threads"] == threads]
        lines += ["", f"## Precision bf16, {threads_text(threads)}", ""]
        lines += [
            "Beside OpenVINO as it computes by default, in bfloat16. Difference: from our results "
            "in float32 on random numbers, relative to the largest one.",
            "",
            *_narrow_table(rows),
        ]
    lines += ["", "## Cold", "", "Loading and the first call, one thread, files cached.", ""]
    lines += _cold(one for one in whole if one["threads"] == 1)
    lines += ["", "## Artifacts", "", "Compiled on this machine for fixed sizes, one thread.", ""]
    lines += _artifacts(one for one in whole if one["threads"] == 1 and "compiled" in one)
    missed = [one for one in both if not _reaches_goal(one)]
    lines += ["", "## Missed", ""]
    for one in missed:
        lines += _missed(one)
    if not missed:
        lines.append("No row with a goal misses it.")
    lines += _remarks(one for one in both if "error" not in one)
    return "\n".join(lines) + "\n"


def _machine(whole: Iterable[Figures]) -> list[str]:
    machines = {f"{one['cpu']}, {one['cores']} cores" for one in whole}
    versions = {f"{m['engine']} {m['version']}" for one in whole for m in one["measured"]}
    dates = sorted(one["date"][:10] for one in whole)
    span = f"{dates[0]} to {dates[-1]}" if dates else ""
    return [f"{'; '.join(sorted(machines))}. {', '.join(sorted(versions))}. {span}."]


def _table(rows: Iterable[Figures]) -> list[str]:
    peers = " | ".join(_TITLES[name] for name in PEERS)
    lines = [f"| model | ours | {peers} | best | goal | quiet | CPU | load |", f"|{'---|' * 10}"]
    for one in rows:
        if "error" in one:
            lines.append(f"| {one['row']} | {one['error']} |{' |' * 8}")
            continue
        measured = {m["engine"]: m for m in one["measured"]}
        cells = [_time(measured.get(name)) for name in (OURS, *PEERS)]
        goal = "" if one["goal"] is None else f"{one['goal']:.2f}"
        ratios = [_ratio_text(one["ratio"]), goal]
        ratios += [_ratio_text(_ratio_of(one, key)) for key in ("first_quartile", "cpu")]
        lines.append(f"| {' | '.join([one['row'], *cells, *ratios])} | {one['load'][1]:.1f} |")
    return lines


def _narrow_table(rows: Iterable[Figures]) -> list[str]:
    titles = "model | ours | OpenVINO | ratio | quiet | CPU | difference | OpenVINO's | load"
    lines = [f"| {titles} |", f"|{'---|' * 9}"]
    for one in rows:
        if "error" in one:
            lines.append(f"| {one['row']} | {one['error']} |{' |' * 7}")
            continue
        measured = {m["engine"]: m for m in one["measured"]}
        pair = [measured.get(name) for name in (OURS, *BFLOAT16_PEERS)]
        ratios = [one["ratio"], *(_ratio_of(one, key) for key in ("first_quartile", "cpu"))]
        cells = [*map(_time, pair), *map(_ratio_text, ratios)]
        cells += ["-" if m is None else f"{m['difference']:.1e}" for m in pair]
        lines.append(f"| {' | '.join([one['row'], *cells])} | {one['load'][1]:.1f} |")
    return lines


def threads_text(threads: int) -> str:
    """``1 thread`` and the like."""
    return "1 thread" if threads == 1 else f"{threads} threads"


def _time(measured: Figures | None) -> str:
    if measured is None:
        return "-"
    spread = (measured["third_quartile"] - measured["first_quartile"]) / measured["warm"]
    return f"{_milliseconds(measured['warm'])} ({spread:.0%})"


def _milliseconds(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def _ratio_text(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"


def _ratio_of(one: Figures, figure: str) -> float | None:
    """Our figure over the least of the other engines'."""
    ours, *peers = (m[figure] for m in one["measured"])
    return float(ours / min(peers)) if peers else None


def _mean(rows: Iterable[Figures], threads: int) -> list[str]:
    """A line on the geometric means over the rows of batch 1 that count."""
    names = {row.name for row in ROWS if row.counts and row.batch == 1}
    single = [one for one in rows if one["row"] in names and one.get("ratio") is not None]
    if not single:
        return []
    by_clock = geometric_mean([one["ratio"] for one in single])
    by_cpu = geometric_mean([ratio for one in single if (ratio := _ratio_of(one, "cpu"))])
    goal = f", goal {MEAN_GOALS[threads]:.2f}" if threads in MEAN_GOALS else ""
    return [
        f"Geometric mean over the first {len(single)} rows of batch 1: **{by_clock:.3f}**{goal}; "
        f"of CPU time {by_cpu:.3f}."
    ]


def _cold(rows: Iterable[Figures]) -> list[str]:
    peers = " | ".join(_TITLES[name] for name in PEERS)
    lines = [f"| model | ours | {peers} |", f"|{'---|' * 5}"]
    for one in rows:
        cold = {m["engine"]: f"{m['cold']:.0f}" for m in one["measured"]}
        cells = [cold.get(name, "-") for name in (OURS, *PEERS)]
        lines.append(f"| {one['row']} | {' | '.join(cells)} |")
    return lines


def _artifacts(rows: Iterable[Figures]) -> list[str]:
    lines = ["| model | compiling, s | code, kB | weights, MB |", f"|{'---|' * 4}"]
    for one in rows:
        made = one["compiled"]
        code, weights = made["code_bytes"] / 1e3, made["weight_bytes"] / 1e6
        lines.append(f"| {one['row']} | {made['seconds']:.1f} | {code:.0f} | {weights:.1f} |")
    return lines


def _place(one: Figures) -> str:
    precision = "" if one["precision"] == "f32" else f", {one['precision']}"
    return f"{one['row']}, {threads_text(one['threads'])}{precision}"


def _reaches_goal(one: Figures) -> bool:
    if "error" in one:
        return False
    return one["goal"] is None or one["ratio"] is None or one["ratio"] <= one["goal"]


def _missed(one: Figures) -> list[str]:
    """A row that misses its goal, and where its time goes."""
    if "error" in one:
        return [f"- {_place(one)}: {one['error']}"]
    lines = [
        f"- {_place(one)}: {one['ratio']:.2f}, wanted {one['goal']:.2f}; best: {one['best_peer']}"
    ]
    reason = REASONS.get((one["row"], one["precision"]))
    if reason:
        lines.append(f"    - Reason: {reason}.")
    for row in one.get("profile", ()):
        speed = "" if row["gflops"] is None else f", {row['gflops']:.0f} GFLOP/s"
        runs = f"{row['runs']:g} x " if row["runs"] > 1 else ""
        lines.append(f"    - {row['milliseconds']:.2f} ms{speed}: {runs}`{row['dispatch']}`")
    return lines


def _remarks(whole: Iterable[Figures]) -> list[str]:
    """Engines that could not run a model, and results that differ."""
    lines = []
    for one in whole:
        place = _place(one)
        lines += [f"- {place}: {name}: {reason}" for name, reason in one["failed"].items()]
        lines += [
            f"- {place}: {m['engine']} differs from ours by {m['difference']}"
            for m in one["measured"]
            if not m["agrees"]
        ]
    return ["", "## Remarks", "", *lines] if lines else []
