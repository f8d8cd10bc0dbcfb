"""Reader of PIR programs: the ``inference.json`` of Paddle 3.

``builtin.parameter``, ``pd_op.data`` and ``pd_op.fetch`` become the program's parameters, inputs
and outputs. Vectors of tensors do not exist afterwards: ``builtin.combine``, ``builtin.split`` and
``builtin.slice`` are resolved, and an operand or result of vector type is a list of values.

Every value is taken from the file by an accessor that checks its kind and says where it stands.
"""

from __future__ import annotations

import json
import reprlib
from typing import Any, TypeAlias

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.errors import ModelError
from paddle_mlir.importers.paddle.source import (
    Attribute,
    Names,
    Shape,
    SourceBlock,
    SourceOp,
    SourceProgram,
)

VERSIONS = range(1, 5)
"""Versions of the format that are understood; their attributes differ in width only."""

_MAX_DEPTH = 64
"""Of nested bodies and array attributes; Paddle's own stay below ten."""

_DIALECTS = {"0": "builtin", "1": "pd_op", "2": "cf", "3": "custom_op", "4": "dist"}

_ELEMENT_TYPES = {
    "t_bool": "bool",
    "t_i8": "int8",
    "t_ui8": "uint8",
    "t_i16": "int16",
    "t_i32": "int32",
    "t_i64": "int64",
    "t_f16": "float16",
    "t_bf16": "bfloat16",
    "t_f32": "float32",
    "t_f64": "float64",
    "t_c64": "complex64",
    "t_c128": "complex128",
}

# Bookkeeping of training and of devices, without a meaning for inference.
_DROPPED_ATTRIBUTES = {"op_callstack", "op_dist_attr", "op_role"}
_DROPPED_KINDS = {"NULL", "a_place"}

_Tensor: TypeAlias = "tuple[str | None, Shape | None]"
_NOT_A_TENSOR: _Tensor = (None, None)


def read_pir(data: bytes, file: str) -> SourceProgram:
    """The program in ``data``, the contents of the PIR file called ``file``.

    Raises:
        ModelError: ``data`` is cut off, is not a PIR program, is of an unknown version, or
            contradicts itself.
    """
    root = _load_json(data, file)
    if not isinstance(root, dict) or not {"base_code", "program"} <= root.keys():
        raise ModelError(
            "is JSON, but not a Paddle program",
            where=file,
            got=f"keys {reprlib.repr(list(root))}" if isinstance(root, dict) else _kind(root),
            wanted="the keys 'base_code' and 'program'",
        )
    where = f"{file}: base_code"
    magic = _get(root["base_code"], "magic", str, where)
    if magic != "pir":
        raise ModelError("unknown magic", where=where, got=reprlib.repr(magic), wanted="'pir'")
    version = _get(root["base_code"], "version", int, where)
    if version not in VERSIONS:
        raise ModelError(
            "unknown version of the PIR format",
            where=where,
            got=str(version),
            wanted=f"{VERSIONS[0]} to {VERSIONS[-1]}",
            remedy="Export the model again with a release of Paddle 3.0 to 3.3.",
        )
    reader = _Reader(SourceProgram("pir", version, file))
    (region,) = _get(root["program"], "regions", list, f"{file}: program", length=1)
    (block,) = _get(region, "blocks", list, f"{file}: program", length=1)
    reader.program.block = reader.read_block(block, depth=0)
    reader.program.outputs = [output for _, output in sorted(reader.outputs.items())]
    return reader.program


def _load_json(data: bytes, file: str) -> Any:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ModelError(
            "JSON is cut off" if error.end == len(data) else "is not JSON text",
            where=file,
            got=f"{error.reason} at offset {error.start} of {len(data)}",
        ) from None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        # The longest token that can be cut short is a \uXXXX escape or a name such as "false".
        at_end = error.pos >= len(text) - 6 or error.msg.startswith("Unterminated string")
        offset = len(text[: error.pos].encode())
        raise ModelError(
            "JSON is cut off" if at_end else "JSON is damaged",
            where=file,
            got=f"'{error.msg}' at offset {offset} of {len(data)}",
        ) from None
    except RecursionError:
        raise ModelError("JSON is nested too deeply", where=file) from None
    except ValueError:
        raise ModelError("JSON is damaged: a number has too many digits", where=file) from None


class _Reader:
    """Reads blocks and ops into one program."""

    def __init__(self, program: SourceProgram) -> None:
        self.program = program
        self.outputs: dict[int, tuple[str, str]] = {}
        self.blocks = 0
        self.visible: dict[int, Names] = {0: None}
        """Ids that an operand may name at this point; 0 stands for an absent operand."""
        self.defined: set[int] = set()
        """Ids of the whole program, in scope or not."""

    def read_block(self, node: Any, depth: int) -> SourceBlock:
        where = f"{self.program.file}: block_{self.blocks}"
        self.blocks += 1
        if depth > _MAX_DEPTH:
            raise ModelError("bodies are nested too deeply", where=where)
        outer = len(self.visible)
        block = SourceBlock()
        for argument in _get(node, "args", list, where):
            block.arguments += self._read_argument(argument, where)
        if "kwargs" in node:
            for argument in _get(node, "kwargs", list, where):
                # Paddle 3.0 to 3.3 write the positional arguments here a second time.
                if _get(argument, "#", int, where) not in self.visible:
                    block.arguments += self._read_argument(argument, where)
        for index, op_node in enumerate(_get(node, "ops", list, where)):
            op = self._read_op(op_node, f"{where} op {index}", depth)
            if op is not None:
                block.ops.append(op)
        while len(self.visible) > outer:
            self.visible.popitem()
        return block

    def _read_argument(self, node: Any, where: str) -> list[str]:
        identifier = _get(node, "#", int, where)
        names = self._declare(f"%{identifier}", _type(_get(node, "TT", dict, where), where))
        self._define(identifier, names, where)
        return [names] if isinstance(names, str) else names

    def _read_op(self, node: Any, where: str, depth: int) -> SourceOp | None:
        """The op, or None when it is resolved into the program's tables."""
        name = _op_name(_get(node, "#", str, where))
        if not name.isprintable():
            raise ModelError("the name of the op is damaged", where=where, got=reprlib.repr(name))
        where = f"{where} ({name})"
        if name == "p":
            parameter = _get(node, "A", list, where, length=4)[3]
            # [persistable, stop_gradient, trainable], left out of files that cannot be trained.
            stored = "OA" not in node or _get(node, "OA", list, where, length=3)[0] != 0
            self._read_parameter(parameter, _get(node, "O", dict, where), stored, where)
            return None
        attributes = _attributes(node, where)
        if name == "builtin.parameter":
            (result,) = _get(node, "O", list, where, length=1)
            traits = _attributes(node, where, "OA") if "OA" in node else {}
            stored = traits.get("persistable") != [False]
            self._read_parameter(attributes.get("parameter_name"), result, stored, where)
            return None
        operands = [self._operand(operand, where) for operand in _get(node, "I", list, where)]
        results = _get(node, "O", list, where)
        if name in ("data", "feed", "fetch"):
            if depth > 0:
                raise ModelError("inputs and outputs must not stand in a body", where=where)
            self._read_interface(name, attributes, operands, results, where)
            return None
        if name in ("builtin.combine", "builtin.split", "builtin.slice"):
            self._read_vector_op(name, attributes, operands, results, where)
            return None
        layer = attributes.pop("struct_name", "")
        op = SourceOp(
            kind="pir",
            name=name,
            operands={str(i): names for i, names in enumerate(operands)},
            results={},
            attributes=attributes,
            layer=layer if isinstance(layer, str) else "",
            where=where,
        )
        if "regions" in node:
            for region in _get(node, "regions", list, where):
                (block,) = _get(region, "blocks", list, where, length=1)
                op.blocks.append(self.read_block(block, depth + 1))
        op.results = {str(i): self._result(result, where) for i, result in enumerate(results)}
        return op

    def _read_parameter(self, parameter: Any, result: Any, stored: bool, where: str) -> None:
        if not isinstance(parameter, str):
            raise _wrong("the name of a parameter", parameter, str, where)
        if not stored:
            # Room that training writes to (the dropout state of pd_op.rnn); it has no contents,
            # and is an absent operand of the op that names it.
            self._define(_result_id(result, where), None, where)
            return
        value = self._result(result, where, name=_text(parameter, where))
        if not isinstance(value, str):
            raise ModelError("a parameter must be a tensor", where=where)
        self.program.parameters[value] = parameter

    def _read_interface(
        self,
        op: str,
        attributes: dict[str, Attribute],
        operands: list[Names],
        results: list[Any],
        where: str,
    ) -> None:
        name = _get(attributes, "name", str, where)
        if op != "fetch":
            (result,) = _sized(results, 1, "results", where)
            value = self._result(result, where, name=name)
            if not isinstance(value, str):
                raise ModelError("an input must be a tensor", where=where)
            self.program.inputs.append((name, value))
            return
        column = _get(attributes, "col", int, where)
        (operand,) = _sized(operands, 1, "operands", where)
        if not isinstance(operand, str):
            raise ModelError("an output must be a tensor", where=where)
        if column in self.outputs:
            raise ModelError(f"a second output for column {column}", where=where)
        self.outputs[column] = (name, operand)
        for result in results:
            self._define(_result_id(result, where), operand, where)

    def _read_vector_op(
        self,
        op: str,
        attributes: dict[str, Attribute],
        operands: list[Names],
        results: list[Any],
        where: str,
    ) -> None:
        if op == "builtin.combine":
            elements = [operand for operand in operands if isinstance(operand, str)]
            if len(elements) != len(operands):
                raise ModelError("combines something that is not a tensor", where=where)
            (result,) = _sized(results, 1, "results", where)
            self._define(_result_id(result, where), elements, where)
            return
        vector = operands[0] if operands else None
        if not isinstance(vector, list):
            raise ModelError("its operand is not a vector of tensors", where=where)
        if op == "builtin.slice":
            index = _get(attributes, "index", int, where)
            if not 0 <= index < len(vector):
                raise ModelError(
                    "index out of range",
                    where=where,
                    got=str(index),
                    wanted=f"0 to {len(vector) - 1}",
                )
            vector = vector[index : index + 1]
        for result, element in zip(
            _sized(results, len(vector), "results", where), vector, strict=True
        ):
            self._define(_result_id(result, where), element, where)

    def _operand(self, node: Any, where: str) -> Names:
        identifier = _get(node, "%", int, where)
        if identifier not in self.visible:
            raise ModelError(
                f"uses value {identifier}, which is not defined before it", where=where
            )
        return self.visible[identifier]

    def _result(self, node: Any, where: str, name: str | None = None) -> Names:
        identifier = _result_id(node, where)
        if identifier == 0:
            return None
        names = self._declare(name or f"%{identifier}", _type(_get(node, "TT", dict, where), where))
        self._define(identifier, names, where)
        return names

    def _declare(self, name: str, kind: _Tensor | list[_Tensor]) -> str | list[str]:
        if isinstance(kind, tuple):
            return self.program.declare(name, *kind)
        return [
            self.program.declare(f"{name}.{index}", *element) for index, element in enumerate(kind)
        ]

    def _define(self, identifier: int, names: Names, where: str) -> None:
        if identifier == 0:
            return
        if identifier in self.defined:
            raise ModelError(f"defines value {identifier} a second time", where=where)
        self.defined.add(identifier)
        self.visible[identifier] = names


def _result_id(node: Any, where: str) -> int:
    """Id of a result, 0 when nothing can use it."""
    return int(_get(node, "%", int, where)) if isinstance(node, dict) and "%" in node else 0


def _op_name(name: str) -> str:
    dialect, dot, rest = name.partition(".")
    dialect = _DIALECTS.get(dialect, dialect)
    return rest if dot and dialect == "pd_op" else f"{dialect}{dot}{rest}"


def _local(kind: str) -> str:
    """``"0.t_f32"`` or ``"builtin.t_f32"`` without the dialect."""
    return kind.rpartition(".")[2]


def _type(node: Any, where: str) -> _Tensor | list[_Tensor]:
    """The type of a value: a tensor, something that is not one, or a vector of these."""
    if _local(_get(node, "#", str, where)) == "t_vec":
        return [_tensor_type(element, where) for element in _get(node, "D", list, where)]
    return _tensor_type(node, where)


def _tensor_type(node: Any, where: str) -> _Tensor:
    # Tensor arrays, selected rows, sparse tensors, stacks and NULL are told apart by the ops that
    # use them; here they are all "not a tensor".
    if _local(_get(node, "#", str, where)) != "t_dtensor":
        return _NOT_A_TENSOR
    data = _get(node, "D", list, where)
    if len(data) < 2:
        raise ModelError("a tensor type needs a dtype and dimensions", where=where)
    dtype = _ELEMENT_TYPES.get(_local(_get(data[0], "#", str, where)))
    if not isinstance(data[1], list):
        raise _wrong("the dimensions of a type", data[1], list, where)
    # Paddle multiplies unknown dimensions when it flattens: any negative number is dynamic.
    return dtype, tuple(max(_integer(dim, where), -1) for dim in data[1])


def _attributes(node: Any, where: str, key: str = "A") -> dict[str, Attribute]:
    attributes: dict[str, Attribute] = {}
    for attribute in _get(node, key, list, where):
        name = _text(_get(attribute, "N", str, where), where)
        value = _get(attribute, "AT", dict, f"{where} attribute {name!r}")
        kind = _local(_get(value, "#", str, f"{where} attribute {name!r}"))
        if name not in _DROPPED_ATTRIBUTES and kind not in _DROPPED_KINDS:
            attributes[name] = _attribute(value, f"{where} attribute {name!r}")
    return attributes


def _attribute(node: Any, where: str, depth: int = 0) -> Attribute:
    """One attribute as a plain Python value; every width of a number is accepted."""
    if depth > _MAX_DEPTH:
        raise ModelError("arrays are nested too deeply", where=where)
    kind = _local(_get(node, "#", str, where))
    if kind == "a_bool":
        return bool(_get(node, "D", bool, where))
    if kind in ("a_i32", "a_i64", "a_index"):
        return _integer(node.get("D"), where)
    if kind in ("a_f32", "a_f64"):
        return _not_finite(node, where) if "VD" in node else _real(node.get("D"), where)
    if kind in ("a_str", "a_tensorname", "a_dtype", "a_layout"):
        return _text(_get(node, "D", str, where), where)
    if kind == "a_type":
        # A type attribute stands for a dtype; other types have no plain form.
        kind = _local(_get(_get(node, "D", dict, where), "#", str, where))
        return _ELEMENT_TYPES.get(kind, kind)
    if kind == "a_array":
        return [_attribute(item, where, depth + 1) for item in _get(node, "D", list, where)]
    if kind == "a_intarray":
        return [_integer(item, where) for item in _get(node, "D", list, where)]
    if kind in ("a_c64", "a_c128"):
        real, imaginary = _get(node, "D", list, where, length=2)
        return complex(_real(real, where), _real(imaginary, where))
    if kind == "a_scalar":
        return _scalar(_get(node, "D", list, where), where)
    raise ModelError("unknown kind of attribute", where=where, got=reprlib.repr(kind))


def _scalar(data: list[Any], where: str) -> Attribute:
    if not data or not isinstance(data[0], str):
        raise ModelError("a scalar needs a dtype and a value", where=where)
    dtype = data[0]
    if dtypes.is_complex(dtype):
        _, real, imaginary = _sized(data, 3, "entries", where)
        return complex(_real(real, where), _real(imaginary, where))
    _, value = _sized(data, 2, "entries", where)
    if dtype == "bool":
        if not isinstance(value, bool):
            raise _wrong("a scalar", value, bool, where)
        return value
    return _real(value, where) if dtypes.is_float(dtype) else _integer(value, where)


def _not_finite(node: Any, where: str) -> float:
    word = _get(node, "VD", str, where)
    if word.lower() not in ("nan", "inf", "-inf"):
        raise ModelError(
            "unknown float", where=where, got=reprlib.repr(word), wanted="NaN, INF or -INF"
        )
    return float(word)


_KINDS = {dict: "an object", list: "an array", str: "a string", int: "an integer", bool: "a bool"}


def _kind(value: object) -> str:
    return _KINDS.get(type(value), reprlib.repr(value))


def _wrong(what: str, got: object, wanted: type, where: str) -> ModelError:
    shown = _kind(got) if isinstance(got, (dict, list)) else reprlib.repr(got)
    return ModelError(f"{what} is wrong", where=where, got=shown, wanted=_KINDS[wanted])


def _get(node: Any, key: str, kind: type, where: str, length: int | None = None) -> Any:
    """``node[key]``, which must be of type ``kind`` and, if given, of that ``length``."""
    if not isinstance(node, dict):
        raise _wrong(f"what should hold {key!r}", node, dict, where)
    if key not in node:
        raise ModelError(f"{key!r} is missing", where=where, wanted=_KINDS[kind])
    if type(node[key]) is not kind:  # a bool is an int, but not here
        raise _wrong(repr(key), node[key], kind, where)
    return node[key] if length is None else _sized(node[key], length, f"entries in {key!r}", where)


def _sized(items: list[Any], length: int, what: str, where: str) -> list[Any]:
    if len(items) != length:
        raise ModelError(
            f"wrong number of {what}", where=where, got=str(len(items)), wanted=str(length)
        )
    return items


def _integer(value: Any, where: str) -> int:
    if type(value) is not int:
        raise _wrong("a number", value, int, where)
    if not -(2**63) <= value < 2**63:
        raise ModelError(
            "a number is too large", where=where, got=reprlib.repr(value), wanted="64 bits"
        )
    return value


def _real(value: Any, where: str) -> float:
    if isinstance(value, float):
        return value
    if value is None:
        raise ModelError(
            "a float has no value",
            where=where,
            remedy="Early releases of Paddle 3 could not write NaN and infinities: "
            "export the model again with Paddle 3.3.",
        )
    return float(_integer(value, where))


def _text(value: str, where: str) -> str:
    """``value`` if it is sound Unicode: JSON can spell halves of characters."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ModelError("text is damaged", where=where, got=reprlib.repr(value)) from None
    return value
