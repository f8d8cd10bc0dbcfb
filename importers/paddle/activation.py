"""Mapping of activation functions."""

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import real
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_program_desc, pir_rule, program_desc_rule
from paddle_mlir.importers.paddle.source import SourceOp

_X = {"X": "x"}

pir_rule("mish", pd.Mish, renamed={"lambda": "threshold"})

program_desc_rule("relu", pd.Relu, _X)
program_desc_rule("sigmoid", pd.Sigmoid, _X)
program_desc_rule("tanh", pd.Tanh, _X)
program_desc_rule("silu", pd.Silu, _X)
program_desc_rule("swish", pd.Swish, _X)
program_desc_rule("hard_swish", pd.Hardswish, _X)
program_desc_rule("hard_sigmoid", pd.Hardsigmoid, _X)
program_desc_rule("leaky_relu", pd.LeakyRelu, _X, renamed={"alpha": "negative_slope"})
program_desc_rule("elu", pd.Elu, _X)
program_desc_rule("gelu", pd.Gelu, _X)
program_desc_rule("softplus", pd.Softplus, _X)
program_desc_rule("mish", pd.Mish, _X)
program_desc_rule("softmax", pd.Softmax, _X, ignored=frozenset({"data_format"}))
program_desc_rule("log_softmax", pd.LogSoftmax, _X)


@imports_program_desc("relu6")
def import_relu6(build: ModelBuilder, op: SourceOp) -> None:
    """The bound is an attribute there."""
    x, threshold = build.required(op, "X"), real(op, "threshold", 6.0)
    if threshold == 6.0:
        build.set(op, "Out", build.emit(pd.Relu6, x))
    else:
        build.set(op, "Out", build.emit(pd.Clip, x, min=0.0, max=threshold))
