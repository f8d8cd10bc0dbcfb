"""Lowering of complex numbers, which IREE has as elements of tensors."""

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, tensor
from torch_mlir.dialects import complex as complex_ops

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.broadcast import elementwise_loop
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers


@lowers(pd.Complex, takes_complex=True)
def lower_complex(lower: Lowering, op: pd.Complex) -> Any:
    """Both parts together."""
    dtype = lower.result.dtype
    return lower.elementwise(
        lower.result, [op.real, op.imag], lambda x, y: scalars.complex_number(dtype, x, y)
    )


@lowers(pd.Real, pd.Imag, takes_complex=True)
def lower_part(lower: Lowering, op: Any) -> Any:
    """One part."""
    part = complex_ops.re if isinstance(op, pd.Real) else complex_ops.im
    return lower.elementwise(lower.result, [op.x], part)


@lowers(pd.Conj, takes_complex=True)
def lower_conj(lower: Lowering, op: pd.Conj) -> Any:
    """The imaginary part negated."""
    dtype = lower.result.dtype
    if not dtypes.is_complex(dtype):
        return lower[op.x]

    def mirror(x: Any) -> Any:
        return scalars.complex_number(dtype, complex_ops.re(x), arith.negf(complex_ops.im(x)))

    return lower.elementwise(lower.result, [op.x], mirror)


@lowers(pd.AsComplex, takes_complex=True)
def lower_as_complex(lower: Lowering, op: pd.AsComplex) -> Any:
    """Pairs joined."""
    return join_parts(lower, lower[op.x], lower.info(op.x))


@lowers(pd.AsReal, takes_complex=True)
def lower_as_real(lower: Lowering, op: pd.AsReal) -> Any:
    """Numbers divided."""
    return divide_parts(lower, lower[op.x], lower.info(op.x))


def divide_parts(lower: Lowering, value: Any, info: TensorInfo) -> Any:
    """A lowered complex tensor as a real one with the parts in a new last dimension."""
    pairs = info.with_dims((*info.dims, 2)).with_dtype(dtypes.part_of(info.dtype))
    rank = info.rank
    numbers = ir.AffineMap.get(rank + 1, 0, [ir.AffineDimExpr.get(i) for i in range(rank)])

    def part(x: Any) -> Any:
        first = arith.cmpi(
            arith.CmpIPredicate.eq, loop_index(rank), arith.constant(ir.IndexType.get(), 0)
        )
        return arith.select(first, complex_ops.re(x), complex_ops.im(x))

    return lower.generic(pairs, [(value, numbers)], part)


def join_parts(lower: Lowering, value: Any, info: TensorInfo) -> Any:
    """A lowered real tensor as a complex one whose parts are in the last dimension."""
    single = info.with_dims(info.dims[:-1])
    result = single.with_dtype(dtypes.complex_of(info.dtype))
    parts = [(one_part(lower, value, info, which), single) for which in (0, 1)]
    return elementwise_loop(
        lower, result, parts, lambda x, y: scalars.complex_number(result.dtype, x, y)
    )


def one_part(lower: Lowering, value: Any, info: TensorInfo, which: int) -> Any:
    """The elements of a lowered tensor at one position of the last dimension."""
    single = info.with_dims(info.dims[:-1])
    dynamic = ir.ShapedType.get_dynamic_size()
    return tensor.extract_slice(
        lower.type(single),
        value,
        [],
        lower.dynamic_sizes(single),
        [],
        [*[0] * single.rank, which],
        [*(size if isinstance(size, int) else dynamic for size in single.dims), 1],
        [1] * info.rank,
    )
