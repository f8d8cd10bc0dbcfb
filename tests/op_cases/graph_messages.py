"""Message passing over graphs, and pooling over segments."""

from op_cases.case import case, tensor

NODES = tensor((5, 4), (3, 2))
SOURCE = tensor((6, 9), dtype="int64", low=0, high=3, special=(3, 0))
TARGET = tensor((6, 9), dtype="int64", low=0, high=3, special=(1, 1, 3))
REDUCTIONS = ("sum", "mean", "min", "max")

CASES = [
    case(
        "segments",
        lambda paddle, F, x, ids: tuple(
            getattr(paddle.geometric, f"segment_{reduce}")(x, ids) for reduce in REDUCTIONS
        ),
        tensor(6, (3, 4)),
        tensor(6, dtype="int64", low=0, high=3, special=(0, 0, 1, 1, 1, 3)),
    ),
    case(
        "segments_of_numbers",
        lambda paddle, F, x, ids: (
            paddle.geometric.segment_sum(x, ids),
            paddle.geometric.segment_max(x, ids),
            paddle.geometric.segment_mean(paddle.cast(x, "float64"), ids),
        ),
        tensor(5, 2, 3, dtype="int32"),
        tensor(5, dtype="int32", low=0, high=3, special=(0, 2, 2, 2, 4)),
    ),
    case(
        "messages_of_nodes",
        lambda paddle, F, x, source, target: (
            *(
                paddle.geometric.send_u_recv(x, source, target, reduce_op=reduce)
                for reduce in REDUCTIONS
            ),
            paddle.geometric.send_u_recv(x, source, target, out_size=6),
            paddle.geometric.send_u_recv(
                paddle.cast(x * 4, "int64"),
                paddle.cast(source, "int32"),
                paddle.cast(target, "int32"),
                reduce_op="max",
            ),
        ),
        NODES,
        SOURCE,
        TARGET,
    ),
    case(
        "messages_of_nodes_and_edges",
        lambda paddle, F, x, edges, source, target: (
            *(
                paddle.geometric.send_ue_recv(x, edges, source, target, "mul", reduce)
                for reduce in REDUCTIONS
            ),
            paddle.geometric.send_ue_recv(x, edges, source, target, "add", out_size=4),
        ),
        tensor(4, 2, 3),
        tensor(6, 1, 3, low=1, high=3),
        tensor(6, dtype="int64", low=0, high=3),
        tensor(6, dtype="int64", low=0, high=3),
    ),
    case(
        "messages_between_nodes",
        lambda paddle, F, x, y, source, target: (
            paddle.geometric.send_uv(x, y, source, target, "add"),
            paddle.geometric.send_uv(x, y, source, target, "mul"),
            paddle.geometric.send_uv(x, y, source, target, "sub"),
        ),
        tensor((4, 6), 3),
        tensor((4, 6), 1),
        tensor((6, 9), dtype="int64", low=0, high=3),
        tensor((6, 9), dtype="int64", low=0, high=3),
    ),
]
