"""The text of a plan to its records: read(text, names) -> Plan.

A line is a heading of a day with its lifts behind a colon, a heading alone, lifts of the day above
it, or says something of the whole plan: weekdays, weeks, growth. Every line is read, so that all
that is wrong is told at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from core.exercises.names import Names
from core.parsing.characters import fold, tidy
from core.plans.amounts import read_range
from core.plans.items import (
    LETTERS,
    read_item,
    split_items,
    split_together,
    without_superset,
)
from core.plans.names_text import clean_name, exercises_of, folded, outside
from core.plans.problems import BadPart, BadPlan, Problem, too_much
from core.plans.records import (
    LONGEST_LINE,
    LONGEST_PLAN_NAME,
    LONGEST_TEXT,
    MOST_ITEMS,
    MOST_MAXES,
    MOST_PLAN_DAYS,
    MOST_TEXT_LINES,
    USUAL_TRAINING_MAX,
    Growth,
    Max,
    Plan,
    PlanDay,
    PlanItem,
    Schedule,
    Week,
)
from core.plans.schedule_text import (
    REST_WORDS,
    SCHEDULE_EXAMPLE,
    Heading,
    fixed_to,
    leading_weekdays,
    read_growth,
    read_heading,
    read_maxes,
    read_training_max,
    read_turn,
    read_weeks,
)
from core.plans.sets_text import sets_start, starts_sets
from core.records import Unit

NO_NAME = "My plan"
_FIRST = re.compile(r"(?:plan|program(?:me)?|routine)\b[\s:]+(?P<name>\S.*)", re.IGNORECASE)
_BULLET = re.compile(r"(?:[-*>+]\s+|\d{1,2}[.)]\s+|\[[ x]?\]\s*|#+\s*)+")
_LABEL = re.compile(r"\s*\(?[a-hA-H][1-9][.):]*\s*$")
_NUMBERED = re.compile(
    r"((?:day|workout|session|tag|einheit|dia|día|jour|giorno)\s+[^\W_]{1,2})[\s:.)–-]+(?=\S)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"([A-Z])[.)]\s+(\S.*)")
_QUOTED = re.compile(r'"[^"]*"')
_NOTE = re.compile(r"(?://|notes?\s*:)", re.IGNORECASE)


@dataclass(slots=True)
class _Day:
    """A day as it is read, with the line of its heading."""

    heading: Heading
    line: int
    items: list[PlanItem] = field(default_factory=list)
    rests: bool = False


@dataclass(slots=True)
class _Draft:
    """A plan as it is read, line by line."""

    names: Names
    unit: Unit
    language: str
    name: str = ""
    days: list[_Day] = field(default_factory=list)
    weeks: tuple[Week, ...] = ()
    growth: Growth | None = None
    training_max: int = USUAL_TRAINING_MAX
    maxes: list[Max] = field(default_factory=list)
    turn: Schedule | None = None
    segments: list[tuple[tuple[int, ...], str]] = field(default_factory=list)
    segments_line: int = 0
    problems: list[Problem] = field(default_factory=list)


def read(text: str, names: Names, unit: Unit = "kg", language: str = "") -> Plan:
    """A plan from its text; loads without a unit are in `unit`. Raises BadPlan."""
    text = fold(tidy(text))
    draft = _Draft(names, unit, language)
    lines = text.split("\n")
    if len(text) > LONGEST_TEXT or len(lines) > MOST_TEXT_LINES:
        problem = BadPart("bounds", text, what="text", most=LONGEST_TEXT)
        raise BadPlan([problem.at(1)])
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or _NOTE.match(line):
            continue
        try:
            if len(line) > LONGEST_LINE:
                too_much("line", line, LONGEST_LINE)
            _read_line(draft, line, number)
        except BadPart as part:
            draft.problems.append(part.at(number))
    return _finished(draft)


def _read_line(draft: _Draft, line: str, number: int) -> None:
    first = _FIRST.fullmatch(line) if not (draft.name or draft.days) else None
    if first:
        draft.name = _plan_name(first["name"])
        return
    plain = read_range(_BULLET.sub("", line, count=1) if _BULLET.match(line) else line)
    plain = re.sub(r"^\*\*(.*?)\*\*", r"\1", plain).strip()
    lettered = _LETTERED.match(plain)
    if lettered:  # "A) squat 3x5, bench 3x5" is a day, "A) squat 3x5" a lift
        several = len(split_items(lettered[2])) > 1
        plain = f"{lettered[1]}: {lettered[2]}" if several else lettered[2]
    if not plain or _says_of_plan(draft, plain, number):
        return
    head, rest = _split_heading(plain, draft)
    if head is not None:
        _open(draft, head, number)
    if rest:
        _add_items(draft, rest, number)


def _plan_name(text: str) -> str:
    name = clean_name(text)
    if len(name) > LONGEST_PLAN_NAME:
        too_much("name", name, LONGEST_PLAN_NAME, "plan Upper/Lower")
    return name


def _says_of_plan(draft: _Draft, line: str, number: int) -> bool:
    """Read a line that speaks of the whole plan; False where it is none."""
    if line.startswith('"'):
        return False
    if (weeks := read_weeks(line)) is not None:
        draft.weeks = weeks
    elif (growth := read_growth(line)) is not None:
        draft.growth = growth
    elif (share := read_training_max(line)) is not None:
        draft.training_max = share
    elif (maxes := read_maxes(line, draft.unit)) is not None:
        for name, load in maxes:
            exercises, _ = exercises_of(name, draft.names)
            draft.maxes = [each for each in draft.maxes if each.exercise != exercises[0]]
            draft.maxes.append(Max(exercises[0], load))
        if len(draft.maxes) > MOST_MAXES:
            too_much("maxes", line, MOST_MAXES)
    elif (turn := read_turn(line, draft.language)) is not None:
        draft.turn = turn
    else:
        return _read_schedule(draft, line, number)
    return True


def _read_schedule(draft: _Draft, line: str, number: int) -> bool:
    """Read "mon Upper A, tue Lower A"; False where the line is no such list."""
    bare = folded(_QUOTED.sub('""', line))
    if sets_start(bare) < len(bare):
        return False
    free = outside(line)
    cuts = [place for place, each in enumerate(line) if each in ",;" and free[place]]
    pieces = [line[a + 1 : b] for a, b in zip([-1, *cuts], [*cuts, len(line)], strict=True)]
    found = [leading_weekdays(each, draft.language) for each in pieces if each.strip()]
    if not found or not all(days for days, _ in found):
        return False
    known = {each.heading.name.casefold() for each in draft.days}
    weekdays, name = found[0][0], read_heading(found[0][1]).name.casefold()
    if len(found) == 1 and name not in known and (name or len(weekdays) == 1):
        return False
    draft.segments += found
    draft.segments_line = number
    return True


def _split_heading(line: str, draft: _Draft) -> tuple[Heading | None, str]:
    """The heading that a line holds, and the lifts behind it; None where it has lifts alone."""
    low, free = folded(line), outside(line)
    colon = next((at for at, each in enumerate(line) if each == ":" and free[at]), -1)
    semicolon = next((at for at, each in enumerate(line) if each == ";" and free[at]), len(line))
    if without_superset(line) is not None:
        return None, line
    quoted = line.startswith('"')
    if 0 <= colon < semicolon and (quoted or sets_start(low[:colon]) == colon):
        head, rest = line[:colon], line[colon + 1 :].strip()
        labelled = bool(draft.days and _LABEL.match(head) and len(split_items(rest)) == 1)
        lift = not quoted and starts_sets(folded(rest)) and _names_lift(head, draft.names)
        if labelled:
            return None, f"{head} {rest}"
        return (None, f"{head} {rest}") if lift else (read_heading(head, draft.language), rest)
    numbered = _NUMBERED.match(line)
    behind = line[numbered.end() :] if numbered else ""
    if numbered and (sets_start(folded(behind)) < len(behind) or _names_lifts(behind, draft.names)):
        return read_heading(numbered[1], draft.language), behind
    days, rest = leading_weekdays(line, draft.language)
    start = sets_start(low)
    if days and rest and (start < len(line) or _names_lift(rest, draft.names)):
        return read_heading(line[: len(line) - len(rest)], draft.language), rest
    if start < len(line) or "|" in line or semicolon < len(line) or _names_lifts(line, draft.names):
        return None, line
    return read_heading(line, draft.language), ""


def _names_lift(words: str, names: Names) -> bool:
    return names.resolve(words.strip()) is not None


def _names_lifts(line: str, names: Names) -> bool:
    """Whether a line without sets is a lift or several, and no heading."""
    if any(names.resolve_or_near(each) is not None for each in split_items(line)):
        return True
    return bool(names.candidates(line))


def _open(draft: _Draft, heading: Heading, number: int) -> None:
    """Begin a day. Raises BadPart beyond what a plan may hold."""
    if len(heading.name) > LONGEST_PLAN_NAME:
        too_much("name", heading.name, LONGEST_PLAN_NAME)
    if _begins_with_name(draft):
        draft.name = _plan_name(draft.days.pop().heading.name)
    if len(draft.days) == MOST_PLAN_DAYS:
        too_much("days", heading.name, MOST_PLAN_DAYS)
    draft.days.append(_Day(_told_apart(heading, draft), number))


def _begins_with_name(draft: _Draft) -> bool:
    """Whether the first heading of all has no lifts: it names the plan."""
    if draft.name or len(draft.days) != 1:
        return False
    first = draft.days[0]
    return not (first.items or first.rests or first.heading.weekdays)


def _told_apart(heading: Heading, draft: _Draft) -> Heading:
    """The heading with a number behind its name where a day has that name."""
    taken = {each.heading.name.casefold() for each in draft.days}
    name, count = heading.name or "Day", 1
    if not heading.name:
        name = f"Day {len(draft.days) + 1}"
    wanted = name
    while name.casefold() in taken:
        count += 1
        name = f"{wanted[: LONGEST_PLAN_NAME - 3]} {count}"
    return replace(heading, name=name)


def _add_items(draft: _Draft, text: str, number: int) -> None:
    """Read lifts of the open day; of several that cannot be read each is told."""
    if text.strip(" .").casefold() in REST_WORDS and draft.days:
        draft.days[-1].rests = True
        return
    if not draft.days:
        draft.days.append(_Day(Heading("Day 1"), number))
    inner = without_superset(text)
    together = inner is not None
    for each in split_items(inner if inner is not None else text):
        pieces = split_together(each)
        letter = _free_letter(draft.days[-1].items) if len(pieces) > 1 or together else ""
        if together and each != split_items(inner or "")[0]:
            letter = draft.days[-1].items[-1].superset if draft.days[-1].items else letter
        for piece in pieces:
            _add_item(draft, piece, letter, number)


def _add_item(draft: _Draft, text: str, letter: str, number: int) -> None:
    items = draft.days[-1].items
    try:
        item = read_item(text, draft.names, draft.unit)
        if len(items) == MOST_ITEMS:
            too_much("items", text, MOST_ITEMS)
    except BadPart as part:
        draft.problems.append(part.at(number))
        return
    items.append(replace(item, superset=letter) if letter else item)


def _free_letter(items: list[PlanItem]) -> str:
    taken = {each.superset for each in items}
    return next((each for each in LETTERS if each not in taken), LETTERS[-1])


def _finished(draft: _Draft) -> Plan:
    """The plan of a draft. Raises BadPlan with all that was wrong."""
    kept = [each for each in draft.days if each.items or not each.rests]
    for each in kept:
        if not each.items and not draft.problems:
            part = BadPart("empty_day", each.heading.name, f"{each.heading.name}: bench 4x6-8 rir2")
            draft.problems.append(part.at(each.line))
    if not kept and not draft.problems:
        draft.problems.append(BadPart("empty", "", "Day 1: squat 3x5; bench 3x5").at(1))
    schedule = Schedule()
    try:
        schedule = _schedule(draft, kept)
    except BadPart as part:
        if not draft.problems:
            silent = [each.line for each in kept if not each.heading.weekdays]
            draft.problems.append(part.at(draft.segments_line or silent[0]))
    if draft.problems:
        raise BadPlan(draft.problems)
    days = tuple(PlanDay(each.heading.name, tuple(each.items)) for each in kept)
    return Plan(
        name=draft.name or NO_NAME, days=days, schedule=schedule, weeks=draft.weeks,
        growth=draft.growth, training_max=draft.training_max, maxes=tuple(draft.maxes),
    )  # fmt: skip


def _schedule(draft: _Draft, days: list[_Day]) -> Schedule:
    """When the days are due: as a line says, else as headings do, else in turn."""
    names = [each.heading.name for each in days]
    if draft.segments:
        fixed = fixed_to(draft.segments, names)
        if draft.turn is not None and fixed.on:
            return replace(draft.turn, on=fixed.on)
        return fixed
    if draft.turn is not None:
        return draft.turn
    told = [(day, place) for place, each in enumerate(days) for day in each.heading.weekdays]
    if not told:
        return Schedule()
    silent = [each for each in days if not each.heading.weekdays]
    if silent:
        raise BadPart("unscheduled", silent[0].heading.name, SCHEDULE_EXAMPLE)
    return Schedule(fixed=tuple(sorted(dict.fromkeys(told))))
