"""Rules of recurrent layers: a linear layer before them goes into their weights."""

from __future__ import annotations

from typing import Any

from torch_mlir import ir

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.symbolic import is_not_negative
from paddle_mlir.pipelines.rewriting import Match, is_constant, maker, op_name, rule
from paddle_mlir.pipelines.rules.parallel_matrix import copied, users

_LAYERS = (pd.Lstm, pd.Gru, pd.SimpleRnn)
_SWAPPED = (1, 0, 2)


def _is_cheaper(match: Match, op: Any, weight: Any) -> bool:
    """True when the layers that read a linear layer multiply less without it."""
    if op.w_ih is None:
        return True
    inner, features = match.info(weight).dims
    rows = match.info(op.w_ih).dims[0]
    readers = sum(1 for _ in op.x.uses)
    # All are numbers: the weights are static.
    saved = inner * features + readers * features * rows - readers * inner * rows
    return is_not_negative(saved)


def _is_vector(match: Match, value: Any, size: Any) -> bool:
    return bool(match.info(value).dims == (size,))


@rule(*_LAYERS, paddle="mul_lstm_fuse_pass, fc_lstm_fuse_pass, mul_gru_fuse_pass, fc_gru_fuse_pass")
def linear_into_recurrent(op: Any, match: Match) -> Any:
    """``rnn(x @ w + b, w_ih, b_ih) = rnn(x, w_ih @ w.T, w_ih @ b + b_ih)``, transposed or not."""
    if op.in_one_kernel:
        match.fail()
    transpose = maker(op.x)
    is_swapped = isinstance(transpose, pd.Transpose) and tuple(transpose.perm) == _SWAPPED
    value, bias = transpose.x if is_swapped else op.x, None
    if is_swapped:
        match.producer(op.x, pd.Transpose)
    if isinstance(maker(value), pd.Add):
        add = match.producer(value, pd.Add)
        product, bias = match.commuted(add, pd.Matmul)
    else:
        product = match.producer(value, pd.Matmul)
    match.require(
        all(isinstance(use.owner.opview, _LAYERS) for use in op.x.uses),
        "the linear layer has other uses",
    )
    if is_swapped:
        match.only_use(maker(value), *([product] if bias is not None else []))
    elif bias is not None:
        match.only_use(product)
    match.require(not product.transpose_x, f"{op_name(product)} transposes its first operand")
    match.require(match.info(product.x).rank == 3, "its operand is of another rank")
    match.require(match.info(product.y).rank == 2, "its weight is no matrix")
    match.constant(product.y, "its weight")
    match.static(product.y, "its weight")
    match.require(not product.transpose_y, "its weight is transposed")
    inner, features = match.info(product.y).dims
    if bias is not None:
        match.constant(bias, "its bias")
        match.require(_is_vector(match, bias, features), "its bias is no vector")
    if op.w_ih is not None:
        match.constant(op.w_ih, "the layer's weight of the input")
        match.static(op.w_ih, "the layer's weight of the input")
        match.require(_is_cheaper(match, op, product.y), f"{inner} inputs are more work")
    x = product.x
    if is_swapped:
        x = match.emit(pd.Transpose, x, perm=_SWAPPED)
    if op.w_ih is None:
        weight, shift = match.emit(pd.Transpose, product.y, perm=(1, 0)), bias
    else:
        weight = match.emit(pd.Matmul, op.w_ih, product.y, transpose_y=True)
        shift = None if bias is None else _product_with_vector(match, op.w_ih, bias)
    operands = dict(op.grouped_operands())
    operands |= {"x": x, "w_ih": weight}
    if shift is not None:
        operands["b_ih"] = shift if op.b_ih is None else match.emit(pd.Add, op.b_ih, shift)
    match.emit(type(op), *operands.values(), **op.attribute_values())
    return list(match.built[-1].results)


def _product_with_vector(match: Match, matrix: Any, vector: Any) -> Any:
    rows = match.info(matrix).dims[0]
    column = match.emit(pd.Reshape, vector, None, shape=(-1, 1))
    return match.emit(pd.Reshape, match.emit(pd.Matmul, matrix, column), None, shape=(rows,))


@rule(*_LAYERS, paddle="multi_gru_fuse_pass")
def directions_share_product(op: Any, match: Match) -> Any:
    """``rnn(x, v), rnn(x, w) = rnn(part of x @ [v, w]), rnn(other part)``: one product for both."""
    if op.w_ih is None:
        match.fail()
    readers = [one for one in users(op.x) if isinstance(one, type(op)) and one.x == op.x]
    others = [one for one in readers if one != op and one.w_ih is not None]
    if not others or readers[0] != op:
        match.fail()
    other = others[0]
    for one in (op, other):
        match.constant(one.w_ih, "the layer's weight of the input")
        match.static(one.w_ih, "the layer's weight of the input")
    groups = other.grouped_operands()
    rest = {name: value for name, value in groups.items() if name not in ("x", "w_ih")}
    match.require(
        all(value is None or _is_before(value, op) for value in rest.values()),
        "the other layer waits for what comes in between",
    )
    rows = [match.info(one.w_ih).dims[0] for one in (op, other)]
    weights = [op.w_ih, copied(match, other.w_ih)]
    weight = match.emit(pd.Concat, weights, axis=0)
    product = match.emit(pd.Matmul, op.x, weight, transpose_y=True)
    results = []
    for index, one in enumerate((op, other)):
        part = match.emit(pd.Split, product, index=index, sections=tuple(rows), axis=2)
        operands = dict(one.grouped_operands())
        if one == other:
            operands |= {
                name: copied(match, value) if value is not None and is_constant(value) else value
                for name, value in rest.items()
            }
        operands |= {"x": part, "w_ih": None}
        match.emit(type(one), *operands.values(), **one.attribute_values())
        results.append(list(match.built[-1].results))
    match.replace(other, results[1])
    return results[0]


def _is_before(value: Any, op: Any) -> bool:
    """True where a value can be used before ``op``: it can be built again, or is there."""
    owner = value.owner
    if is_constant(value) or isinstance(owner, ir.Block):
        return True
    same_block = owner.operation.block == op.operation.block
    return same_block and bool(owner.operation.is_before_in_block(op.operation))


RECURRENT = (linear_into_recurrent, directions_share_product)
