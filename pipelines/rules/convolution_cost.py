"""What a convolution costs on a CPU, computed in each of the ways that there are.

An estimate is the arithmetic over what the vector unit does of it, and the copies over what the
cache that holds them gives, and the start of the dispatches. Only the order of the estimates of one
convolution decides anything. The constants were fitted to what ``paddle-mlir tune`` measured of the
networks of ``make bench`` (IREE 3.13.0, one core with AVX-512, float32): docs/cpu-kernels.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.convolution import window_output
from paddle_mlir.dialects.pd.winograd import WINDOW, tiles_of
from paddle_mlir.pipelines.lower.vector_kernel import lanes_of, pieces
from paddle_mlir.pipelines.rules.bfloat16 import LARGEST_TILE
from paddle_mlir.pipelines.rules.kernel_tile import tile_of
from paddle_mlir.pipelines.rules.packing import (
    AVX512,
    Product,
    Tiling,
    VectorUnit,
    padded,
    tiling_of,
)

GIGAHERTZ = 3.75
"""Of little weight, since it stands in nearly every estimate."""
DISPATCH = 1.3
"""Microseconds until a kernel runs."""
LOST_SUMS = 2.5
"""Vectors that could be multiplied in the time that a turn of a product's loop takes for itself."""
LOST_SUMS_OF_KERNEL = 0.8
"""The same of the direct kernel."""
OVERLAP = 0.9
"""Share of the shorter one of computing and reading that passes while the longer one goes on."""
TILE_WIDTHS = range(8, 3, -1)
"""Positions that IREE computes at a time in a convolution; they have to divide a row."""
SPEED_OF_ODD_ROWS = 0.2
"""Share of the peak in rows that none of them divides."""
SPEED_OF_LOOPS = 0.04
"""Share of the peak where IREE computes number by number."""
SPEED_OF_SPILLED_SUMS = 0.25
"""Share of the peak of IREE's convolution with 16 registers (AVX2: 27 GFLOP/s of 115)."""
FEW_REGISTERS_WIDTHS = (8, 4)
"""As TILE_WIDTHS; where neither divides a row, it computes number by number (3 GFLOP/s)."""
BYTES_A_NANOSECOND = (100.0, 80.0, 32.0, 15.0)
"""That the three caches and the memory give."""
SHARE_OF_THIRD_CACHE = 4
"""So many cores use it at least."""
CYCLES_OF_TRANSFORM = 3.0
"""For a vector of the larger side of Winograd's transforms."""
COPIES_A_NANOSECOND = 0.6
"""Pieces of windows, each of neighbouring channels, that are copied to patches."""


class Strategy(str, Enum):
    """How a convolution can be computed."""

    PLAIN = "IREE's convolution"
    PATCHES = "matmul of patches"
    WINOGRAD_4 = "Winograd F(4,3)"
    WINOGRAD_2 = "Winograd F(2,3)"
    KERNEL = "direct kernel"

    def __str__(self) -> str:
        return self.value


WINOGRAD_TILES = {Strategy.WINOGRAD_4: 4, Strategy.WINOGRAD_2: 2}


@dataclass(frozen=True)
class Machine:
    """What a core computes with and what is near to it.

    Attributes:
        unit: its vectors.
        multiply_adds: of float32, in a cycle.
        caches: bytes of the three caches.
        bfloat16: products of float32 are computed in bfloat16, but for those of F(4,3).
    """

    unit: VectorUnit = AVX512
    multiply_adds: int = 16
    caches: tuple[int, int, int] = (32 << 10, 1 << 20, 32 << 20)
    bfloat16: bool = False

    def computing(self, multiply_adds: float, share: float) -> float:
        """Microseconds for so many at a share of the peak."""
        return multiply_adds / (self.multiply_adds * GIGAHERTZ * share * 1e3)

    def gain_of_products(self, dtype: str, tile: int = 0) -> int:
        """How much less time and space products take than those of their dtype.

        Args:
            dtype: of the operands.
            tile: of Winograd's convolution that they are part of.
        """
        return 2 if self.bfloat16 and dtype == "float32" and tile <= LARGEST_TILE else 1

    def first_reading(self, bytes_: float) -> float:
        """Microseconds for weights, which other ops' have driven out of the caches."""
        return bytes_ / (BYTES_A_NANOSECOND[-1] * 1e3)

    def lanes(self, bytes_: int) -> int:
        """Elements of so many bytes in a vector."""
        return self.unit.bits // (8 * bytes_)

    def moving(self, bytes_: float) -> float:
        """Microseconds for reading or writing what lies in the nearest cache that holds it."""
        first, second, third = self.caches
        limits = (first, second, third // SHARE_OF_THIRD_CACHE)
        level = sum(bytes_ > limit for limit in limits)
        return bytes_ / (BYTES_A_NANOSECOND[level] * 1e3)


@dataclass(frozen=True)
class Convolution:
    """A convolution of maps in NHWC, of one group.

    Attributes:
        dtype: of all its tensors.
        maps: ``[N, H, W, C]``; sizes that only run time tells are guesses.
        features: of the result.
        window: height and width.
        strides: step of the window in height and width.
        paddings: ``[top, bottom, left, right]``.
        dilations: distance of the window's elements.
        is_static: no size is a guess.
        is_open: height or width is a guess.
    """

    dtype: str
    maps: tuple[int, ...]
    features: int
    window: tuple[int, ...]
    strides: tuple[int, ...]
    paddings: tuple[int, ...]
    dilations: tuple[int, ...]
    is_static: bool = True
    is_open: bool = False

    @property
    def bytes(self) -> int:
        """Of an element."""
        return dtypes.BY_NAME[self.dtype].bytes

    @property
    def result(self) -> tuple[int, int]:
        """Height and width of the result."""
        return self._along(0), self._along(1)

    def _along(self, axis: int) -> int:
        """The result's size in one direction."""
        sides = (self.paddings[2 * axis], self.paddings[2 * axis + 1])
        window, stride = self.window[axis], self.strides[axis]
        size = window_output(self.maps[1 + axis], window, stride, self.dilations[axis], sides)
        assert isinstance(size, int), "all sizes are numbers"
        return size

    @property
    def positions(self) -> int:
        """Of all maps of the result."""
        high, wide = self.result
        return self.maps[0] * high * wide

    @property
    def inside(self) -> float:
        """Share of the windows' elements that are of the map, not of its padding."""
        share = 1.0
        for axis, count in enumerate(self.result):
            first = range(-self.paddings[2 * axis], self.maps[1 + axis], self.strides[axis])
            places = (
                start + element * self.dilations[axis]
                for start in first[:count]
                for element in range(self.window[axis])
            )
            inside = sum(0 <= place < self.maps[1 + axis] for place in places)
            share *= inside / (count * self.window[axis])
        return share

    @property
    def inner(self) -> int:
        """Products that an element of the result is the sum of."""
        return self.window[0] * self.window[1] * self.maps[3]

    @property
    def key(self) -> str:
        """What a tuning database calls it."""
        maps, window, steps, gaps = (
            "x".join(map(str, sizes))
            for sizes in (self.maps, (*self.window, self.features), self.strides, self.dilations)
        )
        sides = ",".join(map(str, self.paddings))
        return f"conv2d {self.dtype} {maps} window {window} step {steps} gap {gaps} pad {sides}"


def estimate(conv: Convolution, strategy: Strategy, machine: Machine) -> float:
    """Microseconds that a core takes for a convolution."""
    if strategy is Strategy.PLAIN:
        return plain_cost(conv, machine)
    if strategy is Strategy.PATCHES:
        return patches_cost(conv, machine)
    if strategy is Strategy.KERNEL:
        return kernel_cost(conv, machine)
    return winograd_cost(conv, WINOGRAD_TILES[strategy], machine)


def plain_cost(conv: Convolution, machine: Machine) -> float:
    """Of linalg's convolution, whose tiles are a vector of features and some of a row's positions.

    The map is padded by a copy.
    """
    lanes = machine.lanes(conv.bytes)
    is_spilled = machine.unit.registers < AVX512.registers
    widths = FEW_REGISTERS_WIDTHS if is_spilled else TILE_WIDTHS
    width = next((part for part in widths if conv.result[1] % part == 0), None)
    if conv.is_open or conv.features % lanes:
        share, width = SPEED_OF_LOOPS, TILE_WIDTHS[0]
    elif width is None:
        share, width = SPEED_OF_LOOPS if is_spilled else SPEED_OF_ODD_ROWS, TILE_WIDTHS[0]
    elif is_spilled:
        share = SPEED_OF_SPILLED_SUMS
    else:
        share = kept_busy(2 * width)
    computing = machine.computing(conv.positions * conv.inner * conv.features, share)
    copy = 0.0
    if any(conv.paddings):
        batch, height, width_, channels = conv.maps
        copy = DISPATCH + 2 * machine.moving(batch * height * width_ * channels * conv.bytes)
    return together(computing, reread_weights(conv, width, machine)) + copy + DISPATCH


def patches_cost(conv: Convolution, machine: Machine) -> float:
    """Of copying all windows side by side, and a product."""
    gain = machine.gain_of_products(conv.dtype)
    copied = machine.moving(conv.positions * conv.inner * conv.bytes / gain)
    count = conv.positions * conv.window[0] * conv.window[1]
    copy = max(2 * copied, count / (COPIES_A_NANOSECOND * 1e3))
    patches = Product(conv.dtype, (), conv.positions, conv.inner, conv.features)
    product = product_cost(patches, machine, gain)
    return copy + copied + product + 2 * DISPATCH


def kernel_cost(conv: Convolution, machine: Machine) -> float:
    """Of a kernel for some positions of a row and vectors of features at a time."""
    high, wide = conv.result
    lanes = machine.lanes(conv.bytes)
    width, features = tile_of(wide, conv.features, machine.unit)
    width = min(width, wide)
    vectors = [padded(size, lanes) for _, size in pieces(conv.features)]
    passes = -(-len(vectors) * lanes // features)
    share = kept_busy(width * len(vectors) / passes, LOST_SUMS_OF_KERNEL)
    positions = conv.maps[0] * high * padded(wide, width) * conv.inside
    computing = machine.computing(positions * conv.inner * sum(vectors), share)
    # Of pairs of channels.
    gain = 1 if conv.maps[3] % 2 else machine.gain_of_products(conv.dtype)
    return together(computing, reread_weights(conv, width, machine)) / gain + DISPATCH


def winograd_cost(conv: Convolution, tile: int, machine: Machine) -> float:
    """Of the transforms of all tiles, and a product for each of a tile's elements."""
    batch, _, _, channels = conv.maps
    rows, columns = tiles_of(*conv.result, tile)
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    tiles, planes = batch * rows * columns, (tile + WINDOW - 1) ** 2
    gain = machine.gain_of_products(conv.dtype, tile)
    transformed = Product(conv.dtype, (planes,), tiles, channels, conv.features)
    product = product_cost(transformed, machine, gain)
    transforms = 0.0
    for width in (channels, conv.features):
        # What a transform writes the product reads, and the other way round.
        moved = 2 * machine.moving(planes * tiles * width * conv.bytes)
        lanes = min(lanes_of(width) or 1, machine.lanes(conv.bytes))
        cycles = planes * tiles * (width // lanes) * CYCLES_OF_TRANSFORM
        transforms += max(moved, cycles / (GIGAHERTZ * 1e3))
    return product + transforms + 3 * DISPATCH


def product_cost(product: Product, machine: Machine, gain: int = 1) -> float:
    """Of a product of so many rows with packed weights; no start."""
    assert isinstance(product.rows, int)
    columns, bytes_ = product.columns, dtypes.BY_NAME[product.dtype].bytes
    lanes = machine.lanes(bytes_)
    matrices = math.prod(product.batch)
    tiling = tiling_of(product, machine.unit)
    if isinstance(tiling, Tiling):
        wide = padded(columns, tiling.columns)
        vectors = max(tiling.columns // lanes, 1)
        wasted = padded(tiling.columns, lanes) / tiling.columns
        share = kept_busy(tiling.tile[0] * tiling.tile[1] * vectors) / wasted
    else:
        wide, share = padded(columns, lanes), kept_busy(4)
    time = machine.computing(matrices * product.rows * product.inner * wide, share) / gain
    return together(time, machine.first_reading(matrices * product.inner * wide * bytes_ / gain))


def reread_weights(conv: Convolution, width: int, machine: Machine) -> float:
    """Of weights that are read from front to end for every block of so many positions."""
    bytes_ = conv.inner * conv.features * conv.bytes
    times = conv.maps[0] * conv.result[0] * -(-conv.result[1] // width)
    return machine.first_reading(bytes_) + (times - 1) * machine.moving(bytes_)


def together(first: float, second: float) -> float:
    """Of two things at the same time."""
    return max(first, second) + (1 - OVERLAP) * min(first, second)


def kept_busy(sums: float, lost: float = LOST_SUMS) -> float:
    """Share of the peak of a loop that adds to so many vectors of sums a turn."""
    return sums / (sums + lost)
