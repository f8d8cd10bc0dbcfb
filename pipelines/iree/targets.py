"""The targets that a model can be compiled for, in one table."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, replace

from paddle_mlir.dialects.errors import CompileError, InputError, known_names


@dataclass(frozen=True)
class Target:
    """Where an artifact runs.

    Attributes:
        name: what users type.
        flags: of ``iree-compile``.
        driver: IREE runtime driver (``cpu`` chooses by the number of threads).
        pipeline: named pass pipeline that prepares modules for it.
        cpu: CPU name that code is made for; ``host`` is this machine; None elsewhere.
    """

    name: str
    flags: tuple[str, ...]
    driver: str
    pipeline: str
    cpu: str | None = None


TARGETS = {
    target.name: target
    for target in (
        Target("cpu", ("--iree-hal-target-device=local",), "local", "pd-optimize-cpu", "host"),
        Target("vulkan", ("--iree-hal-target-device=vulkan",), "vulkan", "pd-optimize-vulkan"),
        # sm_80 code also runs on newer GPUs: their driver compiles its PTX. IREE 3.13.0 has no
        # target beyond sm_89.
        Target(
            "cuda",
            ("--iree-hal-target-device=cuda", "--iree-cuda-target=sm_80"),
            "cuda",
            "pd-optimize-cuda",
        ),
    )
}


def find_target(text: str) -> Target:
    """The target that ``text`` names: ``cpu``, ``cpu:<LLVM CPU name>``, ``vulkan`` or ``cuda``.

    Raises:
        InputError: there is no such target.
    """
    name, _, detail = text.partition(":")
    target = TARGETS.get(name)
    if target is None:
        raise InputError(
            "unknown target", where="target", got=repr(text), remedy=known_names(name, TARGETS)
        )
    if detail:
        if target.cpu is None:
            raise InputError(
                f"target {name} takes no detail", where="target", got=repr(text), wanted=name
            )
        target = replace(target, cpu=detail)
    return target


def compile_flags(target: Target) -> list[str]:
    """All flags of ``iree-compile`` for a target."""
    # IREE would make every f64 an f32, in the signatures too.
    flags = [*target.flags, "--iree-input-demote-f64-to-f32=false"]
    if target.cpu is not None:
        flags += ["--iree-hal-local-target-device-backends=llvm-cpu"]
        flags += [f"--iree-llvmcpu-target-cpu={target.cpu}"]
    return flags


# Bits of the widest vector register and number of registers, by the feature that brings them.
_VECTOR_UNITS = {"avx512f": (512, 32), "avx": (256, 16), "sse": (128, 16), "neon": (128, 32)}


def pipeline_for(target: Target, cpu: Cpu | None, exact: bool = False) -> str:
    """The pass pipeline that prepares modules for a target and its CPU.

    Args:
        target: the target.
        cpu: of a CPU target, else None.
        exact: without Winograd's convolution, whose results are rounded otherwise.
    """
    if cpu is None:
        return target.pipeline
    found = (unit for feature, unit in _VECTOR_UNITS.items() if feature in cpu.features)
    bits, registers = next(found, (128, 16))
    packing = f"pd-pack-weights{{vector_bits={bits} vector_registers={registers}}}"
    named = f"{target.pipeline}-exact" if exact else target.pipeline
    return f"{named},repeat({packing},pd-fuse-epilogue,pd-clean-up,pd-fold-constants)"


@dataclass(frozen=True)
class Cpu:
    """What code for a CPU target uses."""

    architecture: str
    """As LLVM spells it, such as ``x86_64``."""
    features: tuple[str, ...]
    """LLVM's names of the features that the code may use, sorted."""


def find_cpu(target: Target) -> Cpu | None:
    """The CPU that code for ``target`` is made for, or None for targets off the CPU.

    IREE itself resolves the name (``host`` too): the answer is read from the IR of an empty
    module, which takes some 50 ms.

    Raises:
        InputError: LLVM knows no CPU of this name.
    """
    from iree.compiler.tools.binaries import find_tool

    if target.cpu is None:
        return None
    command = [find_tool("iree-compile"), "-", "-o", "-", "--compile-to=flow"]
    result = subprocess.run(
        command + compile_flags(target), input="", capture_output=True, text=True, check=False
    )
    # An unknown name is no failure for IREE 3.13.0: it says so and goes on without features.
    if re.search("Unknown CPU|is not a recognized processor", result.stderr):
        accepted = re.search(r"^List of accepted CPUs: (.*)$", result.stderr, re.MULTILINE)
        known = accepted.group(1).split(", ") if accepted else []
        raise InputError(
            "unknown CPU",
            where=f"target {target.name}:{target.cpu}",
            got=repr(target.cpu),
            wanted="host or LLVM's name of a CPU",
            remedy=known_names(target.cpu, known),
        )
    triple = re.search(r'\btarget_triple = "([^"-]+)', result.stdout)
    features = re.search(r'\bcpu_features = "([^"]*)"', result.stdout)
    if triple is None or features is None:
        raise CompileError(
            "iree-compile does not tell the CPU that it makes code for",
            where=f"target {target.name}:{target.cpu}",
            got=(result.stderr.strip().splitlines() or ["no message"])[0],
        )
    return Cpu(triple.group(1), _enabled(features.group(1)))


def _enabled(features: str) -> tuple[str, ...]:
    """The features that are on at the end of a list like ``+avx,-sse4a``, where the last counts."""
    state = {item[1:]: item[0] == "+" for item in features.split(",") if item}
    return tuple(sorted(name for name, enabled in state.items() if enabled))
