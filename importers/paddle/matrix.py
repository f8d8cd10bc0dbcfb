"""Mapping of matrix products."""

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.symbolic import product
from paddle_mlir.importers.paddle.attributes import flag, real, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.mapping import imports_program_desc, program_desc_rule
from paddle_mlir.importers.paddle.source import SourceOp

# Results of oneDNN's reshape+transpose+matmul fusions; empty where none took place.
_FUSED = frozenset(
    {f"fused_{kind}_{side}" for kind in ("reshape", "transpose") for side in ("X", "Y", "Out")}
)

program_desc_rule(
    "matmul_v2",
    pd.Matmul,
    {"X": "x", "Y": "y"},
    renamed={"trans_x": "transpose_x", "trans_y": "transpose_y"},
    ignored=_FUSED | {"head_number", "use_mkldnn"},
)


@imports_program_desc("matmul")
def import_matmul(build: ModelBuilder, op: SourceOp) -> None:
    """Version 1, with a factor for the product."""
    value = build.emit(
        pd.Matmul,
        build.required(op, "X"),
        build.required(op, "Y"),
        transpose_x=flag(op, "transpose_X"),
        transpose_y=flag(op, "transpose_Y"),
    )
    alpha = real(op, "alpha", 1.0)
    if alpha != 1.0:
        value = build.emit(pd.Scale, value, scale=alpha)
    build.set(op, "Out", value)


@imports_program_desc("mul")
def import_mul(build: ModelBuilder, op: SourceOp) -> None:
    """Both operands flattened to matrices at ``x_num_col_dims`` and ``y_num_col_dims``."""
    x, y = build.required(op, "X"), build.required(op, "Y")
    x_columns, y_columns = (whole(op, f"{s}_num_col_dims", 1) for s in ("x", "y"))
    y_info, x_info = build.info(y), build.info(x)
    if y_info.rank != 2:
        rows, columns = (product(part) for part in _halves(y_info.dims, y_columns))
        if not isinstance(rows, int) or not isinstance(columns, int):
            raise ValueError(f"operand 'Y' must have static sizes, got {y_info}")
        y = build.emit(pd.Reshape, y, shape=(rows, columns))
    if x_info.rank - x_columns > 1:
        x = build.emit(pd.Flatten, x, start_axis=x_columns, stop_axis=-1)
    value = build.emit(pd.Matmul, x, y)
    if y_info.rank - y_columns > 1:
        tail = [size for size in y_info.dims[y_columns:] if isinstance(size, int)]
        value = build.emit(pd.Reshape, value, shape=(*([0] * x_columns), *tail))
    build.set(op, "Out", value)


def _halves(dims: tuple, at: int) -> tuple[tuple, tuple]:
    return dims[:at], dims[at:]
