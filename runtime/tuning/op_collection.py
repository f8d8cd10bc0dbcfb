"""The ops of a model that can be tuned, seen while the passes that choose for them run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.model import Model
from paddle_mlir.dialects.pd.convolution import filter_sizes
from paddle_mlir.dialects.pd.regions import nested_operations
from paddle_mlir.pipelines.pass_manager import Step
from paddle_mlir.pipelines.passes.rewrite import ChooseConvolution, PackWeights
from paddle_mlir.pipelines.rewriting import Knowledge, Match, NoMatch
from paddle_mlir.pipelines.rules.convolution_choice import Chooser, convolution_of
from paddle_mlir.pipelines.rules.direct_convolution import MOST_IMAGE_CHANNELS
from paddle_mlir.pipelines.rules.packing import FEWEST_ROWS, VectorUnit, product_of
from paddle_mlir.runtime.tuning.tuned_ops import TunedConvolution, TunedOp, TunedProduct


class OpCollector:
    """Observer of a pipeline that collects the ops.

    Attributes:
        convolutions: and how often each comes.
        products: and how often each comes.
        open: places of ops whose sizes are not all known.
    """

    def __init__(self) -> None:
        self.convolutions: Counter[TunedOp] = Counter()
        self.products: Counter[TunedOp] = Counter()
        self.open: set[str] = set()

    def before(self, step: Step, model: Model) -> None:
        """Look at the ops that a pass is about to choose for."""
        if isinstance(step.run, ChooseConvolution):
            chooser = step.run.chooser()
            found = self._found(
                model, pd.Conv2d, lambda op, match: _convolution(op, match, chooser)
            )
            self.convolutions |= found
        elif isinstance(step.run, PackWeights):
            unit, threads = step.run.unit, step.run.threads
            found = self._found(
                model, pd.Matmul, lambda op, match: _product(op, match, unit, threads)
            )
            self.products |= found

    def after(self, step: Step, model: Model) -> None:
        """Nothing: a choice has been made."""

    def _found(
        self, model: Model, kind: type[Any], tuned: Callable[[Any, Match], TunedOp | None]
    ) -> Counter[TunedOp]:
        """All ops of a kind that can be tuned, as they stand in the module now."""
        found: Counter[TunedOp] = Counter()
        for function in model.functions():
            knowledge = Knowledge(function)
            for op in nested_operations(function.entry_block):
                if not isinstance(op, kind):
                    continue
                try:
                    one = tuned(op, Match(op, knowledge))
                except NoMatch:
                    continue
                if one is None:
                    self.open.add(str(op.location))
                else:
                    found[one] += 1
        return found


def _convolution(conv: pd.Conv2d, match: Match, chooser: Chooser) -> TunedConvolution | None:
    """A convolution for which there is a choice, or None where sizes are not known; leaves else."""
    if conv.data_format != "NHWC" or conv.filter_format != "HWIO" or conv.groups != 1:
        match.fail()
    _, channels, *window = filter_sizes(match.info(conv.filter), conv.filter_format)
    is_pointwise = window == [1, 1] and conv.strides == (1, 1)
    if is_pointwise or not isinstance(channels, int) or channels <= MOST_IMAGE_CHANNELS:
        match.fail()
    sizes = convolution_of(conv, match)
    if not sizes.is_static:
        return None
    return TunedConvolution(sizes, tuple(chooser.choose(conv, match).estimates))


def _product(op: pd.Matmul, match: Match, unit: VectorUnit, threads: int) -> TunedProduct | None:
    """A product for which there is a choice, or None where sizes are not known; leaves else."""
    product = product_of(op, match)
    if not isinstance(product.rows, int):
        return None
    if product.rows < FEWEST_ROWS:
        # Weights that are read once decide about the time, not tiles.
        match.fail()
    return TunedProduct(product, unit, threads)
