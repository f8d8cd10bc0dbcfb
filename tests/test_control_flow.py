"""Branches, loops and tensor arrays of imported programs: what is refused, what is left out."""

import copy
from collections.abc import Sequence

import pytest
from torch_mlir.dialects import scf

from paddle_mlir.dialects.errors import UnsupportedError
from paddle_mlir.dialects.model import Model
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.dialects.pd.regions import nested_operations
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.importer import load_mappings, unsupported_ops
from paddle_mlir.importers.paddle.mapping import find_mapping
from paddle_mlir.importers.paddle.paired_branches import pair_branches
from paddle_mlir.importers.paddle.source import (
    Overwrite,
    Shape,
    SourceBlock,
    SourceOp,
    SourceProgram,
)


def op(
    name: str, operands: Sequence[str] = (), result: str = "", *blocks: SourceBlock, **attributes
) -> SourceOp:
    named = {str(i): operand for i, operand in enumerate(operands)}
    results = {"0": result} if result else {}
    return SourceOp("pir", name, named, results, dict(attributes), where=name, blocks=list(blocks))


def full(result: str, value: float, shape: Sequence[int] = (), dtype: str = "float32") -> SourceOp:
    return op("full", (), result, value=value, shape=list(shape), dtype=dtype)


def ends(*names: str) -> SourceOp:
    return op("cf.yield", names)


def program(ops: Sequence[SourceOp], output: str, **inputs: tuple[str, Shape]) -> SourceProgram:
    source = SourceProgram("pir", 4, "model.json", SourceBlock([], list(ops)))
    for name, (dtype, shape) in inputs.items():
        source.inputs.append((name, source.declare(name, dtype, shape)))
    source.outputs.append((output, output))
    return source


def build(source: SourceProgram) -> Model:
    load_mappings()
    builder = ModelBuilder(source, Parameters())
    for one in source.block.ops:
        mapping = find_mapping(one)
        assert mapping is not None, one.name
        builder.run(one, mapping)
    return builder.finish("model")


def kinds(model: Model) -> set[type]:
    return {type(one) for one in nested_operations(model.main.entry_block)}


FLAG = {"flag": ("bool", (1,))}
X = {"x": ("float32", (2, 3))}


def loop(body: Sequence[SourceOp], yielded: Sequence[str], initial: Sequence[str]) -> SourceOp:
    arguments = [f"argument {number}" for number in range(len(initial))]
    block = SourceBlock(arguments, [*body, ends("flag", *yielded)])
    return op("while", ["flag", *initial], "y", block)


def test_unsupported_ops_in_bodies_are_listed() -> None:
    inner = SourceBlock([], [op("unheard_of", ["x"], "a"), ends("a")])
    outer = SourceBlock([], [op("if", ["flag"], "b", inner, inner), op("unknown"), ends("b")])
    source = program([op("if", ["flag"], "y", outer, outer)], "y", **FLAG, **X)
    assert unsupported_ops(source) == {"unheard_of": 4, "unknown": 2}


def test_a_branch_that_is_known_to_be_taken_stands_alone() -> None:
    then = SourceBlock([], [op("relu", ["x"], "a"), ends("a")])
    other = SourceBlock([], [op("exp", ["x"], "b"), ends("b")])
    ops = [full("true", 1.0, dtype="bool"), op("if", ["true"], "y", then, other)]
    assert scf.IfOp not in kinds(build(program(ops, "y", **X)))


def test_branches_must_agree() -> None:
    then = SourceBlock([], [op("relu", ["x"], "a"), ends("a")])
    other = SourceBlock([], [op("unsqueeze", ["x"], "b", axis=[0]), ends("b")])
    source = program([op("if", ["flag"], "y", then, other)], "y", **FLAG, **X)
    message = "a value is tensor<2x3xf32> on one way and tensor<1x2x3xf32> on another"
    with pytest.raises(UnsupportedError, match=message):
        build(source)


def test_a_loop_keeps_the_rank_of_its_values() -> None:
    body = [op("unsqueeze", ["argument 0"], "a", axis=[0])]
    source = program([loop(body, ["a"], ["x"])], "y", **FLAG, **X)
    message = "a loop makes tensor<1x2x3xf32> of its value tensor<2x3xf32>"
    with pytest.raises(UnsupportedError, match=message):
        build(source)


def test_sizes_that_a_loop_changes_become_dynamic() -> None:
    axis = full("axis", 0.0, [1], "int32")
    joined = SourceOp(
        "pir", "concat", {"0": ["argument 0", "x"], "1": "axis"}, {"0": "a"}, {}, where="concat"
    )
    model = build(program([loop([axis, joined], ["a"], ["x"])], "y", **FLAG, **X))
    assert str(model.main.type).endswith("tensor<?x3xf32>")


def test_a_placeholder_takes_the_kind_of_the_value() -> None:
    # Paddle writes a number where a variable of a loop is not defined before it.
    ops = [full("nothing", 0.0, (), "int64"), loop([op("exp", ["x"], "a")], ["a"], ["nothing"])]
    model = build(program(ops, "y", **FLAG, **X))
    assert "scf.while" in str(model)
    assert str(model.main.type).endswith("tensor<2x3xf32>")


def test_what_a_body_overwrites_in_place_is_carried() -> None:
    body = [op("increment_", ["count"], "more", value=1.0)]
    ops = [full("count", 0.0, [1]), loop(body, ["argument 0"], ["x"])]
    model = build(program(ops, "count", **FLAG, **X))
    assert "scf.while" in str(model)


def array_write(array: str, value: str, index: str, result: str) -> SourceOp:
    return op("array_write_", [array, value, index], result)


def test_elements_of_a_written_array_share_a_shape() -> None:
    zero, one = full("zero", 0.0, [1], "int64"), full("one", 1.0, [1], "int64")
    body = [array_write("array", "wide", "one", "array 2")]
    ops = [
        *(zero, one, op("create_array", (), "array"), array_write("array", "x", "zero", "array 1")),
        full("wide", 1.0, [4, 5]),
        loop(body, ["argument 0"], ["x"]),
        op("array_length", ["array"], "length"),
    ]
    with pytest.raises(
        UnsupportedError, match="must share a shape, got tensor<4x5xf32> beside tensor<2x3xf32>"
    ):
        build(program(ops, "length", **FLAG, **X))


@pytest.mark.parametrize(
    ("ops", "message"),
    [
        (
            [op("array_to_tensor", ["array"], "y", axis=0, use_stack=False)],
            "joins the elements of an empty tensor array",
        ),
        ([op("array_read", ["array", "i"], "y")], "reads an element of an empty tensor array"),
        (
            [full("zero", 0.0, [1], "int64"), op("array_read", ["array", "zero"], "y")],
            "reads element 0 of a tensor array of 0",
        ),
        ([op("array_length", ["x"], "y")], "operand '0' must be a tensor array"),
    ],
)
def test_misused_arrays(ops: list[SourceOp], message: str) -> None:
    source = program([op("create_array", (), "array"), *ops], "y", i=("int64", (1,)), **X)
    with pytest.raises(UnsupportedError, match=message):
        build(source)


def test_prints_and_checks_are_left_out() -> None:
    ops = [op("print", ["x"], "p"), op("assert", ["flag", "x"]), op("relu", ["p"], "y")]
    assert len(list(build(program(ops, "y", **FLAG, **X)).main.entry_block.operations)) == 2


def desc_op(name: str, operands: dict[str, str], results: dict[str, str], **options) -> SourceOp:
    return SourceOp("program_desc", name, dict(operands), dict(results), {}, where=name, **options)


def conditional_block(condition: str, kind: str, overwrite: Overwrite) -> SourceOp:
    body = SourceBlock([], [desc_op(kind, {"X": "x"}, {"Out": overwrite.inside})])
    return desc_op(
        "conditional_block",
        {"Cond": condition},
        {"Out": overwrite.after},
        blocks=[body],
        overwrites=[overwrite],
    )


def old_program(ops: Sequence[SourceOp], output: str) -> SourceProgram:
    source = program(ops, output, **FLAG, **X)
    source.kind = "program_desc"
    pair_branches(source)
    return source


def count(model: Model, kind: type) -> int:
    return sum(isinstance(one, kind) for one in nested_operations(model.main.entry_block))


BRANCHES = [
    conditional_block("flag", "exp", Overwrite(None, "a in", "a")),
    desc_op("logical_not", {"X": "flag"}, {"Out": "not flag"}),
    conditional_block("not flag", "relu", Overwrite(None, "b in", "b")),
    desc_op("cast", {"X": "flag"}, {"Out": "mask"}),
]
CHOICE = SourceOp(
    "program_desc", "select_input", {"Mask": "mask", "X": ["b", "a"]}, {"Out": "y"}, {}
)


def with_cast_attributes(ops: Sequence[SourceOp]) -> list[SourceOp]:
    fresh = copy.deepcopy(list(ops))
    for one in fresh:
        if one.name == "cast":
            one.attributes.update(in_dtype=0, out_dtype=2)
    return fresh


def test_two_blocks_and_a_choice_are_one_branch() -> None:
    model = build(old_program(with_cast_attributes([*BRANCHES, CHOICE]), "y"))
    assert count(model, scf.IfOp) == 1
    assert "pd.full" not in str(model)


def test_blocks_whose_results_have_other_readers_stay_apart() -> None:
    reader = desc_op("exp", {"X": "a"}, {"Out": "z"})
    source = old_program(with_cast_attributes([*BRANCHES, CHOICE, reader]), "y")
    source.outputs.append(("z", "z"))
    assert count(build(source), scf.IfOp) == 3


def test_a_skipped_block_leaves_its_variables_alone() -> None:
    ops = [conditional_block("flag", "exp", Overwrite("x", "x.1", "x.2"))]
    model = build(old_program(ops, "x.2"))
    assert count(model, scf.IfOp) == 1
    assert "pd.full" not in str(model)


def test_arrays_of_known_length_are_lists() -> None:
    numbers = [full(f"n{number}", float(number), [1], "int64") for number in range(3)]
    ops = [
        *(*numbers, op("create_array", (), "array"), op("exp", ["x"], "e"), op("relu", ["x"], "r")),
        *(array_write("array", "x", "n0", "w0"), array_write("array", "e", "n1", "w1")),
        array_write("array", "r", "n1", "w2"),
        op("slice_array", ["array", "n1", "n2"], "part"),
        op("array_read", ["part", "n0"], "y"),
    ]
    model = build(program(ops, "y", **X))
    names = [one.operation.name for one in model.main.entry_block.operations]
    assert names == ["pd.relu", "func.return"]


def test_popping() -> None:
    zero = full("zero", 0.0, [1], "int64")
    popped = SourceOp(
        "pir", "array_pop_", {"0": "array"}, {"0": "rest", "1": "y"}, {"index": -1}, where="pop"
    )
    ops = [
        *(zero, op("create_array", (), "array"), array_write("array", "x", "zero", "w0")),
        *(popped, op("array_length", ["array"], "length")),
    ]
    source = program(ops, "y", **X)
    source.outputs.append(("length", "length"))
    model = build(source)
    assert "dense<0> : tensor<1xi64>" in str(model)
    ops.insert(-1, SourceOp("pir", "array_pop_", {"0": "array"}, {"1": "z"}, {}, where="pop"))
    with pytest.raises(UnsupportedError, match="takes element -1 from a tensor array of 0"):
        build(program(ops, "y", **X))
