"""Lowering of activation functions."""

from collections.abc import Callable
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.elementwise import unary
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.reduction import reduce


class Number:
    """An f32 or f64 scalar, or a vector of them, with Python's operators: formulas read as such."""

    def __init__(self, value: Any) -> None:
        """Wrap an SSA value."""
        self.value = value

    def _other(self, other: "Number | float") -> Any:
        if isinstance(other, Number):
            return other.value
        return constant_like(self.value, float(other))

    def __add__(self, other: "Number | float") -> "Number":
        return Number(arith.addf(self.value, self._other(other)))

    __radd__ = __add__

    def __sub__(self, other: "Number | float") -> "Number":
        return Number(arith.subf(self.value, self._other(other)))

    def __mul__(self, other: "Number | float") -> "Number":
        return Number(arith.mulf(self.value, self._other(other)))

    __rmul__ = __mul__

    def __truediv__(self, other: "Number | float") -> "Number":
        return Number(arith.divf(self.value, self._other(other)))

    def __rtruediv__(self, other: float) -> "Number":
        return Number(arith.divf(self._other(other), self.value))

    def __neg__(self) -> "Number":
        return Number(arith.negf(self.value))

    def clip(self, low: float, high: float) -> "Number":
        """``min(max(x, low), high)``; NaN stays."""
        value = arith.maximumf(self.value, self._other(low))
        return Number(arith.minimumf(value, self._other(high)))

    def where_above(self, bound: float, yes: "Number", no: "Number") -> "Number":
        """``yes`` where this is above ``bound``, else ``no``."""
        above = arith.cmpf(arith.CmpFPredicate.OGT, self.value, self._other(bound))
        return Number(arith.select(above, yes.value, no.value))


def constant_like(value: Any, number: float) -> Any:
    """A number as a scalar or a vector of the type of a value."""
    if not isinstance(value.type, ir.VectorType):
        return arith.constant(value.type, number)
    element = ir.FloatAttr.get(value.type.element_type, number)
    return arith.constant(value.type, ir.DenseElementsAttr.get_splat(value.type, element))


def exp(x: Number) -> Number:
    """``e**x``."""
    return Number(math.exp(x.value))


def tanh(x: Number) -> Number:
    """Hyperbolic tangent."""
    return Number(scalars.tanh(x.value))


def sigmoid(x: Number) -> Number:
    """``1 / (1 + exp(-x))``."""
    return 1.0 / (exp(-x) + 1.0)


def softplus(x: Number, beta: float, threshold: float) -> Number:
    """``log(1 + exp(beta * x)) / beta``, and ``x`` where ``beta * x`` is above the threshold."""
    scaled = x * beta
    return scaled.where_above(threshold, x, Number(math.log1p(exp(scaled).value)) / beta)


def gelu(x: Number, approximate: bool) -> Number:
    """The Gaussian error linear unit, exact or in its tanh form."""
    if approximate:
        inner = (x + x * x * x * 0.044715) * 0.7978845608028654
        return x * 0.5 * (Number(scalars.tanh(inner.value)) + 1.0)
    return x * 0.5 * (Number(scalars.erf((x * 0.7071067811865476).value)) + 1.0)


FORMULAS: dict[Any, Callable[[Any, Number], Number]] = {
    pd.Relu6: lambda op, x: x.clip(0.0, 6.0),
    pd.Sigmoid: lambda op, x: sigmoid(x),
    pd.Tanh: lambda op, x: tanh(x),
    pd.Silu: lambda op, x: x * sigmoid(x),
    pd.Swish: lambda op, x: x * sigmoid(x * op.beta),
    pd.Hardswish: lambda op, x: x * (x + op.offset).clip(0.0, op.threshold) * (1.0 / op.scale),
    pd.Hardsigmoid: lambda op, x: (x * op.slope + op.offset).clip(0.0, 1.0),
    pd.LeakyRelu: lambda op, x: x.where_above(0.0, x, x * op.negative_slope),
    pd.Elu: lambda op, x: x.where_above(0.0, x, Number(math.expm1(x.value)) * op.alpha),
    pd.Gelu: lambda op, x: gelu(x, op.approximate),
    pd.Softplus: lambda op, x: softplus(x, op.beta, op.threshold),
    pd.Mish: lambda op, x: x * Number(scalars.tanh(softplus(x, 1.0, op.threshold).value)),
}
"""Activations of floating-point numbers: from the op, or what has its attributes, and a number."""


@lowers(*FORMULAS)
def lower_activation(lower: Lowering, op: Any) -> Any:
    """A formula of one number."""
    formula = FORMULAS[type(op)]
    return unary(lower, op, lambda x: formula(op, Number(x)).value)


@lowers(pd.Relu)
def lower_relu(lower: Lowering, op: pd.Relu) -> Any:
    """``x`` where positive, else 0, also of integers; NaN becomes 0, as it does in Paddle."""
    dtype = lower.result.dtype

    def positive_part(x: Any) -> Any:
        zero = scalars.constant(dtype, 0)
        return arith.select(scalars.compare(dtype, "gt", x, zero), x, zero)

    return lower.elementwise(lower.result, [op.x], positive_part)


@lowers(pd.Softmax, pd.LogSoftmax)
def lower_softmax(lower: Lowering, op: Any) -> Any:
    """Softmax along one axis, with the maximum taken off first."""
    info = lower.result
    if info.rank == 0:
        one = scalars.constant(info.dtype, 1.0 if isinstance(op, pd.Softmax) else 0.0)
        return lower.full(info, one)
    return softmax(lower, lower[op.x], info, info.axis(op.axis), isinstance(op, pd.LogSoftmax))


def softmax(lower: Lowering, x: Any, info: TensorInfo, axis: int, logarithm: bool = False) -> Any:
    """Softmax of a lowered tensor along ``axis``, counted from the front, or its logarithm."""
    wide = "float64" if info.dtype == "float64" else "float32"
    identity = ir.AffineMap.get_identity(info.rank)
    kept = ir.AffineMap.get(
        info.rank, 0, [ir.AffineDimExpr.get(i) for i in range(info.rank) if i != axis]
    )
    largest = reduce(lower, x, info, (axis,), wide, "max")
    exponent = lower.generic(
        info.with_dtype(wide),
        [(x, identity), (largest, kept)],
        lambda e, m: math.exp(arith.subf(scalars.cast(info.dtype, wide, e), m)),
    )
    total = reduce(lower, exponent, info.with_dtype(wide), (axis,), wide, "sum")
    if not logarithm:
        return lower.generic(
            info,
            [(exponent, identity), (total, kept)],
            lambda e, t: scalars.cast(wide, info.dtype, arith.divf(e, t)),
        )
    return lower.generic(
        info,
        [(x, identity), (largest, kept), (total, kept)],
        lambda e, m, t: scalars.cast(
            wide,
            info.dtype,
            arith.subf(arith.subf(scalars.cast(info.dtype, wide, e), m), math.log(t)),
        ),
    )
