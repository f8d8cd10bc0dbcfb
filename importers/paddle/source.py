"""The neutral program that both of Paddle's formats are read into.

Readers (``pir``, ``program_desc``) check a file and produce a `SourceProgram`: plain Python, in
SSA form, with inputs, outputs and parameters told apart from ops. The mapping to the ``pd``
dialect starts from here and never looks at a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Format: TypeAlias = Literal["pir", "program_desc"]

Names: TypeAlias = "str | list[str] | None"
"""What stands in one operand or result slot: nothing, one value, or a list of values."""

Attribute: TypeAlias = "bool | int | float | complex | str | list[Attribute] | None"

Shape: TypeAlias = "tuple[int, ...]"

TERMINATORS = frozenset({"cf.yield"})
"""Ops that end a body and name what it gives."""


@dataclass(frozen=True)
class SourceValue:
    """One SSA value.

    ``dtype`` and ``shape`` are what the file declares. For inputs and parameters they are
    binding; for the results of ops they are a hint, since Paddle itself leaves stale shapes in
    its files (``[]`` for statistics of batch_norm, ``-4`` for a flattened length).
    """

    name: str
    """Unique in the program."""
    dtype: str | None
    """Paddle's dtype name (see ``dialects.dtypes``), or None when unknown or not a tensor."""
    shape: Shape | None
    """Dimensions, -1 for a dynamic one, or None when unknown or not a tensor."""
    lod_level: int = 0
    """ProgramDesc: how many levels of sequences the first dimension is made of."""


@dataclass(frozen=True)
class Overwrite:
    """A variable of an enclosing block that a ProgramDesc body assigns to."""

    before: str | None
    """Its value at the control-flow op, or None when it has none yet."""
    inside: str
    """Its value at the end of the body."""
    after: str
    """Its value after the op."""


@dataclass
class SourceOp:
    """One op, under the name that its own format gives it."""

    kind: Format
    name: str
    """``"conv2d"``; ops outside Paddle's own dialect keep theirs in front (``"cf.yield"``)."""
    operands: dict[str, Names]
    """PIR: positions ``"0"``, ``"1"`` ...; ProgramDesc: slot names, and the names of attributes
    whose value is a variable."""
    results: dict[str, Names]
    """Keyed like ``operands``."""
    attributes: dict[str, Attribute]
    layer: str = ""
    """The layer that the op came from, such as ``"/ResNet/Conv2D/"``, or nothing."""
    where: str = ""
    """File, block and op, for errors."""
    blocks: list[SourceBlock] = field(default_factory=list)
    """Bodies of a control-flow op. Ops in them see the values of enclosing blocks."""
    overwrites: list[Overwrite] = field(default_factory=list)
    """ProgramDesc: what the bodies assign to variables of enclosing blocks. Their ops name such a
    variable by its value ``before`` until they assign to it."""

    def keys(self, *slots: str) -> list[str]:
        """The keys of operands or results that ProgramDesc names ``slots``, in PIR's order."""
        return [str(i) for i in range(len(slots))] if self.kind == "pir" else list(slots)

    def operand_list(self, key: str) -> list[str]:
        """The values in slot ``key``, of which there may be none, one or many."""
        return as_list(self.operands.get(key))

    def result_list(self, key: str) -> list[str]:
        """The results in slot ``key``, of which there may be none, one or many."""
        return as_list(self.results.get(key))


@dataclass
class SourceBlock:
    """A list of ops in the order in which they run."""

    arguments: list[str] = field(default_factory=list)
    ops: list[SourceOp] = field(default_factory=list)


@dataclass
class SourceProgram:
    """A whole checked program: every operand names a value defined before it."""

    kind: Format
    version: int
    """PIR: the version of the format. ProgramDesc: the version of the Paddle that wrote it, such
    as 2006002, or 0 when it does not say."""
    file: str
    """Name of the program file, for locations and errors."""
    block: SourceBlock = field(default_factory=SourceBlock)
    values: dict[str, SourceValue] = field(default_factory=dict)
    inputs: list[tuple[str, str]] = field(default_factory=list)
    """(name that the user knows, value) in the order in which the model takes them."""
    outputs: list[tuple[str, str]] = field(default_factory=list)
    """(name that the user knows, value) in the order in which the model gives them."""
    parameters: dict[str, str] = field(default_factory=dict)
    """Value to the name of the parameter that it is."""
    lengths: dict[str, list[str]] = field(default_factory=dict)
    """Value made of sequences, one after the other, to the inputs that hold the lengths of each
    level, the outermost first."""
    _suffixes: dict[str, int] = field(default_factory=dict, repr=False)

    def declare(self, name: str, dtype: str | None, shape: Shape | None, lod_level: int = 0) -> str:
        """Add a value called ``name``, or ``name.1``, ``name.2`` ... when that is taken."""
        unique = name
        while unique in self.values:
            self._suffixes[name] = self._suffixes.get(name, 0) + 1
            unique = f"{name}.{self._suffixes[name]}"
        self.values[unique] = SourceValue(unique, dtype, shape, lod_level)
        return unique


def as_list(names: Names) -> list[str]:
    """The values of a slot as a list."""
    if names is None:
        return []
    return [names] if isinstance(names, str) else names


def as_slot(names: Sequence[str]) -> Names:
    """The narrowest form of a slot that holds ``names``."""
    if len(names) > 1:
        return list(names)
    return names[0] if names else None
