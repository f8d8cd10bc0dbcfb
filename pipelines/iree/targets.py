"""The targets that a model can be compiled for, in one table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from paddle_mlir.dialects.errors import InputError, known_names


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
        Target("cpu", ("--iree-hal-target-device=local",), "local", "pd-optimize", "host"),
        Target("vulkan", ("--iree-hal-target-device=vulkan",), "vulkan", "pd-optimize"),
        # sm_80 code also runs on newer GPUs: their driver compiles its PTX. IREE 3.13.0 has no
        # target beyond sm_89.
        Target(
            "cuda",
            ("--iree-hal-target-device=cuda", "--iree-cuda-target=sm_80"),
            "cuda",
            "pd-optimize",
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
    flags = [*target.flags]
    if target.cpu is not None:
        flags += ["--iree-hal-local-target-device-backends=llvm-cpu"]
        flags += [f"--iree-llvmcpu-target-cpu={target.cpu}"]
    return flags
