"""Running compiled models: needs numpy and iree-base-runtime, nothing of the compiler.

``load(folder)`` gives a :class:`Session`; ``open_artifact`` and ``write_artifact`` read and write
artifacts. Names are imported when they are first used, so that importing the package is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paddle_mlir.runtime.artifact import Artifact, open_artifact, write_artifact
    from paddle_mlir.runtime.manifest import FileRecord, Manifest, Source, Target, TensorSpec
    from paddle_mlir.runtime.session import Session, load

__all__ = [
    "Artifact",
    "FileRecord",
    "Manifest",
    "Session",
    "Source",
    "Target",
    "TensorSpec",
    "load",
    "open_artifact",
    "write_artifact",
]

_HOMES = {
    **dict.fromkeys(("Artifact", "open_artifact", "write_artifact"), "artifact"),
    **dict.fromkeys(("FileRecord", "Manifest", "Source", "Target", "TensorSpec"), "manifest"),
    **dict.fromkeys(("Session", "load"), "session"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
