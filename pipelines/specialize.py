"""Fixing of input shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from torch_mlir import ir

from paddle_mlir.dialects import tensor
from paddle_mlir.dialects.errors import CompileError, InputError, known_names
from paddle_mlir.dialects.model import Model
from paddle_mlir.dialects.pd.shape_analysis import (
    ARGUMENT_NAME,
    ARGUMENT_SIZES,
    ShapeAnalysis,
    argument_attribute,
    set_argument_attribute,
)
from paddle_mlir.dialects.tensor import TensorInfo

_SYMBOL = re.compile(r"[A-Za-z_]\w*")


def input_names(model: Model) -> list[str]:
    """Names of the entry function's inputs, in order."""
    main = model.main
    names = []
    for index in range(len(main.arguments)):
        attribute = argument_attribute(main, index, ARGUMENT_NAME)
        names.append(f"arg{index}" if attribute is None else ir.StringAttr(attribute).value)
    return names


def specialize(model: Model, shapes: Mapping[str, Sequence[int | str]]) -> None:
    """Give inputs these shapes and refine everything that follows from them, in place.

    Args:
        model: what to transform.
        shapes: sizes by input name; a string is the name of a size that stays dynamic, equal
            wherever the name stands. Inputs that are not named stay as they are.

    Raises:
        InputError: an input is unknown, or a shape contradicts the model.
    """
    names = input_names(model)
    main = model.main
    for name, sizes in shapes.items():
        where = f"shape of input {name}"
        if name not in names:
            raise InputError("no such input", where=where, remedy=known_names(name, names))
        index = names.index(name)
        argument = main.arguments[index]
        declared = tensor.info_of_type(argument.type)
        _check(where, declared, sizes)
        symbols = [size if isinstance(size, str) else "" for size in sizes]
        with model.module.context, ir.Location.unknown():
            dynamic = ir.ShapedType.get_dynamic_size()
            dims = [size if isinstance(size, int) else dynamic for size in sizes]
            element = ir.RankedTensorType(argument.type).element_type
            argument.set_type(ir.RankedTensorType.get(dims, element))
            texts = ir.ArrayAttr.get([ir.StringAttr.get(symbol) for symbol in symbols])
            set_argument_attribute(main, index, ARGUMENT_SIZES, texts)
    try:
        ShapeAnalysis(main).refine_types(main)
        model.module.operation.verify()
    except ValueError as error:
        raise _unfit(model, str(error)) from None
    except ir.MLIRError as error:
        raise _unfit(model, error.error_diagnostics[0].message) from None


def _unfit(model: Model, reason: str) -> CompileError:
    return CompileError(
        f"the model does not run at these input shapes: {reason}",
        where=model.name,
        remedy="give other shapes, or leave dynamic sizes dynamic",
    )


def _check(where: str, declared: TensorInfo, sizes: Sequence[int | str]) -> None:
    wanted = "x".join(str(size) if isinstance(size, int) else "?" for size in declared.dims)
    got = "x".join(map(str, sizes))
    if len(sizes) != declared.rank:
        raise InputError("wrong rank", where=where, got=got, wanted=wanted)
    for size, own in zip(sizes, declared.dims, strict=True):
        if isinstance(size, str):
            if not _SYMBOL.fullmatch(size):
                raise InputError("not a name of a size", where=where, got=repr(size))
            if isinstance(own, int):
                raise InputError(
                    f"size {own} is static in the model", where=where, got=got, wanted=wanted
                )
        elif size < 0 or (isinstance(own, int) and own != size):
            raise InputError("wrong size", where=where, got=got, wanted=wanted)
