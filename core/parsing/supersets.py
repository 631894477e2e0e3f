"""Several exercises on one line, each with its own set: "bench 80x8 + row 70x10"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from core.parsing.exercise_names import NEAR, Marked, candidates
from core.parsing.lines import Line
from core.parsing.reading import Vocabulary

_JOINED = re.compile(
    r"\s*(?:[+&/|,-]|\b(?:superset(?:ted)?|ss)(?:\s+(?:with\b|w/|and\b|into\b))?|\band\b|\bthen\b|\binto\b|\bwith\b"
    r"|\bund\b|\by\b|\bet\b|\be\b|\bи\b)[\s+&/|,-]*$",
    re.IGNORECASE,
)
_SET = re.compile(r"\d\s*(?:kgs?|lbs?)?\s*[x*@]\s*\d|\d\s*reps?", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"(?:[+&,]|(?<!w)/|superset(?:ted)?(?:\s+(?:with|w/))?)\s*"
    r"(?P<name>[^\W\d_][^\d+&/;,@]{1,40}?)\s*:?\s*(?=\d)",
    re.IGNORECASE,
)
_LONGEST_JOINT = 40  # characters between two exercises


def parted(
    line: Line, folded: str, marked: Marked, day: tuple[int, int] | None, vocabulary: Vocabulary
) -> Iterator[Line]:
    """The line cut before each exercise but the first; nothing where it speaks of one.

    Notes in `marked.parted` that it was cut.
    """
    cuts = _cuts(folded, marked, vocabulary)
    if not cuts:
        return
    if day is not None:
        folded = folded[: day[0]] + " " * (day[1] - day[0]) + folded[day[1] :]
    marked.parted = True
    edges = [0, *cuts, len(line.text)]
    for start, end in itertools.pairwise(edges):
        until = end
        if end < len(line.text):
            joint = folded[max(start, end - _LONGEST_JOINT) : end]
            until = end - len(joint) + len(_JOINED.sub("", joint))
        yield Line(line.start + start, line.text[start:until], folded[start:until])


def _cuts(folded: str, marked: Marked, vocabulary: Vocabulary) -> list[int]:
    names = marked.names
    if len(names) > 1 and len({exercise.id for exercise, _, _ in names}) > 1:
        starts = [start for _, start, _ in names]
        edges = [*starts, len(folded)]
        said = itertools.pairwise(edges)
        return starts[1:] if all(_has_digit(marked.masked[a:b]) for a, b in said) else []
    if len(names) != 1 or not (
        "+" in folded or "&" in folded or "," in folded or "/" in folded or "uper" in folded
    ):
        return []
    first = _SET.search(folded)  # "200kg+sled 3x10" has none before its plus
    found = _UNKNOWN.search(marked.masked, first.end()) if first is not None else None
    if found is None or found.start() < names[0][1]:
        return []
    near = candidates(vocabulary, found["name"].strip(" :"))
    return [found.start("name")] if near and near[0][1] >= NEAR else []


def _has_digit(text: str) -> bool:
    return any(each.isdigit() for each in text)
