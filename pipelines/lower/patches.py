"""Lowering of windows side by side."""

from __future__ import annotations

from typing import Any

from torch_mlir import ir

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import effective_dilations, window_padding
from paddle_mlir.pipelines.lower.convolution import (
    check_windows,
    crop_to_one_window,
    pad_spatial,
)
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers
from paddle_mlir.pipelines.lower.reshaping import reshape_value


@lowers(pd.Patches)
def lower_patches(lower: Lowering, op: pd.Patches) -> Any:
    """A copy out of the padded map: loops over ``n, y, x, i, j, c``."""
    info, result = lower.info(op.x), lower.result
    sizes = list(info.dims[1:3])
    pads = window_padding(
        sizes, op.window, op.strides, op.dilations, op.paddings, op.padding_algorithm
    )
    outputs = result.dims[1:3]
    check_windows(lower, "patches", sizes, outputs)
    x, info = pad_spatial(lower, lower[op.x], info, (1, 2), pads, 0.0)
    dilations = effective_dilations(op.dilations, op.padding_algorithm)
    spans = [d * (k - 1) + 1 for d, k in zip(dilations, op.window, strict=True)]
    x, info = crop_to_one_window(lower, x, info, (1, 2), spans, outputs)
    channels = info.dims[3]
    windows = result.with_dims([*result.dims[:3], *op.window, channels])
    n, y, x_, i, j, c = (ir.AffineDimExpr.get(axis) for axis in range(6))
    source = ir.AffineMap.get(
        6,
        0,
        [n, y * op.strides[0] + i * dilations[0], x_ * op.strides[1] + j * dilations[1], c],
    )
    value = lower.generic(windows, [(x, source)], lambda element: element)
    return reshape_value(lower, value, windows, result)
