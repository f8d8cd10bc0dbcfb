"""A whole recurrent layer as one kernel: all steps of a sequence in a workgroup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math, scf, tensor, vector

from paddle_mlir.dialects.pd.recurrent import KERNEL_UNITS
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower.activation import Number
from paddle_mlir.pipelines.lower.lowering import Lowering, lowered_element_type
from paddle_mlir.pipelines.lower.reshaping import reshape_value
from paddle_mlir.pipelines.lower.vector_kernel import (
    Sizes,
    VectorKernel,
    carried,
    dispatch,
    index,
    loop,
    pieces,
    read,
    write,
    zeros,
)

if TYPE_CHECKING:
    from paddle_mlir.pipelines.lower.recurrent_steps import Cell

Given = tuple[Any, TensorInfo]
"""A lowered tensor with its info."""


def layer_in_one_kernel(
    lower: Lowering,
    op: Any,
    cell: Cell,
    shares: Given,
    weights: Given,
    states: Sequence[Given],
    constants: Given | None,
    lengths: Given | None,
) -> list[Any]:
    """Outputs ``[time, batch, hidden]`` and last states ``[batch, hidden]`` of a layer.

    Args:
        lower: the lowering.
        op: the layer.
        cell: what a step computes.
        shares: of the input, for all gates, ``[time, batch, gates * hidden]``.
        weights: ``[blocks, hidden, gates, units]`` of blocks of units.
        states: the first ones, h before others.
        constants: ``[count, hidden]``.
        lengths: ``[batch]``.
    """
    steps, batch, _ = shares[1].dims
    hidden = weights[1].dims[1]
    # The last states stand behind the outputs.
    room = shares[1].with_dims([steps + len(states), batch, hidden])
    given = [one for one in (shares, weights, *states, constants, lengths) if one is not None]

    def body(kernel: VectorKernel) -> None:
        _Sequence(op, cell, kernel, shares[1], weights[1], constants, lengths).run()

    def sequences(size: Sizes) -> Any:
        return size(batch)

    value = dispatch(lower, given, room, [sequences], body)
    lower.compute_late(value)
    state = shares[1].with_dims([1, batch, hidden])
    outputs = shares[1].with_dims([steps, batch, hidden])
    lasts = [
        _collapsed(lower, _part(lower, value, lower.size(steps + number), state), state)
        for number in range(len(states))
    ]
    return [_part(lower, value, lower.index(0), outputs), *lasts]


class _Sequence:
    """The steps of one sequence, inside the kernel."""

    def __init__(
        self,
        op: Any,
        cell: Cell,
        kernel: VectorKernel,
        shares: TensorInfo,
        weights: TensorInfo,
        constants: Given | None,
        lengths: Given | None,
    ) -> None:
        self._op, self._cell, self._kernel = op, cell, kernel
        inputs = iter(kernel.inputs)
        self._shares, self._weights = next(inputs), next(inputs)
        self._states = [next(inputs) for _ in cell.states]
        self._constants = None if constants is None else next(inputs)
        self._count = 0 if constants is None else constants[1].numbers(0)[0]
        self._batch = kernel.group[0]
        self._steps = kernel.size(shares.dims[0])
        self._length = self._steps
        if lengths is not None:
            length = tensor.extract(next(inputs), [self._batch])
            length = arith.index_cast(ir.IndexType.get(), length)
            # Whatever a caller gives, nothing outside of the sequence is touched.
            self._length = arith.minsi(arith.maxsi(length, index(0)), self._steps)
        (self._hidden,) = weights.numbers(1)
        self._element = lowered_element_type(shares.dtype)

    def run(self) -> None:
        """Compute and store outputs and last states."""
        # Rows 0 and 1 hold h before and after a step, in turn; the others the other states.
        rows = len(self._states) + 1
        memory = tensor.EmptyOp([rows, self._hidden], self._element).result

        def begin(at: Any, lanes: int, memory: Any) -> Any:
            for number, state in enumerate(self._states):
                value = read(state, [self._batch, at], lanes)
                memory = write(value, memory, [index(_row(number)), at])
            return memory

        memory = self._by_units(memory, begin)
        memory = carried(self._length, 1, memory, self._step)
        last = arith.remui(self._length, index(2))

        def end(at: Any, lanes: int, memory: Any) -> Any:
            for number in range(len(self._states)):
                row = last if number == 0 else index(_row(number))
                place = arith.addi(self._steps, index(number))
                value = read(memory, [row, at], lanes)
                self._kernel.write(value, [place, self._batch, at])
            return memory

        self._by_units(memory, end)
        if self._op.lengths is not None:
            loop(self._steps, 1, self._no_output, first=self._length)

    def _no_output(self, step: Any) -> None:
        """Zeros behind the end of a sequence."""

        def store(at: Any, lanes: int, memory: Any) -> Any:
            self._kernel.write(zeros(lanes, self._element), [step, self._batch, at])
            return memory

        self._by_units(tensor.EmptyOp([1], self._element).result, store)

    def _step(self, number: Any, memory: Any) -> Any:
        """The memory after a step; its output is stored."""
        step = number
        if self._op.is_reverse:
            step = arith.subi(arith.subi(self._length, number), index(1))
        now = arith.remui(number, index(2))
        after = arith.subi(index(1), now)

        def some_units(at: Any, group: Sequence[tuple[int, int]], memory: Any) -> Any:
            products = self._products(at, group, now, memory)
            for (offset, lanes), product in zip(group, products, strict=True):
                place = arith.addi(at, index(offset))
                old = [
                    read(memory, [now if n == 0 else index(_row(n)), place], lanes)
                    for n in range(len(self._states))
                ]
                gates = [
                    read(self._shares, [step, self._batch, self._of_gate(gate, place)], lanes)
                    for gate in range(self._cell.gates)
                ]
                constants = [
                    read(self._constants, [index(row), place], lanes) for row in range(self._count)
                ]
                groups = (gates, product, old, constants)
                made = self._cell.step(*([Number(value) for value in group] for group in groups))
                for n, value in enumerate(made):
                    row = after if n == 0 else index(_row(n))
                    memory = write(value.value, memory, [row, place])
                self._kernel.write(made[0].value, [step, self._batch, place])
            return memory

        whole = self._hidden // KERNEL_UNITS * KERNEL_UNITS
        if whole:
            memory = carried(
                index(whole),
                KERNEL_UNITS,
                memory,
                lambda at, m: some_units(at, pieces(KERNEL_UNITS), m),
            )
        rest = pieces(self._hidden - whole)
        for first in range(0, len(rest), 2):
            memory = some_units(index(whole), rest[first : first + 2], memory)
        return memory

    def _products(
        self, at: Any, group: Sequence[tuple[int, int]], now: Any, memory: Any
    ) -> list[list[Any]]:
        """The state's share of each gate, for each vector of some units."""
        places = [
            (gate, offset, lanes) for offset, lanes in group for gate in range(self._cell.gates)
        ]
        sums = [zeros(lanes, self._element) for *_, lanes in places]
        block = arith.divui(at, index(KERNEL_UNITS))
        op = scf.ForOp(index(0), index(self._hidden), index(1), sums)
        with ir.InsertionPoint(op.body):
            k = op.induction_variable
            h = tensor.extract(memory, [now, k])
            scf.YieldOp(
                [
                    math.fma(
                        vector.broadcast(total.type, h),
                        read(self._weights, [block, k, index(gate), index(offset)], lanes),
                        total,
                    )
                    for total, (gate, offset, lanes) in zip(op.inner_iter_args, places, strict=True)
                ]
            )
        gates, values = self._cell.gates, list(op.results)
        return [values[first : first + gates] for first in range(0, len(values), gates)]

    def _of_gate(self, gate: int, unit: Any) -> Any:
        return arith.addi(unit, index(gate * self._hidden))

    def _by_units(self, memory: Any, body: Callable[[Any, int, Any], Any]) -> Any:
        """What a tensor is after all vectors of units."""
        for first, lanes in pieces(self._hidden, whole=True):
            if lanes * 2 > self._hidden - first:
                memory = body(index(first), lanes, memory)
            else:
                last = index((self._hidden - first) // lanes * lanes)
                memory = carried(last, lanes, memory, partial(_turned, body, lanes))
        return memory


def _turned(body: Callable[[Any, int, Any], Any], lanes: int, at: Any, memory: Any) -> Any:
    return body(at, lanes, memory)


def _row(state: int) -> int:
    """Where the memory holds a state: row 1 is a second one for h."""
    return 0 if state == 0 else state + 1


def _part(lower: Lowering, value: Any, first: Any, info: TensorInfo) -> Any:
    """Some neighbouring rows of the kernel's result."""
    dynamic = ir.ShapedType.get_dynamic_size()
    sizes = [size if isinstance(size, int) else dynamic for size in info.dims]
    return tensor.extract_slice(
        lower.type(info),
        value,
        [first],
        lower.dynamic_sizes(info),
        [],
        [dynamic, *[0] * (info.rank - 1)],
        sizes,
        [1] * info.rank,
    )


def _collapsed(lower: Lowering, value: Any, info: TensorInfo) -> Any:
    return reshape_value(lower, value, info, info.with_dims(info.dims[1:]))
