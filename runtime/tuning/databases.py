"""Which tuning databases count: the one that comes with the package, and the user's."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from paddle_mlir.dialects.errors import InputError
from paddle_mlir.pipelines.tuning_database import read_database

PACKAGED = Path(__file__).parent / "measured.json"
"""What was measured for common networks."""
NONE = "none"
"""In place of a file: no database at all."""


def user_database() -> Path:
    """The user's own database, whether it is there or not."""
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(folder) / "paddle-mlir" / "tuning.json"


def databases(tuning: str | os.PathLike[str] | None) -> list[Path]:
    """The databases that count, the later ones more.

    Args:
        tuning: a file in place of the user's database; ``"none"`` for none at all.

    Raises:
        InputError: there is no such file, or it is damaged.
    """
    if tuning == NONE:
        return []
    own = user_database() if tuning is None else Path(tuning)
    if tuning is not None and not own.is_file():
        raise InputError(
            "no such tuning database",
            where=str(own),
            remedy="paddle-mlir tune MODEL -o FILE writes one",
        )
    found = [path for path in (PACKAGED, own) if path.is_file()]
    for path in found:
        read_database(path)
    return found
