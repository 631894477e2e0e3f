"""Predictions of sets, beside what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select

from core.limits import MOST_REPS_SCORED
from core.records import Load
from core.store.dialects import chosen, upsert
from core.store.person_log import PersonLog
from core.store.repositories.logs import Logs
from core.store.repositories.set_rows import log_of_sets, number_of
from core.store.rows import Forecast, Scored
from core.store.schema.tables import predictions, sets

Row = Any

SLACK = 200  # predictions looked at beyond those wanted: some of their sets are gone
SEEN_FOR_ONE = 4000  # predictions looked through for one exercise

_KEEP = upsert(predictions)
_NEWEST = (
    select(predictions)
    .where(predictions.c.log_id == bindparam("log"))
    .order_by(predictions.c.id.desc())
    .limit(bindparam("seen"))
    .subquery()
)
_SCORED = select(
    _NEWEST.c.id, _NEWEST.c.exercise_id, _NEWEST.c.load_milli, _NEWEST.c.load_unit,
    _NEWEST.c.at, _NEWEST.c.place, _NEWEST.c.tenths, _NEWEST.c.likely_low, _NEWEST.c.likely_high,
    _NEWEST.c.wide_low, _NEWEST.c.wide_high, _NEWEST.c.last_time, sets.c.reps,
).join(
    sets,
    and_(
        sets.c.log_id == bindparam("log"),
        sets.c.id == _NEWEST.c.id,
        sets.c.exercise_id == _NEWEST.c.exercise_id,
        sets.c.load_milli == _NEWEST.c.load_milli,
        sets.c.load_unit == _NEWEST.c.load_unit,
        sets.c.at == _NEWEST.c.at,
        sets.c.working == 1,
        sets.c.reps.between(1, MOST_REPS_SCORED),
    ),
)  # fmt: skip
_SCORED_OF = _SCORED.where(_NEWEST.c.exercise_id == bindparam("exercise"))


class Scores:
    """Predictions inside one unit of work."""

    def __init__(self, connection: Connection, logs: Logs) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._logs = connection, logs

    def keep(self, person_id: int, forecasts: Sequence[Forecast]) -> None:
        """Keep what was expected of sets; a set predicted before is predicted anew."""
        logs = self._logs.of(person_id)
        its = log_of_sets(self._connection, logs, [each.set_id for each in forecasts])
        speaks_to = self._logs.spoken_to(person_id)
        rows = []
        for each in forecasts:
            log = its.get(each.set_id, speaks_to)
            exercise = self._logs.store_exercise(person_id, log, each.exercise_id)
            rows.append({**_columns(each, log), "exercise_id": exercise})
        if rows:
            self._connection.execute(chosen(_KEEP, self._connection), rows)

    def scored(
        self, person_id: int, exercise_id: str | None = None, limit: int = 500
    ) -> tuple[Scored, ...]:
        """The newest predictions whose sets stand as they were predicted for, oldest first.

        A set that was taken back, or has another exercise, load or time since, is left out.
        """
        asked: dict[str, object] = {"seen": limit + SLACK}
        query = _SCORED
        if exercise_id is not None:
            asked |= {"exercise": exercise_id, "seen": SEEN_FOR_ONE}
            query = _SCORED_OF
        found = [
            (row.id + log.sets, log, row)
            for log in self._logs.of(person_id)
            for row in self._connection.execute(query, log.asked(asked))
        ]
        newest = sorted(found, key=itemgetter(0))[-limit:]
        return tuple(Scored(_forecast_of(row, log), row.reps) for _, log, row in newest)


def _forecast_of(row: Row, log: PersonLog) -> Forecast:
    return Forecast(
        set_id=f"s{row.id + log.sets}",
        exercise_id=log.exercise_seen(row.exercise_id),
        load=Load(row.load_milli, row.load_unit),
        at=row.at,
        place=row.place,
        tenths=row.tenths,
        likely=(row.likely_low, row.likely_high),
        wide=(row.wide_low, row.wide_high),
        last_time=row.last_time,
    )


def _columns(each: Forecast, log: PersonLog) -> dict[str, object]:
    return {
        "log_id": log.id,
        "id": (number_of("s", each.set_id) or 0) - log.sets,
        "load_milli": each.load.milli,
        "load_unit": each.load.unit,
        "at": each.at,
        "place": each.place,
        "tenths": each.tenths,
        "likely_low": each.likely[0],
        "likely_high": each.likely[1],
        "wide_low": each.wide[0],
        "wide_high": each.wide[1],
        "last_time": each.last_time,
    }
