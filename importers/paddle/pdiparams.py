"""Paddle's weights: one combined file (``.pdiparams``), or one file a parameter in a folder.

A combined file is the concatenation of tensors in sorted name order, without names. One tensor:

=====================  ====================================================
u32                    version of the LoD tensor, 0
u64                    number of LoD levels, then each level: u64 size, data
u32                    version of the tensor, 0
i32                    size of the description
protobuf TensorDesc    data type and dims
raw data               little-endian
=====================  ====================================================

Files are memory-mapped and arrays are views of the map, at whatever address the data has. Every
size comes from the file, so each is held against the file's length before it is used.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TypeAlias

import numpy as np

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.errors import ModelError
from paddle_mlir.dialects.parameters import Parameter, Parameters
from paddle_mlir.importers.paddle import framework
from paddle_mlir.importers.paddle.source import Shape

Declared: TypeAlias = "Mapping[str, tuple[str | None, Shape | None]]"
"""What a program says of its parameters: dtype and shape, each None when it does not say."""

# Limits that no real file comes near; they keep a hostile one from costing time or memory.
_MAX_DESCRIPTION = 1024
_MAX_LOD_LEVELS = 16
_MAX_RANK = 9  # phi::DDim::kMaxRank
_MAX_ELEMENTS = 2**58  # numpy keeps the size in bytes, up to 16 an element, in 63 bits

_ANOTHER_MODEL = "The file belongs to another model, or to another version of this one."


@dataclass(frozen=True)
class _Tensor:
    dtype: str
    shape: Shape
    offset: int
    """Where the data starts."""

    @property
    def end(self) -> int:
        return self.offset + prod(self.shape) * dtypes.BY_NAME[self.dtype].bytes


def read_combined(path: Path, names: Iterable[str], declared: Declared | None = None) -> Parameters:
    """The parameters ``names`` from the combined file ``path``.

    All arrays are read-only views of one memory map, which lives as long as any of them does.

    Raises:
        ModelError: the file is cut off, damaged, holds more than ``names``, or holds a parameter
            whose type is not the ``declared`` one.
    """
    ordered = sorted(set(names))
    data = _map(path)
    entries: dict[str, Parameter] = {}
    offset = 0
    for index, name in enumerate(ordered):
        where = f"{path}: parameter {name!r} ({index + 1} of {len(ordered)})"
        if offset == len(data):
            raise ModelError(
                f"is missing, the file ends before it and so lacks the last "
                f"{len(ordered) - index} of {len(ordered)} parameters",
                where=where,
                remedy="Copy the file again; it is cut off or belongs to another model.",
            )
        tensor = _read_tensor(data, offset, where)
        _check_declared(tensor, name, declared, where)
        offset = tensor.end
        entries[name] = Parameter(tensor.dtype, tensor.shape, _view(data, tensor))
    if offset != len(data):
        raise ModelError(
            f"{len(data) - offset} extra bytes after the last parameter",
            where=str(path),
            got=f"{len(data)} bytes",
            wanted=f"{offset} bytes for {len(ordered)} parameters",
            remedy=_ANOTHER_MODEL,
        )
    return Parameters(entries)


def read_separate(
    folder: Path, names: Iterable[str], declared: Declared | None = None
) -> Parameters:
    """The parameters ``names`` from ``folder``, where each has a file of its own name.

    A file is checked now and mapped again when its array is asked for, because a map holds a
    file descriptor open and a model may have more parameters than a process may have files.

    Raises:
        ModelError: a file is missing, cut off, damaged, too long, or holds a tensor whose type is
            not the ``declared`` one.
    """
    ordered = sorted(set(names))
    inside = os.path.realpath(folder) + os.sep
    missing = [
        name
        for name in ordered
        # A name may hold slashes, but must not lead out of the folder.
        if not os.path.realpath(os.path.join(folder, name)).startswith(inside)
        or not os.path.isfile(os.path.join(folder, name))
    ]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise ModelError(
            f"no file for parameter {missing[0]!r}{more}",
            where=str(folder),
            got=f"{len(ordered) - len(missing)} of {len(ordered)} parameters",
            remedy="Name the parameter file or folder, or copy the missing files to the model.",
        )
    entries: dict[str, Parameter] = {}
    for name in ordered:
        path = folder / name
        where = f"{path}: parameter {name!r}"
        tensor = _read_file(path, where)
        _check_declared(tensor, name, declared, where)
        entries[name] = Parameter(tensor.dtype, tensor.shape, _file_view(path, tensor, where))
    return Parameters(entries)


def _map(path: Path) -> mmap.mmap | bytes:
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                return b""  # mmap refuses an empty file
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise ModelError(f"parameters cannot be read: {error.strerror}", where=str(path)) from None


def _view(data: mmap.mmap | bytes, tensor: _Tensor) -> Callable[[], np.ndarray]:
    dtype = dtypes.to_numpy(tensor.dtype).newbyteorder("<")
    return lambda: np.ndarray(tensor.shape, dtype, buffer=data, offset=tensor.offset)


def _read_file(path: Path, where: str) -> _Tensor:
    data = _map(path)
    tensor = _read_tensor(data, 0, where)
    if tensor.end != len(data):
        raise ModelError(
            f"{len(data) - tensor.end} extra bytes after the parameter",
            where=where,
            got=f"{len(data)} bytes",
            wanted=f"{tensor.end} bytes",
            remedy=_ANOTHER_MODEL,
        )
    return tensor


def _file_view(path: Path, tensor: _Tensor, where: str) -> Callable[[], np.ndarray]:
    def load() -> np.ndarray:
        data = _map(path)
        if len(data) != tensor.end:
            raise ModelError("the file has changed since the model was read", where=where)
        return _view(data, tensor)()

    return load


def _check_declared(tensor: _Tensor, name: str, declared: Declared | None, where: str) -> None:
    dtype, shape = (declared or {}).get(name, (None, None))
    same_shape = shape is None or (
        len(shape) == len(tensor.shape)
        and all(want in (-1, got) for want, got in zip(shape, tensor.shape, strict=True))
    )
    if dtype in (None, tensor.dtype) and same_shape:
        return
    raise ModelError(
        "type does not match the program",
        where=where,
        got=_type_text(tensor.dtype, tensor.shape),
        wanted=_type_text(dtype or tensor.dtype, tensor.shape if shape is None else shape),
        remedy=_ANOTHER_MODEL,
    )


def _type_text(dtype: str, shape: Shape) -> str:
    return f"{dtype}[{', '.join(map(str, shape))}]"


def _read_tensor(data: mmap.mmap | bytes, start: int, where: str) -> _Tensor:
    """Type and place of the tensor whose header starts at ``start``."""
    reader = _HeaderReader(data, start, where)
    reader.version("LoD tensor")
    levels = reader.number("<Q", "number of LoD levels")
    if levels > _MAX_LOD_LEVELS:
        raise reader.damaged("number of LoD levels", levels, f"0 to {_MAX_LOD_LEVELS}")
    for _ in range(levels):
        reader.skip(reader.number("<Q", "size of a LoD level"))
    reader.version("tensor")
    size = reader.number("<i", "size of the description")
    if not 1 <= size <= _MAX_DESCRIPTION:
        raise reader.damaged("size of the description", size, f"1 to {_MAX_DESCRIPTION}")
    description = framework.parse(framework.TensorDesc, reader.take(size), where)
    number = description.data_type if description.HasField("data_type") else None
    dtype = None if number is None else dtypes.BY_PROTO.get(number)
    if dtype is None:
        known = ", ".join(f"{known.proto} ({known.name})" for known in dtypes.TABLE)
        raise reader.damaged("data type", number, f"one of {known}")
    shape = tuple(description.dims)
    if len(shape) > _MAX_RANK:
        raise reader.damaged("rank", len(shape), f"at most {_MAX_RANK}")
    if any(dim < 0 for dim in shape):
        raise reader.damaged("shape", list(shape), "dimensions of 0 or more")
    if prod(max(dim, 1) for dim in shape) > _MAX_ELEMENTS:
        raise reader.damaged("shape", list(shape), f"at most {_MAX_ELEMENTS} elements")
    tensor = _Tensor(dtype.name, shape, reader.offset)
    reader.need(tensor.end - tensor.offset, f"its data ({_type_text(dtype.name, shape)})")
    return tensor


class _HeaderReader:
    """Walks through a header and never past the end of the file."""

    def __init__(self, data: mmap.mmap | bytes, offset: int, where: str) -> None:
        self.data, self.offset, self.where = data, offset, where

    def need(self, size: int, what: str) -> None:
        left = len(self.data) - self.offset
        if left < size:
            raise ModelError(
                f"is cut off in {what}, {size - left} bytes short",
                where=self.where,
                got=f"{left} bytes",
                wanted=f"{size}",
                remedy="Copy the file again; it is cut off or belongs to another model.",
            )

    def take(self, size: int) -> bytes:
        self.need(size, "its header")
        self.offset += size
        return self.data[self.offset - size : self.offset]

    def skip(self, size: int) -> None:
        self.need(size, "its header")
        self.offset += size

    def number(self, layout: str, what: str) -> int:
        size = struct.calcsize(layout)
        self.need(size, f"its header ({what})")
        (number,) = struct.unpack_from(layout, self.data, self.offset)
        self.offset += size
        return int(number)

    def version(self, what: str) -> None:
        number = self.number("<I", f"version of the {what}")
        if number != 0:
            raise self.damaged(f"version of the {what}", number, "0")

    def damaged(self, what: str, got: object, wanted: str) -> ModelError:
        return ModelError(
            f"damaged header, {what}",
            where=self.where,
            got=str(got),
            wanted=wanted,
            remedy="The file is damaged, or holds the weights of another model.",
        )
