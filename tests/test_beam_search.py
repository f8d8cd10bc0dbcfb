"""Beam search of old models: sequences of sequences at the interface, and what is refused."""

from pathlib import Path

import numpy as np
import pytest
from handmade_models import ARRAY, BLOCK, BOOLEAN, FLOAT, INT, INTS, STRING, Desc
from op_cases import cases_of
from op_cases.archive import from_bytes, read_archive

from paddle_mlir.dialects.errors import InputError, UnsupportedError
from paddle_mlir.importers import import_model
from paddle_mlir.runtime import load
from paddle_mlir.runtime.compile import compile_model

INT64 = 3


def test_a_decoder_takes_and_gives_levels_of_sequences(tmp_path: Path) -> None:
    name = "beam_search_decoder"
    (case,) = (case for case in cases_of("beam_search") if case.name == name)
    stored = read_archive("beam_search", "program_desc")
    own = {path.rpartition("/")[2]: d for path, d in stored.items() if path.startswith(f"{name}/")}
    for file, data in own.items():
        (tmp_path / file).write_bytes(data)
    arrays, lod = case.arrays(0), [[0, 1, 2], [0, 1, 2]]
    with load(compile_model(tmp_path, tmp_path / "artifact")) as session:
        inputs = {name: arrays[name] for name in ("x0", "x1", "x2")}
        found = session.run(inputs | {"x1": (arrays["x1"], lod), "x2": (arrays["x2"], lod)})
        names = list(found)
        assert names[3:] == [f"{name}.lengths.{level}" for name in names[:2] for level in (0, 1)]
        for position, value in enumerate(found.values()):
            expected = from_bytes(own[f"expected_0_{position}.npy"])
            np.testing.assert_allclose(value, expected, rtol=1e-5, atol=1e-5)
        with pytest.raises(InputError, match=r"no input is named 'x1\.lengths'"):
            session.run(inputs | {"x1": (arrays["x1"], lod[:1]), "x2": (arrays["x2"], lod)})


def sequences_desc(levels: int) -> Desc:
    """A model with an input x of sequences, of rows of one number."""
    desc = Desc()
    desc.var("x", -1, 1)
    desc.blocks[0].vars[-1].type.lod_tensor.lod_level = levels
    desc.feed("x", 0)
    desc.var("y", -1, 1)
    desc.fetch("y", 0)
    return desc


def put_fetch_last(desc: Desc) -> None:
    """Move the fetch behind the ops that came after it."""
    ops = desc.blocks[0].ops
    fetch = type(ops[1]).FromString(ops[1].SerializeToString())
    del ops[1]
    ops.append(fetch)


def refusal(desc: Desc, folder: Path) -> str:
    put_fetch_last(desc)
    (folder / "model.pdmodel").write_bytes(desc.bytes())
    with pytest.raises(UnsupportedError) as caught:
        import_model(folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("levels", "level", "message"),
    [
        (0, 0, "operand 'scores' must be made of sequences"),
        (2, 2, "attribute 'level' must lie between 0 and 1, got 2"),
    ],
)
def test_a_search_needs_levels(tmp_path: Path, levels: int, level: int, message: str) -> None:
    desc = sequences_desc(levels)
    operands = {name: ["x"] for name in ("pre_ids", "pre_scores", "scores")}
    results = {"selected_ids": ["y"], "selected_scores": ["z"]}
    attributes = {"level": level, "beam_size": 2, "end_id": 0}
    desc.op("beam_search", operands, results, **{k: (INT, "i", v) for k, v in attributes.items()})
    assert message in refusal(desc, tmp_path)


def test_most_ops_on_sequences_take_one_level(tmp_path: Path) -> None:
    desc = sequences_desc(2)
    desc.op("sequence_softmax", {"X": ["x"]}, {"Out": ["y"]})
    message = "operand 'X' must be made of sequences (one LoD level), got 2 levels"
    assert message in refusal(desc, tmp_path)


def test_a_reference_level_that_is_not_there(tmp_path: Path) -> None:
    desc = sequences_desc(1)
    desc.op("sequence_expand", {"X": ["x"], "Y": ["x"]}, {"Out": ["y"]}, ref_level=(INT, "i", 1))
    message = "attribute 'ref_level' must lie between -1 and 0, got 1"
    assert message in refusal(desc, tmp_path)


@pytest.mark.parametrize("levels", [0, 1])
def test_steps_to_decode_have_two_levels(tmp_path: Path, levels: int) -> None:
    desc = sequences_desc(levels)
    desc.var("array", kind=ARRAY)
    number(desc, "zero", 0)
    desc.op("write_to_array", {"X": ["x"], "I": ["zero"]}, {"Out": ["array"]})
    desc.op(
        "beam_search_decode",
        {"Ids": ["array"], "Scores": ["array"]},
        {"SentenceIds": ["y"], "SentenceScores": ["z"]},
        beam_size=(INT, "i", 2),
        end_id=(INT, "i", 0),
    )
    message = "operand 'Ids' must be a tensor array of sequences of sequences (two LoD levels)"
    assert message in refusal(desc, tmp_path)


def number(desc: Desc, name: str, value: int, block: int = 0) -> None:
    desc.op(
        "fill_constant",
        {},
        {"Out": [name]},
        block=block,
        dtype=(INT, "i", INT64),
        shape=(INTS, "ints", [1]),
        str_value=(STRING, "s", str(value).encode()),
    )


def test_sequences_that_a_loop_forgets(tmp_path: Path) -> None:
    desc = sequences_desc(1)
    desc.var("going_on", 1)
    desc.var("state", -1, 1)
    number(desc, "going_on", 1)
    desc.op("scale", {"X": ["x"]}, {"Out": ["state"]}, scale=(FLOAT, "f", 1.0))
    body = desc.sub_block()
    desc.var("pooled", -1, 1, block=body)
    desc.op("sequence_softmax", {"X": ["state"]}, {"Out": ["pooled"]}, block=body)
    desc.op(
        "reduce_sum",
        {"X": ["pooled"]},
        {"Out": ["state"]},
        block=body,
        dim=(INTS, "ints", [1]),
        keep_dim=(BOOLEAN, "b", True),
    )
    number(desc, "going_on", 0, body)
    desc.op(
        "while",
        {"X": ["state"], "Condition": ["going_on"]},
        {"Out": ["state"], "StepScopes": ["scopes"]},
        sub_block=(BLOCK, "block_idx", body),
    )
    desc.op("scale", {"X": ["state"]}, {"Out": ["y"]}, scale=(FLOAT, "f", 1.0))
    message = "whether operand 'X' is made of sequences depends on the way"
    assert message in refusal(desc, tmp_path)


@pytest.mark.parametrize("reader", ["sequence_softmax", "softmax"])
def test_an_array_of_sequences_and_plain_tensors(tmp_path: Path, reader: str) -> None:
    desc = sequences_desc(0)
    desc.var("array", kind=ARRAY)
    desc.var("going_on", 1)
    number(desc, "zero", 0)
    number(desc, "going_on", 1)
    desc.op("write_to_array", {"X": ["x"], "I": ["zero"]}, {"Out": ["array"]})
    body = desc.sub_block()
    desc.op("lod_reset", {"X": ["x"]}, {"Out": ["cut"]}, body, target_lod=(INTS, "ints", [0, 2]))
    desc.op("increment", {"X": ["zero"]}, {"Out": ["zero"]}, body, step=(FLOAT, "f", 1.0))
    desc.op("write_to_array", {"X": ["cut"], "I": ["zero"]}, {"Out": ["array"]}, body)
    number(desc, "going_on", 0, body)
    desc.op(
        "while",
        {"X": ["array", "zero"], "Condition": ["going_on"]},
        {"Out": ["array", "zero"], "StepScopes": ["scopes"]},
        sub_block=(BLOCK, "block_idx", body),
    )
    desc.op("read_from_array", {"X": ["array"], "I": ["zero"]}, {"Out": ["element"]})
    desc.op(reader, {"X": ["element"]}, {"Out": ["y"]})
    if reader == "softmax":
        put_fetch_last(desc)
        (tmp_path / "model.pdmodel").write_bytes(desc.bytes())
        assert str(import_model(tmp_path)[0].main.type).endswith("-> tensor<?x1xf32>")
    else:
        message = "whether operand 'X' is made of sequences depends on the way"
        assert message in refusal(desc, tmp_path)
