"""Constant folding against Paddle: the op cases with their inputs made parameters."""

import functools
from pathlib import Path

import numpy as np
import pytest
from op_cases import cases_of, families
from op_cases.archive import from_bytes, read_archive
from op_cases.case import PIR, Case
from test_op_cases import close
from torch_mlir import ir

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.dtypes import of_numpy
from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.dialects.pd.definition import create
from paddle_mlir.importers import import_model
from paddle_mlir.pipelines.folding.evaluation import find_evaluator
from paddle_mlir.pipelines.pass_manager import run_passes
from paddle_mlir.pipelines.rewriting import maker

archive = functools.cache(read_archive)
STATIC_CASES = [
    pytest.param(family, case, id=f"{family}-{case.name}")
    for family in families()
    for case in cases_of(family)
    if PIR in case.formats and case.runs == 1
]


def with_inputs_as_parameters(folder: Path, arrays: dict[str, np.ndarray]) -> Model:
    model, _ = import_model(folder)
    for argument, (name, array) in zip(model.main.arguments, arrays.items(), strict=True):
        key = model.parameters.unused_name(name)
        model.parameters.add(key, array)
        with ir.InsertionPoint.at_block_begin(model.main.entry_block), model.main.location:
            dtype, shape = of_numpy(array.dtype), tuple(array.shape)
            made = create(pd.Parameter, key=key, dtype=dtype, shape=shape)
        argument.replace_all_uses_with(made.result)
    return model


@pytest.mark.parametrize(("family", "case"), STATIC_CASES)
def test_folded_results_are_paddles(family: str, case: Case, tmp_path: Path) -> None:
    own = {
        path.split("/")[1]: data
        for path, data in archive(family, PIR).items()
        if path.startswith(f"{case.name}/")
    }
    for name, data in own.items():
        (tmp_path / name).write_bytes(data)
    model = with_inputs_as_parameters(tmp_path, case.arrays(0))
    kinds = {type(op.operation.opview) for op in model.main.entry_block.operations}
    run_passes(model, "pd-fold-constants")
    returned = list(model.main.entry_block.operations)[-1].operands
    for position, value in enumerate(returned):
        op = maker(value)
        if isinstance(op, pd.Parameter):
            got = model.parameters.array(op.key)
        elif isinstance(op, pd.Constant):
            got = op.value
        else:
            # An op that has no evaluator stands on the way.
            assert any(find_evaluator(kind) is None for kind in kinds if issubclass(kind, pd.PdOp))
            continue
        expected = from_bytes(own[f"expected_0_{position}.npy"])
        assert got.shape == expected.shape
        assert got.dtype == expected.dtype
        close(got, expected)


TEXT = """
func.func @main() -> tensor<2x2xf32> {
  %w = "pd.parameter"() {key = "w", dtype = f32, shape = array<i64: 2, 2>} : () -> tensor<2x2xf32>
  %0 = "pd.scale"(%w) {scale = 2.0 : f64} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = "pd.transpose"(%0) {perm = array<i64: 1, 0>} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}
"""


def test_nothing_is_computed_before_it_is_asked_for() -> None:
    model = Model(parse_module(TEXT), Parameters())
    weights = np.arange(4, dtype=np.float32).reshape(2, 2)
    model.parameters.add("w", weights)
    asked = []
    original = model.parameters["w"]
    model.parameters.remove("w")

    def load() -> np.ndarray:
        asked.append("w")
        return weights

    model.parameters.define("w", type(original)(original.dtype, original.shape, load))
    run_passes(model, "pd-fold-constants")
    assert asked == []
    [value] = list(model.main.entry_block.operations)[-1].operands
    np.testing.assert_array_equal(model.parameters.array(maker(value).key), 2 * weights.T)
    assert asked == ["w"]


def test_unknown_parameters_are_left_alone() -> None:
    model = Model(parse_module(TEXT), Parameters())
    before = str(model)
    run_passes(model, "pd-fold-constants")
    assert str(model) == before
