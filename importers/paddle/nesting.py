"""Branches and loops whose bodies overwrite what is known by name around them.

Both formats come down to this: a body is built in a scope of its own, and what has another value
under a name at its end than at its start crosses the border. Loops are built again until what is
carried, and what is known of it, stays the same from one iteration to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import scf, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.regions import settle_operand
from paddle_mlir.dialects.pd.shape_analysis import join, kept_sizes
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo, type_of
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.crossing import Form, TensorForm, form_of
from paddle_mlir.importers.paddle.lengths import Sequences, rows_of

Body = Callable[[], None]
"""Builds the ops of a body and names what they give."""


def truth(build: ModelBuilder, condition: Any) -> Any:
    """A condition of one element as the scalar that control flow takes."""
    if build.info(condition).dtype != "bool":
        condition = build.emit(pd.Cast, condition, dtype="bool")
    if build.info(condition).rank:
        condition = build.emit(pd.Reshape, condition, shape=())
    return tensor.extract(condition, [])


def changed_names(outside: Mapping[str, Any], inside: Mapping[str, Any]) -> list[str]:
    """Names that stand for something else inside than outside."""
    return [name for name, value in outside.items() if not _same(inside[name], value)]


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, Sequences) and isinstance(right, Sequences):
        return left == right
    is_value = isinstance(left, ir.Value) and isinstance(right, ir.Value)
    return left is right or (is_value and bool(left == right))


# Branches.


def branch(build: ModelBuilder, condition: Any, bodies: Sequence[Body], names: list[str]) -> None:
    """Run one of two bodies.

    Args:
        build: the builder.
        condition: a tensor of one element.
        bodies: for true and false.
        names: what both bodies define and is read after them.

    Raises:
        ValueError: the bodies give values of different kinds.
    """
    known = build.constant(condition)
    if known is not None:
        bodies[0 if known.reshape(-1)[0] else 1]()
        return
    outside, symbols = dict(build.values()), build.symbols()
    op = scf.IfOp(truth(build, condition), [], has_else=True)
    ends: list[dict[str, Any]] = []
    for region, body in zip(op.operation.regions, bodies, strict=True):
        with build.inside(region.blocks[0]) as values:
            body()
            ends.append(values)
    crossing = list(names)
    for end in ends:
        crossing += [n for n in changed_names(outside, end) if n not in crossing]
    crossing = [n for n in crossing if any(n in end for end in ends)]
    given = {name: [e[name] for e in ends if e.get(name) is not None] for name in crossing}
    forms = {name: form_of(build, states, symbols) for name, states in given.items()}
    yields: list[list[Any]] = []
    for region, end in zip(op.operation.regions, ends, strict=True):
        with build.inside(region.blocks[0]):
            yields.append([p for n in crossing for p in _parts(build, forms[n], end.get(n))])
    for index in range(len(yields[0])):
        _fill_in(build, op, yields, index)
    types = []
    for ways in zip(*yields, strict=True):
        types.append(type_of(join([build.info(way) for way in ways], symbols)))
    final = _with_results(op, types)
    for region, yielded in zip(final.regions, yields, strict=True):
        with ir.InsertionPoint(region.blocks[0]):
            end_op = scf.YieldOp(yielded)
        for number, type_ in enumerate(types):
            settle_operand(end_op, number, type_)
    build.discard(op)
    build.learn(final.opview)
    _name_results(build, forms, final.results)


def _parts(build: ModelBuilder, form: Form, state: Any) -> list[Any]:
    """The values that cross; None for a tensor that a branch does not define."""
    if state is None and isinstance(form, TensorForm):
        return [None] * form.count
    return form.parts(build, state)


def _name_results(build: ModelBuilder, forms: Mapping[str, Form], results: Sequence[Any]) -> None:
    """Let names stand for the results of a branch or a loop."""
    left = list(results)
    for name, form in forms.items():
        build.values()[name] = form.state(left[: form.count])
        del left[: form.count]


def _with_results(op: scf.IfOp, types: Sequence[Any]) -> Any:
    """The op with its regions and these results."""
    final = ir.Operation.create("scf.if", results=types, operands=[op.condition], regions=2)
    for old, new in zip(op.operation.regions, final.regions, strict=True):
        old.blocks[0].append_to(new)
    return final


def _fill_in(build: ModelBuilder, op: Any, yields: list[list[Any]], index: int) -> None:
    """Put zeros where only one branch has a value, or the other's is a mere placeholder."""
    for own, other in ((0, 1), (1, 0)):
        wanted = yields[other][index]
        if wanted is None:
            continue
        if is_placeholder(build, yields[own][index], build.info(wanted)):
            with build.inside(op.operation.regions[own].blocks[0]):
                yields[own][index] = zeros(build, build.info(wanted))


def is_placeholder(build: ModelBuilder, value: Any, wanted: TensorInfo) -> bool:
    """True for what Paddle writes for a variable that is not defined: a number of another kind."""
    if value is None:
        return True
    info = build.info(value)
    if info.dtype == wanted.dtype and info.rank == wanted.rank:
        return False
    return build.constant(value) is not None


def zeros(build: ModelBuilder, info: TensorInfo) -> Any:
    """Zeros in place of a value that nobody reads; dynamic sizes are 1."""
    shape = tuple(size if isinstance(size, int) else 1 for size in info.dims)
    return build.emit(pd.Full, value=0.0, shape=shape, dtype=info.dtype)


# Loops.


@dataclass
class _Carried:
    """What a loop carries under a name.

    Attributes:
        form: what that comes down to.
        initial: the values before the first iteration.
        infos: what is known of them in every iteration.
    """

    form: Form
    initial: list[Any]
    infos: list[TensorInfo]


def loop(build: ModelBuilder, condition: str, body: Body) -> None:
    """Run a body as long as a condition holds.

    Args:
        build: the builder.
        condition: name of a tensor of one element, which the body overwrites.
        body: what it overwrites is carried from one iteration to the next.

    Raises:
        ValueError: an iteration changes the dtype or rank of a value.
    """
    outside, symbols = dict(build.values()), build.symbols()
    form = form_of(build, [outside[condition]], symbols)
    carried = {condition: _carry(build, form, outside[condition])}
    own: set[Size] = set()
    while True:
        op, states = _build_loop(build, carried, condition, body)
        changed = _widen(build, carried, outside, states)
        for name in changed_names(outside, states):
            if name not in carried:
                carried[name] = _carry_new(build, outside[name], states[name], symbols)
                changed = True
        if not changed:
            end = _end(build, op, carried, states)
            changed = _generalise(build, carried, end, own)
        if not changed:
            break
        build.discard(op)
    _close(build, op, [value for values in end.values() for value in values])
    _name_results(build, {name: one.form for name, one in carried.items()}, op.results)


def _carry(build: ModelBuilder, form: Form, state: Any) -> _Carried:
    values = form.parts(build, state)
    return _Carried(form, values, [build.info(value) for value in values])


def _carry_new(build: ModelBuilder, before: Any, after: Any, symbols: frozenset[str]) -> _Carried:
    form = form_of(build, [after, before], symbols)
    if isinstance(form, TensorForm):
        wanted = build.info(rows_of(after))
        if is_placeholder(build, rows_of(before), wanted):
            before = zeros(build, wanted)
    return _carry(build, form, before)


def _build_loop(
    build: ModelBuilder, carried: dict[str, _Carried], condition: str, body: Body
) -> tuple[Any, dict[str, Any]]:
    """The loop without its last yield, and what names stand for at the body's end."""
    infos = [info for one in carried.values() for info in one.infos]
    types = [type_of(info) for info in infos]
    values = [value for one in carried.values() for value in one.initial]
    initial = [_cast(value, type_) for value, type_ in zip(values, types, strict=True)]
    op = ir.Operation.create("scf.while", results=types, operands=initial, regions=2)
    locations = [ir.Location.current] * len(types)
    before = ir.Block.create_at_start(op.regions[0], types, locations)
    after = ir.Block.create_at_start(op.regions[1], types, locations)
    forms = {name: one.form for name, one in carried.items()}
    with build.inside(before) as states:
        for argument, info in zip(before.arguments, infos, strict=True):
            build.assume(argument, info)
        _name_results(build, forms, before.arguments)
        scf.ConditionOp(truth(build, rows_of(states[condition])), list(before.arguments))
    with build.inside(after) as states:
        for argument, info in zip(after.arguments, infos, strict=True):
            build.assume(argument, info)
        _name_results(build, forms, after.arguments)
        body()
    return op.opview, states


def _widen(
    build: ModelBuilder,
    carried: dict[str, _Carried],
    outside: Mapping[str, Any],
    states: Mapping[str, Any],
) -> bool:
    """Let a value cross in a form that an iteration's end fits, too; True if there was any."""
    changed = False
    for name, one in carried.items():
        form = one.form.wide_enough(states[name])
        if form != one.form:
            carried[name] = _carry(build, form, outside[name])
            changed = True
    return changed


def _end(
    build: ModelBuilder, op: Any, carried: dict[str, _Carried], states: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """The values that the body gives under each name."""
    with build.inside(op.operation.regions[1].blocks[0]):
        return {name: one.form.parts(build, states[name]) for name, one in carried.items()}


def _generalise(
    build: ModelBuilder,
    carried: dict[str, _Carried],
    end: Mapping[str, list[Any]],
    own: set[Size],
) -> bool:
    """Take back what an iteration has disproved of the carried values; True if there was any."""
    changed = False
    for name, one in carried.items():
        for number, value in enumerate(end[name]):
            after = build.info(value)
            if is_placeholder(build, one.initial[number], after):
                one.initial[number] = zeros(build, after)
                one.infos[number] = build.info(one.initial[number])
                changed = True
                continue
            kept = kept_sizes(one.infos[number], after, own)
            changed |= kept != one.infos[number]
            one.infos[number] = kept
    return changed


def _close(build: ModelBuilder, op: Any, given: Sequence[Any]) -> None:
    """End the body."""
    block = op.operation.regions[1].blocks[0]
    with build.inside(block):
        last = scf.YieldOp(given)
        for number, argument in enumerate(block.arguments):
            settle_operand(last, number, argument.type)
    build.learn(op)


def _cast(value: Any, type_: Any) -> Any:
    return value if value.type == type_ else tensor.cast(type_, value)
