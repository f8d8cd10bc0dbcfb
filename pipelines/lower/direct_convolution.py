"""Lowering of convolutions with kernels of their own: of images, of single channels, of maps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math, scf, tensor, vector

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower.bfloat16_pairs import (
    PAIR,
    add_products_of_pairs,
    read_pair,
    read_pairs,
)
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.vector_kernel import (
    LANES,
    VectorKernel,
    Vectors,
    add_products,
    converted,
    index,
    read,
)
from paddle_mlir.pipelines.lower.window_rows import Block, Cell, Row, by_pieces, by_rows


@lowers(pd.StemConv2d)
def lower_stem_conv2d(lower: Lowering, op: pd.StemConv2d) -> Any:
    """Each element of the image is multiplied with vectors of features."""
    (channels,) = lower.info(op.input).numbers(1)

    def compute(kernel: VectorKernel, row: Row, block: Block, vectors: Vectors) -> None:
        source, weights = kernel.inputs[:2]

        def cell(i: Any, k: Any, y: Any, xs: Mapping[int, Any], sums: list[Any]) -> list[Any]:
            for c in range(channels):
                factors = [read(weights, [i, k, index(c), at], lanes) for at, lanes in vectors]
                for j, x in xs.items():
                    number = tensor.extract(source, [row.image, index(c), y, x])
                    add_products(sums, j, number, factors)
            return sums

        row.compute(block, vectors, cell)

    return by_rows(lower, op, (2, 3), compute)


@lowers(pd.Bfloat16StemConv2d)
def lower_bfloat16_stem_conv2d(lower: Lowering, op: pd.Bfloat16StemConv2d) -> Any:
    """Neighbours of a row of the image are multiplied with vectors of pairs of weights."""
    (channels,) = lower.info(op.input).numbers(1)

    def compute(kernel: VectorKernel, row: Row, block: Block, vectors: Vectors) -> None:
        source, weights = kernel.inputs[:2]

        def cell(i: Any, k: Any, y: Any, xs: Mapping[int, Any], sums: list[Any]) -> list[Any]:
            for c in range(channels):
                factors = [read_pairs(weights, [i, k, index(c), at], n) for at, n in vectors]
                for j, x in xs.items():
                    # The window's columns are pairs.
                    pair = read_pair(source, [row.image, index(c), y, arith.addi(x, k)])
                    add_products_of_pairs(sums, j, pair, factors)
            return sums

        row.compute(block, vectors, cell)

    return by_rows(lower, op, (2, 3), compute)


@lowers(pd.DirectConv2d)
def lower_direct_conv2d(lower: Lowering, op: pd.DirectConv2d) -> Any:
    """Each element of the map is multiplied with vectors of features, channel by channel."""
    return _by_channels(lower, op, 1, tensor.extract, read, add_products)


@lowers(pd.Bfloat16Conv2d)
def lower_bfloat16_conv2d(lower: Lowering, op: pd.Bfloat16Conv2d) -> Any:
    """Pairs of the map's elements are multiplied with vectors of pairs of weights."""
    return _by_channels(lower, op, PAIR, read_pair, read_pairs, add_products_of_pairs)


def _by_channels(
    lower: Lowering,
    op: Any,
    step: int,
    number_at: Callable[[Any, Sequence[Any]], Any],
    factor_at: Callable[[Any, Sequence[Any], int], Any],
    add: Callable[[list[Any], int, Any, Sequence[Any]], None],
) -> Any:
    """A kernel whose inner loop takes some channels of the map.

    Args:
        lower: the lowering.
        op: of a map in NHWC.
        step: channels of a turn.
        number_at: reads them at a position of the map.
        factor_at: reads the weights of a turn for some features.
        add: adds a position's numbers times weights to the position's sums.
    """
    (turns,) = lower.info(op.filter).numbers(-2)

    def compute(kernel: VectorKernel, row: Row, block: Block, vectors: Vectors) -> None:
        source, weights = kernel.inputs[:2]
        panel = [] if row.panel is None else [row.panel]

        def cell(i: Any, k: Any, y: Any, xs: Mapping[int, Any], sums: list[Any]) -> list[Any]:
            op_ = scf.ForOp(index(0), index(turns), index(1), sums)
            with ir.InsertionPoint(op_.body):
                turn, inner = op_.induction_variable, list(op_.inner_iter_args)
                place = [*panel, i, k, turn]
                factors = [factor_at(weights, [*place, at], lanes) for at, lanes in vectors]
                channel = turn if step == 1 else arith.muli(turn, index(step))
                if panel:
                    channel = arith.addi(arith.muli(row.panel, index(turns)), channel)
                for j, x in xs.items():
                    add(inner, j, number_at(source, [row.image, y, x, channel]), factors)
                scf.YieldOp(inner)
            return list(op_.results)

        row.compute(block, vectors, cell)

    return by_rows(lower, op, (1, 2), compute)


@lowers(pd.GroupedConv2d)
def lower_grouped_conv2d(lower: Lowering, op: pd.GroupedConv2d) -> Any:
    """Of panels of one group as a map's convolution; from those of several, vectors are shuffled.

    A vector of features is then multiplied with one of channels, of which each stands where the
    features of its group are.
    """
    panels, channels, features = lower.info(op.filter).numbers(0, 3, 4)
    groups = op.groups // panels
    if groups == 1:
        return _by_channels(lower, op, 1, tensor.extract, read, add_products)

    def compute(kernel: VectorKernel, row: Row, block: Block, numbers: Vectors) -> None:
        source, weights = kernel.inputs[:2]
        base = arith.muli(row.panel, index(groups * channels))
        vectors = [(index(at), lanes) for at, lanes in numbers]
        parts = [_Parts.of(*one, groups, channels, features // groups) for one in numbers]
        firsts = [arith.addi(base, index(one.first)) for one in parts]

        def of_channel(channel: int) -> Cell:
            def cell(i: Any, k: Any, y: Any, xs: Mapping[int, Any], sums: list[Any]) -> list[Any]:
                for n, (at, lanes) in enumerate(vectors):
                    factor = read(weights, [row.panel, i, k, index(channel), at], lanes)
                    for j, x in xs.items():
                        piece = read(source, [row.image, y, x, firsts[n]], parts[n].count)
                        element = vector.shuffle(piece, piece, parts[n].places(channel))
                        place = j * len(vectors) + n
                        sums[place] = math.fma(element, factor, sums[place])
                return sums

            return cell

        row.compute(block, vectors, *map(of_channel, range(channels)))

    return by_rows(lower, op, (1, 2), compute, by_pieces, is_written_out=True)


@dataclass(frozen=True)
class _Parts:
    """The channels of a panel of groups that a vector of features is made of.

    Attributes:
        first: the first one.
        count: how many are read.
        starts: where the group of each feature begins in them.
    """

    first: int
    count: int
    starts: tuple[int, ...]

    @classmethod
    def of(cls, at: int, lanes: int, groups: int, channels: int, features: int) -> _Parts:
        """Of some features from one on, in groups of so many channels and features."""
        belong = [(at + lane) // features for lane in range(lanes)]
        first, end = belong[0], belong[-1] + 1
        if groups * channels <= LANES[0]:
            first, end = 0, groups
        starts = tuple((group - first) * channels for group in belong)
        return cls(first * channels, (end - first) * channels, starts)

    def places(self, channel: int) -> list[int]:
        """Where one channel of the group of each feature is."""
        return [start + channel for start in self.starts]


@lowers(pd.DepthwiseConv2d, pd.DepthwiseConv3d)
def lower_depthwise_conv(lower: Lowering, op: pd.DepthwiseConv2d | pd.DepthwiseConv3d) -> Any:
    """Vectors of channels are multiplied with each other, of volumes frame by frame."""

    def compute(kernel: VectorKernel, row: Row, block: Block, vectors: Vectors) -> None:
        source, weights = kernel.inputs[:2]

        def cell(i: Any, k: Any, y: Any, xs: Mapping[int, Any], sums: list[Any]) -> list[Any]:
            tap, frame = ([], []) if row.tap is None else ([row.tap], [row.frame])
            for n, (at, lanes) in enumerate(vectors):
                factor = read(weights, [*tap, i, k, at], lanes)
                for j, x in xs.items():
                    element = read(source, [row.image, *frame, y, x, at], lanes)
                    place = j * len(vectors) + n
                    element = converted(element, ir.F32Type.get())
                    sums[place] = math.fma(element, factor, sums[place])
            return sums

        row.compute(block, vectors, cell)

    height, width = lower.result.rank - 3, lower.result.rank - 2
    # Vectors are worth a register for all the windows that they are in.
    return by_rows(lower, op, (height, width), compute, is_written_out=True)
