"""Folding of expressions of parameters and constants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import arith, tensor

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.dtypes import of_numpy
from paddle_mlir.dialects.model import Model
from paddle_mlir.dialects.parameters import Parameter
from paddle_mlir.dialects.pd.definition import PdOp, behind_casts, create
from paddle_mlir.dialects.pd.regions import REGION_OPS, nested_operations
from paddle_mlir.dialects.pd.shape_analysis import ShapeAnalysis
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.folding.evaluation import evaluate, find_evaluator
from paddle_mlir.pipelines.passes.definition import Pass, Report, register_pass
from paddle_mlir.pipelines.rewriting import maker, splat
from paddle_mlir.pipelines.rule_application import is_dead

MOST_INLINE_ELEMENTS = 4096
"""Results of constants up to this many elements stand in the IR; larger ones stay expressions."""


@register_pass("pd-fold-constants")
@dataclass(frozen=True)
class FoldConstants(Pass):
    """Replace expressions of parameters and constants by one parameter or constant.

    A folded parameter is computed when it is first asked for, which is when the artifact is
    written: folding copies no weights. Shape tensors whose elements are known become constants.
    Parameters whose values are not at hand (textual IR without ``--parameters``) are left alone.

    Paddle: constant_folding_pass.
    """

    def run(self, model: Model, report: Report) -> None:
        """Fold all functions."""
        for function in model.functions():
            analysis = ShapeAnalysis(function)
            for op in list(nested_operations(function.entry_block)):
                if isinstance(op, PdOp) and len(op.results) == 1:
                    _fold(op, model, analysis, report)
                elif isinstance(op, tensor.ExtractOp):
                    _fold_condition(op, report)
            _erase_dead(function)


def _fold(op: Any, model: Model, analysis: ShapeAnalysis, report: Report) -> None:
    if isinstance(op, pd.Parameter | pd.Constant | pd.Full):
        return
    info = analysis.info(op.results[0])
    elements = info.elements
    if elements is not None and all(isinstance(size, int) for size in elements):
        array = np.array(elements, dtype=info.dtype).reshape(info.dims)
        _replace(op, create_before(op, pd.Constant, value=array))
        report.counts["shape tensors folded"] += 1
        return
    evaluator = find_evaluator(type(op))
    groups = op.grouped_operands()
    flat = [
        v for g in groups.values() for v in (g if isinstance(g, list) else [g]) if v is not None
    ]
    makers = [maker(value) for value in flat]
    if evaluator is None or not info.is_static:
        return
    if not all(_is_at_hand(made, model) for made in makers):
        return
    if not all(analysis.info(value).is_static for value in flat):
        return
    sources = {name: _sources(group, model, analysis) for name, group in groups.items()}
    attributes = op.attribute_values()

    def compute() -> np.ndarray:
        operands = [_load(source) for source in sources.values()]
        array = evaluate(evaluator, info, attributes, operands)
        array.flags.writeable = False
        return array

    if not any(isinstance(made, pd.Parameter) for made in makers):
        # pd.constant holds no bfloat16.
        if info.numel in range(MOST_INLINE_ELEMENTS + 1) and info.dtype != "bfloat16":
            _replace(op, _constant_before(op, compute()))
            report.counts["constants folded"] += 1
        return
    stem = next(made.key for made in makers if isinstance(made, pd.Parameter))
    key = model.parameters.unused_name(f"{stem}.{op.spec.name}")
    shape = tuple(size for size in info.dims if isinstance(size, int))
    model.parameters.define(key, Parameter(info.dtype, shape, compute))
    _replace(op, create_before(op, pd.Parameter, key=key, dtype=info.dtype, shape=shape))
    report.counts["parameters folded"] += 1


def _fold_condition(op: tensor.ExtractOp, report: Report) -> None:
    """A condition that is known: canonicalisation then drops the other branch."""
    number = splat(behind_casts(op.tensor))
    if number is not None and str(op.result.type) == "i1":
        with ir.InsertionPoint(op), op.location:
            op.result.replace_all_uses_with(arith.constant(op.result.type, bool(number)))
        report.counts["conditions folded"] += 1


def create_before(op: Any, op_class: type[PdOp], **attributes: Any) -> Any:
    """Build an op without operands before another one, at its location."""
    return create(op_class, loc=op.location, ip=ir.InsertionPoint(op), **attributes).results[0]


def _constant_before(op: Any, array: np.ndarray) -> Any:
    """A constant before an op, as one number where all elements are the same."""
    if array.size > 1 and array.dtype != bool and (array == array.flat[0]).all():
        number, dtype = float(array.flat[0]), of_numpy(array.dtype)
        return create_before(op, pd.Full, value=number, dtype=dtype, shape=array.shape)
    return create_before(op, pd.Constant, value=array)


def _is_at_hand(op: Any, model: Model) -> bool:
    if isinstance(op, pd.Parameter):
        return op.key in model.parameters
    return isinstance(op, pd.Constant | pd.Full)


Source = Any
"""A callable that gives an array, None, or a list of such."""


def _sources(group: Any, model: Model, analysis: ShapeAnalysis) -> Source:
    if group is None:
        return None
    if isinstance(group, list):
        return [_sources(value, model, analysis) for value in group]
    op = maker(group)
    if isinstance(op, pd.Parameter):
        return model.parameters[op.key].load
    info: TensorInfo = analysis.info(group)
    evaluator = find_evaluator(type(op))
    assert evaluator is not None
    array = evaluate(evaluator, info, op.attribute_values(), [])
    return lambda: array


def _load(source: Source) -> Any:
    if isinstance(source, list):
        return [_load(item) for item in source]
    return None if source is None else source()


def _replace(op: Any, value: Any) -> None:
    op.results[0].replace_all_uses_with(value)


def _erase_dead(function: Any) -> None:
    for op in reversed(list(nested_operations(function.entry_block))):
        if len(op.results) and is_dead(op) and not isinstance(op, REGION_OPS):
            op.operation.erase()
