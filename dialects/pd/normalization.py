"""Normalisation layers, in inference mode."""

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
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo


def _check_length(name: str, info: TensorInfo | None, length: Size) -> None:
    if info is None:
        return
    if info.rank != 1 or not dtypes.is_float(info.dtype):
        raise ValueError(f"operand {name!r} must be a float tensor of rank 1, got {info}")
    numel = info.numel
    if isinstance(numel, int) and isinstance(length, int) and numel != length:
        raise ValueError(f"operand {name!r} must have {length} elements, got {info}")


class BatchNorm(PdOp, name="batch_norm"):
    """``(x - mean) / sqrt(variance + epsilon) * scale + bias`` per channel, with stored statistics.

    Operands:
        x: ``[N, C, ...]``, or channels last with data_format NHWC (NDHWC, NLC).
        mean, variance: ``[C]``, the running statistics.
        scale, bias: ``[C]``; 1 and 0 where absent.

    Attributes:
        epsilon: added to the variance.
        data_format: channels are axis 1, or the last one when it ends in C.

    Paddle: ``pd_op.batch_norm``, ``pd_op.batch_norm_`` in inference (``is_test`` or
    ``use_global_stats``).
    """

    x: Operand
    mean: Operand
    variance: Operand
    scale: OptionalOperand
    bias: OptionalOperand
    epsilon: Float = 1e-5
    data_format: Str = "NCHW"
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        mean: TensorInfo,
        variance: TensorInfo,
        scale: TensorInfo | None,
        bias: TensorInfo | None,
        data_format: str,
    ) -> TensorInfo:
        """The type of ``x``."""
        if not dtypes.is_float(x.dtype) or x.rank < 2:
            raise ValueError(f"operand 'x' must be a float tensor of rank 2 or more, got {x}")
        channels = x.dims[norm_channel_axis(data_format, x.rank)]
        for name, info in (
            ("mean", mean),
            ("variance", variance),
            ("scale", scale),
            ("bias", bias),
        ):
            _check_length(name, info, channels)
        return x


def norm_channel_axis(data_format: str, rank: int) -> int:
    """Position of the channels in any of Paddle's layout names."""
    if not data_format.startswith("N") or "C" not in data_format:
        raise ValueError(f"data_format must be like NCHW or NHWC, got {data_format!r}")
    return rank - 1 if rank > 2 and data_format.endswith("C") and data_format != "NC" else 1


class LayerNorm(PdOp, name="layer_norm"):
    """``(x - mean) / sqrt(variance + epsilon) * scale + bias`` over the last dimensions.

    Operands:
        x: any shape.
        scale, bias: as many elements as the normalised dimensions; 1 and 0 where absent.

    Attributes:
        epsilon: added to the variance.
        begin_norm_axis: first of the normalised dimensions.

    Paddle: ``pd_op.layer_norm`` (Ba et al. 2016).
    """

    x: Operand
    scale: OptionalOperand
    bias: OptionalOperand
    epsilon: Float = 1e-5
    begin_norm_axis: Int = 1
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo, scale: TensorInfo | None, bias: TensorInfo | None, begin_norm_axis: int
    ) -> TensorInfo:
        """The type of ``x``."""
        if not dtypes.is_float(x.dtype):
            raise ValueError(f"operand 'x' must be a float tensor, got {x}")
        length = symbolic.product(x.dims[x.axis(begin_norm_axis) :])
        _check_length("scale", scale, length)
        _check_length("bias", bias, length)
        return x
