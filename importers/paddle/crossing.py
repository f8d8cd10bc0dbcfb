"""What crosses the border of a body: what a name stands for as SSA values, and back.

A tensor crosses as itself, sequences with the lengths of their levels, a tensor array as all its
elements in one tensor, or, where those differ in their number of rows, one after the other with
their numbers of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from paddle_mlir.dialects import symbolic
from paddle_mlir.dialects.pd.shape_analysis import join
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.lengths import Sequences, rows_of
from paddle_mlir.importers.paddle.packed_arrays import (
    PackedArray,
    PackedRows,
    differ_in_rows,
    levels_of,
)
from paddle_mlir.importers.paddle.tensor_arrays import Array, TensorArray


class Form(Protocol):
    """How what a name stands for crosses."""

    @property
    def count(self) -> int:
        """The number of SSA values."""

    def parts(self, build: ModelBuilder, state: Any) -> list[Any]:
        """The SSA values that a state comes down to."""

    def state(self, parts: Sequence[Any]) -> Any:
        """The state from its values."""

    def wide_enough(self, state: Any) -> Form:
        """A form in which a state crosses, too."""


@dataclass(frozen=True)
class TensorForm:
    """A tensor.

    Attributes:
        levels: of how many levels of sequences it is made; None where that depends on the run.
    """

    levels: int | None

    @property
    def count(self) -> int:
        """The number of SSA values."""
        return 1 + (self.levels or 0)

    def parts(self, build: ModelBuilder, state: Any) -> list[Any]:
        """The tensor and the lengths of each level."""
        del build
        lengths = state.lengths if isinstance(state, Sequences) else None
        return [rows_of(state), *(lengths or ())[: self.levels or 0]]

    def state(self, parts: Sequence[Any]) -> Any:
        """The tensor or sequences."""
        rows, *lengths = parts
        if self.levels == 0:
            return rows
        return Sequences(rows, None if self.levels is None else tuple(lengths))

    def wide_enough(self, state: Any) -> Form:
        """Without lengths where the state has other levels."""
        return TensorForm(_common_levels([self.levels, levels_of(state)]))


@dataclass(frozen=True)
class StackedForm:
    """An array of elements that share a shape.

    Attributes:
        element: what is known of them.
    """

    element: TensorInfo

    @property
    def count(self) -> int:
        """The number of SSA values."""
        return 1

    def parts(self, build: ModelBuilder, state: Any) -> list[Any]:
        """All elements along a new first axis."""
        return [(state or TensorArray()).stack(build, self.element)]

    def state(self, parts: Sequence[Any]) -> Any:
        """The array."""
        return TensorArray(stacked=parts[0])

    def wide_enough(self, state: Any) -> Form:
        """The same: what is written to such an array is refused or has its shape."""
        del state
        return self


@dataclass(frozen=True)
class PackedForm:
    """An array of elements that differ in their number of rows, or are made of sequences.

    Attributes:
        rows: what is known of the rows of an element.
        levels: of how many levels of sequences an element is made; None where that differs.
    """

    rows: TensorInfo
    levels: int | None

    @property
    def count(self) -> int:
        """The number of SSA values."""
        return 2 * (1 + (self.levels or 0))

    def parts(self, build: ModelBuilder, state: Any) -> list[Any]:
        """The rows of all elements with their numbers, and the same of the lengths of levels."""
        array = self._packed(build, state)
        lengths = (array.lengths or ())[: self.levels or 0]
        return [part for field in (array.elements, *lengths) for part in (field.rows, field.counts)]

    def state(self, parts: Sequence[Any]) -> Any:
        """The array."""
        fields = [PackedRows(*parts[i : i + 2]) for i in range(0, len(parts), 2)]
        return PackedArray(fields[0], None if self.levels is None else tuple(fields[1:]))

    def wide_enough(self, state: Any) -> Form:
        """Without lengths where the state has other levels."""
        return PackedForm(self.rows, _common_levels([self.levels, *_levels_of_array(state)]))

    def _packed(self, build: ModelBuilder, state: Any) -> PackedArray:
        if isinstance(state, PackedArray):
            return state
        if state is not None and state.stacked is not None:
            raise ValueError(
                "elements of a tensor array that nested loops write to must share a shape"
            )
        if state is not None and state.elements:
            return PackedArray.of(build, state.elements)
        length = TensorInfo("int64", (symbolic.unknown(),))
        levels = range(self.levels or 0)
        nothing = tuple(PackedRows.none(build, length) for _ in levels)
        return PackedArray(PackedRows.none(build, self.rows), nothing)


def form_of(build: ModelBuilder, states: Sequence[Any], symbols: frozenset[str]) -> Form:
    """How a name crosses that stands for any of some states; ``symbols`` are known outside.

    Raises:
        ValueError: it is an array that is always empty.
    """
    arrays = [state for state in states if isinstance(state, Array)]
    if arrays:
        return _form_of_arrays(build, arrays, symbols)
    return TensorForm(_common_levels([levels_of(state) for state in states]))


def _common_levels(levels: Sequence[int | None]) -> int | None:
    return levels[0] if len(set(levels)) == 1 else None


def _form_of_arrays(build: ModelBuilder, arrays: Sequence[Array], symbols: frozenset[str]) -> Form:
    infos = [info for array in arrays for info in _elements(build, array)]
    levels = [level for array in arrays for level in _levels_of_array(array)]
    if not infos:
        raise ValueError("a tensor array is empty on all ways")
    element = join(infos, symbols)
    is_packed = any(isinstance(array, PackedArray) for array in arrays)
    if is_packed or any(level != 0 for level in levels) or differ_in_rows(infos):
        return PackedForm(element, _common_levels(levels))
    return StackedForm(element)


def _elements(build: ModelBuilder, array: Array) -> list[TensorInfo]:
    if isinstance(array, PackedArray):
        return [build.info(array.elements.rows)]
    if array.stacked is not None:
        info = build.info(array.stacked)
        return [info.with_dims(info.dims[1:])]
    return [build.info(rows_of(state)) for state in array.elements]


def _levels_of_array(array: Array) -> list[int | None]:
    if isinstance(array, PackedArray):
        return [None if array.lengths is None else len(array.lengths)]
    return [0] if array.stacked is not None else [levels_of(state) for state in array.elements]
