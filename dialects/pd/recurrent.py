"""Recurrent layers: one layer, one direction an op."""

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.definition import Bool, Operand, OptionalOperand, PdOp, Result, Str
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo

ACTIVATIONS = ("sigmoid", "tanh", "relu", "identity")
"""Names of the functions that gates and states may go through."""
KERNEL_UNITS = 32
"""That the kernel of a layer computes at a time."""


def _check_cell(
    gates: int,
    x: TensorInfo,
    states: dict[str, TensorInfo],
    weights: dict[str, TensorInfo | None],
    biases: dict[str, TensorInfo | None],
    in_one_kernel: bool,
) -> TensorInfo:
    """Check the operands of a recurrent layer; gives the type of its output.

    Raises:
        ValueError: a rank or size does not fit.
    """
    if x.rank != 3 or not dtypes.is_float(x.dtype):
        raise ValueError(f"operand 'x' must be a float tensor [time, batch, features], got {x}")
    recurrent, own = weights["w_hh"], weights["w_ih"]
    assert recurrent is not None
    hidden = _packed_hidden(gates, recurrent) if in_one_kernel else _hidden(gates, recurrent)
    rows = hidden * gates
    if own is not None and own.dims != (rows, x.dims[2]):
        raise ValueError(f"operand 'w_ih' must be [{rows}, {x.dims[2]}], got {own}")
    if own is None and x.dims[2] != rows:
        raise ValueError(f"without 'w_ih' operand 'x' must have {rows} features, got {x}")
    for name, bias in biases.items():
        if bias is not None and bias.dims != (rows,):
            raise ValueError(f"operand {name!r} must be [{rows}], got {bias}")
    for name, info in states.items():
        if info.rank != 2 or info.dims[1] != hidden:
            raise ValueError(f"operand {name!r} must be [batch, {hidden}], got {info}")
    return x.with_dims([x.dims[0], x.dims[1], hidden])


def _hidden(gates: int, weight: TensorInfo) -> Size:
    """Units of a layer, which its weight of the state tells."""
    if weight.rank != 2:
        raise ValueError(f"operand 'w_hh' must be a matrix, got {weight}")
    hidden = weight.dims[1]
    if weight.dims[0] != hidden * gates:
        raise ValueError(f"operand 'w_hh' must be [{hidden * gates}, {hidden}], got {weight}")
    return hidden


def _packed_hidden(gates: int, weight: TensorInfo) -> int:
    """The same of a layer that is one kernel."""
    if weight.rank == 4 and weight.is_static:
        _, hidden, *_ = weight.numbers(0, 1, 2, 3)
        if weight.dims == (-(-hidden // KERNEL_UNITS), hidden, gates, KERNEL_UNITS):
            return hidden
    wanted = f"[blocks, hidden, {gates}, {KERNEL_UNITS}] of a layer in one kernel"
    raise ValueError(f"operand 'w_hh' must be {wanted}, got {weight}")


def _check_activations(**names: str) -> None:
    for attribute, name in names.items():
        if name not in ACTIVATIONS:
            wanted = ", ".join(ACTIVATIONS)
            raise ValueError(f"{attribute} must be one of {wanted}, got {name!r}")


class Lstm(PdOp, name="lstm"):
    """One direction of one LSTM layer over a sequence (Hochreiter and Schmidhuber 1997).

    ``[i, f, g, o] = w_ih x[t] + b_ih + w_hh h + b_hh``;
    ``c' = gate(f + p_f * c) * c + gate(i + p_i * c) * candidate(g)``;
    ``h' = gate(o + p_o * c') * cell(c')``.

    Operands:
        x: ``[time, batch, features]``.
        h, c: ``[batch, hidden]``, the states before the first step.
        w_ih: ``[4 * hidden, features]``; without it ``x`` is the gates' share.
        w_hh: ``[4 * hidden, hidden]``.
        b_ih, b_hh: ``[4 * hidden]``.
        lengths: ``[batch]``, steps of each sequence; later outputs are 0 and states stay.
        peepholes: ``[3 * hidden]``, the weights ``p_i``, ``p_f`` and ``p_o`` of the cell's state.

    Attributes:
        is_reverse: go from the last step to the first.
        in_one_kernel: all steps are one dispatch for each sequence, which ``pd-choose-recurrent``
            chooses for CPUs; ``w_hh`` is then ``[blocks, hidden, gates, 32]``, the transposed
            weights of 32 units at a time, the last ones with zeros.
        gate_activation: sigmoid, tanh, relu or identity, of the gates i, f and o.
        cell_activation: the same, of the cell's state in the output.
        candidate_activation: the same, of the gate g.

    Results: the outputs ``[time, batch, hidden]`` and the last states.

    Paddle: a layer of ``pd_op.rnn`` with mode LSTM; ``rnn``, ``lstm``, ``cudnn_lstm``.
    Limits: f32 and f64.
    """

    x: Operand
    h: Operand
    c: Operand
    w_ih: OptionalOperand
    w_hh: Operand
    b_ih: OptionalOperand
    b_hh: OptionalOperand
    lengths: OptionalOperand
    peepholes: OptionalOperand
    is_reverse: Bool = False
    in_one_kernel: Bool = False
    gate_activation: Str = "sigmoid"
    cell_activation: Str = "tanh"
    candidate_activation: Str = "tanh"
    out: Result
    last_h: Result
    last_c: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        h: TensorInfo,
        c: TensorInfo,
        w_ih: TensorInfo | None,
        w_hh: TensorInfo,
        b_ih: TensorInfo | None,
        b_hh: TensorInfo | None,
        peepholes: TensorInfo | None,
        in_one_kernel: bool,
        gate_activation: str,
        cell_activation: str,
        candidate_activation: str,
    ) -> list[TensorInfo]:
        """The outputs' type, then the states'."""
        _check_activations(
            gate_activation=gate_activation,
            cell_activation=cell_activation,
            candidate_activation=candidate_activation,
        )
        weights, biases = {"w_ih": w_ih, "w_hh": w_hh}, {"b_ih": b_ih, "b_hh": b_hh}
        out = _check_cell(4, x, {"h": h, "c": c}, weights, biases, in_one_kernel)
        if peepholes is not None and peepholes.dims != (out.dims[2] * 3,):
            raise ValueError(f"operand 'peepholes' must be [{out.dims[2] * 3}], got {peepholes}")
        state = out.with_dims(out.dims[1:])
        return [out, state, state]


class Gru(PdOp, name="gru"):
    """One direction of one GRU layer over a sequence (Cho et al. 2014).

    ``[xr, xz, xn] = w_ih x[t] + b_ih``; ``[hr, hz, hn] = w_hh h + b_hh``;
    ``r = gate(xr + hr)``; ``z = gate(xz + hz)``; ``n = candidate(xn + r * hn)``;
    ``h' = z * h + (1 - z) * n``.

    Operands and results: as of :class:`Lstm`, with 3 gates, no ``c`` and no ``peepholes``.

    Attributes:
        is_reverse: go from the last step to the first.
        in_one_kernel: all steps are one dispatch for each sequence, which ``pd-choose-recurrent``
            chooses for CPUs; ``w_hh`` is then ``[blocks, hidden, gates, 32]``, the transposed
            weights of 32 units at a time, the last ones with zeros.
        gate_activation: sigmoid, tanh, relu or identity, of the gates r and z.
        candidate_activation: the same, of the gate n.
        resets_state: the reset gate is applied to the state, before the product:
            ``hn = w_hn (r * h) + b_hn`` and ``n = candidate(xn + hn)``.
        is_update_new: the update gate weighs the new: ``h' = (1 - z) * h + z * n``.

    Paddle: a layer of ``pd_op.rnn`` with mode GRU; ``rnn``, ``gru``, ``gru_unit``.
    Limits: f32 and f64.
    """

    x: Operand
    h: Operand
    w_ih: OptionalOperand
    w_hh: Operand
    b_ih: OptionalOperand
    b_hh: OptionalOperand
    lengths: OptionalOperand
    is_reverse: Bool = False
    in_one_kernel: Bool = False
    gate_activation: Str = "sigmoid"
    candidate_activation: Str = "tanh"
    resets_state: Bool = False
    is_update_new: Bool = False
    out: Result
    last_h: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        h: TensorInfo,
        w_ih: TensorInfo | None,
        w_hh: TensorInfo,
        b_ih: TensorInfo | None,
        b_hh: TensorInfo | None,
        in_one_kernel: bool,
        gate_activation: str,
        candidate_activation: str,
    ) -> list[TensorInfo]:
        """The outputs' type, then the state's."""
        _check_activations(
            gate_activation=gate_activation, candidate_activation=candidate_activation
        )
        weights, biases = {"w_ih": w_ih, "w_hh": w_hh}, {"b_ih": b_ih, "b_hh": b_hh}
        out = _check_cell(3, x, {"h": h}, weights, biases, in_one_kernel)
        return [out, out.with_dims(out.dims[1:])]


class SimpleRnn(PdOp, name="simple_rnn", in_paddle=False):
    """One direction of one simple recurrent layer: ``h' = f(w_ih x[t] + b_ih + w_hh h + b_hh)``.

    Operands and results: as of :class:`Lstm`, with 1 gate, no ``c`` and no ``peepholes``.

    Attributes:
        activation: sigmoid, tanh, relu or identity.
        is_reverse: go from the last step to the first.
        in_one_kernel: all steps are one dispatch for each sequence, which ``pd-choose-recurrent``
            chooses for CPUs; ``w_hh`` is then ``[blocks, hidden, gates, 32]``, the transposed
            weights of 32 units at a time, the last ones with zeros.

    Paddle: a layer of ``pd_op.rnn`` with mode RNN_TANH or RNN_RELU; ``rnn``.
    Limits: f32 and f64.
    """

    x: Operand
    h: Operand
    w_ih: OptionalOperand
    w_hh: Operand
    b_ih: OptionalOperand
    b_hh: OptionalOperand
    lengths: OptionalOperand
    activation: Str = "tanh"
    is_reverse: Bool = False
    in_one_kernel: Bool = False
    out: Result
    last_h: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        h: TensorInfo,
        w_ih: TensorInfo | None,
        w_hh: TensorInfo,
        b_ih: TensorInfo | None,
        b_hh: TensorInfo | None,
        activation: str,
        in_one_kernel: bool,
    ) -> list[TensorInfo]:
        """The outputs' type, then the state's."""
        _check_activations(activation=activation)
        weights, biases = {"w_ih": w_ih, "w_hh": w_hh}, {"b_ih": b_ih, "b_hh": b_hh}
        out = _check_cell(1, x, {"h": h}, weights, biases, in_one_kernel)
        return [out, out.with_dims(out.dims[1:])]
