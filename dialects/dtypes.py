"""Element types: Paddle's names, numpy's and MLIR's, in one table.

Paddle's names are the ones used everywhere outside MLIR (``"float32"``, ``"int64"``, ``"bool"``).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np


class DType(NamedTuple):
    """One element type."""

    name: str
    """Paddle's name."""
    mlir: str
    """MLIR's spelling in the ``pd`` dialect; unsigned integers carry their sign there."""
    proto: int
    """Number in ``VarType.Type`` of framework.proto, used by .pdmodel and .pdiparams."""
    bytes: int
    """Size of one element in a file and in memory."""


TABLE = (
    DType("bool", "i1", 0, 1),
    DType("int16", "i16", 1, 2),
    DType("int32", "i32", 2, 4),
    DType("int64", "i64", 3, 8),
    DType("float16", "f16", 4, 2),
    DType("float32", "f32", 5, 4),
    DType("float64", "f64", 6, 8),
    DType("uint8", "ui8", 20, 1),
    DType("int8", "i8", 21, 1),
    DType("bfloat16", "bf16", 22, 2),
    DType("complex64", "complex<f32>", 23, 8),
    DType("complex128", "complex<f64>", 24, 16),
)
BY_NAME = {dtype.name: dtype for dtype in TABLE}
BY_MLIR = {dtype.mlir: dtype for dtype in TABLE}
BY_PROTO = {dtype.proto: dtype for dtype in TABLE}


def to_numpy(name: str) -> np.dtype:
    """The numpy dtype that holds elements of ``name``.

    numpy has no bfloat16: such elements travel as their raw 16 bits in ``uint16``.
    """
    return np.dtype(np.uint16 if name == "bfloat16" else name)


def of_numpy(dtype: np.dtype) -> str:
    """Paddle's name of a numpy dtype; uint16 is bfloat16's bits.

    Raises:
        ValueError: Paddle has no such dtype.
    """
    name = "bfloat16" if dtype == np.uint16 else dtype.name
    if name not in BY_NAME:
        raise ValueError(f"dtype {name} is not one of {', '.join(BY_NAME)}")
    return name


def is_float(name: str) -> bool:
    """True for the real floating-point types."""
    return name in ("float16", "bfloat16", "float32", "float64")


def is_integer(name: str) -> bool:
    """True for signed and unsigned integers; not for bool."""
    return name in ("int8", "uint8", "int16", "int32", "int64")


def wide(name: str) -> str:
    """The dtype in which sums of many elements are computed: float32 for narrower floats."""
    return "float32" if name in ("float16", "bfloat16") else name


def integer_range(name: str) -> tuple[int, int]:
    """The smallest and the largest value of an integer dtype."""
    bits = 8 * BY_NAME[name].bytes
    if name == "uint8":
        return 0, 255
    return -(1 << (bits - 1)), (1 << (bits - 1)) - 1


def number(name: str, value: float | int | bool) -> float | int | bool:
    """``value`` as an element of a dtype.

    Integers are cut towards zero and, as in C, wrapped to the width; what 64 bits cannot hold
    becomes the nearest extreme, NaN zero.
    """
    if is_float(name):
        return float(value)
    if name == "bool":
        return bool(value)
    low, high = integer_range(name)
    if math.isnan(value):
        return 0
    if not -(2**63) <= value < 2**63:
        return high if value > 0 else low
    return (int(value) - low) % (high - low + 1) + low


def is_complex(name: str) -> bool:
    """True for complex numbers."""
    return name in ("complex64", "complex128")


def part_of(name: str) -> str:
    """The dtype of the real and of the imaginary part of a complex dtype."""
    return {"complex64": "float32", "complex128": "float64"}[name]


def complex_of(name: str) -> str:
    """The complex dtype whose parts have this dtype.

    Raises:
        ValueError: there is none.
    """
    if name not in ("float32", "float64"):
        raise ValueError(f"parts of complex numbers are float32 or float64, got {name}")
    return {"float32": "complex64", "float64": "complex128"}[name]
