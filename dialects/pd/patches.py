"""Windows of a map side by side: what makes a convolution a matrix product."""

from paddle_mlir.dialects.pd.convolution import effective_dilations, window_output, window_padding
from paddle_mlir.dialects.pd.definition import Ints, Operand, PdOp, Result, Str
from paddle_mlir.dialects.tensor import TensorInfo


class Patches(PdOp, name="patches", in_paddle=False):
    """The windows of a map in NHWC, each as one row of elements (im2col).

    ``out[n, y, x, (i * kw + j) * C + c] = x[n, y*s + i*d - p, x*s + j*d - p, c]``, 0 outside.

    Attributes:
        window: height and width.
        strides: step of the window in height and width.
        paddings: ``[height, width]`` or ``[top, bottom, left, right]``.
        padding_algorithm: EXPLICIT, SAME or VALID, as in conv2d.
        dilations: distance of the window's elements.

    Paddle: none; ``pd-choose-convolution`` makes it of ``pd_op.conv2d``.
    """

    x: Operand
    window: Ints
    strides: Ints = (1, 1)
    paddings: Ints = (0, 0)
    padding_algorithm: Str = "EXPLICIT"
    dilations: Ints = (1, 1)
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        window: tuple[int, ...],
        strides: tuple[int, ...],
        paddings: tuple[int, ...],
        padding_algorithm: str,
        dilations: tuple[int, ...],
    ) -> TensorInfo:
        """``[N, oh, ow, kh * kw * C]``."""
        if x.rank != 4:
            raise ValueError(f"operand 'x' must be of rank 4, got {x}")
        batch, *sizes, channels = x.dims
        pads = window_padding(sizes, window, strides, dilations, paddings, padding_algorithm)
        steps = effective_dilations(dilations, padding_algorithm)
        outputs = [
            window_output(sizes[i], window[i], strides[i], steps[i], pads[i]) for i in range(2)
        ]
        return x.with_dims([batch, *outputs, channels * window[0] * window[1]])
