"""Products of pairs of bfloat16 inside of kernels, summed up in float32, for AVX-512 BF16."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import vector

from paddle_mlir.pipelines.lower.vector_kernel import intrinsic, read

PAIR = 2
"""Neighbours that one instruction multiplies and adds up, for each sum."""


def read_pair(source: Any, position: Sequence[Any]) -> Any:
    """Two neighbours as one number of 32 bits: it loads to all of a register at once."""
    pair = read(source, position, PAIR)
    bits = vector.bitcast(ir.VectorType.get([1], ir.IntegerType.get_signless(32)), pair)
    return vector.extract(bits, [], [0])


def add_pairs(total: Any, pair: Any, factors: Any) -> Any:
    """``total[n] + pair[0] * factors[2 * n] + pair[1] * factors[2 * n + 1]``.

    LLVM's ``llvm.x86.avx512bf16.dpbf16ps``.
    """
    lanes = ir.VectorType(total.type).shape[0]
    bits = vector.broadcast(ir.VectorType.get([lanes], pair.type), pair)
    pairs = vector.bitcast(factors.type, bits)
    name = f"x86.avx512bf16.dpbf16ps.{32 * lanes}"
    return intrinsic(name, total.type, total, pairs, factors)
