"""Supersets under way: each is one change of the journal, without sets.

Its source says when, "superset:2026-11-23", a local date; its kind which lifts are done in turn,
"superset:bench-press,barbell-row", none where one is ended. Undone with its change, it counts no
more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select

from core.store.repositories.journal import Journal
from core.store.repositories.logs import Logs
from core.store.rows import Change
from core.store.schema.tables import changes
from core.store.unit_state import MARKED, UnitState

SUPERSET = "superset"

_STANDING = (
    select(changes.c.id, changes.c.kind, changes.c.at)
    .where(
        changes.c.log_id == bindparam("log"),
        changes.c.source.in_(bindparam("sources", expanding=True)),
        changes.c.undone == 0,
    )
    .order_by(changes.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A superset as it was begun."""

    change_id: str
    exercise_ids: tuple[str, ...]
    at: datetime


class Supersets:
    """Lifts that a person does in turn, inside one unit of work."""

    def __init__(
        self, connection: Connection, state: UnitState, logs: Logs, journal: Journal
    ) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._state = connection, state
        self._logs, self._journal = logs, journal

    def begin(
        self, person_id: int, day: date, exercise_ids: Sequence[str], now: datetime
    ) -> Change:
        """Do lifts in turn from now on; none ends what was begun before."""
        kind = f"{SUPERSET}:{','.join(exercise_ids)}".rstrip(":")
        return self._journal.write(person_id, kind, _source(day), (), (), now)

    def standing(self, person_id: int, days: Sequence[date]) -> Begun | None:
        """What was begun last on some local dates; None where that is ended."""
        if not self._state.may_hold(person_id, MARKED[SUPERSET]):
            return None
        sources = [_source(each) for each in days]
        found = []
        for log in self._logs.of(person_id):
            row = self._connection.execute(_STANDING, {"log": log.id, "sources": sources}).first()
            if row is not None:
                found.append((row.id + log.changes, lifts_of(row.kind), row.at))
        if not found:
            return None
        number, lifts, at = max(found)
        return Begun(f"m{number}", lifts, at) if lifts else None

    def end(self, person_id: int, begun: Begun) -> None:
        """End what was begun as if it were undone, so that `undo` still means the last set."""
        self._journal.undo(person_id, begun.change_id)


def is_superset(change: Change) -> bool:
    """Whether a change begins or ends a superset."""
    return change.kind.partition(":")[0] == SUPERSET


def lifts_of(kind: str) -> tuple[str, ...]:
    """The lifts that the kind of a change puts in turn; () where it ends that."""
    return tuple(each for each in kind.partition(":")[2].split(",") if each)


def _source(day: date) -> str:
    return f"{SUPERSET}:{day.isoformat()}"
