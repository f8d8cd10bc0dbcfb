"""``paddle-mlir profile``: dispatches, their arithmetic and their ops; no test depends on time."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paddle_mlir.dialects.errors import CompileError, PaddleMlirError
from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.pipelines.iree.targets import find_target
from paddle_mlir.pipelines.pass_manager import run_passes
from paddle_mlir.runtime import open_artifact
from paddle_mlir.runtime.cli import main
from paddle_mlir.runtime.cli.figures import milliseconds_text
from paddle_mlir.runtime.profile.dispatch_sites import Site, dispatch_sites
from paddle_mlir.runtime.profile.measuring import (
    Spent,
    by_call,
    measure_dispatches,
    measure_peak,
    spent_by_site,
)
from paddle_mlir.runtime.profile.report import Profile, Row, rows_of

SMALL_MODELS = Path(__file__).parent / "data" / "small_models" / "pir"
LENET = SMALL_MODELS / "lenet"
Capture = pytest.CaptureFixture[str]


def profile(*options: object) -> int:
    command = ["profile", LENET, "--input", "1x1x28x28", "--time", "0.05", *options]
    return main([str(argument) for argument in command])


def test_profile_of_a_model(tmp_path: Path, capsys: Capture) -> None:
    output, chart = tmp_path / "lenet.json", tmp_path / "lenet.svg"
    assert profile("--top", 3, "--json", output, "--chart", chart) == 0
    printed = capsys.readouterr().out
    assert "x 1x1x28x28, threads 1" in printed
    found = json.loads(output.read_text())
    rows = found["rows"]
    assert f"{len(rows) - 3} others" in printed
    assert f"wrote {chart}" in printed
    times = [row["milliseconds"] for row in rows]
    assert times == sorted(times, reverse=True)
    assert found["total"] == pytest.approx(sum(times))
    total, call = (milliseconds_text(found[key]) for key in ("total", "call"))
    assert f"The dispatches take {total} ms of a call's {call} ms." in " ".join(printed.split())
    assert all(row["runs"] == 1 for row in rows)
    # The pools, and the linear layers, which are one product without what would stand between them;
    # the convolutions are kernels, which are not counted.
    flops = 14 * 14 * 6 * 4 + 5 * 5 * 16 * 4 + 2 * 400 * 10
    assert flops <= sum(row["flops"] or 0 for row in rows) < 1.1 * flops
    assert any("conv2d" in op for row in rows for op in row["ops"])
    picture = chart.read_text()
    assert "<svg" in picture
    assert chart.stat().st_size > 1000


def test_turns_of_a_loop_are_one_row(tmp_path: Path, capsys: Capture) -> None:
    output = tmp_path / "recurrent.json"
    command = ["profile", str(SMALL_MODELS / "small_recurrent"), "--input", "x=5x9x6"]
    command += ["--threads", "2", "--time", "0.05", "--json", str(output)]
    assert main(command) == 0
    assert "threads 2" in capsys.readouterr().out
    found = json.loads(output.read_text())
    # Each of the nine steps runs its dispatches again.
    assert max(row["runs"] for row in found["rows"]) >= 9
    pairs = [(row["dispatch"], *row["ops"][:1]) for row in found["rows"]]
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--top", "0"], "--top: is out of range, got 0, wanted above 0, up to 10000"),
        (["--time", "nan"], "--time: is out of range, got nan"),
        (["--chart", "x.gif"], "--chart x.gif: no such kind of picture, wanted .svg, .png, .pdf"),
        (["--input", "y=2"], "no input is named 'y'"),
    ],
)
def test_what_is_refused(capsys: Capture, options: list[str], message: str) -> None:
    assert profile(*options) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_charts_need_matplotlib(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "matplotlib" else find(name)
    )
    assert profile("--chart", "x.svg") == 1
    assert "install it: pip install matplotlib" in capsys.readouterr().err


def test_a_chart_that_cannot_be_written(tmp_path: Path, capsys: Capture) -> None:
    assert profile("--chart", tmp_path / "nowhere" / "x.png") == 1
    assert "x.png: cannot be written, got No such file" in capsys.readouterr().err


def lowered(rows: int | str) -> Model:
    """x @ w, then a sum with z, of ops that have names, lowered for IREE."""
    x, w, y = f"tensor<{rows}x3xf32>", "tensor<3x4xf32>", f"tensor<{rows}x4xf32>"
    model = Model(
        parse_module(f"""
        func.func @main(%x: {x}, %w: {w}, %z: {y}) -> {y} {{
          %0 = "pd.matmul"(%x, %w) : ({x}, {w}) -> {y} loc("/head/matmul %3")
          %1 = "pd.add"(%0, %z) : ({y}, {y}) -> {y} loc("/tail/add %4")
          return %1 : {y}
        }}"""),
        Parameters(),
    )
    run_passes(model, "pd-infer-shapes,pd-lower-to-iree")
    return model


def test_dispatches_tell_their_arithmetic_and_ops() -> None:
    [site] = dispatch_sites(lowered(2), find_target("cpu"))
    # A product and a sum for each of 2x4 results and 3 turns, and the sum with z.
    assert site.flops == 2 * 4 * 3 * 2 + 2 * 4
    assert site.ops == ("/head/matmul",)
    assert site.function.startswith("main_dispatch_0")


def test_arithmetic_of_dynamic_sizes_is_unknown() -> None:
    sites = dispatch_sites(lowered("?"), find_target("cpu"))
    assert sites
    assert all(site.flops is None for site in sites)


def test_a_module_that_iree_refuses() -> None:
    model = Model(parse_module("func.func private @main(tensor<?xf32>)"), Parameters())
    with pytest.raises(CompileError, match="IREE: cannot form dispatches, got "):
        dispatch_sites(model, find_target("cpu:no-such-cpu"))


def event(name: str, microseconds: int, **others: Any) -> dict[str, Any]:
    row = {"type": "host_dispatch_event", "valid": True, "key": name}
    return {**row, "duration_ns": microseconds * 1000, **others}


def test_events_by_call() -> None:
    cold = [event("a", 900), event("b", 900), event("a", 900)]
    first = [event("a", 1), event("b", 7), event("a", 2)]
    second = [event("a", 3), event("b", 9), event("a", 4)]
    noise = [event("a", 5, type="dispatch_summary"), event("a", 5, valid=False)]
    found = by_call([*cold, *noise, *first, *second], calls=3)
    np.testing.assert_allclose(found["a"], [[1e-6, 2e-6], [3e-6, 4e-6]])
    np.testing.assert_allclose(found["b"], [[7e-6], [9e-6]])


def test_events_of_branches_count_with_their_average() -> None:
    assert by_call([event("a", 6), event("a", 12)], calls=3) == {"a": [[pytest.approx(6e-6)]]}


def test_time_by_site() -> None:
    sites = [Site("a", 1, ()), Site("b", 1, ()), Site("a", 1, ()), Site("c", 1, ())]
    # Two calls; each site of a runs twice a call.
    measured = {"a": [[1.0, 10.0, 2.0, 20.0], [3.0, 30.0, 4.0, 40.0]], "b": [[5.0], [6.0]]}
    assert spent_by_site(sites, measured) == [
        Spent((3.0 + 7.0) / 2, 2.0),
        Spent(5.5, 1.0),
        Spent((30.0 + 70.0) / 2, 2.0),
        Spent(0.0, 0.0),
    ]
    # One run for two sites: nobody knows whose.
    assert spent_by_site(sites[:3:2], {"a": [[8.0]]}) == [Spent(4.0, 0.5)] * 2


def test_rows_join_the_sites_of_one_op() -> None:
    sites = [
        Site("f", 10, ("lstm",)),
        Site("g", None, ("lstm",)),
        Site("f", 10, ("lstm", "x")),
        Site("f", 10, ("other",)),
    ]
    spent = [Spent(1e-3, 2.0), Spent(9e-3, 1.0), Spent(2e-3, 1.0), Spent(0.5e-3, 1.0)]
    slowest, joined, last = rows_of(sites, spent)
    assert (slowest.dispatch, slowest.flops, slowest.speed) == ("g", None, None)
    assert (joined.milliseconds, joined.runs, joined.flops) == (pytest.approx(3.0), 3.0, 30.0)
    assert joined.speed == pytest.approx(30 / 3e-3 * 1e-9)
    assert (last.ops, last.runs) == (("other",), 1.0)


def test_names_in_rows() -> None:
    row = Row("main_dispatch_12_matmul_2x3_f32", 1.0, 1.0, 6, ("/a/layer/of/some/depth",))
    assert (row.kernel, row.op(100)) == ("matmul_2x3_f32", "a/layer/of/some/depth")
    assert row.op(13) == "...some/depth"
    odd = Row("main_dispatch_12", 1.0, 1.0, 0, ())
    assert (odd.kernel, odd.op(100), odd.speed) == ("main_dispatch_12", "", None)
    assert Profile("m", 1, {}, 2.0, 1.0, [row, odd]).total == 2.0


def test_peak_counts_threads() -> None:
    assert measure_peak(1000) > 1000


def test_a_tool_that_fails(small_artifact: Path, tmp_path: Path) -> None:
    artifact = open_artifact(small_artifact)
    with pytest.raises(PaddleMlirError, match=r"^iree-benchmark-module: failed, got "):
        # The input's sizes are not the model's.
        measure_dispatches(
            artifact, {"x": np.ones((2, 5), np.float32)}, threads=1, calls=1, folder=tmp_path
        )
