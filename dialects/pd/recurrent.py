"""Recurrent layers: one layer, one direction an op."""

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.definition import Bool, Operand, OptionalOperand, PdOp, Result, Str
from paddle_mlir.dialects.tensor import TensorInfo


def _check_cell(
    gates: int,
    x: TensorInfo,
    states: dict[str, TensorInfo],
    weights: dict[str, TensorInfo],
    biases: dict[str, TensorInfo | None],
) -> TensorInfo:
    """Check the operands of a recurrent layer; gives the type of its output.

    Raises:
        ValueError: a rank or size does not fit.
    """
    if x.rank != 3 or not dtypes.is_float(x.dtype):
        raise ValueError(f"operand 'x' must be a float tensor [time, batch, features], got {x}")
    hidden = weights["w_hh"].dims[-1]
    wanted = {"w_ih": (None, x.dims[2]), "w_hh": (None, hidden)}
    for name, info in weights.items():
        rows = hidden * gates
        columns = wanted[name][1]
        if info.rank != 2 or info.dims[0] != rows or info.dims[1] != columns:
            raise ValueError(f"operand {name!r} must be [{rows}, {columns}], got {info}")
    for name, bias in biases.items():
        if bias is not None and bias.dims != (hidden * gates,):
            raise ValueError(f"operand {name!r} must be [{hidden * gates}], got {bias}")
    for name, info in states.items():
        if info.rank != 2 or info.dims[1] != hidden:
            raise ValueError(f"operand {name!r} must be [batch, {hidden}], got {info}")
    return x.with_dims([x.dims[0], x.dims[1], hidden])


class Lstm(PdOp, name="lstm"):
    """One direction of one LSTM layer over a sequence (Hochreiter and Schmidhuber 1997).

    ``[i, f, g, o] = w_ih x[t] + b_ih + w_hh h + b_hh``;
    ``c = sigmoid(f) * c + sigmoid(i) * tanh(g)``; ``h = sigmoid(o) * tanh(c)``.

    Operands:
        x: ``[time, batch, features]``.
        h, c: ``[batch, hidden]``, the states before the first step.
        w_ih, w_hh: ``[4 * hidden, features]`` and ``[4 * hidden, hidden]``.
        b_ih, b_hh: ``[4 * hidden]``.
        lengths: ``[batch]``, steps of each sequence; later outputs are 0 and states stay.

    Attributes:
        is_reverse: go from the last step to the first.

    Results: the outputs ``[time, batch, hidden]`` and the last states.

    Paddle: a layer of ``pd_op.rnn`` with mode LSTM; ``rnn``.
    """

    x: Operand
    h: Operand
    c: Operand
    w_ih: Operand
    w_hh: Operand
    b_ih: OptionalOperand
    b_hh: OptionalOperand
    lengths: OptionalOperand
    is_reverse: Bool = False
    out: Result
    last_h: Result
    last_c: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        h: TensorInfo,
        c: TensorInfo,
        w_ih: TensorInfo,
        w_hh: TensorInfo,
        b_ih: TensorInfo | None,
        b_hh: TensorInfo | None,
    ) -> list[TensorInfo]:
        """The outputs' type, then the states'."""
        weights, biases = {"w_ih": w_ih, "w_hh": w_hh}, {"b_ih": b_ih, "b_hh": b_hh}
        out = _check_cell(4, x, {"h": h, "c": c}, weights, biases)
        state = out.with_dims(out.dims[1:])
        return [out, state, state]


class Gru(PdOp, name="gru"):
    """One direction of one GRU layer over a sequence (Cho et al. 2014).

    ``[xr, xz, xn] = w_ih x[t] + b_ih``; ``[hr, hz, hn] = w_hh h + b_hh``;
    ``r = sigmoid(xr + hr)``; ``z = sigmoid(xz + hz)``; ``n = tanh(xn + r * hn)``;
    ``h = z * h + (1 - z) * n``.

    Operands, attributes and results: as of :class:`Lstm`, with 3 gates and no ``c``.

    Paddle: a layer of ``pd_op.rnn`` with mode GRU; ``rnn``.
    """

    x: Operand
    h: Operand
    w_ih: Operand
    w_hh: Operand
    b_ih: OptionalOperand
    b_hh: OptionalOperand
    lengths: OptionalOperand
    is_reverse: Bool = False
    out: Result
    last_h: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        h: TensorInfo,
        w_ih: TensorInfo,
        w_hh: TensorInfo,
        b_ih: TensorInfo | None,
        b_hh: TensorInfo | None,
    ) -> list[TensorInfo]:
        """The outputs' type, then the state's."""
        weights, biases = {"w_ih": w_ih, "w_hh": w_hh}, {"b_ih": b_ih, "b_hh": b_hh}
        out = _check_cell(3, x, {"h": h}, weights, biases)
        return [out, out.with_dims(out.dims[1:])]


class SimpleRnn(PdOp, name="simple_rnn"):
    """One direction of one simple recurrent layer: ``h = f(w_ih x[t] + b_ih + w_hh h + b_hh)``.

    Operands, attributes and results: as of :class:`Lstm`, with 1 gate and no ``c``.

    Attributes:
        activation: tanh or relu.
        is_reverse: go from the last step to the first.

    Paddle: a layer of ``pd_op.rnn`` with mode RNN_TANH or RNN_RELU; ``rnn``.
    """

    x: Operand
    h: Operand
    w_ih: Operand
    w_hh: Operand
    b_ih: OptionalOperand
    b_hh: OptionalOperand
    lengths: OptionalOperand
    activation: Str = "tanh"
    is_reverse: Bool = False
    out: Result
    last_h: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        h: TensorInfo,
        w_ih: TensorInfo,
        w_hh: TensorInfo,
        b_ih: TensorInfo | None,
        b_hh: TensorInfo | None,
        activation: str,
    ) -> list[TensorInfo]:
        """The outputs' type, then the state's."""
        if activation not in ("tanh", "relu"):
            raise ValueError(f"activation must be tanh or relu, got {activation!r}")
        weights, biases = {"w_ih": w_ih, "w_hh": w_hh}, {"b_ih": b_ih, "b_hh": b_hh}
        out = _check_cell(1, x, {"h": h}, weights, biases)
        return [out, out.with_dims(out.dims[1:])]
