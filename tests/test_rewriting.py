"""The driver of rewrite rules: types, dead ops, rules that never end, what is known of values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from torch_mlir import ir

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.errors import CompileError
from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.pipelines.pass_manager import run_passes, verify
from paddle_mlir.pipelines.passes.definition import Report
from paddle_mlir.pipelines.rewriting import (
    MOST_LOCATIONS,
    Match,
    fused,
    is_constant,
    rule,
    splat,
    use_count,
)
from paddle_mlir.pipelines.rule_application import apply_rules


def parsed(arguments: str, body: str, result: str) -> Model:
    text = f"func.func @main({arguments}) -> {result} {{\n{body}\n}}"
    return Model(parse_module(text), Parameters(), "text")


def ops(model: Model) -> list[Any]:
    return [op.operation.opview for op in model.main.entry_block.operations]


def names(model: Model) -> list[str]:
    return [op.operation.name for op in ops(model)]


@rule(pd.Relu)
def abs_of_relu(op: pd.Relu, match: Match) -> Any:
    """``relu(x) = |x|``, which is wrong."""
    return match.emit(pd.Abs, op.x)


@rule(pd.Abs)
def relu_of_abs(op: pd.Abs, match: Match) -> Any:
    """``|x| = relu(x)``, which is wrong, too."""
    return match.emit(pd.Relu, op.x)


def test_rules_that_undo_each_other_are_named():
    model = parsed(
        "%x: tensor<2xf32>",
        '%y = "pd.relu"(%x) : (tensor<2xf32>) -> tensor<2xf32>\nreturn %y : tensor<2xf32>',
        "tensor<2xf32>",
    )
    message = "text: rules do not come to an end: abs-of-relu, relu-of-abs"
    with pytest.raises(CompileError, match=message):
        apply_rules(model, [abs_of_relu, relu_of_abs], Report())


def chain(op: str, length: int) -> str:
    lines = [
        f'%v{i + 1} = "{op}"({f"%v{i}" if i else "%x"}) : (tensor<2xf32>) -> tensor<2xf32>'
        for i in range(length)
    ]
    return "\n".join(lines)


def test_a_long_chain_of_dead_ops_goes():
    body = f"{chain('pd.exp', 3000)}\nreturn %x : tensor<2xf32>"
    model = parsed("%x: tensor<2xf32>", body, "tensor<2xf32>")
    apply_rules(model, [], Report())
    assert names(model) == ["func.return"]


def test_a_long_chain_is_not_searched_for_constants():
    body = f"{chain('pd.exp', 3000)}\nreturn %v3000 : tensor<2xf32>"
    model = parsed("%x: tensor<2xf32>", body, "tensor<2xf32>")
    assert not is_constant(ops(model)[-1].operands[0])


def test_one_op_used_twice_by_a_dead_op_goes_once():
    model = parsed(
        "%x: tensor<2xf32>",
        """%a = "pd.exp"(%x) : (tensor<2xf32>) -> tensor<2xf32>
        %b = "pd.add"(%a, %a) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
        return %x : tensor<2xf32>""",
        "tensor<2xf32>",
    )
    apply_rules(model, [], Report())
    assert names(model) == ["func.return"]


def test_a_replacement_keeps_the_sizes_that_were_known():
    model = parsed(
        "%x: tensor<?x3xf32>",
        """%a = "pd.exp"(%x) : (tensor<?x3xf32>) -> tensor<?x3xf32>
        %b = "pd.assign"(%a) : (tensor<?x3xf32>) -> tensor<2x3xf32>
        return %b : tensor<2x3xf32>""",
        "tensor<2x3xf32>",
    )
    run_passes(model, "pd-clean-up")
    assert names(model) == ["pd.exp", "func.return"]
    assert str(ops(model)[0].result.type) == "tensor<2x3xf32>"
    assert str(model.main.type) == "(tensor<?x3xf32>) -> tensor<2x3xf32>"


def test_a_group_of_operands_keeps_one_type():
    model = parsed(
        "%x: tensor<2x3xf32>, %y: tensor<?x3xf32>",
        """%a = "pd.assign"(%x) : (tensor<2x3xf32>) -> tensor<?x3xf32>
        %b = "pd.concat"(%a, %y) : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
        return %b : tensor<?x3xf32>""",
        "tensor<?x3xf32>",
    )
    run_passes(model, "pd-clean-up")
    verify(model, after="pd-clean-up")
    assert ops(model)[-2].x == [*model.main.arguments]


def test_shape_inference_keeps_one_type_for_a_group_of_operands():
    model = parsed(
        "%x: tensor<2x3xf32>, %y: tensor<?x3xf32>",
        """%a = "pd.exp"(%x) : (tensor<2x3xf32>) -> tensor<?x3xf32>
        %b = "pd.concat"(%a, %y) : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
        return %b : tensor<?x3xf32>""",
        "tensor<?x3xf32>",
    )
    run_passes(model, "pd-infer-shapes")
    assert str(ops(model)[0].result.type) == "tensor<2x3xf32>"


def test_uses_behind_one_cast_are_counted():
    model = parsed(
        "%x: tensor<2x3xf32>, %y: tensor<?x3xf32>",
        """%a = "pd.exp"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
        %c = tensor.cast %a : tensor<2x3xf32> to tensor<?x3xf32>
        %b = "pd.concat"(%c, %y, %c)
          : (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
        return %b : tensor<?x3xf32>""",
        "tensor<?x3xf32>",
    )
    assert use_count(ops(model)[0].result) == 2


@pytest.mark.parametrize(
    ("dtype", "number"),
    [
        ("f32", 2.7),
        ("f64", 2.7),
        ("i32", 2.0),
        ("i1", 1.0),
        ("f16", 2.69921875),
        ("bf16", 2.703125),
    ],
)
def test_a_number_is_rounded_as_its_dtype_does(dtype, number):
    model = parsed(
        "",
        f"""%a = "pd.full"() {{value = 2.7 : f64, shape = array<i64: 2>}} : () -> tensor<2xf32>
        %b = "pd.cast"(%a) {{dtype = {dtype}}} : (tensor<2xf32>) -> tensor<2x{dtype}>
        %c = "pd.unsqueeze"(%b) {{axis = array<i64: 0>}}
          : (tensor<2x{dtype}>) -> tensor<1x2x{dtype}>
        return %c : tensor<1x2x{dtype}>""",
        f"tensor<1x2x{dtype}>",
    )
    assert splat(ops(model)[-2].result) == number


def test_constants_of_several_numbers_are_no_number():
    model = parsed(
        "",
        """%a = "pd.constant"() {value = dense<[1.0, 2.0]> : tensor<2xf32>} : () -> tensor<2xf32>
        return %a : tensor<2xf32>""",
        "tensor<2xf32>",
    )
    assert splat(ops(model)[0].result) is None
    assert np.array_equal(ops(model)[0].value, np.array([1, 2], np.float32))


def test_locations_do_not_pile_up():
    with ir.Context():
        names = [ir.Location.name(f"op{number}") for number in range(3 * MOST_LOCATIONS)]
        assert fused([names[0], ir.Location.fused(names[:2]), names[1]]) == ir.Location.fused(
            names[:2]
        )
        assert fused([names[0], names[0]]) == names[0]
        assert fused(names).locations == names[:MOST_LOCATIONS]
