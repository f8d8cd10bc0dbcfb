"""Lowering of the suppression of boxes.

Greedy suppression is one sequential dispatch. Its loops change tensors, which is safe inside of one
dispatch: only tensors that loops hand from dispatch to dispatch are wrong in IREE 3.13.0
(iree-org/iree#24885).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import arith, math, scf, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.selection import new_row

Box = Sequence[Any]


@lowers(pd.Nms)
def lower_nms(lower: Lowering, op: pd.Nms) -> Any:
    """Box by box, each compared with those kept of its segment until one suppresses it."""
    info = lower.info(op.boxes)
    size = lower.size(info.dims[0])
    int32 = ir.IntegerType.get_signless(32)
    row = ir.RankedTensorType.get([ir.ShapedType.get_dynamic_size()], int32)
    one = ir.RankedTensorType.get([1], int32)
    region = ir.Operation.create(
        "flow.dispatch.region",
        results=[row, one],
        operands=[size],
        attributes={"operandSegmentSizes": ir.DenseI32ArrayAttr.get([0, 1])},
        regions=2,
    )
    block = region.regions[0].blocks.append()
    segments = None if op.segments is None else lower[op.segments]
    with ir.InsertionPoint(block):
        kept, count = _Suppression(op, info.dtype, lower[op.boxes], segments).run(size)
        total = tensor.from_elements(one, [arith.index_cast(int32, count)])
        ir.Operation.create("flow.return", operands=[kept, total])
    places, total = region.results
    number = lower.to_index(tensor.extract(total, [lower.index(0)]))
    int64 = ir.IntegerType.get_signless(64)
    return new_row(
        lower, "int64", number, lambda place: arith.extsi(int64, tensor.extract(places, [place]))
    )


@lowers(pd.OverlapDecay)
def lower_overlap_decay(lower: Lowering, op: pd.OverlapDecay) -> Any:
    """The largest overlaps, then the least decays: each element loops over the boxes before it."""
    info, result = lower.info(op.boxes), lower.result
    dtype, boxes, starts = info.dtype, lower[op.boxes], lower[op.starts]

    def extreme(start: float, term: Callable[[Any, Any], Any], predicate: str) -> Any:
        def element() -> Any:
            overlaps, place = _Overlaps(dtype, op.overlap, boxes), loop_index(0)
            box = overlaps.box(place)
            first = arith.index_cast(ir.IndexType.get(), tensor.extract(starts, [place]))
            loop = scf.ForOp(first, place, _index(1), [scalars.constant(dtype, start)])
            with ir.InsertionPoint(loop.body):
                other, current = loop.induction_variable, loop.inner_iter_args[0]
                number = term(overlaps.of(box, overlaps.box(other)), other)
                # An undefined number changes nothing.
                is_better = overlaps.compare(predicate, number, current)
                scf.YieldOp([arith.select(is_better, number, current)])
            return loop.results[0]

        return lower.generic(result, [], element)

    most = extreme(0.0, lambda overlap, _: overlap, "gt")

    def decay(overlap: Any, other: Any) -> Any:
        largest = tensor.extract(most, [other])
        if op.use_gaussian:
            squares = [scalars.multiply(dtype, x, x) for x in (largest, overlap)]
            sigma = scalars.constant(dtype, float(np.float32(op.sigma)))
            return math.exp(scalars.multiply(dtype, scalars.subtract(dtype, *squares), sigma))
        one = scalars.constant(dtype, 1.0)
        rests = [scalars.subtract(dtype, one, x) for x in (overlap, largest)]
        return scalars.divide(dtype, *rests)

    return extreme(1.0, decay, "lt")


class _Suppression:
    """The loop over boxes."""

    def __init__(self, op: pd.Nms, dtype: str, boxes: Any, segments: Any) -> None:
        self._op, self._dtype, self._segments = op, dtype, segments
        self._overlaps = _Overlaps(dtype, op.overlap, boxes)
        self._zero, self._one = _index(0), _index(1)
        # Paddle's kernels take these in float32 whatever the boxes are.
        self._threshold = scalars.constant(dtype, float(np.float32(op.threshold)))
        self._eta = scalars.constant(dtype, float(np.float32(op.eta)))

    def run(self, size: Any) -> tuple[Any, Any]:
        """The places of kept boxes, with room for all, and their number."""
        room = tensor.EmptyOp([size], ir.IntegerType.get_signless(32)).result
        none = arith.constant(ir.IntegerType.get_signless(64), -1)
        start = [room, self._zero, self._zero, self._zero, none, self._threshold]
        loop = scf.ForOp(self._zero, size, self._one, start)
        with ir.InsertionPoint(loop.body):
            scf.YieldOp(self._step(loop.induction_variable, *loop.inner_iter_args))
        return loop.results[0], loop.results[1]

    def _step(
        self, place: Any, kept: Any, count: Any, first: Any, start: Any, last: Any, threshold: Any
    ) -> list[Any]:
        """What one box changes: the kept places and their number; where the segment's kept and its
        boxes begin, its number and its threshold."""
        if self._segments is None:
            segment = arith.constant(last.type, 0)
        else:
            segment = tensor.extract(self._segments, [place])
        is_new = arith.cmpi(arith.CmpIPredicate.ne, segment, last)
        first = arith.select(is_new, count, first)
        start = arith.select(is_new, place, start)
        threshold = arith.select(is_new, self._threshold, threshold)
        is_kept = arith.constant(ir.IntegerType.get_signless(1), 1)
        if self._op.most >= 0:
            rank = arith.subi(place, start)
            is_kept = arith.cmpi(arith.CmpIPredicate.slt, rank, _index(self._op.most))
        is_kept = self._is_free(place, kept, first, count, threshold, is_kept)
        # A place that is not kept is overwritten by the next one.
        here = arith.index_cast(ir.IntegerType.get_signless(32), place)
        kept = tensor.insert(here, kept, [count])
        count = arith.select(is_kept, arith.addi(count, self._one), count)
        if np.float32(self._op.eta) < 1:
            is_high = self._overlaps.compare("gt", threshold, scalars.constant(self._dtype, 0.5))
            lower = scalars.multiply(self._dtype, threshold, self._eta)
            threshold = arith.select(arith.andi(is_kept, is_high), lower, threshold)
        return [kept, count, first, start, segment, threshold]

    def _is_free(
        self, place: Any, kept: Any, first: Any, count: Any, threshold: Any, is_kept: Any
    ) -> Any:
        """No kept box of the segment suppresses a box."""
        box = self._overlaps.box(place)
        index = ir.IndexType.get()
        loop = scf.WhileOp([index, is_kept.type], [first, is_kept])
        before = loop.before.blocks.append(index, is_kept.type)
        with ir.InsertionPoint(before):
            number, is_free = before.arguments
            is_open = arith.cmpi(arith.CmpIPredicate.slt, number, count)
            scf.ConditionOp(arith.andi(is_open, is_free), [number, is_free])
        after = loop.after.blocks.append(index, is_kept.type)
        with ir.InsertionPoint(after):
            number = after.arguments[0]
            other = self._overlaps.box(arith.index_cast(index, tensor.extract(kept, [number])))
            overlap = self._overlaps.of(box, other)
            if self._op.overlap == "plain":
                exceeds = self._overlaps.compare("gt", overlap, threshold)
                is_free = arith.xori(exceeds, arith.constant(is_kept.type, 1))
            else:
                is_free = self._overlaps.compare("le", overlap, threshold)
            scf.YieldOp([arith.addi(number, self._one), is_free])
        return loop.results[1]


class _Overlaps:
    """Intersection over union of boxes, inside a body."""

    def __init__(self, dtype: str, kind: str, boxes: Any) -> None:
        self._dtype, self._kind, self._boxes = dtype, kind, boxes
        self._corners = [_index(corner) for corner in range(4)]

    def box(self, place: Any) -> Box:
        """The corners of a box."""
        return [tensor.extract(self._boxes, [place, corner]) for corner in self._corners]

    def compare(self, predicate: str, left: Any, right: Any) -> Any:
        """``left <predicate> right``; see :func:`scalars.compare`."""
        return scalars.compare(self._dtype, predicate, left, right)

    def of(self, box: Box, other: Box) -> Any:
        """Intersection over union of two boxes."""
        dtype, zero = self._dtype, scalars.constant(self._dtype, 0.0)
        low = [scalars.maximum(dtype, box[side], other[side]) for side in range(2)]
        high = [scalars.minimum(dtype, box[side], other[side]) for side in range(2, 4)]
        sides = [scalars.subtract(dtype, *ends) for ends in zip(high, low, strict=True)]
        areas = [self._area(box), self._area(other)]
        if self._kind == "plain":
            sides = [arith.select(self.compare("gt", side, zero), side, zero) for side in sides]
        if self._kind == "pixels":
            sides = [self._plus_one(side) for side in sides]
        common = scalars.multiply(dtype, *sides)
        union = scalars.subtract(dtype, scalars.add(dtype, *areas), common)
        overlap = scalars.divide(dtype, common, union)
        if self._kind == "plain":
            return overlap
        is_apart = [
            self.compare("gt", left[side], right[side + 2])
            for left, right in ((box, other), (other, box))
            for side in range(2)
        ]
        apart = arith.ori(arith.ori(*is_apart[:2]), arith.ori(*is_apart[2:]))
        return arith.select(apart, zero, overlap)

    def _area(self, box: Box) -> Any:
        dtype = self._dtype
        sides = [scalars.subtract(dtype, box[side + 2], box[side]) for side in range(2)]
        if self._kind == "plain":
            return scalars.multiply(dtype, *sides)
        is_wrong = [self.compare("lt", box[side + 2], box[side]) for side in range(2)]
        if self._kind == "pixels":
            sides = [self._plus_one(side) for side in sides]
        zero = scalars.constant(dtype, 0.0)
        return arith.select(arith.ori(*is_wrong), zero, scalars.multiply(dtype, *sides))

    def _plus_one(self, side: Any) -> Any:
        return scalars.add(self._dtype, side, scalars.constant(self._dtype, 1.0))


def _index(value: int) -> Any:
    return arith.constant(ir.IndexType.get(), value)
