"""Mapping of ``attention_lstm``: before each of its steps an LSTM looks at the whole sequence."""

from __future__ import annotations

from paddle_mlir.dialects import pd
from paddle_mlir.dialects.pd.ranges import Arange
from paddle_mlir.importers.paddle.attributes import text
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.counted_steps import repeat
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.fused import activate, plus
from paddle_mlir.importers.paddle.mapping import imports_program_desc
from paddle_mlir.importers.paddle.packed_sequences import PackedSequences
from paddle_mlir.importers.paddle.source import SourceOp


@imports_program_desc("attention_lstm")
def import_attention_lstm(build: ModelBuilder, op: SourceOp) -> None:
    """``attended = softmax(relu(x @ a + c @ b)) @ x``, then a step of an LSTM on ``attended``.

    The weight of the attention ``[features + hidden, 1]`` is ``a`` over ``b``, the layer's
    ``[hidden + features, 4 * hidden]`` is the state's over the input's; gates are forget, input,
    output and candidate.
    """
    _AttentionLstm(build, op).build_loop()


class _AttentionLstm:
    """Operands, and what no step changes."""

    def __init__(self, build: ModelBuilder, op: SourceOp) -> None:
        self.build, self.op = build, op
        slots = ("AttentionWeight", "AttentionBias", "AttentionScalar", "AttentionScalarBias")
        attention, shift, self.scalar, self.scalar_bias = terms(build, op, *slots)
        x, c, h, weight, self.bias = terms(build, op, "X", "C0", "H0", "LSTMWeight", "LSTMBias")
        features, hidden = x.info.dims[1], c.info.dims[1]
        if not isinstance(features, int) or not isinstance(hidden, int):
            raise ValueError(
                f"operands 'X' and 'C0' must be of static width, got {x.info} and {c.info}"
            )
        self.packed = PackedSequences.of(build, x.value, build.lengths(op, "X"))
        self.x = Term(build, self.packed.padded(x.value, 0))
        self.c = c
        self.h = c.apply(pd.FullLike, value=0.0, dtype=c.dtype) if h is None else h
        of_x, self.of_c = _rows_to(attention, features), _rows_from(attention, features)
        self.of_h, self.of_attended = _rows_to(weight, hidden), _rows_from(weight, hidden)
        # [sequences, steps]: what the inputs say, before the cell's state does.
        self.scores = plus(self.x.apply(pd.Matmul, of_x), shift).apply(pd.Squeeze, axis=(2,))
        longest = Term(build, self.packed.longest)
        self.steps = Term(build, build.emit(Arange, None, longest.value, None))
        self.mask = Term(build, self.packed.mask(self.steps.value))

    def build_loop(self) -> None:
        """All steps, of all sequences at once; those behind a sequence's end are not read."""
        build = self.build
        nothing = self.x.sum(2, keepdim=True) * 0.0 + self.h.unsqueeze(1) * 0.0

        def step(number: Term, states: list[Term]) -> list[Term]:
            h, c, hidden, cell = states
            h, c = self._step(h, c)
            here = self.steps.equals(number).unsqueeze(0, 2)
            kept = [here.choose(new.unsqueeze(1), old) for new, old in ((h, hidden), (c, cell))]
            return [h, c, *kept]

        states = [self.h, self.c, nothing, nothing]
        outputs = repeat(build, self.op, self.packed.longest, states, step)[2:]
        hidden, cell = (Term(build, self.packed.unpadded(term.value)) for term in outputs)
        give(build, self.op, Hidden=hidden, Cell=cell)
        for result in ("Hidden", "Cell"):
            build.set_lengths(self.op, result, self.packed.lengths)

    def _step(self, h: Term, c: Term) -> tuple[Term, Term]:
        op = self.op
        scores = (self.scores + c.apply(pd.Matmul, self.of_c)).apply(pd.Relu)
        if self.scalar is not None:
            scores = plus(scores * self.scalar, self.scalar_bias).apply(pd.Relu)
        scores = self.mask.choose(scores, float("-inf")).apply(pd.Softmax)
        attended = scores.unsqueeze(1).apply(pd.Matmul, self.x).apply(pd.Squeeze, axis=(1,))
        gates = h.apply(pd.Matmul, self.of_h) + attended.apply(pd.Matmul, self.of_attended)
        gates = plus(gates, self.bias)
        parts = [gates.part(1, number, 4) for number in range(4)]
        gate = text(op, "gate_activation", "sigmoid")
        forget, take, out = (activate(gate, part) for part in parts[:3])
        candidate = activate(text(op, "candidate_activation", "tanh"), parts[3])
        c = forget * c + take * candidate
        return out * activate(text(op, "cell_activation", "tanh"), c), c


def _rows_to(matrix: Term, end: int) -> Term:
    return matrix.apply(pd.Slice, axes=(0,), starts=(0,), ends=(end,))


def _rows_from(matrix: Term, start: int) -> Term:
    return matrix.apply(pd.Slice, axes=(0,), starts=(start,), ends=(2**31 - 1,))
