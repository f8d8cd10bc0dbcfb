"""``paddle-mlir inspect``: what a model or an artifact holds."""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paddle_mlir.runtime.artifact import open_artifact
from paddle_mlir.runtime.cli import arguments
from paddle_mlir.runtime.cli.terminal import size_text, table

if TYPE_CHECKING:
    from paddle_mlir.importers.paddle.source import SourceBlock, SourceProgram

_EXAMPLES = """\
  paddle-mlir inspect resnet50/
  paddle-mlir inspect resnet50.artifact
  paddle-mlir inspect resnet50/ --json | jq .ops
  paddle-mlir inspect detector/ --support
"""
_FORMATS = {"pir": "PIR", "program_desc": "ProgramDesc"}
_LONGEST_SIZE = 24


def add_command(commands: arguments.Commands) -> None:
    """Add the command."""
    parser = arguments.add_command(
        commands,
        "inspect",
        "show inputs, outputs, ops and sizes of a model or an artifact",
        "Show inputs, outputs, ops by count, parameters and sizes. A model need not be supported.",
        _EXAMPLES,
    )
    parser.add_argument("model", type=Path, help="a model's folder or program file; an artifact")
    arguments.add_params(parser)
    parser.add_argument("--json", action="store_true", help="write JSON for machines")
    parser.add_argument(
        "--support",
        action="store_true",
        help="try to import every op and list those that are refused, with layer and reason; "
        "the exit status is 1 where there are some",
    )
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.support:
        return _run_support(options)
    if arguments.is_artifact(options.model):
        show, found = _show_artifact, describe_artifact(options.model)
    else:
        show, found = _show_model, describe_model(options.model, options.params)
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        show(found)
    return 0


def _run_support(options: argparse.Namespace) -> int:
    from paddle_mlir.importers.paddle.files import read_paddle_model
    from paddle_mlir.importers.paddle.importer import load_mappings
    from paddle_mlir.importers.paddle.support import find_refusals

    arguments.refuse_artifact(options.model)
    load_mappings()
    program, parameters, file = read_paddle_model(options.model, options.params)
    refusals = find_refusals(program, parameters)
    if options.json:
        print(json.dumps([asdict(refusal) for refusal in refusals], indent=2))
    elif refusals:
        rows = [[refusal.op, refusal.place, refusal.reason] for refusal in refusals]
        print(table(f"{file}: refused", ["op", "place", "reason"], rows))
    else:
        print(f"{file}: all ops are supported")
    return 1 if refusals else 0


def describe_artifact(folder: Path) -> dict[str, Any]:
    """What is known of an artifact, as JSON has it.

    Raises:
        ArtifactError: it is damaged.
    """
    artifact = open_artifact(folder)
    return {"kind": "artifact", "path": str(folder), **asdict(artifact.manifest)}


def describe_model(path: Path, parameters_path: Path | None) -> dict[str, Any]:
    """What is known of a model, supported or not, as JSON has it.

    Raises:
        ModelError: its files are missing or damaged.
    """
    from paddle_mlir.importers.paddle.files import read_paddle_model
    from paddle_mlir.importers.paddle.importer import unsupported_ops

    program, parameters, file = read_paddle_model(path, parameters_path)
    return {
        "kind": "model",
        "path": str(file),
        "format": _FORMATS[program.kind],
        "version": _version(program),
        "bytes": file.stat().st_size,
        "inputs": [_tensor(program, name, value) for name, value in program.inputs],
        "outputs": [_tensor(program, name, value) for name, value in program.outputs],
        "parameters": {
            "count": len(parameters),
            "elements": sum(math.prod(parameters[name].shape) for name in parameters),
            "bytes": parameters.bytes,
        },
        "ops": dict(_count_ops(program.block).most_common()),
        "unsupported_ops": dict(unsupported_ops(program).most_common()),
    }


def _show_artifact(found: dict[str, Any]) -> None:
    source, target = found["source"], found["target"]
    facts = [("target", target["name"])]
    if target["architecture"] is not None:
        facts.append(("CPU", target["architecture"]))
    facts.append(("precision", found["precision"]))
    facts.append(("threads", "all cores" if found["threads"] is None else str(found["threads"])))
    if source is not None:
        facts.append(("compiled from", f"{source['file']} {source['program_sha256'][:16]}"))
    facts += [(f"made with {name}", version) for name, version in found["versions"].items()]
    facts += [(name, size_text(record["bytes"])) for name, record in found["files"].items()]
    print(table(found["path"], [], facts), end="\n\n")
    _show_interface(found)


def _show_model(found: dict[str, Any]) -> None:
    parameters, missing = found["parameters"], found["unsupported_ops"]
    facts = [
        ("format", f"{found['format']}, version {found['version']}"),
        ("program", size_text(found["bytes"])),
        (
            "parameters",
            f"{parameters['count']:,} with {parameters['elements']:,} numbers, "
            f"{size_text(parameters['bytes'])}",
        ),
        ("ops", f"{sum(found['ops'].values()):,} of {len(found['ops'])} kinds"),
        ("supported", f"no, for want of {len(missing)} kinds of op" if missing else "yes"),
    ]
    print(table(found["path"], [], facts), end="\n\n")
    _show_interface(found)
    rows = [
        [name, count, "not supported" if name in missing else ""]
        for name, count in found["ops"].items()
    ]
    print(f"\n{table('ops', ['op', 'count', ''], rows)}")


def _show_interface(found: dict[str, Any]) -> None:
    rows = [
        [kind.removesuffix("s"), tensor["name"], tensor["dtype"], _shape_text(tensor["shape"])]
        for kind in ("inputs", "outputs")
        for tensor in found[kind]
    ]
    print(table("inputs and outputs", ["", "name", "dtype", "shape"], rows))


def _shape_text(shape: Sequence[int | str] | None) -> str:
    if shape is None:
        return "unknown"
    sizes = [str(size) for size in shape]
    return f"[{', '.join(size if len(size) <= _LONGEST_SIZE else '?' for size in sizes)}]"


def _tensor(program: SourceProgram, name: str, value: str) -> dict[str, Any]:
    found = program.values[value]
    shape = found.shape and ["?" if size < 0 else size for size in found.shape]
    return {"name": name, "dtype": found.dtype or "unknown", "shape": shape}


def _version(program: SourceProgram) -> str:
    if program.kind == "pir":
        return str(program.version)
    major, rest = divmod(program.version, 1_000_000)
    return f"{major}.{rest // 1000}.{rest % 1000}" if program.version else "unknown"


def _count_ops(block: SourceBlock) -> Counter[str]:
    counts: Counter[str] = Counter()
    for op in block.ops:
        counts[op.name] += 1
        for body in op.blocks:
            counts += _count_ops(body)
    return counts
