"""Mapping of medians."""

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.reduction import reduced_axes
from paddle_mlir.importers.paddle.attributes import flag, text, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_OPS: Any = {"median": pd.Median, "nanmedian": pd.Nanmedian}


@imports_pir("median", "nanmedian")
@imports_program_desc("nanmedian")
def import_median(build: ModelBuilder, op: SourceOp) -> None:
    """The median and, with mode min, its place; several axes are one at the end."""
    (key,), results = op.keys("X"), op.keys("Out", "MedianIndex")
    x, mode = build.required(op, key), text(op, "mode", "avg")
    info = build.info(x)
    axes = reduced_axes(info, wholes(op, "axis", (), or_one=True))
    if not info.rank:
        x, axis = build.emit(pd.Unsqueeze, x, axis=(0,)), 0
    elif len(axes) == 1:
        axis = axes[0]
    else:
        kept = [a for a in range(info.rank) if a not in axes]
        x = build.emit(pd.Transpose, x, perm=(*kept, *sorted(axes)))
        axis = len(kept)
        x = build.emit(pd.Flatten, x, start_axis=axis, stop_axis=info.rank - 1)
    values = build.emit_all(_OPS[op.name], x, axis=axis, mode=mode)
    if flag(op, "keepdim") and info.rank:
        values = [build.emit(pd.Unsqueeze, value, axis=tuple(sorted(axes))) for value in values]
    build.set(op, results[0], values[0])
    if mode == "min" and op.result_list(results[1]):
        build.set(op, results[1], values[1])
