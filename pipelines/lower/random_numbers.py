"""Lowering of random numbers; the generator is in random_bits."""

from collections.abc import Callable
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math, scf

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, lowered_element_type, lowers
from paddle_mlir.pipelines.lower.random_bits import (
    Draw,
    draws,
    normal,
    unit,
    unit_above_zero,
    unit_double,
    word,
)


@lowers(pd.Uniform)
def lower_uniform(lower: Lowering, op: pd.Uniform) -> Any:
    """24 random bits, 53 for f64."""
    result = lower.result
    wide = "float64" if result.dtype == "float64" else "float32"
    span, low = scalars.constant(wide, op.max - op.min), scalars.constant(wide, op.min)
    draw = draws(lower, result, op)

    def body() -> Any:
        first, second = draw()(word(0))
        part = unit_double(first, second) if wide == "float64" else unit(first)
        return scalars.cast(wide, result.dtype, arith.addf(arith.mulf(part, span), low))

    return lower.generic(result, [], body)


@lowers(pd.Gaussian)
def lower_gaussian(lower: Lowering, op: pd.Gaussian) -> Any:
    """Two draws of 24 bits, in f32."""
    result = lower.result
    mean, std = (scalars.constant("float32", number) for number in (op.mean, op.std))
    draw = draws(lower, result, op)

    def body() -> Any:
        number = arith.addf(arith.mulf(normal(draw()(word(0))), std), mean)
        return scalars.cast("float32", result.dtype, number)

    return lower.generic(result, [], body)


@lowers(pd.Randint)
def lower_randint(lower: Lowering, op: pd.Randint) -> Any:
    """32 random bits as a fraction of the range."""
    result = lower.result
    span, low, bits = (
        scalars.constant("int64", number) for number in (op.high - op.low, op.low, 32)
    )
    draw = draws(lower, result, op)

    def body() -> Any:
        whole = arith.extui(lowered_element_type("int64"), draw()(word(0))[0])
        number = arith.addi(arith.shrui(arith.muli(whole, span), bits), low)
        return scalars.cast("int64", result.dtype, number)

    return lower.generic(result, [], body)


def repeat_while(
    start: list[Any],
    goes_on: Callable[..., Any],
    step: Callable[..., list[Any]],
) -> list[Any]:
    """A loop over scalars: ``step`` of the values as long as ``goes_on`` of them."""
    types = [value.type for value in start]
    loop = scf.WhileOp(types, start)
    before = loop.regions[0].blocks.append(*types)
    with ir.InsertionPoint(before):
        scf.ConditionOp(goes_on(*before.arguments), list(before.arguments))
    after = loop.regions[1].blocks.append(*types)
    with ir.InsertionPoint(after):
        scf.YieldOp(step(*after.arguments))
    return list(loop.results)


@lowers(pd.Poisson)
def lower_poisson(lower: Lowering, op: pd.Poisson) -> Any:
    """How many waiting times fit in ``x``: sums of ``-log(u)``."""
    result = lower.result
    draw = draws(lower, result, op)

    def body(x: Any) -> Any:
        expected, own = scalars.cast(result.dtype, "float32", x), draw()

        def wait(number: Any, time: Any) -> list[Any]:
            passed = math.log(unit_above_zero(own(number)[0]))
            return [arith.addi(number, word(1)), arith.subf(time, passed)]

        def is_before(_: Any, time: Any) -> Any:
            return scalars.compare("float32", "lt", time, expected)

        start = [word(0), scalars.constant("float32", 0.0)]
        # The last waiting time is the one that did not fit.
        count, _ = repeat_while(start, is_before, wait)
        count = arith.maxsi(arith.subi(count, word(1)), word(0))
        return scalars.cast("int32", result.dtype, count)

    return lower.elementwise(result, [op.x], body)


@lowers(pd.Binomial)
def lower_binomial(lower: Lowering, op: pd.Binomial) -> Any:
    """Trials counted one by one."""
    result = lower.result
    dtypes = [lower.info(operand).dtype for operand in (op.count, op.prob)]
    draw = draws(lower, result, op)

    def body(count: Any, prob: Any) -> Any:
        trials = scalars.cast(dtypes[0], "int32", count)
        chance, own = scalars.cast(dtypes[1], "float32", prob), draw()

        def attempt(number: Any, hits: Any) -> list[Any]:
            success = scalars.compare("float32", "lt", unit(own(number)[0]), chance)
            hit = scalars.cast("bool", "int32", success)
            return [arith.addi(number, word(1)), arith.addi(hits, hit)]

        def are_left(number: Any, _: Any) -> Any:
            return arith.cmpi(arith.CmpIPredicate.slt, number, trials)

        _, hits = repeat_while([word(0), word(0)], are_left, attempt)
        return scalars.cast("int32", "int64", hits)

    return lower.elementwise(result, [op.count, op.prob], body)


@lowers(pd.StandardGamma)
def lower_standard_gamma(lower: Lowering, op: pd.StandardGamma) -> Any:
    """Marsaglia and Tsang's rejection, 2000; shapes below 1 through those one larger."""
    result = lower.result
    draw = draws(lower, result, op)

    def body(x: Any) -> Any:
        shape = scalars.cast(result.dtype, "float32", x)
        return scalars.cast("float32", result.dtype, _gamma(shape, draw()))

    return lower.elementwise(result, [op.x], body)


def _gamma(shape: Any, draw: Draw) -> Any:
    def number(value: float) -> Any:
        return scalars.constant("float32", value)

    is_small = scalars.compare("float32", "lt", shape, number(1.0))
    large = arith.select(is_small, arith.addf(shape, number(1.0)), shape)
    d = arith.subf(large, number(1.0 / 3.0))
    c = arith.divf(number(1.0), math.sqrt(arith.mulf(d, number(9.0))))

    def is_rejected(_: Any, cube: Any) -> Any:
        return scalars.compare("float32", "le", cube, number(0.0))

    def attempt(at: Any, _: Any) -> list[Any]:
        deviate = normal(draw(at))
        root = arith.addf(arith.mulf(c, deviate), number(1.0))
        cube = arith.mulf(arith.mulf(root, root), root)
        log_cube = math.log(arith.maximumf(cube, number(1e-30)))
        bound = arith.addf(
            arith.mulf(arith.mulf(deviate, deviate), number(0.5)),
            arith.mulf(d, arith.addf(arith.subf(number(1.0), cube), log_cube)),
        )
        luck = math.log(unit_above_zero(draw(arith.addi(at, word(1)))[0]))
        accepted = scalars.compare("float32", "lt", luck, bound)
        return [arith.addi(at, word(2)), arith.select(accepted, cube, number(0.0))]

    # Draw 0 is for shapes below 1. A shape that is no positive number is never rejected.
    valid = scalars.compare("float32", "gt", shape, number(0.0))
    start = arith.select(valid, number(0.0), number(float("nan")))
    _, cube = repeat_while([word(1), start], is_rejected, attempt)
    value = arith.mulf(d, cube)
    root = math.powf(unit_above_zero(draw(word(0))[0]), arith.divf(number(1.0), shape))
    return arith.select(is_small, arith.mulf(value, root), value)
