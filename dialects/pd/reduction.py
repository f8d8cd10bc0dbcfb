"""Reductions over axes."""

from collections.abc import Sequence

from paddle_mlir.dialects import dtypes, symbolic
from paddle_mlir.dialects.pd.definition import Bool, DType, Ints, Operand, PdOp, Result, Str
from paddle_mlir.dialects.tensor import TensorInfo


def reduced_axes(x: TensorInfo, axis: Sequence[int]) -> tuple[int, ...]:
    """The axes that go, counted from the front; an empty list means all."""
    return x.axes(axis, of_scalar=True) if axis else tuple(range(x.rank))


def reduce_info(x: TensorInfo, axis: Sequence[int], keepdim: bool) -> TensorInfo:
    """Type of a reduction's result."""
    axes = reduced_axes(x, axis)
    if keepdim:
        return x.with_dims([1 if i in axes else size for i, size in enumerate(x.dims)])
    return x.with_dims([size for i, size in enumerate(x.dims) if i not in axes])


class _Reduction(PdOp):
    x: Operand
    axis: Ints = ()
    keepdim: Bool = False
    out: Result

    @staticmethod
    def infer(x: TensorInfo, axis: tuple[int, ...], keepdim: bool) -> TensorInfo:
        """``x`` without the axes, or with size 1 there."""
        return reduce_info(x, axis, keepdim)


class Mean(_Reduction, name="mean"):
    """Arithmetic mean over ``axis`` (all axes when empty), of integers cut towards zero.

    Paddle: ``pd_op.mean``; ``reduce_mean``.
    """

    @staticmethod
    def infer(x: TensorInfo, axis: tuple[int, ...], keepdim: bool) -> TensorInfo:
        """``x`` without the axes, or with size 1 there."""
        if not dtypes.is_float(x.dtype) and not dtypes.is_integer(x.dtype):
            raise ValueError(f"operand 'x' must be a tensor of numbers, got {x}")
        return reduce_info(x, axis, keepdim)


class Max(_Reduction, name="max"):
    """Largest element over ``axis`` (all axes when empty).

    Paddle: ``pd_op.max``, ``pd_op.amax``; ``reduce_max``, ``reduce_amax``.
    """


class Min(_Reduction, name="min"):
    """Smallest element over ``axis`` (all axes when empty).

    Paddle: ``pd_op.min``, ``pd_op.amin``; ``reduce_min``, ``reduce_amin``.
    """


class Prod(_Reduction, name="prod"):
    """Product over ``axis`` (all axes when empty). Paddle: ``pd_op.prod``; ``reduce_prod``."""

    @staticmethod
    def infer(x: TensorInfo, axis: tuple[int, ...], keepdim: bool) -> TensorInfo:
        """``x`` without the axes, or with size 1 there."""
        result = reduce_info(x, axis, keepdim)
        if x.elements is None or result.numel != 1:
            return result
        return result.with_elements([symbolic.product(x.elements)])


class _Truth(PdOp):
    x: Operand
    axis: Ints = ()
    keepdim: Bool = False
    out: Result

    @staticmethod
    def infer(x: TensorInfo, axis: tuple[int, ...], keepdim: bool) -> TensorInfo:
        """``x`` without the axes, or with size 1 there, in bool."""
        return reduce_info(x, axis, keepdim).with_dtype("bool")


class AnyTrue(_Truth, name="any"):
    """True where some element over ``axis`` (all axes when empty) is not 0.

    Paddle: ``pd_op.any``; ``reduce_any``.
    """


class AllTrue(_Truth, name="all"):
    """True where no element over ``axis`` (all axes when empty) is 0.

    Paddle: ``pd_op.all``; ``reduce_all``.
    """


class Sum(PdOp, name="sum"):
    """Sum over ``axis`` (all axes when empty).

    Attributes:
        axis: the axes that go.
        dtype: element type of the sum; ``undefined`` keeps ``x``'s, but bool and int32 are
            summed in int64.
        keepdim: keep them with size 1.

    Paddle: ``pd_op.sum``; ``reduce_sum``.
    """

    x: Operand
    axis: Ints = ()
    dtype: Str = "undefined"
    keepdim: Bool = False
    out: Result

    @staticmethod
    def infer(x: TensorInfo, axis: tuple[int, ...], dtype: str, keepdim: bool) -> TensorInfo:
        """``x`` without the axes, or with size 1 there."""
        if dtype == "undefined":
            dtype = "int64" if x.dtype in ("bool", "int32") else x.dtype
        elif dtype not in dtypes.BY_NAME:
            raise ValueError(f"dtype must be a dtype's name or undefined, got {dtype!r}")
        return reduce_info(x, axis, keepdim).with_dtype(dtype)


class _Place(PdOp):
    x: Operand
    axis: Ints = (-1,)
    keepdims: Bool = False
    flatten: Bool = False
    dtype: DType = "int64"
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo, axis: tuple[int, ...], keepdims: bool, flatten: bool, dtype: str
    ) -> TensorInfo:
        """``x`` without the axis, in ``dtype``."""
        if len(axis) != 1 or dtype not in ("int32", "int64"):
            raise ValueError(f"needs one axis and an int dtype, got {list(axis)} and {dtype}")
        return reduce_info(x, () if flatten else axis, keepdims).with_dtype(dtype)


class Argmax(_Place, name="argmax"):
    """Index of the first largest element along ``axis``.

    Attributes:
        axis: the axis that goes; with ``flatten`` all do.
        keepdims: keep it with size 1.
        flatten: search all elements.
        dtype: int32 or int64.

    Paddle: ``pd_op.argmax``; ``arg_max``.
    """


class Argmin(_Place, name="argmin"):
    """Index of the first smallest element along ``axis``; attributes as of ``pd.argmax``.

    Paddle: ``pd_op.argmin``; ``arg_min``.
    """
