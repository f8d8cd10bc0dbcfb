"""How an op of the ``pd`` dialect is defined: once, as a class.

::

    class Flatten(PdOp, name="flatten"):
        '''One line, the equation, the meaning of each attribute, the Paddle op.'''

        x: Operand
        start_axis: Int = 1
        stop_axis: Int = -1
        out: Result

        @staticmethod
        def infer(x: TensorInfo, start_axis: int, stop_axis: int) -> TensorInfo: ...

Operands are ``Operand``, ``OptionalOperand`` and ``Operands`` (variadic); each result is a
``Result``; attributes are ``Bool``, ``Int``, ``Float``, ``Str``, ``Ints``, ``Floats``, ``DType``
and ``Elements``, with a default or, without one, required. ``infer`` names the operands and
attributes that it needs and gives the result's :class:`TensorInfo` (a list for several results);
it raises ``ValueError`` for operands that the op refuses. :func:`create` calls it to find result
types, the verifier calls it again and compares.

Attributes equal to their default are not written, so equal ops have equal text.

IRDL wants all operands of a variadic group to have one type (torch-mlir 20261001, see
tests/test_upstream_limits.py). :func:`create` therefore casts them to a type that covers them all,
and the accessors give the values behind these casts: code never sees them, text does. For the
same reason no op has variadic results: an op such as split gives one part and says which.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, get_args, get_origin

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import ext, tensor

from paddle_mlir.dialects.pd.attribute_kinds import KINDS, AttributeKind
from paddle_mlir.dialects.tensor import (
    TensorInfo,
    compatible,
    info_of_type,
    type_of,
)


class Pd(ext.Dialect, name="pd"):  # type: ignore[call-arg]
    """Paddle's operators as MLIR operations; names and attributes follow Paddle's PIR."""


Operand = Annotated[Any, "operand", "single"]
OptionalOperand = Annotated[Any, "operand", "optional"]
Operands = Annotated[Any, "operand", "variadic"]
Result = Annotated[Any, "result", "single"]
Bool = Annotated[bool, "attribute", "Bool"]
Int = Annotated[int, "attribute", "Int"]
Float = Annotated[float, "attribute", "Float"]
Str = Annotated[str, "attribute", "Str"]
Ints = Annotated[tuple[int, ...], "attribute", "Ints"]
Floats = Annotated[tuple[float, ...], "attribute", "Floats"]
DType = Annotated[str, "attribute", "DType"]
Elements = Annotated[Any, "attribute", "Elements"]

_EXT_CONSTRAINTS = {
    ("operand", "single"): ext.Operand[Any],
    ("operand", "optional"): ext.Operand[Any] | None,
    ("operand", "variadic"): Sequence[ext.Operand[Any]],
    ("result", "single"): ext.Result[Any],
}
_REQUIRED = object()
_SEGMENTS = "operandSegmentSizes"


@dataclass(frozen=True)
class AttributeField:
    """One attribute of an op."""

    name: str
    kind: AttributeKind
    default: Any = _REQUIRED

    @property
    def is_required(self) -> bool:
        """True when the op must carry it."""
        return self.default is _REQUIRED


@dataclass(frozen=True)
class OperandField:
    """One operand, optional operand or variadic group of operands."""

    name: str
    arity: str
    """``single``, ``optional`` or ``variadic``."""


@dataclass(frozen=True)
class OpSpec:
    """The definition of an op as data: what documentation, importers and the verifier read."""

    name: str
    operands: tuple[OperandField, ...]
    attributes: dict[str, AttributeField]
    results: tuple[str, ...]
    shape_operands: frozenset[str]
    """Operands whose elements, not only their type, decide the result's shape."""
    in_paddle: bool
    """Paddle's PIR has an op of this name, which is this one."""

    @cached_property
    def needs_segments(self) -> bool:
        """True when operand counts alone do not tell which operand is which."""
        return sum(operand.arity != "single" for operand in self.operands) > 1

    @cached_property
    def has_only_singles(self) -> bool:
        """True when each operand field is one operand."""
        return all(operand.arity == "single" for operand in self.operands)


class PdOp(Pd.Operation):  # type: ignore[name-defined]
    """Base of all ops of the dialect; see the module's text."""

    if TYPE_CHECKING:  # ext would read these annotations as fields of an op
        spec: ClassVar[OpSpec]
        infer: ClassVar[Callable[..., Any]]
        operation: Any
        attributes: Any
        operands: Any
        results: Any
        result: Any
        location: Any
        _infer_parameters: ClassVar[tuple[str, ...]]
        _pd_annotations: ClassVar[dict[str, Any]]

    def __init_subclass__(
        cls,
        *,
        name: str | None = None,
        pure: bool = True,
        in_paddle: bool = True,
        shape_operands: Sequence[str] = (),
        **options: Any,
    ) -> None:
        """Register the class as op ``pd.<name>``; without a name it is a shared base.

        Args:
            name: Paddle's name of the op.
            pure: False keeps dead-code elimination and CSE away.
            in_paddle: False of an op that Paddle has under another name, or not at all.
            shape_operands: operands whose elements decide the result's shape.
        """
        if name is None:
            inherited = dict(getattr(cls, "_pd_annotations", {}))
            cls._pd_annotations = inherited | inspect.get_annotations(cls)
            cls.__annotations__ = {}
            super().__init_subclass__(**options)
            return
        annotations = dict(getattr(cls, "_pd_annotations", {}))
        annotations |= inspect.get_annotations(cls)
        operands, attributes, results = [], {}, []
        ext_annotations: dict[str, Any] = {}
        for field_name, annotation in annotations.items():
            origin: Any = get_origin(annotation)
            if origin is not Annotated:
                continue
            _, role, kind = get_args(annotation)
            if role == "attribute":
                default = getattr(cls, field_name, _REQUIRED)
                attributes[field_name] = AttributeField(field_name, KINDS[kind], default)
                setattr(cls, field_name, _attribute_property(attributes[field_name]))
                continue
            ext_annotations[field_name] = _EXT_CONSTRAINTS[role, kind]
            if role == "operand":
                operands.append(OperandField(field_name, kind))
            else:
                results.append(field_name)
        cls.spec = OpSpec(
            name,
            tuple(operands),
            attributes,
            tuple(results),
            frozenset(shape_operands),
            in_paddle,
        )
        cls.__annotations__ = ext_annotations
        super().__init_subclass__(name=name, traits=[ext.Pure] if pure else [], **options)
        for index, operand in enumerate(operands):
            # ext's own accessors want segment sizes also where one group explains itself.
            setattr(cls, operand.name, _operand_property(cls.spec, index))
        cls._infer_parameters = tuple(inspect.signature(cls.infer).parameters)

    def grouped_operands(self) -> dict[str, Any]:
        """Operands by field name: a value, None for an absent one, a list for a variadic group."""
        return _group(self.spec, list(self.operands), self.attributes)

    def attribute_values(self) -> dict[str, Any]:
        """All attributes as Python values, defaults filled in.

        Raises:
            ValueError: an attribute is unknown, missing or of another kind.
        """
        values: dict[str, Any] = {}
        for name in self.attributes:
            if name not in self.spec.attributes and name != _SEGMENTS and "." not in name:
                known = ", ".join(self.spec.attributes) or "none"
                raise ValueError(f"has no attribute {name!r} (its attributes: {known})")
        for name, field in self.spec.attributes.items():
            if name in self.attributes:
                values[name] = _read_attribute(field, self.attributes[name])
            elif field.is_required:
                raise ValueError(f"requires attribute {name!r} of kind {field.kind.mlir}")
            else:
                values[name] = field.default
        return values

    def infer_results(self, info: Callable[[Any], TensorInfo]) -> list[TensorInfo]:
        """What ``infer`` says of this op's results.

        Args:
            info: tells what is known of an operand.

        Raises:
            ValueError: the op refuses these operands or attributes.
        """
        operands = {
            name: [info(v) for v in value]
            if isinstance(value, list)
            else (None if value is None else info(value))
            for name, value in self.grouped_operands().items()
        }
        return call_infer(type(self), operands, self.attribute_values())

    def verify_invariants(self) -> bool:
        """Compare the declared result types with the inferred ones (called by MLIR's verifier)."""
        problem = self._problem()
        if problem is not None:
            self.location.emit_error(f"'pd.{self.spec.name}' op {problem}")
        return problem is None

    def _problem(self) -> str | None:
        try:
            with self.location:
                inferred = self.infer_results(known_info)
        except (ValueError, ZeroDivisionError) as error:
            return str(error)
        if len(inferred) != len(self.results):
            return f"expects exactly {len(inferred)} results, but got {len(self.results)}"
        for result, info in zip(self.results, inferred, strict=True):
            if not compatible(result.type, info):
                with self.location:
                    wanted = type_of(info)
                return f"result type {result.type} does not match inferred type {wanted}"
        return None


def _attribute_property(field: AttributeField) -> property:
    def read(self: PdOp) -> Any:
        if field.name in self.attributes:
            return _read_attribute(field, self.attributes[field.name])
        if field.is_required:
            raise ValueError(f"pd.{self.spec.name} lacks its attribute {field.name!r}")
        return field.default

    return property(read)


def _operand_property(spec: OpSpec, index: int) -> property:
    if spec.has_only_singles:
        return property(lambda self: self.operands[index])
    name = spec.operands[index].name
    return property(lambda self: self.grouped_operands()[name])


def _read_attribute(field: AttributeField, attribute: ir.Attribute) -> Any:
    try:
        return field.kind.from_mlir(attribute)
    except TypeError:
        raise ValueError(
            f"attribute {field.name!r} must be like {field.kind.mlir}, got {attribute}"
        ) from None


def _group(spec: OpSpec, values: list[Any], attributes: Any) -> dict[str, Any]:
    """Divide a flat operand list into the op's fields."""
    if spec.has_only_singles and len(values) == len(spec.operands):
        names = (operand.name for operand in spec.operands)
        return dict(zip(names, values, strict=True))
    groups: dict[str, Any] = {}
    start = 0
    counts = operand_counts(spec, len(values), attributes)
    for operand, count in zip(spec.operands, counts, strict=True):
        part = values[start : start + count]
        start += count
        if operand.arity == "variadic":
            groups[operand.name] = [behind_casts(value) for value in part]
        else:
            groups[operand.name] = part[0] if part else None
    return groups


def operand_counts(spec: OpSpec, total: int, attributes: Any) -> list[int]:
    """How many operands each field has."""
    if spec.needs_segments:
        if _SEGMENTS not in attributes:
            raise ValueError(f"{_SEGMENTS!r} attribute is expected but not provided")
        counts = list(ir.DenseI32ArrayAttr(attributes[_SEGMENTS]))
    else:
        singles = sum(operand.arity == "single" for operand in spec.operands)
        counts = [1 if o.arity == "single" else total - singles for o in spec.operands]
    # Our verifier runs before IRDL's, which counts them too.
    fits = {
        "single": lambda count: count == 1,
        "optional": lambda count: count in (0, 1),
        "variadic": lambda count: count >= 0,
    }
    if (
        len(counts) != len(spec.operands)
        or sum(counts) != total
        or not all(fits[o.arity](n) for o, n in zip(spec.operands, counts, strict=True))
    ):
        # The words of IRDL's own verifier, so that both say the same.
        if all(operand.arity == "single" for operand in spec.operands):
            raise ValueError(f"expects exactly {len(spec.operands)} operands, but got {total}")
        fields = ", ".join(f"{operand.name} ({operand.arity})" for operand in spec.operands)
        raise ValueError(f"takes operands {fields}, got {total} values")
    return counts


def behind_casts(value: Any) -> Any:
    """The value that ``tensor.cast`` ops made ``value`` from."""
    while isinstance(value.owner, (ir.Operation, tensor.CastOp)):
        opview = value.owner if isinstance(value.owner, tensor.CastOp) else value.owner.opview
        if not isinstance(opview, tensor.CastOp):
            break
        value = opview.source
    return value


def _covering_type(types: Sequence[Any]) -> Any:
    """A type that all of them can be cast to: ``?`` where sizes differ, unranked if ranks do."""
    first = types[0]
    if all(type_ == first for type_ in types):
        return first
    if any(type_.rank != first.rank for type_ in types):
        return ir.UnrankedTensorType.get(first.element_type)
    dynamic = ir.ShapedType.get_dynamic_size()
    sizes = [
        first.get_dim_size(axis)
        if len({type_.get_dim_size(axis) for type_ in types}) == 1
        else dynamic
        for axis in range(first.rank)
    ]
    return ir.RankedTensorType.get(sizes, first.element_type)


def _cast_to_one_type(group: list[Any], ip: Any) -> list[Any]:
    wanted = _covering_type([value.type for value in group])
    return [value if value.type == wanted else tensor.cast(wanted, value, ip=ip) for value in group]


def call_infer(
    op_class: type[PdOp], operands: dict[str, Any], attributes: dict[str, Any]
) -> list[TensorInfo]:
    """Run an op's shape rule on infos of its operands; always gives a list.

    Raises:
        ValueError: the op refuses them.
    """
    known = operands | attributes
    inferred = op_class.infer(**{name: known[name] for name in op_class._infer_parameters})
    return [inferred] if isinstance(inferred, TensorInfo) else list(inferred)


def known_info(value: Any) -> TensorInfo:
    """What a value's type tells, and its elements when it is an integer constant."""
    info = info_of_type(value.type)
    if not info.can_follow_elements():
        return info
    owner = value.owner
    opview = owner.opview if isinstance(owner, ir.Operation) else owner
    if isinstance(opview, PdOp) and opview.spec.name == "constant":
        elements = opview.attribute_values()["value"]
        return info.with_dims(info.dims, [int(element) for element in elements.reshape(-1)])
    return info


def create(
    op_class: type[PdOp],
    *operands: Any,
    info: Callable[[Any], TensorInfo] = known_info,
    loc: ir.Location | None = None,
    ip: ir.InsertionPoint | None = None,
    **attributes: Any,
) -> Any:
    """Build an op at the insertion point; its result types come from ``infer``.

    Args:
        op_class: the op.
        operands: one for each operand field in order; None for an absent optional one, a list
            for a variadic group; trailing optional ones may be left out.
        info: tells what is known of an operand; by default its type.
        loc: location of the new op; by default the context's.
        ip: insertion point; by default the context's.
        attributes: Python values by name; those equal to the default are not written.

    Returns:
        The op; ``op.result`` and ``op.results`` are its values.

    Raises:
        ValueError: the op refuses these operands or attributes.
    """
    spec = op_class.spec
    if len(operands) > len(spec.operands):
        raise TypeError(f"pd.{spec.name} takes {len(spec.operands)} operands, got {len(operands)}")
    flat: list[Any] = []
    counts: list[int] = []
    infos: dict[str, Any] = {}
    variadic: tuple[int, int] | None = None
    for index, field in enumerate(spec.operands):
        given = operands[index] if index < len(operands) else None
        if field.arity == "variadic":
            group = [_value(v) for v in given or ()]
            infos[field.name] = [info(v) for v in group]
            if len(group) > 1:
                variadic = (len(flat), len(flat) + len(group))
        elif given is None:
            if field.arity == "single":
                raise TypeError(f"pd.{spec.name} needs operand {field.name!r}")
            group, infos[field.name] = [], None
        else:
            group = [_value(given)]
            infos[field.name] = info(group[0])
        flat += group
        counts.append(len(group))
    values = {}
    for name, value in attributes.items():
        if name not in spec.attributes:
            raise TypeError(f"pd.{spec.name} has no attribute {name!r}")
        values[name] = tuple(value) if isinstance(value, list) else value
    for name, attribute in spec.attributes.items():
        if name not in values:
            if attribute.is_required:
                raise TypeError(f"pd.{spec.name} needs attribute {name!r}")
            values[name] = attribute.default
    inferred = call_infer(op_class, infos, values)
    with loc if loc is not None else ir.Location.current:
        if variadic is not None:
            flat[slice(*variadic)] = _cast_to_one_type(flat[slice(*variadic)], ip)
        written = {
            name: field.kind.to_mlir(values[name])
            for name, field in spec.attributes.items()
            if field.is_required or not _same(values[name], field.default)
        }
        if spec.needs_segments:
            written[_SEGMENTS] = ir.DenseI32ArrayAttr.get(counts)
        operation = ir.Operation.create(
            op_class.OPERATION_NAME,
            results=[type_of(result) for result in inferred],
            operands=flat,
            attributes=written,
            ip=ip,
        )
    return operation.opview


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return False
    return type(left) is type(right) and left == right


def _value(given: Any) -> Any:
    return given.result if isinstance(given, (ir.OpView, ir.Operation)) else given


def all_ops() -> Iterator[type[PdOp]]:
    """Every op class of the dialect that has been imported, in order of definition."""
    yield from (op for op in Pd.operations if issubclass(op, PdOp))
