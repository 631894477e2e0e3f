"""What a person decided of their training, without sets: each is one change of the journal.

Its source names the subject, its kind says what of it: "easy:2026-11-23:2026-11-30" for the subject
"easy". Undone with its change, it counts no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, select

from core.store.repositories.journal import Journal
from core.store.repositories.logs import Logs
from core.store.rows import Change
from core.store.schema.tables import changes
from core.store.unit_state import MARKED, UnitState

Subject = Literal["easy", "feedback", "away"]
EASY: Subject = "easy"  # easy weeks that were asked for
AWAY: Subject = "away"  # holidays and illness that were declared
FEEDBACK: Subject = "feedback"  # how much a muscle's sets were, and whether that is asked

_STANDING = (
    select(changes.c.id, changes.c.kind, changes.c.at)
    .where(
        changes.c.log_id == bindparam("log"),
        changes.c.source == bindparam("subject"),
        changes.c.undone == 0,
    )
    .order_by(changes.c.id.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What was decided, and by which change."""

    change_id: str
    what: str  # "2026-11-23:2026-11-30"
    at: datetime


class Marks:
    """A person's marks, inside one unit of work."""

    def __init__(
        self, connection: Connection, state: UnitState, logs: Logs, journal: Journal
    ) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._state = connection, state
        self._logs, self._journal = logs, journal

    def keep(self, person_id: int, subject: Subject, what: str, now: datetime) -> Change:
        """Keep a decision as one change, to be undone like any other."""
        return self._journal.write(person_id, f"{subject}:{what}", subject, (), (), now)

    def standing(self, person_id: int, subject: Subject, most: int) -> tuple[Mark, ...]:
        """The newest decisions of a subject that stand, newest first."""
        if subject in MARKED and not self._state.may_hold(person_id, MARKED[subject]):
            return ()
        found = [
            (row.id + log.changes, row.kind.partition(":")[2], row.at)
            for log in self._logs.of(person_id)
            for row in self._connection.execute(
                _STANDING, {"log": log.id, "subject": subject, "most": most}
            )
        ]
        newest = sorted(found, reverse=True)[:most]
        return tuple(Mark(f"m{number}", what, at) for number, what, at in newest)


def subject_of(change: Change) -> str:
    """The subject of a change that is a mark; "" for all others."""
    subject = change.kind.partition(":")[0]
    return subject if change.source == subject and subject in (EASY, FEEDBACK, AWAY) else ""
