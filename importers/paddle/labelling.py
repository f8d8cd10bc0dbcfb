"""Mapping of ops that label sequences: CRF decoding and CTC alignment."""

from __future__ import annotations

from typing import Any

import numpy as np

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.packed_sequences import (
    PackedSequences,
    add,
    count_to,
    gather_rows,
    number,
    size_of,
    unsqueezed,
    vector,
)
from paddle_mlir.importers.paddle.source import SourceOp


@imports_pir("crf_decoding")
@imports_program_desc("crf_decoding")
def import_crf_decoding(build: ModelBuilder, op: SourceOp) -> None:
    """The best path through emissions and transitions; with a label 1 where it is right, else 0.

    The first row of the transitions is added to the first emission of a sequence, the second row
    to the last emission; the others lead from tag to tag. Without lengths the emissions are
    sequences.
    """
    operands = op.keys("Emission", "Transition", "Label", "Length")
    (result,) = op.keys("ViterbiPath")
    emission, table = build.required(op, operands[0]), build.required(op, operands[1])
    label, given = build.operand(op, operands[2]), build.operand(op, operands[3])
    if given is None:
        packed = PackedSequences.of(build, emission, build.lengths(op, operands[0]))
        emission = packed.padded(emission, 0)
    else:
        packed = PackedSequences(build, vector(build, given))
    emission = _with_ends(build, emission, table, packed)
    transitions = build.emit(pd.Slice, table, None, None, axes=(0,), starts=(2,), ends=(2**31,))
    _, path = build.emit_all(
        pd.ViterbiDecode, emission, transitions, packed.lengths, include_bos_eos_tag=False
    )
    if given is None:
        path = build.emit(pd.Reshape, packed.unpadded(path), None, shape=(-1, 1))
    else:
        path = _lengthened(build, path, emission, packed)
    if label is not None:
        label = build.emit(pd.Reshape, label, build.emit(pd.Shape, path), shape=())
        if build.info(label).dtype != "int64":
            label = build.emit(pd.Cast, label, dtype="int64")
        is_right = build.emit(pd.Equal, path, label)
        if given is not None:
            mask = packed.mask(_steps(build, emission))
            is_right = build.emit(pd.LogicalAnd, is_right, mask)
        path = build.emit(pd.Cast, is_right, dtype="int64")
    build.set(op, result, path)
    if given is None:
        build.set_lengths(op, result, packed.lengths)


def _steps(build: ModelBuilder, x: Any) -> Any:
    """0, 1, 2 ... for each position of the second axis."""
    return count_to(build, size_of(build, x, 1))


def _with_ends(build: ModelBuilder, emission: Any, table: Any, packed: PackedSequences) -> Any:
    """Emissions with the weights of the first and of the last tag."""
    steps = _steps(build, emission)
    last = build.emit(pd.Unsqueeze, add(build, packed.lengths, -1), axis=(1,))
    places = (
        build.emit(pd.Unsqueeze, build.emit(pd.Equal, steps, number(build, 0)), axis=(0,)),
        build.emit(pd.Equal, steps, last),
    )
    for row, place in enumerate(places):
        weights = build.emit(pd.Slice, table, None, None, axes=(0,), starts=(row,), ends=(row + 1,))
        more = build.emit(pd.Add, emission, build.emit(pd.Unsqueeze, weights, axis=(0,)))
        emission = build.emit(pd.Where, unsqueezed(build, place, 3), more, emission)
    return emission


def _lengthened(build: ModelBuilder, path: Any, emission: Any, packed: PackedSequences) -> Any:
    """Paths ``[batch, longest]`` as ``[batch, time]``, with 0 behind the end."""
    steps = _steps(build, emission)
    rows = build.emit(pd.Unsqueeze, add(build, packed.longest, -1), axis=(0,))
    places = build.emit(pd.Minimum, build.emit(pd.Unsqueeze, steps, axis=(0,)), rows)
    zeros = build.emit(pd.Subtract, packed.lengths, packed.lengths)
    places = build.emit(pd.Add, places, build.emit(pd.Unsqueeze, zeros, axis=(1,)))
    found = build.emit(pd.TakeAlongAxis, path, places, axis=1)
    return build.emit(pd.Where, packed.mask(steps), found, number(build, 0))


@imports_pir("ctc_align")
@imports_program_desc("ctc_align")
def import_ctc_align(build: ModelBuilder, op: SourceOp) -> None:
    """Tokens without blanks and, with ``merge_repeated``, without repetitions.

    Without lengths the input is sequences.

    Limits: where sequences hold nothing else the result is empty, not one -1.
    """
    operands, results = op.keys("Input", "InputLength"), op.keys("Output", "OutputLength")
    x, given = build.required(op, operands[0]), build.operand(op, operands[1])
    info = build.info(x)
    blank = whole(op, "blank", 0)
    is_merged = flag(op, "merge_repeated", True)
    constant = build.emit(pd.Constant, value=np.array(blank, dtype=info.dtype))
    if given is None:
        packed = PackedSequences.of(build, x, build.lengths(op, operands[0]))
        flat = build.emit(pd.Reshape, x, None, shape=(-1,))
        keep = build.emit(pd.NotEqual, flat, constant)
        if is_merged:
            rows = build.emit(pd.Maximum, add(build, packed.rows, -1), number(build, 0))
            is_new = build.emit(pd.NotEqual, flat, gather_rows(build, flat, rows))
            is_first = build.emit(pd.Equal, packed.positions, number(build, 0))
            is_new = build.emit(pd.LogicalOr, is_new, is_first)
            keep = build.emit(pd.LogicalAnd, keep, is_new)
        kept = build.emit(pd.Reshape, build.emit(pd.Nonzero, keep), None, shape=(-1,))
        build.set(op, results[0], gather_rows(build, x, kept))
        counts = packed.padded(build.emit(pd.Cast, keep, dtype="int64"), 0)
        build.set_lengths(op, results[0], build.emit(pd.Sum, counts, axis=(1,)))
        return
    steps, packed = _steps(build, x), PackedSequences(build, vector(build, given))
    keep = build.emit(pd.LogicalAnd, build.emit(pd.NotEqual, x, constant), packed.mask(steps))
    if is_merged:
        before = build.emit(pd.Maximum, add(build, steps, -1), number(build, 0))
        is_new = build.emit(pd.NotEqual, x, build.emit(pd.Gather, x, before, axis=1))
        is_first = build.emit(pd.Equal, steps, number(build, 0))
        keep = build.emit(pd.LogicalAnd, keep, build.emit(pd.LogicalOr, is_new, is_first))
    # Element i of the result stands where i + 1 kept ones have been counted.
    total = build.emit(pd.Cumsum, build.emit(pd.Cast, keep, dtype="int64"), axis=1)
    zeros = build.emit(pd.Subtract, total, total)
    wanted = build.emit(pd.Add, zeros, add(build, steps, 1))
    order = build.emit(pd.Searchsorted, total, wanted)
    order = build.emit(pd.Minimum, order, add(build, size_of(build, x, 1), -1))
    counts = build.emit(pd.Max, total, axis=(1,), keepdim=True)
    empty = whole(op, "padding_value", 0)
    moved = build.emit(pd.TakeAlongAxis, x, order, axis=1)
    padding = build.emit(pd.Constant, value=np.array(empty, dtype=info.dtype))
    is_inside = build.emit(pd.LessThan, steps, counts)
    build.set(op, results[0], build.emit(pd.Where, is_inside, moved, padding))
    if op.result_list(results[1]):
        dtype = build.info(given).dtype
        build.set(op, results[1], build.emit(pd.Cast, counts, dtype=dtype))
