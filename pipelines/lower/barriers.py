"""Barriers before what IREE would fuse with its operands and then compile badly or not at all."""

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, tensor


def apart(value: Any) -> Any:
    """A lowered tensor that lies in memory of its own before anything reads it."""
    type_ = ir.RankedTensorType(value.type)
    sizes = [
        tensor.dim(value, arith.constant(ir.IndexType.get(), axis))
        for axis in range(type_.rank)
        if type_.is_dynamic_dim(axis)
    ]
    return ir.Operation.create(
        "iree_tensor_ext.compute_barrier.start", results=[type_], operands=[value, *sizes]
    ).result


def apart_if_uniform(value: Any) -> Any:
    """A tensor that may be reduced.

    IREE 3.13.0 folds a number that fills a tensor into the loop that reduces it, whose length is
    then told by nothing: one element is taken (the sum of four ones was 1).
    """
    return apart(value) if _is_uniform(value) else value


def _is_uniform(value: Any) -> bool:
    """True for a tensor that IREE may find to hold one number."""
    owner = value.owner
    if isinstance(owner, ir.Block):
        return False
    if owner.name == "arith.constant":
        attribute = owner.attributes["value"]
        return isinstance(attribute, ir.DenseElementsAttr) and attribute.is_splat
    if owner.name in _RESHAPES:
        return _is_uniform(owner.operands[0])
    if owner.name != "linalg.generic":
        return bool(owner.name == "linalg.fill")
    loop = owner.opview
    body = loop.regions[0].blocks[0].operations
    if any(op.operation.name in ("linalg.index", "tensor.extract") for op in body):
        return False
    return all(_is_uniform(operand) for operand in loop.inputs)


def is_from_tiled_loop(value: Any) -> bool:
    """True for what loops with tiles of ours make, alone or with elementwise loops after them."""
    seen: set[Any] = set()
    todo = [value]
    while todo:
        owner = todo.pop().owner
        if isinstance(owner, ir.Block) or owner in seen:
            continue
        seen.add(owner)
        if "compilation_info" in owner.attributes:
            return True
        if owner.name in _RESHAPES:
            todo.append(owner.operands[0])
        elif owner.name == "linalg.generic" and "reduction" not in str(
            owner.attributes["iterator_types"]
        ):
            todo += owner.opview.inputs
    return False


_RESHAPES = ("tensor.cast", "tensor.collapse_shape", "tensor.expand_shape")
_IN_MEMORY = ("arith.constant", "util.global.load", "iree_tensor_ext.compute_barrier.start")


def keep_reads_apart(loop: Any) -> None:
    """Put tensors from which a loop's body extracts elements into memory of their own.

    IREE 3.13.0 fuses slices, and copies of slices, with the loop that reads them; vectors of
    elements that do not lie side by side then fail to compile, or are read wrongly
    (``y + x[:, 0]`` of dynamic sizes added ``x[0, 0]`` everywhere).
    """
    reads: list[Any] = []

    def find(op: ir.Operation) -> ir.WalkResult:
        if op.name == "tensor.extract":
            reads.append(op)
        return ir.WalkResult.ADVANCE

    for block in loop.regions[0].blocks:
        for op in block.operations:
            op.operation.walk(find)
    apart_from: dict[Any, Any] = {}
    for read in reads:
        source = read.operands[0]
        owner = source.owner
        if isinstance(owner, ir.Block) or owner.name in _IN_MEMORY or _is_within(owner, loop):
            continue
        if source not in apart_from:
            with ir.InsertionPoint(loop), loop.location:
                apart_from[source] = apart(source)
        read.operands[0] = apart_from[source]


def _is_within(op: Any, loop: Any) -> bool:
    """True for an op in a region of the loop."""
    parent = op.operation.parent
    while parent is not None:
        if parent.operation == loop.operation:
            return True
        parent = parent.operation.parent
    return False
