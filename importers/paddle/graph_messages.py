"""Mapping of message passing over graphs and of pooling over segments, ``paddle.geometric``."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.importers.paddle.attributes import text, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.filling import filled
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.packed_sequences import add, size_of, vector
from paddle_mlir.importers.paddle.source import SourceOp

_MESSAGES = {"ADD": pd.Add, "MUL": pd.Multiply}
_REDUCTIONS = {"SUM": "add", "MEAN": "add", "MIN": "amin", "MAX": "amax"}


@imports_pir("segment_pool")
@imports_program_desc("segment_pool")
def import_segment_pool(build: ModelBuilder, op: SourceOp) -> None:
    """Rows of one segment combined; the last number, the greatest, tells how many there are."""
    (out, _), (x_key, ids_key) = op.keys("Out", "SummedIds"), op.keys("X", "SegmentIds")
    x, ids = build.required(op, x_key), vector(build, build.required(op, ids_key))
    last = build.emit(pd.Slice, ids, None, None, axes=(0,), starts=(-1,), ends=(2**31 - 1,))
    reduce = text(op, "pooltype", "SUM")
    build.set(op, out, combined_rows(build, x, ids, add(build, last, 1), reduce))


@imports_pir("send_u_recv")
@imports_program_desc("graph_send_recv")
def import_send_u_recv(build: ModelBuilder, op: SourceOp) -> None:
    """Each edge takes the features of its source to its destination."""
    x_key, source_key, target_key, size_key = op.keys("X", "Src_index", "Dst_index", "Out_size")
    x, source = build.required(op, x_key), vector(build, build.required(op, source_key))
    messages = build.emit(pd.Gather, x, source)
    _receive(build, op, x, messages, target_key, size_key)


@imports_pir("send_ue_recv")
@imports_program_desc("graph_send_ue_recv")
def import_send_ue_recv(build: ModelBuilder, op: SourceOp) -> None:
    """The same, with the edge's own features added to those of its source, or multiplied."""
    slots = ("X", "Y", "Src_index", "Dst_index", "Out_size")
    x_key, y_key, source_key, target_key, size_key = op.keys(*slots)
    x, edges = build.required(op, x_key), build.required(op, y_key)
    source = vector(build, build.required(op, source_key))
    messages = _message(build, op, build.emit(pd.Gather, x, source), edges)
    _receive(build, op, x, messages, target_key, size_key)


@imports_pir("send_uv")
@imports_program_desc("graph_send_uv")
def import_send_uv(build: ModelBuilder, op: SourceOp) -> None:
    """Features of an edge: those of its source and its destination, added or multiplied."""
    keys = op.keys("x", "y", "src_index", "dst_index")
    x, y, source, target = (build.required(op, key) for key in keys)
    sent, met = (
        build.emit(pd.Gather, nodes, vector(build, index))
        for nodes, index in ((x, source), (y, target))
    )
    build.set(op, op.keys("out")[0], _message(build, op, sent, met))


def _message(build: ModelBuilder, op: SourceOp, x: Any, y: Any) -> Any:
    """Features of edges combined; they broadcast from the last axis, the edges do not."""
    kind = text(op, "message_op", "ADD")
    if kind not in _MESSAGES:
        raise ValueError(f"attribute 'message_op' must be one of {[*_MESSAGES]}, got {kind!r}")
    rank = max(2, build.info(x).rank, build.info(y).rank)
    parts = []
    for part in (x, y):
        missing = rank - build.info(part).rank
        axes = (1,) * missing
        parts.append(build.emit(pd.Unsqueeze, part, axis=axes) if missing else part)
    return build.emit(_MESSAGES[kind], *parts)


def _receive(
    build: ModelBuilder, op: SourceOp, x: Any, messages: Any, target_key: str, size_key: str
) -> None:
    """Messages combined at their destinations: as many as there are nodes, or as are asked for."""
    given, nodes = build.operands(op, size_key), size_of(build, x, 0)
    if given:
        rows = build.shape_tensor(given)
    else:
        (asked,) = wholes(op, "out_size", (0,)) or (0,)
        rows = build.size_tensor(asked)
    known = build.constant(rows)
    if known is None:
        zero = build.emit(pd.Full, value=0.0, dtype="int64")
        rows = build.emit(pd.Where, build.emit(pd.GreaterThan, rows, zero), rows, nodes)
    elif known[0] <= 0:
        rows = nodes
    target = vector(build, build.required(op, target_key))
    out = combined_rows(build, messages, target, rows, text(op, "reduce_op", "SUM"))
    build.set(op, op.keys("Out")[0], out)


def combined_rows(build: ModelBuilder, x: Any, index: Any, rows: Any, reduce: str) -> Any:
    """Rows of ``x`` that have one number combined; rows that no number names are zero.

    Args:
        build: the builder.
        x: ``[n, ...]``.
        index: where each row goes, an int64 vector.
        rows: of the result, an int64 tensor of one element.
        reduce: SUM, MEAN, MIN or MAX.

    Raises:
        ValueError: it is another.
    """
    if reduce not in _REDUCTIONS:
        raise ValueError(f"rows are combined by one of {[*_REDUCTIONS]}, got {reduce!r}")
    info = build.info(x)
    sizes = [rows, *(size_of(build, x, axis) for axis in range(1, info.rank))]
    places = build.emit(pd.Unsqueeze, index, axis=(-1,))
    out = filled(build, 0.0, info.dtype, build.shape_tensor(sizes))
    if reduce in ("MIN", "MAX"):
        # Any of the rows to begin with.
        out = build.emit(pd.ScatterNd, out, places, x)
    out = build.emit(pd.ScatterNd, out, places, x, reduce=_REDUCTIONS[reduce])
    if reduce != "MEAN":
        return out
    ones = build.emit(pd.FullLike, index, value=1.0, dtype="int64")
    none = filled(build, 0.0, "int64", rows)
    count = build.emit(pd.ScatterNd, none, places, ones, reduce="add")
    one = build.emit(pd.Full, value=1.0, dtype="int64")
    count = build.emit(pd.Cast, build.emit(pd.Maximum, count, one), dtype=info.dtype)
    if info.rank > 1:
        count = build.emit(pd.Unsqueeze, count, axis=tuple(range(1, info.rank)))
    divide = pd.Divide if dtypes.is_float(info.dtype) else pd.FloorDivide
    return build.emit(divide, out, count)
