"""Export the op cases with Paddle and store them with Paddle's numbers.

    python tests/make_op_cases.py [FAMILY...] [--only TEXT]

paddlepaddle 3.3.1 writes PIR programs, paddlepaddle 2.6.2 (with numpy below 2) ProgramDesc ones;
run it under both. Numbers come from the dygraph layer, which needs no optimised engine to be
right; models of ops that dygraph no longer has are run by the static executor.
"""

import argparse
import json
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import paddle
from op_cases import cases_of, families
from op_cases.archive import read_archive, to_bytes, write_archive
from op_cases.case import PIR, PROGRAM_DESC, Case

FORMAT = PIR if paddle.__version__ >= "3" else PROGRAM_DESC
EXTENSION = {PIR: "json", PROGRAM_DESC: "pdmodel"}[FORMAT]


class CaseLayer(paddle.nn.Layer):
    """A case as a layer."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case = case
        for name, array in case.weight_arrays().items():
            value = paddle.to_tensor(array)
            value.name = name
            self.register_buffer(name, value)

    @paddle.jit.not_to_static
    def tensors(self, inputs: list[Any]) -> list[Any]:
        given = iter(inputs)
        return [
            getattr(self, f"w{i}") if item.is_weight else next(given)
            for i, item in enumerate(self.case.tensors)
        ]

    @paddle.jit.not_to_static
    def call(self, inputs: list[Any]) -> Any:
        return self.case.build(paddle, paddle.nn.functional, *self.tensors(inputs))

    def forward(self, inputs: list[Any]) -> Any:
        return self.call(inputs)


class ConvertedLayer(CaseLayer):
    """A case whose Python control flow becomes ops."""

    def forward(self, inputs: list[Any]) -> Any:
        return self.case.build(paddle, paddle.nn.functional, *self.tensors(inputs))


def as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def export(case: Case) -> dict[str, bytes]:
    """The files of a case."""
    if case.has_sequences:
        return export_sequences(case)
    layer = (ConvertedLayer if case.converts else CaseLayer)(case)
    layer.eval()
    specs = [
        paddle.static.InputSpec(item.declared_shape, item.dtype, name)
        for name, item in case.inputs.items()
    ]
    with tempfile.TemporaryDirectory() as folder, paddle.utils.unique_name.guard():
        prefix = str(Path(folder, "model"))
        function = paddle.jit.to_static(layer, input_spec=[specs], full_graph=True)
        paddle.jit.save(function, prefix)
        program = Path(f"{prefix}.{EXTENSION}").read_bytes()
        files = {f"{case.name}/model.{EXTENSION}": essence(program)}
        if case.weights:
            files[f"{case.name}/model.pdiparams"] = Path(f"{prefix}.pdiparams").read_bytes()
        for run in range(case.runs):
            arrays = list(case.arrays(run).values())
            if case.formats == (PROGRAM_DESC,):
                results = run_static(prefix, arrays)
            else:
                outputs = CaseLayer(case)([paddle.to_tensor(array) for array in arrays])
                results = [output.numpy() for output in as_list(outputs)]
            for index, result in enumerate(results):
                files[f"{case.name}/expected_{run}_{index}.npy"] = to_bytes(np.asarray(result))
    return files


def export_sequences(case: Case) -> dict[str, bytes]:
    """The same where inputs have a LoD, which only static programs know."""
    paddle.enable_static()
    program, startup = paddle.static.Program(), paddle.static.Program()
    executor = paddle.static.Executor(paddle.CPUPlace())
    files = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        paddle.utils.unique_name.guard(),
        paddle.static.program_guard(program, startup),
        paddle.static.scope_guard(paddle.static.Scope()),
    ):
        weights = case.weight_arrays()
        tensors = [
            paddle.static.create_parameter(
                list(item.shape),
                item.dtype,
                name=f"w{i}",
                default_initializer=paddle.nn.initializer.Assign(weights[f"w{i}"]),
            )
            if item.is_weight
            else paddle.static.data(
                f"x{i}", item.declared_shape, item.dtype, lod_level=len(item.levels(0))
            )
            for i, item in enumerate(case.tensors)
        ]
        outputs = as_list(case.build(paddle, paddle.nn.functional, *tensors))
        executor.run(startup)
        prefix = str(Path(folder, "model"))
        inputs = [x for x, item in zip(tensors, case.tensors, strict=True) if not item.is_weight]
        paddle.static.save_inference_model(prefix, inputs, outputs, executor, program=program)
        files[f"{case.name}/model.{EXTENSION}"] = essence(
            Path(f"{prefix}.{EXTENSION}").read_bytes()
        )
        if case.weights:
            files[f"{case.name}/model.pdiparams"] = Path(f"{prefix}.pdiparams").read_bytes()
        for run in range(case.runs):
            arrays = case.arrays(run)
            feed = {
                name: paddle.base.create_lod_tensor(
                    arrays[name], [list(level) for level in item.levels(run)], paddle.CPUPlace()
                )
                if item.lengths
                else arrays[name]
                for name, item in case.inputs.items()
            }
            found = executor.run(program, feed=feed, fetch_list=outputs, return_numpy=False)
            lengths = [result.recursive_sequence_lengths() for result in found]
            results = [np.array(result) for result in found]
            results += [np.array(level, dtype="int64") for known in lengths for level in known]
            for index, result in enumerate(results):
                files[f"{case.name}/expected_{run}_{index}.npy"] = to_bytes(result)
    paddle.disable_static()
    return files


def essence(program: bytes) -> bytes:
    """The program without blanks, or without the call stacks and op versions of this machine."""
    if FORMAT == PIR:
        return json.dumps(json.loads(program), separators=(",", ":")).encode()
    from paddle.base.proto import framework_pb2

    message = framework_pb2.ProgramDesc.FromString(program)
    message.ClearField("op_version_map")
    for block in message.blocks:
        for op in block.ops:
            kept = [attr for attr in op.attrs if attr.name != "op_callstack"]
            del op.attrs[:]
            op.attrs.extend(kept)
    stripped: bytes = message.SerializeToString(deterministic=True)
    return stripped


def run_static(prefix: str, arrays: list[np.ndarray]) -> list[np.ndarray]:
    """Run a saved model with the static executor."""
    paddle.enable_static()
    try:
        executor = paddle.static.Executor(paddle.CPUPlace())
        program, names, targets = paddle.static.load_inference_model(prefix, executor)
        feed = dict(zip(names, arrays, strict=True))
        results: list[np.ndarray] = executor.run(program, feed=feed, fetch_list=targets)
        return results
    finally:
        paddle.disable_static()


def main() -> None:
    parser = argparse.ArgumentParser(description="export op cases with the installed Paddle")
    parser.add_argument("families", nargs="*", default=families())
    parser.add_argument("--only", default="", help="keep the stored files of all other cases")
    options = parser.parse_args()
    # Paddle warns of models without parameters.
    warnings.simplefilter("ignore")
    for family in options.families:
        cases = [case for case in cases_of(family) if FORMAT in case.formats]
        names = {case.name for case in cases}
        stored = read_archive(family, FORMAT) if options.only else {}
        files = {path: data for path, data in stored.items() if path.split("/")[0] in names}
        for case in cases:
            if options.only in case.name:
                files = {p: d for p, d in files.items() if p.split("/")[0] != case.name}
                try:
                    files |= export(case)
                except Exception as error:
                    raise SystemExit(f"{family}/{case.name}: {error}") from error
        write_archive(family, FORMAT, files)
        print(f"{family}: {len(cases)} cases as {FORMAT}")


if __name__ == "__main__":
    main()
