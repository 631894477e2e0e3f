"""One line of a table as sets: the same reading for every app whose table has a row per set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from core.exchange.cells import (
    centimetres,
    read_amount,
    read_number,
    read_seconds,
    seconds_of,
    tenths,
    thousandths,
    unit_of,
    whole,
)
from core.exchange.columns import Layout
from core.exchange.dates import read_clock, read_moment
from core.exchange.rows import ImportedSet, NoSet, Refused, Row
from core.exchange.spotter import restored
from core.exchange.table import Record
from core.records import Unit

_WARMUP = re.compile(
    r"w|wu|warm.?up.*|aufw.*|.*riscaldamento.*|.*calentamiento.*|.*echauff.*|.*échauff.*|"
    r".*aquecimento.*|.*opwarm.*|.*rozgrzew.*|.*разминк.*|.*defaticamento.*|cool.?down.*|.*ウォーム.*",
    re.IGNORECASE,
)
_DROP = re.compile(r"d|drop.*|.*dropset.*|.*drop set.*|.*scarico.*", re.IGNORECASE)
_FAILED = re.compile(
    r"f|fail.*|to failure|.*failure|.*versagen|.*cedimento|.*fallo|.*échec|.*echec|.*отказ.*",
    re.IGNORECASE,
)
_AMRAP = re.compile(r"amrap|\d*\+", re.IGNORECASE)
_REST = re.compile(r"rest.?timer|rest|pausa?e?", re.IGNORECASE)
_NOTE = re.compile(r"note|notes|notiz|nota", re.IGNORECASE)
_YES = frozenset(
    {"1", "1.0", "true", "yes", "y", "si", "sì", "sí", "ja", "oui", "sim", "tak", "да", "x", "wahr"}
)
_NO = frozenset(
    {"0", "0.0", "false", "no", "n", "nein", "non", "nao", "não", "nie", "нет", "falsch"}
)
_NONE = frozenset({"", "-", "--", "–", "—", "n/a", "na", "null", "none", "nan"})
_NONE_LENGTH = 5  # nothing longer means nothing
_PLUS = re.compile(r"(\d+(?:[.,]\d+)?)\s*\+")
_MIDNIGHT = "00:00:00"  # what a spreadsheet makes of a day without a time
_LB_STEP = 125  # thousandths: kilograms converted from pounds come back to an eighth of a pound
_KG = Decimal("0.45359237")

_BODY = re.compile(r"(?:bw|bodyweight|body weight|körpergewicht|kg corpo)\s*", re.IGNORECASE)
_REPS = re.compile(
    r"x|reps?|rip.*|wdh.*|wiederholung.*|rep.*|powt.*|повт.*|回|次|회|herhal.*", re.IGNORECASE
)

Loaded = tuple[int, Unit | None]


@dataclass(frozen=True, slots=True)
class _Bad(Exception):
    """A cell that cannot be read."""

    reason: str
    quote: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What a set is besides its numbers; `no_set` says why it is none."""

    warmup: bool = False
    drop: bool = False
    failed: bool = False
    amrap: bool = False
    no_set: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What was done in a set."""

    load: tuple[int | None, Unit | None] = (None, None)
    reps: int | None = None
    seconds: int | None = None
    distance: int | None = None
    distance_stated: bool = True
    amrap: bool = False


def read_line(layout: Layout, record: Record) -> Iterator[Row]:
    """Read a line: its set (several where it counts them), or why it is none."""
    cells = _fit(layout, record.cells)
    if cells is None:
        yield Refused(record.line, "columns", {"n": len(record.cells)}, record.raw)
        return
    try:
        yield from _sets(record, Cells(layout, cells))
    except _Bad as bad:
        yield Refused(record.line, bad.reason, {"quote": bad.quote[:40]}, record.raw)


def _fit(layout: Layout, cells: list[str]) -> list[str] | None:
    """Bring a line to the header's width: a delimiter inside a name, empty cells left off."""
    width = len(cells)
    if width == layout.width:
        return cells
    if width < layout.width:
        # a name cut by the delimiter loses no columns; empty ones at the end may be left off
        needed = max(layout.at["exercise"], layout.at["date"], layout.at.get("reps", 0))
        return [*cells, *[""] * (layout.width - width)] if width > needed else None
    whole_line = cells[: layout.width]
    if not any(cells[layout.width :]) and _looks_right(layout, whole_line):
        return whole_line
    extra = width - layout.width
    for index in layout.text:
        joined = ",".join(cells[index : index + extra + 1])
        fitted = [*cells[:index], joined, *cells[index + extra + 1 :]]
        if _looks_right(layout, fitted):
            return fitted
    return None


def _looks_right(layout: Layout, cells: Sequence[str]) -> bool:
    numbers = [cells[index] for index, _ in layout.weights]
    numbers += [
        cells[layout.at[role]] for role in ("reps", "order", "distance") if role in layout.at
    ]
    right = all(each.strip().lower() in _NONE or read_amount(each) for each in numbers)
    return right and read_moment(cells[layout.at["date"]]) is not None


class Cells:
    """The cells of a line by what they hold; "" for nothing, however an app writes that."""

    __slots__ = ("_found", "layout", "values")

    def __init__(self, layout: Layout, values: Sequence[str]) -> None:
        """Take the cells that hold something."""
        self.layout = layout
        self.values = values
        self._found = {
            role: text for role, index in layout.at.items() if (text := _filled(values[index]))
        }

    def get(self, role: str) -> str:
        """The cell of a role."""
        return self._found.get(role, "")

    def text(self, role: str) -> str:
        """A cell of free text, without the apostrophe that kept a spreadsheet from running it."""
        return restored(self._found.get(role, ""))


def _filled(text: str) -> str:
    text = text.strip()
    return "" if len(text) < _NONE_LENGTH and text.lower() in _NONE else text


def _sets(record: Record, cells: Cells) -> Iterator[Row]:
    kind = kind_of(cells.get("order"), cells.get("type"))
    left_out = _left_out(record.line, kind, cells)
    if left_out is not None:
        yield left_out
        return
    name = " ".join(cells.text("exercise").split())
    if not name:
        raise _Bad("no_exercise", record.raw)
    at, has_time, workout = _when(cells)
    work = _work(cells)
    if not work.reps and not work.seconds and not work.distance:
        yield NoSet(record.line, "not_done")
        return
    failed = kind.failed or _true(cells.get("failed"))
    rir, at_least = read_effort(cells.get("rpe"), cells.get("rir"))
    made = ImportedSet(
        exercise_name=name,
        at=at,
        workout=workout,
        load_milli=work.load[0],
        unit=work.load[1],
        reps=work.reps or None,
        line=record.line,
        raw=record.raw,
        rir_tenths=0 if failed else rir,
        rir_at_least=at_least and not failed,
        failed=failed,
        amrap=_true(cells.get("amrap")) or work.amrap or kind.amrap,
        warmup=kind.warmup or _true(cells.get("warmup")),
        drop=kind.drop or _true(cells.get("drop")),
        seconds=work.seconds or None,
        distance_cm=work.distance or None,
        distance_stated=work.distance_stated,
        has_time=has_time,
        workout_name=cells.text("workout"),
        note=cells.text("note"),
    )
    for _ in range(_count(cells.get("count"))):
        yield made


@lru_cache(maxsize=1024)
def kind_of(*texts: str) -> Kind:
    """What a set is by the words its number and type columns hold."""

    def says(pattern: re.Pattern[str]) -> bool:
        return any(text and pattern.fullmatch(text) for text in texts)

    if says(_REST) or says(_NOTE):
        return Kind(no_set="note" if says(_NOTE) else "rest_timer")
    return Kind(says(_WARMUP), says(_DROP), says(_FAILED), says(_AMRAP))


def _true(text: str) -> bool:
    return bool(text) and text.lower() in _YES


def _count(text: str) -> int:
    """How many equal sets a line stands for."""
    number = read_number(text) if text else None
    return int(number) if number is not None and 1 <= number <= 20 else 1


def _left_out(line: int, kind: Kind, cells: Cells) -> NoSet | None:
    """What is no set by the file's own word."""
    if kind.no_set:
        return NoSet(line, kind.no_set)
    if _true(cells.get("skipped")):
        return NoSet(line, "skipped")
    return NoSet(line, "not_done") if cells.get("done").lower() in _NO else None


def _when(cells: Cells) -> tuple[datetime, bool, str]:
    """When a set was done, whether its time is known, and which workout it belongs to."""
    date = cells.get("date")
    found = read_moment(date, day_first=cells.layout.day_first)
    if found is None:
        raise _Bad("date" if date else "no_date", date)
    started, timed = found
    day = started.date().isoformat()
    clock = cells.get("clock")
    if clock and not timed:
        span = read_clock(clock)
        if span is None:
            raise _Bad("date", clock)
        return (
            started + span,
            True,
            f"{day} {cells.get('workout_id') or cells.get('workout')}".strip(),
        )
    workout = started.isoformat() if timed else day
    done = read_moment(cells.get("set_at"))
    if done is not None and done[1]:
        return done[0], True, workout
    return started, timed and not date.endswith(_MIDNIGHT), workout


# --- what was done ------------------------------------------------------------------------------


def _work(cells: Cells) -> Work:
    load, carried = _load(cells)
    reps, seconds, amrap = _reps(cells.get("reps"))
    if seconds is None and (text := cells.get("seconds")):
        seconds = read_seconds(text)
        if seconds is None or seconds < 0:
            raise _Bad("seconds", text)
    distance, stated = (carried, True) if carried else _distance(cells)
    return Work(load, reps, seconds, distance, stated, amrap)


def _load(cells: Cells) -> tuple[tuple[int | None, Unit | None], int | None]:
    """The load, and the distance where an app keeps that in the same column."""
    found: list[tuple[int, int, Unit | None]] = []
    column_unit = cells.get("weight_unit")
    for index, header_unit in cells.layout.weights:
        text = _filled(cells.values[index])
        text = _BODY.sub("", text, count=1) if text else ""
        if not text:
            continue
        amount = read_amount(text)
        if amount is None:
            raise _Bad("weight", text)
        number, word = amount
        unit = unit_of(word) if word else unit_of(column_unit) or header_unit
        if word and unit is None:
            carried = centimetres(number, word)
            if carried is None:
                raise _Bad("weight", text)
            return (None, None), carried
        milli, unit = as_typed(number, unit, converted=cells.layout.app == "fitbod")
        found.append((_decimals(number), milli, unit))
    if not found:
        return (None, None), None
    best = min(found, key=lambda each: each[0])  # of two units the one the load is round in
    return (best[1], best[2]), None


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def as_typed(number: Decimal, unit: Unit | None, *, converted: bool) -> Loaded:
    """A load in the unit it was typed in: 7.937875915 kg were 17.5 lb before an app converted."""
    milli = thousandths(number)
    if converted and unit in (None, "kg"):
        unit = "kg"
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


def _distance(cells: Cells) -> tuple[int | None, bool]:
    text = cells.get("distance")
    if not text or text == "0":
        return None, True
    amount = read_amount(text)
    if amount is None or amount[0] < 0:
        raise _Bad("distance", text)
    number, word = amount
    word = word or cells.get("distance_unit") or cells.layout.length_unit
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
        spread = _RANGE.fullmatch(rir)
        if spread:
            return (int(spread[1]) + int(spread[2])) * 5, False
        number = read_number(rir.removesuffix("+").removeprefix("@"))
        if number is not None and 0 <= number <= 10:
            return tenths(number), rir.endswith("+")
    if rpe:
        number = read_number(rpe.removeprefix("@"))
        if number is not None and 1 <= number <= 10:
            return 100 - tenths(number), False
    return None, False
