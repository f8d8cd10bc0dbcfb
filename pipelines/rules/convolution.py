"""Rules that fold what follows a convolution into its weights."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import channel_axis
from paddle_mlir.dialects.pd.normalization import norm_channel_axis
from paddle_mlir.pipelines.rewriting import Match, is_constant, rule


def scale_and_shift(match: Match, norm: pd.BatchNorm) -> tuple[Any, Any]:
    """``s`` and ``t``, of shape [C], with which batch_norm(x) = x * s + t."""
    variance = match.emit(pd.Scale, norm.variance, bias=norm.epsilon)
    scale = match.emit(pd.Rsqrt, variance)
    if norm.scale is not None:
        scale = match.emit(pd.Multiply, scale, norm.scale)
    shift = match.emit(pd.Multiply, norm.mean, scale)
    if norm.bias is not None:
        return scale, match.emit(pd.Subtract, norm.bias, shift)
    return scale, match.emit(pd.Scale, shift, scale=-1.0)


def along_channels(match: Match, vector: Any, rank: int, axis: int) -> Any:
    """A [C] vector in the shape in which it broadcasts along one axis."""
    shape = [1] * rank
    shape[axis] = -1
    return match.emit(pd.Reshape, vector, shape=tuple(shape))


def require_constant_statistics(match: Match, norm: pd.BatchNorm) -> None:
    """The statistics must be parameters; otherwise nothing can be folded."""
    for name in ("mean", "variance", "scale", "bias"):
        if getattr(norm, name) is not None:
            match.constant(getattr(norm, name), f"batch_norm's {name}")


def with_scaled_filter(match: Match, conv: Any, scale: Any) -> Any:
    """The convolution with each of its output channels multiplied by ``scale`` ([F])."""
    attributes = conv.attribute_values()
    if isinstance(conv, pd.Conv2d):
        weight = match.emit(pd.Multiply, conv.filter, along_channels(match, scale, 4, 0))
        return match.emit(pd.Conv2d, conv.input, weight, **attributes)
    weight = match.emit(pd.Multiply, conv.filter, along_channels(match, scale, 4, 1))
    return match.emit(pd.Conv2dTranspose, conv.x, weight, conv.output_size_tensor, **attributes)


def require_foldable(match: Match, conv: Any) -> None:
    """Guards on a convolution whose weights are to be changed."""
    match.only_use(conv)
    match.constant(conv.filter, "the filter")
    if isinstance(conv, pd.Conv2dTranspose):
        match.require(conv.groups == 1, "a transposed convolution has groups")


@rule(
    pd.BatchNorm,
    paddle="conv_bn_fuse_pass, conv2d_bn_fuse_pass, conv_transpose_bn_fuse_pass",
)
def fold_batch_norm_into_conv(norm: pd.BatchNorm, match: Match) -> Any:
    """``batch_norm(conv(x, w)) = conv(x, w * s) + t``, s and t from the statistics."""
    conv = match.producer(norm.x, pd.Conv2d, pd.Conv2dTranspose)
    require_foldable(match, conv)
    require_constant_statistics(match, norm)
    scale, shift = scale_and_shift(match, norm)
    product = with_scaled_filter(match, conv, scale)
    axis = channel_axis(conv.data_format)
    return match.emit(pd.Add, product, along_channels(match, shift, 4, axis))


@rule(
    pd.BatchNorm,
    paddle="conv_eltwiseadd_bn_fuse_pass, conv_transpose_eltwiseadd_bn_fuse_pass",
)
def fold_batch_norm_into_biased_conv(norm: pd.BatchNorm, match: Match) -> Any:
    """``batch_norm(conv(x, w) + b) = conv(x, w * s) + (b * s + t)``."""
    add = match.producer(norm.x, pd.Add)
    conv, bias = match.commuted(add, pd.Conv2d, pd.Conv2dTranspose)
    match.only_use(add)
    require_foldable(match, conv)
    require_constant_statistics(match, norm)
    match.constant(bias, "the summand")
    axis = channel_axis(conv.data_format)
    require_per_channel(match, bias, axis, "the summand")
    scale, shift = scale_and_shift(match, norm)
    product = with_scaled_filter(match, conv, scale)
    moved = match.emit(pd.Multiply, bias, along_channels(match, scale, 4, axis))
    moved = match.emit(pd.Add, moved, along_channels(match, shift, 4, axis))
    return match.emit(pd.Add, product, moved)


def require_per_channel(match: Match, value: Any, axis: int, what: str) -> None:
    """``value`` must not vary along anything but the channels."""
    info = match.info(value)
    offset = 4 - info.rank
    varies = [offset + i for i, size in enumerate(info.dims) if size != 1]
    match.require(all(i == axis for i in varies), f"{what} varies beside the channels")


@rule(pd.Multiply, paddle="conv_affine_channel_mkldnn_fuse_pass")
def fold_factor_into_conv(multiply: pd.Multiply, match: Match) -> Any:
    """``conv(x, w) * s = conv(x, w * s)`` for a constant s per channel."""
    conv, factor = match.commuted(multiply, pd.Conv2d, pd.Conv2dTranspose)
    require_foldable(match, conv)
    match.constant(factor, "the factor")
    axis = channel_axis(conv.data_format)
    require_per_channel(match, factor, axis, "the factor")
    info = match.info(factor)
    features = match.info(multiply.results[0]).dims[axis]
    match.require(isinstance(features, int), "the number of channels is dynamic")
    if info.numel == 1:
        vector = match.emit(
            pd.Expand, match.emit(pd.Reshape, factor, shape=(1,)), shape=(int(str(features)),)
        )
    else:
        vector = match.emit(pd.Reshape, factor, shape=(-1,))
    return with_scaled_filter(match, conv, vector)


@rule(pd.Multiply, paddle="conv_affine_channel_fuse_pass")
def fold_factor_into_biased_conv(multiply: pd.Multiply, match: Match) -> Any:
    """``(conv(x, w) + b) * s = conv(x, w) * s + b * s`` for constants b and s per channel."""
    add, factor = match.commuted(multiply, pd.Add)
    conv, bias = match.commuted(add, pd.Conv2d, pd.Conv2dTranspose)
    match.only_use(add)
    require_foldable(match, conv)
    match.constant(factor, "the factor")
    match.constant(bias, "the summand")
    axis = channel_axis(conv.data_format)
    require_per_channel(match, factor, axis, "the factor")
    product = match.emit(pd.Multiply, conv.results[0], factor)
    return match.emit(pd.Add, product, match.emit(pd.Multiply, bias, factor))


@rule(pd.BatchNorm, paddle="batch_norm to scale and shift")
def expand_batch_norm(norm: pd.BatchNorm, match: Match) -> Any:
    """``batch_norm(x) = x * s + t`` where no convolution takes it."""
    require_constant_statistics(match, norm)
    info = match.info(norm.x)
    axis = norm_channel_axis(norm.data_format, info.rank)
    scale, shift = scale_and_shift(match, norm)
    product = match.emit(pd.Multiply, norm.x, along_channels(match, scale, info.rank, axis))
    return match.emit(pd.Add, product, along_channels(match, shift, info.rank, axis))


@rule(pd.Add, paddle="conv_bias_fuse_pass")
def merge_summands_of_conv(add: pd.Add, match: Match) -> Any:
    """``(conv(x, w) + a) + b = conv(x, w) + (a + b)`` for constants a and b."""
    inner, outer = match.commuted(add, pd.Add)
    conv, bias = match.commuted(inner, pd.Conv2d, pd.Conv2dTranspose)
    match.only_use(inner)
    if not is_constant(outer):
        match.fail()
    match.constant(bias, "the inner summand")
    product = conv.results[0]
    both = match.emit(pd.Add, bias, outer)
    return match.emit(pd.Add, product, both)


BATCH_NORM = (fold_batch_norm_into_conv, fold_batch_norm_into_biased_conv, expand_batch_norm)
FACTORS = (fold_factor_into_conv, fold_factor_into_biased_conv, merge_summands_of_conv)
