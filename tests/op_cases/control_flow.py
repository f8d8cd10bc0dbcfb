"""Branches and loops: nested ones, growing values, tensor arrays."""

from collections.abc import Callable
from typing import Any

from op_cases.case import PIR, case, tensor, weight

POSITIVE = {"low": 0.125, "high": 2.0}
NEGATIVE = {"low": -2.0, "high": -0.125}


def cond(paddle: Any, condition: Any, then: Callable[[], Any], other: Callable[[], Any]) -> Any:
    return paddle.static.nn.cond(condition, then, other)


def repeat(paddle: Any, count: int, body: Callable[..., Any], *state: Any) -> Any:
    """``count`` times ``state = body(number, *state)``."""
    number = paddle.full([1], 0, "int64")
    end = paddle.full([1], count, "int64")

    def step(i: Any, *values: Any) -> list[Any]:
        new = body(i, *values)
        return [i + 1, *(new if isinstance(new, (list, tuple)) else [new])]

    # Outside of programs Paddle writes the results into the initial values.
    state = tuple(paddle.assign(value) for value in state)
    return paddle.static.nn.while_loop(lambda i, *_: i < end, step, [number, *state])[1:]


def nested_branches(paddle: Any, x: Any) -> Any:
    return cond(
        paddle,
        x.mean() > 0.5,
        lambda: cond(paddle, x.max() > 1.5, lambda: x * 2, lambda: x * 3),
        lambda: cond(paddle, x.min() < -0.5, lambda: x - 1, lambda: x + 1),
    )


def collatz(paddle: Any, x: Any) -> tuple[Any, Any]:
    """A loop whose number of turns depends on its values, with a branch in it."""

    def step(value: Any, count: Any) -> list[Any]:
        even = (value % 2 == 0).all()
        return [cond(paddle, even, lambda: value // 2, lambda: value * 3 + 1), count + 1]

    start = [paddle.assign(x), paddle.zeros_like(x)]
    return paddle.static.nn.while_loop(lambda value, count: (value != 1).all(), step, start)


def nested_loops(paddle: Any, x: Any) -> Any:
    def outer(i: Any, value: Any) -> Any:
        return repeat(paddle, 3, lambda j, inner: inner * 0.5 + x + i.astype("float32"), value)[0]

    return repeat(paddle, 4, outer, x)[0]


def length_of(paddle: Any, array: Any) -> Any:
    """The number of elements as a tensor: outside of programs Paddle gives a number."""
    length = paddle.tensor.array_length(array)
    return paddle.full([1], length, "int64") if isinstance(length, int) else length


def written_arrays(paddle: Any, x: Any) -> tuple[Any, ...]:
    array = paddle.tensor.create_array("float32")
    zero, end = paddle.full([1], 0, "int64"), paddle.full([1], 5, "int64")
    paddle.tensor.array_write(x, zero, array)

    def step(i: Any, value: Any, array: Any) -> list[Any]:
        before = paddle.tensor.array_read(array, i)
        value = value * 0.5 + before
        return [i + 1, value, paddle.tensor.array_write(value, i + 1, array)]

    _, last, array = paddle.static.nn.while_loop(lambda i, *_: i < end, step, [zero, x + 1, array])
    return last, length_of(paddle, array), paddle.tensor.array_read(array, end)


def arrays_of_rows(paddle: Any, x: Any) -> tuple[Any, ...]:
    """Elements that differ in their number of rows."""
    array = paddle.tensor.create_array("float32")
    zero, end = paddle.full([1], 0, "int64"), paddle.full([1], 3, "int64")
    paddle.tensor.array_write(x[:1], zero, array)

    def step(i: Any, array: Any) -> list[Any]:
        before = paddle.tensor.array_read(array, i)
        longer = paddle.concat([before * 2.0, x], axis=0)
        return [i + 1, paddle.tensor.array_write(longer, i + 1, array)]

    _, array = paddle.static.nn.while_loop(lambda i, *_: i < end, step, [zero, array])
    first, next_one = paddle.full([1], 0, "int64"), paddle.full([1], 1, "int64")
    array = paddle.tensor.array_write(x[:2] - 1.0, first, array)
    second = paddle.tensor.array_read(array, next_one)
    joined, _ = paddle.tensor.manipulation.tensor_array_to_tensor(array, axis=0)
    return second, length_of(paddle, array), joined


def constant_arrays(paddle: Any, x: Any) -> tuple[Any, ...]:
    array = paddle.tensor.create_array("float32")
    for number in range(3):
        index = paddle.full([1], number, "int64")
        paddle.tensor.array_write(x * float(number), index, array)
    one = paddle.full([1], 1, "int64")
    paddle.tensor.array_write(x + 7, one, array)
    return paddle.tensor.array_read(array, one), length_of(paddle, array)


def recurrent(paddle: Any, x: Any, w: Any, u: Any) -> tuple[Any, ...]:
    """A recurrent cell with weights in a loop over a sequence of dynamic batch."""

    def step(i: Any, h: Any, total: Any) -> list[Any]:
        row = paddle.gather(x, i, axis=1)[:, 0]
        h = paddle.tanh(paddle.matmul(row, w) + paddle.matmul(h, u))
        return [h, total + h.sum()]

    start = paddle.matmul(x[:, 0], w)
    return repeat(paddle, 6, step, start, paddle.zeros([1], "float32"))


def break_and_continue(paddle: Any, F: Any, x: Any, n: Any) -> tuple[Any, Any]:
    total = paddle.zeros([1])
    i = paddle.full([1], -1, "int64")
    while i < n:
        i = i + 1
        if i > 5:
            break
        if x.sum() * i.astype("float32") > 2.0:
            continue
        total = total + i.astype("float32") + x.mean()
    return total, x + total


def early_return(paddle: Any, F: Any, x: Any, n: Any) -> Any:
    if n > 30:
        return x * 2
    while n < 10:
        n = n + 2
        x = x + 1
    return x


def lists(paddle: Any, F: Any, x: Any, n: Any) -> tuple[Any, Any]:
    rows = [x]
    i = paddle.zeros([1], "int64")
    while i < n:
        if i % 2 == 0:
            rows.append(x * (i + 1).astype("float32"))
        i = i + 1
    state = paddle.zeros_like(x[0])
    states = []
    for row in x:
        state = state * 0.5 + row
        states.append(state)
    return paddle.concat(rows, axis=0), paddle.stack(states)


def assigned_elements(paddle: Any, F: Any, x: Any, n: Any) -> Any:
    y = paddle.zeros_like(x)
    i = paddle.zeros([], "int64")
    while i < n:
        y[:, 1] = y[:, 1] + x[:, 0] + i.astype("float32")
        i += 1
    return y


PYTHON_INPUTS = (tensor((2, 4, 1), 3), tensor(1, dtype="int64", low=7, high=7))


def overwritten_tensors(paddle: Any, x: Any) -> tuple[Any, ...]:
    """A loop overwrites rows of what others read too: before it, behind it and in each turn."""
    first = x * 2

    def step(i: Any, value: Any, total: Any) -> list[Any]:
        row = paddle.ones([1, 4])
        return [paddle.scatter(value, i, row), total + paddle.scatter(first, i, row)]

    value, total = repeat(paddle, 3, step, first, paddle.zeros([5, 4]))
    return value, total, first + 1


CASES = [
    case("overwritten_tensors", lambda paddle, F, x: overwritten_tensors(paddle, x), tensor(5, 4)),
    case(
        "branches",
        lambda paddle, F, x, y: (
            cond(paddle, x.sum() > 0, lambda: x + 1, lambda: x - 1),
            cond(paddle, y.sum() > 0, lambda: x + y, lambda: x - y),
            *cond(paddle, y.sum() < 0, lambda: (x, y * 2), lambda: (y, x * 2)),
            cond(paddle, x.sum() < 0, lambda: x, lambda: y),
            nested_branches(paddle, x),
            nested_branches(paddle, y),
        ),
        tensor(2, 3, **POSITIVE),
        tensor(2, 3, **NEGATIVE),
    ),
    case(
        "dynamic_branches",
        lambda paddle, F, x, y: (
            F.relu(cond(paddle, x.sum() > 0, lambda: x + y, lambda: x - y)) + x,
            cond(paddle, y.sum() > 0, lambda: x * 2, lambda: y * 3) * x,
        ),
        tensor((2, 1, 3), 4, **POSITIVE),
        tensor((2, 1, 3), 4, **NEGATIVE),
    ),
    case(
        "branches_of_dtypes",
        lambda paddle, F, x, h, d, i, b: (
            cond(paddle, x.all(), lambda: x, lambda: paddle.logical_not(x)),
            cond(paddle, h.sum() > 0, lambda: h * 2, lambda: h * 4),
            cond(paddle, d.sum() > 0, lambda: d * 2, lambda: d * 4),
            cond(paddle, i.sum() > 0, lambda: i * 2, lambda: i * 4),
            cond(paddle, i.sum() < 0, lambda: b, lambda: b.astype("int32").astype("uint8")),
        ),
        tensor(3, dtype="bool"),
        tensor(3, dtype="float16", **POSITIVE),
        tensor(3, dtype="float64", **NEGATIVE),
        tensor(3, dtype="int32"),
        tensor(3, dtype="uint8", high=200),
        formats=(PIR,),
    ),
    case(
        "choices",
        lambda paddle, F, x, i: (
            paddle.static.nn.switch_case(
                i, {0: lambda: x, 1: lambda: x * 2, 3: lambda: x * 3}, default=lambda: x * 4
            ),
            paddle.static.nn.case(
                [(x.sum() < 0, lambda: x - 1), (x.max() > 0, lambda: x - 2)], default=lambda: x
            ),
        ),
        tensor(2, 3, **POSITIVE),
        tensor(1, dtype="int32", low=1, high=1),
    ),
    case(
        "loops",
        lambda paddle, F, x, n: (
            *repeat(paddle, 5, lambda i, a, b: (b, a + b), x, x * 2),
            repeat(paddle, 0, lambda i, a: a * 2, x)[0],
            repeat(paddle, 3, lambda i, a: x, x + 1)[0],
            nested_loops(paddle, x),
            *collatz(paddle, n),
        ),
        tensor(2, 3),
        tensor(1, dtype="int64", low=7, high=7),
    ),
    case(
        "recurrent",
        lambda paddle, F, *all: recurrent(paddle, *all),
        tensor((2, 1), 6, 4),
        weight(4, 3),
        weight(3, 3),
    ),
    case(
        "growing",
        lambda paddle, F, x, y: (
            repeat(paddle, 4, lambda i, a: paddle.concat([a, x], axis=0), y)[0],
            repeat(paddle, 3, lambda i, a: paddle.concat([a, a * 2], axis=0), y)[0],
        ),
        tensor((2, 3), 3),
        tensor((1, 2), 3),
    ),
    case(
        "increment",
        lambda paddle, F, x: paddle.static.nn.while_loop(
            lambda i, a: i < 6, lambda i, a: [paddle.increment(i, 2), a * 2], [x * 1, x + 1]
        )[1],
        tensor(1, low=0, high=1),
    ),
    case("written_arrays", lambda paddle, F, x: written_arrays(paddle, x), tensor(2, 3)),
    case("arrays_of_rows", lambda paddle, F, x: arrays_of_rows(paddle, x), tensor((2, 4), 3)),
    case("constant_arrays", lambda paddle, F, x: constant_arrays(paddle, x), tensor((2, 1), 3)),
    case("break_and_continue", break_and_continue, *PYTHON_INPUTS, converts=True),
    case("early_return", early_return, *PYTHON_INPUTS, converts=True),
    case("lists", lists, *PYTHON_INPUTS, converts=True),
    case("assigned_elements", assigned_elements, *PYTHON_INPUTS, converts=True),
]
