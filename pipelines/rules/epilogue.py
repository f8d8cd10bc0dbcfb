"""Rules that put what follows a kernel into it."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.epilogue import ACTIVATIONS
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.rewriting import Match, maker, rule, use_count

KERNELS = (
    pd.Bfloat16Conv2d,
    pd.Bfloat16Matmul,
    pd.Bfloat16StemConv2d,
    pd.DepthwiseConv2d,
    pd.DepthwiseConv3d,
    pd.DirectConv2d,
    pd.GroupedConv2d,
    pd.RaggedMatmul,
    pd.StemConv2d,
    pd.StrassenMatmul,
    pd.WinogradOutput,
)
"""Ops with an epilogue."""


@rule(pd.Add)
def summand_into_kernel(op: pd.Add, match: Match) -> Any:
    """``kernel(x) + y = kernel(x, y)``, y a number for each channel or a map."""
    kernel, other = match.commuted(op, *KERNELS)
    is_final = kernel.activation or use_count(kernel.result) > 1
    if is_final and isinstance(maker(other), KERNELS):
        # What a shortcut is added to; the shortcut may come from a kernel too.
        kernel, other = match.producer(other, *KERNELS), kernel.result
    match.only_use(kernel)
    match.require(not kernel.activation, "an activation stands between")
    match.require(not is_scaled(kernel), "a factor stands between")
    result = match.sizes(kernel.result)
    if is_of_channels(match, other, result):
        match.require(kernel.bias is None, "the kernel has a bias")
        # Before a residual too: sums of floats in another order, which differ in the last bit.
        return remade(match, kernel, bias=vector_of(match, other))
    is_map = match.same_sizes(other, kernel.result)
    match.require(is_map, "the other summand is neither a map nor of channels")
    match.require(kernel.residual is None, "the kernel has a residual")
    return remade(match, kernel, residual=other)


@rule(*ACTIVATIONS.values())
def activation_into_kernel(op: Any, match: Match) -> Any:
    """``f(kernel(x))``, computed before the kernel stores its result."""
    kernel = match.producer(op.operands[0], *KERNELS)
    match.only_use(kernel)
    match.require(not kernel.activation, "the kernel has an activation")
    match.require(not is_scaled(kernel), "a factor stands between")
    values = tuple(float(value) for value in op.attribute_values().values())
    return remade(match, kernel, activation=op.spec.name, activation_values=values)


@rule(pd.Multiply)
def factor_into_product(op: pd.Multiply, match: Match) -> Any:
    """``(x @ w) * y = product(x, w, y)``, y one number or one for each column, after all else."""
    product, other = match.commuted(op, pd.Bfloat16Matmul)
    match.only_use(product)
    match.require(not is_scaled(product), "the product has a factor or a shift")
    return remade(match, product, scale=channels_of(match, other, product))


@rule(pd.Add)
def shift_into_product(op: pd.Add, match: Match) -> Any:
    """``f(x @ w) + y = product(x, w, y)``, y one number or one for each column, after all else."""
    product, other = match.commuted(op, pd.Bfloat16Matmul)
    match.only_use(product)
    is_last = product.activation or product.scale is not None
    match.require(is_last and product.shift is None, "a bias does it, or there is a shift")
    return remade(match, product, shift=channels_of(match, other, product))


def is_scaled(kernel: Any) -> bool:
    """A kernel multiplies or adds something after its activation."""
    return any(getattr(kernel, name, None) is not None for name in ("scale", "shift"))


def is_of_channels(match: Match, value: Any, result: TensorInfo) -> bool:
    """A value has one number for each channel of a result."""
    info = match.sizes(value)
    is_vector = info.numel == result.dims[-1] and info.dims[-1:] == result.dims[-1:]
    return is_vector and info.rank <= result.rank


def channels_of(match: Match, value: Any, product: Any) -> Any:
    """A number for each column of a product; leaves where a value is none."""
    result = match.sizes(product.result)
    is_number = match.sizes(value).numel == 1 and match.sizes(value).rank <= result.rank
    is_fitting = is_number or is_of_channels(match, value, result)
    match.require(is_fitting, "the other operand is not of columns")
    vector = vector_of(match, value)
    if is_number:
        return match.emit(pd.Expand, vector, None, shape=(result.dims[-1],))
    return vector


def vector_of(match: Match, value: Any) -> Any:
    """The same numbers, of rank 1."""
    info = match.sizes(value)
    return value if info.rank == 1 else match.emit(pd.Reshape, value, shape=(info.numel,))


def remade(match: Match, kernel: Any, **changed: Any) -> Any:
    """The same kernel with some operands or attributes changed."""
    names = [field.name for field in kernel.spec.operands]
    operands = [changed.pop(name, getattr(kernel, name)) for name in names]
    return match.emit(type(kernel), *operands, **(kernel.attribute_values() | changed))


EPILOGUE = (
    summand_into_kernel,
    activation_into_kernel,
    factor_into_product,
    shift_into_product,
)
