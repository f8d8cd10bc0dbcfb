"""Programs of one op, compiled with a choice forced upon them, and timed in turns."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import iree.runtime
import numpy as np

from paddle_mlir.dialects.model import MAIN
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.pipelines.iree.compilation import compile_text, parameters_read
from paddle_mlir.pipelines.iree.targets import Cpu, Target, pipeline_for
from paddle_mlir.pipelines.pass_manager import run_passes
from paddle_mlir.pipelines.tuning_database import Entry, database_text, key_of
from paddle_mlir.runtime.compile import LOWERING
from paddle_mlir.runtime.devices import create_cpu_device
from paddle_mlir.runtime.tuning.tuned_ops import Choice, TunedOp

DRIVEN_OUT_BYTES = 64 << 20
"""Weights that no cache holds together."""
MOST_COPIES = 8
"""Of a program; of few weights it matters less where they are."""
CALLS_OF_A_TURN = 3


@dataclass(frozen=True)
class Lowered:
    """A program as IREE gets it, and its weights."""

    text: str
    parameters: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Compiled:
    """A program and its weights."""

    binary: bytes
    parameters: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Workbench:
    """Where candidates are compiled and run.

    Attributes:
        target: the CPU target of this machine.
        cpu: what it has.
        exact: without Winograd's convolution and Strassen's products.
        threads: that run the programs.
        device: IREE's, with so many threads.
    """

    target: Target
    cpu: Cpu
    exact: bool
    threads: int
    device: Any

    @classmethod
    def open(cls, target: Target, cpu: Cpu, exact: bool, threads: int) -> Workbench:
        """With a device for so many threads."""
        return cls(target, cpu, exact, threads, create_cpu_device(threads))

    def lower(self, op: TunedOp, choice: Choice) -> Lowered:
        """An op with a choice forced upon it, by the way that a database takes.

        Raises:
            CompileError: a pass refused it.
            InputError: the choice does not fit.
        """
        model = op.model()
        with tempfile.TemporaryDirectory(prefix="paddle-mlir-") as folder:
            database = Path(folder, "forced.json")
            entries = {}
            if choice:
                entries[key_of(self.cpu.key, self.threads, op.key)] = Entry(choice, 0.0, 0.0)
            database.write_text(database_text(entries), encoding="utf-8")
            pipeline = pipeline_for(
                self.target, self.cpu, self.exact, self.threads, tuning=[database]
            )
            run_passes(model, pipeline, verify_each=False)
        run_passes(model, LOWERING, verify_each=False)
        return Lowered(str(model.module), _arrays(model.parameters, parameters_read(model)))

    def compile(self, lowered: Lowered) -> Compiled:
        """Compile a program.

        Raises:
            CompileError: IREE refused it.
        """
        return Compiled(compile_text(lowered.text, self.target), lowered.parameters)

    def program(self, compiled: Compiled, x: np.ndarray) -> Program:
        """Load a program, with its input in place."""
        return Program(self.device, compiled, x, is_alone=self.threads == 1)


class Program:
    """A loaded program of one input and one result.

    It is loaded several times, and calls take turns: what an op's weights are, other ops' weights
    have driven out of the caches when a network comes to it again. Its input and what it computes
    for itself stay where they are, as in a network too.
    """

    def __init__(self, device: Any, compiled: Compiled, x: np.ndarray, is_alone: bool) -> None:
        # Beside work of others on the machine; a pool's time is only seen on the clock.
        self._clock = time.thread_time if is_alone else time.perf_counter
        self._dtype = x.dtype
        self._input = iree.runtime.asdevicearray(device, x)
        bytes_ = sum(array.nbytes for array in compiled.parameters.values())
        copies = min(-(-DRIVEN_OUT_BYTES // max(bytes_, 1)), MOST_COPIES)
        self._copies = deque(_load(device, compiled) for _ in range(copies))
        # Last, since attributes go in order: IREE crashes where buffers outlive their device.
        self._device = device

    def result(self) -> np.ndarray:
        """What a call gives."""
        view = self._call().get_as_object(0, iree.runtime.HalBufferView)
        return np.array(view.map().asarray(view.shape, self._dtype))

    def seconds(self) -> float:
        """What a call takes."""
        self._copies.rotate()
        started = self._clock()
        self._call()
        return self._clock() - started

    def _call(self) -> Any:
        context, function = self._copies[0]
        arguments, results = iree.runtime.VmVariantList(1), iree.runtime.VmVariantList(1)
        arguments.push_ref(self._input._buffer_view)
        context.invoke(function, arguments, results)
        return results


def _load(device: Any, compiled: Compiled) -> tuple[Any, Any]:
    """A context and its function."""
    instance = iree.runtime.VmInstance()
    index = iree.runtime.ParameterIndex()
    for name, array in compiled.parameters.items():
        # IREE may use the memory as it is: every copy of the program gets its own.
        index.add_buffer(name, array.copy())
    modules = [
        iree.runtime.create_hal_module(instance, device),
        iree.runtime.create_io_parameters_module(instance, index.create_provider("model")),
        iree.runtime.VmModule.copy_buffer(instance, compiled.binary),
    ]
    context = iree.runtime.VmContext(instance, modules=modules)
    return context, modules[-1].lookup_function(MAIN)


def medians_in_turns(programs: Sequence[Program], seconds: float, rounds: int) -> list[float]:
    """Medians of the seconds of calls, some of one program, some of the next, round and round.

    What else the machine does then touches all alike.

    Args:
        programs: what is timed.
        seconds: after which no round begins.
        rounds: that there are at least.
    """
    times: list[list[float]] = [[] for _ in programs]
    end = time.monotonic() + seconds
    while rounds > 0 or time.monotonic() < end:
        rounds -= 1
        for program, own in zip(programs, times, strict=True):
            # The first call finds the caches full of what other programs used.
            program.seconds()
            own.extend(program.seconds() for _ in range(CALLS_OF_A_TURN))
    return [statistics.median(own) for own in times]


def _arrays(parameters: Parameters, names: set[str]) -> dict[str, np.ndarray]:
    return {name: np.ascontiguousarray(parameters.array(name)) for name in names}
