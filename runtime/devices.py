"""IREE devices: the one that runs an artifact, with the wanted number of threads.

What iree-base-runtime 3.13 offers on the CPU: ``local-sync`` runs on the calling thread.
``local-task`` runs on a pool of workers that belongs to the *driver*, of which Python gets one a
process; its size is the flag ``task_topology_group_count`` at the time when the driver is first
asked for. A worker count in a device's URI or creation parameters is accepted and ignored. So the
first session with several threads settles their number for the process.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import threading
from pathlib import Path
from typing import Any

import iree.runtime

from paddle_mlir.dialects.errors import ArtifactError, InputError
from paddle_mlir.runtime.manifest import CPU_DRIVERS, Manifest

MAX_THREADS = 256
# IREE turns its status codes into these; a cf.assert in a program is a RuntimeError.
IREE_ERRORS = (RuntimeError, ValueError, LookupError, OSError, MemoryError)
MISSING_DEVICE = {
    "vulkan": "install a Vulkan driver; on Debian, for one in software: "
    "apt install mesa-vulkan-drivers libvulkan1",
    "cuda": "install NVIDIA's driver (libcuda.so.1; on Debian: apt install libcuda1), "
    "or compile for another target",
}
"""What to do where a driver finds no device."""
# Keeps freed buffers for the next call: 2 to 10 percent less time a call. Of the CPU only: over
# Vulkan's allocator in 3.13 it cannot allocate memory for parameters.
_CPU_ALLOCATORS = ["caching"]

KEPT_BYTES = 1 << 30
"""Of freed memory and of single blocks that a process with a pool of threads keeps."""
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_MALLOC_SETTINGS = ("GLIBC_TUNABLES", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_")

_pool_lock = threading.Lock()
_pool_threads: int | None = None


def usable_cores() -> int:
    """Number of physical cores that this process may run on."""
    if not hasattr(os, "sched_getaffinity"):
        return os.cpu_count() or 1
    cores = set()
    for cpu in os.sched_getaffinity(0):
        siblings = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        try:
            cores.add(siblings.read_text())
        except OSError:
            cores.add(str(cpu))
    return len(cores)


def check_threads(threads: int) -> None:
    """Check a number of threads that somebody asks for.

    Raises:
        InputError: it is no integer, or out of range.
    """
    if type(threads) is not int or not 1 <= threads <= MAX_THREADS:
        raise InputError(
            "threads is out of range",
            got=repr(threads),
            wanted=f"an integer from 1 to {MAX_THREADS}",
        )


def choose_threads(manifest: Manifest, threads: int | None) -> int:
    """The number of threads to run with: as asked, else the artifact's, else all cores.

    Where none is asked for, a pool that this process already has decides over the last two.
    """
    if threads is not None:
        check_threads(threads)
        return threads
    if manifest.threads is not None:
        wanted = min(manifest.threads, MAX_THREADS)
    elif manifest.target.driver == "local-task":
        wanted = min(usable_cores(), MAX_THREADS)
    else:
        wanted = 1
    return wanted if wanted == 1 or _pool_threads is None else _pool_threads


def create_device(manifest: Manifest, threads: int, uri: str | None) -> Any:
    """A new IREE device for an artifact.

    Args:
        manifest: the artifact's.
        threads: from :func:`choose_threads`; means nothing off the CPU.
        uri: a certain device, such as ``cuda://1``; None for the first.

    Raises:
        InputError: ``uri`` names a driver that the artifact is not for, or the process has a
            thread pool of another size.
        ArtifactError: this machine has no such device.
    """
    driver = manifest.target.driver
    if driver in CPU_DRIVERS:
        driver = "local-sync" if threads == 1 else "local-task"
    if uri is not None:
        named = uri.partition("://")[0]
        if named != driver:
            raise InputError(
                "the artifact is for another driver",
                where=f"device {uri!r}",
                got=named,
                wanted=driver,
            )
    return _open_device(driver, threads, uri)


def create_cpu_device(threads: int) -> Any:
    """A new IREE device for the CPU.

    Raises:
        InputError: the process has a thread pool of another size.
    """
    return _open_device("local-sync" if threads == 1 else "local-task", threads, None)


def _open_device(driver: str, threads: int, uri: str | None) -> Any:
    is_cpu = driver in CPU_DRIVERS
    try:
        if driver == "local-task":
            _settle_pool(threads)
        return iree.runtime.get_driver(driver).create_device_by_uri(
            uri or f"{driver}://", allocators=_CPU_ALLOCATORS if is_cpu else None
        )
    except IREE_ERRORS as error:
        raise ArtifactError(
            f"cannot open a {driver} device",
            where=uri,
            got=first_line(error),
            remedy=MISSING_DEVICE.get(driver),
        ) from error


def _settle_pool(threads: int) -> None:
    global _pool_threads  # noqa: PLW0603 - IREE's pool is one a process, and so is its size
    with _pool_lock:
        if _pool_threads is None:
            iree.runtime.flags.parse_flags(f"--task_topology_group_count={threads}")
            iree.runtime.get_driver("local-task")
            _keep_freed_memory()
            _pool_threads = threads
    if _pool_threads != threads:
        raise InputError(
            "the thread pool of this process has its size already",
            got=f"threads={threads}",
            wanted=f"threads={_pool_threads} or threads=1",
            remedy="IREE sizes the pool once a process: use that number or another process",
        )


def _keep_freed_memory() -> None:
    """Let glibc keep what buffers leave, as the caching allocator does where there is one thread.

    With a pool of threads IREE 3.13.0 takes buffers from malloc at each call. glibc maps blocks
    above 32 MB anew each time, and their pages are faulted in one by one: VGG16 with two threads
    takes 110 ms so, 76 without. Nothing is done where the environment has settings of its own.
    """
    if platform.libc_ver()[0] == "glibc" and not any(map(os.environ.get, _MALLOC_SETTINGS)):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_TRIM_THRESHOLD, KEPT_BYTES)
        mallopt(_M_MMAP_THRESHOLD, KEPT_BYTES)


def first_line(error: Exception) -> str:
    """What an IREE error says, without source positions and the stack."""
    line = (str(error) or type(error).__name__).splitlines()[0]
    line = re.sub(r"^.*?\S+\.(?:c|cc|h):\d+: ", "", line)
    return line.partition("; while ")[0].rstrip("; :")
