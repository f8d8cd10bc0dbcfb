"""What a case is, and its reproducible data."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

PIR = "pir"
PROGRAM_DESC = "program_desc"


@dataclass(frozen=True)
class Tensor:
    """An input or a weight of a case.

    Attributes:
        shape: sizes; a dynamic one is a tuple, the sizes it has in the runs.
        dtype: numpy's name.
        low: smallest value.
        high: largest value.
        step: values are multiples of it: few bits, so that data compress and sums are exact.
        special: the first elements, in place of random ones.
        is_weight: a parameter of the model instead of an input.
        lengths: for each run the lengths of the sequences that it is made of, Paddle's LoD.
        outer: for each run of how many of those each sequence of the level above is made; nothing
            where there is one level.
    """

    shape: tuple[int | tuple[int, ...], ...]
    dtype: str
    low: float
    high: float
    step: float
    special: tuple[float, ...]
    is_weight: bool
    lengths: tuple[tuple[int, ...], ...] = ()
    outer: tuple[tuple[int, ...], ...] = ()

    def levels(self, run: int) -> list[tuple[int, ...]]:
        """The lengths of all levels in a run, the outermost first."""
        return [level[run] for level in (self.outer, self.lengths) if level]

    @property
    def runs(self) -> int:
        """How many runs the dynamic sizes name."""
        return max((len(size) for size in self.shape if isinstance(size, tuple)), default=1)

    @property
    def declared_shape(self) -> list[int]:
        """The shape in the model: -1 for a dynamic size."""
        return [size if isinstance(size, int) else -1 for size in self.shape]

    def array(self, seed: str, run: int = 0) -> np.ndarray:
        """The values of one run; the same on every machine."""
        shape = [size if isinstance(size, int) else size[run] for size in self.shape]
        random = np.random.RandomState(zlib.crc32(f"{seed}/{run}".encode()))
        low, high = round(self.low / self.step), round(self.high / self.step)
        values = random.randint(low, high + 1, size=shape) * self.step
        flat = np.array(values, dtype="float64").reshape(-1)
        count = min(len(self.special), flat.size)
        flat[:count] = self.special[:count]
        return flat.reshape(shape).astype(self.dtype)


def tensor(
    *shape: int | tuple[int, ...],
    dtype: str = "float32",
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    special: Sequence[float] = (),
    is_weight: bool = False,
) -> Tensor:
    """An input; floats lie in [-2, 2], integers in [-8, 8], unless told otherwise."""
    is_float = dtype.startswith("float")
    if dtype == "bool":
        low, high = 0, 1
    elif dtype == "uint8":
        low = 0 if low is None else low
    limit = 2.0 if is_float else 8.0
    return Tensor(
        shape,
        dtype,
        -limit if low is None else low,
        limit if high is None else high,
        step or (0.125 if is_float else 1),
        tuple(special),
        is_weight,
    )


def sequences(*lengths: tuple[int, ...], row: Sequence[int] = (), **options: Any) -> Tensor:
    """An input made of sequences of rows; their lengths for each run."""
    whole = tensor(tuple(sum(run) for run in lengths), *row, **options)
    return replace(whole, lengths=lengths)


def nested_sequences(
    *levels: tuple[tuple[int, ...], tuple[int, ...]], row: Sequence[int] = (), **options: Any
) -> Tensor:
    """An input made of sequences of sequences; the lengths of both levels for each run."""
    whole = sequences(*(inner for _, inner in levels), row=row, **options)
    return replace(whole, outer=tuple(outer for outer, _ in levels))


def weight(*shape: int, **options: Any) -> Tensor:
    """A parameter."""
    return tensor(*shape, is_weight=True, **options)


@dataclass(frozen=True)
class Case:
    """A small model.

    Attributes:
        name: unique in its family.
        build: gets ``paddle``, ``paddle.nn.functional`` and the tensors; gives a tensor or a tuple.
        tensors: inputs and weights in order.
        formats: the Paddle formats that it is exported to.
        converts: True to have Paddle turn Python's own control flow in ``build`` into ops.
    """

    name: str
    build: Callable[..., Any]
    tensors: tuple[Tensor, ...]
    formats: tuple[str, ...]
    converts: bool = False

    @property
    def runs(self) -> int:
        """Number of sets of inputs."""
        return max(item.runs for item in self.tensors)

    @property
    def inputs(self) -> dict[str, Tensor]:
        """Inputs by name."""
        return {f"x{i}": item for i, item in enumerate(self.tensors) if not item.is_weight}

    @property
    def has_sequences(self) -> bool:
        """True when an input has a LoD."""
        return any(item.lengths for item in self.tensors)

    @property
    def weights(self) -> dict[str, Tensor]:
        """Weights by name."""
        return {f"w{i}": item for i, item in enumerate(self.tensors) if item.is_weight}

    def arrays(self, run: int) -> dict[str, np.ndarray]:
        """The inputs of one run."""
        arrays = {
            name: item.array(f"{self.name}/{name}", run if item.runs > 1 else 0)
            for name, item in self.inputs.items()
        }
        for name, item in self.inputs.items():
            if item.lengths:
                for level, lengths in enumerate(item.levels(run)):
                    arrays[f"{name}.lengths.{level}"] = np.array(lengths, dtype="int64")
        return arrays

    def weight_arrays(self) -> dict[str, np.ndarray]:
        """The values of the weights."""
        return {name: item.array(f"{self.name}/{name}") for name, item in self.weights.items()}


def case(
    name: str,
    build: Callable[..., Any],
    *tensors: Tensor,
    formats: Sequence[str] = (PIR, PROGRAM_DESC),
    converts: bool = False,
) -> Case:
    """A row of a table."""
    return Case(name, build, tensors, tuple(formats), converts)


def append_op(
    paddle: Any, kind: str, inputs: dict[str, Any], result: str = "Out", **attributes: Any
) -> Any:
    """A ProgramDesc op that Paddle's own layers no longer write; gives its result."""
    return append_op_with_results(paddle, kind, inputs, (result,), **attributes)[0]


def append_op_with_results(
    paddle: Any, kind: str, inputs: dict[str, Any], results: Sequence[str], **attributes: Any
) -> tuple[Any, ...]:
    """The same for an op that must have several results."""
    helper = paddle.base.layer_helper.LayerHelper(kind)
    first = next(iter(inputs.values()))
    first = first[0] if isinstance(first, list) else first
    outs = {name: helper.create_variable_for_type_inference(dtype=first.dtype) for name in results}
    helper.append_op(type=kind, inputs=inputs, outputs=outs, attrs=attributes)
    return tuple(outs.values())
