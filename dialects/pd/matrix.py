"""Products of matrices."""

from paddle_mlir.dialects.pd.broadcasting import broadcast_dims
from paddle_mlir.dialects.pd.definition import Bool, Operand, PdOp, Result
from paddle_mlir.dialects.tensor import TensorInfo


class Matmul(PdOp, name="matmul"):
    """Matrix product over the last two dimensions; the others broadcast as batches.

    A 1-D operand is a row (``x``) or column (``y``) whose added dimension leaves the result.

    Attributes:
        transpose_x: use ``x`` with its last two dimensions exchanged.
        transpose_y: use ``y`` with its last two dimensions exchanged.

    Paddle: ``pd_op.matmul``; ``matmul_v2``, ``matmul``, ``mul``.
    """

    x: Operand
    y: Operand
    transpose_x: Bool = False
    transpose_y: Bool = False
    out: Result

    @staticmethod
    def infer(x: TensorInfo, y: TensorInfo, transpose_x: bool, transpose_y: bool) -> TensorInfo:
        """``[batch..., M, N]``."""
        if x.rank < 1 or y.rank < 1:
            raise ValueError(f"operands must have rank 1 or more, got {x} and {y}")
        if x.dtype != y.dtype:
            raise ValueError(f"operands must have one dtype, got {x.dtype} and {y.dtype}")
        left = (1, *x.dims) if x.rank == 1 else x.dims
        right = (*y.dims, 1) if y.rank == 1 else y.dims
        rows, inner = left[-2:] if not transpose_x or x.rank == 1 else (left[-1], left[-2])
        depth, columns = right[-2:] if not transpose_y or y.rank == 1 else (right[-1], right[-2])
        if isinstance(inner, int) and isinstance(depth, int) and inner != depth:
            raise ValueError(f"the inner sizes of {x} and {y} differ: {inner} and {depth}")
        result = [*broadcast_dims(left[:-2], right[:-2])]
        if x.rank > 1:
            result.append(rows)
        if y.rank > 1:
            result.append(columns)
        return x.with_dims(result)
