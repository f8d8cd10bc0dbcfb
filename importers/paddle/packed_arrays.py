"""Tensor arrays whose elements differ in their number of rows, or are made of sequences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.lengths import Sequences, rows_of
from paddle_mlir.importers.paddle.packed_sequences import add, size_of, vector

_END = 2**31 - 1
"""As the end of a slice: all that is left."""


@dataclass(frozen=True)
class PackedRows:
    """Tensors of any number of rows, one after the other.

    Attributes:
        rows: the rows of all of them.
        counts: how many rows each has, an int64 vector.
    """

    rows: Any
    counts: Any

    @classmethod
    def of(cls, build: ModelBuilder, tensors: Sequence[Any]) -> PackedRows:
        """Those of some tensors.

        Raises:
            ValueError: their rows differ in shape or dtype.
        """
        for value in tensors[1:]:
            _check_rows(build.info(tensors[0]), build.info(value))
        counts = [size_of(build, value, 0) for value in tensors]
        return cls(_joined(build, list(tensors)), _joined(build, counts))

    @classmethod
    def none(cls, build: ModelBuilder, rows: TensorInfo) -> PackedRows:
        """No tensors; ``rows`` describes those to come.

        Raises:
            ValueError: their rows are not of a static size.
        """
        static = [size for size in rows.dims[1:] if isinstance(size, int)]
        if len(static) < rows.rank - 1:
            raise ValueError(f"a tensor array starts empty, of elements of unknown sizes {rows}")
        nothing = build.emit(pd.Full, value=0.0, shape=(0, *static), dtype=rows.dtype)
        return cls(nothing, build.emit(pd.Constant, value=np.zeros(0, dtype="int64")))

    def read(self, build: ModelBuilder, index: Any) -> Any:
        """The tensor at ``index``, an int64 tensor of one element."""
        bounds = self._before(build, index), self._before(build, add(build, index, 1))
        return build.emit(pd.Slice, self.rows, *bounds, axes=(0,))

    def write(self, build: ModelBuilder, index: Any, value: Any) -> PackedRows:
        """Those with ``value`` at ``index``, which is their number to append.

        Raises:
            ValueError: its rows differ from theirs in shape or dtype.
        """
        _check_rows(build.info(self.rows), build.info(value))
        behind = add(build, index, 1)
        first, last = self._before(build, index), self._before(build, behind)
        count = size_of(build, value, 0)
        return PackedRows(
            _replaced(build, self.rows, first, last, value),
            _replaced(build, self.counts, index, behind, count),
        )

    def _before(self, build: ModelBuilder, index: Any) -> Any:
        """The number of rows before the tensor at ``index``."""
        zero = build.emit(pd.Constant, value=np.zeros(1, dtype="int64"))
        counts = build.emit(pd.Slice, self.counts, zero, index, axes=(0,))
        return build.emit(pd.Sum, counts, axis=(0,), keepdim=True)


@dataclass(frozen=True)
class PackedArray:
    """The state of an array.

    Attributes:
        elements: its tensors.
        lengths: the lengths of the sequences that they are made of, for each level, the outermost
            first; None where some elements are made of others than the rest.
    """

    elements: PackedRows
    lengths: tuple[PackedRows, ...] | None

    @classmethod
    def of(cls, build: ModelBuilder, states: Sequence[Any]) -> PackedArray:
        """An array of some tensors or sequences."""
        elements = PackedRows.of(build, [rows_of(state) for state in states])
        lengths = [state.lengths if isinstance(state, Sequences) else () for state in states]
        known = [levels for levels in lengths if levels is not None]
        if len(known) < len(states) or len(set(map(len, known))) > 1:
            return cls(elements, None)
        levels = zip(*known, strict=True)
        return cls(elements, tuple(PackedRows.of(build, level) for level in levels))

    def length(self, build: ModelBuilder) -> Any:
        """The number of elements as an int64 tensor of shape [1]."""
        return size_of(build, self.elements.counts, 0)

    def read(self, build: ModelBuilder, index: Any) -> Any:
        """The element at ``index``."""
        index = vector(build, index)
        rows = self.elements.read(build, index)
        if self.lengths is None:
            return Sequences(rows, None)
        lengths = tuple(level.read(build, index) for level in self.lengths)
        return Sequences(rows, lengths) if lengths else rows

    def write(self, build: ModelBuilder, index: Any, state: Any) -> PackedArray:
        """The array with an element at ``index``, which is its length to append.

        Raises:
            ValueError: its rows differ in shape or dtype from those of the others.
        """
        index = vector(build, index)
        elements = self.elements.write(build, index, rows_of(state))
        given = state.lengths if isinstance(state, Sequences) else ()
        if self.lengths is None or given is None or len(given) != len(self.lengths):
            return PackedArray(elements, None)
        levels = zip(self.lengths, given, strict=True)
        return PackedArray(elements, tuple(p.write(build, index, own) for p, own in levels))

    def join(self, axis: int, use_stack: bool) -> Any:
        """All elements, joined along their rows.

        Raises:
            ValueError: they are to be joined along another axis.
        """
        if axis != 0 or use_stack:
            raise ValueError(
                "elements of several numbers of rows, which a loop or branch writes, can be joined "
                f"along axis 0 only, got axis {axis}{' of a stack' if use_stack else ''}"
            )
        return self.elements.rows


def levels_of(state: Any) -> int | None:
    """Of how many levels of sequences a tensor is made; None where it depends on the run."""
    if not isinstance(state, Sequences):
        return 0
    return None if state.lengths is None else len(state.lengths)


def must_be_packed(build: ModelBuilder, states: Sequence[Any]) -> bool:
    """True for elements that have no common shape to be stacked in, or are made of sequences."""
    is_of_sequences = any(isinstance(state, Sequences) for state in states)
    return is_of_sequences or differ_in_rows([build.info(state) for state in states])


def differ_in_rows(infos: Sequence[TensorInfo]) -> bool:
    """True for tensors that may differ in the number of their rows, and in nothing else."""
    first = infos[0].dims
    others = [info.dims for info in infos[1:]]
    return any(dims[:1] != first[:1] and dims[1:] == first[1:] for dims in others)


def _check_rows(own: TensorInfo, other: TensorInfo) -> None:
    if own.dtype != other.dtype or own.rank != other.rank or own.dims[1:] != other.dims[1:]:
        raise ValueError(
            "elements of a tensor array that a loop or branch writes to must share the shape of "
            f"their rows, got {other} beside {own}"
        )


def _joined(build: ModelBuilder, values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else build.emit(pd.Concat, values, axis=0)


def _replaced(build: ModelBuilder, x: Any, first: Any, last: Any, value: Any) -> Any:
    """``x`` with ``value`` in place of its rows from ``first`` to before ``last``."""
    zero = build.emit(pd.Constant, value=np.zeros(1, dtype="int64"))
    end = build.emit(pd.Constant, value=np.array([_END], dtype="int64"))
    head = build.emit(pd.Slice, x, zero, first, axes=(0,))
    tail = build.emit(pd.Slice, x, last, end, axes=(0,))
    return build.emit(pd.Concat, [head, value, tail], axis=0)
