"""Left and right in a line of sets: "leg extension left 40x12", "L 40x12", "40x12 r".

A side stands in front of numbers, at the start of what it is said of, or right behind them.
"2 left" is a reserve and "felt right" a note: a bare word is a side only where neither is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.parsing.parts import Parts
from core.parsing.patterns import late
from core.records import Side

_LEFT = r"left|links|izquierd[ao]|gauche|esquerd[ao]|sinistr[ao]|левой|левая"
_RIGHT = r"right|rechts|derech[ao]|droite|direit[ao]|destr[ao]|правой|правая"
_LIMB = r"(?:\s+(?:side|leg|arm|hand|foot|one)\b)"
_WORDS = {"left": _LEFT, "right": _RIGHT}
_AHEAD = r"(?=\s*[:=-]?\s*(?:[+-]?\d|[x*×]\s*\d|bw\b|body))"
_PRODUCT = r"(?=\s*:?\s*(?:bw\s*)?[+-]?\d+(?:[.,]\d+)?\s*(?:kgs?|lbs?)?\s*[x*×])"
_OPENS = r"(?:^|(?<=[,;:/&|.\n]))\s*(?:and\s+|then\s+)?(?:on\s+)?(?:the\s+)?"
_EFFORT = r"rir|rpe|@|f\b|fail|\d(?:[-.,]\d)?\+?\s*(?:left|more|reps?\b|in\b)"
_ENDS = rf"(?=\s*(?:$|[,;/&|.!)]|{_EFFORT}|then\b|and\b))"
_DONE = r"(?:[x*×]\s*\d+(?:\+\d+)?|(?:rir|rpe|@)\s*\d+(?:[.,]\d)?\+?|\d\s*s|\bf|\bsame)"


def _pattern() -> re.Pattern[str]:
    """One pattern of all positions; the name of a group tells the side."""
    ways = []
    for side, words in _WORDS.items():
        letter = side[0]
        ways += [
            rf"{_OPENS}(?P<{side}_open>(?:{words})\b{_LIMB}?\s*[:,]?){_AHEAD}",
            rf"{_OPENS}(?P<{side}_letter>{letter}\b\.?:?|{letter}(?=\d)){_PRODUCT}",
            rf"(?<=\d)\s+(?:then\s+|and\s+)?(?P<{side}_between>(?:{words}|{letter})\b\s*:?){_PRODUCT}",
            rf"[x*×]\s*\d+(?P<{side}_tight_end>{letter})(?!\w)(?!\s*\d\b(?!\s*[x*×]))",
            rf"^\s*(?P<{side}_head>(?:{words}){_LIMB}?\s*:?)\s*$",
            rf"^\s*(?P<{side}_initial>{letter}:)\s*$",
            rf"(?P<{side}_limb>(?:on\s+)?(?:the\s+|my\s+)?\b(?:{words}){_LIMB}\s*:?)",
            rf"{_DONE}\s+(?P<{side}_end>(?:on\s+)?(?:(?:the|my)\s+)?(?:{words}|{letter})\b){_ENDS}",
        ]
    return late("|".join(ways), re.IGNORECASE)


_SIDE = _pattern()
_BRACKETS = late(rf"[(\[]\s*((?:{_LEFT}|{_RIGHT}|l|r){_LIMB}?)\s*[)\]]", re.IGNORECASE)
_ONE = {"left": rf"(?:{_LEFT}|l)", "right": rf"(?:{_RIGHT}|r)"}
# "and" is no joint where the second side has numbers of its own: "40x12 left and right 40x11"
_JOINT = rf"\s*(?:[/&+]|\b(?:and|und|y|et|e)\b(?!\s*(?:{_LEFT}|{_RIGHT}|[lr])\b{_PRODUCT}))\s*"
_BOTH = late(
    rf"(?:^\s*|{_DONE}(?:\s*reps?\b)?\s*)"
    rf"(?P<both>(?:{_ONE['left']}{_JOINT}{_ONE['right']}|{_ONE['right']}{_JOINT}{_ONE['left']})\b)",
    re.IGNORECASE,
)
_TRIPLE = late(r"[x*×]\s*\d+\s*[x*×]\s*\d+\s*$")
# a letter that stands alone, or beside a digit; how the words begin
_LETTER = late(r"[lrLR](?<![^\W\d_].)(?![^\W\d_])")
_WORD = late(r"[^\W\d_]{4}")  # as long as the shortest beginning
_BEGINNINGS = tuple({each[:4] for each in re.sub(r"\[.*?\]", "", f"{_LEFT}|{_RIGHT}").split("|")})


@dataclass(frozen=True, slots=True)
class Said:
    """A side and its place in the line."""

    side: Side
    start: int
    end: int


def out_of_brackets(folded: str) -> str:
    """The line with "(left)" as " left ", place for place: else it would be a note."""
    return _BRACKETS.sub(lambda match: f" {match[0][1:-1]} ", folded)


def sides_of(masked: str) -> tuple[list[Said], str]:
    """The sides a line tells, in order, and the line with these blanked out, place for place.

    Its names and notes are blanked out already.
    """
    if not _may_tell_side(masked):
        return [], masked
    masked = _both_as_each(masked)
    sides = _find_sides(masked)
    return sides, _without_sides(masked, sides)


def _may_tell_side(masked: str) -> bool:
    """A quick look whether a side is told; false alarms are fine."""
    if _LETTER.search(masked) is not None:
        return True
    if _WORD.search(masked) is None:
        return False
    lower = masked.lower()
    return any(each in lower for each in _BEGINNINGS)


def _both_as_each(masked: str) -> str:
    """The line with "L/R" and "left and right" as "ea", place for place: a set that both did.

    At its start or right behind what was done.
    """
    for match in _BOTH.finditer(masked):
        start, end = match.span("both")
        masked = masked[:start] + "ea".ljust(end - start) + masked[end:]
    return masked


def _find_sides(masked: str) -> list[Said]:
    found = []
    for match in _SIDE.finditer(masked):
        group = match.lastgroup or ""
        start, end = match.span(group)
        side: Side = "left" if group.startswith("left") else "right"
        behind = group.endswith("_end")
        if behind and masked[start:end].lower() == "left" and _TRIPLE.search(masked[:start]):
            continue  # "80x8x2 left": two were left
        found.append(Said(side, start, end))
    return found


def _without_sides(masked: str, sides: list[Said]) -> str:
    for each in sides:
        masked = masked[: each.start] + " " * (each.end - each.start) + masked[each.end :]
    return masked


def give_sides(parts: list[Parts], sides: list[Said], before: Side) -> None:
    """Tell each stretch of a line its side; `before` is that of the lines above.

    In front of numbers a side holds until the next one; behind them it is said of what came since
    the side before.
    """
    if not sides:
        for part in parts:
            part.side = before
        return
    ahead = sides[0].start < _number_of(parts[0])
    for part in parts:
        if ahead:
            told = [each for each in sides if each.start < _number_of(part)]
            part.side = told[-1].side if told else before
        else:
            rest = [each for each in sides if each.start > _number_of(part)]
            part.side = rest[0].side if rest else sides[-1].side


def _number_of(part: Parts) -> int:
    """Where the first number of a stretch stands."""
    groups = (*part.factors, *part.loads, *part.bare, *part.at, *part.timed)
    starts = [each.start for group in groups for each in group]
    starts += [each.start for each in part.reps or []]
    return min(starts, default=part.last_at)
