"""Starts the demo: ``python -m paddle_mlir.runtime.demo``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the demo, or say what must be installed for it."""
    try:
        from paddle_mlir.runtime.demo import program
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("paddle_mlir"):
            raise
        print(f"error: the demo needs the module {error.name}", file=sys.stderr)
        print("Install it: pip install 'paddle-mlir[demo]'", file=sys.stderr)
        return 1
    return program.main()


if __name__ == "__main__":
    sys.exit(main())
