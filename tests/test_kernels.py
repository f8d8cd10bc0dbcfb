"""Kernels of the CPU against numpy, over sizes that vectors, tiles and windows do not divide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from kernel_cases import (
    ACTIVATIONS,
    EPILOGUES,
    Case,
    attention,
    depthwise,
    depthwise_volume,
    direct,
    grouped,
    largest_difference,
    model_of,
    numbered,
    packed,
    ragged,
    stem,
    strassen,
    winograd,
)

from paddle_mlir.dialects.pd import epilogue
from paddle_mlir.pipelines.iree.compilation import compile_text
from paddle_mlir.pipelines.iree.targets import find_target
from paddle_mlir.pipelines.lower.lowering import lower_model

Rows = list[tuple[object, ...]]

TOLERANCE = 5e-6
"""Of the largest result, where sums are added up as numpy's are."""
WINOGRAD_TOLERANCES = {2: 1e-5, 4: 5e-5}
"""Of the largest result, by the tile: the transforms lose bits."""
STRASSEN_TOLERANCE = 1e-5
"""Of the largest result: sums of quarters lose bits."""

WINOGRAD = [
    # Input [N, H, W, C], features, paddings.
    ((1, 14, 14, 16), 24, (1, 1, 1, 1)),
    ((3, 7, 7, 40), 16, (1, 1, 1, 1)),
    ((1, 13, 9, 24), 116, (1, 1, 1, 1)),
    ((1, 5, 7, 116), 40, (1, 1, 1, 1)),
    ((2, 6, 6, 16), 16, (0, 0, 0, 0)),
    ((1, 4, 9, 4), 20, (2, 1, 0, 3)),
    ((1, 3, 2, 8), 136, (4, 5, 6, 3)),
    ((1, 4, 12, 272), 8, (1, 1, 0, 0)),
    # Results that are smaller than a tile.
    ((1, 3, 3, 16), 24, (0, 0, 0, 0)),
    ((2, 1, 2, 8), 16, (1, 1, 1, 1)),
    ((1, 3, 1, 4), 20, (1, 1, 2, 0)),
    ((3, 2, 13, 16), 8, (0, 1, 1, 0)),
    ((1, 9, 3, 116), 40, (1, 1, 1, 1)),
    ((2, 1, 1, 40), 12, (0, 4, 5, 0)),
]
STEM = [
    # Image [N, C, H, W], filter [kh, kw, C, F], strides, paddings, tile: positions and features.
    ((1, 3, 14, 14), (3, 3, 3, 16), (2, 2), (1, 1, 1, 1), (7, 32)),
    ((3, 3, 13, 9), (7, 7, 3, 64), (2, 2), (3, 3, 3, 3), (14, 16)),
    ((1, 1, 7, 7), (1, 1, 1, 8), (1, 1), (0, 0, 0, 0), (9, 8)),
    ((1, 4, 5, 7), (2, 4, 4, 24), (3, 3), (1, 0, 0, 2), (6, 16)),
    ((1, 1, 4, 40), (5, 6, 1, 40), (1, 2), (0, 4, 5, 1), (7, 8)),
    ((2, 3, 1, 9), (1, 3, 3, 32), (1, 1), (0, 0, 1, 1), (2, 32)),
    ((1, 3, 9, 1), (3, 1, 3, 58), (2, 1), (1, 1, 0, 0), (1, 4)),
    ((1, 2, 3, 3), (3, 3, 2, 16), (1, 1), (4, 4, 4, 4), (3, 64)),
]
DEPTHWISE_VOLUMES = [
    # Input [N, D, H, W, C], window, strides, paddings, tile: positions and features.
    ((1, 5, 7, 9, 16), (3, 3, 3), (1, 1, 1), (1, 1, 1, 1, 1, 1), (7, 16)),
    ((2, 4, 9, 13, 54), (3, 3, 3), (1, 2, 2), (1, 1, 1, 1, 1, 1), (7, 16)),
    ((3, 7, 4, 5, 24), (5, 2, 3), (2, 1, 3), (2, 4, 0, 1, 2, 0), (3, 8)),
    ((2, 1, 3, 17, 7), (2, 1, 6), (3, 1, 2), (4, 3, 0, 0, 5, 1), (4, 16)),
    ((1, 3, 1, 1, 40), (3, 1, 1), (1, 1, 1), (0, 0, 0, 0, 0, 0), (2, 32)),
]
DEPTHWISE = [
    # Input [N, H, W, C], window, strides, paddings, dilations, tile: positions, features.
    ((1, 14, 14, 16), (3, 3), (1, 1), (1, 1, 1, 1), (1, 1), (7, 16)),
    ((3, 13, 9, 24), (5, 5), (2, 2), (2, 2, 2, 2), (1, 1), (7, 8)),
    ((1, 7, 7, 116), (3, 3), (2, 2), (1, 1, 1, 1), (1, 1), (3, 16)),
    ((1, 5, 7, 58), (7, 7), (1, 1), (3, 3, 3, 3), (1, 1), (7, 4)),
    ((1, 4, 4, 40), (2, 4), (3, 3), (0, 2, 3, 1), (1, 1), (2, 32)),
    ((2, 1, 19, 31), (1, 6), (1, 3), (0, 0, 5, 0), (1, 1), (12, 1)),
    ((1, 17, 1, 8), (5, 1), (1, 1), (0, 4, 0, 0), (1, 1), (4, 16)),
    ((1, 3, 3, 6), (3, 3), (1, 1), (4, 5, 4, 5), (1, 1), (7, 16)),
    ((1, 9, 30, 3), (1, 1), (2, 1), (0, 0, 0, 0), (1, 1), (20, 32)),
    ((1, 11, 14, 16), (3, 3), (1, 1), (2, 2, 2, 2), (2, 2), (7, 16)),
    ((2, 9, 23, 24), (3, 2), (2, 1), (6, 3, 12, 7), (4, 9), (4, 16)),
    ((1, 2, 3, 20), (3, 3), (1, 1), (6, 6, 6, 6), (6, 6), (7, 16)),
]
RAGGED = [
    # Rows [..., M, K], panels, their columns, rows of a tile, tiles and panels of a workgroup.
    ((1, 17), 1, 8, 7, (2, 1)),
    ((2, 1), 3, 16, 5, (1, 2)),
    ((5, 3), 2, 32, 5, (1, 1)),
    ((13, 17), 5, 24, 4, (2, 2)),
    ((37, 64), 2, 20, 14, (1, 2)),
    ((31, 3), 4, 16, 7, (8, 3)),
    ((23, 64), 15, 8, 12, (9, 15)),
    ((2, 11, 17), 2, 8, 3, (2, 1)),
    ((16, 7, 24), 2, 32, 6, (1, 2)),
]
PACKED = [
    # Rows [..., M, K], panels, their columns, rows and panels of a tile, of a workgroup.
    ((28, 17), 2, 32, (7, 1), (14, 2)),
    ((1, 3), 8, 32, (1, 4), (1, 8)),
    ((36, 14, 24), 3, 16, (7, 1), (14, 3)),
    ((16, 1, 17), 4, 8, (1, 2), (1, 4)),
    ((6, 12, 5), 3, 8, (6, 1), (12, 3)),
]
STRASSEN = [
    # Rows [M, K], panels of half the columns, their columns, rows of a tile, tiles and panels of a
    # workgroup.
    ((2, 2), 1, 8, 1, (1, 1)),
    ((28, 34), 1, 32, 7, (2, 1)),
    ((26, 64), 3, 16, 6, (1, 2)),
    ((74, 10), 2, 24, 14, (1, 1)),
    ((10, 6), 5, 4, 5, (1, 5)),
    ((38, 130), 2, 32, 7, (5, 2)),
]
DIRECT = [
    # Input [N, H, W, C], filter [kh, kw, C, F], strides, paddings, tile: positions and features.
    ((1, 14, 14, 17), (3, 3, 17, 64), (1, 1), (1, 1, 1, 1), (7, 32)),
    ((2, 13, 9, 3), (5, 5, 3, 24), (2, 2), (2, 2, 2, 2), (6, 16)),
    ((1, 5, 7, 8), (1, 1, 8, 58), (2, 2), (0, 0, 0, 0), (14, 8)),
    ((1, 4, 40, 5), (3, 7, 5, 116), (1, 3), (0, 2, 5, 1), (7, 8)),
    ((3, 1, 9, 4), (1, 3, 4, 33), (1, 1), (0, 0, 0, 2), (5, 24)),
    ((1, 9, 1, 16), (3, 1, 16, 8), (2, 1), (1, 1, 0, 0), (32, 8)),
    ((1, 3, 3, 2), (3, 3, 2, 40), (1, 1), (4, 5, 4, 5), (1, 64)),
    ((1, 6, 2, 2), (2, 6, 2, 4), (3, 2), (0, 0, 3, 4), (4, 2)),
]
GROUPED = [
    # Input [N, H, W, C], window, features of a group, groups, panels, strides, paddings, dilations,
    # tile: positions and features.
    ((1, 14, 14, 48), (3, 3), 16, 3, 3, (1, 1), (1, 1, 1, 1), (1, 1), (7, 16)),
    ((2, 13, 9, 32), (3, 3), 4, 8, 2, (2, 2), (1, 1, 1, 1), (1, 1), (6, 16)),
    ((1, 9, 17, 32), (3, 3), 8, 4, 2, (1, 1), (1, 1, 1, 1), (1, 1), (14, 16)),
    ((1, 5, 7, 16), (5, 2), 2, 16, 2, (1, 3), (2, 2, 0, 1), (1, 1), (7, 16)),
    ((2, 4, 9, 16), (3, 3), 3, 16, 1, (1, 1), (0, 2, 1, 1), (1, 1), (5, 32)),
    ((1, 3, 11, 48), (1, 3), 12, 8, 2, (1, 1), (0, 0, 3, 0), (1, 1), (4, 24)),
    ((1, 6, 5, 60), (1, 1), 20, 3, 3, (1, 1), (0, 0, 0, 0), (1, 1), (8, 8)),
    ((1, 1, 8, 96), (2, 1), 12, 8, 2, (1, 2), (1, 0, 0, 0), (1, 1), (4, 16)),
    ((3, 3, 3, 10), (3, 3), 5, 5, 5, (1, 1), (4, 5, 4, 5), (1, 1), (3, 8)),
    ((1, 11, 14, 32), (3, 3), 16, 2, 2, (1, 1), (2, 2, 2, 2), (2, 2), (7, 16)),
    ((2, 9, 23, 16), (3, 2), 4, 4, 1, (2, 1), (6, 3, 12, 7), (4, 9), (4, 16)),
    ((1, 2, 3, 20), (3, 3), 6, 5, 5, (1, 2), (6, 6, 6, 6), (6, 6), (7, 16)),
]
ATTENTION = [
    # Queries [N, L, H, D], keys, features, rows of a workgroup, tile: queries and columns; mask.
    ((2, 24, 3, 64), 48, 64, 16, (4, 64)),
    ((2, 5, 2, 7), 35, 20, 4, (2, 24), (2, 1, 1)),
    ((3, 9, 1, 1), 1, 3, 6, (3, 16)),
    ((1, 4, 2, 40), 271, 33, 4, (4, 16), (1, 2, 4)),
    ((2, 6, 2, 8), 16, 8, 4, (4, 64), (1, 1, 6)),
]
DYNAMIC = [
    winograd("winograd_dynamic", (3, 9, 8, 16), 24, 4, (1, 1, 1, 1), EPILOGUES[6]),
    winograd("small_winograd_dynamic", (2, 7, 5, 16), 24, 2, (1, 1, 1, 1), EPILOGUES[7]),
    *(
        ragged(f"ragged_{rows}_dynamic", (rows, 17), 3, 16, 14, (2, 2), EPILOGUES[rows % 9])
        for rows in (0, 1, 7, 13, 14, 15, 29)
    ),
    attention("attention_dynamic", *ATTENTION[1]),
    ragged("batch_dynamic", (2, 11, 5), 2, 8, 4, (1, 1), EPILOGUES[4]),
]
"""Numbers of images and of rows that only the call tells."""


OF_ALL_KINDS: list[Case] = [
    winograd("small_winograd", *WINOGRAD[1][:2], 2, WINOGRAD[1][2], EPILOGUES[3]),
    winograd("winograd", *WINOGRAD[2][:2], 4, WINOGRAD[2][2], EPILOGUES[8]),
    stem("stem", *STEM[1], EPILOGUES[4]),
    direct("direct", *DIRECT[3], EPILOGUES[6]),
    grouped("grouped", *GROUPED[0], EPILOGUES[6]),
    grouped("narrow_groups", *GROUPED[1], EPILOGUES[3]),
    grouped("odd_groups", *GROUPED[5], EPILOGUES[7]),
    depthwise("depthwise", *DEPTHWISE[2], EPILOGUES[2]),
    ragged("ragged", *RAGGED[3], EPILOGUES[7]),
    packed("packed", *PACKED[2]),
    strassen("strassen", *STRASSEN[2], EPILOGUES[5]),
    attention("attention", *ATTENTION[3]),
]


def test_every_activation_has_an_oracle() -> None:
    assert set(ACTIVATIONS) == {"", *epilogue.ACTIVATIONS}
    assert {one.activation for one in EPILOGUES} == set(ACTIVATIONS)


@pytest.mark.parametrize("ending", ["", "_dynamic"])
@pytest.mark.parametrize("tile", [2, 4])
def test_winograd(tile: int, ending: str) -> None:
    """Of maps of known and of any size."""
    rows = [(x, features, tile, paddings) for x, features, paddings in WINOGRAD]
    assert largest_difference(numbered(winograd, rows, ending)) < WINOGRAD_TOLERANCES[tile]


@pytest.mark.parametrize("ending", ["", "_dynamic"])
@pytest.mark.parametrize(
    ("make", "rows"),
    [
        (stem, STEM),
        (direct, DIRECT),
        (grouped, GROUPED),
        (depthwise, DEPTHWISE),
        (depthwise_volume, DEPTHWISE_VOLUMES),
    ],
)
def test_direct_convolution(make: Callable[..., Case], rows: Rows, ending: str) -> None:
    """Of maps of known and of any size."""
    assert largest_difference(numbered(make, rows, ending)) < TOLERANCE


def test_ragged() -> None:
    assert largest_difference(numbered(ragged, RAGGED)) < TOLERANCE


def test_strassen() -> None:
    assert largest_difference(numbered(strassen, STRASSEN)) < STRASSEN_TOLERANCE


def test_packed() -> None:
    cases = [packed(f"f{number}", *row) for number, row in enumerate(PACKED)]
    assert largest_difference(cases) < TOLERANCE


def test_attention() -> None:
    cases = [attention(f"f{number}", *row) for number, row in enumerate(ATTENTION)]
    assert largest_difference(cases) < TOLERANCE


def test_dynamic() -> None:
    assert largest_difference(DYNAMIC) < WINOGRAD_TOLERANCES[4]


@pytest.mark.parametrize("target", ["cpu:x86-64-v2", "cpu:x86-64-v3"])
def test_older_cpus(target: str) -> None:
    assert largest_difference(OF_ALL_KINDS, target) < WINOGRAD_TOLERANCES[4]


def test_compiles_for_arm() -> None:
    cpu = find_target("cpu:generic")
    triple = "--iree-llvmcpu-target-triple=aarch64-linux-gnu"
    model = model_of(OF_ALL_KINDS)
    lower_model(model)
    binary = compile_text(str(model.module), replace(cpu, flags=(*cpu.flags, triple)))
    assert b"embedded-elf-arm_64" in binary


@st.composite
def drawn_kernel(draw: st.DrawFn) -> tuple[object, ...]:
    """A function of this file's cases and its arguments after the name."""

    def size(last: int, first: int = 1) -> int:
        return draw(st.integers(first, last))

    kinds = (winograd, stem, direct, grouped, depthwise, ragged, strassen, attention)
    kind = draw(st.sampled_from(kinds))
    if kind is attention:
        of_tile = size(4)
        rows = of_tile * size(4)
        x = (size(3), rows + size(9, 0), size(3), size(70))
        mask = [draw(st.sampled_from((1, one))) for one in (x[0], x[2], x[1])]
        mask = draw(st.sampled_from(((), tuple(mask))))
        return kind, x, size(70), size(70), rows, (of_tile, size(64)), mask
    ending = draw(st.sampled_from(EPILOGUES))
    if kind is ragged:
        batch = draw(st.sampled_from(((), (3,))))
        x, columns = (*batch, size(40), size(70)), 4 * size(10)
        return kind, x, size(4), columns, size(14), (size(5), size(4)), ending
    if kind is strassen:
        x, columns = (2 * size(40), 2 * size(70)), 4 * size(10)
        return kind, x, size(4), columns, size(14), (size(5), size(4)), ending
    paddings = tuple(size(4, 0) for _ in range(4))
    height, width = size(16), size(16)
    if kind is winograd:
        tile = draw(st.sampled_from((2, 4)))
        x = (size(3), height + 2, width + 2, 4 * size(12))
        return kind, x, 4 * size(12), tile, paddings, ending
    window, strides = (size(7), size(7)), (size(3), size(3))
    tile = (size(14), size(40))
    high, wide = height + window[0] - 1, width + window[1] - 1
    if kind in (stem, direct):
        channels = size(4 if kind is stem else 20)
        filter_ = (*window, channels, size(70))
        sizes = (channels, high, wide) if kind is stem else (high, wide, channels)
        return kind, (size(3), *sizes), filter_, strides, paddings, tile, ending
    dilations = (size(3), size(3))
    spread = tuple(gap * (length - 1) + 1 for gap, length in zip(dilations, window, strict=True))
    maps = (size(3), height + spread[0] - 1, width + spread[1] - 1)
    if kind is grouped:
        of_panel, panels = size(4), size(3)
        groups = of_panel * panels
        x = (*maps, size(8) * groups)
        return kind, x, window, size(16), groups, panels, strides, paddings, dilations, tile, ending
    return kind, (*maps, size(120)), window, strides, paddings, dilations, tile, ending


@pytest.mark.models
@settings(max_examples=10, deadline=None, phases=[Phase.generate], print_blob=True)
@given(st.lists(drawn_kernel(), min_size=10, max_size=10))
def test_any_sizes(rows: Rows) -> None:
    endings = ("", "_dynamic")
    cases = [row[0](f"f{i}{endings[i % 2]}", *row[1:]) for i, row in enumerate(rows)]
    assert largest_difference(cases) < WINOGRAD_TOLERANCES[4]
