"""Weights quantised for products with floats, for which Paddle has a CPU kernel.

What Paddle stores here is what tests/test_weight_only.py multiplies by.
"""

from collections.abc import Sequence
from typing import Any

from op_cases.case import PIR, PROGRAM_DESC, Case, case, tensor, weight

Variant = tuple[str, int, int]
"""The algorithm, the architecture and the size of groups (-1: one group)."""

VARIANTS: dict[str, list[Variant]] = {
    "one_group": [
        *(("weight_only_int8", arch, -1) for arch in (70, 75, 80, 86)),
        *(("weight_only_int4", arch, -1) for arch in (70, 80)),
        ("llm.int8", 80, -1),
    ],
    "bfloat16": [("weight_only_int8", 80, -1), ("weight_only_int4", 80, -1)],
    "groups_of_64": [
        *(("weight_only_int8", arch, 64) for arch in (70, 80)),
        *(("weight_only_int4", arch, 64) for arch in (70, 80)),
    ],
    "groups_of_128": [("weight_only_int8", 70, 128), ("weight_only_int4", 80, 128)],
    "later_architectures": [
        *(("weight_only_int8", arch, -1) for arch in (89, 90, 100)),
        *(("weight_only_int4", arch, -1) for arch in (89, 90, 100)),
    ],
}
"""For each case what it quantises: two results each, the weights and their scales."""


def quantised(paddle: Any, x: Any, variants: Sequence[Variant]) -> list[Any]:
    results = []
    for algorithm, arch, group_size in variants:
        # Paddle 2 knows no groups.
        options = {} if group_size < 0 else {"group_size": group_size}
        stored, scale = paddle.nn.quant.weight_quantize(x, algorithm, arch, **options)
        results += [stored, scale if scale.dtype == paddle.float32 else scale.astype("float32")]
    return results


def quantised_case(name: str, dtype: str = "float16", formats: Sequence[str] = (PIR,)) -> Case:
    """192 rows, which are one group and a half of 128; some columns are 0."""
    return case(
        name,
        lambda paddle, F, x, is_used: (
            *quantised(paddle, (x * is_used).astype(dtype), VARIANTS[name]),
        ),
        tensor(192, 32),
        weight(32, low=0, high=1, step=1),
        formats=formats,
    )


CASES = [
    quantised_case("one_group", formats=(PIR, PROGRAM_DESC)),
    quantised_case("bfloat16", "bfloat16", formats=(PIR, PROGRAM_DESC)),
    quantised_case("groups_of_64"),
    quantised_case("groups_of_128"),
    quantised_case("later_architectures"),
]
