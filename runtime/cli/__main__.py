"""Starts the command line: ``python -m paddle_mlir.runtime.cli``."""

from __future__ import annotations

import sys

from paddle_mlir.runtime.cli import main

if __name__ == "__main__":
    sys.exit(main())
