"""One engine with one model, in a process of its own that measures when it is told to.

``python engine_process.py`` reads lines of JSON on standard input and answers each with one on
standard output: first the set-up (see :func:`main`), then numbers of seconds to measure for. It
stands on nothing of this package, since the interpreter may be one that has only the engine.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.metadata
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]
Call = Callable[[], list[np.ndarray]]
"""Runs the model once: numpy arrays in, numpy arrays out."""


def load_paddle_mlir(setup: dict[str, Any], inputs: Arrays) -> Call:
    """An artifact, loaded as its users load it: with the check of its weights."""
    from paddle_mlir.runtime import load

    session = load(setup["artifact"], threads=setup["threads"])
    return lambda: list(session.run(inputs).values())


def load_onnxruntime(setup: dict[str, Any], inputs: Arrays) -> Call:
    """ONNX Runtime with all of its graph optimisations, which are its default."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = setup["threads"]
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        setup["onnx"], options, providers=["CPUExecutionProvider"]
    )
    feeds = _by_name([one.name for one in session.get_inputs()], inputs)
    return lambda: session.run(None, feeds)


def load_openvino(setup: dict[str, Any], inputs: Arrays) -> Call:
    """OpenVINO for latency: in float32, or its default, which on CPUs with bfloat16 is that."""
    import openvino

    core = openvino.Core()
    model = core.read_model(setup["program"] if setup["onnx"] is None else setup["onnx"])
    feeds = _by_name([one.any_name for one in model.inputs], inputs)
    model.reshape({name: list(array.shape) for name, array in feeds.items()})
    options = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": setup["threads"],
    }
    if setup["precision"] == "f32":
        options["INFERENCE_PRECISION_HINT"] = "f32"
    request = core.compile_model(model, "CPU", options).create_infer_request()
    return lambda: list(request.infer(feeds, share_inputs=True).values())


def load_paddle(setup: dict[str, Any], inputs: Arrays) -> Call:
    """Paddle Inference with oneDNN and its passes.

    ``enable_memory_optim`` is left out: 3.3.1 refuses it for programs in PIR json.
    """
    from paddle import inference

    config = inference.Config(setup["program"], setup["parameters"])
    config.disable_gpu()
    config.enable_mkldnn()
    config.set_cpu_math_library_num_threads(setup["threads"])
    config.disable_glog_info()
    predictor = inference.create_predictor(config)
    feeds = _by_name(predictor.get_input_names(), inputs)
    handles = [(predictor.get_input_handle(name), array) for name, array in feeds.items()]
    names = predictor.get_output_names()

    def call() -> list[np.ndarray]:
        for handle, array in handles:
            handle.copy_from_cpu(array)
        predictor.run()
        return [predictor.get_output_handle(name).copy_to_cpu() for name in names]

    return call


def _by_name(names: list[str], inputs: Arrays) -> Arrays:
    """The inputs by an engine's own names: the model's, or its own in the model's order."""
    if set(names) == set(inputs):
        return {name: inputs[name] for name in names}
    return dict(zip(names, inputs.values(), strict=True))


# By the engine's name: its distribution, its module, and what loads a model.
ENGINES = {
    "paddle-mlir": ("paddle-mlir", "paddle_mlir.runtime", load_paddle_mlir),
    "onnxruntime": ("onnxruntime", "onnxruntime", load_onnxruntime),
    "openvino": ("openvino", "openvino", load_openvino),
    "paddle": ("paddlepaddle", "paddle.inference", load_paddle),
}


def measure(call: Call, seconds: float) -> dict[str, list[float]]:
    """Seconds by the clock and of the process's threads, for each call.

    The first call, which finds the caches full of another engine's weights, is left out.
    """
    call()
    wall: list[float] = []
    cpu: list[float] = []
    end = time.perf_counter() + seconds
    while not wall or time.perf_counter() < end:
        cpu_started, started = time.process_time(), time.perf_counter()
        call()
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - cpu_started)
    return {"wall": wall, "cpu": cpu}


def main() -> None:
    """Read the set-up, load, call once, then measure until standard input ends.

    The set-up names ``engine``, ``threads``, ``precision``, the ``.npz`` files ``inputs`` and
    ``outputs``, the ``names`` of the inputs, and the model's forms: ``artifact``, ``program``,
    ``parameters``, ``onnx`` (or null).
    """
    if sys.platform == "linux":
        # A stopped process would outlast its parent: let the kernel end it (PR_SET_PDEATHSIG).
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    # What engines print must not stand between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(what: dict[str, Any]) -> None:
        print(json.dumps(what), file=answers, flush=True)

    setup = json.loads(sys.stdin.readline())
    distribution, module, load = ENGINES[setup["engine"]]
    with np.load(setup["inputs"]) as file:
        inputs = dict(zip(setup["names"], (file[key] for key in file.files), strict=True))
    importlib.import_module(module)
    started = time.perf_counter()
    call = load(setup, inputs)
    outputs = call()
    cold = time.perf_counter() - started
    np.savez(setup["outputs"], *outputs)
    answer({"cold": cold, "version": importlib.metadata.version(distribution)})
    for line in sys.stdin:
        answer(measure(call, float(line)))


if __name__ == "__main__":
    main()
