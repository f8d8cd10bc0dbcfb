"""Files of numbers and text that commands read and write."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tokenize import TokenError

import numpy as np

from paddle_mlir.dialects.errors import InputError

# A file's name must do on every system, and leave room for a suffix.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\ud800-\udfff]')
_LONGEST_NAME = 200
# What numpy raises for a damaged header, which it reads with Python's own parser.
_DAMAGED = (ValueError, TypeError, ArithmeticError, MemoryError, SyntaxError, TokenError)


def read_array(path: Path) -> np.ndarray:
    """The array of an ``.npy`` file, mapped into memory.

    Raises:
        InputError: the file cannot be read, is not an ``.npy`` file, is damaged or cut off.
    """
    try:
        # Mapping compares the header with the file's size before any memory is taken.
        return np.lib.format.open_memmap(path, mode="r")
    except OSError as error:
        raise InputError("cannot be read", where=str(path), got=error.strerror) from None
    except _DAMAGED as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise InputError(
            f"is not a sound .npy file: {reason}",
            where=str(path),
            remedy="numpy.save writes one",
        ) from None


def write_arrays(folder: Path, arrays: Mapping[str, np.ndarray]) -> list[Path]:
    """Write each array to ``<index>_<name>.npy``; the folder is made where there is none.

    All are written beside their names first and renamed at the end: no file is ever half there.

    Raises:
        InputError: they cannot be written.
    """
    paths = [folder / f"{index}_{file_name(name)}.npy" for index, name in enumerate(arrays)]
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    written: list[tuple[Path, Path]] = []
    try:
        for path, array in zip(paths, arrays.values(), strict=True):
            new = _beside(path)
            written.append((new, path))
            with _writing(path), new.open("wb") as file:
                np.save(file, array, allow_pickle=False)
        for new, path in written:
            with _writing(path):
                new.replace(path)
    finally:
        for new, _ in written:
            new.unlink(missing_ok=True)
    return paths


def write_text(path: Path, text: str) -> None:
    """Write a text file: all of it or nothing.

    Raises:
        InputError: it cannot be written.
    """
    new = _beside(path)
    try:
        with _writing(path):
            new.write_text(text, encoding="utf-8")
            new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def file_name(name: str) -> str:
    """``name`` with ``_`` for each character that a file name cannot hold."""
    return _FORBIDDEN.sub("_", name).encode()[:_LONGEST_NAME].decode(errors="ignore")


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name[:40]}.{os.getpid()}-{secrets.token_hex(4)}.new")


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("cannot be written", where=str(path), got=reason) from None
