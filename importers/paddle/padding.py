"""Mapping of padding."""

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import real, text, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    pir_rule,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

pir_rule("pad", pd.Pad, ("x", "pad_value"))
program_desc_rule("pad", pd.Pad, {"X": "x"})

# Padded axes in the order in which the paddings name them.
_AXES = {"NCHW": (2, 3), "NHWC": (1, 2), "NCDHW": (4, 3, 2), "NDHWC": (3, 2, 1)}


@imports_pir("pad3d")
def import_pir_pad3d(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, paddings: left, right, top, bottom, front, back."""
    value = real(op, "pad_value", 0.0)
    sizes = build.operands(op, "1")
    _pad(build, op, build.required(op, "0"), sizes, value, "NCDHW", "0")


@imports_program_desc("pad3d")
def import_pad3d(build: ModelBuilder, op: SourceOp) -> None:
    """The same with attributes."""
    value, sizes = real(op, "value", 0.0), build.operands(op, "Paddings")
    _pad(build, op, build.required(op, "X"), sizes, value, "NCDHW", "Out")


@imports_program_desc("pad2d")
def import_pad2d(build: ModelBuilder, op: SourceOp) -> None:
    """Paddings: top, bottom, left, right; mode ``edge`` is replicate."""
    value, sizes = real(op, "pad_value", 0.0), build.operands(op, "Paddings")
    _pad(build, op, build.required(op, "X"), sizes, value, "NCHW", "Out")


def _pad(
    build: ModelBuilder,
    op: SourceOp,
    x: Any,
    sizes: list[Any],
    value: float,
    usual_layout: str,
    result: str,
) -> None:
    layout, mode = text(op, "data_format", usual_layout), text(op, "mode")
    if layout not in _AXES or len(layout) != len(usual_layout):
        raise ValueError(f"attribute 'data_format' is not supported, got {layout!r}")
    paddings = wholes(op, "paddings", ())
    given = None
    if sizes:
        given = sizes[0] if len(sizes) == 1 else build.shape_tensor(sizes)
        known = build.constant(given)
        if known is not None:
            paddings, given = tuple(known.reshape(-1).tolist()), None
    attributes: dict[str, Any] = {"axes": _AXES[layout], "pad_value": value}
    attributes["mode"] = "replicate" if mode == "edge" else mode
    if given is None:
        attributes["paddings"] = paddings
    build.set(op, result, build.emit(pd.Pad, x, given, **attributes))


@imports_program_desc("pad_constant_like")
def import_pad_constant_like(build: ModelBuilder, op: SourceOp) -> None:
    """``Y`` padded behind its elements to the shape of ``X``, which must be static."""
    x, y = build.required(op, "X"), build.required(op, "Y")
    wanted, own = build.info(x), build.info(y)
    paddings: list[int] = []
    for size, small in zip(wanted.dims, own.dims, strict=True):
        if not isinstance(size, int) or not isinstance(small, int):
            raise ValueError(f"operands must be of static shapes, got {wanted} and {own}")
        paddings += [0, size - small]
    value = real(op, "pad_value", 0.0)
    build.set(op, "Out", build.emit(pd.Pad, y, paddings=tuple(paddings), pad_value=value))
