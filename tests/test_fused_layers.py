"""Fused layers that Paddle exports on GPUs only: imported, compiled and compared with formulas."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from compiled_model import CompiledModel
from handmade_models import attr, data, fetch, op, pir, tensor

from paddle_mlir.dialects.errors import UnsupportedError
from paddle_mlir.importers import import_model

FALSE, TRUE = attr("0.a_bool", False), attr("0.a_bool", True)
RANDOM = np.random.default_rng(0)


def run(folder: Path, program: bytes, *arrays: np.ndarray) -> list[np.ndarray]:
    (folder / "inference.json").write_bytes(program)
    return CompiledModel(import_model(folder)[0])(*arrays)


def refusal(folder: Path, program: bytes) -> str:
    (folder / "inference.json").write_bytes(program)
    with pytest.raises(UnsupportedError) as caught:
        import_model(folder)
    return str(caught.value)


def normal(*shape: int) -> np.ndarray:
    return RANDOM.standard_normal(shape).astype(np.float32)


def number(value: float) -> dict[str, Any]:
    return attr("0.a_f64", value)


def integer(value: int) -> dict[str, Any]:
    return attr("0.a_i32", value)


def sizes(*values: int) -> dict[str, Any]:
    return attr("0.a_array", [attr("0.a_i64", value) for value in values])


def attend(query: np.ndarray, key: np.ndarray, value: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Attention of ``[batch, length, heads, depth]``."""
    query, key, value = (x.transpose(0, 2, 1, 3) for x in (query, key, value))
    scores = query @ key.swapaxes(2, 3) / np.sqrt(query.shape[3]) + mask
    weights = np.exp(scores - scores.max(3, keepdims=True))
    out: np.ndarray = (weights / weights.sum(3, keepdims=True) @ value).transpose(0, 2, 1, 3)
    return out


def flash_attention(mask: int, **attributes: Any) -> dict[str, Any]:
    given = {"dropout": number(0.0), "causal": FALSE, "is_test": TRUE, **attributes}
    return op("1.flash_attn", [1, 2, 3, 0, mask], {5: tensor(2, 5, 3, 8)}, given)


INPUTS = [
    data(1, "q", tensor(-1, 5, 3, 8)),
    data(2, "k", tensor(-1, 7, 3, 8)),
    data(3, "v", tensor(-1, 7, 3, 8)),
]


def test_flash_attention_with_a_mask(tmp_path):
    program = pir(*INPUTS, data(4, "m", tensor(-1, 1, 5, 7)), flash_attention(4), fetch(5, 0, 6))
    arrays = normal(2, 5, 3, 8), normal(2, 7, 3, 8), normal(2, 7, 3, 8), normal(2, 1, 5, 7)
    (out,) = run(tmp_path, program, *arrays)
    np.testing.assert_allclose(out, attend(*arrays), atol=1e-5)


def test_causal_flash_attention_aligns_the_last_query_with_the_last_key(tmp_path):
    program = pir(*INPUTS, flash_attention(0, causal=TRUE), fetch(5, 0, 6))
    arrays = normal(2, 5, 3, 8), normal(2, 7, 3, 8), normal(2, 7, 3, 8)
    (out,) = run(tmp_path, program, *arrays)
    rows, columns = np.indices((5, 7))
    mask = np.where(columns > rows + 2, -np.inf, 0.0)
    np.testing.assert_allclose(out, attend(*arrays, mask), atol=1e-5)


def test_flash_attention_of_grouped_heads_is_refused(tmp_path):
    inputs = [INPUTS[0], data(2, "k", tensor(-1, 7, 1, 8)), data(3, "v", tensor(-1, 7, 1, 8))]
    message = refusal(tmp_path, pir(*inputs, flash_attention(0), fetch(5, 0, 6)))
    assert "query, key and value must have equally many heads, got 3, 1, 1" in message


def test_rms_norm(tmp_path):
    norm = op(
        "1.rms_norm",
        [1, 2],
        {3: tensor(2, 3, 4), 4: tensor(2, 3)},
        {"normalized_shape": sizes(3, 4), "epsilon": number(0.01)},
    )
    inputs = data(1, "x", tensor(-1, 3, 4)), data(2, "w", tensor(12))
    x, weight = normal(2, 3, 4), normal(12)
    (out,) = run(tmp_path, pir(*inputs, norm, fetch(3, 0, 5)), x, weight)
    expected = x / np.sqrt((x * x).mean((1, 2), keepdims=True) + 0.01) * weight.reshape(3, 4)
    np.testing.assert_allclose(out, expected, atol=1e-5)


@pytest.mark.parametrize("name", ["rms_norm", "fused_rms_norm_quant"])
def test_rms_norm_of_a_sum(tmp_path, name):
    norm = op(
        f"1.{name}",
        [1, 2, 3, 4, 4],
        {5: tensor(2, 4), 6: tensor(2, 4)},
        {"begin_norm_axis": integer(1), "epsilon": number(0.01), "quant_scale": number(-1.0)},
    )
    inputs = [data(i, n, tensor(*dims)) for i, n, dims in ((1, "x", (-1, 4)), (2, "b", (4,)))]
    inputs += [data(3, "r", tensor(-1, 4)), data(4, "w", tensor(4))]
    x, bias, residual, weight = normal(2, 4), normal(4), normal(2, 4), normal(4)
    program = pir(*inputs, norm, fetch(5, 0, 7), fetch(6, 1, 8))
    out, total = run(tmp_path, program, x, bias, residual, weight)
    expected = x + bias + residual
    np.testing.assert_allclose(total, expected, atol=1e-5)
    root = np.sqrt((expected**2).mean(1, keepdims=True) + 0.01)
    np.testing.assert_allclose(out, expected / root * weight + weight, atol=1e-5)


def test_quantised_rms_norm_is_refused(tmp_path):
    norm = op(
        "1.fused_rms_norm_quant",
        [1, 0, 0, 2, 0],
        {3: tensor(2, 4)},
        {"begin_norm_axis": integer(1), "quant_scale": number(0.5)},
    )
    program = pir(data(1, "x", tensor(2, 4)), data(2, "w", tensor(4)), norm, fetch(3, 0, 4))
    assert "attribute 'quant_scale' is not supported" in refusal(tmp_path, program)
