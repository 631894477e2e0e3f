"""What was done in a line of a table: load, repetitions, time, distance, effort."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.interchange.readers.cells import (
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
from core.interchange.readers.columns import Layout
from core.limits import MOST_KG
from core.records import KG_PER_LB, Unit

# roles of the cells that `read_work` reads, in their order
WORK_ROLES = (
    "reps", "seconds", "distance", "distance_unit", "weight_unit", "volume", "count", "assistance",
)  # fmt: skip
_PLUS = re.compile(r"(\d+(?:[.,]\d+)?)\s*\+")
_PARTIALS = re.compile(r"(\d{1,3})\s*\+\s*(\d{1,2})")  # "5+2": as in the chat, five and two partial
_THOUSAND = re.compile(r"[12],\d{3}(?![\d.,])")
_MOST = {"kg": MOST_KG, "lb": int(MOST_KG / KG_PER_LB)}
_PLATE = 125  # thousandths that every load is a multiple of
_LB_STEP = 125  # thousandths: kilograms converted from pounds come back to an eighth of a pound
_KG = Decimal("0.45359237")
_BODY = re.compile(r"(?:bw|bodyweight|body weight|körpergewicht|kg corpo)\s*", re.IGNORECASE)
_SCALE = re.compile(r"^(?:rpe|rir)\s*|\s*(?:rpe|rir|/\s*10)$", re.IGNORECASE)  # "rpe 8/10"
_UNIT_WORD = re.compile(r"[^\W\d_]{1,12}\.?")  # "libs"
_REPS = re.compile(
    r"x|reps?|rip.*|wdh.*|wiederholung.*|rep.*|powt.*|повт.*|回|次|회|herhal.*", re.IGNORECASE
)
Loaded = tuple[int | None, Unit | None]


@dataclass(frozen=True, slots=True)
class Bad(Exception):
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
    partials: int = 0


# --- what was done ------------------------------------------------------------------------------


def read_work(layout: Layout, numbers: Sequence[str], weights: Sequence[str]) -> Work:
    """Read load, repetitions, time and distance of a line; raises Bad."""
    reps_text, seconds_text, distance_text, length_unit, column_unit, *rest = numbers
    volume, count, assistance = rest
    load, carried = _load(layout, weights, column_unit)
    partial = _PARTIALS.fullmatch(reps_text)
    reps, seconds, amrap = _reps(partial[1] if partial else reps_text)
    if assistance and not load[0]:
        load = _assisted(layout, assistance, column_unit) or load
    if volume and reps and load == (None, None):
        load = _load_of_volume(volume, reps, count), _unit(layout, column_unit)
    if seconds is None and seconds_text:
        seconds = read_seconds(seconds_text)
        if seconds is None or seconds < 0:
            raise Bad("seconds", seconds_text)
    unit = length_unit or layout.length_unit
    distance, stated = (carried, True) if carried else _distance(distance_text, unit)
    partials = int(partial[2]) if partial else 0
    return Work(load, reps, seconds, distance, stated, amrap, partials)


def _assisted(layout: Layout, text: str, column_unit: str) -> Loaded | None:
    """What took weight off, as a negative load; raises Bad."""
    amount = read_amount(text)
    if amount is None:
        raise Bad("weight", text)
    unit = _unit(layout, amount[1]) if amount[1] else _unit(layout, column_unit)
    return (-abs(thousandths(amount[0])), unit) if amount[0] else None


def _load_of_volume(volume: str, reps: int, count: str) -> int:
    """The load that repetitions times a load were worked out of; raises Bad for an odd one."""
    total = read_amount(volume)
    sets = read_number(count) if count else Decimal(1)
    if total is None or not sets or sets < 0:
        raise Bad("weight", volume)
    milli = thousandths(total[0] / (reps * sets))
    if milli % _PLATE:
        raise Bad("weight", volume)
    return milli


def _load(layout: Layout, weights: Sequence[str], column_unit: str) -> tuple[Loaded, int | None]:
    """The load, and the distance where an app keeps that in the same column."""
    found: list[tuple[int, int | None, Unit | None]] = []
    for cell, (_, header_unit) in zip(weights, layout.weights, strict=True):
        text = _BODY.sub("", cell, count=1) if cell else ""
        if not text:
            continue
        amount = read_amount(text)
        if amount is None:
            raise Bad("weight", text)
        number, word = amount
        unit = _unit(layout, word) if word else _unit(layout, column_unit) or header_unit
        if number and column_unit and not word and _unit(layout, column_unit) is None:
            raise Bad("unit", column_unit)
        if (
            layout.delimiter == ","
            and _THOUSAND.match(text)
            and number * 1000 <= _MOST[unit or "lb"]
        ):
            number *= 1000
        if word and unit is None:
            carried = centimetres(number, word)
            if carried is None:
                raise Bad("unit", word) if _UNIT_WORD.fullmatch(word) else Bad("weight", text)
            return (None, None), carried
        found.append((_decimals(number), *as_typed(number, unit, layout.app == "fitbod")))
    if not found:
        return (None, None), None
    if len(found) > 1 and not _is_one_load(found):
        raise Bad("two_loads", ", ".join(each for each in weights if each))
    best = min(found, key=lambda each: each[0])  # of two units the one the load is round in
    return (best[1], best[2]), None


def _is_one_load(found: Sequence[tuple[int, int | None, Unit | None]]) -> bool:
    """Whether several cells say one load, in two units or not; a zero says nothing."""
    sizes = []
    for _, milli, unit in found:
        if milli:
            sizes.append({abs(milli), round(abs(milli) * (KG_PER_LB if unit != "kg" else 1))})
    if len(sizes) < 2:
        return True
    units = {unit for _, milli, unit in found if milli}
    pairs = ((a, b) for a in sizes[0] for each in sizes[1:] for b in each)
    if len(units) == 1:
        return len({milli for _, milli, _ in found if milli}) == 1
    return any(abs(a - b) * 50 <= max(a, b) for a, b in pairs)


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
        raise Bad("reps", text)
    number, word = amount
    if word and (seconds := seconds_of(number, word)) is not None:
        return None, seconds, False
    count = whole(number)
    if count is None or (word and not _REPS.fullmatch(word)):
        raise Bad("reps", text)
    return count, None, plus is not None


def _distance(text: str, unit: str) -> tuple[int | None, bool]:
    if not text or text == "0":
        return None, True
    amount = read_amount(text)
    if amount is None or amount[0] < 0:
        raise Bad("distance", text)
    number, word = amount
    word = word or unit
    distance = centimetres(number, word or "km")
    if distance is None:
        raise Bad("distance", text)
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
