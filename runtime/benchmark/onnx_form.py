"""A model's ONNX form with fixed sizes, made in an interpreter that has paddle2onnx.

``python onnx_form.py PROGRAM PARAMETERS OUTPUT SHAPES`` converts a Paddle program;
``python onnx_form.py MODEL.onnx - OUTPUT SHAPES`` only fixes the sizes. SHAPES is JSON: sizes by
the inputs' names. The last line on standard error says what went wrong.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path


def convert(program: str, parameters: str, output: Path) -> None:
    """Convert a Paddle program.

    Its own optimiser is left out: polygraphy would install packages by itself, and the engines
    that read the file optimise it anyway.
    """
    log = io.StringIO()
    try:
        with contextlib.redirect_stdout(log):
            import paddle2onnx

            paddle2onnx.export(
                program, parameters, str(output), opset_version=13, optimize_tool="none"
            )
    except SystemExit:
        # That is how it ends after an error, which it prints.
        found = [line for line in log.getvalue().splitlines() if "[ERROR]" in line]
        reason = found[0].partition("[ERROR]")[2] if found else "paddle2onnx gives no reason"
        sys.exit(reason.strip())


def fix_sizes(model: Path, output: Path, shapes: dict[str, list[int]]) -> None:
    """Write a model with the sizes of its inputs, and none for what follows from them.

    Where its inputs have other names, the sizes are theirs in their order.
    """
    import onnx

    proto = onnx.load(model)
    constants = {one.name for one in proto.graph.initializer}
    inputs = [one for one in proto.graph.input if one.name not in constants]
    named = {one.name for one in inputs} == set(shapes)
    ordered = [shapes[one.name] for one in inputs] if named else list(shapes.values())
    for value, sizes in zip(inputs, ordered, strict=True):
        for dim, size in zip(value.type.tensor_type.shape.dim, sizes, strict=True):
            dim.Clear()
            dim.dim_value = size
    for value in proto.graph.output:
        value.type.tensor_type.ClearField("shape")
    del proto.graph.value_info[:]
    onnx.save(proto, output)


def main() -> None:
    """Do what the command line says."""
    source, parameters, output, shapes = sys.argv[1:]
    model = Path(source)
    if model.suffix != ".onnx":
        model = Path(output)
        convert(source, parameters, model)
    fix_sizes(model, Path(output), json.loads(shapes))


if __name__ == "__main__":
    main()
