"""Packages of other people that add ops, importer mappings, lowerings, rules, passes, pipelines.

A package names a module in the entry-point group ``paddle_mlir.plugins``; importing that module
registers what it adds, with the same decorators that are used here. Plug-ins are loaded before
the first MLIR context is made, since a context learns the dialect's ops when it is made.
"""

from __future__ import annotations

import functools
import importlib.metadata

from paddle_mlir.dialects.errors import PaddleMlirError

GROUP = "paddle_mlir.plugins"


@functools.cache
def load_plugins() -> tuple[str, ...]:
    """Import every installed plug-in once; gives their names.

    Raises:
        PaddleMlirError: a plug-in fails to import.
    """
    names = []
    for entry in importlib.metadata.entry_points(group=GROUP):
        try:
            entry.load()
        except Exception as error:
            raise PaddleMlirError(
                f"cannot be loaded: {type(error).__name__}: {error}",
                where=f"plug-in {entry.name} ({entry.value})",
                remedy="mend or uninstall the package that brings it",
            ) from error
        names.append(entry.name)
    return tuple(names)
