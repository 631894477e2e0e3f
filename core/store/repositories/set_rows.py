"""Rows of the log as records, and records as rows: read by number, added, removed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Integer,
    bindparam,
    delete,
    insert,
    select,
    type_coerce,
)

from core.records import Load, LoggedSet
from core.store.schema.tables import sets
from core.store.schema.types import moment_of

T = TypeVar("T")

MOST_VALUES = 5000  # in one list of a statement

_NUMBERED = re.compile("[smq]([1-9][0-9]{0,17})")

# Times and flags come as the driver gives them: what is done per column and row adds up.
_AS_STORED = {
    sets.c[name]: type_coerce(sets.c[name], Integer).label(f"{name}_stored")
    for name in (
        "at", "session_at", "rir_at_least", "failed", "amrap", "warmup", "drop_set", "per_side",
        "shared_effort",
    )
}  # fmt: skip

_READ = (
    sets.c.exercise_id, sets.c.load_milli, sets.c.load_unit, sets.c.reps, sets.c.at,
    sets.c.line, sets.c.rir_tenths, sets.c.rir_at_least, sets.c.failed, sets.c.amrap,
    sets.c.partials, sets.c.warmup, sets.c.drop_set, sets.c.seconds, sets.c.distance_cm,
    sets.c.per_side, sets.c.shared_effort, sets.c.note, sets.c.number, sets.c.source,
    sets.c.position, sets.c.session_at, sets.c.place, sets.c.changed_by,
    sets.c.side,
)  # fmt: skip
SET_COLUMNS = tuple(_AS_STORED.get(each, each) for each in _READ)
_NAMES = tuple(each.name for each in _READ)
_MINE = sets.c.person_id == bindparam("person")


Row = Any  # a row of SET_COLUMNS


@dataclass(frozen=True, slots=True)
class Kept:
    """A set with what only the store knows: its place among messages and who touched it last."""

    set: LoggedSet
    place: int
    changed_by: int


def number_of(letter: str, short_id: str) -> int | None:
    """Read "s12" as 12; None when it is no id of that letter."""
    found = _NUMBERED.fullmatch(short_id)
    return int(found[1]) if found and short_id[0] == letter else None


@lru_cache(maxsize=8192)
def set_of(row: Row) -> LoggedSet:
    """Turn a row of `SET_COLUMNS` into a record; the same row gives the same, frozen one."""
    # Half the time of asking the row for each name; as many rows as a log are read at once.
    value = dict(zip(_NAMES, row, strict=True))
    return LoggedSet(
        exercise_id=value["exercise_id"],
        load=Load(value["load_milli"], value["load_unit"]),
        reps=None if value["reps"] < 0 else value["reps"],
        at=moment_of(value["at"]),
        line=value["line"],
        rir_tenths=value["rir_tenths"],
        rir_at_least=bool(value["rir_at_least"]),
        failed=bool(value["failed"]),
        amrap=bool(value["amrap"]),
        partials=value["partials"],
        warmup=bool(value["warmup"]),
        drop=bool(value["drop_set"]),
        seconds=value["seconds"],
        distance_cm=value["distance_cm"],
        per_side=bool(value["per_side"]),
        shared_effort=bool(value["shared_effort"]),
        note=value["note"],
        side=value["side"],
        id=f"s{value['number']}",
        source=value["source"],
        position=value["position"],
        session_at=moment_of(value["session_at"]),
    )


def kept_of(row: Row) -> Kept:
    """Turn a row of `SET_COLUMNS` into a record with its place and who touched it last."""
    return Kept(set_of(row), row.place, row.changed_by)


# --- by id ---------------------------------------------------------------------------------------

_BY_NUMBERS = select(*SET_COLUMNS).where(
    _MINE, sets.c.number.in_(bindparam("numbers", expanding=True))
)


def sets_by_id(connection: Connection, person_id: int, ids: Iterable[str]) -> dict[str, Kept]:
    """Find sets by their short ids; ids that name none are left out."""
    numbers = [number for each in ids if (number := number_of("s", each)) is not None]
    found = {}
    for some in _chunks(numbers):
        rows = connection.execute(_BY_NUMBERS, {"person": person_id, "numbers": some})
        found.update({each.set.id: each for each in map(kept_of, rows)})
    return found


# --- replacing ----------------------------------------------------------------------------------

_ADD = insert(sets)
_REMOVE = delete(sets).where(_MINE, sets.c.number.in_(bindparam("numbers", expanding=True)))


def add_rows(
    connection: Connection, person_id: int, added: Sequence[Kept], logs: Mapping[int, int]
) -> None:
    """Insert sets, each with the session it is given; `logs`: the log of each place."""
    if added:
        rows = [{**_columns(person_id, each), "log_id": logs[each.place]} for each in added]
        connection.execute(_ADD, rows)


def remove_rows(connection: Connection, person_id: int, removed: Sequence[Kept]) -> None:
    """Delete sets."""
    for some in _chunks([number_of("s", each.set.id) for each in removed]):
        connection.execute(_REMOVE, {"person": person_id, "numbers": some})


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Split a list where a statement's number of parameters would end."""
    for start in range(0, len(values), MOST_VALUES):
        yield values[start : start + MOST_VALUES]


def _columns(person_id: int, kept: Kept) -> dict[str, object]:
    each = kept.set
    number = number_of("s", each.id)
    if number is None:
        message = f"a set needs an id from new_set_ids, not {each.id!r}"
        raise ValueError(message)
    return {
        "person_id": person_id,
        "number": number,
        **columns_of_set(each),
        "session_at": each.session_at or each.at,
        "place": kept.place,
        "changed_by": kept.changed_by,
    }


def columns_of_set(each: LoggedSet) -> dict[str, object]:
    """The columns that hold what was done, without id and session."""
    return {
        "exercise_id": each.exercise_id,
        "load_milli": each.load.milli,
        "load_unit": each.load.unit,
        "reps": -1 if each.reps is None else each.reps,
        "at": each.at,
        "line": each.line,
        "rir_tenths": each.rir_tenths,
        "rir_at_least": each.rir_at_least,
        "failed": each.failed,
        "amrap": each.amrap,
        "partials": each.partials,
        "warmup": each.warmup,
        "drop_set": each.drop,
        "seconds": each.seconds,
        "distance_cm": each.distance_cm,
        "per_side": each.per_side,
        "shared_effort": each.shared_effort,
        "note": each.note,
        "source": each.source,
        "position": each.position,
        "working": int(each.lifted),
        "side": each.side,
    }
