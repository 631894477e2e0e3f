"""Meets and tests to come: each is one change of the journal, without sets.

Its source is "peak", its kind says all: "peak:meet:2027-03-20:squat,bench-press" sets or moves it,
"peak:meet::squat,bench-press" calls it off. Undone with its change, it counts no more.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select

from core.plans.peak import EventKind, Step
from core.store.repositories.journal import Journal
from core.store.repositories.logs import Logs
from core.store.rows import Change
from core.store.schema.tables import changes
from core.store.unit_state import MARKED, UnitState

PEAK = "peak"
MOST_STEPS = 60  # the newest that are read

_STANDING = (
    select(changes.c.id, changes.c.kind, changes.c.at)
    .where(
        changes.c.log_id == bindparam("log"),
        changes.c.source == bindparam("source"),
        changes.c.undone == 0,
    )
    .order_by(changes.c.id.desc())
    .limit(MOST_STEPS)
)


class Peaks:
    """A person's meets and tests, inside one unit of work."""

    def __init__(
        self, connection: Connection, state: UnitState, logs: Logs, journal: Journal
    ) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._state = connection, state
        self._logs, self._journal = logs, journal

    def keep(self, person_id: int, step: Step, now: datetime) -> Change:
        """Keep that an event was set, moved or called off, to be undone like any other change."""
        on = step.on.isoformat() if step.on is not None else ""
        kind = f"{PEAK}:{step.kind}:{on}:{','.join(step.lifts)}"
        return self._journal.write(person_id, kind, PEAK, (), (), now)

    def steps(self, person_id: int) -> tuple[tuple[Step, datetime], ...]:
        """What was said of events and stands, oldest first, and when; dates said are UTC's."""
        if not self._state.may_hold(person_id, MARKED[PEAK]):
            return ()
        asked = {"source": PEAK}
        found = [
            (row.at, row.id + log.changes, step_of(row.kind, row.at.date()))
            for log in self._logs.of(person_id)
            for row in self._connection.execute(_STANDING, {"log": log.id, **asked})
        ]
        return tuple((step, at) for at, _, step in sorted(found, key=lambda each: each[:2]))


def is_peak(change: Change) -> bool:
    """Whether a change sets, moves or calls off a meet or a test."""
    return change.kind.partition(":")[0] == PEAK


def step_of(kind: str, said_on: date) -> Step:
    """The step that the kind of a change tells."""
    _, event, on, lifts = kind.split(":", 3)
    named: EventKind = "meet" if event == "meet" else "test"
    day = date.fromisoformat(on) if on else None
    return Step(named, tuple(each for each in lifts.split(",") if each), day, said_on)
