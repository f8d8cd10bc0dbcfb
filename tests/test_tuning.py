"""``paddle-mlir tune`` and its databases; no test depends on what is faster."""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from paddle_mlir.dialects.errors import InputError
from paddle_mlir.dialects.model import Model
from paddle_mlir.pipelines.iree.targets import find_cpu, find_target, host_caches
from paddle_mlir.pipelines.rules.convolution_cost import Convolution, Strategy
from paddle_mlir.pipelines.rules.packing import AVX512, Product
from paddle_mlir.pipelines.tuning_database import (
    Entry,
    database_text,
    key_of,
    read_database,
    read_tuning,
)
from paddle_mlir.runtime import load
from paddle_mlir.runtime.cli import main
from paddle_mlir.runtime.cli.tuning import parse_duration
from paddle_mlir.runtime.compile import compile_model
from paddle_mlir.runtime.tuning import databases
from paddle_mlir.runtime.tuning.measuring import Workbench
from paddle_mlir.runtime.tuning.tuned_ops import Choice, TunedConvolution, TunedOp, TunedProduct
from paddle_mlir.runtime.tuning.tuner import difference, tune_op

LENET = Path(__file__).parent / "data" / "small_models" / "pir" / "lenet"
SHAPE = ("--shape", "x=1x1x28x28")
CONVOLUTION = Convolution("float32", (1, 9, 9, 16), 32, (3, 3), (1, 1), (1, 1, 1, 1), (1, 1))
PRODUCT = Product("float32", (), 28, 12, 48)
ENTRIES = {
    key_of("cpu b", 1, "matmul float32 28x12 to 48"): Entry(
        {"columns": 16, "tile": [14, 1], "workgroup": [28, 3]}, 1.5, 2.5
    ),
    key_of("cpu a", 2, CONVOLUTION.key): Entry({"strategy": "direct kernel"}, 10.0, 20.0),
}
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def bench() -> Workbench:
    target = find_target("cpu")
    cpu = find_cpu(target)
    assert cpu is not None
    return Workbench.open(target, cpu, exact=False, threads=1)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the database of who runs it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_databases_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "database.json"
    file.write_text(database_text(ENTRIES))
    assert read_database(file) == ENTRIES
    lines = file.read_text().splitlines()
    assert [line.partition('"')[2].partition('"')[0] for line in lines[1:-1]] == sorted(ENTRIES)


def test_later_databases_count_more(tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    first.write_text(database_text(ENTRIES))
    key = key_of("cpu a", 2, CONVOLUTION.key)
    other = Entry({"strategy": "matmul of patches"}, 1.0, 2.0)
    second.write_text(database_text({key: other}))
    assert read_tuning([first, second], "cpu a", 2).choice(CONVOLUTION.key) == other.choice
    assert read_tuning([second, first], "cpu a", 2).choice(CONVOLUTION.key) != other.choice
    assert read_tuning([first, second], "cpu a", 1).choice(CONVOLUTION.key) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not a tuning database, got Expecting"),
        ("[]", "is not a tuning database, got format 'list', wanted format 1"),
        ('{"format": 2}', "is not a tuning database, got format 2, wanted format 1"),
        ('{"format": 1}', "has no entries"),
        (
            '{"format": 1, "entries": {"op": {"choice": {}, "microseconds": "fast"}}}',
            ': op: is damaged, got {"choice": {}, "microseconds": "fast"}, wanted choice, ',
        ),
    ],
)
def test_damaged_databases(text: str, message: str, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "database.json"
    file.write_text(text)
    command = ["compile", str(LENET), "-o", str(tmp_path / "artifact"), "--tuning", str(file)]
    assert main(command) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(f"error: {file}")
    assert message in lines[0]
    assert lines[1:] == ["paddle-mlir tune MODEL -o FILE writes one; --tuning none goes without"]
    assert list(tmp_path.iterdir()) == [file]


def test_a_missing_database(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.json: no such tuning database"):
        databases.databases(tmp_path / "none.json")


def test_which_databases_count(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged, own, named = tmp_path / "p.json", home / "paddle-mlir" / "tuning.json", tmp_path / "n"
    own.parent.mkdir(parents=True)
    for file in (packaged, own, named):
        file.write_text(database_text({}))
    monkeypatch.setattr(databases, "PACKAGED", packaged)
    assert databases.databases(None) == [packaged, own]
    assert databases.databases(named) == [packaged, named]
    assert databases.databases("none") == []
    own.unlink()
    assert databases.databases(None) == [packaged]


def test_the_packaged_database_can_be_read() -> None:
    for key, entry in read_database(databases.PACKAGED).items():
        assert key.split(" ")[1] == "threads"
        assert entry.microseconds < entry.rules_microseconds


def test_unknown_strategies(tmp_path: Path) -> None:
    cpu = find_cpu(find_target("cpu"))
    assert cpu is not None
    convolution = Convolution("float32", (1, 14, 14, 6), 16, (5, 5), (1, 1), (0, 0, 0, 0), (1, 1))
    key = key_of(cpu.key, 1, convolution.key)
    file = tmp_path / "database.json"
    file.write_text(database_text({key: Entry({"strategy": "direct kernels"}, 1.0, 2.0)}))
    with pytest.raises(InputError, match=r"unknown strategy .*direct kernels") as caught:
        compile_model(LENET, tmp_path / "x", shapes={"x": (1, 1, 28, 28)}, threads=1, tuning=file)
    assert caught.value.remedy == "did you mean direct kernel?"


def test_candidates_of_products_fit() -> None:
    for rows, columns in ((28, 48), (49, 512), (289, 58), (4, 1000)):
        op = TunedProduct(Product("float32", (), rows, 12, columns), AVX512)
        choices = op.candidates()
        assert choices
        assert len({json.dumps(choice) for choice in choices}) == len(choices)
        for choice in choices:
            panels = math.ceil(columns / choice["columns"])
            assert panels % choice["workgroup"][1] == 0
            assert choice["tile"][0] <= rows


@pytest.mark.parametrize(
    "op",
    [TunedConvolution(CONVOLUTION, tuple(Strategy)), TunedProduct(PRODUCT, AVX512)],
    ids=["convolution", "product"],
)
def test_candidates_are_forced_and_right(op: TunedOp, bench: Workbench) -> None:
    entry, failed = tune_op(bench, op, time.monotonic() + 60)
    assert not failed
    assert entry is None or entry.choice in op.candidates()
    x = op.input().astype(np.float64)
    model = op.model()
    weight, bias = (model.parameters.array(name).astype(np.float64) for name in ("w", "b"))
    if x.ndim == 4:
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (1, 2))
        expected = np.einsum("nyxcij,ijcf->nyxf", windows, weight)
    else:
        expected = x @ weight
    expected = np.maximum(expected + bias, 0)
    binaries = set()
    for choice in op.candidates():
        compiled = bench.compile(bench.lower(op, choice))
        binaries.add(compiled.binary)
        got = bench.program(compiled, op.input()).result()
        assert difference(expected, got) < 1e-5, choice
    assert len(binaries) == len(op.candidates())


@dataclass(frozen=True)
class WrongCandidates(TunedConvolution):
    """An op whose candidates have other weights than the rules' choice."""

    def model(self) -> Model:
        model = super().model()
        compiled.append(self)
        if len(compiled) > 1:
            weight = model.parameters.array("w").copy()
            weight[0, 0, 0, 0] *= 1.5
            model.parameters.remove("w")
            model.parameters.add("w", weight)
        return model


compiled: list[TunedOp] = []


def test_wrong_numbers_are_refused(bench: Workbench) -> None:
    compiled.clear()
    op = WrongCandidates(CONVOLUTION, (Strategy.PATCHES, Strategy.WINOGRAD_4))
    entry, failed = tune_op(bench, op, time.monotonic() + 60)
    assert entry is None
    assert len(failed) == 2
    for name, reason in failed.items():
        assert name.startswith(f"{CONVOLUTION.key}: strategy ")
        assert "of the largest value" in reason


class UnfitCandidates(TunedProduct):
    """A product with a tiling that does not divide its rows."""

    def candidates(self) -> list[Choice]:
        return [{"columns": 16, "tile": [5, 1], "workgroup": [28, 1]}]


def test_candidates_that_cannot_be_compiled_are_left_out(bench: Workbench) -> None:
    entry, failed = tune_op(bench, UnfitCandidates(PRODUCT, AVX512), time.monotonic() + 60)
    assert entry is None
    assert failed == {
        "matmul float32 28x12 to 48: columns 16, tile [5, 1], workgroup [28, 1]": "the tuning "
        "database has no tiling that fits"
    }


def test_difference() -> None:
    expected = np.array([1.0, -4.0])
    assert difference(expected, np.array([1.0, -4.2])) == pytest.approx(0.05)
    assert difference(expected, np.array([1.0, np.nan])) == math.inf


def tune(*options: object) -> int:
    return main([str(part) for part in ("tune", LENET, "--threads", 1, *options)])


def test_tune_a_model(tmp_path: Path, home: Path, capsys: Capture) -> None:
    own = home / "paddle-mlir" / "tuning.json"
    assert tune(*SHAPE, "--budget", "20s") == 0
    printed = capsys.readouterr().out
    assert "measured " in printed
    is_kept = "ms: kept" in printed
    assert own.exists() == is_kept
    artifacts = [
        compile_model(
            LENET, tmp_path / name, shapes={"x": (1, 1, 28, 28)}, threads=1, tuning=tuning
        )
        for name, tuning in (("tuned", None), ("plain", "none"))
    ]
    x = np.random.default_rng(0).standard_normal((1, 1, 28, 28), dtype=np.float32)
    results = []
    for artifact in artifacts:
        with load(artifact, threads=1) as session:
            results.append(session(x)[0])
    assert difference(results[1], results[0]) < 1e-4


def test_tune_keeps_what_others_found(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "database.json"
    file.write_text(database_text(ENTRIES))
    assert tune(*SHAPE, "--budget", "10s", "-o", file) == 0
    capsys.readouterr()
    assert ENTRIES.items() <= read_database(file).items()
    assert list(tmp_path.iterdir()) == [file]


def test_without_time_nothing_is_measured(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "database.json"
    assert tune(*SHAPE, "--budget", "0.1s", "-o", file) == 0
    printed = capsys.readouterr().out
    assert "measured 0 ops, 0 have a faster choice" in printed
    assert "no time was left for: conv2d float32 1x14x14x6 window 5x5x16" in printed
    assert not file.exists()


def test_open_sizes_are_not_tuned(tmp_path: Path, capsys: Capture) -> None:
    assert tune("--shape", "x=Nx1x28x28", "--budget", "1s", "-o", tmp_path / "x.json") == 0
    assert "ops have sizes that only run time tells; --shape" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--threads", "0"), "threads is out of range, got 0, wanted an integer from 1 to"),
        (("-o", "no/such/folder/x.json"), "--output no/such/folder/x.json: its folder does not"),
    ],
)
def test_wrong_options(options: tuple[str, ...], message: str, capsys: Capture) -> None:
    assert main(["tune", str(LENET), *options]) == 1
    assert capsys.readouterr().err.startswith(f"error: {message}")


def test_durations() -> None:
    assert [parse_duration(text) for text in ("90", "90s", "1.5m", "1h")] == [90, 90, 90, 3600]
    for text in ("0", "0s", "5 m", "-1", "1d", ""):
        with pytest.raises(argparse.ArgumentTypeError, match="wanted a time such as"):
            parse_duration(text)


def test_caches_of_the_machine(tmp_path: Path) -> None:
    for number, (kind, level, size) in enumerate(
        [("Data", 1, "48K"), ("Instruction", 1, "32K"), ("Unified", 2, "2048K")]
    ):
        folder = tmp_path / f"index{number}"
        folder.mkdir()
        for name, value in (("type", kind), ("level", level), ("size", size)):
            (folder / name).write_text(f"{value}\n")
    assert host_caches(tmp_path) == (48 << 10, 2 << 20)
    assert host_caches(tmp_path / "nothing") == ()
