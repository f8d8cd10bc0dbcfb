"""Compiling a model: from Paddle's files to an artifact on disk.

    compile_model("resnet50/", "resnet50.artifact", shapes={"x": (1, 3, 224, 224)})

This is the one module of the runtime that needs the compiler half (``paddle-mlir[compile]``).
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from torch_mlir import ir

from paddle_mlir.dialects import symbolic
from paddle_mlir.dialects.errors import CompileError, InputError, known_names
from paddle_mlir.dialects.model import Model
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.dialects.pd.shape_analysis import ARGUMENT_NAME, ShapeAnalysis, result_attribute
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.importers import import_model
from paddle_mlir.importers.paddle.files import ModelFiles, locate_model
from paddle_mlir.pipelines.iree.compilation import compile_model_module, parameters_read
from paddle_mlir.pipelines.iree.targets import (
    Cpu,
    check_bfloat16,
    find_cpu,
    find_target,
    pipeline_for,
)
from paddle_mlir.pipelines.iree.targets import Target as CompilerTarget
from paddle_mlir.pipelines.pass_manager import parse_pipeline, run_passes
from paddle_mlir.pipelines.specialize import input_names, specialize
from paddle_mlir.runtime.artifact import write_artifact
from paddle_mlir.runtime.devices import check_threads, usable_cores
from paddle_mlir.runtime.manifest import PRECISIONS, Manifest, Source, Target, TensorSpec
from paddle_mlir.runtime.tuning.databases import databases

Progress = Callable[[str], AbstractContextManager[Any]]
"""Is told what is being done, such as ``"lowering"``; the context lasts as long as that takes."""

LOWERING = "pd-lower-to-iree"
"""The pipeline to what IREE compiles."""
_PACKAGES = ("paddle-mlir", "torch-mlir", "iree-base-compiler")


def compile_model(
    source: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    parameters: str | os.PathLike[str] | None = None,
    target: str = "cpu",
    shapes: Mapping[str, Sequence[int | str]] | None = None,
    passes: str | None = None,
    exact: bool = False,
    precision: str = "f32",
    threads: int | None = None,
    tuning: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Compile a model and write the artifact: all of it or nothing.

    Args:
        source: the model's folder or program file.
        output: folder to write the artifact to; its parent must exist.
        parameters: the parameter file or folder where it is not the usual one.
        target: ``cpu`` (this machine's), ``cpu:<LLVM's name of a CPU>``, ``vulkan`` or ``cuda``.
        shapes: sizes by input name, ``{"x": (1, 3, "H", "W")}``; names stay dynamic. Inputs that
            are not named keep the model's own shapes.
        passes: pass pipeline in place of the target's own; empty for none.
        exact: compute on CPUs without Winograd's convolution and Strassen's products, which are
            faster, take more space for weights and round otherwise (1e-6 to 1.5e-5 of the largest
            value).
        precision: what products and convolutions of float32 are computed in. ``bf16`` rounds what
            is multiplied to bfloat16 and adds up in float32, for CPUs with AVX-512 BF16; results
            of classifiers and encoders differ by less than 1e-2 of the largest value (see
            ``docs/cpu-kernels.md``).
        threads: what the artifact runs with where its user asks for no number of threads.
        tuning: database of what was measured to be fastest on CPUs, in place of the user's own
            (``paddle-mlir tune`` writes them); ``"none"`` for none, not even the package's.
        overwrite: replace an artifact that is there.
        progress: is told of every step.

    Returns:
        The artifact's folder.

    Raises:
        InputError: an option is wrong, or ``output`` exists or cannot be written.
        ModelError: the model's files are missing or damaged.
        UnsupportedError: the model uses what is not supported.
        CompileError: a pass or IREE refused the module.
    """
    # What takes no time to find out goes first: compiling may take minutes.
    step = progress or nullcontext
    chosen = find_target(target)
    parse_pipeline(passes or "")
    _check_precision(precision, passes)
    if threads is not None:
        check_threads(threads)
    _check_output(Path(output), overwrite)
    cpu = find_cpu(chosen)
    if precision == "bf16":
        check_bfloat16(chosen, cpu)
    files = databases(tuning)
    pipeline = passes
    if pipeline is None:
        number = usable_cores() if threads is None else threads
        pipeline = pipeline_for(chosen, cpu, exact, number, files, precision)
    with step("importing"):
        weights = None if parameters is None else Path(parameters)
        model, program = import_model(Path(source), weights)
        origin = _source(locate_model(program, weights), model.parameters)
        if shapes:
            specialize(model, shapes)
        inputs, outputs = tensor_specs(model)
    with step(f"running {chosen.pipeline if passes is None else passes or 'no passes'}"):
        run_passes(model, pipeline)
    with step("lowering"):
        run_passes(model, LOWERING)
    with step(f"compiling for {target} with IREE"):
        vmfb = compile_model_module(model, chosen)
    with step("writing the artifact"):
        read = parameters_read(model)
        kept = Parameters({key: model.parameters[key] for key in model.parameters if key in read})
        manifest = Manifest(
            inputs=inputs,
            outputs=outputs,
            target=_target(target, chosen, cpu, threads),
            versions={name: importlib.metadata.version(name) for name in _PACKAGES},
            source=origin,
            threads=threads,
            precision=precision,
        )
        return write_artifact(output, vmfb, kept, manifest, overwrite=overwrite).folder


def tensor_specs(model: Model) -> tuple[tuple[TensorSpec, ...], tuple[TensorSpec, ...]]:
    """Names and types of the inputs and outputs of a model in the ``pd`` dialect.

    Dynamic sizes are text: a name, or an expression in names such as ``(W + 1) // 2``. A name
    that an output has and no input is a size that is known at run time only.

    Raises:
        CompileError: the shapes of the model contradict each other.
    """
    main = model.main
    try:
        analysis = ShapeAnalysis(main)
    except ValueError as error:
        raise CompileError(str(error), where=model.name) from None
    arguments = [analysis.info(argument) for argument in main.arguments]
    returned = main.entry_block.operations[len(main.entry_block.operations) - 1].operands
    results = [analysis.info(value) for value in returned]
    in_names = unique_names(input_names(model), "input")
    out_names = unique_names([_output_name(main, index) for index in range(len(results))], "output")
    sizes = _size_names(in_names, arguments, results)
    inputs = [_spec(name, info, sizes) for name, info in zip(in_names, arguments, strict=True)]
    outputs = [_spec(name, info, sizes) for name, info in zip(out_names, results, strict=True)]
    return tuple(inputs), tuple(outputs)


def unique_names(names: Iterable[str], stem: str) -> list[str]:
    """``names``; where one is empty ``<stem>_<index>``, where one is taken ``<name>_1`` or on."""
    given = list(names)
    result: list[str] = []
    for index, name in enumerate(given):
        wanted = name or f"{stem}_{index}"
        unique, number = wanted, 0
        while unique in result or (number > 0 and unique in given):
            number += 1
            unique = f"{wanted}_{number}"
        result.append(unique)
    return result


def _output_name(function: Any, index: int) -> str:
    attribute = result_attribute(function, index, ARGUMENT_NAME)
    return "" if attribute is None else str(ir.StringAttr(attribute).value)


def _size_names(
    in_names: Sequence[str], arguments: Sequence[TensorInfo], results: Sequence[TensorInfo]
) -> dict[str, Size]:
    """Names for the symbols that have none, by which the analysis counts the unknown sizes."""
    infos = [*arguments, *results]
    dims = [size for info in infos for size in info.dims if not isinstance(size, int)]
    taken = {name for size in dims for name in size.symbols()}
    names: dict[str, Size] = {}

    def name_symbol(unknown: str, wanted: str) -> None:
        unique, number = wanted, 0
        while unique in taken:
            number += 1
            unique = f"{wanted}_{number}"
        taken.add(unique)
        names[unknown] = symbolic.symbol(unique)

    for in_name, info in zip(in_names, arguments, strict=True):
        for axis, size in enumerate(info.dims):
            found = symbolic.is_symbol(size)
            if found is not None and _is_unknown(found):
                name_symbol(found, f"{in_name}_{axis}")
    for size in dims:
        for found in sorted(filter(_is_unknown, size.symbols()), key=_creation_number):
            if found not in names:
                name_symbol(found, f"d{len(names)}")
    return names


def _is_unknown(symbol: str) -> bool:
    """True for the symbols of ``symbolic.unknown``, whose numbers change from run to run."""
    return symbol.startswith("?")


def _creation_number(symbol: str) -> int:
    """The number that ends an unknown symbol's name: they count up as symbols are made."""
    return int(symbol.lstrip("?abcdefghijklmnopqrstuvwxyz_"))


def _spec(name: str, info: TensorInfo, names: Mapping[str, Size]) -> TensorSpec:
    sizes = [symbolic.substitute(size, names) for size in info.dims]
    shape = tuple(size if isinstance(size, int) else str(size) for size in sizes)
    return TensorSpec(name, info.dtype, shape)


def _target(name: str, chosen: CompilerTarget, cpu: Cpu | None, threads: int | None) -> Target:
    if cpu is None:
        return Target(name, chosen.driver)
    driver = "local-sync" if threads == 1 else "local-task"
    return Target(name, driver, cpu.architecture, cpu.features)


def _check_precision(precision: str, passes: str | None) -> None:
    if precision not in PRECISIONS:
        raise InputError(
            "unknown precision",
            where="precision",
            got=repr(precision),
            remedy=known_names(precision, PRECISIONS),
        )
    if passes is not None and precision != "f32":
        raise InputError(
            "precision has no effect on passes that are given",
            where="precision",
            got=precision,
            remedy="leave out the passes or the precision",
        )


def _check_output(output: Path, overwrite: bool) -> None:
    if output.exists() and not overwrite:
        raise InputError(
            "cannot write the artifact: the output exists already",
            where=str(output),
            remedy="choose another folder, or ask to overwrite: --overwrite",
        )
    parent = output.absolute().parent
    if not (parent.is_dir() and os.access(parent, os.W_OK)):
        raise InputError(
            "cannot write the artifact: its parent is not a folder that can be written",
            where=str(output),
            got=str(parent),
        )


def _source(files: ModelFiles, parameters: Parameters) -> Source:
    """Where a model came from; a folder's hash is over its parameters' names and files."""
    program, weights = _sha256(files.program).hexdigest(), None
    if parameters and files.parameters.is_dir():
        whole = hashlib.sha256()
        for name in sorted(parameters):
            whole.update(f"{name}\0".encode() + _sha256(files.parameters / name).digest())
        weights = whole.hexdigest()
    elif parameters:
        weights = _sha256(files.parameters).hexdigest()
    return Source(files.program.name, program, weights)


def _sha256(path: Path) -> Any:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest
