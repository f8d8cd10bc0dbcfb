"""Lowering of evenly spaced numbers."""

from typing import Any

from torch_mlir.dialects import arith, math, tensor

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.ranges import known_number, range_length
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import (
    Lowering,
    loop_index,
    lowered_element_type,
    lowers,
)


def scalar(lower: Lowering, operand: Any, number: float, dtype: str) -> Any:
    """A number that is an operand of one element or, without it, an attribute; in ``dtype``."""
    if operand is None:
        return scalars.constant(dtype, number)
    info = lower.info(operand)
    value = tensor.extract(lower[operand], [lower.index(0)] * info.rank)
    return scalars.cast(info.dtype, dtype, value)


def position(dtype: str) -> Any:
    """The place along the first loop as a number."""
    return number_of(loop_index(0), dtype)


def number_of(index: Any, dtype: str) -> Any:
    """An index as a number; through 32 bits for a float, which GPUs do faster than through 64."""
    whole = "int32" if dtypes.is_float(dtype) else dtype
    return scalars.cast(whole, dtype, arith.index_cast(lowered_element_type(whole), index))


@lowers(pd.Arange)
def lower_arange(lower: Lowering, op: pd.Arange) -> Any:
    """Multiples of the step, in f32 for narrower floats."""
    dtype = lower.result.dtype
    wide = dtypes.wide(dtype)
    given = (
        (op.start_tensor, op.start),
        (op.end_tensor, op.end),
        (op.step_tensor, op.step),
    )
    first, last, by = (
        known_number(number, None if operand is None else lower.info(operand))
        for operand, number in given
    )

    # IREE 3.13.0 lacks conversions of f64 outside of loops, so the numbers are read inside.
    def numbers() -> list[Any]:
        return [scalar(lower, operand, number, wide) for operand, number in given]

    init = None
    if range_length(first, last, by, dtype) is None:
        # The size is no symbol that could be asked for before this op is lowered.
        one_number = TensorInfo("int64", ())
        count = lower.generic(one_number, [], lambda: _length(wide, *numbers()))
        length = arith.maxsi(lower.to_index(tensor.extract(count, [])), lower.index(0))
        init = tensor.EmptyOp([length], lowered_element_type(dtype)).result

    def body(*_: Any) -> Any:
        start, _end, step = numbers()
        steps = scalars.multiply(wide, position(wide), step)
        return scalars.cast(wide, dtype, scalars.add(wide, start, steps))

    return lower.generic(lower.result, [], body, init=init)


def _length(dtype: str, start: Any, end: Any, step: Any) -> Any:
    """``ceil((end - start) / step)`` as an i64; negative where the step leads away."""
    span = scalars.subtract(dtype, end, start)
    if dtypes.is_float(dtype):
        return scalars.cast(dtype, "int64", math.ceil(scalars.divide(dtype, span, step)))
    return scalars.cast(dtype, "int64", arith.ceildivsi(span, step))


@lowers(pd.Linspace)
def lower_linspace(lower: Lowering, op: pd.Linspace) -> Any:
    """Steps from the start for the first half, from the end for the second.

    In f64 but for f32 and narrower floats.
    """
    result = lower.result
    dtype = result.dtype
    wide = "float32" if dtypes.is_float(dtype) and dtype != "float64" else "float64"
    length = lower.size(result.dims[0])
    one, two = lower.index(1), lower.index(2)
    last, half = arith.subi(length, one), arith.divsi(length, two)
    is_one = arith.cmpi(arith.CmpIPredicate.eq, length, one)

    def body() -> Any:
        start = scalar(lower, op.start_tensor, op.start, wide)
        stop = scalar(lower, op.stop_tensor, op.stop, wide)
        # One number is the start, whatever the step.
        count = number_of(arith.maxsi(last, one), wide)
        step = arith.divf(arith.subf(stop, start), count)
        at = loop_index(0)
        back = number_of(arith.subi(last, at), wide)
        from_start = arith.addf(start, arith.mulf(step, position(wide)))
        from_end = arith.subf(stop, arith.mulf(step, back))
        is_first = arith.ori(is_one, arith.cmpi(arith.CmpIPredicate.slt, at, half))
        return scalars.cast(wide, dtype, arith.select(is_first, from_start, from_end))

    return lower.generic(result, [], body)
