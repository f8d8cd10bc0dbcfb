"""Weights of a model: names to arrays, read from where they lie only when they are used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from paddle_mlir.dialects import dtypes


@dataclass(frozen=True)
class Parameter:
    """One weight: its type is known without touching the data."""

    dtype: str
    """Paddle's dtype name."""
    shape: tuple[int, ...]
    load: Callable[[], np.ndarray]
    """Gives the array, read-only; of a file, a view of the mapped pages and never a copy."""

    @property
    def bytes(self) -> int:
        """Size of the data."""
        return int(np.prod(self.shape, dtype=np.int64)) * dtypes.BY_NAME[self.dtype].bytes


class Parameters(Mapping[str, Parameter]):
    """An ordered mapping from names to weights.

    ``parameters[name]`` tells the type, ``parameters.array(name)`` gives the values
    (bfloat16 as its raw bits in uint16).
    """

    def __init__(self, entries: Mapping[str, Parameter] | None = None) -> None:
        self._entries: dict[str, Parameter] = dict(entries or {})

    def __getitem__(self, name: str) -> Parameter:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def array(self, name: str) -> np.ndarray:
        """The values of ``name``, read-only."""
        return self._entries[name].load()

    def add(self, name: str, array: np.ndarray) -> None:
        """Add ``array`` under a new name; uint16 holds the bits of bfloat16."""
        array = np.ascontiguousarray(array).reshape(array.shape)
        array.flags.writeable = False
        dtype = dtypes.of_numpy(array.dtype)
        self.define(name, Parameter(dtype, array.shape, lambda: array))

    def define(self, name: str, parameter: Parameter) -> None:
        """Add a weight under a new name."""
        if name in self._entries:
            raise ValueError(f"parameter {name!r} exists already")
        self._entries[name] = parameter

    def remove(self, name: str) -> None:
        """Forget ``name``."""
        del self._entries[name]

    def unused_name(self, stem: str) -> str:
        """``stem``, or ``stem.1``, ``stem.2`` ... when it is taken."""
        name, number = stem, 0
        while name in self._entries:
            number += 1
            name = f"{stem}.{number}"
        return name

    @property
    def bytes(self) -> int:
        """Size of all weights."""
        return sum(parameter.bytes for parameter in self._entries.values())
