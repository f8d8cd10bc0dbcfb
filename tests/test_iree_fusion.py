"""Rows of the catalogue of fusions that IREE does by itself, shown by the number of dispatches.

Our part is to hand over ops that it fuses; a dispatch is one kernel with one pass over memory.
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.pipelines.iree.targets import compile_flags, find_target
from paddle_mlir.pipelines.pass_manager import run_passes

ROWS = "tensor<8x16xf32>"
MATRIX = "tensor<16x16xf32>"
VECTOR = "tensor<16xf32>"
INDICES = "tensor<8xi64>"
IMAGE = "tensor<2x6x8x8xf32>"
CHANNELS = "tensor<6xf32>"
HEADS = "tensor<2x3x8x4xf32>"
SCORES = "tensor<2x3x8x8xf32>"


@dataclass(frozen=True)
class Case:
    """A function and the dispatches that it needs.

    Attributes:
        name: Paddle's passes that do this.
        dispatches: the most there may be.
        arguments: types by name.
        result: its type.
        ops: the body; the last op gives %y.
    """

    name: str
    dispatches: int
    arguments: dict[str, str]
    result: str
    ops: str


CASES = [
    # Bias and activation are computed with the product.
    Case(
        "fc_fuse, matmul_add_act_fuse",
        1,
        {"x": ROWS, "w": MATRIX, "b": VECTOR},
        ROWS,
        f"""
        %0 = "pd.matmul"(%x, %w) : ({ROWS}, {MATRIX}) -> {ROWS}
        %1 = "pd.add"(%0, %b) : ({ROWS}, {VECTOR}) -> {ROWS}
        %y = "pd.gelu"(%1) : ({ROWS}) -> {ROWS}
        """,
    ),
    # Any number of loops over elements is one.
    Case(
        "elementwise_act_fuse, softplus_activation_fuse",
        1,
        {"x": ROWS, "z": ROWS},
        ROWS,
        f"""
        %0 = "pd.add"(%x, %z) : ({ROWS}, {ROWS}) -> {ROWS}
        %1 = "pd.softplus"(%0) : ({ROWS}) -> {ROWS}
        %2 = "pd.tanh"(%1) : ({ROWS}) -> {ROWS}
        %y = "pd.multiply"(%2, %x) : ({ROWS}, {ROWS}) -> {ROWS}
        """,
    ),
    # The residual sum is read by both kernels of the norm, so it is stored, once.
    Case(
        "skip_layernorm_fuse, add_norm_fuse",
        3,
        {"x": ROWS, "z": ROWS, "s": VECTOR, "b": VECTOR},
        ROWS,
        f"""
        %0 = "pd.add"(%x, %z) : ({ROWS}, {ROWS}) -> {ROWS}
        %y = "pd.layer_norm"(%0, %s, %b) {{operandSegmentSizes = array<i32: 1, 1, 1>}}
          : ({ROWS}, {VECTOR}, {VECTOR}) -> {ROWS}
        """,
    ),
    # Two lookups and their sum are one kernel before the norm's two.
    Case(
        "embedding_eltwise_layernorm_fuse",
        3,
        {"i": INDICES, "j": INDICES, "w": MATRIX, "v": MATRIX, "s": VECTOR},
        ROWS,
        f"""
        %0 = "pd.embedding"(%i, %w) : ({INDICES}, {MATRIX}) -> {ROWS}
        %1 = "pd.embedding"(%j, %v) : ({INDICES}, {MATRIX}) -> {ROWS}
        %2 = "pd.add"(%0, %1) : ({ROWS}, {ROWS}) -> {ROWS}
        %y = "pd.layer_norm"(%2, %s) {{operandSegmentSizes = array<i32: 1, 1, 0>}}
          : ({ROWS}, {VECTOR}) -> {ROWS}
        """,
    ),
    # Mean square, root, scale and activation.
    Case(
        "rms_norm_fuse",
        1,
        {"x": ROWS, "s": VECTOR},
        ROWS,
        f"""
        %0 = "pd.rms_norm"(%x, %s) : ({ROWS}, {VECTOR}) -> {ROWS}
        %y = "pd.silu"(%0) : ({ROWS}) -> {ROWS}
        """,
    ),
    # The mean first; then variance, scale and activation.
    Case(
        "group_norm_silu_fuse",
        2,
        {"x": IMAGE, "s": CHANNELS},
        IMAGE,
        f"""
        %0 = "pd.group_norm"(%x, %s) {{
          groups = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 0>
        }} : ({IMAGE}, {CHANNELS}) -> {IMAGE}
        %y = "pd.silu"(%0) : ({IMAGE}) -> {IMAGE}
        """,
    ),
    # The key transposed, two products, and between them the largest score and the softmax, with
    # scale and mask in both.
    Case(
        "self_attention_fuse",
        5,
        {"q": HEADS, "k": HEADS, "v": HEADS, "m": SCORES},
        HEADS,
        f"""
        %y = "pd.scaled_dot_product_attention"(%q, %k, %v, %m) {{scale = 0.5 : f64}}
          : ({HEADS}, {HEADS}, {HEADS}, {SCORES}) -> {HEADS}
        """,
    ),
]


def count_dispatches(case: Case, folder: Path) -> int:
    """Number of kernels that IREE makes of a case."""
    from iree.compiler.tools.binaries import find_tool

    arguments = ", ".join(f"%{name}: {type_}" for name, type_ in case.arguments.items())
    text = f"""func.func @main({arguments}) -> {case.result} {{
        {case.ops}
        return %y : {case.result}
    }}"""
    model = Model(parse_module(text), Parameters())
    run_passes(model, "pd-lower-to-iree")
    source, statistics = folder / "module.mlir", folder / "statistics.json"
    source.write_text(str(model))
    command = [
        find_tool("iree-compile"),
        str(source),
        "-o",
        str(folder / "module.vmfb"),
        *compile_flags(find_target("cpu")),
        "--iree-scheduling-dump-statistics-format=json",
        f"--iree-scheduling-dump-statistics-file={statistics}",
    ]
    subprocess.run(command, check=True, capture_output=True)
    count = json.loads(statistics.read_text())["stream-aggregate"]["execution"]["dispatch-count"]
    assert isinstance(count, int)
    return count


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.split(",")[0])
def test_iree_fuses(case, tmp_path):
    assert 0 < count_dispatches(case, tmp_path) <= case.dispatches
