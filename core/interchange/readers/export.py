"""A recognised file as its rows: loads as they were typed, and what nobody can have done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

from core.interchange.readers.restored_units import restored
from core.interchange.readers.table import Form, Record, open_text, records
from core.interchange.rows import (
    LONGEST_NAME,
    MOST_METRES,
    MOST_ROWS,
    MOST_SECONDS,
    FileRefused,
    Implausible,
    ImportedSet,
    OpenColumn,
    Refused,
    Row,
)
from core.limits import MOST_KG, MOST_REPS, MOST_REPS_BARE
from core.parsing.characters import tidy
from core.records import KG_PER_LB, Unit

_MOST_MILLI = {"kg": MOST_KG * 1000, "lb": int(MOST_KG * 1000 / KG_PER_LB)}
_FIRST_YEAR = 1980


@dataclass(frozen=True, slots=True)
class Export:
    """A recognised file: which app wrote it, and how to read its rows."""

    app: str  # "strong", "hevy", "fitnotes" ... "csv"
    form: Form
    read: Callable[[Iterator[Record]], Iterator[Row]]
    source: BinaryIO
    unused: tuple[str, ...] = ()  # columns that mean nothing here
    dates: str = ""  # "day_first" or "month_first" where no date of the file tells
    open: tuple[OpenColumn, ...] = ()  # columns whose role has to be asked
    more: tuple[Export, ...] = ()  # further sheets of a workbook

    def rows(self) -> Iterator[Row]:
        """Read every row, in the order of the file; raises FileRefused beyond the limits."""
        sets = 0
        for row in chain.from_iterable(each.own_rows() for each in (self, *self.more)):
            sets += isinstance(row, ImportedSet)  # a line may stand for several
            if sets > MOST_ROWS:
                raise FileRefused("too_many", limit=MOST_ROWS)
            yield _plausible(_tidied(row))

    def own_rows(self) -> Iterator[Row]:
        """Read the rows of this table alone."""
        self.source.seek(0)
        text = open_text(self.source)
        try:
            rows = self.read(records(text, self.form))
            yield from rows if self.app == "spotter" else restored(rows)
        finally:
            text.detach()


def _tidied(row: Row) -> Row:
    """What is said of a row holds no control and no direction characters, like what is typed.

    A set of our own format comes back as it was (`exact`), byte for byte.
    """
    if isinstance(row, Refused) and isinstance(quote := row.facts.get("quote"), str):
        return replace(row, facts={**row.facts, "quote": tidy(quote)})
    if not isinstance(row, ImportedSet):
        return row
    told = (row.exercise_name, row.workout_name, row.note)
    kept = tuple(map(tidy, told))
    if kept == told:
        return row
    name, workout, note = kept
    if row.exercise_name and not name.strip():
        return Refused(row.line, "name", {"quote": ""}, row.raw)
    return replace(row, exercise_name=name, workout_name=workout, note=note)


# --- plausible ----------------------------------------------------------------------------------


def _plausible(row: Row) -> Row:
    if not isinstance(row, ImportedSet):
        return row
    if len(row.exercise_name) > LONGEST_NAME:
        return Refused(row.line, "name", {"quote": row.exercise_name[:40]}, row.raw)
    return implausible(row) or row


def implausible(each: ImportedSet, unit: Unit | None = None) -> Implausible | None:
    """Why nobody can have done a set (`unit` stands in where the file states none), else None."""
    if each.exact is not None:  # it was in a log already
        return None
    limit = MOST_REPS if each.load_milli else MOST_REPS_BARE
    if each.reps is not None and each.reps > limit:
        return Implausible(each, "reps", {"n": each.reps})
    most = _MOST_MILLI[each.unit or unit or "lb"]
    if each.load_milli is not None and abs(each.load_milli) > most:
        return Implausible(each, "load", {"n": each.load_milli / 1000})
    if each.seconds is not None and each.seconds > MOST_SECONDS:
        return Implausible(each, "seconds", {"n": each.seconds})
    if each.distance_cm is not None and each.distance_cm > MOST_METRES * 100:
        return Implausible(each, "distance", {"n": each.distance_cm // 100})
    if each.at.year < _FIRST_YEAR:
        return Implausible(each, "date", {"n": each.at.year})
    return None
