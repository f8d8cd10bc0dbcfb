"""Mapping of ops that count."""

from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    pir_rule,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

pir_rule("bincount", pd.Bincount, ("x", "weights", "minlength"))
program_desc_rule("bincount", pd.Bincount, {"X": "x", "Weights": "weights"})
program_desc_rule("histogram", pd.Histogram, {"X": "input", "Weight": "weight"})


@imports_pir("numel")
def import_numel(build: ModelBuilder, op: SourceOp) -> None:
    """The number of elements: the product of the sizes."""
    _numel(build, op, "0", "0")


@imports_program_desc("size")
def import_size(build: ModelBuilder, op: SourceOp) -> None:
    """The same under its older name."""
    _numel(build, op, "Input", "Out")


def _numel(build: ModelBuilder, op: SourceOp, operand: str, result: str) -> None:
    build.set(op, result, _count(build, build.required(op, operand)))


def _count(build: ModelBuilder, x: Any) -> Any:
    count = build.info(x).numel
    if isinstance(count, int):
        return build.emit(pd.Constant, value=np.array(count, dtype="int64"))
    return build.emit(pd.Prod, build.emit(pd.Shape, x, dtype="int64"))


@imports_pir("accuracy")
@imports_program_desc("accuracy")
def import_accuracy(build: ModelBuilder, op: SourceOp) -> None:
    """A row is correct when its label is one of its indices: ``correct / total``."""
    _, *operands = op.keys("Out", "Indices", "Label")
    results = op.keys("Accuracy", "Correct", "Total")
    indices, label = (build.required(op, name) for name in operands)
    if build.info(label).dtype != build.info(indices).dtype:
        label = build.emit(pd.Cast, label, dtype=build.info(indices).dtype)
    hits = build.emit(pd.AnyTrue, build.emit(pd.Equal, indices, label), axis=(1,))
    build.set(op, results[0], build.emit(pd.Mean, build.emit(pd.Cast, hits, dtype="float32")))
    build.set(op, results[1], build.emit(pd.Sum, hits, dtype="int32"))
    build.set(op, results[2], build.emit(pd.Cast, _count(build, hits), dtype="int32"))
