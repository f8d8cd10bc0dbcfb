"""Lowering of decompositions to programs on small matrices."""

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.linear_solve import matrix_sizes, square_size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.manipulation import transpose
from paddle_mlir.pipelines.lower.matrix_programs import Array, Number, Program, run_program

SWEEPS = 12
"""How often Jacobi's methods turn all pairs; those turned enough cost next to nothing."""
_PRECISION = {"float32": 2.0**-24, "float64": 2.0**-53}


@lowers(pd.Cholesky)
def lower_cholesky(lower: Lowering, op: pd.Cholesky) -> Any:
    """The lower factor, column by column."""
    size, x = square_size(lower.info(op.x)), lower[op.x]

    def element(run: Program, position: list[Number]) -> Number:
        *at, row, column = position
        factor = run.array(size, size)

        def rest(i: Number, j: Number) -> Number:
            own = run.read(x, *at, *((j, i) if op.upper else (i, j)))
            return own - run.sum(0, j, lambda k: factor.get(i, k) * factor.get(j, k))

        def fill(j: Number) -> None:
            diagonal = rest(j, j).root()
            factor.set(diagonal, j, j)
            run.loop(j + 1, size, lambda i: factor.set(rest(i, j) / diagonal, i, j))

        run.loop(0, size, fill)
        i, j = (column, row) if op.upper else (row, column)
        return i.compare("ge", j).choose(factor.get(i, j), run.number(0.0))

    return run_program(lower, lower.result, element)


def _reflect(run: Program, matrix: Array, rows: int, columns: int) -> Array:
    """Make an array upper triangular by reflections, whose vectors stay below the diagonal.

    A reflection is ``1 - scale * vector @ transpose(vector)`` with a 1 in the vector's first place.
    Signs are LAPACK's. Gives the scales.
    """
    scales = run.array(min(rows, columns))

    def step(k: Number) -> None:
        first = matrix.get(k, k)
        tail = run.sum(k + 1, rows, lambda i: matrix.get(i, k) * matrix.get(i, k))
        is_done = tail.compare("eq", 0)
        length = (first * first + tail).root()
        diagonal = is_done.choose(first, length.with_sign(first) * -1.0)
        divisor = is_done.choose(run.number(1.0), first - diagonal)
        scale = is_done.choose(run.number(0.0), (diagonal - first) / diagonal)
        scales.set(scale, k)
        matrix.set(diagonal, k, k)
        run.loop(k + 1, rows, lambda i: matrix.set(matrix.get(i, k) / divisor, i, k))

        def turn(j: Number) -> None:
            product = run.sum(k + 1, rows, lambda i: matrix.get(i, k) * matrix.get(i, j))
            amount = scale * (matrix.get(k, j) + product)
            matrix.set(matrix.get(k, j) - amount, k, j)

            def subtract(i: Number) -> None:
                matrix.set(matrix.get(i, j) - amount * matrix.get(i, k), i, j)

            run.loop(k + 1, rows, subtract)

        run.loop(k + 1, columns, turn)

    run.loop(0, min(rows, columns), step)
    return scales


@lowers(pd.Qr)
def lower_qr(lower: Lowering, op: pd.Qr) -> list[Any]:
    """``r`` by reflections; ``q`` is what they make of the identity, in reverse."""
    info, x = lower.info(op.x), lower[op.x]
    rows, columns = matrix_sizes(info)
    q_info, r_info = type(op).infer(info, op.mode)

    def upper(run: Program, position: list[Number]) -> Number:
        *at, row, column = position
        matrix = run.load(x, at, rows, columns)
        _reflect(run, matrix, rows, columns)
        return row.compare("le", column).choose(matrix.get(row, column), run.number(0.0))

    def orthogonal(run: Program, position: list[Number]) -> Number:
        *at, row, column = position
        matrix = run.load(x, at, rows, columns)
        scales = _reflect(run, matrix, rows, columns)
        unit = run.array(rows)

        def start(i: Number) -> None:
            unit.set(i.compare("eq", column).choose(run.number(1.0), run.number(0.0)), i)

        run.loop(0, rows, start)

        def turn(step: Number) -> None:
            k = run.index(min(rows, columns) - 1) - step
            product = run.sum(k + 1, rows, lambda i: matrix.get(i, k) * unit.get(i))
            amount = scales.get(k) * (unit.get(k) + product)
            unit.set(unit.get(k) - amount, k)

            def subtract(i: Number) -> None:
                unit.set(unit.get(i) - amount * matrix.get(i, k), i)

            run.loop(k + 1, rows, subtract)

        run.loop(0, min(rows, columns), turn)
        return unit.get(row)

    q = lower.empty(q_info) if op.mode == "r" else run_program(lower, q_info, orthogonal)
    return [q, run_program(lower, r_info, upper)]


def _rotate(
    run: Program,
    array: Array,
    pair: tuple[Number, Number],
    turn: tuple[Number, Number],
    count: Number,
    by_rows: bool = False,
) -> None:
    """Turn two columns, or rows, of an array by a cosine and a sine; ``count`` elements of each."""
    cosine, sine = turn

    def element(k: Number) -> None:
        first, second = ((p, k) if by_rows else (k, p) for p in pair)
        x, y = array.get(*first), array.get(*second)
        array.set(cosine * x - sine * y, *first)
        array.set(sine * x + cosine * y, *second)

    run.loop(0, count, element)


def _rotation(run: Program, ratio: Number) -> tuple[Number, Number]:
    """Cosine and sine of the smaller of the angles whose doubled cotangent is ``ratio``."""
    one = run.number(1.0)
    tangent = one.with_sign(ratio) / (ratio.absolute() + (ratio * ratio + 1.0).root())
    cosine = one / (tangent * tangent + 1.0).root()
    return cosine, tangent * cosine


def _sweeps(run: Program, size: int, turn_pair: Any) -> None:
    """All pairs of positions, several times."""

    def sweep(_: Number) -> None:
        run.loop(0, size, lambda p: run.loop(p + 1, size, lambda q: turn_pair(p, q)))

    run.loop(0, SWEEPS, sweep)


def _unit_matrix(run: Program, size: int) -> Array:
    matrix = run.array(size, size)

    def fill(i: Number, j: Number) -> None:
        matrix.set(i.compare("eq", j).choose(run.number(1.0), run.number(0.0)), i, j)

    run.loop(0, size, lambda i: run.loop(0, size, lambda j: fill(i, j)))
    return matrix


def _place_of_rank(run: Program, keys: Any, size: int, rank: Number) -> Number:
    """The position whose key is the one with ``rank`` smaller ones; equal keys in order."""
    found = run.variable(run.index(0))

    def look(i: Number) -> None:
        before = run.variable(run.index(0))

        def count(j: Number) -> None:
            is_less = keys(j).compare("lt", keys(i))
            is_equal = keys(j).compare("eq", keys(i))
            is_before = is_equal.choose(j.compare("lt", i), is_less)
            before.set(is_before.choose(before.get() + 1, before.get()))

        run.loop(0, size, count)
        found.set(before.get().compare("eq", rank).choose(i, found.get()))

    run.loop(0, size, look)
    return found.get()


@lowers(pd.Eigh)
def lower_eigh(lower: Lowering, op: pd.Eigh) -> list[Any]:
    """Jacobi's method: turn pairs of axes until the matrix is diagonal.

    One program gives both results, the eigenvalues as one more row before the eigenvectors.
    """
    info, x = lower.info(op.x), lower[op.x]
    size = square_size(info)
    precision = _PRECISION[info.dtype]

    def element(run: Program, position: list[Number]) -> Number:
        *at, row, column = position
        matrix, vectors = run.array(size, size), _unit_matrix(run, size)

        def copy(i: Number, j: Number) -> None:
            is_read = i.compare("ge" if op.uplo == "L" else "le", j)
            own = is_read.choose(i, j), is_read.choose(j, i)
            matrix.set(run.read(x, *at, *own), i, j)

        run.loop(0, size, lambda i: run.loop(0, size, lambda j: copy(i, j)))

        def turn_pair(p: Number, q: Number) -> None:
            between, first, second = matrix.get(p, q), matrix.get(p, p), matrix.get(q, q)
            scale = first.absolute() + second.absolute()
            is_small = between.absolute().compare("le", scale * precision)
            count = is_small.choose(run.index(0), run.index(size))
            turn = _rotation(run, (second - first) / (between + between))
            _rotate(run, matrix, (p, q), turn, count)
            _rotate(run, matrix, (p, q), turn, count, by_rows=True)
            _rotate(run, vectors, (p, q), turn, count)

        _sweeps(run, size, turn_pair)
        place = _place_of_rank(run, lambda i: matrix.get(i, i), size, column)
        is_value = row.compare("eq", 0)
        vector_row = is_value.choose(row, row - 1)
        return is_value.choose(matrix.get(place, place), vectors.get(vector_row, place))

    packed = info.with_dims((*info.dims[:-2], size + 1, size))
    both = run_program(lower, packed, element)
    values, vectors = type(op).infer(info, op.uplo)
    return [_rows(lower, both, packed, 0, values), _rows(lower, both, packed, 1, vectors)]


@lowers(pd.Svd)
def lower_svd(lower: Lowering, op: pd.Svd) -> list[Any]:
    """Jacobi's one-sided method: turn pairs of columns until all are orthogonal.

    One program gives all results: a row of singular values, the left and the right vectors.
    """
    info, x = lower.info(op.x), lower[op.x]
    rows, columns = matrix_sizes(info)
    batch = info.dims[:-2]
    is_wide = rows < columns
    long, short = max(rows, columns), min(rows, columns)
    precision = _PRECISION[info.dtype]

    def element(run: Program, position: list[Number]) -> Number:
        *at, row, column = position
        left, right = run.array(long, short), _unit_matrix(run, short)

        def copy(i: Number, j: Number) -> None:
            left.set(run.read(x, *at, *((j, i) if is_wide else (i, j))), i, j)

        run.loop(0, long, lambda i: run.loop(0, short, lambda j: copy(i, j)))

        def product(p: Number, q: Number) -> Number:
            return run.sum(0, long, lambda k: left.get(k, p) * left.get(k, q))

        def turn_pair(p: Number, q: Number) -> None:
            between, first, second = product(p, q), product(p, p), product(q, q)
            limit = (first * second).root() * precision
            is_small = between.absolute().compare("le", limit)
            turn = _rotation(run, (second - first) / (between + between))
            for array, size in ((left, long), (right, short)):
                count = is_small.choose(run.index(0), run.index(size))
                _rotate(run, array, (p, q), turn, count)

        _sweeps(run, short, turn_pair)
        squares = run.array(short)
        run.loop(0, short, lambda i: squares.set(product(i, i) * -1.0, i))
        place = _place_of_rank(run, squares.get, short, column)
        value = (squares.get(place) * -1.0).root()
        # The row among those of the left vectors, or of the right ones.
        is_value, is_right = row.compare("eq", 0), row.compare("gt", long)
        left_row = is_value.choose(run.index(0), is_right.choose(run.index(0), row - 1))
        right_row = is_right.choose(row - (long + 1), run.index(0))
        is_zero = value.compare("eq", 0)
        divisor = is_zero.choose(run.number(1.0), value)
        vector = is_right.choose(right.get(right_row, place), left.get(left_row, place) / divisor)
        return is_value.choose(value, vector)

    packed = info.with_dims((*batch, 1 + long + short, short))
    all_ = run_program(lower, packed, element)
    values = _rows(lower, all_, packed, 0, info.with_dims((*batch, short)))
    vectors = []
    for start, count in ((1, long), (1 + long, short)):
        part = info.with_dims((*batch, count, short))
        vectors.append((_rows(lower, all_, packed, start, part), part))
    (left, _), (right, right_info) = reversed(vectors) if is_wide else vectors
    perm = [*range(len(batch)), len(batch) + 1, len(batch)]
    return [left, values, transpose(lower, right, right_info, perm)]


def _rows(lower: Lowering, value: Any, info: TensorInfo, start: int, part: TensorInfo) -> Any:
    """Rows of matrices, as many as ``part`` has, or one that is no dimension of it."""
    count = part.dims[-2] if part.rank == info.rank else 1
    sizes = [*info.dims[:-2], count, info.dims[-1]]
    dynamic = ir.ShapedType.get_dynamic_size()
    return tensor.extract_slice(
        lower.type(part),
        value,
        [],
        lower.dynamic_sizes(info.with_dims(sizes)),
        [],
        [*[0] * (info.rank - 2), start, 0],
        [size if isinstance(size, int) else dynamic for size in sizes],
        [1] * info.rank,
    )
