"""Ops of Paddle's passes for oneDNN that the CPU wheel of 2.6.2 cannot run, against formulas."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from compiled_model import CompiledModel
from handmade_models import FLOAT, INT, INTS, STRING, Desc

from paddle_mlir.dialects.errors import UnsupportedError
from paddle_mlir.importers import import_model

RANDOM = np.random.default_rng(0)
KINDS = {float: (FLOAT, "f"), int: (INT, "i"), str: (STRING, "s"), list: (INTS, "ints")}


def array(*shape: int) -> np.ndarray:
    return RANDOM.uniform(-2, 2, shape).astype("float32")


def run(folder: Path, kind: str, inputs: dict[str, np.ndarray], **attributes: Any) -> np.ndarray:
    """The result of a model of one op."""
    desc = Desc()
    for column, (name, value) in enumerate(inputs.items()):
        desc.var(name, *value.shape)
        desc.feed(name, column)
    desc.var("out")
    given = {
        name: (*KINDS[type(value)], value.encode() if isinstance(value, str) else value)
        for name, value in attributes.items()
    }
    desc.op(kind, {name: [name] for name in inputs}, {"Out": ["out"]}, **given)
    desc.fetch("out", 0)
    (folder / "model.pdmodel").write_bytes(desc.bytes())
    (out,) = CompiledModel(import_model(folder)[0])(*inputs.values())
    return out


def close(actual: np.ndarray, wanted: np.ndarray) -> None:
    np.testing.assert_allclose(actual, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "alpha", "beta", "formula"),
    [
        ("leaky_relu", 0.1, 0.0, lambda x: np.where(x > 0, x, 0.1 * x)),
        ("swish", 1.5, 0.0, lambda x: x / (1 + np.exp(-1.5 * x))),
        ("relu6", 1.0, 0.0, lambda x: np.clip(x, 0, 1)),
        ("clip", -0.5, 1.5, lambda x: np.clip(x, -0.5, 1.5)),
        ("hard_sigmoid", 0.25, 0.5, lambda x: np.clip(0.25 * x + 0.5, 0, 1)),
        ("hard_swish", 1 / 6, 0.5, lambda x: x * np.clip(x / 6 + 0.5, 0, 1)),
        ("abs", 0.0, 0.0, np.abs),
        ("", 0.0, 0.0, lambda x: x),
    ],
)
def test_sum_and_activation(tmp_path, name, alpha, beta, formula):
    x, y = array(2, 3, 4), array(2, 3, 4)
    attributes = {"axis": -1, "fuse_activation": name, "fuse_alpha": alpha, "fuse_beta": beta}
    close(run(tmp_path, "fused_elementwise_add", {"X": x, "Y": y}, **attributes), formula(x + y))


def test_operand_that_begins_at_an_axis_and_axes_put_in(tmp_path):
    x, y = array(2, 3, 4), array(3) + 3
    attributes = {"axis": 1, "fused_unsqueeze2_axes": [1]}
    out = run(tmp_path, "fused_elementwise_div", {"X": x, "Y": y}, **attributes)
    close(out, (x / y[:, None])[:, None])


def test_integer_form_is_refused(tmp_path):
    inputs = {"X": array(2, 3), "Y": array(2, 3)}
    with pytest.raises(UnsupportedError, match="'scale_x' must be 1"):
        run(tmp_path, "fused_elementwise_mul", inputs, axis=-1, scale_x=0.5)


def test_product_of_heads(tmp_path):
    x, y, mask = array(2, 3, 8), array(2, 5, 8), array(2, 2, 3, 5)
    moves = {f"fused_reshape_{name}": [0, 0, 2, 4] for name in "XY"}
    moves |= {f"fused_transpose_{name}": [0, 2, 1, 3] for name in "XY"}
    inputs = {"X": x, "Y": y, "ResidualData": mask}
    out = run(tmp_path, "fused_matmul", inputs, trans_y=1, matmul_alpha=0.5, **moves)
    heads, others = x.reshape(2, 3, 2, 4), y.reshape(2, 5, 2, 4)
    close(out, 0.5 * np.einsum("nqhd,nkhd->nhqk", heads, others) + mask)


def test_product_whose_heads_are_joined(tmp_path):
    x, y = array(2, 2, 3, 5), array(2, 2, 5, 4)
    moves = {"fused_transpose_Out": [0, 2, 1, 3], "fused_reshape_Out": [0, 0, 8]}
    out = run(tmp_path, "fused_matmul", {"X": x, "Y": y}, fuse_activation="relu", **moves)
    close(out, np.maximum(x @ y, 0).transpose(0, 2, 1, 3).reshape(2, 3, 8))


def test_softplus_and_activation(tmp_path):
    x = array(3, 4)
    out = run(tmp_path, "fused_softplus", {"X": x}, beta=2.0, fuse_activation="tanh")
    close(out, np.tanh(np.log1p(np.exp(2 * x)) / 2))


def test_transpose_with_axes_taken_out_and_put_in(tmp_path):
    x = array(2, 1, 3, 4)
    attributes = {"axis": [1, 0, 2], "fused_squeeze2_axes": [1], "fused_unsqueeze2_axes": [0]}
    out = run(tmp_path, "fused_transpose", {"X": x}, **attributes)
    close(out, x[:, 0].transpose(1, 0, 2)[None])
    out = run(
        tmp_path, "fused_transpose", {"X": x[:, 0]}, axis=[1, 0, 2], fused_reshape2_shape=[3, 8]
    )
    close(out, x[:, 0].transpose(1, 0, 2).reshape(3, 8))
