"""Loads in the unit they were typed in, distances in the one they can have been done in.

Apps keep one unit: what was typed as 135 lb comes as 61.23492 kg. And a column whose unit is not
stated, or is stated wrongly, holds 1000 for a row of a kilometre.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from core.interchange.rows import MOST_METRES, ImportedSet, Row
from core.records import Load, Unit, in_unit
from core.training.progression.plates import snapped

LOOKED_AT = 500  # rows that tell whether an app converted its loads
LEAST_LOADS = 2  # different loads that have to look converted, and half of all
_HALF_POUND, _OFF = 500, 6  # thousandths: the grid of a converted file, and what rounding leaves
_FASTEST = 25.0  # metres a second; nobody keeps that up, on a bicycle neither
_SLOWEST = 0.05  # metres a second
_USUAL = (0.3, 15.0)
_FARTHEST_CARRY = 500_000  # centimetres; nobody carries a load farther
_KM_IN_M = 1000
_METRE_AS_KM = 100_000  # centimetres that one metre becomes when it is read as a kilometre
_LEAST_METRES = 20  # a way that is shorter, or no whole number, is a slip of the time instead


@dataclass(slots=True)
class Restoring:
    """What the rows so far have shown of a file."""

    converted: bool = False  # kilograms that were pounds when they were typed
    in_metres: set[str] = field(default_factory=set)  # exercises whose distances are in metres


def restored(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows of a file with loads and distances in the units they were done in."""
    first = list(islice(rows, LOOKED_AT))
    state = Restoring(converted=is_converted(first))
    for each in first:
        if isinstance(each, ImportedSet) and _told_metres(each):
            state.in_metres.add(each.exercise_name)
    for row in chain(first, rows):
        yield restore(row, state) if isinstance(row, ImportedSet) else row


def is_converted(rows: Iterable[Row]) -> bool:
    """Whether the loads of some rows are pounds that an app turned into kilograms."""
    loads = {
        (each.load_milli, each.unit)
        for each in rows
        if isinstance(each, ImportedSet) and each.load_milli and each.unit != "lb"
    }
    turned = sum(snapped(Load(milli, "kg")).unit == "lb" for milli, _ in loads)
    return turned >= LEAST_LOADS and 2 * turned >= len(loads)


def restore(row: ImportedSet, state: Restoring) -> ImportedSet:
    """One set with its load and its distance restored."""
    if row.load_milli:
        milli, unit = as_typed(row.load_milli, row.unit, converted=state.converted)
        if unit != row.unit or milli != row.load_milli:
            row = replace(row, load_milli=milli, unit=unit)
    if row.distance_cm:
        if _told_metres(row):
            state.in_metres.add(row.exercise_name)
        row = _with_distance(row, in_metres=row.exercise_name in state.in_metres)
    return row


def as_typed(milli: int, unit: Unit | None, *, converted: bool) -> tuple[int, Unit | None]:
    """A load as it was typed: 61.235 kg is 135 lb; `converted`: so are most of the file's."""
    if converted and unit != "lb":
        pounds = in_unit(Load(milli, "kg"), "lb").milli
        found = Load(round(pounds / _HALF_POUND) * _HALF_POUND, "lb")
        if found.milli and abs(in_unit(found, "kg").milli - milli) <= _OFF:
            return found.milli, "lb"
        return milli, "kg"
    if unit is None:
        return milli, None
    typed = snapped(Load(milli, unit))
    return typed.milli, typed.unit


# --- distances ----------------------------------------------------------------------------------


def _told_metres(row: ImportedSet) -> bool:
    """Whether a distance read as kilometres (or miles) can only be metres."""
    distance, seconds = row.distance_cm, row.seconds
    if not distance or distance % _METRE_AS_KM or distance < _LEAST_METRES * _METRE_AS_KM:
        return False
    if distance > MOST_METRES * 100:
        return True
    if row.load_milli and distance > _FARTHEST_CARRY and not seconds:
        return True
    return bool(seconds) and distance / 100 / (seconds or 1) > _FASTEST  # m/s


def _with_distance(row: ImportedSet, *, in_metres: bool) -> ImportedSet:
    distance, seconds = row.distance_cm or 0, row.seconds
    if _told_metres(row) or (in_metres and not row.distance_stated):
        return replace(row, distance_cm=distance // _KM_IN_M, distance_stated=True)
    speed = distance / 100 / seconds if seconds else 0.0
    if seconds and speed < _SLOWEST and _USUAL[0] <= speed * _KM_IN_M <= _USUAL[1]:
        return replace(row, distance_cm=distance * _KM_IN_M, distance_stated=True)
    return row
