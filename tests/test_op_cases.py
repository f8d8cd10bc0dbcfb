"""Every op against Paddle: import, lower, compile, run, compare (cases in ``op_cases``)."""

import functools
from pathlib import Path

import numpy as np
import pytest
from compiled_model import CompiledModel
from op_cases import cases_of, families
from op_cases.archive import from_bytes, read_archive
from op_cases.case import Case

from paddle_mlir.dialects.dtypes import of_numpy
from paddle_mlir.importers import import_model
from paddle_mlir.pipelines.pass_manager import run_passes

TOLERANCE = 1e-4
TOLERANCE_OF_HALF = 1e-3
HUGE = 1e30
archive = functools.cache(read_archive)

ALL_CASES = [
    pytest.param(family, case, id=f"{family}-{case.name}")
    for family in families()
    for case in cases_of(family)
]
RECURRENT_CASES = [
    pytest.param(family, case, id=f"{family}-{case.name}")
    for family in ("recurrent", "older_recurrent")
    for case in cases_of(family)
]


def close(actual: np.ndarray, expected: np.ndarray) -> None:
    """Exact for integers; floats to a fraction of the largest expected one that is not huge."""
    if not np.issubdtype(expected.dtype, np.floating):
        np.testing.assert_array_equal(actual, expected)
        return
    sizes = np.abs(expected.astype("float64"))
    tolerance = TOLERANCE_OF_HALF if expected.dtype == np.float16 else TOLERANCE
    scale = float(sizes[sizes < HUGE].max(initial=1e-30))
    np.testing.assert_allclose(actual, expected, rtol=1e-6, atol=tolerance * scale)


@pytest.mark.parametrize(("family", "case"), ALL_CASES)
def test_op_case(family: str, case: Case, tmp_path: Path) -> None:
    check(family, case, tmp_path)


@pytest.mark.parametrize(("family", "case"), RECURRENT_CASES)
def test_recurrent_case_in_one_kernel(family: str, case: Case, tmp_path: Path) -> None:
    check(family, case, tmp_path, "pd-infer-shapes,pd-choose-recurrent")


def check(family: str, case: Case, tmp_path: Path, passes: str = "") -> None:
    """Compare a case in all its formats, after some passes."""
    for format_ in case.formats:
        files = archive(family, format_)
        own = {
            path.split("/")[1]: d for path, d in files.items() if path.startswith(f"{case.name}/")
        }
        assert own, f"not exported as {format_}: run tests/make_op_cases.py"
        folder = tmp_path / format_
        folder.mkdir()
        for name, data in own.items():
            (folder / name).write_bytes(data)
        model, _ = import_model(folder)
        run_passes(model, passes)
        compiled = CompiledModel(model)
        for run in range(case.runs):
            arrays = case.arrays(run)
            outputs = compiled(*arrays.values())
            stored = sorted(name for name in own if name.startswith(f"expected_{run}_"))
            assert len(outputs) == len(stored)
            for position, output in enumerate(outputs):
                expected = from_bytes(own[f"expected_{run}_{position}.npy"])
                declared = compiled.outputs[position]
                assert declared.dtype == of_numpy(expected.dtype), (format_, position)
                assert output.shape == expected.shape, (format_, run, position)
                for size, known in zip(expected.shape, declared.dims, strict=True):
                    assert not isinstance(known, int) or size == known, (format_, run, position)
                close(output, expected)
