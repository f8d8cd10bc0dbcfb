"""Group and instance normalisation."""

from typing import Any

from op_cases.case import case, tensor, weight


def group_norm(
    paddle: Any,
    x: Any,
    groups: int,
    scale: Any,
    bias: Any,
    epsilon: float = 1e-5,
    data_format: str = "NCHW",
) -> Any:
    """``paddle.nn.functional.group_norm``, which Paddle 2.6 has not."""
    if paddle.framework.in_dynamic_or_pir_mode():
        return paddle._C_ops.group_norm(x, scale, bias, epsilon, groups, data_format)
    helper = paddle.base.layer_helper.LayerHelper("group_norm")
    names = ("Y", "Mean", "Variance")
    outputs = {name: helper.create_variable_for_type_inference(dtype=x.dtype) for name in names}
    helper.append_op(
        type="group_norm",
        inputs={"X": x, "Scale": scale, "Bias": bias},
        outputs=outputs,
        attrs={"epsilon": epsilon, "groups": groups, "data_layout": data_format},
    )
    return outputs["Y"]


CASES = [
    case(
        "group_norm",
        lambda paddle, F, x, scale, bias: (
            group_norm(paddle, x, 2, scale, bias),
            group_norm(paddle, x, 3, scale, bias, 0.01),
            group_norm(paddle, x, 6, scale, bias),
        ),
        tensor(2, 6, 4, 5),
        weight(6),
        weight(6),
    ),
    case(
        "group_norm_ranks",
        lambda paddle, F, line, volume, channels_last, scale, bias: (
            group_norm(paddle, line, 2, scale, bias),
            group_norm(paddle, volume, 3, scale, bias),
            group_norm(paddle, channels_last, 2, scale, bias, data_format="NHWC"),
        ),
        tensor(2, 6, 4),
        tensor(1, 6, 2, 3, 2),
        tensor(2, 4, 5, 6),
        weight(6),
        weight(6),
    ),
    case(
        "group_norm_dynamic",
        lambda paddle, F, x, scale, bias: group_norm(paddle, x, 2, scale, bias),
        tensor((1, 2), 4, (4, 3), (2, 5)),
        weight(4),
        weight(4),
    ),
    case(
        "instance_norm",
        lambda paddle, F, line, image, volume, scale, bias: (
            F.instance_norm(line, weight=scale, bias=bias),
            F.instance_norm(image, weight=scale, bias=bias, eps=0.01),
            F.instance_norm(volume, weight=scale, bias=bias),
            F.instance_norm(image),
        ),
        tensor(2, 3, 4),
        tensor(2, 3, 4, 5),
        tensor(1, 3, 2, 3, 2),
        weight(3),
        weight(3),
    ),
    case(
        "instance_norm_dynamic",
        lambda paddle, F, x, scale, bias: F.instance_norm(x, weight=scale, bias=bias),
        tensor((1, 2), 3, (4, 3), (2, 5)),
        weight(3),
        weight(3),
    ),
]
