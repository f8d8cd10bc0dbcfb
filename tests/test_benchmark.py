"""``paddle-mlir benchmark``: what it prints and writes, turns, and engines that are not there.

The other engine is a stand-in for Paddle Inference in an interpreter that has nothing else; no
test depends on how long anything takes.
"""

from __future__ import annotations

import json
import math
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from handmade_models import WEIGHTS

from benchmarks.speed_page import page
from benchmarks.speed_rows import REASONS, ROWS
from paddle_mlir.dialects.errors import InputError
from paddle_mlir.runtime.benchmark.comparison import difference, take_turns
from paddle_mlir.runtime.benchmark.engines import (
    OURS,
    Engine,
    EngineError,
    Turn,
    installed_peers,
    last_line,
)
from paddle_mlir.runtime.cli import main

Capture = pytest.CaptureFixture[str]

# Paddle Inference's interface for a model with one input and one output.
STAND_IN = """
import numpy as np
class Config:
    def __init__(self, program, parameters):
        assert program.endswith("inference.json") and parameters.endswith("inference.pdiparams")
    def __getattr__(self, option):
        return lambda *_: None
class Handle:
    def copy_from_cpu(self, array): self.array = array
    def copy_to_cpu(self): return self.array
class Predictor:
    def __init__(self): self.x, self.y = Handle(), Handle()
    def get_input_names(self): return ["x"]
    def get_output_names(self): return ["y"]
    def get_input_handle(self, _): return self.x
    def get_output_handle(self, _): return self.y
    def run(self): self.y.array = {result}
print("engines print what they like")
def create_predictor(_): return Predictor()
"""
RIGHT = f"self.x.array @ np.array({WEIGHTS.tolist()}, np.float32)"


@pytest.fixture
def peer(tmp_path: Path) -> Callable[[str], Path]:
    """Makes an interpreter that has an engine named paddle, version 9.8.7, with given results."""

    def make(result: str) -> Path:
        packages = tmp_path / "packages"
        (packages / "paddle").mkdir(parents=True)
        (packages / "paddle" / "__init__.py").touch()
        (packages / "paddle" / "inference.py").write_text(STAND_IN.format(result=result))
        about = packages / "paddlepaddle-9.8.7.dist-info"
        about.mkdir()
        (about / "METADATA").write_text("Name: paddlepaddle\nVersion: 9.8.7\n")
        numpy = Path(np.__file__).parent.parent
        (packages / "numpy").symlink_to(numpy / "numpy")
        if (numpy / "numpy.libs").exists():
            (packages / "numpy.libs").symlink_to(numpy / "numpy.libs")
        python = tmp_path / "python"
        # Without site-packages (-S), so that no other engine is found.
        python.write_text(f'#!/bin/sh\nPYTHONPATH={packages} exec {sys.executable} -S "$@"\n')
        python.chmod(python.stat().st_mode | stat.S_IXUSR)
        return python

    return make


def benchmark(model: Path, *options: object) -> int:
    command = ["benchmark", model, "--input", "x=2x3", "--time", "0.05", *options]
    return main([str(argument) for argument in command])


def test_ours_alone(small_model: Path, tmp_path: Path, capsys: Capture) -> None:
    output = tmp_path / "figures.json"
    assert benchmark(small_model, "--peers", "none", "--json", output) == 0
    printed = capsys.readouterr().out
    assert "x 2x3, threads 1" in printed
    assert OURS in printed
    assert "not installed" not in printed
    found = json.loads(output.read_text())
    assert (found["threads"], found["inputs"], found["failed"]) == (1, {"x": [2, 3]}, {})
    assert (found["ratio"], found["best_peer"]) == (None, None)
    [ours] = found["measured"]
    assert (ours["engine"], ours["agrees"]) == (OURS, True)
    assert 0 < ours["first_quartile"] <= ours["warm"] <= ours["third_quartile"]
    assert min(ours["cold"], ours["calls"]) > 0


def test_beside_another_engine(
    small_model: Path, peer: Callable[[str], Path], tmp_path: Path, capsys: Capture
) -> None:
    output = tmp_path / "figures.json"
    assert benchmark(small_model, "--peer-python", peer(RIGHT), "--json", output) == 0
    printed = capsys.readouterr().out
    assert "paddle 9.8.7" in printed
    assert "DIFFERS" not in printed
    assert "not installed: onnxruntime, openvino; pip install 'paddle-mlir[bench]'" in printed
    found = json.loads(output.read_text())
    ours, other = found["measured"]
    assert (other["engine"], other["version"], other["agrees"]) == ("paddle", "9.8.7", True)
    assert other["difference"] < 1e-5
    assert found["best_peer"] == "paddle"
    assert found["ratio"] == pytest.approx(ours["warm"] / other["warm"])


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (f"1.5 * {RIGHT}", "DIFFERS 5.0e-01"),
        (f"({RIGHT})[:1]", "OTHER SHAPES"),
        (f"np.nan * {RIGHT}", "DIFFERS nan"),
        ("self.nothing", "paddle cannot run it: AttributeError: 'Predictor' object has no attri"),
    ],
)
def test_an_engine_that_is_wrong(
    small_model: Path,
    peer: Callable[[str], Path],
    capsys: Capture,
    result: str,
    message: str,
) -> None:
    assert benchmark(small_model, "--peer-python", peer(result), "--peers", "paddle") == 0
    assert message in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--peers", "tensorrt"], "--peers: unknown engine, got 'tensorrt'\nknown: none, onnx"),
        (["--time", "0"], "--time: is out of range, got 0, wanted up to 3600 seconds"),
        (["--time", "nan"], "--time: is out of range, got nan"),
        (["--onnx", "/no/file.onnx"], "--onnx /no/file.onnx: no such file"),
        (["--peer-python", "/no/python"], "--peer-python /no/python: no such file"),
        (["--peer-python", "/etc/passwd"], "/etc/passwd: is no Python interpreter"),
        (["--threads", "0"], "threads is out of range, got 0"),
        (["--input", "z=2"], "no input is named 'z'"),
    ],
)
def test_what_is_refused(
    small_model: Path, capsys: Capture, options: list[str], message: str
) -> None:
    assert benchmark(small_model, *options) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_a_peer_that_is_not_installed(
    small_model: Path, peer: Callable[[str], Path], capsys: Capture
) -> None:
    options = ["--peer-python", peer(RIGHT), "--peers", "paddle,openvino"]
    assert benchmark(small_model, *options) == 1
    assert "--peers: openvino is not installed\npip install" in capsys.readouterr().err


def test_sizes_must_be_known(small_model: Path, small_artifact: Path, capsys: Capture) -> None:
    assert main(["benchmark", str(small_model)]) == 1
    assert "missing input" in capsys.readouterr().err
    assert main(["benchmark", str(small_artifact)]) == 1
    assert "is a compiled artifact, wanted a Paddle model" in capsys.readouterr().err


def test_installed_peers(peer: Callable[[str], Path]) -> None:
    assert installed_peers(peer(RIGHT)) == ("paddle",)
    with pytest.raises(InputError, match="is no Python interpreter"):
        installed_peers(Path("/no/such/python"))


def start(artifact: Path, folder: Path, threads: int = 1) -> Engine:
    np.savez(folder / "inputs.npz", np.ones((2, 3), np.float32))
    setup = {
        "threads": threads,
        "artifact": str(artifact),
        "names": ["x"],
        "inputs": str(folder / "inputs.npz"),
        "outputs": str(folder / "outputs.npz"),
    }
    return Engine(OURS, Path(sys.executable), setup, folder / "messages")


@pytest.mark.skipif(sys.platform != "linux", reason="reads process states from /proc")
def test_engines_stand_still_between_turns(small_artifact: Path, tmp_path: Path) -> None:
    def state() -> str:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]

    with start(small_artifact, tmp_path) as engine:
        number = engine._process.pid
        os.waitpid(number, os.WUNTRACED)
        assert state() == "T"
        turn = engine.measure(0.01)
        assert len(turn.wall) == len(turn.cpu) > 0
        os.waitpid(number, os.WUNTRACED)
        assert state() == "T"
    assert not Path(f"/proc/{number}").exists()
    with np.load(tmp_path / "outputs.npz") as outputs:
        expected = np.ones((2, 3), np.float32) @ WEIGHTS
        np.testing.assert_allclose(outputs["arr_0"], expected, rtol=1e-5)


def test_an_engine_says_why_it_cannot_start(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"^paddle-mlir: .*no such"):
        start(tmp_path / "nothing", tmp_path)


def test_turns_go_round() -> None:
    order: list[str] = []

    class Quick:
        def __init__(self, name: str) -> None:
            self.name = name

        def measure(self, seconds: float) -> Turn:
            order.append(self.name)
            return Turn([seconds], [2 * seconds])

    engines = [Quick("a"), Quick("b")]
    turns = take_turns(engines, 1.2)  # type: ignore[arg-type] # what an engine does, no more
    assert order == ["a", "b"] * 3
    assert [len(turn.wall) for turn in turns] == [3, 3]
    assert turns[1].cpu == [2 * seconds for seconds in turns[1].wall]


def test_difference() -> None:
    ours = [np.array([[1.0, -4.0]]), np.array([3, 2])]
    assert difference(ours, ours) == 0
    assert difference(ours, [np.array([[1.0, -4.5]]), ours[1]]) == 0.5 / 4
    assert difference(ours, [ours[0], np.array([3, 5])]) == 1.0
    assert difference(ours, ours[:1]) is None
    assert difference([np.zeros((0, 2))], [np.zeros((0, 2))]) == 0
    nan = difference(ours, [np.array([[1.0, np.nan]]), ours[1]])
    assert nan is not None
    assert math.isnan(nan)


def test_last_line() -> None:
    trace = "Traceback\n  File\nValueError: of x\n\n---\n"
    assert last_line(trace) == "ValueError: of x"
    assert last_line("\n") == ""


def figures(row: str, ratio: float, threads: int = 1, **others: object) -> dict[str, object]:
    def engine(name: str, warm: float) -> dict[str, object]:
        known = {"version": "1", "agrees": True, "difference": 0.0, "cold": 7.0, "cpu": warm}
        quartiles = {"first_quartile": warm, "third_quartile": 1.5 * warm}
        return {"engine": name, "warm": warm, **quartiles, **known}

    return {
        "row": row,
        "threads": threads,
        "precision": "f32",
        "goal": next(one.goal for one in ROWS if one.name == row) if threads == 1 else None,
        "batch": next(one.batch for one in ROWS if one.name == row),
        "date": "2026-11-23T01:02+00:00",
        "cpu": "a CPU",
        "cores": 2,
        "load": [0.0, 0.5],
        "failed": {"onnxruntime": "no ONNX form"},
        "measured": [engine(OURS, 10 * ratio), engine("openvino", 10.0), engine("paddle", 20.0)],
        "best_peer": "openvino",
        "ratio": ratio,
        **others,
    }


VGG16 = {"row": "VGG16", "threads": 1, "precision": "f32", "batch": 1, "goal": 0.75}


def test_page_of_results() -> None:
    profile = [{"dispatch": "main_dispatch_0_conv", "milliseconds": 2.0, "runs": 3, "gflops": 9}]
    rows = [
        figures("ResNet50, batch 8", 0.5),
        figures("ResNet18", 0.96, profile=profile),
        figures("ViT-S/16", 0.7),
        figures("ResNet50", 0.6),
        figures("ResNet50", 0.7, threads=2),
        figures("ResNet50", 1.25, goal=1.0, precision="bf16"),
        figures("SqueezeNet", 1.5, goal=1.0, precision="bf16"),
        {**VGG16, "error": "out of memory"},
    ]
    lines = page({str(number): row for number, row in enumerate(rows)}).splitlines()
    [resnet50] = [line for line in lines if line.startswith("| ResNet50 | 6 (50%)")]
    assert resnet50.split(" | ")[2:8] == ["-", "10 (50%)", "20 (50%)", "0.60", "0.85", "0.60"]
    # Of batch 1 and the first families only.
    mean = math.sqrt(0.96 * 0.6)
    means = f"**{mean:.3f}**, goal 0.92; of CPU time {mean:.3f}."
    assert f"Geometric mean over the first 2 rows of batch 1: {means}" in lines
    assert "**0.700**, goal 1.00; of CPU time 0.700." in next(
        line for line in lines if "over the first 1 rows" in line
    )
    missed = lines[lines.index("## Missed") + 2 : lines.index("## Remarks") - 1]
    assert missed == [
        "- ResNet50, 1 thread, bf16: 1.25, wanted 1.00; best: openvino",
        "- ResNet18, 1 thread: 0.96, wanted 0.85; best: openvino",
        "    - 2.00 ms, 9 GFLOP/s: 3 x `main_dispatch_0_conv`",
        "- VGG16, 1 thread: out of memory",
        "- SqueezeNet, 1 thread, bf16: 1.50, wanted 1.00; best: openvino",
        f"    - Reason: {REASONS['SqueezeNet', 'bf16']}.",
    ]
    assert "- ResNet50, 2 threads: onnxruntime: no ONNX form" in lines
    [narrow] = [line for line in lines if line.startswith("| ResNet50 | 12.5 (50%)")]
    assert narrow.split(" | ")[2:7] == ["10 (50%)", "1.25", "1.25", "1.25", "0.0e+00"]
    # Tables are whole: every line of one has as many cells as its head.
    for head, *body in tables(lines):
        assert {line.count("|") for line in body} == {head.count("|")}


def tables(lines: list[str]) -> list[list[str]]:
    whole: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("|"):
            whole[-1].append(line)
        elif whole[-1]:
            whole.append([])
    return [table for table in whole if table]
