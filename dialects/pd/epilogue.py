"""What a kernel computes of its result before it stores it: bias, residual, activation."""

from __future__ import annotations

from types import SimpleNamespace

from paddle_mlir.dialects.pd import activation as functions
from paddle_mlir.dialects.pd.definition import PdOp
from paddle_mlir.dialects.tensor import TensorInfo

ACTIVATIONS: dict[str, type[PdOp]] = {
    one.spec.name: one
    for one in (
        functions.Gelu,
        functions.Hardsigmoid,
        functions.Hardswish,
        functions.LeakyRelu,
        functions.Relu,
        functions.Relu6,
        functions.Sigmoid,
        functions.Silu,
        functions.Swish,
    )
}
"""Ops that a kernel can end with, by their names."""


def find_activation(
    name: str, numbers: tuple[float, ...]
) -> tuple[type[PdOp] | None, SimpleNamespace]:
    """The op of an activation (None for no name), and its attributes.

    Raises:
        ValueError: there is no such activation, or it has other attributes.
    """
    if not name:
        return None, SimpleNamespace()
    kind = ACTIVATIONS.get(name)
    if kind is None:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}, got {name}")
    names = list(kind.spec.attributes)
    if len(names) != len(numbers):
        raise ValueError(f"{name} has {len(names)} attributes, got {list(numbers)}")
    return kind, SimpleNamespace(**dict(zip(names, numbers, strict=True)))


STORED = ("float32", "bfloat16")
"""What kernels store sums of float32 as."""


def stored(
    sums: TensorInfo,
    bias: TensorInfo | None,
    residual: TensorInfo | None,
    activation: str,
    activation_values: tuple[float, ...],
    dtype: str,
) -> TensorInfo:
    """What a kernel stores of sums in float32; shortcuts may be in bfloat16 too.

    Raises:
        ValueError: something does not fit, see :func:`check_epilogue`, or the dtype is another.
    """
    if dtype not in STORED:
        raise ValueError(f"dtype must be one of {', '.join(STORED)}, got {dtype}")
    sums = sums.with_dtype("float32")
    if residual is not None and residual.dtype == "bfloat16":
        residual = residual.with_dtype("float32")
    check_epilogue(sums, bias, residual, activation, activation_values)
    return sums.with_dtype(dtype)


def check_epilogue(
    result: TensorInfo,
    bias: TensorInfo | None,
    residual: TensorInfo | None,
    activation: str,
    activation_values: tuple[float, ...],
) -> None:
    """Check what a kernel in NHWC ends with.

    Raises:
        ValueError: something does not fit the result, or there is no such activation.
    """
    find_activation(activation, activation_values)
    check_channels("bias", bias, result)
    if residual is not None and not _may_be_equal(residual, result):
        raise ValueError(f"operand 'residual' must be {result}, got {residual}")


def check_channels(name: str, vector: TensorInfo | None, result: TensorInfo) -> None:
    """Check an operand that has a number for each channel of a result.

    Raises:
        ValueError: it has others.
    """
    if vector is not None and (vector.dims, vector.dtype) != (result.dims[-1:], result.dtype):
        raise ValueError(f"operand '{name}' must be one number for each channel, got {vector}")


def _may_be_equal(left: TensorInfo, right: TensorInfo) -> bool:
    """No numbers say that two tensors differ in dtype or shape."""
    return (left.dtype, left.rank) == (right.dtype, right.rank) and all(
        a == b or not (isinstance(a, int) and isinstance(b, int))
        for a, b in zip(left.dims, right.dims, strict=True)
    )
