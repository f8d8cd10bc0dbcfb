"""Imported models compiled for the CPU and run in this process, for tests of numbers."""

from __future__ import annotations

import functools
from typing import Any

import iree.runtime
import numpy as np
from torch_mlir import ir

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.model import Model
from paddle_mlir.dialects.tensor import TensorInfo, info_of_type
from paddle_mlir.pipelines.iree.compilation import compile_text
from paddle_mlir.pipelines.iree.targets import find_target
from paddle_mlir.pipelines.lower.lowering import lower_model

compile_for_cpu = functools.lru_cache(maxsize=4)(
    lambda text: compile_text(text, find_target("cpu"))
)


class CompiledModel:
    """A model lowered, compiled and loaded.

    Attributes:
        outputs: what the model's types tell of its results.
    """

    def __init__(self, model: Model) -> None:
        """Lower ``model`` (in place) and compile it."""
        results = ir.FunctionType(model.main.type).results
        self.outputs: list[TensorInfo] = [info_of_type(type_) for type_ in results]
        lower_model(model)
        model.module.operation.verify()
        # Names of results are all that the two Paddle formats of one model differ in.
        del model.main.attributes["res_attrs"]
        self._device = iree.runtime.get_device("local-sync")
        instance = iree.runtime.VmInstance()
        index = iree.runtime.ParameterIndex()
        for name in model.parameters:
            array = np.array(model.parameters.array(name))
            index.add_buffer(name, array.reshape(-1).view("uint8").tobytes())
        modules = [
            iree.runtime.create_hal_module(instance, self._device),
            iree.runtime.create_io_parameters_module(instance, index.create_provider("model")),
            iree.runtime.VmModule.copy_buffer(instance, compile_for_cpu(str(model.module))),
        ]
        self._context = iree.runtime.VmContext(instance, modules=modules)
        self._function = modules[-1].lookup_function("main")

    def __call__(self, *arrays: np.ndarray) -> list[np.ndarray]:
        """Run it."""
        arguments = iree.runtime.VmVariantList(len(arrays))
        for array in arrays:
            argument = iree.runtime.asdevicearray(self._device, np.array(array, order="C"))
            arguments.push_ref(argument._buffer_view)
        results = iree.runtime.VmVariantList(len(self.outputs))
        self._context.invoke(self._function, arguments, results)
        return [self._output(results, position) for position in range(len(self.outputs))]

    def _output(self, results: Any, position: int) -> np.ndarray:
        view = results.get_as_object(position, iree.runtime.HalBufferView)
        dtype = dtypes.to_numpy(self.outputs[position].dtype)
        if 0 in view.shape:
            return np.empty(view.shape, dtype)
        return np.array(view.map().asarray(view.shape, dtype))
