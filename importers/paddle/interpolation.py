"""Mapping of resizing."""

from typing import Any

from paddle_mlir.dialects import pd
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
    attributes: dict[str, Any] = {"data_format": layout or "NCHW"}
    for name in ("out_h", "out_w", "align_corners", "align_mode"):
        if name in op.attributes:
            attributes[name] = op.attributes[name]
    scale: Any = op.attributes.get("scale", [])
    scale = scale if isinstance(scale, list) else [scale]
    factors = [float(s) for s in scale if s]
    if op.operand_list(scale_slot):
        known = build.constant(build.required(op, scale_slot))
        if known is None:
            raise ValueError("a scale that is data is not supported")
        factors = [float(s) for s in known.reshape(-1)]
    sizes = build.operands(op, list_slot) or build.operands(op, size_slot)
    size_tensor = build.shape_tensor(sizes) if sizes else None
    known = build.constant(size_tensor) if sizes else None
    if known is not None:
        attributes["out_h"], attributes["out_w"] = (int(size) for size in known.reshape(-1))
        size_tensor, factors = None, []
    op_class = _OPS[op.name.removesuffix("_v2")]
    value = build.emit(
        op_class, build.required(op, x), size_tensor, scale=tuple(factors), **attributes
    )
    build.set(op, result, value)
