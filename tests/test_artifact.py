"""Writing artifacts in one step, and refusing those that are damaged, foreign or not for here."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import iree.runtime
import numpy as np
import pytest
from handmade_artifacts import (
    LINEAR,
    LINEAR_WEIGHTS,
    anonymous_bytes,
    compiled,
    linear_artifact,
    manifest,
    parameters,
)

from paddle_mlir.dialects.errors import ArtifactError, InputError
from paddle_mlir.dialects.parameters import Parameter, Parameters
from paddle_mlir.runtime import Artifact, Manifest, Target, cpu_features, open_artifact
from paddle_mlir.runtime import write_artifact as write

FILES = {"module.vmfb", "parameters.irpa", "manifest.json"}


@pytest.fixture
def artifact(tmp_path: Path) -> Artifact:
    return linear_artifact(tmp_path / "model")


def write_linear(folder: Path, **options: Any) -> Artifact:
    return write(folder, b"module", parameters(LINEAR_WEIGHTS), manifest(), **options)


# Writing


def test_what_is_written_can_be_opened(artifact: Artifact) -> None:
    opened = open_artifact(artifact.folder)
    assert opened == artifact
    assert opened.manifest.inputs == manifest().inputs
    assert opened.manifest.target == manifest().target
    assert {path.name for path in artifact.folder.iterdir()} == FILES
    assert artifact.module_file.read_bytes() == compiled(LINEAR)
    assert opened.bytes == sum(
        path.stat().st_size for path in (artifact.module_file, artifact.parameters_file)
    )
    opened.check_runs_here()


def test_the_archive_holds_every_kind_of_parameter(tmp_path: Path) -> None:
    weights = parameters(
        {
            "flags": np.array([True, False, True]),
            "empty": np.zeros((0, 3), np.float32),
            "scalar": np.array(2.5, np.float64),
            "名前/a b.w_0": np.arange(6, dtype=np.int8).reshape(2, 3),
            "bits of bfloat16": np.array([0x3F80, 0x4000], np.uint16),
        }
    )
    path = write(tmp_path / "model", b"module", weights, manifest()).parameters_file
    index = iree.runtime.ParameterIndex()
    index.load(str(path))
    stored = {key: bytes(entry.file_view) for key, entry in index.items()}
    assert stored == {name: weights.array(name).tobytes() for name in weights}


def test_a_model_without_parameters(tmp_path: Path) -> None:
    open_artifact(write(tmp_path / "model", b"module", Parameters(), manifest()).folder)


def test_files_are_as_readable_as_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        folder = write_linear(tmp_path / "model").folder
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o640}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750


def test_an_output_that_exists_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    with pytest.raises(InputError, match="exists already"):
        write_linear(folder)
    assert list(tmp_path.iterdir()) == [folder]


def test_overwrite_replaces_an_artifact(artifact: Artifact, tmp_path: Path) -> None:
    write_linear(artifact.folder, overwrite=True)
    assert open_artifact(artifact.folder).module_file.read_bytes() == b"module"
    assert list(tmp_path.iterdir()) == [artifact.folder]


def test_overwrite_takes_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    open_artifact(write_linear(tmp_path / "model", overwrite=True).folder)


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json"])
def test_overwrite_spares_what_is_not_an_artifact(tmp_path: Path, name: str) -> None:
    other = tmp_path / "model" / name
    other.parent.mkdir()
    other.write_text("{}")
    with pytest.raises(InputError, match="will not replace a folder"):
        write_linear(other.parent, overwrite=True)
    assert other.read_text() == "{}"


def test_overwrite_spares_an_artifact_with_other_files(artifact: Artifact) -> None:
    (artifact.folder / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match=r"got notes\.txt"):
        write_linear(artifact.folder, overwrite=True)
    open_artifact(artifact.folder)


def test_overwrite_spares_a_file(tmp_path: Path) -> None:
    (tmp_path / "model").write_text("mine")
    with pytest.raises(InputError, match="will not replace a file"):
        write_linear(tmp_path / "model", overwrite=True)
    assert (tmp_path / "model").read_text() == "mine"


def test_missing_parent(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the parent folder does not exist"):
        write_linear(tmp_path / "missing" / "model")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody can write")
def test_unwritable_parent() -> None:
    with pytest.raises(InputError, match=r"/proc/model: cannot write the artifact, got "):
        write_linear(Path("/proc/model"))


def test_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(InputError, match="got No space left on device"):
        write_linear(tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_archive_that_does_not_fit_leaves_nothing(tmp_path: Path) -> None:
    # A limit on the size of files stops IREE's own writer as a full disk does.
    program = f"""
import resource
from pathlib import Path
import numpy as np
from handmade_artifacts import manifest, parameters
from paddle_mlir.dialects.errors import InputError
from paddle_mlir.runtime import write_artifact
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    write_artifact({str(tmp_path / "model")!r}, b"module",
                   parameters({{"w": np.ones(100_000)}}), manifest())
except InputError as error:
    print(error)
"""
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "cannot write the artifact, got OUT_OF_RANGE; failed to extend file" in result.stdout
    assert len(result.stdout.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_failed_replacement_brings_the_old_one_back(
    artifact: Artifact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def fail_for_the_new(self: Path, target: Path) -> Path:
        if self.suffix == ".new":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_for_the_new)
    with pytest.raises(InputError, match="Input/output error"):
        write_linear(artifact.folder, overwrite=True)
    assert open_artifact(artifact.folder).module_file.read_bytes() == compiled(LINEAR)
    assert list(tmp_path.iterdir()) == [artifact.folder]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_mapped_weights_are_streamed(tmp_path: Path) -> None:
    size = 100_000_000
    file = tmp_path / "weights"
    np.memmap(file, np.uint8, "w+", shape=(size,)).flush()

    def load() -> np.ndarray:
        return np.memmap(file, np.uint8, "r")

    weights = Parameters({"w": Parameter("uint8", (size,), load)})
    before = anonymous_bytes()
    written = write(tmp_path / "model", b"module", weights, manifest())
    assert anonymous_bytes() - before < size / 10
    assert written.parameters_file.stat().st_size > size


# Opening


@pytest.mark.parametrize("name", sorted(FILES - {"manifest.json"}))
@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: None, "the file is missing"),
        (lambda data: data[:-1], "changed in size, got {less} bytes, wanted {size} bytes"),
        (lambda data: data + b"\0", "changed in size, got {more} bytes, wanted {size} bytes"),
        (lambda data: b"", "changed in size, got 0 bytes"),
        (lambda data: bytes([data[0] ^ 1]) + data[1:], "its SHA-256 differs"),
        (lambda data: data[:-1] + bytes([data[-1] ^ 128]), "its SHA-256 differs"),
    ],
)
def test_damaged_file(
    artifact: Artifact, name: str, damage: Callable[[bytes], bytes | None], message: str
) -> None:
    path = artifact.folder / name
    data = path.read_bytes()
    size = len(data)
    path.unlink()
    damaged = damage(data)
    if damaged is not None:
        path.write_bytes(damaged)
    with pytest.raises(ArtifactError) as raised:
        open_artifact(artifact.folder)
    assert str(raised.value).startswith(f"{path}: ")
    assert message.format(size=size, less=size - 1, more=size + 1) in str(raised.value)


def test_verify_skips_only_the_hash_of_the_weights(artifact: Artifact) -> None:
    def flip(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 4
        path.write_bytes(data)

    flip(artifact.parameters_file)
    open_artifact(artifact.folder, verify=False)
    flip(artifact.module_file)
    with pytest.raises(ArtifactError, match="SHA-256"):
        open_artifact(artifact.folder, verify=False)


def test_not_an_artifact(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="no such artifact"):
        open_artifact(tmp_path / "missing")
    (tmp_path / "file").write_text("")
    with pytest.raises(ArtifactError, match="not a folder"):
        open_artifact(tmp_path / "file")
    with pytest.raises(ArtifactError, match=r"it has no manifest\.json\ncompile a model first"):
        open_artifact(tmp_path)


# The manifest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not valid JSON"),
        ('{"format": ', "not valid JSON"),
        (b"\xff\xfe\xfd", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "not the manifest of a paddle-mlir artifact"),
        ('{"format": "other"}', "not the manifest of a paddle-mlir artifact"),
        (
            '{"format": "paddle-mlir artifact", "format_version": 1}',
            "unknown format version, got 1, wanted 2",
        ),
    ],
)
def test_foreign_manifest(text: str | bytes, message: str) -> None:
    with pytest.raises(ArtifactError, match=message):
        Manifest.from_json(text)


REMOVED = object()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["inputs"], REMOVED, "missing key inputs"),
        (["colour"], 1, "unknown key colour"),
        (["inputs", 0, "layout"], 1, r"unknown key inputs\[0\]\.layout"),
        (["inputs"], {}, "inputs is not valid, got {}, wanted a list"),
        (["inputs", 0], [], r"inputs\[0\] is not valid, got \[\], wanted an object"),
        (["inputs", 0, "name"], "", r"inputs\[0\]\.name is not valid, got ''"),
        (["inputs", 1, "name"], "x", r"inputs\[1\]\.name .* wanted a name that is not used twice"),
        (["outputs", 1, "dtype"], "float", r"outputs\[1\]\.dtype .* wanted one of bool, "),
        (["outputs", 1, "dtype"], [], r"outputs\[1\]\.dtype .* wanted one of bool, "),
        (["inputs", 0, "shape", 1], -1, r"inputs\[0\]\.shape\[1\] .* integer of at least 0"),
        (["inputs", 0, "shape", 1], 4.0, r"inputs\[0\]\.shape\[1\] .* integer of at least 0"),
        (["inputs", 0, "shape", 1], True, r"inputs\[0\]\.shape\[1\] .* integer of at least 0"),
        (["inputs", 0, "shape", 0], "", r"inputs\[0\]\.shape\[0\] .* not empty"),
        (["function"], None, "function is not valid"),
        (["threads"], 0, "threads is not valid, got 0, wanted an integer of at least 1"),
        (["target"], None, "target is not valid"),
        (["target", "driver"], "metal", r"target\.driver .* wanted one of local-sync, "),
        (["target", "features"], ["+avx2"], r"target\.features\[0\] .* wanted an LLVM feature"),
        (["target", "architecture"], 64, r"target\.architecture is not valid"),
        (["versions"], {"paddle-mlir": "1"}, "versions .* an entry for iree-base-compiler"),
        (["versions", "numpy"], 2, r"versions\.numpy is not valid"),
        (["source", "program_sha256"], "00", r"source\.program_sha256 .* 64 hexadecimal digits"),
        (["source", "file"], REMOVED, r"missing key source\.file"),
        (["files", "module.vmfb"], REMOVED, r"missing key files\.module\.vmfb"),
        (["files", "../secret"], {}, r"unknown key files\.\.\./secret"),
        (["files", "module.vmfb", "bytes"], -1, r"files\.module\.vmfb\.bytes is not valid"),
        (["files", "module.vmfb", "sha256"], "x" * 64, r"files\.module\.vmfb\.sha256"),
    ],
)
def test_wrong_value_in_the_manifest(
    artifact: Artifact, path: list[str | int], value: object, message: str
) -> None:
    file = artifact.folder / "manifest.json"
    data = json.loads(file.read_text())
    place = data
    for key in path[:-1]:
        place = place[key]
    if value is REMOVED:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    file.write_text(json.dumps(data))
    with pytest.raises(ArtifactError, match=message) as raised:
        open_artifact(artifact.folder)
    assert str(raised.value).startswith(f"{file}: ")


def test_optional_parts_of_the_manifest() -> None:
    files = json.loads(manifest().to_json()) | {
        "threads": None,
        "source": None,
        "files": {
            name: {"bytes": 0, "sha256": "0" * 64} for name in ("module.vmfb", "parameters.irpa")
        },
    }
    files["target"] |= {"architecture": None, "features": None}
    read = Manifest.from_json(json.dumps(files))
    assert (read.threads, read.source) == (None, None)
    assert read.target == Target("cpu", "local-task")
    assert json.loads(read.to_json()) == files


# This machine


def artifact_for(folder: Path, **options: Any) -> Artifact:
    return write(folder, b"module", Parameters(), manifest(**options))


@pytest.mark.parametrize("version", ["3.12.0", "4.13.0", "unknown"])
def test_another_version_of_iree(tmp_path: Path, version: str) -> None:
    with pytest.raises(ArtifactError, match=f"another version .* got {version}, wanted 3.13"):
        artifact_for(tmp_path / "model", iree=version).check_runs_here()


def test_a_patch_release_of_iree(tmp_path: Path) -> None:
    artifact_for(tmp_path / "model", iree="3.13.1").check_runs_here()


def test_another_architecture(tmp_path: Path) -> None:
    target = Target("cpu", "local-task", "riscv64", ())
    with pytest.raises(ArtifactError, match="another CPU architecture, got riscv64"):
        artifact_for(tmp_path / "model", target=target).check_runs_here()


@pytest.mark.skipif(cpu_features.architecture() != "x86_64", reason="names x86 features")
def test_a_cpu_feature_that_is_missing(tmp_path: Path) -> None:
    # One is of AMD's Bulldozer and one of Intel's Sapphire Rapids: no CPU has both.
    target = Target("cpu", "local-task", "x86_64", ("sse3", "xop", "amx-tile"))
    message = r"CPU lacks (xop|amx-tile|xop, amx-tile), which .*\n.*--target cpu:x86-64-v3"
    with pytest.raises(ArtifactError, match=message):
        artifact_for(tmp_path / "model", target=target).check_runs_here()


@pytest.mark.parametrize(
    ("machine", "cpuinfo", "features", "expected"),
    [
        ("x86_64", "flags : pni avx abm", "sse3 avx lzcnt avx512vnni", ["avx512vnni"]),
        ("AMD64", "flags\t\t: avx512_vnni sse4_1", "avx512vnni sse4.1 64bit", []),
        ("aarch64", "Features : fp asimd asimddp", "neon dotprod i8mm", ["i8mm"]),
        ("x86_64", "processor : 0", "avx512f", []),
    ],
)
def test_names_of_cpu_features(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    machine: str,
    cpuinfo: str,
    features: str,
    expected: list[str],
) -> None:
    monkeypatch.setattr("platform.machine", lambda: machine)
    file = tmp_path / "cpuinfo"
    file.write_text(f"processor : 0\n{cpuinfo}\n")
    assert cpu_features.missing(features.split(), file) == expected
    assert cpu_features.missing(features.split(), tmp_path / "absent") == []
