"""The project's errors: *where: what, got X, wanted Y*, then the remedy on a second line."""

from __future__ import annotations

from collections.abc import Iterable


class PaddleMlirError(Exception):
    """Base of every error that a user can cause or mend.

    Args:
        what: what is wrong, in a few words.
        where: the file, op or input at which it was found.
        got: what was found there.
        wanted: what is accepted there.
        remedy: what the user can do about it.

    ``str(error)`` is one line, followed by the remedy on a line of its own where there is one.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        got: str | None = None,
        wanted: str | None = None,
        remedy: str | None = None,
    ) -> None:
        line = what if where is None else f"{where}: {what}"
        if got is not None:
            line += f", got {got}"
        if wanted is not None:
            line += f", wanted {wanted}"
        super().__init__(line if remedy is None else f"{line}\n{remedy}")
        self.what, self.where, self.got, self.wanted, self.remedy = what, where, got, wanted, remedy


class ModelError(PaddleMlirError):
    """A model file cannot be read: missing, damaged, cut off or of an unknown version."""


class UnsupportedError(PaddleMlirError):
    """A sound model uses an op, an attribute value or a dtype that is not supported."""


class CompileError(PaddleMlirError):
    """A pass, a lowering or the IREE compiler refused a module."""


class ArtifactError(PaddleMlirError):
    """An artifact is damaged, foreign, or not made for this machine."""


class InputError(PaddleMlirError):
    """An input of a run, an option or an output path is wrong."""


def known_names(name: str, known: Iterable[object]) -> str:
    """Text for "unknown name" errors: the close matches first, else all known names."""
    import difflib

    names = sorted(str(k) for k in known)
    close = difflib.get_close_matches(name, names, n=3)
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"known: {', '.join(names)}" if names else "there are none"
