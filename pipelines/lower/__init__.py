"""Lowering of the ``pd`` dialect to upstream dialects, one file a family."""

import importlib

FAMILIES = (
    "activation",
    "attention",
    "convolution",
    "creation",
    "elementwise",
    "group_normalization",
    "interpolation",
    "manipulation",
    "matrix",
    "normalization",
    "pooling",
    "recurrent",
    "reduction",
)


def load_lowerings() -> None:
    """Import every family, which registers its lowerings."""
    for family in FAMILIES:
        importlib.import_module(f"paddle_mlir.pipelines.lower.{family}")
