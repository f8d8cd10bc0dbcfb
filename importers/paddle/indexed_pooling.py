"""Mapping of pooling with positions, and of its inverse."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import real, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp


@imports_pir("max_pool2d_with_index", "max_pool3d_with_index")
def import_pir_max_pool_with_index(build: ModelBuilder, op: SourceOp) -> None:
    """A pooling, and a search for where its maxima are, which falls away when nothing uses it."""
    _max_pool_with_index(build, op, "0", ("0", "1"), wholes(op, "kernel_size"))


@imports_program_desc("max_pool2d_with_index", "max_pool3d_with_index")
def import_max_pool_with_index(build: ModelBuilder, op: SourceOp) -> None:
    """The same with named slots."""
    _max_pool_with_index(build, op, "X", ("Out", "Mask"), wholes(op, "ksize"))


def _max_pool_with_index(
    build: ModelBuilder, op: SourceOp, x: str, results: tuple[str, str], kernel: tuple[int, ...]
) -> None:
    value = build.required(op, x)
    pool = pd.Pool3d if build.info(value).rank == 5 else pd.Pool2d
    attributes: dict[str, Any] = {
        name: op.attributes[name]
        for name in ("strides", "paddings", "ceil_mode", "global_pooling", "adaptive")
        if name in op.attributes
    }
    attributes["kernel_size"] = kernel
    build.set(op, results[0], build.emit(pool, value, pooling_type="max", **attributes))
    if op.result_list(results[1]):
        build.set(op, results[1], build.emit(pd.MaxPoolIndex, value, **attributes))


@imports_pir("fractional_max_pool2d", "fractional_max_pool3d")
def import_fractional_max_pool(build: ModelBuilder, op: SourceOp) -> None:
    """The attributes are ours; return_mask only says whether the positions are used."""
    results = build.emit_all(
        pd.FractionalMaxPool,
        build.required(op, "0"),
        output_size=wholes(op, "output_size"),
        kernel_size=wholes(op, "kernel_size"),
        random_u=real(op, "random_u"),
    )
    for position, result in enumerate(results):
        if op.result_list(str(position)):
            build.set(op, str(position), result)


@imports_pir("unpool")
def import_pir_unpool(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, indices, output_size."""
    sizes = build.constant(build.required(op, "2"))
    if sizes is None:
        raise ValueError("output_size must be a constant")
    _unpool(build, op, {"x": "0", "indices": "1"}, "0", sizes.reshape(-1).tolist())


@imports_pir("unpool3d")
def import_pir_unpool3d(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, indices."""
    _unpool(build, op, {"x": "0", "indices": "1"}, "0", wholes(op, "output_size"))


@imports_program_desc("unpool", "unpool3d")
def import_unpool(build: ModelBuilder, op: SourceOp) -> None:
    """The same; without output_size it follows from the kernel."""
    slots = {"x": "X", "indices": "Indices"}
    _unpool(build, op, slots, "Out", wholes(op, "output_size", ()) or _unpooled_sizes(build, op))


def _unpooled_sizes(build: ModelBuilder, op: SourceOp) -> list[int]:
    """``(size - 1) * stride - 2 * padding + kernel`` for each spatial dimension."""
    named = [wholes(op, name) for name in ("ksize", "strides", "paddings")]
    sizes = build.info(build.required(op, "X")).dims[2:]
    if not all(isinstance(size, int) for size in sizes):
        raise ValueError("output_size must be given for a map of dynamic size")
    return [
        (size - 1) * stride - 2 * pad + kernel
        for size, kernel, stride, pad in zip(sizes, *named, strict=True)
        if isinstance(size, int)
    ]


def _unpool(
    build: ModelBuilder, op: SourceOp, slots: Mapping[str, str], result: str, outputs: Sequence[int]
) -> None:
    """``put_along_axis(zeros, indices, x)``, with each map flattened."""
    x, indices = (build.required(op, slots[name]) for name in ("x", "indices"))
    if any(size < 1 for size in outputs):
        raise ValueError(f"output_size must be positive, got {list(outputs)}")
    flat, places = (build.emit(pd.Reshape, value, shape=(0, 0, -1)) for value in (x, indices))
    shape = build.emit(pd.Shape, x)
    if build.info(shape).dtype != "int64":
        shape = build.emit(pd.Cast, shape, dtype="int64")
    first = build.emit(pd.Slice, shape, axes=(0,), starts=(0,), ends=(2,))
    count = build.emit(pd.Constant, value=np.array([np.prod(outputs)], dtype="int64"))
    zeros = build.emit(
        pd.Full,
        build.emit(pd.Concat, [first, count], axis=0),
        value=0.0,
        dtype=build.info(x).dtype,
    )
    filled = build.emit(pd.PutAlongAxis, zeros, places, flat, axis=2)
    build.set(op, result, build.emit(pd.Reshape, filled, shape=(0, 0, *outputs)))
