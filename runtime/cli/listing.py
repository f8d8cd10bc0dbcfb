"""``paddle-mlir ops``: what is supported."""

from __future__ import annotations

import argparse

from paddle_mlir.runtime.cli import arguments
from paddle_mlir.runtime.cli.terminal import table

_EXAMPLES = """\
  paddle-mlir ops
  paddle-mlir ops --count
"""


def add_command(commands: arguments.Commands) -> None:
    """Add the command."""
    parser = arguments.add_command(
        commands,
        "ops",
        "list the supported ops",
        "List the ops of the pd dialect and the ops that are imported from Paddle's two formats.",
        _EXAMPLES,
    )
    parser.add_argument("--count", action="store_true", help="give only their number")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from paddle_mlir.dialects import pd
    from paddle_mlir.importers.paddle import mapping
    from paddle_mlir.importers.paddle.importer import load_mappings

    load_mappings()
    columns = {
        "pd dialect": {op.spec.name for op in pd.all_ops()},
        "PIR": set(mapping.supported_names(mapping.PIR)),
        "ProgramDesc": set(mapping.supported_names(mapping.PROGRAM_DESC)),
    }
    if options.count:
        rows: list[list[object]] = [[title, len(names)] for title, names in columns.items()]
        print(table("supported ops", ["", "ops"], rows))
        return 0
    rows = [
        [name, *("yes" if name in names else "" for names in columns.values())]
        for name in sorted(set().union(*columns.values()))
    ]
    print(table("supported ops", ["op", *columns], rows))
    return 0
