"""What looking back over a week asks of the log: session by session, and the bests before it.

Sessions are hopped over, one look-up each. The bests before a moment are found from the heaviest
down in an index, past what was done since, so the cost grows with the week and never with the log.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Connection,
    Executable,
    bindparam,
    func,
    literal_column,
    select,
    type_coerce,
)

from core.records import LoggedSet
from core.store.repositories.bests import most_in_band
from core.store.repositories.logs import Logs
from core.store.repositories.set_rows import SET_COLUMNS, by_load, read_sets
from core.store.schema.tables import sets
from core.store.schema.types import Moment

_MINE = sets.c.log_id == bindparam("log")
# A sum is in no index: the one that leads from the heaviest down is to be used.
_BEFORE = type_coerce(sets.c.session_at, BigInteger) + literal_column("0") < bindparam(
    "before", type_=Moment
)
_WORKING = (
    _MINE,
    sets.c.exercise_id == bindparam("exercise"),
    sets.c.working == 1,
    sets.c.load_unit == bindparam("unit"),
)
_HEAVIEST = (
    select(*SET_COLUMNS)
    .where(*_WORKING, _BEFORE)
    .order_by(sets.c.load_milli.desc(), sets.c.reps.desc(), sets.c.id.desc())
    .limit(1)
)


def _starts() -> Executable:
    """Hop from a session's first set to the last set before it, newest session first."""
    newest = (
        select(sets.c.session_at.label("start"))
        .where(_MINE, sets.c.at < bindparam("before"))
        .order_by(sets.c.at.desc())
        .limit(1)
        .scalar_subquery()
    )
    hop = select(newest.label("start")).cte("hop", recursive=True)
    earlier = (
        select(sets.c.session_at)
        .where(_MINE, sets.c.at < hop.c.start)
        .order_by(sets.c.at.desc())
        .limit(1)
        .scalar_subquery()
    )
    hop = hop.union_all(
        select(earlier).where(hop.c.start.is_not(None), hop.c.start >= bindparam("since"))
    )
    return (
        select(hop.c.start)
        .where(hop.c.start.is_not(None), hop.c.start >= bindparam("since"))
        .limit(bindparam("most"))
    )


def _most_reps() -> Executable:
    """Hop from load to load inside the band, and take the most repetitions before at each."""
    inside = (*_WORKING, sets.c.load_milli <= bindparam("high"))
    first = select(func.min(sets.c.load_milli).label("milli")).where(
        *inside, sets.c.load_milli >= bindparam("low")
    )
    hop = first.cte("hop", recursive=True)
    further = (
        select(func.min(sets.c.load_milli))
        .where(*inside, sets.c.load_milli > hop.c.milli)
        .scalar_subquery()
    )
    hop = hop.union_all(select(further).where(hop.c.milli.is_not(None)))
    most = (
        select(sets.c.reps)
        .where(*_WORKING, _BEFORE, sets.c.load_milli == hop.c.milli)
        .order_by(sets.c.reps.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(func.max(most)).where(hop.c.milli.is_not(None))


_STARTS = _starts()
_MOST_REPS = _most_reps()


_DONE = (
    select(
        sets.c.session_at,
        sets.c.exercise_id,
        func.min(sets.c.at).label("first"),
        func.min(sets.c.id).label("least"),
    )
    .where(
        _MINE,
        sets.c.at >= bindparam("since"),
        sets.c.at < bindparam("before"),
        sets.c.working == 1,
    )
    .group_by(sets.c.session_at, sets.c.exercise_id)
    .order_by(sets.c.session_at, func.min(sets.c.at), func.min(sets.c.id))
)


class Weeks:
    """A person's log as looking back over a week sees it (`UnitOfWork.weeks`)."""

    def __init__(self, connection: Connection, logs: Logs) -> None:
        """Read inside an open transaction; `logs`: those of each person."""
        self._connection, self._logs = connection, logs

    def session_starts(
        self, person_id: int, since: datetime, before: datetime, limit: int = 400
    ) -> tuple[datetime, ...]:
        """When the sessions that began in [since, before) began, newest first."""
        asked: dict[str, object] = {"since": since, "before": before, "most": limit}
        found = {
            start
            for log in self._logs.of(person_id)
            for start in self._connection.execute(_STARTS, log.asked(asked)).scalars()
        }
        return tuple(sorted(found, reverse=True)[:limit])

    def done(
        self, person_id: int, since: datetime, before: datetime
    ) -> tuple[tuple[datetime, str], ...]:
        """Which exercises had working sets in [since, before): (session, exercise), in order."""
        asked: dict[str, object] = {"since": since, "before": before}
        first: dict[tuple[datetime, str], tuple[datetime, int]] = {}
        for log in self._logs.of(person_id):
            for row in self._connection.execute(_DONE, log.asked(asked)):
                what = (row.session_at, log.exercise_seen(row.exercise_id))
                begun = (row.first, row.least + log.sets)
                first[what] = min(begun, first.get(what, begun))
        return tuple(sorted(first, key=lambda what: (what[0], first[what])))

    def heaviest(self, person_id: int, exercise_id: str, before: datetime) -> tuple[LoggedSet, ...]:
        """The working set with the greatest load, per unit, of sessions begun before a moment."""
        logs = self._logs.of(person_id)
        found: list[LoggedSet] = []
        for unit in ("kg", "lb"):
            asked = {"exercise": exercise_id, "unit": unit, "before": before}
            found += read_sets(self._connection, logs, _HEAVIEST, asked, by_load)[:1]
        return tuple(found)

    def most_reps(
        self, person_id: int, exercise_id: str, low_kg: float, high_kg: float, before: datetime
    ) -> int:
        """The most repetitions at a load in [low, high] kg in sessions begun before a moment."""
        asked = {"exercise": exercise_id, "before": before}
        logs = self._logs.of(person_id)
        return most_in_band(self._connection, logs, _MOST_REPS, asked, (low_kg, high_kg))
