"""Mapping of questions about numbers and tensors, each a formula of comparisons."""

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.importers.paddle.attributes import flag, real, text
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_INFINITY = float("inf")


def is_nan(x: Term) -> Term:
    """Where ``x`` differs from itself."""
    return x.apply(pd.NotEqual, x)


def is_infinite(x: Term) -> Term:
    """Where ``|x|`` is infinite; of integers nowhere."""
    if not dtypes.is_float(x.dtype):
        return is_nan(x)
    return x.apply(pd.Abs).equals(_INFINITY)


def is_finite(x: Term) -> Term:
    """Where ``|x|`` is below infinity, which NaN is not."""
    if not dtypes.is_float(x.dtype):
        return x.equals(x)
    return x.apply(pd.Abs).below(_INFINITY)


def holds_everywhere(x: Term) -> Term:
    """One bool: whether ``x`` is true in all places, as it is when there are none."""
    return x.cast("int32").apply(pd.Min).cast("bool")


_TESTS = {"isnan": is_nan, "isinf": is_infinite, "isfinite": is_finite}


@imports_pir(*_TESTS)
@imports_program_desc(*(f"{name}_v2" for name in _TESTS))
def import_test(build: ModelBuilder, op: SourceOp) -> None:
    """A question about each element."""
    (x,) = terms(build, op, "X")
    give(build, op, Out=_TESTS[op.name.removesuffix("_v2")](x))


@imports_pir("logical_xor")
@imports_program_desc("logical_xor")
def import_logical_xor(build: ModelBuilder, op: SourceOp) -> None:
    """``x != y`` of their truth."""
    x, y = terms(build, op, "X", "Y")
    give(build, op, Out=x.cast("bool").apply(pd.NotEqual, y.cast("bool")))


def is_close(build: ModelBuilder, op: SourceOp) -> Term:
    """``|x - y| <= atol + rtol * |y|``, or both are equal, or both are NaN with ``equal_nan``.

    Tolerances are operands, or texts in attributes. Limits: they are constants.
    """
    x, y, rtol, atol = terms(build, op, "Input", "Other", "Rtol", "Atol")
    sizes = []
    for name, given, default in (("rtol", rtol, 1e-5), ("atol", atol, 1e-8)):
        is_text = isinstance(op.attributes.get(name), str)
        number = float(text(op, name)) if is_text else real(op, name, default)
        if given is not None:
            known = build.constant(given.value)
            if known is None:
                raise ValueError(f"operand {name!r} must be a constant")
            number = float(known.reshape(-1)[0])
        sizes.append(number)
    difference, bound = (x - y).apply(pd.Abs), y.apply(pd.Abs) * sizes[0] + sizes[1]
    result = x.equals(y).apply(pd.LogicalOr, difference.apply(pd.LessEqual, bound))
    if flag(op, "equal_nan"):
        result = result.apply(pd.LogicalOr, is_nan(x).apply(pd.LogicalAnd, is_nan(y)))
    return result


@imports_pir("isclose")
@imports_program_desc("isclose")
def import_isclose(build: ModelBuilder, op: SourceOp) -> None:
    """Where two tensors are nearly equal; see :func:`is_close`."""
    give(build, op, Out=is_close(build, op))


@imports_pir("allclose")
@imports_program_desc("allclose")
def import_allclose(build: ModelBuilder, op: SourceOp) -> None:
    """Whether two tensors are nearly equal everywhere; see :func:`is_close`."""
    give(build, op, Out=holds_everywhere(is_close(build, op)))


@imports_pir("equal_all")
@imports_program_desc("equal_all")
def import_equal_all(build: ModelBuilder, op: SourceOp) -> None:
    """Whether two tensors have one shape and equal elements.

    Limits: dynamic sizes must be the same at run time, or the run stops.
    """
    x, y = terms(build, op, "X", "Y")
    pairs = list(zip(x.info.dims, y.info.dims, strict=False))
    differ = any(isinstance(a, int) and isinstance(b, int) and a != b for a, b in pairs)
    if differ or x.info.rank != y.info.rank:
        result = Term(build, build.emit(pd.Full, value=0.0, dtype="bool"))
    else:
        result = holds_everywhere(x.equals(y))
    give(build, op, Out=result)


@imports_pir("is_empty")
@imports_program_desc("is_empty")
def import_is_empty(build: ModelBuilder, op: SourceOp) -> None:
    """Whether some size is 0."""
    (x,) = terms(build, op, "X")
    if x.info.rank == 0:
        result = Term(build, build.emit(pd.Full, value=0.0, dtype="bool"))
    else:
        smallest = x.apply(pd.Shape, dtype="int64").apply(pd.Min)
        result = smallest.equals(0)
    give(build, op, Out=result)
