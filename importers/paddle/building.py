"""Building the ``pd`` module of a model, op by op."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import func

from paddle_mlir.dialects import pd, symbolic, tensor
from paddle_mlir.dialects.errors import ModelError, UnsupportedError
from paddle_mlir.dialects.model import MAIN, Model, new_context
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.dialects.pd.definition import PdOp, create
from paddle_mlir.dialects.pd.regions import REGION_OPS, nested_operations
from paddle_mlir.dialects.pd.shape_analysis import (
    ARGUMENT_NAME,
    ARGUMENT_SIZES,
    ShapeAnalysis,
    update_function_type,
)
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.importers.paddle.lengths import (
    Sequences,
    lengths_names,
    pass_lengths_on,
    rows_of,
)
from paddle_mlir.importers.paddle.source import (
    Names,
    SourceOp,
    SourceProgram,
    SourceValue,
    as_list,
)

# PIR ops that overwrite an operand, by its position; Paddle's programs read it again.
_IN_PLACE = {"increment_": "0", "array_write_": "0", "array_pop_": "0", "assign_out_": "1"}

_DEPENDS_ON_THE_RUN = "depends on the way that the run takes through its loops and branches"


class ModelBuilder:
    """What a mapping function builds with.

    ``build.value(name)`` is the SSA value of a source value, ``build.emit`` makes an op,
    ``build.set`` says which value a source result is.
    """

    def __init__(self, program: SourceProgram, parameters: Parameters) -> None:
        """Open the entry function with the model's inputs as arguments."""
        self._program = program
        self._parameters = parameters
        self._context = new_context()
        self._values: dict[str, Any] = {}
        self._roots: dict[str, str] = {}
        self._discarded: list[Any] = []
        with self._context, ir.Location.unknown():
            self._module = ir.Module.create()
            types = [self._input_type(value) for _, value in program.inputs]
            with ir.InsertionPoint(self._module.body):
                self._function = func.FuncOp(MAIN, (types, []))
            block = self._function.add_entry_block()
            self._function.attributes["arg_attrs"] = ir.ArrayAttr.get(
                [self._input_attributes(*names) for names in program.inputs]
            )
            self._ip = ir.InsertionPoint(block)
            self._analysis = ShapeAnalysis(self._function)
        for (_, value), argument in zip(program.inputs, block.arguments, strict=True):
            self._values[value] = argument
        for value, names in program.lengths.items():
            lengths = tuple(self._values[name] for name in names)
            self._values[value] = Sequences(self._values[value], lengths)

    def _input_type(self, name: str) -> ir.Type:
        value = self._program.values[name]
        if value.dtype is None or value.shape is None:
            raise UnsupportedError(
                "input is no plain tensor", where=f"{self._program.file}: input {name}"
            )
        dynamic = ir.ShapedType.get_dynamic_size()
        sizes = [dynamic if size < 0 else size for size in value.shape]
        return ir.RankedTensorType.get(sizes, tensor.element_type(value.dtype))

    def _input_attributes(self, user_name: str, value_name: str) -> ir.Attribute:
        shape = self._program.values[value_name].shape or ()
        sizes = [f"{user_name}_{axis}" if size < 0 else "" for axis, size in enumerate(shape)]
        return ir.DictAttr.get(
            {
                ARGUMENT_NAME: ir.StringAttr.get(user_name),
                ARGUMENT_SIZES: ir.ArrayAttr.get([ir.StringAttr.get(s) for s in sizes]),
            }
        )

    def place(self, op: SourceOp) -> ir.Location:
        """The location of what is built for an op: its layer and its variable."""
        names = [name for slot in op.results.values() for name in as_list(slot)]
        text = f"{op.layer}{op.name}" + (f" {names[0]}" if names else "")
        return ir.Location.name(text, context=self._context)

    def run(self, op: SourceOp, mapping: Any) -> None:
        """Let a mapping function build ``op``.

        Raises:
            UnsupportedError: the op, or a value of an attribute, is not supported.
        """
        with self._context, self.place(op), self._ip:
            try:
                mapping(self, op)
                self._note_in_place(op)
                pass_lengths_on(op, self._values, self._row_count)
            except UnsupportedError:
                raise
            except KeyError as error:
                # Mapping functions take the attributes that every such op has for granted.
                what = f"attribute {error} is missing"
                raise UnsupportedError(what, where=describe(op)) from error
            except (TypeError, IndexError, OverflowError) as error:
                what = f"an attribute or operand is of an unexpected kind: {error}"
                raise UnsupportedError(what, where=describe(op)) from error
            except ValueError as error:
                raise UnsupportedError(str(error), where=describe(op)) from None

    def _note_in_place(self, op: SourceOp) -> None:
        """Let later readers of what an op overwrites see its result."""
        target = _IN_PLACE.get(op.name) if op.kind == "pir" else None
        if target is not None:
            (overwritten,), (result,) = op.operand_list(target), op.result_list("0")
            root = self._roots.get(overwritten, overwritten)
            self._values[root] = self._values[result]
            self._roots[result] = root

    def _row_count(self, value: Any) -> Size | None:
        dims = self.info(value).dims if isinstance(value, ir.Value) else ()
        return dims[0] if dims else None

    @contextmanager
    def inside(self, block: ir.Block) -> Iterator[dict[str, Any]]:
        """Build in a body's block; gives the values by name, whose changes end with the body."""
        outside = self._values, self._ip
        self._values, self._ip = dict(self._values), ir.InsertionPoint(block)
        with self._ip:
            yield self._values
        self._values, self._ip = outside

    def values(self) -> dict[str, Any]:
        """Values by name: what can be read at this point."""
        return self._values

    def root(self, name: str) -> str:
        """The name under which a value that ops overwrite is known."""
        return self._roots.get(name, name)

    def state(self, name: str) -> Any:
        """What a name stands for: an SSA value, sequences, or the state of a tensor array.

        Raises:
            ValueError: it is a result that inference does not compute.
        """
        found = self._values.get(self.root(name))
        return self.value(name) if found is None else found

    def is_new_array(self, name: str) -> bool:
        """True for a variable of ProgramDesc that is no tensor, before anything is in it."""
        value = self._program.values.get(name)
        return value is not None and value.dtype is None and name not in self._values

    def learn(self, op: Any) -> None:
        """Take an op that is not of the ``pd`` dialect into the account."""
        self._analysis.visit(op)

    def assume(self, value: Any, info: TensorInfo) -> None:
        """Say what is known of a body's argument."""
        self._analysis.assume(value, info)

    def discard(self, op: Any) -> None:
        """Take an op out of the function.

        It is erased at the end: what is known of its values must not pass to new ones that take
        their place in memory.
        """
        op.operation.move_after(self._function.operation)
        self._discarded.append(op)

    def symbols(self) -> frozenset[str]:
        """Sizes that have their numbers at this point."""
        return frozenset(self._analysis.sources)

    def size_tensor(self, size: Size) -> Any:
        """A size as an int64 tensor of one element.

        Raises:
            ValueError: it is no plain size of a value.
        """
        if isinstance(size, int):
            return self.emit(pd.Constant, value=np.array([size], dtype="int64"))
        source = self._analysis.sources.get(symbolic.is_symbol(size) or "")
        if source is None or source.is_element:
            raise ValueError(f"size {size} is not known before the loop")
        shape = self.emit(pd.Shape, source.value)
        part = {"starts": (source.position,), "ends": (source.position + 1,)}
        piece = self.emit(pd.Slice, shape, axes=(0,), **part)
        return self.emit(pd.Cast, piece, dtype="int64")

    def finish(self, name: str) -> Model:
        """Close the function with the model's outputs.

        Raises:
            UnsupportedError: an output is not computed in inference.
            ModelError: the module does not verify, which is an error of the mapping.
        """
        with self._context, ir.Location.unknown(), self._ip:
            results = [(names[0], self._output(*names)) for names in self._program.outputs]
            if self._program.lengths:
                for names in self._program.outputs:
                    results += self._output_lengths(*names)
            func.ReturnOp([result for _, result in results])
            update_function_type(self._function)
            self._function.attributes["res_attrs"] = ir.ArrayAttr.get(
                [
                    ir.DictAttr.get({ARGUMENT_NAME: ir.StringAttr.get(user_name)})
                    for user_name, _ in results
                ]
            )
        for op in self._discarded:
            op.operation.erase()
        _erase_unused(self._function)
        try:
            self._module.operation.verify()
        except ir.MLIRError as error:
            raise ModelError(
                f"the imported module is not valid: {error.error_diagnostics[0].message}",
                where=self._program.file,
            ) from None
        return Model(self._module, self._parameters, name)

    def _output(self, user_name: str, value: str) -> Any:
        try:
            return self.value(value)
        except ValueError as error:
            raise UnsupportedError(
                str(error), where=f"{self._program.file}: output {user_name}"
            ) from None

    def _output_lengths(self, user_name: str, value: str) -> list[tuple[str, Any]]:
        state = self._values.get(value)
        if not isinstance(state, Sequences):
            return []
        if state.lengths is None:
            raise UnsupportedError(
                f"whether it is made of sequences {_DEPENDS_ON_THE_RUN}",
                where=f"{self._program.file}: output {user_name}",
            )
        return list(zip(lengths_names(user_name, len(state.lengths)), state.lengths, strict=True))

    # For mapping functions.

    def value(self, name: str) -> Any:
        """The SSA value of a source value.

        Raises:
            ValueError: it is a result that inference does not compute, or a tensor array.
        """
        name = self._roots.get(name, name)
        found = self._values.get(name)
        if found is not None:
            rows = rows_of(found)
            if not isinstance(rows, ir.Value):
                raise ValueError(f"value {name} is a tensor array, where a tensor is wanted")
            return rows
        key = self._program.parameters.get(name)
        if key is None:
            raise ValueError(f"value {name} is a result that is not computed in inference")
        parameter = self._parameters[key]
        found = self.emit(
            pd.Parameter, key=key, dtype=parameter.dtype, shape=tuple(parameter.shape)
        )
        self._values[name] = found
        return found

    def declared(self, name: str) -> SourceValue:
        """What the file says of a value's type."""
        return self._program.values[name]

    def operands(self, op: SourceOp, key: str) -> list[Any]:
        """All values in an operand slot."""
        return [self.value(name) for name in op.operand_list(key)]

    def operand(self, op: SourceOp, key: str) -> Any:
        """The value in an operand slot, or None when it is empty.

        Raises:
            ValueError: it holds several.
        """
        names = op.operand_list(key)
        if len(names) > 1:
            raise ValueError(f"operand {key!r} must be one tensor, got {len(names)}")
        return self.value(names[0]) if names else None

    def required(self, op: SourceOp, key: str) -> Any:
        """The value in an operand slot.

        Raises:
            ValueError: it is empty.
        """
        value = self.operand(op, key)
        if value is None:
            raise ValueError(f"operand {key!r} is missing")
        return value

    def levels(self, op: SourceOp, key: str) -> tuple[Any, ...]:
        """The lengths of all levels of an operand, the outermost first; none for a plain tensor.

        Raises:
            ValueError: it depends on the run of which sequences the operand is made.
        """
        names = op.operand_list(key)
        return self._levels(names[0], key) if names else ()

    def _levels(self, name: str, key: str) -> tuple[Any, ...]:
        state = self._values.get(self.root(name))
        if not isinstance(state, Sequences):
            return ()
        if state.lengths is None:
            raise ValueError(f"whether operand {key!r} is made of sequences {_DEPENDS_ON_THE_RUN}")
        return state.lengths

    def lengths(self, op: SourceOp, key: str) -> Any:
        """The lengths of the sequences that an operand is made of, an int64 vector.

        Raises:
            ValueError: nothing is known of them, or they are made of sequences themselves.
        """
        return self.all_lengths(op, key)[0]

    def all_lengths(self, op: SourceOp, key: str) -> list[Any]:
        """The same for each value in an operand slot."""
        names = op.operand_list(key)
        known = [self._levels(name, key) for name in names]
        if not names or any(len(levels) != 1 for levels in known):
            found = max(map(len, known), default=0)
            raise ValueError(
                f"operand {key!r} must be made of sequences (one LoD level), got {found} levels"
            )
        return [levels[0] for levels in known]

    def lengths_if_any(self, op: SourceOp, key: str) -> Any:
        """The lengths, or None when the operand is a plain tensor or is missing."""
        return self.lengths(op, key) if self.levels(op, key) else None

    def set_lengths(self, op: SourceOp, key: str, *levels: Any) -> None:
        """Say of which sequences a result is made, level by level, the outermost first."""
        for name in op.result_list(key):
            self._values[name] = Sequences(self.value(name), levels)

    def emit(self, op_class: type[PdOp], *operands: Any, **attributes: Any) -> Any:
        """Build an op with one result and give that.

        Raises:
            ValueError: the op refuses its operands or attributes.
        """
        return self.emit_all(op_class, *operands, **attributes)[0]

    def emit_all(self, op_class: type[PdOp], *operands: Any, **attributes: Any) -> list[Any]:
        """Build an op and give all its results.

        Raises:
            ValueError: the op refuses its operands or attributes.
        """
        op = create(op_class, *operands, info=self._analysis.info, **attributes)
        self._analysis.visit(op)
        return list(op.results)

    def info(self, value: Any) -> TensorInfo:
        """What is known of a value, elements of shapes included."""
        return self._analysis.info(value)

    def constant(self, value: Any) -> np.ndarray | None:
        """The elements of a value that is known before run time, else None."""
        info = self.info(value)
        if info.elements is not None:
            numbers = [size for size in info.elements if isinstance(size, int)]
            if len(numbers) < len(info.elements):
                return None
            return np.array(numbers, dtype=info.dtype).reshape(info.dims)
        owner = value.owner
        opview = owner.opview if isinstance(owner, ir.Operation) else owner
        if isinstance(opview, pd.Constant):
            return opview.value
        if isinstance(opview, pd.Full) and info.is_static and info.numel == 1:
            return np.full(opview.results[0].type.shape, opview.value)
        return None

    def set(self, op: SourceOp, key: str, value: Any) -> None:
        """Say which value the result in a slot is."""
        names = op.result_list(key)
        if len(names) != 1:
            raise ValueError(f"result {key!r} must be one tensor, got {len(names)}")
        self._values[names[0]] = value

    def set_list(self, op: SourceOp, key: str, values: Sequence[Any]) -> None:
        """Say which values the results in a slot are."""
        for name, value in zip(op.result_list(key), values, strict=True):
            self._values[name] = value

    def shape_tensor(self, values: Sequence[Any]) -> Any:
        """One 1-D int64 tensor from the scalars or vectors that together name a shape."""
        parts = []
        for value in values:
            part = value
            if self.info(part).dtype != "int64":
                part = self.emit(pd.Cast, part, dtype="int64")
            if self.info(part).rank == 0:
                part = self.emit(pd.Reshape, part, shape=(1,))
            parts.append(part)
        return parts[0] if len(parts) == 1 else self.emit(pd.Concat, parts, axis=0)


def describe(op: SourceOp) -> str:
    """Where an op is, for errors."""
    return f"{op.where} in layer {op.layer}" if op.layer else op.where or op.name


def slot(names: Names) -> list[str]:
    """The values of a slot as a list."""
    return as_list(names)


def _erase_unused(function: func.FuncOp) -> None:
    for op in reversed(list(nested_operations(function.entry_block))):
        if isinstance(op, REGION_OPS):
            continue
        if op.operation.results and not any(True for r in op.operation.results for _ in r.uses):
            op.operation.erase()
