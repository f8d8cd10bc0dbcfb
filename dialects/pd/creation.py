"""Tensors from nothing: parameters, constants, fills."""

from typing import Any

import numpy as np

from paddle_mlir.dialects import dtypes, symbolic
from paddle_mlir.dialects.pd.definition import (
    DType,
    Elements,
    Float,
    Ints,
    Operand,
    OptionalOperand,
    PdOp,
    Result,
    Str,
)
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo


def sizes_from(shape: tuple[int, ...], shape_tensor: TensorInfo | None) -> tuple[Size, ...]:
    """The sizes that an attribute or, where given, a shape operand names.

    Raises:
        ValueError: the operand is no 1-D integer tensor of static length.
    """
    if shape_tensor is None:
        return shape
    if not dtypes.is_integer(shape_tensor.dtype) or shape_tensor.rank > 1:
        raise ValueError(f"a shape operand must be a 1-D integer tensor, got {shape_tensor}")
    if shape_tensor.elements is not None:
        return shape_tensor.elements
    length = shape_tensor.numel
    if not isinstance(length, int):
        raise ValueError("a shape operand must have a static length, or the rank is unknown")
    return tuple(symbolic.unknown() for _ in range(length))


class Parameter(PdOp, name="parameter", in_paddle=False):
    """A weight of the model, by name; its values lie outside the IR.

    Attributes:
        key: name of an entry of the model's parameters.
        dtype: element type.
        shape: sizes, all static.

    Paddle: ``builtin.parameter``, persistable variables of ProgramDesc.
    """

    key: Str
    dtype: DType
    shape: Ints
    out: Result

    @staticmethod
    def infer(dtype: str, shape: tuple[int, ...]) -> TensorInfo:
        """The declared type."""
        return TensorInfo(dtype, shape)


class Constant(PdOp, name="constant", in_paddle=False):
    """A small tensor whose elements stand in the IR.

    Attributes:
        value: the elements; every dtype but bfloat16 and the complex ones.

    Paddle: ``pd_op.full_int_array``, ``pd_op.assign_value``; ``assign_value``.
    """

    value: Elements
    out: Result

    @staticmethod
    def infer(value: Any) -> TensorInfo:
        """The type of the elements; small integer tensors are known element by element."""
        info = TensorInfo(dtypes.of_numpy(value.dtype), value.shape)
        if info.can_follow_elements():
            return info.with_elements([int(element) for element in value.reshape(-1)])
        return info


class Full(PdOp, name="full", shape_operands=("shape_tensor",)):
    """A tensor whose elements are all ``value``.

    Attributes:
        value: the number; in an integer dtype it is cut towards zero.
        dtype: element type.
        shape: sizes; ignored where ``shape_tensor`` is given.

    Paddle: ``pd_op.full``, ``pd_op.full_with_tensor``; ``fill_constant``.
    """

    shape_tensor: OptionalOperand
    value: Float
    dtype: DType = "float32"
    shape: Ints = ()
    out: Result

    @staticmethod
    def infer(
        shape_tensor: TensorInfo | None, value: float, dtype: str, shape: tuple[int, ...]
    ) -> TensorInfo:
        """The named sizes."""
        info = TensorInfo(dtype, sizes_from(shape, shape_tensor))
        if info.can_follow_elements() and isinstance(info.numel, int):
            return info.with_elements([int(dtypes.number(dtype, value))] * info.numel)
        return info


class FullLike(PdOp, name="full_like"):
    """A tensor of ``x``'s sizes whose elements are all ``value``.

    Paddle: ``pd_op.full_like``; ``fill_any_like``, ``fill_zeros_like``.
    """

    x: Operand
    value: Float
    dtype: DType
    out: Result

    @staticmethod
    def infer(x: TensorInfo, dtype: str) -> TensorInfo:
        """``x``'s sizes."""
        return x.with_dtype(dtype)


def small_constant(values: object, dtype: str = "int64") -> np.ndarray:
    """An array for :class:`Constant`."""
    return np.array(values, dtype=dtypes.to_numpy(dtype))
