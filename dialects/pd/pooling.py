"""Pooling over spatial windows."""

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.convolution import (
    positive_size,
    spatial_axes,
    window_output,
    window_padding,
)
from paddle_mlir.dialects.pd.definition import Bool, Ints, Operand, PdOp, Result, Str
from paddle_mlir.dialects.symbolic import Size, ceil_divide
from paddle_mlir.dialects.tensor import TensorInfo


def pool_padding(
    sizes: list[Size],
    kernel_size: tuple[int, ...],
    strides: tuple[int, ...],
    paddings: tuple[int, ...],
    padding_algorithm: str,
) -> list[tuple[Size, Size]]:
    """Padding before and after each spatial dimension, as for convolutions."""
    ones = (1,) * len(sizes)
    return window_padding(sizes, kernel_size, strides, ones, paddings, padding_algorithm)


class Pool2d(PdOp, name="pool2d"):
    """Maximum or mean over 2-D windows.

    Attributes:
        kernel_size: window, or with ``adaptive`` the output's height and width (-1 keeps a size).
        strides: step of the window.
        paddings: ``[height, width]`` or ``[top, bottom, left, right]``.
        ceil_mode: the last window may reach over the edge.
        exclusive: the mean counts no padding.
        pooling_type: max or avg.
        global_pooling: the window is the whole map.
        adaptive: window i of n covers ``floor(i*size/n)`` to ``ceil((i+1)*size/n)``.
        padding_algorithm: EXPLICIT, SAME or VALID.
        data_format: NCHW or NHWC.

    Paddle: ``pd_op.pool2d``.
    """

    x: Operand
    kernel_size: Ints
    strides: Ints = (1, 1)
    paddings: Ints = (0, 0)
    ceil_mode: Bool = False
    exclusive: Bool = True
    data_format: Str = "NCHW"
    pooling_type: Str = "max"
    global_pooling: Bool = False
    adaptive: Bool = False
    padding_algorithm: Str = "EXPLICIT"
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        kernel_size: tuple[int, ...],
        strides: tuple[int, ...],
        paddings: tuple[int, ...],
        ceil_mode: bool,
        data_format: str,
        pooling_type: str,
        global_pooling: bool,
        adaptive: bool,
        padding_algorithm: str,
    ) -> TensorInfo:
        """``[N, C, oh, ow]`` in the input's layout."""
        if x.rank != 4 or not dtypes.is_float(x.dtype):
            raise ValueError(f"operand 'x' must be a float tensor of rank 4, got {x}")
        if pooling_type not in ("max", "avg"):
            raise ValueError(f"pooling_type must be max or avg, got {pooling_type!r}")
        if len(kernel_size) != 2:
            raise ValueError(f"kernel_size must be 2 numbers, got {list(kernel_size)}")
        axes = spatial_axes(data_format)
        sizes = [x.dims[axis] for axis in axes]
        dims = list(x.dims)
        if global_pooling:
            dims[axes[0]] = dims[axes[1]] = 1
            return x.with_dims(dims)
        if adaptive:
            if any(size < 1 and size != -1 for size in kernel_size):
                raise ValueError(
                    f"kernel_size must be positive, or -1 to keep a size, got {list(kernel_size)}"
                )
            for axis, size in zip(axes, kernel_size, strict=True):
                if size != -1:
                    dims[axis] = size
            return x.with_dims(dims)
        pads = pool_padding(sizes, kernel_size, strides, paddings, padding_algorithm)
        for i, axis in enumerate(axes):
            if ceil_mode:
                span = sizes[i] + pads[i][0] + pads[i][1] - kernel_size[i]
                dims[axis] = positive_size(ceil_divide(span, strides[i]) + 1)
            else:
                dims[axis] = window_output(sizes[i], kernel_size[i], strides[i], 1, pads[i])
        return x.with_dims(dims)
