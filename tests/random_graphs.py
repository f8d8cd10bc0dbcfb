"""Random small graphs of pd ops, of the kinds that rules look for."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
from torch_mlir import ir
from torch_mlir.dialects import func

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.model import Model, new_context
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.dialects.pd.definition import create
from paddle_mlir.dialects.tensor import info_of_type

MOST_ELEMENTS = 4096
_UNARY = (pd.Relu, pd.Sigmoid, pd.Tanh, pd.Abs, pd.Silu, pd.Relu6, pd.Square, pd.Hardswish)


class Grower:
    """Adds random ops to one function; every choice comes from one seeded generator."""

    def __init__(self, parameters: Parameters, function: func.FuncOp, seed: int) -> None:
        """Start with the function's arguments as the known values."""
        self.random = random.Random(seed)
        self.parameters = parameters
        self.function = function
        self.values: list[Any] = list(function.arguments)
        self.seed = seed

    def grow(self, steps: int) -> None:
        """Add ops, then return the last value and one of the others."""
        for _ in range(steps):
            self.step()
        results = [self.values[-1], self.random.choice(self.values)]
        func.ReturnOp(results)
        type_ = ir.FunctionType.get(
            [argument.type for argument in self.function.arguments],
            [result.type for result in results],
        )
        self.function.attributes["function_type"] = ir.TypeAttr.get(type_)

    def step(self) -> None:
        """Add one op, or none where the chosen one does not fit the chosen value."""
        # Late values are taken more often, so that chains grow.
        x = self.random.choice([*self.values, *self.values[-2:], *self.values[-1:]])
        made = self.random.choice(_STEPS)(self, x)
        if made is not None:
            elements = info_of_type(made.result.type).numel
            if isinstance(elements, int) and elements <= MOST_ELEMENTS:
                self.values.append(made.result)

    def dims(self, x: Any) -> list[int]:
        """The (static) sizes of a value."""
        return list(x.type.shape)

    def parameter(self, *shape: int, low: float = -1.0, high: float = 1.0) -> Any:
        """A new weight."""
        key = self.parameters.unused_name(f"w{self.seed}")
        rng = np.random.default_rng(self.random.randrange(2**32))
        self.parameters.add(key, rng.uniform(low, high, shape).astype(np.float32))
        return create(pd.Parameter, key=key, dtype="float32", shape=shape).result


def _unary(grow: Grower, x: Any) -> Any:
    return create(grow.random.choice(_UNARY), x)


def _scale(grow: Grower, x: Any) -> Any:
    numbers = (1.0, 0.5, -1.0, 2.0, 1 / 6)
    return create(
        pd.Scale, x, scale=grow.random.choice(numbers), bias=grow.random.choice((0.0, 0.0, 3.0))
    )


def _binary_with_value(grow: Grower, x: Any) -> Any:
    fitting = [value for value in grow.values if value.type == x.type]
    op = grow.random.choice((pd.Add, pd.Multiply, pd.Subtract, pd.Maximum))
    return create(op, x, grow.random.choice(fitting))


def _binary_with_parameter(grow: Grower, x: Any) -> Any:
    dims = grow.dims(x)
    kept = grow.random.randrange(len(dims))
    shape = [size if axis == kept else 1 for axis, size in enumerate(dims)]
    return create(grow.random.choice((pd.Add, pd.Multiply)), x, grow.parameter(*shape))


def _conv(grow: Grower, x: Any) -> Any:
    dims = grow.dims(x)
    if len(dims) != 4 or min(dims[2:]) < 3:
        return None
    kernel, features = grow.random.choice((1, 3)), grow.random.choice((2, 4, 6))
    pad = kernel // 2 * grow.random.randrange(2)
    weight = grow.parameter(features, dims[1], kernel, kernel)
    return create(pd.Conv2d, x, weight, paddings=(pad, pad))


def _batch_norm(grow: Grower, x: Any) -> Any:
    dims = grow.dims(x)
    if len(dims) != 4:
        return None
    mean, scale, bias = (grow.parameter(dims[1]) for _ in range(3))
    variance = grow.parameter(dims[1], low=0.5, high=1.5)
    return create(pd.BatchNorm, x, mean, variance, scale, bias)


def _pool(grow: Grower, x: Any) -> Any:
    dims = grow.dims(x)
    if len(dims) != 4 or min(dims[2:]) < 2:
        return None
    kind = grow.random.choice(("max", "avg"))
    return create(pd.Pool2d, x, kernel_size=(2, 2), strides=(2, 2), pooling_type=kind)


def _matmul(grow: Grower, x: Any) -> Any:
    dims = grow.dims(x)
    transposed = bool(grow.random.randrange(2))
    columns = grow.random.choice((3, 5, 8))
    shape = (columns, dims[-1]) if transposed else (dims[-1], columns)
    return create(pd.Matmul, x, grow.parameter(*shape), transpose_y=transposed)


def _reshape(grow: Grower, x: Any) -> Any:
    dims = grow.dims(x)
    choice = grow.random.randrange(4)
    if choice == 0:
        return create(pd.Flatten, x, start_axis=grow.random.randrange(len(dims)))
    if choice == 1:
        return create(pd.Unsqueeze, x, axis=(grow.random.randrange(len(dims) + 1),))
    if choice == 2:
        return create(pd.Squeeze, x) if 1 in dims and max(dims) > 1 else None
    grow.random.shuffle(dims)
    return create(pd.Reshape, x, shape=tuple(dims))


def _transpose(grow: Grower, x: Any) -> Any:
    perm = list(range(len(grow.dims(x))))
    grow.random.shuffle(perm)
    return create(pd.Transpose, x, perm=tuple(perm))


def _concat(grow: Grower, x: Any) -> Any:
    axis = grow.random.randrange(len(grow.dims(x)))

    def rest(value: Any) -> list[int]:
        sizes = grow.dims(value)
        return sizes[:axis] + sizes[axis + 1 :]

    fitting = [v for v in grow.values if len(v.type.shape) == len(x.type.shape)]
    fitting = [v for v in fitting if rest(v) == rest(x)]
    return create(pd.Concat, [x, grow.random.choice(fitting)], axis=axis)


def _split(grow: Grower, x: Any) -> Any:
    dims = grow.dims(x)
    axes = [axis for axis, size in enumerate(dims) if size % 2 == 0]
    if not axes:
        return None
    axis = grow.random.choice(axes)
    return create(pd.Split, x, index=grow.random.randrange(2), num=2, axis=axis)


def _slice(grow: Grower, x: Any) -> Any:
    dims = grow.dims(x)
    axis = grow.random.randrange(len(dims))
    start = grow.random.randrange(dims[axis])
    end = grow.random.randrange(start, dims[axis]) + 1
    return create(pd.Slice, x, axes=(axis,), starts=(start,), ends=(end,))


def _softmax(grow: Grower, x: Any) -> Any:
    return create(pd.Softmax, x, axis=grow.random.choice((-1, 0)))


def _mean(grow: Grower, x: Any) -> Any:
    return create(pd.Mean, x, axis=(-1,), keepdim=True)


_STEPS: tuple[Callable[[Grower, Any], Any], ...] = (
    _unary,
    _unary,
    _scale,
    _binary_with_value,
    _binary_with_parameter,
    _conv,
    _conv,
    _batch_norm,
    _pool,
    _matmul,
    _reshape,
    _transpose,
    _concat,
    _split,
    _slice,
    _softmax,
    _mean,
)


def random_model(seeds: list[int], steps: int = 12) -> Model:
    """One function for each seed, ``graph_<seed>``."""
    parameters = Parameters()
    with new_context(), ir.Location.unknown():
        module = ir.Module.create()
        for seed in seeds:
            chosen = random.Random(seed)
            shapes = [
                [chosen.choice((1, 2)), chosen.choice((2, 4)), 6, 6],
                [chosen.choice((2, 4)), 6],
            ]
            types = [ir.RankedTensorType.get(shape, ir.F32Type.get()) for shape in shapes]
            with ir.InsertionPoint(module.body):
                function = func.FuncOp(f"graph_{seed}", (types, []))
            with ir.InsertionPoint(function.add_entry_block()):
                Grower(parameters, function, seed).grow(steps)
        module.operation.verify()
    return Model(module, parameters, "random graphs")
