"""All functions of a model compiled at once and run in this process, for tests of numbers."""

from __future__ import annotations

import zlib

import iree.runtime
import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import func

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.model import Model
from paddle_mlir.dialects.pd.shape_analysis import argument_sizes
from paddle_mlir.dialects.tensor import TensorInfo, info_of_type
from paddle_mlir.pipelines.iree.compilation import compile_text
from paddle_mlir.pipelines.iree.targets import find_target
from paddle_mlir.pipelines.lower.lowering import lower_model

TOLERANCES = {"float16": 4e-3, "bfloat16": 3e-2}
"""Of floats, relative to the largest value; 1e-4 where none stands here."""


def name_of(function: func.FuncOp) -> str:
    return ir.StringAttr(function.attributes["sym_name"]).value


def assert_equal(expected: np.ndarray, got: np.ndarray, dtype: str, what: str) -> None:
    assert got.shape == expected.shape, f"{what}: {got.shape} was {expected.shape}"
    if not dtypes.is_float(dtype):
        np.testing.assert_array_equal(got, expected, what)
        return
    left, right = (wide(array, dtype) for array in (expected, got))
    np.testing.assert_array_equal(np.isfinite(right), np.isfinite(left), what)
    scale = np.abs(left, where=np.isfinite(left), out=np.zeros_like(left)).max(initial=0.0)
    np.testing.assert_allclose(
        right, left, rtol=0, atol=TOLERANCES.get(dtype, 1e-4) * scale, err_msg=what
    )


def wide(array: np.ndarray, dtype: str) -> np.ndarray:
    """Elements as doubles; bfloat16's bits are the upper half of a float32's."""
    if dtype == "bfloat16":
        return (array.astype(np.uint32) << 16).view(np.float32).astype(np.float64)
    return array.astype(np.float64)


def random_array(
    info: TensorInfo, shape: tuple[int, ...], seed: str, low: float, high: float
) -> np.ndarray:
    generator = np.random.default_rng(zlib.crc32(seed.encode()))
    if dtypes.is_float(info.dtype):
        values = generator.uniform(low, high, shape).astype(np.float32)
        if info.dtype == "bfloat16":
            return (values.view(np.uint32) >> 16).astype(np.uint16)
        return values.astype(dtypes.to_numpy(info.dtype))
    # No zero, which nothing can be divided by.
    first, last = (0, 1) if info.dtype == "bool" else (1, 5)
    return generator.integers(first, last, shape, endpoint=True).astype(dtypes.to_numpy(info.dtype))


class RunnableFunctions:
    """All functions of a model, compiled in one go."""

    def __init__(self, model: Model, target: str = "cpu") -> None:
        """Lower ``model`` (in place) and compile it for a CPU."""
        self.signatures: dict[str, tuple[list[TensorInfo], list[TensorInfo]]] = {}
        for function in model.functions():
            type_ = ir.FunctionType(function.type)
            infos = [
                info_of_type(one, sizes)
                for one, sizes in zip(type_.inputs, argument_sizes(function), strict=True)
            ]
            self.signatures[name_of(function)] = infos, [info_of_type(t) for t in type_.results]
        parameters = model.parameters
        lower_model(model)
        model.module.operation.verify()
        self._device = iree.runtime.get_device("local-sync")
        instance = iree.runtime.VmInstance()
        index = iree.runtime.ParameterIndex()
        for name in parameters:
            array = np.array(parameters.array(name))
            index.add_buffer(name, array.reshape(-1).view("uint8").tobytes())
        binary = compile_text(str(model.module), find_target(target))
        modules = [
            iree.runtime.create_hal_module(instance, self._device),
            iree.runtime.create_io_parameters_module(instance, index.create_provider("model")),
            iree.runtime.VmModule.copy_buffer(instance, binary),
        ]
        self._context = iree.runtime.VmContext(instance, modules=modules)
        self._module = modules[-1]

    def random_arguments(self, name: str) -> list[np.ndarray]:
        """Arguments; a dynamic size is known by its name, or without one by its axis."""
        sizes: dict[object, int] = {}
        arguments = []
        for position, info in enumerate(self.signatures[name][0]):
            shape = []
            for axis, size in enumerate(info.dims):
                known = not str(size).startswith("?")
                key = size if known else axis
                shape.append(
                    size if isinstance(size, int) else sizes.setdefault(key, 4 * (axis + 1))
                )
            arguments.append(random_array(info, tuple(shape), f"{name} {position}", -2.0, 2.0))
        return arguments

    def __call__(self, name: str, arrays: list[np.ndarray]) -> list[np.ndarray]:
        arguments = iree.runtime.VmVariantList(len(arrays))
        for array in arrays:
            argument = iree.runtime.asdevicearray(self._device, np.array(array, order="C"))
            arguments.push_ref(argument._buffer_view)
        count = len(self.signatures[name][1])
        results = iree.runtime.VmVariantList(count)
        self._context.invoke(self._module.lookup_function(name), arguments, results)
        return [self._result(results, name, position) for position in range(count)]

    def _result(self, results: iree.runtime.VmVariantList, name: str, position: int) -> np.ndarray:
        view = results.get_as_object(position, iree.runtime.HalBufferView)
        dtype = dtypes.to_numpy(self.dtype_of(name, position))
        if 0 in view.shape:
            return np.empty(view.shape, dtype)
        return np.array(view.map().asarray(view.shape, dtype))

    def dtype_of(self, name: str, position: int) -> str:
        return self.signatures[name][1][position].dtype
