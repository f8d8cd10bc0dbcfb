"""Finding and reading a model: from whatever names it to a checked program and its parameters."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from paddle_mlir.dialects.errors import ModelError
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.importers.paddle.pdiparams import read_combined, read_separate
from paddle_mlir.importers.paddle.pir import read_pir
from paddle_mlir.importers.paddle.program_desc import read_program_desc
from paddle_mlir.importers.paddle.source import Format, Shape, SourceProgram

# Suffixes of programs, the preferred one first: Paddle 3 writes both for some models.
_SUFFIXES = (".json", ".pdmodel")
_WEIGHTS = ".pdiparams"

# Programs without a suffix, and the combined file that stands beside them.
_PLAIN_NAMES = {"__model__": "__params__", "model": "params"}

# Stems that are a program even without a parameter file beside them.
_USUAL_STEMS = ("inference", "model")

_WANTED = "inference.json, inference.pdmodel, __model__, or another program with its .pdiparams"


class ModelFiles(NamedTuple):
    """Where a model lies."""

    program: Path
    parameters: Path
    """A combined file, or a folder with one file a parameter. It need not exist: a model may do
    without parameters."""
    kind: Format


def read_paddle_model(
    path: str | Path, parameters_path: str | Path | None = None
) -> tuple[SourceProgram, Parameters, Path]:
    """The program at ``path``, its parameters, and the path of the program's file.

    ``path`` may be the model's folder, its program file, or their common prefix
    (``"folder/inference"``). ``parameters_path`` names the parameter file, or the folder with one
    file a parameter, where it is not the usual one beside the program.

    Raises:
        ModelError: something is missing, ambiguous, damaged, or does not belong together.
    """
    files = locate_model(path, parameters_path)
    data = _read(files.program)
    read = read_pir if files.kind == "pir" else read_program_desc
    program = read(data, str(files.program))
    _check_interface(program)
    return program, _read_parameters(program, files), files.program


def locate_model(path: str | Path, parameters_path: str | Path | None = None) -> ModelFiles:
    """The files of the model that ``path`` names; see `read_paddle_model`."""
    program = _find_program(Path(path))
    if parameters_path is None:
        parameters = _find_parameters(program)
    else:
        parameters = Path(parameters_path)
        if not os.path.exists(parameters):
            raise ModelError("no such parameter file or folder", where=str(parameters))
    return ModelFiles(program, parameters, _kind(program))


def _find_program(path: Path) -> Path:
    if os.path.isfile(path):
        if path.suffix == _WEIGHTS:
            raise ModelError(
                "is a parameter file, not a program",
                where=str(path),
                remedy="Name the model's folder or its program (.json, .pdmodel, __model__).",
            )
        return path
    if os.path.isdir(path):
        return _find_in_folder(path)
    if os.path.exists(path):
        raise ModelError("is neither a file nor a folder", where=str(path))
    for suffix in _SUFFIXES:
        if os.path.isfile(f"{path}{suffix}"):
            return Path(f"{path}{suffix}")
    raise ModelError("no such file or folder", where=str(path), wanted=f"a folder with {_WANTED}")


def _find_in_folder(folder: Path) -> Path:
    try:
        names = set(os.listdir(folder))
    except OSError as error:
        raise ModelError(f"cannot be read: {error.strerror}", where=str(folder)) from None
    stems = {Path(name).stem for name in names if name.endswith(_SUFFIXES)}
    # A folder may hold other .json files: those with parameters beside them go first.
    found = {stem for stem in stems if stem in _USUAL_STEMS or f"{stem}{_WEIGHTS}" in names}
    programs = [
        next(f"{stem}{suffix}" for suffix in _SUFFIXES if f"{stem}{suffix}" in names)
        for stem in sorted(found or stems)
    ]
    programs += [
        name
        for name, weights in _PLAIN_NAMES.items()
        if os.path.isfile(folder / name) and (name == "__model__" or weights in names)
    ]
    if not programs:
        raise ModelError("no Paddle model in this folder", where=str(folder), wanted=_WANTED)
    if len(programs) > 1:
        raise ModelError(
            "several programs in this folder",
            where=str(folder),
            got=", ".join(programs),
            wanted="one",
            remedy=f"Name the one you mean, such as {folder / programs[0]}.",
        )
    return folder / programs[0]


def _find_parameters(program: Path) -> Path:
    if program.suffix in _SUFFIXES:
        return program.with_suffix(_WEIGHTS)
    folder = program.parent
    combined = folder / _PLAIN_NAMES.get(program.name, f"{program.name}{_WEIGHTS}")
    if program.name != "__model__" or os.path.isfile(combined):
        return combined
    # One file beside __model__ is a combined file of any name; it may also be the only parameter
    # in a file of its own, which looks the same. More files are one a parameter.
    others = [
        name
        for name in sorted(os.listdir(folder))
        if name != program.name and not name.startswith(".") and os.path.isfile(folder / name)
    ]
    return folder / others[0] if len(others) == 1 else folder


def _kind(program: Path) -> Format:
    if program.suffix == ".json":
        return "pir"
    if program.suffix == ".pdmodel" or program.name in _PLAIN_NAMES:
        return "program_desc"
    return "pir" if _read(program, 64).lstrip().startswith(b"{") else "program_desc"


def _read(path: Path, size: int = -1) -> bytes:
    try:
        with open(path, "rb") as file:
            data = file.read(size)
    except OSError as error:
        raise ModelError(f"cannot be read: {error.strerror}", where=str(path)) from None
    if not data:
        raise ModelError("is empty", where=str(path), wanted="a Paddle program")
    return data


def _check_interface(program: SourceProgram) -> None:
    if not program.outputs:
        raise ModelError(
            "the program has no outputs",
            where=program.file,
            remedy="Export it for inference, with paddle.jit.save or save_inference_model.",
        )
    names = [name for name, _ in program.inputs]
    for name in names:
        if names.count(name) > 1:
            raise ModelError(f"two inputs are called {name!r}", where=program.file)


def _read_parameters(program: SourceProgram, files: ModelFiles) -> Parameters:
    declared: dict[str, tuple[str | None, Shape | None]] = {}
    for value, name in program.parameters.items():
        kind = (program.values[value].dtype, program.values[value].shape)
        if declared.setdefault(name, kind) != kind:
            raise ModelError(f"two types for parameter {name!r}", where=program.file)
    if os.path.isdir(files.parameters):
        return read_separate(files.parameters, declared, declared)
    if os.path.exists(files.parameters):
        return read_combined(files.parameters, declared, declared)
    if declared:
        raise ModelError(
            f"no such parameter file for the {len(declared)} parameters of the program",
            where=str(files.parameters),
            remedy="Copy it next to the program, or name it as well.",
        )
    return Parameters()
