"""Export models with reference results; runs in an environment with paddlepaddle, not in ours.

``python export.py FOLDER NAME...`` writes FOLDER/NAME/{inference.*, reference_<i>.npz}:
PIR json with paddlepaddle 3.3.1, .pdmodel with 2.6.2. Names are those of MODELS, or
``ocr:FOLDER`` for a model that exists as .pdmodel and only needs reference results.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import paddle
from decoders import GreedyDecoder, TableStructure
from detectors import OneStageDetector, TwoStageDetector
from encoders import DecoderStep, SwinBlocks, TextEncoder, VisionTransformer
from image_networks import HgNet, LcNet, Segmentation, UNet, YoloHead
from paddle import nn
from paddle.vision import models as vision
from sequence_networks import CrfTagger, Translator
from small_networks import LstmTagger, SmallAttention, SmallConvolutions, SmallRecurrent, encoder
from text_networks import TextDetector, TextRecognizer


class Input(NamedTuple):
    """An input beside the first."""

    name: str
    shape: tuple[int | None, ...]
    dtype: str = "float32"
    limit: int = 0
    """Integers lie below it."""


class Network(NamedTuple):
    """A layer and the inputs that it is compared on."""

    make: Callable[[], Any]
    shape: tuple[int | None, ...] = (None, 3, 224, 224)
    """Of the first input; None is dynamic."""
    cases: tuple[tuple[int, ...], ...] = ((1,), (1,), (4,))
    """Numbers for the dynamic sizes of all inputs in their order."""
    first: tuple[str, int] = ("float32", 0)
    """Data type of the first input, and the limit of its integers."""
    others: tuple[Input, ...] = ()
    half: str = ""
    """The 16-bit type of its parameters and its floating-point input."""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All inputs."""
        return Input("x", self.shape, *self.first), *self.others


def small(make: Callable[..., Any]) -> Callable[[], Any]:
    """The architecture with ten classes."""
    return lambda: make(num_classes=10)


_SQUARE = (None, 3, 64, 64)
_SMALL = ((1, 16, 32), (2, 32, 16), (3, 16, 16))
MODELS = {
    "small_convolutions": Network(SmallConvolutions, (None, 3, None, None), _SMALL),
    "small_attention": Network(SmallAttention, (None, None, 6), ((1, 5), (2, 9), (4, 1))),
    "encoder12": Network(encoder, (None, None, 256), ((1, 128), (2, 16), (3, 7))),
    "small_recurrent": Network(SmallRecurrent, (None, 9, 6), ((1,), (3,), (2,))),
    "lstm_tagger": Network(LstmTagger, (None, 32, 64), ((1,), (2,), (3,))),
    "greedy_decoder": Network(GreedyDecoder, (1, 16), ((), (), ())),
    "table_structure": Network(TableStructure, (None, 3, 24, 32), ((1,), (2,), (3,))),
    "text_encoder": Network(
        TextEncoder,
        (None, None),
        ((2, 7) * 3, (1, 1) * 3, (3, 20) * 3),
        ("int64", 60),
        (
            Input("segments", (None, None), "int64", 2),
            Input("mask", (None, None), "int64", 2),
        ),
    ),
    "vision_transformer": Network(VisionTransformer, (None, 3, 32, 32)),
    "swin_blocks": Network(SwinBlocks, (None, 3, 32, 64)),
    "decoder_step": Network(
        DecoderStep,
        (None, None),
        ((2, 4, 2, 6), (1, 1, 1, 9), (3, 12, 3, 1)),
        ("int64", 40),
        (Input("memory", (None, None, 32)),),
    ),
    "unet": Network(UNet, (None, 3, None, None), _SMALL),
    "segmentation": Network(
        Segmentation, (None, 3, None, None), ((1, 32, 48), (2, 40, 24), (1, 33, 50))
    ),
    "lcnet": Network(LcNet, (None, 3, None, None), _SMALL),
    "hgnet": Network(HgNet, (None, 3, None, None), _SMALL),
    "yolo_head": Network(YoloHead, (None, 3, None, None), ((1, 64, 64), (2, 32, 96), (1, 96, 32))),
    "one_stage_detector": Network(OneStageDetector, (None, 3, 64, 64), ((1,), (2,), (3,))),
    "two_stage_detector": Network(TwoStageDetector, (1, 3, 32, 32), ((), (), ())),
    "text_detector": Network(
        TextDetector, (None, 3, None, None), ((1, 64, 96), (2, 32, 64), (1, 96, 32))
    ),
    "text_recognizer": Network(TextRecognizer, (None, 3, 32, None), ((1, 64), (3, 40), (2, 17))),
    "crf_tagger": Network(
        CrfTagger,
        (None, None),
        ((1, 5, 1), (3, 20, 3), (2, 9, 2)),
        first=("int64", 100),
        others=(Input("lengths", (None,), "int64", 6),),
    ),
    "translator": Network(Translator, (None, None), ((1, 5), (3, 20), (2, 9)), first=("int64", 60)),
    "resnet18_float16": Network(small(vision.resnet18), _SQUARE, half="float16"),
    "resnet18_bfloat16": Network(small(vision.resnet18), _SQUARE, half="bfloat16"),
    "lenet": Network(vision.LeNet, (None, 1, 28, 28)),
    "alexnet": Network(vision.alexnet),
    "vgg16": Network(vision.vgg16),
    "resnet18": Network(vision.resnet18),
    "resnet50": Network(vision.resnet50),
    "resnext50": Network(vision.resnext50_32x4d),
    "wide_resnet50": Network(vision.wide_resnet50_2),
    "mobilenet_v1": Network(vision.mobilenet_v1),
    "mobilenet_v2": Network(vision.mobilenet_v2),
    "mobilenet_v3_small": Network(vision.mobilenet_v3_small),
    "mobilenet_v3_large": Network(vision.mobilenet_v3_large),
    "densenet121": Network(vision.densenet121),
    "googlenet": Network(vision.googlenet),
    "inception_v3": Network(vision.inception_v3, (None, 3, 299, 299)),
    "squeezenet1_1": Network(vision.squeezenet1_1),
    "shufflenet_v2": Network(vision.shufflenet_v2_x1_0),
    "resnet34": Network(small(vision.resnet34), _SQUARE),
    "resnet101": Network(small(vision.resnet101), _SQUARE),
    "resnet152": Network(small(vision.resnet152), _SQUARE),
    "resnext50_64x4d": Network(small(vision.resnext50_64x4d), _SQUARE),
    "resnext101_32x4d": Network(small(vision.resnext101_32x4d), _SQUARE),
    "resnext101_64x4d": Network(small(vision.resnext101_64x4d), _SQUARE),
    "resnext152_32x4d": Network(small(vision.resnext152_32x4d), _SQUARE),
    "resnext152_64x4d": Network(small(vision.resnext152_64x4d), _SQUARE),
    "wide_resnet101_2": Network(small(vision.wide_resnet101_2), _SQUARE),
    "vgg11": Network(small(vision.vgg11)),
    "vgg13": Network(small(vision.vgg13)),
    "vgg19": Network(small(vision.vgg19)),
    "densenet161": Network(small(vision.densenet161), _SQUARE),
    "densenet169": Network(small(vision.densenet169), _SQUARE),
    "densenet201": Network(small(vision.densenet201), _SQUARE),
    "densenet264": Network(small(vision.densenet264), _SQUARE),
    "squeezenet1_0": Network(small(vision.squeezenet1_0), _SQUARE),
    "shufflenet_v2_x0_25": Network(small(vision.shufflenet_v2_x0_25), _SQUARE),
    "shufflenet_v2_x0_33": Network(small(vision.shufflenet_v2_x0_33), _SQUARE),
    "shufflenet_v2_x0_5": Network(small(vision.shufflenet_v2_x0_5), _SQUARE),
    "shufflenet_v2_x1_5": Network(small(vision.shufflenet_v2_x1_5), _SQUARE),
    "shufflenet_v2_x2_0": Network(small(vision.shufflenet_v2_x2_0), _SQUARE),
    "shufflenet_v2_swish": Network(small(vision.shufflenet_v2_swish), _SQUARE),
}

OCR_SHAPES = {
    "det": ((1, 3, 320, 480), (1, 3, 96, 64), (2, 3, 160, 160)),
    "rec": ((1, 3, 48, 320), (2, 3, 48, 100), (1, 3, 48, 64)),
    "cls": ((1, 3, 48, 192), (4, 3, 48, 192), (2, 3, 48, 192)),
}


def unsettle_statistics(layer: Any) -> None:
    """Give batch normalisation statistics that are not 0 and 1, else errors would hide."""
    for part in layer.sublayers():
        if isinstance(part, nn.BatchNorm2D):
            shape = part._mean.shape
            part._mean.set_value(paddle.randn(shape) * 0.1)
            part._variance.set_value(paddle.rand(shape) + 0.5)
            part.weight.set_value(paddle.rand(shape) + 0.5)
            part.bias.set_value(paddle.randn(shape) * 0.1)


def export(name: str, folder: Path) -> None:
    """Write one model of the table."""
    network = MODELS[name]
    paddle.seed(1)
    layer = network.make()
    unsettle_statistics(layer)
    layer.eval()
    folder.mkdir(parents=True, exist_ok=True)
    hooks = make_half(layer, network.half) if network.half else []
    specifications = [
        paddle.static.InputSpec(list(one.shape), dtype_of(network, one), one.name)
        for one in network.inputs
    ]
    paddle.jit.save(layer, str(folder / "inference"), input_spec=specifications)
    drop_call_stacks(folder / "inference.pdmodel")
    if network.half:
        # On the CPU, Paddle has no convolution of 16-bit numbers: the reference are the rounded
        # parameters and inputs with the arithmetic of float32.
        for hook in hooks:
            hook.remove()
        layer.to(dtype="float32")
    for index, sizes in enumerate(network.cases):
        arrays = draw_inputs(network, list(sizes), np.random.default_rng(index))
        given = [paddle.to_tensor(array) for array in arrays]
        if network.half:
            given = [tensor.astype(network.half) for tensor in given]
            arrays = [tensor.numpy() for tensor in given]
            given = [tensor.astype("float32") for tensor in given]
        results = layer(*given)
        results = results if isinstance(results, (list, tuple)) else [results]
        write_reference(folder, index, arrays, [result.numpy() for result in results])


def make_half(layer: Any, dtype: str) -> list[Any]:
    """Cast the parameters; batch normalisation, which has no bfloat16, stays in float32.

    Returns:
        The hooks that cast what goes in and out of batch normalisation.
    """
    layer.to(dtype=dtype)
    if dtype == "float16":
        return []
    hooks = []
    for part in layer.sublayers():
        if isinstance(part, nn.BatchNorm2D):
            part.to(dtype="float32")
            hooks += [
                part.register_forward_pre_hook(lambda _, given: given[0].astype("float32")),
                part.register_forward_post_hook(lambda _, given, made: made.astype(dtype)),
            ]
    return hooks


def dtype_of(network: Network, one: Input) -> str:
    """The data type of an input."""
    return network.half if network.half and one.dtype == "float32" else one.dtype


def draw_inputs(
    network: Network, numbers: list[int], random: np.random.Generator
) -> list[np.ndarray]:
    """Values for all inputs."""
    arrays = []
    for one in network.inputs:
        shape = [numbers.pop(0) if size is None else size for size in one.shape]
        if one.dtype == "float32":
            arrays.append(random.standard_normal(shape, dtype=np.float32))
        else:
            arrays.append(random.integers(0, one.limit, shape, one.dtype))
    return arrays


def drop_call_stacks(program: Path) -> None:
    """Take out of a .pdmodel where in whose files its layers were called."""
    if not program.exists():
        return
    from paddle.base.proto import framework_pb2

    message = framework_pb2.ProgramDesc.FromString(program.read_bytes())
    for block in message.blocks:
        for op in block.ops:
            kept = [attribute for attribute in op.attrs if attribute.name != "op_callstack"]
            del op.attrs[:]
            op.attrs.extend(kept)
    program.write_bytes(message.SerializeToString(deterministic=True))


def run_ocr_model(source: Path, folder: Path) -> None:
    """Copy a .pdmodel and write what Paddle's own engine computes, oneDNN off."""
    import paddle.inference as engine

    folder.mkdir(parents=True, exist_ok=True)
    for suffix in ("pdmodel", "pdiparams"):
        shutil.copy(source / f"inference.{suffix}", folder)
    program, weights = folder / "inference.pdmodel", folder / "inference.pdiparams"
    config = engine.Config(str(program), str(weights))
    config.disable_gpu()
    config.switch_ir_optim(False)
    predictor = engine.create_predictor(config)
    kind = next(kind for kind in OCR_SHAPES if f"_{kind}_" in source.name)
    for index, shape in enumerate(OCR_SHAPES[kind]):
        x = np.random.default_rng(index).standard_normal(shape, dtype=np.float32)
        handle = predictor.get_input_handle(predictor.get_input_names()[0])
        handle.reshape(shape)
        handle.copy_from_cpu(x)
        predictor.run()
        names = predictor.get_output_names()
        results = [predictor.get_output_handle(name).copy_to_cpu() for name in names]
        write_reference(folder, index, [x], results)


def write_reference(
    folder: Path, index: int, arrays: list[np.ndarray], results: list[np.ndarray]
) -> None:
    """Keep inputs with the results that Paddle computes from them."""
    inputs = {f"x{position or ''}": array for position, array in enumerate(arrays)}
    outputs = {f"y{position}": result for position, result in enumerate(results)}
    np.savez_compressed(folder / f"reference_{index}.npz", **inputs, **outputs)


def main() -> None:
    """Export what the command line names."""
    folder = Path(sys.argv[1])
    for name in sys.argv[2:]:
        print(f"exporting {name}", flush=True)
        if name.startswith("ocr:"):
            source = Path(name.removeprefix("ocr:"))
            run_ocr_model(source, folder / source.name)
        else:
            export(name, folder / name)


if __name__ == "__main__":
    main()
