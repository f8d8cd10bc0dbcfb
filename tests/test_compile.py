"""Compiling a model to an artifact."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import iree.runtime
import numpy as np
import pytest
from handmade_models import (
    WEIGHTS,
    WEIGHTS_BYTES,
    data,
    fetch,
    op,
    parameter,
    pir,
    small_desc,
    tensor,
)

from paddle_mlir.dialects.errors import ArtifactError, InputError, ModelError, UnsupportedError
from paddle_mlir.pipelines.iree.targets import find_cpu, find_target
from paddle_mlir.runtime import Manifest, cpu_features, load, open_artifact
from paddle_mlir.runtime.compile import compile_model, unique_names


def write_model(folder: Path, program: bytes, weights: bytes | None = None) -> Path:
    folder.mkdir()
    (folder / "inference.json").write_bytes(program)
    if weights is not None:
        (folder / "inference.pdiparams").write_bytes(weights)
    return folder


def manifest_of(folder: Path) -> Manifest:
    return open_artifact(folder).manifest


def archive_keys(folder: Path) -> list[str]:
    index = iree.runtime.ParameterIndex()
    index.load(str(folder / "parameters.irpa"))
    return [key for key, _ in index.items()]


def test_numbers_and_manifest(small_artifact: Path, small_model: Path) -> None:
    artifact = open_artifact(small_artifact)
    artifact.check_runs_here()
    manifest = artifact.manifest
    assert [str(spec) for spec in manifest.inputs] == ["x: float32[x_0, 3]"]
    assert [str(spec) for spec in manifest.outputs] == ["fetch_name_0: float32[x_0, 2]"]
    assert manifest.target.name == "cpu"
    assert manifest.target.architecture == cpu_features.architecture()
    assert manifest.target.features
    assert (manifest.target.driver, manifest.threads) == ("local-sync", 1)
    assert set(manifest.versions) == {"paddle-mlir", "torch-mlir", "iree-base-compiler"}
    assert manifest.source is not None
    assert manifest.source.file == "inference.json"
    program = (small_model / "inference.json").read_bytes()
    assert manifest.source.program_sha256 == hashlib.sha256(program).hexdigest()
    assert manifest.source.parameters_sha256 == hashlib.sha256(WEIGHTS_BYTES).hexdigest()
    with load(small_artifact) as session:
        for rows in (1, 4):
            x = np.linspace(-1, 1, rows * 3, dtype=np.float32).reshape(rows, 3)
            np.testing.assert_allclose(session(x)[0], x @ WEIGHTS, rtol=1e-5, atol=1e-6)


def test_shapes_are_fixed_and_named(small_model: Path, tmp_path: Path) -> None:
    static = compile_model(small_model, tmp_path / "static", shapes={"x": (2, 3)})
    assert [str(spec) for spec in manifest_of(static).outputs] == ["fetch_name_0: float32[2, 2]"]
    with load(static, threads=1) as session, pytest.raises(InputError, match="got 1"):
        session(np.zeros((1, 3), np.float32))
    named = compile_model(small_model, tmp_path / "named", shapes={"x": ("rows", 3)})
    assert [str(spec) for spec in manifest_of(named).outputs] == ["fetch_name_0: float32[rows, 2]"]


def test_sizes_that_only_run_time_knows_have_names(tmp_path: Path) -> None:
    program = pir(
        data(1, "d0", tensor(-1)),
        data(2, "shape", tensor(2, kind="0.t_i64")),
        op("1.reshape", [1, 2], {3: tensor(-1, -1)}),
        fetch(3, 0, 4),
    )
    artifact = compile_model(
        write_model(tmp_path / "model", program), tmp_path / "artifact", shapes={"d0": ("d0",)}
    )
    manifest = manifest_of(artifact)
    assert [spec.shape for spec in manifest.inputs] == [("d0",), (2,)]
    first, second = manifest.outputs[0].shape
    assert (first, second) == ("d0_1", "d1")
    with load(artifact, threads=1) as session:
        x = np.arange(6, dtype=np.float32)
        (y,) = session(x, np.array([2, 3]))
    np.testing.assert_array_equal(y, x.reshape(2, 3))


def test_program_desc_and_one_output_twice(tmp_path: Path) -> None:
    desc = small_desc()
    desc.fetch("y", 1)
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "inference.pdmodel").write_bytes(desc.bytes())
    (folder / "weights").write_bytes(WEIGHTS_BYTES)
    artifact = compile_model(folder, tmp_path / "artifact", parameters=folder / "weights")
    assert [spec.name for spec in manifest_of(artifact).outputs] == ["y", "y_1"]
    with load(artifact, threads=1) as session:
        x = np.eye(3, dtype=np.float32)
        for y in session(x):
            np.testing.assert_allclose(y, WEIGHTS)


@pytest.mark.parametrize(
    ("names", "unique"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "a", "a"], ["a", "a_1", "a_2"]),
        (["a", "a", "a_1"], ["a", "a_2", "a_1"]),
        (["", "x", ""], ["out_0", "x", "out_2"]),
        (["out_1", ""], ["out_1", "out_1_1"]),
    ],
)
def test_unique_names(names: list[str], unique: list[str]) -> None:
    assert unique_names(names, "out") == unique


def test_a_folder_of_parameters(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "__model__").write_bytes(small_desc().bytes())
    (folder / "w").write_bytes(WEIGHTS_BYTES)
    (folder / "notes.txt").write_text("more than one file: a file a parameter")
    first = manifest_of(compile_model(folder, tmp_path / "first")).source
    (folder / "notes.txt").write_text("which are no part of the model")
    second = manifest_of(compile_model(folder, tmp_path / "second")).source
    (folder / "w").write_bytes(WEIGHTS_BYTES[:-1] + b"\0")
    third = manifest_of(compile_model(folder, tmp_path / "third")).source
    assert first == second
    assert first is not None
    assert third is not None
    assert first.parameters_sha256 != third.parameters_sha256


def test_only_what_the_code_reads_is_kept(tmp_path: Path) -> None:
    odd = 'b"\\22>\nw'
    program = pir(
        parameter(1, "a", tensor(3, 2)),
        parameter(2, odd, tensor(3, 2)),
        data(3, "x", tensor(-1, 3)),
        op("1.matmul", [3, 1], {4: tensor(-1, 2)}),
        op("1.matmul", [3, 2], {5: tensor(-1, 2)}),
        fetch(5, 0, 6),
    )
    zeros = WEIGHTS_BYTES[: -WEIGHTS.nbytes] + bytes(WEIGHTS.nbytes)
    model = write_model(tmp_path / "model", program, zeros + WEIGHTS_BYTES)
    artifact = compile_model(model, tmp_path / "artifact")
    assert archive_keys(artifact) == [odd]
    with load(artifact, threads=1) as session:
        np.testing.assert_allclose(session(np.eye(3, dtype=np.float32))[0], WEIGHTS)


def test_float64_stays_float64(tmp_path: Path) -> None:
    kind = tensor(2, kind="0.t_f64")
    program = pir(data(1, "x", kind), op("1.exp", [1], {2: kind}), fetch(2, 0, 3))
    artifact = compile_model(write_model(tmp_path / "model", program), tmp_path / "artifact")
    with load(artifact, threads=1) as session:
        (y,) = session(np.array([500.0, 1e-12]))
    np.testing.assert_allclose(y, np.exp([500.0, 1e-12]), rtol=1e-14)


def test_steps_are_told(small_model: Path, tmp_path: Path) -> None:
    steps: list[str] = []

    @contextmanager
    def progress(what: str) -> Iterator[None]:
        steps.append(f"{what}...")
        yield
        steps.append(what)

    output = compile_model(
        small_model, tmp_path / "artifact", passes="canonicalize", progress=progress
    )
    assert output == tmp_path / "artifact"
    assert steps[::2] == [f"{what}..." for what in steps[1::2]]
    assert steps[1::2] == [
        "importing",
        "running canonicalize",
        "lowering",
        "compiling for cpu with IREE",
        "writing the artifact",
    ]


def test_a_named_cpu(small_model: Path, tmp_path: Path) -> None:
    target = manifest_of(compile_model(small_model, tmp_path / "a", target="cpu:generic")).target
    assert (target.name, target.features) == ("cpu:generic", ())
    with pytest.raises(InputError, match="unknown CPU, got 'z80', wanted host or LLVM's name"):
        compile_model(small_model, tmp_path / "b", target="cpu:z80")
    assert not (tmp_path / "b").exists()


@pytest.mark.skipif(cpu_features.architecture() != "x86_64", reason="names CPUs of x86")
def test_features_of_an_x86_cpu() -> None:
    cpu = find_cpu(find_target("cpu:x86-64-v3"))
    assert cpu is not None
    assert {"avx2", "fma", "f16c"} <= set(cpu.features)
    assert not {"avx512f", "sse4a"} & set(cpu.features)
    host = find_cpu(find_target("cpu"))
    assert host is not None
    assert cpu_features.missing(host.features) == []


def test_an_artifact_for_a_newer_cpu_is_refused_here(
    small_artifact: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cpu_features, "missing", lambda features: [features[0]])
    with pytest.raises(ArtifactError, match="this machine's CPU lacks"):
        open_artifact(small_artifact).check_runs_here()


@pytest.mark.parametrize("target", ["vulkan", "cuda"])
def test_gpus(small_model: Path, tmp_path: Path, target: str) -> None:
    manifest = manifest_of(compile_model(small_model, tmp_path / "artifact", target=target))
    assert manifest.target.driver == target
    assert manifest.target.architecture is None
    assert manifest.threads is None


def test_existing_outputs(small_model: Path, tmp_path: Path) -> None:
    output = compile_model(small_model, tmp_path / "artifact")
    with pytest.raises(InputError, match="exists already"):
        compile_model(small_model, output)
    assert compile_model(small_model, output, threads=1, overwrite=True) == output
    assert manifest_of(output).threads == 1
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.tex").touch()
    with pytest.raises(InputError, match="holds anything but an artifact, got thesis"):
        compile_model(small_model, foreign, overwrite=True)
    assert [entry.name for entry in foreign.iterdir()] == ["thesis.tex"]


def test_mistakes_are_found_before_the_model_is_read(tmp_path: Path) -> None:
    missing, output = tmp_path / "no model", tmp_path / "artifact"
    with pytest.raises(InputError, match="unknown target"):
        compile_model(missing, output, target="tpu")
    with pytest.raises(InputError, match="passes"):
        compile_model(missing, output, passes="pd-no-such-pass")
    with pytest.raises(InputError, match="threads is out of range"):
        compile_model(missing, output, threads=0)
    with pytest.raises(InputError, match="its parent is not a folder"):
        compile_model(missing, tmp_path / "a" / "b")
    with pytest.raises(ModelError, match="no such file or folder"):
        compile_model(missing, output)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_of_a_model_that_is_not_supported(tmp_path: Path) -> None:
    program = pir(data(1, "x", tensor(2)), op("1.frobnicate", [1], {2: tensor(2)}), fetch(2, 0, 3))
    model = write_model(tmp_path / "model", program)
    with pytest.raises(UnsupportedError, match=r"frobnicate \(1x\)"):
        compile_model(model, tmp_path / "artifact")
    assert list(tmp_path.iterdir()) == [model]
