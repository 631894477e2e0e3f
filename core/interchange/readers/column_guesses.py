"""Roles of columns settled: by what was said, by the name, and by what stands in the column.

A name that is understood in part gives a guess, to be asked. Values decide where a name says
nothing: a column of dates, a column of exercises. A table without a column of loads never passes
a column of numbers over in silence: whether it is the load is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from core.exercises.names import catalogue_names
from core.interchange.readers.cells import filled, read_amount, read_number, read_seconds, whole
from core.interchange.readers.column_roles import Column, column_of, plain
from core.interchange.readers.column_words import says_load, says_volume
from core.interchange.readers.dates import read_moment
from core.interchange.rows import ASKED_ROLES
from core.limits import MOST_KG, MOST_REPS_BARE

SHOWN = 3  # values of a column shown with its question
MOST_OPEN = 3  # columns of numbers asked about where the load is missing
_LOOKED_AT = 200  # characters of a value
_MOST_COLUMNS = 100  # columns whose values are looked at
_LONGEST = 20  # characters of a value that is shown
_FITS = 0.8  # share of a column's values that have to be what the role takes
_FITS_NOT = 0.2  # share under which a column is something else in spite of its name
_OPTIONAL = ("rpe", "rir", "seconds", "count")  # roles a table does without
_TAKEN = ("exercise", "date", "note", "workout")  # roles taken on a part of the name
_REPS = re.compile(r"\d+\s*\+?(?:\s*\D.*)?")


def samples_of(rows: Sequence[Sequence[str]], index: int, most: int = SHOWN) -> tuple[str, ...]:
    """The first different values of a column."""
    found = dict.fromkeys(cell[:_LONGEST] for cell in values_of(rows, index))
    return tuple(found)[:most]


def values_of(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    """The filled cells of a column, long ones cut."""
    return [cell for row in rows if index < len(row) and (cell := filled(row[index][:_LOOKED_AT]))]


def settled_columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], answers: Mapping[str, str]
) -> list[Column | None]:
    """The column of each name of a header, None where it means nothing here."""
    columns = [_named(each, answers) for each in header]
    rows = [each for each in rows if len(each) == len(header)]  # others are out of step
    if not rows:
        return [None if each is not None and not each.sure else each for each in columns]
    known = {each.role for each in columns if each is not None and each.sure}
    for index, column in enumerate(columns):
        if column is None or plain(header[index]) in answers:
            continue
        if (
            column.sure
            and column.role in _OPTIONAL
            and _share(rows, index, column.role) < _FITS_NOT
        ):
            columns[index] = None
        elif not column.sure:
            columns[index] = _guessed(column, rows, index, known)
            known.add(column.role)
    left = [index for index, each in enumerate(header) if plain(each) not in answers]
    if not any(each is not None and each.role == "weight" for each in columns):
        for index in left:  # "max weight": hardly the load, but where there is no other
            column = columns[index]
            if column is not None and column.role == "other" and says_load(header[index]):
                columns[index] = None
    _by_values(columns, rows, [index for index in left if columns[index] is None])
    if not any(each is not None and each.role == "weight" for each in columns):
        _by_volume(columns, header, rows, left)
    return columns


def _by_volume(
    columns: list[Column | None],
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    left: Sequence[int],
) -> None:
    """Ask whether a column of volumes holds the load times the repetitions, where no load is."""
    for index in left:
        column = columns[index]
        other = column is None or column.role == "other"
        held = other and says_volume(header[index]) and bool(values_of(rows, index))
        if held and _all(_is_number, rows, index):
            columns[index] = Column("volume", sure=False)
            return


def _is_number(cell: str) -> bool:
    return read_amount(cell) is not None


def _named(name: str, answers: Mapping[str, str]) -> Column | None:
    said = answers.get(plain(name))
    if said is None:
        return column_of(name)
    found = column_of(name)
    if not said:
        return Column("other")
    unit = found.unit if found is not None and found.role == said else None
    return Column(said, unit)


def _guessed(
    column: Column, rows: Sequence[Sequence[str]], index: int, known: set[str]
) -> Column | None:
    """A role that a part of a name gives: taken, to be asked, or none."""
    if column.role == "other":
        return replace(column, sure=True)
    if column.role in known:
        return None
    if column.role in _TAKEN:
        return replace(column, sure=True)
    if column.role in ASKED_ROLES and _share(rows, index, column.role) >= _FITS:
        return column
    return None


def _share(rows: Sequence[Sequence[str]], index: int, role: str) -> float:
    """Share of a column's values that its role takes; an empty column fits every role."""
    values = values_of(rows, index)
    check = _CHECKS.get(role)
    if not values or check is None:
        return 1.0
    return sum(map(check, values)) / len(values)


def _is_load(cell: str) -> bool:
    amount = read_amount(cell)
    return amount is not None and abs(amount[0]) <= 3 * MOST_KG


def _is_reps(cell: str) -> bool:
    number = read_number(cell)
    if number is None:
        return _REPS.fullmatch(cell) is not None
    return 0 <= number <= MOST_REPS_BARE and whole(number) is not None


def _is_effort(cell: str) -> bool:
    number = read_number(cell.strip("@+ ").split("-")[0])
    return number is not None and 0 <= number <= 10


def _is_time(cell: str) -> bool:
    return read_seconds(cell) is not None or read_amount(cell) is not None


def _is_date(cell: str) -> bool:
    return read_moment(cell) is not None or read_moment(cell, day_first=False) is not None


_CHECKS: dict[str, Callable[[str], bool]] = {
    "weight": _is_load, "reps": _is_reps, "count": _is_reps, "rpe": _is_effort,
    "rir": _is_effort, "seconds": _is_time, "distance": _is_time,
}  # fmt: skip


# --- by what stands in a column -----------------------------------------------------------------


def _by_values(
    columns: list[Column | None], rows: Sequence[Sequence[str]], unknown: Sequence[int]
) -> None:
    """Settle what no name says: the dates, the exercises, and which numbers are to be asked."""
    roles = {each.role for each in columns if each is not None}
    left = [index for index in unknown[:_MOST_COLUMNS] if values_of(rows, index)]
    for role, check in (("date", _is_date), ("exercise", _is_exercise)):
        found = [each for each in left if _all(check, rows, each)] if role not in roles else []
        if role == "exercise" and "name" in roles:
            continue
        if len(found) == 1:
            columns[found[0]] = Column(role)
            left.remove(found[0])
            roles.add(role)
    numbers = [each for each in left if _all(_is_load, rows, each)]
    if not {"exercise", "date"} <= roles and "name" not in roles:
        return
    if not roles & {"reps", "seconds", "distance"}:
        whole_ones = [each for each in numbers if _all(_is_reps, rows, each)]
        few = min(whole_ones, key=lambda each: _mean(rows, each), default=None)
        if few is not None:
            columns[few] = Column("reps", sure=False)
            numbers.remove(few)
    if "weight" not in roles:
        for each in numbers[:MOST_OPEN]:
            columns[each] = Column("weight", sure=False)


def _all(check: Callable[[str], bool], rows: Sequence[Sequence[str]], index: int) -> bool:
    values = values_of(rows, index)
    return sum(map(check, values)) >= _FITS * len(values)


def _mean(rows: Sequence[Sequence[str]], index: int) -> float:
    numbers = [amount[0] for each in values_of(rows, index) if (amount := read_amount(each))]
    return float(sum(numbers)) / max(1, len(numbers))


@lru_cache(maxsize=4096)
def _is_exercise(cell: str) -> bool:
    """Whether a cell is the name of an exercise of the catalogue."""
    return read_number(cell) is None and catalogue_names().resolve(cell) is not None
