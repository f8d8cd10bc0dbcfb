"""Padding: elements put around a tensor."""

from collections.abc import Sequence

from paddle_mlir.dialects.pd.creation import sizes_from
from paddle_mlir.dialects.pd.definition import (
    Float,
    Ints,
    Operand,
    OptionalOperand,
    PdOp,
    Result,
    Str,
)
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo

PAD_MODES = ("constant", "reflect", "replicate", "circular")


class Pad(PdOp, name="pad", shape_operands=("paddings_tensor",)):
    """``x`` with elements put before and after it along some axes.

    Attributes:
        paddings: for each axis how many elements come before and how many after; in constant
            mode negative ones take elements away; ``paddings_tensor`` replaces it where given.
        axes: the axes; empty means all in order.
        mode: constant, reflect (mirrored without the edge), replicate (the edge) or circular.
        pad_value: the element of constant mode.

    Paddle: ``pd_op.pad``, ``pd_op.pad3d``; ``pad``, ``pad2d``, ``pad3d``, ``pad_constant_like``.
    """

    x: Operand
    paddings_tensor: OptionalOperand
    paddings: Ints = ()
    axes: Ints = ()
    mode: Str = "constant"
    pad_value: Float = 0.0
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        paddings_tensor: TensorInfo | None,
        paddings: tuple[int, ...],
        axes: tuple[int, ...],
        mode: str,
    ) -> TensorInfo:
        """Sizes with what comes before and after."""
        if mode not in PAD_MODES:
            raise ValueError(f"mode must be one of {', '.join(PAD_MODES)}, got {mode!r}")
        dims = list(x.dims)
        for axis, (before, after) in padding_of_axes(x, paddings, paddings_tensor, axes).items():
            size = x.dims[axis]
            padded = dims[axis] = size + before + after
            for number in (before, after):
                if mode != "constant" and isinstance(number, int) and number < 0:
                    raise ValueError(f"paddings must not be negative in mode {mode}, got {number}")
                if (
                    mode == "reflect"
                    and isinstance(size, int)
                    and isinstance(number, int)
                    and number >= size
                ):
                    raise ValueError(f"reflected paddings must be below size {size}, got {number}")
            if isinstance(padded, int) and padded < 0:
                raise ValueError(f"paddings take away more than size {size}")
        return x.with_dims(dims)


def padding_of_axes(
    x: TensorInfo,
    paddings: Sequence[int],
    paddings_tensor: TensorInfo | None,
    axes: Sequence[int],
) -> dict[int, tuple[Size, Size]]:
    """How many elements come before and after along each padded axis.

    Raises:
        ValueError: there are not two numbers for each axis.
    """
    numbers = sizes_from(tuple(paddings), paddings_tensor)
    padded = x.axes(axes) if axes else tuple(range(x.rank))
    if len(numbers) != 2 * len(padded):
        raise ValueError(f"needs two paddings for each of {len(padded)} axes, got {len(numbers)}")
    return {axis: (numbers[2 * i], numbers[2 * i + 1]) for i, axis in enumerate(padded)}
