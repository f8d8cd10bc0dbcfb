"""Mapping of constants and fills."""

from typing import Any

import numpy as np

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.importers.paddle.attributes import real, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.filling import (
    expanded_number,
    fill_value,
    filled,
    shape_operand,
)
from paddle_mlir.importers.paddle.mapping import (
    dtype_name,
    imports_pir,
    imports_program_desc,
    pir_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

pir_rule("full_like", pd.FullLike, ("x", "value"))


@imports_pir("full_int_array")
def import_full_int_array(build: ModelBuilder, op: SourceOp) -> None:
    """A list of integers."""
    _constant(build, op, op.attributes["value"], dtype_name(op.attributes["dtype"]), None)


@imports_pir("assign_value")
def import_pir_assign_value(build: ModelBuilder, op: SourceOp) -> None:
    """Elements in a list, with dtype and shape."""
    attributes = op.attributes
    _constant(build, op, attributes["values"], dtype_name(attributes["dtype"]), attributes["shape"])


def _constant(build: ModelBuilder, op: SourceOp, values: Any, dtype: str, shape: Any) -> None:
    array = np.array(values, dtype=dtypes.to_numpy(dtype))
    array = array if shape is None else array.reshape(shape)
    build.set(op, "0" if op.kind == "pir" else "Out", build.emit(pd.Constant, value=array))


_VALUE_SLOTS = {
    "fp32_values": "float32",
    "int32_values": "int32",
    "int64_values": "int64",
    "bool_values": "bool",
    "fp64_values": "float64",
}


@imports_program_desc("assign_value")
def import_assign_value(build: ModelBuilder, op: SourceOp) -> None:
    """Elements in the attribute of their dtype (older writers), or in ``values``."""
    dtype = dtype_name(op.attributes["dtype"])
    values = op.attributes.get("values") or next(
        (op.attributes[name] for name in _VALUE_SLOTS if op.attributes.get(name)), []
    )
    _constant(build, op, values, dtype, wholes(op, "shape"))


@imports_program_desc("fill_any_like", "fill_zeros_like", "fill_zeros_like2")
def import_fill_any_like(build: ModelBuilder, op: SourceOp) -> None:
    """``dtype`` is a number there, -1 for the operand's."""
    x, dtype = build.required(op, "X"), op.attributes.get("dtype", -1)
    filled = build.emit(
        pd.FullLike,
        x,
        value=real(op, "value", 0.0),
        dtype=build.info(x).dtype if dtype == -1 else dtype_name(dtype),
    )
    build.set(op, "Out", filled)


@imports_program_desc("fill_constant")
def import_fill_constant(build: ModelBuilder, op: SourceOp) -> None:
    """A filled tensor: ``ValueTensor``, or ``str_value`` (exact), or ``value`` is the number."""
    value = fill_value(op)
    dtype, shape = dtype_name(op.attributes.get("dtype", 5)), shape_operand(build, op)
    if op.operand_list("ValueTensor"):
        number = build.required(op, "ValueTensor")
        known = build.constant(number)
        if known is None:
            build.set(op, "Out", expanded_number(build, number, dtype, shape))
            return
        value = float(known.reshape(-1)[0])
    build.set(op, "Out", filled(build, value, dtype, shape))
