"""What an import must not add again: what the log holds, and what was taken out of it in chat.

A set that was deleted or corrected in chat after an import stays so when the same file, or a later
export, is imported again. Undoing the whole import forgets all of it: the same file brings
everything back. What was typed and taken back before any import is as if it had never been typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from core.records import LoggedSet, Present
from core.store.codec import loads
from core.store.journal_codec import json_kept
from core.store.repositories.set_rows import number_of
from core.store.schema.tables import changes, sets

CORRECTIONS = ("delete", "fix", "edit", "swap")


_PRESENT = (
    select(
        sets.c.number, sets.c.source, sets.c.position, sets.c.at, sets.c.exercise_id,
        sets.c.load_milli, sets.c.load_unit, sets.c.reps, sets.c.seconds, sets.c.distance_cm,
        sets.c.place, sets.c.changed_by,
    )
    .where(
        sets.c.person_id == bindparam("person"),
        sets.c.at >= bindparam("since"),
        sets.c.at < bindparam("until"),
        sets.c.number > bindparam("after"),
    )
    .order_by(sets.c.number)
    .limit(bindparam("most"))
)  # fmt: skip
_STANDS = (changes.c.person_id == bindparam("person"), changes.c.undone == 0)
_IMPORTS = (
    select(changes.c.number, changes.c.source, changes.c.after)
    .where(*_STANDS, changes.c.kind == "import")
    .order_by(changes.c.number)
)
_TAKEN_BACK = (
    select(changes.c.number, changes.c.kind, changes.c.source, changes.c.before, changes.c.after)
    .where(*_STANDS, changes.c.kind.in_(CORRECTIONS), changes.c.number > bindparam("first"))
    .order_by(changes.c.number)
)


def read_present(
    connection: Connection, person_id: int, since: datetime, until: datetime, after: int, most: int
) -> Iterator[Present]:
    """Read some of what the log holds in [since, until): by number, those behind `after`."""
    asked = {"person": person_id, "since": since, "until": until, "after": after, "most": most}
    for row in connection.execute(_PRESENT, asked):
        yield Present(
            row.number, row.source, row.position, row.at, row.exercise_id,
            row.load_milli, row.load_unit, None if row.reps < 0 else row.reps, row.seconds,
            row.distance_cm, row.place != row.changed_by,
        )  # fmt: skip


def read_taken_back(
    connection: Connection, person_id: int, since: datetime, until: datetime
) -> Iterator[Present]:
    """Read what was deleted or corrected in [since, until) after an import that had seen it."""
    imports = connection.execute(_IMPORTS, {"person": person_id}).all()
    if not imports:
        return
    sources = {each.source for each in imports}
    reaches = [(each.number, _reach(loads(each.after))) for each in imports]
    asked = {"person": person_id, "first": imports[0].number}
    for row in connection.execute(_TAKEN_BACK, asked):
        if row.kind == "delete" and row.source in sources:  # the whole import taken back by name
            continue
        reach = max((end for number, end in reaches if number < row.number), default=0)
        stays = {each["id"]: json_kept(each).set for each in loads(row.after)}
        for value in loads(row.before):
            old = json_kept(value).set
            number = number_of("s", old.id) or 0
            if number < reach and since <= old.at < until and not _same(old, stays.get(old.id)):
                yield _gone(number, old)


def _reach(after: Any) -> int:  # noqa: ANN401
    """The number behind the last set that was stored when an import ended."""
    if isinstance(after, Mapping):
        return int(after["first"]) + int(after["count"])
    return max((number_of("s", each["id"]) or 0 for each in after), default=-1) + 1


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
