"""Mapping of ops that pick elements by tensors of positions."""

from typing import Any

import numpy as np

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.importers.paddle.attributes import whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    dtype_name,
    imports_pir,
    imports_program_desc,
    pir_rule,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.slicing import known_numbers
from paddle_mlir.importers.paddle.source import SourceOp

pir_rule("embedding", pd.Embedding, ignored=frozenset({"sparse", "scale_grad_by_freq"}))
pir_rule("index_select", pd.Gather, ("x", "index"))
pir_rule("index_sample", pd.TakeAlongAxis, ("x", "indices"), set={"axis": 1})
pir_rule("one_hot", pd.OneHot, ("x", "num_classes"))

program_desc_rule(
    "lookup_table_v2",
    pd.Embedding,
    {"Ids": "x", "W": "weight"},
    ignored=frozenset({"grad_inplace", "epmap", "table_names", "height_sections", "trainer_id"}),
)
program_desc_rule("index_select", pd.Gather, {"X": "x", "Index": "index"}, renamed={"dim": "axis"})
program_desc_rule("gather_nd", pd.GatherNd, {"X": "x", "Index": "index"})
program_desc_rule(
    "take_along_axis",
    pd.TakeAlongAxis,
    {"Input": "x", "Index": "indices"},
    "Result",
    renamed={"Axis": "axis"},
)
program_desc_rule("index_sample", pd.TakeAlongAxis, {"X": "x", "Index": "indices"}, set={"axis": 1})


@imports_pir("gather")
def import_pir_gather(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, index, axis."""
    axis = known_numbers(build, build.operands(op, "2"), "axis")[0]
    _gather(build, op, build.required(op, "0"), build.required(op, "1"), axis, "0")


@imports_program_desc("gather")
def import_gather(build: ModelBuilder, op: SourceOp) -> None:
    """The axis is an operand or an attribute."""
    axis = whole(op, "axis", 0)
    if build.operands(op, "Axis"):
        axis = known_numbers(build, build.operands(op, "Axis"), "axis")[0]
    _gather(build, op, build.required(op, "X"), build.required(op, "Index"), axis, "Out")


def _gather(build: ModelBuilder, op: SourceOp, x: Any, index: Any, axis: int, result: str) -> None:
    """An index of shape [N, 1] counts as one of shape [N]."""
    info = build.info(index)
    if info.rank == 2 and info.dims[1] == 1:
        index = build.emit(pd.Squeeze, index, axis=(1,))
    build.set(op, result, build.emit(pd.Gather, x, index, axis=axis))


@imports_program_desc("lookup_table")
def import_lookup_table(build: ModelBuilder, op: SourceOp) -> None:
    """Version 1: indices have a last dimension of 1, which goes."""
    ids = _without_last(build, build.required(op, "Ids"), "Ids")
    padding = whole(op, "padding_idx", -1)
    value = build.emit(pd.Embedding, ids, build.required(op, "W"), padding_idx=padding)
    build.set(op, "Out", value)


def _without_last(build: ModelBuilder, numbers: Any, key: str) -> Any:
    info = build.info(numbers)
    if not dtypes.is_integer(info.dtype) or info.rank == 0 or info.dims[-1] != 1:
        raise ValueError(f"operand {key!r} must end in a dimension of 1, got {info}")
    return build.emit(pd.Squeeze, numbers, axis=(-1,))


@imports_program_desc("one_hot", "one_hot_v2")
def import_one_hot(build: ModelBuilder, op: SourceOp) -> None:
    """The depth is an operand or an attribute; in version 1 numbers have a last dimension of 1."""
    x, depth = build.required(op, "X"), build.operand(op, "depth_tensor")
    if op.name == "one_hot":
        x = _without_last(build, x, "X")
    dtype = dtype_name(op.attributes.get("dtype", 5))
    known = None if depth is None else build.constant(depth)
    if depth is None or known is not None:
        count = whole(op, "depth") if known is None else int(known.reshape(-1)[0])
        value = build.emit(pd.OneHot, x, num_classes=count)
    else:
        value = build.emit(pd.OneHot, x, depth)
    if dtype != "float32":
        value = build.emit(pd.Cast, value, dtype=dtype)
    build.set(op, "Out", value)


@imports_pir("masked_fill")
def import_masked_fill(build: ModelBuilder, op: SourceOp) -> None:
    """``where(mask, value, x)``."""
    x, mask, value = (build.required(op, str(position)) for position in range(3))
    build.set(op, "0", build.emit(pd.Where, mask, value, x))


@imports_pir("shard_index")
@imports_program_desc("shard_index")
def import_shard_index(build: ModelBuilder, op: SourceOp) -> None:
    """``x % size if x // size == shard_id else ignore_value``; size is that of a shard."""
    (key,) = op.keys("X")
    x = build.required(op, key)
    total, shards = whole(op, "index_num"), whole(op, "nshards")
    dtype = build.info(x).dtype
    size, shard, ignored = (
        build.emit(pd.Constant, value=np.array(number, dtype))
        for number in (
            (total + shards - 1) // shards,
            whole(op, "shard_id"),
            whole(op, "ignore_value", -1),
        )
    )
    own = build.emit(pd.Equal, build.emit(pd.FloorDivide, x, size), shard)
    rest = build.emit(pd.Remainder, x, size)
    build.set(op, op.keys("Out")[0], build.emit(pd.Where, own, rest, ignored))


@imports_pir("c_embedding")
@imports_program_desc("c_embedding")
def import_c_embedding(build: ModelBuilder, op: SourceOp) -> None:
    """Rows of a part of a table that begins with row ``start_index``; rows elsewhere are zero."""
    weight, x = (build.required(op, key) for key in op.keys("W", "Ids"))
    dtype, info = build.info(x).dtype, build.info(weight)
    start = build.emit(pd.Constant, value=np.array(whole(op, "start_index", 0), dtype))
    zero, count = (build.emit(pd.Constant, value=np.array(n, dtype)) for n in (0, info.dims[0]))
    index = build.emit(pd.Subtract, x, start)
    inside = build.emit(
        pd.LogicalAnd,
        build.emit(pd.GreaterEqual, index, zero),
        build.emit(pd.LessThan, index, count),
    )
    rows = build.emit(pd.Embedding, build.emit(pd.Where, inside, index, zero), weight)
    nothing = build.emit(pd.Full, value=0.0, dtype=info.dtype)
    kept = build.emit(pd.Unsqueeze, inside, axis=(-1,))
    build.set(op, op.keys("Out")[0], build.emit(pd.Where, kept, rows, nothing))
