"""docs/writing-a-pass.md is true: its files are written, installed as a plug-in and run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent / "docs" / "writing-a-pass.md"
FILES = dict(
    re.findall(r"^`(\S+)`:\n```\w+\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
)
MODEL = """
func.func @main(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = "pd.multiply"(%x, %x) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %1 = "pd.multiply"(%0, %x) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %2 = "pd.relu"(%1) : (tensor<3xf32>) -> tensor<3xf32>
  return %2 : tensor<3xf32>
}
"""
WRONG = """

@rule(pd.Relu)
def forget(relu: pd.Relu, match: Match) -> Any:
    '''Wrong on purpose.'''
    return relu.x


rule_pass("pd-wrong", "Forget every relu.", (forget,))
"""


@pytest.fixture(scope="module")
def plugin(tmp_path_factory):
    """The page's package, installed into a folder of its own; gives folder and environment."""
    root = tmp_path_factory.mktemp("plugin")
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    module = root / "cubes" / "cubes.py"
    module.write_text(module.read_text() + WRONG)
    project = root / "cubes" / "pyproject.toml"
    text = project.read_text()
    text = text.replace('["cubes"]', '["cubes", "cube_op"]')
    project.write_text(text.replace('cubes = "cubes"', 'cubes = "cubes"\ncube-op = "cube_op"'))
    site = root / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(site), str(root / "cubes")], check=True)
    return root, os.environ | {"PYTHONPATH": str(site)}


def opt(environment, text, *arguments):
    command = [sys.executable, "-m", "paddle_mlir.pipelines.opt", "-", *arguments]
    return subprocess.run(
        command, input=text, capture_output=True, text=True, env=environment, check=False
    )


def test_the_page_has_its_files():
    assert sorted(FILES) == [
        "cubes/cube_op.py",
        "cubes/cubes.py",
        "cubes/lit_tests/cubes.mlir",
        "cubes/lit_tests/lit.cfg.py",
        "cubes/pyproject.toml",
    ]


def test_the_pass_and_pipeline_are_listed(plugin):
    listed = opt(plugin[1], "", "--list-passes").stdout
    assert "pd-cubes\n      Write cubes as one op." in listed
    assert "pd-optimize-with-cubes" in listed


def test_the_lit_tests_pass_and_can_fail(plugin):
    root, environment = plugin
    lit = [str(Path(sys.executable).parent / "lit"), "-q", str(root / "cubes" / "lit_tests")]
    assert subprocess.run(lit, env=environment, check=False).returncode == 0
    test = root / "cubes" / "lit_tests" / "cubes.mlir"
    right = test.read_text()
    test.write_text(right.replace('"pd.pow"(%[[X]])', '"pd.sqrt"(%[[X]])'))
    failed = subprocess.run(lit, env=environment, capture_output=True, check=False)
    test.write_text(right)
    assert failed.returncode == 1


def test_bisect_finds_no_culprit_in_the_right_pass(plugin):
    result = opt(plugin[1], MODEL, "-p", "pd-optimize-with-cubes", "--bisect")
    assert result.returncode == 0, result.stderr
    assert "no pass changes the numbers" in result.stdout


def test_bisect_names_the_wrong_pass(plugin):
    result = opt(plugin[1], MODEL, "-p", "pd-cubes,canonicalize,pd-wrong,cse", "--bisect")
    assert result.returncode == 1
    assert "first pass that changes the numbers: pd-wrong" in result.stdout


def test_the_new_op_lowers(plugin):
    text = """func.func @main(%x: tensor<?xf32>) -> tensor<?xf32> {
      %0 = "pd.cube"(%x) : (tensor<?xf32>) -> tensor<?xf32>
      return %0 : tensor<?xf32>
    }"""
    result = opt(plugin[1], text, "-p", "pd-lower")
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("arith.mulf") == 2


def test_a_broken_plugin_is_named(plugin, tmp_path):
    environment = plugin[1]
    package = tmp_path / "broken.py"
    package.write_text("import nothing_of_that_name\n")
    information = tmp_path / "broken-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[paddle_mlir.plugins]\nbroken = broken\n")
    result = opt(environment | {"PYTHONPATH": str(tmp_path)}, MODEL, "-p", "cse")
    assert result.returncode == 1
    assert "plug-in broken (broken): cannot be loaded: ModuleNotFoundError" in result.stderr
    assert "Traceback" not in result.stderr
