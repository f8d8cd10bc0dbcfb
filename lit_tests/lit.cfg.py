"""lit configuration: ``lit lit_tests`` runs every .mlir file below this folder."""

from pathlib import Path

from paddle_mlir.pipelines.lit_kit import configure

output = Path(__file__).parent.parent / "build" / "lit"
configure(config, __file__, name="paddle-mlir", output=str(output))  # noqa: F821 - lit's
