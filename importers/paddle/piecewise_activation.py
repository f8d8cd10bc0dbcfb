"""Mapping of activation functions that are short formulas of other ops."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, text, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp


@imports_pir("hardtanh")
@imports_program_desc("brelu")
def import_hardtanh(build: ModelBuilder, op: SourceOp) -> None:
    """``min(max(x, t_min), t_max)``."""
    (x,) = terms(build, op, "X")
    low, high = real(op, "t_min", 0.0), real(op, "t_max", 24.0)
    give(build, op, Out=x.apply(pd.Clip, min=low, max=high))


@imports_pir("celu")
@imports_program_desc("celu")
def import_celu(build: ModelBuilder, op: SourceOp) -> None:
    """``x`` where positive, else ``alpha * (exp(x / alpha) - 1)``."""
    (x,) = terms(build, op, "X")
    alpha = real(op, "alpha", 1.0)
    scaled = x / alpha
    # The exact form near 0 is only there for negative powers.
    power = scaled.apply(pd.Elu) if alpha > 0 else scaled.apply(pd.Exp) - 1.0
    give(build, op, Out=x.above(0.0).choose(x, power * alpha))


@imports_pir("selu")
@imports_program_desc("selu")
def import_selu(build: ModelBuilder, op: SourceOp) -> None:
    """``scale * elu(x, alpha)``."""
    (x,) = terms(build, op, "X")
    alpha = real(op, "alpha", 1.6732632423543772)
    scale = real(op, "scale", 1.0507009873554805)
    give(build, op, Out=x.apply(pd.Elu, alpha=alpha) * scale)


@imports_pir("hardshrink")
@imports_program_desc("hard_shrink")
def import_hardshrink(build: ModelBuilder, op: SourceOp) -> None:
    """``x`` where it is beyond ``threshold`` from 0, else 0; at the threshold ``x`` in PIR only."""
    (x,) = terms(build, op, "X")
    compare = pd.GreaterEqual if op.kind == "pir" else pd.GreaterThan
    threshold = x.number(real(op, "threshold", 0.5))
    is_far = x.apply(pd.Abs).apply(compare, threshold)
    give(build, op, Out=x * is_far.cast(x.dtype))


@imports_pir("softshrink")
@imports_program_desc("softshrink")
def import_softshrink(build: ModelBuilder, op: SourceOp) -> None:
    """``x`` brought nearer to 0 by the threshold, and 0 where it is as near as that."""
    (x,) = terms(build, op, "X")
    bound = real(op, "threshold", real(op, "lambda", 0.5))
    upper = (x - bound) * x.above(bound).cast(x.dtype)
    lower = (x + bound) * x.below(-bound).cast(x.dtype)
    give(build, op, Out=upper + lower)


@imports_pir("tanh_shrink")
@imports_program_desc("tanh_shrink")
def import_tanh_shrink(build: ModelBuilder, op: SourceOp) -> None:
    """``x - tanh(x)``."""
    (x,) = terms(build, op, "X")
    wide = x.wide()
    give(build, op, Out=(wide - wide.apply(pd.Tanh)).cast(x.dtype))


@imports_pir("thresholded_relu")
@imports_program_desc("thresholded_relu")
def import_thresholded_relu(build: ModelBuilder, op: SourceOp) -> None:
    """``x`` where it is above ``threshold``, else ``value``."""
    (x,) = terms(build, op, "X")
    is_above = x.above(real(op, "threshold", 1.0)).cast(x.dtype)
    value = real(op, "value", 0.0)
    # A product, as in Paddle: of minus infinity it is NaN.
    give(build, op, Out=x * is_above + (1.0 - is_above) * value)


@imports_pir("softsign")
@imports_program_desc("softsign")
def import_softsign(build: ModelBuilder, op: SourceOp) -> None:
    """``x / (1 + |x|)``."""
    (x,) = terms(build, op, "X")
    give(build, op, Out=x / (x.apply(pd.Abs) + 1.0))


@imports_pir("logsigmoid")
@imports_program_desc("logsigmoid")
def import_logsigmoid(build: ModelBuilder, op: SourceOp) -> None:
    """``log(sigmoid(x))`` as ``-softplus(-x)``."""
    (x,) = terms(build, op, "X")
    give(build, op, Out=-((-x).apply(pd.Softplus)))


@imports_pir("stanh")
@imports_program_desc("stanh")
def import_stanh(build: ModelBuilder, op: SourceOp) -> None:
    """``scale_b * tanh(scale_a * x)``."""
    (x,) = terms(build, op, "X")
    inner, outer = real(op, "scale_a", 0.67), real(op, "scale_b", 1.7159)
    give(build, op, Out=(x * inner).apply(pd.Tanh) * outer)


@imports_program_desc("soft_relu")
def import_soft_relu(build: ModelBuilder, op: SourceOp) -> None:
    """``log(1 + exp(x))`` of ``x`` cut to the threshold on both sides."""
    (x,) = terms(build, op, "X")
    bound = real(op, "threshold", 40.0)
    clipped = x.apply(pd.Clip, min=-bound, max=bound)
    give(build, op, Out=clipped.apply(pd.Softplus, threshold=float("inf")))


@imports_pir("prelu")
@imports_program_desc("prelu")
def import_prelu(build: ModelBuilder, op: SourceOp) -> None:
    """``x`` where positive, else ``alpha * x``: one slope, one a channel, or one an element."""
    x, alpha = terms(build, op, "X", "Alpha")
    give(build, op, Out=x.above(0.0).choose(x, x * _slopes(op, x, alpha)))


def _slopes(op: SourceOp, x: Term, alpha: Term) -> Term:
    """The slopes in a shape that broadcasts to ``x``."""
    mode, rank = text(op, "mode", "all"), x.info.rank
    if mode == "all":
        return alpha.reshape(*[1] * rank)
    if mode == "element":
        # Its sizes are those of x without the batch, perhaps with a 1 in front.
        return alpha
    if mode != "channel":
        raise ValueError(f"attribute 'mode' must be all, channel or element, got {mode!r}")
    channels_last = text(op, "data_format", "NCHW") == "NHWC"
    axis = rank - 1 if channels_last else 1
    return alpha.reshape(*[-1 if position == axis else 1 for position in range(rank)])


@imports_pir("rrelu")
@imports_program_desc("rrelu")
def import_rrelu(build: ModelBuilder, op: SourceOp) -> None:
    """``x`` where positive, else ``x`` times the mean of both bounds, as in inference.

    Limits: the random slopes of training are refused.
    """
    if not flag(op, "is_test"):
        raise ValueError("rrelu draws its slopes, which is training; save the model in eval mode")
    (x,) = terms(build, op, "X")
    slope = (real(op, "lower", 1 / 8) + real(op, "upper", 1 / 3)) / 2
    give(build, op, Out=x.apply(pd.LeakyRelu, negative_slope=slope), Noise=None)


@imports_pir("maxout")
@imports_program_desc("maxout")
def import_maxout(build: ModelBuilder, op: SourceOp) -> None:
    """The largest of each ``groups`` neighbours along ``axis``."""
    (x,) = terms(build, op, "X")
    groups, axis = whole(op, "groups"), x.info.axis(whole(op, "axis", 1))
    channels = x.info.dims[axis]
    if not isinstance(channels, int) or groups < 1 or channels % groups != 0:
        raise ValueError(f"groups must divide the channels, but {groups} does not {channels}")
    divided = x.divide_axis(axis, channels // groups, groups)
    give(build, op, Out=divided.apply(pd.Max, axis=(axis + 1,)))


@imports_pir("swiglu")
@imports_program_desc("swiglu")
def import_swiglu(build: ModelBuilder, op: SourceOp) -> None:
    """``silu(x) * y``; without ``y`` both are the halves of ``x`` along the last axis."""
    x, y = terms(build, op, "x", "y")
    if y is None:
        x, y = x.part(-1, 0, 2), x.part(-1, 1, 2)
    give(build, op, out=x.apply(pd.Silu) * y)
