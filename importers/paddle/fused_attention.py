"""Mapping of fused attention, of masks in its softmax, and of rotary embeddings."""

from __future__ import annotations

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_HEADS_FIRST = (0, 2, 1, 3)


@imports_pir("fused_softmax_mask")
@imports_program_desc("fused_softmax_mask")
def import_fused_softmax_mask(build: ModelBuilder, op: SourceOp) -> None:
    """``softmax(x + mask)``."""
    x, mask = terms(build, op, "X", "Mask")
    give(build, op, Out=(x + mask).apply(pd.Softmax))


@imports_pir("fused_softmax_mask_upper_triangle")
@imports_program_desc("fused_softmax_mask_upper_triangle")
def import_fused_softmax_mask_upper_triangle(build: ModelBuilder, op: SourceOp) -> None:
    """``softmax(x)`` of what lies on and below the diagonal of the last two axes."""
    (x,) = terms(build, op, "X")
    rows, columns = x.info.dims[-2:]
    if not isinstance(rows, int) or not isinstance(columns, int):
        raise ValueError(f"the last two sizes must be static, got {x.info}")
    hidden = np.triu(np.full((rows, columns), -np.inf, "float32"), 1)
    mask = Term(build, build.emit(pd.Constant, value=hidden)).cast(x.dtype)
    give(build, op, Out=(x + mask).apply(pd.Softmax))


def _heads(x: Term, part: int, count: int) -> Term:
    """Part ``part`` of ``[N, L, 3 * H * D]`` as ``[N, H, L, D]``."""
    width = x.info.dims[-1]
    if not isinstance(width, int) or width % (3 * count) != 0:
        raise ValueError(f"the last size must be a multiple of {3 * count}, got {x.info}")
    divided = x.part(-1, part, 3).reshape(0, 0, count, width // (3 * count))
    return divided.transpose(*_HEADS_FIRST)


def _attend(op: SourceOp, x: Term, mask: Term | None) -> Term:
    """``[N, L, H * D]`` from queries, keys and values side by side."""
    count = whole(op, "head_number", 1)
    query, key, value = (_heads(x, part, count) for part in range(3))
    attended = query.apply(
        pd.ScaledDotProductAttention, key, value, mask, scale=real(op, "alpha", 1.0)
    )
    return attended.transpose(*_HEADS_FIRST)


@imports_pir("multihead_matmul")
@imports_program_desc("multihead_matmul")
def import_multihead_matmul(build: ModelBuilder, op: SourceOp) -> None:
    """Attention of ``input @ w + bias``, ``w`` being ``[K, 3, H * D]``, with a mask to add."""
    x, weight, bias, mask = terms(build, op, "Input", "W", "Bias", "BiasQK")
    for name, usual in (("q", False), ("k", True), ("v", False)):
        old_name, new_name = f"transpose_{name.upper()}", f"transpose_{name}"
        if flag(op, new_name, flag(op, old_name, usual)) != usual:
            raise ValueError(f"attribute {new_name!r} must be {usual}")
    matrix = weight.apply(pd.Flatten, start_axis=1, stop_axis=-1)
    projected = x.apply(pd.Matmul, matrix) + bias.reshape(-1)
    attended = _attend(op, projected, mask)
    give(build, op, Out=attended.apply(pd.Flatten, start_axis=2, stop_axis=3))


@imports_pir("self_dp_attention")
@imports_program_desc("self_dp_attention")
def import_self_dp_attention(build: ModelBuilder, op: SourceOp) -> None:
    """Attention of ``[N, L, 3, H, D]`` as ``[N, L, H, D]``."""
    (x,) = terms(build, op, "X")
    give(build, op, Out=_attend(op, x.apply(pd.Flatten, start_axis=2, stop_axis=-1), None))


@imports_program_desc("flash_attn")
def import_flash_attn(build: ModelBuilder, op: SourceOp) -> None:
    """``[N, L, H, D]``, with a mask to add or causal."""
    query, key, value, _, mask = terms(build, op, "q", "k", "v", "fixed_seed_offset", "attn_mask")
    depth = query.info.dims[3]
    if not isinstance(depth, int):
        raise ValueError(f"the depth of the heads must be static, got {query.info}")
    turned = [term.transpose(*_HEADS_FIRST) for term in (query, key, value)]
    causal = flag(op, "causal")
    attended = turned[0].apply(
        pd.ScaledDotProductAttention, *turned[1:], mask, scale=depth**-0.5, causal=causal
    )
    give(build, op, out=attended.transpose(*_HEADS_FIRST))


@imports_pir("memory_efficient_attention")
@imports_program_desc("memory_efficient_attention")
def import_memory_efficient_attention(build: ModelBuilder, op: SourceOp) -> None:
    """``[N, L, H, D]``, with a bias to add or causal; a negative scale means the usual one.

    Limits: sequences packed into one, told by ``cu_seqlens`` or ``seqlen_k``, are refused.
    """
    slots = ("query", "key", "value", "bias", "cu_seqlens_q", "cu_seqlens_k")
    more = ("causal_diagonal", "seqlen_k")
    query, key, value, bias, *packed = terms(build, op, *slots, *more)
    if any(term is not None for term in packed):
        raise ValueError("packed sequences are not supported")
    depth, scale = query.info.dims[3], real(op, "scale", -1.0)
    if scale <= 0.0:
        if not isinstance(depth, int):
            raise ValueError(f"the depth of the heads must be static, got {query.info}")
        scale = depth**-0.5
    turned = [term.transpose(*_HEADS_FIRST) for term in (query, key, value)]
    attended = turned[0].apply(
        pd.ScaledDotProductAttention, *turned[1:], bias, scale=scale, causal=flag(op, "causal")
    )
    give(build, op, output=attended.transpose(*_HEADS_FIRST))


@imports_pir("fused_rotary_position_embedding")
@imports_program_desc("fused_rotary_position_embedding")
def import_fused_rotary_position_embedding(build: ModelBuilder, op: SourceOp) -> None:
    """``x * cos + rotated(x) * sin`` of queries, keys and values ``[N, L, H, D]``.

    With ``use_neox_rotary_style`` neighbours are rotated, ``(x0, x1)`` becoming ``(-x1, x0)``;
    otherwise both halves are.

    Limits: sines and cosines must be given; ``time_major`` and ``position_ids`` are refused.
    """
    slots = ("q", "k", "v", "sin", "cos", "position_ids")
    query, key, value, sine, cosine, places = terms(build, op, *slots)
    if sine is None or cosine is None:
        raise ValueError("operands 'sin' and 'cos' must be given")
    if places is not None or flag(op, "time_major"):
        raise ValueError("operand 'position_ids' and attribute 'time_major' are not supported")
    by_pairs = flag(op, "use_neox_rotary_style", True)

    def rotate(x: Term | None) -> Term | None:
        if x is None:
            return None
        length, depth = x.info.dims[1], x.info.dims[3]
        if not isinstance(depth, int) or depth % 2 != 0:
            raise ValueError(f"the depth of the heads must be even, got {x.info}")
        # One row of sines a position, whatever leading sizes of 1 they have.
        factors = [
            term.reshape(1, length if isinstance(length, int) else -1, 1, depth).cast(x.dtype)
            for term in (cosine, sine)
        ]
        if by_pairs:
            pairs = x.reshape(0, 0, 0, depth // 2, 2)
            first, second = pairs.part(-1, 0, 2), pairs.part(-1, 1, 2)
            parts, axis = [-second, first], 4
        else:
            first, second = x.part(-1, 0, 2), x.part(-1, 1, 2)
            parts, axis = [-second, first], 3
        turned = Term(build, build.emit(pd.Concat, [part.value for part in parts], axis=axis))
        if by_pairs:
            turned = turned.apply(pd.Flatten, start_axis=3, stop_axis=4)
        return x * factors[0] + turned * factors[1]

    rotated = {f"out_{n}": rotate(x) for n, x in zip("qkv", (query, key, value), strict=True)}
    give(build, op, **rotated)
