"""Where kernels stand in a lowered function.

IREE 3.13.0 runs side by side only dispatches that are neighbours in the program and need nothing of
one another. Ops are lowered one after the other; so what a branch reads stands before the next
branch. Both directions of a recurrent layer become neighbours when each stands as late as it can.
"""

from __future__ import annotations

from typing import Any

VIEWS = (
    "tensor.cast",
    "tensor.collapse_shape",
    "tensor.expand_shape",
    "tensor.extract_slice",
)
"""Ops whose result is their operand's memory, or a part of it."""


def stand_late(operation: Any) -> None:
    """Move an op, and the views of its results, to before the first op that reads them.

    Views that nothing reads are erased.
    """
    for user in [use.owner.operation for result in operation.results for use in result.uses]:
        if user.name in VIEWS and user.block == operation.block:
            stand_late(user)
    first = None
    for result in operation.results:
        for use in result.uses:
            reader = use.owner.operation
            while reader.block != operation.block:
                reader = reader.parent.operation
            if first is None or reader.is_before_in_block(first):
                first = reader
    if first is not None:
        operation.move_before(first)
    elif operation.name in VIEWS:
        operation.erase()
