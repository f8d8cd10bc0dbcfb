"""Lowering of logarithms and exponentials."""

from typing import Any

from torch_mlir import ir
from torch_mlir.dialects import arith, math

from paddle_mlir.dialects import pd
from paddle_mlir.pipelines.lower.elementwise import unary
from paddle_mlir.pipelines.lower.lowering import Lowering, lowers

_LOG_2 = 0.6931471805599453
_LOG_10 = 2.302585092994046


def _log2(x: Any) -> Any:
    # IREE 3.13.0 has none of f64.
    if x.type == ir.F32Type.get():
        return math.log2(x)
    return arith.divf(math.log(x), arith.constant(x.type, _LOG_2))


def _log10(x: Any) -> Any:
    # IREE 3.13.0 does not link log10.
    return arith.divf(math.log(x), arith.constant(x.type, _LOG_10))


_FUNCTIONS = {pd.Expm1: math.expm1, pd.Log1p: math.log1p, pd.Log2: _log2, pd.Log10: _log10}


@lowers(*_FUNCTIONS)
def lower_exponential(lower: Lowering, op: Any) -> Any:
    """A function of one number."""
    return unary(lower, op, _FUNCTIONS[type(op)])
