"""Normalisation with the statistics of groups of a sample's own elements."""

from paddle_mlir.dialects import dtypes, symbolic
from paddle_mlir.dialects.pd.definition import (
    Float,
    Int,
    Operand,
    OptionalOperand,
    PdOp,
    Result,
    Str,
)
from paddle_mlir.dialects.pd.normalization import norm_channel_axis
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo


def _check(x: TensorInfo, rank: int, length: Size, **vectors: TensorInfo | None) -> None:
    if not dtypes.is_float(x.dtype) or x.rank < rank:
        raise ValueError(f"operand 'x' must be a float tensor of rank {rank} or more, got {x}")
    for name, info in vectors.items():
        if info is None:
            continue
        if info.rank != 1 or not dtypes.is_float(info.dtype):
            raise ValueError(f"operand {name!r} must be a float tensor of rank 1, got {info}")
        size = info.dims[0]
        if isinstance(size, int) and isinstance(length, int) and size != length:
            raise ValueError(f"operand {name!r} must have {length} elements, got {info}")


class GroupNorm(PdOp, name="group_norm"):
    """``(x - mean) / sqrt(variance + epsilon) * scale + bias``, statistics by group of channels.

    Operands:
        x: ``[N, C, ...]``, or channels last with data_format NHWC.
        scale, bias: ``[C]``; 1 and 0 where absent.

    Attributes:
        epsilon: added to the variance.
        groups: number of groups that the channels are divided into, in order.
        data_format: channels are axis 1, or the last one when it ends in C.

    Paddle: ``pd_op.group_norm``; ``group_norm`` (Wu and He 2018).
    """

    x: Operand
    scale: OptionalOperand
    bias: OptionalOperand
    epsilon: Float = 1e-5
    groups: Int
    data_format: Str = "NCHW"
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        scale: TensorInfo | None,
        bias: TensorInfo | None,
        groups: int,
        data_format: str,
    ) -> TensorInfo:
        """The type of ``x``."""
        _check(x, 2, 0)
        channels = x.dims[norm_channel_axis(data_format, x.rank)]
        _check(x, 2, channels, scale=scale, bias=bias)
        if groups < 1 or (isinstance(channels, int) and channels % groups != 0):
            raise ValueError(f"groups must divide the channels, but {groups} does not {channels}")
        return x


class InstanceNorm(PdOp, name="instance_norm"):
    """``(x - mean) / sqrt(variance + epsilon) * scale + bias``, statistics by channel of a sample.

    Operands:
        x: ``[N, C, ...]``.
        scale, bias: ``[C]``; 1 and 0 where absent.

    Attributes:
        epsilon: added to the variance.

    Paddle: ``pd_op.instance_norm``; ``instance_norm`` (Ulyanov et al. 2016).
    """

    x: Operand
    scale: OptionalOperand
    bias: OptionalOperand
    epsilon: Float = 1e-5
    out: Result

    @staticmethod
    def infer(x: TensorInfo, scale: TensorInfo | None, bias: TensorInfo | None) -> TensorInfo:
        """The type of ``x``."""
        _check(x, 2, 0)
        _check(x, 2, x.dims[1], scale=scale, bias=bias)
        return x


class RmsNorm(PdOp, name="rms_norm"):
    """``x / sqrt(mean(x * x) + epsilon) * scale`` over the last dimensions.

    Operands:
        x: any shape.
        scale: as many elements as the normalised dimensions; 1 where absent.

    Attributes:
        epsilon: added to the mean square.
        begin_norm_axis: first of the normalised dimensions.

    Paddle: ``pd_op.rms_norm`` (Zhang and Sennrich 2019).
    """

    x: Operand
    scale: OptionalOperand
    epsilon: Float = 1e-5
    begin_norm_axis: Int = -1
    out: Result

    @staticmethod
    def infer(x: TensorInfo, scale: TensorInfo | None, begin_norm_axis: int) -> TensorInfo:
        """The type of ``x``."""
        _check(x, 1, 0)
        length = symbolic.product(x.dims[x.axis(begin_norm_axis) :])
        _check(x, 1, length, scale=scale)
        return x
