"""numpy functions for the ops that expressions of parameters are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.definition import PdOp
from paddle_mlir.dialects.pd.diagonals import Tril, Triu
from paddle_mlir.dialects.pd.manipulation import static_sizes
from paddle_mlir.dialects.pd.ranges import Arange
from paddle_mlir.dialects.pd.reduction import reduced_axes
from paddle_mlir.dialects.pd.scan import Cumsum
from paddle_mlir.dialects.pd.slicing import split_part
from paddle_mlir.dialects.tensor import TensorInfo

Attributes = dict[str, Any]
Evaluator = Callable[[TensorInfo, Attributes, list[Any]], np.ndarray]
"""Gets the result's info, the attributes and the operands (arrays, None, or lists of arrays)."""

_UNARY: dict[type[PdOp], Callable[[np.ndarray], np.ndarray]] = {
    pd.Abs: np.abs,
    pd.Exp: np.exp,
    pd.Log: np.log,
    pd.Sqrt: np.sqrt,
    pd.Rsqrt: lambda x: 1 / np.sqrt(x),
    pd.Square: np.square,
    pd.Reciprocal: lambda x: 1 / x,
    pd.Floor: np.floor,
    pd.Ceil: np.ceil,
    pd.Sin: np.sin,
    pd.Cos: np.cos,
    pd.Tanh: np.tanh,
    pd.Sigmoid: lambda x: 1 / (1 + np.exp(-x)),
    pd.Relu: lambda x: np.where(x > 0, x, 0),
    pd.Assign: lambda x: x,
}
_BINARY: dict[type[PdOp], Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    pd.Add: np.add,
    pd.Subtract: np.subtract,
    pd.Multiply: np.multiply,
    pd.Maximum: np.maximum,
    pd.Minimum: np.minimum,
    pd.FloorDivide: np.floor_divide,
    pd.Remainder: np.mod,
    pd.Equal: np.equal,
    pd.NotEqual: np.not_equal,
    pd.LessThan: np.less,
    pd.LessEqual: np.less_equal,
    pd.GreaterThan: np.greater,
    pd.GreaterEqual: np.greater_equal,
    pd.BitwiseAnd: np.bitwise_and,
    pd.BitwiseOr: np.bitwise_or,
    pd.BitwiseXor: np.bitwise_xor,
}
_RESHAPES = (pd.Reshape, pd.Flatten, pd.Squeeze, pd.Unsqueeze)


def _sizes(result: TensorInfo) -> tuple[int, ...]:
    sizes = static_sizes(result.dims)
    assert sizes is not None, "only static results are folded"
    return sizes


def _full(result: TensorInfo, attributes: Attributes, _: list[Any]) -> np.ndarray:
    number = dtypes.number(result.dtype, attributes["value"])
    kind = "float32" if result.dtype == "bfloat16" else result.dtype
    return np.full(_sizes(result), number, kind)


def _divide(result: TensorInfo, _: Attributes, operands: list[Any]) -> np.ndarray:
    x, y = operands
    if dtypes.is_float(result.dtype):
        return np.divide(x, y)
    return np.trunc(np.divide(x, y))


def _scale(result: TensorInfo, attributes: Attributes, operands: list[Any]) -> np.ndarray:
    x, factor = operands
    # Paddle cuts both numbers to the dtype first.
    kind = float if dtypes.is_float(result.dtype) else int
    scale = kind(attributes["scale"]) if factor is None else factor.reshape(())
    bias = kind(attributes["bias"])
    if attributes["bias_after_scale"]:
        return x * scale + bias
    return (x + bias) * scale


def _power(result: TensorInfo, x: np.ndarray, y: Any) -> np.ndarray:
    power = np.power(np.asarray(x, np.float64), np.asarray(y, np.float64))
    return power if dtypes.is_float(result.dtype) else np.rint(power)


def _concat(_: TensorInfo, attributes: Attributes, operands: list[Any]) -> np.ndarray:
    return np.concatenate(operands[0], axis=attributes["axis"])


def _stack(_: TensorInfo, attributes: Attributes, operands: list[Any]) -> np.ndarray:
    return np.stack(operands[0], axis=attributes["axis"])


def _split(_: TensorInfo, attributes: Attributes, operands: list[Any]) -> np.ndarray:
    x, axis = operands[0], attributes["axis"]
    start, size = split_part(
        x.shape[axis], attributes["index"], attributes["sections"], attributes["num"]
    )
    assert isinstance(start, int)
    assert isinstance(size, int)
    return np.take(x, range(start, start + size), axis=axis)


def _slice(result: TensorInfo, attributes: Attributes, operands: list[Any]) -> np.ndarray:
    x, starts, ends = operands
    first = attributes["starts"] if starts is None else starts.reshape(-1).tolist()
    last = attributes["ends"] if ends is None else ends.reshape(-1).tolist()
    index = [slice(None)] * x.ndim
    for axis, low, high in zip(attributes["axes"], first, last, strict=True):
        whole = low == -1 and high == 0
        index[axis] = slice(low, None if whole else high)
    return x[tuple(index)].reshape(result.dims)


_PAD_MODES: dict[str, Literal["reflect", "edge", "wrap"]] = {
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}


def _pad(_: TensorInfo, attributes: Attributes, operands: list[Any]) -> np.ndarray:
    x, tensor = operands
    sides = np.reshape(attributes["paddings"] if tensor is None else tensor, (-1, 2)).tolist()
    widths, kept = [(0, 0)] * x.ndim, [slice(None)] * x.ndim
    for axis, (before, behind) in zip(attributes["axes"] or range(x.ndim), sides, strict=True):
        widths[axis] = max(before, 0), max(behind, 0)
        kept[axis] = slice(max(-before, 0), min(behind, 0) or None)
    if attributes["mode"] == "constant":
        return np.pad(x[tuple(kept)], widths, constant_values=attributes["pad_value"])
    return np.pad(x, widths, mode=_PAD_MODES[attributes["mode"]])


def _matmul(_: TensorInfo, attributes: Attributes, operands: list[Any]) -> np.ndarray:
    x, y = operands
    if attributes["transpose_x"] and x.ndim > 1:
        x = np.swapaxes(x, -1, -2)
    if attributes["transpose_y"] and y.ndim > 1:
        y = np.swapaxes(y, -1, -2)
    return np.matmul(x, y)


def _reduction(function: Callable[..., np.ndarray]) -> Evaluator:
    def evaluate(_: TensorInfo, attributes: Attributes, operands: list[Any]) -> np.ndarray:
        x = operands[0]
        axes = reduced_axes(TensorInfo("float32", x.shape), attributes["axis"])
        return function(x, axis=axes, keepdims=attributes["keepdim"])

    return evaluate


def _where(_: TensorInfo, __: Attributes, operands: list[Any]) -> np.ndarray:
    condition, x, y = operands
    return np.asarray(np.where(condition, x, y))


def _gather(_: TensorInfo, attributes: Attributes, operands: list[Any]) -> np.ndarray:
    x, index = operands
    size = x.shape[attributes["axis"]]
    # As the lowering does: from the back where negative, else to the nearest row.
    return np.take(x, np.where(index < 0, index + size, index), attributes["axis"], mode="clip")


def _arange(result: TensorInfo, attributes: Attributes, operands: list[Any]) -> np.ndarray:
    start, _, step = (
        attributes[name] if operand is None else operand.reshape(())
        for name, operand in zip(("start", "end", "step"), operands, strict=True)
    )
    (count,) = _sizes(result)
    return np.asarray(start + np.arange(count) * step)


def _cumsum(_: TensorInfo, attributes: Attributes, operands: list[Any]) -> np.ndarray:
    x, axis = operands[0], attributes["axis"]
    if attributes["flatten"]:
        x, axis = x.reshape(-1), 0
    if attributes["reverse"]:
        x = np.flip(x, axis)
    total = np.cumsum(x, axis)
    if attributes["exclusive"]:
        total = total - x
    return np.flip(total, axis) if attributes["reverse"] else total


def _embedding(_: TensorInfo, attributes: Attributes, operands: list[Any]) -> np.ndarray:
    index, weight = operands
    rows = np.take(weight, index, 0, mode="clip")
    padding: int = attributes["padding_idx"]
    return rows if padding < 0 else np.where((index == padding)[..., None], 0, rows)


_OTHERS: dict[type[PdOp], Evaluator] = {
    pd.Constant: lambda _, attributes, __: attributes["value"],
    pd.Full: _full,
    pd.FullLike: _full,
    pd.Divide: _divide,
    pd.ElementwisePow: lambda result, _, operands: _power(result, operands[0], operands[1]),
    pd.Pow: lambda result, attributes, operands: _power(result, operands[0], attributes["y"]),
    pd.Scale: _scale,
    pd.Cast: lambda _, __, operands: operands[0],
    pd.Transpose: lambda _, attributes, operands: np.transpose(operands[0], attributes["perm"]),
    pd.Flip: lambda _, attributes, operands: np.flip(operands[0], attributes["axis"]),
    pd.Pad: _pad,
    pd.Concat: _concat,
    pd.Stack: _stack,
    pd.Split: _split,
    pd.Slice: _slice,
    pd.Matmul: _matmul,
    pd.Gather: _gather,
    pd.Embedding: _embedding,
    Arange: _arange,
    Cumsum: _cumsum,
    Tril: lambda _, attributes, operands: np.tril(operands[0], attributes["diagonal"]),
    Triu: lambda _, attributes, operands: np.triu(operands[0], attributes["diagonal"]),
    pd.Expand: lambda result, _, operands: np.broadcast_to(operands[0], _sizes(result)),
    pd.Tile: lambda _, attributes, operands: np.tile(operands[0], attributes["repeat_times"]),
    pd.Where: _where,
    pd.Sum: _reduction(np.sum),
    pd.Mean: _reduction(np.mean),
    pd.Max: _reduction(np.max),
    pd.Min: _reduction(np.min),
    pd.Shape: lambda _, __, operands: np.array(operands[0].shape),
}


def find_evaluator(op_class: type[PdOp]) -> Evaluator | None:
    """How an op is evaluated, or None when it cannot be."""
    if op_class in _UNARY:
        unary = _UNARY[op_class]
        return lambda _, __, operands: unary(operands[0])
    if op_class in _BINARY:
        binary = _BINARY[op_class]
        return lambda _, __, operands: binary(operands[0], operands[1])
    if op_class in _RESHAPES:
        return lambda result, _, operands: operands[0].reshape(result.dims)
    return _OTHERS.get(op_class)


def evaluate(
    evaluator: Evaluator, result: TensorInfo, attributes: Attributes, operands: list[Any]
) -> np.ndarray:
    """Evaluate an op in double precision where it is one of floats, and round once at the end.

    Elements of bfloat16 come and go as their bits.
    """

    def widen(array: Any) -> Any:
        if isinstance(array, list):
            return [widen(item) for item in array]
        if array is not None and array.dtype == np.uint16:
            array = (array.astype(np.uint32) << 16).view(np.float32)
        if array is not None and array.dtype in (np.float16, np.float32):
            return array.astype(np.float64)
        return array

    with np.errstate(all="ignore"):
        value = evaluator(result, attributes, [widen(operand) for operand in operands])
        if result.dtype == "bfloat16":
            rounded = bfloat16_bits(value)
        else:
            rounded = value.astype(dtypes.to_numpy(result.dtype))
    return np.ascontiguousarray(rounded).reshape(result.dims)


def bfloat16_bits(array: np.ndarray) -> np.ndarray:
    """Numbers rounded to bfloat16, halves to even; what is not a number stays none."""
    bits = array.astype(np.float32).view(np.uint32)
    rounded = (bits + (0x7FFF + (bits >> 16 & 1))) >> 16
    return np.where(np.isnan(array), 0x7FC0, rounded).astype(np.uint16)
