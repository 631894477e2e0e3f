"""Bests and exercises of a person, by hopping through an index instead of walking the log.

Each hop of the recursive queries is one look-up, so their cost grows with the number of different
loads (or exercises), never with the number of sets.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from sqlalchemy import Connection, Executable, bindparam, desc, func, select

from core.records import KG_PER_LB, LoggedSet, Unit
from core.store.person_log import PersonLog
from core.store.repositories.logs import Logs
from core.store.repositories.set_rows import SET_COLUMNS, by_load, read_sets
from core.store.schema.tables import sets

_MINE = sets.c.log_id == bindparam("log")
_THIS = sets.c.exercise_id == bindparam("exercise")
_WORKING = (_MINE, _THIS, sets.c.working == 1)
_UNIT = sets.c.load_unit == bindparam("unit")

_HEAVIEST = (
    select(*SET_COLUMNS)
    .where(*_WORKING, _UNIT)
    .order_by(sets.c.load_milli.desc(), sets.c.reps.desc(), sets.c.id.desc())
    .limit(1)
)


def _most_reps() -> Executable:
    """Hop from load to load inside the band, and take the most repetitions at each."""
    inside = (*_WORKING, _UNIT, sets.c.load_milli <= bindparam("high"))
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
        select(func.max(sets.c.reps))
        .where(*_WORKING, _UNIT, sets.c.load_milli == hop.c.milli)
        .scalar_subquery()
    )
    return select(func.max(most)).where(hop.c.milli.is_not(None))


def _exercises() -> Executable:
    """Hop from exercise to exercise, and take the latest set of each."""
    first = select(func.min(sets.c.exercise_id).label("exercise_id")).where(_MINE)
    hop = first.cte("hop", recursive=True)
    further = (
        select(func.min(sets.c.exercise_id))
        .where(_MINE, sets.c.exercise_id > hop.c.exercise_id)
        .scalar_subquery()
    )
    hop = hop.union_all(select(further).where(hop.c.exercise_id.is_not(None)))
    latest = (
        select(sets.c.at)
        .where(_MINE, sets.c.exercise_id == hop.c.exercise_id)
        .order_by(sets.c.session_at.desc(), sets.c.at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(hop.c.exercise_id, latest.label("latest"))
        .where(hop.c.exercise_id.is_not(None))
        .order_by(desc("latest"), hop.c.exercise_id)
        .limit(bindparam("most"))
    )


_MOST_REPS = _most_reps()
_EXERCISES = _exercises()


class Bests:
    """A person's bests, inside one unit of work."""

    def __init__(self, connection: Connection, logs: Logs) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._logs = connection, logs

    def heaviest(self, person_id: int, exercise_id: str) -> tuple[LoggedSet, ...]:
        """The working set with the greatest load per unit typed, by an index look-up.

        Of equals the one with the most repetitions.
        """
        logs = self._logs.of(person_id)
        found: list[LoggedSet] = []
        for unit in ("kg", "lb"):
            asked = {"exercise": exercise_id, "unit": unit}
            found += read_sets(self._connection, logs, _HEAVIEST, asked, by_load)[:1]
        return tuple(found)

    def most_reps(self, person_id: int, exercise_id: str, low_kg: float, high_kg: float) -> int:
        """The most repetitions of a working set with a load in [low, high] kg, typed in any unit.

        0 when there is none. An index look-up.
        """
        asked = {"exercise": exercise_id}
        return most_in_band(
            self._connection, self._logs.of(person_id), _MOST_REPS, asked, (low_kg, high_kg)
        )

    def exercise_ids(self, person_id: int, limit: int = 50) -> tuple[str, ...]:
        """The exercises this person has logged, most recently done first."""
        latest: dict[str, datetime] = {}
        for log in self._logs.of(person_id):
            for row in self._connection.execute(_EXERCISES, log.asked({"most": limit})):
                exercise = log.exercise_seen(row.exercise_id)
                latest[exercise] = max(row.latest, latest.get(exercise, row.latest))
        if len(self._logs.of(person_id)) == 1:
            return tuple(latest)
        ordered = sorted(sorted(latest), key=latest.__getitem__, reverse=True)
        return tuple(ordered[:limit])


def most_in_band(
    connection: Connection,
    logs: Sequence[PersonLog],
    query: Executable,
    asked: Mapping[str, object],
    band_kg: tuple[float, float],
) -> int:
    """The most that a query finds with loads in [low, high] kg, typed in any unit; 0: nothing."""
    most = 0
    for unit in ("kg", "lb"):
        low, high = thousandths(*band_kg, unit)
        for log in logs:
            wanted = log.asked({**asked, "unit": unit, "low": low, "high": high})
            most = max(most, connection.execute(query, wanted).scalar() or 0)
    return most


def thousandths(low_kg: float, high_kg: float, unit: Unit) -> tuple[int, int]:
    """Bound a band of kilograms in thousandths of a unit, both ends included."""
    low, high = sorted((_milligrams(low_kg), _milligrams(high_kg)))
    thousandth = Fraction(1000) if unit == "kg" else 1000 * KG_PER_LB
    # A milligram of slack: 0.9 * 100 means 90, and a load in pounds finds itself.
    return math.ceil((low - 1) / thousandth), math.floor((high + 1) / thousandth)


def _milligrams(kg: float) -> int:
    """Round kilograms to whole milligrams; what nobody can lift counts as a million kilograms."""
    return round(max(-1e6, min(1e6, kg)) * 1e6)
