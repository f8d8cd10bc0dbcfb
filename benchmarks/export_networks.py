"""Exports networks that only the speed benchmark needs; runs in an environment with paddlepaddle.

``python export_networks.py FOLDER NAME...`` writes FOLDER/NAME, as tests/whole_models/export.py
does, whose networks it exports too.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from paddle import nn

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "whole_models"))
import export
import networks
from export import MODELS, Network
from small_networks import LstmTagger


def bert_base() -> Any:
    """The encoder of BERT-base: twelve layers of width 768 with twelve heads."""
    return nn.TransformerEncoder(nn.TransformerEncoderLayer(768, 12, 3072, activation="gelu"), 12)


MODELS["vit_small"] = Network(networks.Vit)
MODELS["convnext"] = Network(networks.ConvNext)
MODELS["unet_wide"] = Network(networks.UNet, (None, 3, 256, 256))
MODELS["generator"] = Network(networks.Generator, (None, 100, 1, 1))
MODELS["c3d"] = Network(networks.C3d, (None, 3, 16, 112, 112))
MODELS["wavenet"] = Network(networks.WaveNet, (None, 80, 400))
MODELS["crnn"] = Network(networks.Crnn, (None, 3, 32, 320))
MODELS["bert_base"] = Network(bert_base, (None, 128, 768))
MODELS["lstm_tagger_128"] = Network(LstmTagger, (None, 128, 64))

if __name__ == "__main__":
    export.main()
