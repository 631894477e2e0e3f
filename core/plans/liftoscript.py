"""Programmes in Liftoscript, the language of Liftosaur, as far as its common shapes go.

Weeks (`# Week 1`), days (`## Day 1`), `Name, Equipment / 3x8-12 @8 75% / progress: lp(5lb)`, sets
taken over from another lift (`...Squat`), lifts that repeat (`Squat[1-4]`), templates that are not
used, supersets, linear and double progression. Scripts, warm-ups and other progressions are left
out, and named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from core.exercises.names import Names
from core.parsing.characters import fold, tidy
from core.plans.amounts import UNIT, load_of
from core.plans.by_week import FILE_FACTOR, ByWeek, Imported
from core.plans.items import LETTERS
from core.plans.names_text import clean_name, exercises_of, folded, split_outside
from core.plans.problems import BadPart, BadPlan, too_much
from core.plans.records import (
    LONGEST_PLAN_NAME,
    LONGEST_TEXT,
    MOST_ITEM_WEEKS,
    MOST_STEP_MILLI,
    MOST_TEXT_LINES,
    PlanItem,
    SetGroup,
    Step,
)
from core.plans.sets_text import scan_sets, weeks_of
from core.records import Unit

NAME = "My programme"
_SCRIPT = re.compile(r"\{~.*?~\}", re.DOTALL)
_WEEK = re.compile(r"#(?!#)\s*(.*)")
_DAY = re.compile(r"##\s*(.*)")
_REPEAT = re.compile(r"\[(?:\d+\s*,\s*)?(\d{1,2})\s*-\s*(\d{1,2})\]|\[[^\]]*\]")
_LABEL = re.compile(r"^([^/,:\"]{1,20}):\s*(?=\S)")
_REUSE = re.compile(r"\.\.\.\s*([^\[\]/]+?)\s*(?:\[[^\]]*\])?\s*$")
_LP = re.compile(rf"lp\(\s*(?P<load>[\d.]+)\s*(?P<unit>{UNIT})?\s*[,)]")
_DP = re.compile(r"dp\([^,]+,\s*(?P<low>\d+)\s*,\s*(?P<high>\d+)")
_SET_LABEL = re.compile(r"\([^()]*\)")
_TIMER = re.compile(r"(?<![x\d.])(\d{1,4})s(?![\w|])(?:\|\d+s)?")
_ASKED = re.compile(r"(?<=[\d%bg])\+(?=\s|,|$)|\?\+?")
_HAS_SETS = re.compile(r"\d\s*x\s*\d")


@dataclass(slots=True)
class _Line:
    """One exercise line in its parts."""

    name: str
    label: str
    weeks: tuple[int, int] | None  # it repeats in, from 0
    sets: str = ""
    rest_of_sets: str = ""  # what a section says of all sets
    reuse: str = ""
    used: bool = True
    step: Step | None = None
    reps: tuple[int, int] | None = None  # of a double progression
    superset: str = ""
    left_out: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """Where the reading stands."""

    names: Names
    unit: Unit
    found: ByWeek = field(default_factory=ByWeek)
    templates: dict[str, PlanItem] = field(default_factory=dict)
    week: int = 0
    day: int = 0  # within the week
    weeks_seen: int = 0
    letters: dict[str, str] = field(default_factory=dict)


def is_liftoscript(text: str) -> bool:
    """Whether a text looks like Liftoscript: days by ##, or sections that it alone has."""
    return bool(
        re.search(r"^##\s*\S.*\n(?:.*\n)*?.*\S\s*/\s*(?:\d|\.\.\.)", text[:LONGEST_TEXT], re.M)
        or re.search(r"/\s*(?:progress|update|warmup|used)\s*:", text[:LONGEST_TEXT])
    )


def read_liftoscript(text: str, names: Names, unit: Unit = "kg") -> Imported:
    """A plan from a programme in Liftoscript. Raises BadPlan."""
    text = fold(tidy(text))
    if len(text) > LONGEST_TEXT * FILE_FACTOR or text.count("\n") > MOST_TEXT_LINES * FILE_FACTOR:
        raise BadPlan([BadPart("bounds", text, what="text", most=LONGEST_TEXT * FILE_FACTOR).at(1)])
    reading = _Reading(names, unit)
    plain = _SCRIPT.sub(lambda match: "{}" + "\n" * match.group().count("\n"), text)
    lines = list(enumerate(map(str.strip, plain.split("\n")), start=1))
    for number, line in lines:
        try:
            _read_line(reading, line)
        except BadPart as part:
            reading.found.problems.append(part.at(number))
    return reading.found.finished(NAME)


def _read_line(reading: _Reading, line: str) -> None:
    if not line or line.startswith(("//", "{", "}")):
        return
    if day := _DAY.fullmatch(line):
        name = clean_name(day[1])[:LONGEST_PLAN_NAME] or f"Day {reading.day + 1}"
        known = reading.found.days
        if reading.day >= len(known):
            name = name if name not in known else f"{name} {reading.day + 1}"
            reading.found.day(name)
        reading.day += 1
    elif _WEEK.fullmatch(line):
        if reading.weeks_seen == MOST_ITEM_WEEKS:
            too_much("weeks", line, MOST_ITEM_WEEKS)
        reading.week, reading.day = reading.weeks_seen, 0
        reading.weeks_seen += 1
    else:
        _add(reading, _parts(line, reading.unit))


def _parts(line: str, unit: Unit) -> _Line:
    """An exercise line in its parts. Raises BadPart."""
    sections = [each.strip() for each in split_outside(line, "/")]
    head = sections[0]
    repeat = _REPEAT.search(head)
    head = _REPEAT.sub("", head).strip()
    label = _LABEL.match(head)
    weeks = None
    if repeat and repeat[1]:
        weeks = int(repeat[1]) - 1, int(repeat[2]) - 1
        if not 0 <= weeks[0] <= weeks[1] < MOST_ITEM_WEEKS:
            too_much("weeks", line, MOST_ITEM_WEEKS)
    found = _Line(head[label.end() :] if label else head, label[1] if label else "", weeks)
    for section in sections[1:]:
        _read_section(found, section, unit)
    return found


def _read_section(found: _Line, section: str, unit: Unit) -> None:
    low = folded(section)
    key, _, value = low.partition(":")
    if low.startswith("..."):
        reuse = _REUSE.match(low)
        found.reuse = reuse[1] if reuse else ""
    elif key == "used":
        found.used = "none" not in value
    elif key == "superset":
        found.superset = value.strip()
    elif key == "progress":
        _read_progress(found, value.strip(), unit)
    elif key in ("warmup", "update", "id"):
        if "none" not in value and key != "id":
            found.left_out.append(section.split("{", maxsplit=1)[0].strip())
    elif _HAS_SETS.search(low):
        if found.sets:
            found.left_out.append(section)
        else:
            found.sets = low
    else:
        found.rest_of_sets += " " + low


def _read_progress(found: _Line, value: str, unit: Unit) -> None:
    linear, double = _LP.match(value), _DP.match(value)
    if linear:
        found.step = Step(load_of(linear["load"], linear["unit"], unit, MOST_STEP_MILLI))
    elif double:
        low, high = int(double["low"]), int(double["high"])
        found.reps = (min(low, high), max(low, high))
    elif value != "none":
        found.left_out.append("progress: " + value.split("{", maxsplit=1)[0].strip())


def _add(reading: _Reading, line: _Line) -> None:
    """Put a lift where it belongs, with the sets it has or takes over. Raises BadPart."""
    key = folded(f"{line.label}:{line.name}" if line.label else line.name)
    base = reading.templates.get(line.reuse) if line.reuse else None
    if line.reuse and base is None:
        raise BadPart("no_lift", f"...{line.reuse}", "Squat / 3x8 / progress: lp(5lb)")
    groups = _groups(line, base, reading.unit)
    item = PlanItem(
        exercises=(),
        weeks=(groups,) if groups else (),
        step=line.step or (base.step if base and not line.reps else None),
        rest=_rest(line) or (base.rest if base else None),
    )
    reading.templates[folded(line.name)] = reading.templates[key] = item
    for each in line.left_out:
        reading.found.leave_out(f"{clean_name(line.name)}: {each}")
    if not line.used or (not reading.found.days and line.sets == "" and not line.reuse):
        return
    item = replace(item, exercises=_exercises(line, reading), superset=_letter(line, reading))
    if not reading.found.days:
        reading.found.day("Day 1")
    first, last = line.weeks or (reading.week, reading.week)
    reading.found.add(max(0, reading.day - 1), key, item, range(first, last + 1))


def _groups(line: _Line, base: PlanItem | None, unit: Unit) -> tuple[SetGroup, ...]:
    """The sets of a line, with what a section says of all of them. Raises BadPart."""
    text = _plain_sets(line.sets)
    weeks: tuple[SetGroup, ...] = ()
    if text:
        scan = scan_sets(text, unit)
        if scan.at < len(text):
            raise BadPart("unreadable", text[scan.at :], "Squat / 3x8 / progress: lp(5lb)")
        weeks = weeks_of(scan)[0]
    groups = weeks or (base.weeks[0] if base and base.weeks else ())
    said = _plain_sets(line.rest_of_sets).strip()
    if said and groups:
        whole = scan_sets(f"1 sets {said}", unit)
        told = whole.last
        if told is None or whole.at < len(whole.text):
            raise BadPart("unreadable", said, "Squat / 3x8 @8 / progress: lp(5lb)")
        groups = tuple(
            replace(each, reserve=each.reserve or told.reserve, load=each.load or told.load)
            for each in groups
        )
    if line.reps is not None:
        groups = tuple(replace(each, reps=line.reps) for each in groups)
    return groups


def _plain_sets(text: str) -> str:
    """Sets without labels, timers and the signs that ask for more."""
    text = _TIMER.sub(" ", _SET_LABEL.sub(" ", text))
    kept = re.sub(r"(x\s*\d+(?:-\d+)?)\+", r"\1 last amrap", text)
    return _ASKED.sub("", kept).strip()


def _rest(line: _Line) -> int | None:
    timer = _TIMER.search(_SET_LABEL.sub(" ", line.sets + " " + line.rest_of_sets))
    return int(timer[1]) or None if timer and int(timer[1]) <= 3600 else None


def _exercises(line: _Line, reading: _Reading) -> tuple[str, ...]:
    name, _, equipment = line.name.partition(",")
    if equipment.strip():
        whole = reading.names.resolve(f"{name.strip()} ({equipment.strip()})")
        if whole is not None:
            return (whole.id,)
        return exercises_of(f"{equipment.strip()} {name.strip()}", reading.names)[0]
    return exercises_of(name, reading.names)[0]


def _letter(line: _Line, reading: _Reading) -> str:
    if not line.superset:
        return ""
    letters = reading.letters
    return letters.setdefault(line.superset, LETTERS[len(letters) % len(LETTERS)])
