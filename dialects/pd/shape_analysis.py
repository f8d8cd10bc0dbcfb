"""What is known of every tensor of a function, by running the ops' own shape rules."""

from __future__ import annotations

from typing import Any, NamedTuple

from torch_mlir import ir
from torch_mlir.dialects import func, tensor

from paddle_mlir.dialects import symbolic
from paddle_mlir.dialects.pd.definition import PdOp
from paddle_mlir.dialects.pd.retyping import retype_value
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo, info_of_type, type_of

ARGUMENT_NAME = "pd.name"
ARGUMENT_SIZES = "pd.sizes"
"""Argument attribute: an array of strings, the names of an input's dynamic sizes ("" elsewhere)."""


class Source(NamedTuple):
    """Where a symbol's number is found at run time."""

    value: ir.Value
    position: int
    is_element: bool
    """True: element ``position`` of the (integer) tensor; False: its size ``position``."""


class ShapeAnalysis:
    """Infos of the values of one function, and where its symbols come from.

    Equal symbolic sizes are equal at run time, so later steps can rely on ``==``.
    """

    def __init__(self, function: func.FuncOp) -> None:
        """Analyse a function.

        Raises:
            ValueError: a shape rule refuses its operands; says which op.
        """
        self._infos: dict[ir.Value, TensorInfo] = {}
        self.sources: dict[str, Source] = {}
        with function.context:
            for argument, sizes in zip(function.arguments, argument_sizes(function), strict=True):
                self._set(argument, info_of_type(argument.type, sizes))
            for op in function.entry_block.operations:
                self.visit(op.operation.opview)

    def info(self, value: ir.Value) -> TensorInfo:
        """What is known of a value."""
        known = self._infos.get(value)
        if known is None:
            known = info_of_type(value.type)
            self._set(value, known)
        return known

    def visit(self, op: ir.OpView) -> None:
        """Learn an op's results; its operands must be known."""
        if isinstance(op, tensor.CastOp):
            self._set(op.result, self.info(op.source))
        if not isinstance(op, PdOp):
            return
        groups = op.grouped_operands()
        for name in op.spec.shape_operands:
            if groups[name] is not None:
                self._name_elements(groups[name])
        try:
            with op.location:
                inferred = op.infer_results(self.info)
        except ValueError as error:
            raise ValueError(f"'pd.{op.spec.name}' op {error}") from None
        for result, info in zip(op.results, inferred, strict=True):
            self._set(result, _refined(info, result.type))

    def refine_types(self, function: func.FuncOp) -> int:
        """Write what is known into the result types; gives the number of types changed."""
        changed = 0
        with function.location:
            for op in function.entry_block.operations:
                if not isinstance(op.operation.opview, PdOp):
                    continue
                for result in op.results:
                    wanted = type_of(self.info(result))
                    if result.type != wanted:
                        retype_value(result, wanted)
                        changed += 1
            update_function_type(function)
        return changed

    def _name_elements(self, value: ir.Value) -> None:
        info = self.info(value)
        if info.elements is not None or not info.can_follow_elements():
            return
        assert isinstance(info.numel, int)
        elements = [symbolic.unknown_integer() for _ in range(info.numel)]
        for position, element in enumerate(elements):
            self.sources[str(element)] = Source(value, position, True)
        self._infos[value] = info.with_dims(info.dims, elements)

    def _set(self, value: ir.Value, info: TensorInfo) -> None:
        self._infos[value] = info
        for axis, size in enumerate(info.dims):
            name = symbolic.is_symbol(size)
            if name is not None:
                self.sources.setdefault(name, Source(value, axis, False))


def _refined(info: TensorInfo, declared: ir.RankedTensorType) -> TensorInfo:
    """``info`` with the numbers that only the declared type knows."""
    dims: list[Size] = [
        size
        if isinstance(size, int) or declared.is_dynamic_dim(axis)
        else declared.get_dim_size(axis)
        for axis, size in enumerate(info.dims)
    ]
    return info.with_dims(dims, info.elements)


def argument_sizes(function: func.FuncOp) -> list[list[Size | None] | None]:
    """For each argument the symbols that its ``pd.sizes`` attribute names."""
    result: list[list[Size | None] | None] = []
    for index in range(len(function.arguments)):
        names = argument_attribute(function, index, ARGUMENT_SIZES)
        if names is None:
            result.append(None)
            continue
        texts = [ir.StringAttr(name).value for name in ir.ArrayAttr(names)]
        result.append([symbolic.symbol(text) if text else None for text in texts])
    return result


def argument_attribute(function: func.FuncOp, index: int, name: str) -> Any:
    """An argument's attribute, or None."""
    return _dictionary_entry(function, "arg_attrs", index, name)


def result_attribute(function: func.FuncOp, index: int, name: str) -> Any:
    """A result's attribute, or None."""
    return _dictionary_entry(function, "res_attrs", index, name)


def _dictionary_entry(function: func.FuncOp, group: str, index: int, name: str) -> Any:
    if group not in function.attributes:
        return None
    entries = ir.DictAttr(ir.ArrayAttr(function.attributes[group])[index])
    return entries[name] if name in entries else None  # noqa: SIM401 - DictAttr has no get


def update_function_type(function: func.FuncOp) -> None:
    """Make the function's type agree with its arguments and what it returns."""
    terminator = function.entry_block.operations[len(function.entry_block.operations) - 1]
    type_ = ir.FunctionType.get(
        [argument.type for argument in function.arguments],
        [operand.type for operand in terminator.operands],
    )
    function.attributes["function_type"] = ir.TypeAttr.get(type_)


def set_argument_attribute(
    function: func.FuncOp, index: int, name: str, value: ir.Attribute
) -> None:
    """Set one attribute of one argument."""
    count = len(function.arguments)
    entries = [ir.DictAttr.get({})] * count
    if "arg_attrs" in function.attributes:
        entries = [ir.DictAttr(entry) for entry in ir.ArrayAttr(function.attributes["arg_attrs"])]
    changed = {entry.name: entry.attr for entry in entries[index]} | {name: value}
    entries[index] = ir.DictAttr.get(changed)
    function.attributes["arg_attrs"] = ir.ArrayAttr.get(entries)
