"""Ops that Paddle's passes for oneDNN make, those that the CPU wheel of 2.6.2 has kernels for."""

from typing import Any

from op_cases.case import PROGRAM_DESC, append_op, case, tensor, weight


def conv(paddle: Any, inputs: dict[str, Any], axes: int, **attributes: Any) -> Any:
    window = {"strides": [1] * axes, "paddings": [1] * axes, "dilations": [1] * axes, "groups": 1}
    kind = f"fused_conv{axes}d"
    return append_op(paddle, kind, inputs, "Output", use_mkldnn=True, **window, **attributes)


# One op a case: oneDNN reorders the weights where they lie.
CASES = [
    case(
        "conv2d_with_residual",
        lambda paddle, F, x, r, w, b: conv(
            paddle,
            {"Input": x, "Filter": w, "Bias": b, "ResidualData": F.relu(r)},
            2,
            fuse_residual_connection=True,
            fuse_activation="relu",
        ),
        tensor(2, 8, 5, 4),
        tensor(2, 16, 5, 4),
        weight(16, 8, 3, 3),
        weight(16),
        formats=(PROGRAM_DESC,),
    ),
    case(
        "conv2d_with_activation",
        lambda paddle, F, x, w, b: conv(
            paddle,
            {"Input": x, "Filter": w, "Bias": b},
            2,
            fuse_activation="mish",
        ),
        tensor(2, 8, 5, 4),
        weight(16, 8, 3, 3),
        weight(16),
        formats=(PROGRAM_DESC,),
    ),
    case(
        "conv3d",
        lambda paddle, F, x, w, b: conv(
            paddle, {"Input": x, "Filter": w, "Bias": b}, 3, fuse_activation="relu"
        ),
        tensor(1, 2, 3, 4, 5),
        weight(3, 2, 3, 3, 3),
        weight(3),
        formats=(PROGRAM_DESC,),
    ),
]
