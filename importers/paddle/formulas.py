"""Formulas in mapping functions: values with Python's operators, each of which builds a ``pd`` op.

A source op that is a short formula of others needs no op of its own::

    x, label = terms(build, op, "X", "Label")
    give(build, op, Out=(x - label).apply(pd.Square))

Operands and results are named by ProgramDesc's slots; in PIR they are the positions in the order
in which they are named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.definition import PdOp
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.source import SourceOp


@dataclass(frozen=True)
class Term:
    """A value of the model that is being built.

    Attributes:
        build: the builder.
        value: the SSA value.
    """

    build: ModelBuilder
    value: Any

    @property
    def info(self) -> TensorInfo:
        """What is known of it."""
        return self.build.info(self.value)

    @property
    def dtype(self) -> str:
        """Its element type."""
        return self.info.dtype

    def apply(self, op_class: type[PdOp], *others: Any, **attributes: Any) -> Term:
        """The result of an op whose first operand it is; the others are terms, values or None."""
        given = [other.value if isinstance(other, Term) else other for other in others]
        return Term(self.build, self.build.emit(op_class, self.value, *given, **attributes))

    def number(self, value: float) -> Term:
        """A number of its dtype, as a tensor of rank 0."""
        return Term(self.build, self.build.emit(pd.Full, value=float(value), dtype=self.dtype))

    def _operand(self, other: Term | float) -> Term:
        return other if isinstance(other, Term) else self.number(other)

    def __add__(self, other: Term | float) -> Term:
        if isinstance(other, Term):
            return self.apply(pd.Add, other)
        return self.apply(pd.Scale, bias=float(other))

    __radd__ = __add__

    def __sub__(self, other: Term | float) -> Term:
        return self.apply(pd.Subtract, other) if isinstance(other, Term) else self + -other

    def __rsub__(self, other: float) -> Term:
        return self.apply(pd.Scale, scale=-1.0, bias=float(other))

    def __mul__(self, other: Term | float) -> Term:
        if isinstance(other, Term):
            return self.apply(pd.Multiply, other)
        return self.apply(pd.Scale, scale=float(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Term | float) -> Term:
        return self.apply(pd.Divide, self._operand(other))

    def __rtruediv__(self, other: float) -> Term:
        return self.number(other) / self

    def __neg__(self) -> Term:
        return self.apply(pd.Scale, scale=-1.0)

    def above(self, other: Term | float) -> Term:
        """Where it is greater."""
        return self.apply(pd.GreaterThan, self._operand(other))

    def below(self, other: Term | float) -> Term:
        """Where it is less."""
        return self.apply(pd.LessThan, self._operand(other))

    def equals(self, other: Term | float) -> Term:
        """Where it is equal."""
        return self.apply(pd.Equal, self._operand(other))

    def choose(self, yes: Term | float, no: Term | float) -> Term:
        """``yes`` where it is true, else ``no``, one of which is a term."""
        if not isinstance(yes, Term):
            assert isinstance(no, Term)
            yes = no.number(yes)
        return self.apply(pd.Where, yes, yes._operand(no))

    def cast(self, dtype: str) -> Term:
        """It in another dtype."""
        return self if self.dtype == dtype else self.apply(pd.Cast, dtype=dtype)

    def wide(self) -> Term:
        """It in float32 where it is a narrower float, for sums and differences of like numbers."""
        return self.cast("float32" if dtypes.BY_NAME[self.dtype].bytes == 2 else self.dtype)

    def reshape(self, *shape: int) -> Term:
        """It in another shape; 0 keeps a size, -1 is what is left."""
        return self.apply(pd.Reshape, shape=shape)

    def divide_axis(self, axis: int, *sizes: int) -> Term:
        """It with one axis, counted from the front, as several of these static sizes."""
        dims = self.info.dims
        tail = [size if isinstance(size, int) else -1 for size in dims[axis + 1 :]]
        if tail.count(-1) < 2:
            return self.reshape(*[0] * axis, *sizes, *tail)
        shape = self.apply(pd.Shape, dtype="int64")
        before = shape.apply(pd.Slice, axes=(0,), starts=(0,), ends=(axis,))
        after = shape.apply(pd.Slice, axes=(0,), starts=(axis + 1,), ends=(len(dims),))
        middle = self.build.emit(pd.Constant, value=np.array(sizes))
        parts = [before.value, middle, after.value]
        return self.apply(pd.Reshape, self.build.emit(pd.Concat, parts, axis=0))

    def unsqueeze(self, *axes: int) -> Term:
        """It with axes of size 1."""
        return self.apply(pd.Unsqueeze, axis=axes) if axes else self

    def transpose(self, *perm: int) -> Term:
        """It with its axes in another order."""
        return self.apply(pd.Transpose, perm=perm)

    def sum(self, *axes: int, keepdim: bool = False) -> Term:
        """Its sum over ``axes``, over all of them when none is named."""
        return self.apply(pd.Sum, axis=axes, keepdim=keepdim, dtype=self.dtype)

    def mean(self, *axes: int, keepdim: bool = False) -> Term:
        """Its mean over ``axes``, over all of them when none is named."""
        return self.apply(pd.Mean, axis=axes, keepdim=keepdim)

    def part(self, axis: int, index: int, num: int) -> Term:
        """Part ``index`` of ``num`` equal ones along an axis."""
        return self.apply(pd.Split, axis=axis, index=index, num=num)


def terms(build: ModelBuilder, op: SourceOp, *slots: str) -> list[Any]:
    """The operands in these slots, each a :class:`Term` or None."""
    values = [build.operand(op, key) for key in op.keys(*slots)]
    return [None if value is None else Term(build, value) for value in values]


def term_list(build: ModelBuilder, op: SourceOp, slot: str, position: int) -> list[Term]:
    """All operands in a slot that holds several."""
    key = str(position) if op.kind == "pir" else slot
    return [Term(build, value) for value in build.operands(op, key)]


def give(build: ModelBuilder, op: SourceOp, **results: Term | None) -> None:
    """Say which terms the results are; None for one that inference does not compute."""
    for key, term in zip(op.keys(*results), results.values(), strict=True):
        if term is not None and op.result_list(key):
            build.set(op, key, term.value)
