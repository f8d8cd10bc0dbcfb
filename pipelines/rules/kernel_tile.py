"""The rule that fits the tiles of kernels to the vector unit of a CPU."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.pipelines.rewriting import Match, Rule, rule
from paddle_mlir.pipelines.rules.epilogue import remade
from paddle_mlir.pipelines.rules.packing import (
    AVX512,
    BUSY_ACCUMULATORS,
    REGISTERS_IN_FLIGHT,
    VectorUnit,
)

CONVOLUTIONS = (
    pd.Bfloat16Conv2d,
    pd.Bfloat16StemConv2d,
    pd.DepthwiseConv2d,
    pd.DepthwiseConv3d,
    pd.DirectConv2d,
    pd.GroupedConv2d,
    pd.StemConv2d,
)
FLOAT_BITS = 32
"""Kernels compute in float32."""
FEWEST_POSITIONS = 4
"""That use vectors of weights once they are loaded."""
MOST_SUMS = 16
"""More gain nothing: two for each multiplication that is under way."""
CHANNEL_POSITIONS = 7
"""Of a convolution of single channels, whose windows share what they read."""


def tile_of_kernel_for(unit: VectorUnit) -> Rule:
    """The rule for one vector unit."""

    @rule(*CONVOLUTIONS, pd.MultiHeadAttention)
    def tile_of_kernel(op: Any, match: Match) -> Any:
        """``kernel(x)`` in tiles whose sums stay in registers."""
        lanes = unit.bits // FLOAT_BITS
        if isinstance(op, pd.DepthwiseConv2d | pd.DepthwiseConv3d):
            tile = (CHANNEL_POSITIONS, lanes)
        elif isinstance(op, pd.MultiHeadAttention):
            tile = (FEWEST_POSITIONS, most_vectors_of(unit) * lanes)
        else:
            wide = match.info(op.result).dims[2]
            # Of a panel, where the filter has panels.
            of_features = op.filter if isinstance(op, pd.GroupedConv2d) else op.result
            (features,) = match.info(of_features).numbers(-1)
            tile = tile_of(wide, features, unit)
        if op.tile == tile:
            match.fail()
        return remade(match, op, tile=tile)

    return tile_of_kernel


def tile_of(wide: Size, features: int, unit: VectorUnit) -> tuple[int, int]:
    """Positions and features that a convolution's kernel computes at a time.

    IREE 3.13.0, GFLOP/s (CPU time): 7x7 of an image to 64 features 110 with 4x64, 104 with 7x32;
    with AVX2 on the same machine 101 with 6x16, 98 with 4x16, 53 with 7x32, whose sums are spilled.

    Args:
        wide: positions of a row.
        features: of a position.
        unit: what computes them.
    """
    lanes = unit.bits // FLOAT_BITS
    all_vectors = -(-features // lanes)
    vectors = -(-all_vectors // -(-all_vectors // most_vectors_of(unit)))
    fewest = max(FEWEST_POSITIONS, -(-BUSY_ACCUMULATORS // vectors))
    if not isinstance(wide, int):
        return fewest, vectors * lanes
    # The last block of a row lies over others: the number that computes the fewest twice.
    counts = range(fewest, most_sums_of(unit) // vectors + 1)
    return min(counts, key=lambda count: -(-wide // count) * count), vectors * lanes


def most_sums_of(unit: VectorUnit) -> int:
    """How many vectors of sums a tile has at most."""
    return min(unit.registers - REGISTERS_IN_FLIGHT, MOST_SUMS)


def most_vectors_of(unit: VectorUnit) -> int:
    """How many vectors of a position's features, or of keys, a tile has at most."""
    return most_sums_of(unit) // FEWEST_POSITIONS


KERNEL_TILES = (tile_of_kernel_for(AVX512),)
