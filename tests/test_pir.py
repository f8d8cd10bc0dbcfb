"""Reading PIR programs, sound and damaged."""

import contextlib
import math
from typing import Any

import pytest
from handmade_models import SMALL_PIR, attr, block, data, fetch, op, parameter, pir, region, tensor
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_mlir.dialects.errors import ModelError, PaddleMlirError
from paddle_mlir.importers.paddle.pir import read_pir
from paddle_mlir.importers.paddle.source import SourceProgram


def read(*ops: Any, **options: Any) -> SourceProgram:
    return read_pir(pir(*ops, **options), "inference.json")


def pir_error(*ops: Any, **options: Any) -> str:
    with pytest.raises(ModelError) as caught:
        read(*ops, **options)
    return str(caught.value)


def test_pir_program() -> None:
    program = read_pir(SMALL_PIR, "inference.json")
    assert (program.kind, program.version) == ("pir", 4)
    assert program.inputs == [("x", "x")]
    assert program.outputs == [("fetch_name_0", "%3")]
    assert program.parameters == {"w": "w"}
    assert program.values["x"].dtype == "float32"
    assert program.values["x"].shape == (-1, 3)
    (matmul,) = program.block.ops
    assert (matmul.kind, matmul.name, matmul.layer) == ("pir", "matmul", "/Linear/")
    assert matmul.operands == {"0": "x", "1": "w"}
    assert matmul.results == {"0": "%3"}
    assert matmul.attributes == {"transpose_x": False}
    assert matmul.where == "inference.json: block_0 op 2 (matmul)"


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_pir_versions(version: int) -> None:
    assert read(data(1, "x", tensor(2)), fetch(1, 0, 2), version=version).version == version


@pytest.mark.parametrize("version", [0, 5, -1, 2**70])
def test_unknown_pir_version(version: int) -> None:
    message = pir_error(version=version)
    assert f"unknown version of the PIR format, got {version}, wanted 1 to 4" in message


def test_wrong_magic() -> None:
    assert "unknown magic, got 'pri', wanted 'pir'" in pir_error(magic="pri")


def test_outputs_are_in_column_order() -> None:
    program = read(data(1, "x", tensor(2)), data(2, "y", tensor(2)), fetch(2, 1, 3), fetch(1, 0, 4))
    assert program.outputs == [("fetch_name_0", "x"), ("fetch_name_1", "y")]
    assert program.block.ops == []
    message = pir_error(data(1, "x", tensor(2)), fetch(1, 0, 2), fetch(1, 0, 3))
    assert "a second output for column 0" in message


def test_combine_and_split_vanish() -> None:
    vector = attr("0.t_vec", [tensor(2), tensor(3)])
    program = read(
        data(1, "x", tensor(2)),
        data(2, "y", tensor(3)),
        op("0.combine", [1, 2], {3: vector}),
        op("1.concat", [3], {4: tensor(5)}),
        op("1.split_with_num", [4], {5: vector}),
        op("0.split", [5], {6: tensor(2), 7: tensor(3)}),
        op("0.slice", [5], {8: tensor(3)}, {"index": attr("0.a_index", 1)}),
        op("1.add", [6, 8], {9: tensor(3)}),
        op("0.split", [3], {10: tensor(2), 11: tensor(3)}),
        fetch(11, 0, 12),
    )
    concat, split, add = program.block.ops
    assert concat.operands == {"0": ["x", "y"]}
    assert split.results == {"0": ["%5.0", "%5.1"]}
    assert split.result_list("0") == ["%5.0", "%5.1"]
    assert program.values["%5.1"].shape == (3,)
    assert add.operands == {"0": "%5.0", "1": "%5.1"}
    assert program.outputs == [("fetch_name_0", "y")]


def test_absent_operands_and_results() -> None:
    program = read(
        data(1, "x", tensor(2)),
        op("1.dropout", [1, 0], {2: tensor(2), 0: {"#": "NULL"}}),
        op("1.unique", [2], {3: {"#": "NULL"}}),
    )
    dropout, unique = program.block.ops
    assert dropout.operands == {"0": "x", "1": None}
    assert dropout.operand_list("1") == []
    assert dropout.results == {"0": "%2", "1": None}
    assert unique.results == {"0": "%3"}
    assert program.values["%3"].dtype is None


def test_parameter_forms() -> None:
    long_form = op(
        "builtin.parameter", [], {1: tensor(4)}, {"parameter_name": attr("0.a_str", "w")}
    )
    program = read(
        long_form,
        parameter(2, "%3", tensor(4)),
        parameter(4, "state", tensor(4), persistable=0),
        op("1.add", [1, 2], {3: tensor(4)}),
        op("1.rnn", [3, 4], {5: tensor(4)}),
    )
    # "%3" is the parameter's, so the value with that number gets another name.
    assert program.parameters == {"w": "w", "%3": "%3"}
    add, rnn = program.block.ops
    assert add.operands == {"0": "w", "1": "%3"}
    assert add.results == {"0": "%3.1"}
    assert rnn.operands == {"0": "%3.1", "1": None}


def test_long_form_of_a_parameter_without_contents() -> None:
    absent = attr("0.a_array", [attr("0.a_bool", False)])
    program = read(
        op(
            "0.parameter",
            [],
            {1: tensor(4)},
            {"parameter_name": attr("0.a_str", "state")},
            OA=[{"N": "persistable", "AT": absent}],
        )
    )
    assert program.parameters == {}


@pytest.mark.parametrize(
    ("name", "read_as"),
    [
        ("1.conv2d", "conv2d"),
        ("pd_op.conv2d", "conv2d"),
        ("1.batch_norm_", "batch_norm_"),
        ("0.xyz", "builtin.xyz"),
        ("2.yield", "cf.yield"),
        ("3.mine", "custom_op.mine"),
        ("4.reshard", "dist.reshard"),
        ("onednn_op.conv2d", "onednn_op.conv2d"),
        ("9.conv2d", "9.conv2d"),
    ],
)
def test_op_names(name: str, read_as: str) -> None:
    assert read(op(name)).block.ops[0].name == read_as


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (attr("0.a_bool", True), True),
        (attr("0.a_i32", -1), -1),
        (attr("0.a_i64", 2**62), 2**62),
        (attr("0.a_index", 3), 3),
        (attr("0.a_f32", 0.5), 0.5),
        (attr("0.a_f64", 2), 2.0),
        (attr("builtin.a_f64", 1e-5), 1e-5),
        ({"#": "0.a_f32", "VD": "INF"}, math.inf),
        ({"#": "0.a_f64", "VD": "-INF"}, -math.inf),
        (attr("0.a_str", "NCHW"), "NCHW"),
        (attr("0.a_tensorname", "w"), "w"),
        (attr("0.a_type", {"#": "0.t_bf16"}), "bfloat16"),
        (attr("0.a_c64", [1.0, 2.0]), 1 + 2j),
        (attr("0.a_c128", [1, 2]), 1 + 2j),
        (attr("0.a_array", [attr("0.a_i32", 1), attr("0.a_i64", 2)]), [1, 2]),
        (attr("0.a_array", [attr("0.a_array", [attr("0.a_f32", 1.0)])]), [[1.0]]),
        (attr("0.a_array", []), []),
        (attr("1.a_intarray", [1, -1]), [1, -1]),
        (attr("1.a_scalar", ["float32", 1.5]), 1.5),
        (attr("1.a_scalar", ["int64", 7]), 7),
        (attr("1.a_scalar", ["bool", True]), True),
        (attr("1.a_scalar", ["complex64", 1.0, 2.0]), 1 + 2j),
        (attr("1.a_dtype", "float32"), "float32"),
        (attr("1.a_layout", "NHWC"), "NHWC"),
    ],
)
def test_attributes(value: Any, plain: Any) -> None:
    attributes = read(op("1.x", [], {}, {"a": value})).block.ops[0].attributes
    assert attributes == {"a": plain}
    assert type(attributes["a"]) is type(plain)


@pytest.mark.parametrize("word", ["NaN", "NAN"])
def test_nan_attribute(word: str) -> None:
    program = read(op("1.x", [], {}, {"a": {"#": "0.a_f32", "VD": word}}))
    value = program.block.ops[0].attributes["a"]
    assert isinstance(value, float)
    assert math.isnan(value)


def test_dropped_attributes() -> None:
    attributes = {
        "place": attr("1.a_place", [0, 0, ""]),
        "op_role": attr("0.a_i32", 0),
        "op_dist_attr": attr("4.a_op_dist", []),
        "nothing": {"#": "NULL"},
    }
    assert read(op("1.x", [], {}, attributes)).block.ops[0].attributes == {}


@pytest.mark.parametrize(
    ("kind", "dtype", "shape"),
    [
        (tensor(2, -4, kind="0.t_ui8"), "uint8", (2, -1)),
        (tensor(kind="0.t_c128"), "complex128", ()),
        (tensor(0, kind="0.t_bool"), "bool", (0,)),
        (tensor(1, kind="0.t_idx"), None, (1,)),
        (attr("1.t_dense_tensor_array", [{"#": "0.t_f32"}, [2], "NCHW"]), None, None),
        (attr("1.t_select_rows", [{"#": "0.t_f32"}, [2], "NCHW", [], 0]), None, None),
        (attr("1.t_sparse_coo", []), None, None),
        ({"#": "2.t_stack"}, None, None),
        ({"#": "NULL"}, None, None),
    ],
)
def test_types(kind: Any, dtype: str | None, shape: tuple[int, ...] | None) -> None:
    value = read(op("1.x", [], {1: kind})).values["%1"]
    assert (value.dtype, value.shape) == (dtype, shape)


def test_nested_regions_see_outer_values() -> None:
    body = block(
        [op("1.add", [-1, 1], {5: tensor(2)}), op("2.yield", [2, 5])], {-1: tensor(2)}, number=1
    )
    # Paddle writes the positional arguments a second time where keyword arguments belong.
    body["kwargs"] = [{"#": -1, "TT": tensor(2)}, {"#": -2, "key": "k", "TT": tensor(3)}]
    program = read(
        data(1, "x", tensor(2)),
        data(2, "c", tensor(kind="0.t_bool")),
        op("1.while", [2, 1], {3: tensor(2)}, regions=[region(body)]),
        fetch(3, 0, 4),
    )
    (loop,) = program.block.ops
    assert loop.results == {"0": "%3"}
    (inner,) = loop.blocks
    assert inner.arguments == ["%-1", "%-2"]
    add, yielded = inner.ops
    assert add.operands == {"0": "%-1", "1": "x"}
    assert add.where == "inference.json: block_1 op 0 (add)"
    assert (yielded.name, yielded.operands) == ("cf.yield", {"0": "c", "1": "%5"})


def test_values_of_a_region_end_with_it() -> None:
    body = block([op("1.full", [], {2: tensor(2)})])
    message = pir_error(op("1.if", [], {}, regions=[region(body)]), fetch(2, 0, 3))
    assert "block_0 op 1 (fetch): uses value 2, which is not defined before it" in message


def nested(depth: int) -> dict[str, Any]:
    inner = op("1.if")
    for _ in range(depth):
        inner = op("1.if", [], {}, regions=[region(block([inner]))])
    return inner


def deep_array(depth: int) -> dict[str, Any]:
    array = attr("0.a_array", [])
    for _ in range(depth):
        array = attr("0.a_array", [array])
    return array


@pytest.mark.parametrize(
    ("ops", "message"),
    [
        ([op("1.re\nlu")], "op 0: the name of the op is damaged, got 're\\nlu'"),
        ([op("1.re\ud800")], "op 0: the name of the op is damaged, got 're\\ud800'"),
        ([op("1.relu", [7])], "op 0 (relu): uses value 7, which is not defined before it"),
        ([data(1, "x", tensor(2))] * 2, "op 1 (data): defines value 1 a second time"),
        ([{"#": "1.relu", "I": "3", "O": [], "A": []}], "'I' is wrong, got '3', wanted an array"),
        ([{"#": "1.relu", "I": [], "O": []}], "'A' is missing, wanted an array"),
        ([{"I": [], "O": [], "A": []}], "op 0: '#' is missing, wanted a string"),
        ([[]], "what should hold '#' is wrong, got an array, wanted an object"),
        ([op("1.x", results={True: tensor(2)})], "'%' is wrong, got True, wanted an integer"),
        (
            [op("1.x", results={1: attr("0.t_dtensor", [{"#": "0.t_f32"}, ["a"]])})],
            "a number is wrong, got 'a', wanted an integer",
        ),
        ([op("1.x", results={1: tensor(2**63)})], "a number is too large"),
        ([op("1.x", results={1: attr("0.t_dtensor", [])})], "needs a dtype and dimensions"),
        ([op("1.x", results={1: attr("0.t_dtensor", [1, 2])})], "should hold '#' is wrong, got 1"),
        ([op("1.x", attributes={"a": attr("0.a_i32", 1.5)})], "attribute 'a': a number is wrong"),
        ([op("1.x", attributes={"a": attr("0.a_f32", 10**400)})], "a number is too large"),
        ([op("1.x", attributes={"a": attr("0.a_f32", None)})], "a float has no value"),
        ([op("1.x", attributes={"a": attr("0.a_nope", 1)})], "unknown kind of attribute, got 'a_n"),
        ([op("1.x", attributes={"a": {"#": "0.a_f32", "VD": "big"}})], "unknown float, got 'big'"),
        ([op("1.x", attributes={"a": attr("0.a_c64", [1])})], "got 1, wanted 2"),
        ([op("1.x", attributes={"a": attr("1.a_scalar", ["int32"])})], "entries, got 1, wanted 2"),
        ([op("1.x", attributes={"a": attr("0.a_str", "\ud800")})], "text is damaged"),
        ([op("1.x", attributes={"a": deep_array(80)})], "arrays are nested too deeply"),
        ([nested(80)], "bodies are nested too deeply"),
        ([op("1.x", regions=[{"blocks": []}])], "entries in 'blocks', got 0, wanted 1"),
        ([op("1.x", regions=[region(block([fetch(0, 0, 1)]))])], "must not stand in a body"),
        ([parameter(1, "w", attr("0.t_vec", []))], "a parameter must be a tensor"),
        ([{"#": "p", "A": [0], "O": {}}], "wrong number of entries in 'A', got 1, wanted 4"),
        ([data(1, "x", attr("0.t_vec", []))], "an input must be a tensor"),
        ([fetch(0, 0, 1)], "an output must be a tensor"),
        ([op("1.fetch", [0])], "'name' is missing, wanted a string"),
        ([op("0.combine", [0], {1: tensor(2)})], "combines something that is not a tensor"),
        ([op("0.split", [0])], "its operand is not a vector of tensors"),
        ([op("0.split")], "its operand is not a vector of tensors"),
        (
            [op("1.x", [], {1: attr("0.t_vec", [tensor(2)])}), op("0.split", [1])],
            "wrong number of results, got 0, wanted 1",
        ),
        (
            [
                op("1.x", [], {1: attr("0.t_vec", [tensor(2)])}),
                op("0.slice", [1], {2: tensor(2)}, {"index": attr("0.a_i32", 1)}),
            ],
            "index out of range, got 1, wanted 0 to 0",
        ),
    ],
)
def test_contradictory_pir(ops: list[Any], message: str) -> None:
    text = pir_error(*ops)
    assert text.startswith("inference.json: block_")
    assert message in text
    assert "\n" not in text or "again with Paddle" in text


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (b"\x80\x81 random", "is not JSON text, got invalid start byte at offset 0 of 9"),
        (b"hello, world", "JSON is damaged, got 'Expecting value' at offset 0 of 12"),
        (b"[" * 100_000, "JSON is nested too deeply"),
        (b'{"a": ' + b"1" * 5000 + b"}", "a number has too many digits"),
        (b"[1, 2]", "not a Paddle program, got an array, wanted the keys 'base_code'"),
        (b'{"a": 1}', "not a Paddle program, got keys ['a'], wanted the keys 'base_code'"),
        (b'{"base_code": 1, "program": 2}', "should hold 'magic' is wrong, got 1"),
        (b'{"base_code": {"magic": "pir", "version": 4}, "program": {}}', "'regions' is missing"),
    ],
)
def test_not_a_pir_program(contents: bytes, message: str) -> None:
    with pytest.raises(ModelError) as caught:
        read_pir(contents, "m.json")
    assert str(caught.value).startswith("m.json: ")
    assert message in str(caught.value)


def test_pir_cut_off_at_any_byte() -> None:
    for length in range(1, len(SMALL_PIR)):
        with pytest.raises(ModelError) as caught:
            read_pir(SMALL_PIR[:length], "m.json")
        assert "m.json: JSON is cut off" in str(caught.value), length
        assert f"of {length}" in str(caught.value)


@settings(max_examples=500, deadline=None)
@given(data_=st.data())
def test_flipped_pir_bytes_read_or_are_refused(data_: st.DataObject) -> None:
    damaged = bytearray(SMALL_PIR)
    for _ in range(data_.draw(st.integers(1, 3))):
        position = data_.draw(st.integers(0, len(damaged) - 1))
        damaged[position] = data_.draw(st.sampled_from(list(b'"[]{}:,0123456789-.aIO%#tN\\')))
    with contextlib.suppress(PaddleMlirError):
        read_pir(bytes(damaged), "m.json")
