"""Lowering of parameters, constants and fills."""

from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower import scalars
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers


@lowers(pd.Parameter, takes_complex=True)
def lower_parameter(lower: Lowering, op: pd.Parameter) -> Any:
    """A load of the IREE global whose value the archive holds under the parameter's key."""
    return lower.load_global(op.key, lower.result)


@lowers(pd.Constant)
def lower_constant(lower: Lowering, op: pd.Constant) -> Any:
    """The elements."""
    return lower.constant(op.value)


@lowers(pd.Full, pd.FullLike, takes_complex=True)
def lower_full(lower: Lowering, op: Any) -> Any:
    """A filled tensor."""
    return lower.full(lower.result, scalars.constant(lower.result.dtype, op.value))
