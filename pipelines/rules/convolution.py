"""Rules that fold what follows a convolution into its weights, and move activations to it."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import channel_axis
from paddle_mlir.dialects.pd.normalization import norm_channel_axis
from paddle_mlir.pipelines.rewriting import Match, is_constant, maker, op_name, rule, use_count
from paddle_mlir.pipelines.rules.clean_up import factor_and_summand
from paddle_mlir.pipelines.rules.movement import UNARY

CONVOLUTION_OPS = (pd.Conv2d, pd.Conv2dTranspose, pd.Conv3d)
"""Those whose weights can take factors."""


def rank_of(match: Match, conv: Any) -> int:
    """Of the maps or volumes that a convolution takes and gives."""
    return match.info(conv.filter).rank


def channel_axis_of(match: Match, conv: Any) -> int:
    """Where a convolution's result has its channels."""
    return channel_axis(conv.data_format, rank_of(match, conv))


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


def require_same_layout(match: Match, norm: pd.BatchNorm, conv: Any) -> None:
    """Both must mean the same axis by channels."""
    rank = rank_of(match, conv)
    match.require(
        norm_channel_axis(norm.data_format, rank) == channel_axis(conv.data_format, rank),
        f"{op_name(conv)} computes in {conv.data_format}, batch_norm in {norm.data_format}",
    )


def with_scaled_filter(match: Match, conv: Any, scale: Any) -> Any:
    """The convolution with each of its output channels multiplied by ``scale`` ([F])."""
    if not isinstance(conv, pd.Conv2dTranspose):
        factor = along_channels(match, scale, rank_of(match, conv), 0)
        return with_weight(match, conv, match.emit(pd.Multiply, conv.filter, factor))
    weight = scaled_transposed_filter(match, conv, scale)
    return match.emit(
        pd.Conv2dTranspose, conv.x, weight, conv.output_size_tensor, **conv.attribute_values()
    )


def scaled_transposed_filter(match: Match, conv: pd.Conv2dTranspose, scale: Any) -> Any:
    """A filter [C, F / groups, kh, kw] with its output channels multiplied by ``scale``."""
    if conv.groups == 1:
        factor = along_channels(match, scale, rank_of(match, conv), 1)
        return match.emit(pd.Multiply, conv.filter, factor)
    dims = match.info(conv.filter).dims
    groups = (conv.groups, -1, dims[1], dims[2] * dims[3])
    grouped = match.emit(pd.Reshape, conv.filter, shape=groups)
    scales = match.emit(pd.Reshape, scale, shape=(conv.groups, 1, dims[1], 1))
    return match.emit(pd.Reshape, match.emit(pd.Multiply, grouped, scales), shape=dims)


def require_foldable(match: Match, conv: Any) -> None:
    """Guards on a convolution whose weights are to be changed."""
    match.only_use(conv)
    match.constant(conv.filter, "the filter")
    match.static(conv.filter, "the filter")
    if isinstance(conv, pd.Conv2d):
        match.require(conv.filter_format == "OIHW", "the filter has its features last")


@rule(
    pd.BatchNorm,
    paddle="conv_bn_fuse_pass, conv2d_bn_fuse_pass, conv_transpose_bn_fuse_pass",
)
def fold_batch_norm_into_conv(norm: pd.BatchNorm, match: Match) -> Any:
    """``batch_norm(conv(x, w)) = conv(x, w * s) + t``, s and t from the statistics."""
    conv = match.producer(norm.x, *CONVOLUTION_OPS)
    require_foldable(match, conv)
    require_constant_statistics(match, norm)
    require_same_layout(match, norm, conv)
    scale, shift = scale_and_shift(match, norm)
    product = with_scaled_filter(match, conv, scale)
    axis, rank = channel_axis_of(match, conv), rank_of(match, conv)
    return match.emit(pd.Add, product, along_channels(match, shift, rank, axis))


@rule(
    pd.BatchNorm,
    paddle="conv_eltwiseadd_bn_fuse_pass, conv_transpose_eltwiseadd_bn_fuse_pass",
)
def fold_batch_norm_into_biased_conv(norm: pd.BatchNorm, match: Match) -> Any:
    """``batch_norm(conv(x, w) + b) = conv(x, w * s) + (b * s + t)``."""
    add = match.producer(norm.x, pd.Add)
    conv, bias = match.commuted(add, *CONVOLUTION_OPS)
    match.only_use(add)
    require_foldable(match, conv)
    require_constant_statistics(match, norm)
    require_same_layout(match, norm, conv)
    axis, rank = channel_axis_of(match, conv), rank_of(match, conv)
    require_per_channel(match, bias, conv, "the summand")
    scale, shift = scale_and_shift(match, norm)
    product = with_scaled_filter(match, conv, scale)
    moved = match.emit(pd.Multiply, bias, along_channels(match, scale, rank, axis))
    moved = match.emit(pd.Add, moved, along_channels(match, shift, rank, axis))
    return match.emit(pd.Add, product, moved)


def require_per_channel(match: Match, value: Any, conv: Any, what: str) -> None:
    """``value`` must be constant and vary along nothing but the channels of a result."""
    match.constant(value, what)
    info, axis = match.info(value), channel_axis_of(match, conv)
    offset = rank_of(match, conv) - info.rank
    varies = [offset + i for i, size in enumerate(info.dims) if size != 1]
    match.require(
        offset >= 0 and all(i == axis for i in varies), f"{what} varies beside the channels"
    )


@rule(pd.Multiply, paddle="conv_affine_channel_mkldnn_fuse_pass")
def fold_factor_into_conv(multiply: pd.Multiply, match: Match) -> Any:
    """``conv(x, w) * s = conv(x, w * s)`` for a constant s per channel."""
    conv, factor = match.commuted(multiply, *CONVOLUTION_OPS)
    require_foldable(match, conv)
    require_per_channel(match, factor, conv, "the factor")
    features = match.info(multiply.results[0]).dims[channel_axis_of(match, conv)]
    match.require(isinstance(features, int), "the number of channels is dynamic")
    vector = match.emit(pd.Reshape, factor, shape=(-1,))
    if match.info(factor).numel == 1:
        vector = match.emit(pd.Expand, vector, shape=(features,))
    return with_scaled_filter(match, conv, vector)


@rule(pd.Multiply, paddle="conv_affine_channel_fuse_pass")
def fold_factor_into_biased_conv(multiply: pd.Multiply, match: Match) -> Any:
    """``(conv(x, w) + b) * s = conv(x, w) * s + b * s`` for constants b and s per channel."""
    add, factor = match.commuted(multiply, pd.Add)
    conv, bias = match.commuted(add, *CONVOLUTION_OPS)
    match.only_use(add)
    require_foldable(match, conv)
    match.constant(bias, "the summand")
    require_per_channel(match, factor, conv, "the factor")
    product = match.emit(pd.Multiply, conv.results[0], factor)
    return match.emit(pd.Add, product, match.emit(pd.Multiply, bias, factor))


@rule(pd.Scale, paddle="operator_scale_onednn_fuse_pass")
def fold_scale_into_conv(scale: pd.Scale, match: Match) -> Any:
    """``scale(conv(x, w), a, b) = scale(conv(x, w * a), 1, b)``."""
    conv = match.producer(scale.x, *CONVOLUTION_OPS)
    match.require(scale.scale_tensor is None, "the factor is a tensor")
    factor, summand = factor_and_summand(scale)
    if factor == 1.0:
        match.fail()
    require_foldable(match, conv)
    product = with_weight(match, conv, match.emit(pd.Scale, conv.filter, scale=factor))
    return product if summand == 0.0 else match.emit(pd.Scale, product, bias=summand)


@rule(pd.Scale, paddle="operator_scale_onednn_fuse_pass")
def fold_scale_into_biased_conv(scale: pd.Scale, match: Match) -> Any:
    """``scale(conv(x, w) + b, a, c) = conv(x, w * a) + (b * a + c)``."""
    add = match.producer(scale.x, pd.Add)
    conv, bias = match.commuted(add, *CONVOLUTION_OPS)
    match.require(scale.scale_tensor is None, "the factor is a tensor")
    match.only_use(add)
    require_foldable(match, conv)
    match.constant(bias, "the summand")
    factor, summand = factor_and_summand(scale)
    product = with_weight(match, conv, match.emit(pd.Scale, conv.filter, scale=factor))
    return match.emit(pd.Add, product, match.emit(pd.Scale, bias, scale=factor, bias=summand))


def with_weight(match: Match, conv: Any, weight: Any) -> Any:
    """The convolution with another filter."""
    source, _, *others = conv.grouped_operands().values()
    return match.emit(type(conv), source, weight, *others, **conv.attribute_values())


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
    conv, bias = match.commuted(inner, *CONVOLUTION_OPS)
    if not is_constant(outer):
        match.fail()
    match.only_use(inner)
    match.constant(bias, "the inner summand")
    return match.emit(pd.Add, conv.results[0], match.emit(pd.Add, bias, outer))


@rule(*UNARY, paddle="conv_concat_activation_fuse_pass, conv_concat_relu_mkldnn_fuse_pass")
def activation_before_concat(op: Any, match: Match) -> Any:
    """``f(concat([conv(x), conv(y)])) = concat([f(conv(x)), f(conv(y))])``, f element by element.

    In the convolutions the activation costs no pass over the result (GoogLeNet: 97 dispatches
    before, 89 after).
    """
    concat = match.producer(op.operands[0], pd.Concat)
    makers = [maker(x) for x in concat.x]
    if not any(is_conv(made) for made in makers):
        match.fail()
    match.require(all(is_conv(made) for made in makers), "not all operands are convolutions")
    match.only_use(concat)
    for made in makers:
        match.require(
            use_count(made.results[0]) == 1, f"the result of {op_name(made)} has other uses"
        )
    values = [match.emit_again(op, x) for x in concat.x]
    return match.emit(pd.Concat, values, axis=concat.axis)


def is_conv(op: Any) -> bool:
    """True for a convolution, also with a constant added to it."""
    if isinstance(op, pd.Add):
        sides = ((op.x, op.y), (op.y, op.x))
        return any(is_constant(other) and is_bare_conv(maker(own)) for own, other in sides)
    return is_bare_conv(op)


def is_bare_conv(op: Any) -> bool:
    """True for a convolution."""
    return isinstance(op, CONVOLUTION_OPS)


BATCH_NORM = (fold_batch_norm_into_conv, fold_batch_norm_into_biased_conv, expand_batch_norm)
FACTORS = (
    fold_factor_into_conv,
    fold_factor_into_biased_conv,
    fold_scale_into_conv,
    fold_scale_into_biased_conv,
    merge_summands_of_conv,
)
ACTIVATIONS = (activation_before_concat,)
