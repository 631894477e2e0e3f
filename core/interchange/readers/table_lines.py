"""One line of a table as sets: the same reading for every app whose table has a row per set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from operator import itemgetter
from typing import TypeVar

from core.interchange.readers import set_kinds
from core.interchange.readers.cells import (
    filled,
    read_number,
)
from core.interchange.readers.columns import Layout
from core.interchange.readers.dates import read_clock, read_moment
from core.interchange.readers.fitting import fit
from core.interchange.readers.set_cells import needs_load
from core.interchange.readers.set_kinds import Kind, read_kind
from core.interchange.readers.spotter import restored
from core.interchange.readers.table import Record
from core.interchange.readers.work import WORK_ROLES, Bad, Work, read_effort, read_work
from core.interchange.rows import ImportedSet, NoSet, Refused, Row

_MIDNIGHT = "00:00:00"  # what a spreadsheet makes of a day without a time


_WORD = re.compile(r"\w+")
_LIST = re.compile(  # two numbers with a comma may be one with decimals: "8,5"
    r"\d{1,4}(?:\.\d{1,3})?(?:\s*[/;]\s*\d{1,4}(?:\.\d{1,3})?)+|"
    r"\d{1,3}(?:,\s*\d{1,3}){2,19}|\d{1,3}(?:,\s+\d{1,3})+"
)
_BETWEEN = re.compile(r"[/;,]")
_NO_MANNER = frozenset({"other", "both", "bilateral", "two", "beide", "ambos", "entrambi"})
A = TypeVar("A")
T = TypeVar("T")


class LineReader:
    """Reads the lines of one table. What lines share (day, kind, numbers) is worked out once."""

    def __init__(self, layout: Layout, marks: Mapping[str, str] | None = None) -> None:
        """Find the cells of each question once; roles the table lacks are an empty cell more.

        `marks`: what a person said that words of a row mean.
        """
        self._layout = layout
        # an app leaves the load of a lift empty that has none; in a table of one's own it is lost
        self._stated = layout.app == "csv" or not layout.weights

        def cells_of(*roles: str) -> Callable[[list[str]], tuple[str, ...]]:
            return itemgetter(*(layout.at.get(role, layout.width) for role in roles))

        kind_of = partial(read_kind, ordered=layout.ordered, marks=marks)
        self._kind_of = _kept(kind_of), cells_of(*set_kinds.ROLES)
        self._when_of = _kept(self._when), cells_of("date", "clock", "workout_id", "workout")
        weights = [index for index, _ in layout.weights]
        numbers = (layout.at.get(role, layout.width) for role in WORK_ROLES)
        self._work_of = _kept(self._work), itemgetter(*numbers, *weights)
        self._effort_of = _kept(_effort), cells_of("rpe", "rir")
        self._texts_of = cells_of("exercise", "workout", "note", "set_at", "equipment", "side")
        self._text = _kept(_text)
        self._name = _kept(_name)
        self._with_manner = _kept(_with_manner)

    def read(self, record: Record) -> Iterator[Row]:
        """Read a line: its set (several where it counts them), or why it is none."""
        cells = fit(self._layout, record.cells)
        if cells is None:
            yield Refused(record.line, "columns", {"n": len(record.cells)}, record.raw)
            return
        kind_of, kind_cells = self._kind_of
        kind = kind_of(kind_cells([*cells, ""]))
        if kind.no_set:
            held = kind.no_set == "mark" and self._holds_reps(cells)
            yield NoSet(record.line, kind.no_set, kind.mark, held)
            return
        try:
            listed = self._listed(cells)
            if listed:
                for each in listed:
                    yield self._set(record, [*each, ""], kind)
                return
            made = self._set(record, [*cells, ""], kind)
        except Bad as bad:
            yield Refused(record.line, bad.reason, {"quote": bad.quote[:40]}, record.raw)
            return
        for _ in range(kind.count):
            yield made

    def _listed(self, cells: list[str]) -> list[list[str]]:
        """The cells of each set where repetitions are listed, "5/5/4", with a load for all or each.

        Raises Bad where there are neither as many loads as sets nor one for all.
        """
        at = self._layout.at.get("reps")
        if at is None or cells[at].isdecimal() or not (found := _list_of(cells[at])):
            return []
        made = [list(cells) for _ in found]
        for place, reps in enumerate(found):
            made[place][at] = reps
        for index, _ in self._layout.weights:
            loads = _list_of(cells[index])
            if loads and len(loads) != len(found):
                raise Bad("weight", cells[index])
            for place, load in enumerate(loads):
                made[place][index] = load
        return made

    def _set(self, record: Record, cells: list[str], kind: Kind) -> ImportedSet | NoSet:
        exercise, workout_name, note, set_at, equipment, side = self._texts_of(cells)
        name = self._named(exercise, equipment, side)
        if not name:
            raise Bad("no_exercise", record.raw)
        at, has_time, workout = self._moment(cells, set_at)
        work_of, work_cells = self._work_of
        work = work_of(work_cells(cells))
        if work.reps and work.load[0] is None and self._lost_load(cells) and needs_load(name):
            raise Bad("no_load", name)
        missed = kind.failed and work.reps == 0 and bool(work.load[0])
        if not (work.reps or work.seconds or work.distance or missed):
            return NoSet(record.line, "not_done")
        effort_of, effort_cells = self._effort_of
        rir, at_least = (0, False) if kind.failed else effort_of(effort_cells(cells))
        return ImportedSet(
            name,
            at,
            workout,
            work.load[0],
            work.load[1],
            0 if missed else work.reps or None,
            record.line,
            record.raw,
            rir,
            at_least,
            kind.failed,
            work.amrap or kind.amrap,
            kind.warmup,
            kind.drop,
            work.seconds or None,
            work.distance or None,
            work.distance_stated,
            has_time,
            self._text(workout_name) if workout_name else "",
            _text(note) if note else "",
            mark=kind.mark,
            partials=work.partials,
        )

    def _named(self, exercise: str, *manners: str) -> str:
        """The exercise with its equipment and its side, in the words of the file."""
        name = self._name(exercise)
        for manner in manners:
            if manner and name:
                name = self._with_manner((name, manner))
        return name

    def _moment(self, cells: list[str], set_at: str) -> tuple[datetime, bool, str]:
        """When a set was done, by its own time where it has one, and which workout it is of."""
        when_of, when_cells = self._when_of
        at, has_time, workout = when_of(when_cells(cells))
        if set_at and (done := read_moment(set_at.strip())) is not None and done[1]:
            at, has_time = done[0], True
        return at, has_time, workout

    def _lost_load(self, cells: Sequence[str]) -> bool:
        """Whether nothing is said of the load, in a table that is no app's of a known shape."""
        said = any(filled(cells[index]) for index, _ in self._layout.weights)
        return self._stated and not said

    def _holds_reps(self, cells: Sequence[str]) -> bool:
        at = self._layout.at
        return "reps" in at and read_number(filled(cells[at["reps"]]) or "0") != 0

    def _when(self, cells: Sequence[str]) -> tuple[datetime, bool, str]:
        """When a workout began, whether its time is known, and what tells it from others."""
        date, clock, workout_id, workout = map(filled, cells)
        found = read_moment(date, day_first=self._layout.day_first)
        if found is None:
            raise Bad("date" if date else "no_date", date)
        started, timed = found
        day = started.date().isoformat()
        if clock and not timed:
            span = read_clock(clock)
            if span is None:
                raise Bad("date", clock)
            return (
                self._zoned(started + span),
                True,
                f"{day} {workout_id or restored(workout)}".strip(),
            )
        if timed:
            started = self._zoned(started)
        workout = started.isoformat() if timed else day
        return started, timed and not date.endswith(_MIDNIGHT), workout

    def _zoned(self, moment: datetime) -> datetime:
        """A time of a column that says that it is in UTC."""
        return moment.replace(tzinfo=UTC) if self._layout.utc and moment.tzinfo is None else moment

    def _work(self, cells: Sequence[str]) -> Work:
        texts = [filled(each) for each in cells]
        return read_work(self._layout, texts[: len(WORK_ROLES)], texts[len(WORK_ROLES) :])


def _kept(work: Callable[[A], T]) -> Callable[[A], T]:
    """Keep the latest answers of a pure function; lines of a table repeat themselves."""
    return lru_cache(maxsize=4096)(work)


def _list_of(cell: str) -> list[str]:
    """The numbers of a list such as "5/5/4" or "5, 5, 4"; none where it is a number."""
    if not _LIST.fullmatch(cell.strip()):
        return []
    return [each.strip() for each in _BETWEEN.split(cell)]


def _text(cell: str) -> str:
    """A cell of free text, without the apostrophe that kept a spreadsheet from running it."""
    return restored(filled(cell))


def _name(cell: str) -> str:
    return " ".join(_text(cell).split())


def _with_manner(cells: tuple[str, str]) -> str:
    """A name with what a column of its own says of how it is done: "Leg Press (Machine)"."""
    name, manner = cells[0], _name(cells[1])
    said = f" {' '.join(_WORD.findall(name.casefold()))} "
    if not manner or manner.lower() in _NO_MANNER or f" {manner.casefold()} " in said:
        return name
    return f"{name} ({manner})"


def _effort(cells: Sequence[str]) -> tuple[int | None, bool]:
    rpe, rir = map(filled, cells)
    return read_effort(rpe, rir)
