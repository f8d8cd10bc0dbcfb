"""Mapping of products of matrices and vectors that are short formulas of others."""

import math

import numpy as np

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.importers.paddle.attributes import real, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, term_list, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

# How Paddle writes "the first axis of size 3".
_NO_AXIS = 9


@imports_pir("bmm")
@imports_program_desc("bmm")
def import_bmm(build: ModelBuilder, op: SourceOp) -> None:
    """The products of two batches of matrices."""
    x, y = terms(build, op, "X", "Y")
    give(build, op, Out=x.apply(pd.Matmul, y))


@imports_pir("mv")
@imports_program_desc("mv")
def import_mv(build: ModelBuilder, op: SourceOp) -> None:
    """A matrix times a vector."""
    x, vector = terms(build, op, "X", "Vec")
    give(build, op, Out=x.apply(pd.Matmul, vector))


@imports_pir("dot")
@imports_program_desc("dot")
def import_dot(build: ModelBuilder, op: SourceOp) -> None:
    """``sum(x * y)`` over the last axis."""
    x, y = terms(build, op, "X", "Y")
    give(build, op, Out=(x * y).sum(-1))


@imports_pir("addmm", "baddbmm")
@imports_program_desc("addmm", "baddbmm")
def import_addmm(build: ModelBuilder, op: SourceOp) -> None:
    """``beta * input + alpha * (x @ y)``."""
    start, x, y = terms(build, op, "Input", "X", "Y")
    alpha, beta = (
        real(op, name if name in op.attributes else name.capitalize(), 1.0)
        for name in ("alpha", "beta")
    )
    product = x.apply(pd.Matmul, y)
    if alpha != 1.0:
        product = product * alpha
    if beta != 1.0:
        start = start * beta
    give(build, op, Out=start + product)


@imports_pir("multi_dot")
@imports_program_desc("multi_dot")
def import_multi_dot(build: ModelBuilder, op: SourceOp) -> None:
    """The product of all operands in the order that takes the fewest multiplications."""
    factors = term_list(build, op, "X", 0)
    sizes = [factors[0].info.dims[-2] if factors[0].info.rank == 2 else 1]
    sizes += [factor.info.dims[-1] if factor.info.rank == 2 else 1 for factor in factors]
    if factors[-1].info.rank == 1:
        sizes[-2] = factors[-1].info.dims[0]
    # Dynamic sizes count as long ones.
    costs = [size if isinstance(size, int) else 1024 for size in sizes]
    give(build, op, Out=_chain(factors, costs))


def _chain(factors: list[Term], sizes: list[int]) -> Term:
    """The product of matrices whose sizes are ``sizes[i]`` by ``sizes[i + 1]``."""
    count = len(factors)
    # For each run of factors its cost, and its product.
    best: dict[tuple[int, int], tuple[int, int]] = {(i, i): (0, i) for i in range(count)}
    for length in range(1, count):
        for first in range(count - length):
            last = first + length
            best[first, last] = min(
                (
                    best[first, cut][0]
                    + best[cut + 1, last][0]
                    + sizes[first] * sizes[cut + 1] * sizes[last + 1],
                    cut,
                )
                for cut in range(first, last)
            )

    def product(first: int, last: int) -> Term:
        if first == last:
            return factors[first]
        cut = best[first, last][1]
        return product(first, cut).apply(pd.Matmul, product(cut + 1, last))

    return product(0, count - 1)


@imports_pir("kron")
@imports_program_desc("kron")
def import_kron(build: ModelBuilder, op: SourceOp) -> None:
    """Kronecker product: every element of ``x`` times the whole of ``y``."""
    x, y = terms(build, op, "X", "Y")
    rank = max(x.info.rank, y.info.rank)
    x, y = (term.unsqueeze(*range(rank - term.info.rank)) for term in (x, y))
    # Axes of x and y take turns, and each pair becomes one.
    product = x.unsqueeze(*range(1, 2 * rank, 2)) * y.unsqueeze(*range(0, 2 * rank, 2))
    for axis in range(rank):
        product = product.apply(pd.Flatten, start_axis=axis, stop_axis=axis + 1)
    give(build, op, Out=product)


@imports_pir("cross")
@imports_program_desc("cross")
def import_cross(build: ModelBuilder, op: SourceOp) -> None:
    """Cross product of vectors along an axis of size 3, by default the first such axis."""
    x, y = terms(build, op, "X", "Y")
    axis = whole(op, "axis" if "axis" in op.attributes else "dim", _NO_AXIS)
    if axis == _NO_AXIS:
        if 3 not in x.info.dims:
            raise ValueError(f"operand 'x' must have an axis of size 3, got {x.info}")
        axis = x.info.dims.index(3)
    axis = x.info.axis(axis)
    if x.info.dims[axis] != 3 or y.info.dims[axis] != 3:
        raise ValueError(f"axis {axis} must have size 3, got {x.info} and {y.info}")
    after, before = (
        build.emit(pd.Constant, value=np.array(order)) for order in ([1, 2, 0], [2, 0, 1])
    )
    give(
        build,
        op,
        Out=x.apply(pd.Gather, after, axis=axis) * y.apply(pd.Gather, before, axis=axis)
        - x.apply(pd.Gather, before, axis=axis) * y.apply(pd.Gather, after, axis=axis),
    )


@imports_pir("bilinear")
@imports_program_desc("bilinear_tensor_product")
def import_bilinear(build: ModelBuilder, op: SourceOp) -> None:
    """``out[b, o] = sum over i and j of x[b, i] * weight[o, i, j] * y[b, j]``, plus the bias."""
    x, y, weight, bias = terms(build, op, "X", "Y", "Weight", "Bias")
    outputs, _, columns = weight.info.dims
    if not isinstance(outputs, int) or not isinstance(columns, int):
        raise ValueError(f"operand 'weight' must have static sizes, got {weight.info}")
    matrix = weight.transpose(1, 0, 2).reshape(0, outputs * columns)
    rows = x.apply(pd.Matmul, matrix).reshape(-1, outputs, columns)
    result = rows.apply(pd.Matmul, y.unsqueeze(2)).apply(pd.Squeeze, axis=(2,))
    give(build, op, Out=result if bias is None else result + bias)


@imports_pir("dist")
@imports_program_desc("dist")
def import_dist(build: ModelBuilder, op: SourceOp) -> None:
    """``p``-norm of ``x - y`` over all elements; with ``p`` 0 the number of different ones."""
    x, y = terms(build, op, "X", "Y")
    power = real(op, "p", 2.0)
    size = (x - y).apply(pd.Abs)
    if power == 0:
        result = size.apply(pd.NotEqual, size.number(0.0)).cast(size.dtype).sum()
    elif math.isinf(power):
        result = size.apply(pd.Max if power > 0 else pd.Min)
    elif power == 1:
        result = size.sum()
    elif power == 2:
        result = size.apply(pd.Square).sum().apply(pd.Sqrt)
    else:
        result = size.apply(pd.Pow, y=power).sum().apply(pd.Pow, y=1.0 / power)
    give(build, op, Out=result)


@imports_pir("matrix_power")
@imports_program_desc("matrix_power")
def import_matrix_power(build: ModelBuilder, op: SourceOp) -> None:
    """The product of ``n`` times ``x``, by squaring; of its inverse for a negative ``n``."""
    (x,) = terms(build, op, "X")
    exponent = whole(op, "n", 1)
    give(build, op, Out=matrix_power(x, exponent))


def matrix_power(x: Term, exponent: int) -> Term:
    """``x ** exponent`` for square matrices in the last two dimensions."""
    unit = identity(x)
    if exponent == 0:
        return x.apply(pd.FullLike, value=0.0, dtype=x.dtype) + unit
    square = x if exponent > 0 else x.apply(pd.Solve, unit)
    result = None
    remaining = abs(exponent)
    while remaining > 0:
        if remaining % 2 == 1:
            result = square if result is None else result.apply(pd.Matmul, square)
        remaining //= 2
        if remaining > 0:
            square = square.apply(pd.Matmul, square)
    assert result is not None
    return result


def identity(x: Term) -> Term:
    """The identity matrix that the square matrices ``x`` multiply.

    Raises:
        ValueError: they have no static size.
    """
    size = x.info.dims[-1] if x.info.rank >= 2 else None
    if not isinstance(size, int):
        raise ValueError(f"operand 'x' must be square matrices of a static size, got {x.info}")
    value = np.eye(size, dtype=dtypes.to_numpy(x.dtype))
    return Term(x.build, x.build.emit(pd.Constant, value=value))
