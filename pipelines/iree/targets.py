"""The targets that a model can be compiled for, in one table."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

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


BFLOAT16_FEATURE = "avx512bf16"
"""LLVM's name of what multiplies pairs of bfloat16."""
BFLOAT16_CPUS = ("cooperlake", "sapphirerapids", "graniterapids", "znver4", "znver5")
"""LLVM's names of CPUs that have it."""
_IN_BFLOAT16 = "repeat(pd-lower-precision,pd-fuse-epilogue,cse,pd-clean-up,pd-fold-constants)"


def check_bfloat16(target: Target, cpu: Cpu | None) -> None:
    """Check that a target multiplies in bfloat16.

    Raises:
        InputError: it has no instruction for that; by other means it would be slow.
    """
    if cpu is None or BFLOAT16_FEATURE not in cpu.features:
        named = target.name if target.cpu is None else f"{target.name}:{target.cpu}"
        raise InputError(
            f"the target has no {BFLOAT16_FEATURE}, which precision bf16 needs",
            where=f"target {named}",
            wanted=", ".join(f"cpu:{name}" for name in BFLOAT16_CPUS) + " or a later one",
            remedy="precision f32 runs everywhere",
        )


# Feature that brings a vector unit, bits of its widest register, number of registers.
_VECTOR_UNITS = (("avx512f", 512, 32), ("avx", 256, 16), ("sse", 128, 16), ("neon", 128, 32))


def pipeline_for(
    target: Target,
    cpu: Cpu | None,
    exact: bool = False,
    threads: int = 1,
    tuning: Sequence[Path] = (),
    precision: str = "f32",
) -> str:
    """The pass pipeline that prepares modules for a target and its CPU.

    Args:
        target: the target.
        cpu: of a CPU target, else None.
        exact: without Winograd's convolution and Strassen's products, which round otherwise.
        threads: that will run the module.
        tuning: databases of what was measured to be fastest; later ones go first.
        precision: of products: f32, or bf16 where :func:`check_bfloat16` allows it.
    """
    if cpu is None:
        return target.pipeline
    _, bits, registers = cpu.vector_unit
    unit = [f"vector_bits={bits}", f"vector_registers={registers}"]
    options = [*unit, f"threads={threads}"]
    if tuning:
        files = ",".join(quote(str(path.absolute())) for path in tuning)
        options += [f"cpu={cpu.key}", f"tuning={files}"]
    caches = zip((1, 2, 3), cpu.caches, strict=False)
    choice = options + [f"l{level}_bytes={bytes_}" for level, bytes_ in caches]
    choice += ["winograd=false"] * exact
    packing = options + ["strassen=false"] * (exact or precision == "bf16")
    choice += ["bfloat16=true"] * (precision == "bf16")
    return (
        f"{target.pipeline}{{{' '.join(choice)}}},"
        f"repeat(pd-pack-weights{{{' '.join(packing)}}},"
        "pd-fuse-epilogue,pd-clean-up,pd-fold-constants),"
        f"{_IN_BFLOAT16 + ',' if precision == 'bf16' else ''}"
        f"pd-tile-kernels{{{' '.join(unit)}}}"
    )


@dataclass(frozen=True)
class Cpu:
    """What code for a CPU target uses."""

    architecture: str
    """As LLVM spells it, such as ``x86_64``."""
    features: tuple[str, ...]
    """LLVM's names of the features that the code may use, sorted."""
    caches: tuple[int, ...] = ()
    """Bytes of the first, second and third cache, where they are known."""

    @property
    def vector_unit(self) -> tuple[str, int, int]:
        """Name, bits of the widest register and number of registers."""
        found = (unit for unit in _VECTOR_UNITS if unit[0] in self.features)
        return next(found, ("scalar", 128, 16))

    @property
    def key(self) -> str:
        """What tuning databases call it: equal for CPUs with the same features."""
        digest = hashlib.sha256(",".join(self.features).encode()).hexdigest()
        return f"{self.architecture}-{self.vector_unit[0]}-{digest[:8]}"


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
    caches = host_caches() if target.cpu == "host" else ()
    return Cpu(triple.group(1), _enabled(features.group(1)), caches)


def host_caches(folder: Path = Path("/sys/devices/system/cpu/cpu0/cache")) -> tuple[int, ...]:
    """Bytes of this machine's caches for data, the nearest first, as Linux tells them."""
    found = {}
    for cache in sorted(folder.glob("index*")):
        try:
            kind, level, size = (
                (cache / name).read_text(encoding="ascii").strip()
                for name in ("type", "level", "size")
            )
        except OSError:
            return ()
        if kind != "Instruction" and size.endswith("K"):
            found[int(level)] = int(size[:-1]) << 10
    return tuple(found[level] for level in sorted(found)[:3])


def _enabled(features: str) -> tuple[str, ...]:
    """The features that are on at the end of a list like ``+avx,-sse4a``, where the last counts."""
    state = {item[1:]: item[0] == "+" for item in features.split(",") if item}
    return tuple(sorted(name for name, enabled in state.items() if enabled))
