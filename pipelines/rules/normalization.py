"""Rules that find normalisation layers in means, roots and products."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.normalization import norm_channel_axis
from paddle_mlir.pipelines.rewriting import Match, maker, rule, splat
from paddle_mlir.pipelines.rules.expressions import (
    close,
    find_factor,
    linear_of,
    require_float,
    sides,
)


def squared(value: Any) -> Any:
    """x of ``value = x * x``, or None."""
    op = maker(value)
    if isinstance(op, pd.Square) or (isinstance(op, pd.Pow) and op.y == 2.0):
        return op.x
    return op.x if isinstance(op, pd.Multiply) and op.x == op.y else None


def inverse_root(value: Any) -> Any:
    """x of ``value = 1 / sqrt(x)``, or None."""
    op = maker(value)
    if isinstance(op, pd.Rsqrt) or (isinstance(op, pd.Pow) and op.y == -0.5):
        return op.x
    return root(op.x) if isinstance(op, pd.Reciprocal) else None


def root(value: Any) -> Any:
    """x of ``value = sqrt(x)``, or None."""
    op = maker(value)
    return op.x if isinstance(op, pd.Sqrt) or (isinstance(op, pd.Pow) and op.y == 0.5) else None


def over_root(op: Any) -> tuple[Any, list[Any]] | None:
    """x and the factors y, z, ... of ``op = y * z * ... / sqrt(x)``, or None."""
    if isinstance(op, pd.Divide):
        radicand = root(op.y)
        return None if radicand is None else (radicand, [op.x])
    found = find_factor(op.results[0], inverse_root)
    if found is None or not close(found[1], 1.0):
        return None
    return found[0], found[2]


def mean_axes(op: Any) -> tuple[int, ...] | None:
    """Sorted axes of a mean that keeps them, or None for another op."""
    if not isinstance(op, pd.Mean) or not op.keepdim:
        return None
    rank = op.x.type.rank
    return tuple(sorted(axis % rank for axis in op.axis)) or tuple(range(rank))


def centred(value: Any) -> tuple[Any, tuple[int, ...]] | None:
    """x and the axes of ``value = x - mean(x)``, or None."""
    op = maker(value)
    if not isinstance(op, pd.Subtract):
        return None
    mean = maker(op.y)
    axes = mean_axes(mean)
    return (op.x, axes) if axes is not None and mean.x == op.x else None


def variance(value: Any) -> tuple[Any, tuple[int, ...]] | None:
    """x and the axes of ``value = mean((x - mean(x))**2)``, or of the mean square less ``mean**2``.

    None for another value.
    """
    op = maker(value)
    axes = mean_axes(op)
    if axes is not None:
        found = centred(squared(op.x)) if squared(op.x) is not None else None
        return found if found is not None and found[1] == axes else None
    if not isinstance(op, pd.Subtract) or squared(op.y) is None:
        return None
    squares, mean = maker(op.x), maker(squared(op.y))
    axes = mean_axes(squares)
    is_moment = axes is not None and axes == mean_axes(mean) and squared(squares.x) == mean.x
    return (mean.x, axes) if is_moment and axes is not None else None


def begin_of(match: Match, x: Any, axes: tuple[int, ...]) -> int:
    """The first of the axes, which must be the last ones of ``x``."""
    rank = match.info(x).rank
    match.require(
        axes == tuple(range(axes[0], rank)), f"axes {list(axes)} are not the last of {rank}"
    )
    return axes[0]


def multiplied(match: Match, value: Any, factors: list[Any]) -> Any:
    """The value times the factors."""
    for factor in factors:
        value = match.emit(pd.Multiply, value, factor)
    return value


@rule(pd.Multiply, pd.Divide, paddle="layer_norm_fuse_pass")
def layer_norm_of_moments(op: Any, match: Match) -> Any:
    """``(x - mean(x)) / sqrt(variance(x) + epsilon) = layer_norm(x)``."""
    found = over_root(op)
    if found is None:
        match.fail()
    radicand, factors = found
    shifted = linear_of(radicand, pd.Mean, pd.Subtract)
    moment = None if shifted is None else variance(shifted[1].value)
    if shifted is None or moment is None:
        match.fail()
    form = shifted[1]
    match.require(close(form.factor, 1.0), "the variance has a factor")
    numerators = [factor for factor in factors if centred(factor) == moment]
    match.require(numerators, "the numerator is not what the variance is of, less its mean")
    x, axes = moment
    begin = begin_of(match, x, axes)
    require_float(match, x)
    factors.remove(numerators[0])
    attributes = {"epsilon": form.summand, "begin_norm_axis": begin}
    return multiplied(match, match.emit(pd.LayerNorm, x, **attributes), factors)


@rule(pd.Add, paddle="layer_norm_fuse_pass")
def centre_before_scaling(op: pd.Add, match: Match) -> Any:
    """``x * s + (b - mean(x) * s) = (x - mean(x)) * s + b``."""
    for first, second in sides(op):
        product, rest = maker(first), maker(second)
        subtracted = maker(rest.y) if isinstance(rest, pd.Subtract) else None
        if not isinstance(product, pd.Multiply) or not isinstance(subtracted, pd.Multiply):
            continue
        for x, scale in sides(product):
            for mean, other in sides(subtracted):
                if other == scale and mean_axes(maker(mean)) and maker(mean).x == x:
                    match.only_use(product, rest, subtracted)
                    difference = match.emit(pd.Subtract, x, mean)
                    scaled = match.emit(pd.Multiply, difference, scale)
                    return match.emit(pd.Add, scaled, rest.x)
    return match.fail()


@rule(pd.Multiply, pd.Divide, paddle="add_norm_fuse_pass, rms_norm_xpu_fuse_pass")
def rms_norm_of_mean_square(op: Any, match: Match) -> Any:
    """``x / sqrt(mean(x * x) + epsilon) = rms_norm(x)``."""
    found = over_root(op)
    if found is None:
        match.fail()
    radicand, factors = found
    shifted = linear_of(radicand, pd.Mean)
    x = None if shifted is None else squared(shifted[0].x)
    if shifted is None or x is None or centred(x) is not None:
        match.fail()
    mean, form = shifted
    match.require(close(form.factor, 1.0), "the mean square has a factor")
    match.require(x in factors, "the numerator is not what is squared")
    axes = mean_axes(mean)
    match.require(axes is not None, "the mean does not keep its axes")
    assert axes is not None
    begin = begin_of(match, x, axes)
    require_float(match, x)
    factors.remove(x)
    attributes = {"epsilon": form.summand, "begin_norm_axis": begin}
    return multiplied(match, match.emit(pd.RmsNorm, x, **attributes), factors)


def vector_for_last_axes(match: Match, norm: Any, value: Any) -> Any:
    """Tells how ``value`` becomes the 1-D operand of a norm over the last axes.

    Returns:
        A function that builds it.
    """
    info, own = match.info(norm.x), match.info(value)
    wanted = info.dims[info.axis(norm.begin_norm_axis) :]
    if own.rank < len(wanted):
        match.fail()
    split = own.rank - len(wanted)
    match.require(
        own.is_static and own.dims[split:] == wanted and set(own.dims[:split]) <= {1},
        f"{own} is not of the normalised sizes {list(wanted)}",
    )
    match.require(own.rank <= info.rank, f"{own} is of higher rank than {info}")
    if own.rank == 1:
        return lambda: value
    return lambda: match.emit(pd.Reshape, value, shape=(-1,))


def vector_for_channels(match: Match, x: Any, axis: int, value: Any) -> Any:
    """Tells how ``value``, which varies along the channels only, becomes a ``[C]`` vector.

    Returns:
        A function that builds it.
    """
    info, own = match.info(x), match.info(value)
    match.require(own.rank <= info.rank, f"{own} is of higher rank than {info}")
    offset = info.rank - own.rank
    sizes = [size if offset + i == axis else 1 for i, size in enumerate(own.dims)]
    match.require(
        axis >= offset
        and list(own.dims) == sizes
        and isinstance(own.dims[axis - offset], int)
        and own.dims[axis - offset] == info.dims[axis],
        f"{own} does not hold a number for each channel of {info}",
    )
    if own.rank == 1:
        return lambda: value
    return lambda: match.emit(pd.Reshape, value, shape=(-1,))


def norm_with(match: Match, norm: Any, **operands: Any) -> Any:
    """A norm with other operands; its attributes stay."""
    given = [operands.get(name, value) for name, value in norm.grouped_operands().items()]
    return match.emit(type(norm), *given, **norm.attribute_values())


def norm_beside(match: Match, op: Any, *op_classes: Any) -> tuple[Any, Any]:
    """The norm that is an operand of a sum or product, and the other operand."""
    norm, other = match.commuted(op, *op_classes)
    if getattr(norm, "bias", None) is not None:
        # A sum with a whole norm is a residual, and no near miss.
        match.fail(None if isinstance(op, pd.Add) else f"pd.{norm.spec.name} has a bias")
    match.only_use(norm)
    return norm, other


@rule(pd.Multiply, paddle="layer_norm_fuse_pass, add_norm_fuse_pass")
def scale_into_layer_norm(op: pd.Multiply, match: Match) -> Any:
    """``layer_norm(x) * s = layer_norm(x, s)``; also rms_norm."""
    norm, other = norm_beside(match, op, pd.LayerNorm, pd.RmsNorm)
    match.require(norm.scale is None, f"pd.{norm.spec.name} has a scale")
    scale = vector_for_last_axes(match, norm, other)
    return norm_with(match, norm, scale=scale())


@rule(pd.Add, paddle="layer_norm_fuse_pass")
def bias_into_layer_norm(op: pd.Add, match: Match) -> Any:
    """``layer_norm(x, s) + b = layer_norm(x, s, b)``."""
    norm, other = norm_beside(match, op, pd.LayerNorm)
    bias = vector_for_last_axes(match, norm, other)
    return norm_with(match, norm, bias=bias())


def per_channel_norm(match: Match, op: Any) -> tuple[Any, Any]:
    """A layer_norm over all axes after the channels, and a number for each channel."""
    norm, other = norm_beside(match, op, pd.LayerNorm)
    rank = match.info(norm.x).rank
    match.require(rank > 2 and norm.begin_norm_axis % rank == 2, "it does not begin at axis 2")
    match.require(norm.scale is None, "pd.layer_norm has a scale")
    return norm, vector_for_channels(match, norm.x, 1, other)


@rule(pd.Multiply)
def scale_into_instance_norm(op: pd.Multiply, match: Match) -> Any:
    """``layer_norm(x) * s = instance_norm(x, s)`` for an s of channels."""
    norm, scale = per_channel_norm(match, op)
    return match.emit(pd.InstanceNorm, norm.x, scale(), epsilon=norm.epsilon)


@rule(pd.Add)
def bias_into_instance_norm(op: pd.Add, match: Match) -> Any:
    """``layer_norm(x) + b = instance_norm(x, 1, b)`` for a b of channels."""
    norm, bias = per_channel_norm(match, op)
    return match.emit(pd.InstanceNorm, norm.x, None, bias(), epsilon=norm.epsilon)


@rule(pd.Multiply)
def scale_into_group_norm(op: pd.Multiply, match: Match) -> Any:
    """``group_norm(x) * s = group_norm(x, s)``; also instance_norm."""
    norm, other = norm_beside(match, op, pd.GroupNorm, pd.InstanceNorm)
    match.require(norm.scale is None, f"pd.{norm.spec.name} has a scale")
    scale = vector_for_channels(match, norm.x, channels_of(norm), other)
    return norm_with(match, norm, scale=scale())


@rule(pd.Add)
def bias_into_group_norm(op: pd.Add, match: Match) -> Any:
    """``group_norm(x, s) + b = group_norm(x, s, b)``; also instance_norm."""
    norm, other = norm_beside(match, op, pd.GroupNorm, pd.InstanceNorm)
    bias = vector_for_channels(match, norm.x, channels_of(norm), other)
    return norm_with(match, norm, bias=bias())


def channels_of(norm: Any) -> int:
    """The axis of the channels of a group_norm or instance_norm."""
    if isinstance(norm, pd.GroupNorm):
        return norm_channel_axis(norm.data_format, norm.x.type.rank)
    return 1


@rule(pd.Reshape)
def group_norm_of_reshaped(op: pd.Reshape, match: Match) -> Any:
    """``reshape(layer_norm(reshape(x, [N, G, ...]))) = group_norm(x)``; also of instance_norm."""
    norm = match.producer(op.x, pd.LayerNorm, pd.InstanceNorm)
    inner = match.producer(norm.x, pd.Reshape)
    x, grouped = match.info(inner.x), match.info(norm.x)
    match.only_use(norm)
    match.require(
        (norm.scale is None or splat(norm.scale) == 1.0)
        and (norm.bias is None or splat(norm.bias) == 0.0),
        "the inner norm has a scale or a bias",
    )
    match.require(x.rank > 2 and grouped.rank > 2, "the rank is below 3")
    if isinstance(norm, pd.LayerNorm):
        begin = norm.begin_norm_axis % grouped.rank
        match.require(begin == 2, f"it does not begin at axis 2, but at {begin}")
    groups, channels = grouped.dims[1], x.dims[1]
    match.require(
        isinstance(groups, int) and isinstance(channels, int) and channels % groups == 0,
        f"the groups {groups} do not divide the channels {channels}",
    )
    match.require(
        match.sizes(norm.x).dims[0] == match.sizes(inner.x).dims[0],
        "the batch is not kept",
    )
    match.require_same_sizes(op.results[0], inner.x)
    return match.emit(pd.GroupNorm, inner.x, groups=groups, epsilon=norm.epsilon)


@rule(pd.Cast)
def norm_without_casts(op: pd.Cast, match: Match) -> Any:
    """``cast(norm(cast(x))) = norm(x)`` of half floats, for which norms compute in float32."""
    norm = match.producer(
        op.x, pd.LayerNorm, pd.RmsNorm, pd.GroupNorm, pd.InstanceNorm, pd.Softmax, pd.LogSoftmax
    )
    inner = match.producer(norm.x, pd.Cast)
    match.only_use(norm)
    dtype = match.info(inner.x).dtype
    match.require(dtype == op.dtype, f"the dtypes {dtype} and {op.dtype} differ")
    match.require(
        dtype in ("float16", "bfloat16") and inner.dtype == "float32",
        f"{dtype} computed in {inner.dtype} is not what the norm does",
    )
    return norm_with(match, norm, x=inner.x)


NORMALIZATION = (
    layer_norm_of_moments,
    centre_before_scaling,
    rms_norm_of_mean_square,
    scale_into_layer_norm,
    bias_into_layer_norm,
    scale_into_instance_norm,
    bias_into_instance_norm,
    scale_into_group_norm,
    bias_into_group_norm,
    group_norm_of_reshaped,
    norm_without_casts,
)
