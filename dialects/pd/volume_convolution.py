"""Convolutions over three spatial dimensions."""

from paddle_mlir.dialects.pd.convolution import (
    check_convolution,
    convolution_result,
    static_window,
    transposed_convolution_result,
)
from paddle_mlir.dialects.pd.definition import Int, Ints, Operand, PdOp, Result, Str
from paddle_mlir.dialects.tensor import TensorInfo

RANK = 5


class Conv3d(PdOp, name="conv3d"):
    """3-D convolution (cross-correlation): :class:`Conv2d` with a depth.

    Operands:
        input: ``[N, C, D, H, W]``, or ``[N, D, H, W, C]`` with data_format NDHWC.
        filter: ``[F, C / groups, kd, kh, kw]`` in either layout.

    Attributes:
        strides, padding_algorithm, dilations, groups: as in conv2d, for depth, height and width.
        paddings: one for each, or (before, after) pairs in one list.
        data_format: NCDHW or NDHWC.

    Paddle: ``pd_op.conv3d``; ``conv3d``.
    """

    input: Operand
    filter: Operand
    strides: Ints = (1, 1, 1)
    paddings: Ints = (0, 0, 0)
    padding_algorithm: Str = "EXPLICIT"
    groups: Int = 1
    dilations: Ints = (1, 1, 1)
    data_format: Str = "NCDHW"
    out: Result

    @staticmethod
    def infer(
        input: TensorInfo,  # noqa: A002 - Paddle's name
        filter: TensorInfo,  # noqa: A002 - Paddle's name
        strides: tuple[int, ...],
        paddings: tuple[int, ...],
        padding_algorithm: str,
        groups: int,
        dilations: tuple[int, ...],
        data_format: str,
    ) -> TensorInfo:
        """``[N, F, od, oh, ow]`` in the input's layout."""
        check_convolution(input, filter, RANK)
        sizes = static_window(filter.dims)
        return convolution_result(
            input, sizes, strides, paddings, padding_algorithm, dilations, groups, data_format
        )


class Conv3dTranspose(PdOp, name="conv3d_transpose"):
    """Transposed 3-D convolution: the gradient of :class:`Conv3d` by its input.

    Operands:
        x: ``[N, C, D, H, W]``, or ``[N, D, H, W, C]`` with data_format NDHWC.
        filter: ``[C, F / groups, kd, kh, kw]`` in either layout.

    Attributes:
        strides, paddings, padding_algorithm, dilations, groups, data_format: as in conv3d.
        output_padding: further size behind the result.
        output_size: the result's spatial sizes, where the stride leaves a choice.

    Paddle: ``pd_op.conv3d_transpose``; ``conv3d_transpose``.
    """

    x: Operand
    filter: Operand
    strides: Ints = (1, 1, 1)
    paddings: Ints = (0, 0, 0)
    output_padding: Ints = ()
    output_size: Ints = ()
    padding_algorithm: Str = "EXPLICIT"
    groups: Int = 1
    dilations: Ints = (1, 1, 1)
    data_format: Str = "NCDHW"
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        filter: TensorInfo,  # noqa: A002 - Paddle's name
        strides: tuple[int, ...],
        paddings: tuple[int, ...],
        output_padding: tuple[int, ...],
        output_size: tuple[int, ...],
        padding_algorithm: str,
        groups: int,
        dilations: tuple[int, ...],
        data_format: str,
    ) -> TensorInfo:
        """``[N, F, od, oh, ow]`` in the input's layout."""
        check_convolution(x, filter, RANK)
        return transposed_convolution_result(
            x,
            static_window(filter.dims),
            strides,
            paddings,
            output_padding,
            output_size,
            padding_algorithm,
            groups,
            dilations,
            data_format,
        )
