"""Products of pairs of bfloat16 inside of kernels, summed up in float32, for AVX-512 BF16."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, vector

from paddle_mlir.pipelines.lower.vector_kernel import index, intrinsic, read

PAIR = 2
"""Neighbours that one instruction multiplies and adds up, for each sum."""


def read_pair(source: Any, position: Sequence[Any]) -> Any:
    """Two neighbours as one number of 32 bits: it loads to all of a register at once."""
    pair = read(source, position, PAIR)
    bits = vector.bitcast(ir.VectorType.get([1], ir.IntegerType.get_signless(32)), pair)
    return vector.extract(bits, [], [0])


def read_pairs(weights: Any, position: Sequence[Any], lanes: int) -> Any:
    """The pairs of weights of some features, from the first one's number on."""
    *front, at = position
    return read(weights, [*front, arith.muli(at, index(PAIR))], PAIR * lanes)


def add_products_of_pairs(
    sums: list[Any], position: int, pair: Any, factors: Sequence[Any]
) -> None:
    """Add a pair times vectors of pairs to the sums of a position."""
    for place, factor in enumerate(factors, position * len(factors)):
        sums[place] = add_pairs(sums[place], pair, factor)


def add_pairs(total: Any, pair: Any, factors: Any) -> Any:
    """``total[n] + pair[0] * factors[2 * n] + pair[1] * factors[2 * n + 1]``.

    LLVM's ``llvm.x86.avx512bf16.dpbf16ps``.
    """
    lanes = ir.VectorType(total.type).shape[0]
    bits = vector.broadcast(ir.VectorType.get([lanes], pair.type), pair)
    pairs = vector.bitcast(factors.type, bits)
    name = f"x86.avx512bf16.dpbf16ps.{32 * lanes}"
    return intrinsic(name, total.type, total, pairs, factors)
