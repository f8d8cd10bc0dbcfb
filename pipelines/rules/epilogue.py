"""Rules that put what follows a kernel into it."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.epilogue import ACTIVATIONS
from paddle_mlir.pipelines.rewriting import Match, maker, rule, use_count

KERNELS = (
    pd.Bfloat16Matmul,
    pd.DepthwiseConv2d,
    pd.DirectConv2d,
    pd.RaggedMatmul,
    pd.StemConv2d,
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
    result, info = match.sizes(kernel.result), match.sizes(other)
    is_vector = info.numel == result.dims[-1] and info.dims[-1:] == result.dims[-1:]
    if is_vector and info.rank <= result.rank:
        match.require(kernel.bias is None, "the kernel has a bias")
        # Before a residual too: sums of floats in another order, which differ in the last bit.
        vector = other if info.rank == 1 else match.emit(pd.Reshape, other, shape=(info.numel,))
        return remade(match, kernel, bias=vector)
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
    values = tuple(float(value) for value in op.attribute_values().values())
    return remade(match, kernel, activation=op.spec.name, activation_values=values)


def remade(match: Match, kernel: Any, **changed: Any) -> Any:
    """The same kernel with some operands or attributes changed."""
    names = [field.name for field in kernel.spec.operands]
    operands = [changed.pop(name, getattr(kernel, name)) for name in names]
    return match.emit(type(kernel), *operands, **(kernel.attribute_values() | changed))


EPILOGUE = (summand_into_kernel, activation_into_kernel)
