"""Mapping of quantisation."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, whole, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, term_list, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_MOVING = ("moving_average_abs_max", "range_abs_max")


def bound_of(op: SourceOp) -> int:
    """The largest whole number, from its attribute or from the number of bits."""
    return whole(op, "qmax", 2 ** (whole(op, "bit_length", 8) - 1) - 1)


def _quantise(op: SourceOp, x: Term, scale: Term, axis: Any, round_type: int) -> Term:
    half_to_even = whole(op, "round_type", round_type) == 0
    given = scale.cast(x.dtype)
    attributes = {"axis": max(axis, -1), "bound": bound_of(op), "half_to_even": half_to_even}
    return x.apply(pd.QuantizeLinear, given, **attributes)


def _along(scale: Term, axis: int, rank: int) -> Term:
    """Scales of an axis (or the one of all, for -1) in a shape that broadcasts."""
    return scale.reshape(*[-1 if position == axis else 1 for position in range(rank)])


@imports_pir("quantize_linear")
@imports_program_desc("quantize_linear")
def import_quantize_linear(build: ModelBuilder, op: SourceOp) -> None:
    """``round(x / scale * qmax)``; zero points are not read, as in Paddle.

    Limits: the statistics that training keeps are refused.
    """
    if not flag(op, "is_test", True):
        raise ValueError("quantize_linear gathers its scales, which is training")
    x, scale, *_ = terms(build, op, "X", "Scale", "ZeroPoint", "InAccum", "InState")
    if flag(op, "only_observer"):
        give(build, op, Y=x)
    else:
        give(build, op, Y=_quantise(op, x, scale, whole(op, "quant_axis", 0), 0))


@imports_pir("dequantize_linear")
@imports_program_desc("dequantize_linear")
def import_dequantize_linear(build: ModelBuilder, op: SourceOp) -> None:
    """``x * scale / qmax`` in the dtype of the scale; zero points are not read, as in Paddle."""
    x, scale, *_ = terms(build, op, "X", "Scale", "ZeroPoint", "InAccum", "InState")
    number = x.cast(scale.dtype)
    if not flag(op, "only_observer"):
        axis = whole(op, "quant_axis", 0)
        number = number * _along(scale, axis, x.info.rank) / float(bound_of(op))
    give(build, op, Y=number)


def _largest(x: Term, axis: int) -> Term:
    axes = tuple(position for position in range(x.info.rank) if position != axis)
    if axis >= 0 and not axes:
        return x.apply(pd.Abs)
    return x.apply(pd.Abs).apply(pd.Max, axis=axes)


@imports_pir("fake_quantize_abs_max", "fake_quantize_dequantize_abs_max")
@imports_program_desc("fake_quantize_abs_max", "fake_quantize_dequantize_abs_max")
def import_fake_quantize(build: ModelBuilder, op: SourceOp) -> None:
    """Quantised by the largest ``|x|``, which is the second result, and perhaps back again."""
    (x,) = terms(build, op, "X")
    scale = _largest(x, -1)
    result = _quantise(op, x, scale, -1, 1)
    result = result * scale / float(bound_of(op)) if "dequantize" in op.name else result
    give(build, op, Out=result, OutScale=scale.reshape(1))


@imports_pir("fake_channel_wise_quantize_abs_max", "fake_channel_wise_quantize_dequantize_abs_max")
@imports_program_desc(
    "fake_channel_wise_quantize_abs_max", "fake_channel_wise_quantize_dequantize_abs_max"
)
def import_fake_channel_wise_quantize(build: ModelBuilder, op: SourceOp) -> None:
    """The same with a scale for each position of ``quant_axis``."""
    (x,) = terms(build, op, "X")
    axis = whole(op, "quant_axis", 0)
    scale = _largest(x, axis)
    result = _quantise(op, x, scale, axis, 1)
    if "dequantize" in op.name:
        result = result * _along(scale, axis, x.info.rank) / float(bound_of(op))
    give(build, op, Out=result, OutScale=scale)


@imports_pir(
    *(f"fake_quantize_{kind}" for kind in _MOVING),
    "fake_quantize_dequantize_moving_average_abs_max",
)
@imports_program_desc(
    *(f"fake_quantize_{kind}" for kind in _MOVING),
    "fake_quantize_dequantize_moving_average_abs_max",
)
def import_fake_quantize_with_scale(build: ModelBuilder, op: SourceOp) -> None:
    """Quantised by a stored scale, and perhaps back again.

    Limits: the averages that training keeps are refused.
    """
    if not flag(op, "is_test"):
        raise ValueError(f"{op.name} gathers its scale, which is training")
    x, scale = terms(build, op, "X", "InScale")
    result = _quantise(op, x, scale, -1, 1)
    if "dequantize" in op.name:
        result = result * _along(scale, -1, x.info.rank) / float(bound_of(op))
    give(build, op, Out=result, OutScale=scale)


@imports_pir("fake_dequantize_max_abs", "dequantize_abs_max")
@imports_program_desc("fake_dequantize_max_abs", "dequantize_abs_max")
def import_fake_dequantize(build: ModelBuilder, op: SourceOp) -> None:
    """``x * scale / max_range``."""
    x, scale = terms(build, op, "X", "Scale")
    factor = scale.reshape(*[1] * x.info.rank)
    give(build, op, Out=x.cast(scale.dtype) * factor / real(op, "max_range"))


@imports_pir("fake_channel_wise_dequantize_max_abs")
@imports_program_desc("fake_channel_wise_dequantize_max_abs")
def import_fake_channel_wise_dequantize(build: ModelBuilder, op: SourceOp) -> None:
    """``x * scale / bound`` by channel; a second scale belongs to the activations."""
    (x,) = terms(build, op, "X")
    scales = term_list(build, op, "Scales", 1)
    bits = wholes(op, "quant_bits", (8,))
    if len(bits) < len(scales):
        raise ValueError(f"attribute 'quant_bits' must have a number a scale, got {list(bits)}")
    bounds = [float(2 ** (number - 1) - 1) for number in bits]
    axis = whole(op, "quant_axis", 0)
    if len(scales) == 2:
        axis = whole(op, "x_num_col_dims", 1)
    rank = x.info.rank
    result = x * _along(scales[0], axis, rank) / bounds[0]
    if len(scales) == 2:
        result = result * _along(scales[1], -1, rank) / bounds[1]
    give(build, op, Out=result)


@imports_program_desc("moving_average_abs_max_scale")
def import_moving_average_scale(build: ModelBuilder, op: SourceOp) -> None:
    """``x``: the op watches."""
    (x,) = terms(build, op, "X")
    give(build, op, Out=x)
