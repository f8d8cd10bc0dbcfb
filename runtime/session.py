"""Running an artifact: numpy arrays in, numpy arrays out.

    with paddle_mlir.runtime.load("resnet50") as session:
        outputs = session.run({"x": image})

The weights are mapped into memory from the artifact's file and never copied on the CPU; several
sessions and processes share their pages.
"""

from __future__ import annotations

import math
import os
import threading
import traceback
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, NamedTuple

import iree.runtime
import numpy as np
from iree.runtime import BufferUsage, HalElementType, HalFence, MemoryType

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.errors import ArtifactError, InputError, PaddleMlirError, known_names
from paddle_mlir.runtime import devices
from paddle_mlir.runtime.artifact import Artifact, open_artifact
from paddle_mlir.runtime.manifest import TensorSpec

_ELEMENT_TYPES = {
    "bool": HalElementType.BOOL_8,
    "int8": HalElementType.SINT_8,
    "uint8": HalElementType.UINT_8,
    "int16": HalElementType.SINT_16,
    "int32": HalElementType.SINT_32,
    "int64": HalElementType.SINT_64,
    "float16": HalElementType.FLOAT_16,
    "bfloat16": HalElementType.BFLOAT_16,
    "float32": HalElementType.FLOAT_32,
    "float64": HalElementType.FLOAT_64,
    "complex64": HalElementType.COMPLEX_64,
    "complex128": HalElementType.COMPLEX_128,
}


def load(
    path: str | os.PathLike[str],
    *,
    threads: int | None = None,
    verify: bool = True,
    device: str | None = None,
) -> Session:
    """Load an artifact, ready to run.

    Args:
        path: the artifact's folder.
        threads: number of CPU threads; None takes the artifact's default, else all cores. 1 runs
            on the calling thread. Of the numbers above 1 a process can use only one, the first.
        verify: check the weights against their checksum first (1 to 2 GB a second).
        device: IREE's URI of a certain device, such as ``cuda://1``; None for the first.

    Raises:
        ArtifactError: the artifact is damaged or cannot run on this machine.
        InputError: ``threads`` or ``device`` is wrong.
    """
    artifact = open_artifact(path, verify=verify)
    artifact.check_runs_here()
    return Session(artifact, threads=threads, device=device)


class _Program(NamedTuple):
    """IREE's objects behind an open session, in the order in which they need each other."""

    device: Any
    context: Any
    function: Any


class Session:
    """A loaded model.

    Calls from several threads are safe and run one after the other; to run them at the same time,
    load one session a thread (they share the weights). Close it, or use it in a ``with``
    statement, to give its memory back.
    """

    def __init__(
        self, artifact: Artifact, *, threads: int | None = None, device: str | None = None
    ) -> None:
        """Load ``artifact``; see :func:`load`, which also checks it."""
        self.artifact = artifact
        self.inputs: list[TensorSpec] = list(artifact.manifest.inputs)
        self.outputs: list[TensorSpec] = list(artifact.manifest.outputs)
        self.threads = devices.choose_threads(artifact.manifest, threads)
        self._lock = threading.Lock()
        hal_device = devices.create_device(artifact.manifest, self.threads, device)
        self._program: _Program | None = _load_program(artifact, hal_device)

    def run(self, inputs: Mapping[str, Any] | Sequence[np.ndarray]) -> dict[str, np.ndarray]:
        """Run the model.

        Args:
            inputs: arrays by input name, or in the order of :attr:`inputs`. Any memory layout and
                byte order; the dtype must be the input's own (bfloat16: raw bits in uint16). By
                name, sequences may also be ``(array, lod)`` with Paddle's offsets ``[[0, 2, 5]]``,
                in place of the input ``<name>.lengths``; with several levels of offsets, the
                outermost first, in place of ``<name>.lengths.0``, ``<name>.lengths.1`` ...

        Returns:
            New arrays by output name, in the order of :attr:`outputs`.

        Raises:
            InputError: a wrong name, number, dtype, rank or dimension.
            PaddleMlirError: the program failed while it ran, or the session is closed.
        """
        arrays = _checked(self.inputs, _by_name(self.inputs, inputs))
        with self._lock:
            if self._program is None:
                raise PaddleMlirError("the session is closed", where=str(self.artifact.folder))
            try:
                return self._call(self._program, arrays)
            except BaseException as error:
                # The frames hold buffers, which must not outlive their device: IREE would crash.
                traceback.clear_frames(error.__traceback__)
                if not isinstance(error, devices.IREE_ERRORS):
                    raise
                raise PaddleMlirError(
                    "the model failed at run time",
                    where=str(self.artifact.folder),
                    got=devices.first_line(error),
                ) from error

    def __call__(self, *arrays: np.ndarray, **named: np.ndarray) -> list[np.ndarray]:
        """Run the model on arrays by position, by name or both; the outputs as a list."""
        if len(arrays) > len(self.inputs):
            raise _wrong_number(self.inputs, len(arrays))
        inputs = {spec.name: array for spec, array in zip(self.inputs, arrays, strict=False)}
        for name in named:
            if name in inputs:
                raise InputError("given by position and by name", where=f"input {name!r}")
        return list(self.run(inputs | named).values())

    def close(self) -> None:
        """Give back memory and device; waits for a call that is running."""
        with self._lock:
            self._program = None

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _call(self, program: _Program, arrays: list[np.ndarray]) -> dict[str, np.ndarray]:
        device, context, function = program
        allocate = device.allocator.allocate_buffer_copy
        arguments = iree.runtime.VmVariantList(len(arrays))
        for spec, array in zip(self.inputs, arrays, strict=True):
            arguments.push_ref(
                allocate(
                    MemoryType.DEVICE_LOCAL,
                    BufferUsage.DEFAULT,
                    device,
                    array,
                    _ELEMENT_TYPES[spec.dtype],
                )
            )
        results = iree.runtime.VmVariantList(len(self.outputs))
        context.invoke(function, arguments, results)
        return {
            spec.name: _to_numpy(
                device, results.get_as_object(index, iree.runtime.HalBufferView), spec
            )
            for index, spec in enumerate(self.outputs)
        }


def _load_program(artifact: Artifact, device: Any) -> _Program:
    try:
        instance = iree.runtime.VmInstance()
        index = iree.runtime.ParameterIndex()
        index.load(str(artifact.parameters_file))
        modules = [
            iree.runtime.create_hal_module(instance, device),
            iree.runtime.create_io_parameters_module(instance, index.create_provider("model")),
            iree.runtime.VmModule.mmap(instance, str(artifact.module_file)),
        ]
        context = iree.runtime.VmContext(instance, modules=modules)
        function = modules[-1].lookup_function(artifact.manifest.function)
    except devices.IREE_ERRORS as error:
        raise ArtifactError(
            "IREE cannot load the compiled module",
            where=str(artifact.folder),
            got=devices.first_line(error),
        ) from error
    if function is None:
        raise ArtifactError(
            "the compiled module has no entry function of this name",
            where=str(artifact.module_file),
            got=artifact.manifest.function,
            wanted=" or ".join(modules[-1].function_names),
        )
    return _Program(device, context, function)


def _to_numpy(device: Any, view: Any, spec: TensorSpec) -> np.ndarray:
    """A copy of a result: it may outlive the session, and the buffer serves the next call."""
    shape, dtype = view.shape, dtypes.to_numpy(spec.dtype)
    if view.byte_length != math.prod(shape) * dtype.itemsize:
        raise ArtifactError(
            "the compiled module and the manifest disagree",
            where=f"output {spec.name!r}",
            got=f"{view.byte_length} bytes in shape {shape}",
            wanted=str(spec),
        )
    if view.byte_length == 0:
        return np.empty(shape, dtype)
    buffer = _on_host(device, view.get_buffer())
    # The manifest's dtype and not the view's: MLIR's integers have no sign, and the raw bits of
    # bfloat16 are what is promised.
    return np.array(buffer.map().asarray(shape, dtype))


def _on_host(device: Any, buffer: Any) -> Any:
    """``buffer``, or a copy of it in memory that the host can map.

    ``iree.runtime.DeviceArray`` would do, but imports unaligned host memory, which Vulkan's
    driver in 3.13 refuses (minImportedHostPointerAlignment).
    """
    visible, mappable = int(MemoryType.HOST_VISIBLE), int(BufferUsage.MAPPING_SCOPED)
    if buffer.memory_type() & visible and buffer.allowed_usage() & mappable:
        return buffer
    staging = device.allocator.allocate_buffer(
        int(MemoryType.HOST_LOCAL | MemoryType.DEVICE_VISIBLE),
        int(BufferUsage.TRANSFER_TARGET) | mappable,
        buffer.byte_length(),
    )
    semaphore = device.create_semaphore(0)
    copied = HalFence.create_at(semaphore, 1)
    device.queue_copy(
        buffer,
        staging,
        wait_semaphores=HalFence.create_at(semaphore, 0),
        signal_semaphores=copied,
    )
    copied.wait()
    return staging


def _wrong_number(specs: Sequence[TensorSpec], number: int) -> InputError:
    names = ", ".join(spec.name for spec in specs)
    return InputError(
        "wrong number of input arrays",
        got=str(number),
        wanted=f"{len(specs)} ({names})" if names else "none",
    )


def _by_name(
    specs: Sequence[TensorSpec], inputs: Mapping[str, Any] | Sequence[Any]
) -> Mapping[str, Any]:
    if isinstance(inputs, Mapping):
        inputs = _without_lod(inputs)
        known = [spec.name for spec in specs]
        for name in inputs:
            if name not in known:
                raise InputError(
                    f"no input is named {name!r}", remedy=known_names(str(name), known)
                )
        missing = [name for name in known if name not in inputs]
        if missing:
            raise InputError(f"missing input {', '.join(map(repr, missing))}")
        return inputs
    if not isinstance(inputs, (list, tuple)):
        raise InputError(
            "the inputs are neither a mapping nor a list",
            got=type(inputs).__name__,
            remedy="write run([x]) or run({name: x})",
        )
    if len(inputs) != len(specs):
        raise _wrong_number(specs, len(inputs))
    return {spec.name: value for spec, value in zip(specs, inputs, strict=True)}


def _without_lod(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs with a LoD's lengths as inputs of their own.

    Raises:
        InputError: a LoD is not levels of offsets, each up to the number of parts of the next one,
            the last one up to the array's rows.
    """
    plain: dict[str, Any] = {}
    for name, value in inputs.items():
        if not (isinstance(value, tuple) and len(value) == 2):
            plain[name] = value
            continue
        array, lod = value
        levels = [np.asarray(level, dtype=np.int64) for level in lod]
        ends = [len(level) - 1 for level in levels[1:]] + [len(array)]
        if not levels or not all(map(_is_offsets, levels, ends)):
            raise InputError(
                "not the LoD of sequences",
                where=f"input {name!r}",
                got=str(lod),
                wanted=f"one list of offsets from 0 to {len(array)}, or several, each up to the "
                "number of parts of the next",
            )
        plain[name] = array
        for number, level in enumerate(levels):
            plain[_lengths_name(name, number, len(levels))] = np.diff(level)
    return plain


def _is_offsets(level: np.ndarray, end: int) -> bool:
    """True for numbers that do not fall and lead from 0 to ``end``."""
    is_whole = bool(level.size) and level[0] == 0 and level[-1] == end
    return is_whole and np.diff(level).min(initial=0) >= 0


def _lengths_name(name: str, number: int, levels: int) -> str:
    """The name of the input with the lengths of a level, as importers give it."""
    return f"{name}.lengths" if levels == 1 else f"{name}.lengths.{number}"


def _checked(specs: Sequence[TensorSpec], inputs: Mapping[str, Any]) -> list[np.ndarray]:
    """The arrays in order, C-contiguous and of native byte order; all that IREE needs."""
    arrays = []
    sizes: dict[str, tuple[int, str]] = {}
    for spec in specs:
        array = _checked_dtype(spec, inputs[spec.name])
        _check_shape(spec, array.shape, sizes)
        arrays.append(array)
    return arrays


def _checked_dtype(spec: TensorSpec, value: Any) -> np.ndarray:
    wanted = dtypes.to_numpy(spec.dtype)
    if not isinstance(value, (np.ndarray, np.generic)):
        raise InputError(
            "not a numpy array",
            where=f"input {spec.name!r}",
            got=type(value).__name__,
            wanted=str(spec),
            remedy=f'numpy.asarray(value, dtype="{wanted}") makes one',
        )
    if value.dtype != wanted and value.dtype.newbyteorder("=") != wanted:
        bits = spec.dtype == "bfloat16"
        raise InputError(
            "wrong dtype",
            where=f"input {spec.name!r}",
            got=str(value.dtype),
            wanted="uint16 (the raw bits of bfloat16)" if bits else spec.dtype,
            remedy='x.astype(ml_dtypes.bfloat16).view("uint16") converts it'
            if bits
            else f'x.astype("{spec.dtype}") converts it',
        )
    return np.asarray(value, dtype=wanted, order="C")


def _check_shape(
    spec: TensorSpec, shape: tuple[int, ...], sizes: dict[str, tuple[int, str]]
) -> None:
    if len(shape) != len(spec.shape):
        raise InputError(
            "wrong rank",
            where=f"input {spec.name!r}",
            got=f"{len(shape)} {list(shape)}",
            wanted=f"{len(spec.shape)} [{', '.join(map(str, spec.shape))}]",
        )
    for axis, (size, expected) in enumerate(zip(shape, spec.shape, strict=True)):
        if isinstance(expected, int):
            if size != expected:
                raise InputError(
                    f"wrong size of dimension {axis}",
                    where=f"input {spec.name!r}",
                    got=f"{size} in {list(shape)}",
                    wanted=f"{expected} in [{', '.join(map(str, spec.shape))}]",
                )
            continue
        first, place = sizes.setdefault(expected, (size, f"input {spec.name!r} dimension {axis}"))
        if size != first:
            raise InputError(
                f"wrong size of dimension {axis} ({expected})",
                where=f"input {spec.name!r}",
                got=f"{size} in {list(shape)}",
                wanted=f"{first}, the size of {expected} in {place}",
            )
