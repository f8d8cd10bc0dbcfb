"""Running artifacts: what goes in, what comes out, and what is refused."""

from __future__ import annotations

import gc
import os
import platform
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from handmade_artifacts import (
    LINEAR,
    LINEAR_INPUTS,
    LINEAR_OUTPUTS,
    LINEAR_WEIGHTS,
    B,
    W,
    anonymous_bytes,
    compiled,
    linear_artifact,
    manifest,
    parameters,
)

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.errors import ArtifactError, InputError, PaddleMlirError
from paddle_mlir.runtime import Session, Target, TensorSpec, load, write_artifact

X = np.linspace(-2, 2, 8, dtype=np.float32).reshape(2, 4)
SHIFT = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
Y = X @ W + B + SHIFT

linux_only = pytest.mark.skipif(
    not Path("/proc/self/maps").exists(), reason="looks at Linux's /proc"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return linear_artifact(tmp_path_factory.mktemp("linear") / "model").folder


@pytest.fixture(scope="module")
def session(folder: Path) -> Iterator[Session]:
    with load(folder) as session:
        yield session


def identity(dtype: str) -> str:
    """A program that hands back a copy of a matrix with a dynamic number of rows."""
    element = dtypes.BY_NAME[dtype].mlir.replace("ui8", "i8")
    return f"""
func.func @main(%x: tensor<?x2x{element}>) -> tensor<?x2x{element}> {{
  %c0 = arith.constant 0 : index
  %rows = tensor.dim %x, %c0 : tensor<?x2x{element}>
  %empty = tensor.empty(%rows) : tensor<?x2x{element}>
  %y = linalg.copy ins(%x : tensor<?x2x{element}>) outs(%empty : tensor<?x2x{element}>)
      -> tensor<?x2x{element}>
  return %y : tensor<?x2x{element}>
}}"""


def session_of(
    folder: Path,
    mlir: str,
    inputs: tuple[TensorSpec, ...],
    outputs: tuple[TensorSpec, ...],
    **options: Any,
) -> Session:
    write_artifact(folder, compiled(mlir), parameters({}), manifest(inputs, outputs, **options))
    return load(folder)


def in_new_process(program: str, **environment: str) -> str:
    """What ``program`` prints in a process whose thread pool is not settled yet."""
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parent,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout


# What goes in and comes out


def test_inputs_by_name_and_by_position(session: Session) -> None:
    for inputs in ({"shift": SHIFT, "x": X}, [X, SHIFT], (X, SHIFT)):
        outputs = session.run(inputs)
        assert list(outputs) == ["fetch/y", "rows"]
        np.testing.assert_allclose(outputs["fetch/y"], Y, rtol=1e-6)
        assert outputs["rows"] == 2
        assert outputs["rows"].shape == ()
    for called in (session(X, SHIFT), session(X, shift=SHIFT), session(shift=SHIFT, x=X)):
        np.testing.assert_allclose(called[0], Y, rtol=1e-6)
        assert called[1] == 2


def test_specs(session: Session) -> None:
    assert tuple(session.inputs) == LINEAR_INPUTS
    assert tuple(session.outputs) == LINEAR_OUTPUTS
    assert str(session.inputs[0]) == "x: float32[batch, 4]"
    assert session.threads == 1


@pytest.mark.parametrize("rows", [0, 1, 7])
def test_dynamic_sizes(session: Session, rows: int) -> None:
    x, shift = np.ones((rows, 4), np.float32), np.zeros((rows, 3), np.float32)
    y, n = session(x, shift)
    np.testing.assert_allclose(y, x @ W + B)
    assert n == rows


@pytest.mark.parametrize(
    "layout",
    [
        np.asfortranarray,
        lambda x: np.repeat(x, 2, axis=1)[:, ::2],
        lambda x: x[::-1].copy()[::-1],
        lambda x: x.astype(x.dtype.newbyteorder(">")),
        lambda x: np.broadcast_to(x[None], (1, *x.shape))[0],
        lambda x: np.frombuffer(b"." + x.tobytes(), x.dtype, offset=1).reshape(x.shape),
    ],
    ids=["fortran", "strided", "reversed", "big-endian", "read-only", "unaligned"],
)
def test_any_layout(session: Session, layout: Any) -> None:
    np.testing.assert_allclose(session(layout(X), layout(SHIFT))[0], Y, rtol=1e-6)


@pytest.mark.parametrize("dtype", sorted(dtypes.BY_NAME))
def test_every_dtype_keeps_its_bits(tmp_path: Path, dtype: str) -> None:
    bits = np.random.default_rng(0).integers(0, 256, 16 * 6, np.uint8)
    if dtype == "bool":
        bits &= 1
    x = bits.view(dtypes.to_numpy(dtype)).reshape(-1, 2)
    spec = (TensorSpec("x", dtype, ("n", 2)),)
    with session_of(tmp_path / "model", identity(dtype), spec, spec) as session:
        (y,) = session(x)
        (none,) = session(x[:0])
    assert y.dtype == x.dtype
    assert y.shape == x.shape
    assert y.tobytes() == x.tobytes()
    assert none.dtype == x.dtype
    assert none.shape == (0, 2)


def test_scalars(tmp_path: Path) -> None:
    mlir = """
func.func @main(%x: tensor<i64>) -> tensor<i64> {
  %y = arith.addi %x, %x : tensor<i64>
  return %y : tensor<i64>
}"""
    spec = (TensorSpec("x", "int64", ()),)
    with session_of(tmp_path / "model", mlir, spec, spec) as session:
        for x in (np.array(21), np.int64(21)):
            assert session(x)[0] == np.array(42)


def test_a_model_without_inputs(tmp_path: Path) -> None:
    mlir = """
func.func @main() -> tensor<2xf32> {
  %y = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  return %y : tensor<2xf32>
}"""
    outputs = (TensorSpec("y", "float32", (2,)),)
    with session_of(tmp_path / "model", mlir, (), outputs) as session:
        assert session.run({})["y"].tolist() == [1, 2]
        assert session()[0].tolist() == [1, 2]


@pytest.fixture(scope="module")
def of_sequences(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    mlir = """
func.func @main(%x: tensor<?xf32>, %n: tensor<?xi64>) -> tensor<?xi64> {
  return %n : tensor<?xi64>
}"""
    inputs = (TensorSpec("x", "float32", ("T",)), TensorSpec("x.lengths", "int64", ("N",)))
    outputs = (TensorSpec("y", "int64", ("N",)),)
    folder = tmp_path_factory.mktemp("sequences") / "model"
    with session_of(folder, mlir, inputs, outputs) as session:
        yield session


def test_sequences_have_lengths_or_a_lod(of_sequences: Session) -> None:
    rows, lengths = np.zeros(5, np.float32), np.array([2, 0, 3])
    assert of_sequences.run({"x": rows, "x.lengths": lengths})["y"].tolist() == [2, 0, 3]
    assert of_sequences.run({"x": (rows, [[0, 2, 2, 5]])})["y"].tolist() == [2, 0, 3]


@pytest.mark.parametrize(
    "lod", [[], [[]], [[0, 2, 4]], [[1, 5]], [[0, 3, 2, 5]], [[0, 5], [0, 5]], [[0, 1], [0, 4]]]
)
def test_a_wrong_lod_is_refused(of_sequences: Session, lod: list[list[int]]) -> None:
    with pytest.raises(InputError, match="wanted one list of offsets from 0 to 5"):
        of_sequences.run({"x": (np.zeros(5, np.float32), lod)})


def test_levels_of_sequences_have_lengths_of_their_own(of_sequences: Session) -> None:
    # The model takes one level: the error names what the two would be.
    with pytest.raises(InputError, match=r"no input is named 'x\.lengths\.0'"):
        of_sequences.run({"x": (np.zeros(5, np.float32), [[0, 2, 3], [0, 1, 2, 5]])})


def test_an_output_that_is_an_input_is_a_copy(tmp_path: Path) -> None:
    mlir = "func.func @main(%x: tensor<2xi8>) -> tensor<2xi8> { return %x : tensor<2xi8> }"
    spec = (TensorSpec("x", "uint8", (2,)),)
    x = np.array([200, 3], np.uint8)
    with session_of(tmp_path / "model", mlir, spec, spec) as session:
        (y,) = session(x)
    y[0] = 1
    assert y.dtype == np.uint8
    assert x.tolist() == [200, 3]


def test_outputs_outlive_later_calls_and_the_session(folder: Path) -> None:
    with load(folder) as session:
        first = session(X, SHIFT)[0]
        second = session(-X, SHIFT)[0]
        first += 0  # writeable
    del session
    gc.collect()
    np.testing.assert_allclose(first, Y, rtol=1e-6)
    np.testing.assert_allclose(second, -X @ W + B + SHIFT, rtol=1e-6)


# What is refused


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"x": X}, "missing input 'shift'"),
        ({}, "missing input 'x', 'shift'"),
        ({"x": X, "shfit": SHIFT}, "no input is named 'shfit'\ndid you mean shift?"),
        ({"x": X, "shift": SHIFT, "mask": X}, "no input is named 'mask'\nknown: shift, x"),
        ([X], r"wrong number of input arrays, got 1, wanted 2 \(x, shift\)"),
        ([X, SHIFT, X], "wrong number of input arrays, got 3, wanted 2"),
        (X, r"neither a mapping nor a list, got ndarray\nwrite run\(\[x\]\)"),
        (None, "neither a mapping nor a list, got NoneType"),
        (
            [X.tolist(), SHIFT],
            r"input 'x': not a numpy array, got list, wanted x: float32\[batch, ",
        ),
        ([X, None], "input 'shift': not a numpy array, got NoneType"),
        (
            [X.astype(np.float64), SHIFT],
            r"input 'x': wrong dtype, got float64, wanted float32\nx\.astype\(\"float32\"\) conv",
        ),
        ([X.astype(object), SHIFT], "input 'x': wrong dtype, got object, wanted float32"),
        ([X.view("i4"), SHIFT], "input 'x': wrong dtype, got int32, wanted float32"),
        ([X[0], SHIFT], r"input 'x': wrong rank, got 1 \[4\], wanted 2 \[batch, 4\]"),
        (
            [X[:, :3], SHIFT],
            r"input 'x': wrong size of dimension 1, got 3 in \[2, 3\], wanted 4 in \[batch, 4\]",
        ),
        (
            [X, SHIFT[:1]],
            r"input 'shift': wrong size of dimension 0 \(batch\), got 1 in \[1, 3\], wanted 2, "
            "the size of batch in input 'x' dimension 0",
        ),
    ],
)
def test_wrong_inputs(session: Session, inputs: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        session.run(inputs)
    np.testing.assert_allclose(session(X, SHIFT)[0], Y, rtol=1e-6)


def test_wrong_calls(session: Session) -> None:
    with pytest.raises(InputError, match="input 'x': given by position and by name"):
        session(X, x=X)
    with pytest.raises(InputError, match="wrong number of input arrays, got 3, wanted 2"):
        session(X, SHIFT, X)


def test_bfloat16_wants_its_bits(tmp_path: Path) -> None:
    spec = (TensorSpec("x", "bfloat16", ("n", 2)),)
    with (
        session_of(tmp_path / "model", identity("bfloat16"), spec, spec) as session,
        pytest.raises(InputError, match=r"got float32, wanted uint16 \(the raw bits of bfloat16"),
    ):
        session(X)


def test_a_failure_in_the_program_is_one_line(tmp_path: Path) -> None:
    mlir = """
func.func @main(%x: tensor<i64>) -> tensor<?xf32> {
  %value = tensor.extract %x[] : tensor<i64>
  %limit = arith.constant 100 : i64
  %ok = arith.cmpi ne, %value, %limit : i64
  cf.assert %ok, "one hundred is too many"
  %size = arith.index_cast %value : i64 to index
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty(%size) : tensor<?xf32>
  %y = linalg.fill ins(%zero : f32) outs(%empty : tensor<?xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}"""
    inputs, outputs = (TensorSpec("x", "int64", ()),), (TensorSpec("y", "float32", ("n",)),)
    with session_of(tmp_path / "model", mlir, inputs, outputs) as session:
        for size, message in ((100, "one hundred is too many"), (1 << 50, "RESOURCE_EXHAUSTED")):
            with pytest.raises(PaddleMlirError, match=message) as raised:
                session(np.array(size))
            assert "the model failed at run time, got" in str(raised.value)
            assert len(str(raised.value).splitlines()) == 1
        assert session(np.array(3))[0].tolist() == [0, 0, 0]


def test_an_error_may_outlive_the_session(tmp_path: Path) -> None:
    # Its traceback would keep buffers beyond their device, and IREE crash when they are freed.
    x, y = TensorSpec("x", "float32", ("n", 2)), TensorSpec("y", "float64", ("n", 2))
    write_artifact(
        tmp_path / "model", compiled(identity("float32")), parameters({}), manifest((x,), (y,))
    )
    printed = in_new_process(f"""
import gc
import numpy as np
from paddle_mlir.dialects.errors import ArtifactError
from paddle_mlir.runtime import load
for _ in range(20):
    session = load({str(tmp_path / "model")!r})
    try:
        session(np.ones((1000, 2), np.float32))
    except ArtifactError as error:
        kept = error
    session.close()
    del session
    gc.collect()
    print(kept)
    del kept
""")
    assert printed.splitlines() == 20 * [
        "output 'y': the compiled module and the manifest disagree, "
        "got 8000 bytes in shape [1000, 2], wanted y: float64[n, 2]"
    ]


# Artifacts that do not load


def test_a_module_that_is_none(tmp_path: Path) -> None:
    write_artifact(tmp_path / "model", b"not a module", parameters({}), manifest())
    with pytest.raises(ArtifactError, match="IREE cannot load the compiled module, got "):
        load(tmp_path / "model")


def test_a_weight_that_is_missing(tmp_path: Path) -> None:
    weights = parameters({"fc/w": W})
    write_artifact(tmp_path / "model", compiled(LINEAR), weights, manifest())
    with pytest.raises(ArtifactError, match=r"cannot load .*fc/b"):
        load(tmp_path / "model")


def test_an_entry_function_that_is_missing(tmp_path: Path) -> None:
    weights = parameters(LINEAR_WEIGHTS)
    write_artifact(tmp_path / "model", compiled(LINEAR), weights, manifest(function="predict"))
    with pytest.raises(ArtifactError, match=r"no entry function .* got predict, wanted .*main"):
        load(tmp_path / "model")


def test_loading_checks_machine_and_files(tmp_path: Path) -> None:
    folder = linear_artifact(tmp_path / "model").folder
    weights = folder / "parameters.irpa"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    with pytest.raises(ArtifactError, match="SHA-256"):
        load(folder)
    load(folder, verify=False).close()
    write_artifact(
        tmp_path / "old", compiled(LINEAR), parameters(LINEAR_WEIGHTS), manifest(iree="3.1.0")
    )
    with pytest.raises(ArtifactError, match="another version"):
        load(tmp_path / "old")


# Memory, threads, devices


@linux_only
def test_weights_are_mapped_and_given_back(tmp_path: Path) -> None:
    rows = 25_000_000 // 1024
    mlir = f"""
util.global private @w = #stream.parameter.named<"model"::"w"> : tensor<{rows}x1024xf32>
func.func @main(%x: tensor<?x{rows}xf32>) -> tensor<?x1024xf32> {{
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x{rows}xf32>
  %w = util.global.load @w : tensor<{rows}x1024xf32>
  %empty = tensor.empty(%n) : tensor<?x1024xf32>
  %start = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x1024xf32>) -> tensor<?x1024xf32>
  %y = linalg.matmul ins(%x, %w : tensor<?x{rows}xf32>, tensor<{rows}x1024xf32>)
      outs(%start : tensor<?x1024xf32>) -> tensor<?x1024xf32>
  return %y : tensor<?x1024xf32>
}}"""
    weights = parameters({"w": np.ones((rows, 1024), np.float32)})
    size = weights.bytes
    specs = (TensorSpec("x", "float32", ("n", rows)),), (TensorSpec("y", "float32", ("n", 1024)),)
    write_artifact(tmp_path / "model", compiled(mlir), weights, manifest(*specs))
    del weights
    gc.collect()

    before = anonymous_bytes()
    with load(tmp_path / "model") as session:
        y = session(np.ones((1, rows), np.float32))[0]
        assert anonymous_bytes() - before < size / 10
        assert str(session.artifact.parameters_file) in Path("/proc/self/maps").read_text()
    assert y.tolist() == [[rows] * 1024]
    assert str(session.artifact.parameters_file) not in Path("/proc/self/maps").read_text()


def test_a_closed_session(folder: Path) -> None:
    session = load(folder)
    session.close()
    session.close()
    with pytest.raises(PaddleMlirError, match="the session is closed"):
        session(X, SHIFT)


def test_calls_from_several_threads(session: Session, folder: Path) -> None:
    failures: list[str] = []

    def call(session: Session, factor: int) -> None:
        for _ in range(50):
            y, n = session(X * np.float32(factor), SHIFT)
            if not np.allclose(y, X @ W * factor + B + SHIFT, rtol=1e-5) or n != 2:
                failures.append(f"{factor}: {y}")

    with load(folder) as other:
        workers = [
            threading.Thread(target=call, args=(used, factor))
            for factor, used in enumerate((session, session, other, other))
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert failures == []


@linux_only
def test_number_of_threads(folder: Path) -> None:
    printed = in_new_process(f"""
import time
import numpy as np
from pathlib import Path
from paddle_mlir.dialects.errors import InputError
from paddle_mlir.runtime import load
def workers():
    names = [task.joinpath("comm").read_text() for task in Path("/proc/self/task").iterdir()]
    return sum(name.startswith("iree-worker") for name in names)
def workers_that_came(number):  # a thread takes its name only once it runs
    deadline = time.monotonic() + 10
    while workers() != number and time.monotonic() < deadline:
        time.sleep(0.01)
    return workers()
x, shift = np.ones((2, 4), np.float32), np.ones((2, 3), np.float32)
print(load({str(folder)!r}).threads, workers())
with load({str(folder)!r}, threads=3) as session:
    print(session.threads, workers_that_came(3), session(x, shift)[1])
with load({str(folder)!r}, threads=1) as session:
    print(session.threads, session(x, shift)[1])
try:
    load({str(folder)!r}, threads=2)
except InputError as error:
    print(error)
""")
    assert printed.splitlines() == [
        "1 0",
        "3 3 2",
        "1 2",
        "the thread pool of this process has its size already, got threads=2, "
        "wanted threads=3 or threads=1",
        "IREE sizes the pool once a process: use that number or another process",
    ]


@linux_only
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another malloc")
def test_large_buffers_are_kept_for_the_next_call(tmp_path: Path) -> None:
    columns = 40_000
    mlir = f"""
func.func @main(%x: tensor<512x4xf32>) -> tensor<512x4xf32> {{
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<0.5> : tensor<4x{columns}xf32>
  %v = arith.constant dense<0.25> : tensor<{columns}x4xf32>
  %wide = tensor.empty() : tensor<512x{columns}xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%wide : tensor<512x{columns}xf32>)
      -> tensor<512x{columns}xf32>
  %h = linalg.matmul ins(%x, %w : tensor<512x4xf32>, tensor<4x{columns}xf32>)
      outs(%zeros : tensor<512x{columns}xf32>) -> tensor<512x{columns}xf32>
  %small = tensor.empty() : tensor<512x4xf32>
  %sums = linalg.fill ins(%zero : f32) outs(%small : tensor<512x4xf32>) -> tensor<512x4xf32>
  %y = linalg.matmul ins(%h, %v : tensor<512x{columns}xf32>, tensor<{columns}x4xf32>)
      outs(%sums : tensor<512x4xf32>) -> tensor<512x4xf32>
  return %y : tensor<512x4xf32>
}}"""
    x, y = (TensorSpec(name, "float32", (512, 4)) for name in ("x", "y"))
    one = manifest((x,), (y,))
    write_artifact(tmp_path / "model", compiled(mlir), parameters({}), one)
    program = f"""
import numpy as np
import resource
from paddle_mlir.runtime import load
def page_faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
with load({str(tmp_path / "model")!r}, threads=2) as session:
    x = np.ones((512, 4), np.float32)
    session(x)
    session(x)
    before = page_faults()
    session(x)
    print((page_faults() - before) * resource.getpagesize() > {512 * columns})
"""
    assert in_new_process(program) == "False\n"
    # Settings of the user's own count.
    assert in_new_process(program, MALLOC_TRIM_THRESHOLD_="131072") == "True\n"


def test_the_machine_chooses_the_number_of_threads(tmp_path: Path) -> None:
    weights = parameters(LINEAR_WEIGHTS)
    write_artifact(tmp_path / "model", compiled(LINEAR), weights, manifest(threads=None))
    printed = in_new_process(f"""
import os
from paddle_mlir.runtime import load
first = load({str(tmp_path / "model")!r}).threads
print(1 <= first <= os.cpu_count())
second = load({str(tmp_path / "model")!r}, threads=2 if first == 1 else first).threads
print(load({str(tmp_path / "model")!r}).threads in (first, second))
""")
    assert printed == "True\nTrue\n"


@pytest.mark.parametrize("threads", [0, -1, 257, 1.5, True, "2"])
def test_threads_out_of_range(folder: Path, threads: Any) -> None:
    with pytest.raises(InputError, match=r"threads is out of range, got .*, wanted an integer"):
        load(folder, threads=threads)


def test_a_certain_device(folder: Path) -> None:
    with load(folder, device="local-sync://") as session:
        np.testing.assert_allclose(session(X, SHIFT)[0], Y, rtol=1e-6)
    with pytest.raises(
        InputError, match=r"device 'cuda://0': the artifact is for another driver, got cuda"
    ):
        load(folder, device="cuda://0")


@pytest.mark.parametrize("driver", ["vulkan", "cuda"])
def test_a_device_that_is_missing(tmp_path: Path, driver: str) -> None:
    target = Target(driver, driver)
    write_artifact(tmp_path / "model", b"module", parameters({}), manifest((), (), target=target))
    printed = in_new_process(
        f"""
from paddle_mlir.dialects.errors import ArtifactError
from paddle_mlir.runtime import load
try:
    load({str(tmp_path / "model")!r})
except ArtifactError as error:
    print(error)
""",
        VK_DRIVER_FILES="/nonexistent",
        VK_ICD_FILENAMES="/nonexistent",
        CUDA_VISIBLE_DEVICES="",
    )
    first, second = printed.splitlines()
    assert first.startswith(f"cannot open a {driver} device, got ")
    packages = {"vulkan": "apt install mesa-vulkan-drivers libvulkan1", "cuda": "libcuda1"}
    assert packages[driver] in second


@pytest.mark.vulkan
def test_on_vulkan(tmp_path: Path) -> None:
    target = Target("vulkan", "vulkan")
    write_artifact(
        tmp_path / "model",
        compiled(LINEAR, "vulkan-spirv"),
        parameters(LINEAR_WEIGHTS),
        manifest(target=target),
    )
    with load(tmp_path / "model") as session:
        y, n = session(X, SHIFT)
    np.testing.assert_allclose(y, Y, rtol=1e-5)
    assert n == 2


@pytest.mark.cuda
def test_on_cuda(tmp_path: Path) -> None:
    target = Target("cuda", "cuda")
    write_artifact(
        tmp_path / "model",
        compiled(LINEAR, "cuda"),
        parameters(LINEAR_WEIGHTS),
        manifest(target=target),
    )
    with load(tmp_path / "model") as session:
        y, n = session(X, SHIFT)
    np.testing.assert_allclose(y, Y, rtol=1e-5)
    assert n == 2
