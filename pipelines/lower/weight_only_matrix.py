"""Lowering of matrix products with weights of whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, linalg, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.matrix import multiply
from paddle_mlir.pipelines.lower.reshaping import reshape_value
from paddle_mlir.pipelines.lower.tensor_loop import loop_over_tensors, room_for_results

_SUMS = "float32"


@lowers(pd.WeightOnlyMatmul)
def lower_weight_only_matmul(lower: Lowering, op: pd.WeightOnlyMatmul) -> Any:
    """``linalg.matmul`` of floats and bytes, whose sums are scaled; one for each group of rows.

    IREE 3.13.0 makes floats of the bytes inside of that product. Floats that an op of their own
    makes of them it writes to memory: 7 times the time for 4096 x 4096 weights and one row of x.
    """
    info, scale = lower.info(op.x), lower.info(op.scale)
    inner, columns = lower.info(op.weight).numbers(0, 1)
    known = info.with_dims([*info.dims[:-1], inner])
    rows = info.with_dims([known.with_dims(known.dims[:-1]).numel, inner])
    x = reshape_value(lower, lower.cast_type(lower[op.x], known), known, rows)
    sums = TensorInfo(_SUMS, (rows.dims[0], columns))
    if scale.dims[0] == 1:
        product = multiply(lower, sums, x, lower[op.weight], linalg.matmul)
        scales = reshape_value(lower, lower[op.scale], scale, scale.with_dims([columns]))
        total = _scaled(lower, sums, product, scales, scale.dtype)
    else:
        total = _sum_of_groups(lower, op, x, sums)
    identity = ir.AffineMap.get_identity(2)
    result = sums.with_dtype(info.dtype)
    rounded = lower.generic(
        result, [(total, identity)], lambda e: scalars.cast(_SUMS, info.dtype, e)
    )
    return reshape_value(lower, rounded, result, lower.result)


def _sum_of_groups(lower: Lowering, op: pd.WeightOnlyMatmul, x: Any, sums: TensorInfo) -> Any:
    """The scaled products of all groups, in a loop: each needs as much memory as the result."""
    scale = lower.info(op.scale)
    groups, columns = scale.numbers(0, 1)
    size = lower.info(op.weight).numbers(0)[0] // groups
    rows = sums.dims[0] if isinstance(sums.dims[0], int) else ir.ShapedType.get_dynamic_size()
    dynamic_rows = lower.dynamic_sizes(sums)

    def turn(group: Any, carried: list[Any], read: list[Any]) -> list[Any]:
        x, weight, scales = read
        first = arith.muli(group, lower.index(size))
        part = _slice(x, [0, first], [rows, size], dynamic_rows)
        product = multiply(
            lower, sums, part, _slice(weight, [first, 0], [size, columns]), linalg.matmul
        )
        row = _slice(scales, [group, 0], [1, columns])
        row = reshape_value(lower, row, scale.with_dims([1, columns]), scale.with_dims([columns]))
        # Before the first turn the total is no number.
        is_first = arith.cmpi(arith.CmpIPredicate.eq, group, lower.index(0))
        return [_scaled(lower, sums, product, row, scale.dtype, (carried[0], is_first))]

    read = [x, lower[op.weight], lower[op.scale]]
    room = room_for_results(lower, op, sums)
    return loop_over_tensors(lower.index(groups), [room], read, turn)[0]


def _slice(matrix: Any, starts: list[Any], sizes: list[int], dynamic: Sequence[Any] = ()) -> Any:
    """Part of a matrix; one of its starts is a value, the sizes in ``dynamic`` are too."""
    unknown = ir.ShapedType.get_dynamic_size()
    type_ = ir.RankedTensorType.get(sizes, ir.RankedTensorType(matrix.type).element_type)
    places = [start if isinstance(start, int) else unknown for start in starts]
    values = [start for start in starts if not isinstance(start, int)]
    return tensor.extract_slice(type_, matrix, values, dynamic, [], places, sizes, [1, 1])


def _scaled(
    lower: Lowering,
    sums: TensorInfo,
    product: Any,
    scales: Any,
    dtype: str,
    total: tuple[Any, Any] | None = None,
) -> Any:
    """Each column times its scale; added to a total, which comes with whether to leave it out."""
    identity = ir.AffineMap.get_identity(2)
    by_column = ir.AffineMap.get(2, 0, [ir.AffineDimExpr.get(1)])
    inputs = [(product, identity), (scales, by_column)]
    if total is not None:
        inputs.append((total[0], identity))

    def element(value: Any, scale: Any, before: Any = None) -> Any:
        value = arith.mulf(value, scalars.cast(dtype, _SUMS, scale))
        if total is None:
            return value
        return arith.select(total[1], value, arith.addf(before, value))

    return lower.generic(sums, inputs, element)
