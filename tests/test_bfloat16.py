"""Precision bf16: the kernel against numpy, networks against float32, and what is refused."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kernel_cases import (
    EPILOGUES,
    Case,
    Epilogue,
    bfloat16_direct,
    bfloat16_product,
    bfloat16_stem,
    depthwise,
    grouped,
    largest_difference,
    numbered,
    rounded,
    stem,
    winograd,
)
from runnable_functions import RunnableFunctions
from test_cpu_pipeline import mobile_network, residual_network
from test_kernels import DEPTHWISE, GROUPED, STEM, WINOGRAD, WINOGRAD_TOLERANCES

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


CONVOLUTIONS = [
    # Input [N, H, W, C], filter [kh, kw, C, F], strides, paddings, tile: positions and features.
    ((1, 14, 14, 18), (3, 3, 18, 64), (1, 1), (1, 1, 1, 1), (7, 32)),
    ((2, 13, 9, 2), (5, 5, 2, 24), (2, 2), (2, 2, 2, 2), (6, 16)),
    ((1, 5, 7, 8), (1, 1, 8, 60), (2, 2), (0, 0, 0, 0), (14, 8)),
    ((1, 4, 40, 6), (3, 7, 6, 116), (1, 3), (0, 2, 5, 1), (7, 8)),
    ((3, 1, 9, 4), (1, 3, 4, 36), (1, 1), (0, 0, 0, 2), (5, 24)),
]
IMAGES = [
    # Image [N, C, H, W], filter [kh, kw, C, F], strides, paddings, tile: positions and features.
    ((1, 3, 15, 20), (7, 8, 3, 64), (2, 2), (3, 3, 0, 0), (4, 64)),
    ((3, 1, 7, 9), (5, 6, 1, 24), (1, 1), (0, 2, 0, 0), (9, 16)),
    ((2, 4, 6, 40), (2, 4, 4, 20), (3, 5), (1, 0, 0, 0), (7, 8)),
    ((1, 2, 3, 2), (3, 2, 2, 36), (1, 1), (4, 4, 0, 0), (1, 36)),
]


@needs_bfloat16
@pytest.mark.parametrize("ending", ["", "_dynamic"])
def test_products(ending: str) -> None:
    first = len(PRODUCTS) if ending else 0
    cases = [
        bfloat16_product(f"f{number}{ending}", *row, EPILOGUES[number + first])
        for number, row in enumerate(PRODUCTS)
    ]
    assert largest_difference(cases) < SUM_TOLERANCE


@needs_bfloat16
def test_factors_and_shifts() -> None:
    cases = [
        bfloat16_product(
            f"f{number}",
            *row,
            replace(EPILOGUES[number], scale=number % 3 != 1, shift=number % 3 != 0),
        )
        for number, row in enumerate(PRODUCTS)
    ]
    assert largest_difference(cases) < SUM_TOLERANCE


@needs_bfloat16
def test_dynamic_rows() -> None:
    cases = [
        bfloat16_product(f"rows_{rows}_dynamic", (rows, 18), 3, 16, 14, (2, 2), EPILOGUES[rows % 9])
        for rows in (0, 1, 7, 13, 14, 15, 29)
    ]
    row = (2, 16, 24, (1, 2))
    cases += [
        bfloat16_product(f"narrow_{rows}_dynamic", (rows, 6), *row, EPILOGUES[rows % 9])
        for rows in (16, 23, 47)
    ]
    assert largest_difference(cases) < SUM_TOLERANCE


@needs_bfloat16
@pytest.mark.parametrize("ending", ["", "_dynamic"])
def test_convolutions(ending: str) -> None:
    assert largest_difference(numbered(bfloat16_direct, CONVOLUTIONS, ending)) < SUM_TOLERANCE


@needs_bfloat16
@pytest.mark.parametrize("ending", ["", "_dynamic"])
def test_images(ending: str) -> None:
    assert largest_difference(numbered(bfloat16_stem, IMAGES, ending)) < SUM_TOLERANCE


@needs_bfloat16
@pytest.mark.parametrize("narrow", [("residual",), ("y",), ("residual", "y")])
def test_narrow_residuals_and_results(narrow: tuple[str, ...]) -> None:
    """Of all kernels that have them; maps and results of vectors of 16, 8 and less."""
    epilogues = [Epilogue(number % 2 > 0, True, "relu") for number in range(len(PRODUCTS))]

    def cases_of(make: Callable[..., Case], rows: list[Any], *others: str) -> list[Case]:
        return [
            make(f"{make.__name__}{number}", *row, epilogue, narrow=(*others, *narrow))
            for number, (row, epilogue) in enumerate(zip(rows, epilogues, strict=False))
        ]

    cases = cases_of(bfloat16_product, PRODUCTS) + cases_of(bfloat16_direct, CONVOLUTIONS)
    cases += cases_of(stem, STEM) + cases_of(depthwise, DEPTHWISE, "x")
    cases += cases_of(grouped, GROUPED)
    tolerance = ROUNDING if "y" in narrow else SUM_TOLERANCE
    assert largest_difference(cases) < tolerance
    rows = [(x, features, 4, paddings) for x, features, paddings in WINOGRAD]
    tolerance = ROUNDING if "y" in narrow else WINOGRAD_TOLERANCES[4]
    assert largest_difference(cases_of(winograd, rows, "x")) < tolerance


@needs_bfloat16
def test_narrow_transforms() -> None:
    cases = [
        winograd(f"f{number}", x, features, 2, paddings, Epilogue(activation="relu"), ("x", "u"))
        for number, (x, features, paddings) in enumerate(WINOGRAD)
    ]
    assert largest_difference(cases) < 2 * ROUNDING


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
