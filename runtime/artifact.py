"""An artifact: a folder with a compiled model, written in one step and checked before use.

===================  ==========================================================================
``module.vmfb``      IREE's bytecode and machine code
``parameters.irpa``  the weights, an IREE parameter archive that the runtime maps into memory;
                     keys are the parameters' names, the scope is ``model``
``manifest.json``    inputs, outputs, target, versions, origin and checksums
===================  ==========================================================================
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.metadata
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paddle_mlir.dialects.errors import ArtifactError, InputError
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.runtime import cpu_features
from paddle_mlir.runtime.manifest import (
    FILE_NAME,
    MODULE_FILE,
    PARAMETERS_FILE,
    FileRecord,
    Manifest,
)

_FILES = frozenset((MODULE_FILE, PARAMETERS_FILE, FILE_NAME))


@dataclass(frozen=True)
class Artifact:
    """An artifact on disk whose files are as its manifest says."""

    folder: Path
    manifest: Manifest

    @property
    def module_file(self) -> Path:
        """The compiled program."""
        return self.folder / MODULE_FILE

    @property
    def parameters_file(self) -> Path:
        """The weights."""
        return self.folder / PARAMETERS_FILE

    @property
    def bytes(self) -> int:
        """Size of program and weights."""
        return sum(record.bytes for record in self.manifest.files.values())

    def check_runs_here(self) -> None:
        """Check that this machine and this IREE can run the artifact.

        Raises:
            ArtifactError: another version of IREE, another architecture, or a CPU without the
                features that the code uses.
        """
        where, target = str(self.folder), self.manifest.target
        made_with = self.manifest.versions["iree-base-compiler"]
        installed = importlib.metadata.version("iree-base-runtime")
        if made_with.split(".")[:2] != installed.split(".")[:2]:
            raise ArtifactError(
                "compiled for another version of iree-base-runtime",
                where=where,
                got=made_with,
                wanted=installed,
                remedy="compile the model again, or install iree-base-runtime=="
                + ".".join([*made_with.split(".")[:2], "*"]),
            )
        if target.architecture is None:
            return
        here = cpu_features.architecture()
        if target.architecture != here:
            raise ArtifactError(
                "compiled for another CPU architecture",
                where=where,
                got=target.architecture,
                wanted=here,
                remedy="compile the model for this machine",
            )
        missing = cpu_features.missing(target.features or ())
        if missing:
            raise ArtifactError(
                f"this machine's CPU lacks {', '.join(missing)}, which the compiled code uses",
                where=where,
                remedy="compile for this machine, or with --target cpu:x86-64-v3"
                if here == "x86_64"
                else "compile for this machine",
            )


def open_artifact(folder: str | os.PathLike[str], *, verify: bool = True) -> Artifact:
    """Open the artifact in ``folder`` and check that it is whole.

    Args:
        folder: the artifact.
        verify: compare the checksum of the weights too; without it only their size is checked,
            which saves reading them (1 to 2 GB a second).

    Raises:
        ArtifactError: not an artifact, or a file is missing, unreadable or changed.
    """
    path = Path(folder)
    if not path.is_dir():
        what = "not a folder" if path.exists() else "no such artifact"
        raise ArtifactError(what, where=str(path), wanted="the folder of an artifact")
    manifest_file = path / FILE_NAME
    if not manifest_file.is_file():
        raise ArtifactError(
            f"not an artifact: it has no {FILE_NAME}",
            where=str(path),
            remedy="compile a model first: paddle-mlir compile MODEL -o DIR",
        )
    with _reading(manifest_file):
        text = manifest_file.read_bytes()
    manifest = Manifest.from_json(text, str(manifest_file))
    for name, record in manifest.files.items():
        _check_file(path / name, record, hashed=verify or name != PARAMETERS_FILE)
    return Artifact(path, manifest)


def write_artifact(
    folder: str | os.PathLike[str],
    vmfb: bytes,
    parameters: Parameters,
    manifest: Manifest,
    *,
    overwrite: bool = False,
) -> Artifact:
    """Write an artifact: all of it or nothing.

    The files are written to a folder beside ``folder`` that takes its name when all is on disk.

    Args:
        folder: where to; its parent must exist.
        vmfb: IREE's compiled module.
        parameters: the weights; memory-mapped ones are streamed and never held in memory.
        manifest: its ``files`` are filled in here.
        overwrite: replace an artifact that is there. A folder that holds anything else is never
            replaced.

    Raises:
        InputError: ``folder`` exists or cannot be written; nothing is left behind.
    """
    with _writing(folder):
        path = Path(folder).resolve()
        _check_replaceable(path, overwrite)
        stem = f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}"
        new, old = path.with_name(f"{stem}.new"), path.with_name(f"{stem}.old")
        try:
            new.mkdir()
            _write_file(new / MODULE_FILE, vmfb)
            _write_parameters(new / PARAMETERS_FILE, parameters)
            files = {name: _record(new / name) for name in (MODULE_FILE, PARAMETERS_FILE)}
            manifest = dataclasses.replace(manifest, files=files)
            text = manifest.to_json()
            Manifest.from_json(text)  # what we write, we must be able to read
            _write_file(new / FILE_NAME, text.encode())
            _sync(new)
            if path.exists():
                path.rename(old)
            try:
                new.rename(path)
            except OSError:
                if old.exists():
                    old.rename(path)
                raise
            _sync(path.parent)
        finally:
            shutil.rmtree(new, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)
    return Artifact(path, manifest)


def _check_replaceable(path: Path, overwrite: bool) -> None:
    if not path.parent.is_dir():
        raise InputError(
            "cannot write the artifact: the parent folder does not exist",
            where=str(path),
            remedy=f"make it first: mkdir -p {path.parent}",
        )
    if not path.exists():
        return
    if not overwrite:
        raise InputError("cannot write the artifact: the output exists already", where=str(path))
    if not path.is_dir():
        raise InputError("will not replace a file by an artifact", where=str(path))
    names = {entry.name for entry in path.iterdir()}
    if names and not (names <= _FILES and _is_ours(path / FILE_NAME)):
        raise InputError(
            "will not replace a folder that holds anything but an artifact",
            where=str(path),
            got=", ".join(sorted(names - _FILES)[:3]) or f"no sound {FILE_NAME}",
            remedy="choose another output folder, or remove this one yourself",
        )


def _is_ours(manifest: Path) -> bool:
    try:
        Manifest.from_json(manifest.read_bytes())
    except (OSError, ArtifactError):
        return False
    return True


def _write_file(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _write_parameters(path: Path, parameters: Parameters) -> None:
    # Here, so that looking at an artifact does not take 0.2 s to import IREE.
    import iree.runtime

    from paddle_mlir.runtime.devices import IREE_ERRORS, first_line

    path.touch()  # IREE would make the file unreadable for others, whatever the umask
    index = iree.runtime.ParameterIndex()
    for name in parameters:
        index.add_buffer(name, np.ascontiguousarray(parameters.array(name)))
    try:
        index.create_archive_file(str(path))
    except IREE_ERRORS as error:
        raise OSError(first_line(error)) from error
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened, and need not be
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _writing(folder: str | os.PathLike[str]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            "cannot write the artifact", where=str(folder), got=error.strerror or str(error)
        ) from error


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArtifactError(
            "cannot read the file", where=str(path), got=error.strerror or str(error)
        ) from error


def _record(path: Path) -> FileRecord:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return FileRecord(path.stat().st_size, digest.hexdigest())


def _check_file(path: Path, record: FileRecord, *, hashed: bool) -> None:
    remedy = "copy the artifact again, or compile the model again"
    if not path.is_file():
        raise ArtifactError("the file is missing", where=str(path), remedy=remedy)
    with _reading(path):
        size = path.stat().st_size
        if size != record.bytes:
            raise ArtifactError(
                "the file has changed in size",
                where=str(path),
                got=f"{size} bytes",
                wanted=f"{record.bytes} bytes",
                remedy=remedy,
            )
        found = _record(path) if hashed else record
    if found.sha256 != record.sha256:
        raise ArtifactError(
            "the file is damaged: its SHA-256 differs from the manifest's",
            where=str(path),
            got=f"{found.sha256[:16]}...",
            wanted=f"{record.sha256[:16]}...",
            remedy=remedy,
        )
