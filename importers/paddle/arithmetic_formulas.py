"""Mapping of arithmetic that is a short formula of other ops."""

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.importers.paddle.attributes import real, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.elementwise import aligned
from paddle_mlir.importers.paddle.formulas import Term, give, term_list, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp


@imports_pir("heaviside")
@imports_program_desc("elementwise_heaviside")
def import_heaviside(build: ModelBuilder, op: SourceOp) -> None:
    """0 where ``x`` is negative or NaN, ``y`` where it is 0, else 1."""
    x, y = terms(build, op, "X", "Y")
    y = Term(build, aligned(build, x.value, y.value, whole(op, "axis", -1)))
    give(build, op, Out=x.equals(0.0).choose(y, x.above(0.0).cast(x.dtype)))


@imports_pir("lerp")
@imports_program_desc("lerp")
def import_lerp(build: ModelBuilder, op: SourceOp) -> None:
    """``x + weight * (y - x)``."""
    given = terms(build, op, "X", "Y", "Weight")
    x, y, weight = (term.wide() for term in given)
    give(build, op, Out=(x + weight * (y - x)).cast(given[0].dtype))


@imports_pir("trunc_divide")
def import_trunc_divide(build: ModelBuilder, op: SourceOp) -> None:
    """``x / y`` cut towards zero, as the division of integers is."""
    x, y = terms(build, op, "X", "Y")
    quotient = x / y
    give(build, op, Out=quotient.apply(pd.Trunc) if dtypes.is_float(x.dtype) else quotient)


@imports_pir("increment")
@imports_program_desc("increment")
def import_increment(build: ModelBuilder, op: SourceOp) -> None:
    """``x + value``, of integers with the value cut to one."""
    (x,) = terms(build, op, "X")
    give(build, op, Out=x + real(op, "value" if "value" in op.attributes else "step", 1.0))


@imports_pir("multiplex")
def import_multiplex(build: ModelBuilder, op: SourceOp) -> None:
    """Operands inputs, index."""
    _multiplex(build, op, term_list(build, op, "X", 0), Term(build, build.required(op, "1")))


@imports_program_desc("multiplex")
def import_older_multiplex(build: ModelBuilder, op: SourceOp) -> None:
    """The same by name."""
    _multiplex(build, op, term_list(build, op, "X", 0), Term(build, build.required(op, "Ids")))


def _multiplex(build: ModelBuilder, op: SourceOp, inputs: list[Term], index: Term) -> None:
    """Row i of input ``index[i]``."""
    result = inputs[0]
    index = index.reshape(*[-1] + [1] * (result.info.rank - 1))
    for number, other in enumerate(inputs[1:], start=1):
        result = index.equals(number).choose(other, result)
    give(build, op, Out=result)
