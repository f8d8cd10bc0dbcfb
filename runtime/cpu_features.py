"""Does this machine's CPU have the features that an artifact's code uses?

IREE does not ask: code for a feature that is missing ends the process with an illegal instruction.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path

# LLVM's feature names to those of Linux in /proc/cpuinfo. Only features that generated code makes
# use of stand here: the compiler's list for a CPU has others (``64bit``, ``prfchw``, ``mwaitx``)
# that the kernel does not always show.
_X86_SAME = (
    *("ssse3", "sse4a", "avx", "avx2", "fma", "fma4", "xop", "f16c", "bmi2", "popcnt", "movbe"),
    *("adx", "aes", "gfni", "vaes", "vpclmulqdq"),
    *("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", "avx512ifma", "avx512vbmi"),
)
_X86 = {name: name for name in _X86_SAME} | {
    "sse3": "pni",
    "sse4.1": "sse4_1",
    "sse4.2": "sse4_2",
    "bmi": "bmi1",
    "lzcnt": "abm",
    "pclmul": "pclmulqdq",
    "sha": "sha_ni",
    "avx512vbmi2": "avx512_vbmi2",
    "avx512vnni": "avx512_vnni",
    "avx512bitalg": "avx512_bitalg",
    "avx512vpopcntdq": "avx512_vpopcntdq",
    "avx512bf16": "avx512_bf16",
    "avx512fp16": "avx512_fp16",
    "avxvnni": "avx_vnni",
    "avxifma": "avx_ifma",
    "amx-tile": "amx_tile",
    "amx-int8": "amx_int8",
    "amx-bf16": "amx_bf16",
}
_AARCH64 = {
    "neon": "asimd",
    "fullfp16": "asimdhp",
    "dotprod": "asimddp",
    "rdm": "asimdrdm",
    "lse": "atomics",
    "i8mm": "i8mm",
    "bf16": "bf16",
    "sve": "sve",
    "sve2": "sve2",
    "sme": "sme",
}
_LINUX_NAMES = {"x86_64": _X86, "aarch64": _AARCH64}
CPUINFO = Path("/proc/cpuinfo")


def architecture() -> str:
    """This machine's architecture as LLVM spells it."""
    machine = platform.machine().lower()
    return {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)


def missing(features: Sequence[str], cpuinfo: Path = CPUINFO) -> list[str]:
    """Those of LLVM's ``features`` that this machine's CPU does not have.

    Empty where the CPU does not tell (no readable ``/proc/cpuinfo``).
    """
    present = _listed(cpuinfo)
    names = _LINUX_NAMES.get(architecture(), {})
    if present is None:
        return []
    return [name for name in features if name in names and names[name] not in present]


def _listed(cpuinfo: Path) -> set[str] | None:
    try:
        lines = cpuinfo.read_text(errors="replace").splitlines()
    except OSError:
        return None
    for line in lines:
        key, _, value = line.partition(":")
        if key.strip() in ("flags", "Features"):
            return set(value.split())
    return None
