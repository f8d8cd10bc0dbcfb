"""Lowering of Fourier transforms to matrix products, and of frames.

Numbers are pairs of reals in one more, last dimension here, and the transform of a row of n of
them is a product with a real matrix of 2n by 2n. Longer rows are divided into factors (Cooley and
Tukey 1965): as a matrix of n1 by n2, whose columns are transformed, turned, and transformed as
rows. That takes 2n * (n1 + n2) multiplications.
"""

import math
from typing import Any

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, tensor

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.complex_numbers import divide_parts, join_parts, one_part
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.manipulation import transpose
from paddle_mlir.pipelines.lower.matrix import multiply
from paddle_mlir.pipelines.lower.matrix_programs import Number, Program, run_program
from paddle_mlir.pipelines.lower.reshaping import reshape_value

LONGEST_ROW = 64
"""Rows up to this length are transformed by one product."""
LARGEST_PRIME = 512
"""The longest row that is, when it has no factors."""

Parts = tuple[Any, TensorInfo]
"""A lowered tensor of pairs and its info."""


def waves(numbers: np.ndarray, length: int, sign: int) -> tuple[np.ndarray, np.ndarray]:
    """Cosine and sine of ``sign * 2 pi * numbers / length``."""
    angles = (sign * 2 * np.pi / length) * (numbers % length)
    return np.cos(angles), np.sin(angles)


def transform_matrix(length: int, sign: int, parts: int, dtype: str) -> np.ndarray:
    """The matrix that rows of ``length`` numbers with 1 or 2 parts are multiplied with."""
    cosine, sine = waves(np.outer(np.arange(length), np.arange(length)), length, sign)
    # Axes: number, part of it, number of the result, part of that.
    of_parts = np.array([[cosine, sine], [-sine, cosine]])[:parts]
    matrix = of_parts.transpose(2, 0, 3, 1).reshape(parts * length, 2 * length)
    return matrix.astype(dtypes.to_numpy(dtype))


def _factor(length: int) -> int:
    """The largest divisor up to the root, 1 where the row stays whole."""
    if length <= LONGEST_ROW:
        return 1
    return max(d for d in range(1, math.isqrt(length) + 1) if length % d == 0)


def transform_rows(lower: Lowering, x: Any, info: TensorInfo, sign: int) -> Parts:
    """Transform a lowered ``[rows, n, parts]``; gives ``[rows, n, 2]``."""
    rows, length, parts = info.dims
    assert isinstance(length, int)
    assert isinstance(parts, int)
    first = _factor(length)
    result = info.with_dims((rows, length, 2))
    if first == 1:
        if length > LARGEST_PRIME:
            raise ValueError(
                f"sizes without prime factors above {LARGEST_PRIME} are supported, got {length}"
            )
        flat = info.with_dims((rows, length * parts))
        product = flat.with_dims((rows, length * 2))
        matrix = lower.constant(transform_matrix(length, sign, parts, info.dtype))
        value = multiply(lower, product, reshape_value(lower, x, info, flat), matrix, linalg.matmul)
        return reshape_value(lower, value, product, result), result
    second = length // first
    # Position j = j1 * second + j2, result k = k1 + first * k2.
    value, own = _columns_to_rows(lower, x, info, first, second)
    value, own = transform_rows(lower, value, own, sign)
    cosine, sine = waves(np.outer(np.arange(second), np.arange(first)), length, sign)
    turns = np.stack([cosine, sine], -1).astype(dtypes.to_numpy(info.dtype))
    whole = own.with_dims((rows, second, first, 2))
    value = _turn(lower, reshape_value(lower, value, own, whole), whole, lower.constant(turns))
    value = transpose(lower, value, whole, [0, 2, 1, 3])
    own = own.with_dims((rows * first, second, 2))
    value = reshape_value(lower, value, own.with_dims((rows, first, second, 2)), own)
    value, own = transform_rows(lower, value, own, sign)
    whole = own.with_dims((rows, first, second, 2))
    value = transpose(lower, reshape_value(lower, value, own, whole), whole, [0, 2, 1, 3])
    return reshape_value(lower, value, whole.with_dims((rows, second, first, 2)), result), result


def _columns_to_rows(lower: Lowering, x: Any, info: TensorInfo, first: int, second: int) -> Parts:
    """``[rows, first * second, parts]`` as ``[rows * second, first, parts]``."""
    rows, _, parts = info.dims
    whole = info.with_dims((rows, first, second, parts))
    value = transpose(lower, reshape_value(lower, x, info, whole), whole, [0, 2, 1, 3])
    turned = info.with_dims((rows, second, first, parts))
    result = info.with_dims((rows * second, first, parts))
    return reshape_value(lower, value, turned, result), result


def _turn(lower: Lowering, x: Any, info: TensorInfo, turns: Any) -> Any:
    """Pairs multiplied, as complex numbers, with those of ``turns``, which has no rows."""
    factor = TensorInfo(info.dtype, info.dims[1:])
    numbers = ir.AffineMap.get(4, 0, [ir.AffineDimExpr.get(i) for i in range(3)])
    of_turns = ir.AffineMap.get(4, 0, [ir.AffineDimExpr.get(i) for i in (1, 2)])
    inputs = [(one_part(lower, x, info, which), numbers) for which in (0, 1)]
    inputs += [(one_part(lower, turns, factor, which), of_turns) for which in (0, 1)]

    def product(real: Any, imaginary: Any, cosine: Any, sine: Any) -> Any:
        is_real = arith.cmpi(
            arith.CmpIPredicate.eq, loop_index(3), arith.constant(ir.IndexType.get(), 0)
        )
        of_real = arith.subf(arith.mulf(real, cosine), arith.mulf(imaginary, sine))
        of_imaginary = arith.addf(arith.mulf(real, sine), arith.mulf(imaginary, cosine))
        return arith.select(is_real, of_real, of_imaginary)

    return lower.generic(info, inputs, product)


def transform_axis(lower: Lowering, x: Any, info: TensorInfo, axis: int, sign: int) -> Parts:
    """Transform one axis of a lowered tensor of pairs, or of single numbers as pairs of one."""
    others = [i for i in range(info.rank - 1) if i != axis]
    perm = [*others, axis, info.rank - 1]
    turned = info.with_dims([info.dims[i] for i in perm])
    count: Size = turned.with_dims(turned.dims[:-2]).numel
    rows = info.with_dims((count, *turned.dims[-2:]))
    value = reshape_value(lower, transpose(lower, x, info, perm), turned, rows)
    value, rows = transform_rows(lower, value, rows, sign)
    turned = turned.with_dims((*turned.dims[:-1], 2))
    value = reshape_value(lower, value, rows, turned)
    back = [perm.index(i) for i in range(info.rank)]
    return transpose(lower, value, turned, back), info.with_dims((*info.dims[:-1], 2))


def _scale(op: Any, sizes: list[int]) -> float:
    """The factor of a transform over axes of these sizes."""
    count = math.prod(sizes)
    if op.normalization == "ortho":
        return 1.0 / math.sqrt(count)
    return 1.0 / count if (op.normalization == "forward") == op.forward else 1.0


def _scaled(lower: Lowering, x: Any, info: TensorInfo, factor: float) -> Any:
    if factor == 1.0:
        return x
    dtype = info.dtype
    identity = ir.AffineMap.get_identity(info.rank)

    def body(e: Any) -> Any:
        return scalars.multiply(dtype, e, scalars.constant(dtype, factor))

    return lower.generic(info, [(x, identity)], body)


def _sign(op: Any) -> int:
    return -1 if op.forward else 1


def _sizes(info: TensorInfo, axes: tuple[int, ...]) -> list[int]:
    return [size for size in (info.dims[axis] for axis in axes) if isinstance(size, int)]


@lowers(pd.FftC2c, takes_complex=True)
def lower_fft_c2c(lower: Lowering, op: pd.FftC2c) -> Any:
    """One axis after the other."""
    info = lower.info(op.x)
    axes = info.axes(op.axes)
    value = divide_parts(lower, lower[op.x], info)
    pairs = info.with_dims((*info.dims, 2)).with_dtype(dtypes.part_of(info.dtype))
    for axis in axes:
        value, pairs = transform_axis(lower, value, pairs, axis, _sign(op))
    return join_parts(lower, _scaled(lower, value, pairs, _scale(op, _sizes(info, axes))), pairs)


@lowers(pd.FftR2c, takes_complex=True)
def lower_fft_r2c(lower: Lowering, op: pd.FftR2c) -> Any:
    """The last axis, of which half is kept, and then the others."""
    info = lower.info(op.x)
    axes = info.axes(op.axes)
    single = info.with_dims((*info.dims, 1))
    value = reshape_value(lower, lower[op.x], info, single)
    value, pairs = transform_axis(lower, value, single, axes[-1], _sign(op))
    if op.onesided:
        kept = pairs.with_dims((*lower.result.dims, 2))
        value, pairs = _first(lower, value, kept), kept
    for axis in axes[:-1]:
        value, pairs = transform_axis(lower, value, pairs, axis, _sign(op))
    return join_parts(lower, _scaled(lower, value, pairs, _scale(op, _sizes(info, axes))), pairs)


def _first(lower: Lowering, value: Any, info: TensorInfo) -> Any:
    """The first elements of a larger lowered tensor, of ``info``'s sizes."""
    dynamic = ir.ShapedType.get_dynamic_size()
    sizes = [size if isinstance(size, int) else dynamic for size in info.dims]
    return tensor.extract_slice(
        lower.type(info),
        value,
        [],
        lower.dynamic_sizes(info),
        [],
        [0] * info.rank,
        sizes,
        [1] * info.rank,
    )


@lowers(pd.FftC2r, takes_complex=True)
def lower_fft_c2r(lower: Lowering, op: pd.FftC2r) -> Any:
    """The other axes; then the last one with its other half, of which the real parts are kept."""
    info = lower.info(op.x)
    axes = info.axes(op.axes)
    last = axes[-1]
    value = divide_parts(lower, lower[op.x], info)
    pairs = info.with_dims((*info.dims, 2)).with_dtype(lower.result.dtype)
    for axis in axes[:-1]:
        value, pairs = transform_axis(lower, value, pairs, axis, _sign(op))
    value, pairs = _mirrored(lower, value, pairs, last, lower.result.dims[last])
    value, pairs = transform_axis(lower, value, pairs, last, _sign(op))
    real = one_part(lower, value, pairs, 0)
    factor = _scale(op, _sizes(lower.result, axes))
    return _scaled(lower, real, lower.result, factor)


def _mirrored(lower: Lowering, x: Any, info: TensorInfo, axis: int, size: Size) -> Parts:
    """An axis with the numbers after its middle, which mirror those before, conjugated.

    The first number, and for an even size the middle one, are their own mirrors: real.
    """
    assert isinstance(size, int)
    dims = list(info.dims)
    dims[axis] = size
    whole = info.with_dims(dims)
    half = size // 2 + 1

    def element(run: Program, position: list[Number]) -> Number:
        own, part = position[axis], position[-1]
        is_mirror = own.compare("ge", half)
        place = is_mirror.choose(run.index(size) - own, own)
        number = run.read(x, *position[:axis], place, *position[axis + 1 :])
        zero = run.number(0.0)
        is_real = own.compare("eq", 0)
        if size % 2 == 0:
            is_middle = own.compare("eq", size // 2)
            is_real = Number("bool", arith.ori(is_real.value, is_middle.value))
        imaginary = is_real.choose(zero, is_mirror.choose(zero - number, number))
        return part.compare("eq", 0).choose(number, imaginary)

    return run_program(lower, whole, element), whole


@lowers(pd.Frame)
def lower_frame(lower: Lowering, op: pd.Frame) -> Any:
    """Each element from where it is in the signal."""
    info, rank = lower.info(op.x), lower.result.rank
    count, place, others = (0, 1, range(2, rank))
    if op.axis == -1:
        count, place, others = rank - 1, rank - 2, range(rank - 2)
    hop = ir.AffineConstantExpr.get(op.hop_length)
    at = ir.AffineExpr.get_add(
        ir.AffineDimExpr.get(place), ir.AffineExpr.get_mul(ir.AffineDimExpr.get(count), hop)
    )
    rest = [ir.AffineDimExpr.get(i) for i in others]
    indices = [at, *rest] if op.axis == 0 else [*rest, at]
    length = info.dims[op.axis]
    if not isinstance(length, int):
        lower.check_not_negative(length - op.frame_length, "frame: frame_length is too long")
    return lower.generic(
        lower.result, [(lower[op.x], ir.AffineMap.get(rank, 0, indices))], lambda e: e
    )


@lowers(pd.OverlapAdd)
def lower_overlap_add(lower: Lowering, op: pd.OverlapAdd) -> Any:
    """For each element the sum over the pieces that reach it."""
    info, x = lower.info(op.x), lower[op.x]
    count, length = info.dims[:2] if op.axis == 0 else (info.dims[-1], info.dims[-2])
    assert isinstance(length, int)
    pieces, hop = Number("index", lower.size(count)), op.hop_length

    def element(run: Program, position: list[Number]) -> Number:
        at = position[op.axis]
        last = Number("index", arith.divui(at.value, run.index(hop).value))
        inside = at - last * hop

        def term(step: Number) -> Number:
            piece, place = last - step, inside + step * hop
            is_there = run.index(0).compare("le", piece)
            for other in (piece.compare("lt", pieces), place.compare("lt", length)):
                is_there = Number("bool", arith.andi(is_there.value, other.value))
            zero = run.index(0)
            piece, place = is_there.choose(piece, zero), is_there.choose(place, zero)
            rest = position[1:] if op.axis == 0 else position[:-1]
            index = [piece, place, *rest] if op.axis == 0 else [*rest, place, piece]
            return is_there.choose(run.read(x, *index), run.number(0.0))

        return run.sum(0, -(-length // hop), term)

    return run_program(lower, lower.result, element)
