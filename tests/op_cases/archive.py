"""The exported cases of one family in one compressed file."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import numpy as np

from op_cases import DATA


def archive_path(family: str, format_: str) -> Path:
    """Where a family's models of one format lie."""
    return DATA / f"{family}.{format_}.tar.xz"


def write_archive(family: str, format_: str, files: dict[str, bytes]) -> None:
    """Write files such as ``case/model.json``; equal files give equal bytes."""
    DATA.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive_path(family, format_), "w:xz", preset=9) as archive:
        for name in sorted(files, key=lambda name: (Path(name).name, name)):
            entry = tarfile.TarInfo(name)
            entry.size = len(files[name])
            archive.addfile(entry, io.BytesIO(files[name]))


def read_archive(family: str, format_: str) -> dict[str, bytes]:
    """All files of an archive; none when it does not exist."""
    path = archive_path(family, format_)
    if not path.exists():
        return {}
    files = {}
    with tarfile.open(path) as archive:
        for entry in archive:
            data = archive.extractfile(entry)
            if data is not None:
                files[entry.name] = data.read()
    return files


def to_bytes(array: np.ndarray) -> bytes:
    """The array as a ``.npy`` file."""
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def from_bytes(data: bytes) -> np.ndarray:
    """The array of a ``.npy`` file."""
    array: np.ndarray = np.load(io.BytesIO(data))
    return array
