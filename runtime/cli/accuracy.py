"""How far the results of a lower precision are from those of float32, for ``compile``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from paddle_mlir.dialects.errors import ArtifactError, InputError
from paddle_mlir.runtime.cli.running import Arrays, inputs_for
from paddle_mlir.runtime.cli.terminal import printable
from paddle_mlir.runtime.manifest import TensorSpec


def accuracy_text(artifact: Path, reference: Path, given: Arrays) -> str:
    """Run two artifacts of a model, and say how far their results are from each other.

    Args:
        artifact: the one of lower precision.
        reference: the one in float32.
        given: what ``--input`` says; other inputs are random.
    """
    from paddle_mlir.runtime.benchmark.comparison import difference
    from paddle_mlir.runtime.session import load

    try:
        with load(reference, verify=False) as session:
            inputs = inputs_for(session.inputs, completed(session.inputs, given))
            expected = session.run(inputs)
        with load(artifact, verify=False) as session:
            got = session.run(inputs)
    except (ArtifactError, InputError) as error:
        return f"difference from precision f32 not measured: {error}"
    differences = [
        f"{printable(name)} {difference([array], [got[name]]):.1e}"
        for name, array in expected.items()
    ]
    return (
        f"largest difference from precision f32 on {'--input' if given else 'random numbers'}, "
        f"over the largest value: {', '.join(differences)}"
    )


def completed(specs: Sequence[TensorSpec], given: Arrays) -> Arrays:
    """Inputs that are given, and shapes for the others where only the batch is dynamic: of one."""
    names = {name for name, _ in given}
    if None in names:
        return given
    batches = {spec.shape[0] for spec in specs if spec.shape}
    found = list(given)
    for spec in specs:
        sizes = [1 if isinstance(s, str) and s in batches else s for s in spec.shape]
        numbers = tuple(size for size in sizes if isinstance(size, int))
        if spec.name not in names and len(numbers) == len(sizes):
            found.append((spec.name, numbers))
    return found
