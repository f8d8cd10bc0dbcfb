"""Lowering of arithmetic element by element."""

from collections.abc import Callable
from typing import Any

from torch_mlir.dialects import arith, math, tensor
from torch_mlir.dialects import complex as complex_ops

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers

MOST_FACTORS = 8
"""Whole powers up to this one are products."""


def unary(lower: Lowering, op: Any, function: Callable[[Any], Any]) -> Any:
    """``function`` of each element of the op's only operand, in f32 or f64."""
    x, target = op.operands[0], lower.result.dtype
    source, wide = lower.info(x).dtype, "float64" if target == "float64" else "float32"
    return lower.elementwise(
        lower.result,
        [x],
        lambda e: scalars.cast(wide, target, function(scalars.cast(source, wide, e))),
    )


_UNARY = {
    pd.Exp: math.exp,
    pd.Log: math.log,
    pd.Sqrt: math.sqrt,
    pd.Rsqrt: math.rsqrt,
    pd.Erf: scalars.erf,
    pd.Sin: lambda x: scalars.sin(scalars.within_a_turn(x)),
    pd.Cos: lambda x: scalars.cos(scalars.within_a_turn(x)),
}


_COMPLEX_UNARY = {
    pd.Exp: complex_ops.exp,
    pd.Log: complex_ops.log,
    pd.Sqrt: complex_ops.sqrt,
    pd.Rsqrt: complex_ops.rsqrt,
    pd.Sin: complex_ops.sin,
    pd.Cos: complex_ops.cos,
}


@lowers(*_COMPLEX_UNARY, takes_complex=True)
@lowers(pd.Erf)
def lower_float_function(lower: Lowering, op: Any) -> Any:
    """A function that the math dialect has, or the complex one."""
    if dtypes.is_complex(lower.result.dtype):
        return lower.elementwise(lower.result, [op.x], _COMPLEX_UNARY[type(op)])
    return unary(lower, op, _UNARY[type(op)])


@lowers(pd.Floor, pd.Ceil)
def lower_rounding(lower: Lowering, op: Any) -> Any:
    """Floor or ceiling; integers stay."""
    if not dtypes.is_float(lower.result.dtype):
        return lower[op.x]
    return unary(lower, op, math.floor if isinstance(op, pd.Floor) else math.ceil)


@lowers(pd.Abs, takes_complex=True)
def lower_abs(lower: Lowering, op: pd.Abs) -> Any:
    """``|x|``."""
    dtype = lower.info(op.x).dtype
    if dtype == "uint8":
        return lower[op.x]
    if dtypes.is_complex(dtype):
        return lower.elementwise(lower.result, [op.x], complex_ops.abs)
    return lower.elementwise(
        lower.result, [op.x], math.absf if dtypes.is_float(dtype) else math.absi
    )


@lowers(pd.Square, takes_complex=True)
def lower_square(lower: Lowering, op: pd.Square) -> Any:
    """``x * x``."""
    dtype = lower.result.dtype
    return lower.elementwise(lower.result, [op.x], lambda x: scalars.multiply(dtype, x, x))


@lowers(pd.Reciprocal, takes_complex=True)
def lower_reciprocal(lower: Lowering, op: pd.Reciprocal) -> Any:
    """``1 / x``."""
    dtype = lower.result.dtype
    return lower.elementwise(
        lower.result, [op.x], lambda x: scalars.divide(dtype, scalars.constant(dtype, 1), x)
    )


_BINARY = {
    pd.Add: scalars.add,
    pd.Subtract: scalars.subtract,
    pd.Multiply: scalars.multiply,
    pd.Divide: scalars.divide,
    pd.FloorDivide: scalars.floor_divide,
    pd.Remainder: scalars.remainder,
    pd.Maximum: scalars.maximum,
    pd.Minimum: scalars.minimum,
    pd.Fmax: scalars.maximum_number,
    pd.Fmin: scalars.minimum_number,
}


@lowers(pd.Add, pd.Subtract, pd.Multiply, pd.Divide, takes_complex=True)
@lowers(pd.FloorDivide, pd.Remainder, pd.Maximum, pd.Minimum, pd.Fmax, pd.Fmin)
def lower_binary(lower: Lowering, op: Any) -> Any:
    """A function of two operands that broadcast."""
    dtype = lower.result.dtype
    function: Any = _BINARY[type(op)]
    if dtype == "bool" and type(op) is pd.Add:
        function = lambda _, x, y: arith.ori(x, y)  # noqa: E731
    return lower.elementwise(lower.result, [op.x, op.y], lambda x, y: function(dtype, x, y))


@lowers(pd.ElementwisePow)
def lower_elementwise_pow(lower: Lowering, op: pd.ElementwisePow) -> Any:
    """``x ** y``."""
    dtype = lower.result.dtype
    wide = "float32" if dtype in ("float16", "bfloat16", "float32") else "float64"

    def power(x: Any, y: Any) -> Any:
        x, y = scalars.cast(dtype, wide, x), scalars.cast(dtype, wide, y)
        result = scalars.power(wide, x, y)
        if not dtypes.is_float(dtype):
            # Paddle rounds the power of the doubles (phi ElementwisePowFunctor).
            result = math.roundeven(result)
        return scalars.cast(wide, dtype, result)

    return lower.elementwise(lower.result, [op.x, op.y], power)


@lowers(pd.Pow)
def lower_pow(lower: Lowering, op: pd.Pow) -> Any:
    """``x ** y`` for a number ``y``; small whole powers are products."""
    dtype, exponent = lower.result.dtype, op.y
    if not dtypes.is_float(dtype):
        exponent = int(exponent)
        if exponent < 0:
            raise ValueError(f"integers have no power {exponent}")

    def power(x: Any) -> Any:
        if not dtypes.is_float(dtype) or exponent in range(MOST_FACTORS + 1):
            return whole_power(dtype, x, int(exponent))
        wide = "float64" if dtype == "float64" else "float32"
        wide_x = scalars.cast(dtype, wide, x)
        if exponent == 0.5:
            return scalars.cast(wide, dtype, math.sqrt(wide_x))
        result = scalars.power(wide, wide_x, scalars.constant(wide, exponent))
        return scalars.cast(wide, dtype, result)

    return lower.elementwise(lower.result, [op.x], power)


def whole_power(dtype: str, x: Any, exponent: int) -> Any:
    """``x ** exponent`` by squaring."""
    result, square = None, x
    while exponent > 0:
        if exponent % 2 == 1:
            result = square if result is None else scalars.multiply(dtype, result, square)
        exponent //= 2
        if exponent > 0:
            square = scalars.multiply(dtype, square, square)
    return scalars.constant(dtype, 1) if result is None else result


@lowers(pd.Scale, takes_complex=True)
def lower_scale(lower: Lowering, op: pd.Scale) -> Any:
    """``scale * x + bias`` or ``scale * (x + bias)``."""
    if op.scale_tensor is None and op.scale == 1.0 and op.bias == 0.0:
        # Paddle 2 ends every saved model with such ops.
        return lower[op.x]
    dtype = lower.result.dtype
    # Paddle computes narrow floats in f32 and integers in their own type (phi ScaleKernel).
    wide = dtypes.wide(dtype)
    factor_operand = [] if op.scale_tensor is None else [op.scale_tensor]

    def body(x: Any, *factors: Any) -> Any:
        x = scalars.cast(dtype, wide, x)
        factor = None
        if factors:
            factor = scalars.cast(lower.info(op.scale_tensor).dtype, wide, factors[0])
        elif op.scale != 1.0:
            factor = scalars.constant(wide, op.scale)
        bias = scalars.constant(wide, op.bias) if op.bias != 0.0 else None
        if bias is not None and not op.bias_after_scale:
            x = scalars.add(wide, x, bias)
        if factor is not None:
            x = scalars.multiply(wide, x, factor)
        if bias is not None and op.bias_after_scale:
            x = scalars.add(wide, x, bias)
        return scalars.cast(wide, dtype, x)

    return _with_scalars(lower, op.x, factor_operand, body)


@lowers(pd.Clip)
def lower_clip(lower: Lowering, op: pd.Clip) -> Any:
    """``min(max(x, min), max)``."""
    dtype = lower.result.dtype
    bounds = [bound for bound in (op.min_tensor, op.max_tensor) if bound is not None]

    def body(x: Any, *given: Any) -> Any:
        rest = list(given)
        low = rest.pop(0) if op.min_tensor is not None else None
        high = rest.pop(0) if op.max_tensor is not None else None
        if low is None and op.min != float("-inf"):
            low = scalars.constant(dtype, op.min)
        if high is None and op.max != float("inf"):
            high = scalars.constant(dtype, op.max)
        x = x if low is None else scalars.maximum(dtype, x, low)
        return x if high is None else scalars.minimum(dtype, x, high)

    return _with_scalars(lower, op.x, bounds, body)


def _with_scalars(lower: Lowering, x: Any, singles: list[Any], body: Callable[..., Any]) -> Any:
    """Element by element over ``x``, with the only element of each of ``singles``."""
    values = []
    for single in singles:
        at = [lower.index(0)] * lower.info(single).rank
        values.append(tensor.extract(lower[single], at))
    return lower.elementwise(lower.result, [x], lambda element: body(element, *values))


@lowers(pd.Cast, takes_complex=True)
def lower_cast(lower: Lowering, op: pd.Cast) -> Any:
    """Another dtype."""
    source, target = lower.info(op.x).dtype, lower.result.dtype
    if source == target:
        return lower[op.x]
    return lower.elementwise(lower.result, [op.x], lambda x: scalars.cast(source, target, x))


_COMPARISONS = {
    pd.Equal: "eq",
    pd.NotEqual: "ne",
    pd.LessThan: "lt",
    pd.LessEqual: "le",
    pd.GreaterThan: "gt",
    pd.GreaterEqual: "ge",
}


@lowers(pd.Equal, pd.NotEqual, takes_complex=True)
@lowers(pd.LessThan, pd.LessEqual, pd.GreaterThan, pd.GreaterEqual)
def lower_comparison(lower: Lowering, op: Any) -> Any:
    """A comparison of two operands that broadcast."""
    dtype, predicate = lower.info(op.x).dtype, _COMPARISONS[type(op)]
    return lower.elementwise(
        lower.result, [op.x, op.y], lambda x, y: scalars.compare(dtype, predicate, x, y)
    )


@lowers(pd.LogicalAnd, pd.LogicalOr)
def lower_logical(lower: Lowering, op: Any) -> Any:
    """``and`` or ``or`` of two operands' truth."""
    dtype = lower.info(op.x).dtype
    function = arith.andi if isinstance(op, pd.LogicalAnd) else arith.ori
    return lower.elementwise(
        lower.result,
        [op.x, op.y],
        lambda x, y: function(scalars.truth(dtype, x), scalars.truth(dtype, y)),
    )


@lowers(pd.LogicalNot)
def lower_logical_not(lower: Lowering, op: pd.LogicalNot) -> Any:
    """``not x``."""
    dtype = lower.info(op.x).dtype
    return lower.elementwise(
        lower.result,
        [op.x],
        lambda x: arith.xori(scalars.truth(dtype, x), scalars.constant("bool", 1)),
    )


@lowers(pd.Where, takes_complex=True)
def lower_where(lower: Lowering, op: pd.Where) -> Any:
    """A choice element by element."""
    return lower.elementwise(lower.result, [op.condition, op.x, op.y], arith.select)
