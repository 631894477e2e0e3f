"""What was shown to a person."""

from __future__ import annotations

from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from core.store.codec import dumps, loads
from core.store.person_log import PersonLog
from core.store.repositories.logs import Logs
from core.store.repositories.set_rows import log_of_sets, number_of
from core.store.rows import Shown
from core.store.schema.tables import shown

Row = Any

_MINE = shown.c.log_id == bindparam("log")
_NEXT = select(func.coalesce(func.max(shown.c.id), 0) + 1).where(_MINE).scalar_subquery()
_SHOW = insert(shown).inline().values(id=_NEXT)
_SHOWN = (
    select(
        shown.c.at,
        shown.c.exercise_id,
        shown.c.kind,
        shown.c.set_id,
        shown.c.session_at,
        shown.c.body,
    )
    .where(_MINE)
    .order_by(shown.c.id.desc())
    .limit(1)
)
_SHOWN_OF = _SHOWN.where(shown.c.exercise_id == bindparam("exercise"))


class Events:
    """What was shown, inside one unit of work."""

    def __init__(self, connection: Connection, logs: Logs) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._logs = connection, logs

    def show(self, person_id: int, event: Shown, now: datetime) -> None:
        """Keep what was said as an event; never read back as input to a target.

        It is of the log of the set it is about.
        """
        logs = self._logs.of(person_id)
        its = log_of_sets(self._connection, logs, [event.set_id])
        log = its.get(event.set_id) if event.set_id else None
        log = log or self._logs.spoken_to(person_id)
        number = number_of("s", event.set_id)
        self._connection.execute(
            _SHOW,
            {
                "log": log.id,
                "log_id": log.id,
                "exercise_id": self._logs.store_exercise(person_id, log, event.exercise_id),
                "kind": event.kind,
                "set_id": event.set_id if number is None else f"s{number - log.sets}",
                "session_at": event.session_at,
                "body": dumps(dict(event.body)),
                "at": now,
            },
        )

    def last(self, person_id: int, exercise_id: str | None = None) -> Shown | None:
        """The newest event, of one exercise or of any: what `why` explains."""
        query = _SHOWN if exercise_id is None else _SHOWN_OF
        found = [
            (row.at, _shown(row, log))
            for log in self._logs.of(person_id)
            for row in self._connection.execute(query, log.asked({"exercise": exercise_id}))
        ]
        return max(found, key=itemgetter(0))[1] if found else None


def _shown(row: Row, log: PersonLog) -> Shown:
    number = number_of("s", row.set_id)
    return Shown(
        log.exercise_seen(row.exercise_id),
        row.kind,
        row.set_id if number is None else f"s{number + log.sets}",
        row.session_at,
        loads(row.body),
    )
