"""Programme sheets as CSV: day, exercise, sets, reps, effort, and where they are a week, a load."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from core.exercises.names import Names
from core.parsing.characters import fold, tidy
from core.parsing.weekdays import plain
from core.plans.by_week import FILE_FACTOR, ByWeek, Imported
from core.plans.items import read_item
from core.plans.names_text import clean_name
from core.plans.problems import BadPart, BadPlan, too_much
from core.plans.records import LONGEST_PLAN_NAME, LONGEST_TEXT, MOST_TEXT_LINES
from core.records import Unit

NAME = "My sheet"
EXAMPLE = "day,exercise,sets,reps,rir"
_ROLES = {
    "day": "day workout session tag dia jour einheit training workoutname dayname",
    "week": "week woche semana semaine",
    "exercise": "exercise exercises lift movement name ubung uebung ejercicio exercice",
    "sets": "sets set series satze saetze serien numberofsets",
    "reps": "reps rep repetitions repetition wiederholungen wdh repeticiones repsrange reprange",
    "rir": "rir reserve repsinreserve targetrir",
    "rpe": "rpe effort intensity targetrpe",
    "load": "load weight kg lb lbs gewicht peso weightkg weightlbs loadkg",
    "percent": "percent % percent1rm 1rm",
    "rest": "rest pause resttime rests",
    "note": "note notes comment comments notiz notas",
}
# Columns that only a log has: when a set was done, and its number.
_OF_LOGS = {
    "date", "datum", "fecha", "time", "starttime", "endtime", "starttimestamp", "workoutdate",
    "setorder", "setnumber", "setindex", "workoutid", "duration", "timestamp", "createdat",
    "performedat", "loggedat", "setid", "workoutduration",
}  # fmt: skip
_BY_WORD = {word: role for role, words in _ROLES.items() for word in words.split()}
LONGEST_LOOK = 20_000  # characters of a file that tell what it is
ROWS_LOOKED_AT = 20
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\b\d{1,2}:\d{2}\b|\b(?:19|20)\d\d\b")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_FAILURE = re.compile(r"\bfail(?:ure)?\b|\bmax\b", re.IGNORECASE)
_ROW = "squat,3,5,rir2"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?(?:\s*-\s*\d+(?:[.,]\d+)?)?")


def is_sheet(text: str, *, pasted: bool = False) -> bool:
    """Whether a text is a programme as a sheet: its heading names lifts and sets, and no dates.

    A log has a day for each row, or a row for each set by number. `pasted`, without any word before
    it, a text must name days or an effort too.
    """
    lines = [
        each for each in tidy(text[:LONGEST_LOOK]).lstrip("\ufeff\n ").split("\n") if each.strip()
    ]
    if len(lines) < 2:
        return False
    sign = _sign(lines[0])
    head = next(csv.reader([lines[0]], delimiter=sign), [])
    roles = _roles(head)
    if len(head) < 2 or "exercise" not in roles or not {"sets", "reps"} & roles.keys():
        return False
    if any(_word(cell) in _OF_LOGS for cell in head):
        return False
    if pasted and not ("sets" in roles and {"day", "week", "rir", "rpe", "percent"} & roles.keys()):
        return False
    rows = list(csv.reader(lines[1 : ROWS_LOOKED_AT + 1], delimiter=sign))
    at = roles.get("day")
    days = [row[at] for row in rows if at is not None and at < len(row)]
    if any(_DATE.search(each) for each in days):
        return False
    return not any(_is_moment(column) for column in zip_longest(*rows, fillvalue=""))


def _is_moment(column: Sequence[str]) -> bool:
    """Whether a column says a day in each row: a log, whatever its heading calls it."""
    filled = [each for each in column if each.strip()]
    return bool(filled) and all(_DAY.match(each.strip()) for each in filled)


def _sign(head: str) -> str:
    return max(",;\t|", key=head.count)


def _word(cell: str) -> str:
    return re.sub(r"[\s_().#/-]", "", plain(cell))


def read_sheet(text: str, names: Names, unit: Unit = "kg") -> Imported:
    """A plan from a sheet with a heading. Raises BadPlan."""
    text = tidy(text).lstrip("\ufeff\n ")
    if len(text) > LONGEST_TEXT * FILE_FACTOR or text.count("\n") > MOST_TEXT_LINES * FILE_FACTOR:
        raise BadPlan([BadPart("bounds", text, EXAMPLE, what="text", most=LONGEST_TEXT).at(1)])
    head = text.split("\n", 1)[0]
    sign = _sign(head)
    rows = list(csv.reader(io.StringIO(text), delimiter=sign))
    roles = _roles(rows[0] if rows else [])
    if "exercise" not in roles:
        raise BadPlan([BadPart("no_heading", head, EXAMPLE).at(1)])
    found, day, week = ByWeek(), "", "1"
    for number, row in enumerate(rows[1:], start=2):
        told = {role: fold(row[at]).strip() for role, at in roles.items() if at < len(row)}
        day, week = told.get("day") or day, told.get("week") or week
        if not told.get("exercise"):
            continue
        try:
            _add(found, told, (day or "Day 1", week), names, unit)
        except BadPart as part:
            found.problems.append(part.at(number))
    return found.finished(NAME)


def _roles(head: list[str]) -> dict[str, int]:
    """Which column holds what; the first of several."""
    roles: dict[str, int] = {}
    for at, cell in enumerate(head):
        role = _BY_WORD.get(_word(cell))
        if role is not None:
            roles.setdefault(role, at)
    return roles


def _add(
    found: ByWeek, told: Mapping[str, str], place: tuple[str, str], names: Names, unit: Unit
) -> None:
    """One row as a lift of its day and week. Raises BadPart."""
    digits = re.search(r"\d{1,3}", place[1])
    week = max(1, int(digits.group())) if digits else 1
    day = clean_name(f"Day {place[0]}" if place[0].isdigit() else place[0])
    if len(day) > LONGEST_PLAN_NAME:
        too_much("name", day, LONGEST_PLAN_NAME)
    _check(found, told)
    item = read_item(_text(told), names, unit)
    at = found.day(day)
    key = told["exercise"].casefold()
    while week - 1 in found.sets.get((at, key), {}):  # the same lift twice in a day
        key += " again"
    found.add(at, key, item, [week - 1])


def _check(found: ByWeek, told: Mapping[str, str]) -> None:
    """Note loads that are no number. Raises BadPart for sets and efforts that are none."""
    for role in ("sets", "rir", "rpe"):
        cell = told.get(role, "")
        known = _NUMBER.search(cell) or (role != "sets" and _FAILURE.search(cell))
        if cell.strip(" -") and not known:
            raise BadPart("unreadable", cell, _ROW)
    for role in ("load", "percent"):
        cell = told.get(role, "")
        if cell.strip(" -") and not _NUMBER.match(cell):
            found.leave_out(f"{told['exercise']} {cell}")


def _text(told: Mapping[str, str]) -> str:
    """A row in the plan's own words."""
    name = told["exercise"].replace('"', "'")
    sets, reps = told.get("sets", ""), told.get("reps", "")
    count = _NUMBER.match(sets)
    words = [f'"{name}"']
    if "x" in sets.casefold() and not reps:
        words.append(sets)
    elif reps:
        words.append(f"{count.group() if count else 1}x{reps}")
    elif count:
        words.append(f"{count.group()} sets")
    words += _effort(told)
    if load := _NUMBER.match(told.get("load", "")):
        words.append(
            told["load"] if "%" in told["load"] else f"@{load.group()}{_unit(told['load'])}"
        )
    if share := _NUMBER.match(told.get("percent", "")):
        words.append(f"{share.group()}%")
    if rest := _NUMBER.match(told.get("rest", "")):
        words.append(f"rest {rest.group()}{'m' if 'm' in told['rest'] else 's'}")
    if note := told.get("note", ""):
        words.append("(" + re.sub(r"[()]", " ", note) + ")")
    return " ".join(words)


def _unit(cell: str) -> str:
    return "lb" if "lb" in cell else "kg" if "kg" in cell else ""


def _effort(told: Mapping[str, str]) -> list[str]:
    """What is left or the RPE of a row; a column called effort may say either."""
    if any(_FAILURE.search(told.get(role, "")) for role in ("rir", "rpe")):
        return ["rir0"]
    if left := _NUMBER.match(told.get("rir", "")):
        return [f"rir{left.group()}"]
    cell = told.get("rpe", "").casefold()
    number = _NUMBER.search(cell)
    if number is None:
        return []
    if "%" in cell:
        return [f"{number.group()}%"]
    return [f"rir{number.group()}" if "rir" in cell or "left" in cell else f"@{number.group()}"]
