"""What is left of specialised models behind pd-optimize: nothing that could have been done before.

The small models in every run; all of ``make test-models`` where they have been exported.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from model_checks import references

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.dialects.pd.definition import PdOp, known_info
from paddle_mlir.dialects.pd.regions import nested_operations
from paddle_mlir.dialects.pd.volume_convolution import Conv3d
from paddle_mlir.importers import import_model
from paddle_mlir.pipelines.pass_manager import run_passes
from paddle_mlir.pipelines.rewriting import is_constant, maker
from paddle_mlir.pipelines.rules.movement import UNARY
from paddle_mlir.pipelines.specialize import input_names, specialize

ROOT = Path(__file__).parent.parent
CONVOLUTIONS = (pd.Conv2d, pd.Conv2dTranspose, Conv3d)


def models_below(folder: Path, ending: str) -> list[Path]:
    return sorted(path.parent for path in folder.glob(f"*/*/{ending}"))


SMALL = models_below(ROOT / "tests" / "data" / "small_models", "inference.pdiparams")
WHOLE = models_below(ROOT / "build" / "whole_models", "reference_2.npz")


def optimised(folder: Path) -> Model:
    """A model with the sizes of its first reference, behind pd-optimize."""
    model, _ = import_model(folder)
    arrays, _ = next(references(folder))
    shapes = {name: x.shape for name, x in zip(input_names(model), arrays, strict=True)}
    specialize(model, shapes)
    run_passes(model, "pd-optimize")
    return model


def leftovers(model: Model) -> Iterator[str]:
    """Every op that an optimised model of static sizes should not have, and why."""
    for found in nested_operations(model.main.entry_block):
        op = found.operation.opview
        if not isinstance(op, PdOp):
            continue
        name = f"pd.{op.spec.name}"
        if not any(list(result.uses) for result in op.results):
            yield f"{name} is dead"
        if isinstance(op, pd.Dropout):
            yield f"{name} in inference"
        if isinstance(op, pd.BatchNorm) and isinstance(maker(op.x), CONVOLUTIONS):
            yield f"{name} behind a convolution"
        # The data decide some sizes: how many boxes are left.
        if isinstance(op, pd.Shape) and known_info(op.x).is_static:
            yield f"{name} of known sizes"
        if isinstance(op, pd.Transpose) and isinstance(maker(start_of_chain(op.x)), pd.Transpose):
            yield f"{name} of a transpose"
        if op.operands and all(is_constant(value) for value in op.operands):
            yield f"{name} of constants"


def start_of_chain(value: object) -> object:
    """What ops that compute each element for itself start from."""
    while isinstance(made := maker(value), UNARY):
        value = made.x
    return value


@pytest.mark.parametrize("folder", SMALL, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_nothing_is_left_of_small_models(folder):
    assert list(leftovers(optimised(folder))) == []


@pytest.mark.models
@pytest.mark.parametrize("folder", WHOLE, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_nothing_is_left_of_whole_models(folder):
    model = optimised(folder)
    assert list(leftovers(model)) == []
    once = str(model)
    run_passes(model, "pd-optimize")
    assert str(model) == once


def test_leftovers_are_found():
    image, weight, vector = "tensor<1x2x4x4xf32>", "tensor<2x2x1x1xf32>", "tensor<2xf32>"
    text = f"""
    func.func @main(%x: {image}, %w: {weight}) -> {image} {{
      %v = "pd.full"() {{shape = array<i64: 2>, value = 1.0 : f64}} : () -> {vector}
      %c = "pd.exp"(%v) : ({vector}) -> {vector}
      %y = "pd.conv2d"(%x, %w) : ({image}, {weight}) -> {image}
      %z = "pd.batch_norm"(%y, %v, %v, %v, %c) {{
        operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>
      }} : ({image}, {vector}, {vector}, {vector}, {vector})
        -> {image}
      %s = "pd.shape"(%z) : ({image}) -> tensor<4xi32>
      %d = "pd.dropout"(%z) : ({image}) -> {image}
      %t = "pd.transpose"(%d) {{perm = array<i64: 0, 1, 3, 2>}} : ({image}) -> {image}
      %r = "pd.relu"(%t) : ({image}) -> {image}
      %u = "pd.transpose"(%r) {{perm = array<i64: 0, 1, 3, 2>}} : ({image}) -> {image}
      return %u : {image}
    }}"""
    assert list(leftovers(Model(parse_module(text), Parameters()))) == [
        "pd.exp of constants",
        "pd.batch_norm behind a convolution",
        "pd.shape is dead",
        "pd.shape of known sizes",
        "pd.dropout in inference",
        "pd.transpose of a transpose",
    ]
