"""Numpy broadcasting over symbolic sizes."""

from collections.abc import Sequence

from paddle_mlir.dialects.symbolic import Size, maximum
from paddle_mlir.dialects.tensor import TensorInfo


def broadcast_size(left: Size, right: Size) -> Size:
    """The size of a dimension in which ``left`` meets ``right``.

    Two sizes that are not proven equal may still be 1 and n at run time, so their result is the
    larger one.

    Raises:
        ValueError: both are numbers, they differ, and neither is 1.
    """
    if left == right:
        return left
    if left == 1:
        return right
    if right == 1:
        return left
    if isinstance(left, int) and isinstance(right, int):
        raise ValueError(f"cannot broadcast size {left} with size {right}")
    for known in (left, right):
        if isinstance(known, int):
            return known
    return maximum(left, right)


def broadcast_dims(*shapes: Sequence[Size]) -> tuple[Size, ...]:
    """The shape that all ``shapes`` broadcast to, aligned at the last dimension.

    Raises:
        ValueError: they do not fit.
    """
    rank = max((len(shape) for shape in shapes), default=0)
    result: list[Size] = [1] * rank
    for shape in shapes:
        offset = rank - len(shape)
        for axis, size in enumerate(shape):
            try:
                result[offset + axis] = broadcast_size(result[offset + axis], size)
            except ValueError:
                texts = " and ".join("[" + ", ".join(map(str, s)) + "]" for s in shapes)
                raise ValueError(f"shapes {texts} do not broadcast") from None
    return tuple(result)


def broadcast(*infos: TensorInfo) -> TensorInfo:
    """What all operands broadcast to; they must share a dtype.

    Raises:
        ValueError: dtypes differ or shapes do not fit.
    """
    kinds = {info.dtype for info in infos}
    if len(kinds) > 1:
        raise ValueError(
            f"operands must have one dtype, got {' and '.join(info.dtype for info in infos)}"
        )
    return infos[0].with_dims(broadcast_dims(*(info.dims for info in infos)))
