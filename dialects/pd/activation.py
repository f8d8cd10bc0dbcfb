"""Activation functions."""

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.definition import Bool, Float, Int, Operand, PdOp, Result
from paddle_mlir.dialects.tensor import TensorInfo


class _Activation(PdOp):
    x: Operand
    out: Result

    @staticmethod
    def infer(x: TensorInfo) -> TensorInfo:
        """The type of ``x``, which must be a float."""
        if not dtypes.is_float(x.dtype):
            raise ValueError(f"operand 'x' must be a float tensor, got {x}")
        return x


class Relu(PdOp, name="relu"):
    """``x`` where positive, else 0. Paddle: ``pd_op.relu``."""

    x: Operand
    out: Result

    @staticmethod
    def infer(x: TensorInfo) -> TensorInfo:
        """The type of ``x``."""
        return TensorInfo(x.dtype, x.dims)


class Relu6(_Activation, name="relu6"):
    """``min(max(x, 0), 6)``. Paddle: ``pd_op.relu6``; ``relu6`` with threshold 6."""


class Sigmoid(_Activation, name="sigmoid"):
    """``1 / (1 + exp(-x))``. Paddle: ``pd_op.sigmoid``."""


class Tanh(_Activation, name="tanh"):
    """Hyperbolic tangent. Paddle: ``pd_op.tanh``."""


class Silu(_Activation, name="silu"):
    """``x * sigmoid(x)``. Paddle: ``pd_op.silu``."""


class Swish(_Activation, name="swish"):
    """``x * sigmoid(beta * x)``. Paddle: ``pd_op.swish``, whose beta is 1; ``swish``."""

    beta: Float = 1.0


class Hardswish(_Activation, name="hardswish"):
    """``x * min(max(x + offset, 0), threshold) / scale``.

    Paddle: ``pd_op.hardswish``, which has the defaults; ``hard_swish``.
    """

    threshold: Float = 6.0
    scale: Float = 6.0
    offset: Float = 3.0


class Hardsigmoid(_Activation, name="hardsigmoid"):
    """``min(max(slope * x + offset, 0), 1)``. Paddle: ``pd_op.hardsigmoid``; ``hard_sigmoid``."""

    slope: Float = 0.2
    offset: Float = 0.5


class LeakyRelu(_Activation, name="leaky_relu"):
    """``x`` where positive, else ``negative_slope * x``. Paddle: ``pd_op.leaky_relu``."""

    negative_slope: Float = 0.02


class Elu(_Activation, name="elu"):
    """``x`` where positive, else ``alpha * (exp(x) - 1)``. Paddle: ``pd_op.elu``."""

    alpha: Float = 1.0


class Gelu(_Activation, name="gelu"):
    """``x * 0.5 * (1 + erf(x / sqrt(2)))``, or its tanh form (Hendrycks and Gimpel 2016).

    Attributes:
        approximate: True for the tanh form.

    Paddle: ``pd_op.gelu``.
    """

    approximate: Bool = False


class Softplus(_Activation, name="softplus"):
    """``log(1 + exp(beta * x)) / beta``, and ``x`` where ``beta * x > threshold``.

    Paddle: ``pd_op.softplus``.
    """

    beta: Float = 1.0
    threshold: Float = 20.0


class Mish(_Activation, name="mish"):
    """``x * tanh(softplus(x))`` (Misra 2019). Paddle: ``pd_op.mish``."""

    threshold: Float = 20.0


class _Normalised(PdOp):
    x: Operand
    axis: Int = -1
    out: Result

    @staticmethod
    def infer(x: TensorInfo, axis: int) -> TensorInfo:
        """The type of ``x``, which must be a float."""
        if not dtypes.is_float(x.dtype):
            raise ValueError(f"operand 'x' must be a float tensor, got {x}")
        x.axes([axis], of_scalar=True)
        return x


class Softmax(_Normalised, name="softmax"):
    """``exp(x - max) / sum(exp(x - max))`` along ``axis``. Paddle: ``pd_op.softmax``."""


class LogSoftmax(_Normalised, name="log_softmax"):
    """``x - max - log(sum(exp(x - max)))`` along ``axis``. Paddle: ``pd_op.log_softmax``."""
