"""Mapping of systems of linear equations."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, text
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.matrix_products import identity
from paddle_mlir.importers.paddle.source import SourceOp

program_desc_rule("triangular_solve", pd.TriangularSolve, {"X": "x", "Y": "y"})
program_desc_rule("determinant", pd.Det, {"Input": "x"})
program_desc_rule("slogdeterminant", pd.Slogdet, {"Input": "x"})


@imports_pir("solve")
@imports_program_desc("solve")
def import_solve(build: ModelBuilder, op: SourceOp) -> None:
    """``out`` such that ``x @ out = y``; ``y`` may be a vector for each matrix."""
    x, y = terms(build, op, "X", "Y")
    is_vector = y.info.rank == 1 or y.info.dims == x.info.dims[:-1]
    solution = x.apply(pd.Solve, y.unsqueeze(-1) if is_vector else y)
    give(build, op, Out=solution.apply(pd.Squeeze, axis=(-1,)) if is_vector else solution)


@imports_pir("inverse")
@imports_program_desc("inverse")
def import_inverse(build: ModelBuilder, op: SourceOp) -> None:
    """``out`` such that ``x @ out`` is the identity."""
    (x,) = terms(build, op, "Input")
    give(build, op, Output=x.apply(pd.Solve, identity(x)))


@imports_pir("cholesky_solve")
@imports_program_desc("cholesky_solve")
def import_cholesky_solve(build: ModelBuilder, op: SourceOp) -> None:
    """``out`` such that ``A @ out = x`` for the matrix ``A`` whose Cholesky factor is ``y``."""
    x, factor = terms(build, op, "X", "Y")
    upper = flag(op, "upper")
    half = factor.apply(pd.TriangularSolve, x, upper=upper, transpose=upper)
    give(build, op, Out=factor.apply(pd.TriangularSolve, half, upper=upper, transpose=not upper))


@imports_pir("lu")
@imports_program_desc("lu")
def import_lu(build: ModelBuilder, op: SourceOp) -> None:
    """Elimination with exchanges of rows; without them it is not supported, as on Paddle's CPU."""
    (x,) = terms(build, op, "X")
    if not flag(op, "pivot" if "pivot" in op.attributes else "pivots", True):
        raise ValueError("attribute 'pivot' must be true, got false")
    out, pivots, infos = (Term(build, value) for value in build.emit_all(pd.Lu, x.value))
    if op.kind == "program_desc" and infos.info.rank == 0:
        infos = infos.reshape(1)
    give(build, op, Out=out, Pivots=pivots, Infos=infos)


@imports_pir("lu_unpack")
@imports_program_desc("lu_unpack")
def import_lu_unpack(build: ModelBuilder, op: SourceOp) -> None:
    """All three matrices, also where only some are asked for."""
    x, pivots = terms(build, op, "X", "Pivots")
    values = build.emit_all(pd.LuUnpack, x.value, pivots.value)
    permutation, lower, upper = (Term(build, value) for value in values)
    give(build, op, Pmat=permutation, L=lower, U=upper)


@imports_pir("lu_solve")
def import_lu_solve(build: ModelBuilder, op: SourceOp) -> None:
    """``A @ out = b``, or with ``trans`` T or C ``A`` transposed, from the results of ``lu``."""
    b, factors, pivots = terms(build, op, "B", "Lu", "Pivots")
    values = build.emit_all(pd.LuUnpack, factors.value, pivots.value)
    permutation = Term(build, values[0])
    if text(op, "trans", "N") == "N":
        rows = permutation.apply(pd.Matmul, b, transpose_x=True)
        half = factors.apply(pd.TriangularSolve, rows, upper=False, unitriangular=True)
        solution = factors.apply(pd.TriangularSolve, half, upper=True)
    else:
        half = factors.apply(pd.TriangularSolve, b, upper=True, transpose=True)
        half = factors.apply(
            pd.TriangularSolve, half, upper=False, transpose=True, unitriangular=True
        )
        solution = permutation.apply(pd.Matmul, half)
    give(build, op, Out=solution)


@imports_pir("slogdet_v2")
def import_slogdet_v2(build: ModelBuilder, op: SourceOp) -> None:
    """Sign and logarithm as two results."""
    (x,) = terms(build, op, "X")
    both = x.apply(pd.Slogdet)
    sign, logarithm = (both.part(0, which, 2).apply(pd.Squeeze, axis=(0,)) for which in (0, 1))
    give(build, op, Sign=sign, Logdet=logarithm)
