"""Mapping of the operators that Paddle's own passes fuse: the formulas that they stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, text, whole, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, term_list, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_ACTIVATIONS: dict[str, Callable[[Term], Term]] = {
    "": lambda x: x,
    "none": lambda x: x,
    "identity": lambda x: x,
    "relu": lambda x: x.apply(pd.Relu),
    "gelu": lambda x: x.apply(pd.Gelu),
    "silu": lambda x: x.apply(pd.Silu),
    "swish": lambda x: x.apply(pd.Silu),
    "sigmoid": lambda x: x.apply(pd.Sigmoid),
    "tanh": lambda x: x.apply(pd.Tanh),
    "leaky_relu": lambda x: x.apply(pd.LeakyRelu),
}


def activate(name: object, x: Term) -> Term:
    """``x`` behind the activation function of this name.

    Raises:
        ValueError: it is not known.
    """
    if not isinstance(name, str) or name not in _ACTIVATIONS:
        known = ", ".join(sorted(filter(None, _ACTIVATIONS)))
        raise ValueError(f"activation {name!r} is not supported (supported: {known})")
    return _ACTIVATIONS[name](x)


def plus(x: Term, *others: Term | None) -> Term:
    """``x`` and all others that are there."""
    for other in others:
        x = x if other is None else x + other
    return x


def layer_norm(op: SourceOp, x: Term, scale: Term | None, bias: Term | None, begin: int) -> Term:
    """``x`` normalised over its axes from ``begin`` on."""
    epsilon = real(op, "epsilon", real(op, "ln_epsilon", 1e-5))
    return x.apply(pd.LayerNorm, scale, bias, epsilon=epsilon, begin_norm_axis=begin)


def _fully_connected(x: Term, weight: Term, columns: int) -> Term:
    """``x``, a matrix from axis ``columns`` on, times a matrix."""
    if x.info.rank - columns > 1:
        x = x.apply(pd.Flatten, start_axis=columns, stop_axis=-1)
    return x.apply(pd.Matmul, weight)


@imports_pir("fc")
@imports_program_desc("fc")
def import_fc(build: ModelBuilder, op: SourceOp) -> None:
    """``activation(x @ w + bias)``, ``x`` flattened from ``in_num_col_dims`` on.

    Limits: ``padding_weights`` is refused.
    """
    x, weight, bias = terms(build, op, "Input", "W", "Bias")
    if flag(op, "padding_weights"):
        raise ValueError("attribute 'padding_weights' must be false")
    if bias is not None and bias.info.rank > 1:
        bias = bias.reshape(-1)
    product = plus(_fully_connected(x, weight, whole(op, "in_num_col_dims", 1)), bias)
    give(build, op, Out=activate(text(op, "activation_type", ""), product))


@imports_pir("linear_v2")
def import_linear(build: ModelBuilder, op: SourceOp) -> None:
    """``x @ weight + bias``."""
    x, weight, bias = terms(build, op, "input", "weight", "bias")
    turned = flag(op, "transpose_weight")
    give(build, op, out=plus(x.apply(pd.Matmul, weight, transpose_y=turned), bias))


@imports_pir("fused_gemm_epilogue")
@imports_program_desc("fused_gemm_epilogue")
def import_fused_gemm_epilogue(build: ModelBuilder, op: SourceOp) -> None:
    """``activation(x @ y + bias)``."""
    x, y, bias = terms(build, op, "X", "Y", "Bias")
    turned = {f"transpose_{name}": flag(op, f"trans_{name}") for name in "xy"}
    product = plus(x.apply(pd.Matmul, y, **turned), bias)
    result = activate(text(op, "activation", "none"), product)
    give(build, op, Out=result, ReserveSpace=None)


@imports_pir("fused_fc_elementwise_layernorm")
@imports_program_desc("fused_fc_elementwise_layernorm")
def import_fused_fc_elementwise_layernorm(build: ModelBuilder, op: SourceOp) -> None:
    """``layer_norm(activation(x @ w + bias0) + y)``."""
    slots = ("X", "W", "Y", "Bias0", "Scale", "Bias1")
    x, weight, y, bias, scale, shift = terms(build, op, *slots)
    product = plus(_fully_connected(x, weight, whole(op, "x_num_col_dims", 1)), bias)
    total = activate(text(op, "activation_type", ""), product) + y
    begin = whole(op, "begin_norm_axis", 1)
    give(build, op, Out=layer_norm(op, total, scale, shift, begin))


@imports_pir("skip_layernorm")
@imports_program_desc("skip_layernorm")
def import_skip_layernorm(build: ModelBuilder, op: SourceOp) -> None:
    """``layer_norm(x + y)``."""
    x, y, scale, bias = terms(build, op, "X", "Y", "Scale", "Bias")
    # The CUDA kernels normalise the last axis whatever the attribute says.
    give(build, op, Out=layer_norm(op, x + y, scale, bias, x.info.rank - 1))


@imports_pir("fused_bias_residual_layernorm")
@imports_program_desc("fused_bias_residual_layernorm")
def import_fused_bias_residual_layernorm(build: ModelBuilder, op: SourceOp) -> None:
    """``layer_norm(x + bias + residual_alpha * residual)``; the sum is the second result.

    Limits: ``quant_scale`` above 0 is refused, whose result would be integers.
    """
    slots = ("x", "bias", "residual", "norm_weight", "norm_bias")
    x, bias, residual, scale, shift = terms(build, op, *slots)
    if real(op, "quant_scale", -1.0) > 0.0:
        raise ValueError("attribute 'quant_scale' must be -1: the result would be integers")
    total = plus(x, bias)
    if residual is not None:
        total = total + residual * real(op, "residual_alpha", 1.0)
    result = total
    if scale is not None or shift is not None:
        begin = whole(op, "begin_norm_axis", 1)
        result = layer_norm(op, total, scale, shift, begin)
    give(build, op, out=result, residual_out=total)


@imports_program_desc("fused_bias_dropout_residual_layer_norm")
def import_fused_bias_dropout_residual(build: ModelBuilder, op: SourceOp) -> None:
    """``layer_norm(dropout(x + bias) + residual)`` over the last axis."""
    slots = ("X", "Residual", "Bias", "LnScale", "LnBias")
    x, residual, bias, scale, shift = terms(build, op, *slots)
    kept = plus(x, bias)
    if text(op, "dropout_implementation", "downgrade_in_infer") == "downgrade_in_infer":
        kept = kept * (1.0 - real(op, "dropout_rate", 0.5))
    total = kept + residual
    result = layer_norm(op, total, scale, shift, total.info.rank - 1)
    give(build, op, Y=result, BiasDropoutResidualOut=total)


@imports_pir("fused_embedding_eltwise_layernorm")
@imports_program_desc("fused_embedding_eltwise_layernorm")
def import_fused_embedding(build: ModelBuilder, op: SourceOp) -> None:
    """``layer_norm`` of the sum of several embeddings."""
    ids, tables = term_list(build, op, "Ids", 0), term_list(build, op, "Embs", 1)
    bias, scale = (
        Term(build, build.required(op, key))
        for key in (("2", "3") if op.kind == "pir" else ("Bias", "Scale"))
    )
    parts = []
    for each, table in zip(ids, tables, strict=True):
        is_column = each.info.rank == 3 and each.info.dims[-1] == 1
        index = each.apply(pd.Squeeze, axis=(2,)) if is_column else each
        parts.append(index.apply(pd.Embedding, table))
    total = plus(parts[0], *parts[1:])
    give(build, op, Out=layer_norm(op, total, scale, bias, total.info.rank - 1))


@imports_pir("fused_bias_act")
@imports_program_desc("fused_bias_act")
def import_fused_bias_act(build: ModelBuilder, op: SourceOp) -> None:
    """``activation(x + bias)``; swiglu and geglu multiply the activated half by the other one.

    Limits: the integer forms (``dequant_scales``, ``shift``, ``smooth``, ``quant_scale``) are
    refused.
    """
    x, bias, *integer = terms(build, op, "x", "bias", "dequant_scales", "shift", "smooth")
    if any(term is not None for term in integer) or real(op, "quant_scale", -1.0) > 0.0:
        raise ValueError("only the float form of fused_bias_act is supported")
    total, name = plus(x, bias), text(op, "act_method", "gelu")
    if name in ("swiglu", "geglu"):
        half = activate("silu" if name == "swiglu" else "gelu", total.part(-1, 0, 2))
        give(build, op, out=half * total.part(-1, 1, 2))
    else:
        give(build, op, out=activate(name, total))


@imports_pir("fused_dropout_add")
@imports_program_desc("fused_dropout_add")
def import_fused_dropout_add(build: ModelBuilder, op: SourceOp) -> None:
    """``dropout(x) + y`` in inference."""
    x, y = terms(build, op, "x", "y")
    if text(op, "mode", "upscale_in_train") == "downgrade_in_infer":
        x = x * (1.0 - real(op, "p", 0.5))
    give(build, op, out=x + y)


_BINARY = {"elementwise_add": pd.Add, "elementwise_mul": pd.Multiply}


@imports_program_desc("fused_elemwise_activation", "fused_elemwise_add_activation")
def import_fused_elemwise_activation(build: ModelBuilder, op: SourceOp) -> None:
    """``first(second(x, y))`` or ``first(x, second(y))`` of the two names in ``functor_list``."""
    x, y = terms(build, op, "X", "Y")
    names = op.attributes["functor_list"]
    if not isinstance(names, list) or len(names) != 2:
        raise ValueError(f"attribute 'functor_list' must be two names, got {names!r}")
    outer, inner = (str(name) for name in names)
    if whole(op, "axis", -1) not in (-1, x.info.rank - y.info.rank):
        raise ValueError(f"attribute 'axis' must be -1, got {whole(op, 'axis')}")
    scale = real(op, "scale", 0.0)

    def unary(name: str, value: Term) -> Term:
        return value * scale if name == "scale" else activate(name, value)

    if inner in _BINARY:
        middle = x.apply(_BINARY[inner], y)
        result = unary(outer, middle)
    elif outer in _BINARY:
        middle = unary(inner, y)
        result = x.apply(_BINARY[outer], middle)
    else:
        raise ValueError(f"functor_list holds no supported arithmetic, got {[outer, inner]}")
    give(build, op, Out=result, IntermediateOut=middle)


@imports_pir("fusion_squared_mat_sub")
@imports_program_desc("fusion_squared_mat_sub")
def import_fusion_squared_mat_sub(build: ModelBuilder, op: SourceOp) -> None:
    """``((x @ y) ** 2 - x ** 2 @ y ** 2) * scalar``; the squares are results too."""
    x, y = terms(build, op, "X", "Y")
    squares = [term.apply(pd.Square) for term in (x, y, x.apply(pd.Matmul, y))]
    difference = squares[2] - squares[0].apply(pd.Matmul, squares[1])
    result = difference * real(op, "scalar", 1.0)
    names = ("SquaredX", "SquaredY", "SquaredXY")
    give(build, op, **dict(zip(names, squares, strict=True)), Out=result)


@imports_program_desc("fusion_repeated_fc_relu")
def import_fusion_repeated_fc_relu(build: ModelBuilder, op: SourceOp) -> None:
    """``relu(x @ w + bias)`` several times over."""
    (x,) = terms(build, op, "X")
    weights, biases = term_list(build, op, "W", 1), term_list(build, op, "Bias", 2)
    for weight, bias in zip(weights, biases, strict=True):
        x = (x.apply(pd.Matmul, weight) + bias.reshape(-1)).apply(pd.Relu)
    give(build, op, Out=x)


@imports_pir("fused_conv2d_add_act")
@imports_program_desc("fused_conv2d_add_act")
def import_fused_conv2d_add_act(build: ModelBuilder, op: SourceOp) -> None:
    """``activation(conv2d(input) + bias + residual)``.

    Limits: ``split_channels`` is refused.
    """
    image, weight, bias, residual = terms(build, op, "Input", "Filter", "Bias", "ResidualData")
    if op.attributes.get("split_channels"):
        raise ValueError("attribute 'split_channels' must be empty")
    names = ("strides", "paddings", "dilations", "groups", "padding_algorithm", "data_format")
    given: dict[str, Any] = {n: op.attributes[n] for n in names if n in op.attributes}
    result = image.apply(pd.Conv2d, weight, **given)
    if bias is not None:
        is_last = given.get("data_format", "NCHW") == "NHWC"
        result = result + (bias.reshape(-1) if is_last else bias.reshape(1, -1, 1, 1))
    result = plus(result, residual)
    give(build, op, Output=activate(text(op, "activation", "relu"), result))


@imports_pir("fast_rms_norm", "fused_rms_norm_ext")
def import_fast_rms_norm(build: ModelBuilder, op: SourceOp) -> None:
    """``x / sqrt(mean(x * x) + epsilon) * scale`` over the last axis."""
    x, scale = terms(build, op, "x", "scale")
    give(build, op, y=x.apply(pd.RmsNorm, scale, epsilon=real(op, "epsilon", 1e-5)))


@imports_pir("fusion_transpose_flatten_concat")
@imports_program_desc("fusion_transpose_flatten_concat")
def import_fusion_transpose_flatten_concat(build: ModelBuilder, op: SourceOp) -> None:
    """Operands transposed, flattened to matrices and joined."""
    axis, order = whole(op, "flatten_axis", 1), wholes(op, "trans_axis")
    parts = []
    for x in term_list(build, op, "X", 0):
        rows = x.transpose(*order).apply(pd.Flatten, start_axis=axis, stop_axis=-1)
        if axis > 1:
            rows = rows.apply(pd.Flatten, start_axis=0, stop_axis=axis - 1)
        parts.append(rows.value)
    joined = build.emit(pd.Concat, parts, axis=whole(op, "concat_axis", 1))
    give(build, op, Out=Term(build, joined))


@imports_pir("fused_scale_bias_add_relu")
@imports_program_desc("fused_scale_bias_add_relu")
def import_fused_scale_bias_add_relu(build: ModelBuilder, op: SourceOp) -> None:
    """``relu(x1 * scale1 + bias1 + x2)`` by channel, which are last; ``fuse_dual`` scales both."""
    slots = ("x1", "scale1", "bias1", "x2", "scale2", "bias2")
    x, scale, bias, y, other_scale, other_bias = terms(build, op, *slots)
    if flag(op, "fuse_dual"):
        y = y * other_scale + other_bias
    give(build, op, out=(x * scale + bias + y).apply(pd.Relu))
