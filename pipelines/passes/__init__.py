"""Our passes, one file each."""

import importlib

FILES = ("fold_constants", "infer_shapes", "lower", "rewrite")


def load_passes() -> None:
    """Import every pass, which registers it."""
    for name in FILES:
        importlib.import_module(f"paddle_mlir.pipelines.passes.{name}")
