"""Matrix products with weights of whole numbers."""

from paddle_mlir.dialects import dtypes
from paddle_mlir.dialects.pd.definition import Operand, PdOp, Result
from paddle_mlir.dialects.tensor import TensorInfo

FACTORS = ("float16", "bfloat16", "float32")
"""What weights of whole numbers are multiplied by."""


class WeightOnlyMatmul(PdOp, name="weight_only_matmul", in_paddle=False):
    """Product with int8 weights, whose columns have a scale of their own for each group of rows.

    ``out[m, n] = sum over g of scale[g, n] * (sum over k in group g of x[m, k] * weight[k, n])``,
    in float32 and rounded once. Weights stay bytes in the artifact and in memory.

    Operands:
        x: ``[..., K]`` of float16, bfloat16 or float32.
        weight: ``[K, N]`` of int8, of known sizes.
        scale: ``[G, N]`` of floats; each group has K / G rows.

    Paddle: none; ``weight_only_linear`` and ``llm_int8_linear`` become it.
    """

    x: Operand
    weight: Operand
    scale: Operand
    out: Result

    @staticmethod
    def infer(x: TensorInfo, weight: TensorInfo, scale: TensorInfo) -> TensorInfo:
        """``[..., N]`` in the dtype of ``x``."""
        if x.rank < 1 or x.dtype not in FACTORS:
            raise ValueError(
                f"operand 'x' must be [..., K] of one of {', '.join(FACTORS)}, got {x}"
            )
        if weight.rank != 2 or weight.dtype != "int8" or not weight.is_static:
            raise ValueError(f"operand 'weight' must be int8 [K, N] of known sizes, got {weight}")
        inner, columns = weight.numbers(0, 1)
        if isinstance(x.dims[-1], int) and x.dims[-1] != inner:
            raise ValueError(
                f"the inner sizes of {x} and {weight} differ: {x.dims[-1]} and {inner}"
            )
        if scale.rank != 2 or not dtypes.is_float(scale.dtype) or not scale.is_static:
            raise ValueError(f"operand 'scale' must be floats [G, N] of known sizes, got {scale}")
        groups, width = scale.numbers(0, 1)
        if width != columns or groups == 0 or inner % groups:
            raise ValueError(
                f"operand 'scale' must have {columns} columns, and rows that divide {inner}, "
                f"got {scale}"
            )
        return x.with_dims([*x.dims[:-1], columns])
