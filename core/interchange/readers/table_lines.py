"""One line of a table as sets: the same reading for every app whose table has a row per set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache, partial
from operator import itemgetter
from typing import TypeVar

from core.interchange.readers import set_kinds
from core.interchange.readers.cells import (
    centimetres,
    filled,
    read_amount,
    read_number,
    read_seconds,
    seconds_of,
    tenths,
    thousandths,
    unit_of,
    whole,
)
from core.interchange.readers.columns import Layout
from core.interchange.readers.dates import read_clock, read_moment
from core.interchange.readers.fitting import fit
from core.interchange.readers.set_kinds import Kind, read_kind
from core.interchange.readers.spotter import restored
from core.interchange.readers.table import Record
from core.interchange.rows import ImportedSet, NoSet, Refused, Row
from core.limits import MOST_KG
from core.records import KG_PER_LB, Unit

_PLUS = re.compile(r"(\d+(?:[.,]\d+)?)\s*\+")
_THOUSAND = re.compile(r"[12],\d{3}(?![\d.,])")
_MOST = {"kg": MOST_KG, "lb": int(MOST_KG / KG_PER_LB)}
_MIDNIGHT = "00:00:00"  # what a spreadsheet makes of a day without a time
_LB_STEP = 125  # thousandths: kilograms converted from pounds come back to an eighth of a pound
_KG = Decimal("0.45359237")

_BODY = re.compile(r"(?:bw|bodyweight|body weight|körpergewicht|kg corpo)\s*", re.IGNORECASE)
_REPS = re.compile(
    r"x|reps?|rip.*|wdh.*|wiederholung.*|rep.*|powt.*|повт.*|回|次|회|herhal.*", re.IGNORECASE
)

_SCALE = re.compile(r"^(?:rpe|rir)\s*|\s*(?:rpe|rir|/\s*10)$", re.IGNORECASE)  # "rpe 8/10"
_UNIT_WORD = re.compile(r"[^\W\d_]{1,12}\.?")  # "libs"
_WORD = re.compile(r"\w+")
_LIST = re.compile(  # two numbers with a comma may be one with decimals: "8,5"
    r"\d{1,4}(?:\.\d{1,3})?(?:\s*[/;]\s*\d{1,4}(?:\.\d{1,3})?)+|"
    r"\d{1,3}(?:,\s*\d{1,3}){2,19}|\d{1,3}(?:,\s+\d{1,3})+"
)
_BETWEEN = re.compile(r"[/;,]")
_NO_MANNER = frozenset({"other", "both", "bilateral", "two", "beide", "ambos", "entrambi"})
Loaded = tuple[int | None, Unit | None]
A = TypeVar("A")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Bad(Exception):
    """A cell that cannot be read."""

    reason: str
    quote: str


@dataclass(frozen=True, slots=True)
class Work:
    """What was done in a set."""

    load: Loaded = (None, None)
    reps: int | None = None
    seconds: int | None = None
    distance: int | None = None
    distance_stated: bool = True
    amrap: bool = False


class LineReader:
    """Reads the lines of one table. What lines share (day, kind, numbers) is worked out once."""

    def __init__(self, layout: Layout, marks: Mapping[str, str] | None = None) -> None:
        """Find the cells of each question once; roles the table lacks are an empty cell more.

        `marks`: what a person said that words of a row mean.
        """
        self._layout = layout

        def cells_of(*roles: str) -> Callable[[list[str]], tuple[str, ...]]:
            return itemgetter(*(layout.at.get(role, layout.width) for role in roles))

        kind_of = partial(read_kind, ordered=layout.ordered, marks=marks)
        self._kind_of = _kept(kind_of), cells_of(*set_kinds.ROLES)
        self._when_of = _kept(self._when), cells_of("date", "clock", "workout_id", "workout")
        weights = [index for index, _ in layout.weights]
        numbers = (layout.at.get(role, layout.width) for role in _WORK_ROLES)
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
        except _Bad as bad:
            yield Refused(record.line, bad.reason, {"quote": bad.quote[:40]}, record.raw)
            return
        for _ in range(kind.count):
            yield made

    def _listed(self, cells: list[str]) -> list[list[str]]:
        """The cells of each set where repetitions are listed, "5/5/4", with a load for all or each.

        Raises _Bad where there are neither as many loads as sets nor one for all.
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
                raise _Bad("weight", cells[index])
            for place, load in enumerate(loads):
                made[place][index] = load
        return made

    def _set(self, record: Record, cells: list[str], kind: Kind) -> ImportedSet | NoSet:
        exercise, workout_name, note, set_at, equipment, side = self._texts_of(cells)
        name = self._name(exercise)
        for manner in (equipment, side):
            if manner and name:
                name = self._with_manner((name, manner))
        if not name:
            raise _Bad("no_exercise", record.raw)
        when_of, when_cells = self._when_of
        at, has_time, workout = when_of(when_cells(cells))
        if set_at and (done := read_moment(set_at.strip())) is not None and done[1]:
            at, has_time = done[0], True
        work_of, work_cells = self._work_of
        work = work_of(work_cells(cells))
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
        )

    def _holds_reps(self, cells: Sequence[str]) -> bool:
        at = self._layout.at
        return "reps" in at and read_number(filled(cells[at["reps"]]) or "0") != 0

    def _when(self, cells: Sequence[str]) -> tuple[datetime, bool, str]:
        """When a workout began, whether its time is known, and what tells it from others."""
        date, clock, workout_id, workout = map(filled, cells)
        found = read_moment(date, day_first=self._layout.day_first)
        if found is None:
            raise _Bad("date" if date else "no_date", date)
        started, timed = found
        day = started.date().isoformat()
        if clock and not timed:
            span = read_clock(clock)
            if span is None:
                raise _Bad("date", clock)
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
        return read_work(self._layout, texts[: len(_WORK_ROLES)], texts[len(_WORK_ROLES) :])


_WORK_ROLES = ("reps", "seconds", "distance", "distance_unit", "weight_unit")


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


# --- what was done ------------------------------------------------------------------------------


def read_work(layout: Layout, numbers: Sequence[str], weights: Sequence[str]) -> Work:
    """Read load, repetitions, time and distance of a line; raises _Bad."""
    reps_text, seconds_text, distance_text, length_unit, column_unit = numbers
    load, carried = _load(layout, weights, column_unit)
    reps, seconds, amrap = _reps(reps_text)
    if seconds is None and seconds_text:
        seconds = read_seconds(seconds_text)
        if seconds is None or seconds < 0:
            raise _Bad("seconds", seconds_text)
    unit = length_unit or layout.length_unit
    distance, stated = (carried, True) if carried else _distance(distance_text, unit)
    return Work(load, reps, seconds, distance, stated, amrap)


def _load(layout: Layout, weights: Sequence[str], column_unit: str) -> tuple[Loaded, int | None]:
    """The load, and the distance where an app keeps that in the same column."""
    found: list[tuple[int, int | None, Unit | None]] = []
    for cell, (_, header_unit) in zip(weights, layout.weights, strict=True):
        text = _BODY.sub("", cell, count=1) if cell else ""
        if not text:
            continue
        amount = read_amount(text)
        if amount is None:
            raise _Bad("weight", text)
        number, word = amount
        unit = _unit(layout, word) if word else _unit(layout, column_unit) or header_unit
        if number and column_unit and not word and _unit(layout, column_unit) is None:
            raise _Bad("unit", column_unit)
        if (
            layout.delimiter == ","
            and _THOUSAND.match(text)
            and number * 1000 <= _MOST[unit or "lb"]
        ):
            number *= 1000
        if word and unit is None:
            carried = centimetres(number, word)
            if carried is None:
                raise _Bad("unit", word) if _UNIT_WORD.fullmatch(word) else _Bad("weight", text)
            return (None, None), carried
        found.append((_decimals(number), *as_typed(number, unit, layout.app == "fitbod")))
    if not found:
        return (None, None), None
    best = min(found, key=lambda each: each[0])  # of two units the one the load is round in
    return (best[1], best[2]), None


def _unit(layout: Layout, word: str) -> Unit | None:
    """The unit a word means, by what is known or was said."""
    said = layout.units.get(word.casefold())
    return unit_of(word) if said is None else unit_of(said)


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def as_typed(number: Decimal, unit: Unit | None, converted: bool) -> Loaded:
    """A load in the unit it was typed in: 7.937875915 kg were 17.5 lb before an app converted."""
    milli = thousandths(number)
    if unit in (None, "kg"):
        unit = "kg" if converted else unit
        if _decimals(number) > 4:
            pounds = thousandths(number / _KG)
            snapped = round(pounds / _LB_STEP) * _LB_STEP
            if abs(pounds - snapped) <= 2:
                return snapped, "lb"
    return milli, unit


def _reps(text: str) -> tuple[int | None, int | None, bool]:
    """(repetitions, seconds, as many as possible): "8", "20 ripetizioni", "60 s", "8+"."""
    if not text:
        return None, None, False
    plus = _PLUS.fullmatch(text)
    amount = read_amount(plus[1] if plus else text)
    if amount is None or amount[0] < 0:
        raise _Bad("reps", text)
    number, word = amount
    if word and (seconds := seconds_of(number, word)) is not None:
        return None, seconds, False
    count = whole(number)
    if count is None or (word and not _REPS.fullmatch(word)):
        raise _Bad("reps", text)
    return count, None, plus is not None


def _distance(text: str, unit: str) -> tuple[int | None, bool]:
    if not text or text == "0":
        return None, True
    amount = read_amount(text)
    if amount is None or amount[0] < 0:
        raise _Bad("distance", text)
    number, word = amount
    word = word or unit
    distance = centimetres(number, word or "km")
    if distance is None:
        raise _Bad("distance", text)
    return distance, bool(word)


# --- effort -------------------------------------------------------------------------------------

_RANGE = re.compile(r"(\d{1,2})\s?[-–]\s?(\d{1,2})")


def read_effort(rpe: str, rir: str) -> tuple[int | None, bool]:
    """Tenths of a repetition in reserve and whether it is a lower bound; None when not rated.

    RPE 0 is unrated, RIR 0 is none left; what is neither is left unknown, never guessed.
    """
    if rir:
        rir = _SCALE.sub("", rir)
        if spread := _RANGE.fullmatch(rir):
            return (int(spread[1]) + int(spread[2])) * 5, False
        number = read_number(rir.removesuffix("+").removeprefix("@"))
        if number is not None and 0 <= number <= 10:
            return tenths(number), rir.endswith("+")
    if rpe:
        rpe = _SCALE.sub("", rpe)
        spread = _RANGE.fullmatch(rpe)
        if spread and 1 <= int(spread[1]) <= int(spread[2]) <= 10:
            return 100 - (int(spread[1]) + int(spread[2])) * 5, False
        number = read_number(rpe.removeprefix("@"))
        if number is not None and 1 <= number <= 10:
            return 100 - tenths(number), False
    return None, False
