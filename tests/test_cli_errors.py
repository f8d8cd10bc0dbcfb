"""The command line: what it refuses, and how it ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from handmade_models import (
    SMALL_PIR,
    WEIGHTS_BYTES,
    attr,
    data,
    fetch,
    op,
    pir,
    tensor,
)

import paddle_mlir.runtime.compile
from paddle_mlir.runtime.cli import files, main

X = np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3)
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def failure(capsys: Capture, tmp_path: Path) -> Callable[..., str]:
    """Runs a command that must fail as the contract says, and gives its message."""

    def run(*arguments: object) -> str:
        before = sorted(tmp_path.rglob("*"))
        assert main([str(argument) for argument in arguments]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("error: ")
        assert len(err.splitlines()) <= 2
        assert sorted(tmp_path.rglob("*")) == before
        return err

    return run


def run_process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "paddle_mlir.runtime.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


# What is refused: one clear line, status 1, nothing half-written.

SMALL_MODEL = {"m.json": SMALL_PIR, "m.pdiparams": WEIGHTS_BYTES}


def model_with(*ops: Any) -> dict[str, bytes]:
    return {"m.json": pir(data(1, "x", tensor(2, 2)), *ops, fetch(2, 0, 3))}


@pytest.mark.parametrize("command", ["compile", "import", "inspect", "run"])
@pytest.mark.parametrize(
    ("model", "message"),
    [
        ({}, "m.json: no such file or folder"),
        ({"m.json": b"\x89PNG\r\n"}, "m.json"),
        ({"m.json": b""}, "m.json: is empty"),
        ({**SMALL_MODEL, "m.json": SMALL_PIR[:-100]}, "m.json: JSON is cut off"),
        ({"m.json": pir(magic="onnx")}, "unknown magic, got 'onnx', wanted 'pir'"),
        ({"m.json": pir(version=99)}, "unknown version of the PIR format, got 99"),
        ({"m.json": SMALL_PIR}, "m.pdiparams: no such parameter file"),
        ({**SMALL_MODEL, "m.pdiparams": WEIGHTS_BYTES[:-5]}, "parameter 'w'"),
        ({**SMALL_MODEL, "m.pdiparams": WEIGHTS_BYTES[:9]}, "parameter 'w'"),
        ({**SMALL_MODEL, "m.pdiparams": WEIGHTS_BYTES + b"123"}, "3 bytes"),
    ],
    ids=lambda value: value.split(":")[-1].strip() if isinstance(value, str) else "",
)
def test_bad_model_files(
    failure: Callable[..., str],
    tmp_path: Path,
    command: str,
    model: dict[str, bytes],
    message: str,
) -> None:
    for name, content in model.items():
        (tmp_path / name).write_bytes(content)
    output = {"compile": ["-o", tmp_path / "out"], "run": ["--output-dir", tmp_path / "out"]}
    assert message in failure(command, tmp_path / "m.json", *output.get(command, []))


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (model_with(op("1.frobnicate", [1], {2: tensor(2, 2)})), "frobnicate (1x)"),
        (
            model_with(op("1.softmax", [1], {2: tensor(2, 2)}, {"axis": attr("0.a_str", "rows")})),
            "attribute 'axis' must be like 1 : i64, got 'rows'",
        ),
        (
            model_with(op("1.softmax", [1], {2: tensor(2, 2)}, {"axis": attr("0.a_i32", 7)})),
            "axis",
        ),
    ],
)
def test_unsupported_models(
    failure: Callable[..., str], tmp_path: Path, model: dict[str, bytes], message: str
) -> None:
    for name, content in model.items():
        (tmp_path / name).write_bytes(content)
    assert message in failure("compile", tmp_path / "m.json", "-o", tmp_path / "out")


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ("y=2x3", "no such input"),
        ("x=2", "wrong rank"),
        ("x=2x4", "wrong size"),
        ("x=2xN", "size 3 is static in the model"),
    ],
)
def test_bad_shapes(
    failure: Callable[..., str], small_model: Path, tmp_path: Path, shape: str, message: str
) -> None:
    command = ("compile", small_model, "-o", tmp_path / "out", "--shape", shape)
    assert message in failure(*command)


def test_one_input_twice(failure: Callable[..., str], small_model: Path, tmp_path: Path) -> None:
    twice = ("--shape", "x=1x3", "--shape", "x=2x3")
    message = failure("compile", small_model, "-o", tmp_path / "out", *twice)
    assert "--shape x: given twice" in message
    assert "--shape x: given twice" in failure("import", small_model, *twice)


def test_bad_inputs(
    failure: Callable[..., str], small_artifact: Path, npy: Callable[..., Path]
) -> None:
    def run(*given: str) -> str:
        options = [part for text in given for part in ("--input", text)]
        return failure("run", small_artifact, *options)

    assert "missing input" in run()
    assert "no input is named 'y'\nknown: x" in run(f"y=@{npy(X)}")
    assert "given twice" in run("x=1x3", "2x3")
    wrong_dtype = run(f"x=@{npy(X.astype(np.float64))}")
    assert "input 'x': wrong dtype, got float64, wanted float32" in wrong_dtype
    assert "input 'x': wrong rank, got 1 [6], wanted 2 [x_0, 3]" in run(f"x=@{npy(X.ravel())}")
    assert "input 'x': wrong size of dimension 1, got 2 in [3, 2]" in run(f"x=@{npy(X.T)}")
    assert "threads is out of range" in failure("run", small_artifact, "--threads", "0")


def test_bad_npy_files(
    failure: Callable[..., str], small_artifact: Path, npy: Callable[..., Path], tmp_path: Path
) -> None:
    def run(path: Path) -> str:
        return failure("run", small_artifact, "--input", f"x=@{path}")

    whole = npy(X).read_bytes()
    bad = tmp_path / "bad.npy"
    assert "bad.npy: cannot be read, got No such file or directory" in run(bad)
    huge = whole.replace(b"(2, 3), }       ", b"(99999999, 3), }")
    assert len(huge) == len(whole)
    nested = whole.replace(b"(2, 3)", b"(" * 6)
    for content in (b"", b"text", whole[:20], whole[:-1], huge, nested):
        bad.write_bytes(content)
        assert "bad.npy: is not a sound .npy file" in run(bad)
    np.save(bad, np.array([{"run": "me"}]), allow_pickle=True)
    assert "bad.npy: is not a sound .npy file" in run(bad)
    assert "cannot be read, got Is a directory" in run(tmp_path)


@pytest.mark.parametrize("name", ["module.vmfb", "parameters.irpa", "manifest.json"])
def test_a_flipped_byte(
    failure: Callable[..., str], small_artifact: Path, tmp_path: Path, name: str
) -> None:
    damaged = tmp_path / "artifact"
    shutil.copytree(small_artifact, damaged)
    content = bytearray((damaged / name).read_bytes())
    content[len(content) // 2] ^= 0x80
    (damaged / name).write_bytes(content)
    assert name in failure("run", damaged, "--input", "x=1x3")
    assert name in failure("inspect", damaged)


def test_an_artifact_without_its_manifest(
    failure: Callable[..., str], small_artifact: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "artifact"
    shutil.copytree(small_artifact, damaged)
    (damaged / "manifest.json").unlink()
    assert "not an artifact: it has no manifest.json" in failure("run", damaged)


def test_an_artifact_is_no_model(
    failure: Callable[..., str], small_artifact: Path, tmp_path: Path
) -> None:
    assert "is a compiled artifact, wanted a Paddle model" in failure("import", small_artifact)
    compile_ = failure("compile", small_artifact, "-o", tmp_path / "out")
    assert "is a compiled artifact, wanted a Paddle model" in compile_
    run = ("run", small_artifact, "--input", "x=1x3")
    assert "--shape: is of no use for an artifact" in failure(*run, "--shape", "x=1x3")
    assert "--params: is of no use for an artifact" in failure(*run, "--params", "w")
    assert "for another target, got cuda, wanted cpu" in failure(*run, "--target", "cuda")


def test_outputs_that_exist_or_cannot_be_written(
    failure: Callable[..., str], small_model: Path, small_artifact: Path, tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "thesis.tex").touch()
    compile_ = ("compile", small_model, "-o")
    assert "the output exists already" in failure(*compile_, taken)
    assert "holds anything but an artifact" in failure(*compile_, taken, "--overwrite")
    assert "its parent is not a folder" in failure(*compile_, tmp_path / "no" / "where")
    file = taken / "thesis.tex"
    assert "its parent is not a folder" in failure(*compile_, file / "artifact")
    assert "cannot be written" in failure("import", small_model, "-o", tmp_path / "no" / "x.mlir")
    assert "cannot be written" in failure("import", small_model, "-o", taken)
    run = ("run", small_artifact, "--input", "x=1x3", "--output-dir")
    assert "is not a folder" in failure(*run, file)
    assert "cannot be written" in failure(*run, file / "results")


def test_outputs_are_written_all_or_none(tmp_path: Path, failing_save: None) -> None:
    with pytest.raises(files.InputError, match="cannot be written, got disk full"):
        files.write_arrays(tmp_path, {"first": np.zeros(2), "second": np.ones(2)})
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def failing_save(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets numpy.save fail on ones."""
    save = np.save

    def save_zeros(file: Any, array: np.ndarray, **options: Any) -> None:
        save(file, array, **options)
        if array.any():
            raise OSError("disk full")

    monkeypatch.setattr(np, "save", save_zeros)


# How the program ends.


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["frobnicate"],
        ["compile", "model"],
        ["compile", "model", "-o", "out", "--threads", "many"],
        ["compile", "model", "-o", "out", "--shape", "1x3"],
        ["run", "model", "--input", "x"],
        ["run", "model", "--input", "x=1xN"],
    ],
)
def test_a_wrong_command_line(arguments: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("usage: paddle-mlir")


@pytest.mark.parametrize("command", ["import", "inspect", "compile", "run", "ops"])
def test_help_has_examples(command: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    assert f"examples:\n  paddle-mlir {command}" in capsys.readouterr().out


def fail_with(error: BaseException) -> Callable[..., Path]:
    def compile_model(*_: Any, **__: Any) -> Path:
        raise error

    return compile_model


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (KeyboardInterrupt(), 130, "interrupted\n"),
        (MemoryError(), 1, "error: not enough memory\n"),
        (
            ModuleNotFoundError("No module named 'torch_mlir'", name="torch_mlir"),
            1,
            "error: models are imported and compiled with the module torch_mlir, which is missing\n"
            "install it: pip install 'paddle-mlir[compile]'\n",
        ),
        (
            ZeroDivisionError("by 0"),
            70,
            "error: internal error: ZeroDivisionError: by 0\n"
            "this is a defect of paddle-mlir: please report it with what "
            "PADDLE_MLIR_TRACEBACK=1 shows\n",
        ),
    ],
)
def test_other_failures(
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    error: BaseException,
    status: int,
    message: str,
) -> None:
    monkeypatch.delenv("PADDLE_MLIR_TRACEBACK", raising=False)
    monkeypatch.setattr(paddle_mlir.runtime.compile, "compile_model", fail_with(error))
    assert main(["compile", "model", "-o", "out"]) == status
    assert capsys.readouterr().err == message


def test_a_traceback_on_demand(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("PADDLE_MLIR_TRACEBACK", "1")
    monkeypatch.setattr(paddle_mlir.runtime.compile, "compile_model", fail_with(KeyError("k")))
    assert main(["compile", "model", "-o", "out"]) == 70
    shown = capsys.readouterr().err
    assert shown.startswith("Traceback")
    assert "error: internal error: KeyError: 'k'" in shown


def test_as_a_process(small_artifact: Path, tmp_path: Path) -> None:
    done = run_process("run", small_artifact, "--input", "x=1x3", "--output-dir", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "0_fetch_name_0.npy").is_file()
    done = run_process("inspect", tmp_path / "none")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
    done = run_process("--version")
    assert (done.returncode, done.stdout) == (0, "paddle-mlir 0.1.0\n")


def test_a_reader_that_goes_away() -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "paddle_mlir.runtime.cli", "ops"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output() -> None:
    command = [sys.executable, "-m", "paddle_mlir.runtime.cli", "ops"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "error: No space left on device\n")


def test_without_the_compiler_half(small_artifact: Path, small_model: Path) -> None:
    program = """
import sys
for name in ("torch_mlir", "iree.compiler", "google", "rich"):
    sys.modules[name] = None
from paddle_mlir.runtime.cli import main
sys.exit(main(sys.argv[1:]))
"""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    for command in (("run", small_artifact, "--input", "x=1x3"), ("inspect", small_artifact)):
        done = run(*command)
        assert (done.returncode, done.stderr) == (0, "")
        assert "fetch_name_0" in done.stdout
    for command in (("import", small_model), ("inspect", small_model), ("run", small_model)):
        done = run(*command)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.endswith("install it: pip install 'paddle-mlir[compile]'\n")
