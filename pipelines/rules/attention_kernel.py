"""The rule that chooses how attention is computed on a CPU."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.attention import SOFTMAX_LANES
from paddle_mlir.pipelines.rewriting import Match, rule

HEADS_LAST = (0, 2, 1, 3)
"""``[N, H, L, D]`` and ``[N, L, H, D]``, of each other."""
ROWS = (16, 8, 4)
"""Queries of a workgroup."""
MOST_SCORES = 1 << 12
"""Of a workgroup, which are kept on the stack: IREE 3.13.0 allows 32 KB of it."""


@rule(pd.Transpose)
def attention_of_heads(op: pd.Transpose, match: Match) -> Any:
    """``turned(attention(turned(q), turned(k), turned(v))) = multi_head_attention(q, k, v)``.

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
    match.require(attention.mask is None and not attention.causal, "scores are masked")
    infos = [match.sizes(made.x) for made in (query, key, value)]
    match.require(infos[0].dtype == "float32", "the dtype is not float32")
    is_known = all(info.with_dims(info.dims[1:]).is_static for info in infos)
    match.require(is_known, "lengths are dynamic")
    same = len({(info.dims[0], info.dims[2]) for info in infos}) == 1
    match.require(same, "queries, keys and values are not of the same images and heads")
    length, keys = infos[0].numbers(1)[0], infos[1].numbers(1)[0]
    match.require(keys % SOFTMAX_LANES == 0, f"vectors of {SOFTMAX_LANES} do not divide the keys")
    rows = next((one for one in ROWS if one <= length and one * keys <= MOST_SCORES), None)
    match.require(rows, f"fewer than {ROWS[-1]} queries, or too many keys for their scores")
    # [N, S, H, D] -> [N, H, D, S]
    turned = match.emit(pd.Transpose, key.x, perm=(0, 2, 3, 1))
    return match.emit(
        pd.MultiHeadAttention, query.x, turned, value.x, rows=rows, scale=attention.scale
    )


ATTENTION_KERNELS = (attention_of_heads,)
