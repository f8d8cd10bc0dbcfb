"""Networks of families that the models of the tests hold in small sizes only, at usual sizes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import paddle
from paddle import nn
from paddle.nn import functional


class Unit(nn.Layer):
    """Convolution or what stands for it, batch norm, ReLU."""

    def __init__(self, convolution: Any, norm: Any) -> None:
        """Put them in a row."""
        super().__init__()
        self.convolution, self.norm = convolution, norm

    def forward(self, x: Any) -> Any:
        """All three."""
        return functional.relu(self.norm(self.convolution(x)))


def unit(channels: int, features: int, *window: int) -> Unit:
    """A unit over maps."""
    return Unit(nn.Conv2D(channels, features, *window), nn.BatchNorm2D(features))


class Vit(nn.Layer):
    """ViT-S/16: 197 tokens (Dosovitskiy et al. 2021)."""

    def __init__(self, width: int = 384) -> None:
        """Twelve layers of six heads."""
        super().__init__()
        layer = nn.TransformerEncoderLayer(
            width, 6, 4 * width, 0.0, activation="gelu", normalize_before=True
        )
        self.patches = nn.Conv2D(3, width, 16, 16)
        self.label = self.create_parameter([1, 1, width])
        self.places = self.create_parameter([1, 197, width])
        self.encoder = nn.TransformerEncoder(layer, 12)
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 1000)

    def forward(self, x: Any) -> Any:
        """Scores of classes."""
        tokens = self.patches(x).flatten(2).transpose([0, 2, 1])
        labels = self.label.expand([x.shape[0], -1, -1])
        tokens = self.encoder(paddle.concat([labels, tokens], 1) + self.places)
        return self.head(self.norm(tokens)[:, 0])


class ConvNext(nn.Layer):
    """The first two stages of ConvNeXt-T (Liu et al. 2022)."""

    def __init__(self) -> None:
        """Three blocks each."""
        super().__init__()
        self.stem, self.down = nn.Conv2D(3, 96, 4, 4), nn.Conv2D(96, 192, 2, 2)
        self.first = nn.LayerList([ConvNextBlock(96) for _ in range(3)])
        self.second = nn.LayerList([ConvNextBlock(192) for _ in range(3)])

    def forward(self, x: Any) -> Any:
        """A map at an eighth of the size."""
        x = self.stem(x)
        for block in self.first:
            x = block(x)
        x = self.down(x)
        for block in self.second:
            x = block(x)
        return x


class ConvNextBlock(nn.Layer):
    """7x7 of single channels, layer norm over channels, two products."""

    def __init__(self, width: int) -> None:
        """Of so many channels."""
        super().__init__()
        self.spread = nn.Conv2D(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width)
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Any) -> Any:
        """Added to the map."""
        y = self.norm(self.spread(x).transpose([0, 2, 3, 1]))
        return x + self.narrow(functional.gelu(self.wide(y))).transpose([0, 3, 1, 2])


class UNet(nn.Layer):
    """Five levels of 32 to 512 channels (Ronneberger et al. 2015)."""

    def __init__(self) -> None:
        """Two convolutions a level and side."""
        super().__init__()
        sizes = [3, 32, 64, 128, 256, 512]
        pairs = list(pairwise(sizes))
        self.down = nn.LayerList([self._twice(*pair) for pair in pairs])
        wide = list(reversed(pairs[1:]))
        self.larger = nn.LayerList([nn.Conv2DTranspose(b, a, 2, 2) for a, b in wide])
        self.up = nn.LayerList([self._twice(b, a) for a, b in wide])
        self.head = nn.Conv2D(32, 2, 1)

    def _twice(self, channels: int, features: int) -> Any:
        return nn.Sequential(unit(channels, features, 3, 1, 1), unit(features, features, 3, 1, 1))

    def forward(self, x: Any) -> Any:
        """Scores of each pixel."""
        maps: list[Any] = []
        for level in self.down:
            x = level(functional.max_pool2d(x, 2) if maps else x)
            maps.append(x)
        for number, level in enumerate(self.up):
            x = level(paddle.concat([maps[-2 - number], self.larger[number](x)], 1))
        return self.head(x)


class Generator(nn.Layer):
    """DCGAN's, to 3x64x64 (Radford et al. 2016)."""

    def __init__(self) -> None:
        """From 100 numbers."""
        super().__init__()
        sizes = [512, 256, 128, 64]
        layers = [Unit(nn.Conv2DTranspose(100, 512, 4), nn.BatchNorm2D(512))]
        for channels, features in pairwise(sizes):
            larger = nn.Conv2DTranspose(channels, features, 4, 2, 1)
            layers.append(Unit(larger, nn.BatchNorm2D(features)))
        self.layers, self.last = nn.LayerList(layers), nn.Conv2DTranspose(64, 3, 4, 2, 1)

    def forward(self, x: Any) -> Any:
        """An image."""
        for layer in self.layers:
            x = layer(x)
        return paddle.tanh(self.last(x))


class C3d(nn.Layer):
    """Four 3x3x3 convolutions of a short film (Tran et al. 2015)."""

    def __init__(self) -> None:
        """With a pooling behind each."""
        super().__init__()
        sizes = [(3, 32, 1), (32, 64, 2), (64, 128, 2), (128, 128, 2)]
        self.layers = nn.LayerList(
            [Unit(nn.Conv3D(a, b, 3, padding=1), nn.BatchNorm3D(b)) for a, b, _ in sizes]
        )
        self.steps = [(depth, 2, 2) for *_, depth in sizes]
        self.head = nn.Linear(128, 101)

    def forward(self, x: Any) -> Any:
        """Scores of classes."""
        for number, layer in enumerate(self.layers):
            x = functional.max_pool3d(layer(x), self.steps[number], self.steps[number])
        return self.head(x.mean([2, 3, 4]))


class WaveNet(nn.Layer):
    """Twelve dilated convolutions of 128 channels over time (van den Oord et al. 2016)."""

    def __init__(self, width: int = 128) -> None:
        """Dilations 1 to 32, twice."""
        super().__init__()
        gaps = [2 ** (number % 6) for number in range(12)]
        self.first, self.last = nn.Conv1D(80, width, 1), nn.Conv1D(width, 80, 1)
        self.gates = nn.LayerList(
            [nn.Conv1D(width, 2 * width, 3, padding=gap, dilation=gap) for gap in gaps]
        )
        self.mixes = nn.LayerList([nn.Conv1D(width, width, 1) for _ in gaps])

    def forward(self, x: Any) -> Any:
        """As long as the input."""
        x = self.first(x)
        for number, gate in enumerate(self.gates):
            left, right = paddle.split(gate(x), 2, 1)
            x = x + self.mixes[number](paddle.tanh(left) * functional.sigmoid(right))
        return self.last(x)


class Crnn(nn.Layer):
    """A text recogniser with two bidirectional LSTM layers (Shi et al. 2015)."""

    def __init__(self) -> None:
        """Of lines 32 pixels high."""
        super().__init__()
        sizes = [(3, 64, 2), (64, 128, 2), (128, 256, 1), (256, 512, 1)]
        self.layers = nn.LayerList([unit(a, b, 3, 1, 1) for a, b, _ in sizes])
        self.steps = [(2, across) for *_, across in sizes]
        self.last = unit(512, 512, 2)
        self.sequence = nn.LSTM(512, 256, 2, direction="bidirect")
        self.head = nn.Linear(512, 6625)

    def forward(self, x: Any) -> Any:
        """Shares of 6625 characters at each place."""
        for number, layer in enumerate(self.layers):
            x = functional.max_pool2d(layer(x), self.steps[number], self.steps[number])
        x = self.last(x).squeeze(2).transpose([0, 2, 1])
        return functional.softmax(self.head(self.sequence(x)[0]), -1)
