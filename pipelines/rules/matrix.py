"""Rules that fold what surrounds a matrix product into it, or into its weights."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.manipulation import static_sizes
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.rewriting import Match, is_constant, maker, rule, use_count
from paddle_mlir.pipelines.rules.expressions import linear_step, require_float
from paddle_mlir.pipelines.rules.reshaping import RESHAPES

UNARY = (
    pd.Relu,
    pd.Relu6,
    pd.Sigmoid,
    pd.Tanh,
    pd.Silu,
    pd.Swish,
    pd.Hardswish,
    pd.Hardsigmoid,
    pd.LeakyRelu,
    pd.Elu,
    pd.Gelu,
    pd.Softplus,
    pd.Mish,
    pd.Scale,
    pd.Clip,
)
"""Ops that compute each element for itself."""
MOST_BETWEEN = 4
"""Ops between a product and a reshape that are looked through."""


def swaps_last_two(op: Any) -> bool:
    """True for a transpose that exchanges the last two axes and nothing else."""
    if not isinstance(op, pd.Transpose):
        return False
    rank = len(op.perm)
    perm = [axis % rank for axis in op.perm]
    return rank > 1 and perm == [*range(rank - 2), rank - 1, rank - 2]


@rule(
    pd.Matmul,
    paddle="matmul_transpose_fuse_pass, reshape_transpose_matmul_fuse_pass, "
    "matmul_transpose_reshape_fuse_pass",
)
def transpose_into_matmul(op: pd.Matmul, match: Match) -> Any:
    """``transpose(x) @ y = matmul(x, y, transpose_x)``; also of y."""
    values, flags = [op.x, op.y], [op.transpose_x, op.transpose_y]
    for side, value in enumerate(values):
        made = maker(value)
        # A constant is transposed once, by constant folding.
        if swaps_last_two(made) and not is_constant(value):
            match.producer(value, pd.Transpose)
            match.only_use(made)
            values[side], flags[side] = made.x, not flags[side]
    if values == [op.x, op.y]:
        match.fail()
    return match.emit(pd.Matmul, *values, transpose_x=flags[0], transpose_y=flags[1])


@rule(pd.Matmul)
def transpose_of_weight(op: pd.Matmul, match: Match) -> Any:
    """``matmul(x, w, transpose_y) = x @ transpose(w)`` for a constant w; also of x."""
    values, flags = [op.x, op.y], [op.transpose_x, op.transpose_y]
    ranks = [match.info(value).rank for value in values]
    turned = [
        flag and rank > 1 and is_constant(value)
        for value, flag, rank in zip(values, flags, ranks, strict=True)
    ]
    if not any(turned):
        match.fail()
    for side, rank in enumerate(ranks):
        if turned[side]:
            perm = (*range(rank - 2), rank - 1, rank - 2)
            values[side] = match.emit(pd.Transpose, values[side], perm=perm)
            flags[side] = False
    return match.emit(pd.Matmul, *values, transpose_x=flags[0], transpose_y=flags[1])


@rule(pd.Transpose, paddle="matmul_transpose_reshape_fuse_pass")
def transposed_product(op: pd.Transpose, match: Match) -> Any:
    """``transpose(x @ y) = transpose(y) @ transpose(x)`` where that transposes less."""
    product = match.producer(op.x, pd.Matmul)
    if not swaps_last_two(op):
        match.fail()
    match.only_use(product)
    match.require(
        match.info(product.x).rank > 1 and match.info(product.y).rank > 1,
        "an operand is a vector",
    )
    flags = [
        flag
        for flag, value in ((product.transpose_x, product.x), (product.transpose_y, product.y))
        if not is_constant(value)
    ]
    now, then = sum(flags) + 1, sum(not flag for flag in flags)
    match.require(then < now, f"it would transpose {then} tensors in place of {now}")
    return match.emit(
        pd.Matmul,
        product.y,
        product.x,
        transpose_x=not product.transpose_y,
        transpose_y=not product.transpose_x,
    )


def require_weight(match: Match, product: Any) -> None:
    """The product must be ``x @ w`` with a constant matrix w that may change."""
    if is_constant(product.x):
        # Constant folding computes the whole product.
        match.fail()
    require_float(match, product.y)
    match.constant(product.y, "the weight")
    match.require(match.info(product.y).rank == 2, "the weight is no matrix")
    match.require(not product.transpose_y, "the weight is transposed")
    match.require(use_count(product.y) == 1, "the weight has other uses: it would be stored twice")
    match.require(match.info(product.x).rank > 1, "the other operand is a vector")


def require_vector(match: Match, value: Any, size: Size, rank: int, what: str) -> None:
    """``value`` must be constant and vary along a last axis of ``size`` only."""
    match.constant(value, what)
    info = match.info(value)
    match.require(
        0 < info.rank <= rank
        and all(other == 1 for other in info.dims[:-1])
        and info.dims[-1] in (1, size),
        f"{what} {info} does not vary along the last axis of size {size} only",
    )


def with_weight(match: Match, product: Any, weight: Any) -> Any:
    """The product with another weight."""
    return match.emit(pd.Matmul, product.x, weight, transpose_x=product.transpose_x)


def biased_product(match: Match, value: Any) -> tuple[Any, Any]:
    """The product and the constant of ``value = x @ w + b``; leaves when it is not made so."""
    add = match.producer(value, pd.Add)
    product, bias = match.commuted(add, pd.Matmul)
    match.only_use(add, product)
    match.constant(bias, "the summand")
    return product, bias


@rule(pd.Scale, pd.Multiply, pd.Divide, paddle="matmul_scale_fuse_pass")
def scale_into_weight(op: Any, match: Match) -> Any:
    """``(x @ w) * c = x @ (w * c)``."""
    step = linear_step(op.results[0])
    if step is None:
        match.fail()
    product = match.producer(step.value, pd.Matmul)
    if step.factor == 1.0:
        match.fail()
    match.only_use(product)
    require_weight(match, product)
    scaled = with_weight(match, product, match.emit(pd.Scale, product.y, scale=step.factor))
    return scaled if step.summand == 0.0 else match.emit(pd.Scale, scaled, bias=step.summand)


@rule(pd.Scale, pd.Multiply, pd.Divide, paddle="matmul_scale_fuse_pass")
def scale_into_weight_and_bias(op: Any, match: Match) -> Any:
    """``(x @ w + b) * c + d = x @ (w * c) + (b * c + d)``."""
    step = linear_step(op.results[0])
    if step is None:
        match.fail()
    product, bias = biased_product(match, step.value)
    require_weight(match, product)
    weight = product.y
    if step.factor != 1.0:
        weight = match.emit(pd.Scale, product.y, scale=step.factor)
    moved = match.emit(pd.Scale, bias, scale=step.factor, bias=step.summand)
    return match.emit(pd.Add, with_weight(match, product, weight), moved)


@rule(pd.Matmul, paddle="scale_matmul_fuse_pass")
def scale_before_weight(op: pd.Matmul, match: Match) -> Any:
    """``(x * c) @ w = x @ (w * c)``."""
    step = linear_step(op.x)
    if step is None or step.factor == 1.0:
        match.fail()
    match.require(step.summand == 0.0, "a number is added")
    match.only_use(maker(op.x))
    require_weight(match, op)
    weight = match.emit(pd.Scale, op.y, scale=step.factor)
    return match.emit(pd.Matmul, step.value, weight, transpose_x=op.transpose_x)


@rule(pd.Multiply)
def factor_into_weight(op: pd.Multiply, match: Match) -> Any:
    """``(x @ w) * v = x @ (w * v)`` for a constant v of columns."""
    product, factor = match.commuted(op, pd.Matmul)
    match.only_use(product)
    require_weight(match, product)
    info = match.info(product.results[0])
    require_vector(match, factor, info.dims[-1], info.rank, "the factor")
    vector = match.emit(pd.Reshape, factor, shape=(-1,))
    return with_weight(match, product, match.emit(pd.Multiply, product.y, vector))


@rule(pd.Multiply)
def factor_into_weight_and_bias(op: pd.Multiply, match: Match) -> Any:
    """``(x @ w + b) * v = (x @ w) * v + b * v`` for constants b and v of columns."""
    add, factor = match.commuted(op, pd.Add)
    product, bias = biased_product(match, add.results[0])
    require_weight(match, product)
    info = match.info(product.results[0])
    require_vector(match, factor, info.dims[-1], info.rank, "the factor")
    vector = match.emit(pd.Reshape, factor, shape=(-1,))
    weight = match.emit(pd.Multiply, product.y, vector)
    moved = match.emit(pd.Multiply, bias, vector)
    return match.emit(pd.Add, with_weight(match, product, weight), moved)


@rule(pd.Matmul)
def factor_before_weight(op: pd.Matmul, match: Match) -> Any:
    """``(x * v) @ w = x @ (v * w)`` for a constant v of rows."""
    multiply = match.producer(op.x, pd.Multiply)
    x, factor = multiply.x, multiply.y
    if is_constant(x):
        x, factor = factor, x
    if not is_constant(factor):
        match.fail()
    match.only_use(multiply)
    require_weight(match, op)
    match.require(not op.transpose_x, "the other operand is transposed")
    rows, rank = match.info(op.y).dims[0], match.info(x).rank
    match.require(match.info(x).dims[-1] == rows, "the factor broadcasts the other operand")
    require_vector(match, factor, rows, rank, "the factor")
    column = match.emit(pd.Reshape, factor, shape=(-1, 1))
    return match.emit(pd.Matmul, x, match.emit(pd.Multiply, op.y, column))


@rule(pd.Add)
def summand_before_weight(op: pd.Add, match: Match) -> Any:
    """``(x + v) @ w + b = x @ w + (v @ w + b)`` for constants b and v of rows or one number."""
    product, bias = match.commuted(op, pd.Matmul)
    inner = match.producer(product.x, pd.Add)
    x, summand = inner.x, inner.y
    if is_constant(x):
        x, summand = summand, x
    if not is_constant(summand) or not is_constant(bias):
        match.fail()
    match.only_use(product, inner)
    require_weight(match, product)
    match.require(not product.transpose_x, "the other operand is transposed")
    rows, rank = match.info(product.y).dims[0], match.info(x).rank
    match.require(match.info(x).dims[-1] == rows, "the summand broadcasts the other operand")
    require_vector(match, summand, rows, rank, "the summand")
    vector = match.emit(pd.Reshape, summand, shape=(-1,))
    if match.info(vector).dims != (rows,):
        vector = match.emit(pd.Expand, vector, shape=(rows,))
    moved = match.emit(pd.Add, match.emit(pd.Matmul, vector, product.y), bias)
    return match.emit(pd.Add, match.emit(pd.Matmul, x, product.y), moved)


@rule(pd.Add, paddle="fc_fuse_pass")
def merge_summands_of_matmul(op: pd.Add, match: Match) -> Any:
    """``(x @ w + a) + b = x @ w + (a + b)`` for constants a and b."""
    inner, outer = match.commuted(op, pd.Add)
    if not is_constant(outer):
        match.fail()
    product, bias = biased_product(match, inner.results[0])
    both = match.emit(pd.Add, bias, outer)
    return match.emit(pd.Add, product.results[0], both)


def require_less_work(match: Match, first: Any, second: Any) -> None:
    """One product with ``first @ second`` must cost less than two."""
    sizes = static_sizes((*match.info(first).dims, match.info(second).dims[-1]))
    if sizes is None:
        match.fail("a weight's sizes are dynamic")
    k, m, n = sizes
    match.require(
        k * n < k * m + m * n,
        f"a weight of {k} x {n} is no less work than of {k} x {m} and {m} x {n}",
    )


@rule(pd.Matmul)
def merge_weights(op: pd.Matmul, match: Match) -> Any:
    """``(x @ a) @ b = x @ (a @ b)`` for constants a and b where that is less work."""
    product = match.producer(op.x, pd.Matmul)
    match.require(not op.transpose_x, "the first product is transposed")
    match.only_use(product)
    require_weight(match, product)
    require_weight(match, op)
    require_less_work(match, product.y, op.y)
    return with_weight(match, product, match.emit(pd.Matmul, product.y, op.y))


@rule(pd.Matmul)
def merge_weights_and_bias(op: pd.Matmul, match: Match) -> Any:
    """``(x @ a + c) @ b = x @ (a @ b) + c @ b`` for constants where that is less work."""
    product, bias = biased_product(match, op.x)
    match.require(not op.transpose_x, "the first product is transposed")
    require_weight(match, product)
    require_weight(match, op)
    rows, rank = match.info(op.y).dims[0], match.info(op.x).rank
    require_vector(match, bias, rows, rank, "the summand")
    match.require(match.info(bias).dims[-1] == rows, "the summand is one number")
    require_less_work(match, product.y, op.y)
    vector = match.emit(pd.Reshape, bias, shape=(-1,))
    moved = match.emit(pd.Matmul, vector, op.y)
    merged = with_weight(match, product, match.emit(pd.Matmul, product.y, op.y))
    return match.emit(pd.Add, merged, moved)


@rule(pd.Matmul, paddle="gpu_cpu_squeeze2_matmul_fuse_pass")
def matrix_of_batch(op: pd.Matmul, match: Match) -> Any:
    """``x @ y = x @ reshape(y)`` for a y of one matrix: rows of all batches in one product."""
    info, other = match.info(op.y), match.info(op.x)
    if set(info.dims[:-2]) != {1}:
        match.fail()
    match.require(other.rank >= info.rank, f"{other} is of lower rank than {info}")
    match.require(info.is_static, "its sizes are dynamic")
    shape = tuple(int(str(size)) for size in info.dims[-2:])
    matrix = match.emit(pd.Reshape, op.y, shape=shape)
    attributes = {"transpose_x": op.transpose_x, "transpose_y": op.transpose_y}
    return match.emit(pd.Matmul, op.x, matrix, **attributes)


@rule(pd.Matmul)
def matmul_without_expand(op: pd.Matmul, match: Match) -> Any:
    """``x @ expand(y) = x @ y``: products broadcast their batches themselves."""
    expand = match.producer(op.y, pd.Expand)
    source, result = match.sizes(expand.x), match.sizes(op.results[0])
    x = match.sizes(op.x)
    match.require(
        source.rank > 1 and source.dims[-2:] == match.sizes(op.y).dims[-2:],
        "it repeats more than whole matrices",
    )
    match.require(
        x.rank == result.rank and x.dims[:-2] == result.dims[:-2],
        "the other operand has not all batches",
    )
    attributes = {"transpose_x": op.transpose_x, "transpose_y": op.transpose_y}
    return match.emit(pd.Matmul, op.x, expand.x, **attributes)


@rule(
    *RESHAPES,
    paddle="gpu_cpu_reshape2_matmul_fuse_pass, gpu_cpu_flatten2_matmul_fuse_pass",
)
def reshape_around_matmul(op: Any, match: Match) -> Any:
    """``reshape(f(reshape(x) @ w)) = f(x @ w)`` where rows are merged and parted again."""
    between: list[Any] = []
    value = op.x
    while not isinstance(maker(value), pd.Matmul):
        step = maker(value)
        if len(between) == MOST_BETWEEN or not isinstance(step, (pd.Add, *UNARY)):
            match.fail()
        match.producer(value, type(step))
        between.append(step)
        value = step.x
        if isinstance(step, pd.Add) and is_constant(value):
            value = step.y
    product = match.producer(value, pd.Matmul)
    inner = match.producer(product.x, *RESHAPES)
    match.only_use(product, *between)
    for step in between:
        if isinstance(step, pd.Add):
            bias = step.y if is_constant(step.y) else step.x
            match.constant(bias, "the summand")
            match.require(match.info(bias).rank == 1, "the summand is no vector")
    match.require(match.info(product.y).rank == 2, "the second operand is no matrix")
    match.require(not product.transpose_x, "the first operand is transposed")
    x, result = match.sizes(inner.x), match.sizes(op.results[0])
    match.require(
        x.rank == result.rank
        and x.dims[:-1] == result.dims[:-1]
        and x.dims[-1] == match.sizes(product.x).dims[-1]
        and result.dims[-1] == match.sizes(product.results[0]).dims[-1],
        f"rows of {match.info(inner.x)} are not those of {match.info(op.results[0])}",
    )
    value = match.emit(pd.Matmul, inner.x, product.y, transpose_y=product.transpose_y)
    for step in reversed(between):
        if isinstance(step, pd.Add):
            value = match.emit(pd.Add, value, step.y if is_constant(step.y) else step.x)
        else:
            value = match.emit_again(step, value)
    return value


WEIGHTS = (
    transpose_of_weight,
    transpose_into_matmul,
    transposed_product,
    scale_into_weight,
    scale_into_weight_and_bias,
    scale_before_weight,
    factor_into_weight,
    factor_into_weight_and_bias,
    factor_before_weight,
    summand_before_weight,
    merge_summands_of_matmul,
    merge_weights,
    merge_weights_and_bias,
)
SHAPES = (matrix_of_batch, matmul_without_expand, reshape_around_matmul)
