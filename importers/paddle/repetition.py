"""Mapping of ops that repeat or broadcast."""

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.importers.paddle.attributes import whole, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp


@imports_pir("repeat_interleave")
def import_pir_repeat_interleave(build: ModelBuilder, op: SourceOp) -> None:
    """``output_size`` is a hint."""
    x, repeats, axis = build.required(op, "0"), whole(op, "repeats"), whole(op, "axis", 0)
    build.set(op, "0", build.emit(pd.RepeatInterleave, x, repeats=repeats, axis=axis))


@imports_pir("repeat_interleave_with_tensor_index")
def import_repeat_interleave_with_tensor_index(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, repeats; ``output_size`` is a hint."""
    x, repeats = build.required(op, "0"), build.required(op, "1")
    axis = whole(op, "axis", 0)
    build.set(op, "0", build.emit(pd.RepeatInterleaveWithTensorIndex, x, repeats, axis=axis))


@imports_program_desc("repeat_interleave")
def import_repeat_interleave(build: ModelBuilder, op: SourceOp) -> None:
    """``RepeatsTensor`` where it is given, else the attribute ``Repeats``."""
    x, repeats = build.required(op, "X"), build.operand(op, "RepeatsTensor")
    axis = whole(op, "dim", 0)
    if repeats is not None:
        value = build.emit(pd.RepeatInterleaveWithTensorIndex, x, repeats, axis=axis)
    else:
        value = build.emit(pd.RepeatInterleave, x, repeats=whole(op, "Repeats"), axis=axis)
    build.set(op, "Out", value)


@imports_pir("meshgrid")
def import_pir_meshgrid(build: ModelBuilder, op: SourceOp) -> None:
    """Vectors, each along an axis of its own: ``out_k[i_0, i_1, ...] = x_k[i_k]``."""
    _meshgrid(build, op, build.operands(op, "0"), "0")


@imports_program_desc("meshgrid")
def import_meshgrid(build: ModelBuilder, op: SourceOp) -> None:
    """The same."""
    _meshgrid(build, op, build.operands(op, "X"), "Out")


def _meshgrid(build: ModelBuilder, op: SourceOp, vectors: list[Any], result: str) -> None:
    vectors = [
        build.emit(pd.Reshape, vector, shape=(1,)) if build.info(vector).rank == 0 else vector
        for vector in vectors
    ]
    sizes = [build.emit(pd.Shape, vector, dtype="int64") for vector in vectors]
    shape = sizes[0] if len(sizes) == 1 else build.emit(pd.Concat, sizes, axis=0)
    grids = []
    for own, vector in enumerate(vectors):
        others = tuple(axis for axis in range(len(vectors)) if axis != own)
        lined = build.emit(pd.Unsqueeze, vector, axis=others) if others else vector
        grids.append(_expand(build, lined, shape))
    build.set_list(op, result, grids)


def _expand(build: ModelBuilder, x: Any, shape: Any) -> Any:
    known = build.constant(shape)
    if known is not None:
        return build.emit(pd.Expand, x, shape=tuple(known.tolist()))
    return build.emit(pd.Expand, x, shape)


@imports_pir("broadcast_tensors")
def import_pir_broadcast_tensors(build: ModelBuilder, op: SourceOp) -> None:
    """Every operand expanded to the shape that all of them broadcast to."""
    _broadcast_tensors(build, op, build.operands(op, "0"), "0")


@imports_program_desc("broadcast_tensors")
def import_broadcast_tensors(build: ModelBuilder, op: SourceOp) -> None:
    """The same."""
    _broadcast_tensors(build, op, build.operands(op, "X"), "Out")


def _broadcast_tensors(build: ModelBuilder, op: SourceOp, values: list[Any], result: str) -> None:
    """A choice between two tensors is broadcast; one that always takes the first expands it."""
    always = build.emit(pd.Full, value=1.0, dtype="bool")
    expanded = []
    for own, value in enumerate(values):
        wide = value
        for other, partner in enumerate(values):
            if other != own and build.info(partner).dims != build.info(wide).dims:
                wide = build.emit(pd.Where, always, wide, partner)
        expanded.append(wide)
    build.set_list(op, result, expanded)


@imports_program_desc("expand")
def import_expand(build: ModelBuilder, op: SourceOp) -> None:
    """Version 1 repeats: ``expand_times`` counts, one for each dimension."""
    x = build.required(op, "X")
    given = build.operands(op, "ExpandTimes") or build.operands(op, "expand_times_tensor")
    times = wholes(op, "expand_times", ())
    if given:
        known = build.constant(build.shape_tensor(given))
        if known is None:
            raise ValueError("operand 'ExpandTimes' must be a constant")
        times = tuple(known.reshape(-1).tolist())
    build.set(op, "Out", build.emit(pd.Tile, x, repeat_times=times))


@imports_program_desc("expand_as")
def import_expand_as(build: ModelBuilder, op: SourceOp) -> None:
    """Version 1: ``X`` repeated to the shape of ``target_tensor``, which must be static."""
    x, target = build.required(op, "X"), build.required(op, "target_tensor")
    own, wanted = build.info(x), build.info(target)
    times = [_quotient(w, o) for w, o in zip(wanted.dims, own.dims, strict=True)]
    build.set(op, "Out", build.emit(pd.Tile, x, repeat_times=tuple(times)))


def _quotient(wanted: Size, own: Size) -> int:
    if wanted == own:
        return 1
    if not isinstance(wanted, int) or not isinstance(own, int) or own == 0 or wanted % own:
        raise ValueError(f"size {own} cannot be repeated to {wanted}; both must be static")
    return wanted // own
