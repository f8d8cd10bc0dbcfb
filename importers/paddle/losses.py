"""Mapping of losses."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, text, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_LARGEST = 1e20
"""What Paddle takes for an infinite logarithm (phi TolerableValue)."""


@imports_pir("cross_entropy_with_softmax")
@imports_program_desc("softmax_with_cross_entropy")
def import_cross_entropy_with_softmax(build: ModelBuilder, op: SourceOp) -> None:
    """``-log(softmax(logits))`` at the label, or weighted by it where it is soft."""
    logits, label = terms(build, op, "Logits", "Label")
    axis = logits.info.axis(whole(op, "axis", -1))
    if flag(op, "use_softmax", True):
        softmax = logits.apply(pd.Softmax, axis=axis)
        logarithm = logits.wide().apply(pd.LogSoftmax, axis=axis)
    else:
        softmax = logits
        logarithm = _logarithm(logits.wide())
    if flag(op, "soft_label"):
        loss = -(label.cast(logarithm.dtype) * logarithm).sum(axis, keepdim=True)
    else:
        ignored = whole(op, "ignore_index", -100)
        loss = _of_labels(logarithm, label, axis, ignored)
    give(build, op, Softmax=softmax, Loss=loss.cast(logits.dtype))


@imports_program_desc("cross_entropy", "cross_entropy2")
def import_cross_entropy(build: ModelBuilder, op: SourceOp) -> None:
    """``-log(x)`` at the label, along the last axis; or weighted by it where it is soft."""
    x, label = terms(build, op, "X", "Label")
    axis, logarithm = x.info.rank - 1, _logarithm(x)
    if flag(op, "soft_label"):
        loss = -(label * logarithm).sum(axis, keepdim=True)
    else:
        loss = _of_labels(logarithm, label, axis, whole(op, "ignore_index", -100))
    give(build, op, Y=loss)


def _logarithm(probability: Term) -> Term:
    return probability.apply(pd.Log).apply(pd.Clip, min=-_LARGEST, max=_LARGEST)


def _of_labels(logarithm: Term, label: Term, axis: int, ignored: object) -> Term:
    """The loss of labels that have the rank of ``logarithm``, or one less."""
    if label.info.rank == logarithm.info.rank:
        # A slice, since the size of 1 may be known at run time only.
        first = {"axes": (axis,), "starts": (0,), "ends": (1,)}
        label = label.apply(pd.Slice, **first, decrease_axis=(axis,))
    loss = logarithm.apply(pd.NllLoss, label, None, axis=axis, ignore_index=ignored)
    return loss.unsqueeze(axis)


@imports_pir("nll_loss")
@imports_program_desc("nll_loss")
def import_nll_loss(build: ModelBuilder, op: SourceOp) -> None:
    """``-x[label] * weight[label]``; its mean is the sum over the sum of the weights."""
    x, label, weight = terms(build, op, "X", "Label", "Weight")
    ignored = whole(op, "ignore_index", -100)
    loss = x.apply(pd.NllLoss, label, weight, axis=1, ignore_index=ignored)
    minus_one = x.apply(pd.FullLike, value=-1.0, dtype=x.dtype)
    total = minus_one.apply(pd.NllLoss, label, weight, axis=1, ignore_index=ignored).sum()
    reduction = text(op, "reduction", "mean")
    if reduction == "sum":
        loss = loss.sum()
    elif reduction == "mean":
        is_none = total.equals(0.0)
        loss = loss.sum() / is_none.choose(1.0, total)
    give(build, op, Out=loss, Total_weight=total)


@imports_pir("sigmoid_cross_entropy_with_logits")
@imports_program_desc("sigmoid_cross_entropy_with_logits")
def import_sigmoid_cross_entropy_with_logits(build: ModelBuilder, op: SourceOp) -> None:
    """``max(x, 0) - x * label + log(1 + exp(-|x|))``.

    ``pos_weight`` multiplies the last term; in PIR, since Paddle 3, it multiplies the second one of
    the equal form ``(1 - label) * x + log(1 + exp(-x))``.
    """
    logits, given, weight = terms(build, op, "X", "Label", "pos_weight")
    x, label = logits.wide(), given.wide()
    if weight is not None and op.kind == "pir":
        loss = (1.0 - label) * x + weight.wide() * (-x).apply(pd.Softplus)
    else:
        tail = (-x.apply(pd.Abs)).apply(pd.Softplus)
        tail = tail if weight is None else tail * weight.wide()
        loss = x.apply(pd.Relu) - x * label + tail
    counts = label.apply(pd.NotEqual, label.number(whole(op, "ignore_index", -100)))
    loss = counts.choose(loss, 0.0)
    if flag(op, "normalize"):
        loss = loss / counts.cast(x.dtype).sum().apply(pd.Clip, min=1e-5)
    give(build, op, Out=loss.cast(logits.dtype))


@imports_pir("bce_loss")
@imports_program_desc("bce_loss")
def import_bce_loss(build: ModelBuilder, op: SourceOp) -> None:
    """``-label * log(x) - (1 - label) * log(1 - x)``, logarithms not below -100."""
    given, label = terms(build, op, "X", "Label")
    x, wide = given.wide(), label.wide()
    yes, no = (v.apply(pd.Log).apply(pd.Clip, min=-100.0) for v in (x, 1.0 - x))
    give(build, op, Out=((wide - 1.0) * no - wide * yes).cast(given.dtype))


@imports_pir("huber_loss")
@imports_program_desc("huber_loss")
def import_huber_loss(build: ModelBuilder, op: SourceOp) -> None:
    """``r * r / 2`` up to ``delta``, then ``delta * (|r| - delta / 2)``, of ``r = label - x``."""
    x, label = terms(build, op, "X", "Y")
    delta = real(op, "delta", 1.0)
    residual = label - x
    size = residual.apply(pd.Abs)
    linear = (size - 0.5 * delta) * delta
    loss = size.above(delta).choose(linear, residual * residual * 0.5)
    give(build, op, Out=loss, Residual=residual)


@imports_pir("kldiv_loss")
@imports_program_desc("kldiv_loss")
def import_kldiv_loss(build: ModelBuilder, op: SourceOp) -> None:
    """``label * (log(label) - x)``, 0 where the label is not positive.

    With ``log_target`` the label is its logarithm: ``exp(label) * (label - x)``.
    """
    x, label = terms(build, op, "X", "Target")
    if flag(op, "log_target"):
        loss = label.apply(pd.Exp) * (label - x)
    else:
        loss = label.above(0.0).choose(label * (label.apply(pd.Log) - x), 0.0)
    reduction = text(op, "reduction", "mean")
    if reduction == "mean":
        loss = loss.mean()
    elif reduction == "sum":
        loss = loss.sum()
    elif reduction == "batchmean":
        # The mean over the batch of the sums over all else.
        loss = loss.sum(*range(1, x.info.rank)).mean() if x.info.rank > 1 else loss.mean()
    elif reduction != "none":
        raise ValueError(
            f"attribute 'reduction' must be none, mean, sum or batchmean, got {reduction!r}"
        )
    give(build, op, Loss=loss)


@imports_pir("log_loss")
@imports_program_desc("log_loss")
def import_log_loss(build: ModelBuilder, op: SourceOp) -> None:
    """``-label * log(x + epsilon) - (1 - label) * log(1 - x + epsilon)``."""
    x, label = terms(build, op, "Predicted", "Labels")
    epsilon = real(op, "epsilon", 1e-4)
    yes, no = (x + epsilon).apply(pd.Log), (1.0 + epsilon - x).apply(pd.Log)
    give(build, op, Loss=-(label * yes) - (1.0 - label) * no)


@imports_pir("hinge_loss")
@imports_program_desc("hinge_loss")
def import_hinge_loss(build: ModelBuilder, op: SourceOp) -> None:
    """``max(0, 1 - x * (2 * label - 1))``."""
    x, label = terms(build, op, "Logits", "Labels")
    give(build, op, Loss=(1.0 - x * (label * 2.0 - 1.0)).apply(pd.Relu))


@imports_program_desc("rank_loss")
def import_rank_loss(build: ModelBuilder, op: SourceOp) -> None:
    """``log(1 + exp(left - right)) - label * (left - right)`` (RankNet)."""
    label, left, right = terms(build, op, "Label", "Left", "Right")
    difference = left - right
    give(build, op, Out=difference.apply(pd.Softplus) - label * difference)


@imports_pir("label_smooth")
@imports_program_desc("label_smooth")
def import_label_smooth(build: ModelBuilder, op: SourceOp) -> None:
    """``(1 - epsilon) * label + epsilon * prior``; the prior is 1 over the classes by default."""
    label, prior = terms(build, op, "X", "PriorDist")
    epsilon = real(op, "epsilon", 0.0)
    if prior is None:
        # Softmax of zeros, since the number of classes may be known at run time only.
        prior = label.apply(pd.FullLike, value=0.0, dtype=label.dtype).apply(pd.Softmax)
    give(build, op, Out=label * (1.0 - epsilon) + prior * epsilon)


@imports_pir("identity_loss")
@imports_program_desc("identity_loss")
def import_identity_loss(build: ModelBuilder, op: SourceOp) -> None:
    """The sum (``reduction`` 0), the mean (1) or ``x`` itself (2)."""
    (x,) = terms(build, op, "X")
    reduction = whole(op, "reduction", 1)
    if reduction not in (0, 1, 2):
        raise ValueError(f"attribute 'reduction' must be 0, 1 or 2, got {reduction!r}")
    give(build, op, Out=x.sum() if reduction == 0 else x.mean() if reduction == 1 else x)
