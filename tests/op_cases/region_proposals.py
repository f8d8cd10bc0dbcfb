"""Proposal of regions where objects may be."""

from typing import Any

from op_cases.case import (
    PIR,
    PROGRAM_DESC,
    append_op,
    append_op_with_results,
    case,
    tensor,
)


def _proposals(paddle: Any, scores: Any, deltas: Any, images: Any, x: Any, **options: Any) -> Any:
    anchors = paddle.concat([x[..., :2], x[..., :2] + x[..., 2:]], axis=-1)
    variances = paddle.full_like(anchors, 0.5)
    settings = {"pre_nms_top_n": 20, "post_nms_top_n": 6, "nms_thresh": 0.5, "min_size": 3.0}
    return paddle.vision.ops.generate_proposals(
        scores, deltas, images, anchors, variances, return_rois_num=True, **(settings | options)
    )


def _older_proposals(
    paddle: Any, scores: Any, deltas: Any, images: Any, x: Any, maps: Any
) -> tuple[Any, ...]:
    """Boxes of version 1, whose LoD tells what is pooled from which map."""
    anchors = paddle.concat([x[..., :2], x[..., :2] + x[..., 2:]], axis=-1)
    inputs = {
        "Scores": scores,
        "BboxDeltas": deltas,
        "ImInfo": images,
        "Anchors": anchors,
        "Variances": paddle.full_like(anchors, 0.5),
    }
    names = ("RpnRois", "RpnRoiProbs")
    settings = {"pre_nms_topN": 20, "post_nms_topN": 6, "nms_thresh": 0.5, "min_size": 4.0}
    boxes, best = append_op_with_results(
        paddle, "generate_proposals", inputs, names, eta=1.0, **settings
    )
    size = {"pooled_height": 2, "pooled_width": 3, "spatial_scale": 0.125}
    pools = {"X": maps, "ROIs": boxes}
    pooled = append_op(paddle, "roi_align", pools, sampling_ratio=2, aligned=False, **size)
    largest, _ = append_op_with_results(paddle, "roi_pool", pools, ("Out", "Argmax"), **size)
    # Results without LoD, which the executor gives as plain arrays.
    return *(paddle.tile(out, [2, 1]) for out in (boxes, best)), pooled, largest


CASES = [
    case(
        "generate_proposals_older",
        lambda paddle, F, *inputs: _older_proposals(paddle, *inputs),
        tensor(3, 3, 4, 5, low=0, high=1, step=2.0**-20),
        tensor(3, 12, 4, 5),
        tensor(3, 3, special=(40, 50, 2, 60, 35, 0.5, 2, 3, 1)),
        tensor(4, 5, 3, 4, low=0, high=30, step=0.5),
        tensor(3, 2, 7, 8),
        formats=(PROGRAM_DESC,),
    ),
    case(
        "generate_proposals",
        lambda paddle, F, scores, deltas, images, anchors: (
            *_proposals(paddle, scores, deltas, images, anchors),
            *_proposals(
                paddle,
                scores,
                deltas,
                images,
                anchors,
                pre_nms_top_n=6000,
                post_nms_top_n=1000,
                pixel_offset=True,
                eta=0.8,
            ),
            *_proposals(paddle, scores, deltas, images, anchors, min_size=100.0),
        ),
        tensor(2, 3, 4, 5, low=0, high=1, step=2.0**-20),
        tensor(2, 12, 4, 5),
        tensor(2, 2, low=30, high=60, step=1),
        tensor(4, 5, 3, 4, low=0, high=30, step=0.5),
    ),
    case(
        "generate_proposals_dynamic",
        lambda paddle, F, scores, deltas, images, anchors: _proposals(
            paddle, scores, deltas, images, anchors
        ),
        tensor((2, 1), 3, (4, 2), (5, 3), low=0, high=1, step=2.0**-20),
        tensor((2, 1), 12, (4, 2), (5, 3)),
        tensor((2, 1), 2, low=30, high=60, step=1),
        tensor((4, 2), (5, 3), 3, 4, low=0, high=30, step=0.5),
    ),
    case(
        "collect_fpn_proposals",
        lambda paddle, F, x, y, p, q, m, n: paddle._C_ops.collect_fpn_proposals(
            [x, y], [p, q], [m, n], 9
        ),
        tensor(7, 4),
        tensor(5, 4),
        tensor(7, 1, low=0, high=1, step=2.0**-20),
        tensor(5, 1, low=0, high=1, step=2.0**-20),
        tensor(2, dtype="int32", special=(3, 4)),
        tensor(2, dtype="int32", special=(4, 1)),
        formats=(PIR,),
    ),
]
