"""Mapping of ops that move elements."""

from typing import Any

import numpy as np

from paddle_mlir.dialects import dtypes, pd
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
pir_rule("gather", pd.Gather, ("x", "index", "axis"))
pir_rule("share_data", pd.Assign)
pir_rule("channel_shuffle", pd.ShuffleChannel, renamed={"groups": "group"})
pir_rule("shape64", pd.Shape, set={"dtype": "int64"})
pir_rule("embedding", pd.Embedding, ignored=frozenset({"sparse", "scale_grad_by_freq"}))

program_desc_rule("assign", pd.Assign, _X)
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
program_desc_rule("gather", pd.Gather, {"X": "x", "Index": "index", "Axis": "axis"})
program_desc_rule(
    "expand_v2", pd.Expand, {"X": "x", "Shape": "shape", "expand_shapes_tensor": "shape"}
)
program_desc_rule("lookup_table_v2", pd.Embedding, {"Ids": "x", "W": "weight"})
program_desc_rule(
    ("shuffle_channel", "channel_shuffle"), pd.ShuffleChannel, _X, renamed={"groups": "group"}
)


@imports_pir("slice")
def import_pir_slice(build: ModelBuilder, op: SourceOp) -> None:
    """Operands input, starts, ends."""
    _slice(
        build, op, build.required(op, "0"), "0", build.operands(op, "1"), build.operands(op, "2")
    )


@imports_program_desc("slice")
def import_slice(build: ModelBuilder, op: SourceOp) -> None:
    """The same; bounds that are data come as one tensor or as a list of them."""
    starts = build.operands(op, "StartsTensor") or build.operands(op, "StartsTensorList")
    ends = build.operands(op, "EndsTensor") or build.operands(op, "EndsTensorList")
    _slice(build, op, build.required(op, "Input"), "Out", starts, ends)


def _slice(
    build: ModelBuilder, op: SourceOp, x: Any, result: str, starts: list[Any], ends: list[Any]
) -> None:
    attributes: dict[str, Any] = {
        "axes": tuple(op.attributes["axes"]),  # type: ignore[arg-type]
        "decrease_axis": tuple(op.attributes.get("decrease_axis", ())),  # type: ignore[arg-type]
    }
    tensors: dict[str, Any] = {}
    for name, values in (("starts", starts), ("ends", ends)):
        tensors[name] = None
        if not values:
            attributes[name] = tuple(op.attributes[name])  # type: ignore[arg-type]
            continue
        tensor = values[0] if len(values) == 1 else build.shape_tensor(values)
        known = build.constant(tensor)
        if known is None:
            tensors[name] = tensor
        else:
            attributes[name] = tuple(known.reshape(-1).tolist())
    value = build.emit(pd.Slice, x, tensors["starts"], tensors["ends"], **attributes)
    build.set(op, result, value)


@imports_program_desc("reshape", "reshape2")
def import_reshape(build: ModelBuilder, op: SourceOp) -> None:
    """A shape that is data, in ``ShapeTensor`` (a list) or ``Shape``, beats the attribute."""
    x = build.required(op, "X")
    sizes = build.operands(op, "ShapeTensor") or build.operands(op, "Shape")
    shape: Any = op.attributes.get("shape", [])
    if sizes:
        tensor = build.shape_tensor(sizes)
        known = build.constant(tensor)
        if known is None:
            build.set(op, "Out", build.emit(pd.Reshape, x, tensor))
            return
        shape = known.reshape(-1).tolist()
    build.set(op, "Out", build.emit(pd.Reshape, x, shape=tuple(shape)))


@imports_program_desc("flatten", "flatten2")
def import_flatten(build: ModelBuilder, op: SourceOp) -> None:
    """Version 1: a matrix of the dimensions before ``axis`` and those from it on."""
    x, axis = build.required(op, "X"), op.attributes.get("axis", 1)
    assert isinstance(axis, int)
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


@imports_pir("split", "split_with_num")
def import_pir_split(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, sections (or an attribute num) and axis."""
    operands = [build.operands(op, str(position)) for position in range(3)]
    axis = _only_constant(build, operands[-1] if op.name == "split" else operands[1], "axis")[0]
    if op.name == "split":
        attributes: dict[str, Any] = {
            "sections": tuple(_only_constant(build, operands[1], "sections"))
        }
    else:
        attributes = {"num": op.attributes["num"]}
    _split(build, op, build.required(op, "0"), "0", axis=axis, **attributes)


@imports_program_desc("split")
def import_split(build: ModelBuilder, op: SourceOp) -> None:
    """The same with attributes."""
    tensors = build.operands(op, "AxisTensor")
    axis: Any = op.attributes.get("axis", 0)
    if tensors:
        axis = _only_constant(build, tensors, "axis")[0]
    sections: Any = op.attributes.get("sections", [])
    if build.operands(op, "SectionsTensorList"):
        sections = _only_constant(build, build.operands(op, "SectionsTensorList"), "sections")
    count = {"sections": tuple(sections)} if sections else {"num": op.attributes["num"]}
    _split(build, op, build.required(op, "X"), "Out", axis=axis, **count)


def _only_constant(build: ModelBuilder, values: list[Any], name: str) -> list[Any]:
    known = None
    if values:
        known = build.constant(values[0] if len(values) == 1 else build.shape_tensor(values))
    if known is None:
        raise ValueError(f"operand {name!r} must be a constant")
    return list(known.reshape(-1).tolist())


def _split(build: ModelBuilder, op: SourceOp, x: Any, result: str, **attributes: Any) -> None:
    count = len(op.result_list(result))
    parts = [build.emit(pd.Split, x, index=index, **attributes) for index in range(count)]
    build.set_list(op, result, parts)


@imports_program_desc("expand_as_v2")
def import_expand_as(build: ModelBuilder, op: SourceOp) -> None:
    """The shape of ``Y`` where it is given, else ``target_shape``."""
    y, shape = build.operand(op, "Y"), op.attributes.get("target_shape", [])
    _expand_as(build, op, build.required(op, "X"), y, shape, "Out")


@imports_pir("expand_as")
def import_pir_expand_as(build: ModelBuilder, op: SourceOp) -> None:
    """The same by position."""
    y, shape = build.operand(op, "1"), op.attributes.get("target_shape", [])
    _expand_as(build, op, build.required(op, "0"), y, shape, "0")


def _expand_as(build: ModelBuilder, op: SourceOp, x: Any, y: Any, shape: Any, result: str) -> None:
    if y is None:
        build.set(op, result, build.emit(pd.Expand, x, shape=tuple(shape)))
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
        times: Any = op.attributes.get("repeat_times", [])
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


@imports_pir("dropout")
def import_pir_dropout(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, seed_tensor, p."""
    p = _only_constant(build, build.operands(op, "2"), "p")[0]
    _dropout(build, op, build.required(op, "0"), p, op.attributes["mode"], "0")


@imports_program_desc("dropout")
def import_dropout(build: ModelBuilder, op: SourceOp) -> None:
    """The same with attributes."""
    mode = op.attributes.get("dropout_implementation", "downgrade_in_infer")
    p = op.attributes.get("dropout_prob", 0.5)
    _dropout(build, op, build.required(op, "X"), p, mode, "Out")


def _dropout(build: ModelBuilder, op: SourceOp, x: Any, p: Any, mode: Any, result: str) -> None:
    if not op.attributes.get("is_test", False):
        raise ValueError("dropout in training is not supported; save the model in eval mode")
    build.set(op, result, build.emit(pd.Dropout, x, p=float(p), mode=mode))


@imports_program_desc("lookup_table")
def import_lookup_table(build: ModelBuilder, op: SourceOp) -> None:
    """Version 1: indices have a last dimension of 1, which goes."""
    ids = build.required(op, "Ids")
    info = build.info(ids)
    if not dtypes.is_integer(info.dtype) or info.rank == 0 or info.dims[-1] != 1:
        raise ValueError(f"operand 'Ids' must end in a dimension of 1, got {info}")
    ids = build.emit(pd.Squeeze, ids, axis=(-1,))
    padding = op.attributes.get("padding_idx", -1)
    value = build.emit(pd.Embedding, ids, build.required(op, "W"), padding_idx=padding)
    build.set(op, "Out", value)
