"""How source ops become ``pd`` ops: rules for the regular ones, functions for the others.

A rule says which ``pd`` op it is and what each operand slot means. An operand may name an
operand field of the op, or one of its attributes: then a constant becomes the attribute, and
anything else the field ``<attribute>_tensor`` where the op has one. PIR ops whose operands are the
fields of a ``pd`` op of the same name, in the same order, need no rule.

A mapping function, registered for its source ops by ``@imports_pir`` or
``@imports_program_desc``, gets the builder and the op and calls ``build.set`` for its results.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from paddle_mlir.dialects import dtypes, pd
from paddle_mlir.dialects.pd.definition import AttributeField, PdOp
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.source import SourceOp

MappingFunction = Callable[[ModelBuilder, SourceOp], None]
Registry = dict[str, "MappingFunction | Rule"]

PIR: Registry = {}
PROGRAM_DESC: Registry = {}

# Attributes of bookkeeping: they say nothing about the numbers.
_BOOKKEEPING = frozenset(
    {"stop_gradient", "persistable", "struct_name", "place", "op_role", "op_role_var"}
    | {"is_persistable", "is_test", "name_scope", "chunk_id", "origin_op_id", "force_cpu"}
    | {"x_data_format", "y_data_format", "fix_seed", "seed", "scope_name"}
)
# How Paddle writes a dtype attribute that is not set.
_UNDEFINED_DTYPE = "Undefined(ALL_DTYPE)"
# Attributes of ProgramDesc's oneDNN and quantisation passes: harmless at these values.
_NEUTRAL: Mapping[str, tuple[Any, ...]] = {
    "Scale_in": (1.0,),
    "Scale_out": (1.0,),
    "Scale_weights": ([1.0], [], 1.0),
    "Scale_in_eltwise": (1.0,),
    "Scale_x": (1.0,),
    "Scale_y": (1.0,),
    "scale_x": (1.0,),
    "scale_y": (1.0,),
    "scale_out": (1.0,),
    "fuse_relu": (False,),
    "fuse_brelu": (False,),
    "fuse_brelu_threshold": (6.0, 0.0),
    "fuse_residual_connection": (False,),
    "fuse_relu_before_depthwise_conv": (False,),
    "fuse_activation": ("",),
    "fuse_alpha": (0.0,),
    "fuse_beta": (0.0,),
    "force_fp32_output": (False,),
    "is_sparse": (False,),
    "is_distributed": (False,),
    "remote_prefetch": (False,),
}


@dataclass(frozen=True)
class Rule:
    """How a regular op is mapped.

    Attributes:
        op: the ``pd`` op.
        operands: source slot (PIR: position) to operand field or attribute.
        result: source slot of the result.
        renamed: source attribute to attribute.
        set: attributes that the source op implies.
        ignored: source attributes without meaning in inference.
    """

    op: type[PdOp]
    operands: Mapping[str, str]
    result: str = "0"
    renamed: Mapping[str, str] = field(default_factory=dict)
    set: Mapping[str, Any] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()

    def apply(self, build: ModelBuilder, op: SourceOp) -> None:
        """Build the op.

        Raises:
            ValueError: an operand must be constant and is not, or an attribute is unknown.
        """
        spec = self.op.spec
        fields = {operand.name: operand for operand in spec.operands}
        operands: dict[str, Any] = {}
        attributes: dict[str, Any] = dict(self.set)
        for name, value in op.attributes.items():
            target = self.renamed.get(name, name)
            if name in self.ignored or (name in _BOOKKEEPING and target not in spec.attributes):
                continue
            if value == _UNDEFINED_DTYPE:
                continue
            if name in _NEUTRAL and target not in spec.attributes:
                if value not in _NEUTRAL[name]:
                    raise ValueError(
                        f"attribute {name!r} is not supported, got {value!r}, "
                        f"wanted {_NEUTRAL[name][0]!r}"
                    )
                continue
            if target not in spec.attributes:
                known = ", ".join(spec.attributes) or "none"
                raise ValueError(
                    f"attribute {name!r} is not supported, got {value!r} (supported: {known})"
                )
            attributes[target] = convert(spec.attributes[target], value)
        for key in op.operands:
            if key not in self.operands and op.operand_list(key):
                raise ValueError(f"operand {key!r} is not supported")
        for key, name in self.operands.items():
            values = build.operands(op, key)
            if not values:
                continue
            if name in fields and fields[name].arity == "variadic":
                operands[name] = values
            elif name in fields:
                operands[name] = build.operand(op, key)
            else:
                self._mutable_attribute(build, name, values, operands, attributes)
        missing = [n for n, f in fields.items() if f.arity == "single" and n not in operands]
        if missing:
            raise ValueError(f"operand {missing[0]!r} is missing")
        absent = [n for n, a in spec.attributes.items() if a.is_required and n not in attributes]
        if absent:
            raise ValueError(f"attribute {absent[0]!r} is missing")
        given = [operands.get(name) for name in fields]
        build.set(op, self.result, build.emit(self.op, *given, **attributes))

    def _mutable_attribute(
        self,
        build: ModelBuilder,
        name: str,
        values: Sequence[Any],
        operands: dict[str, Any],
        attributes: dict[str, Any],
    ) -> None:
        """An operand that is an attribute when it is constant."""
        attribute = self.op.spec.attributes[name]
        value = values[0] if len(values) == 1 else build.shape_tensor(values)
        known = build.constant(value)
        if known is not None:
            numbers = known.reshape(-1).tolist()
            is_list = attribute.kind.name in ("Ints", "Floats")
            if not is_list and len(numbers) != 1:
                raise ValueError(f"operand {name!r} must have one element, got {len(numbers)}")
            attributes[name] = convert(attribute, numbers if is_list else numbers[0])
            return
        tensor_name = f"{name}_tensor"
        if tensor_name not in {operand.name for operand in self.op.spec.operands}:
            raise ValueError(f"operand {name!r} must be a constant")
        attributes.pop(name, None)
        operands[tensor_name] = value


def convert(attribute: AttributeField, value: Any) -> Any:
    """A source attribute's value as the kind that ours has, whatever its width was.

    Raises:
        ValueError: it is of another kind.
    """
    kind = attribute.kind.name
    try:
        if kind == "DType":
            return dtype_name(value)
        if kind in ("Ints", "Floats"):
            items = value if isinstance(value, (list, tuple)) else [value]
            convert_item = _integer if kind == "Ints" else float
            return tuple(convert_item(item) for item in items)
        if kind == "Bool" and isinstance(value, (bool, int)):
            return bool(value)
        if kind == "Int":
            return _integer(value)
        if kind == "Float" and isinstance(value, (bool, int, float)):
            return float(value)
        if kind == "Str" and isinstance(value, str):
            return value
    except (TypeError, ValueError):
        pass
    raise ValueError(
        f"attribute {attribute.name!r} must be like {attribute.kind.mlir}, got {value!r}"
    )


def _integer(value: Any) -> int:
    if int(value) != value:
        raise ValueError
    return int(value)


def dtype_name(value: Any) -> str:
    """Paddle's dtype name from a name or from ProgramDesc's number.

    Raises:
        ValueError: there is no such dtype.
    """
    if isinstance(value, str) and value in dtypes.BY_NAME:
        return value
    if isinstance(value, int) and value in dtypes.BY_PROTO:
        return dtypes.BY_PROTO[value].name
    raise ValueError(f"dtype {value!r} is not known")


def imports_pir(*names: str) -> Callable[[MappingFunction], MappingFunction]:
    """Register the decorated function for these PIR ops."""
    return _register(PIR, names)


def imports_program_desc(*names: str) -> Callable[[MappingFunction], MappingFunction]:
    """Register the decorated function for these ProgramDesc ops."""
    return _register(PROGRAM_DESC, names)


def _register(
    registry: Registry, names: Sequence[str]
) -> Callable[[MappingFunction], MappingFunction]:
    def register(function: MappingFunction) -> MappingFunction:
        for name in names:
            add(registry, name, function)
        return function

    return register


def add(registry: Registry, name: str, mapping: MappingFunction | Rule) -> None:
    """Register a mapping.

    Raises:
        ValueError: the op has one already.
    """
    if name in registry:
        raise ValueError(f"{name} has a mapping already")
    registry[name] = mapping


def pir_rule(
    names: str | Sequence[str], op: type[PdOp], operands: Sequence[str] = (), **options: Any
) -> None:
    """A rule for PIR ops whose operands, in order, mean these fields and attributes."""
    order = operands or [operand.name for operand in op.spec.operands]
    positions = {str(position): name for position, name in enumerate(order)}
    for name in [names] if isinstance(names, str) else names:
        add(PIR, name, Rule(op, positions, "0", **options))


def program_desc_rule(
    names: str | Sequence[str],
    op: type[PdOp],
    operands: Mapping[str, str],
    result: str = "Out",
    **options: Any,
) -> None:
    """A rule for ProgramDesc ops whose operand slots mean these fields and attributes."""
    for name in [names] if isinstance(names, str) else names:
        add(PROGRAM_DESC, name, Rule(op, operands, result, **options))


def find_mapping(op: SourceOp) -> MappingFunction | None:
    """The mapping of a source op, or None when it is not supported.

    PIR's in-place twins (``relu_``) mean their base op.
    """
    registry = PIR if op.kind == "pir" else PROGRAM_DESC
    names = [op.name, op.name.removesuffix("_")] if op.kind == "pir" else [op.name]
    for name in names:
        mapping = registry.get(name)
        if isinstance(mapping, Rule):
            return mapping.apply
        if mapping is not None:
            return mapping
        if op.kind == "pir" and name in _ops_by_name():
            op_class = _ops_by_name()[name]
            order = {str(i): operand.name for i, operand in enumerate(op_class.spec.operands)}
            return Rule(op_class, order).apply
    return None


def _ops_by_name() -> dict[str, type[PdOp]]:
    return {op.spec.name: op for op in pd.all_ops() if op.spec.in_paddle}


def supported_names(registry: Registry) -> list[str]:
    """Names of all source ops with a mapping; for PIR with those that need no rule."""
    names = set(registry)
    if registry is PIR:
        names |= _ops_by_name().keys()
    return sorted(names)
