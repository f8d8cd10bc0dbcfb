"""Lowering of products with packed weights."""

from __future__ import annotations

from typing import Any

from torch_mlir import ir

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.reshaping import reshape_value

_CONFIGURATION = (
    "#iree_codegen.compilation_info<lowering_config = #iree_cpu.lowering_config<"
    "distribution = [{one}{rows}, {panels}, {columns}, 0], "
    "vector_common_parallel = [{one}{tile_rows}, {tile_panels}, {columns}, 0], "
    "vector_reduction = [{zero}0, 0, 0, 1]>, "
    "translation_info = <pipeline = #iree_cpu.pipeline<DoubleTilingExpert>>>"
)


@lowers(pd.PackedMatmul)
def lower_packed_matmul(lower: Lowering, op: pd.PackedMatmul) -> Any:
    """Loops over rows, panels and columns, and the inner size; with IREE's tiles for them."""
    info, packed = lower.info(op.x), lower.info(op.y)
    *batch, panels, inner, columns = packed.dims
    dtype = info.dtype
    wide = dtypes.wide(dtype)
    rows = info.with_dims(info.dims[len(batch) : -1]).numel
    flat = info.with_dims([*batch, rows, inner])
    x = reshape_value(lower, lower[op.x], info, flat)
    product = TensorInfo(wide, (*batch, rows, panels, columns))
    loops = len(batch) + 4
    *b, m, panel, column, k = (ir.AffineDimExpr.get(loop) for loop in range(loops))
    places = ([*b, m, k], [*b, panel, k, column], [*b, m, panel, column])
    maps = [ir.AffineMap.get(loops, 0, at) for at in places]

    def body(e: Any, w: Any, total: Any) -> Any:
        e, w = scalars.cast(dtype, wide, e), scalars.cast(dtype, wide, w)
        return scalars.add(wide, total, scalars.multiply(wide, e, w))

    value = lower.generic(
        product,
        [(x, maps[0]), (lower[op.y], maps[1])],
        body,
        output_map=maps[2],
        reductions=1,
        init=lower.full(product, scalars.constant(wide, 0)),
    )
    value.owner.attributes["compilation_info"] = ir.Attribute.parse(
        _CONFIGURATION.format(
            one="1, " * len(batch),
            zero="0, " * len(batch),
            rows=op.workgroup[0],
            panels=op.workgroup[1],
            columns=columns,
            tile_rows=op.tile[0],
            tile_panels=op.tile[1],
        )
    )
    if wide != dtype:
        identity = ir.AffineMap.get_identity(product.rank)
        value = lower.generic(
            product.with_dtype(dtype), [(value, identity)], lambda e: scalars.cast(wide, dtype, e)
        )
    return reshape_value(lower, value, product.with_dtype(dtype), lower.result)
