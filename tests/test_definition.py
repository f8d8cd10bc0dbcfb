"""Defining ops, building them, and what the verifier refuses."""

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from torch_mlir import ir
from torch_mlir.dialects import func, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.errors import CompileError
from paddle_mlir.dialects.model import new_context, parse_module
from paddle_mlir.dialects.pd.definition import KINDS, behind_casts, create


class Body:
    """A function whose arguments have the given types, open for building."""

    def __init__(self, *types: str) -> None:
        self.module = ir.Module.create()
        with ir.InsertionPoint(self.module.body):
            function = func.FuncOp("main", ([ir.Type.parse(type_) for type_ in types], []))
        self.block = function.add_entry_block()
        self.arguments = list(self.block.arguments)

    def create(self, op_class: type[pd.PdOp], *operands: Any, **attributes: Any) -> Any:
        return create(op_class, *operands, ip=ir.InsertionPoint(self.block), **attributes)

    def verified_text(self) -> str:
        with ir.InsertionPoint(self.block):
            func.ReturnOp([])
        assert self.module.operation.verify()
        return str(self.module)


@pytest.fixture(autouse=True)
def _context() -> Iterator[None]:
    with new_context(), ir.Location.unknown():
        yield


def refusal(text: str) -> str:
    """The message with which the verifier refuses the only op of a function."""
    with pytest.raises(CompileError) as caught:
        parse_module(text)
    return str(caught.value)


def refused_op(op: str, *arguments: str) -> str:
    values = ", ".join(f"%{index}: {type_}" for index, type_ in enumerate(arguments))
    return refusal(f"func.func @main({values}) {{\n{op}\nreturn }}")


# Every kind of field.

PROBE = '''
    import numpy as np
    from torch_mlir import ir

    from paddle_mlir.dialects import pd
    from paddle_mlir.dialects.model import new_context
    from paddle_mlir.dialects.pd.definition import *
    from paddle_mlir.dialects.tensor import TensorInfo


    class Base(PdOp):
        """Shared fields."""

        x: Operand
        inherited: Int = 3
        out: Result


    class Probe(Base, name="probe"):
        """An op with a field of every kind."""

        flag: Bool = False
        factor: Float
        label: Str = "text"
        axes: Ints = ()
        scales: Floats = (0.5,)
        dtype: DType = "float32"
        values: Elements
        rest: Operands

        @staticmethod
        def infer(x: TensorInfo, rest: list[TensorInfo], dtype: str) -> tuple[TensorInfo, ...]:
            return x.with_dtype(dtype),


    spec = Probe.spec
    print(spec.name, [(o.name, o.arity) for o in spec.operands], spec.results)
    print([(f.name, f.kind.name, f.is_required) for f in spec.attributes.values()])
    with new_context(), ir.Location.unknown():
        module = ir.Module.create()
        with ir.InsertionPoint(module.body):
            x = create(pd.Parameter, key="w", dtype="int32", shape=(2,)).result
            op = create(Probe, x, [x, x], factor=2, values=np.array([True, False]))
            print(sorted(op.attributes))
            print(op.inherited, op.flag, op.factor, op.label, op.axes, op.scales, op.dtype,
                  op.values.tolist(), op.result.type, op.x == x, op.rest == [x, x])
        print(module.operation.verify())
'''


def test_define_an_op_with_every_kind_of_field() -> None:
    # In a process of its own: the op would join the dialect for all tests.
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROBE)], capture_output=True, text=True, check=False
    )
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        "probe [('x', 'single'), ('rest', 'variadic')] ('out',)",
        "[('inherited', 'Int', False), ('flag', 'Bool', False), ('factor', 'Float', True), "
        "('label', 'Str', False), ('axes', 'Ints', False), ('scales', 'Floats', False), "
        "('dtype', 'DType', False), ('values', 'Elements', True)]",
        "['factor', 'values']",
        "3 False 2.0 text () (0.5,) float32 [True, False] tensor<2xf32> True True",
        "True",
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("Bool", True),
        ("Bool", False),
        ("Int", -(2**63)),
        ("Float", 0.1),
        ("Float", float("-inf")),
        ("Str", 'a "b"\nc'),
        ("Ints", ()),
        ("Ints", (1, -2, 2**62)),
        ("Floats", (0.1, float("inf"))),
        ("DType", "uint8"),
        ("DType", "bfloat16"),
    ],
)
def test_attributes_come_back(kind: str, value: Any) -> None:
    attribute = KINDS[kind].to_mlir(value)
    assert KINDS[kind].from_mlir(ir.Attribute.parse(str(attribute))) == value


@pytest.mark.parametrize(
    "value",
    [
        np.array([[1.5, -0.0], [np.inf, 3e-40]], dtype="float32"),
        np.array([0.1, 2], dtype="float64"),
        np.array([0.1, 65504], dtype="float16"),
        np.array([1, -2, 2**62], dtype="int64"),
        np.array([1, -2], dtype="int32"),
        np.array([1, -2], dtype="int16"),
        np.array([-128, 127], dtype="int8"),
        np.array([0, 200, 255], dtype="uint8"),
        np.array([True, False, True]),
        np.array([False] * 3 + [True] * 8),
        np.full((2, 3), 7, dtype="int64"),
        np.full((2, 3), 255, dtype="uint8"),
        np.full((3,), True),
        np.full((2,), np.nan, dtype="float32"),
        np.array(2.5, dtype="float32"),
        np.array(True),
        np.zeros((2, 0), dtype="float32"),
        np.arange(6, dtype="int32").reshape(2, 3).T,
    ],
    ids=lambda value: f"{value.dtype}-{value.shape}",
)
def test_elements_come_back(value: np.ndarray) -> None:
    body = Body()
    text = str(body.create(pd.Constant, value=value))
    read = ir.Operation.parse(text).opview.value
    assert read.dtype == value.dtype
    np.testing.assert_array_equal(read, value)


@pytest.mark.parametrize("dtype", ["uint16", "complex64", "complex128"])
def test_elements_that_cannot_be_read_back_are_refused(dtype: str) -> None:
    name = {"uint16": "bfloat16"}.get(dtype, dtype)
    message = f"{name} elements cannot stand in the IR; keep them as a parameter"
    with pytest.raises(ValueError, match=message):
        Body().create(pd.Constant, value=np.zeros(2, dtype=dtype))


# Building.


def test_defaults_are_not_written() -> None:
    body = Body("tensor<2x3xf32>")
    (x,) = body.arguments
    op = body.create(pd.Flatten, x, start_axis=1, stop_axis=-1)
    assert len(op.attributes) == 0
    op = body.create(pd.Flatten, x, start_axis=0)
    assert [op.attributes[name] for name in op.attributes] == [ir.Attribute.parse("0 : i64")]
    assert (op.start_axis, op.stop_axis) == (0, -1)
    # A number of another type is not the default.
    assert body.create(pd.Scale, x, scale=1.0, bias_after_scale=True).attribute_values() == {
        "scale": 1.0,
        "bias": 0.0,
        "bias_after_scale": True,
    }


def test_operands_by_name() -> None:
    body = Body("tensor<2xf32>", "tensor<f32>")
    x, bound = body.arguments
    op = body.create(pd.Clip, x, None, bound, min=0.5)
    assert (op.x, op.min_tensor, op.max_tensor, op.min) == (x, None, bound, 0.5)
    op = body.create(pd.Clip, x)
    assert (op.x, op.min_tensor, op.max_tensor) == (x, None, None)
    op = body.create(pd.Scale, x, bound)
    assert op.grouped_operands() == {"x": x, "scale_tensor": bound}
    assert body.verified_text().count("pd.clip") == 2


def test_an_op_stands_for_its_result() -> None:
    body = Body("tensor<2xf32>")
    relu = body.create(pd.Relu, body.arguments[0])
    assert body.create(pd.Relu, relu).x == relu.result


def test_variadic_operands_of_several_types_are_cast() -> None:
    body = Body("tensor<2x3xf32>", "tensor<2x?xf32>", "tensor<?x3xf32>")
    x, y, z = body.arguments
    op = body.create(pd.Concat, [x, y, z], axis=1)
    assert str(op.result.type) == "tensor<2x?xf32>"
    assert {str(operand.type) for operand in op.operands} == {"tensor<?x?xf32>"}
    assert op.x == [x, y, z]
    assert body.verified_text().count("tensor.cast") == 3


def test_variadic_operands_of_one_type_are_not_cast() -> None:
    body = Body("tensor<2x3xf32>")
    (x,) = body.arguments
    assert body.create(pd.Concat, [x, x]).x == [x, x]
    assert "tensor.cast" not in body.verified_text()


def test_casts_are_seen_through() -> None:
    body = Body("tensor<2xf32>")
    (x,) = body.arguments
    with ir.InsertionPoint(body.block):
        cast = tensor.cast(ir.Type.parse("tensor<?xf32>"), x)
        again = tensor.cast(ir.Type.parse("tensor<2xf32>"), cast)
    assert behind_casts(again) == x
    relu = body.create(pd.Relu, again)
    assert behind_casts(relu.result) == relu.result


@pytest.mark.parametrize(
    ("operands", "attributes", "message"),
    [
        (2, {}, "pd.relu takes 1 operands, got 2"),
        (0, {}, "pd.relu needs operand 'x'"),
        (1, {"alpha": 1.0}, "pd.relu has no attribute 'alpha'"),
    ],
)
def test_misuse_of_create(operands: int, attributes: dict[str, Any], message: str) -> None:
    body = Body("tensor<2xf32>", "tensor<2xf32>")
    with pytest.raises(TypeError, match=message):
        body.create(pd.Relu, *body.arguments[:operands], **attributes)


def test_create_needs_required_attributes() -> None:
    body = Body("tensor<2xf32>")
    with pytest.raises(TypeError, match=r"pd\.transpose needs attribute 'perm'"):
        body.create(pd.Transpose, body.arguments[0])


def test_create_refuses_what_infer_refuses() -> None:
    body = Body("tensor<2xf32>", "tensor<3xf32>")
    with pytest.raises(ValueError, match=r"shapes \[2\] and \[3\] do not broadcast"):
        body.create(pd.Add, *body.arguments)


def test_an_attribute_that_is_read_but_missing() -> None:
    body = Body("tensor<2xf32>")
    with ir.InsertionPoint(body.block):
        op = ir.Operation.create("pd.transpose", operands=body.arguments, results=[])
    with pytest.raises(ValueError, match=r"pd\.transpose lacks its attribute 'perm'"):
        _ = op.opview.perm


# Verifying.


def test_unknown_attribute() -> None:
    message = refused_op('%r = "pd.relu"(%0) {beta = 1.0 : f64} : (tensor<2xf32>) -> tensor<2xf32>',
                         "tensor<2xf32>")  # fmt: skip
    assert "'pd.relu' op has no attribute 'beta' (its attributes: none)" in message


def test_attributes_of_other_dialects_may_stay() -> None:
    text = '"pd.relu"(%x) {mine.note = 1 : i64} : (tensor<2xf32>) -> tensor<2xf32>'
    parse_module(f"func.func @main(%x: tensor<2xf32>) {{ %0 = {text}\n return }}")


def test_missing_attribute() -> None:
    message = refused_op(
        '%r = "pd.transpose"(%0) : (tensor<2x3xf32>) -> tensor<3x2xf32>', "tensor<2x3xf32>"
    )
    assert "'pd.transpose' op requires attribute 'perm' of kind array<i64: 1, 2>" in message


@pytest.mark.parametrize(
    ("op", "attribute", "wanted"),
    [
        ("flatten", "start_axis = 1.0 : f64", "'start_axis' must be like 1 : i64, got 1.0"),
        ("scale", "bias = 1 : i64", "'bias' must be like 1.0 : f64, got 1 : i64"),
        ("scale", "bias_after_scale = 1 : i64", "'bias_after_scale' must be like true, got 1"),
        ("dropout", "mode = 3 : i64", "'mode' must be like \"text\", got 3"),
        ("tile", "repeat_times = array<i32: 1>", "'repeat_times' must be like array<i64: 1, 2>"),
        ("tile", "repeat_times = [1]", "'repeat_times' must be like array<i64: 1, 2>, got [1"),
        ("cast", 'dtype = "float32"', "'dtype' must be like f32, got \"float32\""),
    ],
)
def test_attribute_of_another_kind(op: str, attribute: str, wanted: str) -> None:
    message = refused_op(
        f'%r = "pd.{op}"(%0) {{{attribute}}} : (tensor<2xf32>) -> tensor<2xf32>', "tensor<2xf32>"
    )
    assert f"'pd.{op}' op attribute {wanted}" in message


def test_wrong_result_type() -> None:
    message = refused_op(
        '%r = "pd.transpose"(%0) {perm = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>',
        "tensor<2x3xf32>",
    )
    assert (
        "'pd.transpose' op result type tensor<2x3xf32> does not match inferred type "
        "tensor<3x2xf32>" in message
    )


@pytest.mark.parametrize(
    "declared", ["tensor<2x?xf32>", "tensor<?x?xf32>", "tensor<?x3xf32>", "tensor<2x3xf32>"]
)
def test_a_type_may_know_less_or_more_than_is_inferred(declared: str) -> None:
    parse_module(
        f"""func.func @main(%x: tensor<2x?xf32>) {{
        %0 = "pd.relu"(%x) : (tensor<2x?xf32>) -> {declared}
        return }}"""
    )


@pytest.mark.parametrize("declared", ["tensor<2xf32>", "tensor<*xf32>", "f32", "tensor<2x3xf16>"])
def test_a_type_of_another_rank_or_dtype(declared: str) -> None:
    message = refused_op(f'%r = "pd.relu"(%0) : (tensor<2x3xf32>) -> {declared}', "tensor<2x3xf32>")
    assert "does not match inferred type tensor<2x3xf32>" in message


def test_operand_that_is_no_tensor() -> None:
    message = refused_op('%r = "pd.relu"(%0) : (f32) -> f32', "f32")
    assert "'pd.relu' op a ranked tensor was expected, got f32" in message


def test_operand_of_a_dtype_that_paddle_has_not() -> None:
    message = refused_op('%r = "pd.relu"(%0) : (tensor<2xi4>) -> tensor<2xi4>', "tensor<2xi4>")
    assert "element type i4 is not one of i1, i16" in message


@pytest.mark.parametrize(
    ("op", "fields"),
    [
        ('"pd.scale"(%0, %0, %0)', "x (single), scale_tensor (optional), got 3"),
        (
            '"pd.clip"(%0) {operandSegmentSizes = array<i32: 1, 1, 1>}',
            "x (single), min_tensor (optional), max_tensor (optional), got 1",
        ),
        (
            '"pd.clip"(%0) {operandSegmentSizes = array<i32: 0, 1, 0>}',
            "x (single), min_tensor (optional), max_tensor (optional), got 1",
        ),
        (
            '"pd.clip"(%0) {operandSegmentSizes = array<i32: 1>}',
            "x (single), min_tensor (optional), max_tensor (optional), got 1",
        ),
    ],
)
def test_wrong_number_of_operands(op: str, fields: str) -> None:
    types = ", ".join(["tensor<2xf32>"] * op.partition(")")[0].count("%"))
    message = refused_op(f"%r = {op} : ({types}) -> tensor<2xf32>", "tensor<2xf32>")
    name = op.split('"', maxsplit=2)[1]
    assert f"'{name}' op takes operands {fields} values" in message


def test_missing_operand_segments() -> None:
    text = '%r = "pd.clip"(%0) : (tensor<2xf32>) -> tensor<2xf32>'
    assert "'operandSegmentSizes' attribute is expected but not provided" in refused_op(
        text, "tensor<2xf32>"
    )


def test_unknown_op() -> None:
    text = '%r = "pd.nonsense"(%0) : (tensor<2xf32>) -> tensor<2xf32>'
    assert "pd.nonsense" in refused_op(text, "tensor<2xf32>")


def test_message_names_the_place() -> None:
    message = refused_op('%r = "pd.relu"(%0) : (f32) -> f32', "f32")
    assert message.startswith("-:2:6: error: ")


def test_all_ops_explain_themselves() -> None:
    ops = list(pd.all_ops())
    assert len(ops) == len({op.spec.name for op in ops})
    for op in ops:
        assert (op.__doc__ or "").strip(), op.spec.name
        assert "Paddle:" in (op.__doc__ or ""), op.spec.name
