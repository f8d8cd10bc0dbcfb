"""Our passes, one file each."""

import importlib

FILES = ("infer_shapes", "lower", "simplify")


def load_passes() -> None:
    """Import every pass, which registers it."""
    for name in FILES:
        importlib.import_module(f"paddle_mlir.pipelines.passes.{name}")
