"""Mapping of recurrent layers: ``rnn`` is taken apart into layers and directions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, text, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_CELLS = {"LSTM": pd.Lstm, "GRU": pd.Gru, "RNN_TANH": pd.SimpleRnn, "RNN_RELU": pd.SimpleRnn}


@imports_pir("rnn")
def import_pir_rnn(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, pre_state, weight_list, sequence_length; results out, dropout state, state."""
    _rnn(build, op, ("0", "1", "2", "3"), ("0", "2"))


@imports_program_desc("rnn")
def import_rnn(build: ModelBuilder, op: SourceOp) -> None:
    """The same with named slots."""
    _rnn(build, op, ("Input", "PreState", "WeightList", "SequenceLength"), ("Out", "State"))


@imports_pir("cudnn_lstm")
def import_pir_cudnn_lstm(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, init_h, init_c, w, weight_list, sequence_length; results out, last_h, last_c."""
    _cudnn_lstm(build, op, ("0", ("1", "2"), "4", "5"), ("0", ("1", "2")))


@imports_program_desc("cudnn_lstm")
def import_cudnn_lstm(build: ModelBuilder, op: SourceOp) -> None:
    """The same with named slots."""
    operands = ("Input", ("InitH", "InitC"), "WeightList", "SequenceLength")
    _cudnn_lstm(build, op, operands, ("Out", ("LastH", "LastC")))


def _cudnn_lstm(
    build: ModelBuilder,
    op: SourceOp,
    operands: tuple[str, tuple[str, str], str, str],
    results: tuple[str, tuple[str, str]],
) -> None:
    """``rnn`` with each state in a slot of its own.

    Limits: weights as a list, not as one tensor.
    """
    if not op.operand_list(operands[2]):
        raise ValueError("the weights must be a list, not one tensor")
    states = [name for key in operands[1] for name in op.operand_list(key)]
    last = [name for key in results[1] for name in op.result_list(key)]
    same = replace(
        op,
        operands={
            "x": op.operands.get(operands[0]),
            "states": states,
            "weights": op.operands.get(operands[2]),
            "lengths": op.operands.get(operands[3]),
        },
        results={"out": op.results.get(results[0]), "last": last},
    )
    _rnn(build, same, ("x", "states", "weights", "lengths"), ("out", "last"))


def _rnn(
    build: ModelBuilder,
    op: SourceOp,
    operands: tuple[str, str, str, str],
    results: tuple[str, str],
) -> None:
    mode = text(op, "mode", "LSTM")
    if mode not in _CELLS:
        raise ValueError(f"attribute 'mode' must be one of {', '.join(_CELLS)}, got {mode!r}")
    if not flag(op, "is_test", True) and real(op, "dropout_prob", 0.0):
        raise ValueError("dropout in training is not supported; save the model in eval mode")
    x_key, states_key, weights_key, lengths_key = operands
    x = build.required(op, x_key)
    states, weights = build.operands(op, states_key), build.operands(op, weights_key)
    lengths = build.operand(op, lengths_key)
    directions = 2 if flag(op, "is_bidirec") else 1
    layers = whole(op, "num_layers", 1)
    biases = len(weights) // 2
    last: list[list[Any]] = [[] for _ in states]
    options = {}
    if _CELLS[mode] is pd.SimpleRnn:
        options["activation"] = "relu" if mode == "RNN_RELU" else "tanh"
    for layer in range(layers):
        outputs = []
        for direction in range(directions):
            number = layer * directions + direction
            # All weights stand before all biases (phi reset_parameter_vector).
            first = 2 * number
            pairs = [*weights[first : first + 2], *weights[biases + first : biases + first + 2]]
            before = [_nth(build, state, number) for state in states]
            made = build.emit_all(
                _CELLS[mode], x, *before, *pairs, lengths, is_reverse=direction == 1, **options
            )
            outputs.append(made[0])
            for kept, value in zip(last, made[1:], strict=True):
                kept.append(value)
        x = outputs[0] if directions == 1 else build.emit(pd.Concat, outputs, axis=2)
    build.set(op, results[0], x)
    build.set_list(op, results[1], [build.emit(pd.Stack, kept, axis=0) for kept in last])


def _nth(build: ModelBuilder, state: Any, number: int) -> Any:
    """One layer's state of ``[layers * directions, batch, hidden]``."""
    return build.emit(
        pd.Slice,
        state,
        None,
        None,
        axes=(0,),
        starts=(number,),
        ends=(number + 1,),
        decrease_axis=(0,),
    )
