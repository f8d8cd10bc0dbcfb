"""Mapping of decompositions, and of what is read from them."""

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.linear_solve import matrix_sizes
from paddle_mlir.importers.paddle.attributes import flag, real, text
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

program_desc_rule("cholesky", pd.Cholesky, {"X": "x"})


def _results(op_class: Any, x: Term, **attributes: Any) -> list[Term]:
    return [Term(x.build, v) for v in x.build.emit_all(op_class, x.value, **attributes)]


@imports_pir("qr")
@imports_program_desc("qr")
def import_qr(build: ModelBuilder, op: SourceOp) -> None:
    """Two results."""
    (x,) = terms(build, op, "X")
    q, r = _results(pd.Qr, x, mode=text(op, "mode", "reduced"))
    give(build, op, Q=q, R=r)


@imports_pir("eigh", "eigvalsh")
@imports_program_desc("eigh", "eigvalsh")
def import_eigh(build: ModelBuilder, op: SourceOp) -> None:
    """Both results, also where only the eigenvalues are asked for."""
    (x,) = terms(build, op, "X")
    uplo = text(op, "UPLO" if "UPLO" in op.attributes else "uplo", "L")
    values, vectors = _results(pd.Eigh, x, uplo=uplo)
    give(build, op, Eigenvalues=values, Eigenvectors=vectors)


@imports_pir("svd")
@imports_program_desc("svd")
def import_svd(build: ModelBuilder, op: SourceOp) -> None:
    """Singular vectors; ``full_matrices`` adds others that make both matrices square."""
    (x,) = terms(build, op, "X")
    rows, columns = matrix_sizes(x.info)
    u, s, vh = _results(pd.Svd, x)
    if flag(op, "full_matrices"):
        if rows > columns:
            u = _completed(u)
        elif rows < columns:
            rank = x.info.rank
            swap = (*range(rank - 2), rank - 1, rank - 2)
            vh = _completed(vh.transpose(*swap)).transpose(*swap)
    give(build, op, U=u, S=s, VH=vh)


def _completed(x: Term) -> Term:
    """Orthogonal columns, and behind them others orthogonal to all."""
    rows, columns = matrix_sizes(x.info)
    basis = _results(pd.Qr, x, mode="complete")[0]
    others = basis.apply(pd.Slice, None, None, axes=(-1,), starts=(columns,), ends=(rows,))
    return Term(x.build, x.build.emit(pd.Concat, [x.value, others.value], axis=-1))


@imports_pir("svdvals")
def import_svdvals(build: ModelBuilder, op: SourceOp) -> None:
    """The singular values alone."""
    (x,) = terms(build, op, "X")
    give(build, op, S=_results(pd.Svd, x)[1])


def _magnitudes(op: SourceOp, x: Term) -> Term:
    """Singular values, which for a symmetric matrix are the eigenvalues' sizes."""
    if flag(op, "hermitian"):
        return _results(pd.Eigh, x)[0].apply(pd.Abs)
    return _results(pd.Svd, x)[1]


def _default_tolerance(x: Term) -> float:
    precision = {"float32": 2.0**-23, "float64": 2.0**-52}[x.dtype]
    return precision * max(matrix_sizes(x.info))


def _count_above(values: Term, bound: Term) -> Term:
    """How many of each row of numbers are above its bound."""
    above = values.apply(pd.GreaterThan, bound.unsqueeze(-1))
    return above.cast("int64").sum(-1)


@imports_pir("matrix_rank", "matrix_rank_tol")
@imports_program_desc("matrix_rank")
def import_matrix_rank(build: ModelBuilder, op: SourceOp) -> None:
    """How many singular values are above ``tol``, by default epsilon * longest side * largest."""
    x, tolerance = terms(build, op, "X", "TolTensor")
    values = _magnitudes(op, x)
    if flag(op, "use_default_tol", tolerance is None):
        bound = values.apply(pd.Max, axis=(-1,)) * _default_tolerance(x)
    elif tolerance is None:
        bound = values.number(real(op, "tol", 0.0))
    else:
        bound = tolerance.cast(x.dtype)
    # Paddle 2 counted in int32.
    count = _count_above(values, bound)
    give(build, op, Out=count if op.kind == "pir" else count.cast("int32"))


@imports_pir("matrix_rank_atol_rtol")
def import_matrix_rank_atol_rtol(build: ModelBuilder, op: SourceOp) -> None:
    """How many singular values are above both ``atol`` and ``rtol`` times the largest one."""
    x, absolute, relative = terms(build, op, "X", "Atol", "Rtol")
    values = _magnitudes(op, x)
    largest = values.apply(pd.Max, axis=(-1,))
    if relative is None:
        # The default for rtol holds only where atol lets everything through.
        default = largest * _default_tolerance(x)
        bound = absolute.above(0.0).choose(absolute, default)
    else:
        bound = absolute.apply(pd.Maximum, relative * largest)
    give(build, op, Out=_count_above(values, bound))


@imports_pir("lstsq")
@imports_program_desc("lstsq")
def import_lstsq(build: ModelBuilder, op: SourceOp) -> None:
    """The shortest ``out`` for which ``x @ out`` is nearest to ``y``, from singular values.

    Singular values up to ``rcond`` times the largest one count as 0. The other results are what
    Paddle's driver gives: the rank but from gels, singular values from gelsd and gelss.

    Residuals are the squares of what is left, summed over each column (Paddle 3: not from gelsy).
    """
    x, y, rcond = terms(build, op, "X", "Y", "Rcond")
    limit = real(op, "rcond", 0.0)
    if rcond is not None:
        limit = rcond.cast(x.dtype).reshape()
    driver = text(op, "driver", "gelsy")
    u, s, vh = _results(pd.Svd, x)
    bound = s.apply(pd.Max, axis=(-1,)) * limit
    is_kept = s.apply(pd.GreaterThan, bound.unsqueeze(-1))
    # 1/s, or 0 where s counts as 0.
    inverse = is_kept.choose(1.0 / is_kept.choose(s, 1.0), 0.0)
    projected = u.apply(pd.Matmul, y, transpose_x=True) * inverse.unsqueeze(-1)
    solution = vh.apply(pd.Matmul, projected, transpose_x=True)
    results: dict[str, Term | None] = {"Solution": solution}
    rows, columns = matrix_sizes(x.info)
    if rows > columns and (driver != "gelsy" or op.kind == "program_desc"):
        rest = x.apply(pd.Matmul, solution) - y
        results["Residuals"] = rest.apply(pd.Square).sum(-2)
    else:
        results["Residuals"] = _nothing(x)
    results["Rank"] = None if driver == "gels" else is_kept.cast("int32").sum(-1)
    results["SingularValues"] = s if driver in ("gelsd", "gelss") else _nothing(x)
    give(build, op, **results)


def _nothing(x: Term) -> Term:
    """An empty tensor of the dtype of ``x``."""
    return Term(x.build, x.build.emit(pd.Full, value=0.0, dtype=x.dtype, shape=(0,)))
