"""Mapping of ops that move elements."""

from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import whole, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    pir_rule,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

_X = {"X": "x"}

pir_rule("reshape", pd.Reshape, ("x", "shape"))
pir_rule("concat", pd.Concat, ("x", "axis"))
pir_rule("squeeze", pd.Squeeze, ("x", "axis"))
pir_rule("unsqueeze", pd.Unsqueeze, ("x", "axis"))
pir_rule("expand", pd.Expand, ("x", "shape"))
pir_rule("share_data", pd.Assign)
pir_rule("channel_shuffle", pd.ShuffleChannel, renamed={"groups": "group"})
pir_rule("shape64", pd.Shape, set={"dtype": "int64"})

program_desc_rule("share_data", pd.Assign, _X)
program_desc_rule("shape", pd.Shape, {"Input": "x"})
program_desc_rule(("transpose", "transpose2"), pd.Transpose, _X, renamed={"axis": "perm"})
program_desc_rule("flatten_contiguous_range", pd.Flatten, _X)
program_desc_rule(("squeeze", "squeeze2"), pd.Squeeze, _X, renamed={"axes": "axis"})
program_desc_rule(
    ("unsqueeze", "unsqueeze2"),
    pd.Unsqueeze,
    {"X": "x", "AxesTensorList": "axis", "AxesTensor": "axis"},
    renamed={"axes": "axis"},
)
program_desc_rule("concat", pd.Concat, {"X": "x", "AxisTensor": "axis"})
program_desc_rule("stack", pd.Stack, _X, "Y")
program_desc_rule(
    "expand_v2", pd.Expand, {"X": "x", "Shape": "shape", "expand_shapes_tensor": "shape"}
)
program_desc_rule(
    ("shuffle_channel", "channel_shuffle"), pd.ShuffleChannel, _X, renamed={"groups": "group"}
)


@imports_program_desc("reshape", "reshape2")
def import_reshape(build: ModelBuilder, op: SourceOp) -> None:
    """A shape that is data, in ``ShapeTensor`` (a list) or ``Shape``, beats the attribute."""
    x = build.required(op, "X")
    sizes = build.operands(op, "ShapeTensor") or build.operands(op, "Shape")
    shape = wholes(op, "shape", ())
    if sizes:
        tensor = build.shape_tensor(sizes)
        known = build.constant(tensor)
        if known is None:
            build.set(op, "Out", build.emit(pd.Reshape, x, tensor))
            return
        shape = tuple(known.reshape(-1).tolist())
    build.set(op, "Out", build.emit(pd.Reshape, x, shape=shape))


@imports_program_desc("flatten", "flatten2")
def import_flatten(build: ModelBuilder, op: SourceOp) -> None:
    """Version 1: a matrix of the dimensions before ``axis`` and those from it on."""
    x, axis = build.required(op, "X"), whole(op, "axis", 1)
    rank = build.info(x).rank
    axis = axis + rank if axis < 0 else axis
    if not 0 <= axis <= rank:
        raise ValueError(f"axis {axis} is out of range for rank {rank}")
    if axis > 1:
        x = build.emit(pd.Flatten, x, start_axis=0, stop_axis=axis - 1)
    # A side without dimensions has one element.
    if axis == 0:
        x = build.emit(pd.Unsqueeze, x, axis=(0,))
    if axis == rank:
        x = build.emit(pd.Unsqueeze, x, axis=(-1,))
    build.set(op, "Out", build.emit(pd.Flatten, x, start_axis=1, stop_axis=-1))


@imports_program_desc("expand_as_v2")
def import_expand_as(build: ModelBuilder, op: SourceOp) -> None:
    """The shape of ``Y`` where it is given, else ``target_shape``."""
    y, shape = build.operand(op, "Y"), wholes(op, "target_shape", ())
    _expand_as(build, op, build.required(op, "X"), y, shape, "Out")


@imports_pir("expand_as")
def import_pir_expand_as(build: ModelBuilder, op: SourceOp) -> None:
    """The same by position."""
    y, shape = build.operand(op, "1"), wholes(op, "target_shape", ())
    _expand_as(build, op, build.required(op, "0"), y, shape, "0")


def _expand_as(
    build: ModelBuilder, op: SourceOp, x: Any, y: Any, shape: tuple[int, ...], result: str
) -> None:
    if y is None:
        build.set(op, result, build.emit(pd.Expand, x, shape=shape))
        return
    sizes = build.emit(pd.Shape, y, dtype="int64")
    known = build.constant(sizes)
    if known is not None:
        build.set(op, result, build.emit(pd.Expand, x, shape=tuple(known.tolist())))
    else:
        build.set(op, result, build.emit(pd.Expand, x, sizes))


@imports_pir("tile")
def import_pir_tile(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, repeat_times."""
    _tile(build, op, build.required(op, "0"), build.operands(op, "1"), "0")


@imports_program_desc("tile")
def import_tile(build: ModelBuilder, op: SourceOp) -> None:
    """Counts that are data come as one tensor or as a list of them and beat the attribute."""
    counts = build.operands(op, "RepeatTimes") or build.operands(op, "repeat_times_tensor")
    if not counts:
        times = wholes(op, "repeat_times", ())
        build.set(op, "Out", build.emit(pd.Tile, build.required(op, "X"), repeat_times=times))
        return
    _tile(build, op, build.required(op, "X"), counts, "Out")


def _tile(build: ModelBuilder, op: SourceOp, x: Any, counts: list[Any], result: str) -> None:
    """With counts that are data: every size gets a count before it, and the two are merged."""
    times = build.shape_tensor(counts)
    known = build.constant(times)
    if known is not None:
        numbers = tuple(known.reshape(-1).tolist())
        build.set(op, result, build.emit(pd.Tile, x, repeat_times=numbers))
        return
    rank, (length,) = build.info(x).rank, build.info(times).dims
    if not isinstance(length, int):
        raise ValueError("operand 'repeat_times' must have a static length")
    if length < rank:
        ones = build.emit(pd.Constant, value=np.ones(rank - length, dtype="int64"))
        times = build.emit(pd.Concat, [ones, times])
    elif length > rank:
        x = build.emit(pd.Unsqueeze, x, axis=(0,) * (length - rank))
        rank = length
    sizes = build.emit(pd.Shape, x, dtype="int64")
    pairs = build.emit(pd.Stack, [times, sizes], axis=1)
    spaced = build.emit(pd.Unsqueeze, x, axis=tuple(range(0, 2 * rank, 2)))
    expanded = build.emit(pd.Expand, spaced, build.emit(pd.Reshape, pairs, shape=(-1,)))
    merged = build.emit(pd.Multiply, times, sizes)
    build.set(op, result, build.emit(pd.Reshape, expanded, merged))
