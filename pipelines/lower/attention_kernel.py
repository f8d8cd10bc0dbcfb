"""Lowering of attention as a kernel of vectors: scores never leave the core."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math, scf, tensor, vector

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.attention import SOFTMAX_LANES
from paddle_mlir.pipelines.lower.activation import constant_like
from paddle_mlir.pipelines.lower.lowering import Lowering, lowered_element_type, lowers
from paddle_mlir.pipelines.lower.vector_kernel import (
    Sizes,
    VectorKernel,
    Vectors,
    Workgroups,
    add_products,
    carried,
    dispatch,
    index,
    loop,
    pieces,
    read,
    write,
    zeros,
)


@lowers(pd.MultiHeadAttention)
def lower_multi_head_attention(lower: Lowering, op: pd.MultiHeadAttention) -> Any:
    """A workgroup takes some queries of a head; the last ones lie over those before them."""
    batch = lower.result.dims[0]
    length, heads = lower.result.numbers(1, 2)
    for value in (op.key, op.value):
        message = f"{op.spec.name}: keys or values are not for as many images as queries"
        lower.check_equal(lower.info(value).dims[0], batch, message)

    def body(kernel: VectorKernel) -> None:
        _Head(lower, op, kernel).run()

    def images(size: Sizes) -> Any:
        return size(batch)

    values = [op.query, op.key, op.value]
    if op.mask is not None:
        values.append(op.mask)
        if lower.info(op.mask).dims[0] != 1:
            message = f"{op.spec.name}: the mask is not for as many images as queries"
            lower.check_equal(lower.info(op.mask).dims[0], batch, message)
    operands = [(lower[value], lower.info(value)) for value in values]
    grid: list[Workgroups] = [-(-length // op.rows), heads, images]
    return dispatch(lower, operands, lower.result, grid, body)


class _Head:
    """Some queries of a head, inside the kernel."""

    def __init__(self, lower: Lowering, op: pd.MultiHeadAttention, kernel: VectorKernel) -> None:
        self._op, self._kernel = op, kernel
        self._query, self._key, self._value, *self._masks = kernel.inputs
        self._mask_dims = [lower.info(op.mask).dims for _ in self._masks]
        self._length, self._depth = lower.info(op.query).numbers(1, 3)
        (self._keys,) = lower.info(op.key).numbers(3)
        self._padded_keys = -(-self._keys // SOFTMAX_LANES) * SOFTMAX_LANES
        (self._features,) = lower.result.numbers(3)
        self._element = lowered_element_type(lower.result.dtype)
        group, self._head, self._image = kernel.group
        first = arith.muli(group, index(op.rows))
        self._first = arith.minui(first, index(self._length - op.rows))

    def run(self) -> None:
        """Compute and store."""
        # Behind the scores of a row stands what they are multiplied with at last.
        sizes = [self._op.rows, self._padded_keys + SOFTMAX_LANES]
        room = tensor.EmptyOp(sizes, self._element).result
        if self._padded_keys > self._keys:
            room = carried(index(self._op.rows), 1, room, self._without_padding)
        scores = self._by_columns(self._keys, room, self._scores)
        scores = carried(index(self._op.rows), 1, scores, self._softmax)
        self._by_columns(self._features, scores, self._weighted)

    def _without_padding(self, row: Any, scores: Any) -> Any:
        """Scores after the last key, whose vector they fill: their power is 0."""
        lowest = constant_like(zeros(SOFTMAX_LANES, self._element), float("-inf"))
        return write(lowest, scores, [row, index(self._padded_keys - SOFTMAX_LANES)])

    def _scores(self, vectors: Vectors, scores: Any) -> Any:
        """``scale * query @ key + mask`` for some keys."""

        def some_rows(row: Any, scores: Any) -> Any:
            def factors(d: Any) -> list[Any]:
                return [self._read(self._key, [self._head, d], one) for one in vectors]

            def number(line: int, d: Any) -> Any:
                query = arith.addi(self._first, arith.addi(row, index(line)))
                return tensor.extract(self._query, [self._image, query, self._head, d])

            for line, totals in enumerate(self._product(self._depth, vectors, factors, number)):
                own = arith.addi(row, index(line))
                for one, total in zip(vectors, totals, strict=True):
                    scaled = arith.mulf(total, constant_like(total, self._op.scale))
                    scores = write(self._masked(scaled, own, one), scores, [own, one[0]])
            return scores

        return carried(index(self._op.rows), self._op.tile[0], scores, some_rows)

    def _masked(self, score: Any, row: Any, vector_: tuple[Any, int]) -> Any:
        """Scores of a row with what the mask adds."""
        at, lanes = vector_
        for mask, dims in zip(self._masks, self._mask_dims, strict=True):
            places = (self._image, self._head, arith.addi(self._first, row))
            front = [
                index(0) if size == 1 else place
                for place, size in zip(places, dims[:3], strict=True)
            ]
            score = arith.addf(score, read(mask, [*front, at], lanes))
        return score

    def _softmax(self, row: Any, scores: Any) -> Any:
        """``exp(score - largest)`` of a row, and one over their sum."""
        lowest = constant_like(zeros(SOFTMAX_LANES, self._element), float("-inf"))

        def larger(at: Any, so_far: Any) -> Any:
            return arith.maximumf(so_far, read(scores, [row, at], SOFTMAX_LANES))

        largest = carried(index(self._padded_keys), SOFTMAX_LANES, lowest, larger)
        top = vector.reduction(self._element, vector.CombiningKind.MAXIMUMF, largest)
        top = vector.broadcast(lowest.type, top)
        starts = [scores, zeros(SOFTMAX_LANES, self._element)]
        loop_ = scf.ForOp(index(0), index(self._padded_keys), index(SOFTMAX_LANES), starts)
        with ir.InsertionPoint(loop_.body):
            at, (values, total) = loop_.induction_variable, loop_.inner_iter_args
            value = math.exp(arith.subf(read(values, [row, at], SOFTMAX_LANES), top))
            scf.YieldOp([write(value, values, [row, at]), arith.addf(total, value)])
        scores, totals = loop_.results
        total = vector.reduction(self._element, vector.CombiningKind.ADD, totals)
        share = arith.divf(arith.constant(self._element, 1.0), total)
        return write(vector.broadcast(lowest.type, share), scores, [row, index(self._padded_keys)])

    def _weighted(self, vectors: Vectors, scores: Any) -> Any:
        """``softmax @ value`` for some features, stored."""

        def some_rows(row: Any) -> None:
            def factors(j: Any) -> list[Any]:
                return [self._read(self._value, [j, self._head], one) for one in vectors]

            def number(line: int, j: Any) -> Any:
                return tensor.extract(scores, [arith.addi(row, index(line)), j])

            for line, totals in enumerate(self._product(self._keys, vectors, factors, number)):
                own = arith.addi(row, index(line))
                query = arith.addi(self._first, own)
                for (at, lanes), total in zip(vectors, totals, strict=True):
                    share = read(scores, [own, index(self._padded_keys)], lanes)
                    place = [self._image, query, self._head, at]
                    self._kernel.write(arith.mulf(total, share), place)

        loop(self._op.rows, self._op.tile[0], some_rows)
        return scores

    def _read(self, source: Any, place: Sequence[Any], vector_: tuple[Any, int]) -> Any:
        at, lanes = vector_
        return read(source, [self._image, *place, at], lanes)

    def _product(
        self,
        inner: int,
        vectors: Vectors,
        factors: Callable[[Any], list[Any]],
        number: Callable[[int, Any], Any],
    ) -> list[list[Any]]:
        """Sums of some rows: of each a vector for each of the vectors of columns."""
        rows, count = self._op.tile[0], len(vectors)
        starts = [zeros(lanes, self._element) for _ in range(rows) for _, lanes in vectors]
        loop_ = scf.ForOp(index(0), index(inner), index(1), starts)
        with ir.InsertionPoint(loop_.body):
            k, sums = loop_.induction_variable, list(loop_.inner_iter_args)
            columns = factors(k)
            for row in range(rows):
                add_products(sums, row, number(row, k), columns)
            scf.YieldOp(sums)
        results = list(loop_.results)
        return [results[first : first + count] for first in range(0, len(results), count)]

    def _by_columns(self, size: int, value: Any, body: Callable[[Vectors, Any], Any]) -> Any:
        """What a tensor is after all columns, as many at a time as a tile has."""
        most = self._op.tile[1]
        whole = size // most * most
        vectors, rest = pieces(most), pieces(size - whole)

        def some(group: Sequence[tuple[int, int]], first: Any, value: Any) -> Any:
            return body([(arith.addi(first, index(at)), lanes) for at, lanes in group], value)

        if whole:
            value = carried(index(whole), most, value, partial(some, vectors))
        for i in range(0, len(rest), len(vectors)):
            value = some(rest[i : i + len(vectors)], index(whole), value)
        return value
