"""Mapping of convolutions over three dimensions."""

from dataclasses import replace

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.convolution import LAYOUTS
from paddle_mlir.importers.paddle.attributes import text
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import Rule, imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

# Choices of kernels and of oneDNN, not of numbers.
_TUNING = frozenset(
    {"use_cudnn", "exhaustive_search", "workspace_size_MB", "use_addto", "use_mkldnn"}
    | {"mkldnn_data_type", "use_quantizer"}
)
_PIR = {
    "conv3d": Rule(pd.Conv3d, {"0": "input", "1": "filter"}),
    "conv3d_transpose": Rule(pd.Conv3dTranspose, {"0": "x", "1": "filter"}),
}
_PROGRAM_DESC = {
    "conv3d": Rule(pd.Conv3d, {"Input": "input", "Filter": "filter"}, "Output", ignored=_TUNING),
    "conv3d_transpose": Rule(
        pd.Conv3dTranspose, {"Input": "x", "Filter": "filter"}, "Output", ignored=_TUNING
    ),
}


@imports_pir(*_PIR)
def import_pir_conv3d(build: ModelBuilder, op: SourceOp) -> None:
    """Operands input, filter."""
    _PIR[op.name].apply(build, _with_layout(op))


@imports_program_desc(*_PROGRAM_DESC)
def import_conv3d(build: ModelBuilder, op: SourceOp) -> None:
    """The same with named slots."""
    _PROGRAM_DESC[op.name].apply(build, _with_layout(op))


def _with_layout(op: SourceOp) -> SourceOp:
    """Paddle also writes NCHW and NHWC, and AnyLayout for channels first."""
    layout = text(op, "data_format", "NCDHW")
    layouts = LAYOUTS[5]
    return replace(op, attributes=op.attributes | {"data_format": layouts[layout.endswith("C")]})
