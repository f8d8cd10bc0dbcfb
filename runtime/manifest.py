"""``manifest.json``: what an artifact holds, for which machine, and made from what.

Reading checks every key, type and value range, so that the rest of the runtime can trust a
:class:`Manifest`; each error names the key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.errors import ArtifactError

FORMAT = "paddle-mlir artifact"
FORMAT_VERSION = 2
FILE_NAME = "manifest.json"
MODULE_FILE = "module.vmfb"
PARAMETERS_FILE = "parameters.irpa"
DRIVERS = ("local-sync", "local-task", "vulkan", "cuda")
"""IREE's runtime drivers that an artifact may be made for."""
PRECISIONS = ("f32", "bf16")
"""What products of float32 may be computed in."""
CPU_DRIVERS = ("local-sync", "local-task")

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FEATURE = re.compile(r"[a-z0-9][a-z0-9._-]*")
_KEYS = (
    *("format", "format_version", "function", "target", "precision", "threads"),
    *("inputs", "outputs", "versions", "source", "files"),
)


@dataclass(frozen=True)
class TensorSpec:
    """Name and type of an input or output."""

    name: str
    dtype: str
    """Paddle's dtype name; bfloat16 crosses the boundary as its raw bits in uint16."""
    shape: tuple[int | str, ...]
    """A string names a dynamic dimension; the same name means the same size in every input."""

    def __str__(self) -> str:
        return f"{self.name}: {self.dtype}[{', '.join(map(str, self.shape))}]"


@dataclass(frozen=True)
class Target:
    """The machine that an artifact was compiled for."""

    name: str
    """The target's name on the command line, such as ``cpu``."""
    driver: str
    """One of :data:`DRIVERS`; the two CPU drivers run the same code, by number of threads."""
    architecture: str | None = None
    """The CPU's architecture as LLVM spells it, such as ``x86_64``; None off the CPU."""
    features: tuple[str, ...] | None = None
    """LLVM's names of the CPU features that the code uses; None where they were not recorded."""


@dataclass(frozen=True)
class Source:
    """The model that an artifact was compiled from."""

    file: str
    """Name of the program file, without its folder."""
    program_sha256: str
    parameters_sha256: str | None = None
    """None of a model without parameters."""


@dataclass(frozen=True)
class FileRecord:
    """Size and hash of one file of an artifact."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """All that is known of an artifact beside its code and its weights."""

    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    target: Target
    versions: Mapping[str, str]
    """Versions of the packages that made it; ``iree-base-compiler`` is always among them."""
    source: Source | None = None
    """None of a module that does not come from a model file."""
    threads: int | None = None
    """Number of threads to run with when the user names none; None leaves it to the machine."""
    precision: str = "f32"
    """What products of float32 are computed in: one of :data:`PRECISIONS`."""
    function: str = "main"
    """The entry function's name."""
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    """Filled in when the artifact is written."""

    def to_json(self) -> str:
        """The text of ``manifest.json``."""
        record = asdict(self) | {"format": FORMAT, "format_version": FORMAT_VERSION}
        return json.dumps({key: record[key] for key in _KEYS}, indent=2) + "\n"

    @staticmethod
    def from_json(text: str | bytes, where: str = FILE_NAME) -> Manifest:
        """Read and check the text of a ``manifest.json``.

        Raises:
            ArtifactError: it is not JSON, not an artifact's, of an unknown format version, or a
                value is missing, unknown, of the wrong type or out of its range.
        """
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ArtifactError("not valid JSON", where=where, got=str(error)) from error
        root = _Value(data, "", where)
        # Before anything else: a foreign file and a newer format are told apart from damage.
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise ArtifactError(
                "not the manifest of a paddle-mlir artifact",
                where=where,
                wanted=f'"format": "{FORMAT}"',
            )
        if data.get("format_version") != FORMAT_VERSION:
            raise ArtifactError(
                "unknown format version",
                where=where,
                got=repr(data.get("format_version")),
                wanted=str(FORMAT_VERSION),
                remedy="compile the model again with this version of paddle-mlir, or upgrade it",
            )
        return _manifest(root.record(*_KEYS))


@dataclass(frozen=True)
class _Value:
    """A JSON value and the key at which it stands, so that every error can name it."""

    data: Any
    key: str
    where: str

    def refused(self, wanted: str) -> ArtifactError:
        """The error for a value that is not as wanted."""
        got = repr(self.data)
        return ArtifactError(
            f"{self.key or 'top level'} is not valid",
            where=self.where,
            got=got if len(got) <= 80 else f"{got[:77]}...",
            wanted=wanted,
        )

    def at(self, key: str) -> _Value:
        """The member ``key`` of this object."""
        return _Value(self.data[key], f"{self.key}.{key}" if self.key else key, self.where)

    def mapping(self) -> dict[str, _Value]:
        """The members of an object with any keys."""
        if not isinstance(self.data, dict):
            raise self.refused("an object")
        return {key: self.at(key) for key in self.data}

    def record(self, *keys: str) -> dict[str, _Value]:
        """The members of an object that has exactly ``keys``."""
        members = self.mapping()
        for problem, names in (
            ("missing", [key for key in keys if key not in members]),
            ("unknown", [key for key in members if key not in keys]),
        ):
            if names:
                prefix = f"{self.key}." if self.key else ""
                listed = ", ".join(prefix + name for name in names)
                raise ArtifactError(f"{problem} key {listed}", where=self.where)
        return members

    def items(self) -> list[_Value]:
        """The elements of a list."""
        if not isinstance(self.data, list):
            raise self.refused("a list")
        return [
            _Value(item, f"{self.key}[{index}]", self.where) for index, item in enumerate(self.data)
        ]

    def text(self) -> str:
        """A string that is not empty."""
        if not isinstance(self.data, str) or not self.data:
            raise self.refused("a string that is not empty")
        return self.data

    def matching(self, pattern: re.Pattern[str], wanted: str) -> str:
        """A string that ``pattern`` matches as a whole."""
        if not isinstance(self.data, str) or pattern.fullmatch(self.data) is None:
            raise self.refused(wanted)
        return self.data

    def one_of(self, choices: tuple[str, ...]) -> str:
        """One of ``choices``."""
        if self.data not in choices:
            raise self.refused(f"one of {', '.join(choices)}")
        return str(self.data)

    def integer(self, minimum: int) -> int:
        """An integer of at least ``minimum``."""
        if type(self.data) is not int or self.data < minimum:  # bool is a subclass of int
            raise self.refused(f"an integer of at least {minimum}")
        return self.data


def _manifest(values: dict[str, _Value]) -> Manifest:
    versions = {name: version.text() for name, version in values["versions"].mapping().items()}
    if "iree-base-compiler" not in versions:
        raise values["versions"].refused("an entry for iree-base-compiler")
    threads = values["threads"]
    source = values["source"]
    return Manifest(
        inputs=_specs(values["inputs"]),
        outputs=_specs(values["outputs"]),
        target=_target(values["target"]),
        versions=versions,
        source=None if source.data is None else _source(source),
        threads=None if threads.data is None else threads.integer(1),
        precision=values["precision"].one_of(PRECISIONS),
        function=values["function"].text(),
        files=_files(values["files"]),
    )


def _specs(value: _Value) -> tuple[TensorSpec, ...]:
    specs: list[TensorSpec] = []
    for item in value.items():
        members = item.record("name", "dtype", "shape")
        name = members["name"].text()
        if any(spec.name == name for spec in specs):
            raise members["name"].refused("a name that is not used twice")
        dtype = members["dtype"].one_of(tuple(dtypes.BY_NAME))
        shape = tuple(_dimension(size) for size in members["shape"].items())
        specs.append(TensorSpec(name, dtype, shape))
    return tuple(specs)


def _dimension(value: _Value) -> int | str:
    if isinstance(value.data, str):
        return value.text()
    return value.integer(0)


def _target(value: _Value) -> Target:
    members = value.record("name", "driver", "architecture", "features")
    architecture, features = members["architecture"], members["features"]
    return Target(
        name=members["name"].text(),
        driver=members["driver"].one_of(DRIVERS),
        architecture=None if architecture.data is None else architecture.text(),
        features=None
        if features.data is None
        else tuple(
            feature.matching(_FEATURE, "an LLVM feature name such as avx2")
            for feature in features.items()
        ),
    )


def _source(value: _Value) -> Source:
    members = value.record("file", "program_sha256", "parameters_sha256")
    parameters = members["parameters_sha256"]
    return Source(
        file=members["file"].text(),
        program_sha256=_sha256(members["program_sha256"]),
        parameters_sha256=None if parameters.data is None else _sha256(parameters),
    )


def _files(value: _Value) -> dict[str, FileRecord]:
    files = {}
    for name, record in value.record(MODULE_FILE, PARAMETERS_FILE).items():
        members = record.record("bytes", "sha256")
        files[name] = FileRecord(members["bytes"].integer(0), _sha256(members["sha256"]))
    return files


def _sha256(value: _Value) -> str:
    return value.matching(_SHA256, "64 hexadecimal digits")
