"""Reports of pain: those made by themselves, and the notes of sets that may hold one.

A report is one change of the journal, of kind `REPORTED`, without sets and with the report's own
time: undone with it, it counts no more, and redone it counts again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import (
    Connection,
    Executable,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    select,
)

from core.records import Pain
from core.store.known_log import MOST_NOTES
from core.store.repositories.journal import Journal
from core.store.repositories.logs import Logs
from core.store.rows import Change
from core.store.schema.tables import changes, pains, sets
from core.store.unit_state import UnitState

REPORTED = "pain"
TABLE = "pains"
MOST = MOST_NOTES  # reports, or notes, that are read at once
_MOMENT = timedelta(microseconds=1)

_COLUMNS = (pains.c.exercise_id, pains.c.at, pains.c.words, pains.c.urgent)
_MINE = pains.c.log_id == bindparam("log")
_STANDS = ~exists().where(
    changes.c.log_id == pains.c.log_id,
    changes.c.undone > 0,
    changes.c.kind == literal_column(f"'{REPORTED}'"),
    changes.c.at == pains.c.at,
)
_NEWEST_FIRST = (pains.c.at.desc(), pains.c.id.desc())
_OF = (
    select(*_COLUMNS)
    .where(_MINE, pains.c.exercise_id == bindparam("exercise"), _STANDS)
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most"))
)
_SINCE = select(*_COLUMNS).where(
    _MINE, pains.c.at >= bindparam("since"), _STANDS
)  # few: sorted here, where no index would
_AT = select(*_COLUMNS).where(_MINE, pains.c.at == bindparam("at"))
_NOTES = (
    select(sets.c.exercise_id, sets.c.at, sets.c.note)
    .where(
        sets.c.log_id == bindparam("log"),
        sets.c.at >= bindparam("since"),
        sets.c.note != literal_column("''"),
    )
    .order_by(sets.c.at.desc(), sets.c.place.desc(), sets.c.position.desc(), sets.c.id.desc())
    .limit(bindparam("most"))
)
_NEXT = select(func.coalesce(func.max(pains.c.id), 0) + 1).where(_MINE).scalar_subquery()
_ADD = insert(pains).inline().values(id=_NEXT)


class Pains:
    """A person's reports of pain, inside one unit of work."""

    def __init__(
        self,
        connection: Connection,
        state: UnitState,
        logs: Logs,
        journal: Journal,
    ) -> None:
        """Work inside an open transaction; `journal`: a report is a change of it."""
        self._connection, self._state = connection, state
        self._logs, self._journal = logs, journal

    def of(self, person_id: int, exercise_id: str, limit: int = 5) -> tuple[Pain, ...]:
        """Reports for an exercise that stand, newest first."""
        if not self._state.may_hold(person_id, TABLE):
            return ()
        asked = {"exercise": exercise_id, "most": limit}
        return self._read(person_id, _OF, asked)[:limit]

    def since(self, person_id: int, since: datetime) -> tuple[Pain, ...]:
        """Reports for any exercise and for none that stand, newest first; at most `MOST`."""
        if not self._state.may_hold(person_id, TABLE):
            return ()
        return self._read(person_id, _SINCE, {"since": since})[:MOST]

    def at(self, person_id: int, at: datetime) -> tuple[Pain, ...]:
        """The reports of one moment, undone or not: those of one change."""
        return self._read(person_id, _AT, {"at": at})

    def notes(self, person_id: int, since: datetime) -> tuple[Pain, ...]:
        """The notes of sets done since, as if each were a report, newest first; at most `MOST`."""
        known = self._state.known.get(person_id)
        noted = known.notes_since(since) if known is not None else None
        if noted is not None:
            return noted
        asked = {"since": since, "most": MOST}
        found = [
            Pain(log.exercise_seen(row.exercise_id), row.at, row.note)
            for log in self._logs.of(person_id)
            for row in self._connection.execute(_NOTES, log.asked(asked))
        ]
        newest = _newest_first(found)[:MOST]
        if known is not None:
            self._state.known[person_id] = known.with_notes(newest, since)
        return newest

    def add(self, person_id: int, pain: Pain) -> None:
        """Keep a report of pain."""
        self._state.will_hold(person_id, TABLE)
        log = self._logs.spoken_to(person_id)
        row = {
            "log": log.id, "log_id": log.id, "at": pain.at, "words": pain.words,
            "urgent": pain.urgent,
            "exercise_id": self._logs.store_exercise(person_id, log, pain.exercise_id),
        }  # fmt: skip
        self._connection.execute(_ADD, row)

    def report(self, person_id: int, source: str, reports: Sequence[Pain], now: datetime) -> Change:
        """Keep the reports of one message as one change, to be undone like any other.

        They are kept at `now`, or right after it where another report has that moment.
        """
        while self.at(person_id, now):
            now += _MOMENT
        for each in reports:
            self.add(person_id, replace(each, at=now))
        return self._journal.write(person_id, REPORTED, source, (), (), now)

    def _read(
        self, person_id: int, query: Executable, asked: dict[str, object]
    ) -> tuple[Pain, ...]:
        found = [
            Pain(log.exercise_seen(row.exercise_id), row.at, row.words, row.urgent)
            for log in self._logs.of(person_id)
            for row in self._connection.execute(query, log.asked(asked))
        ]
        return _newest_first(found)


def _newest_first(found: Iterable[Pain]) -> tuple[Pain, ...]:
    """What was read log after log; of one moment it stays as it was read."""
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))
