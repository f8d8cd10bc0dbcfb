"""Paddle's older beam search: single steps, the decoding of all steps, and whole decoders."""

from collections.abc import Callable
from typing import Any

from op_cases.case import PROGRAM_DESC, append_op, case, nested_sequences, sequences, tensor, weight

LOD = (PROGRAM_DESC,)

Search = tuple[Any, Any, Any]
"""Selected words and scores, and the prefixes that they follow."""


def search(paddle: Any, **options: Any) -> Search:
    """One step; operands by name, and attributes."""
    helper = paddle.base.layer_helper.LayerHelper("beam_search")
    names = ("pre_ids", "pre_scores", "ids", "scores")
    inputs = {name: options.pop(name) for name in names if name in options}
    kinds = {"selected_ids": "int64", "selected_scores": "float32", "parent_idx": "int32"}
    outputs = {
        name: helper.create_variable_for_type_inference(kind) for name, kind in kinds.items()
    }
    attributes = {"level": 0, "beam_size": 2, "end_id": 0, "is_accumulated": True} | options
    helper.append_op(type="beam_search", inputs=inputs, outputs=outputs, attrs=attributes)
    return tuple(outputs.values())


def decode(paddle: Any, ids: Any, scores: Any, beam_size: int) -> tuple[Any, Any]:
    """The sentences that the steps in two arrays found."""
    helper = paddle.base.layer_helper.LayerHelper("beam_search_decode")
    outputs = {
        "SentenceIds": helper.create_variable_for_type_inference("int64"),
        "SentenceScores": helper.create_variable_for_type_inference("float32"),
    }
    helper.append_op(
        type="beam_search_decode",
        inputs={"Ids": ids, "Scores": scores},
        outputs=outputs,
        attrs={"beam_size": beam_size, "end_id": 0},
    )
    return outputs["SentenceIds"], outputs["SentenceScores"]


def decode_steps(paddle: Any, F: Any, *steps: Any) -> tuple[Any, Any]:
    """Words and scores of each step, one after the other."""
    arrays = []
    for values in (steps[::2], steps[1::2]):
        array = paddle.tensor.create_array(values[0].dtype)
        for number, value in enumerate(values):
            index = paddle.full([1], number, "int64")
            paddle.tensor.array_write(value, index, array)
        arrays.append(array)
    return decode(paddle, *arrays, beam_size=2)


def steps(*levels: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]) -> list[Any]:
    """Words and scores of each step, with the lengths of both levels for each run."""
    made = []
    for own in levels:
        made += [
            nested_sequences(*own, row=(1,), dtype="int64", low=0, high=2),
            nested_sequences(*own, row=(1,)),
        ]
    return made


def expand_state(paddle: Any, state: Any, scores: Any) -> Any:
    """A state for each prefix, from that of the one before."""
    return append_op(paddle, "sequence_expand", {"X": state, "Y": scores}, ref_level=-1)


def next_words(
    paddle: Any, state: Any, ids: Any, scores: Any, weights: tuple[Any, ...]
) -> tuple[Any, Search]:
    """The state behind the last words, and the best words that follow."""
    table, own, seen, out, bias = weights
    word = append_op(paddle, "lookup_table", {"W": table, "Ids": ids})
    parts = [
        append_op(paddle, "mul", {"X": x, "Y": w}, x_num_col_dims=1, y_num_col_dims=1)
        for x, w in ((state, own), (word, seen))
    ]
    state = paddle.tanh(append_op(paddle, "sum", {"X": parts}))
    known = append_op(paddle, "lod_reset", {"X": state, "Y": scores})
    chances = append_op(paddle, "mul", {"X": known, "Y": out}, x_num_col_dims=1, y_num_col_dims=1)
    chances = paddle.add(chances, bias)
    best, words = paddle.topk(paddle.nn.functional.softmax(chances), 3)
    total = paddle.log(best) + paddle.reshape(scores, [-1, 1])
    found = search(paddle, pre_ids=ids, pre_scores=scores, ids=words, scores=total, beam_size=3)
    return state, found


def decoder(early: bool) -> Callable[..., tuple[Any, Any, Any]]:
    """A loop that keeps states, words and scores in arrays, as Paddle's book on translation has it;
    ``early``: it ends and writes in branches, as ``fluid.contrib.BeamSearchDecoder`` does."""

    def build(
        paddle: Any, F: Any, context: Any, ids: Any, scores: Any, *weights: Any
    ) -> tuple[Any, Any, Any]:
        tensors = paddle.tensor
        counter = paddle.zeros([1], "int64")
        limit = paddle.full([1], 6, "int64")
        first = {"states": context, "ids": ids, "scores": scores}
        arrays = {name: tensors.array_write(x, counter) for name, x in first.items()}
        going_on = paddle.less_than(counter, limit)
        loop = paddle.static.nn.control_flow.While(going_on)

        def write(found: dict[str, Any]) -> None:
            for name, value in found.items():
                tensors.array_write(value, counter, arrays[name])

        with loop.block():
            last = {name: tensors.array_read(array, counter) for name, array in arrays.items()}
            state = expand_state(paddle, last["states"], last["scores"])
            state, found = next_words(paddle, state, last["ids"], last["scores"], weights)
            new = {"states": state, "ids": found[0], "scores": found[1]}
            is_done = paddle.is_empty(found[0])
            paddle.increment(counter)
            if early:
                stop = paddle.static.nn.control_flow.ConditionalBlock([is_done], True)
                with stop.block():
                    paddle.assign(paddle.full([1], False, "bool"), going_on)
                more = paddle.logical_not(is_done)
                with paddle.static.nn.control_flow.ConditionalBlock([more], True).block():
                    write(new)
                    paddle.assign(paddle.less_than(counter, limit), going_on)
            else:
                write(new)
                paddle.logical_and(
                    paddle.less_than(counter, limit), paddle.logical_not(is_done), out=going_on
                )
        count = tensors.array_length(arrays["ids"])
        return *decode(paddle, arrays["ids"], arrays["scores"], 3), count

    return build


def decoder_by_parents(
    paddle: Any, F: Any, context: Any, ids: Any, scores: Any, *weights: Any
) -> tuple[Any, Any, Any]:
    """A loop that keeps its state in a variable, and chooses from it by the selected prefixes, as
    the Transformer of PaddleNLP does."""
    tensors = paddle.tensor
    counter, limit = paddle.zeros([1], "int64"), paddle.full([1], 8, "int64")
    ids_array, scores_array = (tensors.array_write(x, counter) for x in (ids, scores))
    state = paddle.assign(context)
    parents = paddle.arange(0, paddle.shape(context)[0], dtype="int32")
    going_on = paddle.less_than(counter, limit)
    with paddle.static.nn.control_flow.While(going_on).block():
        last_ids = paddle.reshape(tensors.array_read(ids_array, counter), [-1, 1])
        last_scores = tensors.array_read(scores_array, counter)
        chosen = paddle.gather(state, parents)
        new, found = next_words(paddle, chosen, last_ids, last_scores, weights)
        paddle.increment(counter)
        tensors.array_write(found[0], counter, ids_array)
        tensors.array_write(found[1], counter, scores_array)
        paddle.assign(new, state)
        paddle.assign(found[2], parents)
        is_left = paddle.logical_not(paddle.is_empty(found[0]))
        paddle.logical_and(paddle.less_than(counter, limit), is_left, out=going_on)
    return *decode(paddle, ids_array, scores_array, 3), tensors.array_length(ids_array)


START = ((1, 1), (1, 1)), ((1, 1, 1), (1, 1, 1))
WEIGHTS = (weight(5, 4), weight(4, 4), weight(4, 4), weight(4, 5), weight(5, special=(4.0,)))
CASES = [
    case(
        "beam_search",
        lambda paddle, F, words, before, ids, scores: (
            *search(paddle, pre_ids=words, pre_scores=before, ids=ids, scores=scores),
            *search(paddle, pre_ids=words, pre_scores=before, ids=ids, scores=scores, beam_size=3)[
                :2
            ],
        ),
        *(
            nested_sequences(
                ((2, 2, 1), (2, 1, 0, 3, 1)),
                ((3, 0, 1), (2, 1, 1, 2)),
                row=(width,),
                **options,
            )
            for width, options in (
                (1, {"dtype": "int64", "low": 0, "high": 3, "special": (0, 0, 0)}),
                (1, {}),
                (4, {"dtype": "int64", "low": 0, "high": 9}),
                (4, {"low": 0.0, "high": 0.5}),
            )
        ),
        formats=LOD,
    ),
    case(
        "beam_search_of_chances",
        lambda paddle, F, words, before, scores: (
            *search(paddle, pre_ids=words, pre_scores=before, scores=scores, is_accumulated=False),
            *search(paddle, pre_ids=words, pre_scores=before, scores=scores, level=1, end_id=2),
        ),
        nested_sequences(((2, 1), (2, 1, 3)), row=(1,), dtype="int64", low=0, high=3),
        nested_sequences(((2, 1), (2, 1, 3)), row=(1,)),
        nested_sequences(((2, 1), (2, 1, 3)), row=(6,), low=0.125, high=1.0),
        formats=LOD,
    ),
    case(
        "beam_search_of_one_level",
        lambda paddle, F, words, before, ids, scores: search(
            paddle, pre_ids=words, pre_scores=before, ids=ids, scores=scores, beam_size=1
        ),
        *(
            sequences((2, 3), (1, 1), row=(width,), **options)
            for width, options in (
                (1, {"dtype": "int64", "low": 0, "high": 3}),
                (1, {}),
                (3, {"dtype": "int64", "low": 0, "high": 9}),
                (3, {}),
            )
        ),
        formats=LOD,
    ),
    case(
        "beam_search_decode",
        decode_steps,
        *steps(
            (((1, 1), (1, 1)), ((1, 1, 1), (1, 1, 1))),
            (((1, 1), (2, 2)), ((1, 1, 1), (2, 2, 2))),
            (((2, 2), (1, 1, 0, 2)), ((2, 2, 2), (2, 0, 0, 2, 0, 0))),
            (((2, 2), (0, 2, 0, 0)), ((2, 2, 0), (1, 1, 0, 2))),
            (((2, 0), (1, 1)), ((2, 2, 0), (0, 2, 2, 0))),
        ),
        formats=LOD,
    ),
    *(
        case(
            f"beam_search_decoder{name}",
            build,
            tensor((2, 3), 4),
            nested_sequences(*START, row=(1,), dtype="int64", low=1, high=3),
            nested_sequences(*START, row=(1,), low=0.0, high=0.0),
            *WEIGHTS,
            formats=LOD,
        )
        for name, build in (
            ("", decoder(early=False)),
            ("_with_branches", decoder(early=True)),
            ("_by_parents", decoder_by_parents),
        )
    ),
]
