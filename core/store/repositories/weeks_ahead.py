"""What was foretold of weeks to come, kept to be scored; bounded for each log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select

from core.records import Load
from core.store.person_log import PersonLog
from core.store.repositories.logs import Logs
from core.store.rows import WeekForecast
from core.store.schema.scores import weeks_ahead
from core.store.unit_state import UnitState

TABLE = "weeks_ahead"
MOST_KEPT = 1500  # of a log: the newest

_MINE = weeks_ahead.c.log_id == bindparam("log")
_NEWEST = (
    select(weeks_ahead).where(_MINE).order_by(weeks_ahead.c.id.desc()).limit(bindparam("most"))
)
_LAST = select(func.coalesce(func.max(weeks_ahead.c.id), 0)).where(_MINE)
_SAME_DAY = delete(weeks_ahead).where(_MINE, weeks_ahead.c.made_on == bindparam("day"))
_OLD = delete(weeks_ahead).where(_MINE, weeks_ahead.c.id <= bindparam("last"))
_ADD = insert(weeks_ahead)


class WeeksAhead:
    """Forecasts of weeks, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState, logs: Logs) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._state, self._logs = connection, state, logs

    def keep(self, person_id: int, made_on: date, found: Sequence[WeekForecast]) -> None:
        """Keep the forecasts of a day in place of those made before on it; the oldest go."""
        if not found:
            return
        self._state.will_hold(person_id, TABLE)
        log = self._logs.spoken_to(person_id)
        asked = {"log": log.id}
        last = self._connection.execute(_LAST, asked).scalar_one()
        self._connection.execute(_SAME_DAY, {**asked, "day": made_on.isoformat()})
        rows = [
            {
                "log_id": log.id,
                "id": last + number,
                "exercise_id": self._logs.store_exercise(person_id, log, each.exercise_id),
                "made_on": made_on.isoformat(),
                "week": each.week,
                "from_on": each.from_on.isoformat(),
                "load_milli": each.load.milli,
                "load_unit": each.load.unit,
                "reps": each.reps,
                "left_tenths": each.left_tenths,
                "chance": each.chance,
            }
            for number, each in enumerate(found[:MOST_KEPT], 1)
        ]
        self._connection.execute(_ADD, rows)
        self._connection.execute(_OLD, {**asked, "last": last + len(rows) - MOST_KEPT})

    def newest(self, person_id: int, most: int = MOST_KEPT) -> tuple[WeekForecast, ...]:
        """The newest forecasts, oldest first."""
        if not self._state.may_hold(person_id, TABLE):
            return ()
        found = [
            _forecast(row, log)
            for log in self._logs.of(person_id)
            for row in self._connection.execute(_NEWEST, {"log": log.id, "most": most})
        ]
        ordered = sorted(found, key=lambda each: (each.made_on, each.exercise_id, each.week))
        return tuple(ordered[-most:])


def _forecast(row: Row[Any], log: PersonLog) -> WeekForecast:
    return WeekForecast(
        exercise_id=log.exercise_seen(row.exercise_id),
        made_on=date.fromisoformat(row.made_on),
        week=row.week,
        from_on=date.fromisoformat(row.from_on),
        load=Load(row.load_milli, row.load_unit),
        reps=row.reps,
        left_tenths=row.left_tenths,
        chance=row.chance,
    )
