"""Mapping of fills whose sizes or numbers come from other tensors, and of plain copies."""

from typing import Any

import numpy as np

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.importers.paddle.attributes import real, text, whole, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    dtype_name,
    imports_pir,
    imports_program_desc,
    pir_rule,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

_PLACE = frozenset({"dst_place_type"})

pir_rule(("memcpy", "memcpy_h2d", "memcpy_d2h"), pd.Assign, ignored=_PLACE)
program_desc_rule(("memcpy", "memcpy_h2d", "memcpy_d2h"), pd.Assign, {"X": "x"}, ignored=_PLACE)


@imports_pir("assign_out")
def import_assign_out(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, output; what was in the output does not matter."""
    build.set(op, "0", build.required(op, "0"))


@imports_pir("fill")
def import_pir_fill(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, value."""
    x, value = build.required(op, "0"), build.required(op, "1")
    build.set(op, "0", expanded_number(build, value, build.info(x).dtype, sizes_of(build, x)))


@imports_program_desc("fill_any")
def import_fill_any(build: ModelBuilder, op: SourceOp) -> None:
    """``X``'s shape filled with one number."""
    x, value = build.required(op, "X"), real(op, "value", 0.0)
    dtype = build.info(x).dtype
    build.set(op, "Out", build.emit(pd.FullLike, x, value=value, dtype=dtype))


@imports_pir("full_with_tensor")
def import_full_with_tensor(build: ModelBuilder, op: SourceOp) -> None:
    """Operands value, shape."""
    value, dtype = build.required(op, "0"), dtype_name(op.attributes["dtype"])
    shape = build.shape_tensor(build.operands(op, "1"))
    build.set(op, "0", expanded_number(build, value, dtype, shape))


def sizes_of(build: ModelBuilder, x: Any) -> Any:
    """The sizes of a value as a tensor."""
    return build.emit(pd.Shape, x, dtype="int64")


def expanded_number(build: ModelBuilder, value: Any, dtype: str, shape: Any) -> Any:
    """A tensor of the sizes in ``shape`` filled with the only element of ``value``."""
    number = build.emit(pd.Reshape, value, shape=())
    if build.info(number).dtype != dtype:
        number = build.emit(pd.Cast, number, dtype=dtype)
    known = build.constant(shape)
    if known is None:
        return build.emit(pd.Expand, number, shape)
    return build.emit(pd.Expand, number, shape=tuple(known.reshape(-1).tolist()))


def filled(build: ModelBuilder, value: float, dtype: str, shape: Any) -> Any:
    """A tensor of the sizes in ``shape`` filled with a number."""
    known = build.constant(shape)
    if known is None:
        return build.emit(pd.Full, shape, value=value, dtype=dtype)
    sizes = tuple(known.reshape(-1).tolist())
    return build.emit(pd.Full, value=value, dtype=dtype, shape=sizes)


@imports_pir("empty")
def import_pir_empty(build: ModelBuilder, op: SourceOp) -> None:
    """Operand shape; what Paddle leaves undefined is zero here."""
    shape = build.shape_tensor(build.operands(op, "0"))
    build.set(op, "0", filled(build, 0.0, dtype_name(op.attributes["dtype"]), shape))


@imports_program_desc("empty")
def import_empty(build: ModelBuilder, op: SourceOp) -> None:
    """The same; sizes that are data come as one tensor or as a list of them."""
    dtype = dtype_name(op.attributes.get("dtype", 5))
    build.set(op, "Out", filled(build, 0.0, dtype, shape_operand(build, op)))


def fill_value(op: SourceOp) -> float:
    """The number to fill with: ``str_value``, which is exact, or ``value``."""
    exact = text(op, "str_value", "")
    return float(exact) if exact else real(op, "value", 0.0)


def shape_operand(build: ModelBuilder, op: SourceOp) -> Any:
    """The sizes that a ProgramDesc op is given: tensors or the attribute ``shape``."""
    sizes = build.operands(op, "ShapeTensorList") or build.operands(op, "ShapeTensor")
    if sizes:
        return build.shape_tensor(sizes)
    return build.emit(pd.Constant, value=np.array(wholes(op, "shape", ()), dtype="int64"))


@imports_pir("empty_like")
def import_empty_like(build: ModelBuilder, op: SourceOp) -> None:
    """What Paddle leaves undefined is zero here."""
    x, wanted = build.required(op, "0"), op.attributes.get("dtype")
    known = isinstance(wanted, str) and wanted in dtypes.BY_NAME
    dtype = str(wanted) if known else build.info(x).dtype
    build.set(op, "0", build.emit(pd.FullLike, x, value=0.0, dtype=dtype))


@imports_pir("full_batch_size_like")
@imports_program_desc("fill_constant_batch_size_like")
def import_full_batch_size_like(build: ModelBuilder, op: SourceOp) -> None:
    """A filled tensor one of whose sizes is one of the operand's."""
    (operand,), (result,) = op.keys("Input"), op.keys("Out")
    shape = batch_size_like(build, op, build.required(op, operand))
    dtype = dtype_name(op.attributes.get("dtype", 5))
    build.set(op, result, filled(build, fill_value(op), dtype, shape))


def batch_size_like(build: ModelBuilder, op: SourceOp, x: Any) -> Any:
    """The attribute ``shape`` with one size from an operand."""
    shape, place = wholes(op, "shape"), whole(op, "output_dim_idx", 0)
    source = whole(op, "input_dim_idx", 0)
    place, source = range(len(shape))[place], range(build.info(x).rank)[source]
    size = build.emit(pd.Slice, sizes_of(build, x), axes=(0,), starts=(source,), ends=(source + 1,))
    before, after = (
        build.emit(pd.Constant, value=np.array(part, dtype="int64"))
        for part in (shape[:place], shape[place + 1 :])
    )
    return build.emit(pd.Concat, [before, size, after], axis=0)
