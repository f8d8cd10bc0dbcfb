"""Mapping of ops on sequences that lie one after the other (Paddle's LoD).

Most take one level of it; sequences of sequences go into those whose docstring says so.

All are formulas of row numbers: see :class:`PackedSequences`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, real, text, whole, wholes
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import dtype_name, imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.packed_sequences import (
    PackedSequences,
    add,
    count_to,
    filled_where_not,
    gather_rows,
    number,
    vector,
)
from paddle_mlir.importers.paddle.source import SourceOp


def sequences_in(build: ModelBuilder, op: SourceOp, key: str) -> tuple[Any, PackedSequences]:
    """An operand and the sequences that it is made of."""
    x = build.required(op, key)
    return x, PackedSequences.of(build, x, build.lengths(op, key))


def some_levels(build: ModelBuilder, op: SourceOp, key: str) -> tuple[Any, ...]:
    """The lengths of all levels of an operand.

    Raises:
        ValueError: it has none.
    """
    levels = build.levels(op, key)
    if not levels:
        raise ValueError(f"operand {key!r} must be made of sequences")
    return levels


def same_lengths(build: ModelBuilder, op: SourceOp, source: str, *results: str) -> None:
    """Results made of the sequences of an operand."""
    for result in results:
        build.set_lengths(op, result, build.lengths(op, source))


@imports_pir("sequence_mask")
@imports_program_desc("sequence_mask")
def import_sequence_mask(build: ModelBuilder, op: SourceOp) -> None:
    """``out[..., i] = i < x[...]`` for i up to ``maxlen``, or to the largest ``x``."""
    operands, (result,) = op.keys("X", "MaxLenTensor"), op.keys("Y")
    x, length = build.required(op, operands[0]), build.operand(op, operands[1])
    most = whole(op, "maxlen" if "maxlen" in op.attributes else "max_len", -1)
    dtype = build.info(x).dtype
    if length is not None:
        known = build.constant(length)
        most = -1 if known is None else int(known.reshape(-1)[0])
        length = length if known is None else None
    if most >= 0:
        steps = build.emit(pd.Constant, value=np.arange(most, dtype=dtype))
    else:
        if length is None:
            length = build.emit(pd.Max, x, axis=tuple(range(build.info(x).rank)))
        steps = count_to(build, vector(build, length))
        if dtype != "int64":
            steps = build.emit(pd.Cast, steps, dtype=dtype)
    mask = build.emit(pd.LessThan, steps, build.emit(pd.Unsqueeze, x, axis=(-1,)))
    wanted = dtype_name(op.attributes.get("out_dtype", "int64"))
    build.set(op, result, mask if wanted == "bool" else build.emit(pd.Cast, mask, dtype=wanted))


@imports_program_desc("sequence_pool")
def import_sequence_pool(build: ModelBuilder, op: SourceOp) -> None:
    """One row for each sequence: its sum, average, sum over the root of its length, largest, first
    or last; ``pad_value`` for an empty one. Sequences of sequences keep their outer levels."""
    x, levels = build.required(op, "X"), some_levels(build, op, "X")
    build.set(op, "Out", pooled(build, op, x, PackedSequences.of(build, x, levels[-1])))
    if levels[:-1]:
        build.set_lengths(op, "Out", *levels[:-1])


def pooled(build: ModelBuilder, op: SourceOp, x: Any, packed: PackedSequences) -> Any:
    """One row for each sequence, as the op's ``pooltype`` says."""
    kind = text(op, "pooltype", "AVERAGE")
    dtype = build.info(x).dtype
    if kind in ("FIRST", "LAST"):
        rows = packed.starts if kind == "FIRST" else add(build, packed.ends, -1)
        last = add(build, packed.row_count, -1)
        rows = build.emit(pd.Maximum, build.emit(pd.Minimum, rows, last), number(build, 0))
        out = gather_rows(build, x, rows)
    elif kind == "MAX":
        out = build.emit(pd.Max, packed.padded(x, float("-inf")), axis=(1,))
    elif kind in ("SUM", "AVERAGE", "SQRT"):
        out = build.emit(pd.Sum, packed.padded(x, 0), axis=(1,))
        if kind != "SUM":
            count = build.emit(pd.Cast, packed.lengths, dtype=dtype)
            count = build.emit(pd.Sqrt, count) if kind == "SQRT" else count
            ones = (1,) * (build.info(out).rank - 1)
            count = build.emit(pd.Reshape, count, None, shape=(-1, *ones))
            out = build.emit(pd.Divide, out, count)
    else:
        raise ValueError(
            f"attribute 'pooltype' must be SUM, AVERAGE, SQRT, MAX, FIRST or LAST, got {kind!r}"
        )
    has_rows = build.emit(pd.GreaterThan, packed.lengths, number(build, 0))
    empty = real(op, "pad_value", 0.0)
    return filled_where_not(build, has_rows, out, float(empty))


@imports_program_desc("sequence_softmax")
def import_sequence_softmax(build: ModelBuilder, op: SourceOp) -> None:
    """Softmax over the rows of each sequence, of numbers ``[rows]`` or ``[rows, 1]``."""
    x, packed = sequences_in(build, op, "X")
    weights = build.emit(pd.Softmax, packed.padded(x, float("-inf")), axis=1)
    build.set(op, "Out", packed.unpadded(weights))
    same_lengths(build, op, "X", "Out")


@imports_program_desc("sequence_reverse")
def import_sequence_reverse(build: ModelBuilder, op: SourceOp) -> None:
    """Row ``start + i`` of a sequence is row ``end - 1 - i``."""
    x, packed = sequences_in(build, op, "X")
    mirror = packed.per_row(build.emit(pd.Add, packed.starts, packed.ends))
    rows = build.emit(pd.Subtract, add(build, mirror, -1), packed.rows)
    build.set(op, "Y", gather_rows(build, x, rows))
    same_lengths(build, op, "X", "Y")


@imports_program_desc("sequence_expand_as")
def import_sequence_expand_as(build: ModelBuilder, op: SourceOp) -> None:
    """Row ``i`` of ``X`` as often as sequence ``i`` of ``Y`` has rows."""
    _, packed = sequences_in(build, op, "Y")
    build.set(op, "Out", gather_rows(build, build.required(op, "X"), packed.numbers))
    same_lengths(build, op, "Y", "Out")


@imports_program_desc("sequence_expand")
def import_sequence_expand(build: ModelBuilder, op: SourceOp) -> None:
    """Row or sequence ``i`` of ``X`` as often as sequence ``i`` of ``Y`` has parts.

    Of the levels of ``Y`` it is ``ref_level`` that counts, -1 for the innermost.
    """
    levels, reference = some_levels(build, op, "Y"), whole(op, "ref_level", -1)
    if not -1 <= reference < len(levels):
        raise ValueError(
            f"attribute 'ref_level' must lie between -1 and {len(levels) - 1}, got {reference}"
        )
    x, repeats = build.required(op, "X"), PackedSequences(build, levels[reference])
    own = build.lengths_if_any(op, "X")
    if own is None:
        build.set(op, "Out", gather_rows(build, x, repeats.numbers))
        return
    lengths = build.emit(pd.RepeatInterleaveWithTensorIndex, own, repeats.lengths)
    starts = PackedSequences.of(build, x, own).starts
    starts = build.emit(pd.RepeatInterleaveWithTensorIndex, starts, repeats.lengths)
    expanded = PackedSequences(build, lengths)
    rows = build.emit(pd.Add, expanded.per_row(starts), expanded.positions)
    build.set(op, "Out", gather_rows(build, x, rows))
    build.set_lengths(op, "Out", lengths)


@imports_program_desc("sequence_concat")
def import_sequence_concat(build: ModelBuilder, op: SourceOp) -> None:
    """Sequence ``i`` is sequence ``i`` of the first operand, then that of the second one ..."""
    values = build.operands(op, "X")
    known = build.all_lengths(op, "X")
    everything = build.emit(pd.Concat, values, axis=0)
    lengths = known[0]
    for more in known[1:]:
        lengths = build.emit(pd.Add, lengths, more)
    joined = PackedSequences.of(build, everything, lengths)
    rows, above = None, number(build, 0)
    before = build.emit(pd.Subtract, lengths, lengths)
    for value, own in zip(values, known, strict=True):
        part = PackedSequences.of(build, value, own)
        inside = build.emit(pd.Subtract, joined.positions, joined.per_row(before))
        here = build.emit(pd.Add, joined.per_row(part.starts), inside)
        here = build.emit(pd.Add, here, above)
        is_here = build.emit(pd.GreaterEqual, inside, number(build, 0))
        rows = here if rows is None else build.emit(pd.Where, is_here, here, rows)
        before = build.emit(pd.Add, own, before)
        above = build.emit(pd.Add, part.row_count, above)
    build.set(op, "Out", gather_rows(build, everything, rows))
    build.set_lengths(op, "Out", lengths)


@imports_program_desc("sequence_pad")
def import_sequence_pad(build: ModelBuilder, op: SourceOp) -> None:
    """``[sequences, padded_length or longest, ...]``, and the lengths."""
    x, packed = sequences_in(build, op, "X")
    most = whole(op, "padded_length", -1)
    length = None if most < 0 else build.emit(pd.Constant, value=np.array([most], dtype="int64"))
    build.set(op, "Out", packed.padded(x, build.required(op, "PadValue"), length))
    if op.result_list("Length"):
        build.set(op, "Length", packed.lengths)


@imports_program_desc("sequence_unpad")
def import_sequence_unpad(build: ModelBuilder, op: SourceOp) -> None:
    """The first ``Length[i]`` steps of each row, one after the other."""
    x, lengths = build.required(op, "X"), vector(build, build.required(op, "Length"))
    packed = PackedSequences(build, lengths)
    build.set(op, "Out", packed.unpadded(x))
    build.set_lengths(op, "Out", lengths)


@imports_program_desc("sequence_reshape")
def import_sequence_reshape(build: ModelBuilder, op: SourceOp) -> None:
    """Rows of ``new_dim`` elements: sequences become longer or shorter."""
    x, lengths = build.required(op, "X"), build.lengths(op, "X")
    size, width = build.info(x).dims[1], whole(op, "new_dim")
    if not isinstance(size, int):
        raise ValueError(f"operand 'X' must have rows of a static size, got {build.info(x)}")
    build.set(op, "Out", build.emit(pd.Reshape, x, None, shape=(-1, width)))
    scaled = build.emit(pd.Multiply, lengths, number(build, size))
    build.set_lengths(op, "Out", build.emit(pd.FloorDivide, scaled, number(build, width)))


@imports_program_desc("sequence_slice")
def import_sequence_slice(build: ModelBuilder, op: SourceOp) -> None:
    """Of each sequence ``Length[i]`` rows from ``Offset[i]`` on."""
    x, packed = sequences_in(build, op, "X")
    lengths = vector(build, build.required(op, "Length"))
    offset = vector(build, build.required(op, "Offset"))
    parts = PackedSequences(build, lengths)
    first = build.emit(pd.Add, packed.starts, offset)
    rows = build.emit(pd.Add, parts.per_row(first), parts.positions)
    build.set(op, "Out", gather_rows(build, x, rows))
    build.set_lengths(op, "Out", lengths)


@imports_program_desc("sequence_enumerate")
def import_sequence_enumerate(build: ModelBuilder, op: SourceOp) -> None:
    """Each element with those that follow it: ``out[r, j] = x[r + j]``, or ``pad_value``."""
    x, packed = sequences_in(build, op, "X")
    if build.info(x).rank == 2:
        x = build.emit(pd.Reshape, x, None, shape=(-1,))
    count, value = whole(op, "win_size"), whole(op, "pad_value", 0)
    empty = build.emit(pd.Constant, value=np.array([value], dtype=build.info(x).dtype))
    columns = [shifted_rows(build, x, packed, offset, empty) for offset in range(count)]
    build.set(op, "Out", build.emit(pd.Stack, columns, axis=1))
    same_lengths(build, op, "X", "Out")


def shifted_rows(
    build: ModelBuilder, x: Any, packed: PackedSequences, offset: int, empty: Any
) -> Any:
    """``x[row + offset]``, or ``empty`` where that is not in the row's sequence."""
    if offset == 0:
        return x
    position = add(build, packed.positions, offset)
    if offset < 0:
        is_inside = build.emit(pd.GreaterEqual, position, number(build, 0))
    else:
        is_inside = build.emit(pd.LessThan, position, packed.per_row(packed.lengths))
    last = add(build, packed.row_count, -1)
    rows = build.emit(pd.Minimum, add(build, packed.rows, offset), last)
    rows = build.emit(pd.Maximum, rows, number(build, 0))
    return filled_where_not(build, is_inside, gather_rows(build, x, rows), empty)


@imports_program_desc("sequence_erase")
def import_sequence_erase(build: ModelBuilder, op: SourceOp) -> None:
    """The elements that are none of ``tokens``."""
    x, packed = sequences_in(build, op, "X")
    flat = build.emit(pd.Reshape, x, None, shape=(-1,)) if build.info(x).rank == 2 else x
    tokens = np.array(wholes(op, "tokens"), dtype=build.info(x).dtype)
    keep = build.emit(pd.GreaterEqual, packed.rows, number(build, 0))
    for token in tokens:
        other = build.emit(pd.NotEqual, flat, build.emit(pd.Constant, value=np.array(token)))
        keep = build.emit(pd.LogicalAnd, keep, other)
    rows = build.emit(pd.Reshape, build.emit(pd.Nonzero, keep), None, shape=(-1,))
    build.set(op, "Out", gather_rows(build, x, rows))
    kept = build.emit(pd.Cast, keep, dtype="int64")
    build.set_lengths(op, "Out", build.emit(pd.Sum, packed.padded(kept, 0), axis=(1,)))


@imports_program_desc("sequence_conv")
def import_sequence_conv(build: ModelBuilder, op: SourceOp) -> None:
    """``concat(x[r + start], x[r + start + 1], ...) @ filter``; 0 beyond the sequence's ends."""
    if flag(op, "paddingTrainable"):
        raise ValueError("attribute 'paddingTrainable' must be False: padding that is learnt")
    build.set(op, "Out", _convolved(build, op))
    same_lengths(build, op, "X", "Out")


def _convolved(build: ModelBuilder, op: SourceOp) -> Any:
    x, packed = sequences_in(build, op, "X")
    count, start = whole(op, "contextLength"), whole(op, "contextStart", 0)
    if whole(op, "contextStride", 1) != 1:
        raise ValueError(f"attribute 'contextStride' must be 1, got {whole(op, 'contextStride')}")
    zero = build.emit(pd.Full, None, value=0.0, dtype=build.info(x).dtype, shape=(1,))
    context = [shifted_rows(build, x, packed, start + j, zero) for j in range(count)]
    columns = context[0] if count == 1 else build.emit(pd.Concat, context, axis=1)
    return build.emit(pd.Matmul, columns, build.required(op, "Filter"))


@imports_program_desc("fusion_seqconv_eltadd_relu")
def import_fusion_seqconv_eltadd_relu(build: ModelBuilder, op: SourceOp) -> None:
    """``relu(sequence_conv(x) + bias)``."""
    total = build.emit(pd.Add, _convolved(build, op), build.required(op, "Bias"))
    build.set(op, "Out", build.emit(pd.Relu, total))
    same_lengths(build, op, "X", "Out")


@imports_program_desc("lod_reset")
def import_lod_reset(build: ModelBuilder, op: SourceOp) -> None:
    """``X`` cut into other sequences: those of ``Y``, or those that begin at its elements or at
    ``target_lod``; with ``append`` such a level goes below those of ``X``."""
    levels = build.levels(op, "Y")
    if not levels:
        outer = build.levels(op, "X") if flag(op, "append") else ()
        levels = (*outer, _new_level(build, op))
    build.set(op, "Out", build.required(op, "X"))
    build.set_lengths(op, "Out", *levels)


def _new_level(build: ModelBuilder, op: SourceOp) -> Any:
    if op.operand_list("Y"):
        offsets = vector(build, build.required(op, "Y"))
        later = build.emit(pd.Slice, offsets, None, None, axes=(0,), starts=(1,), ends=(2**31,))
        earlier = build.emit(pd.Slice, offsets, None, None, axes=(0,), starts=(0,), ends=(-1,))
        return build.emit(pd.Subtract, later, earlier)
    target = np.diff(np.array(wholes(op, "target_lod"), dtype="int64"))
    return build.emit(pd.Constant, value=target)


@imports_program_desc("row_conv")
def import_row_conv(build: ModelBuilder, op: SourceOp) -> None:
    """``out[t] = sum over j of x[t + j] * filter[j]``, of sequences or of ``[batch, time, ...]``;
    steps behind the end count as 0."""
    x, filter_ = build.required(op, "X"), build.required(op, "Filter")
    lengths = build.lengths_if_any(op, "X")
    count = build.info(filter_).dims[0]
    if not isinstance(count, int):
        raise ValueError(f"operand 'Filter' must have a static size, got {build.info(filter_)}")
    zero = build.emit(pd.Full, None, value=0.0, dtype=build.info(x).dtype, shape=(1,))
    packed = None if lengths is None else PackedSequences.of(build, x, lengths)
    padded = build.emit(pd.Pad, x, None, paddings=(0, count - 1), axes=(1,))
    total = None
    for j in range(count):
        if packed is not None:
            part = shifted_rows(build, x, packed, j, zero)
        else:
            end = j - count + 1 if j < count - 1 else 2**31
            part = build.emit(pd.Slice, padded, None, None, axes=(1,), starts=(j,), ends=(end,))
        weight = build.emit(
            pd.Slice, filter_, None, None, axes=(0,), starts=(j,), ends=(j + 1,), decrease_axis=(0,)
        )
        part = build.emit(pd.Multiply, part, weight)
        total = part if total is None else build.emit(pd.Add, total, part)
    build.set(op, "Out", total)
    if lengths is not None:
        build.set_lengths(op, "Out", lengths)
