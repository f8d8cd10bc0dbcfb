"""Optimised and unoptimised random graphs agree; 30 graphs here, 300 in ``make test-models``."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_graphs import random_model
from runnable_functions import RunnableFunctions, assert_equal

from paddle_mlir.dialects.model import Model
from paddle_mlir.pipelines.pass_manager import run_passes

GRAPHS_A_MODULE = 15
SEEDS = st.lists(
    st.integers(0, 2**31), min_size=GRAPHS_A_MODULE, max_size=GRAPHS_A_MODULE, unique=True
)


def check(seeds: list[int]) -> Model:
    """Compile the graphs as they are and optimised, run both and compare."""
    plain, optimised = random_model(seeds), random_model(seeds)
    steps = run_passes(optimised, "pd-optimize")
    assert sum(sum(step.report.counts.values()) for step in steps) > 0
    before, after = RunnableFunctions(plain), RunnableFunctions(optimised)
    for name in before.signatures:
        arguments = before.random_arguments(name)
        expected, got = before(name, arguments), after(name, arguments)
        for position, (left, right) in enumerate(zip(expected, got, strict=True)):
            what = f"{name} of random_model([{name.removeprefix('graph_')}]), result {position}"
            assert_equal(left, right, "float32", what)
    return optimised


@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(SEEDS)
def test_thirty_graphs_agree(seeds: list[int]) -> None:
    check(seeds)


@pytest.mark.models
def test_three_hundred_graphs_agree() -> None:
    first = int(os.environ.get("FIRST_SEED", "1000"))
    for start in range(first, first + 300, GRAPHS_A_MODULE):
        check(list(range(start, start + GRAPHS_A_MODULE)))


def test_optimising_is_deterministic_and_idempotent() -> None:
    seeds = list(range(40))
    first, second = random_model(seeds), random_model(seeds)
    run_passes(first, "pd-optimize")
    run_passes(second, "pd-optimize")
    once = str(first)
    assert once == str(second)
    run_passes(first, "pd-optimize")
    assert str(first) == once
