"""ProgramDesc ops that Paddle 2.6 no longer writes: how they are mapped."""

from pathlib import Path
from typing import Any

import pytest
from handmade_models import FLOAT, INT, INTS, STRING, Desc

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.errors import UnsupportedError
from paddle_mlir.dialects.model import Model
from paddle_mlir.importers import import_model

FLOATS = 4
INT64, FLOAT32 = 3, 5


def imported(
    folder: Path, name: str, inputs: dict[str, list[str]], **attributes: tuple[int, str, Any]
) -> Model:
    """A model of one op, which takes x of shape [2, 3, 4]."""
    desc = Desc()
    desc.var("x", 2, 3, 4)
    desc.var("y")
    desc.feed("x", 0)
    desc.op(name, inputs, {"Out": ["y"]}, **attributes)
    desc.fetch("y", 0)
    (folder / "model.pdmodel").write_bytes(desc.bytes())
    return import_model(folder)[0]


def ops(model: Model) -> list[pd.PdOp]:
    views = [op.operation.opview for op in model.main.entry_block.operations]
    return [view for view in views if isinstance(view, pd.PdOp)]


def result_type(model: Model) -> str:
    return str(model.main.type).partition("-> ")[2]


@pytest.mark.parametrize("name", ["flatten", "flatten2"])
@pytest.mark.parametrize(
    ("axis", "shape"), [(0, "1x24"), (1, "2x12"), (2, "6x4"), (3, "24x1"), (-1, "6x4")]
)
def test_flatten_to_a_matrix(tmp_path: Path, name: str, axis: int, shape: str) -> None:
    model = imported(tmp_path, name, {"X": ["x"]}, axis=(INT, "i", axis))
    assert result_type(model) == f"tensor<{shape}xf32>"


def test_hard_swish_with_numbers_of_its_own(tmp_path: Path) -> None:
    numbers = {"threshold": 5.0, "scale": 4.0, "offset": 2.0}
    attributes = {key: (FLOAT, "f", value) for key, value in numbers.items()}
    (op,) = ops(imported(tmp_path, "hard_swish", {"X": ["x"]}, **attributes))
    assert op.attribute_values() == numbers


def test_fill_zeros_like(tmp_path: Path) -> None:
    model = imported(tmp_path, "fill_zeros_like", {"X": ["x"]})
    (op,) = ops(model)
    assert isinstance(op, pd.FullLike)
    assert (op.value, result_type(model)) == (0.0, "tensor<2x3x4xf32>")


def test_assign_value_with_a_slot_for_every_dtype(tmp_path: Path) -> None:
    (op,) = ops(
        imported(
            tmp_path,
            "assign_value",
            {},
            dtype=(INT, "i", FLOAT32),
            shape=(INTS, "ints", [2, 1]),
            fp32_values=(FLOATS, "floats", [0.5, -1.0]),
        )
    )
    assert op.value.tolist() == [[0.5], [-1.0]]


@pytest.mark.parametrize(
    ("text", "value", "wanted"), [("", 2.0, 2.0), ("7", 2.0, 7.0), ("inf", 0.0, float("inf"))]
)
def test_fill_constant(tmp_path: Path, text: str, value: float, wanted: float) -> None:
    (op,) = ops(
        imported(
            tmp_path,
            "fill_constant",
            {},
            dtype=(INT, "i", FLOAT32),
            shape=(INTS, "ints", [2]),
            value=(FLOAT, "f", value),
            str_value=(STRING, "s", text.encode()),
        )
    )
    assert isinstance(op, pd.Full)
    assert (op.value, op.shape, op.dtype) == (wanted, (2,), "float32")


def test_fill_constant_of_several_numbers(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match=r"has 24 elements, but \[\] has 1"):
        imported(
            tmp_path,
            "fill_constant",
            {"ValueTensor": ["x"]},
            dtype=(INT, "i", INT64),
            shape=(INTS, "ints", [2]),
        )


def test_an_op_that_onednn_fused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="fused by a oneDNN pass is not supported"):
        imported(
            tmp_path,
            "elementwise_add",
            {"X": ["x"], "Y": ["x"]},
            fuse_activation=(STRING, "s", b"relu"),
        )


def test_set_value_with_a_slot_for_every_dtype(tmp_path: Path) -> None:
    value, written = ops(
        imported(
            tmp_path,
            "set_value",
            {"Input": ["x"]},
            axes=(INTS, "ints", [1]),
            starts=(INTS, "ints", [0]),
            ends=(INTS, "ints", [2]),
            steps=(INTS, "ints", [1]),
            shape=(INTS, "ints", [2, 1]),
            fp32_values=(FLOATS, "floats", [0.5, -1.0]),
        )
    )
    assert value.value.tolist() == [[0.5], [-1.0]]
    assert (written.ends, written.steps) == ((2,), (1,))


def test_one_hot_of_no_column(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="operand 'X' must end in a dimension of 1"):
        imported(tmp_path, "one_hot", {"X": ["x"]}, depth=(INT, "i", 3))


def test_sections_that_are_data(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="operand 'sections' must hold 1 sizes"):
        imported(tmp_path, "split", {"X": ["x"], "SectionsTensorList": ["x"]}, axis=(INT, "i", 1))


def test_an_axis_that_is_data(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="operand 'axis' must be a constant"):
        imported(tmp_path, "split", {"X": ["x"], "AxisTensor": ["x"]}, num=(INT, "i", 1))


@pytest.mark.parametrize(
    ("name", "attribute"),
    [("transpose2", "perm"), ("slice", "axes"), ("cast", "out_dtype"), ("split", "num")],
)
def test_a_missing_attribute(tmp_path: Path, name: str, attribute: str) -> None:
    slots = {"slice": "Input"}
    with pytest.raises(UnsupportedError, match=rf"\({name}\): attribute '{attribute}' is missing"):
        imported(tmp_path, name, {slots.get(name, "X"): ["x"]})


def test_an_attribute_of_another_kind(tmp_path: Path) -> None:
    wanted = r"\(slice\): attribute 'axes' must be a list of integers, got 1"
    with pytest.raises(UnsupportedError, match=wanted):
        imported(tmp_path, "slice", {"Input": ["x"]}, axes=(INT, "i", 1))
