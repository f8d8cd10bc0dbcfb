"""Rules that save copies: what was joined and cut again, moved and moved back."""

from __future__ import annotations

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.broadcasting import broadcast_dims
from paddle_mlir.dialects.pd.reduction import reduced_axes
from paddle_mlir.dialects.symbolic import Size, product
from paddle_mlir.pipelines.rewriting import Match, maker, rule, use_count
from paddle_mlir.pipelines.rules.ranges import Part, Range, part_of, take
from paddle_mlir.pipelines.rules.reshaping import RESHAPES, reshape_attribute, reshape_to

LONGEST_CHAIN = 8
"""So many ops may stand between two movements that cancel; more would make a pass quadratic."""

# Ops whose result has the shape of their first operand, each element made of one element.
UNARY = (
    pd.Abs,
    pd.Cast,
    pd.Ceil,
    pd.Clip,
    pd.Cos,
    pd.Elu,
    pd.Erf,
    pd.Exp,
    pd.Floor,
    pd.Gelu,
    pd.Hardsigmoid,
    pd.Hardswish,
    pd.LeakyRelu,
    pd.Log,
    pd.LogicalNot,
    pd.Mish,
    pd.Pow,
    pd.Reciprocal,
    pd.Relu,
    pd.Relu6,
    pd.Rsqrt,
    pd.Scale,
    pd.Sigmoid,
    pd.Silu,
    pd.Sin,
    pd.Softplus,
    pd.Sqrt,
    pd.Square,
    pd.Swish,
    pd.Tanh,
)
BINARY = (
    pd.Add,
    pd.Divide,
    pd.ElementwisePow,
    pd.Equal,
    pd.FloorDivide,
    pd.GreaterEqual,
    pd.GreaterThan,
    pd.LessEqual,
    pd.LessThan,
    pd.LogicalAnd,
    pd.LogicalOr,
    pd.Maximum,
    pd.Minimum,
    pd.Multiply,
    pd.NotEqual,
    pd.Remainder,
    pd.Subtract,
)


def operand_parts(match: Match, concat: pd.Concat) -> list[Range]:
    """Where each operand lies in a concat."""
    axis = match.info(concat.result).axis(concat.axis)
    ranges = []
    start: Size = 0
    for x in concat.x:
        size = match.sizes(x).dims[axis]
        ranges.append(Range(start, size))
        start = start + size
    return ranges


@rule(pd.Slice, pd.Split)
def part_of_concat(op: Any, match: Match) -> Any:
    """``concat([x, y])[part of y] = y[part]``; also splits."""
    concat = match.producer(op.operands[0], pd.Concat)
    part = part_of(match, op)
    axis = match.info(concat.result).axis(concat.axis)
    if axis not in part.ranges:
        match.fail()
    wanted = part.ranges[axis]
    for x, place in zip(concat.x, operand_parts(match, concat), strict=True):
        if wanted == place or is_inside(wanted, place):
            own = Range(wanted.start - place.start, wanted.size)
            return take(match, Part(x, part.ranges | {axis: own}, part.dropped))()
    return match.fail("the part lies in several operands")


def is_inside(part: Range, whole: Range) -> bool:
    """True when a part is known to lie in another one."""
    before, behind = part.start - whole.start, whole.end - part.end
    return isinstance(before, int) and isinstance(behind, int) and before >= 0 and behind >= 0


@rule(pd.Concat)
def concat_of_concats(op: pd.Concat, match: Match) -> Any:
    """``concat([concat([x, y]), z]) = concat([x, y, z])``."""
    axis = match.info(op.result).axis(op.axis)
    inner = [
        made
        for made in map(maker, op.x)
        if isinstance(made, pd.Concat) and match.info(made.result).axis(made.axis) == axis
    ]
    if not inner:
        match.fail()
    single = [made for made in inner if use_count(made.result) == 1]
    match.require(single, "the result of pd.concat has other uses")
    flat: list[Any] = []
    for x in op.x:
        made = maker(x)
        if made is not None and made in single:
            match.producer(x, pd.Concat)
            flat += made.x
        else:
            flat.append(x)
    return match.emit(pd.Concat, flat, axis=axis)


@rule(pd.Concat)
def concat_of_parts(op: pd.Concat, match: Match) -> Any:
    """``concat([x[a:b], x[b:c]]) = x[a:c]``, and x where that is all of it."""
    axis = match.info(op.result).axis(op.axis)
    items: list[Any] = []  # operands as they stand, and joined parts
    parts: list[Part | None] = []  # what is known of the items
    for x in op.x:
        made = maker(x)
        part = part_of(match, made) if isinstance(made, pd.Slice | pd.Split) else None
        if part is not None and part.axis != axis:
            part = None
        last = parts[-1] if parts else None
        joined = None if part is None or last is None else join(last, part, axis)
        if joined is None:
            items.append(x)
            parts.append(part)
        else:
            match.producer(x, pd.Slice, pd.Split)
            items[-1] = parts[-1] = joined
    if all(part is None for part in parts):
        match.fail()
    match.require(len(items) < len(op.x), "no part follows another one of the same tensor")
    builders = [take(match, item) if isinstance(item, Part) else None for item in items]
    values = [
        item if build is None else build() for item, build in zip(items, builders, strict=True)
    ]
    return values[0] if len(values) == 1 else match.emit(pd.Concat, values, axis=axis)


def join(first: Part, second: Part, axis: int) -> Part | None:
    """Two parts as one, where the second follows the first."""
    before, behind = first.ranges[axis], second.ranges[axis]
    if first.source != second.source or before.end != behind.start:
        return None
    return Part(first.source, {axis: Range(before.start, before.size + behind.size)})


def unary_chain(match: Match, value: Any) -> tuple[Any, list[Any]]:
    """What a chain of unary ops without other uses starts from, and the ops, the last first."""
    chain: list[Any] = []
    made = maker(value)
    while isinstance(made, UNARY) and len(chain) < LONGEST_CHAIN:
        chain.append(match.producer(value, *UNARY))
        value = made.operands[0]
        made = maker(value)
    return value, chain


def emit_chain(match: Match, chain: list[Any], x: Any) -> Any:
    """The ops of a chain on another operand."""
    for op in reversed(chain):
        x = match.emit_again(op, x)
    return x


@rule(pd.Transpose, paddle="remove_redundant_transpose_pass")
def transpose_through_unary(op: pd.Transpose, match: Match) -> Any:
    """``transpose(f(transpose(x, p)), q) = transpose(f(x), p[q])`` for f element by element."""
    start, chain = unary_chain(match, op.x)
    if not chain:
        match.fail()
    inner = match.producer(start, pd.Transpose)
    match.only_use(*chain)
    info = match.info(inner.x)
    first, second = info.axes(inner.perm), info.axes(op.perm)
    perm = tuple(first[axis] for axis in second)
    value = emit_chain(match, chain, inner.x)
    if perm == tuple(range(info.rank)):
        return value
    return match.emit(pd.Transpose, value, perm=perm)


@rule(*RESHAPES)
def reshape_through_unary(op: Any, match: Match) -> Any:
    """``reshape(f(reshape(x))) = reshape(f(x))`` for f element by element."""
    start, chain = unary_chain(match, op.x)
    if not chain:
        match.fail()
    inner = match.producer(start, *RESHAPES)
    match.only_use(*chain)
    is_same = match.same_sizes(inner.x, op.result)
    shape = None if is_same else reshape_to(match, inner.x, op.result)
    value = emit_chain(match, chain, inner.x)
    return value if shape is None else match.emit(pd.Reshape, value, shape=shape)


@rule(pd.Slice, pd.Split)
def slice_before_unary(op: Any, match: Match) -> Any:
    """``f(x)[a:b] = f(x[a:b])`` for f element by element: less is computed."""
    unary = match.producer(op.operands[0], *UNARY)
    match.only_use(unary)
    return match.emit_again(unary, match.emit_again(op, unary.operands[0]))


@rule(*BINARY)
def transpose_after_binary(op: Any, match: Match) -> Any:
    """``transpose(x, p) + transpose(y, p) = transpose(x + y, p)``, for all binary ops."""
    left = match.producer(op.x, pd.Transpose)
    right = match.producer(op.y, pd.Transpose)
    info, other = match.info(left.x), match.info(right.x)
    perm = info.axes(left.perm)
    match.require(
        info.rank == other.rank and perm == other.axes(right.perm), "the axes' orders differ"
    )
    if left == right:
        match.require(use_count(left.result) == 2, "the result of pd.transpose has other uses")
    else:
        match.only_use(left, right)
    return match.emit(pd.Transpose, match.emit(type(op), left.x, right.x), perm=perm)


@rule(pd.Concat, paddle="transpose_flatten_concat_fuse_pass")
def transpose_after_concat(op: pd.Concat, match: Match) -> Any:
    """``concat([flatten(transpose(x)), ...]) = flatten(transpose(concat([flatten(x), ...])))``.

    For maps [N, C, ...] that get their channels last, the heads of a detector: one transpose is
    left (IREE 3.13.0, three heads: six dispatches and copies before, four after).
    """
    makers = [maker(x) for x in op.x]
    if len(makers) < 2 or match.info(op.result).axis(op.axis) != 1:
        match.fail()
    maps = []
    for flat in makers:
        transpose = maker(flat.x) if isinstance(flat, RESHAPES) else None
        if not isinstance(transpose, pd.Transpose):
            match.fail()
        info = match.sizes(transpose.x)
        places = [*range(info.rank)]
        if info.rank < 3 or [*info.axes(transpose.perm)] != [places[0], *places[2:], places[1]]:
            match.fail()
        maps.append(transpose.x)
        match.producer(match.producer(flat.result, *RESHAPES).x, pd.Transpose)
        match.only_use(flat, transpose)
    channels = match.sizes(maps[0]).dims[1]
    shapes = []
    total: Size = 0
    for x, flat in zip(maps, makers, strict=True):
        info = match.sizes(x)
        batch, own, *rest = info.dims
        area = product(rest)
        match.require(own == channels, "the maps differ in their channels")
        match.require(
            match.sizes(flat.result).dims in ((batch, area * channels), (batch, area, channels)),
            "the maps are not flattened as a whole",
        )
        shapes.append(reshape_attribute(info, info.with_dims((batch, channels, area))))
        total = total + area
    # Maps that can be joined have one batch.
    result = match.sizes(op.result)
    shape = reshape_attribute(result.with_dims((result.dims[0], total, channels)), result)
    match.require(None not in shapes and shape is not None, "a shape cannot be told by numbers")
    flattened = [match.emit(pd.Reshape, x, shape=one) for x, one in zip(maps, shapes, strict=True)]
    joined = match.emit(pd.Concat, flattened, axis=2)
    return match.emit(pd.Reshape, match.emit(pd.Transpose, joined, perm=(0, 2, 1)), shape=shape)


@rule(pd.Transpose)
def transpose_through_concat(op: pd.Transpose, match: Match) -> Any:
    """``transpose(concat([transpose(x, p), ...]), q) = concat([transpose(x, p[q]), ...])``."""
    concat = match.producer(op.x, pd.Concat)
    makers = [maker(x) for x in concat.x]
    if not any(isinstance(made, pd.Transpose) for made in makers):
        match.fail()
    match.require(
        all(isinstance(made, pd.Transpose) for made in makers), "not all operands are transposed"
    )
    match.only_use(concat)
    info = match.info(op.x)
    outer = info.axes(op.perm)
    moved = []
    for x in concat.x:
        inner = match.producer(x, pd.Transpose)
        first = info.axes(inner.perm)
        perm = tuple(first[axis] for axis in outer)
        is_idle = perm == tuple(range(info.rank))
        if not is_idle:
            match.only_use(inner)
        moved.append((inner.x, None if is_idle else perm))
    values = [x if perm is None else match.emit(pd.Transpose, x, perm=perm) for x, perm in moved]
    return match.emit(pd.Concat, values, axis=outer.index(info.axis(concat.axis)))


@rule(pd.Transpose, paddle="squeeze_transpose_fuse_pass")
def transpose_through_ones(op: pd.Transpose, match: Match) -> Any:
    """``transpose(squeeze(transpose(x))) = reshape(transpose(x))``; also unsqueeze."""
    reshape = match.producer(op.x, *RESHAPES)
    inner = match.producer(reshape.x, pd.Transpose)
    match.only_use(reshape)
    source, middle, result = (match.sizes(v) for v in (inner.x, reshape.x, reshape.result))
    first = [axis for axis in middle.axes(inner.perm) if source.dims[axis] != 1]
    kept = [axis for axis, size in enumerate(result.dims) if size != 1]
    match.require(
        [source.dims[axis] for axis in first] == [result.dims[axis] for axis in kept],
        "the reshape changes more than sizes of 1",
    )
    place = dict(zip(kept, first, strict=True))
    order = [place[axis] for axis in result.axes(op.perm) if axis in place]
    ones = [axis for axis in range(source.rank) if axis not in order]
    perm = tuple(range(source.rank)) if order == sorted(order) else (*ones, *order)
    moved = source.with_dims([source.dims[axis] for axis in perm])
    shape = reshape_attribute(moved, match.sizes(op.result))
    match.require(shape is not None, "the shape cannot be written in numbers")
    if perm == tuple(range(source.rank)):
        return match.emit(pd.Reshape, inner.x, shape=shape)
    return match.emit(pd.Reshape, match.emit(pd.Transpose, inner.x, perm=perm), shape=shape)


@rule(pd.Sum, pd.Mean, pd.Max, pd.Min)
def reduction_of_transpose(op: Any, match: Match) -> Any:
    """``sum(transpose(x, p), a) = transpose(sum(x, p[a]))``, without one where none is needed."""
    inner = match.producer(op.x, pd.Transpose)
    match.only_use(inner)
    info = match.info(inner.x)
    perm = info.axes(inner.perm)
    axes = sorted(perm[axis] for axis in reduced_axes(match.info(op.x), op.axis))
    attributes = op.attribute_values() | {"axis": tuple(axes)}
    reduced = match.emit(type(op), inner.x, **attributes)
    if op.keepdim:
        return match.emit(pd.Transpose, reduced, perm=perm)
    kept = [axis for axis in perm if axis not in axes]
    order = tuple(sorted(kept).index(axis) for axis in kept)
    if order == tuple(range(len(order))):
        return reduced
    return match.emit(pd.Transpose, reduced, perm=order)


@rule(*BINARY)
def binary_of_expand(op: Any, match: Match) -> Any:
    """``expand(x) + y = x + y`` where y has the sizes that x is expanded to."""
    makers = [maker(op.x), maker(op.y)]
    if not any(isinstance(made, pd.Expand) for made in makers):
        match.fail()
    result = match.sizes(op.result).dims
    for number, made in enumerate(makers):
        if isinstance(made, pd.Expand):
            operands = [op.x, op.y]
            match.producer(operands[number], pd.Expand)
            operands[number] = made.x
            if broadcast_dims(*(match.sizes(value).dims for value in operands)) == result:
                return match.emit(type(op), *operands)
    return match.fail("the other operand is smaller than the result")


@rule(pd.Gather)
def slice_of_gather(op: pd.Gather, match: Match) -> Any:
    """``gather(x, [1, 2, 3]) = x[1:4]``, ``gather(x, 1) = x[1]``."""
    info, index = match.sizes(op.x), match.sizes(op.index)
    positions = index.elements
    if positions is None:
        match.fail()
    axis = info.axis(op.axis)
    size = info.dims[axis]
    match.require(isinstance(size, int), "the size of the axis is dynamic")
    assert isinstance(size, int)
    places = [p + size if p < 0 else p for p in positions if isinstance(p, int)]
    match.require(len(places) == len(positions), "the index is not known as numbers")
    is_run = places and places == list(range(places[0], places[0] + len(places)))
    match.require(is_run, "the index leaves out elements")
    match.require(places[0] >= 0 and places[-1] < size, "the index is out of range")
    return match.emit(
        pd.Slice,
        op.x,
        axes=(axis,),
        starts=(places[0],),
        ends=(places[-1] + 1,),
        decrease_axis=(axis,) if index.rank == 0 else (),
    )


JOINTS = (part_of_concat, concat_of_concats, concat_of_parts, slice_of_gather)
MOVES = (
    transpose_through_unary,
    transpose_after_concat,
    transpose_through_concat,
    transpose_through_ones,
    transpose_after_binary,
    reduction_of_transpose,
    reshape_through_unary,
    slice_before_unary,
    binary_of_expand,
)
