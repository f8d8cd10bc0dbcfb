"""Paddle's weight files: what is read, and what each kind of damage is answered with."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.errors import ModelError, PaddleMlirError
from paddle_mlir.importers.paddle.pdiparams import read_combined, read_separate


def description(data_type: int, dims: tuple[int, ...]) -> bytes:
    def varint(number: int) -> bytes:
        number &= 2**64 - 1
        low, rest = number & 0x7F, number >> 7
        return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])

    return b"\x08" + varint(data_type) + b"".join(b"\x10" + varint(dim) for dim in dims)


def tensor(array: np.ndarray, dtype: str | None = None, lod: tuple[bytes, ...] = ()) -> bytes:
    desc = description(dtypes.BY_NAME[dtype or array.dtype.name].proto, array.shape)
    levels = b"".join(struct.pack("<Q", len(level)) + level for level in lod)
    header = struct.pack("<IQ", 0, len(lod)) + levels + struct.pack("<Ii", 0, len(desc))
    return header + desc + array.tobytes()


def raw_tensor(
    desc: bytes, data: bytes = b"", *, size: int | None = None, levels: int = 0
) -> bytes:
    return struct.pack("<IQIi", 0, levels, 0, len(desc) if size is None else size) + desc + data


ARRAYS = {
    "b": np.arange(6, dtype=np.float32).reshape(2, 3),
    "a": np.array([True, False, True]),
    "scalar": np.array(7, dtype=np.int64),
    "empty": np.zeros((2, 0), dtype=np.float64),
    "c": np.array([1 + 2j], dtype=np.complex64),
}


@pytest.fixture
def combined(tmp_path: Path) -> Path:
    path = tmp_path / "model.pdiparams"
    path.write_bytes(b"".join(tensor(ARRAYS[name]) for name in sorted(ARRAYS)))
    return path


def write(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "w.pdiparams"
    path.write_bytes(data)
    return path


def error_of(path: Path, *names: str) -> str:
    with pytest.raises(ModelError) as caught:
        read_combined(path, names)
    return str(caught.value)


def test_arrays_come_by_sorted_name(combined: Path) -> None:
    parameters = read_combined(combined, ["scalar", "empty", "c", "b", "a"])
    assert list(parameters) == sorted(ARRAYS)
    for name, array in ARRAYS.items():
        assert parameters[name].dtype == array.dtype.name
        assert parameters[name].shape == array.shape
        assert parameters.array(name).dtype == array.dtype
        np.testing.assert_array_equal(parameters.array(name), array)


@pytest.mark.parametrize("dtype", [dtype.name for dtype in dtypes.TABLE])
def test_every_dtype(tmp_path: Path, dtype: str) -> None:
    array = np.array([1, 0, 1]).astype(dtypes.to_numpy(dtype))
    parameters = read_combined(write(tmp_path, tensor(array, dtype)), ["x"])
    assert parameters["x"].dtype == dtype
    assert parameters["x"].bytes == 3 * dtypes.BY_NAME[dtype].bytes
    np.testing.assert_array_equal(parameters.array("x"), array)


def test_arrays_are_read_only_views_of_the_file(combined: Path) -> None:
    array = read_combined(combined, ARRAYS).array("b")
    assert not array.flags.writeable
    assert not array.flags.owndata
    # The map outlives the Parameters, and shows what the file holds now: nothing was copied.
    offset = combined.read_bytes().index(ARRAYS["b"].tobytes())
    with combined.open("r+b") as file:
        file.seek(offset)
        file.write(struct.pack("<f", 42.0))
    assert array[0, 0] == 42.0


def test_lod_levels_are_skipped(tmp_path: Path) -> None:
    path = write(tmp_path, tensor(ARRAYS["b"], lod=(b"\0" * 16, b"\1" * 8)))
    np.testing.assert_array_equal(read_combined(path, ["b"]).array("b"), ARRAYS["b"])


def test_no_parameters_in_an_empty_file(tmp_path: Path) -> None:
    assert len(read_combined(write(tmp_path, b""), [])) == 0


def test_cut_off_at_any_byte_names_the_short_parameter(tmp_path: Path) -> None:
    names = sorted(ARRAYS)
    pieces = [tensor(ARRAYS[name]) for name in names]
    whole = b"".join(pieces)
    ends = np.cumsum([len(piece) for piece in pieces])
    for length in range(len(whole)):
        message = error_of(write(tmp_path, whole[:length]), *names)
        short = int(np.searchsorted(ends, length, side="right"))
        assert f"parameter {names[short]!r} ({short + 1} of {len(names)})" in message
        start = int(ends[short]) - len(pieces[short])
        if length == start:
            assert f"lacks the last {len(names) - short} of {len(names)} parameters" in message
        elif ends[short] - length <= ARRAYS[names[short]].nbytes:
            assert "cut off in its data" in message
            assert f"{ends[short] - length} bytes short" in message
        else:
            assert "is cut off in its header" in message
            assert "bytes short" in message


def test_extra_bytes(combined: Path) -> None:
    size = combined.stat().st_size
    with combined.open("ab") as file:
        file.write(b"12345")
    message = error_of(combined, *ARRAYS)
    assert f"5 extra bytes after the last parameter, got {size + 5} bytes" in message
    assert "belongs to another model" in message


def test_a_parameter_too_few(combined: Path) -> None:
    assert "extra bytes after the last parameter" in error_of(combined, *(ARRAYS.keys() - {"c"}))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (struct.pack("<I", 1) + bytes(40), "version of the LoD tensor, got 1, wanted 0"),
        (struct.pack("<IQI", 0, 0, 7) + bytes(40), "version of the tensor, got 7, wanted 0"),
        (raw_tensor(b"", levels=2**63), f"number of LoD levels, got {2**63}, wanted 0 to 16"),
        (struct.pack("<IQQ", 0, 1, 2**63) + bytes(40), f"cut off in its header, {2**63 - 40} byt"),
        (raw_tensor(b"\x08\x05", size=-1), "size of the description, got -1"),
        (raw_tensor(b"\x08\x05", size=2**31 - 1), f"size of the description, got {2**31 - 1}"),
        (raw_tensor(b"\x08\x05", size=900), "cut off in its header, 898 bytes short"),
        (raw_tensor(b"\x0a\xff\xff"), "3 bytes that do not parse as TensorDesc"),
        (raw_tensor(b"\x10\x02"), "data type, got None, wanted one of 0 (bool), 1 (int16)"),
        (raw_tensor(description(19, (2,))), "data type, got 19, wanted one of 0 (bool)"),
        (raw_tensor(description(5, (2, -1))), "shape, got [2, -1], wanted dimensions of 0 or more"),
        (raw_tensor(description(5, (1,) * 10), bytes(4)), "rank, got 10, wanted at most 9"),
        (raw_tensor(description(5, (2**40,))), f"its data (float32[{2**40}]), {2**42} bytes short"),
        (raw_tensor(description(5, (2**62, 2**62))), f"shape, got [{2**62}, {2**62}]"),
        (raw_tensor(description(5, (0, 2**62, 2**62))), f"shape, got [0, {2**62}, {2**62}]"),
    ],
)
def test_hostile_headers(tmp_path: Path, data: bytes, message: str) -> None:
    text = error_of(write(tmp_path, data), "w")
    assert "parameter 'w' (1 of 1)" in text
    assert message in text


def test_declared_types_are_checked(combined: Path) -> None:
    names = list(ARRAYS)
    read_combined(combined, names, {"b": ("float32", (2, 3)), "c": (None, None)})
    read_combined(combined, names, {"b": ("float32", (-1, 3)), "a": (None, (3,))})
    for declared, wanted in [
        (("float32", (3, 2)), "float32[3, 2]"),
        (("float32", (6,)), "float32[6]"),
        (("float16", (2, 3)), "float16[2, 3]"),
        (("float16", None), "float16[2, 3]"),
    ]:
        with pytest.raises(ModelError) as caught:
            read_combined(combined, names, {"b": declared})
        assert caught.value.where == f"{combined}: parameter 'b' (2 of 5)"
        assert caught.value.got == "float32[2, 3]"
        assert caught.value.wanted == wanted


def test_missing_combined_file(tmp_path: Path) -> None:
    assert "No such file" in error_of(tmp_path / "none.pdiparams", "a")
    assert "Is a directory" in error_of(tmp_path, "a")


def test_one_file_a_parameter(tmp_path: Path) -> None:
    (tmp_path / "scope").mkdir()
    (tmp_path / "scope" / "w").write_bytes(tensor(ARRAYS["b"]))
    (tmp_path / "e").write_bytes(tensor(ARRAYS["empty"]))
    parameters = read_separate(tmp_path, ["scope/w", "e"], {"scope/w": ("float32", (2, 3))})
    np.testing.assert_array_equal(parameters.array("scope/w"), ARRAYS["b"])
    assert parameters.array("e").shape == (2, 0)
    assert not parameters.array("scope/w").flags.writeable
    with pytest.raises(ModelError, match=r"'scope/w': type does not match .* wanted float32\[6\]"):
        read_separate(tmp_path, ["scope/w"], {"scope/w": ("float32", (6,))})


def test_separate_files_damaged(tmp_path: Path) -> None:
    data = tensor(ARRAYS["b"])
    for length in range(len(data)):
        (tmp_path / "w").write_bytes(data[:length])
        with pytest.raises(ModelError, match=r"parameter 'w'.* bytes short"):
            read_separate(tmp_path, ["w"])
    (tmp_path / "w").write_bytes(data + b"123")
    with pytest.raises(ModelError, match="3 extra bytes after the parameter"):
        read_separate(tmp_path, ["w"])
    (tmp_path / "w").write_bytes(data)
    parameters = read_separate(tmp_path, ["w"])
    (tmp_path / "w").write_bytes(data[:-1])
    with pytest.raises(ModelError, match="changed since the model was read"):
        parameters.array("w")


def test_separate_files_missing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(tensor(ARRAYS["a"]))
    with pytest.raises(ModelError, match="no file for parameter 'b' and 1 more, got 1 of 3"):
        read_separate(tmp_path, ["a", "b", "c"])


def test_a_name_must_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(tensor(ARRAYS["a"]))
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("../secret", str(tmp_path / "secret")):
        with pytest.raises(ModelError, match="no file for parameter"):
            read_separate(folder, [name])


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_flipped_bytes_read_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = bytearray(b"".join(tensor(ARRAYS[name]) for name in sorted(ARRAYS)))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "flipped.pdiparams"
    path.write_bytes(whole)
    try:
        parameters = read_combined(path, ARRAYS)
    except PaddleMlirError:
        return
    for name in parameters:
        assert parameters.array(name).shape == parameters[name].shape


@settings(max_examples=200, deadline=None)
@given(noise=st.binary(max_size=200))
def test_random_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "noise.pdiparams"
    path.write_bytes(noise)
    # Noise has no chance to be a whole tensor: even a scalar takes 22 bytes, 12 of them zero.
    with pytest.raises(ModelError, match="'x'"):
        read_combined(path, ["x"])
