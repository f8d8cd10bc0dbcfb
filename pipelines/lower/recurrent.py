"""Lowering of recurrent layers: one product for all inputs, then step after step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.activation import Number, sigmoid, tanh
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.manipulation import transpose
from paddle_mlir.pipelines.lower.reshaping import reshape_value

MOST_STEPS = 512
"""Sequences are written out step by step: IREE 3.13.0 frees tensors that a loop carries too early
(iree-org/iree#24885), so that loops over steps give wrong numbers. Longer ones are refused."""

Cell = Callable[[list[Number], list[Number], list[Number]], list[Number]]
"""From the input's and the state's share of each gate, and the states (h first), the new states."""


def _lstm_cell(x: list[Number], h: list[Number], states: list[Number]) -> list[Number]:
    i, f, g, o = (a + b for a, b in zip(x, h, strict=True))
    c = sigmoid(f) * states[1] + sigmoid(i) * tanh(g)
    return [sigmoid(o) * tanh(c), c]


def _gru_cell(x: list[Number], h: list[Number], states: list[Number]) -> list[Number]:
    r, z = sigmoid(x[0] + h[0]), sigmoid(x[1] + h[1])
    n = tanh(x[2] + r * h[2])
    return [(states[0] - n) * z + n]


def _tanh_cell(x: list[Number], h: list[Number], states: list[Number]) -> list[Number]:
    del states
    return [tanh(x[0] + h[0])]


def _relu_cell(x: list[Number], h: list[Number], states: list[Number]) -> list[Number]:
    del states
    total = x[0] + h[0]
    return [total.where_above(0.0, total, total * 0.0)]


@lowers(pd.Lstm)
def lower_lstm(lower: Lowering, op: pd.Lstm) -> list[Any]:
    """Four gates, two states."""
    return _Layer(lower, op, 4, [op.h, op.c], _lstm_cell).build()


@lowers(pd.Gru)
def lower_gru(lower: Lowering, op: pd.Gru) -> list[Any]:
    """Three gates, one state."""
    return _Layer(lower, op, 3, [op.h], _gru_cell).build()


@lowers(pd.SimpleRnn)
def lower_simple_rnn(lower: Lowering, op: pd.SimpleRnn) -> list[Any]:
    """One gate, one state."""
    cell = _relu_cell if op.activation == "relu" else _tanh_cell
    return _Layer(lower, op, 1, [op.h], cell).build()


class _Layer:
    """One layer in one direction."""

    def __init__(
        self, lower: Lowering, op: Any, gates: int, states: Sequence[Any], cell: Cell
    ) -> None:
        self.lower, self.op, self.gates, self.cell = lower, op, gates, cell
        self.out = lower.result
        self.dtype = self.out.dtype
        self.state = self.out.with_dims(self.out.dims[1:])
        self.first = [lower.cast_type(lower[s], self.state) for s in states]
        hidden = self.state.dims[1]
        self.projected = self.out.with_dims([*self.out.dims[:2], hidden * gates])
        self.shares = self.state.with_dims([self.state.dims[0], gates, hidden])

    def build(self) -> list[Any]:
        """Outputs and last states."""
        if self.dtype in ("float16", "bfloat16"):
            raise ValueError(f"recurrent layers of {self.dtype} are not supported")
        lower = self.lower
        inputs = self._project_inputs()
        weight = self._transposed(self.op.w_hh)
        outputs = lower.full(self.out, scalars.constant(self.dtype, 0.0))
        steps = self.out.dims[0]
        if not isinstance(steps, int) or steps > MOST_STEPS:
            raise ValueError(
                f"a recurrent layer runs over a static number of steps up to {MOST_STEPS}, got "
                f"{steps}; give the model's input a static length (--shape)"
            )
        states = self.first
        order = range(steps - 1, -1, -1) if self.op.is_reverse else range(steps)
        for step in order:
            states, outputs = self._step(inputs, weight, lower.index(step), states, outputs)
        return [outputs, *states]

    def _transposed(self, weight: Any) -> Any:
        return transpose(self.lower, self.lower[weight], self.lower.info(weight), (1, 0))

    def _project_inputs(self) -> Any:
        """``w_ih x[t]`` of all steps in one product, ``[time, batch, gates * hidden]``."""
        lower, info = self.lower, self.lower.info(self.op.x)
        rows = info.dims[0] * info.dims[1]
        flat = reshape_value(lower, lower[self.op.x], info, info.with_dims([rows, info.dims[2]]))
        result = self.projected.with_dims([rows, self.projected.dims[2]])
        zero = lower.full(result, scalars.constant(self.dtype, 0.0))
        product = linalg.matmul(flat, self._transposed(self.op.w_ih), outs=[zero])
        return reshape_value(lower, product, result, self.projected)

    def _step(
        self, inputs: Any, weight: Any, step: Any, states: list[Any], outputs: Any
    ) -> tuple[list[Any], Any]:
        lower = self.lower
        share = self._at_step(inputs, step)
        product_info = self.state.with_dims([self.state.dims[0], self.projected.dims[2]])
        zero = lower.full(product_info, scalars.constant(self.dtype, 0.0))
        product = linalg.matmul(states[0], weight, outs=[zero])
        product = reshape_value(lower, product, product_info, self.shares)
        made = [self._new_state(i, share, product, states, step) for i in range(len(states))]
        value = made[0]
        if self.op.lengths is not None:
            value = self._masked(value, step)
        return made, self._insert(outputs, value, step)

    def _at_step(self, inputs: Any, step: Any) -> Any:
        """The inputs' share of one step, ``[batch, gates, hidden]``."""
        lower = self.lower
        one = self.projected.with_dims([1, *self.projected.dims[1:]])
        dynamic = ir.ShapedType.get_dynamic_size()
        sizes = [1, *self.projected.dims[1:]]
        part = tensor.extract_slice(
            lower.type(one),
            inputs,
            [step],
            [lower.size(size) for size in sizes if not isinstance(size, int)],
            [],
            [dynamic, 0, 0],
            [size if isinstance(size, int) else dynamic for size in sizes],
            [1, 1, 1],
        )
        return reshape_value(lower, part, one, self.shares)

    def _new_state(
        self, number: int, share: Any, product: Any, states: list[Any], step: Any
    ) -> Any:
        lower, op = self.lower, self.op
        batch, hidden = ir.AffineDimExpr.get(0), ir.AffineDimExpr.get(1)
        identity = ir.AffineMap.get_identity(2)
        inputs: list[tuple[Any, ir.AffineMap]] = []
        for gate in range(self.gates):
            at = ir.AffineConstantExpr.get(gate)
            map_ = ir.AffineMap.get(2, 0, [batch, at, hidden])
            inputs += [(share, map_), (product, map_)]
        biases = [b for b in (op.b_ih, op.b_hh) if b is not None]
        for bias in biases:
            shape = self.state.with_dims([self.gates, self.state.dims[1]])
            value = reshape_value(lower, lower[bias], lower.info(bias), shape)
            for gate in range(self.gates):
                at = ir.AffineConstantExpr.get(gate)
                inputs.append((value, ir.AffineMap.get(2, 0, [at, hidden])))
        inputs += [(state, identity) for state in states]
        if op.lengths is not None:
            inputs.append((lower[op.lengths], ir.AffineMap.get(2, 0, [batch])))

        def body(*elements: Any) -> Any:
            rest = list(elements)
            length = rest.pop() if op.lengths is not None else None
            numbers = [Number(element) for element in rest]
            x, h = numbers[0 : 2 * self.gates : 2], numbers[1 : 2 * self.gates : 2]
            at = 2 * self.gates
            for side, bias in ((x, op.b_ih), (h, op.b_hh)):
                if bias is not None:
                    for gate in range(self.gates):
                        side[gate] = side[gate] + numbers[at + gate]
                    at += self.gates
            new = self.cell(x, h, numbers[at:])[number].value
            if length is None:
                return new
            return arith.select(self._is_inside(length, step), new, numbers[at + number].value)

        return lower.generic(self.state, inputs, body)

    def _is_inside(self, length: Any, step: Any) -> Any:
        return arith.cmpi(arith.CmpIPredicate.slt, step, self.lower.to_index(length))

    def _masked(self, value: Any, step: Any) -> Any:
        """Outputs past the end of a sequence are 0."""
        lower = self.lower
        batch = ir.AffineMap.get(2, 0, [ir.AffineDimExpr.get(0)])

        def body(element: Any, length: Any) -> Any:
            zero = scalars.constant(self.dtype, 0.0)
            return arith.select(self._is_inside(length, step), element, zero)

        identity = ir.AffineMap.get_identity(2)
        return lower.generic(self.state, [(value, identity), (lower[self.op.lengths], batch)], body)

    def _insert(self, outputs: Any, value: Any, step: Any) -> Any:
        lower = self.lower
        dynamic = ir.ShapedType.get_dynamic_size()
        sizes = [1, *self.out.dims[1:]]
        return tensor.insert_slice(
            value,
            outputs,
            [step],
            [lower.size(size) for size in sizes if not isinstance(size, int)],
            [],
            [dynamic, 0, 0],
            [size if isinstance(size, int) else dynamic for size in sizes],
            [1, 1, 1],
        )
