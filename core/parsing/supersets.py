"""Several exercises on one line, each with its own set: "bench 80x8 + row 70x10".

And lifts that are done in turn: how they are named, and a round typed without their names.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from core.parsing.exercise_names import NEAR, Marked, candidates
from core.parsing.lines import Line
from core.parsing.reading import Vocabulary
from core.records import Exercise

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


# --- lifts done in turn ---------------------------------------------------------------------------

OVER_WORDS = frozenset({"off", "end", "done", "stop", "over", "finished", "aus", "fin", "cancel"})
_BETWEEN = re.compile(
    r"\s*[+&,|;]\s*|\s+/\s+|\s+(?:and|with|w/|then|und|mit|y|con|et|avec|e|и)\s+", re.IGNORECASE
)
_LEADING = re.compile(r"^(?:(?:of|with|for|on|the|my)\s+)+", re.IGNORECASE)
# "80x8 / 70x10": a round; "80x8/7" and "80x8, 8" are sets of one lift
_ROUND = re.compile(r"\s+(?:/|\+|\||&|and|then)\s+|\s*[;\n]\s*|\s*/\s*(?=\d+(?:[.,]\d+)?\s*[x*×])")
_LOADED = re.compile(r"^\D{0,40}\d+(?:[.,]\d+)?\s*(?:kgs?|lbs?)?\s*[x*×]\s*\d", re.IGNORECASE)
_MOST_PHRASE = 6  # words of a name


def lift_phrases(text: str, vocabulary: Vocabulary) -> list[str]:
    """The names that a text puts in turn: "bench + row", "bench, row", "bench row"."""
    text = _LEADING.sub("", text.strip(" .!:"))
    parts = [each.strip() for each in _BETWEEN.split(text) if each.strip()]
    return parts if len(parts) > 1 else _side_by_side(text.split(), vocabulary)


def _side_by_side(words: list[str], vocabulary: Vocabulary) -> list[str]:
    """Names one behind the other, the longest known one first; the rest is one name."""
    phrases, start = [], 0
    while start < len(words):
        found = vocabulary.find(words, start)
        if found is not None:
            end = found.end
        else:  # an everyday word that fits several lifts
            until = min(len(words), start + _MOST_PHRASE)
            ends = (end for end in range(until, start, -1) if _fits(words[start:end], vocabulary))
            end = next(ends, len(words))
        phrases.append(" ".join(words[start:end]))
        start = end
    return phrases


def _fits(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    near = candidates(vocabulary, " ".join(words))
    return bool(near) and near[0][1] >= NEAR


def dealt(text: str, lifts: Sequence[Exercise], vocabulary: Vocabulary) -> list[str]:
    """The sets of a round typed without names, each with its lift's name in front.

    Nothing where there are not as many parts as lifts, where one does not fit its lift, or where
    all are named anyway.
    """
    parts = [each for each in _ROUND.split(text.strip()) if each]
    if len(parts) != len(lifts):
        return []
    dealt_out, bare = [], 0
    for part, lift in zip(parts, lifts, strict=True):
        words = part.split()
        named = vocabulary.find(words, 0)
        if named is not None and named.exercise.id != lift.id:
            return []
        if not _has_digit(part) or (lift.measure == "load" and not _LOADED.match(part)):
            return []
        bare += named is None
        dealt_out.append(part if named is not None else f"{lift.name} {part}")
    return dealt_out if bare else []
