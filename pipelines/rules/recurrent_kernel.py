"""Rules that choose how recurrent layers are computed on a CPU."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.recurrent import KERNEL_UNITS
from paddle_mlir.pipelines.rewriting import Match, rule

MOST_SEQUENCES = 4
"""More read the weights of a step together, as one product."""
MOST_HIDDEN = 1024
"""Units whose states fit into a kernel's own memory."""


@rule(pd.Lstm, pd.Gru, pd.SimpleRnn)
def layer_into_one_kernel(op: Any, match: Match) -> Any:
    """``layer(x)``: a dispatch for each sequence in place of two or more for each step.

    One core with AVX-512, IREE 3.13.0: a step of an LSTM of 128 units takes 10 us written out (32
    steps, iree-benchmark-module), 22 us in a loop and 4.4 us so (128 steps, ``make bench``).
    """
    if op.in_one_kernel:
        match.fail()
    state = match.sizes(op.h)
    match.require(state.dtype == "float32", "the dtype is not float32")
    is_known = isinstance(state.dims[1], int) and state.dims[1] <= MOST_HIDDEN
    match.require(is_known, f"the hidden size is not known or above {MOST_HIDDEN}")
    is_few = not isinstance(state.dims[0], int) or state.dims[0] <= MOST_SEQUENCES
    match.require(is_few, f"there are more than {MOST_SEQUENCES} sequences")
    resets = isinstance(op, pd.Gru) and op.resets_state
    match.require(not resets, "the layer resets its state before the product")
    match.constant(op.w_hh, "the layer's weight of the state")
    operands = dict(op.grouped_operands())
    operands |= {"w_hh": by_blocks(match, op.w_hh)}
    attributes = op.attribute_values() | {"in_one_kernel": True}
    match.emit(type(op), *operands.values(), **attributes)
    return list(match.built[-1].results)


def by_blocks(match: Match, weight: Any) -> Any:
    """``[gates * hidden, hidden]`` as ``[blocks, hidden, gates, units]``, which is read in order.

    Two layers of 650 units, 35 steps: 12.7 ms where rows of all units are read, 6.2 so.
    """
    rows, hidden = match.info(weight).numbers(0, 1)
    gates, blocks = rows // hidden, -(-hidden // KERNEL_UNITS)
    value = match.emit(pd.Reshape, weight, shape=(gates, hidden, hidden))
    if hidden % KERNEL_UNITS:
        zeros = blocks * KERNEL_UNITS - hidden
        value = match.emit(pd.Pad, value, None, paddings=(0, zeros), axes=(1,))
    value = match.emit(pd.Reshape, value, shape=(gates, blocks, KERNEL_UNITS, hidden))
    return match.emit(pd.Transpose, value, perm=(1, 3, 0, 2))


@rule(pd.Lstm, pd.Gru, pd.SimpleRnn)
def product_of_inputs(op: Any, match: Match) -> Any:
    """``layer(x, w_ih) = layer(x @ w_ih.T)``: a product whose weights can be packed.

    35 steps of 650 units: 1.4 ms in place of 3.8.
    """
    if op.w_ih is None:
        match.fail()
    match.constant(op.w_ih, "the layer's weight of the input")
    match.static(op.w_ih, "the layer's weight of the input")
    weight = match.emit(pd.Transpose, op.w_ih, perm=(1, 0))
    operands = dict(op.grouped_operands())
    operands |= {"x": match.emit(pd.Matmul, op.x, weight), "w_ih": None}
    match.emit(type(op), *operands.values(), **op.attribute_values())
    return list(match.built[-1].results)


RECURRENT_KERNELS = (layer_into_one_kernel, product_of_inputs)
