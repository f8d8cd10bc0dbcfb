"""Mapping of sorts, and of what sorted elements tell."""

from collections.abc import Sequence
from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.definition import PdOp
from paddle_mlir.importers.paddle.attributes import flag, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import (
    imports_pir,
    imports_program_desc,
    program_desc_rule,
)
from paddle_mlir.importers.paddle.source import SourceOp

program_desc_rule(
    "searchsorted", pd.Searchsorted, {"SortedSequence": "sorted_sequence", "Values": "values"}
)

_OPS: dict[str, type[PdOp]] = {"argsort": pd.Argsort, "mode": pd.Mode}


@imports_pir("argsort", "mode")
@imports_program_desc("argsort", "mode")
def import_argsort(build: ModelBuilder, op: SourceOp) -> None:
    """Results out and indices."""
    (key,), results = op.keys("X"), op.keys("Out", "Indices")
    _two_results(build, op, _OPS[op.name], [build.required(op, key)], results)


@imports_pir("topk")
def import_pir_topk(build: ModelBuilder, op: SourceOp) -> None:
    """Operands x and k."""
    x, k = build.required(op, "0"), build.operand(op, "1")
    _topk(build, op, x, k, ("0", "1"))


@imports_program_desc("top_k", "top_k_v2")
def import_topk(build: ModelBuilder, op: SourceOp) -> None:
    """``K`` beats the attribute; version 1 always means the largest along the last axis."""
    _topk(build, op, build.required(op, "X"), build.operand(op, "K"), ("Out", "Indices"))


def _topk(build: ModelBuilder, op: SourceOp, x: Any, k: Any, results: tuple[str, str]) -> None:
    known = None if k is None else build.constant(k)
    if known is not None:
        _two_results(build, op, pd.Topk, [x], results, k=int(known.reshape(-1)[0]))
    elif k is not None:
        _two_results(build, op, pd.Topk, [x, k], results)
    else:
        _two_results(build, op, pd.Topk, [x], results, k=whole(op, "k"))


def _two_results(
    build: ModelBuilder,
    op: SourceOp,
    op_class: type[PdOp],
    operands: list[Any],
    results: Sequence[str],
    **given: Any,
) -> None:
    """Build an op with two results; attributes that it shares with the source op are taken."""
    names = [name for name in op_class.spec.attributes if name in op.attributes]
    attributes = {name: op.attributes[name] for name in names} | given
    values = build.emit_all(op_class, *operands, **attributes)
    for key, value in zip(results, values, strict=True):
        if op.result_list(key):
            build.set(op, key, value)


@imports_pir("kthvalue")
def import_pir_kthvalue(build: ModelBuilder, op: SourceOp) -> None:
    """The last of the ``k`` smallest elements along an axis, and its place."""
    k = build.constant(build.required(op, "1")) if op.operand_list("1") else None
    count = whole(op, "k") if k is None else int(k.reshape(-1)[0])
    _kthvalue(build, op, build.required(op, "0"), count, ("0", "1"))


@imports_program_desc("kthvalue")
def import_kthvalue(build: ModelBuilder, op: SourceOp) -> None:
    """The same by name."""
    _kthvalue(build, op, build.required(op, "X"), whole(op, "k"), ("Out", "Indices"))


def _kthvalue(build: ModelBuilder, op: SourceOp, x: Any, k: int, results: tuple[str, str]) -> None:
    axis = whole(op, "axis", -1)
    values = build.emit_all(pd.Topk, x, k=k, axis=axis, largest=False)
    for key, value in zip(results, values, strict=True):
        last = value
        if build.info(x).rank:
            decreased = () if flag(op, "keepdim") else (axis,)
            last = build.emit(
                pd.Slice, value, axes=(axis,), starts=(k - 1,), ends=(k,), decrease_axis=decreased
            )
        build.set(op, key, last)
