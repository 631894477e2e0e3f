"""The dry run: what a file holds, which unit is taken and why, what needs a decision."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from core.exercises.names import Names
from core.exercises.words import normalise_words
from core.interchange.file_summary import Survey, walk
from core.interchange.own_exercises import definition
from core.interchange.readers.registry import Export, open_export
from core.interchange.rows import Answers, Implausible, OpenColumn, Refused
from core.interchange.variants import set_apart
from core.records import Exercise, Unit

NEAR = 3  # exercises offered for a name that is not known
MOST_MARKS = 8  # different words that are still taken for marks
MOST_UNITS = 3  # different words that are still taken for units
_LIKE_POUNDS, _LIKE_KILOGRAMS = frozenset("lpфп磅"), frozenset("kqcкч公千")
UnitWhy = Literal["stated", "loads", "given", "open", "none"]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name of the file that is no known exercise, with the nearest that are."""

    name: str
    sets: int
    near: tuple[Exercise, ...]
    key: str = ""  # what the file's sets go by: the name, in our own format the id
    own: Exercise | None = None  # our own format: what the exercise was like
    like: Exercise | None = None  # another of the file's names has this one, and is done otherwise


@dataclass(frozen=True, slots=True)
class OpenMark:
    """A word of rows that is not understood, how many have it, and what they are taken for."""

    word: str
    rows: int
    guess: str  # "set" or "none"


@dataclass(frozen=True, slots=True)
class OpenUnit:
    """A word that stands where a unit does and is none that is known, and in how many rows."""

    word: str
    rows: int
    guess: Unit


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do."""

    app: str
    sets: int
    workouts: int
    exercises: int
    first: date | None
    last: date | None
    unit: Unit | None  # taken where the file states none
    unit_why: UnitWhy
    fives: int  # of the loads without a unit, those that are steps of five ...
    loads: int  # ... of so many different ones
    counts: Mapping[str, int]  # warmup, drop, failed, rated
    resolved: Mapping[str, str]  # name in the file -> exercise id
    unresolved: tuple[Unresolved, ...]
    refused: tuple[Refused, ...]  # the first of them
    refused_count: int
    implausible: tuple[Implausible, ...]
    implausible_count: int
    left_out: Mapping[str, int]  # why -> lines that are no sets
    groups: Set[bytes] = frozenset()
    scattered: bool = False
    dates: str = ""  # "day_first" or "month_first" where no date of the file tells
    unused: tuple[str, ...] = ()  # columns of a table of nobody's app that mean nothing here

    open_columns: tuple[OpenColumn, ...] = ()  # whose role is a guess
    open_marks: tuple[OpenMark, ...] = ()
    open_units: tuple[OpenUnit, ...] = ()
    marks: tuple[str, ...] = ()  # words of rows that are no sets, most rows first

    @property
    def blocked(self) -> bool:
        """Whether nothing can be imported before a question is answered."""
        return self.asks_unit or bool(self.open_columns) or bool(self.open_units)

    @property
    def kept(self) -> bool:
        """Whether the file is worth keeping until it is answered."""
        return bool(self.sets or self.open_units)

    @property
    def asks_unit(self) -> bool:
        """Whether nothing can be imported before the unit is said."""
        return self.unit_why == "open"


_NOTHING_SAID = Answers()
Settled = tuple[Unit | None, UnitWhy, int, int]


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking at a file has found so far, whoever sent it."""

    export: Export
    found: Survey
    settled: Settled = (None, "none", 0, 0)
    answers: Answers = _NOTHING_SAID


def look(
    content: bytes, now: datetime, given: Unit | None = None, answers: Answers | None = None
) -> Iterator[Looked]:
    """Walk through a file, giving what was found so far now and then; the last holds it all.

    `given`: the unit a person named; `answers`: what they said besides. Raises FileRefused.
    """
    export, found = open_export(io.BytesIO(content), answers or Answers()), Survey()
    for found in walk(export, now):
        yield Looked(export, found)
    settled = _unit(found, given)
    if found.heavy:
        for found in walk(export, now, "kg" if settled[0] == "kg" else "lb"):
            yield Looked(export, found)
    yield Looked(export, found, settled, answers or _NOTHING_SAID)


def survey(
    content: bytes,
    names: Names,
    now: datetime,
    given: Unit | None = None,
    answers: Answers | None = None,
) -> Plan:
    """Say in one piece what an import would do; raises FileRefused."""
    *_, looked = look(content, now, given, answers)
    return plan_of(looked, names)


def plan_of(looked: Looked, names: Names, used: Set[str] = frozenset()) -> Plan:
    """Say what importing a file would do that was walked through.

    `used`: ids of the exercises in the person's log.
    """
    found = looked.found
    resolved, unresolved = resolve(found.names, found.exact, names, used)
    unit, why, fives, loads = looked.settled
    return Plan(
        app=looked.export.app,
        sets=found.names.total(),
        workouts=len(found.workouts),
        exercises=len(set(resolved.values())) + len(unresolved),
        first=found.first,
        last=found.last,
        unit=unit,
        unit_why=why,
        fives=fives,
        loads=loads,
        counts=found.counts,
        resolved=resolved,
        unresolved=unresolved,
        refused=tuple(found.refused),
        refused_count=found.counts["refused"],
        implausible=tuple(found.implausible),
        implausible_count=found.counts["implausible"],
        left_out=found.left_out,
        groups=found.groups,
        scattered=found.scattered,
        dates=looked.export.dates,
        unused=looked.export.unused if looked.export.app == "csv" else (),
        open_columns=looked.export.open,
        open_marks=_open_marks(found),
        open_units=_open_units(found, looked.answers),
        marks=tuple(word for word, _ in found.no_sets.most_common()),
    )


def _open_marks(found: Survey) -> tuple[OpenMark, ...]:
    """The words of rows to ask about; so many of them are no marks but some other text."""
    held = {word: rows for word, rows in found.held.items() if rows}
    if len(held) + len(found.marks) > MOST_MARKS:
        return ()
    marks = [OpenMark(word, rows, "none") for word, rows in held.items()]
    marks += [OpenMark(word, rows, "set") for word, rows in found.marks.items()]
    return tuple(sorted(marks, key=lambda each: (-each.rows, each.word)))


def _open_units(found: Survey, answers: Answers) -> tuple[OpenUnit, ...]:
    """The words to ask about that stand where a unit does; many of them are some other text."""
    words = [(word, rows) for word, rows in found.units.most_common() if word not in answers.units]
    if len(words) > MOST_UNITS:
        return ()
    return tuple(OpenUnit(word, rows, _guessed_unit(word, found)) for word, rows in words)


def _guessed_unit(word: str, found: Survey) -> Unit:
    """What an unknown word for a unit likely is: by how it begins, else as most rows have it."""
    if word[:1] in _LIKE_POUNDS:
        return "lb"
    if word[:1] in _LIKE_KILOGRAMS:
        return "kg"
    return "lb" if found.counts["stated_lb"] > found.counts["stated_kg"] else "kg"


def _unit(found: Survey, given: Unit | None) -> Settled:
    if not found.counts["unstated"]:
        return None, ("stated" if found.counts["stated"] else "none"), 0, 0
    told, fives, loads = found.loads.verdict()
    if given is not None:
        return given, "given", fives, loads
    return told, ("open" if told is None else "loads"), fives, loads


def resolve(
    counted: Mapping[str, int],
    exact: Mapping[str, tuple[str, str]],
    names: Names,
    used: Set[str] = frozenset(),
) -> tuple[dict[str, str], tuple[Unresolved, ...]]:
    """Find the exercises that names mean; the rest with the nearest three, most sets first.

    `used` are the exercises of the person's log: of several meanings the only one of them is
    taken, and of what is near they come first.
    """
    own = {each.name: each.id for each in names.all_exercises() if each.id.startswith("own-")}
    resolved: dict[str, str] = {}
    unresolved = []
    for key, sets in counted.items():
        name, body = exact.get(key, (key, ""))
        found = _known(key, name, names, own, exact=key in exact)
        if not found and key not in exact:
            meant = [each for each in names.candidates(name) if each.id in used]
            found = meant[0].id if len(meant) == 1 else ""
        if found:
            resolved[key] = found
            continue
        unresolved.append(Unresolved(name, sets, _near(name, names, used), key, definition(body)))
    for key, exercise in _apart(resolved, counted, exact, names).items():
        del resolved[key]
        others = (each for each in _near(key, names, used) if each.id != exercise.id)
        near = (exercise, *others)[:NEAR]
        unresolved.append(Unresolved(key, counted[key], near, key, like=exercise))
    return resolved, tuple(sorted(unresolved, key=lambda each: (-each.sets, each.name)))


def _near(name: str, names: Names, used: Set[str]) -> tuple[Exercise, ...]:
    """The nearest exercises, those of the person's log first."""
    found = [each for each, _ in names.near(name, NEAR if not used else 2 * NEAR)]
    return tuple(sorted(found, key=lambda each: each.id not in used)[:NEAR])


def _apart(
    resolved: Mapping[str, str],
    counted: Mapping[str, int],
    exact: Mapping[str, tuple[str, str]],
    names: Names,
) -> dict[str, Exercise]:
    written = {key: found for key, found in resolved.items() if key not in exact}
    exercises = {each: names.exercise(each) for each in set(written.values())}
    return set_apart(written, counted, exercises, filter(names.is_personal, written))


def _known(key: str, name: str, names: Names, own: Mapping[str, str], *, exact: bool) -> str:
    """The id of a known exercise, "" where there is none."""
    if exact and not key.startswith("own-"):
        with suppress(KeyError):
            return names.exercise(key).id
    elif exact:
        return own.get(name, "")
    # one letter more is no slip of spelling: "Leg Curl (R)"
    lettered = any(len(word) == 1 for word in normalise_words(name))
    found = names.resolve(name) if lettered else names.resolve_or_near(name)
    return found.id if found is not None else own.get(name, "")
