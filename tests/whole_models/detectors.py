"""Compact detectors of one stage and of two."""

from typing import Any

import paddle
from image_networks import ConvolutionBlock
from paddle import nn
from paddle.nn import functional

CLASSES = 4
SETTINGS = {
    "score_threshold": 0.5,
    "nms_top_k": 60,
    "keep_top_k": 20,
    "nms_threshold": 0.6,
    "normalized": True,
    "nms_eta": 1.0,
    "background_label": -1,
}


class TwoStageDetector(nn.Layer):
    """Proposals from anchors, features of regions, then classes and boxes."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = ConvolutionBlock(3, 8, act="relu", stride=2)
        self.body = ConvolutionBlock(8, 16, act="relu", stride=2)
        self.objectness = nn.Conv2D(16, 2, 1)
        self.deltas = nn.Conv2D(16, 8, 1)
        self.hidden = nn.Linear(16 * 9, 32)
        self.classes = nn.Linear(32, CLASSES)
        self.boxes = nn.Linear(32, 4 * CLASSES)

    def forward(self, x: Any) -> Any:
        x = self.body(self.stem(x))
        row = (paddle.arange(8, dtype="float32") + 0.5) * 4
        y, x_ = paddle.meshgrid(row, row)
        centres = paddle.stack([x_, y, x_, y], axis=-1).unsqueeze(2)
        extents = paddle.to_tensor([[-4.0, -4.0, 4.0, 4.0], [-8.0, -6.0, 8.0, 6.0]])
        anchors = centres + extents
        rois, _, counts = paddle.vision.ops.generate_proposals(
            functional.sigmoid(self.objectness(x)),
            self.deltas(x) * 0.1,
            paddle.full([1, 2], 32.0),
            anchors,
            paddle.full([8, 8, 2, 4], 1.0),
            pre_nms_top_n=60,
            post_nms_top_n=12,
            nms_thresh=0.7,
            min_size=1.0,
            return_rois_num=True,
        )
        parts = paddle.vision.ops.roi_align(x, rois, counts, 3, spatial_scale=0.25)
        hidden = functional.relu(self.hidden(parts.flatten(1)))
        return rois, functional.softmax(self.classes(hidden)), self.boxes(hidden)


class OneStageDetector(nn.Layer):
    """Anchor-free heads on three scales, distances as means over bins, then suppression."""

    STRIDES = (4, 8, 16)
    BINS = 5

    def __init__(self) -> None:
        super().__init__()
        self.stem = ConvolutionBlock(3, 8, act="swish", stride=2)
        self.stages = nn.LayerList([ConvolutionBlock(8, 16, act="swish", stride=2)])
        for _ in self.STRIDES[1:]:
            self.stages.append(ConvolutionBlock(16, 16, act="swish", stride=2))
        self.scores = nn.LayerList([nn.Conv2D(16, CLASSES, 3, padding=1) for _ in self.STRIDES])
        self.distances = nn.LayerList([nn.Conv2D(16, 4 * self.BINS, 1) for _ in self.STRIDES])

    def forward(self, x: Any) -> Any:
        x = self.stem(x)
        scores, boxes = [], []
        for level, stride in enumerate(self.STRIDES):
            x = self.stages[level](x)
            height, width = x.shape[2:]
            bins = self.distances[level](x).reshape([-1, 4, self.BINS, height * width])
            weights = paddle.arange(self.BINS, dtype="float32").reshape([1, 1, self.BINS, 1])
            distance = (functional.softmax(bins, axis=2) * weights).sum(axis=2)
            row = (paddle.arange(height, dtype="float32") + 0.5) * stride
            column = (paddle.arange(width, dtype="float32") + 0.5) * stride
            y, x_ = paddle.meshgrid(row, column)
            points = paddle.stack([x_.flatten(), y.flatten()], axis=-1)
            near, far = distance.transpose([0, 2, 1]).split(2, axis=-1)
            boxes.append(paddle.concat([points - near * stride, points + far * stride], axis=-1))
            scores.append(functional.sigmoid(self.scores[level](x)).flatten(2))
        return suppress(paddle.concat(boxes, axis=1), paddle.concat(scores, axis=2), SETTINGS)


def suppress(boxes: Any, scores: Any, settings: dict[str, Any]) -> Any:
    """Rows of label, score and box, and how many each image has."""
    if paddle.framework.in_dynamic_or_pir_mode():
        rows, _, counts = paddle._C_ops.multiclass_nms3(boxes, scores, None, *settings.values())
        return rows, counts
    helper = paddle.base.layer_helper.LayerHelper("multiclass_nms3")
    results = {
        name: helper.create_variable_for_type_inference(dtype=dtype)
        for name, dtype in (("Out", boxes.dtype), ("Index", "int32"), ("NmsRoisNum", "int32"))
    }
    helper.append_op(
        type="multiclass_nms3",
        inputs={"BBoxes": boxes, "Scores": scores},
        outputs=results,
        attrs=settings,
    )
    return results["Out"], results["NmsRoisNum"]
