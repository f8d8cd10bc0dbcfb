"""Dispatches that are written out as loops over vectors, where IREE's own code is slow.

IREE divides nothing of such a dispatch and fuses nothing into it: its workgroups, loops and
vectors are those that are built here, and what follows it has to be computed inside. Vectors may
be longer than the registers of a CPU; LLVM cuts them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from math import prod
from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math, scf, tensor, vector

from paddle_mlir.dialects.symbolic import Size
from paddle_mlir.dialects.tensor import TensorInfo
from paddle_mlir.pipelines.lower.lowering import Lowering, lowered_element_type

Sizes = Callable[[Size], Any]
"""Gives the value of a size."""
Workgroups = int | Callable[[Sizes], Any]
"""In one dimension of a grid: a number, or what builds it from sizes."""
Vectors = Sequence[tuple[Any, int]]
"""Of features: the first one, as a value, and how many."""
_DYNAMIC = ir.ShapedType.get_dynamic_size()
LANES = (16, 8, 4)
"""Elements of a vector: the first number that divides an axis is taken."""
MOST_OF_A_GROUP = 128
"""Channels of a workgroup."""


def lanes_of(size: int) -> int | None:
    """The length of the vectors that an axis is divided into, if it can be."""
    return next((lanes for lanes in LANES if size % lanes == 0), None)


def channel_blocks(channels: int) -> tuple[int, int]:
    """The length of vectors of channels, and how many channels a workgroup takes.

    Raises:
        ValueError: no length of a vector divides the channels.
    """
    lanes = lanes_of(channels)
    if lanes is None:
        raise ValueError(f"vectors of {LANES[-1]} must divide the channels, got {channels}")
    vectors = channels // lanes
    most = max(MOST_OF_A_GROUP // lanes, 1)
    return lanes, lanes * next(n for n in range(most, 0, -1) if vectors % n == 0)


def pieces(size: int, whole: bool = False) -> list[tuple[int, int]]:
    """Where the vectors begin that an axis is divided into, and their lengths: 16, then less.

    With ``whole`` the vectors of the first length are one piece, that a loop may run over.
    """
    found, first = [], 0
    for lanes in (*LANES, 2, 1):
        count = (size - first) // lanes
        found += [
            (first + number * lanes, lanes) for number in range(min(count, 1) if whole else count)
        ]
        first += count * lanes
    return found


class VectorKernel:
    """The inside of a dispatch.

    Attributes:
        inputs: the whole of each operand, as a tensor.
        group: number of this workgroup in each dimension of the grid.
    """

    def __init__(
        self, block: Any, infos: Sequence[TensorInfo], dynamic: Sequence[Size], grid: int
    ) -> None:
        """Begin a block.

        Args:
            block: its arguments are the operands, their dynamic sizes, and the result.
            infos: of the operands and of the result.
            dynamic: the sizes.
            grid: how many dimensions it has.
        """
        arguments = list(block.arguments)
        count = len(infos) - 1
        self._sizes = {
            size: ir.Operation.create(
                "iree_tensor_ext.dispatch.workload.ordinal",
                results=[ir.IndexType.get()],
                operands=[arguments[count + number]],
                attributes={"ordinal": ir.IntegerAttr.get(ir.IndexType.get(), number)},
            ).result
            for number, size in enumerate(dynamic)
        }
        tied = [
            self._tied(argument, info)
            for argument, info in zip([*arguments[:count], arguments[-1]], infos, strict=True)
        ]
        self.inputs = [self._load(*one) for one in zip(tied[:-1], infos[:-1], strict=True)]
        self._element = lowered_element_type(infos[-1].dtype)
        self._output, self._result_sizes = tied[-1], self._dynamic(infos[-1])
        self.group = [
            ir.Operation.create(
                "flow.dispatch.workgroup.id",
                results=[ir.IndexType.get()],
                attributes={"dimension": ir.IntegerAttr.get(ir.IndexType.get(), dimension)},
            ).result
            for dimension in range(grid)
        ]

    def size(self, size: Size) -> Any:
        """A size that the dispatch knows, as a value."""
        return index(size) if isinstance(size, int) else self._sizes[size]

    def _dynamic(self, info: TensorInfo) -> list[Any]:
        return [self.size(size) for size in info.dims if not isinstance(size, int)]

    def _tied(self, argument: Any, info: TensorInfo) -> Any:
        sizes = self._dynamic(info)
        if not sizes:
            return argument
        return ir.Operation.create(
            "flow.dispatch.tie_shape", results=[argument.type], operands=[argument, *sizes]
        ).result

    def _load(self, argument: Any, info: TensorInfo) -> Any:
        """The whole of an operand."""
        sizes = self._dynamic(info)
        places = [size if isinstance(size, int) else _DYNAMIC for size in info.dims]
        type_ = ir.RankedTensorType.get(places, lowered_element_type(info.dtype))
        return ir.Operation.create(
            "iree_tensor_ext.dispatch.tensor.load",
            results=[type_],
            operands=[argument, *sizes, *sizes],
            attributes={
                "operandSegmentSizes": ir.DenseI32ArrayAttr.get([1, len(sizes), 0, len(sizes), 0]),
                "static_offsets": ir.DenseI64ArrayAttr.get([0] * info.rank),
                "static_sizes": ir.DenseI64ArrayAttr.get(places),
                "static_strides": ir.DenseI64ArrayAttr.get([1] * info.rank),
            },
        ).result

    def write(self, value: Any, position: Sequence[Any]) -> None:
        """Store a vector of floats along the result's last axis, from a position on."""
        value = converted(value, self._element)
        lanes = ir.VectorType(value.type).shape[0]
        sizes = [1] * (len(position) - 1) + [lanes]
        piece = tensor.EmptyOp(sizes, ir.VectorType(value.type).element_type).result
        piece = write(value, piece, [index(0)] * len(sizes))
        ir.Operation.create(
            "iree_tensor_ext.dispatch.tensor.store",
            operands=[piece, self._output, *self._result_sizes, *position],
            attributes={
                "operandSegmentSizes": ir.DenseI32ArrayAttr.get(
                    [1, 1, len(self._result_sizes), len(position), 0, 0]
                ),
                "static_offsets": ir.DenseI64ArrayAttr.get([_DYNAMIC] * len(position)),
                "static_sizes": ir.DenseI64ArrayAttr.get(sizes),
                "static_strides": ir.DenseI64ArrayAttr.get([1] * len(sizes)),
            },
        )


def dispatch(
    lower: Lowering,
    operands: Sequence[tuple[Any, TensorInfo]],
    result: TensorInfo,
    grid: Sequence[Workgroups],
    body: Callable[[VectorKernel], None],
    sizes: Sequence[Size] = (),
) -> Any:
    """A dispatch.

    Args:
        lower: the lowering.
        operands: lowered tensors with their infos.
        result: its info.
        grid: workgroups in up to three dimensions.
        body: builds what one workgroup does.
        sizes: that the grid or the body ask for beside those of the operands and the result.
    """
    infos = [*(info for _, info in operands), result]
    all_sizes = [*(size for info in infos for size in info.dims), *sizes]
    dynamic = list(dict.fromkeys(size for size in all_sizes if not isinstance(size, int)))
    values = {size: lower.size(size) for size in dynamic}
    own = [[values[s] for s in info.dims if not isinstance(s, int)] for info in infos]
    of_operands = [size for one in own[:-1] for size in one]
    inputs = [*(value for value, _ in operands), *values.values()]
    segments = [len(dynamic), len(inputs), len(of_operands), len(own[-1])]
    type_ = lower.type(result)
    op = ir.Operation.create(
        "flow.dispatch.workgroups",
        results=[type_],
        operands=[*values.values(), *inputs, *of_operands, *own[-1]],
        attributes={
            "operandSegmentSizes": ir.DenseI32ArrayAttr.get(segments),
            "tied_operands": ir.Attribute.parse("[-1 : index]"),
        },
        regions=2,
    )
    index_type = ir.IndexType.get()
    kinds = [_access("readonly", value.type) for value, _ in operands]
    kinds += [*[index_type] * len(dynamic), _access("writeonly", type_)]
    block = op.regions[0].blocks.append(*kinds, arg_locs=[ir.Location.current] * len(kinds))
    with ir.InsertionPoint(block):
        body(VectorKernel(block, infos, dynamic, len(grid)))
        ir.Operation.create("flow.return")
    block = op.regions[1].blocks.append(
        *[index_type] * len(dynamic), arg_locs=[ir.Location.current] * len(dynamic)
    )
    with ir.InsertionPoint(block):
        known = dict(zip(dynamic, block.arguments, strict=True))

        def size_of(size: Size) -> Any:
            return index(size) if isinstance(size, int) else known[size]

        counts = [index(one) if isinstance(one, int) else one(size_of) for one in grid]
        counts += [index(1)] * (3 - len(grid))
        ir.Operation.create("flow.return", operands=counts)
    return op.result


def of_images(*sizes: Size) -> Workgroups:
    """Workgroups for each row of each image, or of each frame of each volume: so many of each."""
    numbers = [size for size in sizes if isinstance(size, int)]
    if len(numbers) == len(sizes):
        return prod(numbers)
    return lambda size: reduce(arith.muli, map(size, sizes))


def loop(last: Any, step: int, body: Callable[[Any], None], first: Any = 0) -> None:
    """A loop from one position to before another, numbers or values; built with the position."""
    ends = [index(end) if isinstance(end, int) else end for end in (first, last)]
    op = scf.ForOp(*ends, index(step))
    with ir.InsertionPoint(op.body):
        body(op.induction_variable)
        scf.YieldOp([])


def carried(last: Any, step: int, value: Any, body: Callable[[Any, Any], Any]) -> Any:
    """What a tensor is after a loop from 0 that changes it."""
    op = scf.ForOp(index(0), last, index(step), [value])
    with ir.InsertionPoint(op.body):
        scf.YieldOp([body(op.induction_variable, op.inner_iter_args[0])])
    return op.results[0]


def add_products(sums: list[Any], position: int, number: Any, factors: Sequence[Any]) -> None:
    """Add a number times vectors to the sums of a position."""
    for n, factor in enumerate(factors):
        place = position * len(factors) + n
        sums[place] = math.fma(vector.broadcast(factor.type, number), factor, sums[place])


def read(source: Any, position: Sequence[Any], lanes: int) -> Any:
    """The vector that begins at a position and runs along the last axis."""
    type_ = ir.RankedTensorType(source.type)
    kind = ir.VectorType.get([lanes], type_.element_type)
    padding = arith.constant(type_.element_type, 0.0)
    last = ir.AffineMap.get(type_.rank, 0, [ir.AffineDimExpr.get(type_.rank - 1)])
    return vector.transfer_read(kind, source, position, last, padding, in_bounds=[True])


def converted(value: Any, element: ir.Type) -> Any:
    """A vector of floats as floats of another width, or of the same."""
    old = ir.VectorType(value.type)
    if old.element_type == element:
        return value
    type_ = ir.VectorType.get(old.shape, element)
    if ir.FloatType(element).width > ir.FloatType(old.element_type).width:
        return arith.extf(type_, value)
    (lanes,) = old.shape
    if element == ir.BF16Type.get() and lanes in (16, 8):
        # IREE makes about ten instructions of the usual op.
        return intrinsic(f"x86.avx512bf16.cvtneps2bf16.{32 * lanes}", type_, value)
    return arith.truncf(type_, value)


def intrinsic(name: str, result: ir.Type, *operands: Any) -> Any:
    """A call of one of LLVM's intrinsics."""
    return ir.Operation.create(
        "llvm.call_intrinsic",
        results=[result],
        operands=operands,
        attributes={
            "intrin": ir.StringAttr.get(f"llvm.{name}"),
            "operandSegmentSizes": ir.DenseI32ArrayAttr.get([len(operands), 0]),
            "op_bundle_sizes": ir.DenseI32ArrayAttr.get([]),
        },
    ).result


def write(value: Any, target: Any, position: Sequence[Any]) -> Any:
    """A tensor of the kernel's own with a vector written along its last axis."""
    rank = ir.RankedTensorType(target.type).rank
    last = ir.AffineMap.get(rank, 0, [ir.AffineDimExpr.get(rank - 1)])
    return vector.transfer_write(target.type, value, target, position, last, in_bounds=[True])


def zeros(lanes: int, element: Any) -> Any:
    """A vector of zeros."""
    kind = ir.VectorType.get([lanes], element)
    return arith.constant(kind, ir.DenseElementsAttr.get_splat(kind, ir.FloatAttr.get(element, 0)))


def index(number: int) -> Any:
    """A constant of type index."""
    return arith.constant(ir.IndexType.get(), number)


def _access(kind: str, type_: ir.Type) -> ir.Type:
    return ir.Type.parse(f"!iree_tensor_ext.dispatch.tensor<{kind}:{type_}>")
