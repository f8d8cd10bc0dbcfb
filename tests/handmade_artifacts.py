"""Artifacts made from a few lines of upstream MLIR, without importers and pipelines."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.runtime import Artifact, Manifest, Source, Target, TensorSpec, write_artifact
from paddle_mlir.runtime.cpu_features import architecture

# y = x @ w + b over a dynamic batch, and the number of rows.
LINEAR = """
util.global private @w = #stream.parameter.named<"model"::"fc/w"> : tensor<4x3xf32>
util.global private @b = #stream.parameter.named<"model"::"fc/b"> : tensor<3xf32>
func.func @main(%x: tensor<?x4xf32>, %shift: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<i64>) {
  %c0 = arith.constant 0 : index
  %rows = tensor.dim %x, %c0 : tensor<?x4xf32>
  %w = util.global.load @w : tensor<4x3xf32>
  %b = util.global.load @b : tensor<3xf32>
  %empty = tensor.empty(%rows) : tensor<?x3xf32>
  %start = linalg.broadcast ins(%b : tensor<3xf32>) outs(%empty : tensor<?x3xf32>) dimensions = [0]
  %y = linalg.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x3xf32>)
      outs(%start : tensor<?x3xf32>) -> tensor<?x3xf32>
  %z = linalg.generic {
      indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%shift : tensor<?x3xf32>) outs(%y : tensor<?x3xf32>) {
  ^bb0(%s: f32, %out: f32):
    %sum = arith.addf %s, %out : f32
    linalg.yield %sum : f32
  } -> tensor<?x3xf32>
  %count = arith.index_cast %rows : index to i64
  %n = tensor.from_elements %count : tensor<i64>
  return %z, %n : tensor<?x3xf32>, tensor<i64>
}
"""
LINEAR_INPUTS = (
    TensorSpec("x", "float32", ("batch", 4)),
    TensorSpec("shift", "float32", ("batch", 3)),
)
LINEAR_OUTPUTS = (
    TensorSpec("fetch/y", "float32", ("batch", 3)),
    TensorSpec("rows", "int64", ()),
)
W = np.arange(12, dtype=np.float32).reshape(4, 3)
B = np.array([1, -1, 0.5], np.float32)
LINEAR_WEIGHTS = {"fc/w": W, "fc/b": B}


@functools.cache
def compiled(mlir: str, backend: str = "llvm-cpu") -> bytes:
    """IREE's module for ``mlir``."""
    from iree.compiler.tools import compile_str

    flags = ["--iree-input-demote-f64-to-f32=false"]
    if backend == "llvm-cpu":
        flags.append("--iree-llvmcpu-target-cpu=generic")
    return bytes(compile_str(mlir, target_backends=[backend], extra_args=flags))


def parameters(arrays: Mapping[str, np.ndarray]) -> Parameters:
    """The weights as the compiler hands them over."""
    result = Parameters()
    for name, array in arrays.items():
        result.add(name, array)
    return result


def manifest(
    inputs: tuple[TensorSpec, ...] = LINEAR_INPUTS,
    outputs: tuple[TensorSpec, ...] = LINEAR_OUTPUTS,
    *,
    target: Target | None = None,
    threads: int | None = 1,
    iree: str = "3.13.0",
    function: str = "main",
) -> Manifest:
    """A manifest for this machine."""
    return Manifest(
        inputs=inputs,
        outputs=outputs,
        target=target or Target("cpu", "local-task", architecture(), ()),
        versions={"paddle-mlir": "0.1.0", "iree-base-compiler": iree},
        source=Source("inference.json", hashlib.sha256(b"program").hexdigest()),
        threads=threads,
        function=function,
    )


def linear_artifact(folder: Path) -> Artifact:
    """An artifact of :data:`LINEAR`."""
    return write_artifact(folder, compiled(LINEAR), parameters(LINEAR_WEIGHTS), manifest())


def anonymous_bytes() -> int:
    """Memory of this process that no file stands behind."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    raise OSError("/proc/self/status has no RssAnon")
