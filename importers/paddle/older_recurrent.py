"""Mapping of Paddle's older recurrent layers: over sequences (LoD), and single steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.packed_sequences import PackedSequences, size_of
from paddle_mlir.importers.paddle.source import SourceOp

_ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu")


@imports_program_desc("gru", "fusion_gru")
def import_gru(build: ModelBuilder, op: SourceOp) -> None:
    """A layer over the gates' shares of the input, or over the input with ``WeightX``."""
    x, weight = _gates(build, op), build.required(op, _weight_name(op))
    packed, steps = _padded(build, op, x)
    state = _state(build, op, "H0", packed, weight)
    bias, is_reverse = build.operand(op, "Bias"), bool(op.attributes.get("is_reverse", False))
    outs = _gru(build, op, steps, state, weight, bias, packed.lengths, is_reverse)
    build.set(op, "Hidden", _unpadded(build, packed, outs[0]))
    build.set_lengths(op, "Hidden", packed.lengths)


@imports_program_desc("multi_gru")
def import_multi_gru(build: ModelBuilder, op: SourceOp) -> None:
    """Layers of two directions, whose outputs stand side by side.

    Limits: of floats, not quantised.
    """
    if op.operand_list("Scale_weights"):
        raise ValueError("operand 'Scale_weights' is not supported: a quantised layer")
    packed, steps = _padded(build, op, build.required(op, "X"))
    weights = [build.operands(op, key) for key in ("WeightX", "WeightH")]
    biases = build.operands(op, "Bias") or [None] * len(weights[0])
    directions = list(zip(*weights, biases, strict=True))
    for layer in range(0, len(directions), 2):
        outputs = []
        for is_reverse, (of_x, of_h, bias) in enumerate(directions[layer : layer + 2]):
            gates = build.emit(pd.Matmul, steps, of_x)
            state = _state(build, op, "H0", packed, of_h)
            made = _gru(build, op, gates, state, of_h, bias, packed.lengths, bool(is_reverse))
            outputs.append(made[0])
        steps = build.emit(pd.Concat, outputs, axis=2)
    build.set(op, "Hidden", _unpadded(build, packed, steps))
    build.set_lengths(op, "Hidden", packed.lengths)


@imports_program_desc("gru_unit")
def import_gru_unit(build: ModelBuilder, op: SourceOp) -> None:
    """One step of a batch, from the gates' shares of the input and the state before."""
    _gru_unit(build, op, ("Input", "HiddenPrev", "Weight", "Bias"), "Hidden")


@imports_pir("gru_unit")
def import_pir_gru_unit(build: ModelBuilder, op: SourceOp) -> None:
    """Results gate, reset_hidden_prev and hidden."""
    _gru_unit(build, op, ("0", "1", "2", "3"), "2")


def _gru_unit(
    build: ModelBuilder, op: SourceOp, operands: tuple[str, str, str, str], result: str
) -> None:
    x, state, weight = (build.required(op, name) for name in operands[:3])
    step = build.emit(pd.Unsqueeze, x, axis=(0,))
    outs = _gru(build, op, step, state, weight, build.operand(op, operands[3]))
    build.set(op, result, outs[1])


def _gru(
    build: ModelBuilder,
    op: SourceOp,
    steps: Any,
    state: Any,
    weight: Any,
    bias: Any,
    lengths: Any = None,
    is_reverse: bool = False,
) -> list[Any]:
    """Gates are update, reset, candidate here and reset, update, candidate in :class:`pd.Gru`."""
    hidden = _hidden(build, weight)
    # The matrix [hidden, 3 * hidden] holds [hidden, 2 * hidden] and then [hidden, hidden].
    flat = build.emit(pd.Reshape, weight, None, shape=(-1,))
    size = hidden * hidden
    gates = build.emit(pd.Reshape, _part(build, flat, 0, 0, 2 * size), None, shape=(hidden, -1))
    last = build.emit(
        pd.Reshape, _part(build, flat, 0, 2 * size, 3 * size), None, shape=(hidden, hidden)
    )
    columns = build.emit(pd.Concat, [_ordered(build, gates, 1, (1, 0)), last], axis=1)
    if bias is not None:
        bias = build.emit(pd.Reshape, bias, None, shape=(-1,))
        bias = _ordered(build, bias, 0, (1, 0, 2))
    return build.emit_all(
        pd.Gru,
        _ordered(build, steps, 2, (1, 0, 2)),
        state,
        None,
        build.emit(pd.Transpose, columns, perm=(1, 0)),
        bias,
        None,
        lengths,
        is_reverse=is_reverse,
        gate_activation=_activation(op, "gate_activation", "sigmoid"),
        candidate_activation=_activation(op, "activation", "tanh"),
        resets_state=True,
        is_update_new=not op.attributes.get("origin_mode", False),
    )


@imports_program_desc("lstm", "fusion_lstm", "fused_embedding_fc_lstm")
def import_lstm(build: ModelBuilder, op: SourceOp) -> None:
    """A layer over the gates' shares of the input, or over the input with ``WeightX``.

    ``fused_embedding_fc_lstm`` has the shares, with the bias in them, as rows of ``Embeddings``.
    Gates are candidate, input, forget, output here; peepholes stand behind the bias.
    """
    x, weight = _gates(build, op), build.required(op, _weight_name(op))
    hidden = _hidden(build, weight)
    packed, steps = _padded(build, op, x)
    bias, peepholes = build.operand(op, "Bias"), None
    if bias is not None:
        bias = build.emit(pd.Reshape, bias, None, shape=(-1,))
        if op.attributes.get("use_peepholes", True):
            peepholes = _part(build, bias, 0, 4 * hidden, 7 * hidden)
        has_it_in_x = op.name == "fused_embedding_fc_lstm"
        bias = None if has_it_in_x else _part(build, bias, 0, 0, 4 * hidden)
        bias = None if bias is None else _ordered(build, bias, 0, (1, 2, 0, 3))
    outs = build.emit_all(
        pd.Lstm,
        _ordered(build, steps, 2, (1, 2, 0, 3)),
        _state(build, op, "H0", packed, weight),
        _state(build, op, "C0", packed, weight),
        None,
        build.emit(pd.Transpose, _ordered(build, weight, 1, (1, 2, 0, 3)), perm=(1, 0)),
        bias,
        None,
        packed.lengths,
        peepholes,
        is_reverse=bool(op.attributes.get("is_reverse", False)),
        gate_activation=_activation(op, "gate_activation", "sigmoid"),
        cell_activation=_activation(op, "cell_activation", "tanh"),
        candidate_activation=_activation(op, "candidate_activation", "tanh"),
    )
    build.set(op, "Hidden", _unpadded(build, packed, outs[0]))
    build.set_lengths(op, "Hidden", packed.lengths)


@imports_program_desc("lstm_unit")
def import_lstm_unit(build: ModelBuilder, op: SourceOp) -> None:
    """One step: ``[i, f, o, g] = x``; ``c = sigmoid(f + forget_bias) * c + sigmoid(i) * tanh(g)``;
    ``h = sigmoid(o) * tanh(c)``."""
    x, c = build.required(op, "X"), build.required(op, "C_prev")
    i, f, o, g = (build.emit(pd.Split, x, index=n, num=4, axis=1) for n in range(4))
    shift: Any = op.attributes.get("forget_bias", 0.0)
    f = build.emit(pd.Sigmoid, build.emit(pd.Scale, f, None, bias=float(shift)))
    new = build.emit(pd.Multiply, build.emit(pd.Sigmoid, i), build.emit(pd.Tanh, g))
    c = build.emit(pd.Add, build.emit(pd.Multiply, f, c), new)
    build.set(op, "C", c)
    o = build.emit(pd.Sigmoid, o)
    build.set(op, "H", build.emit(pd.Multiply, o, build.emit(pd.Tanh, c)))


def _weight_name(op: SourceOp) -> str:
    return "WeightH" if op.operand_list("WeightH") else "Weight"


def _gates(build: ModelBuilder, op: SourceOp) -> Any:
    """The gates' shares of the input."""
    if op.name == "fused_embedding_fc_lstm":
        ids = build.emit(pd.Reshape, build.required(op, "Ids"), None, shape=(-1,))
        return build.emit(pd.Embedding, ids, build.required(op, "Embeddings"))
    if not op.operand_list("WeightX"):
        return build.required(op, "Input")
    return build.emit(pd.Matmul, build.required(op, "X"), build.required(op, "WeightX"))


def _padded(build: ModelBuilder, op: SourceOp, x: Any) -> tuple[PackedSequences, Any]:
    """The sequences, and their rows as ``[time, sequences, features]``."""
    names = ("X", "Ids", "Input")
    lengths = build.lengths(op, next(name for name in names if op.operand_list(name)))
    packed = PackedSequences.of(build, x, lengths)
    return packed, build.emit(pd.Transpose, packed.padded(x, 0), perm=(1, 0, 2))


def _unpadded(build: ModelBuilder, packed: PackedSequences, steps: Any) -> Any:
    return packed.unpadded(build.emit(pd.Transpose, steps, perm=(1, 0, 2)))


def _hidden(build: ModelBuilder, weight: Any) -> int:
    hidden = build.info(weight).dims[0]
    if not isinstance(hidden, int):
        raise ValueError(f"operand 'Weight' must have static sizes, got {build.info(weight)}")
    return hidden


def _state(build: ModelBuilder, op: SourceOp, key: str, packed: PackedSequences, like: Any) -> Any:
    """The state before the first step: an operand, or zeros for each sequence.

    ``like`` is the matrix ``[hidden, ...]`` of the state's weights.
    """
    state = build.operand(op, key)
    if state is not None:
        return state
    hidden = build.emit(pd.Constant, value=np.array([_hidden(build, like)], dtype="int64"))
    shape = build.emit(pd.Concat, [size_of(build, packed.lengths, 0), hidden], axis=0)
    return build.emit(pd.Full, shape, value=0.0, dtype=build.info(like).dtype)


def _part(build: ModelBuilder, x: Any, axis: int, start: int, end: int) -> Any:
    return build.emit(pd.Slice, x, None, None, axes=(axis,), starts=(start,), ends=(end,))


def _ordered(build: ModelBuilder, x: Any, axis: int, order: Sequence[int]) -> Any:
    """The equal parts along an axis in another order."""
    size = build.info(x).dims[axis]
    assert isinstance(size, int)
    width = size // len(order)
    parts = [_part(build, x, axis, number * width, (number + 1) * width) for number in order]
    return build.emit(pd.Concat, parts, axis=axis)


def _activation(op: SourceOp, name: str, default: str) -> str:
    """The name of an activation, which some ops give as a number."""
    value: Any = op.attributes.get(name, default)
    return value if isinstance(value, str) else _ACTIVATIONS[value]
