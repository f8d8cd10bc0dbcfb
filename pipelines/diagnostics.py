"""Matching of diagnostics against ``expected-error`` comments, as mlir-opt does.

``// expected-error@+1 {{text}}`` expects an error that contains the text on the next line;
``@-N``, ``@N`` (an absolute line), ``@above``, ``@below`` and no ``@`` (the same line) work too;
``expected-error-re`` holds a regular expression in double braces inside the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_EXPECTED = re.compile(
    r"//\s*expected-(?P<kind>error|warning|remark|note)(?P<re>-re)?"
    r"(?:@(?P<place>[+-]?\d+|above|below))?\s*\{\{(?P<text>.*)\}\}\s*$"
)
_PLACE = re.compile(r'"[^"]*":(\d+):(\d+)')


@dataclass(frozen=True)
class Diagnostic:
    """An error, warning, remark or note and the line that it speaks of (0 when unknown)."""

    kind: str
    line: int
    message: str


@dataclass
class Expectation:
    """A diagnostic that a comment expects."""

    kind: str
    line: int
    text: str
    is_pattern: bool
    comment_line: int
    met: bool = False

    def matches(self, diagnostic: Diagnostic) -> bool:
        """True for the diagnostic that is meant."""
        if self.kind != diagnostic.kind or self.line != diagnostic.line:
            return False
        if not self.is_pattern:
            return self.text in diagnostic.message
        pieces = re.split(r"\{\{(.*?)\}\}", self.text)
        pattern = "".join(
            f"(?:{piece})" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces)
        )
        return re.search(pattern, diagnostic.message) is not None


def line_of(location: str) -> int:
    """The line that a location's text names, or 0."""
    found = _PLACE.search(location)
    return int(found.group(1)) if found else 0


def expectations(text: str) -> Iterator[Expectation]:
    """What the comments of a text expect."""
    for number, line in enumerate(text.splitlines(), start=1):
        found = _EXPECTED.search(line)
        if not found:
            continue
        place = found["place"]
        if place is None:
            target = number
        elif place in ("above", "below"):
            target = number + (1 if place == "below" else -1)
        else:
            target = number + int(place) if place[0] in "+-" else int(place)
        yield Expectation(found["kind"], target, found["text"], bool(found["re"]), number)


def mismatches(text: str, diagnostics: list[Diagnostic]) -> list[str]:
    """What was expected and did not come, and what came unexpected, a line each."""
    expected = list(expectations(text))
    problems = []
    for diagnostic in diagnostics:
        wanted = next((e for e in expected if not e.met and e.matches(diagnostic)), None)
        if wanted is not None:
            wanted.met = True
        elif diagnostic.kind in ("error", "warning"):
            problems.append(
                f"line {diagnostic.line}: unexpected {diagnostic.kind}: {diagnostic.message}"
            )
    problems += [
        f"line {e.comment_line}: expected {e.kind} {e.text!r} was not produced"
        for e in expected
        if not e.met
    ]
    return problems
