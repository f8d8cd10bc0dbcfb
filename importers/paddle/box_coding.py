"""Mapping of boxes told relative to other boxes: formulas."""

from __future__ import annotations

from paddle_mlir.dialects import pd
from paddle_mlir.importers.paddle.attributes import flag, reals, text, whole
from paddle_mlir.importers.paddle.building import ModelBuilder
from paddle_mlir.importers.paddle.formulas import Term, give, terms
from paddle_mlir.importers.paddle.mapping import imports_pir, imports_program_desc
from paddle_mlir.importers.paddle.source import SourceOp

_Box = tuple[list[Term], list[Term]]
"""Centres and extents of boxes, each along x and y."""


@imports_pir("box_coder")
@imports_program_desc("box_coder")
def import_box_coder(build: ModelBuilder, op: SourceOp) -> None:
    """Centres and extents of boxes relative to prior boxes, or back; see the functions."""
    prior, variance_tensor, target = terms(build, op, "PriorBox", "PriorBoxVar", "TargetBox")
    code_type = text(op, "code_type", "encode_center_size")
    axis = whole(op, "axis", 0)
    if code_type not in ("encode_center_size", "decode_center_size") or axis not in (0, 1):
        raise ValueError(
            "code_type must be encode_center_size or decode_center_size and axis 0 or 1, "
            f"got {code_type!r} and {axis}"
        )
    is_encoded = code_type == "encode_center_size"
    added = 0.0 if flag(op, "box_normalized", True) else 1.0
    prior_axis = 0 if is_encoded else axis
    numbers = reals(op, "variance", ()) or (1.0,) * 4
    if len(numbers) != 4:
        raise ValueError(f"attribute 'variance' must be 4 numbers, got {list(numbers)}")
    variances = (
        [prior.number(number) for number in numbers]
        if variance_tensor is None
        else [variance_tensor.unsqueeze(prior_axis).part(-1, place, 4) for place in range(4)]
    )
    box = _box(prior.unsqueeze(prior_axis), added)
    coded = (
        _encode(target.unsqueeze(1), box, variances, added)
        if is_encoded
        else _decode(target, box, variances, added)
    )
    joined = build.emit(pd.Concat, [term.value for term in coded], axis=-1)
    give(build, op, OutputBox=Term(build, joined))


def _box(boxes: Term, added: float) -> _Box:
    corners = [boxes.part(-1, place, 4) for place in range(4)]
    extents = [corners[side + 2] - corners[side] + added for side in range(2)]
    return [corners[side] + extents[side] * 0.5 for side in range(2)], extents


def _encode(target: Term, prior: _Box, variances: list[Term], added: float) -> list[Term]:
    """``(centre - prior centre) / prior extent`` and ``log(extent / prior extent)``.

    Both are divided by the variance.
    """
    corners = [target.part(-1, place, 4) for place in range(4)]
    coded = []
    for side in range(2):
        centre = (corners[side + 2] + corners[side]) * 0.5
        coded.append((centre - prior[0][side]) / prior[1][side])
    for side in range(2):
        extent = corners[side + 2] - corners[side] + added
        coded.append((extent / prior[1][side]).apply(pd.Abs).apply(pd.Log))
    return [code / variance for code, variance in zip(coded, variances, strict=True)]


def _decode(target: Term, prior: _Box, variances: list[Term], added: float) -> list[Term]:
    """The corners of boxes whose codes, times the variance, are ``target``."""
    code = [target.part(-1, place, 4) * variances[place] for place in range(4)]
    centres = [code[side] * prior[1][side] + prior[0][side] for side in range(2)]
    halves = [code[side + 2].apply(pd.Exp) * prior[1][side] * 0.5 for side in range(2)]
    low = [centre - half for centre, half in zip(centres, halves, strict=True)]
    return [*low, *(centres[side] + halves[side] - added for side in range(2))]
