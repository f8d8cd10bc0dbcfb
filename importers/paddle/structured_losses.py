"""Mapping of losses over structures: paths in a tree of classes, alignments of sequences."""

from __future__ import annotations

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_NOTHING = -1e30
"""Logarithm of a probability of 0, finite so that differences are no NaN."""


@imports_pir("hsigmoid_loss")
@imports_program_desc("hierarchical_sigmoid")
def import_hsigmoid_loss(build: ModelBuilder, op: SourceOp) -> None:
    """``sum(log(1 + exp(z)) - code * z)`` over the nodes of the label's path, ``z`` in [-40, 40].

    ``z`` is ``x @ weight[node] + bias[node]``, and 0 beyond the end of a path. Without a path the
    tree is a complete one, whose codes are the bits of ``label + num_classes``.
    """
    slots = ("X", "Label", "W", "Bias", "PathTable", "PathCode")
    x, label, weight, bias, path, code = terms(build, op, *slots)
    if path is None or code is None:
        nodes, bits = _complete_tree(whole(op, "num_classes"))
        index = label.reshape(-1)
        path, code = (
            Term(build, build.emit(pd.Constant, value=table)).apply(pd.Gather, index)
            for table in (nodes, bits)
        )
    length = path.info.dims[1]
    if not isinstance(length, int):
        raise ValueError(f"the length of paths must be static, got {path.info}")
    scores = x.apply(pd.Matmul, weight, transpose_y=True)
    if bias is not None:
        scores = scores + bias.reshape(-1)
    loss = None
    for step in range(length):
        part = {"axes": (1,), "starts": (step,), "ends": (step + 1,)}
        node = path.apply(pd.Slice, **part, decrease_axis=(1,))
        minus_score = scores.apply(pd.NllLoss, node, None, axis=1).unsqueeze(1)
        score = (-minus_score).apply(pd.Clip, min=-40.0, max=40.0)
        bit = code.apply(pd.Slice, **part).cast(x.dtype)
        cost = score.apply(pd.Softplus, threshold=float("inf")) - bit * score
        loss = cost if loss is None else loss + cost
    # The kernel names its weights as a result.
    give(build, op, Out=loss, PreOut=None, W_Out=weight)


def _complete_tree(classes: int) -> tuple[np.ndarray, np.ndarray]:
    """The inner nodes on the path of each class, -1 beyond its end, and which way it goes there."""
    length = (classes - 1).bit_length()
    codes = np.arange(classes, 2 * classes)[:, None]
    steps = np.arange(length)
    nodes = (codes >> (steps + 1)) - 1
    return nodes.astype("int64"), ((codes >> steps) & 1).astype("int64")


@imports_pir("warpctc")
@imports_program_desc("warpctc")
def import_warpctc(build: ModelBuilder, op: SourceOp) -> None:
    """The negative log likelihood of all alignments of the labels (Graves et al. 2006), ``[N, 1]``.

    It is 0 where the labels do not fit into the time steps, as in Paddle.

    Limits: sizes must be static, and lengths given; a model grows with the number of steps.
    """
    logits, label, steps, lengths = terms(
        build, op, "Logits", "Label", "LogitsLength", "LabelLength"
    )
    if steps is None or lengths is None or logits.info.rank != 3:
        raise ValueError("warpctc needs padded logits and labels with their lengths")
    sizes = (*logits.info.dims, label.info.dims[-1])
    if not all(isinstance(size, int) for size in sizes):
        raise ValueError(f"sizes must be static, got {logits.info} and {label.info}")
    time, batch, classes, length = (int(str(size)) for size in sizes)
    blank, count = whole(op, "blank", 0), 2 * length + 1

    def constant(array: np.ndarray) -> Term:
        return Term(build, build.emit(pd.Constant, value=array))

    def shifted(x: Term, places: int, fill: float) -> Term:
        """``x[:, s - places]``, and ``fill`` before the first."""
        kept = x.apply(pd.Slice, axes=(1,), starts=(0,), ends=(count - places,))
        front = constant(np.full((batch, places), fill, x.dtype))
        return Term(build, build.emit(pd.Concat, [front.value, kept.value], axis=1))

    # Labels with a blank before, between and behind them.
    symbols = label.cast("int64").apply(pd.Clip, min=0.0, max=float(classes - 1))
    pair = [constant(np.full((batch, length, 1), blank)).value, symbols.reshape(0, 0, 1).value]
    pairs = Term(build, build.emit(pd.Concat, pair, axis=2)).reshape(batch, 2 * length)
    last = constant(np.full((batch, 1), blank))
    states = Term(build, build.emit(pd.Concat, [pairs.value, last.value], axis=1))
    # Logarithms of the probability of each state, [N * S, T].
    logarithms = logits.apply(pd.LogSoftmax).transpose(1, 2, 0).reshape(batch * classes, time)
    rows = (states + constant(np.arange(batch)[:, None] * classes)).reshape(-1)
    emitted = logarithms.apply(pd.Gather, rows).reshape(batch, count, time)
    may_skip = states.apply(pd.NotEqual, constant(np.array(blank))).apply(
        pd.LogicalAnd, states.apply(pd.NotEqual, shifted(states, 2, blank))
    )

    def log_sum(*parts: Term) -> Term:
        largest = parts[0]
        for part in parts[1:]:
            largest = largest.apply(pd.Maximum, part)
        total = (parts[0] - largest).apply(pd.Exp)
        for part in parts[1:]:
            total = total + (part - largest).apply(pd.Exp)
        return total.apply(pd.Log) + largest

    first = np.full((batch, count), _NOTHING, logits.dtype)
    first[:, :2] = 0.0
    alpha = constant(first) + emitted.part(2, 0, time).reshape(batch, count)
    until = steps.reshape(-1, 1)
    for step in range(1, time):
        skipped = may_skip.choose(shifted(alpha, 2, _NOTHING), _NOTHING)
        reached = log_sum(alpha, shifted(alpha, 1, _NOTHING), skipped)
        moved = reached + emitted.part(2, step, time).reshape(batch, count)
        alpha = until.above(float(step)).choose(moved, alpha)
    ends = lengths.cast("int64").reshape(-1, 1) * 2.0
    places = constant(np.arange(count)[None])
    is_end = places.equals(ends).apply(pd.LogicalOr, places.equals(ends - 1.0))
    chosen = is_end.choose(alpha, _NOTHING)
    largest = chosen.apply(pd.Max, axis=(1,), keepdim=True)
    total = (chosen - largest).apply(pd.Exp).sum(1, keepdim=True)
    loss = -(total.apply(pd.Log) + largest)
    give(build, op, Loss=loss.above(-_NOTHING / 2).choose(0.0, loss))
