"""Products with weights of 8 and 4 bits, which Paddle has for GPUs only, against numpy.

The weights are those that Paddle's ``weight_quantize`` stored for the op cases; what they stand for
is computed from the floats that they were made of, never by undoing the order.
"""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from compiled_model import CompiledModel
from handmade_models import Desc, attr, data, fetch, op, parameter, pir, tensor
from op_cases import cases_of
from op_cases.archive import from_bytes, read_archive
from op_cases.case import PIR
from op_cases.weight_only import VARIANTS
from test_fused_ops import attribute, run
from test_pdiparams import tensor as stored_tensor

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.errors import UnsupportedError
from paddle_mlir.importers import import_model
from paddle_mlir.pipelines.folding.evaluation import bfloat16_bits
from paddle_mlir.pipelines.iree.compilation import parameters_read
from paddle_mlir.pipelines.pass_manager import run_passes

ROWS, COLUMNS = 192, 32
BITS = {"weight_only_int8": 8, "weight_only_int4": 4, "llm.int8": 8}
TOLERANCE = {"float16": 1e-3, "bfloat16": 1e-2}
"""Of the largest value: a product is rounded, and its sum with the bias again."""
CASES = {case.name: case for case in cases_of("weight_only")}
RANDOM = np.random.RandomState(0)
BIAS = RANDOM.randint(-16, 17, COLUMNS) / 8


@dataclass(frozen=True)
class Quantised:
    """Weights as Paddle stored them.

    Attributes:
        stored: the bytes.
        scale: as float32.
        value: ``[K, N]``, what bytes and scale stand for, from the floats that they were made of.
    """

    stored: np.ndarray
    scale: np.ndarray
    value: np.ndarray


@functools.cache
def quantised(case: str, index: int, format_: str = PIR) -> Quantised:
    """What variant ``index`` of an op case made of its floats."""
    files = read_archive("weight_only", format_)
    stored, scale = (
        from_bytes(files[f"{case}/expected_0_{2 * index + offset}.npy"]) for offset in range(2)
    )
    algorithm, _, group_size = VARIANTS[case][index]
    weights = CASES[case].arrays(0)["x0"] * CASES[case].weight_arrays()["w1"]
    rows = ROWS if group_size < 0 else group_size
    scales = np.repeat(scale.reshape(-1, COLUMNS), rows, axis=0)[:ROWS]
    quotient = np.divide(weights, scales, out=np.zeros_like(weights), where=scales != 0)
    away = np.trunc(quotient + np.copysign(0.5, quotient))
    bound = 2 ** (BITS[algorithm] - 1) - 1
    return Quantised(stored, scale, np.clip(away, -bound, bound) * scales)


@dataclass(frozen=True)
class Step:
    """An op of a model: its name, its operands by slot, its attributes, and its result."""

    name: str
    operands: dict[str, str]
    attributes: dict[str, Any]
    result: str


@dataclass
class Network:
    """A model with the input x.

    Attributes:
        dims: of x, which is float32.
        parameters: arrays, and Paddle's names of their dtypes.
        steps: the ops.
        outputs: names of results.
    """

    dims: tuple[int, ...]
    parameters: dict[str, tuple[np.ndarray, str]]
    steps: list[Step]
    outputs: list[str]

    def write(self, folder: Path, format_: str) -> None:
        """Write the model's files as Paddle does."""
        program = self.pir() if format_ == PIR else self.program_desc()
        name = "model.json" if format_ == PIR else "model.pdmodel"
        (folder / name).write_bytes(program)
        parts = [stored_tensor(*self.parameters[name]) for name in sorted(self.parameters)]
        (folder / "model.pdiparams").write_bytes(b"".join(parts))

    def pir(self) -> bytes:
        """The program, the way Paddle 3.3 writes it."""
        names = [*self.parameters, "x", *(step.result for step in self.steps)]
        numbers = {name: number for number, name in enumerate(names, 1)}
        ops = [
            parameter(numbers[name], name, tensor(*array.shape, kind=f"0.t_{SHORT[dtype]}"))
            for name, (array, dtype) in self.parameters.items()
        ]
        ops.append(data(numbers["x"], "x", tensor(*self.dims)))
        for step in self.steps:
            slots = PIR_SLOTS[step.name]
            operands = [numbers.get(step.operands.get(slot, ""), 0) for slot in slots]
            attributes = {key: pir_attribute(key, v) for key, v in step.attributes.items()}
            result = {numbers[step.result]: tensor(-1)}
            ops.append(op(f"1.{step.name}", operands, result, attributes))
        for column, name in enumerate(self.outputs):
            ops.append(fetch(numbers[name], column, len(names) + 1 + column))
        return pir(*ops)

    def program_desc(self) -> bytes:
        """The program, the way Paddle 2.6 writes it."""
        desc = Desc()
        for name, (array, dtype) in self.parameters.items():
            desc.var(name, *array.shape, persistable=True)
            declared = desc.blocks[0].vars[-1].type.lod_tensor.tensor
            declared.data_type = dtypes.BY_NAME[dtype].proto
        desc.var("x", *self.dims)
        desc.feed("x", 0)
        for step in self.steps:
            desc.var(step.result)
            operands = {slot: [name] for slot, name in step.operands.items()}
            attributes = dict(step.attributes)
            if step.name == "cast":
                attributes = {"out_dtype": dtypes.BY_NAME[attributes["dtype"]].proto}
            written = {key: attribute(value) for key, value in attributes.items()}
            result = "Out" if step.name == "cast" else "out"
            desc.op(step.name, operands, {result: [step.result]}, **written)
        for column, name in enumerate(self.outputs):
            desc.fetch(name, column)
        return desc.bytes()


SHORT = {"float16": "f16", "bfloat16": "bf16", "float32": "f32", "int8": "i8"}
PIR_SLOTS = {
    "cast": ["X"],
    "weight_only_linear": ["x", "weight", "bias", "weight_scale"],
    "llm_int8_linear": ["x", "weight", "bias", "weight_scale"],
    "weight_dequantize": ["x", "scale"],
}


def pir_attribute(key: str, value: Any) -> dict[str, Any]:
    if key == "dtype":
        return attr("1.a_dtype", value)
    kinds = {int: "0.a_i32", float: "0.a_f32", str: "0.a_str"}
    return attr(kinds[type(value)], value)


def encoded(array: np.ndarray, dtype: str) -> tuple[np.ndarray, str]:
    """An array as a parameter of a dtype."""
    return (bfloat16_bits(array) if dtype == "bfloat16" else array.astype(dtype)), dtype


def network(
    case: str, format_: str, dims: tuple[int, ...], dtype: str, *, gives_weights: bool = True
) -> Network:
    """A model that multiplies by all weights of a case, in ``dtype``, and may give them back."""
    made = Network(dims, {"bias": encoded(BIAS, dtype)}, [], [])

    def step(name: str, operands: dict[str, str], result: str, **attributes: Any) -> str:
        made.steps.append(Step(name, operands, attributes, result))
        return result

    def output(name: str) -> None:
        made.outputs.append(step("cast", {"X": name}, f"{name}.wide", dtype="float32"))

    x = step("cast", {"X": "x"}, "half", dtype=dtype)
    for index, (algorithm, arch, group_size) in enumerate(VARIANTS[case]):
        weights = quantised(case, index, format_)
        weight, scale = f"weight{index}", f"scale{index}"
        made.parameters[weight] = weights.stored, "int8"
        scale_dtype = "float32" if algorithm == "llm.int8" else dtype
        made.parameters[scale] = encoded(weights.scale, scale_dtype)
        operands = {"x": x, "weight": weight, "weight_scale": scale}
        # Paddle 2 knows no groups.
        grouped = {"group_size": group_size} if format_ == PIR else {}
        if algorithm == "llm.int8":
            output(step("llm_int8_linear", operands, f"y{index}", threshold=6.0))
        else:
            kind = {"weight_dtype": f"int{BITS[algorithm]}", "arch": arch, **grouped}
            if index % 2 == 0:
                operands["bias"] = "bias"
            output(step("weight_only_linear", operands, f"y{index}", **kind))
        if arch > 70 and gives_weights:
            stored = {"x": weight, "scale": scale}
            output(step("weight_dequantize", stored, f"w{index}", algo=algorithm, **grouped))
    return made


def wanted(case: str, format_: str, x: np.ndarray) -> list[np.ndarray]:
    """What such a model gives, in float32."""
    results = []
    for index, (algorithm, arch, _) in enumerate(VARIANTS[case]):
        weights = quantised(case, index, format_)
        has_bias = index % 2 == 0 and algorithm != "llm.int8"
        results.append(x @ weights.value + (BIAS if has_bias else 0))
        if arch > 70:
            results.append(weights.value)
    return results


def inputs(*dims: int) -> np.ndarray:
    return (RANDOM.randint(-16, 17, dims) / 8).astype("float32")


MODELS = [(case.name, format_) for case in CASES.values() for format_ in case.formats]


@pytest.mark.parametrize("passes", ["", "pd-optimize"])
@pytest.mark.parametrize(("case", "format_"), MODELS)
def test_products(case: str, format_: str, passes: str, tmp_path: Path) -> None:
    """With the order of weights undone at run time, and before."""
    dtype = "bfloat16" if case == "bfloat16" else "float16"
    # Three dimensions, two of them dynamic; as many rows as one and as many as three tiles have.
    dims, runs = ((-1, -1, ROWS), [(1, 1, ROWS), (3, 7, ROWS)])
    if passes:
        dims, runs = (-1, ROWS), [(1, ROWS), (5, ROWS)]
    network(case, format_, dims, dtype).write(tmp_path, format_)
    model, _ = import_model(tmp_path)
    run_passes(model, passes)
    compiled = CompiledModel(model)
    for shape in runs:
        x = inputs(*shape)
        expected = wanted(case, format_, x)
        for got, exact in zip(compiled(x), expected, strict=True):
            assert got.shape == exact.shape
            tolerance = TOLERANCE[dtype] * np.abs(exact).max()
            np.testing.assert_allclose(got, exact, rtol=0, atol=tolerance)


@pytest.mark.parametrize("case", ["one_group", "later_architectures", "groups_of_64"])
def test_weights_stay_bytes(case: str, tmp_path: Path) -> None:
    """All that an artifact holds of them is int8 ``[K, N]``, whose order is undone already."""
    made = network(case, PIR, (-1, ROWS), "float16", gives_weights=False)
    made.write(tmp_path, PIR)
    model, _ = import_model(tmp_path)
    run_passes(model, "pd-optimize,pd-lower")
    read = [model.parameters[key] for key in parameters_read(model)]
    large = [(known.dtype, known.shape) for known in read if known.shape[0] > 3]
    biases = [("float16", (COLUMNS,))]
    assert sorted(large) == biases + [("int8", (ROWS, COLUMNS))] * len(VARIANTS[case])


def test_scale_of_each_channel(tmp_path: Path) -> None:
    x, scales = inputs(3, 16), inputs(16)
    out = run(tmp_path, "apply_per_channel_scale", {"x": x, "scales": scales}, "out")
    np.testing.assert_array_equal(out, x * scales)


def stored(*shape: int, dtype: str = "int8") -> np.ndarray:
    return np.zeros(shape, dtype)


LINEAR = {"x": inputs(2, 64), "weight": stored(32, 64), "weight_scale": inputs(32)}
INT8: dict[str, Any] = {"weight_dtype": "int8", "arch": 80}


@pytest.mark.parametrize(
    ("name", "operands", "attributes", "message"),
    [
        (
            "weight_only_linear",
            LINEAR,
            INT8 | {"arch": 0},
            "attribute 'arch' must be one whose order of weights is known "
            "(70, 75, 80, 86, 89, 90, 100), got 0; quantise and export for one of them",
        ),
        (
            "weight_only_linear",
            LINEAR,
            INT8 | {"weight_dtype": "int2"},
            "attribute 'weight_dtype' must be one of int8, int4, got 'int2'",
        ),
        (
            "weight_only_linear",
            LINEAR,
            INT8 | {"group_size": 32},
            "attribute 'group_size' must be one of -1, 64, 128, got 32",
        ),
        (
            "weight_only_linear",
            LINEAR | {"x": inputs(2, 96), "weight": stored(32, 96)},
            INT8,
            "weights of 8 bits for arch 80 must have a multiple of 64 rows and of 2 columns, "
            "got 96 x 32",
        ),
        (
            "weight_only_linear",
            LINEAR | {"weight": stored(6, 64)},
            INT8 | {"arch": 70, "weight_dtype": "int4"},
            "weights of 4 bits for arch 70 must have a multiple of 8 columns, got 64 x 12",
        ),
        (
            "weight_only_linear",
            LINEAR | {"weight": stored(32, 64, dtype="float32")},
            INT8,
            "weights must be int8 with two known sizes above 0, got tensor<32x64xf32>",
        ),
        (
            "weight_only_linear",
            {"x": LINEAR["x"], "weight_scale": LINEAR["weight_scale"]},
            INT8,
            "the operand of weights is missing",
        ),
        (
            "weight_only_linear",
            {"x": LINEAR["x"], "weight": LINEAR["weight"]},
            INT8,
            "the operand of scales is missing",
        ),
        (
            "weight_only_linear",
            LINEAR,
            INT8 | {"weight_dtype": "int4"},
            "scales of 64 x 64 weights with group_size -1 must have shape [64], got tensor<32xf32>",
        ),
        (
            "weight_only_linear",
            LINEAR,
            INT8 | {"group_size": 64},
            "scales of 64 x 32 weights with group_size 64 must have shape [1, 32], "
            "got tensor<32xf32>",
        ),
        (
            "weight_dequantize",
            {"x": LINEAR["weight"], "scale": LINEAR["weight_scale"]},
            {"algo": "w4a8"},
            "attribute 'algo' must be one of weight_only_int8, weight_only_int4, llm.int8, "
            "got 'w4a8'",
        ),
        (
            "weight_quantize",
            {"x": inputs(2, 64, 32)},
            {"algo": "weight_only_int8"},
            "operand 'x' must have two known sizes above 0, got tensor<2x64x32xf32>",
        ),
    ],
)
def test_what_is_refused(
    name: str, operands: dict[str, Any], attributes: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(UnsupportedError) as caught:
        run(tmp_path, name, operands, "out", **attributes)
    assert message in str(caught.value)
