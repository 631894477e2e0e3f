"""Days and lifts left out: each is one change of the journal, without sets.

Its source says what: "skip:2026-11-23" a local date, "skip:2026-11-23:squat" one lift of it. Its
kind says what is done instead: "skip" nothing, "skip:leg-press" another lift. Undone with its
change, it counts no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select

from core.store.repositories.journal import Journal
from core.store.repositories.logs import Logs
from core.store.rows import Change
from core.store.schema.tables import changes

SKIPPED = "skip"

_STANDING = (
    select(changes.c.id, changes.c.source, changes.c.kind)
    .where(
        changes.c.log_id == bindparam("log"),
        changes.c.source.in_(bindparam("sources", expanding=True)),
        changes.c.undone == 0,
    )
    .order_by(changes.c.id)
)


class Skips:
    """What a person leaves out, inside one unit of work."""

    def __init__(self, connection: Connection, logs: Logs, journal: Journal) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._logs, self._journal = connection, logs, journal

    def keep(
        self, person_id: int, day: date, exercise_id: str, now: datetime, instead: str = ""
    ) -> Change:
        """Leave out a local date, or one lift of it ("" for all); `instead` is done another.

        What is the newest change already is given back, so that one undo takes back a second word.
        """
        kind, source = f"{SKIPPED}:{instead}".rstrip(":"), _source(day, exercise_id)
        newest = self._journal.last(person_id)
        if newest is not None and (newest.kind, newest.source) == (kind, source):
            return newest
        return self._journal.write(person_id, kind, source, (), (), now)

    def days_out(self, person_id: int, days: Sequence[date]) -> frozenset[date]:
        """On which of some local dates all of the day is left out."""
        asked = {_source(day, ""): day for day in days}
        return frozenset(
            asked[row.source]
            for log in self._logs.of(person_id)
            for row in self._connection.execute(_STANDING, {"log": log.id, "sources": list(asked)})
        )

    def standing(
        self, person_id: int, day: date, exercise_ids: Sequence[str] = ()
    ) -> Mapping[str, str]:
        """Which of some lifts are left out on a local date, each with what is done instead or "".

        The lift "" stands for the whole day.
        """
        asked = {_source(day, each): each for each in ("", *exercise_ids)}
        found = [
            (row.id + log.changes, row.source, row.kind)
            for log in self._logs.of(person_id)
            for row in self._connection.execute(_STANDING, {"log": log.id, "sources": list(asked)})
        ]
        return {asked[source]: kind.partition(":")[2] for _, source, kind in sorted(found)}


def is_skip(change: Change) -> bool:
    """Whether a change leaves something out."""
    return change.kind.partition(":")[0] == SKIPPED


def skipped_of(change: Change) -> tuple[date, str]:
    """The local date, and the exercise's id or "" for all of it, that a change left out."""
    _, day, *lift = change.source.split(":", 2)
    return date.fromisoformat(day), lift[0] if lift else ""


def _source(day: date, exercise_id: str) -> str:
    return f"skip:{day.isoformat()}:{exercise_id}".rstrip(":")
