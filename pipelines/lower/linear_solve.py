"""Lowering of systems of linear equations to programs on small matrices."""

from typing import Any

from torch_mlir.dialects import math

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.linear_solve import matrix_sizes, square_size
from paddle_mlir.pipelines.lower.broadcast import elementwise_loop
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.matrix_programs import (
    Array,
    Number,
    Program,
    Variable,
    run_program,
)


def eliminate(
    run: Program,
    matrix: Array,
    rows: int,
    columns: int,
    on_pivot: Any = lambda _row, _pivot_row: None,
) -> None:
    """Make an array upper triangular, with what its rows were multiplied by below the diagonal.

    Args:
        run: the program.
        matrix: of ``rows`` by ``columns``, which may hold right-hand sides too.
        rows: its number of rows.
        columns: its number of columns.
        on_pivot: gets each row and the one it is exchanged with.
    """

    def step(k: Number) -> None:
        largest = run.variable(matrix.get(k, k).absolute())
        place = run.variable(k)

        def search(i: Number) -> None:
            size = matrix.get(i, k).absolute()
            is_larger = size.compare("gt", largest.get())
            largest.set(is_larger.choose(size, largest.get()))
            place.set(is_larger.choose(i, place.get()))

        run.loop(k + 1, rows, search)
        pivot_row = place.get()
        on_pivot(k, pivot_row)

        def exchange(j: Number) -> None:
            upper, lower = matrix.get(k, j), matrix.get(pivot_row, j)
            matrix.set(lower, k, j)
            matrix.set(upper, pivot_row, j)

        run.loop(0, columns, exchange)
        pivot = matrix.get(k, k)
        is_zero = pivot.compare("eq", 0)

        def clear(i: Number) -> None:
            # Below a pivot of 0 all is 0.
            factor = is_zero.choose(run.number(0.0), matrix.get(i, k) / pivot)
            matrix.set(factor, i, k)

            def subtract(j: Number) -> None:
                matrix.set(matrix.get(i, j) - factor * matrix.get(k, j), i, j)

            run.loop(k + 1, columns, subtract)

        run.loop(k + 1, rows, clear)

    run.loop(0, min(rows, columns), step)


def _over_batch(lower: Lowering, operand: Any, batch: tuple[Any, ...]) -> Any:
    """The matrices repeated over a batch that theirs broadcasts to."""
    info = lower.info(operand)
    target = info.with_dims((*batch, *info.dims[-2:]))
    if info.dims == target.dims:
        return lower[operand]
    return elementwise_loop(lower, target, [(lower[operand], info)], lambda x: x)


@lowers(pd.Solve)
def lower_solve(lower: Lowering, op: pd.Solve) -> Any:
    """Elimination with one column of ``y`` beside the matrix, then substitution."""
    size = square_size(lower.info(op.x))
    batch = lower.result.dims[:-2]
    x, y = (_over_batch(lower, operand, batch) for operand in (op.x, op.y))

    def solution(run: Program, position: list[Number]) -> Number:
        *at, row, column = position
        matrix = run.array(size, size + 1)
        last = run.index(size)

        def copy(i: Number) -> None:
            run.loop(0, size, lambda j: matrix.set(run.read(x, *at, i, j), i, j))
            matrix.set(run.read(y, *at, i, column), i, last)

        run.loop(0, size, copy)
        eliminate(run, matrix, size, size + 1)

        def substitute(step: Number) -> None:
            i = run.index(size - 1) - step
            known = run.sum(i + 1, size, lambda j: matrix.get(i, j) * matrix.get(j, last))
            matrix.set((matrix.get(i, last) - known) / matrix.get(i, i), i, last)

        run.loop(0, size, substitute)
        return matrix.get(row, last)

    return run_program(lower, lower.result, solution)


@lowers(pd.TriangularSolve)
def lower_triangular_solve(lower: Lowering, op: pd.TriangularSolve) -> Any:
    """Substitution, from the first row of a lower triangle or the last of an upper one."""
    size = square_size(lower.info(op.x))
    batch = lower.result.dims[:-2]
    x, y = (_over_batch(lower, operand, batch) for operand in (op.x, op.y))
    is_lower = op.upper == op.transpose

    def solution(run: Program, position: list[Number]) -> Number:
        *at, row, column = position
        known = run.array(size)

        def coefficient(i: Number, j: Number) -> Number:
            return run.read(x, *at, *((j, i) if op.transpose else (i, j)))

        def substitute(step: Number) -> None:
            i = step if is_lower else run.index(size - 1) - step
            first, last = (run.index(0), i) if is_lower else (i + 1, run.index(size))
            done = run.sum(first, last, lambda j: coefficient(i, j) * known.get(j))
            rest = run.read(y, *at, i, column) - done
            known.set(rest if op.unitriangular else rest / coefficient(i, i), i)

        run.loop(0, size, substitute)
        return known.get(row)

    return run_program(lower, lower.result, solution)


def _pivots(run: Program, x: Any, at: list[Number], size: int) -> tuple[Array, Variable]:
    """A matrix after elimination, and the sign that its exchanges of rows give."""
    matrix = run.load(x, at, size, size)
    sign = run.variable(run.number(1.0))

    def turn(row: Number, pivot_row: Number) -> None:
        stays = row.compare("eq", pivot_row)
        sign.set(stays.choose(sign.get(), sign.get() * -1.0))

    eliminate(run, matrix, size, size, turn)
    return matrix, sign


@lowers(pd.Det)
def lower_det(lower: Lowering, op: pd.Det) -> Any:
    """The product of the pivots."""
    size, x = square_size(lower.info(op.x)), lower[op.x]

    def determinant(run: Program, position: list[Number]) -> Number:
        matrix, product = _pivots(run, x, position, size)
        run.loop(0, size, lambda i: product.set(product.get() * matrix.get(i, i)))
        return product.get()

    return run_program(lower, lower.result, determinant)


@lowers(pd.Slogdet)
def lower_slogdet(lower: Lowering, op: pd.Slogdet) -> Any:
    """The product of the pivots' signs, and the sum of the logarithms of their sizes."""
    size, x = square_size(lower.info(op.x)), lower[op.x]

    def part(run: Program, position: list[Number]) -> Number:
        which, *at = position
        matrix, sign = _pivots(run, x, at, size)
        logarithm = run.variable(run.number(0.0))

        def follow(i: Number) -> None:
            pivot = matrix.get(i, i)
            own = pivot.compare("eq", 0).choose(run.number(0.0), run.number(1.0).with_sign(pivot))
            sign.set(sign.get() * own)
            size_of_pivot = pivot.absolute().value
            logarithm.set(logarithm.get() + Number(run.dtype, math.log(size_of_pivot)))

        run.loop(0, size, follow)
        return which.compare("eq", 0).choose(sign.get(), logarithm.get())

    return run_program(lower, lower.result, part)


@lowers(pd.Lu)
def lower_lu(lower: Lowering, op: pd.Lu) -> list[Any]:
    """Elimination, for the matrix, the pivots and the first pivot that is 0."""
    info, x = lower.info(op.x), lower[op.x]
    rows, columns = matrix_sizes(info)
    _, pivots_info, infos_info = type(op).infer(info)

    def element(run: Program, position: list[Number]) -> Number:
        *at, row, column = position
        matrix = run.load(x, at, rows, columns)
        eliminate(run, matrix, rows, columns)
        return matrix.get(row, column)

    def pivot(run: Program, position: list[Number]) -> Number:
        *at, wanted = position
        matrix = run.load(x, at, rows, columns)
        found = run.variable(wanted)

        def note(row: Number, pivot_row: Number) -> None:
            found.set(row.compare("eq", wanted).choose(pivot_row, found.get()))

        eliminate(run, matrix, rows, columns, note)
        return (found.get() + 1).cast("int32")

    def first_zero(run: Program, position: list[Number]) -> Number:
        matrix = run.load(x, position, rows, columns)
        eliminate(run, matrix, rows, columns)
        found = run.variable(run.index(0))

        def look(step: Number) -> None:
            i = run.index(min(rows, columns) - 1) - step
            is_zero = matrix.get(i, i).compare("eq", 0)
            found.set(is_zero.choose(i + 1, found.get()))

        run.loop(0, min(rows, columns), look)
        return found.get().cast("int32")

    return [
        run_program(lower, info, element),
        run_program(lower, pivots_info, pivot, info.dtype),
        run_program(lower, infos_info, first_zero, info.dtype),
    ]


@lowers(pd.LuUnpack)
def lower_lu_unpack(lower: Lowering, op: pd.LuUnpack) -> list[Any]:
    """The exchanges of rows done one by one, and both triangles."""
    info, x, pivots = lower.info(op.x), lower[op.x], lower[op.pivots]
    permutation, lower_info, upper_info = type(op).infer(info, lower.info(op.pivots))
    rows, columns = matrix_sizes(info)

    def permuted(run: Program, position: list[Number]) -> Number:
        *at, row, column = position
        order = run.array(rows, dtype="int32")
        run.loop(0, rows, lambda i: order.set(i.cast("int32"), i))

        def exchange(i: Number) -> None:
            partner = (Number("int32", run.read(pivots, *at, i).value) - 1).cast("index")
            first, second = order.get(i), order.get(partner)
            order.set(second, i)
            order.set(first, partner)

        run.loop(0, min(rows, columns), exchange)
        is_one = order.get(column).compare("eq", row.cast("int32"))
        return is_one.choose(run.number(1.0), run.number(0.0))

    def lower_element(run: Program, position: list[Number]) -> Number:
        *_, row, column = position
        unit = row.compare("eq", column).choose(run.number(1.0), run.number(0.0))
        return row.compare("gt", column).choose(run.read(x, *position), unit)

    def upper_element(run: Program, position: list[Number]) -> Number:
        *_, row, column = position
        return row.compare("le", column).choose(run.read(x, *position), run.number(0.0))

    return [
        run_program(lower, permutation, permuted),
        run_program(lower, lower_info, lower_element),
        run_program(lower, upper_info, upper_element),
    ]
