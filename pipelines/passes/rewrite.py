"""Passes that are lists of rules: one line of the table each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from paddle_mlir.dialects.errors import InputError, known_names
from paddle_mlir.dialects.model import Model
from paddle_mlir.pipelines.passes.definition import Pass, Report, register_pass
from paddle_mlir.pipelines.rewriting import Rule
from paddle_mlir.pipelines.rule_application import apply_rules
from paddle_mlir.pipelines.rules import (
    activation,
    attention,
    bounds,
    canonical,
    clean_up,
    convolution,
    convolution_strategy,
    direct_convolution,
    epilogue,
    layout,
    matrix,
    movement,
    normalization,
    packing,
    padding,
    parallel_convolution,
    parallel_matrix,
    recurrent,
    recurrent_kernel,
    repeated_rows,
    sequences,
    softmax,
    transposes,
    winograd,
)


@dataclass(frozen=True)
class RulePass(Pass):
    """Base of passes that apply rules until none matches.

    Options:
        only: names of the rules to apply; all when empty.
    """

    rules: ClassVar[tuple[Rule, ...]] = ()

    only: tuple[str, ...] = ()

    def run(self, model: Model, report: Report) -> None:
        """Apply the rules to all functions."""
        apply_rules(model, self.chosen(), report)

    def chosen(self) -> list[Rule]:
        """The rules that ``only`` leaves.

        Raises:
            InputError: it names a rule that the pass has not.
        """
        known = {rule.name: rule for rule in self.rules}
        for name in self.only:
            if name not in known:
                raise InputError(
                    f"pass {self.name} has no rule {name!r}",
                    where="passes",
                    remedy=known_names(name, known),
                )
        return [rule for name, rule in known.items() if not self.only or name in self.only]


def rule_pass(name: str, summary: str, *groups: tuple[Rule, ...]) -> type[RulePass]:
    """Register a pass that applies these rules."""
    rules = tuple(rule for group in groups for rule in group)
    base = type(name, (RulePass,), {"__doc__": summary, "rules": rules})
    return register_pass(name)(dataclass(frozen=True)(base))


rule_pass(
    "pd-clean-up",
    "Remove ops that change nothing, and merge neighbours of one kind.",
    clean_up.REMOVALS,
    clean_up.MERGERS,
)
rule_pass(
    "pd-canonical-ops",
    "Write one computation in one way: numbers as attributes, reshapes of all kinds as reshape.",
    canonical.ARITHMETIC,
    canonical.NUMBERS,
    canonical.MOVEMENT,
)
rule_pass(
    "pd-move-data",
    "Save copies: of what is joined and cut again, moved and moved back.",
    movement.JOINTS,
    movement.MOVES,
)
rule_pass(
    "pd-fold-batch-norm",
    "Fold batch_norm into convolutions, or into a factor and a summand.",
    convolution.BATCH_NORM,
)
rule_pass(
    "pd-fold-factors",
    "Fold constant factors and summands into the weights of convolutions.",
    convolution.FACTORS,
)
rule_pass(
    "pd-move-activation",
    "Compute activations in the convolutions that they follow, not on what is made of them.",
    convolution.ACTIVATIONS,
)
rule_pass(
    "pd-merge-parallel-conv",
    "Make one convolution of several that have their input and their window in common.",
    parallel_convolution.PARALLEL,
)
rule_pass(
    "pd-fuse-activation",
    "Find activation functions and softmax in plain arithmetic.",
    activation.ACTIVATIONS,
    bounds.BOUNDS,
    softmax.SOFTMAX,
)
rule_pass(
    "pd-fuse-normalization",
    "Find layer, group, instance and RMS normalisation in plain arithmetic.",
    normalization.NORMALIZATION,
)
rule_pass(
    "pd-fuse-matmul",
    "Fold transposes, factors, summands and reshapes into matrix products and their weights.",
    matrix.WEIGHTS,
    matrix.SHAPES,
    repeated_rows.REPEATED_ROWS,
)
rule_pass(
    "pd-merge-parallel-matmul",
    "Make one matrix product of several that have their first operand in common.",
    parallel_matrix.PARALLEL,
)
rule_pass(
    "pd-fuse-attention",
    "Find scaled dot-product attention in matrix products and softmax, and rotary embeddings.",
    attention.ATTENTION,
    attention.ROTARY,
)
rule_pass(
    "pd-channels-last",
    "Turn convolutions and what is around them from NCHW to NHWC.",
    layout.CONVOLUTIONS,
    layout.SINKING,
)
rule_pass(
    "pd-choose-recurrent",
    "Choose how recurrent layers are computed: step by step, or all steps in one kernel.",
    recurrent_kernel.RECURRENT_KERNELS,
)
rule_pass(
    "pd-fuse-epilogue",
    "Put biases, residuals and activations into the kernels that they follow.",
    epilogue.EPILOGUE,
)
rule_pass(
    "pd-cancel-transposes",
    "Cancel transposes across reshapes.",
    transposes.TRANSPOSES,
)
rule_pass(
    "pd-fuse-recurrent",
    "Put linear layers before recurrent ones into their weights.",
    recurrent.RECURRENT,
)
rule_pass(
    "pd-fuse-sequences",
    "Hand sequences on between recurrent layers as these compute them, not packed.",
    sequences.SEQUENCES,
)
rule_pass(
    "pd-fuse-padding",
    "Let convolutions pad by themselves.",
    padding.PADDING,
)


@register_pass("pd-choose-convolution")
@dataclass(frozen=True)
class ChooseConvolution(RulePass):
    """Choose how convolutions in NHWC are computed: directly, as products, or by Winograd.

    Options:
        winograd: whether results may differ by rounding (1e-5 of the largest value) and weights
            may grow (4 times; 1.8 times for small maps) where that is faster.
    """

    rules: ClassVar[tuple[Rule, ...]] = (
        *direct_convolution.KERNELS,
        winograd.winograd_of_conv,
        *convolution_strategy.STRATEGIES,
    )

    winograd: bool = True

    def chosen(self) -> list[Rule]:
        """The rules, without Winograd's if it is not wanted."""
        return [one for one in super().chosen() if self.winograd or one.name != "winograd-of-conv"]


@register_pass("pd-pack-weights")
@dataclass(frozen=True)
class PackWeights(RulePass):
    """Pack constant weights of matrix products into panels, in tiles for a CPU's vector unit.

    Options:
        vector_bits: of a vector register: 512 for AVX-512, 256 for AVX2, 128 for NEON.
        vector_registers: how many there are: 32, or 16 for AVX2.
    """

    rules: ClassVar[tuple[Rule, ...]] = packing.PACKING

    vector_bits: int = packing.AVX512.bits
    vector_registers: int = packing.AVX512.registers

    def chosen(self) -> list[Rule]:
        """The rules for the vector unit that the options describe."""
        unit = packing.VectorUnit(self.vector_bits, self.vector_registers)
        own = packing.pack_weight_for(unit)
        return [own if one.name == own.name else one for one in super().chosen()]
