"""Operators that Paddle has for GPUs only: their numbers against the formulas they stand for."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from compiled_model import CompiledModel
from handmade_models import BOOLEAN, FLOAT, INT, INTS, STRING, Desc

from paddle_mlir.importers import import_model

RANDOM = np.random.RandomState(0)
INT64, INT8 = 3, 21


def array(*shape: int) -> np.ndarray:
    return RANDOM.uniform(-2, 2, shape).astype("float32")


def attribute(value: Any) -> tuple[int, str, Any]:
    """A value as an attribute of ProgramDesc."""
    if isinstance(value, bool):
        return BOOLEAN, "b", value
    if isinstance(value, int):
        return INT, "i", value
    if isinstance(value, float):
        return FLOAT, "f", value
    if isinstance(value, str):
        return STRING, "s", value.encode()
    return INTS, "ints", value


def run(
    folder: Path, kind: str, inputs: dict[str, Any], result: str = "Out", **attributes: Any
) -> np.ndarray:
    """The result of a model of one operator; a list is a slot of several operands."""
    desc = Desc()
    slots: dict[str, list[str]] = {}
    arrays = []
    for slot, given in inputs.items():
        slots[slot] = []
        for each in given if isinstance(given, list) else [given]:
            name = f"x{len(arrays)}"
            desc.var(name, *each.shape)
            numbers = {"int64": INT64, "int8": INT8}
            if each.dtype.name in numbers:
                declared = desc.blocks[0].vars[-1].type.lod_tensor.tensor
                declared.data_type = numbers[each.dtype.name]
            desc.feed(name, len(arrays))
            slots[slot].append(name)
            arrays.append(each)
    desc.var("y")
    desc.op(kind, slots, {result: ["y"]}, **{k: attribute(v) for k, v in attributes.items()})
    desc.fetch("y", 0)
    (folder / "model.pdmodel").write_bytes(desc.bytes())
    (output,) = CompiledModel(import_model(folder)[0])(*arrays)
    return output


def normalised(x: np.ndarray, scale: np.ndarray, bias: np.ndarray) -> np.ndarray:
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5) * scale + bias


def gelu(x: np.ndarray) -> np.ndarray:
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def softmax(x: np.ndarray) -> np.ndarray:
    power = np.exp(x - x.max(-1, keepdims=True))
    return power / power.sum(-1, keepdims=True)


def attended(query: np.ndarray, key: np.ndarray, value: np.ndarray, scale: float) -> np.ndarray:
    """Attention of ``[N, L, H, D]``."""
    scores = np.einsum("nqhd,nkhd->nhqk", query, key) * scale
    return np.einsum("nhqk,nkhd->nqhd", softmax(scores), value)


def close(actual: np.ndarray, wanted: np.ndarray) -> None:
    np.testing.assert_allclose(actual, wanted, rtol=1e-4, atol=1e-4)


def test_sums_and_layer_norm(tmp_path: Path) -> None:
    x, y, w, bias = array(2, 3, 4), array(2, 3, 4), array(4, 4), array(4)
    scale, shift = array(4), array(4)
    operands = {"X": x, "Y": y, "Scale": scale, "Bias": shift}
    out = run(tmp_path, "skip_layernorm", operands, epsilon=1e-5, begin_norm_axis=2)
    close(out, normalised(x + y, scale, shift))
    out = run(
        tmp_path,
        "fused_fc_elementwise_layernorm",
        {"X": x, "W": w, "Y": y, "Bias0": bias, "Scale": scale, "Bias1": shift},
        x_num_col_dims=2,
        activation_type="relu",
        begin_norm_axis=2,
    )
    close(out, normalised(np.maximum(x @ w + bias, 0) + y, scale, shift))
    out = run(
        tmp_path,
        "fused_bias_dropout_residual_layer_norm",
        {"X": x, "Residual": y, "Bias": bias, "LnScale": scale, "LnBias": shift},
        "Y",
        dropout_rate=0.25,
        dropout_implementation="downgrade_in_infer",
    )
    close(out, normalised((x + bias) * 0.75 + y, scale, shift))


def test_embeddings(tmp_path: Path) -> None:
    words, places = array(7, 4), array(3, 4)
    scale, shift = array(4), array(4)
    word, place = np.array([[1, 6, 0]]), np.array([[2, 0, 1]])
    out = run(
        tmp_path,
        "fused_embedding_eltwise_layernorm",
        {"Ids": [word, place], "Embs": [words, places], "Scale": scale, "Bias": shift},
        epsilon=1e-5,
    )
    close(out, normalised(words[word] + places[place], scale, shift))


def test_bias_and_activation(tmp_path: Path) -> None:
    x, bias = array(3, 8), array(8)
    operands = {"x": x, "bias": bias}
    close(run(tmp_path, "fused_bias_act", operands, "out", act_method="gelu"), gelu(x + bias))
    first, second = np.split(x + bias, 2, -1)
    out = run(tmp_path, "fused_bias_act", operands, "out", act_method="geglu")
    close(out, gelu(first) * second)
    out = run(tmp_path, "fused_bias_act", operands, "out", act_method="swiglu")
    close(out, first / (1 + np.exp(-first)) * second)


def test_dropout_and_addition(tmp_path: Path) -> None:
    x, y = array(3, 4), array(3, 4)
    out = run(tmp_path, "fused_dropout_add", {"x": x, "y": y}, "out", p=0.5, is_test=True)
    close(out, x + y)
    mode = "downgrade_in_infer"
    out = run(tmp_path, "fused_dropout_add", {"x": x, "y": y}, "out", p=0.25, mode=mode)
    close(out, 0.75 * x + y)


def test_products(tmp_path: Path) -> None:
    x, y, bias = array(3, 4), array(5, 4), array(5)
    out = run(
        tmp_path,
        "fused_gemm_epilogue",
        {"X": x, "Y": y, "Bias": bias},
        trans_y=True,
        activation="relu",
    )
    close(out, np.maximum(x @ y.T + bias, 0))
    weights = [array(4, 4), array(4, 4)]
    biases = [array(4), array(4)]
    wanted = x
    for weight, shift in zip(weights, biases, strict=True):
        wanted = np.maximum(wanted @ weight + shift, 0)
    out = run(tmp_path, "fusion_repeated_fc_relu", {"X": x, "W": weights, "Bias": biases})
    close(out, wanted)


def test_product_with_int8_weights(tmp_path: Path) -> None:
    x, bias, scale = array(3, 16), array(8), array(8) / 127
    weight = RANDOM.randint(-127, 128, (8, 16)).astype("int8")
    operands = {"x": x, "weight": weight, "bias": bias, "weight_scale": scale}
    out = run(tmp_path, "llm_int8_linear", operands, "out", threshold=6.0)
    close(out, x @ (weight * scale[:, None]).T + bias)


def test_convolution_addition_and_activation(tmp_path: Path) -> None:
    x, weight, bias, rest = array(1, 3, 4, 5), array(2, 3, 1, 1), array(2), array(1, 2, 4, 5)
    out = run(
        tmp_path,
        "fused_conv2d_add_act",
        {"Input": x, "Filter": weight, "Bias": bias, "ResidualData": rest},
        "Output",
        strides=[1, 1],
        paddings=[0, 0],
        activation="relu",
    )
    product = np.einsum("oc,nchw->nohw", weight[:, :, 0, 0], x)
    close(out, np.maximum(product + bias[:, None, None] + rest, 0))


def test_multihead_matmul(tmp_path: Path) -> None:
    x, w, bias = array(2, 3, 8), array(8, 3, 8), array(3, 8)
    out = run(
        tmp_path,
        "multihead_matmul",
        {"Input": x, "W": w, "Bias": bias, "BiasQK": np.zeros((2, 1, 1, 3), "float32")},
        alpha=0.5,
        head_number=2,
        transpose_K=True,
    )
    parts = np.einsum("nlk,kpo->pnlo", x, w) + bias[:, None, None]
    heads = [part.reshape(2, 3, 2, 4) for part in parts]
    close(out, attended(*heads, 0.5).reshape(2, 3, 8))


def test_flash_attention(tmp_path: Path) -> None:
    query, key, value = array(2, 3, 2, 4), array(2, 5, 2, 4), array(2, 5, 2, 4)
    out = run(tmp_path, "flash_attn", {"q": query, "k": key, "v": value}, "out")
    close(out, attended(query, key, value, 0.5))
    operands = {"query": query, "key": key, "value": value}
    out = run(tmp_path, "memory_efficient_attention", operands, "output", scale=0.25)
    close(out, attended(query, key, value, 0.25))


@pytest.mark.parametrize("by_pairs", [True, False])
def test_rotary_position_embedding(tmp_path: Path, by_pairs: bool) -> None:
    x, sine, cosine = array(2, 3, 2, 8), array(1, 3, 1, 8), array(1, 3, 1, 8)
    if by_pairs:
        turned = np.stack([-x[..., 1::2], x[..., ::2]], -1).reshape(x.shape)
    else:
        turned = np.concatenate([-x[..., 4:], x[..., :4]], -1)
    out = run(
        tmp_path,
        "fused_rotary_position_embedding",
        {"q": x, "sin": sine, "cos": cosine},
        "out_q",
        use_neox_rotary_style=by_pairs,
    )
    close(out, x * cosine + turned * sine)


def test_transposed_maps_side_by_side(tmp_path: Path) -> None:
    maps = [array(2, 3, 4, 5), array(2, 3, 2, 1)]
    attributes = {"trans_axis": [0, 2, 3, 1], "flatten_axis": 1, "concat_axis": 1}
    out = run(tmp_path, "fusion_transpose_flatten_concat", {"X": maps}, **attributes)
    rows = [one.transpose(0, 2, 3, 1).reshape(2, -1) for one in maps]
    close(out, np.concatenate(rows, 1))


def test_scaled_maps_and_their_sum(tmp_path: Path) -> None:
    x, y, scale, bias, other = array(2, 3, 2, 8), array(2, 3, 2, 8), array(8), array(8), array(8)
    operands = {"x1": x, "scale1": scale, "bias1": bias, "x2": y}
    out = run(tmp_path, "fused_scale_bias_add_relu", operands, "out", fuse_dual=False)
    close(out, np.maximum(x * scale + bias + y, 0))
    operands |= {"scale2": other, "bias2": scale}
    out = run(tmp_path, "fused_scale_bias_add_relu", operands, "out", fuse_dual=True)
    close(out, np.maximum(x * scale + bias + y * other + scale, 0))
