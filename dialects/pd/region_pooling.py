"""Pooling of regions of maps that boxes name."""

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.definition import (
    Bool,
    Float,
    Int,
    Operand,
    OptionalOperand,
    PdOp,
    Result,
)
from paddle_mlir.dialects.tensor import TensorInfo


class _RegionPooling(PdOp):
    x: Operand
    boxes: Operand
    boxes_num: OptionalOperand
    pooled_height: Int = 1
    pooled_width: Int = 1
    spatial_scale: Float = 1.0


class _PoolingOfEachChannel(_RegionPooling):
    @staticmethod
    def infer(
        x: TensorInfo,
        boxes: TensorInfo,
        boxes_num: TensorInfo | None,
        pooled_height: int,
        pooled_width: int,
    ) -> TensorInfo:
        """``[R, C, pooled_height, pooled_width]``."""
        _check(x, boxes, boxes_num, pooled_height, pooled_width)
        return x.with_dims([boxes.dims[0], x.dims[1], pooled_height, pooled_width])


class RoiAlign(_PoolingOfEachChannel, name="roi_align"):
    """Mean of interpolated elements in each part of each box.

    A box is divided into ``pooled_height`` by ``pooled_width`` parts and a part's value is the
    mean of the map at a grid of places in it, each the weighted mean of the four elements around.

    Operands:
        x: ``[N, C, H, W]``.
        boxes: ``[R, 4]`` of (x1, y1, x2, y2).
        boxes_num: ``[N]``, how many of the boxes lie in each map; they stand in that order.
            Without it there is one map.

    Attributes:
        pooled_height: parts of a box from top to bottom.
        pooled_width: parts of a box from left to right.
        spatial_scale: a box's numbers times it are places in the map.
        sampling_ratio: places in a part, each way; -1 chooses one for each element.
        aligned: boxes are moved by half an element, so that whole numbers are elements' edges.

    Paddle: ``pd_op.roi_align``; ``roi_align``.
    """

    sampling_ratio: Int = -1
    aligned: Bool = False
    out: Result


class RoiPool(_PoolingOfEachChannel, name="roi_pool"):
    """Maximum of each part of each box; 0 for a part without elements.

    Operands and attributes: as in roi_align.

    Paddle: ``pd_op.roi_pool``; ``roi_pool``.
    """

    out: Result


class PsroiPool(_RegionPooling, name="psroi_pool"):
    """Mean of each part of each box, each part in channels of its own; 0 without elements.

    ``out[r, c, i, j] = mean of x[n, (c * pooled_height + i) * pooled_width + j]`` over part (i, j).

    Operands and attributes: as in roi_align.

    Attributes:
        output_channels: channels of the result.

    Paddle: ``pd_op.psroi_pool``; ``psroi_pool``.
    """

    output_channels: Int = 1
    out: Result

    @staticmethod
    def infer(
        x: TensorInfo,
        boxes: TensorInfo,
        boxes_num: TensorInfo | None,
        pooled_height: int,
        pooled_width: int,
        output_channels: int,
    ) -> TensorInfo:
        """``[R, output_channels, pooled_height, pooled_width]``."""
        _check(x, boxes, boxes_num, pooled_height, pooled_width)
        wanted = output_channels * pooled_height * pooled_width
        if x.dims[1] != wanted:
            raise ValueError(
                "input channels must be output_channels * pooled_height * pooled_width, but "
                f"{x.dims[1]} is not {wanted}"
            )
        return x.with_dims([boxes.dims[0], output_channels, pooled_height, pooled_width])


def _check(
    x: TensorInfo,
    boxes: TensorInfo,
    boxes_num: TensorInfo | None,
    pooled_height: int,
    pooled_width: int,
) -> None:
    if x.rank != 4 or not dtypes.is_float(x.dtype):
        raise ValueError(f"operand 'x' must be a float tensor of rank 4, got {x}")
    if boxes.rank != 2 or boxes.dims[1] != 4 or boxes.dtype != x.dtype:
        raise ValueError(f"operand 'boxes' must be [R, 4] of x's dtype, got {boxes}")
    if boxes_num is not None and (boxes_num.rank != 1 or not dtypes.is_integer(boxes_num.dtype)):
        raise ValueError(f"operand 'boxes_num' must be integers of rank 1, got {boxes_num}")
    batch, counts = x.dims[0], 1 if boxes_num is None else boxes_num.dims[0]
    if isinstance(batch, int) and isinstance(counts, int) and batch != counts:
        raise ValueError(f"boxes_num must have a number for each of {batch} maps, got {counts}")
    if pooled_height < 1 or pooled_width < 1:
        raise ValueError(
            "pooled_height and pooled_width must be positive, "
            f"got {pooled_height} and {pooled_width}"
        )
