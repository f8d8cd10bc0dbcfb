"""Mapping of random numbers: every source op gets a stream of its own, told by its result's name.

What is a formula of evenly spread numbers ``u`` in ``[0, 1)`` is built as one.
"""

import math
import zlib
from typing import Any

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.definition import PdOp
from paddle_mlir.importers.paddle.attributes import flag, real, text, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.filling import batch_size_like, shape_operand, sizes_of
from paddle_mlir.importers.paddle.mapping import dtype_name, imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.slicing import known_numbers
from paddle_mlir.importers.paddle.source import SourceOp


def _operand(build: ModelBuilder, op: SourceOp, position: int, slot: str) -> Any:
    return build.required(op, str(position) if op.kind == "pir" else slot)


def _give(build: ModelBuilder, op: SourceOp, value: Any) -> None:
    build.set(op, "0" if op.kind == "pir" else "Out", value)


def _seed(op: SourceOp) -> dict[str, int]:
    """The attributes that say which numbers: the op's seed and its own stream."""
    name = op.result_list("0" if op.kind == "pir" else "Out")[0]
    seed = whole(op, "seed", 0)
    return {"seed": seed, "stream": zlib.crc32(name.encode()) & 0x7FFFFFFF}


def _draw(
    build: ModelBuilder, op: SourceOp, op_class: type[PdOp], shape: Any, **attributes: Any
) -> Any:
    """Numbers of the sizes in the tensor ``shape``."""
    known = build.constant(shape)
    if known is None:
        return build.emit(op_class, shape, **_seed(op), **attributes)
    sizes = tuple(known.reshape(-1).tolist())
    return build.emit(op_class, shape=sizes, **_seed(op), **attributes)


def _shape(build: ModelBuilder, op: SourceOp) -> Any:
    """The sizes that an op is given: a first operand of PIR, or as ProgramDesc has it."""
    if op.kind == "pir" and build.operands(op, "0"):
        return build.shape_tensor(build.operands(op, "0"))
    return shape_operand(build, op)


def _number(build: ModelBuilder, op: SourceOp, position: int, name: str, default: float) -> float:
    """A number that is an operand of PIR or an attribute.

    Raises:
        ValueError: it is data.
    """
    if op.kind == "pir" and op.operand_list(str(position)):
        known = build.constant(build.required(op, str(position)))
        if known is None:
            raise ValueError(f"operand {name!r} must be a constant")
        return float(known.reshape(-1)[0])
    return real(op, name, default)


@imports_pir("uniform")
@imports_program_desc("uniform_random")
def import_uniform(build: ModelBuilder, op: SourceOp) -> None:
    """Operands shape, min, max."""
    low, high = _number(build, op, 1, "min", -1.0), _number(build, op, 2, "max", 1.0)
    dtype, shape = dtype_name(op.attributes.get("dtype", 5)), _shape(build, op)
    _give(build, op, _draw(build, op, pd.Uniform, shape, min=low, max=high, dtype=dtype))


@imports_pir("uniform_inplace")
@imports_program_desc("uniform_random_inplace")
def import_uniform_inplace(build: ModelBuilder, op: SourceOp) -> None:
    """The sizes and the dtype of x."""
    x = _operand(build, op, 0, "X")
    low, high = _number(build, op, 1, "min", -1.0), _number(build, op, 2, "max", 1.0)
    dtype, shape = build.info(x).dtype, sizes_of(build, x)
    _give(build, op, _draw(build, op, pd.Uniform, shape, min=low, max=high, dtype=dtype))


@imports_pir("uniform_random_batch_size_like")
@imports_program_desc("uniform_random_batch_size_like")
def import_uniform_batch_size_like(build: ModelBuilder, op: SourceOp) -> None:
    """One size is one of the operand's."""
    shape = batch_size_like(build, op, _operand(build, op, 0, "Input"))
    low, high = _number(build, op, 1, "min", -1.0), _number(build, op, 2, "max", 1.0)
    dtype = dtype_name(op.attributes.get("dtype", 5))
    _give(build, op, _draw(build, op, pd.Uniform, shape, min=low, max=high, dtype=dtype))


def _mean_and_deviation(op: SourceOp) -> dict[str, Any]:
    return {"mean": real(op, "mean", 0.0), "std": real(op, "std", 1.0)}


@imports_pir("gaussian")
@imports_program_desc("gaussian_random")
def import_gaussian(build: ModelBuilder, op: SourceOp) -> None:
    """Operand shape."""
    dtype, shape = dtype_name(op.attributes.get("dtype", 5)), _shape(build, op)
    _give(build, op, _draw(build, op, pd.Gaussian, shape, dtype=dtype, **_mean_and_deviation(op)))


@imports_pir("gaussian_inplace")
def import_gaussian_inplace(build: ModelBuilder, op: SourceOp) -> None:
    """The sizes and the dtype of x."""
    x = build.required(op, "0")
    dtype, shape = build.info(x).dtype, sizes_of(build, x)
    _give(build, op, _draw(build, op, pd.Gaussian, shape, dtype=dtype, **_mean_and_deviation(op)))


@imports_pir("truncated_gaussian_random")
@imports_program_desc("truncated_gaussian_random")
def import_truncated_gaussian(build: ModelBuilder, op: SourceOp) -> None:
    """``mean + std * sqrt(2) * erfinv(e)``, ``e`` spread over the bounds' error functions."""
    low, high = (
        math.erf(real(op, name, bound) / math.sqrt(2)) for name, bound in (("a", -2.0), ("b", 2.0))
    )
    dtype = dtype_name(op.attributes.get("dtype", 5))
    part = _draw(build, op, pd.Uniform, _shape(build, op), min=low, max=high, dtype=dtype)
    deviate = build.emit(pd.Erfinv, part)
    mean, std = real(op, "mean", 0.0), real(op, "std", 1.0)
    _give(build, op, build.emit(pd.Scale, deviate, scale=std * math.sqrt(2), bias=mean))


@imports_pir("randint")
@imports_program_desc("randint")
def import_randint(build: ModelBuilder, op: SourceOp) -> None:
    """Operand shape."""
    attributes = {name: whole(op, name) for name in ("low", "high")}
    dtype = dtype_name(op.attributes.get("dtype", 3))
    _give(build, op, _draw(build, op, pd.Randint, _shape(build, op), dtype=dtype, **attributes))


@imports_pir("randperm")
@imports_program_desc("randperm")
def import_randperm(build: ModelBuilder, op: SourceOp) -> None:
    """The places of random numbers in order."""
    keys = build.emit(pd.Uniform, shape=(whole(op, "n"),), **_seed(op))
    order = build.emit_all(pd.Argsort, keys)[1]
    dtype = dtype_name(op.attributes.get("dtype", 3))
    _give(build, op, order if dtype == "int64" else build.emit(pd.Cast, order, dtype=dtype))


@imports_pir("bernoulli")
@imports_program_desc("bernoulli")
def import_bernoulli(build: ModelBuilder, op: SourceOp) -> None:
    """``u < x`` as a number."""
    x = _operand(build, op, 0, "X")
    dtype = build.info(x).dtype
    part = _draw(build, op, pd.Uniform, sizes_of(build, x), dtype=dtype)
    _give(build, op, build.emit(pd.Cast, build.emit(pd.LessThan, part, x), dtype=dtype))


@imports_pir("exponential")
@imports_program_desc("exponential")
def import_exponential(build: ModelBuilder, op: SourceOp) -> None:
    """``-log(1 - u) / lambda``."""
    x = _operand(build, op, 0, "X")
    rate = real(op, "lam" if "lam" in op.attributes else "lambda", 1.0)
    part = _draw(build, op, pd.Uniform, sizes_of(build, x), dtype=build.info(x).dtype)
    rest = build.emit(pd.Scale, part, scale=-1.0, bias=1.0)
    _give(build, op, build.emit(pd.Scale, build.emit(pd.Log, rest), scale=-1.0 / rate))


def _gumbel(build: ModelBuilder, op: SourceOp, shape: Any, dtype: str) -> Any:
    """Numbers ``-log(-log(u))``: the largest sum with log-weights falls on each by its weight."""
    part = _draw(build, op, pd.Uniform, shape, dtype="float64" if dtype == "float64" else "float32")
    times = build.emit(pd.Scale, build.emit(pd.Log, part), scale=-1.0)
    value = build.emit(pd.Scale, build.emit(pd.Log, times), scale=-1.0)
    return value if build.info(value).dtype == dtype else build.emit(pd.Cast, value, dtype=dtype)


@imports_pir("multinomial")
@imports_program_desc("multinomial")
def import_multinomial(build: ModelBuilder, op: SourceOp) -> None:
    """``num_samples`` places drawn by the weights of the last dimension.

    With replacement the largest of the log-weights plus Gumbel noise, drawn anew for each sample;
    without it the ``num_samples`` largest of them.
    """
    x = _operand(build, op, 0, "X")
    count = int(_number(build, op, 1, "num_samples", 1))
    weights = build.emit(pd.Log, x)
    info, sizes = build.info(x), sizes_of(build, x)
    if not flag(op, "replacement"):
        size = info.dims[-1]
        if isinstance(size, int) and count > size:
            raise ValueError(f"{count} samples without replacement are more than {size} places")
        keys = build.emit(pd.Add, weights, _gumbel(build, op, sizes, info.dtype))
        order = build.emit_all(pd.Argsort, keys, descending=True)[1]
        _give(build, op, build.emit(pd.Slice, order, axes=(-1,), starts=(0,), ends=(count,)))
        return
    rank = info.rank
    batch = build.emit(pd.Slice, sizes, axes=(0,), starts=(0,), ends=(rank - 1,))
    last = build.emit(pd.Slice, sizes, axes=(0,), starts=(rank - 1,), ends=(rank,))
    samples = build.emit(pd.Full, value=float(count), dtype="int64", shape=(1,))
    noise = _gumbel(build, op, build.emit(pd.Concat, [batch, samples, last]), info.dtype)
    keys = build.emit(pd.Add, build.emit(pd.Unsqueeze, weights, axis=(-2,)), noise)
    _give(build, op, build.emit(pd.Argmax, keys, axis=(-1,)))


@imports_program_desc("sampling_id")
def import_sampling_id(build: ModelBuilder, op: SourceOp) -> None:
    """For each row one place, drawn by its weights."""
    x = build.required(op, "X")
    noise = _gumbel(build, op, sizes_of(build, x), build.info(x).dtype)
    keys = build.emit(pd.Add, build.emit(pd.Log, x), noise)
    build.set(op, "Out", build.emit(pd.Argmax, keys, axis=(-1,)))


@imports_pir("gumbel_softmax")
@imports_program_desc("gumbel_softmax")
def import_gumbel_softmax(build: ModelBuilder, op: SourceOp) -> None:
    """``softmax((x + g) / temperature)``; with ``hard`` 1 for the largest and 0 for the others."""
    x, axis = _operand(build, op, 0, "X"), whole(op, "axis", -1)
    noise = _gumbel(build, op, sizes_of(build, x), build.info(x).dtype)
    rate = 1.0 / real(op, "temperature", 1.0)
    scaled = build.emit(pd.Scale, build.emit(pd.Add, x, noise), scale=rate)
    value = build.emit(pd.Softmax, scaled, axis=axis)
    if flag(op, "hard"):
        largest = build.emit(pd.Max, value, axis=(axis,), keepdim=True)
        equal = build.emit(pd.Equal, value, largest)
        value = build.emit(pd.Cast, equal, dtype=build.info(x).dtype)
    _give(build, op, value)


@imports_pir("poisson")
@imports_program_desc("poisson")
def import_poisson(build: ModelBuilder, op: SourceOp) -> None:
    """Numbers of events."""
    _give(build, op, build.emit(pd.Poisson, _operand(build, op, 0, "X"), **_seed(op)))


@imports_pir("binomial")
def import_binomial(build: ModelBuilder, op: SourceOp) -> None:
    """Operands count, prob."""
    count, prob = build.required(op, "0"), build.required(op, "1")
    build.set(op, "0", build.emit(pd.Binomial, count, prob, **_seed(op)))


@imports_pir("standard_gamma")
def import_standard_gamma(build: ModelBuilder, op: SourceOp) -> None:
    """Rate 1."""
    build.set(op, "0", build.emit(pd.StandardGamma, build.required(op, "0"), **_seed(op)))


@imports_pir("dirichlet")
@imports_program_desc("dirichlet")
def import_dirichlet(build: ModelBuilder, op: SourceOp) -> None:
    """Numbers of gamma distributions divided by their sum."""
    alpha = _operand(build, op, 0, "Alpha")
    value = build.emit(pd.StandardGamma, alpha, **_seed(op))
    dtype = build.info(alpha).dtype
    total = build.emit(pd.Sum, value, axis=(-1,), keepdim=True, dtype=dtype)
    _give(build, op, build.emit(pd.Divide, value, total))


@imports_pir("dropout")
def import_pir_dropout(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x, seed_tensor, p; results out and mask."""
    p = known_numbers(build, build.operands(op, "2"), "p")[0]
    _dropout(build, op, build.required(op, "0"), float(p), text(op, "mode"), ("0", "1"))


@imports_program_desc("dropout")
def import_dropout(build: ModelBuilder, op: SourceOp) -> None:
    """The same with attributes."""
    mode = text(op, "dropout_implementation", "downgrade_in_infer")
    p = real(op, "dropout_prob", 0.5)
    _dropout(build, op, build.required(op, "X"), p, mode, ("Out", "Mask"))


def _dropout(
    build: ModelBuilder, op: SourceOp, x: Any, p: float, mode: str, results: tuple[str, str]
) -> None:
    if flag(op, "is_test"):
        build.set(op, results[0], build.emit(pd.Dropout, x, p=p, mode=mode))
        return
    value, mask = _train_dropout(build, op, x, p, mode == "upscale_in_train")
    build.set(op, results[0], value)
    if op.result_list(results[1]):
        build.set(op, results[1], mask)


def _train_dropout(
    build: ModelBuilder, op: SourceOp, x: Any, p: float, upscale: bool
) -> tuple[Any, Any]:
    """Dropout in training: the result and the mask, in uint8, of the elements that stay.

    ``x`` where ``u >= p``, else 0; with ``upscale`` divided by ``1 - p``.
    """
    dtype = build.info(x).dtype
    wide = "float32" if dtypes.BY_NAME[dtype].bytes < 4 else dtype
    part = _draw(build, op, pd.Uniform, sizes_of(build, x), dtype=wide)
    kept = build.emit(pd.GreaterEqual, part, build.emit(pd.Full, value=p, dtype=wide))
    scaled = build.emit(pd.Scale, x, scale=1.0 / (1.0 - p)) if upscale and p < 1.0 else x
    zero = build.emit(pd.Full, value=0.0, dtype=dtype)
    value = build.emit(pd.Where, kept, scaled, zero)
    return value, build.emit(pd.Cast, kept, dtype="uint8")
