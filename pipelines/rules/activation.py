"""Rules that find activation functions in arithmetic.

A fused op is one loop over its operand, exact where the parts overflow (``log(1 + exp(x))``).
"""

from __future__ import annotations

import math
from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.rewriting import Match, maker, rule, splat
from paddle_mlir.pipelines.rules.bounds import bounds
from paddle_mlir.pipelines.rules.expressions import (
    Linear,
    close,
    deepest,
    find_factor,
    linear_of,
    linear_step,
    multiple_of,
    number_beside,
    polynomial,
    require_float,
    sides,
)

WRITTEN_BY_HAND = 1e-5
"""Relative error of constants such as 0.7071068 in people's code."""


@rule(pd.Multiply, paddle="silu_fuse_pass")
def silu(op: pd.Multiply, match: Match) -> Any:
    """``x * sigmoid(x) = silu(x)``."""
    for x, gate in sides(op):
        sigmoid = maker(gate)
        if isinstance(sigmoid, pd.Sigmoid) and sigmoid.x == x:
            match.only_use(sigmoid)
            return match.emit(pd.Silu, x)
    return match.fail()


@rule(pd.Multiply, paddle="silu_fuse_pass")
def swish(op: pd.Multiply, match: Match) -> Any:
    """``x * sigmoid(beta * x) = swish(x)``."""
    gates = [(x, maker(gate)) for x, gate in sides(op) if isinstance(maker(gate), pd.Sigmoid)]
    for x, sigmoid in gates:
        beta = multiple_of(sigmoid.x, x)
        if beta is not None and beta != 1.0:
            match.only_use(sigmoid)
            return match.emit(pd.Swish, x, beta=beta)
    return match.fail("the sigmoid is of another value" if gates else None)


@rule(pd.Swish)
def silu_of_swish(op: pd.Swish, match: Match) -> Any:
    """``swish(x) = silu(x)`` where beta is 1."""
    match.require(op.beta == 1.0, "beta is not 1")
    return match.emit(pd.Silu, op.x)


def logistic_denominator(match: Match, value: Any) -> Linear:
    """``b * x`` of ``value = 1 + exp(-b * x)`` with positive b."""
    found = linear_of(value, pd.Exp)
    if found is None:
        match.fail()
    exp, form = found
    match.require(form.is_close(1.0, 1.0), "it does not add 1 to the exponential")
    step = linear_step(exp.x)
    match.require(
        step is not None and step.factor < 0.0 and step.summand == 0.0,
        "the exponent is not negated",
    )
    match.only_use(exp)
    require_float(match, exp.x)
    assert step is not None
    return Linear(step.value, -step.factor)


@rule(pd.Divide, pd.Reciprocal)
def sigmoid_of_exponential(op: Any, match: Match) -> Any:
    """``1 / (1 + exp(-x)) = sigmoid(x)``."""
    denominator = op.x
    if isinstance(op, pd.Divide):
        denominator = op.y
        numerator = number_beside(op.x, op.y)
        if numerator is None:
            match.fail()
        match.require(numerator == 1.0, "the numerator is not 1")
    x = logistic_denominator(match, denominator)
    operand = x.value if x.factor == 1.0 else match.emit(pd.Scale, x.value, scale=x.factor)
    return match.emit(pd.Sigmoid, operand)


@rule(pd.Divide)
def swish_of_division(op: pd.Divide, match: Match) -> Any:
    """``x / (1 + exp(-beta * x)) = swish(x)``."""
    x = logistic_denominator(match, op.y)
    match.require(x.value == op.x, "the numerator is not the exponent's operand")
    return match.emit(pd.Swish, op.x, beta=x.factor)


@rule(pd.Clip)
def hardsigmoid_of_bounds(op: pd.Clip, match: Match) -> Any:
    """``min(max(a * x + b, 0), 1) = hardsigmoid(x)``."""
    found = bounds(op.results[0])
    if found is None:
        match.fail()
    x, low, high = found
    form = deepest(x)
    if form.value == x:
        match.fail()
    match.require(low == 0.0 and high == 1.0, "the bounds are not 0 and 1")
    require_float(match, x)
    return match.emit(pd.Hardsigmoid, form.value, slope=form.factor, offset=form.summand)


@rule(pd.Scale, pd.Multiply, pd.Divide)
def hardsigmoid_of_relu6(op: Any, match: Match) -> Any:
    """``relu6(x + 3) / 6 = hardsigmoid(x)``."""
    step = linear_step(op.results[0])
    found = None if step is None else bounds(step.value)
    if step is None or found is None:
        match.fail()
    x, low, high = found
    match.require(low == 0.0 and 0.0 < high < math.inf, "the bounds are not 0 and a number")
    match.require(step.is_close(1.0 / high, 0.0), "the upper bound does not become 1")
    match.only_use(maker(step.value))
    require_float(match, x)
    form = deepest(x)
    slope, offset = form.factor * step.factor, form.summand * step.factor
    return match.emit(pd.Hardsigmoid, form.value, slope=slope, offset=offset)


def emit_hardswish(
    match: Match, x: Any, outer: float, slope: float, offset: float, high: float
) -> Any:
    """``outer * x * min(max(slope * x + offset, 0), high)`` as one op."""
    match.require(slope > 0.0, "the slope is not positive")
    match.require(outer != 0.0, "the factor is 0")
    # Paddle's own numbers, which float32 slopes such as 0.1666667 miss in the last digit.
    threshold, shift, scale = (
        next((known for known in (6.0, 3.0) if close(number, known)), number)
        for number in (high / slope, offset / slope, 1.0 / (outer * slope))
    )
    return match.emit(pd.Hardswish, x, threshold=threshold, offset=shift, scale=scale)


@rule(pd.Multiply)
def hardswish_of_hardsigmoid(op: pd.Multiply, match: Match) -> Any:
    """``x * hardsigmoid(x) = hardswish(x)``."""
    for own, gate in sides(op):
        hardsigmoid = maker(gate)
        if isinstance(hardsigmoid, pd.Hardsigmoid):
            outer = multiple_of(own, hardsigmoid.x)
            if outer is None:
                continue
            match.only_use(hardsigmoid)
            slope, offset = hardsigmoid.slope, hardsigmoid.offset
            return emit_hardswish(match, hardsigmoid.x, outer, slope, offset, 1.0)
    return match.fail()


@rule(pd.Multiply)
def hardswish_of_bounds(op: pd.Multiply, match: Match) -> Any:
    """``x * min(max(x + a, 0), b) = hardswish(x)``, with scale 1."""
    for own, gate in sides(op):
        found = bounds(gate)
        step = None if found is None else linear_step(found[0])
        if found is None or step is None:
            continue
        outer = multiple_of(own, step.value)
        if outer is None:
            continue
        _, low, high = found
        match.require(low == 0.0 and high < math.inf, "the bounds are not 0 and a number")
        match.only_use(maker(gate))
        require_float(match, own)
        return emit_hardswish(match, step.value, outer, step.factor, step.summand, high)
    return match.fail()


@rule(pd.Scale, pd.Multiply, pd.Divide)
def factor_into_hardswish(op: Any, match: Match) -> Any:
    """``a * hardswish(x) = hardswish(x)`` with its scale divided by a."""
    step = linear_step(op.results[0])
    hardswish = None if step is None else maker(step.value)
    if step is None or not isinstance(hardswish, pd.Hardswish):
        match.fail()
    match.require(step.summand == 0.0, "a number is added")
    match.require(step.factor != 0.0, "the factor is 0")
    match.only_use(hardswish)
    return match.emit(
        pd.Hardswish,
        hardswish.x,
        threshold=hardswish.threshold,
        offset=hardswish.offset,
        scale=hardswish.scale / step.factor,
    )


def gelu_factors(match: Match, op: Any, inner: type) -> tuple[Any, Any]:
    """The erf or tanh op f and x of ``op = x * (1 + f) / 2``."""

    def one_plus(value: Any) -> Any:
        found = linear_of(value, inner)
        return found if found is not None and found[1].summand != 0.0 else None

    product = find_factor(op.results[0], one_plus)
    if product is None:
        match.fail()
    (function, form), number, others = product
    if len(others) != 1:
        match.fail()
    match.require(close(form.factor, form.summand), f"it does not add 1 to pd.{function.spec.name}")
    # x may carry the half: try each multiple of it that the function's operand is made of.
    other = others[0]
    x = other
    for _ in range(4):
        if close(number * form.factor, 0.5):
            break
        step = linear_step(x)
        match.require(step is not None and step.summand == 0.0, "the factor is not 1/2")
        assert step is not None
        x, number = step.value, number * step.factor
    match.require(close(number * form.factor, 0.5), "the factor is not 1/2")
    match.only_use(function)
    require_float(match, x)
    return function, x


@rule(pd.Multiply, pd.Scale, pd.Divide)
def gelu_of_erf(op: Any, match: Match) -> Any:
    """``x * (1 + erf(x / sqrt(2))) / 2 = gelu(x)``."""
    erf, x = gelu_factors(match, op, pd.Erf)
    factor = multiple_of(erf.x, x)
    match.require(
        factor is not None and close(factor, math.sqrt(0.5), WRITTEN_BY_HAND),
        "erf's operand is not x / sqrt(2)",
    )
    return match.emit(pd.Gelu, x)


@rule(pd.Multiply, pd.Scale, pd.Divide)
def gelu_of_tanh(op: Any, match: Match) -> Any:
    """``x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))) / 2 = gelu(x)``, the tanh form."""
    tanh, x = gelu_factors(match, op, pd.Tanh)
    wanted = (0.0, math.sqrt(2.0 / math.pi), 0.0, math.sqrt(2.0 / math.pi) * 0.044715)
    terms = polynomial(tanh.x, x)
    match.require(
        terms is not None
        and all(close(a, b, WRITTEN_BY_HAND) for a, b in zip(terms, wanted, strict=True)),
        "tanh's operand is not gelu's polynomial",
    )
    return match.emit(pd.Gelu, x, approximate=True)


@rule(pd.Log)
def softplus_of_logarithm(op: pd.Log, match: Match) -> Any:
    """``log(1 + exp(x)) = softplus(x)``, which does not overflow."""
    found = linear_of(op.x, pd.Exp)
    if found is None:
        match.fail()
    exp, form = found
    match.require(form.is_close(1.0, 1.0), "it does not add 1 to the exponential")
    match.only_use(exp)
    require_float(match, exp.x)
    # Above it the logarithm is x to the last digit.
    threshold = 40.0 if match.info(exp.x).dtype == "float64" else 20.0
    return match.emit(pd.Softplus, exp.x, threshold=threshold)


@rule(pd.Scale, pd.Multiply, pd.Divide)
def softplus_with_beta(op: Any, match: Match) -> Any:
    """``softplus(beta * x) / beta = softplus(x)`` with beta."""
    outer = linear_step(op.results[0])
    softplus = None if outer is None else maker(outer.value)
    if outer is None or not isinstance(softplus, pd.Softplus):
        match.fail()
    inner = linear_step(softplus.x)
    match.require(
        inner is not None and inner.summand == 0.0 and inner.factor > 0.0,
        "the operand is not a positive multiple",
    )
    assert inner is not None
    match.require(
        outer.summand == 0.0 and close(outer.factor * inner.factor, 1.0),
        "the factors within and without do not cancel",
    )
    match.only_use(softplus)
    beta = inner.factor * softplus.beta
    return match.emit(pd.Softplus, inner.value, beta=beta, threshold=softplus.threshold)


@rule(pd.Multiply)
def mish(op: pd.Multiply, match: Match) -> Any:
    """``x * tanh(softplus(x)) = mish(x)``."""
    for x, gate in sides(op):
        tanh = maker(gate)
        softplus = maker(tanh.x) if isinstance(tanh, pd.Tanh) else None
        if isinstance(softplus, pd.Softplus) and softplus.x == x:
            match.require(softplus.beta == 1.0, "softplus's beta is not 1")
            match.only_use(tanh, softplus)
            return match.emit(pd.Mish, x, threshold=softplus.threshold)
    return match.fail()


@rule(pd.Divide)
def tanh_of_exponentials(op: pd.Divide, match: Match) -> Any:
    """``(exp(x) - exp(-x)) / (exp(x) + exp(-x)) = tanh(x)``."""
    difference = match.producer(op.x, pd.Subtract)
    total = match.producer(op.y, pd.Add)
    rising = match.producer(difference.x, pd.Exp)
    falling = match.producer(difference.y, pd.Exp)
    arguments = {maker(side).x for side in (total.x, total.y) if isinstance(maker(side), pd.Exp)}
    match.require(arguments == {rising.x, falling.x}, "the sum is of other exponentials")
    match.require(multiple_of(falling.x, rising.x) == -1.0, "the exponents are not x and -x")
    require_float(match, rising.x)
    return match.emit(pd.Tanh, rising.x)


@rule(pd.Scale, pd.Add, pd.Subtract)
def tanh_of_sigmoid(op: Any, match: Match) -> Any:
    """``2 * sigmoid(2 * x) - 1 = tanh(x)``."""
    found = linear_of(op.results[0], pd.Sigmoid)
    if found is None:
        match.fail()
    sigmoid, form = found
    step = linear_step(sigmoid.x)
    match.require(form.is_close(2.0, -1.0), "it is not 2 * sigmoid - 1")
    match.require(step is not None and step.is_close(2.0, 0.0), "sigmoid's operand is not 2 * x")
    match.only_use(sigmoid)
    assert step is not None
    return match.emit(pd.Tanh, step.value)


@rule(pd.Maximum)
def leaky_relu_of_maximum(op: pd.Maximum, match: Match) -> Any:
    """``max(x, a * x) = leaky_relu(x)`` for a up to 1."""
    for x, other in sides(op):
        slope = multiple_of(other, x)
        if slope is not None:
            match.require(slope <= 1.0, "the slope is above 1")
            require_float(match, x)
            return match.emit(pd.LeakyRelu, x, negative_slope=slope)
    return match.fail()


@rule(pd.Add, pd.Subtract)
def leaky_relu_of_relus(op: Any, match: Match) -> Any:
    """``relu(x) - a * relu(-x) = leaky_relu(x)``."""
    sign = -1.0 if isinstance(op, pd.Subtract) else 1.0
    for first, second in sides(op)[: 1 if sign < 0.0 else 2]:
        right = maker(first)
        found = linear_of(second, pd.Relu)
        if not isinstance(right, pd.Relu) or found is None or found[1].summand != 0.0:
            continue
        left, form = found
        match.require(multiple_of(left.x, right.x) == -1.0, "the operands are not x and -x")
        match.only_use(left, right)
        require_float(match, right.x)
        return match.emit(pd.LeakyRelu, right.x, negative_slope=-sign * form.factor)
    return match.fail()


def where_positive(match: Match, op: pd.Where) -> tuple[Any, Any]:
    """x and y of ``where(x > 0, x, y)``, in any of its spellings."""
    test = match.producer(op.condition, pd.GreaterThan, pd.GreaterEqual, pd.LessThan, pd.LessEqual)
    above = isinstance(test, pd.GreaterThan | pd.GreaterEqual)
    if number_beside(test.y, test.x) == 0.0:
        x = test.x
    elif number_beside(test.x, test.y) == 0.0:
        x, above = test.y, not above
    else:
        match.fail("it does not compare with 0")
    kept, other = (op.x, op.y) if above else (op.y, op.x)
    match.require(kept == x, "it does not give x where x is positive")
    require_float(match, x)
    return x, other


@rule(pd.Where)
def relu_of_where(op: pd.Where, match: Match) -> Any:
    """``where(x > 0, x, 0) = relu(x)``."""
    x, other = where_positive(match, op)
    if splat(other) is None:
        match.fail()
    match.require(number_beside(other, x) == 0.0, "the other value is not 0")
    return match.emit(pd.Relu, x)


@rule(pd.Where)
def leaky_relu_of_where(op: pd.Where, match: Match) -> Any:
    """``where(x > 0, x, a * x) = leaky_relu(x)``."""
    x, other = where_positive(match, op)
    slope = multiple_of(other, x)
    if slope is None:
        match.fail()
    return match.emit(pd.LeakyRelu, x, negative_slope=slope)


@rule(pd.Where)
def elu_of_where(op: pd.Where, match: Match) -> Any:
    """``where(x > 0, x, a * (exp(x) - 1)) = elu(x)``."""
    x, other = where_positive(match, op)
    found = linear_of(other, pd.Exp)
    if found is None:
        match.fail()
    exp, form = found
    match.require(exp.x == x, "the exponent is not x")
    match.require(close(form.summand, -form.factor), "it does not subtract 1")
    return match.emit(pd.Elu, x, alpha=form.factor)


ACTIVATIONS = (
    silu,
    swish,
    silu_of_swish,
    sigmoid_of_exponential,
    swish_of_division,
    hardsigmoid_of_bounds,
    hardsigmoid_of_relu6,
    hardswish_of_hardsigmoid,
    hardswish_of_bounds,
    factor_into_hardswish,
    gelu_of_erf,
    gelu_of_tanh,
    softplus_of_logarithm,
    softplus_with_beta,
    mish,
    tanh_of_exponentials,
    tanh_of_sigmoid,
    leaky_relu_of_maximum,
    leaky_relu_of_relus,
    relu_of_where,
    leaky_relu_of_where,
    elu_of_where,
)
