"""Rules that remove ops which change nothing, and merge neighbours of one kind."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.reduction import reduced_axes
from paddle_mlir.pipelines.rewriting import Match, rule, splat
from paddle_mlir.pipelines.rules.ranges import Part, Range, cut, part_of
from paddle_mlir.pipelines.rules.reshaping import RESHAPES, expand_to, reshape_to

MANTISSA_BITS = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}
"""Whole numbers of so many bits are exact."""
ROUNDING_BITS = 8
"""A summand that leaves a float fewer bits than these for what it is added to rounds it away."""
SMALLEST_NUMBER, LARGEST_NUMBER = 1e-37, 1e38
"""Factors between these are normal numbers of float32, in which narrower floats are scaled."""
LARGEST_INTEGER = 2.0**31


@rule(pd.Assign, paddle="identity_op_clean_pass, simplify_with_basic_ops_pass")
def remove_assign(op: pd.Assign, match: Match) -> Any:
    """``assign(x) = x``."""
    del match
    return op.x


@rule(pd.Dropout, paddle="delete_dropout_op_pass, simplify_with_basic_ops_pass")
def remove_dropout(op: pd.Dropout, match: Match) -> Any:
    """``dropout(x) = x`` where training made up for what it dropped."""
    match.require(op.mode == "upscale_in_train" or op.p == 0.0, "the mode is downgrade_in_infer")
    return op.x


@rule(pd.Scale, paddle="identity_op_clean_pass, identity_scale_op_clean_pass")
def remove_neutral_scale(op: pd.Scale, match: Match) -> Any:
    """``1 * x + 0 = x``."""
    if op.scale != 1.0 or op.bias != 0.0:
        match.fail()
    match.require(op.scale_tensor is None, "the factor is a tensor")
    return op.x


@rule(pd.Cast, paddle="identity_op_clean_pass, delete_cast_op_pass")
def remove_neutral_cast(op: pd.Cast, match: Match) -> Any:
    """``cast(x) = x`` to the dtype that x has."""
    if match.info(op.x).dtype != op.dtype:
        match.fail()
    return op.x


@rule(*RESHAPES, paddle="identity_op_clean_pass")
def remove_neutral_reshape(op: Any, match: Match) -> Any:
    """``reshape(x) = x`` to the shape that x has; also flatten and squeeze."""
    match.require_same_sizes(op.x, op.result)
    return op.x


@rule(pd.Transpose, paddle="remove_redundant_transpose_pass")
def remove_neutral_transpose(op: pd.Transpose, match: Match) -> Any:
    """``transpose(x) = x`` with the axes in their order."""
    info = match.info(op.x)
    if info.axes(op.perm) != tuple(range(info.rank)):
        match.fail()
    return op.x


@rule(pd.Expand, pd.Tile, paddle="identity_op_clean_pass")
def remove_neutral_expand(op: Any, match: Match) -> Any:
    """``expand(x) = x`` to the shape that x has; also tile."""
    match.require_same_sizes(op.x, op.result)
    return op.x


@rule(pd.Slice, pd.Split)
def remove_neutral_slice(op: Any, match: Match) -> Any:
    """``x[:] = x``; also split into one part."""
    x = op.operands[0]
    match.require_same_sizes(x, op.result)
    return x


@rule(pd.Concat, pd.Stack, paddle="identity_op_clean_pass")
def remove_single_concat(op: Any, match: Match) -> Any:
    """``concat([x]) = x``, ``stack([x]) = unsqueeze(x)``."""
    if len(op.x) != 1:
        match.fail()
    if isinstance(op, pd.Stack):
        return match.emit(pd.Unsqueeze, op.x[0], axis=(op.axis,))
    return op.x[0]


@rule(pd.Concat)
def remove_empty_parts(op: pd.Concat, match: Match) -> Any:
    """``concat([x, y]) = concat([x])`` where y has no elements."""
    axis = match.info(op.result).axis(op.axis)
    kept = [x for x in op.x if match.info(x).dims[axis] != 0]
    if len(kept) in (0, len(op.x)):
        match.fail()
    return match.emit(pd.Concat, kept, axis=op.axis)


@rule(pd.Add, pd.Subtract, paddle="identity_op_clean_pass")
def remove_zero_summand(op: Any, match: Match) -> Any:
    """``x + 0 = x``, ``x - 0 = x``."""
    sides = [(op.x, op.y), (op.y, op.x)] if isinstance(op, pd.Add) else [(op.x, op.y)]
    x = next((x for x, number in sides if splat(number) == 0.0), None)
    if x is None:
        match.fail()
    match.require_same_sizes(x, op.result)
    return x


@rule(pd.Multiply, pd.Divide, paddle="identity_op_clean_pass")
def remove_unit_factor(op: Any, match: Match) -> Any:
    """``x * 1 = x``, ``x / 1 = x``."""
    sides = [(op.x, op.y), (op.y, op.x)] if isinstance(op, pd.Multiply) else [(op.x, op.y)]
    x = next((x for x, number in sides if splat(number) == 1.0), None)
    if x is None:
        match.fail()
    match.require_same_sizes(x, op.result)
    return x


@rule(pd.Pow, pd.ElementwisePow)
def remove_unit_power(op: Any, match: Match) -> Any:
    """``x ** 1 = x``."""
    if (op.y if isinstance(op, pd.Pow) else splat(op.y)) != 1.0:
        match.fail()
    match.require_same_sizes(op.x, op.result)
    return op.x


@rule(pd.Maximum, pd.Minimum, pd.LogicalAnd, pd.LogicalOr)
def remove_equal_operands(op: Any, match: Match) -> Any:
    """``max(x, x) = x``; also min, and, or."""
    if op.x != op.y:
        match.fail()
    is_kept = match.info(op.x).dtype == match.info(op.result).dtype
    match.require(is_kept, "the result is bool and the operand is not")
    return op.x


@rule(pd.Where)
def remove_idle_where(op: pd.Where, match: Match) -> Any:
    """``where(c, x, x) = x``, ``where(true, x, y) = x``, ``where(false, x, y) = y``."""
    condition = splat(op.condition)
    if op.x != op.y and condition is None:
        match.fail()
    chosen = op.y if condition == 0.0 else op.x
    match.require_same_sizes(chosen, op.result)
    return chosen


@rule(pd.LogicalNot)
def remove_double_not(op: pd.LogicalNot, match: Match) -> Any:
    """``not not x = x``."""
    inner = match.producer(op.x, pd.LogicalNot)
    match.require(match.info(inner.x).dtype == "bool", "the operand is not bool")
    return inner.x


@rule(pd.Floor, pd.Ceil)
def remove_idle_rounding(op: Any, match: Match) -> Any:
    """``floor(x) = x`` where x is whole: rounded already, or cast from integers; also ceil."""
    if not dtypes.is_float(match.info(op.x).dtype):
        return op.x
    made = match.producer(op.x, pd.Floor, pd.Ceil, pd.Cast)
    if isinstance(made, pd.Cast):
        dtype = match.info(made.x).dtype
        match.require(not dtypes.is_float(dtype), f"it is cast from {dtype}")
    return op.x


@rule(pd.Abs)
def remove_idle_abs(op: pd.Abs, match: Match) -> Any:
    """``|x| = x`` where x is not negative."""
    made = match.producer(
        op.x, pd.Abs, pd.Exp, pd.Sqrt, pd.Square, pd.Relu, pd.Relu6, pd.Sigmoid, pd.Softmax
    )
    is_exact = not isinstance(made, pd.Abs | pd.Square) or dtypes.is_float(match.info(op.x).dtype)
    match.require(is_exact, "integers overflow")
    return op.x


@rule(pd.Sum, pd.Mean, pd.Max, pd.Min)
def remove_idle_reduction(op: Any, match: Match) -> Any:
    """``sum(x) = reshape(x)`` over axes of size 1; also mean, max, min."""
    info, result = match.info(op.x), match.info(op.result)
    axes = reduced_axes(info, op.axis)
    if any(info.dims[axis] != 1 for axis in axes):
        match.fail()
    match.require(info.dtype == result.dtype, f"the sum of {info.dtype} is {result.dtype}")
    if op.keepdim or not axes:
        return op.x
    return match.emit(pd.Reshape, op.x, shape=reshape_to(match, op.x, op.result))


@rule(pd.Pool2d)
def remove_idle_pool(op: pd.Pool2d, match: Match) -> Any:
    """``pool(x) = x`` over windows of one element."""
    if op.kernel_size != (1, 1) and not op.adaptive and not op.global_pooling:
        match.fail()
    match.require_same_sizes(op.x, op.result)
    is_whole = op.adaptive or op.global_pooling or op.strides == (1, 1)
    match.require(is_whole, f"the window moves by {list(op.strides)}")
    return op.x


@rule(pd.Transpose, paddle="remove_redundant_transpose_pass, simplify_with_basic_ops_pass")
def merge_transposes(op: pd.Transpose, match: Match) -> Any:
    """``transpose(transpose(x, p), q) = transpose(x, p[q])``, and x where they cancel."""
    inner = match.producer(op.x, pd.Transpose)
    info = match.info(inner.x)
    first, second = info.axes(inner.perm), info.axes(op.perm)
    perm = tuple(first[axis] for axis in second)
    if perm == tuple(range(info.rank)):
        return inner.x
    return match.emit(pd.Transpose, inner.x, perm=perm)


@rule(*RESHAPES)
def merge_reshapes(op: Any, match: Match) -> Any:
    """``reshape(reshape(x)) = reshape(x)``; also flatten, squeeze, unsqueeze."""
    inner = match.producer(op.x, *RESHAPES)
    if match.same_sizes(inner.x, op.result):
        return inner.x
    return match.emit(pd.Reshape, inner.x, shape=reshape_to(match, inner.x, op.result))


@rule(pd.Cast)
def merge_casts(op: pd.Cast, match: Match) -> Any:
    """``cast(cast(x)) = cast(x)`` where the inner one loses nothing."""
    inner = match.producer(op.x, pd.Cast)
    source, middle, target = match.info(inner.x).dtype, inner.dtype, op.dtype
    match.require(holds(middle, source), f"{middle} does not hold every {source}")
    # Floats become integers otherwise than wider integers do when they overflow.
    is_detour = dtypes.is_integer(source) and dtypes.is_float(middle)
    is_same = not (is_detour and dtypes.is_integer(target)) or holds(target, source)
    match.require(is_same, f"{target} does not hold every {source}")
    return inner.x if source == target else match.emit(pd.Cast, inner.x, dtype=target)


def holds(target: str, source: str) -> bool:
    """True when dtype ``target`` has every value of ``source``."""
    if source in (target, "bool"):
        return True
    if "bool" in (source, target) or dtypes.is_complex(source) or dtypes.is_complex(target):
        return False
    if dtypes.is_float(source):
        is_narrow = source in ("float16", "bfloat16")
        return target == "float64" or (target == "float32" and is_narrow)
    bits = 8 * dtypes.BY_NAME[source].bytes - (source != "uint8")
    if dtypes.is_float(target):
        # The smallest of two's complement is a power of two, which needs no further bit.
        return bits <= MANTISSA_BITS[target]
    return target != "uint8" and bits < 8 * dtypes.BY_NAME[target].bytes


@rule(pd.Scale, paddle="simplify_with_basic_ops_pass")
def merge_scales(op: pd.Scale, match: Match) -> Any:
    """``(x * a + b) * c + d = x * ac + (bc + d)``."""
    inner = match.producer(op.x, pd.Scale)
    match.require(op.scale_tensor is None and inner.scale_tensor is None, "a factor is a tensor")
    dtype = match.info(op.x).dtype
    a, b = factor_and_summand(inner)
    c, d = factor_and_summand(op)
    factor, summand = a * c, b * c + d
    if dtypes.is_float(dtype):
        limit = 2.0 ** (MANTISSA_BITS[dtype] - ROUNDING_BITS)
        match.require(abs(b) <= abs(a) * limit, f"the summand {b} rounds the product")
        is_kept = 0.0 in (a, c) or SMALLEST_NUMBER <= abs(factor) <= LARGEST_NUMBER
        is_kept = is_kept and abs(summand) <= LARGEST_NUMBER
        match.require(is_kept, f"the product {factor} or the sum {summand} overflows")
    else:
        numbers = (a, b, c, d, factor, summand)
        is_whole = all(abs(number) < LARGEST_INTEGER and number % 1 == 0 for number in numbers)
        match.require(is_whole, "integers are scaled by fractions or large numbers")
    return match.emit(pd.Scale, inner.x, scale=factor, bias=summand)


def factor_and_summand(scale: pd.Scale) -> tuple[float, float]:
    """The numbers a and b with ``scale(x) = a * x + b``."""
    bias = scale.bias if scale.bias_after_scale else scale.bias * scale.scale
    return scale.scale, bias


@rule(pd.Slice, pd.Split)
def merge_slices(op: Any, match: Match) -> Any:
    """``x[a:b][c:d] = x[a+c:a+d]``; also splits."""
    inner_op = match.producer(op.operands[0], pd.Slice, pd.Split)
    inner, outer = part_of(match, inner_op), part_of(match, op)
    rank = match.info(inner.source).rank
    kept = [axis for axis in range(rank) if axis not in inner.dropped]
    ranges = dict(inner.ranges)
    for axis, own in outer.ranges.items():
        before = ranges.get(kept[axis], Range(0, 0))
        ranges[kept[axis]] = Range(before.start + own.start, own.size)
    dropped = inner.dropped | {kept[axis] for axis in outer.dropped}
    return match.emit(pd.Slice, inner.source, **cut(match, Part(inner.source, ranges, dropped)))


@rule(pd.Expand)
def merge_expands(op: pd.Expand, match: Match) -> Any:
    """``expand(expand(x)) = expand(x)``."""
    inner = match.producer(op.x, pd.Expand)
    return match.emit(pd.Expand, inner.x, shape=expand_to(match, inner.x, op.result))


REMOVALS = (
    remove_assign,
    remove_dropout,
    remove_neutral_scale,
    remove_neutral_cast,
    remove_neutral_reshape,
    remove_neutral_transpose,
    remove_neutral_expand,
    remove_neutral_slice,
    remove_single_concat,
    remove_empty_parts,
    remove_zero_summand,
    remove_unit_factor,
    remove_unit_power,
    remove_equal_operands,
    remove_idle_where,
    remove_double_not,
    remove_idle_rounding,
    remove_idle_abs,
    remove_idle_reduction,
    remove_idle_pool,
)
MERGERS = (
    merge_transposes,
    merge_reshapes,
    merge_casts,
    merge_scales,
    merge_slices,
    merge_expands,
)
