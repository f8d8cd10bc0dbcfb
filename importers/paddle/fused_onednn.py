"""Mapping of the ops that Paddle's passes for oneDNN make: a layer, a sum and an activation.

The integer forms (``Scale_in``, ``Scale_x`` and the like other than 1) are refused.
"""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.definition import PdOp
from paddle_mlir.dialects.pd.volume_convolution import Conv3d
from paddle_mlir.importers.paddle.attributes import flag, real, text, whole, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.elementwise import aligned
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.fused import activate, plus
from paddle_mlir.importers.paddle.mapping import imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_BINARY: dict[str, type[PdOp]] = {
    "fused_elementwise_add": pd.Add,
    "fused_elementwise_sub": pd.Subtract,
    "fused_elementwise_mul": pd.Multiply,
    "fused_elementwise_div": pd.Divide,
}
_SCALES = ("Scale_x", "Scale_y", "Scale_in_eltwise", "Scale_out", "Scale_in")
_SCALES_OF_ELEMENTWISE = ("scale_x", "scale_y", "scale_out")


def _fused_activation(op: SourceOp, x: Term) -> Term:
    """``x`` through ``fuse_activation`` with ``fuse_alpha`` and ``fuse_beta``."""
    name = text(op, "fuse_activation", "")
    alpha, beta = real(op, "fuse_alpha", 0.0), real(op, "fuse_beta", 0.0)
    special: dict[str, tuple[type[PdOp], dict[str, Any]]] = {
        "abs": (pd.Abs, {}),
        "clip": (pd.Clip, {"min": alpha, "max": beta}),
        "gelu": (pd.Gelu, {}),
        "gelu_erf": (pd.Gelu, {}),
        "gelu_tanh": (pd.Gelu, {"approximate": True}),
        "hard_sigmoid": (pd.Hardsigmoid, {"slope": alpha, "offset": beta}),
        "hard_swish": (pd.Hardswish, {}),
        "leaky_relu": (pd.LeakyRelu, {"negative_slope": alpha}),
        "mish": (pd.Mish, {}),
        "relu6": (pd.Clip, {"min": 0.0, "max": alpha}),
        "sqrt": (pd.Sqrt, {}),
        "swish": (pd.Swish, {"beta": alpha}),
    }
    if name in special:
        op_class, attributes = special[name]
        x = x.apply(op_class, **attributes)
    else:
        x = activate(name, x)
    scale = real(op, "fused_output_scale", 1.0)
    return x if scale == 1.0 else x * scale


def _require_float(op: SourceOp, names: tuple[str, ...]) -> None:
    for name in names:
        given = op.attributes.get(name, 1.0)
        if given not in (1.0, [], [1.0]):
            raise ValueError(f"attribute {name!r} must be 1, got {given}: an integer form")


@imports_program_desc("fused_conv2d", "fused_conv3d")
def import_fused_conv(build: ModelBuilder, op: SourceOp) -> None:
    """``activation(conv(input) + bias + residual)``."""
    image, weight, bias, residual = terms(build, op, "Input", "Filter", "Bias", "ResidualData")
    _require_float(op, _SCALES)
    names = ("strides", "paddings", "dilations", "groups", "padding_algorithm")
    given: dict[str, Any] = {n: op.attributes[n] for n in names if n in op.attributes}
    is_last = text(op, "data_format", "NCHW").endswith("C")
    layouts = ("NHWC", "NDHWC") if is_last else ("NCHW", "NCDHW")
    op_class, layout = (
        (pd.Conv2d, layouts[0]) if op.name == "fused_conv2d" else (Conv3d, layouts[1])
    )
    result = image.apply(op_class, weight, data_format=layout, **given)
    if bias is not None:
        ones = (1,) * (image.info.rank - 2)
        result = result + (bias.reshape(-1) if is_last else bias.reshape(1, -1, *ones))
    if flag(op, "fuse_residual_connection"):
        result = plus(result, residual)
    give(build, op, Output=_fused_activation(op, result))


@imports_program_desc("fused_matmul")
def import_fused_matmul(build: ModelBuilder, op: SourceOp) -> None:
    """``activation(alpha * x @ y + residual)``, each operand reshaped and transposed before."""
    x, y, residual = terms(build, op, "X", "Y", "ResidualData")
    _require_float(op, _SCALES)
    x, y = (_moved(op, term, name) for term, name in ((x, "X"), (y, "Y")))
    turned = {f"transpose_{name}": flag(op, f"trans_{name}") for name in "xy"}
    result = x.apply(pd.Matmul, y, **turned)
    alpha = real(op, "matmul_alpha", 1.0)
    result = result if alpha == 1.0 else result * alpha
    result = _fused_activation(op, plus(result, residual))
    order, shape = wholes(op, "fused_transpose_Out", ()), wholes(op, "fused_reshape_Out", ())
    result = result.transpose(*order) if order else result
    give(build, op, Out=result.reshape(*shape) if shape else result)


def _moved(op: SourceOp, x: Term, operand: str) -> Term:
    shape = wholes(op, f"fused_reshape_{operand}", ())
    order = wholes(op, f"fused_transpose_{operand}", ())
    x = x.reshape(*shape) if shape else x
    return x.transpose(*order) if order else x


@imports_program_desc(*_BINARY)
def import_fused_elementwise(build: ModelBuilder, op: SourceOp) -> None:
    """``activation(x + y)``, and with -, * and /."""
    x, y = terms(build, op, "X", "Y")
    _require_float(op, _SCALES_OF_ELEMENTWISE)
    y = Term(build, aligned(build, x.value, y.value, whole(op, "axis", -1)))
    result = _fused_activation(op, x.apply(_BINARY[op.name], y))
    give(build, op, Out=result.unsqueeze(*wholes(op, "fused_unsqueeze2_axes", ())))


@imports_program_desc("fused_softplus")
def import_fused_softplus(build: ModelBuilder, op: SourceOp) -> None:
    """``activation(softplus(x))``."""
    (x,) = terms(build, op, "X")
    beta, threshold = real(op, "beta", 1.0), real(op, "threshold", 20.0)
    result = x.apply(pd.Softplus, beta=beta, threshold=threshold)
    give(build, op, Out=_fused_activation(op, result))


@imports_program_desc("fused_transpose")
def import_fused_transpose(build: ModelBuilder, op: SourceOp) -> None:
    """``transpose``, with axes of size 1 taken out before and put in, or a reshape, behind."""
    (x,) = terms(build, op, "X")
    squeezed = wholes(op, "fused_squeeze2_axes", ())
    x = x.apply(pd.Squeeze, axis=squeezed) if squeezed else x
    x = x.transpose(*wholes(op, "axis"))
    shape = wholes(op, "fused_reshape2_shape", ())
    x = x.reshape(*shape) if shape else x
    give(build, op, Out=x.unsqueeze(*wholes(op, "fused_unsqueeze2_axes", ())))
