"""Attention."""

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.broadcasting import broadcast_dims
from paddle_mlir.dialects.pd.definition import (
    Bool,
    Float,
    Operand,
    OptionalOperand,
    PdOp,
    Result,
)
from paddle_mlir.dialects.tensor import TensorInfo


class ScaledDotProductAttention(PdOp, name="scaled_dot_product_attention"):
    """``softmax(scale * query @ key.T + mask) @ value`` over the last two dimensions.

    Operands:
        query: ``[batch..., L, D]``; heads are a batch dimension.
        key: ``[batch..., S, D]``.
        value: ``[batch..., S, E]``.
        mask: is added to the scores; broadcasts to ``[batch..., L, S]``.

    Attributes:
        scale: factor of the scores.
        causal: query i sees keys up to i + S - L only.

    Paddle: ``pd_op.flash_attn``; what ``scaled_dot_product_attention`` and ``MultiHeadAttention``
    write as products and softmax (Vaswani et al. 2017).
    """

    query: Operand
    key: Operand
    value: Operand
    mask: OptionalOperand
    scale: Float = 1.0
    causal: Bool = False
    out: Result

    @staticmethod
    def infer(
        query: TensorInfo, key: TensorInfo, value: TensorInfo, mask: TensorInfo | None
    ) -> TensorInfo:
        """``[batch..., L, E]``."""
        for name, info in (("query", query), ("key", key), ("value", value)):
            if info.rank < 2 or info.dtype != query.dtype or not dtypes.is_float(info.dtype):
                raise ValueError(
                    f"operand {name!r} must be a float tensor of rank 2 or more and of the "
                    f"query's dtype, got {info}"
                )
        for name, left, right in (
            ("depth of query and key", query.dims[-1], key.dims[-1]),
            ("length of key and value", key.dims[-2], value.dims[-2]),
        ):
            if isinstance(left, int) and isinstance(right, int) and left != right:
                raise ValueError(f"the {name} must be equal, got {left} and {right}")
        batch = broadcast_dims(query.dims[:-2], key.dims[:-2], value.dims[:-2])
        if mask is not None:
            scores = query.with_dims((*batch, query.dims[-2], key.dims[-2]))
            if not dtypes.is_float(mask.dtype) or mask.rank > scores.rank:
                raise ValueError(f"operand 'mask' must be a float tensor for {scores}, got {mask}")
            if broadcast_dims(mask.dims, scores.dims) != scores.dims and mask.is_static:
                raise ValueError(f"operand 'mask' must broadcast to {scores}, got {mask}")
        return query.with_dims((*batch, query.dims[-2], value.dims[-1]))
