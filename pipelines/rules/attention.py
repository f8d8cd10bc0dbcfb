"""Rules that find attention in matrix products and softmax."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.rewriting import Match, maker, rule
from paddle_mlir.pipelines.rules.expressions import Linear, linear_of, linear_step, sides
from paddle_mlir.pipelines.rules.ranges import Range, part_of
from paddle_mlir.pipelines.rules.reshaping import reshape_attribute


def softmax_of_scores(match: Match, op: pd.Matmul) -> Any:
    """The softmax by which the product's second operand is weighted."""
    softmax = match.producer(op.x, pd.Softmax)
    match.require(
        softmax.axis in (-1, match.info(softmax.x).rank - 1),
        f"softmax is along axis {softmax.axis}, not along the keys",
    )
    match.require(
        not op.transpose_x and not op.transpose_y,
        "the product with the values has a transposed operand",
    )
    match.only_use(softmax)
    return softmax


def require_scores(match: Match, value: Any, product: Any, form: Linear) -> None:
    """``value`` must be the product times a number, each made for this use only."""
    match.producer(form.value, pd.Matmul)
    match.require(form.summand == 0.0, "a number is added to the scores")
    match.require(not product.transpose_x, "the queries are transposed")
    ranks = [match.info(operand).rank for operand in (product.x, product.y)]
    match.require(min(ranks) > 1, "queries or keys are a vector")
    match.only_use(product)
    while value != product.results[0]:
        step = linear_step(value)
        assert step is not None
        match.only_use(maker(value))
        value = step.value


def keys(match: Match, product: Any) -> Any:
    """The keys of ``product = query @ transpose(keys)``, as ``[batch..., S, D]``."""
    if product.transpose_y:
        return product.y
    rank = match.info(product.y).rank
    swap = [*range(rank - 2), rank - 1, rank - 2]
    made = maker(product.y)
    if not isinstance(made, pd.Transpose):
        return match.emit(pd.Transpose, product.y, perm=tuple(swap))
    perm = tuple(made.perm[axis] for axis in swap)
    if [axis % rank for axis in perm] == list(range(rank)):
        return made.x
    return match.emit(pd.Transpose, made.x, perm=perm)


@rule(
    pd.Matmul,
    paddle="self_attention_fuse_pass, multihead_matmul_fuse_pass, vit_attention_fuse_pass, "
    "fused_flash_attn_pass",
)
def attention(op: pd.Matmul, match: Match) -> Any:
    """``softmax(q @ transpose(k) * c) @ v = scaled_dot_product_attention(q, k, v)``."""
    softmax = softmax_of_scores(match, op)
    found = linear_of(softmax.x, pd.Matmul)
    if found is None:
        match.fail()
    product, form = found
    require_scores(match, softmax.x, product, form)
    return match.emit(
        pd.ScaledDotProductAttention,
        product.x,
        keys(match, product),
        op.y,
        scale=form.factor,
    )


@rule(pd.Matmul, paddle="multihead_matmul_fuse_pass, fused_flash_attn_pass")
def masked_attention(op: pd.Matmul, match: Match) -> Any:
    """``softmax(q @ transpose(k) * c + m) @ v = scaled_dot_product_attention(q, k, v, m)``."""
    softmax = softmax_of_scores(match, op)
    add = match.producer(softmax.x, pd.Add)
    for scores, mask in sides(add):
        found = linear_of(scores, pd.Matmul)
        if found is None:
            continue
        product, form = found
        require_scores(match, scores, product, form)
        match.only_use(add)
        match.require(
            match.same_sizes(add.results[0], product.results[0]),
            "the mask may be larger than the scores",
        )
        return match.emit(
            pd.ScaledDotProductAttention,
            product.x,
            keys(match, product),
            op.y,
            mask,
            scale=form.factor,
        )
    return match.fail()


@rule(pd.ScaledDotProductAttention, paddle="fused_flash_attn_pass")
def scale_into_attention(op: pd.ScaledDotProductAttention, match: Match) -> Any:
    """``attention(q * c, k, v) = attention(q, k, v)`` with c in its scale; also of k."""
    operands = dict(op.grouped_operands())
    scale = op.scale
    for name in ("query", "key"):
        step = linear_step(operands[name])
        if step is None:
            continue
        match.require(step.summand == 0.0, f"a number is added to the {name}")
        match.only_use(maker(operands[name]))
        operands[name], scale = step.value, scale * step.factor
    if operands == op.grouped_operands():
        match.fail()
    return match.emit(type(op), *operands.values(), scale=scale, causal=op.causal)


@rule(pd.Concat, paddle="fused_rotary_position_embedding_pass")
def flip_of_rotated_halves(op: pd.Concat, match: Match) -> Any:
    """``concat([-x[h:], x[:h]]) = flip(x as halves) * [-1, ..., 1, ...]``: rotary embeddings.

    Halves in reverse order are read where they are used; a concat is a copy (IREE 3.13.0: four
    dispatches before, one after).
    """
    if len(op.x) != 2:
        match.fail()
    negative = match.producer(op.x[0], pd.Scale)
    halves = [match.producer(value, pd.Slice, pd.Split) for value in (negative.x, op.x[1])]
    second, first = (part_of(match, half) for half in halves)
    axis = match.info(op.result).axis(op.axis)
    if first.source != second.source or first.axis != axis or second.axis != axis:
        match.fail()
    is_negated = (negative.scale, negative.bias, negative.scale_tensor) == (-1, 0, None)
    match.require(is_negated, "the first half is not negated")
    info = match.sizes(first.source)
    size = info.dims[axis]
    match.require(isinstance(size, int), "the size of the axis is dynamic")
    half = size // 2
    is_rotated = first.ranges[axis] == Range(0, half) and second.ranges[axis] == Range(half, half)
    match.require(is_rotated and size == 2 * half, "the halves do not change places")
    parted = info.with_dims([*info.dims[:axis], 2, half, *info.dims[axis + 1 :]])
    shape, back = reshape_attribute(info, parted), reshape_attribute(parted, info)
    match.require(shape is not None and back is not None, "a shape cannot be told by numbers")
    sizes = (half, *(1,) * (info.rank - axis - 1))
    signs = [match.emit(pd.Full, value=sign, dtype=info.dtype, shape=sizes) for sign in (-1.0, 1.0)]
    halves_of_x = match.emit(pd.Reshape, first.source, shape=shape)
    flipped = match.emit(pd.Flip, halves_of_x, axis=(axis,))
    flipped = match.emit(pd.Reshape, flipped, shape=back)
    return match.emit(pd.Multiply, flipped, match.emit(pd.Concat, signs, axis=0))


ATTENTION = (attention, masked_attention, scale_into_attention)
ROTARY = (flip_of_rotated_halves,)
