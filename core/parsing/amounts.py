"""Typed numbers as loads, repetitions, times and distances, within what a set can hold."""

from __future__ import annotations

from typing import NamedTuple

from core.errors import LoadRange, NothingToRepeat, RepsRange, Unreadable
from core.limits import MOST_KG, MOST_REPS, MOST_REPS_BARE
from core.parsing.parts import BARE, CENTIMETRES, METRES_OR_MINUTES, SECONDS, WEIGHT, Number
from core.parsing.scan import CAP
from core.records import KG_PER_LB, Exercise, Load, LoggedSet, SetDraft, Unit, in_unit

MOST_LB = 2204  # whole pounds in 1,000 kg
MOST_SECONDS = 86_400
MOST_CENTIMETRES = 100_000_000


class Known(NamedTuple):
    """What is known besides the words of a stretch: the exercise, its last set, the unit."""

    exercise: Exercise
    last: SetDraft | LoggedSet | None
    unit: Unit
    named: bool  # the exercise is named for this line, not inherited
    headed: bool  # ... or by a heading further up
    language: str = "en"  # of the labels of choices
    weighted: bool = False  # "weighted dips": a load is added to the body

    @property
    def by_body(self) -> bool:
        """Done by the body alone: no load is said by saying none."""
        return self.exercise.measure in ("bodyweight", "time")


class Row(NamedTuple):
    """One set as settled, before its effort."""

    load: Load
    reps: int | None
    seconds: int | None = None
    distance_cm: int | None = None
    partials: int = 0
    failed: bool = False
    per_side: bool = False


def check_load(load: Load) -> Load:
    """Return the load. Raises LoadRange beyond 1,000 kg, in either unit."""
    size = abs(load.milli)
    over = size > MOST_KG * 1000 if load.unit == "kg" else size * KG_PER_LB > MOST_KG * 1000
    if over:
        limit = MOST_KG if load.unit == "kg" else MOST_LB
        raise LoadRange(limit=limit, unit=load.unit)
    return load


def load_of(number: Number, known: Known) -> Load:
    """The load a number stands for: absolute, added, assisted, or the last load changed.

    Raises LoadRange, NothingToRepeat or Unreadable.
    """
    if number.kind not in (BARE, WEIGHT) or not number.exact:
        raise Unreadable(word=number.text)
    unit: Unit = "lb" if number.unit == "lb" else "kg" if number.unit == "kg" else known.unit
    size = -number.milli if number.sign == "-" else number.milli
    absolute = known.headed and known.exercise.measure in ("bodyweight", "assisted", "time")
    if number.sign and not number.body and not absolute:
        return _changed(size, number, known)
    if not (number.sign or number.body) and known.exercise.measure == "assisted":
        size = -size
    return _sensible(check_load(Load(size, unit)), known)


def _changed(size: int, number: Number, known: Known) -> Load:
    """The last load with something added or taken; without a unit, in the last load's unit."""
    if known.last is None:
        raise NothingToRepeat
    unit: Unit = known.last.load.unit
    if number.unit:
        unit = "lb" if number.unit == "lb" else "kg"
    if abs(size) >= CAP:
        check_load(Load(size, unit))
    return _sensible(check_load(Load(in_unit(known.last.load, unit).milli + size, unit)), known)


def _sensible(load: Load, known: Known) -> Load:
    if load.milli < 0 and known.exercise.measure not in ("bodyweight", "assisted", "time"):
        raise LoadRange(limit=MOST_KG if load.unit == "kg" else MOST_LB, unit=load.unit)
    return load


def usual_load(known: Known) -> Load:
    """The load when none is typed. Raises NothingToRepeat when history does not say."""
    if known.named and known.by_body:
        return Load(0, known.unit)
    if known.last is not None:
        return known.last.load
    if known.by_body or known.exercise.measure == "distance":
        return Load(0, known.unit)
    raise NothingToRepeat


def row_of(
    number: Number, load: Load, known: Known, *, each: bool, counted: bool, none: bool = False
) -> Row:
    """One set from its load and the number that says how much was done.

    `counted` means that repetitions were said outright, `none` that 0 of them are a missed attempt.
    Raises RepsRange or Unreadable.
    """
    if number.upto is not None or number.plus or not number.exact or number.unit or number.body:
        raise Unreadable(word=number.text)
    sides = number.side is not None
    least = min(number.milli, number.side) if number.side is not None else number.milli
    measure = known.exercise.measure
    kind = number.kind
    if kind == BARE and not counted and measure in ("time", "distance"):
        kind = SECONDS if measure == "time" else METRES_OR_MINUTES
    failed, sided = number.failed, each or sides
    if kind == BARE:
        reps = _reps(number, least, load)
        if reps == 0 and not (none and not sides and _can_be_missed(load, known)):
            raise RepsRange(limit=MOST_REPS if load.milli else MOST_REPS_BARE, direction="none")
        return Row(load, reps, None, None, _partials(number), failed or reps == 0, sided)
    if number.partials is not None or number.sign == "-":
        raise Unreadable(word=number.text)
    if kind == METRES_OR_MINUTES:
        kind = SECONDS if measure == "time" else CENTIMETRES
        amount = least * 60 // 1000 if kind == SECONDS else least // 10
    elif number.kind == BARE:
        amount = least // 1000
    else:
        amount = min(number.amount, least // 1000) if sides else number.amount
    limit = MOST_SECONDS if kind == SECONDS else MOST_CENTIMETRES
    if not 1 <= amount <= limit:
        raise RepsRange(limit=limit if kind == SECONDS else limit // 100)
    if kind == SECONDS:
        return Row(load, None, amount, None, 0, failed, sided)
    return Row(load, None, None, amount, 0, failed, sided)


def _reps(number: Number, least: int, load: Load) -> int:
    limit = MOST_REPS if load.milli else MOST_REPS_BARE
    if "." in number.text or least % 1000:
        raise Unreadable(word=number.text)
    if number.sign == "-" or not 0 <= least // 1000 <= limit:
        raise RepsRange(limit=limit)
    return least // 1000


def _can_be_missed(load: Load, known: Known) -> bool:
    """Whether there was anything to lift: a load, or the body."""
    return load.milli != 0 or known.exercise.measure in ("bodyweight", "assisted", "time")


def _partials(number: Number) -> int:
    if number.partials is None:
        return 0
    if number.partials % 1000:
        raise Unreadable(word=number.text)
    if not 1 <= number.partials // 1000 <= MOST_REPS:
        raise RepsRange(limit=MOST_REPS)
    return number.partials // 1000


def written(load: Load, known: Known) -> str:
    """A load as it has to be typed so that it reads as itself, whatever came before."""
    if known.exercise.measure in ("load", "distance"):
        return f"{load.text}{load.unit}"
    if not load.milli:
        return "bw"
    return f"bw{'+' if load.milli > 0 else ''}{load.text}{load.unit}"
