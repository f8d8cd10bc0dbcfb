"""Kernels of the CPU as functions to compile, with arguments and what numpy makes of them.

The oracles compute in float64, from windows that numpy cuts out of the padded map.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from runnable_functions import RunnableFunctions

from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.dialects.pd.winograd import TRANSFORMS

Shape = tuple[int, ...]


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def _gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2)))


def rounded(array: np.ndarray) -> np.ndarray:
    """Numbers of eight significant bits, as bfloat16 has, halves to even."""
    mantissa, exponent = np.frexp(array)
    return np.ldexp(np.rint(mantissa * 2.0**8) / 2.0**8, exponent)


ACTIVATIONS: dict[str, tuple[tuple[float, ...], Callable[[np.ndarray], np.ndarray]]] = {
    "": ((), lambda x: x),
    "hardsigmoid": ((0.25, 0.375), lambda x: np.clip(0.25 * x + 0.375, 0, 1)),
    "hardswish": ((5.0, 4.0, 2.0), lambda x: x * np.clip(x + 2, 0, 5) / 4),
    "leaky_relu": ((0.125,), lambda x: np.where(x > 0, x, 0.125 * x)),
    "relu": ((), lambda x: np.maximum(x, 0)),
    "relu6": ((), lambda x: np.clip(x, 0, 6)),
    "sigmoid": ((), _sigmoid),
    "silu": ((), lambda x: x * _sigmoid(x)),
    "swish": ((1.5,), lambda x: x * _sigmoid(1.5 * x)),
    "gelu": ((0.0,), _gelu),
}
"""Attributes and the function, by name."""


@dataclass(frozen=True)
class Epilogue:
    """What a kernel ends with."""

    bias: bool = False
    residual: bool = False
    activation: str = ""
    scale: bool = False
    shift: bool = False


EPILOGUES = tuple(
    Epilogue(bias=number % 5 in (1, 3, 4), residual=number % 4 in (2, 3), activation=activation)
    for number, activation in enumerate([*ACTIVATIONS] * 3)
)
"""Biases, residuals and activations, combined in many ways."""


@dataclass(frozen=True)
class Case:
    """A function of one kernel.

    Attributes:
        text: the function.
        name: its name.
        arguments: what it is called with.
        expected: its result, in float64.
    """

    text: str
    name: str
    arguments: list[np.ndarray]
    expected: np.ndarray


def model_of(cases: Sequence[Case]) -> Model:
    """All functions in one module."""
    source = "\n".join(case.text for case in cases)
    return Model(parse_module(source, "kernels"), Parameters(), "kernels")


def largest_difference(cases: Sequence[Case], target: str = "cpu") -> float:
    """Compile the cases at once, run them and compare: the largest relative difference."""
    functions = RunnableFunctions(model_of(cases), target)
    worst = 0.0
    for case in cases:
        [got] = functions(case.name, case.arguments)
        assert got.shape == case.expected.shape, f"{case.name}: {got.shape}"
        assert np.isfinite(got).all(), case.name
        scale = np.abs(case.expected).max(initial=0.0) or 1.0
        difference = np.abs(got - case.expected).max(initial=0.0) / scale
        worst = max(worst, difference)
    return worst


def numbered(
    make: Callable[..., Case], rows: Iterable[tuple[object, ...]], ending: str = ""
) -> list[Case]:
    """A case of each row of arguments, with one epilogue after the other."""
    return [
        make(f"f{number}{ending}", *row, epilogue)
        for number, (row, epilogue) in enumerate(zip(rows, EPILOGUES, strict=False))
    ]


def winograd(
    name: str,
    x: Shape,
    features: int,
    tile: int,
    paddings: Shape,
    epilogue: Epilogue,
    narrow: Collection[str] = (),
) -> Case:
    """The transforms and the product between them."""
    function = _Function(name, epilogue, (0, 1, 2), (0, 1, 2), narrow)
    source = function.argument("x", x)
    weight = function.values("w", (3, 3, x[3], features))
    matrix = np.array(TRANSFORMS[tile].of_filter)
    planes = np.einsum("ai,ijcf,bj->abcf", matrix, weight, matrix)
    function.argument(
        "v", (len(matrix) ** 2, x[3], features), planes.reshape(-1, *planes.shape[2:])
    )
    total = convolution(source, weight, (1, 1), paddings)
    tiles = np.prod([-(-size // tile) for size in total.shape[1:3]]) * x[0]
    count = "?" if function.is_dynamic else tiles
    transformed = f"tensor<{len(matrix) ** 2}x{count}x{x[3]}xf32>"
    stored = function.stored("u", transformed)
    maps, maps_type = function.operand("x")
    products = f"tensor<{len(matrix) ** 2}x{count}x{features}xf32>"
    function.body += [
        f'%u = "pd.winograd_input"({maps}) {{tile = {tile}, paddings = {_ints(paddings)}, '
        f"dtype = {function.dtype('u')}}} : ({maps_type}) -> {stored}",
        f'%t = "pd.cast"(%u) {{dtype = f32}} : ({stored}) -> {transformed}',
        f'%m = "pd.matmul"(%t, %v) : ({transformed}, {function.types["v"]}) -> {products}',
    ]
    operands = {"m": products, "x": function.types["x"]}
    attributes = {"tile": str(tile), "paddings": _ints(paddings)}
    return function.case("winograd_output", operands, attributes, total)


def stem(
    name: str,
    x: Shape,
    filter_: Shape,
    strides: Shape,
    paddings: Shape,
    tile: Shape,
    epilogue: Epilogue,
    narrow: Collection[str] = (),
) -> Case:
    """Of an image in NCHW, with a filter ``[kh, kw, C, F]``."""
    function = _Function(name, epilogue, (0, 2, 3), (0, 1, 2), narrow)
    image = function.argument("x", x)
    weight = function.argument("w", filter_)
    total = convolution(image.transpose(0, 2, 3, 1), weight, strides, paddings)
    attributes = {"strides": _ints(strides), "paddings": _ints(paddings), "tile": _ints(tile)}
    return function.case("stem_conv2d", function.types, attributes, total)


def direct(
    name: str,
    x: Shape,
    filter_: Shape,
    strides: Shape,
    paddings: Shape,
    tile: Shape,
    epilogue: Epilogue,
) -> Case:
    """Of a map in NHWC, with a filter ``[kh, kw, C, F]``."""
    function = _Function(name, epilogue, (0, 1, 2), (0, 1, 2))
    source = function.argument("x", x)
    weight = function.argument("w", filter_)
    total = convolution(source, weight, strides, paddings)
    attributes = {"strides": _ints(strides), "paddings": _ints(paddings), "tile": _ints(tile)}
    return function.case("direct_conv2d", function.types, attributes, total)


def grouped(
    name: str,
    x: Shape,
    window: Shape,
    features: int,
    groups: int,
    panels: int,
    strides: Shape,
    paddings: Shape,
    dilations: Shape,
    tile: Shape,
    epilogue: Epilogue,
    narrow: Collection[str] = (),
) -> Case:
    """Of a map in NHWC, with so many features of each group, which are in panels."""
    function = _Function(name, epilogue, (0, 1, 2), (0, 1, 2), narrow)
    source = function.argument("x", x)
    channels = x[3] // groups
    packed = function.argument("w", (panels, *window, channels, groups * features // panels))
    weight = np.moveaxis(packed, 0, 3).reshape(*window, channels, groups, features)
    windows = windows_of(source, window, strides, paddings, dilations)
    windows = windows.reshape(*windows.shape[:3], groups, channels, *window)
    total = np.einsum("nyxgcij,ijcgf->nyxgf", windows, weight)
    total = total.reshape(*total.shape[:3], groups * features)
    attributes = {"strides": _ints(strides), "paddings": _ints(paddings), "tile": _ints(tile)}
    attributes |= {"groups": str(groups), "dilations": _ints(dilations)}
    return function.case("grouped_conv2d", function.types, attributes, total)


def depthwise(
    name: str,
    x: Shape,
    window: Shape,
    strides: Shape,
    paddings: Shape,
    dilations: Shape,
    tile: Shape,
    epilogue: Epilogue,
    narrow: Collection[str] = (),
) -> Case:
    """A filter for each channel."""
    function = _Function(name, epilogue, (0, 1, 2), (0, 1, 2), narrow)
    source = function.argument("x", x)
    weight = function.argument("w", (*window, x[3]))
    windows = windows_of(source, window, strides, paddings, dilations)
    total = np.einsum("nyxcij,ijc->nyxc", windows, weight)
    attributes = {"strides": _ints(strides), "paddings": _ints(paddings), "tile": _ints(tile)}
    attributes |= {"dilations": _ints(dilations)}
    return function.case("depthwise_conv2d", function.types, attributes, total)


def depthwise_volume(
    name: str,
    x: Shape,
    window: Shape,
    strides: Shape,
    paddings: Shape,
    tile: Shape,
    epilogue: Epilogue,
) -> Case:
    """A filter for each channel of a volume ``[N, D, H, W, C]``."""
    function = _Function(name, epilogue, (0, 1, 2, 3), (0, 1, 2, 3))
    source = function.argument("x", x)
    weight = function.argument("w", (*window, x[4]))
    windows = windows_of(source, window, strides, paddings)
    total = np.einsum("nzyxchij,hijc->nzyxc", windows, weight)
    attributes = {"strides": _ints(strides), "paddings": _ints(paddings), "tile": _ints(tile)}
    return function.case("depthwise_conv3d", function.types, attributes, total)


def bfloat16_direct(
    name: str,
    x: Shape,
    filter_: Shape,
    strides: Shape,
    paddings: Shape,
    tile: Shape,
    epilogue: Epilogue,
    narrow: Collection[str] = (),
) -> Case:
    """Of a map in NHWC, with a filter ``[kh, kw, C, F]`` whose channels are paired."""
    function = _Function(name, epilogue, (0, 1, 2), (0, 1, 2), ("x", "w", *narrow))
    *window, channels, features = filter_
    source = function.argument("x", x)
    pairs = function.argument("w", (*window, channels // 2, 2 * features))
    total = convolution(source, of_pairs(pairs), strides, paddings)
    attributes = {"strides": _ints(strides), "paddings": _ints(paddings), "tile": _ints(tile)}
    return function.case("bfloat16_conv2d", function.types, attributes, total)


def bfloat16_stem(
    name: str,
    x: Shape,
    filter_: Shape,
    strides: Shape,
    paddings: Shape,
    tile: Shape,
    epilogue: Epilogue,
) -> Case:
    """Of an image in NCHW, with a filter ``[kh, kw, C, F]`` whose columns are paired."""
    function = _Function(name, epilogue, (0, 2, 3), (0, 1, 2), ("x", "w"))
    high, wide, channels, features = filter_
    image = function.argument("x", x)
    pairs = function.argument("w", (high, wide // 2, channels, 2 * features))
    paired = pairs.reshape(high, wide // 2, channels, features, 2)
    weight = np.moveaxis(paired, -1, 2).reshape(filter_)
    total = convolution(image.transpose(0, 2, 3, 1), weight, strides, paddings)
    attributes = {"strides": _ints(strides), "paddings": _ints(paddings), "tile": _ints(tile)}
    return function.case("bfloat16_stem_conv2d", function.types, attributes, total)


def bfloat16_product(
    name: str,
    x: Shape,
    panels: int,
    columns: int,
    tile: int,
    group: Shape,
    epilogue: Epilogue,
    narrow: Collection[str] = (),
) -> Case:
    """Rows of any number, of a matrix or of a batch of them, with pairs of weights."""
    axes = (len(x) - 2,)
    function = _Function(name, epilogue, axes, axes, ("x", "w", *narrow))
    source = function.argument("x", x)
    pairs = function.argument("w", (*x[:-2], panels, x[-1] // 2, 2 * columns))
    total = source @ matrix_of_panels(of_pairs(pairs))
    attributes = {"tile": str(tile), "workgroup": _ints(group)}
    return function.case("bfloat16_matmul", function.types, attributes, total)


def ragged(
    name: str, x: Shape, panels: int, columns: int, tile: int, group: Shape, epilogue: Epilogue
) -> Case:
    """Rows of any number, of a matrix or of a batch of them."""
    axes = (len(x) - 2,)
    function = _Function(name, epilogue, axes, axes)
    source = function.argument("x", x)
    weight = function.argument("w", (*x[:-2], panels, x[-1], columns))
    total = source @ matrix_of_panels(weight)
    attributes = {"tile": str(tile), "workgroup": _ints(group)}
    return function.case("ragged_matmul", function.types, attributes, total)


def strassen(
    name: str, x: Shape, panels: int, columns: int, tile: int, group: Shape, epilogue: Epilogue
) -> Case:
    """Quarters of the weights, and sums of them; all sizes are known."""
    function = _Function(name, epilogue, (), ())
    source = function.argument("x", x)
    weight = function.values("w", (x[1], 2 * panels * columns))
    (p, q), (r, s) = (np.split(half, 2, axis=1) for half in np.split(weight, 2))
    sums = np.stack([p, r, p + s - q, q - p, s, s - q, q + r - p - s])
    packed_sums = np.moveaxis(sums.reshape(*sums.shape[:2], panels, columns), 2, 0)
    function.argument("w", packed_sums.shape, packed_sums)
    attributes = {"tile": str(tile), "workgroup": _ints(group)}
    return function.case("strassen_matmul", function.types, attributes, source @ weight)


def packed(name: str, x: Shape, panels: int, columns: int, tile: Shape, group: Shape) -> Case:
    """Rows that tiles divide, of a matrix or of a batch of them."""
    function = _Function(name, Epilogue())
    source = function.argument("x", x)
    weight = function.argument("w", (*x[:-2], panels, x[-1], columns))
    total = source @ matrix_of_panels(weight)
    attributes = {"tile": _ints(tile), "workgroup": _ints(group)}
    return function.case("packed_matmul", function.types, attributes, total, has_epilogue=False)


def attention(
    name: str, x: Shape, keys: int, features: int, rows: int, tile: Shape, mask: Shape = ()
) -> Case:
    """Of queries ``[N, L, H, D]``; the mask's dimensions before the keys are given, or none."""
    function = _Function(name, Epilogue())
    batch, _, heads, depth = x
    query = function.argument("x", x)
    key = function.argument("keys", (batch, heads, depth, keys))
    value = function.argument("values", (batch, keys, heads, features))
    scores = 0.5 * np.einsum("nlhd,nhds->nhls", query, key)
    if mask:
        scores = scores + function.argument("mask", (*mask, keys))
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    total = np.einsum("nhls,nshe->nlhe", weights, value)
    attributes = {"rows": str(rows), "scale": "0.5", "tile": _ints(tile)}
    return function.case(
        "multi_head_attention", function.types, attributes, total, has_epilogue=False
    )


def convolution(
    source: np.ndarray, weight: np.ndarray, strides: Shape, paddings: Shape
) -> np.ndarray:
    """Of a map in NHWC with a filter in HWIO."""
    windows = windows_of(source, weight.shape[:2], strides, paddings)
    return np.tensordot(windows, weight, axes=((4, 5, 3), (0, 1, 2)))


def windows_of(
    source: np.ndarray,
    window: Shape,
    strides: Shape,
    paddings: Shape,
    dilations: Shape = (),
) -> np.ndarray:
    """``[N, oh, ow, C, kh, kw]``, or ``[N, od, oh, ow, C, kd, kh, kw]``."""
    dilations = dilations or (1,) * len(window)
    pads = zip(paddings[::2], paddings[1::2], strict=True)
    padded = np.pad(source, ((0, 0), *pads, (0, 0)))
    spans = tuple(d * (size - 1) + 1 for d, size in zip(dilations, window, strict=True))
    windows = sliding_window_view(padded, spans, tuple(range(1, 1 + len(window))))
    steps = (slice(None, None, stride) for stride in strides)
    gaps = (slice(None, None, dilation) for dilation in dilations)
    return windows[(slice(None), *steps, ..., *gaps)]


def of_pairs(weight: np.ndarray) -> np.ndarray:
    """``[..., K, N]`` of ``[..., K / 2, 2 * N]``, where the weights of two rows are neighbours."""
    *front, pairs, wide = weight.shape
    pairwise = np.moveaxis(weight.reshape(*front, pairs, wide // 2, 2), -1, -2)
    return pairwise.reshape(*front, 2 * pairs, wide // 2)


def matrix_of_panels(weight: np.ndarray) -> np.ndarray:
    """``[..., K, N]`` of ``[..., panels, K, columns]``."""
    *batch, panels, inner, columns = weight.shape
    return np.moveaxis(weight, -3, -2).reshape(*batch, inner, panels * columns)


class _Function:
    """A function under construction.

    Some axes of the operand x and of the result are dynamic where the name ends with ``dynamic``.
    Operands that are ``narrow``, and the result y, are bfloat16 inside.
    """

    def __init__(
        self,
        name: str,
        epilogue: Epilogue,
        source_axes: tuple[int, ...] = (0,),
        result_axes: tuple[int, ...] = (0,),
        narrow: Collection[str] = (),
    ) -> None:
        self.name, self._narrow = name, narrow
        self.is_dynamic = name.endswith("dynamic")
        self.types: dict[str, str] = {}
        self.body: list[str] = []
        self._arguments: list[np.ndarray] = []
        self._epilogue = epilogue
        self._axes = {"x": source_axes, "residual": result_axes, "y": result_axes}
        self._axes |= {"keys": source_axes, "values": source_axes}

    def values(self, name: str, shape: Shape) -> np.ndarray:
        """Random numbers that a float32 holds, as doubles."""
        generator = np.random.default_rng(zlib.crc32(f"{self.name} {name}".encode()))
        return generator.standard_normal(shape).astype(np.float32).astype(np.float64)

    def argument(self, name: str, shape: Shape, values: np.ndarray | None = None) -> np.ndarray:
        """Add an argument, of random numbers where none are given."""
        values = self.values(name, shape) if values is None else values
        self.types[name] = type_ = self._type(name, shape)
        self._arguments.append(values.astype(np.float32))
        if name not in self._narrow:
            return values
        self.body.append(
            f'%{name}h = "pd.cast"(%{name}) {{dtype = bf16}} : ({type_}) -> '
            f"{self.stored(name, type_)}"
        )
        return rounded(values)

    def dtype(self, name: str) -> str:
        """What a value is stored in."""
        return "bf16" if name in self._narrow else "f32"

    def stored(self, name: str, type_: str) -> str:
        """The type that a value has inside, of its type in float32."""
        return type_.replace("xf32>", f"x{self.dtype(name)}>")

    def operand(self, name: str, type_: str = "") -> tuple[str, str]:
        """How a value is called inside, and its type there."""
        type_ = type_ or self.types[name]
        return f"%{name}h" if name in self._narrow else f"%{name}", self.stored(name, type_)

    def case(
        self,
        op: str,
        operands: dict[str, str],
        attributes: dict[str, str],
        total: np.ndarray,
        has_epilogue: bool = True,
    ) -> Case:
        """Finish with an op whose operands are named, and whose result is ``total`` so far."""
        own, operands, segments = self._epilogue, dict(operands), [1] * len(operands)

        def given(name: str, shape: Shape, is_there: bool) -> np.ndarray | None:
            segments.append(int(is_there))
            if not is_there:
                return None
            values = self.argument(name, shape)
            operands[name] = self.types[name]
            return values

        bias = given("bias", total.shape[-1:], own.bias)
        residual = given("residual", total.shape, own.residual)
        total = total + (0 if bias is None else bias) + (0 if residual is None else residual)
        numbers, function = ACTIVATIONS[own.activation]
        total = function(total)
        if op == "bfloat16_matmul":
            scale = given("scale", total.shape[-1:], own.scale)
            shift = given("shift", total.shape[-1:], own.shift)
            total = total * (1 if scale is None else scale) + (0 if shift is None else shift)
        if has_epilogue:
            attributes = attributes | {
                "operandSegmentSizes": f"array<i32: {', '.join(map(str, segments))}>",
                "activation": f'"{own.activation}"',
                "activation_values": f"array<f64: {', '.join(map(str, numbers))}>".replace(
                    "array<f64: >", "array<f64>"
                ),
            }
        result = self._type("y", total.shape)
        if has_epilogue and op not in ("ragged_matmul", "strassen_matmul"):
            attributes = attributes | {"dtype": self.dtype("y")}
        stored = self.stored("y", result)
        names, types = zip(*(self.operand(*one) for one in operands.items()), strict=True)
        self.body += [
            f'%y = "pd.{op}"({", ".join(names)})'
            f" {{{', '.join(f'{key} = {value}' for key, value in attributes.items())}}}"
            f" : ({', '.join(types)}) -> {stored}",
            f'%z = "pd.cast"(%y) {{dtype = f32}} : ({stored}) -> {result}',
            f"return %z : {result}",
        ]
        inputs = ", ".join(f"%{name}: {type_}" for name, type_ in self.types.items())
        head = f"func.func @{self.name}({inputs}) -> {result}"
        text = "\n  ".join([head + " {", *self.body]) + "\n}"
        return Case(text, self.name, self._arguments, total)

    def _type(self, name: str, shape: Shape) -> str:
        axes = self._axes.get(name, ()) if self.is_dynamic else ()
        sizes = ["?" if axis in axes else str(size) for axis, size in enumerate(shape)]
        return f"tensor<{'x'.join(sizes)}xf32>"


def _ints(numbers: Iterable[int]) -> str:
    return f"array<i64: {', '.join(map(str, numbers))}>"
