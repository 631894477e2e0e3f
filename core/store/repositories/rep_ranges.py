"""What the fold over a whole log reads of one exercise: what it comes to, and its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from core.store.schema.tables import sets
from core.store.schema.types import Moment

_OLDER = (
    sets.c.person_id == bindparam("person"),
    sets.c.exercise_id == bindparam("exercise"),
    sets.c.session_at < bindparam("before", type_=Moment),
)
_COMES_TO = select(
    func.count(),
    func.coalesce(func.max(sets.c.changed_by), 0),
    func.coalesce(func.sum(sets.c.load_milli * sets.c.reps), 0),
    func.coalesce(func.sum(func.coalesce(sets.c.rir_tenths, -1)), 0),
    func.min(sets.c.session_at),
).where(*_OLDER)


@dataclass(frozen=True, slots=True)
class OlderLog:
    """What the sets of an exercise before a moment come to: another log comes to something else."""

    count: int
    changed_by: int
    volume: int
    effort: int
    first: datetime | None


def older_log(
    connection: Connection, person_id: int, exercise_id: str, before: datetime
) -> OlderLog:
    """Add up the sets of an exercise in sessions begun before a moment, in one statement."""
    asked = {"person": person_id, "exercise": exercise_id, "before": before}
    count, changed_by, volume, effort, first = connection.execute(_COMES_TO, asked).one()
    return OlderLog(count, changed_by, int(volume), int(effort), first)
