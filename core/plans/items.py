"""One lift of a plan, from its text: the name before its sets, or behind them."""

from __future__ import annotations

import re
from dataclasses import replace

from core.exercises.names import Names
from core.plans.names_text import (
    clean_name,
    exercises_of,
    folded,
    outside,
    quoted_names,
    split_outside,
)
from core.plans.problems import BadPart, too_much
from core.plans.records import LONGEST_PLAN_NOTE, MOST_ALTERNATIVES, PlanItem
from core.plans.sets_text import scan_sets, sets_start, starts_sets, weeks_of
from core.records import Unit

_BAR_ROW = "barbell-row"  # "rowing 3x8", as with sets that are logged
LETTERS = "ABCDEFGH"
_LABEL = re.compile(r"\(?([a-h])[1-9][.):]*\s+(?=\S)")
_LEADING_OPTIONAL = re.compile(r"\(?optional\)?[\s:]+(?=\S)")
_TOGETHER = re.compile(r"\s[&+]\s+(?=[^\W\d])")
_SUPERSET = re.compile(r"(?:super\s?-?set|ss|giant set)\s*:?\s+(?=\S)")


def split_items(text: str) -> list[str]:
    """A line as its lifts: at semicolons, and at commas behind which another name stands."""
    items: list[str] = []
    for part in split_outside(text, ";"):
        whole = ""
        for piece in split_outside(part, ","):
            if whole and _goes_on(piece):
                whole += "," + piece
            else:
                items.append(whole)
                whole = piece
        items.append(whole)
    return [each.strip() for each in items if each.strip(" \t,")]


def split_together(text: str) -> list[str]:
    """Lifts done in turn: "bench 3x8 & row 3x8" as two; one for any other text."""
    free, low, pieces, start = outside(text), folded(text), list[str](), 0
    for match in _TOGETHER.finditer(low):
        if free[match.start()] and sets_start(low[match.end() :]) < len(low) - match.end():
            pieces.append(text[start : match.start()])
            start = match.end()
    return [*pieces, text[start:]]


def without_superset(text: str) -> str | None:
    """What stands behind "superset:"; None where the text does not begin with it."""
    match = _SUPERSET.match(folded(text))
    return text[match.end() :] if match else None


def read_item(text: str, names: Names, unit: Unit) -> PlanItem:
    """One lift with its sets. Raises BadPart for what cannot be read or is beyond bounds."""
    text = text.strip()
    label = _LABEL.match(folded(text))
    text = text[label.end() :] if label else text
    lead = _LEADING_OPTIONAL.match(folded(text))
    text = text[lead.end() :] if lead else text
    if starts_sets(folded(text)):
        text = _turned(text, unit)
    quoted = quoted_names(text)
    start = quoted[1] if quoted else sets_start(folded(text))
    words = "|".join(quoted[0]) if quoted else text[:start]
    exercises, remark = _exercises(words, text[start:], names)
    if len(exercises) > MOST_ALTERNATIVES:
        too_much("alternatives", words, MOST_ALTERNATIVES)
    item = _with_sets(text[start:], exercises, unit)
    if clean_name(words).lower() == "rowing" and _is_lifted(item):
        item = replace(item, exercises=(_BAR_ROW,))
    if remark and not item.note:
        item = replace(item, note=_note(remark))
    return replace(
        item, superset=label[1].upper() if label else "", optional=item.optional or bool(lead)
    )


def _is_lifted(item: PlanItem) -> bool:
    """Whether its sets are of repetitions, which nobody counts on a rowing machine."""
    groups = [each for week in item.weeks for each in week]
    return bool(groups) and all(each.counted == "reps" and each.reps for each in groups)


def _exercises(words: str, tail: str, names: Names) -> tuple[tuple[str, ...], str]:
    """The exercises a lift names. Raises BadPart with the lift under a name that is known."""
    try:
        return exercises_of(words, names)
    except BadPart as part:
        if part.choices:
            part.example = f"{part.choices[0]} {tail.strip()}".strip()
        raise


def _with_sets(tail: str, exercises: tuple[str, ...], unit: Unit) -> PlanItem:
    """An item with the sets that a text behind its name says. Raises BadPart."""
    scan = scan_sets(folded(tail), unit)
    rest = tail[scan.at :].strip()
    if rest:
        raise BadPart("unreadable", rest)
    return PlanItem(
        exercises=exercises,
        weeks=weeks_of(scan),
        step=scan.step,
        optional=scan.optional,
        each_side=scan.each_side,
        rest=scan.rest,
        note=_note(tail[slice(*scan.note)]) if scan.note else "",
    )


def _note(text: str) -> str:
    note = clean_name(text)
    if len(note) > LONGEST_PLAN_NOTE:
        too_much("note", note, LONGEST_PLAN_NOTE)
    return note


def _turned(text: str, unit: Unit) -> str:
    """A lift whose sets stand first, "3x5 squat rir2", with its name first. Raises BadPart."""
    at = scan_sets(folded(text), unit).at
    name = text[at:].strip()
    if not name:
        raise BadPart("no_name", text)
    quoted = quoted_names(name)
    end = quoted[1] if quoted else sets_start(folded(name))
    return f"{name[:end]} {text[:at]} {name[end:]}"


def _goes_on(piece: str) -> bool:
    """Whether a piece behind a comma says more of the lift before it, and names no other."""
    low = folded(piece)
    if not low.strip():
        return True
    try:
        scan = scan_sets(low, "kg")
    except BadPart as part:
        if part.why != "no_sets":
            return True
        return _goes_on(f"1 sets {piece}") if not low.startswith("1 sets ") else True
    rest = low[scan.at :].strip()
    return not any(each.isalpha() for each in rest) and not rest.startswith('"')
