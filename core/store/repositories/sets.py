"""Reading and replacing the rows of the log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    type_coerce,
    update,
)

from core.records import Exposure, Load, LoggedSet
from core.store.schema.tables import people, sets
from core.store.schema.types import moment_of

T = TypeVar("T")

MOST_VALUES = 5000  # in one list of a statement
MOST_SETS = 240  # read for one exercise, however long its sessions are

_NUMBERED = re.compile("[smq]([1-9][0-9]{0,17})")

# Times and flags come as the driver gives them: what is done per column and row adds up.
_AS_STORED = {
    sets.c[name]: type_coerce(sets.c[name], Integer).label(f"{name}_stored")
    for name in (
        "at", "session_at", "rir_at_least", "failed", "amrap", "warmup", "drop_set", "per_side",
        "shared_effort",
    )
}  # fmt: skip

SET_COLUMNS = tuple(
    _AS_STORED.get(each, each)
    for each in (
        sets.c.exercise_id, sets.c.load_milli, sets.c.load_unit, sets.c.reps, sets.c.at,
        sets.c.line, sets.c.rir_tenths, sets.c.rir_at_least, sets.c.failed, sets.c.amrap,
        sets.c.partials, sets.c.warmup, sets.c.drop_set, sets.c.seconds, sets.c.distance_cm,
        sets.c.per_side, sets.c.shared_effort, sets.c.note, sets.c.number, sets.c.source,
        sets.c.position, sets.c.session_at, sets.c.place, sets.c.changed_by,
    )
)  # fmt: skip
_MINE = sets.c.person_id == bindparam("person")
_THIS = sets.c.exercise_id == bindparam("exercise")
_IN_ORDER = (sets.c.at, sets.c.place, sets.c.position, sets.c.number)
_NEWEST_FIRST = tuple(each.desc() for each in _IN_ORDER)
_EXERCISE_NEWEST_FIRST = (sets.c.session_at.desc(), *_NEWEST_FIRST)


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
    (
        exercise, milli, unit, reps, at, line, rir, at_least, failed, amrap, partials, warmup, drop,
        seconds, distance, per_side, shared, note, number, source, position, session, _, _,
    ) = row  # fmt: skip
    return LoggedSet(
        exercise, Load(milli, unit), None if reps < 0 else reps, moment_of(at), line, rir,
        bool(at_least), bool(failed), bool(amrap), partials, bool(warmup), bool(drop), seconds,
        distance, bool(per_side), bool(shared), note, f"s{number}", source, position,
        moment_of(session),
    )  # fmt: skip


def kept_of(row: Row) -> Kept:
    """Turn a row of `SET_COLUMNS` into a record with its place and who touched it last."""
    return Kept(set_of(row), row[-2], row[-1])


# --- by id, by message --------------------------------------------------------------------------

_BY_NUMBERS = select(*SET_COLUMNS).where(
    _MINE, sets.c.number.in_(bindparam("numbers", expanding=True))
)
_BY_SOURCE = (
    select(*SET_COLUMNS)
    .where(
        _MINE,
        sets.c.source == bindparam("source"),
        sets.c.source != literal_column("''"),
    )
    .order_by(sets.c.position)
)
_NEXT_SETS = (
    update(people)
    .where(people.c.id == bindparam("person"))
    .values(last_set=people.c.last_set + bindparam("count"))
    .returning(people.c.last_set)
)


def sets_by_id(connection: Connection, person_id: int, ids: Iterable[str]) -> dict[str, Kept]:
    """Find sets by their short ids; ids that name none are left out."""
    numbers = [number for each in ids if (number := number_of("s", each)) is not None]
    found = {}
    for some in _chunks(numbers):
        rows = connection.execute(_BY_NUMBERS, {"person": person_id, "numbers": some})
        found.update({each.set.id: each for each in map(kept_of, rows)})
    return found


def sets_of_source(connection: Connection, person_id: int, source: str) -> tuple[LoggedSet, ...]:
    """Read the sets of one message, by position."""
    rows = connection.execute(_BY_SOURCE, {"person": person_id, "source": source})
    return tuple(set_of(row) for row in rows)


def new_set_ids(connection: Connection, person_id: int, count: int) -> tuple[str, ...]:
    """Take fresh short ids."""
    if count <= 0:
        return ()
    last = connection.execute(_NEXT_SETS, {"person": person_id, "count": count}).scalar_one()
    return tuple(f"s{number}" for number in range(last - count + 1, last + 1))


# --- by time ------------------------------------------------------------------------------------

_LAST = select(*SET_COLUMNS).where(_MINE).order_by(*_NEWEST_FIRST).limit(1)
_LAST_OF = select(*SET_COLUMNS).where(_MINE, _THIS).order_by(*_EXERCISE_NEWEST_FIRST).limit(1)
_BETWEEN = (
    select(*SET_COLUMNS)
    .where(_MINE, sets.c.at >= bindparam("since"), sets.c.at < bindparam("until"))
    .order_by(*_IN_ORDER)
    .limit(bindparam("most"))
)
_LATEST_AT = (
    select(sets.c.at)
    .where(_MINE, sets.c.at < bindparam("moment"))
    .order_by(sets.c.at.desc())
    .limit(1)
)
_AFTER_SESSION = (
    select(sets.c.at)
    .where(_MINE, sets.c.at > bindparam("session"), sets.c.session_at > bindparam("session"))
    .order_by(sets.c.at)
    .limit(1)
    .scalar_subquery()
)
_SESSION = (
    select(*SET_COLUMNS)
    .where(
        _MINE,
        sets.c.at >= bindparam("session"),
        sets.c.at < func.coalesce(_AFTER_SESSION, 2**62),
        sets.c.session_at == bindparam("session"),
    )
    .order_by(*_IN_ORDER)
)


def last_set(connection: Connection, person_id: int, exercise_id: str | None) -> LoggedSet | None:
    """Read the latest set, of one exercise or of any."""
    if exercise_id is None:
        row = connection.execute(_LAST, {"person": person_id}).first()
    else:
        row = connection.execute(_LAST_OF, {"person": person_id, "exercise": exercise_id}).first()
    return None if row is None else set_of(row)


def session_sets(
    connection: Connection, person_id: int, session_at: datetime
) -> tuple[LoggedSet, ...]:
    """Read the sets of a session, in the order done."""
    rows = connection.execute(_SESSION, {"person": person_id, "session": session_at})
    return tuple(set_of(row) for row in rows)


def sets_between(
    connection: Connection, person_id: int, since: datetime, until: datetime, limit: int
) -> tuple[LoggedSet, ...]:
    """Read the sets done in [since, until), oldest first."""
    rows = connection.execute(
        _BETWEEN, {"person": person_id, "since": since, "until": until, "most": limit}
    )
    return tuple(set_of(row) for row in rows)


def trained_before(connection: Connection, person_id: int, moment: datetime) -> datetime | None:
    """Give the time of the last set before a moment."""
    return connection.execute(_LATEST_AT, {"person": person_id, "moment": moment}).scalar()


# --- by exercise --------------------------------------------------------------------------------


def _exposures(*conditions: ColumnElement[bool]) -> Any:  # noqa: ANN401
    """Select the rows of the last sessions; the sessions are counted in the index alone."""
    sessions = (
        select(sets.c.session_at)
        .where(_MINE, _THIS, *conditions)
        .distinct()
        .order_by(sets.c.session_at.desc())
        .limit(bindparam("sessions"))
        .subquery()
    )
    oldest = select(func.min(sessions.c.session_at)).scalar_subquery()
    return (
        select(*SET_COLUMNS)
        .where(_MINE, _THIS, sets.c.session_at >= oldest, *conditions)
        .order_by(*_EXERCISE_NEWEST_FIRST)
        .limit(bindparam("most"))
    )


_EXPOSURES = _exposures()
_EXPOSURES_BEFORE = _exposures(sets.c.session_at < bindparam("before"))
_OTHER_LOAD = (
    select(sets.c.session_at)
    .where(
        _MINE,
        _THIS,
        sets.c.working == 1,
        sets.c.session_at < bindparam("before"),
        sets.c.session_at >= bindparam("since"),
    )
    .group_by(sets.c.session_at)
    .having(
        (func.max(sets.c.load_milli) != bindparam("milli"))
        | (func.max(sets.c.load_unit) != bindparam("unit"))
    )
    .order_by(sets.c.session_at.desc())
    .limit(1)
)
_COUNT = select(func.count()).select_from(
    select(sets.c.session_at).where(_MINE, _THIS).distinct().limit(bindparam("most")).subquery()
)


def exposures(
    connection: Connection,
    person_id: int,
    exercise_id: str,
    before: datetime | None,
    limit: int,
) -> tuple[Exposure, ...]:
    """Read the last sessions with an exercise, oldest first; one cut by `MOST_SETS` is left out.

    A single session of more sets than that is given with its last ones.
    """
    asked: dict[str, object] = {
        "person": person_id, "exercise": exercise_id, "sessions": limit, "most": MOST_SETS + 1,
    }  # fmt: skip
    if before is not None:
        asked["before"] = before
    rows = connection.execute(_EXPOSURES if before is None else _EXPOSURES_BEFORE, asked).all()
    found = [set_of(row) for row in reversed(rows)]
    if len(found) > MOST_SETS:
        whole = [each for each in found if each.session_at != found[0].session_at]
        found = whole or found[1:]
    return tuple(
        Exposure(session_at, tuple(group))
        for session_at, group in groupby(found, key=lambda each: each.session_at)
        if session_at is not None
    )


def last_other_load(
    connection: Connection,
    person_id: int,
    exercise_id: str,
    load: Load,
    since: datetime,
    before: datetime,
) -> datetime | None:
    """Find the newest session in [since, before) whose hardest working load is another one."""
    found: datetime | None = connection.execute(
        _OTHER_LOAD,
        {
            "person": person_id, "exercise": exercise_id, "since": since, "before": before,
            "milli": load.milli, "unit": load.unit,
        },
    ).scalar()  # fmt: skip
    return found


def exposure_count(connection: Connection, person_id: int, exercise_id: str, limit: int) -> int:
    """Count the sessions with an exercise, up to a limit."""
    count: int = connection.execute(
        _COUNT, {"person": person_id, "exercise": exercise_id, "most": limit}
    ).scalar_one()
    return count


# --- replacing ----------------------------------------------------------------------------------

_ADD = insert(sets)
_REMOVE = delete(sets).where(_MINE, sets.c.number.in_(bindparam("numbers", expanding=True)))


def add_rows(connection: Connection, person_id: int, added: Sequence[Kept]) -> None:
    """Insert sets, each with the session it is given."""
    if added:
        connection.execute(_ADD, [_columns(person_id, each) for each in added])


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
    }
