"""Lowering of attention: two batched products and a softmax.

That is what IREE's CPU code generator runs fastest: its own attention op took twice the time of a
whole BERT (iree-base-compiler 3.13.0).
"""

from __future__ import annotations

from typing import Any

from torch_mlir.dialects import arith

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.broadcasting import broadcast_dims
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.activation import softmax
from paddle_mlir.pipelines.lower.broadcast import elementwise_loop
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.manipulation import transpose
from paddle_mlir.pipelines.lower.matrix import matrix_product
from paddle_mlir.pipelines.lower.reshaping import reshape_value


@lowers(pd.ScaledDotProductAttention)
def lower_scaled_dot_product_attention(lower: Lowering, op: pd.ScaledDotProductAttention) -> Any:
    """Scores, their softmax, and the values weighted by it."""
    query, key, value = (lower.info(v) for v in (op.query, op.key, op.value))
    perm = [*range(key.rank - 2), key.rank - 1, key.rank - 2]
    turned = key.with_dims([key.dims[axis] for axis in perm])
    columns = transpose(lower, lower[op.key], key, perm)
    product, info = matrix_product(lower, lower[op.query], query, columns, turned)
    batch = broadcast_dims(query.dims[:-2], key.dims[:-2])
    scores_info = query.with_dims((*batch, query.dims[-2], key.dims[-2]))
    scores = reshape_value(lower, product, info, scores_info)
    weights = softmax(
        lower, scaled_and_masked(lower, op, scores, scores_info), scores_info, scores_info.rank - 1
    )
    out, out_info = matrix_product(lower, weights, scores_info, lower[op.value], value)
    return reshape_value(lower, out, out_info, lower.result)


def scaled_and_masked(lower: Lowering, op: Any, scores: Any, info: TensorInfo) -> Any:
    """``scale * scores + mask``, and -inf where a query must not see a key."""
    if op.scale == 1.0 and op.mask is None and not op.causal:
        return scores
    dtype = info.dtype
    operands = [(scores, info)]
    if op.mask is not None:
        operands.append((lower[op.mask], lower.info(op.mask)))
    ahead = lower.size(info.dims[-1] - info.dims[-2]) if op.causal else None

    def body(score: Any, *masks: Any) -> Any:
        result = score
        if op.scale != 1.0:
            result = arith.mulf(result, scalars.constant(dtype, op.scale))
        for mask in masks:
            result = arith.addf(result, scalars.cast(lower.info(op.mask).dtype, dtype, mask))
        if ahead is not None:
            last = arith.addi(loop_index(info.rank - 2), ahead)
            is_hidden = arith.cmpi(arith.CmpIPredicate.sgt, loop_index(info.rank - 1), last)
            hidden = scalars.constant(dtype, float("-inf"))
            result = arith.select(is_hidden, hidden, result)
        return result

    return elementwise_loop(lower, info, operands, body)
