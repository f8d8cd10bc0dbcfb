"""Attributes of source ops whose values are not of the kind that is wanted."""

from pathlib import Path
from typing import Any

import pytest
from handmade_models import attr, data, fetch, op, pir, tensor

from paddle_mlir.dialects.errors import UnsupportedError
from paddle_mlir.importers import import_model
from paddle_mlir.importers.paddle.attributes import flag, real, reals, text, whole, wholes
from paddle_mlir.importers.paddle.source import Attribute, SourceOp


def with_attribute(value: Attribute) -> SourceOp:
    return SourceOp("pir", "some_op", {}, {}, {"given": value})


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        (real, 2, 2.0),
        (whole, 3, 3),
        (flag, 1, True),
        (text, "", ""),
        (reals, [1, 2.5], (1.0, 2.5)),
        (wholes, [3, -1], (3, -1)),
        (wholes, [], ()),
    ],
)
def test_what_is_read(reader: Any, value: Attribute, expected: object) -> None:
    found = reader(with_attribute(value), "given")
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("reader", "value", "wanted"),
    [
        (real, "six", "a number"),
        (whole, 1.5, "an integer"),
        (flag, "yes", "true or false"),
        (text, 3, "a string"),
        (reals, [1.0, "two"], "a list of numbers"),
        (wholes, [1, 2.5], "a list of integers"),
        (wholes, "12", "a list of integers"),
        (wholes, 3, "a list of integers"),
        (reals, 2.5, "a list of numbers"),
    ],
)
def test_what_is_refused(reader: Any, value: Attribute, wanted: str) -> None:
    with pytest.raises(ValueError, match=r"^attribute 'given' must be") as caught:
        reader(with_attribute(value), "given")
    assert str(caught.value) == f"attribute 'given' must be {wanted}, got {value!r}"


def test_one_instead_of_a_list() -> None:
    assert reals(with_attribute(2.5), "given", or_one=True) == (2.5,)
    assert wholes(with_attribute(3), "given", or_one=True) == (3,)
    with pytest.raises(ValueError, match=r"must be a list of integers, got 2\.5"):
        wholes(with_attribute(2.5), "given", or_one=True)


@pytest.mark.parametrize("reader", [real, whole, text, reals, wholes])
def test_one_that_is_missing(reader: Any) -> None:
    with pytest.raises(ValueError, match=r"^attribute 'other' is missing$"):
        reader(with_attribute(1), "other")
    # Paddle writes an attribute that is not set as nothing, too.
    with pytest.raises(ValueError, match=r"^attribute 'given' is missing$"):
        reader(with_attribute(None), "given")


def test_a_default() -> None:
    for given in (with_attribute(None), SourceOp("pir", "some_op", {}, {}, {})):
        assert real(given, "given", 0.5) == 0.5
        assert wholes(given, "given", ()) == ()
        assert flag(given, "given") is False


def test_the_error_of_a_model_tells_where(tmp_path: Path) -> None:
    vector = tensor(4)
    trace = op(
        "1.trace",
        [1],
        {2: vector},
        {"offset": attr("0.a_str", "one"), "axis1": attr("0.a_i32", 0)},
    )
    program = pir(data(1, "x", tensor(4, 4)), trace, fetch(2, 0, 3))
    (tmp_path / "inference.json").write_bytes(program)
    with pytest.raises(UnsupportedError) as caught:
        import_model(tmp_path)
    first = str(caught.value).splitlines()[0]
    assert "(trace)" in first
    assert first.endswith("attribute 'offset' must be an integer, got 'one'")
