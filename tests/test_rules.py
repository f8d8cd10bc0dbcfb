"""Every rewrite rule, on the functions of its lit file: it fires, it refuses, numbers stay equal.

A lit file below ``lit_tests/rules`` is one group. For each rule of the passes that its first RUN
line names there are functions ``<rule>_matches`` and ``<rule>_refused``; the file's own checks say
what becomes of them, and this test runs them all, before and after.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from runnable_functions import RunnableFunctions, assert_equal, name_of, random_array

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.model import Model, parse_module
from paddle_mlir.dialects.parameters import Parameters
from paddle_mlir.dialects.tensor import info_of_type
from paddle_mlir.pipelines.iree.targets import BFLOAT16_FEATURE, find_cpu, find_target
from paddle_mlir.pipelines.pass_manager import run_passes
from paddle_mlir.pipelines.passes import load_passes
from paddle_mlir.pipelines.passes.definition import Pass, Report, registered_passes
from paddle_mlir.pipelines.passes.rewrite import RulePass
from paddle_mlir.pipelines.rewriting import Rule

FILES = sorted((Path(__file__).parent.parent / "lit_tests" / "rules").glob("*.mlir"))
_HAS_REASONS = re.compile(
    r'require|only_use|\.constant\(|\.number\(|\.static\(|fail\(f?"|reshape_to|expand_to|cut\('
)

load_passes()


@functools.cache
def pipeline_of(path: Path) -> str:
    found = re.search(r"^// RUN: paddle-mlir-opt %s -p '?(pd-[a-z,-]+)", path.read_text(), re.M)
    assert found is not None, f"{path.name} does not start by running passes"
    return found.group(1)


def rules_of(pass_class: type[Pass]) -> tuple[Rule, ...]:
    return pass_class.rules if issubclass(pass_class, RulePass) else ()


def read(path: Path) -> Model:
    """The file's module, with random parameters."""
    model = Model(parse_module(path.read_text(), path.name), Parameters(), path.name)
    for function in model.functions():
        for op in function.entry_block.operations:
            if isinstance(op, pd.Parameter) and op.key not in model.parameters:
                info = info_of_type(op.result.type)
                model.parameters.add(op.key, random_array(info, info.dims, op.key, 0.5, 1.5))
    return model


def run_on_function(path: Path, function_name: str) -> Report:
    """Run the file's passes on one of its functions."""
    model = read(path)
    for function in model.functions():
        if name_of(function) != function_name:
            function.operation.erase()
    report = Report()
    for step in run_passes(model, pipeline_of(path)):
        report.counts += step.report.counts
        report.near_misses += step.report.near_misses
    return report


def file_with(function_name: str) -> Path | None:
    marker = f"func.func @{function_name}("
    return next((path for path in FILES if marker in path.read_text()), None)


def registered_rules() -> Iterator[Rule]:
    seen = set()
    for pass_class in registered_passes().values():
        for one in rules_of(pass_class):
            if one.name not in seen:
                seen.add(one.name)
                yield one


@pytest.mark.parametrize("rule", list(registered_rules()), ids=lambda rule: rule.name)
def test_rule_fires_and_refuses(rule):
    stem = rule.name.replace("-", "_")
    for ending, fires in (("matches", True), ("refused", False)):
        function_name = f"{stem}_{ending}"
        path = file_with(function_name)
        assert path is not None, f"no lit file has func.func @{function_name}"
        report = run_on_function(path, function_name)
        assert (report.counts[rule.name] > 0) == fires, f"{function_name}: {report.counts}"
        if not fires and _HAS_REASONS.search(inspect.getsource(rule.function)):
            reasons = [miss.reason for miss in report.near_misses if miss.rule == rule.name]
            assert reasons, f"{function_name}: no reason is given"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_numbers_stay_equal(path):
    cpu = find_cpu(find_target("cpu"))
    if path.stem == "bfloat16" and (cpu is None or BFLOAT16_FEATURE not in cpu.features):
        pytest.skip(f"no {BFLOAT16_FEATURE} here")
    before = RunnableFunctions(read(path))
    rewritten = read(path)
    run_passes(rewritten, pipeline_of(path))
    after = RunnableFunctions(rewritten)
    assert before.signatures
    for name in before.signatures:
        arguments = before.random_arguments(name)
        expected, got = before(name, arguments), after(name, arguments)
        for position, (left, right) in enumerate(zip(expected, got, strict=True)):
            assert_equal(left, right, before.dtype_of(name, position), f"{name}, result {position}")
