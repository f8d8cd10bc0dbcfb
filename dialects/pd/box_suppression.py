"""Suppression of boxes that overlap better ones."""

from paddle_mlir.dialects import symbolic
from paddle_mlir.dialects.pd.definition import (
    Bool,
    Float,
    Int,
    Operand,
    OptionalOperand,
    PdOp,
    Result,
    Str,
)
from paddle_mlir.dialects.tensor import TensorInfo

OVERLAPS = ("plain", "normalized", "pixels")


class Nms(PdOp, name="nms"):
    """The places of boxes that overlap no kept box before them by more than a threshold, in order.

    ``overlap = intersection / (area + other_area - intersection)``. Boxes ``[n, 4]`` are left, top,
    right and bottom, best ones first. Boxes of different segments do not suppress each other; those
    of one segment, the same number in ``segments``, stand next to each other.

    Attributes:
        threshold: boxes that overlap by more are not kept.
        eta: below 1 each kept box of a segment multiplies the threshold by it, down to 0.5.
        most: how many boxes of a segment are looked at, the others are not kept; -1 for all.
        overlap: ``plain``; ``normalized``, where boxes with corners on the wrong side have no area
            and an undefined overlap suppresses; ``pixels``, the same with sides longer by 1.

    Limits: float32 and float64; compiles for CPUs only.

    Paddle: ``pd_op.nms``; ``nms``.
    """

    boxes: Operand
    segments: OptionalOperand
    threshold: Float = 1.0
    eta: Float = 1.0
    most: Int = -1
    overlap: Str = "plain"
    out: Result

    @staticmethod
    def infer(boxes: TensorInfo, segments: TensorInfo | None, overlap: str) -> TensorInfo:
        """A row of int64 places."""
        _check(boxes, "segments", segments, overlap)
        return TensorInfo("int64", (symbolic.unknown(),))


class OverlapDecay(PdOp, name="overlap_decay", in_paddle=False):
    """By how much the score of a box shrinks for its overlaps with better ones (matrix NMS).

    ``out[i]`` is the least of 1 and ``(1 - o[i, j]) / (1 - most[j])``, or with ``use_gaussian``
    ``exp((most[j]**2 - o[i, j]**2) * sigma)``, for all ``j`` from ``starts[i]`` to below ``i``,
    where ``o`` is the overlap as ``pd.nms`` has it and ``most[j]`` is the largest of 0 and
    ``o[j, k]`` for all ``k`` from ``starts[j]`` to below ``j``.

    Attributes:
        use_gaussian: the second formula.
        sigma: of that formula.
        overlap: see ``pd.nms``.

    Limits: float32 and float64.

    Paddle: the inner part of ``pd_op.matrix_nms``; ``matrix_nms``.
    """

    boxes: Operand
    starts: Operand
    use_gaussian: Bool = False
    sigma: Float = 2.0
    overlap: Str = "normalized"
    out: Result

    @staticmethod
    def infer(boxes: TensorInfo, starts: TensorInfo, overlap: str) -> TensorInfo:
        """A number for each box."""
        _check(boxes, "starts", starts, overlap)
        return boxes.with_dims(boxes.dims[:1])


def _check(boxes: TensorInfo, name: str, row: TensorInfo | None, overlap: str) -> None:
    if boxes.dtype not in ("float32", "float64") or boxes.rank != 2 or boxes.dims[1] != 4:
        raise ValueError(f"operand 'boxes' must be nx4 numbers of float32 or float64, got {boxes}")
    if row is not None and (row.dtype != "int64" or row.rank != 1):
        raise ValueError(f"operand {name!r} must be a row of int64, got {row}")
    if overlap not in OVERLAPS:
        raise ValueError(f"overlap must be one of {', '.join(OVERLAPS)}, got {overlap!r}")
