"""The lowering driver: ``pd`` to linalg, tensor, arith, math, scf and func, one op at a time.

A lowering is a function ``lower_<op>(lower, op)`` registered by ``@lowers(pd.Op)``. It builds
upstream ops before ``op`` and returns the value that takes the result's place (a list for several
results). ``lower[value]`` is the lowered form of an operand, ``lower.info(value)`` what is known
of it, ``lower.result`` what is known of the op's result. Only ops that both torch-mlir and IREE
know may be built (tests/test_upstream_limits.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import arith, func, linalg, scf, tensor
from torch_mlir.dialects import cf as control_flow

from paddle_mlir.dialects import dtypes, symbolic
from paddle_mlir.dialects.errors import CompileError
from paddle_mlir.dialects.model import Model
from paddle_mlir.dialects.pd.definition import PdOp
from paddle_mlir.dialects.pd.regions import TERMINATORS, is_tensor
from paddle_mlir.dialects.pd.shape_analysis import ShapeAnalysis, update_function_type
from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower.barriers import apart_if_uniform, keep_reads_apart
from paddle_mlir.pipelines.lower.broadcast import elementwise_loop
from paddle_mlir.pipelines.lower.control_flow import lower_if, lower_select, lower_while, receive
from paddle_mlir.pipelines.lower.placement import stand_late
from paddle_mlir.pipelines.lower.scopes import ScopedValues, lowered_element_type

LoweringFunction = Callable[["Lowering", Any], Any]
PARAMETER_SCOPE = "model"
"""Scope of parameter names in IREE's archive."""
_lowerings: dict[type[PdOp], LoweringFunction] = {}
_take_complex: set[type[PdOp]] = set()


def lowers(
    *op_classes: type[PdOp], takes_complex: bool = False
) -> Callable[[LoweringFunction], LoweringFunction]:
    """Register the decorated function as the lowering of these ops.

    Args:
        op_classes: the ops.
        takes_complex: the function is right for complex numbers too; else they are refused.
    """

    def register(function: LoweringFunction) -> LoweringFunction:
        for op_class in op_classes:
            if op_class in _lowerings:
                raise ValueError(f"pd.{op_class.spec.name} has a lowering already")
            _lowerings[op_class] = function
            if takes_complex:
                _take_complex.add(op_class)
        return function

    return register


def has_lowering(op_class: type[PdOp]) -> bool:
    """True when the op can be lowered."""
    return op_class in _lowerings


def loop_index(loop: int) -> Any:
    """The position of a loop, inside the body of a generic op."""
    return linalg.IndexOp(loop).result


class Lowering(ScopedValues):
    """Lowers one function; lowerings build through its methods."""

    def __init__(self, function: func.FuncOp, parameter_symbols: dict[str, str]) -> None:
        """Analyse the function's shapes.

        Args:
            function: of the ``pd`` dialect.
            parameter_symbols: filled with the global that stands for each parameter key.
        """
        super().__init__(ShapeAnalysis(function))
        self._function = function
        self._parameter_symbols = parameter_symbols
        self._done: list[Any] = []
        self._late: list[Any] = []

    def run(self) -> None:
        """Lower every ``pd`` op of the function's body."""
        with self._function.context, self._function.location:
            for argument in self._function.arguments:
                info = self._analysis.info(argument)
                argument.set_type(self.type(info))
                self.set(argument, argument)
            self.lower_block(self._function.entry_block)
            for op in reversed(self._done):
                op.operation.erase()
            for operation in reversed(self._late):
                stand_late(operation)
            update_function_type(self._function)

    def compute_late(self, value: Any) -> None:
        """Let the op that makes a value stand where it is needed, see ``placement.py``."""
        self._late.append(value.owner.operation)

    def lower_block(self, block: Any) -> None:
        """Lower every op of a block."""
        operations = [op.operation.opview for op in block.operations]
        if len(self._scopes) > 1:
            receive(self, block)
        for op in operations:
            self._scope.anchor = op
            if isinstance(op, PdOp):
                self._lower_op(op)
            elif isinstance(op, tensor.CastOp) and self._is_lowered(op.source):
                # What stands for the operand is of the type that is known to be right.
                self.set(op.result, self[op.source])
            elif isinstance(op, scf.IfOp | scf.WhileOp | arith.SelectOp):
                if not self._lower_control_flow(op):
                    continue
            else:
                if not isinstance(op, TERMINATORS):
                    for index, operand in enumerate(op.operands):
                        if self._is_lowered(operand):
                            op.operands[index] = self[operand]
                continue
            self._done.append(op)

    def _lower_control_flow(self, op: Any) -> bool:
        """Lower an op with regions, or a choice between tensors; False leaves it as it is."""
        with ir.InsertionPoint(op), op.location:
            if isinstance(op, scf.IfOp):
                lower_if(self, op)
            elif isinstance(op, scf.WhileOp):
                lower_while(self, op)
            elif is_tensor(op.result):
                lower_select(self, op)
            else:
                return False
        return True

    def _lower_op(self, op: PdOp) -> None:
        lowering = _lowerings.get(type(op))
        if lowering is None:
            raise CompileError(f"pd.{op.spec.name} has no lowering", where=str(op.location))
        infos = [self._analysis.info(result) for result in op.results]
        for info in (*map(self._analysis.info, op.operands), *infos):
            if dtypes.is_complex(info.dtype) and type(op) not in _take_complex:
                where = str(op.location)
                raise CompileError(
                    f"pd.{op.spec.name}: complex numbers are not supported", where=where
                )
        self.result = infos[0]
        with ir.InsertionPoint(self._anchor), op.location:
            elements = infos[0].elements
            if elements is not None and not self._names_elements(op.results[0], elements):
                values: Any = self._from_elements(infos[0], elements)
            else:
                try:
                    values = lowering(self, op)
                except ValueError as error:
                    raise CompileError(
                        f"pd.{op.spec.name}: {error}", where=str(op.location)
                    ) from None
            if not isinstance(values, (list, tuple)):
                values = [values]
            for result, info, value in zip(op.results, infos, values, strict=True):
                self.set(result, self.cast_type(value, info))

    # Values and their types.

    def cast_type(self, value: Any, info: TensorInfo) -> Any:
        """``value`` with the static sizes that ``info`` knows."""
        wanted = self.type(info)
        return value if value.type == wanted else tensor.cast(wanted, value)

    def _from_elements(self, info: TensorInfo, elements: Sequence[Size]) -> Any:
        numbers = [size for size in elements if isinstance(size, int)]
        if len(numbers) == len(elements):
            return self.constant(np.array(numbers, dtype=info.dtype).reshape(info.dims))
        type_ = self.type(info)
        return tensor.from_elements(
            type_, [arith.index_cast(type_.element_type, self.size(size)) for size in elements]
        )

    # Tensors.

    def constant(self, array: np.ndarray) -> Any:
        """A tensor constant."""
        dtype = dtypes.of_numpy(array.dtype)
        element = lowered_element_type(dtype)
        attribute = ir.DenseElementsAttr.get(
            np.ascontiguousarray(array), type=element, shape=array.shape
        )
        return arith.constant(ir.RankedTensorType.get(array.shape, element), attribute)

    def empty(self, info: TensorInfo) -> Any:
        """An uninitialised tensor."""
        return tensor.EmptyOp(
            [size if isinstance(size, int) else self.size(size) for size in info.dims],
            lowered_element_type(info.dtype),
        ).result

    def load_global(self, key: str, info: TensorInfo) -> Any:
        """The value of a parameter."""
        symbol = self._parameter_symbols.get(key)
        type_ = self.type(info)
        if symbol is None:
            symbol = f"parameter_{len(self._parameter_symbols)}"
            self._parameter_symbols[key] = symbol
            _declare_global(self._function.operation, symbol, key, type_)
        return ir.Operation.create(
            "util.global.load",
            results=[type_],
            attributes={"global": ir.FlatSymbolRefAttr.get(symbol)},
        ).result

    def full(self, info: TensorInfo, scalar: Any) -> Any:
        """A tensor filled with a scalar value."""
        return linalg.fill(scalar, outs=[self.empty(info)])

    def generic(
        self,
        result: TensorInfo,
        inputs: Sequence[tuple[Any, ir.AffineMap]],
        body: Callable[..., Any],
        *,
        output_map: ir.AffineMap | None = None,
        reductions: int = 0,
        init: Any = None,
    ) -> Any:
        """A ``linalg.generic`` with one result.

        Args:
            result: its info.
            inputs: lowered operands with their indexing maps.
            body: gets a scalar for each input, and with ``init`` or reductions the accumulator
                last; gives the element.
            output_map: by default the identity.
            reductions: number of reduction loops, which come after the parallel ones.
            init: initial value of the result; by default uninitialised.
        """
        if output_map is None:
            output_map = ir.AffineMap.get_identity(result.rank)
        start = self.empty(result) if init is None else init
        loops = output_map.n_dims
        if reductions:
            inputs = [(apart_if_uniform(value), map_) for value, map_ in inputs]
        kinds = ["parallel"] * (loops - reductions) + ["reduction"] * reductions
        op = linalg.GenericOp(
            [start.type],
            [value for value, _ in inputs],
            [start],
            ir.ArrayAttr.get(
                [ir.AffineMapAttr.get(m) for m in (*(m for _, m in inputs), output_map)]
            ),
            ir.ArrayAttr.get(
                [ir.Attribute.parse(f"#linalg.iterator_type<{kind}>") for kind in kinds]
            ),
        )
        elements = [
            ir.ShapedType(value.type).element_type for value in (*(v for v, _ in inputs), start)
        ]
        block = op.regions[0].blocks.append(*elements)
        with ir.InsertionPoint(block):
            arguments = list(block.arguments)
            if init is None:
                arguments.pop()
            linalg.YieldOp([body(*arguments)])
        keep_reads_apart(op)
        return op.results[0]

    def elementwise(
        self,
        result: TensorInfo,
        operands: Sequence[Any],
        body: Callable[..., Any],
    ) -> Any:
        """Compute ``result`` element by element from ``pd`` operands that broadcast to it."""
        values = [(self[operand], self.info(operand)) for operand in operands]
        return elementwise_loop(self, result, values, body)

    def check_equal(self, left: Size, right: Size, message: str) -> None:
        """Stop the run when two sizes differ; where they are proven equal nothing is built."""
        if left != right:
            equal = arith.cmpi(arith.CmpIPredicate.eq, self.size(left), self.size(right))
            self.check(equal, message)

    def check_not_negative(self, number: Size, message: str) -> None:
        """Stop the run when a number is negative; where it is proven not to be nothing is built."""
        if not symbolic.is_not_negative(number):
            predicate = arith.CmpIPredicate.sge
            self.check(arith.cmpi(predicate, self.size(number), self.index(0)), message)

    def check(self, condition: Any, message: str) -> None:
        """Stop the run with a message when ``condition`` is false."""
        control_flow.assert_(condition, message)  # noqa: PT009 - an MLIR op


def lower_model(model: Model) -> None:
    """Lower all functions of a model to upstream dialects, in place.

    Raises:
        CompileError: an op has no lowering or refuses its operands.
    """
    from paddle_mlir.pipelines.lower import load_lowerings

    load_lowerings()
    # IREE's ops travel through torch-mlir in their generic form.
    model.module.context.allow_unregistered_dialects = True
    symbols: dict[str, str] = {}
    for function in model.functions():
        try:
            Lowering(function, symbols).run()
        except ValueError as error:
            raise CompileError(str(error), where=model.name) from None


def _declare_global(before: Any, symbol: str, key: str, type_: ir.Type) -> None:
    """Declare the IREE global of a parameter before ``before``."""
    named = f'#stream.parameter.named<"{PARAMETER_SCOPE}"::{ir.StringAttr.get(key)}> : {type_}'
    with ir.InsertionPoint(before):
        ir.Operation.create(
            "util.global",
            attributes={
                "sym_name": ir.StringAttr.get(symbol),
                "sym_visibility": ir.StringAttr.get("private"),
                "type": ir.TypeAttr.get(type_),
                "initial_value": ir.Attribute.parse(named),
            },
        )
