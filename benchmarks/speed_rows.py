"""What ``make bench`` measures, and the ratios to the best peer that it wants."""

from __future__ import annotations

from dataclasses import dataclass

IMAGE = (1, 3, 224, 224)


@dataclass(frozen=True)
class Row:
    """A model at one size.

    Attributes:
        name: in the table.
        model: a network of export_networks.py, or ``ocr:`` and the folder of a packaged model.
        shape: of its input x.
        goal: with one thread, our time over the best peer's is to be at most this.
        counts: in the geometric mean, whose rows stay the same.
    """

    name: str
    model: str
    shape: tuple[int, ...] = IMAGE
    goal: float = 1.0
    counts: bool = True

    @property
    def batch(self) -> int:
        """Number of images or sequences."""
        return self.shape[0]


ROWS = (
    Row("ResNet50", "resnet50", goal=0.85),
    Row("ResNet18", "resnet18", goal=0.85),
    Row("MobileNetV2", "mobilenet_v2", goal=0.95),
    Row("MobileNetV3-small", "mobilenet_v3_small"),
    Row("VGG16", "vgg16", goal=0.75),
    Row("DenseNet121", "densenet121"),
    Row("GoogLeNet", "googlenet"),
    Row("InceptionV3", "inception_v3", (1, 3, 299, 299)),
    Row("ShuffleNetV2", "shufflenet_v2"),
    Row("SqueezeNet", "squeezenet1_1"),
    Row("PP-OCRv4 det 640x640", "ocr:ch_PP-OCRv4_det_infer", (1, 3, 640, 640)),
    Row("PP-OCRv4 rec 48x320", "ocr:ch_PP-OCRv4_rec_infer", (1, 3, 48, 320)),
    Row("BERT-base encoder, 128 tokens", "bert_base", (1, 128, 768)),
    Row("BiLSTM tagger, length 128", "lstm_tagger_128", (1, 128, 64)),
    Row("ResNet50, batch 8", "resnet50", (8, 3, 224, 224), goal=0.95),
    Row("BERT-base encoder, batch 8", "bert_base", (8, 128, 768), goal=0.95),
    Row("ResNeXt50 32x4d", "resnext50", counts=False),
    Row("ViT-S/16", "vit_small", counts=False),
    Row("ConvNeXt-T, two stages", "convnext", counts=False),
    Row("U-Net 256x256", "unet_wide", (1, 3, 256, 256), counts=False),
    Row("DCGAN generator", "generator", (1, 100, 1, 1), counts=False),
    Row("C3D, 16 frames", "c3d", (1, 3, 16, 112, 112), counts=False),
    Row("WaveNet, 400 steps", "wavenet", (1, 80, 400), counts=False),
    Row("CRNN 32x320", "crnn", (1, 3, 32, 320), counts=False),
)
REASONS = {
    ("SqueezeNet", "bf16"): "products of F(4,3) and the 3x3 kernel of the image stay in float32",
    ("BERT-base encoder, 128 tokens", "bf16"): "attention stays in float32, 1.5 to 3 ms",
    ("BERT-base encoder, batch 8", "bf16"): "attention stays in float32",
    ("BiLSTM tagger, length 128", "bf16"): "the steps of recurrent layers stay in float32",
    ("ViT-S/16", "f32"): "layer norms of 197 rows take two dispatches each, 3.4 ms of a call",
    (
        "WaveNet, 400 steps",
        "f32",
    ): "halves of channels are split off in NCHW, behind transposes",
    ("ResNet50, batch 8", "bf16"): "an image takes 40 ms, alone 33; memory is the likely cause",
}
"""Why rows miss their goals with one thread, as far as known, by row and precision."""
BFLOAT16_GOAL = 1.0
"""With precision bf16, for each row."""
BFLOAT16_PEERS = ("openvino",)
"""Engines that compute in bfloat16 by default, where the CPU does."""
MEAN_GOALS = {1: 0.92, 2: 1.0}
"""By number of threads, for the geometric mean over the rows of batch 1."""
