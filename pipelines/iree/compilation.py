"""Text in upstream dialects to an IREE module, by the IREE compiler in a process of its own."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from pathlib import Path

from torch_mlir import ir

from paddle_mlir.dialects.errors import CompileError
from paddle_mlir.dialects.model import Model
from paddle_mlir.pipelines.iree.targets import Target, compile_flags

_NAMED_PARAMETER = re.compile(r'#stream\.parameter\.named<"[^"]*"::("(?:[^"\\]|\\.)*")>')
MEMORY_HINT = "the process was ended by the system, most often for want of memory"


def compile_text(text: str, target: Target, failure_folder: Path | None = None) -> bytes:
    """Compile a lowered module.

    A separate process keeps a crash of the compiler from taking the caller with it.

    Args:
        text: IR in upstream dialects.
        target: where it shall run.
        failure_folder: where the IR is kept if IREE refuses it; by default a temporary folder.

    Returns:
        The bytes of a ``.vmfb``.

    Raises:
        CompileError: IREE refused the module; names the saved IR and the command to repeat.
    """
    from iree.compiler.tools.binaries import find_tool

    compiler = find_tool("iree-compile")
    with tempfile.TemporaryDirectory(prefix="paddle-mlir-") as folder:
        source, output = Path(folder, "module.mlir"), Path(folder, "module.vmfb")
        source.write_text(text, encoding="utf-8")
        command = [compiler, str(source), "-o", str(output), *compile_flags(target)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode == 0 and output.exists():
            return output.read_bytes()
    saved = _save(text, failure_folder)
    repeat = shlex.join(["iree-compile", str(saved), "-o", os.devnull, *compile_flags(target)])
    raise CompileError(
        _reason(result),
        where=f"IREE, target {target.name}",
        remedy=f"the module is kept; repeat with: {repeat}",
    )


def _reason(result: subprocess.CompletedProcess[str]) -> str:
    errors = [line for line in result.stderr.splitlines() if " error: " in line]
    if errors:
        return errors[0].split(" error: ", 1)[1]
    if result.returncode < 0:
        return f"the compiler stopped on signal {-result.returncode}; {MEMORY_HINT}"
    lines = result.stderr.strip().splitlines()
    return lines[0] if lines else f"the compiler ended with status {result.returncode}"


def _save(text: str, folder: Path | None) -> Path:
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="paddle-mlir-failed-"))
    path = folder / "failed.mlir"
    path.write_text(text, encoding="utf-8")
    return path


def compile_model_module(model: Model, target: Target) -> bytes:
    """Compile a model that ``lower_model`` has lowered.

    Raises:
        CompileError: IREE refused it.
    """
    return compile_text(str(model.module), target)


def parameters_read(model: Model) -> set[str]:
    """Names of the parameters that a lowered model still reads."""
    names = set()
    with model.module.context:
        for op in model.module.body.operations:
            if op.operation.name == "util.global":
                found = _NAMED_PARAMETER.match(str(op.operation.attributes["initial_value"]))
                if found is not None:
                    # MLIR's own parser undoes the escapes of the name.
                    names.add(ir.StringAttr(ir.Attribute.parse(found.group(1))).value)
    return names
