"""Lowering of the decoding of searched sequences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, scf, tensor

from paddle_mlir.dialects import pd, symbolic
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, loop_index, lowers
from paddle_mlir.pipelines.lower.merge_sort import hidden_index
from paddle_mlir.pipelines.lower.reduction import reduce
from paddle_mlir.pipelines.lower.tensor_loop import loop_over_tensors, room_for_results

MOST_WRITTEN_OUT = 64
"""Steps of static length that are written out instead of looped over."""
STEPS_PER_TURN = 8
"""Steps in one turn of the loop."""


@lowers(pd.GatherTree)
def lower_gather_tree(lower: Lowering, op: pd.GatherTree) -> Any:
    """Each element walks from the last time back to its own."""
    ids, parents, info = lower[op.ids], lower[op.parents], lower.info(op.ids)
    for axis, size in enumerate(lower.info(op.parents).dims):
        message = "gather_tree: the sizes of ids and of parents differ"
        lower.check_equal(info.dims[axis], size, message)
    zero, one = lower.index(0), lower.index(1)
    last = arith.subi(lower.size(info.dims[0]), one)

    def identifier() -> Any:
        time, batch, beam = (loop_index(loop) for loop in range(3))
        walk = scf.ForOp(zero, arith.subi(last, time), one, [beam])
        with ir.InsertionPoint(walk.body):
            here = arith.subi(last, walk.induction_variable)
            parent = tensor.extract(parents, [here, batch, walk.inner_iter_args[0]])
            scf.YieldOp([arith.index_cast(ir.IndexType.get(), parent)])
        return tensor.extract(ids, [time, batch, walk.results[0]])

    return lower.generic(lower.result, [], identifier)


@lowers(pd.ViterbiDecode)
def lower_viterbi_decode(lower: Lowering, op: pd.ViterbiDecode) -> list[Any]:
    """Forward step by step, with the best tag before each tag; then each path backwards."""
    return _Viterbi(lower, op).run()


class _Viterbi:
    """The search for the best paths of a batch."""

    def __init__(self, lower: Lowering, op: pd.ViterbiDecode) -> None:
        info = lower.info(op.potentials)
        self._lower, self._dtype, self._has_ends = lower, info.dtype, op.include_bos_eos_tag
        self._op = op
        self._potentials, self._lengths = lower[op.potentials], lower[op.lengths]
        self._transitions, self._lengths_info = lower[op.transition_params], lower.info(op.lengths)
        batch, time, tags = info.dims
        self._time, self._tags = time, lower.size(tags)
        self._last_time = arith.subi(lower.size(time), lower.index(1))
        self._sums = TensorInfo(info.dtype, (batch, tags))
        self._zero, self._one = lower.index(0), lower.index(1)
        lower.check_equal(
            batch, self._lengths_info.dims[0], "viterbi_decode: the batch and the lengths differ"
        )

    def run(self) -> list[Any]:
        """The sums and the paths."""
        lower, batch = self._lower, self._sums.dims[0]
        sums = lower.generic(self._sums, [], self._first)
        if isinstance(self._time, int) and self._time <= MOST_WRITTEN_OUT:
            before_info = TensorInfo("int32", (self._time, *self._sums.dims))
            before = lower.full(before_info, scalars.constant("int32", 0))
            for step in range(1, self._time):
                at = hidden_index(lower, step)
                sums, before = self._step(sums, before, before_info, at)
        else:
            sums, before = self._loop(sums)
        rows = self._sums.with_dims([batch])

        def last_tag() -> Any:
            batch = loop_index(0)
            return self._best(lambda tag: tensor.extract(sums, [batch, tag]))

        last = lower.generic(rows.with_dtype("int32"), [], last_tag)

        def score() -> Any:
            tag = self._as_index(tensor.extract(last, [loop_index(0)]))
            return tensor.extract(sums, [loop_index(0), tag])

        paths_info = TensorInfo("int64", (batch, self._time))
        paths = lower.generic(paths_info, [], lambda: self._tag_on_path(before, last))
        return [lower.generic(rows, [], score), self._cut(paths)]

    def _step(self, sums: Any, before: Any, before_info: TensorInfo, at: Any) -> tuple[Any, Any]:
        """The sums of one more step, and all steps' best tags before each tag."""
        best = self._best_before(sums)
        return self._next(sums, best, at), self._inserted(before, before_info, best, at)

    def _loop(self, sums: Any) -> tuple[Any, Any]:
        """All steps behind the first, in groups; those behind the end change nothing."""
        lower, given = self._lower, (self._potentials, self._transitions, self._lengths)
        turns = symbolic.ceil_divide(self._time - 1, STEPS_PER_TURN)
        info = TensorInfo("int32", (turns * STEPS_PER_TURN + 1, *self._sums.dims))
        lower.dynamic_sizes(info)

        def body(turn: Any, carried: list[Any], read: list[Any]) -> list[Any]:
            self._potentials, self._transitions, self._lengths = read
            sums, before = carried
            first = arith.addi(arith.muli(turn, lower.index(STEPS_PER_TURN)), lower.index(1))
            for number in range(STEPS_PER_TURN):
                at = arith.addi(first, lower.index(number))
                sums, before = self._step(sums, before, info, at)
            return [sums, before]

        carried = [sums, room_for_results(lower, self._op, info)]
        sums, before = loop_over_tensors(lower.size(turns), carried, given, body)
        self._potentials, self._transitions, self._lengths = given
        return sums, before

    def _as_index(self, number: Any) -> Any:
        return arith.index_cast(ir.IndexType.get(), number)

    def _length(self) -> Any:
        return self._as_index(tensor.extract(self._lengths, [loop_index(0)]))

    def _with_end(self, total: Any, length: Any, tag: Any, step: Any) -> Any:
        """A sum with the transition from the end where the sequence ends at this step."""
        if not self._has_ends:
            return total
        end = arith.subi(self._tags, self._number(2))
        is_last = arith.cmpi(arith.CmpIPredicate.eq, length, arith.addi(step, self._number(1)))
        ended = arith.addf(total, tensor.extract(self._transitions, [end, tag]))
        return arith.select(is_last, ended, total)

    def _number(self, number: int) -> Any:
        return arith.constant(ir.IndexType.get(), number)

    def _first(self) -> Any:
        batch, tag = loop_index(0), loop_index(1)
        total = tensor.extract(self._potentials, [batch, self._zero, tag])
        if self._has_ends:
            start = arith.subi(self._tags, self._number(1))
            total = arith.addf(total, tensor.extract(self._transitions, [start, tag]))
        return self._with_end(total, self._length(), tag, self._zero)

    def _best(self, score: Callable[[Any], Any]) -> Any:
        """The first tag with the largest score, in int32."""
        walk = scf.ForOp(self._zero, self._tags, self._one, [score(self._zero), self._zero])
        with ir.InsertionPoint(walk.body):
            tag = walk.induction_variable
            largest, best = walk.inner_iter_args
            here = score(tag)
            is_larger = scalars.compare(self._dtype, "gt", here, largest)
            scf.YieldOp(
                [arith.select(is_larger, here, largest), arith.select(is_larger, tag, best)]
            )
        return arith.index_cast(ir.IntegerType.get_signless(32), walk.results[1])

    def _sum_over(self, sums: Any, batch: Any, before: Any, tag: Any) -> Any:
        """The sum up to a tag and the transition from there."""
        total = tensor.extract(sums, [batch, before])
        return arith.addf(total, tensor.extract(self._transitions, [before, tag]))

    def _best_before(self, sums: Any) -> Any:
        """For each tag the best one before it."""

        def best() -> Any:
            batch, tag = loop_index(0), loop_index(1)
            return self._best(lambda before: self._sum_over(sums, batch, before, tag))

        return self._lower.generic(self._sums.with_dtype("int32"), [], best)

    def _next(self, sums: Any, best: Any, step: Any) -> Any:
        """The sums of one more step; those of sequences that are over stay."""

        def total() -> Any:
            batch, tag = loop_index(0), loop_index(1)
            length = self._length()
            before = self._as_index(tensor.extract(best, [batch, tag]))
            readable = arith.minsi(step, self._last_time)
            potential = tensor.extract(self._potentials, [batch, readable, tag])
            grown = arith.addf(self._sum_over(sums, batch, before, tag), potential)
            grown = self._with_end(grown, length, tag, step)
            goes_on = arith.cmpi(arith.CmpIPredicate.sgt, length, step)
            return arith.select(goes_on, grown, tensor.extract(sums, [batch, tag]))

        return self._lower.generic(self._sums, [], total)

    def _inserted(self, before: Any, info: TensorInfo, best: Any, step: Any) -> Any:
        dynamic = ir.ShapedType.get_dynamic_size()
        sizes = [s if isinstance(s, int) else dynamic for s in info.dims[1:]]
        return tensor.insert_slice(
            best,
            before,
            [step],
            self._lower.dynamic_sizes(self._sums),
            [],
            [dynamic, 0, 0],
            [1, *sizes],
            [1, 1, 1],
        )

    def _tag_on_path(self, before: Any, last: Any) -> Any:
        """The tag at one time: from the end of the sequence back to there."""
        batch, time = loop_index(0), loop_index(1)
        length = self._length()
        end = arith.subi(length, self._one)
        start = self._as_index(tensor.extract(last, [batch]))
        walk = scf.ForOp(self._zero, arith.subi(end, time), self._one, [start])
        with ir.InsertionPoint(walk.body):
            step = arith.subi(end, walk.induction_variable)
            tag = tensor.extract(before, [step, batch, walk.inner_iter_args[0]])
            scf.YieldOp([self._as_index(tag)])
        is_inside = arith.cmpi(arith.CmpIPredicate.slt, time, length)
        tag = arith.index_cast(ir.IntegerType.get_signless(64), walk.results[0])
        return arith.select(is_inside, tag, scalars.constant("int64", 0))

    def _cut(self, paths: Any) -> Any:
        """The paths up to the longest length."""
        lower, info = self._lower, self._lengths_info
        longest = reduce(lower, self._lengths, info, (0,), info.dtype, "max")
        longest = lower.to_index(tensor.extract(longest, []))
        lower.check(
            arith.cmpi(arith.CmpIPredicate.sle, longest, lower.size(self._time)),
            "viterbi_decode: a length is larger than the time",
        )
        dynamic = ir.ShapedType.get_dynamic_size()
        batch = self._sums.dims[0]
        rows = batch if isinstance(batch, int) else dynamic
        result = ir.RankedTensorType.get([rows, dynamic], ir.IntegerType.get_signless(64))
        sizes = [] if isinstance(batch, int) else [lower.size(batch)]
        return tensor.extract_slice(
            result, paths, [], [*sizes, longest], [], [0, 0], [rows, dynamic], [1, 1]
        )
