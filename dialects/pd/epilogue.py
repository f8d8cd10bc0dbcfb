"""What a kernel computes of its result before it stores it: bias, residual, activation."""

from __future__ import annotations

from types import SimpleNamespace

from paddle_mlir.dialects.pd import activation as functions
from paddle_mlir.dialects.pd.definition import PdOp
from paddle_mlir.dialects.tensor import TensorInfo

ACTIVATIONS: dict[str, type[PdOp]] = {
    one.spec.name: one
    for one in (
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
    if bias is not None and (bias.dims, bias.dtype) != (result.dims[-1:], result.dtype):
        raise ValueError(f"operand 'bias' must be one number for each channel, got {bias}")
    if residual is not None and not _may_be_equal(residual, result):
        raise ValueError(f"operand 'residual' must be {result}, got {residual}")


def _may_be_equal(left: TensorInfo, right: TensorInfo) -> bool:
    """No numbers say that two tensors differ in dtype or shape."""
    return (left.dtype, left.rank) == (right.dtype, right.rank) and all(
        a == b or not (isinstance(a, int) and isinstance(b, int))
        for a, b in zip(left.dims, right.dims, strict=True)
    )
