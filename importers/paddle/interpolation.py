"""Mapping of resizing."""

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import spatial_axes
from paddle_mlir.dialects.pd.interpolation import interpolated_sizes
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_OPS = {"nearest_interp": pd.NearestInterp, "bilinear_interp": pd.BilinearInterp}


@imports_pir(*_OPS)
def import_pir_interpolation(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, out_size, size_tensor (a list), scale_tensor: sizes as data beat the scale."""
    _interpolate(build, op, "0", ("1", "2", "3"), "0", op.attributes.get("data_format"))


@imports_program_desc(*_OPS, *(f"{name}_v2" for name in _OPS))
def import_interpolation(build: ModelBuilder, op: SourceOp) -> None:
    """The same with named slots; version 1 has one scale, 0 for none."""
    slots = ("OutSize", "SizeTensor", "Scale")
    _interpolate(build, op, "X", slots, "Out", op.attributes.get("data_layout"))


def _interpolate(
    build: ModelBuilder,
    op: SourceOp,
    x: str,
    slots: tuple[str, str, str],
    result: str,
    layout: Any,
) -> None:
    size_slot, list_slot, scale_slot = slots
    attributes: dict[str, Any] = {
        "data_format": layout or "NCHW",
        "align_corners": op.attributes.get("align_corners", True),
        "align_mode": op.attributes.get("align_mode", 1),
        "out_h": op.attributes.get("out_h", -1),
        "out_w": op.attributes.get("out_w", -1),
    }
    operand = build.required(op, x)
    factors = _scale(build, op, scale_slot)
    sizes = build.operands(op, list_slot) or build.operands(op, size_slot)
    size_tensor = build.shape_tensor(sizes) if sizes else None
    known = build.constant(size_tensor) if sizes else None
    if known is not None:
        attributes["out_h"], attributes["out_w"] = (int(size) for size in known.reshape(-1))
        size_tensor, factors = None, []
    if op.kind == "program_desc" and not op.name.endswith("_v2") and not sizes:
        factors = _sizes_of_version_1(build.info(operand), factors, attributes)
    op_class = _OPS[op.name.removesuffix("_v2")]
    value = build.emit(op_class, operand, size_tensor, scale=tuple(factors), **attributes)
    build.set(op, result, value)


def _scale(build: ModelBuilder, op: SourceOp, slot: str) -> list[float]:
    """The factors; none where sizes decide."""
    if op.operand_list(slot):
        known = build.constant(build.required(op, slot))
        if known is None:
            raise ValueError("a scale that is data is not supported")
        return [float(factor) for factor in known.reshape(-1)]
    scale: Any = op.attributes.get("scale", [])
    return [float(factor) for factor in (scale if isinstance(scale, list) else [scale]) if factor]


def _sizes_of_version_1(
    x: TensorInfo, factors: list[float], attributes: dict[str, Any]
) -> list[float]:
    """What remains of the factors when sizes are set in their place.

    Version 1 has the factors only decide the sizes; its elements are read in steps of
    ``in / out``, which for a whole factor is the same.
    """
    if all(factor == int(factor) for factor in factors):
        return factors
    axes = spatial_axes(attributes["data_format"])
    sizes = interpolated_sizes([x.dims[axis] for axis in axes], (), factors)
    if not all(isinstance(size, int) for size in sizes):
        raise ValueError(f"scale {factors[0]} of a dynamic size is not supported in version 1")
    attributes["out_h"], attributes["out_w"] = sizes
    return []
