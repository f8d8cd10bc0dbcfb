"""The dispatches of a model as IREE's compiler makes them: from which ops, and how much they do.

Read from the module after IREE's flow phase, where dispatches are formed and have the names that
the runtime's profile tells.
"""

from __future__ import annotations

import math
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iree.compiler import ir
from iree.compiler.dialects import linalg
from iree.compiler.tools.binaries import find_tool

from paddle_mlir.dialects.errors import CompileError
from paddle_mlir.dialects.model import Model
from paddle_mlir.pipelines.iree.targets import Target, compile_flags

# Counted as one operation an element; all others move, compare or convert.
_ARITHMETIC = ("add", "sub", "mul", "div", "rem", "max", "min", "neg")


@dataclass(frozen=True)
class Site:
    """A place in the model where a dispatch is started.

    Attributes:
        function: the dispatch's name, which equal dispatches share.
        flops: arithmetic operations, from the loops over elements in it; None where their sizes
            are dynamic, and of kernels that are written in vectors.
        ops: names of the model's ops that its main loops come from, the last of them first.
    """

    function: str
    flops: int | None
    ops: tuple[str, ...]


def dispatch_sites(lowered: Model, target: Target) -> list[Site]:
    """The dispatches of a model that is lowered for IREE, in their order in the program.

    Raises:
        CompileError: IREE refuses the model.
    """
    with tempfile.TemporaryDirectory(prefix="paddle-mlir-") as folder:
        source, output = Path(folder, "module.mlir"), Path(folder, "flow.mlir")
        source.write_text(
            lowered.module.operation.get_asm(enable_debug_info=True), encoding="utf-8"
        )
        command = [find_tool("iree-compile"), str(source), "-o", str(output), "--compile-to=flow"]
        command += ["--mlir-print-debuginfo", *compile_flags(target)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            reason = (result.stderr.splitlines() or ["no message"])[0]
            raise CompileError("cannot form dispatches", where="IREE", got=reason)
        with ir.Context():
            return _sites(ir.Module.parse(output.read_text(encoding="utf-8")))


def _sites(module: Any) -> list[Site]:
    flops: dict[str, int | None] = {}
    sites = []
    for op in module.body.operations:
        if op.operation.name == "flow.executable":
            for inner in _walk(op.operation):
                if inner.name == "flow.executable.export":
                    name = ir.StringAttr(inner.attributes["sym_name"]).value
                    flops[name] = _flops(op.operation)
        elif op.operation.name == "util.func":
            for inner in _walk(op.operation):
                if inner.name == "flow.dispatch":
                    # An array of references such as @executable::@function.
                    entry = str(ir.ArrayAttr(inner.attributes["entry_points"])[0])
                    sites.append((entry.rpartition("@")[2].strip('"'), inner.location))
    return [Site(name, flops.get(name), tuple(_names(place))) for name, place in sites]


def _walk(operation: Any) -> Iterator[Any]:
    for region in operation.regions:
        for block in region:
            for op in block.operations:
                yield op.operation
                yield from _walk(op.operation)


def _flops(executable: Any) -> int | None:
    if any(operation.name.startswith("vector.") for operation in _walk(executable)):
        return None
    counts = [
        _flops_of_loops(operation)
        for operation in _walk(executable)
        if operation.name.startswith("linalg.") and operation.regions
    ]
    return None if None in counts else sum(count for count in counts if count is not None)


def _flops_of_loops(operation: Any) -> int | None:
    """Turns of a linalg op's loops times the arithmetic operations in them."""
    work = sum(_is_arithmetic(inner) for inner in _walk(operation))
    maps = linalg.get_indexing_maps(operation)
    if work == 0 or maps is None:
        return 0
    sizes: dict[int, int] = {}
    for operand, attribute in zip(operation.operands, maps, strict=True):
        type_ = operand.type
        if not isinstance(type_, ir.RankedTensorType):
            continue
        for axis, result in enumerate(ir.AffineMapAttr(attribute).value.results):
            if isinstance(result, ir.AffineDimExpr):
                if type_.is_dynamic_dim(axis):
                    return None
                sizes[result.position] = type_.get_dim_size(axis)
    return work * math.prod(sizes.values())


def _is_arithmetic(operation: Any) -> bool:
    dialect, _, kind = operation.name.partition(".")
    if dialect == "math":
        return True
    computes = dialect == "arith" and kind.startswith(_ARITHMETIC)
    return computes and not isinstance(operation.results[0].type, ir.IndexType)


def _names(location: Any) -> Iterator[str]:
    """Names in a location, without the numbers of the values that importers add to them."""
    if isinstance(location, ir.FusedLoc):
        for part in location.locations:
            yield from _names(part)
    elif isinstance(location, ir.CallSiteLoc):
        yield from _names(location.callee)
    elif isinstance(location, ir.NameLoc):
        yield location.name_str.partition(" %")[0]
