"""Printing of the IR between passes, as ``mlir-opt --mlir-print-ir-*`` does."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from paddle_mlir.dialects.errors import InputError
from paddle_mlir.dialects.model import Model
from paddle_mlir.pipelines.pass_manager import Step


@dataclass
class IrPrinter:
    """Prints to standard error, or one file a pass into a folder.

    Attributes:
        before_passes: names of passes; an empty string means all.
        after_passes: the same.
        only_changes: print after a pass only when it changed something.
        tree: folder for the files.
        last_text: the IR before the current pass, for a reproducer.
        current: the current pass.
        pending: texts of the passes that have not finished.
    """

    before_passes: list[str] = field(default_factory=list)
    after_passes: list[str] = field(default_factory=list)
    only_changes: bool = False
    tree: Path | None = None
    last_text: str = ""
    current: Step | None = None
    _number: int = 0

    def before(self, step: Step, model: Model) -> None:
        """Print what a pass gets."""
        self.current, self.last_text = step, str(model)
        if _is_chosen(step, self.before_passes):
            self._print(f"before {step.text}", self.last_text)

    def after(self, step: Step, model: Model) -> None:
        """Print what a pass made."""
        text = str(model)
        self._number += 1
        if self.tree is not None:
            self._write(self.tree / f"{self._number:03}-{step.name}.mlir", text)
        if self.only_changes:
            if text != self.last_text:
                self._print(f"after {step.text}", text)
        elif _is_chosen(step, self.after_passes):
            self._print(f"after {step.text}", text)

    @staticmethod
    def _print(title: str, text: str) -> None:
        print(f"// -----// IR {title} //----- //\n{text}", file=sys.stderr)

    @staticmethod
    def _write(path: Path, text: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", where=str(path)) from None


def _is_chosen(step: Step, names: list[str]) -> bool:
    return any(name in ("", step.name, step.text) for name in names)
