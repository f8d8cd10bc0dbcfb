"""A model as one object: its module and its parameters. Passes transform it."""

from __future__ import annotations

from pathlib import Path

from torch_mlir import ir
from torch_mlir.dialects import func

from paddle_mlir.dialects.errors import CompileError
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.dialects.pd import Pd
from paddle_mlir.dialects.plugins import load_plugins

MAIN = "main"
"""Name of a model's entry function."""


def new_context() -> ir.Context:
    """A context that knows the ``pd`` dialect, with plug-ins' ops, and all upstream dialects."""
    load_plugins()
    context = ir.Context()
    with context:
        Pd.load()
    return context


def parse_module(text: str, file_name: str = "-") -> ir.Module:
    """Parse textual IR in a new context.

    Args:
        text: the IR.
        file_name: what messages call the text.

    Raises:
        CompileError: the text is not valid IR.
    """
    with new_context():
        try:
            return ir.Module.parse(text)
        except ir.MLIRError as error:
            # Module.parse takes no source name (torch-mlir 20261001).
            message = "\n".join(diagnostic_lines(error)).replace('"-":', f"{file_name}:")
            raise CompileError(message or f"{file_name}: not valid IR") from None


def diagnostic_lines(error: ir.MLIRError) -> list[str]:
    """An error of the bindings as lines of `place: error: message`, notes indented."""
    lines = []
    for diagnostic in error.error_diagnostics:
        place = str(diagnostic.location).removeprefix("loc(").removesuffix(")")
        lines.append(f"{place}: error: {diagnostic.message}")
        lines += [f"  note: {note.message}" for note in diagnostic.notes]
    return lines


class Model:
    """A module in the ``pd`` dialect (or on its way down) and the parameters that it names.

    Attributes:
        module: the IR; its context is ``module.context``.
        parameters: weights that ``pd.parameter`` ops name.
        name: what messages call the model.
    """

    def __init__(self, module: ir.Module, parameters: Parameters, name: str = "model") -> None:
        self.module = module
        self.parameters = parameters
        self.name = name

    @property
    def main(self) -> func.FuncOp:
        """The entry function.

        Raises:
            CompileError: there is none.
        """
        functions = self.functions()
        for function in functions:
            if ir.StringAttr(function.attributes["sym_name"]).value == MAIN:
                return function
        raise CompileError("no entry function", where=self.name, wanted=f"func.func @{MAIN}")

    def functions(self) -> list[func.FuncOp]:
        """All functions of the module."""
        return [op for op in self.module.body.operations if isinstance(op, func.FuncOp)]

    def copy(self) -> Model:
        """The same IR in a new context; the parameters' data is shared."""
        return Model(parse_module(str(self.module)), Parameters(self.parameters), self.name)

    def __str__(self) -> str:
        return str(self.module)


def read_text(path: Path) -> str:
    """Textual IR of a file.

    Raises:
        CompileError: it cannot be read or is not text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise CompileError(f"cannot be read: {reason}", where=str(path)) from None
