"""Mapping of norms of vectors, and of what is scaled by them."""

from __future__ import annotations

import math

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, whole, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp


def vector_norm(x: Term, order: float, axes: tuple[int, ...], keepdim: bool) -> Term:
    """``sum(|x| ** order) ** (1 / order)`` over ``axes``, all of them when none is named.

    Of order 0 the number of elements that are not 0, of infinite order the largest or smallest.
    """
    size = x.apply(pd.Abs)
    if math.isinf(order):
        extreme = pd.Max if order > 0 else pd.Min
        return size.apply(extreme, axis=axes, keepdim=keepdim)
    wide = size.wide()
    if order == 0:
        powers = wide.apply(pd.NotEqual, wide.number(0.0)).cast(wide.dtype)
        return powers.sum(*axes, keepdim=keepdim).cast(x.dtype)
    if order == 1:
        return wide.sum(*axes, keepdim=keepdim).cast(x.dtype)
    if order == 2:
        total = (wide * wide).sum(*axes, keepdim=keepdim)
        return total.apply(pd.Sqrt).cast(x.dtype)
    total = wide.apply(pd.Pow, y=order).sum(*axes, keepdim=keepdim)
    return total.apply(pd.Pow, y=1.0 / order).cast(x.dtype)


@imports_pir("p_norm")
@imports_program_desc("p_norm")
def import_p_norm(build: ModelBuilder, op: SourceOp) -> None:
    """The norm of order ``porder`` along ``axis``, or of all elements with ``asvector``."""
    (x,) = terms(build, op, "X")
    is_vector = flag(op, "asvector") or x.info.rank == 0
    axes = () if is_vector else (whole(op, "axis", -1),)
    order, keepdim = real(op, "porder", 2.0), flag(op, "keepdim")
    give(build, op, Out=vector_norm(x, order, axes, keepdim))


@imports_pir("frobenius_norm")
def import_pir_frobenius_norm(build: ModelBuilder, op: SourceOp) -> None:
    """``sqrt(sum(x * x))``; the axes are a constant operand."""
    axis = build.constant(build.required(op, "1")) if op.operand_list("1") else None
    if op.operand_list("1") and axis is None:
        raise ValueError("operand 'axis' must be a constant")
    axes = wholes(op, "axis", ()) if axis is None else tuple(axis.reshape(-1).tolist())
    _frobenius_norm(build, op, axes)


@imports_program_desc("frobenius_norm")
def import_frobenius_norm(build: ModelBuilder, op: SourceOp) -> None:
    """The same with the axes as attribute ``dim``."""
    _frobenius_norm(build, op, wholes(op, "dim", ()))


def _frobenius_norm(build: ModelBuilder, op: SourceOp, axes: tuple[int, ...]) -> None:
    x = Term(build, build.required(op, "0" if op.kind == "pir" else "X"))
    chosen = () if flag(op, "reduce_all") else axes
    keepdim = flag(op, "keep_dim", flag(op, "keepdim"))
    norm = vector_norm(x, 2.0, chosen, keepdim).value
    build.set(op, "0" if op.kind == "pir" else "Out", norm)


@imports_pir("norm")
@imports_program_desc("norm")
def import_norm(build: ModelBuilder, op: SourceOp) -> None:
    """``x / sqrt(sum(x * x) + epsilon)`` along ``axis``; the divisor is the second result."""
    (x,) = terms(build, op, "X")
    axis, epsilon = whole(op, "axis", -1), real(op, "epsilon", 1e-10)
    wide = x.wide()
    norm = ((wide * wide).sum(axis, keepdim=True) + epsilon).apply(pd.Sqrt)
    give(build, op, Out=(wide / norm).cast(x.dtype), Norm=norm.cast(x.dtype))


@imports_pir("clip_by_norm")
@imports_program_desc("clip_by_norm")
def import_clip_by_norm(build: ModelBuilder, op: SourceOp) -> None:
    """``x``, shortened to ``max_norm`` where its norm is larger."""
    (x,) = terms(build, op, "X")
    bound, wide = real(op, "max_norm"), x.wide()
    norm = vector_norm(wide, 2.0, (), keepdim=False)
    factor = norm.above(bound).choose(bound / norm, 1.0)
    give(build, op, Out=(wide * factor).cast(x.dtype))


@imports_pir("squared_l2_norm")
@imports_program_desc("squared_l2_norm")
def import_squared_l2_norm(build: ModelBuilder, op: SourceOp) -> None:
    """``sum(x * x)`` as one element."""
    (x,) = terms(build, op, "X")
    wide = x.wide()
    give(build, op, Out=(wide * wide).sum().cast(x.dtype).reshape(1))


@imports_pir("l1_norm")
@imports_program_desc("l1_norm")
def import_l1_norm(build: ModelBuilder, op: SourceOp) -> None:
    """``sum(|x|)``."""
    (x,) = terms(build, op, "X")
    give(build, op, Out=x.apply(pd.Abs).sum())


@imports_pir("renorm")
@imports_program_desc("renorm")
def import_renorm(build: ModelBuilder, op: SourceOp) -> None:
    """Each part of ``x`` along ``axis``, shortened to ``max_norm`` where its norm is larger."""
    (x,) = terms(build, op, "X")
    kept = x.info.axis(whole(op, "axis"))
    order, bound = real(op, "p"), real(op, "max_norm")
    axes = tuple(axis for axis in range(x.info.rank) if axis != kept)
    norm = vector_norm(x, order, axes, keepdim=True)
    factor = norm.above(bound).choose(bound / (norm + 1e-7), 1.0)
    give(build, op, Out=x * factor)


@imports_pir("spectral_norm")
@imports_program_desc("spectral_norm")
def import_spectral_norm(build: ModelBuilder, op: SourceOp) -> None:
    """``weight / sigma``; sigma is its largest singular value, by steps of power iteration."""
    weight, u, v = terms(build, op, "Weight", "U", "V")
    rank, first = weight.info.rank, weight.info.axis(whole(op, "dim", 0))
    perm = (first, *(axis for axis in range(rank) if axis != first))
    matrix = weight.transpose(*perm) if first else weight
    matrix = matrix.apply(pd.Flatten, start_axis=1, stop_axis=-1)
    epsilon = real(op, "eps", 1e-12)

    def unit(vector: Term) -> Term:
        return vector / (vector_norm(vector, 2.0, (), keepdim=False) + epsilon)

    for _ in range(whole(op, "power_iters", 1)):
        v = unit(u.apply(pd.Matmul, matrix))
        u = unit(matrix.apply(pd.Matmul, v))
    sigma = u.apply(pd.Matmul, matrix.apply(pd.Matmul, v))
    give(build, op, Out=weight / sigma)
