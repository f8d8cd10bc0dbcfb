"""Recurrent layers: what is refused. Numbers: small_recurrent in test_small_models.py."""

import pytest

from paddle_mlir.dialects.errors import CompileError
from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.pipelines.lower.lowering import lower_model

TEXT = """
func.func @main(%x: tensor<?x1x3xf32>, %h: tensor<1x4xf32>, %w: tensor<4x3xf32>,
                %r: tensor<4x4xf32>) -> tensor<1x4xf32> {
  %0, %1 = "pd.simple_rnn"(%x, %h, %w, %r)
    {operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0>}
    : (tensor<?x1x3xf32>, tensor<1x4xf32>, tensor<4x3xf32>, tensor<4x4xf32>)
    -> (tensor<?x1x4xf32>, tensor<1x4xf32>)
  return %1 : tensor<1x4xf32>
}
"""


@pytest.mark.parametrize(("steps", "shown"), [("?", "?"), ("513", "513")])
def test_dynamic_and_long_sequences_are_refused(steps, shown):
    model = Model(parse_module(TEXT.replace("?", steps)), Parameters())
    with pytest.raises(CompileError, match="a static number of steps up to 512, got ") as error:
        lower_model(model)
    assert f"got {shown}" in str(error.value)
    assert "--shape" in str(error.value)
