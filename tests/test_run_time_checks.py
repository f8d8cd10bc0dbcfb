"""What only run time can decide: sizes that must agree, indices, divisions by zero."""

from collections.abc import Callable

import iree.runtime
import numpy as np
import pytest

from paddle_mlir.dialects.errors import CompileError
from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.pipelines.iree.compilation import compile_text
from paddle_mlir.pipelines.iree.targets import find_target
from paddle_mlir.pipelines.lower.lowering import lower_model

FUNCTIONS = """
func.func @add(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %0 = "pd.add"(%x, %y) : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
func.func @reshape(%x: tensor<?xf32>) -> tensor<?x4xf32> {
  %0 = "pd.reshape"(%x) {shape = array<i64: -1, 4>} : (tensor<?xf32>) -> tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}
func.func @reshape_to_data(%x: tensor<?xf32>, %shape: tensor<2xi64>) -> tensor<?x?xf32> {
  %0 = "pd.reshape"(%x, %shape) : (tensor<?xf32>, tensor<2xi64>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}
func.func @squeeze(%x: tensor<?x2xf32>) -> tensor<2xf32> {
  %0 = "pd.squeeze"(%x) {axis = array<i64: 0>} : (tensor<?x2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
func.func @concat(%x: tensor<?x1xf32>, %y: tensor<?x1xf32>) -> tensor<?x2xf32> {
  %0 = "pd.concat"(%x, %y) {axis = 1 : i64} : (tensor<?x1xf32>, tensor<?x1xf32>) -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}
func.func @stack(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<2x?xf32> {
  %0 = "pd.stack"(%x, %y) : (tensor<?xf32>, tensor<?xf32>) -> tensor<2x?xf32>
  return %0 : tensor<2x?xf32>
}
func.func @half(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = "pd.split"(%x) {index = 1 : i64, num = 2 : i64} : (tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
func.func @rest(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = "pd.split"(%x) {index = 1 : i64, sections = array<i64: 3, -1>}
    : (tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
func.func @third(%x: tensor<?xf32>) -> tensor<f32> {
  %0 = "pd.slice"(%x) {axes = array<i64: 0>, starts = array<i64: 2>, ends = array<i64: 3>,
    decrease_axis = array<i64: 0>, operandSegmentSizes = array<i32: 1, 0, 0>}
    : (tensor<?xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}
func.func @rnn(%x: tensor<3x?x4xf32>, %h: tensor<?x4xf32>, %w: tensor<1x4x1x32xf32>)
    -> tensor<3x?x4xf32> {
  %0, %1 = "pd.simple_rnn"(%x, %h, %w) {in_one_kernel = true,
    operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0, 0>}
    : (tensor<3x?x4xf32>, tensor<?x4xf32>, tensor<1x4x1x32xf32>)
    -> (tensor<3x?x4xf32>, tensor<?x4xf32>)
  return %0 : tensor<3x?x4xf32>
}
func.func @direct_conv2d(%x: tensor<1x?x?x4xf32>, %w: tensor<5x5x4x4xf32>)
    -> tensor<1x?x?x4xf32> {
  %0 = "pd.direct_conv2d"(%x, %w) {operandSegmentSizes = array<i32: 1, 1, 0, 0>,
    strides = array<i64: 1, 1>, paddings = array<i64: 1, 1, 1, 1>}
    : (tensor<1x?x?x4xf32>, tensor<5x5x4x4xf32>) -> tensor<1x?x?x4xf32>
  return %0 : tensor<1x?x?x4xf32>
}
func.func @winograd_input(%x: tensor<1x?x?x4xf32>) -> tensor<36x?x4xf32> {
  %0 = "pd.winograd_input"(%x) {tile = 4, paddings = array<i64: 0, 0, 0, 0>}
    : (tensor<1x?x?x4xf32>) -> tensor<36x?x4xf32>
  return %0 : tensor<36x?x4xf32>
}
func.func @winograd_output(%x: tensor<36x?x4xf32>, %y: tensor<?x?x?x4xf32>)
    -> tensor<?x?x?x4xf32> {
  %0 = "pd.winograd_output"(%x, %y) {operandSegmentSizes = array<i32: 1, 1, 0, 0>, tile = 4,
    paddings = array<i64: 1, 1, 1, 1>}
    : (tensor<36x?x4xf32>, tensor<?x?x?x4xf32>) -> tensor<?x?x?x4xf32>
  return %0 : tensor<?x?x?x4xf32>
}
func.func @gather(%x: tensor<3xf32>, %i: tensor<?xi64>) -> tensor<?xf32> {
  %0 = "pd.gather"(%x, %i) : (tensor<3xf32>, tensor<?xi64>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
func.func @divide(%x: tensor<4xi32>, %y: tensor<4xi32>)
    -> (tensor<4xi32>, tensor<4xi32>, tensor<4xi32>) {
  %0 = "pd.divide"(%x, %y) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  %1 = "pd.floor_divide"(%x, %y) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  %2 = "pd.remainder"(%x, %y) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return %0, %1, %2 : tensor<4xi32>, tensor<4xi32>, tensor<4xi32>
}
"""


@pytest.fixture(scope="module")
def run() -> Callable[..., list[np.ndarray]]:
    """Runs one of the functions."""
    model = Model(parse_module(FUNCTIONS), Parameters())
    lower_model(model)
    module = iree.runtime.load_vm_flatbuffer(
        compile_text(str(model), find_target("cpu")), driver="local-sync"
    )

    def call(name: str, *arrays: np.ndarray) -> list[np.ndarray]:
        results = module[name](*arrays)
        results = results if isinstance(results, (tuple, list)) else (results,)
        return [np.array(result.to_host()) for result in results]

    return call


def floats(*shape: int) -> np.ndarray:
    return np.arange(np.prod(shape), dtype="float32").reshape(shape)


@pytest.mark.parametrize(
    ("name", "arrays", "expected"),
    [
        ("add", [floats(3), floats(1)], floats(3)),
        ("add", [floats(3), floats(3)], 2 * floats(3)),
        ("reshape", [floats(8)], floats(2, 4)),
        ("reshape", [floats(0)], floats(0, 4)),
        ("reshape_to_data", [floats(6), np.array([3, 2])], floats(3, 2)),
        ("squeeze", [floats(1, 2)], floats(2)),
        ("concat", [floats(3, 1), floats(3, 1)], np.repeat(floats(3, 1), 2, 1)),
        ("stack", [floats(3), floats(3)], np.stack([floats(3)] * 2)),
        ("half", [floats(6)], floats(6)[3:]),
        ("rest", [floats(3)], floats(0)),
        ("third", [floats(3)], np.float32(2)),
        ("winograd_output", [0 * floats(36, 6, 4), floats(2, 2, 9, 4)], 0 * floats(2, 2, 9, 4)),
    ],
)
def test_sizes_that_agree(
    run: Callable[..., list[np.ndarray]], name: str, arrays: list[np.ndarray], expected: np.ndarray
) -> None:
    np.testing.assert_array_equal(run(name, *arrays)[0], expected)


@pytest.mark.parametrize(
    ("name", "arrays", "message"),
    [
        ("add", [floats(3), floats(2)], "operands do not broadcast"),
        ("reshape", [floats(7)], "reshape: the wanted shape holds another number of elements"),
        ("reshape_to_data", [floats(6), np.array([4, 2])], "reshape: the wanted shape holds"),
        ("squeeze", [floats(3, 2)], "squeeze: the wanted shape holds another number"),
        ("concat", [floats(3, 1), floats(4, 1)], "concat: operands differ in size"),
        ("stack", [floats(3), floats(1)], "stack: operands differ in size"),
        ("half", [floats(5)], "split: the parts do not add up to the size"),
        ("rest", [floats(2)], "split: the parts do not add up to the size"),
        ("third", [floats(2)], "slice: index out of range"),
        ("winograd_output", [floats(36, 4, 4), floats(2, 2, 9, 4)], "another number of tiles"),
        (
            "rnn",
            [floats(3, 2, 4), floats(1, 4), floats(1, 4, 1, 32)],
            "not for as many sequences as x",
        ),
    ],
)
def test_sizes_that_do_not_agree_stop_the_run(
    run: Callable[..., list[np.ndarray]], name: str, arrays: list[np.ndarray], message: str
) -> None:
    with pytest.raises(Exception, match=message):
        run(name, *arrays)


@pytest.mark.parametrize("size", [(1, 1), (2, 9), (9, 2)])
def test_kernels_take_no_map_that_is_smaller_than_the_window(
    run: Callable[..., list[np.ndarray]], size: tuple[int, int]
) -> None:
    weight = np.ones((5, 5, 4, 4), "float32")
    (result,) = run("direct_conv2d", np.ones((1, 3, 4, 4), "float32"), weight)
    assert result.shape == (1, 1, 2, 4)
    with pytest.raises(Exception, match="direct_conv2d: the window does not fit the map"):
        run("direct_conv2d", np.ones((1, *size, 4), "float32"), weight)
    (result,) = run("winograd_input", np.ones((1, 3, 9, 4), "float32"))
    assert result.shape == (36, 2, 4)
    with pytest.raises(Exception, match="winograd_input: the window does not fit the map"):
        run("winograd_input", np.ones((1, *size, 4), "float32"))


def test_no_index_reads_outside(run: Callable[..., list[np.ndarray]]) -> None:
    indices = np.array([-1, -3, -4, 3, 2**40, -(2**40)])
    (result,) = run("gather", floats(3), indices)
    np.testing.assert_array_equal(result, [2, 0, 0, 2, 2, 0])


def test_integer_divisions_never_trap(run: Callable[..., list[np.ndarray]]) -> None:
    x = np.array([7, -(2**31), -(2**31), -7], dtype="int32")
    y = np.array([0, -1, 0, 2], dtype="int32")
    quotient, floor, rest = run("divide", x, y)
    np.testing.assert_array_equal(quotient, [7, -(2**31), -(2**31), -3])
    np.testing.assert_array_equal(floor, [7, -(2**31), -(2**31), -4])
    np.testing.assert_array_equal(rest, [0, 0, 0, 1])


def refusal(text: str) -> str:
    with pytest.raises(CompileError) as caught:
        lower_model(Model(parse_module(text), Parameters()))
    return str(caught.value)


def test_complex_numbers_are_refused() -> None:
    type_ = "tensor<2xcomplex<f32>>"
    message = refusal(f"""func.func @main(%x: {type_}) {{
      %0 = "pd.floor"(%x) : ({type_}) -> {type_}
      return
    }}""")
    assert "pd.floor: complex numbers are not supported" in message


def test_negative_powers_of_integers_are_refused() -> None:
    message = refusal("""func.func @main(%x: tensor<2xi32>) {
      %0 = "pd.pow"(%x) {y = -1.0 : f64} : (tensor<2xi32>) -> tensor<2xi32>
      return
    }""")
    assert "pd.pow: integers have no power -1" in message
