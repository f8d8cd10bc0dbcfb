"""The steps of a recurrent layer: one product for all inputs, then step after step.

Up to a number of steps they are written out. Longer sequences, and those whose length run time
decides, are a loop over groups of steps (see tensor_loop): its turns wait for the device.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, tensor

from paddle_mlir.dialects import symbolic
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.activation import Number
from paddle_mlir.pipelines.lower.lowering import Lowering
from paddle_mlir.pipelines.lower.manipulation import transpose
from paddle_mlir.pipelines.lower.recurrent_kernel import layer_in_one_kernel
from paddle_mlir.pipelines.lower.reshaping import reshape_value
from paddle_mlir.pipelines.lower.tensor_loop import loop_over_tensors, room_for_results

MOST_WRITTEN_OUT = 64
"""Steps of a sequence of static length that are written out instead of looped over."""
STEPS_PER_TURN = 16
"""Steps in one turn of the loop."""

Numbers = list[Number]
Step = Callable[[Numbers, Numbers, Numbers, Numbers], Numbers]
"""From the gates' shares of the input, their products with the state, the states (h first) and the
cell's constants: new states."""


@dataclass(frozen=True)
class Cell:
    """What is special about a kind of layer.

    Attributes:
        gates: how many there are.
        step: the formula.
        states: operands that hold the first states.
        biases: operands that are added to the input's share; absent ones are None.
        constants: an operand of some numbers for each unit, which the formula gets.
    """

    gates: int
    step: Step
    states: Sequence[Any]
    biases: Sequence[Any] = field(default=())
    constants: Any = None


@dataclass(frozen=True)
class _Tensors:
    """What every step reads: lowered tensors of the block that is being built."""

    inputs: Any
    weights: list[Any]
    constants: Any
    lengths: Any

    def all(self) -> list[Any]:
        return [self.inputs, *self.weights, self.constants, self.lengths]


class Layer:
    """One layer in one direction."""

    def __init__(self, lower: Lowering, op: Any, cell: Cell) -> None:
        """Take the types apart."""
        self.lower, self.op, self.cell = lower, op, cell
        self.out = lower.result
        self.dtype = self.out.dtype
        self.state = self.out.with_dims(self.out.dims[1:])
        self.batch, self.hidden = self.state.dims
        self.all_shares = self.out.with_dims([*self.out.dims[:2], self.hidden * cell.gates])

    def build(self) -> list[Any]:
        """Outputs and last states.

        Raises:
            ValueError: the dtype is none of Paddle's own for such layers.
        """
        if self.dtype in ("float16", "bfloat16"):
            raise ValueError(f"recurrent layers of {self.dtype} are not supported")
        lower, op, steps = self.lower, self.op, self.out.dims[0]
        for value in (*self.cell.states, op.lengths):
            if value is not None:
                message = f"{op.spec.name}: states or lengths are not for as many sequences as x"
                lower.check_equal(lower.info(value).dims[0], self.batch, message)
        states = [lower.cast_type(lower[s], self.state) for s in self.cell.states]
        constants = None if self.cell.constants is None else self._units(self.cell.constants)
        lengths = None if op.lengths is None else lower[op.lengths]
        tensors = _Tensors(self._project_inputs(), self._weights(), constants, lengths)
        if op.in_one_kernel:
            return self._in_one_kernel(tensors, states)
        if not isinstance(steps, int) or steps > MOST_WRITTEN_OUT:
            return self._loop(tensors, states)
        outputs = self._zeros(self.out)
        for step in range(steps - 1, -1, -1) if op.is_reverse else range(steps):
            at = lower.index(step)
            value, states = self._step(tensors, at, None, states)
            outputs = self._insert(value, outputs, self.out, at)
        return [outputs, *states]

    def _in_one_kernel(self, tensors: _Tensors, states: list[Any]) -> list[Any]:
        if len(tensors.weights) > 1:
            raise ValueError("a layer that resets its state is more than one kernel")
        constants = lengths = None
        if self.cell.constants is not None:
            info = self.lower.info(self.cell.constants)
            constants = info.with_dims([info.dims[0] // self.hidden, self.hidden])
        if self.op.lengths is not None:
            lengths = self.lower.info(self.op.lengths)
        return layer_in_one_kernel(
            self.lower,
            self.op,
            self.cell,
            (tensors.inputs, self.all_shares),
            (tensors.weights[0], self.lower.info(self.op.w_hh)),
            [(state, self.state) for state in states],
            None if constants is None else (tensors.constants, constants),
            None if lengths is None else (tensors.lengths, lengths),
        )

    # The input's share.

    def _units(self, vector: Any) -> Any:
        """A vector of some numbers for each unit as ``[count, hidden]``."""
        info = self.lower.info(vector)
        target = info.with_dims([info.dims[0] // self.hidden, self.hidden])
        return reshape_value(self.lower, self.lower[vector], info, target)

    def _transposed(self, weight: Any) -> Any:
        return transpose(self.lower, self.lower[weight], self.lower.info(weight), (1, 0))

    def _weights(self) -> list[Any]:
        weight = self.op.w_hh
        return [self.lower[weight] if self.op.in_one_kernel else self._transposed(weight)]

    def _zeros(self, info: TensorInfo) -> Any:
        return self.lower.full(info, scalars.constant(self.dtype, 0.0))

    def _project_inputs(self) -> Any:
        """``w_ih x[t] + b`` of all steps in one product, ``[time, batch, gates * hidden]``."""
        lower, info = self.lower, self.lower.info(self.op.x)
        if self.op.w_ih is None:
            shares = lower.cast_type(lower[self.op.x], self.all_shares)
        else:
            rows = info.dims[0] * info.dims[1]
            flat = info.with_dims([rows, info.dims[2]])
            result = info.with_dims([rows, self.all_shares.dims[2]])
            x = reshape_value(lower, lower[self.op.x], info, flat)
            weight = self._transposed(self.op.w_ih)
            product = linalg.matmul(x, weight, outs=[self._zeros(result)])
            shares = reshape_value(lower, product, result, self.all_shares)
        biases = [lower[bias] for bias in self.cell.biases if bias is not None]
        if not biases:
            return shares
        columns = ir.AffineMap.get(3, 0, [ir.AffineDimExpr.get(2)])

        def add(element: Any, *numbers: Any) -> Any:
            for number in numbers:
                element = arith.addf(element, number)
            return element

        inputs = [(shares, ir.AffineMap.get_identity(3)), *((bias, columns) for bias in biases)]
        return lower.generic(self.all_shares, inputs, add)

    # One step.

    def _step(
        self, tensors: _Tensors, at: Any, is_inside: Any, states: list[Any]
    ) -> tuple[Any, list[Any]]:
        """Output and new states of the step ``at``; the old states where it is not inside."""
        share = self._at(tensors.inputs, at)
        shares = [(share, self._gate_map(gate)) for gate in range(self.cell.gates)]
        products = self._products(tensors, shares, states)
        return self._apply(self.cell.step, tensors, (shares, products), states, at, is_inside)

    def _products(self, tensors: _Tensors, shares: list[Any], states: list[Any]) -> list[Any]:
        """The state's share of each gate, as tensors with their maps."""
        del shares
        product = self._product(states[0], tensors.weights[0], self.cell.gates)
        return [(product, self._gate_map(gate)) for gate in range(self.cell.gates)]

    def _product(self, state: Any, weight: Any, gates: int) -> Any:
        flat = self.state.with_dims([self.batch, self.hidden * gates])
        product = linalg.matmul(state, weight, outs=[self._zeros(flat)])
        return reshape_value(
            self.lower, product, flat, flat.with_dims([self.batch, gates, self.hidden])
        )

    def _gate_map(self, gate: int) -> Any:
        batch, unit = ir.AffineDimExpr.get(0), ir.AffineDimExpr.get(1)
        return ir.AffineMap.get(2, 0, [batch, ir.AffineConstantExpr.get(gate), unit])

    def _at(self, inputs: Any, step: Any) -> Any:
        """The input's share of one step, ``[batch, gates, hidden]``."""
        lower = self.lower
        one = self.all_shares.with_dims([1, *self.all_shares.dims[1:]])
        part = tensor.extract_slice(
            lower.type(one), inputs, [step], lower.dynamic_sizes(one), [], *_place(one)
        )
        target = one.with_dims([self.batch, self.cell.gates, self.hidden])
        return reshape_value(lower, part, one, target)

    def _apply(
        self,
        formula: Step,
        tensors: _Tensors,
        gates: tuple[list[Any], list[Any]],
        states: list[Any],
        at: Any,
        is_inside: Any,
    ) -> tuple[Any, list[Any]]:
        """The output and the states that a formula gives, in one loop over all units."""
        batch, unit = ir.AffineDimExpr.get(0), ir.AffineDimExpr.get(1)
        identity = ir.AffineMap.get_identity(2)
        constants = []
        if tensors.constants is not None:
            for row in range(ir.RankedTensorType(tensors.constants.type).get_dim_size(0)):
                map_ = ir.AffineMap.get(2, 0, [ir.AffineConstantExpr.get(row), unit])
                constants.append((tensors.constants, map_))
        groups = [*gates, [(state, identity) for state in states], constants]
        inputs = [item for group in groups for item in group]
        if tensors.lengths is not None:
            inputs.append((tensors.lengths, ir.AffineMap.get(2, 0, [batch])))

        def body(elements: list[Any]) -> list[Any]:
            given = iter([Number(element) for element in elements])
            numbers = [[next(given) for _ in group] for group in groups]
            made = [number.value for number in formula(*numbers)]
            old = [number.value for number in numbers[2]]
            goes_on = is_inside
            if tensors.lengths is not None:
                length = self.lower.to_index(elements[-1])
                goes_on = arith.cmpi(arith.CmpIPredicate.slt, at, length)
                if is_inside is not None:
                    goes_on = arith.andi(goes_on, is_inside)
            if goes_on is None:
                return made
            kept = [arith.select(goes_on, n, o) for n, o in zip(made, old, strict=False)]
            if tensors.lengths is None:
                return kept
            zero = scalars.constant(self.dtype, 0.0)
            return [*kept, arith.select(goes_on, made[0], zero)]

        results = self._loop_over_units(inputs, body)
        is_masked = tensors.lengths is not None
        return (results[-1], results[:-1]) if is_masked else (results[0], results)

    def _loop_over_units(
        self, inputs: list[tuple[Any, ir.AffineMap]], body: Callable[[list[Any]], list[Any]]
    ) -> list[Any]:
        """A ``linalg.generic`` over batch and units with a result for each state."""
        count = len(self.cell.states) + (self.op.lengths is not None)
        outs = [self.lower.empty(self.state) for _ in range(count)]
        maps = [map_ for _, map_ in inputs] + [ir.AffineMap.get_identity(2)] * count
        parallel = ir.Attribute.parse("#linalg.iterator_type<parallel>")
        op = linalg.GenericOp(
            [out.type for out in outs],
            [value for value, _ in inputs],
            outs,
            ir.ArrayAttr.get([ir.AffineMapAttr.get(map_) for map_ in maps]),
            ir.ArrayAttr.get([parallel, parallel]),
        )
        values = [*(value for value, _ in inputs), *outs]
        block = op.regions[0].blocks.append(
            *(ir.ShapedType(value.type).element_type for value in values)
        )
        with ir.InsertionPoint(block):
            linalg.YieldOp(body(list(block.arguments)[:-count]))
        return list(op.results)

    def _insert(self, value: Any, outputs: Any, info: TensorInfo, step: Any) -> Any:
        one = info.with_dims([1, *self.state.dims])
        sizes = self.lower.dynamic_sizes(one)
        return tensor.insert_slice(value, outputs, [step], sizes, [], *_place(one))

    # The loop.

    def _loop(self, tensors: _Tensors, states: list[Any]) -> list[Any]:
        """Groups of steps; those behind the end of the sequence change nothing."""
        lower, steps = self.lower, self.out.dims[0]
        turns = symbolic.ceil_divide(steps, STEPS_PER_TURN)
        padded = self.out.with_dims([turns * STEPS_PER_TURN, *self.state.dims])
        # Sizes are computed before the loop, for it and for what is behind it.
        lower.size(padded.dims[0])
        for info in (self.all_shares, padded, self.out):
            lower.dynamic_sizes(info)
        length = lower.size(steps)

        def body(turn: Any, carried: list[Any], read: list[Any]) -> list[Any]:
            inputs, *weights, constants, lengths = read
            here = _Tensors(inputs, weights, constants, lengths)
            first = arith.muli(turn, lower.index(STEPS_PER_TURN))
            *now, outputs = carried
            now, outputs = self._turn(here, first, length, now, outputs, padded)
            return [*now, outputs]

        carried = [*states, room_for_results(lower, self.op, padded)]
        *last, outputs = loop_over_tensors(lower.size(turns), carried, tensors.all(), body)
        outputs = tensor.extract_slice(
            lower.type(self.out), outputs, [], lower.dynamic_sizes(self.out), [], *_whole(self.out)
        )
        return [outputs, *last]

    def _turn(
        self,
        tensors: _Tensors,
        first: Any,
        length: Any,
        states: list[Any],
        outputs: Any,
        padded: TensorInfo,
    ) -> tuple[list[Any], Any]:
        """The steps from ``first`` on; in reverse they count back from the padded end."""
        lower = self.lower
        group = self.out.with_dims([STEPS_PER_TURN, *self.state.dims])
        values = self._zeros(group)
        is_reverse, one = self.op.is_reverse, lower.index(1)
        if is_reverse:
            end = arith.subi(lower.size(padded.dims[0]), first)
            first = arith.subi(end, lower.index(STEPS_PER_TURN))
        order = range(STEPS_PER_TURN)
        for number in reversed(order) if is_reverse else order:
            at = arith.addi(first, lower.index(number))
            is_inside = arith.cmpi(arith.CmpIPredicate.slt, at, length)
            readable = arith.minsi(at, arith.subi(length, one))
            value, states = self._step(tensors, readable, is_inside, states)
            values = self._insert(value, values, group, lower.index(number))
        sizes = lower.dynamic_sizes(group)
        outputs = tensor.insert_slice(values, outputs, [first], sizes, [], *_place(group))
        return states, outputs


class ResettingLayer(Layer):
    """A layer whose first gate is applied to the state before the last gate's product."""

    def __init__(self, lower: Lowering, op: Any, cell: Cell, reset: Step) -> None:
        """Take the formula of the state that the last gate sees."""
        super().__init__(lower, op, cell)
        self.reset = reset

    def _weights(self) -> list[Any]:
        weight = self._transposed(self.op.w_hh)
        parts = []
        before: symbolic.Size = 0
        for gates in (self.cell.gates - 1, 1):
            info = self.state.with_dims([self.hidden, self.hidden * gates])
            dynamic = ir.ShapedType.get_dynamic_size()
            sizes = [size if isinstance(size, int) else dynamic for size in info.dims]
            start = self.lower.size(before)
            dims = self.lower.dynamic_sizes(info)
            type_ = self.lower.type(info)
            parts.append(
                tensor.extract_slice(type_, weight, [start], dims, [], [0, dynamic], sizes, [1, 1])
            )
            before = before + self.hidden * gates
        return parts

    def _products(self, tensors: _Tensors, shares: list[Any], states: list[Any]) -> list[Any]:
        first = self._product(states[0], tensors.weights[0], self.cell.gates - 1)
        products = [(first, self._gate_map(gate)) for gate in range(self.cell.gates - 1)]
        identity = ir.AffineMap.get_identity(2)
        inputs = [shares[0], products[0], (states[0], identity)]

        def body(x: Any, h: Any, state: Any) -> Any:
            return self.reset([Number(x)], [Number(h)], [Number(state)], [])[0].value

        seen = self.lower.generic(self.state, inputs, body)
        last = self._product(seen, tensors.weights[1], 1)
        return [*products, (last, self._gate_map(0))]


def _static(info: TensorInfo) -> list[int]:
    dynamic = ir.ShapedType.get_dynamic_size()
    return [size if isinstance(size, int) else dynamic for size in info.dims]


def _place(info: TensorInfo) -> tuple[list[int], list[int], list[int]]:
    """Static offsets, sizes and strides of a part that starts at a computed first index."""
    offsets = [ir.ShapedType.get_dynamic_size(), *[0] * (info.rank - 1)]
    return offsets, _static(info), [1] * info.rank


def _whole(info: TensorInfo) -> tuple[list[int], list[int], list[int]]:
    """The same of a part that starts at 0."""
    return [0] * info.rank, _static(info), [1] * info.rank
