"""The order in which Paddle stores weights of 8 and 4 bits, and how to leave and to take it.

Weight-only products read weights in the order in which the matrix instructions of a GPU take them,
which differs between architectures. Ordinary ops on bits and axes put them in rows and back.

Source: phi's ``weight_quantize_kernel_impl.h``, which follows FasterTransformer's
``cutlass_preprocessors``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.formulas import Term

_BY_ROWS = 70
_BY_TILES = (75, 80, 86, 89, 90, 100)
_TILE_ROWS = 64


@dataclass(frozen=True)
class WeightOrder:
    """Where the elements of a matrix ``[rows, columns]`` are stored.

    Attributes:
        bits: of an element, 8 or 4; of two that share a byte the first one has the low bits.
        rows: K.
        columns: N.
        sizes: of a tensor that the stored elements are viewed as.
        perm: the order of its axes that gives the matrix row by row.
    """

    bits: int
    rows: int
    columns: int
    sizes: tuple[int, ...]
    perm: tuple[int, ...]

    def restore(self, stored: Term) -> Term:
        """The matrix, in int8, of bytes that hold how far elements lie above the smallest one."""
        if self.bits == 8:
            elements = stored.apply(pd.BitwiseXor, stored.number(-128))
        else:
            high = stored.apply(pd.FloorDivide, stored.number(16))
            halves = stored.build.emit(pd.Stack, [stored.value, high.value], axis=2)
            elements = Term(stored.build, halves).apply(pd.BitwiseAnd, stored.number(15)) - 8
        view = elements.reshape(*self.sizes).transpose(*self.perm)
        return view.reshape(self.rows, self.columns)

    def store(self, matrix: Term) -> Term:
        """The bytes ``[N * bits / 8, K]`` of an int8 matrix."""
        view = matrix.reshape(*(self.sizes[axis] for axis in self.perm))
        elements = view.transpose(*(self.perm.index(axis) for axis in range(len(self.perm))))
        if self.bits == 8:
            stored = elements.apply(pd.BitwiseXor, elements.number(-128))
        else:
            halves = elements.reshape(-1, 2).cast("int32") + 8
            places = matrix.build.emit(pd.Constant, value=np.array([1, 16], dtype="int32"))
            stored = halves.apply(pd.Multiply, places).sum(1).cast("int8")
        return stored.reshape(self.columns * self.bits // 8, self.rows)


def weight_order(arch: int, bits: int, rows: int, columns: int) -> WeightOrder:
    """How Paddle stores a matrix for GPUs of an architecture.

    Raises:
        ValueError: the architecture's order is not known, or has no place for the matrix.
    """
    lanes = 16 // bits
    if arch == _BY_ROWS:
        # Row by row; of the elements in four bytes first the even ones, then the odd ones.
        if columns % (2 * lanes):
            raise ValueError(
                f"weights of {bits} bits for arch {arch} must have a multiple of {2 * lanes} "
                f"columns, got {rows} x {columns}"
            )
        sizes: tuple[int, ...] = (rows * columns // (2 * lanes), 2, lanes)
        return WeightOrder(bits, rows, columns, sizes, (0, 2, 1))
    if arch not in _BY_TILES:
        known = ", ".join(map(str, (_BY_ROWS, *_BY_TILES)))
        raise ValueError(
            f"attribute 'arch' must be one whose order of weights is known ({known}), got {arch}; "
            "quantise and export for one of them"
        )
    if rows % _TILE_ROWS or columns % lanes:
        raise ValueError(
            f"weights of {bits} bits for arch {arch} must have a multiple of {_TILE_ROWS} rows and "
            f"of {lanes} columns, got {rows} x {columns}"
        )
    # Tiles are 64 rows of some columns, one column after the other; in each run of 8 * lanes rows,
    # row 8 b + 2 a + c stands where the axes (a, c, b) have it.
    sizes = (columns // lanes, rows // _TILE_ROWS, lanes, 8 // lanes, 4, 2, lanes)
    return WeightOrder(bits, rows, columns, sizes, (1, 3, 6, 4, 5, 0, 2))
