"""Where the maxima of windows are, and fractional windows."""

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.convolution import LAYOUTS
from paddle_mlir.dialects.pd.definition import (
    Bool,
    Float,
    Ints,
    Operand,
    PdOp,
    Result,
)
from paddle_mlir.dialects.pd.pooling import adaptive_sizes, pool_padding, pooled_sizes
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo


class MaxPoolIndex(PdOp, name="max_pool_index", in_paddle=False):
    """Position of the first maximum of each window, counted through its map in row-major order.

    -1 for a window in which nothing is larger than the lowest float.

    Attributes:
        kernel_size, strides, ceil_mode, global_pooling, adaptive: as in pool2d.
        paddings: one for each spatial dimension.

    Paddle: the second result of ``pd_op.max_pool2d_with_index`` and
    ``pd_op.max_pool3d_with_index``; ``max_pool2d_with_index``, ``max_pool3d_with_index``.
    """

    x: Operand
    kernel_size: Ints
    strides: Ints = (1, 1)
    paddings: Ints = (0, 0)
    ceil_mode: Bool = False
    global_pooling: Bool = False
    adaptive: Bool = False
    mask: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        kernel_size: tuple[int, ...],
        strides: tuple[int, ...],
        paddings: tuple[int, ...],
        ceil_mode: bool,
        global_pooling: bool,
        adaptive: bool,
    ) -> TensorInfo:
        """``[N, C, oh, ow]`` or ``[N, C, od, oh, ow]`` of int32."""
        sizes = _spatial_sizes(x)
        if len(kernel_size) != len(sizes) or len(paddings) != len(sizes):
            raise ValueError(
                f"kernel_size and paddings must be {len(sizes)} numbers, got "
                f"{list(kernel_size)} and {list(paddings)}"
            )
        outputs: list[Size] = [1] * len(sizes)
        if adaptive:
            outputs = adaptive_sizes(sizes, kernel_size)
        elif not global_pooling:
            pads = pool_padding(sizes, kernel_size, strides, paddings, "EXPLICIT")
            outputs = pooled_sizes(sizes, kernel_size, strides, pads, ceil_mode)
        return TensorInfo("int32", (*x.dims[:2], *outputs))


class FractionalMaxPool(PdOp, name="fractional_max_pool", in_paddle=False):
    """Maximum over windows whose sizes differ by one, chosen by a number.

    Window i starts at ``s(i) = floor((i + u) * a) - floor(u * a)`` for ``a = size / n`` and ends
    before ``s(i + 1)``; with a kernel size k, ``a = (size - k) / (n - 1)`` and it has k elements.

    Attributes:
        output_size: n for each spatial dimension.
        kernel_size: k for each of them; 0 for windows side by side.
        random_u: the u of all dimensions, between 0 and 1.

    Limits: random_u must be given.

    Paddle: ``pd_op.fractional_max_pool2d``, ``pd_op.fractional_max_pool3d``.
    """

    x: Operand
    output_size: Ints
    kernel_size: Ints
    random_u: Float
    out: Result
    mask: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        output_size: tuple[int, ...],
        kernel_size: tuple[int, ...],
        random_u: float,
    ) -> list[TensorInfo]:
        """The maxima, and their positions as int32."""
        sizes = _spatial_sizes(x)
        if len(output_size) != len(sizes) or len(kernel_size) != len(sizes):
            raise ValueError(
                f"output_size and kernel_size must be {len(sizes)} numbers, got "
                f"{list(output_size)} and {list(kernel_size)}"
            )
        if not 0 < random_u < 1:
            raise ValueError(f"random_u must be given, between 0 and 1, got {random_u}")
        outputs = adaptive_sizes(sizes, output_size)
        for size, output, kernel in zip(sizes, outputs, kernel_size, strict=True):
            most = size - max(kernel, 1) + 1
            if kernel > 0 and output == 1:
                raise ValueError("a kernel_size needs an output_size of at least 2, got 1")
            if isinstance(most, int) and isinstance(output, int) and output > most:
                raise ValueError(
                    f"output_size {output} is too large for size {size} and kernel_size {kernel}"
                )
        out = x.with_dims([*x.dims[:2], *outputs])
        return [out, out.with_dtype("int32")]


def _spatial_sizes(x: TensorInfo) -> list[Size]:
    if x.rank not in LAYOUTS or not dtypes.is_float(x.dtype):
        raise ValueError(f"operand 'x' must be a float tensor of rank 3, 4 or 5, got {x}")
    return list(x.dims[2:])
