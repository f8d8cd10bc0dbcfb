"""Mapping of attention."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_pir
from paddle_mlir.importers.paddle.source import SourceOp

_HEADS_FIRST = (0, 2, 1, 3)


@imports_pir("flash_attn")
def import_flash_attn(build: ModelBuilder, op: SourceOp) -> None:
    """``[batch, length, heads, depth]``; operands q, k, v, random seed, mask."""
    query, key, value = (build.required(op, str(position)) for position in range(3))
    mask = build.operand(op, "4")
    heads = [build.info(operand).dims[2] for operand in (query, key, value)]
    if len(set(heads)) != 1:
        shown = ", ".join(str(count) for count in heads)
        raise ValueError(f"query, key and value must have equally many heads, got {shown}")
    dropout = real(op, "dropout", 0.0)
    if dropout != 0.0 and not flag(op, "is_test", True):
        raise ValueError(f"attribute 'dropout' must be 0, got {dropout}")
    depth = build.info(query).dims[3]
    if not isinstance(depth, int):
        raise ValueError(f"the depth of the heads must be static, got {build.info(query)}")
    operands = [build.emit(pd.Transpose, v, perm=_HEADS_FIRST) for v in (query, key, value)]
    attended = build.emit(
        pd.ScaledDotProductAttention,
        *operands,
        mask,
        scale=depth**-0.5,
        causal=flag(op, "causal"),
    )
    build.set(op, "0", build.emit(pd.Transpose, attended, perm=_HEADS_FIRST))
