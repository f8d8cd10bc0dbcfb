"""Mapping of windows as columns and back."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_program_desc, program_desc_rule
from paddle_mlir.importers.paddle.packed_sequences import size_of
from paddle_mlir.importers.paddle.source import SourceOp

program_desc_rule("unfold", pd.Unfold, {"X": "x"}, "Y")
program_desc_rule("fold", pd.Fold, {"X": "x"}, "Y")


@imports_program_desc("im2sequence")
def import_im2sequence(build: ModelBuilder, op: SourceOp) -> None:
    """Windows as rows, those of all images one after the other: ``[windows, C * kh * kw]``.

    They are sequences, one an image.
    """
    if op.operand_list("Y"):
        raise ValueError("operand 'Y', sizes of the images before padding, is not supported")
    attributes = {"kernel_sizes": wholes(op, "kernels")}
    for name in ("strides", "paddings"):
        if name in op.attributes:
            attributes[name] = wholes(op, name)
    columns = build.emit(pd.Unfold, build.required(op, "X"), **attributes)
    rows = build.emit(pd.Transpose, columns, perm=(0, 2, 1))
    build.set(op, "Out", build.emit(pd.Flatten, rows, start_axis=0, stop_axis=1))
    images = size_of(build, columns, 0)
    build.set_lengths(op, "Out", build.emit(pd.Expand, size_of(build, columns, 2), images))
