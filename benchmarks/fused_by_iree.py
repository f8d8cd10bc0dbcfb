"""Rows of the catalogue of fusions that IREE does by itself, shown by the number of dispatches.

Our part is to hand over ops that it fuses; a dispatch is one kernel with one pass over memory.
``make fusions`` writes the table, tests/test_iree_fusion.py checks it.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.iree_statistics import statistics_of
from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters

ROWS = "tensor<8x16xf32>"
MATRIX = "tensor<16x16xf32>"
VECTOR = "tensor<16xf32>"
INDICES = "tensor<8xi64>"
IMAGE = "tensor<2x6x8x8xf32>"
CHANNELS = "tensor<6xf32>"
HEADS = "tensor<2x3x8x4xf32>"
SCORES = "tensor<2x3x8x8xf32>"
MAP = "tensor<1x10x10x16xf32>"
FILTER = "tensor<3x3x16x16xf32>"
MAP_OUT = "tensor<1x8x8x16xf32>"
FEATURES = "tensor<1x1x1x16xf32>"
STEPS = "tensor<2x8x16xf32>"
MASK = "tensor<2x8x1xi1>"
SCORE = "tensor<2x8xf32>"
COLUMN = "tensor<16x1xf32>"
STATE = "tensor<2x16xf32>"
POOLS = "tensor<2x32xf32>"
GATES = "tensor<16x64xf32>"
CHANNELS_LAST = '{data_format = "NHWC", filter_format = "HWIO"}'


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
    # Bias and activation are computed with the product; that of a sequence_conv multiplies rows
    # and their neighbours side by side.
    Case(
        "fc_fuse, matmul_add_act_fuse, seqconv_eltadd_relu_fuse",
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
    # Bias and activation are computed with the windows' sums.
    Case(
        "conv_activation_fuse, conv2d_bias_fuse, batch_norm_act_fuse",
        1,
        {"x": MAP, "w": FILTER, "b": FEATURES},
        MAP_OUT,
        f"""
        %0 = "pd.conv2d"(%x, %w) {CHANNELS_LAST} : ({MAP}, {FILTER}) -> {MAP_OUT}
        %1 = "pd.add"(%0, %b) : ({MAP_OUT}, {FEATURES}) -> {MAP_OUT}
        %y = "pd.hardswish"(%1) : ({MAP_OUT}) -> {MAP_OUT}
        """,
    ),
    # So is a residual, or two.
    Case(
        "conv_elementwise_add_fuse, conv2d_add_act_fuse, conv_elementwise_add2_act",
        1,
        {"x": MAP, "w": FILTER, "b": FEATURES, "r": MAP_OUT, "s": MAP_OUT},
        MAP_OUT,
        f"""
        %0 = "pd.conv2d"(%x, %w) {CHANNELS_LAST} : ({MAP}, {FILTER}) -> {MAP_OUT}
        %1 = "pd.add"(%0, %b) : ({MAP_OUT}, {FEATURES}) -> {MAP_OUT}
        %2 = "pd.add"(%1, %r) : ({MAP_OUT}, {MAP_OUT}) -> {MAP_OUT}
        %3 = "pd.add"(%2, %s) : ({MAP_OUT}, {MAP_OUT}) -> {MAP_OUT}
        %y = "pd.relu"(%3) : ({MAP_OUT}) -> {MAP_OUT}
        """,
    ),
    # One kernel a layer.
    Case(
        "repeated_fc_relu_fuse",
        2,
        {"x": ROWS, "w": MATRIX, "b": VECTOR, "v": MATRIX, "c": VECTOR},
        ROWS,
        f"""
        %0 = "pd.matmul"(%x, %w) : ({ROWS}, {MATRIX}) -> {ROWS}
        %1 = "pd.add"(%0, %b) : ({ROWS}, {VECTOR}) -> {ROWS}
        %2 = "pd.relu"(%1) : ({ROWS}) -> {ROWS}
        %3 = "pd.matmul"(%2, %v) : ({ROWS}, {MATRIX}) -> {ROWS}
        %4 = "pd.add"(%3, %c) : ({ROWS}, {VECTOR}) -> {ROWS}
        %y = "pd.relu"(%4) : ({ROWS}) -> {ROWS}
        """,
    ),
    # Product, bias and residual are one; the norm's two follow.
    Case(
        "fc_elementwise_layernorm_fuse",
        3,
        {"x": ROWS, "w": MATRIX, "b": VECTOR, "z": ROWS, "s": VECTOR},
        ROWS,
        f"""
        %0 = "pd.matmul"(%x, %w) : ({ROWS}, {MATRIX}) -> {ROWS}
        %1 = "pd.add"(%0, %b) : ({ROWS}, {VECTOR}) -> {ROWS}
        %2 = "pd.add"(%1, %z) : ({ROWS}, {ROWS}) -> {ROWS}
        %y = "pd.layer_norm"(%2, %s) {{operandSegmentSizes = array<i32: 1, 1, 0>}}
          : ({ROWS}, {VECTOR}) -> {ROWS}
        """,
    ),
    # Two squares and two products; the rest is computed with the second product.
    Case(
        "squared_mat_sub_fuse",
        4,
        {"x": ROWS, "w": MATRIX},
        ROWS,
        f"""
        %0 = "pd.matmul"(%x, %w) : ({ROWS}, {MATRIX}) -> {ROWS}
        %1 = "pd.square"(%0) : ({ROWS}) -> {ROWS}
        %2 = "pd.square"(%x) : ({ROWS}) -> {ROWS}
        %3 = "pd.square"(%w) : ({MATRIX}) -> {MATRIX}
        %4 = "pd.matmul"(%2, %3) : ({ROWS}, {MATRIX}) -> {ROWS}
        %5 = "pd.subtract"(%1, %4) : ({ROWS}, {ROWS}) -> {ROWS}
        %y = "pd.scale"(%5) {{scale = 0.5 : f64, operandSegmentSizes = array<i32: 1, 0>}}
          : ({ROWS}) -> {ROWS}
        """,
    ),
    # A pool is one kernel each, with its mask; its columns are copied beside the others'.
    Case(
        "seqpool_concat_fuse",
        4,
        {"x": STEPS, "z": STEPS, "m": MASK},
        POOLS,
        f"""
        %0 = "pd.full"() {{shape = array<i64: 1>, value = 0.0 : f64}} : () -> tensor<1xf32>
        %1 = "pd.where"(%m, %x, %0) : ({MASK}, {STEPS}, tensor<1xf32>) -> {STEPS}
        %2 = "pd.sum"(%1) {{axis = array<i64: 1>}} : ({STEPS}) -> {STATE}
        %3 = "pd.where"(%m, %z, %0) : ({MASK}, {STEPS}, tensor<1xf32>) -> {STEPS}
        %4 = "pd.sum"(%3) {{axis = array<i64: 1>}} : ({STEPS}) -> {STATE}
        %y = "pd.concat"(%2, %4) {{axis = 1 : i64}} : ({STATE}, {STATE}) -> {POOLS}
        """,
    ),
    # One step, as the importer writes attention_lstm: the cell's share of the scores, largest score
    # and softmax, the steps' weighted sum, the products of the state and of that, the new state.
    Case(
        "attention_lstm_fuse",
        8,
        {"x": STEPS, "v": SCORE, "b": COLUMN, "h": STATE, "c": STATE, "w": GATES, "z": GATES},
        STATE,
        f"""
        %0 = "pd.matmul"(%c, %b) : ({STATE}, {COLUMN}) -> tensor<2x1xf32>
        %1 = "pd.add"(%v, %0) : ({SCORE}, tensor<2x1xf32>) -> {SCORE}
        %2 = "pd.relu"(%1) : ({SCORE}) -> {SCORE}
        %3 = "pd.softmax"(%2) : ({SCORE}) -> {SCORE}
        %4 = "pd.reshape"(%3) {{shape = array<i64: 2, 1, 8>}} : ({SCORE}) -> tensor<2x1x8xf32>
        %5 = "pd.matmul"(%4, %x) : (tensor<2x1x8xf32>, {STEPS}) -> tensor<2x1x16xf32>
        %6 = "pd.reshape"(%5) {{shape = array<i64: 2, 16>}} : (tensor<2x1x16xf32>) -> {STATE}
        %7 = "pd.matmul"(%h, %w) : ({STATE}, {GATES}) -> tensor<2x64xf32>
        %u = "pd.matmul"(%6, %z) : ({STATE}, {GATES}) -> tensor<2x64xf32>
        %8 = "pd.add"(%7, %u) : (tensor<2x64xf32>, tensor<2x64xf32>) -> tensor<2x64xf32>
        %f = "pd.split"(%8) {{index = 0 : i64, num = 4 : i64, axis = 1 : i64}}
          : (tensor<2x64xf32>) -> {STATE}
        %i = "pd.split"(%8) {{index = 1 : i64, num = 4 : i64, axis = 1 : i64}}
          : (tensor<2x64xf32>) -> {STATE}
        %o = "pd.split"(%8) {{index = 2 : i64, num = 4 : i64, axis = 1 : i64}}
          : (tensor<2x64xf32>) -> {STATE}
        %g = "pd.split"(%8) {{index = 3 : i64, num = 4 : i64, axis = 1 : i64}}
          : (tensor<2x64xf32>) -> {STATE}
        %9 = "pd.sigmoid"(%f) : ({STATE}) -> {STATE}
        %10 = "pd.multiply"(%9, %c) : ({STATE}, {STATE}) -> {STATE}
        %11 = "pd.sigmoid"(%i) : ({STATE}) -> {STATE}
        %12 = "pd.tanh"(%g) : ({STATE}) -> {STATE}
        %13 = "pd.multiply"(%11, %12) : ({STATE}, {STATE}) -> {STATE}
        %14 = "pd.add"(%10, %13) : ({STATE}, {STATE}) -> {STATE}
        %15 = "pd.tanh"(%14) : ({STATE}) -> {STATE}
        %16 = "pd.sigmoid"(%o) : ({STATE}) -> {STATE}
        %y = "pd.multiply"(%16, %15) : ({STATE}, {STATE}) -> {STATE}
        """,
    ),
]


def count_dispatches(case: Case) -> int:
    """Number of kernels that IREE makes of a case."""
    arguments = ", ".join(f"%{name}: {type_}" for name, type_ in case.arguments.items())
    text = f"""func.func @main({arguments}) -> {case.result} {{
        {case.ops}
        return %y : {case.result}
    }}"""
    model = Model(parse_module(text), Parameters())
    count: int = statistics_of(model)["execution"]["dispatch-count"]
    return count
