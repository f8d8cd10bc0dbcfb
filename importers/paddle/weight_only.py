"""Mapping of weight-only quantisation (paddle.nn.quant): weights of 8 or 4 bits and their scales.

Weights become int8 matrices ``[K, N]``, at compile time where they are constants, and stay so in
the artifact: ``pd.weight_only_matmul`` reads them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import text, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp
from paddle_mlir.importers.paddle.weight_order import weight_order

_GROUP_SIZES = (-1, 64, 128)
_PLAIN = "llm.int8"
"""The algorithm whose weights are stored as ``[N, K]`` for every architecture."""
_BITS = {"weight_only_int8": 8, "weight_only_int4": 4, _PLAIN: 8}
_BITS_OF_DTYPE = {"int8": 8, "int4": 4}
_DEFAULT_ARCH = 80


def _check_known(name: str, value: Any, known: Collection[Any]) -> None:
    """Refuse a value of an attribute that is none of those that Paddle has."""
    if value not in known:
        wanted = ", ".join(map(str, known))
        raise ValueError(f"attribute {name!r} must be one of {wanted}, got {value!r}")


def _group_size(op: SourceOp) -> int:
    """Rows of a group; -1 where all rows are one."""
    size = whole(op, "group_size", -1)
    _check_known("group_size", size, _GROUP_SIZES)
    return size


def _algorithm(op: SourceOp) -> str:
    algorithm = text(op, "algo", "weight_only_int8")
    _check_known("algo", algorithm, _BITS)
    return algorithm


def _stored(weight: Term | None) -> Term:
    """Stored weights, of which two sizes are known."""
    if weight is None:
        raise ValueError("the operand of weights is missing")
    info = weight.info
    if info.dtype != "int8" or info.rank != 2 or not info.is_static or info.numel == 0:
        raise ValueError(f"weights must be int8 with two known sizes above 0, got {info}")
    return weight


def _scales(scale: Term | None, matrix: Term, group_size: int) -> Term:
    """Scales ``[N]``, or ``[groups, N]``, of a matrix ``[K, N]``, as rows."""
    if scale is None:
        raise ValueError("the operand of scales is missing")
    rows, columns = matrix.info.numbers(0, 1)
    wanted = (columns,) if group_size < 0 else (-(-rows // group_size), columns)
    if scale.info.dims != wanted:
        raise ValueError(
            f"scales of {rows} x {columns} weights with group_size {group_size} must have shape "
            f"{list(wanted)}, got {scale.info}"
        )
    return scale if group_size > 0 else scale.reshape(1, -1)


def _dequantised(matrix: Term, scale: Term | None, group_size: int) -> Term:
    """``[K, N]`` in the dtype of its scales."""
    scales = _scales(scale, matrix, group_size)
    if group_size > 0:
        groups = np.arange(matrix.info.numbers(0)[0]) // group_size
        index = matrix.build.emit(pd.Constant, value=groups)
        scales = scales.apply(pd.Gather, index, axis=0)
    return matrix.cast(scales.dtype) * scales


def _plain(weight: Term | None) -> Term:
    """Weights stored as ``[N, K]`` as int8 ``[K, N]``."""
    return _stored(weight).transpose(1, 0)


def _restored(weight: Term | None, bits: int, arch: int) -> Term:
    """Weights stored in the order of an architecture as int8 ``[K, N]``."""
    stored = _stored(weight)
    columns, rows = stored.info.numbers(0, 1)
    return weight_order(arch, bits, rows, columns * 8 // bits).restore(stored)


def _linear(x: Term, matrix: Term, scale: Term | None, group_size: int, bias: Term | None) -> Term:
    """``x @ (matrix * scale) + bias``."""
    if matrix.info.numbers(0)[0] % max(group_size, 1) == 0:
        product = x.apply(pd.WeightOnlyMatmul, matrix, _scales(scale, matrix, group_size))
    else:
        # The last group has fewer rows.
        weight = _dequantised(matrix, scale, group_size)
        product = x.apply(pd.Matmul, weight.cast(x.dtype))
    return product if bias is None else product + bias


@imports_pir("weight_only_linear")
@imports_program_desc("weight_only_linear")
def import_weight_only_linear(build: ModelBuilder, op: SourceOp) -> None:
    """``x @ (weight * scale) + bias`` of int8 or int4 weights, in the dtype of ``x``.

    Limits: ``arch`` is 70, 75, 80, 86, 89, 90 or 100, for which the order of weights is known;
    weights have known sizes.
    """
    x, weight, bias, scale = terms(build, op, "x", "weight", "bias", "weight_scale")
    dtype = text(op, "weight_dtype")
    _check_known("weight_dtype", dtype, _BITS_OF_DTYPE)
    matrix = _restored(weight, _BITS_OF_DTYPE[dtype], whole(op, "arch", _DEFAULT_ARCH))
    give(build, op, out=_linear(x, matrix, scale, _group_size(op), bias))


@imports_pir("llm_int8_linear")
@imports_program_desc("llm_int8_linear")
def import_llm_int8_linear(build: ModelBuilder, op: SourceOp) -> None:
    """``x @ (weight * scale).T + bias`` of int8 weights ``[N, K]``, in the dtype of ``x``.

    Paddle's kernel also rounds most of ``x``, which this exact form does not.
    """
    x, weight, bias, scale = terms(build, op, "x", "weight", "bias", "weight_scale")
    give(build, op, out=_linear(x, _plain(weight), scale, -1, bias))


@imports_pir("weight_dequantize")
@imports_program_desc("weight_dequantize")
def import_weight_dequantize(build: ModelBuilder, op: SourceOp) -> None:
    """The weights ``[K, N]`` that ``weight_quantize`` stored, in the dtype of their scales.

    Limits: Paddle reads them in the order of arch 75 and above, for it is not told the arch.
    """
    x, scale = terms(build, op, "x", "scale")
    algorithm = _algorithm(op)
    is_plain = algorithm == _PLAIN
    matrix = _plain(x) if is_plain else _restored(x, _BITS[algorithm], _DEFAULT_ARCH)
    give(build, op, out=_dequantised(matrix, scale, _group_size(op)))


@imports_pir("weight_quantize")
@imports_program_desc("weight_quantize")
def import_weight_quantize(build: ModelBuilder, op: SourceOp) -> None:
    """int8 or int4 weights, stored in the order of ``arch``, and their scales.

    Limits: ``arch`` is 70, 75, 80, 86, 89, 90 or 100, for which the order of weights is known;
    weights have known sizes.
    """
    (x,) = terms(build, op, "x")
    if x.info.rank != 2 or not x.info.is_static or x.info.numel == 0:
        raise ValueError(f"operand 'x' must have two known sizes above 0, got {x.info}")
    rows, columns = x.info.numbers(0, 1)
    algorithm, group_size = _algorithm(op), _group_size(op)
    bits = _BITS[algorithm]
    # Paddle 2, which writes ProgramDesc, keeps the scales of all algorithms in the dtype of x.
    is_wide = algorithm == _PLAIN and op.kind == "pir"
    matrix, scale = _quantised(x, bits, group_size, "float32" if is_wide else x.dtype)
    if algorithm == _PLAIN:
        stored = matrix.transpose(1, 0)
    else:
        stored = weight_order(whole(op, "arch", _DEFAULT_ARCH), bits, rows, columns).store(matrix)
    give(build, op, out=stored, scale=scale.reshape(-1) if group_size < 0 else scale)


def _quantised(x: Term, bits: int, group_size: int, scale_dtype: str) -> tuple[Term, Term]:
    """``[K, N]`` as int8 of so many bits, and the scales ``[groups, N]``."""
    rows, columns = x.info.numbers(0, 1)
    size = rows if group_size < 0 else group_size
    missing = -rows % size
    padded = x.wide()
    if missing:
        padded = padded.apply(pd.Pad, None, paddings=(0, missing), axes=(0,))
    groups = padded.reshape(-1, size, columns)
    bound = 2.0 ** (bits - 1) - 1
    scale = (groups.apply(pd.Abs).apply(pd.Max, axis=(1,)) / bound).cast(scale_dtype)
    divisor = scale.wide().unsqueeze(1)
    quotient = (groups / divisor).apply(pd.Round, half_away=True)
    # What Paddle's C++ makes of 0 / 0, the weights of a column that is 0.
    nothing = bound if bits == 8 else -bound
    number = divisor.equals(0.0).choose(nothing, quotient).apply(pd.Clip, min=-bound, max=bound)
    matrix = number.cast("int8").reshape(-1, columns)
    if missing:
        matrix = matrix.apply(pd.Slice, None, None, axes=(0,), starts=(0,), ends=(rows,))
    return matrix, scale


@imports_pir("apply_per_channel_scale")
@imports_program_desc("apply_per_channel_scale")
def import_apply_per_channel_scale(build: ModelBuilder, op: SourceOp) -> None:
    """``x * scales``, a scale for each position of the last axis."""
    x, scales = terms(build, op, "x", "scales")
    give(build, op, out=x * scales)
