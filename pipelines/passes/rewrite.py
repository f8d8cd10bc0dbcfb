"""Passes that are lists of rules: one line of the table each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote

from paddle_mlir.dialects.errors import InputError, known_names
from paddle_mlir.dialects.model import Model
from paddle_mlir.pipelines.passes.definition import Pass, Report, register_pass
from paddle_mlir.pipelines.rewriting import Rule
from paddle_mlir.pipelines.rule_application import apply_rules
from paddle_mlir.pipelines.rules import (
    activation,
    attention,
    attention_kernel,
    bfloat16,
    bounds,
    canonical,
    clean_up,
    convolution,
    convolution_strategy,
    direct_convolution,
    epilogue,
    kernel_tile,
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
    strassen,
    transposed_convolution,
    transposes,
    volume_frames,
    winograd,
)
from paddle_mlir.pipelines.rules.convolution_choice import Chooser
from paddle_mlir.pipelines.rules.convolution_cost import Machine
from paddle_mlir.pipelines.tuning_database import UNTUNED, Tuning, read_tuning


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
    "pd-flatten-volumes",
    "Compute 3-D convolutions and pooling in NDHWC as 2-D ones over frames.",
    volume_frames.FRAMES,
)
rule_pass(
    "pd-choose-attention",
    "Choose how attention is computed: as products and softmax, or in a kernel.",
    attention_kernel.ATTENTION_KERNELS,
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
    "pd-lower-precision",
    "Compute packed products in bfloat16, and store what only they read in bfloat16.",
    bfloat16.PRODUCTS,
    bfloat16.NARROWING,
)
rule_pass(
    "pd-fuse-padding",
    "Let convolutions pad by themselves.",
    padding.PADDING,
)


@dataclass(frozen=True)
class _ForMachine(RulePass):
    """Base of passes whose rules choose for a machine.

    Options:
        vector_bits: of a vector register: 512 for AVX-512, 256 for AVX2, 128 for NEON.
        vector_registers: how many there are: 32, or 16 for AVX2.
        cpu: what tuning databases call the CPU.
        threads: that will run the code.
        tuning: files of tuning databases, percent-encoded; later ones go first.
    """

    vector_bits: int = packing.AVX512.bits
    vector_registers: int = packing.AVX512.registers
    cpu: str = ""
    threads: int = 1
    tuning: tuple[str, ...] = ()

    @property
    def unit(self) -> packing.VectorUnit:
        """The vectors that the options describe."""
        return packing.VectorUnit(self.vector_bits, self.vector_registers)

    def read_tuning(self) -> Tuning:
        """What the databases say."""
        return read_tuning([Path(unquote(file)) for file in self.tuning], self.cpu, self.threads)

    def with_own(self, *own: Rule) -> list[Rule]:
        """The rules that ``only`` leaves, some of them made for the machine."""
        made = {one.name: one for one in own}
        return [made.get(one.name, one) for one in super().chosen()]


@register_pass("pd-choose-convolution")
@dataclass(frozen=True)
class ChooseConvolution(_ForMachine):
    """Choose how convolutions in NHWC are computed: directly, as products, or by Winograd.

    Options, beside those of pd-pack-weights:
        winograd: whether results may differ by rounding (1e-5 of the largest value) and weights
            may grow (4 times; 1.8 times for small maps) where that is faster.
        multiply_adds: of float32, that a core computes in a cycle.
        l1_bytes: of a core's first cache.
        l2_bytes: of the second.
        l3_bytes: of the third.
        bfloat16: whether pd-lower-precision follows. Tuning databases, which are of float32, then
            say nothing.
    """

    rules: ClassVar[tuple[Rule, ...]] = (
        *direct_convolution.KERNELS,
        *winograd.WINOGRAD,
        *convolution_strategy.STRATEGIES,
        *transposed_convolution.TRANSPOSED,
        *direct_convolution.DIRECT,
    )

    winograd: bool = True
    multiply_adds: int = Machine.multiply_adds
    l1_bytes: int = Machine.caches[0]
    l2_bytes: int = Machine.caches[1]
    l3_bytes: int = Machine.caches[2]
    bfloat16: bool = False

    def chooser(self) -> Chooser:
        """What chooses as the options say."""
        caches = (self.l1_bytes, self.l2_bytes, self.l3_bytes)
        machine = Machine(self.unit, self.multiply_adds, caches, self.bfloat16)
        tuning = UNTUNED if self.bfloat16 else self.read_tuning()
        return Chooser(machine, self.winograd, tuning)

    def chosen(self) -> list[Rule]:
        """The rules for the machine that the options describe."""
        chooser = self.chooser()
        return self.with_own(
            direct_convolution.kernel_of_grouped_conv_for(self.unit),
            direct_convolution.kernel_of_conv_for(chooser),
            winograd.winograd_of_conv_for(chooser),
            convolution_strategy.matmul_of_patches_for(chooser),
            transposed_convolution.convs_of_conv_transpose_for(chooser),
        )


@register_pass("pd-pack-weights")
@dataclass(frozen=True)
class PackWeights(_ForMachine):
    """Pack constant weights of matrix products into panels, in tiles for a CPU's vector unit.

    Options:
        vector_bits: of a vector register: 512 for AVX-512, 256 for AVX2, 128 for NEON.
        vector_registers: how many there are: 32, or 16 for AVX2.
        cpu: what tuning databases call the CPU.
        threads: that will run the code.
        tuning: files of tuning databases, percent-encoded; later ones go first.
        strassen: whether results may differ by rounding and weights may grow (1.75 times) where
            large products are faster so.
    """

    rules: ClassVar[tuple[Rule, ...]] = (*strassen.STRASSEN, *packing.PACKING)

    strassen: bool = True

    def chosen(self) -> list[Rule]:
        """The rules for the vector unit that the options describe."""
        tuning = self.read_tuning()
        return self.with_own(
            strassen.strassen_of_matmul_for(self.unit, tuning, self.threads, self.strassen),
            packing.pack_weight_for(self.unit, tuning, self.threads),
        )


@register_pass("pd-tile-kernels")
@dataclass(frozen=True)
class TileKernels(RulePass):
    """Fit the tiles of kernels to a CPU's vector unit.

    Options:
        vector_bits: as of pd-pack-weights.
        vector_registers: as of pd-pack-weights.
    """

    rules: ClassVar[tuple[Rule, ...]] = kernel_tile.KERNEL_TILES

    vector_bits: int = packing.AVX512.bits
    vector_registers: int = packing.AVX512.registers

    def chosen(self) -> list[Rule]:
        """The rule for the vector unit that the options describe."""
        unit = packing.VectorUnit(self.vector_bits, self.vector_registers)
        own = kernel_tile.tile_of_kernel_for(unit)
        return [own if one.name == own.name else one for one in super().chosen()]
