"""Precision bf16: the kernel against numpy, networks against float32, and what is refused."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from kernel_cases import ACTIVATIONS, EPILOGUES, Case, Epilogue, largest_difference
from runnable_functions import RunnableFunctions
from test_cpu_pipeline import mobile_network, residual_network

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.errors import InputError
from paddle_mlir.dialects.model import Model
from paddle_mlir.pipelines.folding.evaluation import bfloat16_bits
from paddle_mlir.pipelines.iree.targets import (
    BFLOAT16_CPUS,
    BFLOAT16_FEATURE,
    find_cpu,
    find_target,
    pipeline_for,
)
from paddle_mlir.pipelines.pass_manager import run_passes
from paddle_mlir.runtime.artifact import open_artifact
from paddle_mlir.runtime.cli import main
from paddle_mlir.runtime.compile import compile_model

HOST = find_cpu(find_target("cpu"))
needs_bfloat16 = pytest.mark.skipif(
    HOST is None or BFLOAT16_FEATURE not in HOST.features, reason=f"no {BFLOAT16_FEATURE} here"
)
SUM_TOLERANCE = 5e-6
"""Of the largest result: products are exact, sums in float32."""
ROUNDING = 2.0**-8
"""Of a number that is stored in bfloat16, where a last bit of the sum may turn it."""
NETWORK_TOLERANCE = 2e-2
"""Of the largest result of a network."""

PRODUCTS = [
    # Rows [..., M, K], panels, their columns, rows of a tile, tiles and panels of a workgroup.
    ((1, 18), 1, 8, 7, (2, 1)),
    ((2, 2), 3, 16, 5, (1, 2)),
    ((5, 4), 2, 32, 5, (1, 1)),
    ((13, 18), 5, 24, 4, (2, 2)),
    ((37, 64), 2, 20, 14, (1, 2)),
    ((31, 6), 4, 16, 24, (8, 3)),
    ((25, 64), 15, 32, 12, (9, 15)),
    ((2, 11, 18), 2, 8, 3, (2, 1)),
    ((16, 7, 24), 2, 32, 6, (1, 2)),
]


def rounded(array: np.ndarray) -> np.ndarray:
    """Numbers of eight significant bits, halves to even."""
    mantissa, exponent = np.frexp(array)
    return np.ldexp(np.rint(mantissa * 2.0**8) / 2.0**8, exponent)


def product(
    name: str,
    x: tuple[int, ...],
    panels: int,
    columns: int,
    tile: int,
    group: tuple[int, int],
    epilogue: Epilogue,
    narrow: tuple[bool, bool] = (False, False),
) -> Case:
    """The kernel between casts; ``narrow``: residual and result are bfloat16. Rows are dynamic
    where the name ends with ``dynamic``."""
    generator = np.random.default_rng(zlib.crc32(name.encode()))
    *batch, rows, inner = x
    front = "".join(f"{size}x" for size in batch)
    count = "?" if name.endswith("dynamic") else rows
    wide = panels * columns
    sizes = {
        "x": (x, f"{front}{count}x{inner}"),
        "w": ((*batch, panels, inner // 2, 2 * columns), ""),
        "b": ((wide,), f"{wide}"),
        "r": ((*batch, rows, wide), f"{front}{count}x{wide}"),
    }
    given = ["x", "w", *["b"] * epilogue.bias, *["r"] * epilogue.residual]
    arguments, types, body, values = [], {}, [], {}
    for key in given:
        shape, text = sizes[key]
        text = text or "x".join(map(str, shape))
        values[key] = generator.standard_normal(shape).astype(np.float32).astype(np.float64)
        arguments.append(values[key].astype(np.float32))
        types[key] = f"tensor<{text}xf32>"
        if key in "xw" or (key == "r" and narrow[0]):
            values[key] = rounded(values[key])
            half = f"tensor<{text}xbf16>"
            body.append(f'%{key}h = "pd.cast"(%{key}) {{dtype = bf16}} : ({types[key]}) -> {half}')
    names = [f"%{key}h" if f"%{key}h" in " ".join(body) else f"%{key}" for key in given]
    operands = [
        types[key].replace("f32", "bf16") if name.endswith("h") else types[key]
        for key, name in zip(given, names, strict=True)
    ]
    numbers, function = ACTIVATIONS[epilogue.activation]
    result = f"tensor<{sizes['r'][1]}xf32>"
    stored = result.replace("f32", "bf16") if narrow[1] else result
    attributes = [
        f"tile = {tile}",
        f"workgroup = array<i64: {group[0]}, {group[1]}>",
        f"operandSegmentSizes = array<i32: 1, 1, {int(epilogue.bias)}, {int(epilogue.residual)}>",
        f'activation = "{epilogue.activation}"',
        f"dtype = {'bf16' if narrow[1] else 'f32'}",
    ]
    if numbers:
        attributes.append(f"activation_values = array<f64: {', '.join(map(str, numbers))}>")
    body.append(
        f'%y = "pd.bfloat16_matmul"({", ".join(names)}) {{{", ".join(attributes)}}} : '
        f"({', '.join(operands)}) -> {stored}"
    )
    if narrow[1]:
        body.append(f'%z = "pd.cast"(%y) {{dtype = f32}} : ({stored}) -> {result}')
    body.append(f"return %{'z' if narrow[1] else 'y'} : {result}")
    head = ", ".join(f"%{key}: {types[key]}" for key in given)
    text = "\n  ".join([f"func.func @{name}({head}) -> {result} {{", *body]) + "\n}"
    pairs = values["w"].reshape(*batch, panels, inner // 2, columns, 2)
    matrix = np.moveaxis(np.moveaxis(pairs, -1, -2), -4, -2)
    total = values["x"] @ matrix.reshape(*batch, inner, wide)
    total = total + values.get("b", 0) + values.get("r", 0)
    return Case(text, name, arguments, function(total))


@needs_bfloat16
def test_products() -> None:
    cases = [
        product(f"f{number}{ending}", *row, EPILOGUES[number + first])
        for ending, first in (("", 0), ("dynamic", len(PRODUCTS)))
        for number, row in enumerate(PRODUCTS)
    ]
    assert largest_difference(cases) < SUM_TOLERANCE


@needs_bfloat16
def test_dynamic_rows() -> None:
    cases = [
        product(f"rows_{rows}_dynamic", (rows, 18), 3, 16, 14, (2, 2), EPILOGUES[rows % 9])
        for rows in (0, 1, 7, 13, 14, 15, 29)
    ]
    cases += [
        product(f"narrow_{rows}_dynamic", (rows, 6), 2, 16, 24, (1, 2), EPILOGUES[rows % 9])
        for rows in (16, 23, 47)
    ]
    assert largest_difference(cases) < SUM_TOLERANCE


@needs_bfloat16
@pytest.mark.parametrize("narrow", [(True, False), (False, True), (True, True)])
def test_narrow_residuals_and_results(narrow: tuple[bool, bool]) -> None:
    cases = [
        product(f"f{number}", *row, Epilogue(number % 2 > 0, True, "relu"), narrow)
        for number, row in enumerate(PRODUCTS)
    ]
    assert largest_difference(cases) < (ROUNDING if narrow[1] else SUM_TOLERANCE)


def test_rounding_of_weights() -> None:
    generator = np.random.default_rng(0)
    scales = 10.0 ** generator.integers(-30, 30, 10000)
    numbers = (generator.standard_normal(10000) * scales).astype(np.float32)
    halves = rounded(numbers[:1000]) * (1 + 2.0**-8)
    special = np.array([0.0, -0.0, np.inf, -np.inf, 3.4e38, -3.4e38])
    given = np.concatenate([numbers, halves, special]).astype(np.float64)
    expected = np.where(np.abs(given) > 3.39e38, np.copysign(np.inf, given), rounded(given))
    got = (bfloat16_bits(given).astype(np.uint32) << 16).view(np.float32)
    np.testing.assert_array_equal(got, expected)
    np.testing.assert_array_equal(np.signbit(got), np.signbit(expected))
    assert np.isnan((bfloat16_bits(np.array([np.nan])).astype(np.uint32) << 16).view(np.float32))


@needs_bfloat16
@pytest.mark.parametrize("network", [residual_network, mobile_network])
def test_networks(network: Callable[[], Model]) -> None:
    target = find_target("cpu")
    model = network()
    run_passes(model, pipeline_for(target, find_cpu(target), precision="bf16"))
    ops = Counter(type(op.operation.opview) for op in model.main.entry_block.operations)
    assert ops[pd.Bfloat16Matmul] > 0
    assert not {pd.Add, pd.Relu, pd.Relu6, pd.RaggedMatmul} & set(ops)
    before, after = RunnableFunctions(network()), RunnableFunctions(model)
    arguments = before.random_arguments("main")
    [expected], [got] = before("main", arguments), after("main", arguments)
    assert np.abs(got - expected).max() < NETWORK_TOLERANCE * np.abs(expected).max()


@needs_bfloat16
def test_command(small_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "artifact"
    command = ["compile", str(small_model), "-o", str(output), "--precision", "bf16"]
    assert main([*command, "--input", "x=4x3"]) == 0
    printed = capsys.readouterr().out
    assert "largest difference from precision f32 on --input, over the largest value: " in printed
    assert open_artifact(output).manifest.precision == "bf16"
    assert main(["inspect", str(output)]) == 0
    assert "bf16" in capsys.readouterr().out
    assert main([*command, "--overwrite", "--input", "z=4x3"]) == 0
    assert "difference from precision f32 not measured: no input is named 'z'" in (
        capsys.readouterr().out
    )


@needs_bfloat16
def test_benchmark(small_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = tmp_path / "figures.json"
    command = ["benchmark", str(small_model), "--input", "x=2x3", "--time", "0.05"]
    command += ["--peers", "none", "--precision", "bf16", "--json", str(figures)]
    assert main(command) == 0
    assert "Precision bf16." in capsys.readouterr().out
    found = json.loads(figures.read_text())
    [ours] = found["measured"]
    assert found["precision"] == "bf16"
    assert 0 <= ours["difference"] <= ours["tolerance"]
    assert ours["agrees"]


@pytest.mark.parametrize("name", BFLOAT16_CPUS)
def test_cpus_that_are_named_have_it(name: str) -> None:
    cpu = find_cpu(find_target(f"cpu:{name}"))
    assert cpu is not None
    assert BFLOAT16_FEATURE in cpu.features


@pytest.mark.parametrize("target", ["cpu:x86-64-v4", "vulkan", "cuda"])
def test_targets_without_it(small_model: Path, tmp_path: Path, target: str) -> None:
    with pytest.raises(InputError, match=f"^target {target}: .*needs, wanted cpu:cooperlake"):
        compile_model(small_model, tmp_path / "artifact", target=target, precision="bf16")


def test_wrong_options(
    small_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "artifact"
    with pytest.raises(InputError, match="unknown precision, got 'b16'\ndid you mean bf16"):
        compile_model(small_model, output, precision="b16")
    with pytest.raises(InputError, match="no effect on passes that are given, got bf16"):
        compile_model(small_model, output, precision="bf16", passes="pd-clean-up")
    assert main(["compile", str(small_model), "-o", str(output), "--input", "x=2x3"]) == 1
    assert "--input: is of no use for precision f32" in capsys.readouterr().err
    assert not output.exists()
