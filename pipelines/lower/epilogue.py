"""What kernels compute of their results before they store them."""

from __future__ import annotations

from typing import Any

from torch_mlir.dialects import arith

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.epilogue import find_activation
from paddle_mlir.pipelines.lower.activation import FORMULAS, Number, constant_like


def finished(op: Any, value: Any, bias: Any, residual: Any) -> Any:
    """``f(value + bias + residual)`` of vectors, where f is the activation of an op's epilogue."""
    for term in (bias, residual):
        if term is not None:
            value = arith.addf(value, term)
    kind, attributes = find_activation(op.activation, op.activation_values)
    if kind is None:
        return value
    if kind is pd.Relu:
        zero = constant_like(value, 0.0)
        positive = arith.cmpf(arith.CmpFPredicate.OGT, value, zero)
        return arith.select(positive, value, zero)
    return FORMULAS[kind](attributes, Number(value)).value
