"""What the pipelines of CPUs make of small networks: kernels, with all that follows inside."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runnable_functions import RunnableFunctions, assert_equal, random_array

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.dialects.tensor import info_of_type
from paddle_mlir.pipelines.iree.targets import Cpu, find_cpu, find_target, pipeline_for
from paddle_mlir.pipelines.pass_manager import run_passes
from paddle_mlir.pipelines.rules.packing import Product, Tiling, VectorUnit, tiling_of

CPUS = [
    Cpu("x86_64", ("avx", "avx512f")),
    Cpu("x86_64", ("avx",)),
    Cpu("x86_64", ("sse",)),
    Cpu("aarch64", ("neon",)),
]


class Network:
    """A network of convolutions in NCHW, as Paddle writes it."""

    def __init__(self, *image: int) -> None:
        """Begin with the input ``%x``."""
        self._shapes = {"%x": image}
        self._lines: list[str] = []

    def conv(self, x: str, features: int, window: int, stride: int = 1, groups: int = 1) -> str:
        """A convolution that keeps the map's size but for the stride, and batch_norm."""
        batch, channels, *sizes = self._shapes[x]
        weight = self._parameter(features, channels // groups, window, window)
        sizes = [(size + stride - 1) // stride for size in sizes]
        result = (batch, features, *sizes)
        pad = window // 2
        y = self._op(
            f'"pd.conv2d"({x}, {weight}) {{strides = array<i64: {stride}, {stride}>, '
            f"paddings = array<i64: {pad}, {pad}>, groups = {groups}}}",
            [x, weight],
            result,
        )
        return self._batch_norm(y)

    def volume_conv(self, x: str, features: int, *window: int, groups: int = 1) -> str:
        """A convolution over a volume that keeps its size, and batch_norm."""
        batch, channels, *sizes = self._shapes[x]
        weight = self._parameter(features, channels // groups, *window)
        result = (batch, features, *sizes)
        pads = ", ".join(str(size // 2) for size in window)
        y = self._op(
            f'"pd.conv3d"({x}, {weight}) {{paddings = array<i64: {pads}>, groups = {groups}}}',
            [x, weight],
            result,
        )
        return self._batch_norm(y)

    def linear(self, x: str, columns: int) -> str:
        """A product with weights, and a bias."""
        *front, inner = self._shapes[x]
        weight, bias = self._parameter(inner, columns), self._parameter(columns)
        result = (*front, columns)
        product = self._op(f'"pd.matmul"({x}, {weight})', [x, weight], result)
        return self._op(f'"pd.add"({product}, {bias})', [product, bias], result)

    def unary(self, name: str, x: str) -> str:
        """An activation."""
        return self._op(f'"pd.{name}"({x})', [x], self._shapes[x])

    def add(self, x: str, y: str) -> str:
        """A sum of two maps."""
        return self._op(f'"pd.add"({x}, {y})', [x, y], self._shapes[x])

    def model(self, *results: str) -> Model:
        """The network with random parameters."""
        types = ", ".join(map(self._type, results))
        text = "\n".join(self._lines)
        head = f"func.func @main(%x: {self._type('%x')}) -> ({types})"
        source = f"{head} {{\n{text}\nreturn {', '.join(results)} : {types}\n}}"
        model = Model(parse_module(source), Parameters(), "network")
        for op in model.main.entry_block.operations:
            if isinstance(op, pd.Parameter):
                info = info_of_type(op.result.type)
                model.parameters.add(op.key, random_array(info, info.dims, op.key, 0.1, 0.6))
        return model

    def _batch_norm(self, x: str) -> str:
        shape = self._shapes[x]
        statistics = [self._parameter(shape[1]) for _ in range(4)]
        names = ", ".join([x, *statistics])
        segments = "{operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>}"
        return self._op(f'"pd.batch_norm"({names}) {segments}', [x, *statistics], shape)

    def _parameter(self, *shape: int) -> str:
        sizes = ", ".join(map(str, shape))
        name = f"%{len(self._lines)}"
        attributes = f'key = "p{name[1:]}", dtype = f32, shape = array<i64: {sizes}>'
        return self._op(f'"pd.parameter"() {{{attributes}}}', [], shape)

    def _op(self, text: str, operands: list[str], shape: tuple[int, ...]) -> str:
        name = f"%{len(self._lines)}"
        self._shapes[name] = shape
        types = ", ".join(map(self._type, operands))
        self._lines.append(f"{name} = {text} : ({types}) -> {self._type(name)}")
        return name

    def _type(self, name: str) -> str:
        return f"tensor<{'x'.join(map(str, self._shapes[name]))}xf32>"


def residual_network() -> Model:
    """Two residual blocks; shortcuts come first in sums, as PaddleClas writes them."""
    net = Network(1, 3, 74, 74)
    x = net.unary("relu", net.conv("%x", 16, 3, stride=2))
    for shortcut in (x, net.conv(x, 16, 1)):
        y = net.unary("relu", net.conv(x, 16, 3))
        x = net.unary("relu", net.add(shortcut, net.conv(y, 16, 3)))
    return net.model(x)


def mobile_network() -> Model:
    """Two inverted residuals over maps of 17x17, whose positions no tile divides."""
    net = Network(1, 3, 34, 34)
    x = net.unary("hardswish", net.conv("%x", 16, 3, stride=2))
    for activation, window in (("relu6", 3), ("hardswish", 5)):
        y = net.unary(activation, net.conv(x, 24, 1))
        y = net.unary(activation, net.conv(y, 24, window, groups=24))
        x = net.add(x, net.conv(y, 16, 1))
    return net.model(x)


def volume_network() -> Model:
    """Residual blocks over volumes: with whole windows, with parted ones, with single channels."""
    net = Network(2, 3, 4, 17, 17)
    x = net.unary("relu", net.volume_conv("%x", 16, 1, 3, 3))
    y = net.unary("relu", net.volume_conv(x, 16, 3, 3, 3))
    x = net.unary("relu", net.add(net.volume_conv(y, 16, 3, 1, 1), x))
    y = net.unary("relu", net.volume_conv(net.volume_conv(x, 16, 1, 1, 1), 16, 3, 3, 3, groups=16))
    return net.model(net.add(x, y))


def feed_forward_network() -> Model:
    """What follows attention in an encoder."""
    net = Network(2, 36, 512)
    return net.model(net.add("%x", net.linear(net.unary("gelu", net.linear("%x", 1024)), 512)))


def operations(model: Model) -> list[Any]:
    return list(model.main.entry_block.operations)


def kernels(model: Model) -> Counter[tuple[str, bool, bool, str]]:
    """Of the kernels with an epilogue: name, whether there are bias and residual, activation."""
    return Counter(
        (op.spec.name, op.bias is not None, op.residual is not None, op.activation)
        for op in operations(model)
        if hasattr(op, "residual")
    )


def names_of_plain_ops(model: Model) -> set[str]:
    """What should have become a kernel or a part of one."""
    kinds = (
        pd.Add,
        pd.BatchNorm,
        pd.Conv2d,
        pd.Conv3d,
        pd.Hardswish,
        pd.Matmul,
        pd.Multiply,
        pd.Relu,
        pd.Relu6,
    )
    return {op.spec.name for op in operations(model) if isinstance(op, kinds)}


@pytest.mark.parametrize("cpu", CPUS, ids=lambda cpu: "-".join(cpu.features))
def test_residual_network(cpu: Cpu) -> None:
    model = residual_network()
    run_passes(model, pipeline_for(find_target("cpu"), cpu))
    assert kernels(model) == {
        ("stem_conv2d", True, False, "relu"): 1,
        ("winograd_output", True, False, "relu"): 2,
        ("winograd_output", True, True, "relu"): 2,
        ("ragged_matmul", True, False, ""): 1,
    }
    assert not names_of_plain_ops(model)


def test_exact_networks_have_no_winograd() -> None:
    model = residual_network()
    run_passes(model, pipeline_for(find_target("cpu"), CPUS[0], exact=True))
    assert not any(name.startswith("winograd") for name, *_ in kernels(model))


@pytest.mark.parametrize("cpu", CPUS, ids=lambda cpu: "-".join(cpu.features))
def test_feed_forward_network(cpu: Cpu) -> None:
    model = feed_forward_network()
    run_passes(model, pipeline_for(find_target("cpu"), cpu))
    assert kernels(model) == {
        ("strassen_matmul", True, False, "gelu"): 1,
        ("strassen_matmul", True, True, ""): 1,
    }
    assert not names_of_plain_ops(model)


@pytest.mark.parametrize("options", [{"exact": True}, {"precision": "bf16"}])
def test_usual_products_where_rounding_matters(options: dict[str, Any]) -> None:
    model = feed_forward_network()
    run_passes(model, pipeline_for(find_target("cpu"), CPUS[0], **options))
    assert not any(isinstance(op, pd.StrassenMatmul) for op in operations(model))


@pytest.mark.parametrize("cpu", CPUS, ids=lambda cpu: "-".join(cpu.features))
def test_mobile_network(cpu: Cpu) -> None:
    model = mobile_network()
    run_passes(model, pipeline_for(find_target("cpu"), cpu))
    assert kernels(model) == {
        ("stem_conv2d", True, False, "hardswish"): 1,
        ("ragged_matmul", True, False, "relu6"): 1,
        ("depthwise_conv2d", True, False, "relu6"): 1,
        ("ragged_matmul", True, True, ""): 2,
        ("ragged_matmul", True, False, "hardswish"): 1,
        ("depthwise_conv2d", True, False, "hardswish"): 1,
    }
    assert not names_of_plain_ops(model)


@pytest.mark.parametrize("cpu", CPUS, ids=lambda cpu: "-".join(cpu.features))
def test_volume_network(cpu: Cpu) -> None:
    model = volume_network()
    run_passes(model, pipeline_for(find_target("cpu"), cpu))
    assert kernels(model) == {
        ("direct_conv2d", True, False, "relu"): 1,
        ("winograd_output", True, False, "relu"): 1,
        ("direct_conv2d", True, True, "relu"): 1,
        ("depthwise_conv3d", True, False, "relu"): 1,
    }
    names = Counter(op.spec.name for op in operations(model) if hasattr(op, "spec"))
    # Into NDHWC and back; the bias of a product, and the shortcut behind an activation.
    assert (names["transpose"], names["add"], names["relu"]) == (2, 2, 0)


NETWORKS = [residual_network, mobile_network, volume_network, feed_forward_network]


@pytest.mark.parametrize("network", NETWORKS)
def test_numbers_stay_equal(network: Callable[[], Model]) -> None:
    target = find_target("cpu")
    optimised = network()
    run_passes(optimised, pipeline_for(target, find_cpu(target)))
    before, after = RunnableFunctions(network()), RunnableFunctions(optimised)
    arguments = before.random_arguments("main")
    [expected], [got] = before("main", arguments), after("main", arguments)
    assert_equal(expected, got, "float32", network.__name__)


@given(
    st.integers(1, 4000), st.integers(1, 4000), st.integers(1, 2000), st.integers(1, 16), st.data()
)
def test_any_product_is_shared_out(
    rows: int, inner: int, columns: int, threads: int, data: st.DataObject
) -> None:
    unit = data.draw(st.sampled_from([VectorUnit(512, 32), VectorUnit(256, 16)]))
    product = Product("float32", data.draw(st.sampled_from([(), (36,)])), rows, inner, columns)
    tiling = tiling_of(product, unit, threads)
    if isinstance(tiling, Tiling):
        assert tiling.fits(rows, columns)
        usual = tiling_of(product, unit)
        assert isinstance(usual, Tiling)
        counts = [
            math.prod(product.batch)
            * math.ceil(rows / one.workgroup[0])
            * math.ceil(columns / one.columns)
            // one.workgroup[1]
            for one in (usual, tiling)
        ]
        alone, shared = (busiest(count, threads) / count for count in counts)
        assert shared <= alone


def busiest(workgroups: int, threads: int) -> int:
    """How many of the workgroups the busiest thread gets, all being of one size."""
    at_once = 8 if workgroups >= 8 * threads else 1
    taken = [0] * threads
    for first in range(0, workgroups, at_once):
        thread = taken.index(min(taken))
        taken[thread] += min(at_once, workgroups - first)
    return max(taken)
