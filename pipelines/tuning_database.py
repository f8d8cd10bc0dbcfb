"""Databases of what was measured to be fastest: choices that take the place of the rules' own.

``paddle-mlir tune`` writes them, ``pd-choose-convolution`` and ``pd-pack-weights`` read them. A
database is JSON with one entry a line, sorted::

    {"format": 1, "entries": {
    "x86_64-avx512f-3f0a9b1c threads 1 conv2d float32 1x14x14x256 ...": {"choice": ...}
    }}

The key names the CPU (architecture, vector unit and a hash of all features that code may use), the
number of threads, and the op with its dtype and sizes. ``microseconds`` and ``rules_microseconds``
are the medians that were measured, of the choice and of what the rules choose; they are for readers
and decide nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paddle_mlir.dialects.errors import InputError

FORMAT = 1
_REMEDY = "paddle-mlir tune MODEL -o FILE writes one; --tuning none goes without"


@dataclass(frozen=True)
class Entry:
    """What is fastest for one op.

    Attributes:
        choice: options of the op's lowering, by name: those of a convolution or of a product.
        microseconds: of a call so.
        rules_microseconds: of a call as the rules would have it.
    """

    choice: Mapping[str, Any]
    microseconds: float
    rules_microseconds: float


@dataclass(frozen=True)
class Tuning:
    """The entries for one CPU and number of threads, by op."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    def choice(self, op: str) -> Mapping[str, Any]:
        """What is fastest for an op; empty where nobody has measured."""
        entry = self.entries.get(op)
        return {} if entry is None else entry.choice


UNTUNED = Tuning()
"""Nothing was measured."""


def key_of(cpu: str, threads: int, op: str) -> str:
    """The key of an entry."""
    return f"{cpu} threads {threads} {op}"


def read_database(path: Path) -> dict[str, Entry]:
    """All entries of a file.

    Raises:
        InputError: it cannot be read, or is no database.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError("cannot be read", where=str(path), got=error.strerror) from None
    except ValueError as error:
        raise InputError(
            "is not a tuning database", where=str(path), got=str(error), remedy=_REMEDY
        ) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        got = found.get("format") if isinstance(found, dict) else type(found).__name__
        raise InputError(
            "is not a tuning database",
            where=str(path),
            got=f"format {got!r}",
            wanted=f"format {FORMAT}",
            remedy=_REMEDY,
        )
    entries = found.get("entries")
    if not isinstance(entries, dict):
        raise InputError("has no entries", where=str(path), remedy=_REMEDY)
    return {key: _entry(path, key, value) for key, value in entries.items()}


def database_text(entries: Mapping[str, Entry]) -> str:
    """A database as a file holds it."""
    lines = [
        f"{json.dumps(key)}: "
        + json.dumps(
            {
                "choice": dict(entry.choice),
                "microseconds": round(entry.microseconds, 1),
                "rules_microseconds": round(entry.rules_microseconds, 1),
            }
        )
        for key, entry in sorted(entries.items())
    ]
    return f'{{"format": {FORMAT}, "entries": {{\n' + ",\n".join(lines) + "\n}}\n"


def read_tuning(files: Sequence[Path], cpu: str, threads: int) -> Tuning:
    """What databases say for one CPU and number of threads; the later ones count.

    Raises:
        InputError: one cannot be read, or is no database.
    """
    start = key_of(cpu, threads, "")
    return Tuning(
        {
            key.removeprefix(start): entry
            for path in files
            for key, entry in read_database(path).items()
            if key.startswith(start)
        }
    )


def _entry(path: Path, key: str, value: Any) -> Entry:
    """An entry of a file, checked."""
    wanted = {"choice": (dict,), "microseconds": (int, float), "rules_microseconds": (int, float)}
    is_sound = isinstance(value, dict) and value.keys() == wanted.keys()
    if not is_sound or not all(isinstance(value[name], wanted[name]) for name in wanted):
        raise InputError(
            "is damaged",
            where=f"{path}: {key}",
            got=json.dumps(value),
            wanted=", ".join(wanted),
            remedy=_REMEDY,
        )
    return Entry(**value)
