"""Rows of logs as records, and records as rows: read by number, added, removed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Executable,
    Integer,
    bindparam,
    delete,
    insert,
    select,
    type_coerce,
)

from core.records import Load, LoggedSet
from core.store.person_log import PersonLog
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
        "shared_effort", "superset",
    )
}  # fmt: skip

_READ = (
    sets.c.exercise_id, sets.c.load_milli, sets.c.load_unit, sets.c.reps, sets.c.at,
    sets.c.line, sets.c.rir_tenths, sets.c.rir_at_least, sets.c.failed, sets.c.amrap,
    sets.c.partials, sets.c.warmup, sets.c.drop_set, sets.c.seconds, sets.c.distance_cm,
    sets.c.per_side, sets.c.shared_effort, sets.c.note, sets.c.superset, sets.c.side, sets.c.id,
    sets.c.source, sets.c.position, sets.c.session_at, sets.c.place, sets.c.changed_by,
)  # fmt: skip
SET_COLUMNS = tuple(_AS_STORED.get(each, each) for each in _READ)
_NAMES = tuple(each.name for each in _READ)
_MINE = sets.c.log_id == bindparam("log")


Row = Any  # a row of SET_COLUMNS


@dataclass(frozen=True, slots=True)
class Kept:
    """A set with what only the store knows: its place among messages and who touched it last.

    Numbers are those the person sees.
    """

    set: LoggedSet
    place: int
    changed_by: int
    log: PersonLog

    @property
    def number(self) -> int:
        """The number of the set."""
        return int(self.set.id[1:])

    @property
    def id(self) -> int:
        """The number of the set within its log."""
        return self.number - self.log.sets


def number_of(letter: str, short_id: str) -> int | None:
    """Read "s12" as 12; None when it is no id of that letter."""
    found = _NUMBERED.fullmatch(short_id)
    return int(found[1]) if found and short_id[0] == letter else None


@lru_cache(maxsize=8192)
def set_of(row: Row) -> LoggedSet:
    """Turn a row of somebody's own log, `SET_COLUMNS`, into a record.

    The same row gives the same, frozen one.
    """
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
        superset=bool(value["superset"]),
        side=value["side"],
        id=f"s{value['id']}",
        source=value["source"],
        position=value["position"],
        session_at=moment_of(value["session_at"]),
    )


def kept_of(row: Row, log: PersonLog) -> Kept:
    """Turn a row of `SET_COLUMNS` into a record as the person sees it."""
    found = set_of(row)
    if not log.own:
        found = replace(
            found, id=f"s{row.id + log.sets}", exercise_id=log.exercise_seen(found.exercise_id)
        )
    return Kept(found, row.place + log.changes, row.changed_by + log.changes, log)


# --- of several logs ----------------------------------------------------------------------------


Key = Callable[[Kept], Any]


def in_order(kept: Kept) -> tuple[Any, ...]:
    """The order of the log: by time done, then as it was stored."""
    return (kept.set.at, kept.place, kept.set.position, kept.number)


def in_message(kept: Kept) -> tuple[Any, ...]:
    """The order within a message."""
    return (kept.set.position,)


def by_load(kept: Kept) -> tuple[Any, ...]:
    """The order of loads of one unit, of equals that of repetitions."""
    reps = -1 if kept.set.reps is None else kept.set.reps
    return (kept.set.load.milli, reps, kept.number)


def in_order_of_sessions(kept: Kept) -> tuple[Any, ...]:
    """The same, session by session."""
    return (kept.set.session_at, *in_order(kept))


def read_sets(
    connection: Connection,
    logs: Sequence[PersonLog],
    query: Executable,
    asked: Mapping[str, object],
    key: Key,
    *,
    newest_first: bool = True,
) -> list[LoggedSet]:
    """Read the sets that a query finds in a person's logs; `key`: the order it has in one of them.

    Of several logs each is read as if it were the only one, by the same index. Where a query ends
    after so many rows there are that many of each, and the first of all are among them.
    """
    if len(logs) == 1:
        rows = connection.execute(query, {**asked, "log": logs[0].id})
        return [set_of(row) for row in rows]
    return [each.set for each in read_kept(connection, logs, query, asked, key, newest_first)]


def read_kept(
    connection: Connection,
    logs: Sequence[PersonLog],
    query: Executable,
    asked: Mapping[str, object],
    key: Key,
    newest_first: bool,
) -> list[Kept]:
    """The same, with what only the store knows."""
    found = [
        kept_of(row, log) for log in logs for row in connection.execute(query, log.asked(asked))
    ]
    return sorted(found, key=key, reverse=newest_first) if len(logs) > 1 else found


# --- by id ---------------------------------------------------------------------------------------

_BY_IDS = select(*SET_COLUMNS).where(_MINE, sets.c.id.in_(bindparam("ids", expanding=True)))


def sets_by_id(
    connection: Connection, logs: Sequence[PersonLog], ids: Iterable[str]
) -> dict[str, Kept]:
    """Find sets by their short ids; ids that name none are left out."""
    numbers = [number for each in ids if (number := number_of("s", each)) is not None]
    found = {}
    for some in _chunks(numbers):
        for log in logs:
            asked = {"log": log.id, "ids": [each - log.sets for each in some]}
            rows = connection.execute(_BY_IDS, asked)
            found.update({each.set.id: each for row in rows for each in (kept_of(row, log),)})
    return found


def log_of_sets(
    connection: Connection, logs: Sequence[PersonLog], ids: Sequence[str]
) -> dict[str, PersonLog]:
    """Whose rows sets are; those that are gone are left out."""
    if len(logs) == 1:
        return dict.fromkeys(ids, logs[0])
    return {name: each.log for name, each in sets_by_id(connection, logs, ids).items()}


# --- replacing ----------------------------------------------------------------------------------

_ADD = insert(sets)
_REMOVE = delete(sets).where(_MINE, sets.c.id.in_(bindparam("ids", expanding=True)))


def add_rows(
    connection: Connection, added: Sequence[Kept], exercise_here: Callable[[PersonLog, str], str]
) -> None:
    """Insert sets, each with the session it is given.

    `exercise_here`: what a log calls an exercise that is used in it.
    """
    if added:
        connection.execute(_ADD, [_columns(each, exercise_here) for each in added])


def remove_rows(connection: Connection, removed: Sequence[Kept]) -> None:
    """Delete sets."""
    for log in dict.fromkeys(each.log for each in removed):
        for some in _chunks([each.id for each in removed if each.log == log]):
            connection.execute(_REMOVE, {"log": log.id, "ids": some})


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Split a list where a statement's number of parameters would end."""
    for start in range(0, len(values), MOST_VALUES):
        yield values[start : start + MOST_VALUES]


def _columns(kept: Kept, exercise_here: Callable[[PersonLog, str], str]) -> dict[str, object]:
    each, log = kept.set, kept.log
    number = number_of("s", each.id)
    if number is None:
        message = f"a set needs an id from new_set_ids, not {each.id!r}"
        raise ValueError(message)
    return {
        "log_id": log.id,
        "id": number - log.sets,
        **columns_of_set(each),
        "exercise_id": exercise_here(log, each.exercise_id),
        "session_at": each.session_at or each.at,
        "place": kept.place - log.changes,
        "changed_by": kept.changed_by - log.changes,
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
        "superset": each.superset,
        "side": each.side,
        "source": each.source,
        "position": each.position,
        "working": int(each.lifted),
    }
