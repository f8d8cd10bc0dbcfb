"""Mapping of layers that scale channels: affine_channel, data_norm, lrn."""

from __future__ import annotations

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, text, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp


def by_channel(vector: Term, rank: int, channels_last: bool) -> Term:
    """A vector of channels in a shape that broadcasts to a tensor of this rank."""
    if channels_last or rank < 2:
        return vector
    return vector.reshape(-1, *[1] * (rank - 2))


@imports_pir("affine_channel")
@imports_program_desc("affine_channel")
def import_affine_channel(build: ModelBuilder, op: SourceOp) -> None:
    """``x * scale + bias`` by channel; channels are last unless the layout is NCHW."""
    x, scale, bias = terms(build, op, "X", "Scale", "Bias")
    rank, is_last = x.info.rank, text(op, "data_layout", "AnyLayout") != "NCHW"
    scaled = x * by_channel(scale, rank, is_last)
    give(build, op, Out=scaled + by_channel(bias, rank, is_last))


@imports_pir("data_norm")
@imports_program_desc("data_norm")
def import_data_norm(build: ModelBuilder, op: SourceOp) -> None:
    """``(x - sum / size) * sqrt(size / square_sum)`` by column, then scaled and shifted.

    Limits: ``slot_dim`` above 0, which leaves out slots that were not shown, is refused.
    """
    if whole(op, "slot_dim", -1) > 0:
        raise ValueError(f"attribute 'slot_dim' must be -1, got {whole(op, 'slot_dim')}")
    scale, shift, x, size, total, squares = terms(
        build, op, "scale_w", "bias", "X", "BatchSize", "BatchSum", "BatchSquareSum"
    )
    means, scales = total / size, (size / squares).apply(pd.Sqrt)
    y = (x - means) * scales
    if flag(op, "enable_scale_and_shift") and scale and shift:
        y = y * scale + shift
    give(build, op, Y=y, Means=means, Scales=scales)


@imports_pir("lrn")
@imports_program_desc("lrn")
def import_lrn(build: ModelBuilder, op: SourceOp) -> None:
    """``x / (k + alpha * sum(x * x)) ** beta``, summed over ``n`` neighbouring channels."""
    (x,) = terms(build, op, "X")
    count, offset = whole(op, "n", 5), real(op, "k", 2.0)
    alpha, beta = real(op, "alpha", 1e-4), real(op, "beta", 0.75)
    channels_last = text(op, "data_format", "NCHW") == "NHWC"
    image = x.transpose(0, 3, 1, 2) if channels_last else x
    # A mean over a window of channels, of which those outside count as 0.
    before = (count - 1) // 2
    flat = image.apply(pd.Flatten, start_axis=2, stop_axis=-1).unsqueeze(1)
    window = (flat * flat).apply(
        pd.Pool2d,
        kernel_size=(count, 1),
        paddings=(before, count - 1 - before, 0, 0),
        exclusive=False,
        pooling_type="avg",
    )
    middle = window * (alpha * count) + offset
    scaled = flat * middle.apply(pd.Pow, y=-beta)
    restored = [_like(part, image) for part in (scaled, middle)]
    if channels_last:
        restored = [part.transpose(0, 2, 3, 1) for part in restored]
    give(build, op, Out=restored[0], MidOut=restored[1])


def _like(x: Term, other: Term) -> Term:
    """``x`` in the shape of ``other``, which has as many elements."""
    if other.info.is_static:
        return x.apply(pd.Reshape, shape=tuple(int(str(size)) for size in other.info.dims))
    return x.apply(pd.Reshape, other.apply(pd.Shape, dtype="int64"))
