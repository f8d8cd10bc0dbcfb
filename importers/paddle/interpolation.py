"""Mapping of resizing."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import LAYOUTS, spatial_axes
from paddle_mlir.dialects.pd.definition import PdOp
from paddle_mlir.dialects.pd.interpolation import exact_fraction, interpolated_sizes
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.importers.paddle.attributes import flag, reals, text, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_OPS: dict[str, type[PdOp]] = {
    "nearest_interp": pd.NearestInterp,
    "linear_interp": pd.BilinearInterp,
    "bilinear_interp": pd.BilinearInterp,
    "trilinear_interp": pd.BilinearInterp,
    "bicubic_interp": pd.BicubicInterp,
}
_SIZES = ("out_d", "out_h", "out_w")


@imports_pir(*_OPS)
def import_pir_interpolation(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, out_size, size_tensor (a list), scale_tensor: sizes as data beat the scale."""
    _interpolate(build, op, "0", ("1", "2", "3"), "0", text(op, "data_format", "NCHW"))


@imports_program_desc(*_OPS, *(f"{name}_v2" for name in _OPS))
def import_interpolation(build: ModelBuilder, op: SourceOp) -> None:
    """The same with named slots; version 1 has one scale, 0 for none."""
    slots = ("OutSize", "SizeTensor", "Scale")
    _interpolate(build, op, "X", slots, "Out", text(op, "data_layout", "NCHW"))


def _interpolate(
    build: ModelBuilder,
    op: SourceOp,
    x: str,
    slots: tuple[str, str, str],
    result: str,
    layout: str,
) -> None:
    size_slot, list_slot, scale_slot = slots
    operand = build.required(op, x)
    info = build.info(operand)
    if info.rank not in LAYOUTS:
        raise ValueError(f"operand 'x' must have rank 3, 4 or 5, got {info}")
    names = _SIZES[5 - info.rank :]
    attributes: dict[str, Any] = {
        # Paddle writes NCHW and NHWC at every rank.
        "data_format": LAYOUTS[info.rank][layout.endswith("C")],
        "align_corners": flag(op, "align_corners", True),
        "align_mode": whole(op, "align_mode", 1),
        **{name: whole(op, name, -1) for name in names},
    }
    factors = _scale(build, op, scale_slot)
    sizes = build.operands(op, list_slot) or build.operands(op, size_slot)
    axes = spatial_axes(attributes["data_format"], info.rank)
    is_first_version = op.kind == "program_desc" and not op.name.endswith("_v2")
    size_tensor = None
    if sizes:
        size_tensor = build.shape_tensor(sizes)
        known = build.constant(size_tensor)
        if known is not None:
            numbers = (int(size) for size in known.reshape(-1))
            attributes |= dict(zip(names, numbers, strict=True))
            size_tensor = None
        factors = []
    elif factors:
        # Version 1 reads elements in steps of in / out, whatever the factor that gave the size.
        only_sizes = is_first_version and any(factor != int(factor) for factor in factors)
        spatial = [info.dims[axis] for axis in axes]
        if only_sizes and all(isinstance(size, int) for size in spatial):
            attributes |= dict(zip(names, interpolated_sizes(spatial, (), factors), strict=True))
        elif only_sizes or not _is_exact(spatial, factors):
            size_tensor = _scaled_sizes(build, operand, axes, factors)
        factors = [] if only_sizes else factors
    op_class = _OPS[op.name.removesuffix("_v2")]
    value = build.emit(op_class, operand, size_tensor, scale=tuple(factors), **attributes)
    build.set(op, result, value)


def _is_exact(sizes: list[Size], factors: list[float]) -> bool:
    """True when the scaled sizes are known before run time."""
    each = factors * len(sizes) if len(factors) == 1 else factors
    return all(
        isinstance(size, int) or exact_fraction(factor) is not None
        for size, factor in zip(sizes, each, strict=True)
    )


def _scaled_sizes(build: ModelBuilder, x: Any, axes: Sequence[int], factors: list[float]) -> Any:
    """``cast(shape(x)[axes] * factors, int64)``, multiplied in f32 as Paddle does."""
    scale = build.emit(pd.Constant, value=np.array(factors, dtype="float32"))
    shape = build.emit(pd.Shape, x)
    sizes = build.emit(pd.Slice, shape, axes=(0,), starts=(axes[0],), ends=(axes[-1] + 1,))
    scaled = build.emit(pd.Multiply, build.emit(pd.Cast, sizes, dtype="float32"), scale)
    return build.emit(pd.Cast, scaled, dtype="int64")


def _scale(build: ModelBuilder, op: SourceOp, slot: str) -> list[float]:
    """The factors; none where sizes decide.

    Limits: factors must be constants.
    """
    if op.operand_list(slot):
        known = build.constant(build.required(op, slot))
        if known is None:
            raise ValueError("a scale that is data is not supported")
        return [float(factor) for factor in known.reshape(-1)]
    return [factor for factor in reals(op, "scale", (), or_one=True) if factor]
