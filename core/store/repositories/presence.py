"""What an import must not add again: what the log holds, and what was taken out of it in chat.

A set that was deleted or corrected in chat after an import stays so when the same file, or a later
export, is imported again. Undoing the whole import forgets all of it: the same file brings
everything back. What was typed and taken back before any import is as if it had never been typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, select

from core.records import LoggedSet, Present
from core.store.codec import loads
from core.store.journal_codec import text_kept
from core.store.person_log import PersonLog
from core.store.schema.tables import changes, sets

Row = Any
Logs = Sequence[PersonLog]  # of one person

CORRECTIONS = ("delete", "fix", "edit", "swap")


_PRESENT = (
    select(
        sets.c.id, sets.c.source, sets.c.position, sets.c.at, sets.c.exercise_id,
        sets.c.load_milli, sets.c.load_unit, sets.c.reps, sets.c.seconds, sets.c.distance_cm,
        sets.c.place, sets.c.changed_by,
    )
    .where(
        sets.c.log_id == bindparam("log"),
        sets.c.at >= bindparam("since"),
        sets.c.at < bindparam("until"),
        sets.c.id > bindparam("after"),
    )
    .order_by(sets.c.id)
    .limit(bindparam("most"))
)  # fmt: skip
_STANDS = (changes.c.log_id == bindparam("log"), changes.c.undone == 0)
_IMPORTS = (
    select(changes.c.id, changes.c.source, changes.c.after)
    .where(*_STANDS, changes.c.kind == "import")
    .order_by(changes.c.id)
)
_TAKEN_BACK = (
    select(changes.c.id, changes.c.kind, changes.c.source, changes.c.before, changes.c.after)
    .where(*_STANDS, changes.c.kind.in_(CORRECTIONS), changes.c.id > bindparam("first"))
    .order_by(changes.c.id)
)


def read_present(
    connection: Connection, logs: Logs, since: datetime, until: datetime, after: int, most: int
) -> Sequence[Present]:
    """Read some of what the log holds in [since, until): by number, those behind `after`."""
    found = []
    for log in logs:
        asked = {
            "log": log.id, "since": since, "until": until, "after": after - log.sets, "most": most,
        }  # fmt: skip
        found += [_present(row, log) for row in connection.execute(_PRESENT, asked)]
    return sorted(found, key=lambda each: each.number)[:most] if len(logs) > 1 else found


def _present(row: Row, log: PersonLog) -> Present:
    return Present(
        row.id + log.sets, row.source, row.position, row.at, log.exercise_seen(row.exercise_id),
        row.load_milli, row.load_unit, None if row.reps < 0 else row.reps, row.seconds,
        row.distance_cm, row.place != row.changed_by,
    )  # fmt: skip


def read_taken_back(
    connection: Connection, logs: tuple[PersonLog, ...], since: datetime, until: datetime
) -> Iterator[Present]:
    """Read what was deleted or corrected in [since, until) after an import that had seen it."""
    imports = _of_each(connection, logs, _IMPORTS, 0)
    if not imports:
        return
    sources = {row.source for _, _, row in imports}
    reaches = [(number, _reach(row.after, log, logs)) for number, log, row in imports]
    for changed, log, row in _of_each(connection, logs, _TAKEN_BACK, imports[0][0]):
        if row.kind == "delete" and row.source in sources:  # the whole import taken back by name
            continue
        reach = max((end for number, end in reaches if number < changed), default=0)
        stays = {each.set.id: each.set for each in text_kept(row.after, log, logs)}
        for each in text_kept(row.before, log, logs):
            old = each.set
            if (
                each.number < reach
                and since <= old.at < until
                and not _same(old, stays.get(old.id))
            ):
                yield _gone(each.number, old)


def _of_each(
    connection: Connection, logs: Logs, query: Executable, first: int
) -> list[tuple[int, PersonLog, Row]]:
    """Changes that a query finds, by the numbers the person sees; `first`: those behind it."""
    found = [
        (row.id + log.changes, log, row)
        for log in logs
        for row in connection.execute(query, {"log": log.id, "first": first - log.changes})
    ]
    return sorted(found, key=lambda each: each[0])


def _reach(after: str, log: PersonLog, logs: tuple[PersonLog, ...]) -> int:
    """The number behind the last set that was stored when an import ended."""
    value = loads(after)
    if isinstance(value, Mapping):
        return int(value["first"]) + int(value["count"]) + log.sets
    return max((each.number for each in text_kept(after, log, logs)), default=-1) + 1


def _same(old: LoggedSet, new: LoggedSet | None) -> bool:
    """Whether a correction left what was done as it was: only its effort or its note changed."""
    return new is not None and all(
        getattr(old, name) == getattr(new, name)
        for name in ("exercise_id", "load", "reps", "at", "seconds", "distance_cm")
    )


def _gone(number: int, old: LoggedSet) -> Present:
    return Present(
        number, old.source, old.position, old.at, old.exercise_id, old.load.milli, old.load.unit,
        old.reps, old.seconds, old.distance_cm, touched=True,
    )  # fmt: skip
