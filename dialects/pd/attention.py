"""Attention."""

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.broadcasting import broadcast_dims
from paddle_mlir.dialects.pd.definition import (
    Bool,
    Float,
    Int,
    Ints,
    Operand,
    OptionalOperand,
    PdOp,
    Result,
)
from paddle_mlir.dialects.tensor import TensorInfo

SOFTMAX_LANES = 16
"""Scores that the attention's kernel takes to the power at a time."""


class ScaledDotProductAttention(PdOp, name="scaled_dot_product_attention", in_paddle=False):
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


class MultiHeadAttention(PdOp, name="multi_head_attention", in_paddle=False):
    """``softmax(scale * query @ key + mask) @ value`` of heads that lie side by side.

    ``out[n, i, h] = sum over j of p[j] * value[n, j, h]``, where ``p`` is the softmax over j of
    ``scale * sum over d of query[n, i, h, d] * key[n, h, d, j] + mask[n, h, i, j]``.

    Operands:
        query: ``[N, L, H, D]``, static but for N.
        key: ``[N, H, D, S]``, static but for N.
        value: ``[N, S, H, E]``, static but for N.
        mask: ``[N or 1, H or 1, L or 1, S]``, static but for N.

    Attributes:
        rows: queries of a workgroup.
        scale: factor of the scores.
        tile: queries and keys, or features, that are computed at a time. The default is for
            AVX-512; ``pd-tile-kernels`` sets it for other CPUs.

    Paddle: none; ``pd-choose-attention`` makes it of ``scaled_dot_product_attention`` and the
    transposes around it.
    """

    query: Operand
    key: Operand
    value: Operand
    mask: OptionalOperand
    rows: Int
    scale: Float = 1.0
    tile: Ints = (4, 64)
    out: Result

    @staticmethod
    def infer(
        query: TensorInfo,
        key: TensorInfo,
        value: TensorInfo,
        mask: TensorInfo | None,
        rows: int,
        tile: tuple[int, ...],
    ) -> TensorInfo:
        """``[N, L, H, E]``."""
        for name, info in (("query", query), ("key", key), ("value", value)):
            is_known = info.rank == 4 and all(isinstance(size, int) for size in info.dims[1:])
            if not is_known or info.dtype != query.dtype or not dtypes.is_float(info.dtype):
                raise ValueError(
                    f"operand {name!r} must be floats of rank 4 and of the query's dtype, all but "
                    f"the first size known, got {info}"
                )
        batch = query.dims[0]
        length, heads, depth = query.numbers(1, 2, 3)
        (keys,), (features,) = key.numbers(3), value.numbers(3)
        if key.dims[1:3] != (heads, depth) or value.dims[1:3] != (keys, heads):
            raise ValueError(
                "needs query [N, L, H, D], key [N, H, D, S] and value [N, S, H, E], got "
                f"{query}, {key} and {value}"
            )
        if mask is not None:
            scores = query.with_dims((batch, heads, length, keys))
            fits = mask.rank == 4 and all(
                own in (1, size) for own, size in zip(mask.dims[1:3], scores.dims[1:3], strict=True)
            )
            if not fits or mask.dims[3] != keys or mask.dtype != query.dtype:
                raise ValueError(
                    f"operand 'mask' must be [N or 1, H or 1, L or 1, S] of {scores}, got {mask}"
                )
        if len(tile) != 2 or min(tile) < 1:
            raise ValueError(f"tile must be two positive numbers, got {list(tile)}")
        if not 1 <= rows <= length or rows % tile[0]:
            raise ValueError(
                f"rows must be a multiple of {tile[0]}, as a tile has, up to {length}, got {rows}"
            )
        return query.with_dims([batch, length, heads, features])
