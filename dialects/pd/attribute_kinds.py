"""The kinds of attributes that ops have, and how each goes from Python to MLIR and back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch_mlir import ir

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.tensor import dtype_of, element_type


@dataclass(frozen=True)
class AttributeKind:
    """How one kind of attribute goes from Python to MLIR and back."""

    name: str
    mlir: str
    """Spelling in textual IR, for documentation and errors."""
    to_mlir: Callable[[Any], ir.Attribute]
    from_mlir: Callable[[ir.Attribute], Any]
    """Raises TypeError for an attribute of another kind."""


def _reader(cls: type, read: Callable[[Any], Any]) -> Callable[[ir.Attribute], Any]:
    def from_mlir(attribute: ir.Attribute) -> Any:
        if not isinstance(attribute, cls):
            raise TypeError
        return read(attribute)

    return from_mlir


def _i64(value: int) -> ir.Attribute:
    return ir.IntegerAttr.get(ir.IntegerType.get_signless(64), int(value))


def _elements(value: np.ndarray) -> ir.Attribute:
    dtype = dtypes.of_numpy(value.dtype)
    if dtype == "bfloat16" or dtypes.is_complex(dtype):
        # The binding cannot read such elements back (torch-mlir 20261001).
        raise ValueError(f"{dtype} elements cannot stand in the IR; keep them as a parameter")
    return ir.DenseElementsAttr.get(
        np.ascontiguousarray(value), type=element_type(dtype), shape=value.shape
    )


def _read_elements(attribute: Any) -> np.ndarray:
    type_ = attribute.type
    dtype = dtype_of(type_.element_type)
    if attribute.is_splat:
        value = attribute.get_splat_value().value
        return np.full(type_.shape, value, dtype=dtypes.to_numpy(dtype))
    return np.array(attribute).astype(dtypes.to_numpy(dtype), copy=False).reshape(type_.shape)


KINDS = {
    kind.name: kind
    for kind in (
        AttributeKind(
            "Bool",
            "true",
            lambda value: ir.BoolAttr.get(bool(value)),
            _reader(ir.BoolAttr, lambda a: bool(a.value)),
        ),
        AttributeKind("Int", "1 : i64", _i64, _reader(ir.IntegerAttr, lambda a: int(a.value))),
        AttributeKind(
            "Float",
            "1.0 : f64",
            lambda value: ir.FloatAttr.get(ir.F64Type.get(), float(value)),
            _reader(ir.FloatAttr, lambda a: float(a.value)),
        ),
        AttributeKind(
            "Str", '"text"', ir.StringAttr.get, _reader(ir.StringAttr, lambda a: str(a.value))
        ),
        AttributeKind(
            "Ints",
            "array<i64: 1, 2>",
            lambda value: ir.DenseI64ArrayAttr.get([int(v) for v in value]),
            _reader(ir.DenseI64ArrayAttr, lambda a: tuple(int(v) for v in a)),
        ),
        AttributeKind(
            "Floats",
            "array<f64: 1.0, 2.0>",
            lambda value: ir.DenseF64ArrayAttr.get([float(v) for v in value]),
            _reader(ir.DenseF64ArrayAttr, lambda a: tuple(float(v) for v in a)),
        ),
        AttributeKind(
            "DType",
            "f32",
            lambda value: ir.TypeAttr.get(element_type(value)),
            _reader(ir.TypeAttr, lambda a: dtype_of(a.value)),
        ),
        AttributeKind(
            "Elements",
            "dense<[1, 2]> : tensor<2xi64>",
            _elements,
            _reader(ir.DenseElementsAttr, _read_elements),
        ),
    )
}
