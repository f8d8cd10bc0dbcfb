"""Limits of torch-mlir 20261001 and IREE 3.13.0 that the code works around.

A test that fails after an upgrade says that a limit is gone, and its workaround can go too.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from torch_mlir import ir
from torch_mlir.dialects import ext

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.errors import CompileError
from paddle_mlir.dialects.model import Model, new_context, parse_module
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.pipelines.iree.compilation import compile_text
from paddle_mlir.pipelines.iree.targets import find_target
from paddle_mlir.pipelines.lower.lowering import lower_model

TOOLS = Path(sys.executable).parent
LOWER_TESTS = sorted(Path(__file__).parents[1].glob("lit_tests/lower/*.mlir"))


def run_python(source: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own: what it defines, or breaks, ends with it."""
    command = [sys.executable, "-c", source]
    return subprocess.run(command, capture_output=True, text=True, check=False)


# torch-mlir's Python-defined dialects (dialects/pd/definition.py).


def test_variadic_operands_must_have_one_type() -> None:
    text = """func.func @main(%x: tensor<2xf32>, %y: tensor<3xf32>) {
      %0 = "pd.concat"(%x, %y) : (tensor<2xf32>, tensor<3xf32>) -> tensor<5xf32>
      return
    }"""
    with pytest.raises(CompileError, match=r"expected 'tensor<2xf32>' but got 'tensor<3xf32>'"):
        parse_module(text)


EMPTY_ATTRIBUTE = """
from torch_mlir import ir
from torch_mlir.dialects import ext

class Toy(ext.Dialect, name="toy"):
    pass

class Op(Toy.Operation, name="op"):
    values: ir.ArrayAttr

with ir.Context(), ir.Location.unknown():
    Toy.load()
    module = ir.Module.create()
    with ir.InsertionPoint(module.body):
        Op(ir.ArrayAttr.get([ir.UnitAttr.get()]))
        Op(ir.ArrayAttr.get([]))
"""


def test_generated_constructors_lose_empty_attributes() -> None:
    result = run_python(EMPTY_ATTRIBUTE)
    assert result.returncode == 1
    assert 'invalid (`None`?) attribute value for the key "values"' in result.stderr


@pytest.mark.parametrize(
    "kind", ["BoolAttr", "DenseI64ArrayAttr", "DenseF64ArrayAttr", "DenseElementsAttr"]
)
def test_some_attributes_are_no_field_types(kind: str) -> None:
    result = run_python(
        EMPTY_ATTRIBUTE.replace("ArrayAttr\n", f"{kind}\n").partition("    module =")[0]
    )
    assert f"type object '{kind}' has no attribute 'attr_name'" in result.stderr


def test_a_dialect_loads_once_in_a_context() -> None:
    with new_context(), pytest.raises(ext.DialectAlreadyLoadedError):
        pd.Pd.load()


# torch-mlir's bindings.


def test_parsing_takes_no_source_name() -> None:
    with ir.Context(), pytest.raises(TypeError):
        ir.Module.parse("module {}", source_name="model.mlir")


@pytest.mark.parametrize(
    "text",
    [
        "dense<[1.0, 2.0]> : tensor<2xbf16>",
        "dense<[(1.0,2.0), (3.0,4.0)]> : tensor<2xcomplex<f32>>",
    ],
)
def test_some_elements_cannot_be_read(text: str) -> None:
    with ir.Context(), pytest.raises(TypeError):
        np.array(ir.Attribute.parse(text))


# IREE.


def iree_opt(text: str) -> str:
    """What iree-opt complains of when it parses and verifies ``text``."""
    command = [str(TOOLS / "iree-opt"), "-", "-o", "-"]
    result = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    return result.stderr if result.returncode else ""


def test_iree_does_not_know_all_named_ops() -> None:
    """Why arithmetic is lowered to linalg.generic."""
    text = """func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
      %0 = linalg.add ins(%x, %x : tensor<2xf32>, tensor<2xf32>) outs(%x : tensor<2xf32>)
        -> tensor<2xf32>
      return %0 : tensor<2xf32>
    }"""
    with ir.Context():
        assert ir.Module.parse(text).operation.verify()
    assert "custom op 'linalg.add' is unknown" in iree_opt(text)


def test_iree_cannot_load_dialects_defined_in_python() -> None:
    from iree.compiler import dialects

    folder = Path(dialects.__path__[0])
    assert (folder / "ext.py").exists()
    assert not (folder / "irdl.py").exists()


@pytest.mark.parametrize("path", LOWER_TESTS, ids=lambda path: path.stem)
def test_iree_knows_every_op_that_lowerings_emit(path: Path) -> None:
    model = Model(parse_module(path.read_text(encoding="utf-8")), Parameters())
    lower_model(model)
    assert emitted_dialects(model.module.operation) <= {
        "arith", "builtin", "cf", "complex", "func", "linalg", "math", "scf", "tensor", "util",
        "flow", "hal", "iree_linalg_ext", "iree_tensor_ext", "llvm", "vector",
    }  # fmt: skip
    assert iree_opt(str(model)) == ""


def emitted_dialects(operation: Any) -> set[str]:
    names: set[str] = set()

    def note(op: Any) -> Any:
        names.add(op.name.partition(".")[0])
        return ir.WalkResult.ADVANCE

    operation.walk(note)
    return names


def function_of_doubles(expression: str) -> str:
    return f"""func.func @main(%x: tensor<2xf64>) -> tensor<2xf64> {{
      %init = tensor.empty() : tensor<2xf64>
      %0 = linalg.generic {{indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                            iterator_types = ["parallel"]}}
          ins(%x : tensor<2xf64>) outs(%init : tensor<2xf64>) {{
        ^bb0(%a: f64, %b: f64):
          %r = {expression} : f64
          linalg.yield %r : f64
      }} -> tensor<2xf64>
      return %0 : tensor<2xf64>
    }}"""


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("arith.remf %a, %a", "undefined symbol: fmod"),
        ("math.sin %a", "undefined symbol: sin"),
        ("math.cos %a", "undefined symbol: cos"),
        ("math.tanh %a", "undefined symbol: tanh"),
        ("math.erf %a", "failed to legalize operation 'math.erf'"),
    ],
)
def test_iree_lacks_functions_of_doubles(expression: str, complaint: str, tmp_path: Path) -> None:
    """Why scalars.py computes them in another way."""
    with pytest.raises(CompileError, match=complaint):
        compile_text(function_of_doubles(expression), find_target("cpu"), tmp_path)


def test_powers_of_negative_numbers_are_not_numbers_in_iree() -> None:
    """Why scalars.power looks at the sign itself."""
    import iree.runtime

    text = function_of_doubles("math.powf %a, %a").replace("f64", "f32")
    module = iree.runtime.load_vm_flatbuffer(
        compile_text(text, find_target("cpu")), driver="local-sync"
    )
    result = module.main(np.array([-2, 2], dtype="float32")).to_host()
    assert np.isnan(result[0])
    assert result[1] == 4


LOST_REFERENCE = """
func.func @main(%c: tensor<i32>, %a: tensor<?xi32>, %b: tensor<?xi32>)
    -> (!hal.buffer_view, !hal.buffer_view, !hal.buffer_view) {
  %c0 = arith.constant 0 : index
  %z = arith.constant 0 : i32
  %s = tensor.extract %c[] : tensor<i32>
  %p = arith.cmpi eq, %s, %z : i32
  %d = tensor.dim %a, %c0 : tensor<?xi32>
  %e = tensor.dim %b, %c0 : tensor<?xi32>
  %x = hal.tensor.export %a : tensor<?xi32>{%d} -> !hal.buffer_view
  %y = hal.tensor.export %b : tensor<?xi32>{%e} -> !hal.buffer_view
  %r:2 = scf.if %p -> (!hal.buffer_view, !hal.buffer_view) {
    %em = tensor.empty(%d) : tensor<?xi32>
    %f = linalg.fill ins(%s: i32) outs(%em: tensor<?xi32>) -> tensor<?xi32>
    %q = hal.tensor.export %f : tensor<?xi32>{%d} -> !hal.buffer_view
    scf.yield %q, %x : !hal.buffer_view, !hal.buffer_view
  } else {
    %em = tensor.empty(%e) : tensor<?xi32>
    %f = linalg.fill ins(%s: i32) outs(%em: tensor<?xi32>) -> tensor<?xi32>
    %q = hal.tensor.export %f : tensor<?xi32>{%e} -> !hal.buffer_view
    scf.yield %y, %q : !hal.buffer_view, !hal.buffer_view
  }
  return %r#1, %x, %r#0: !hal.buffer_view, !hal.buffer_view, !hal.buffer_view
}
"""


def test_a_reference_passed_to_a_block_is_lost_to_others() -> None:
    """Why views.py makes a new view for each value that leaves a region."""
    import iree.runtime

    module = iree.runtime.load_vm_flatbuffer(
        compile_text(LOST_REFERENCE, find_target("cpu")), driver="local-sync"
    )
    arrays = [np.array(values, dtype="int32") for values in (0, [1, 2], [3])]
    chosen, x, new = module.main(*arrays)
    assert x is None
    assert (chosen.to_host() == [1, 2]).all()
    assert (new.to_host() == [0, 0]).all()
